/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-plot.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_PLOT_PANE (tapline_plot_pane_get_type ())
/* A plot, below it the values that are read out, and the chart's main figures in words. */
G_DECLARE_FINAL_TYPE (TaplinePlotPane, tapline_plot_pane, TAPLINE, PLOT_PANE, GtkWidget)

/* @chart is (transfer full). */
void          tapline_plot_pane_take_chart (TaplinePlotPane *self,
                                            TaplineChart    *chart);
/* For where the figures stand beside the plot. */
void          tapline_plot_pane_hide_summary
                                           (TaplinePlotPane *self);
/* (transfer none) (nullable): what was set. */
TaplineChart *tapline_plot_pane_get_chart  (TaplinePlotPane *self);

G_END_DECLS
