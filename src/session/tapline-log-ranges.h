/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Message numbers from start up to and without end. */
typedef struct
{
  guint64 start;
  guint64 end;
} TaplineLogRange;

/* A set of message numbers, kept as ranges: selecting all of a log costs one. */
typedef struct _TaplineLogRanges TaplineLogRanges;

TaplineLogRanges      *tapline_log_ranges_new      (void);
TaplineLogRanges      *tapline_log_ranges_copy     (const TaplineLogRanges *self);
void                   tapline_log_ranges_free     (TaplineLogRanges       *self);
void                   tapline_log_ranges_clear    (TaplineLogRanges       *self);
void                   tapline_log_ranges_add      (TaplineLogRanges       *self,
                                                    guint64                 start,
                                                    guint64                 end);
void                   tapline_log_ranges_remove   (TaplineLogRanges       *self,
                                                    guint64                 start,
                                                    guint64                 end);
gboolean               tapline_log_ranges_contains (const TaplineLogRanges *self,
                                                    guint64                 number);
guint64                tapline_log_ranges_count    (const TaplineLogRanges *self);
guint                  tapline_log_ranges_get_n    (const TaplineLogRanges *self);
const TaplineLogRange *tapline_log_ranges_get      (const TaplineLogRanges *self,
                                                    guint                   index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineLogRanges, tapline_log_ranges_free)

G_END_DECLS
