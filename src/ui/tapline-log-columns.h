/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-log-options.h"

G_BEGIN_DECLS

#define TAPLINE_LOG_PADDING 12
#define TAPLINE_LOG_MARK_CHARS 3  /* in front of a peer's name */

/* A column's left edge and width, in pixels of a row; no width if it is hidden. */
typedef struct
{
  int x;
  int width;
} TaplineLogSpan;

/**
 * TaplineLogColumns:
 * @at: where the columns are, by #TaplineLogColumn
 * @body: text and hex together: the room for notes, and for flags at the end
 * @time: what the time column tells
 * @dated: whether the time of day has the date before it
 * @shows: whether messages are shown decoded, as text, hex or both
 * @marks: whether peers have marks before their names: one alone needs none
 *
 * How every row of a log is laid out.
 */
typedef struct
{
  TaplineLogSpan at[TAPLINE_LOG_N_COLUMNS];
  TaplineLogSpan body;
  TaplineLogTime time;
  gboolean       dated;
  TaplineLogBody shows;
  gboolean       marks;
} TaplineLogColumns;

void     tapline_log_columns_place       (TaplineLogColumns       *self,
                                          TaplineLogOptions       *options,
                                          double                   digit_width,
                                          int                      width,
                                          guint                    peer_chars,
                                          gboolean                 marks,
                                          gboolean                 dated);
gboolean tapline_log_columns_find_border (const TaplineLogColumns *self,
                                          double                   x,
                                          TaplineLogColumn        *column);

G_END_DECLS
