/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-log.h"
#include "tapline-transcript.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_SEARCH_BAR (tapline_search_bar_get_type ())
/* Searches a log: goes from match to match, counts them and has the log mark them. */
G_DECLARE_FINAL_TYPE (TaplineSearchBar, tapline_search_bar, TAPLINE, SEARCH_BAR, GtkWidget)

/* Hidden until it is opened. @log shows the messages of @transcript. */
GtkWidget *tapline_search_bar_new   (TaplineLog        *log,
                                     TaplineTranscript *transcript);
/* Shows it and gives it the focus; @text is (nullable): what to look for instead, which is of that
 * @kind. */
void       tapline_search_bar_open  (TaplineSearchBar   *self,
                                     TaplinePatternKind  kind,
                                     const char         *text);
/* Hides it, which ends the search, and gives the focus to the log. */
void       tapline_search_bar_close (TaplineSearchBar  *self);
/* To the next match, or to the previous one. */
void       tapline_search_bar_go    (TaplineSearchBar  *self,
                                     gboolean           forward);

G_END_DECLS
