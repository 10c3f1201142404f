/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-meaning.h"
#include "tapline-meter.h"
#include "tapline-session.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_STATUS_BAR (tapline_status_bar_get_type ())
/* One line: the state in words, the framing to choose, the figures, the ledger. */
G_DECLARE_FINAL_TYPE (TaplineStatusBar, tapline_status_bar, TAPLINE, STATUS_BAR, GtkWidget)

GtkWidget *tapline_status_bar_new    (void);
void       tapline_status_bar_set_framing (TaplineStatusBar        *self,
                                           const char              *spec);
/* Who decodes the messages of the session that is shown. */
void       tapline_status_bar_set_meaning (TaplineStatusBar        *self,
                                           TaplineMeaning          *meaning);
void       tapline_status_bar_open_framing (TaplineStatusBar       *self);
/* @following: (nullable): words on whether the log follows; @counters NULL: no session yet;
 * @progress: of cutting into messages again, 1 if that is not going on. */
void       tapline_status_bar_update (TaplineStatusBar             *self,
                                      const char                   *state,
                                      gboolean                      exposed,
                                      const char                   *following,
                                      const TaplineSessionCounters *counters,
                                      const TaplineMeter           *meter,
                                      double                        progress);

G_END_DECLS
