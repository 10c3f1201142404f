/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-history.h"
#include "tapline-finder.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_PATTERN_ENTRY (tapline_pattern_entry_get_type ())
/* A pattern as one types it. Signals: "changed", whenever another pattern is in force; "edited",
 * whenever what is typed or chosen is another, right or wrong; "activate", by Enter. */
G_DECLARE_FINAL_TYPE (TaplinePatternEntry, tapline_pattern_entry, TAPLINE, PATTERN_ENTRY,
                      GtkWidget)

GtkWidget           *tapline_pattern_entry_new         (void);
/* (transfer none) (nullable): the last one that was right; %NULL while nothing is typed. */
TaplinePattern      *tapline_pattern_entry_get_pattern (TaplinePatternEntry *self);
/* Whether what is typed is that pattern, and not something wrong. */
gboolean             tapline_pattern_entry_is_valid    (TaplinePatternEntry *self);
/* What is typed and chosen, right or wrong. */
const char          *tapline_pattern_entry_get_text    (TaplinePatternEntry *self);
TaplinePatternKind   tapline_pattern_entry_get_kind    (TaplinePatternEntry *self);
TaplinePatternFlags  tapline_pattern_entry_get_flags   (TaplinePatternEntry *self);
void                 tapline_pattern_entry_fill        (TaplinePatternEntry *self,
                                                        TaplinePatternKind   kind,
                                                        const char          *text,
                                                        TaplinePatternFlags  flags);
/* What the messages are in that are searched; UTF-8 unless it is set. The pattern in force is one
 * of their bytes. */
void                 tapline_pattern_entry_set_encoding
                                                       (TaplinePatternEntry *self,
                                                        const char          *encoding);
/* Says below what is wrong with the pattern at the messages, until another is typed. @sentence is
 * (nullable). */
void                 tapline_pattern_entry_set_fault   (TaplinePatternEntry *self,
                                                        const char          *sentence);
/* Up and Down lead through what was looked for. */
void                 tapline_pattern_entry_serve        (TaplinePatternEntry *self,
                                                         TaplineHistory      *history);

G_END_DECLS
