/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-meter.h"
#include "tapline-session.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_STATUS_BAR (tapline_status_bar_get_type ())
/* One line: the state in words, the figures, the ledger. */
G_DECLARE_FINAL_TYPE (TaplineStatusBar, tapline_status_bar, TAPLINE, STATUS_BAR, GtkWidget)

GtkWidget *tapline_status_bar_new    (void);
/* @following: (nullable): words on whether the log follows; @counters NULL: no session yet. */
void       tapline_status_bar_update (TaplineStatusBar             *self,
                                      const char                   *state,
                                      gboolean                      exposed,
                                      const char                   *following,
                                      const TaplineSessionCounters *counters,
                                      const TaplineMeter           *meter);

G_END_DECLS
