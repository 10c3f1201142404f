/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log's position and follow mode. The position is the row at the top edge, as a double; the
 * adjustment that the scrollbar shows is a copy of it. At the end the log follows; whoever scrolls
 * away from there stays with the messages he looks at, until he scrolls to the end again, presses
 * End or the button.
 */
#include "config.h"

#include <math.h>

#include "tapline-log-private.h"

#define WHEEL_ROWS 3
#define SURFACE_FACTOR 2.5  /* what GtkScrolledWindow makes of a touchpad's pixels */

/* How many rows fit into the view. */
double
tapline_log_page (TaplineLog *self)
{
  if (self->style.row_height == 0)
    return 0;

  return (double) self->rows_height / self->style.row_height;
}

static double
last_position (TaplineLog *self)
{
  return MAX ((double) tapline_log_n_rows (self) - tapline_log_page (self), 0);
}

/* Whether the scrollbar looks right without being told: its slider was at the end and is, and is
 * not shorter by a pixel. */
static gboolean
is_scrollbar_right (TaplineLog *self)
{
  double page = tapline_log_page (self);
  double upper = (double) tapline_log_n_rows (self);
  double told_upper = gtk_adjustment_get_upper (self->adjustment);

  return self->following
         && gtk_adjustment_get_page_size (self->adjustment) == page
         && gtk_adjustment_get_value (self->adjustment) == told_upper - page
         && told_upper > page && upper >= told_upper
         && page / told_upper - page / upper < 1.0 / self->rows_height;
}

/* Tells the scrollbar where we are. */
void
tapline_log_tell_scrollbar (TaplineLog *self)
{
  double page = tapline_log_page (self);

  self->adjusting = TRUE;
  gtk_adjustment_configure (self->adjustment, self->position, 0,
                            MAX ((double) tapline_log_n_rows (self), page), 1, MAX (page - 1, 1),
                            page);
  self->adjusting = FALSE;
}

/* Fits position and adjustment to the number of rows and the height. A scrollbar has the whole
 * window laid out whenever it is told anything, so while the log follows and nobody could see a
 * difference, it is told when assistive technology is. */
void
tapline_log_adjust (TaplineLog *self)
{
  if (self->following)
    self->position = last_position (self);
  else
    self->position = CLAMP (self->position, 0, last_position (self));

  if (!is_scrollbar_right (self))
    tapline_log_tell_scrollbar (self);
}

void
tapline_log_set_following (TaplineLog *self,
                           gboolean    following)
{
  if (self->following == following)
    return;

  self->following = following;
  tapline_log_queue_update (self);
  tapline_log_notify_following (self);
}

static void
scroll_to_position (TaplineLog *self,
                    double      position)
{
  double last = last_position (self);
  /* Closer than half a pixel is there. */
  double close = self->style.row_height > 0 ? 0.5 / self->style.row_height : 0;

  self->position = CLAMP (position, 0, last);
  tapline_log_set_following (self, self->position >= last - close);
  tapline_log_queue_update (self);
}

/* Moves the view by @rows, down if positive. */
void
tapline_log_scroll_by (TaplineLog *self,
                       double      rows)
{
  if (rows != 0)
    scroll_to_position (self, self->position + rows);
}

/* Scrolls as little as needed to have @row in view. */
void
tapline_log_reveal_row (TaplineLog *self,
                        guint64     row)
{
  double page = tapline_log_page (self);

  if ((double) row < self->position)
    scroll_to_position (self, (double) row);
  else if ((double) row + 1 > self->position + page)
    scroll_to_position (self, (double) row + 1 - page);
}

static void
value_changed_cb (GtkAdjustment *adjustment,
                  TaplineLog    *self)
{
  if (!self->adjusting)
    scroll_to_position (self, gtk_adjustment_get_value (adjustment));
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           TaplineLog               *self)
{
  if (dy == 0)
    return GDK_EVENT_PROPAGATE;

  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE)
    tapline_log_scroll_by (self, dy * SURFACE_FACTOR / MAX (self->style.row_height, 1));
  else
    tapline_log_scroll_by (self, dy * WHEEL_ROWS);

  return GDK_EVENT_STOP;
}

void
tapline_log_scroll_init (TaplineLog *self)
{
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  self->adjustment = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 1, 1, 0));
  g_signal_connect (self->adjustment, "value-changed", G_CALLBACK (value_changed_cb), self);
  gtk_scrollbar_set_adjustment (self->scrollbar, self->adjustment);

  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

/**
 * tapline_log_get_following:
 * @self: a log
 *
 * Returns: whether the end stays in view as messages arrive
 */
gboolean
tapline_log_get_following (TaplineLog *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG (self), FALSE);

  return self->following;
}

/**
 * tapline_log_follow:
 * @self: a log
 *
 * Scrolls to the end and stays there.
 */
void
tapline_log_follow (TaplineLog *self)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));

  self->reveal = TAPLINE_LOG_NO_CURSOR;
  tapline_log_set_following (self, TRUE);
  tapline_log_queue_update (self);
}

/**
 * tapline_log_stay:
 * @self: a log
 *
 * Follows no more: the view stays where it is.
 */
void
tapline_log_stay (TaplineLog *self)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));

  tapline_log_set_following (self, FALSE);
}

/**
 * tapline_log_scroll_to:
 * @self: a log
 * @number: the number of a message
 *
 * Brings a message into the middle of the view, unless it is in view already. One that was cleared
 * from view stays so: the view goes to the first message there is.
 */
void
tapline_log_scroll_to (TaplineLog *self,
                       guint64     number)
{
  double page, row;

  g_return_if_fail (TAPLINE_IS_LOG (self));

  if (tapline_log_page (self) == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->reveal = number;
      tapline_log_set_following (self, FALSE);
      return;
    }

  /* The list may have grown since the last update. */
  if (self->list != NULL)
    {
      self->n_messages = MAX (self->n_messages, tapline_message_list_get_n_messages (self->list));
      self->list_changed = TRUE;
    }

  self->reveal = TAPLINE_LOG_NO_CURSOR;
  page = tapline_log_page (self);
  row = number > self->first ? (double) (number - self->first) : 0;
  if (row < self->position || row + 1 > self->position + page)
    scroll_to_position (self, row + 0.5 - page / 2);
  else
    tapline_log_set_following (self, row + 1 >= (double) tapline_log_n_rows (self));
}

/**
 * tapline_log_get_view:
 * @self: a log
 * @first: (out): the number of the first message in view, of which the most part is seen
 * @end: (out): the number behind the last one
 */
void
tapline_log_get_view (TaplineLog *self,
                      guint64    *first,
                      guint64    *end)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));
  g_return_if_fail (first != NULL && end != NULL);

  tapline_log_adjust (self);
  *first = self->first + (guint64) round (self->position);
  *end = self->first + MIN ((guint64) ceil (self->position + tapline_log_page (self)),
                            tapline_log_n_rows (self));
}

/**
 * tapline_log_center:
 * @self: a log
 * @number: the number of a message
 *
 * Brings a message into the middle of the view, also if it is in view already.
 */
void
tapline_log_center (TaplineLog *self,
                    guint64     number)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));

  tapline_log_scroll_to (self, number);
  if (self->reveal == TAPLINE_LOG_NO_CURSOR && number >= self->first)
    scroll_to_position (self, (double) (number - self->first) + 0.5 - tapline_log_page (self) / 2);
}
