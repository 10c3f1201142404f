/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the log's columns are. What the user did not set follows from the font and from what is in
 * the column; a column that would leave the messages no room is narrower than he set it, or left
 * out, until there is room again.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tapline-log-columns.h"

#define COLUMN_GAP 12
#define BORDER_REACH 5        /* how near to a border one has to be to take hold of it */
#define TIME_CHARS 12         /* 12:01:33.402 */
#define DATE_CHARS 11         /* 2026-03-05, and a space */
#define SIZE_CHARS 8          /* 999.9 kB */
#define PEER_CHARS_MIN 11
#define PEER_CHARS_MAX 26
#define WIDTH_MIN_CHARS 3
#define HIDE_SIZE_BELOW 50 /* characters */
#define HIDE_PEER_BELOW 62
#define HIDE_DATE_BELOW 90
#define HEX_SHARE 0.58        /* of the messages' room; a byte takes thrice what it takes as text */

static int
chars_width (double digit_width,
             int    chars)
{
  return (int) ceil (chars * digit_width);
}

/* The widest that a column may be, as a part of the row. */
static double
get_share (TaplineLogColumn column)
{
  switch (column)
    {
    case TAPLINE_LOG_COLUMN_TIME:
      return 0.3;
    case TAPLINE_LOG_COLUMN_PEER:
      return 0.35;
    case TAPLINE_LOG_COLUMN_SIZE:
      return 0.15;
    case TAPLINE_LOG_COLUMN_DIRECTION:
    case TAPLINE_LOG_COLUMN_TEXT:
    case TAPLINE_LOG_COLUMN_HEX:
    case TAPLINE_LOG_N_COLUMNS:
    default:
      return 1;
    }
}

static int
get_automatic (TaplineLogColumn column,
               double           digit_width,
               int              width,
               guint            peer_chars,
               gboolean         marks,
               gboolean         dated)
{
  switch (column)
    {
    case TAPLINE_LOG_COLUMN_TIME:
      return chars_width (digit_width, TIME_CHARS + (dated ? DATE_CHARS : 0));
    case TAPLINE_LOG_COLUMN_DIRECTION:
      return chars_width (digit_width, 1);
    case TAPLINE_LOG_COLUMN_PEER:
      return MIN (chars_width (digit_width, (marks ? TAPLINE_LOG_MARK_CHARS : 0) +
                               CLAMP ((int) peer_chars, PEER_CHARS_MIN, PEER_CHARS_MAX)),
                  width * 3 / 10);
    case TAPLINE_LOG_COLUMN_SIZE:
      return chars_width (digit_width, SIZE_CHARS);
    case TAPLINE_LOG_COLUMN_TEXT:
    case TAPLINE_LOG_COLUMN_HEX:
    case TAPLINE_LOG_N_COLUMNS:
    default:
      g_return_val_if_reached (0);
    }
}

/* Places the columns in a row of @width pixels, for names of up to @peer_chars characters, with
 * or without marks before them; @dated: there are messages of another day. */
void
tapline_log_columns_place (TaplineLogColumns *self,
                           TaplineLogOptions *options,
                           double             digit_width,
                           int                width,
                           guint              peer_chars,
                           gboolean           marks,
                           gboolean           dated)
{
  int x = TAPLINE_LOG_PADDING;
  TaplineLogSpan *text = &self->at[TAPLINE_LOG_COLUMN_TEXT];
  TaplineLogSpan *hex = &self->at[TAPLINE_LOG_COLUMN_HEX];

  memset (self, 0, sizeof *self);
  self->time = tapline_log_options_get_time (options);
  self->dated = dated && self->time == TAPLINE_LOG_TIME_CLOCK &&
                width >= chars_width (digit_width, HIDE_DATE_BELOW);
  self->shows = tapline_log_options_get_body (options);
  self->marks = marks;

  for (guint i = 0; i < TAPLINE_LOG_N_OPTIONAL; i++)
    {
      int own = tapline_log_options_get_width (options, i);

      self->at[i].x = x;
      if (!tapline_log_options_get_shown (options, i) ||
          (i == TAPLINE_LOG_COLUMN_PEER && width < chars_width (digit_width, HIDE_PEER_BELOW)) ||
          (i == TAPLINE_LOG_COLUMN_SIZE && width < chars_width (digit_width, HIDE_SIZE_BELOW)))
        continue;
      if (own > 0)
        self->at[i].width = CLAMP (own, chars_width (digit_width, WIDTH_MIN_CHARS),
                                   (int) (width * get_share (i)));
      else
        self->at[i].width = get_automatic (i, digit_width, width, peer_chars, marks,
                                           self->dated);
      x += self->at[i].width + COLUMN_GAP;
    }

  self->body.x = text->x = hex->x = x;
  self->body.width = MAX (width - x - TAPLINE_LOG_PADDING, 0);
  if (self->shows != TAPLINE_LOG_BODY_HEX)
    text->width = self->body.width;
  if (self->shows == TAPLINE_LOG_BODY_HEX)
    hex->width = self->body.width;
  if (self->shows == TAPLINE_LOG_BODY_BOTH)
    {
      hex->width = (int) (self->body.width * HEX_SHARE);
      text->width = MAX (self->body.width - hex->width - COLUMN_GAP, 0);
      hex->x = text->x + text->width + COLUMN_GAP;
    }
}

/* The column whose right border can be taken hold of at @x. */
gboolean
tapline_log_columns_find_border (const TaplineLogColumns *self,
                                 double                   x,
                                 TaplineLogColumn        *column)
{
  for (guint i = 0; i < TAPLINE_LOG_N_OPTIONAL; i++)
    {
      double border = self->at[i].x + self->at[i].width + COLUMN_GAP / 2;

      if (i != TAPLINE_LOG_COLUMN_DIRECTION && self->at[i].width > 0 &&
          fabs (x - border) <= BORDER_REACH)
        {
          *column = i;
          return TRUE;
        }
    }

  return FALSE;
}
