/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks beside the scroll bar: in which parts of the log something is, and where the cursor is.
 * They stand in the margin of the rows, which nothing else uses.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tapline-log-private.h"

#define WIDTH 6
#define MARGIN 2
#define THICKNESS 2.0f

static void
draw_mark (TaplineLog      *self,
           GtkSnapshot     *snapshot,
           TaplineLogColor  color,
           double           from,
           double           to)
{
  float width = color == TAPLINE_LOG_COLOR_STRIP ? WIDTH : WIDTH + 2 * MARGIN;
  float x = (float) self->rows_width - MARGIN - WIDTH + (WIDTH - width) / 2;
  float y = (float) floor (from * self->rows_height);
  float height = MAX ((float) ceil (to * self->rows_height) - y, THICKNESS);

  y = MIN (y, (float) self->rows_height - height);
  gtk_snapshot_append_color (snapshot, &self->style.colors[color],
                             &GRAPHENE_RECT_INIT (x, (float) self->head_height + y, width,
                                                  height));
}

void
tapline_log_draw_strip (TaplineLog  *self,
                        GtkSnapshot *snapshot)
{
  double n_rows = (double) tapline_log_n_rows (self);

  if (!self->striped)
    return;

  for (guint i = 0; i < TAPLINE_LOG_STRIP_PARTS; i++)
    {
      guint start = i;

      while (i < TAPLINE_LOG_STRIP_PARTS && self->strip[i])
        i++;
      if (i > start)
        draw_mark (self, snapshot, TAPLINE_LOG_COLOR_STRIP,
                   (double) start / TAPLINE_LOG_STRIP_PARTS,
                   (double) i / TAPLINE_LOG_STRIP_PARTS);
    }
  if (self->cursor != TAPLINE_LOG_NO_CURSOR && self->cursor >= self->first && n_rows > 0)
    {
      double place = (double) (self->cursor - self->first) / n_rows;

      draw_mark (self, snapshot, TAPLINE_LOG_COLOR_TEXT, place, place);
    }
}

/**
 * tapline_log_set_strip:
 * @self: a log
 * @marks: (nullable) (array fixed-size=256): which parts of the log have a mark, of
 *   %TAPLINE_LOG_STRIP_PARTS with the same number of rows; %NULL for no marks at all
 */
void
tapline_log_set_strip (TaplineLog     *self,
                       const gboolean *marks)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));

  if (self->striped == (marks != NULL)
      && (marks == NULL || memcmp (self->strip, marks, sizeof self->strip) == 0))
    return;

  self->striped = marks != NULL;
  if (marks != NULL)
    memcpy (self->strip, marks, sizeof self->strip);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
