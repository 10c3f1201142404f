/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing a row's content: each column at its place, the marks, the rule, the remarks.
 * The text of the message is drawn by tapline-log-pen.c, the short words around it by
 * tapline-log-words.c.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "tapline-log-content.h"
#include "tapline-log-pen.h"
#include "tapline-log-words.h"

#define FLAGS_GAP  16
#define BADGE_GAP  8
#define RULE_BAR   2 /* at the row's left edge */
#define MARK_X     2 /* in the padding before the first column */
#define MARK_POLE  2
#define MARK_CLOTH 5
#define TITLE_GAP  8

/* The message in its protocol's words, behind the protocol's name if that leaves them room. */
static void
draw_words_of (TaplineLogContent *self,
               const char        *words,
               TaplineLogPen     *pen)
{
  const char *title = tapline_decoded_get_title (self->meaning);
  gsize length = strlen (words);
  TaplineLogText text = { .bytes = (const guint8 *) words, .length = length, .content = length };
  float width = tapline_log_words_measure (pen->style, TAPLINE_LOG_INK_DIM, title);

  if (width + TITLE_GAP < (pen->end - pen->x) / 4)
    pen->x += tapline_log_words_draw (pen->style, pen->snapshot, TAPLINE_LOG_INK_DIM, title, pen->x,
                                      width + 1, PANGO_ELLIPSIZE_END) + TITLE_GAP;
  tapline_log_pen_draw_line (pen, &text);
}

static void
draw_text (TaplineLogContent *self,
           TaplineLogPen     *pen)
{
  const TaplineMessage *message = &self->message;
  TaplineLogText text = {
    .bytes = message->head,
    .length = message->head_length,
    .content = tapline_text_message_length (message),
    .more = message->head_length < message->length,
  };

  if (self->decoded != NULL)
    {
      text.bytes = self->decoded->data;
      text.length = self->decoded->len;
      text.content = self->decoded_content;
      text.flags = TAPLINE_TEXT_ESCAPED;
    }
  /* Of a long message not even the ending is there, or half of it. */
  if (text.more)
    text.length = text.content;
  if ((message->flags & TAPLINE_MESSAGE_PENDING) != 0 && !text.more)
    {
      /* The rest of a character may come yet: leave it out, without an ellipsis. */
      TaplineTextSpan span;
      gsize offset = 0;

      while (tapline_text_next (text.bytes, text.length, text.flags | TAPLINE_TEXT_MORE_FOLLOWS,
                                &offset, &span))
        ;
      text.length = offset;
    }
  tapline_log_pen_draw_line (pen, &text);
}

/* How many bytes fit into @width pixels. */
static gsize
count_pairs (const TaplineLogPen *pen,
             float                width)
{
  return (gsize) ((MAX (width, 0) / (float) pen->style->digit_width + 1) / 3);
}

static void
draw_hex (TaplineLogContent *self,
          TaplineLogPen     *pen)
{
  const TaplineMessage *message = &self->message;
  float ellipsis = (float) pen->style->ellipses[pen->ink].width;
  gsize n = count_pairs (pen, pen->end - pen->x);
  g_autoptr (GString) hex = g_string_sized_new (n * 3);

  /* Whole bytes only. */
  if (n < message->length)
    n = count_pairs (pen, pen->end - pen->x - ellipsis);
  n = MIN (n, message->head_length);
  tapline_text_append_hex (hex, message->head, n);
  for (guint i = 0; i < self->n_hits; i++)
    {
      float pair = 3 * (float) pen->style->digit_width;
      gsize to = MIN (self->hits[i].end, n);

      if (self->hits[i].start < to)
        tapline_log_pen_add_box (pen, pen->x + pair * (float) self->hits[i].start,
                                 pen->x + pair * (float) to - pair / 3, FALSE);
    }
  pen->x += tapline_log_words_draw (pen->style, pen->snapshot, pen->ink, hex->str, pen->x,
                                    pen->end - pen->x, PANGO_ELLIPSIZE_END);
  if (n < message->length)
    tapline_log_pen_draw_ellipsis (pen);
}

static void
draw_time (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  const TaplineLogSpan *span = &columns->at[TAPLINE_LOG_COLUMN_TIME];
  float x = (float) span->x;

  if (span->width == 0)
    return;

  /* Points stand below each other. */
  if (columns->time != TAPLINE_LOG_TIME_CLOCK)
    x += MAX ((float) span->width
              - tapline_log_words_measure (style, TAPLINE_LOG_INK_DIM, self->time), 0);
  /* A width that was chosen before there was a date leaves the time of day. */
  tapline_log_words_draw (style, snapshot, TAPLINE_LOG_INK_DIM, self->time, x,
                          (float) (span->x + span->width) - x,
                          columns->dated ? PANGO_ELLIPSIZE_START : PANGO_ELLIPSIZE_END);
}

static void
draw_peer (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  const TaplineLogSpan *span = &columns->at[TAPLINE_LOG_COLUMN_PEER];
  float mark = 0;

  if (span->width == 0 || self->peer[0] == '\0')
    return;

  if (style->accent != TAPLINE_LOG_NO_ACCENT)
    {
      const TaplineLogTag *tag = tapline_log_style_get_mark (style, style->accent);

      tapline_log_words_append_node (snapshot, tag->node, (float) span->x);
      mark = ceilf (TAPLINE_LOG_MARK_CHARS * (float) style->digit_width);
    }
  /* Two names from one network may differ at either end. */
  if ((float) span->width > mark)
    tapline_log_words_draw (style, snapshot, TAPLINE_LOG_INK_PEER, self->peer,
                            (float) span->x + mark, (float) span->width - mark,
                            PANGO_ELLIPSIZE_MIDDLE);
}

static void
draw_size (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  const TaplineLogSpan *span = &columns->at[TAPLINE_LOG_COLUMN_SIZE];
  g_autofree char *size = NULL;
  float x, end;

  if (span->width == 0 || self->message.direction == TAPLINE_DIRECTION_NOTE)
    return;

  size = tapline_log_format_size (self->message.length);
  end = (float) (span->x + span->width);
  x = MAX (end - tapline_log_words_measure (style, TAPLINE_LOG_INK_DIM, size), (float) span->x);
  tapline_log_words_draw (style, snapshot, TAPLINE_LOG_INK_DIM, size, x, end - x,
                          PANGO_ELLIPSIZE_END);
}

/* A flag in the margin, which needs no colour to be seen. */
static void
draw_mark (TaplineLogContent *self,
           TaplineLogStyle   *style,
           GtkSnapshot       *snapshot)
{
  const GdkRGBA *color = tapline_log_style_get_color (style, TAPLINE_LOG_INK_TEXT);
  float height = (float) style->row_height;

  if (self->mark == NULL)
    return;

  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (MARK_X, 2, MARK_POLE, height - 4));
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (MARK_X + MARK_POLE, 2, MARK_CLOTH,
                                                  roundf (height * 0.4f)));
}

/* How much room at the end of a row is kept for what the user says. */
static float
reserve_mark_note (TaplineLogContent       *self,
                   TaplineLogStyle         *style,
                   const TaplineLogColumns *columns)
{
  if (self->mark == NULL || self->mark[0] == '\0')
    return 0;

  return MIN (tapline_log_words_measure (style, TAPLINE_LOG_INK_NOTE, self->mark) + 1,
              (float) columns->body.width / 3) + FLAGS_GAP;
}

/* Between @x, where all else ends, and @end. */
static void
draw_mark_note (TaplineLogContent *self,
                TaplineLogStyle   *style,
                GtkSnapshot       *snapshot,
                float              x,
                float              end)
{
  if (self->mark == NULL || self->mark[0] == '\0')
    return;

  x = MAX (x + FLAGS_GAP,
           end - tapline_log_words_measure (style, TAPLINE_LOG_INK_NOTE, self->mark) - 1);
  tapline_log_words_draw (style, snapshot, TAPLINE_LOG_INK_NOTE, self->mark, x, end - x,
                          PANGO_ELLIPSIZE_END);
}

/* A bar and a badge. The row has the colour behind it, too, unless it is selected. Returns where
 * the room for the message ends. */
static float
draw_rule (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  float end = (float) (columns->body.x + columns->body.width);
  const TaplineLogTag *badge;

  if (self->rule == NULL)
    return end;

  badge = tapline_log_style_get_badge (style, self->rule);
  end -= (float) badge->width;
  gtk_snapshot_append_color (snapshot, &style->colors[TAPLINE_LOG_COLOR_RULES + self->rule->ground],
                             &GRAPHENE_RECT_INIT (0, 0, RULE_BAR, (float) style->row_height));
  tapline_log_words_append_node (snapshot, badge->node, end);

  return end - BADGE_GAP;
}

/* The message, and its remarks behind it. */
static void
draw_body (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  const TaplineMessage *message = &self->message;
  gboolean is_note = message->direction == TAPLINE_DIRECTION_NOTE;
  const TaplineLogSpan *text = is_note ? &columns->body : &columns->at[TAPLINE_LOG_COLUMN_TEXT];
  const TaplineLogSpan *hex = &columns->at[TAPLINE_LOG_COLUMN_HEX];
  const char *words = tapline_log_content_get_words (self);
  g_autofree char *remarks = tapline_log_content_dup_remarks (self);
  float end, rest, reserved = 0;
  TaplineLogPen pen = {
    .style = style,
    .content = self,
    .snapshot = snapshot,
    .ink = is_note ? TAPLINE_LOG_INK_NOTE : TAPLINE_LOG_INK_TEXT,
  };

  end = rest = draw_rule (self, style, snapshot, columns);
  end -= reserve_mark_note (self, style, columns);
  /* The remarks stay in view; where there is little room they share it with the message. */
  if (remarks != NULL)
    reserved = MIN (tapline_log_words_measure (style, TAPLINE_LOG_INK_FLAG, remarks) + 1
                    + FLAGS_GAP,
                    (float) (hex->width > 0 && !is_note ? hex->width : text->width) / 2);
  if (text->width > 0)
    {
      pen.x = (float) text->x;
      pen.end = MIN ((float) (text->x + text->width), end - reserved);
      if (words != NULL)
        draw_words_of (self, words, &pen);
      else
        draw_text (self, &pen);
    }
  if (hex->width > 0 && !is_note)
    {
      if (text->width > 0)
        pen.ink = TAPLINE_LOG_INK_DIM;
      pen.x = (float) hex->x;
      pen.end = end - reserved;
      pen.full = FALSE;
      draw_hex (self, &pen);
    }
  if (remarks != NULL)
    {
      TaplineLogInk ink = message->flags != TAPLINE_MESSAGE_PENDING ? TAPLINE_LOG_INK_FLAG
                                                                    : TAPLINE_LOG_INK_NOTE;
      float x = pen.x + (message->head_length > 0 ? FLAGS_GAP : 0);

      pen.x = x + tapline_log_words_draw (style, snapshot, ink, remarks, x, end - x,
                                          PANGO_ELLIPSIZE_END);
    }
  draw_mark_note (self, style, snapshot, pen.x, rest);
}

/* Makes the render node, for columns as they are now. */
void
tapline_log_content_draw (TaplineLogContent       *self,
                          TaplineLogStyle         *style,
                          const TaplineLogColumns *columns)
{
  const TaplineLogSpan *arrow = &columns->at[TAPLINE_LOG_COLUMN_DIRECTION];
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  tapline_log_content_undraw (self);
  self->n_boxes = 0;
  tapline_log_style_trim (style);
  self->shows = columns->shows;
  style->accent = columns->marks ? self->accent : TAPLINE_LOG_NO_ACCENT;

  if (self->readable)
    {
      draw_mark (self, style, snapshot);
      draw_time (self, style, snapshot, columns);
      if (arrow->width > 0)
        tapline_log_words_append_node (snapshot, style->arrows[self->message.direction],
                                       (float) arrow->x);
      draw_peer (self, style, snapshot, columns);
      draw_size (self, style, snapshot, columns);
      draw_body (self, style, snapshot, columns);
    }
  else
    {
      tapline_log_words_draw (style, snapshot, TAPLINE_LOG_INK_NOTE,
                              _("This message cannot be read any more"), (float) columns->body.x,
                              (float) columns->body.width, PANGO_ELLIPSIZE_END);
    }

  for (guint ink = 0; ink < TAPLINE_LOG_N_INKS; ink++)
    tapline_log_run_draw (style->runs[ink], snapshot, tapline_log_style_get_color (style, ink),
                          (float) style->baseline);
  self->node = gtk_snapshot_free_to_node (snapshot);
}
