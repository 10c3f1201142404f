/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-log-ranges.h"

G_BEGIN_DECLS

/* How a list has changed in its middle: rows that came and rows that went, one after the other. */
typedef struct _TaplineListEdits TaplineListEdits;

TaplineListEdits *tapline_list_edits_new             (void);
void              tapline_list_edits_free            (TaplineListEdits       *self);
void              tapline_list_edits_add             (TaplineListEdits       *self,
                                                      guint64                 row,
                                                      gboolean                added);
gboolean          tapline_list_edits_is_empty        (const TaplineListEdits *self);
gboolean          tapline_list_edits_renumber        (const TaplineListEdits *self,
                                                      guint64                *row);
TaplineLogRanges *tapline_list_edits_renumber_ranges (const TaplineListEdits *self,
                                                      const TaplineLogRanges *former);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineListEdits, tapline_list_edits_free)

G_END_DECLS
