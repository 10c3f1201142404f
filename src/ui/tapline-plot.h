/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-chart.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_PLOT (tapline_plot_get_type ())
/* Shows a chart. The pointer, or the arrow keys, read out the values at a place: property
 * "readout". */
G_DECLARE_FINAL_TYPE (TaplinePlot, tapline_plot, TAPLINE, PLOT, GtkWidget)

/* @chart is (transfer full). */
void          tapline_plot_take_chart  (TaplinePlot  *self,
                                        TaplineChart *chart);
/* (transfer none) (nullable): what was set. */
TaplineChart *tapline_plot_get_chart   (TaplinePlot  *self);

G_END_DECLS
