/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a search asks of a pattern to look at many messages at once. */
#pragma once

#include "tapline-pattern.h"

G_BEGIN_DECLS

#define TAPLINE_PATTERN_LITERALS_MAX 8
#define TAPLINE_PATTERN_SPAN_MAX     4096

/**
 * TaplinePatternCursor:
 * @bytes: (array length=length): some messages
 * @length: how many bytes they are
 *
 * Where a pattern may be in some messages. All zero but for these two at the start.
 */
typedef struct
{
  const guint8 *bytes;
  gsize         length;
  /* private */
  gsize         next[TAPLINE_PATTERN_LITERALS_MAX]; /* the place behind each literal's next */
} TaplinePatternCursor;

gsize                tapline_pattern_seek             (const TaplinePattern  *self,
                                                       TaplinePatternCursor  *cursor,
                                                       gsize                  from);
gboolean             tapline_pattern_has_literals     (const TaplinePattern  *self);
gsize                tapline_pattern_get_reach        (const TaplinePattern  *self);
gsize                tapline_pattern_get_exact_end    (const TaplinePattern        *self,
                                                       const TaplinePatternCursor  *cursor,
                                                       gsize                        place);
gboolean             tapline_pattern_takes_lines      (const TaplinePattern  *self);
TaplinePatternResult tapline_pattern_find_line        (const TaplinePattern  *self,
                                                       const guint8          *lines,
                                                       gsize                  length,
                                                       GMatchInfo           **info,
                                                       gsize                 *start,
                                                       gsize                 *end);
gsize                tapline_pattern_get_span         (const TaplinePattern  *self);

G_END_DECLS
