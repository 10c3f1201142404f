/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a row shows what is searched for. The head of a message is looked through when the row is
 * read; where that is in pixels is known once the row is drawn (tapline-log-draw.c), and the boxes
 * go behind its text. The row of the cursor has boxes with an edge, so that they are told apart by
 * more than a colour.
 */
#include "config.h"

#include <time.h>

#include "tapline-log-hits.h"

#define EDGE 1.5f

/* Of this thread, in microseconds: a machine that is busy otherwise takes no hits away. */
static gint64
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
add_hit (TaplineLogContent *content,
         gsize              start,
         gsize              end,
         TaplineEncoding   *encoding)
{
  TaplineLogHit *hit = &content->hits[content->n_hits++];

  *hit = (TaplineLogHit) { start, end, start, end };
  if (content->decoded == NULL)
    return;
  hit->text_start = tapline_log_content_decoded_length (content, start, encoding);
  hit->text_end = tapline_log_content_decoded_length (content, end, encoding);
}

/* Looks for @pattern, which is (nullable), in what was read. @encoding: that of the content, if it
 * was decoded. Returns how long that took, in microseconds. */
gint64
tapline_log_hits_find (TaplineLogContent *content,
                       TaplinePattern    *pattern,
                       TaplineEncoding   *encoding)
{
  const TaplineMessage *message = &content->message;
  TaplinePattern *brief;
  gsize length, from = 0, start, end;
  gint64 begun;

  content->n_hits = 0;
  content->n_boxes = 0;
  if (pattern == NULL || !content->readable)
    return 0;

  begun = get_time ();
  brief = tapline_pattern_get_brief (pattern);

  /* As tapline_pattern_match() has it. */
  length = tapline_pattern_get_kind (pattern) == TAPLINE_PATTERN_HEX
           ? message->head_length : tapline_text_message_length (message);
  while (from <= length && content->n_hits < TAPLINE_LOG_HITS_MAX
         && tapline_pattern_find (brief, message->head, length, from, &start, &end)
            == TAPLINE_PATTERN_FOUND)
    {
      if (end > start)
        add_hit (content, start, end, encoding);
      from = MAX (end, from + 1);
    }

  return get_time () - begun;
}

/* Draws what is behind the text. */
void
tapline_log_hits_draw (TaplineLogContent *content,
                       TaplineLogStyle   *style,
                       GtkSnapshot       *snapshot,
                       gboolean           current)
{
  const GdkRGBA *color = &style->colors[current ? TAPLINE_LOG_COLOR_HIT
                                                : TAPLINE_LOG_COLOR_OTHER_HIT];
  const GdkRGBA *edge = &style->colors[TAPLINE_LOG_COLOR_TEXT];

  for (guint i = 0; i < content->n_boxes; i++)
    {
      const TaplineLogBox *box = &content->boxes[i];
      graphene_rect_t area = GRAPHENE_RECT_INIT (box->x, 1, box->width,
                                                 (float) style->row_height - 2);
      GskRoundedRect outline;

      gsk_rounded_rect_init_from_rect (&outline, &area, 2);
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, color, &area);
      gtk_snapshot_pop (snapshot);
      if (current)
        gtk_snapshot_append_border (snapshot, &outline, (float[4]) { EDGE, EDGE, EDGE, EDGE },
                                    (GdkRGBA[4]) { *edge, *edge, *edge, *edge });
    }
}
