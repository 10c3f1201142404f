/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be drawn is settled at most once a frame, in a tick callback that is there only when
 * something changed: it asks the list for its counts, moves the adjustment, shows what belongs in
 * place of rows, and has the visible rows filled.
 */
#include "config.h"

#include <math.h>

#include "tapline-log-private.h"

/* How many rows there are, cleared ones left out, as of the last update. */
guint64
tapline_log_n_rows (TaplineLog *self)
{
  return self->n_messages + self->n_pending - self->first;
}

void
tapline_log_update_style (TaplineLog *self)
{
  if (!self->style_changed)
    return;

  self->style_changed = FALSE;
  if (!tapline_log_style_update (&self->style, GTK_WIDGET (self)))
    return;
  tapline_log_undraw_contents (self);
  memset (&self->columns, 0, sizeof self->columns);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
update_counts (TaplineLog *self)
{
  guint64 n_messages = 0;
  guint n_pending = 0;

  if (self->list != NULL)
    {
      n_messages = tapline_message_list_get_n_messages (self->list);
      n_pending = tapline_message_list_get_n_pending (self->list);
    }
  /* A list only grows; one that does not has become another. */
  if (n_messages < self->n_messages)
    tapline_log_start_over (self);
  self->n_messages = n_messages;
  self->n_pending = n_pending;
}

/* (nullable): what stands where the rows would be, if there are none. */
GtkWidget *
tapline_log_in_place_of_rows (TaplineLog *self)
{
  if (self->n_messages + self->n_pending == 0)
    return self->empty_widget;

  return tapline_log_n_rows (self) == 0 ? GTK_WIDGET (self->cleared_label) : NULL;
}

/* Brings what is shown up to date with the list, the style and the position. */
void
tapline_log_settle (TaplineLog *self)
{
  gboolean was_scrollbar = gtk_widget_get_child_visible (GTK_WIDGET (self->scrollbar));
  GtkWidget *in_place;
  gboolean is_scrollbar;
  guint64 n_rows;
  double top;
  int offset;
  guint n;

  tapline_log_update_style (self);
  if (self->list_changed)
    update_counts (self);
  if (self->reveal != TAPLINE_LOG_NO_CURSOR)
    tapline_log_scroll_to (self, self->reveal);
  tapline_log_adjust (self);

  n_rows = tapline_log_n_rows (self);
  in_place = tapline_log_in_place_of_rows (self);
  is_scrollbar = gtk_adjustment_get_upper (self->adjustment) >
                 gtk_adjustment_get_page_size (self->adjustment);
  if (self->empty_widget != NULL)
    {
      if (in_place != self->empty_widget
          && gtk_widget_get_focus_child (GTK_WIDGET (self)) == self->empty_widget)
        gtk_widget_grab_focus (GTK_WIDGET (self));
      tapline_log_show_child (self->empty_widget, in_place == self->empty_widget);
    }
  tapline_log_show_child (GTK_WIDGET (self->cleared_label),
                          in_place == GTK_WIDGET (self->cleared_label));
  tapline_log_show_child (GTK_WIDGET (self->follow_button), !self->following && n_rows > 0);
  tapline_log_show_child (GTK_WIDGET (self->scrollbar), is_scrollbar);
  if (was_scrollbar != is_scrollbar)
    gtk_widget_queue_allocate (GTK_WIDGET (self));

  top = floor (self->position);
  offset = -(int) round ((self->position - top) *
                         self->style.row_height);
  if (offset != self->offset)
    {
      self->offset = offset;
      gtk_widget_queue_allocate (GTK_WIDGET (self));
    }

  n = (guint) ((MAX (self->rows_height, 0) - offset + self->style.row_height - 1) /
               self->style.row_height);
  n = (guint) MIN ((guint64) MIN (n, self->rows->len), n_rows - MIN ((guint64) top, n_rows));
  tapline_log_fill_rows (self, self->first + (guint64) top, n);
  self->list_changed = FALSE;

  tapline_log_update_state (self);
  tapline_log_update_actions (self);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *frame_clock,
         gpointer       user_data)
{
  TaplineLog *self = TAPLINE_LOG (widget);

  self->tick_id = 0;
  tapline_log_settle (self);
  if (tapline_log_in_place_of_rows (self) != self->measured)
    gtk_widget_queue_resize (widget);

  return G_SOURCE_REMOVE;
}

/* Has everything brought up to date in the next frame, once however often this is called. */
void
tapline_log_queue_update (TaplineLog *self)
{
  if (self->tick_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}
