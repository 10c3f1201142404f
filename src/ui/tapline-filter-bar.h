/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-filtered-list.h"
#include "tapline-log.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_FILTER_BAR (tapline_filter_bar_get_type ())
/* Says which messages a log shows: conditions as chips, and all of them as text. */
G_DECLARE_FINAL_TYPE (TaplineFilterBar, tapline_filter_bar, TAPLINE, FILTER_BAR, GtkWidget)

GtkWidget *tapline_filter_bar_new         (TaplineLog          *log,
                                           TaplineFilteredList *rows,
                                           GSettings           *settings);
void       tapline_filter_bar_open        (TaplineFilterBar    *self);
void       tapline_filter_bar_open_saved  (TaplineFilterBar    *self);
void       tapline_filter_bar_add_query   (TaplineFilterBar    *self,
                                           TaplineQuery        *added);
void       tapline_filter_bar_show_all    (TaplineFilterBar    *self);

/* (transfer full) (nullable): how many messages of how many are shown, or how far it is; %NULL
 * without a filter. */
char      *tapline_filter_dup_words       (TaplineFilteredList *rows);

G_END_DECLS
