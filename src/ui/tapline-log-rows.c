/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of the log show. A content is read and drawn once and goes from row to row as the
 * log scrolls; one that left the view is used again for the next message. Assistive technology is
 * told what the rows show at most ten times a second, because it hears of each by a message on a
 * bus. It hears of the cursor by the focus, which is on the cursor's row while that is in view.
 */
#include "config.h"

#include <string.h>

#include "tapline-log-hits.h"
#include "tapline-log-private.h"

#define SEEK_TIME (5 * G_TIME_SPAN_MILLISECOND) /* a frame's; the other rows show no hits */
#define TELL_INTERVAL (G_TIME_SPAN_SECOND / 10)

static TaplineLogRow *
get_row (TaplineLog *self,
         guint       index)
{
  return g_ptr_array_index (self->rows, index);
}

/* The focus, if it is among the rows, goes with the cursor. */
static void
place_focus (TaplineLog *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *target = GTK_WIDGET (self);

  if (focus == NULL || (focus != target && gtk_widget_get_parent (focus) != target) ||
      (focus != target && !TAPLINE_IS_LOG_ROW (focus)))
    return;

  for (guint i = 0; i < self->contents->len; i++)
    {
      TaplineLogContent *content = g_ptr_array_index (self->contents, i);

      if (content->message.number == self->cursor)
        target = GTK_WIDGET (get_row (self, i));
    }
  if (focus != target)
    gtk_widget_grab_focus (target);
}

static void
tell (TaplineLog *self)
{
  self->told_at = g_get_monotonic_time ();
  for (guint i = 0; i < self->rows->len; i++)
    tapline_log_row_tell (get_row (self, i));
  tapline_log_tell_scrollbar (self);
  place_focus (self);
}

static gboolean
tell_timeout (gpointer user_data)
{
  TaplineLog *self = user_data;

  self->tell_id = 0;
  tell (self);

  return G_SOURCE_REMOVE;
}

static void
queue_tell (TaplineLog *self)
{
  gint64 wait;

  if (self->tell_id != 0)
    return;

  wait = self->told_at + TELL_INTERVAL - g_get_monotonic_time ();
  if (wait <= 0)
    {
      tell (self);
      return;
    }
  self->tell_id = g_timeout_add ((guint) (wait / 1000) + 1, tell_timeout, self);
  g_source_set_name_by_id (self->tell_id, "[tapline] tell what rows show");
}

/* Tells the list which rows are in view, and the greatest number that matters. */
static void
tell_view (TaplineLog *self)
{
  guint n_ranges = tapline_log_ranges_get_n (self->selected);
  TaplineView view = { 0 };

  if (self->list == NULL)
    return;

  if (!self->following && self->contents->len > 0)
    {
      TaplineLogContent *content = g_ptr_array_index (self->contents, 0);

      view.n_rows = self->contents->len;
      view.first = content->message.number;
      view.last = view.first + view.n_rows - 1;
      if (self->cursor != TAPLINE_LOG_NO_CURSOR)
        view.last = MAX (view.last, self->cursor);
      if (n_ranges > 0)
        view.last = MAX (view.last,
                         tapline_log_ranges_get (self->selected, n_ranges - 1)->end - 1);
    }
  tapline_message_list_set_view (self->list, &view);
}

/* Selection, cursor and focus of the visible rows. */
void
tapline_log_update_state (TaplineLog *self)
{
  /* Alone, the selected row is plainly the one that the cursor is on. */
  gboolean outline = tapline_log_ranges_count (self->selected) != 1 ||
                     !tapline_log_ranges_contains (self->selected, self->cursor);

  for (guint i = 0; i < self->rows->len; i++)
    {
      TaplineLogRow *row = get_row (self, i);
      TaplineLogContent *content = tapline_log_row_get_content (row);
      guint64 number;

      if (content == NULL)
        continue;
      number = content->message.number;
      tapline_log_row_set_state (row, tapline_log_ranges_contains (self->selected, number),
                                 outline && number == self->cursor, self->focused);
    }
  tell_view (self);
  queue_tell (self);
}

static gsize
head_max (TaplineLog *self)
{
  /* The longest character has four bytes. */
  double chars = self->columns.body.width / MAX (self->style.digit_width, 1) + 2;

  return (gsize) MIN (chars * 4, TAPLINE_LOG_HEAD_MAX);
}

/* Leaves the rows without contents, so that those are read again. */
void
tapline_log_spare_contents (TaplineLog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    tapline_log_row_set_content (get_row (self, i), NULL);
  g_ptr_array_extend_and_steal (self->spare, self->contents);
  self->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_log_content_free);
}

/* Has what is visible drawn again, without reading it. */
void
tapline_log_undraw_contents (TaplineLog *self)
{
  for (guint i = 0; i < self->contents->len; i++)
    tapline_log_content_undraw (g_ptr_array_index (self->contents, i));
}

/* The contents for @n rows from number @start on: those that are there already, wherever they are,
 * and spare ones, still to be read, for the others. */
static void
move_contents (TaplineLog *self,
               guint64     start,
               guint       n)
{
  GPtrArray *old = self->contents;
  guint64 old_start = 0;

  if (old->len > 0)
    old_start = ((TaplineLogContent *) g_ptr_array_index (old, 0))->message.number;
  if (old->len == n && (n == 0 || old_start == start))
    return;

  self->contents = g_ptr_array_new_full (n, (GDestroyNotify) tapline_log_content_free);
  for (guint i = 0; i < n; i++)
    {
      guint64 number = start + i;
      gpointer content = NULL;

      if (number >= old_start && number - old_start < old->len)
        content = g_steal_pointer (&g_ptr_array_index (old, number - old_start));
      g_ptr_array_add (self->contents, content);
    }
  for (guint i = 0; i < old->len; i++)
    {
      if (g_ptr_array_index (old, i) != NULL)
        g_ptr_array_add (self->spare, g_ptr_array_index (old, i));
    }
  g_ptr_array_set_free_func (old, NULL);
  g_ptr_array_unref (old);

  for (guint i = 0; i < n; i++)
    {
      TaplineLogContent *content = g_ptr_array_index (self->contents, i);

      if (content != NULL)
        continue;
      if (self->spare->len > 0)
        content = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
      else
        content = tapline_log_content_new ();
      content->message.number = TAPLINE_LOG_NO_CURSOR;
      g_ptr_array_index (self->contents, i) = content;
    }
}

/* Reads what the visible rows lack. Pending messages may have grown and are read again whenever the
 * list changed, and so are those that were pending. */
static void
read_contents (TaplineLog *self,
               guint64     start,
               guint       n)
{
  gsize max = head_max (self);
  gboolean by_rules = n > 0 && tapline_rules_are_in_use (self->rules);
  gint64 sought = 0;
  guint n_read = 0;

  for (guint i = 0; i < n; i++)
    {
      TaplineLogContent *content = g_ptr_array_index (self->contents, i);
      guint64 number = start + i;

      if (content->message.number == number && !(content->unsettled && self->list_changed))
        continue;
      tapline_log_content_read (content, self->list, number,
                                by_rules ? TAPLINE_RULE_HEAD_MAX : max);
      if (by_rules)
        tapline_log_content_highlight (content, self->rules, max);
      tapline_log_content_decode (content, self->encoding);
      sought += tapline_log_hits_find (content, sought < SEEK_TIME ? self->pattern : NULL,
                                       self->encoding);
      content->accent = content->peer_chars > 0
                          ? tapline_log_peers_get_accent (self->peers, &content->message)
                          : TAPLINE_LOG_NO_ACCENT;
      n_read++;
      content->unsettled = number >= self->n_messages;
      self->peer_chars = MAX (self->peer_chars, content->peer_chars);
    }
  if (!self->dated && n_read > 0)
    self->dated = tapline_log_time_needs_date (self->contents, g_get_real_time ());
}

/* Has all drawn again if the columns are elsewhere now; what they tell of time depends on what was
 * read. */
static void
settle_columns (TaplineLog *self)
{
  TaplineLogColumns columns;

  tapline_log_place_columns (self, &columns);
  if (columns.time != self->columns.time || columns.dated != self->columns.dated)
    {
      for (guint i = 0; i < self->contents->len; i++)
        ((TaplineLogContent *) g_ptr_array_index (self->contents, i))->time[0] = '\0';
    }
  tapline_log_time_fill (self->contents, self->list, columns.time, columns.dated,
                         &self->start);
  if (memcmp (&columns, &self->columns, sizeof columns) != 0)
    {
      self->columns = columns;
      tapline_log_undraw_contents (self);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
    }
}

/* Draws what is not drawn yet. */
static void
show_contents (TaplineLog *self)
{
  guint n_changed = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      TaplineLogRow *row = get_row (self, i);
      TaplineLogContent *content = NULL;

      if (i < self->contents->len)
        content = g_ptr_array_index (self->contents, i);
      /* A row must not take the focus with it when it goes. */
      if (content == NULL && gtk_widget_has_focus (GTK_WIDGET (row)))
        gtk_widget_grab_focus (GTK_WIDGET (self));
      tapline_log_show_child (GTK_WIDGET (row), content != NULL);
      if (content == tapline_log_row_get_content (row) &&
          (content == NULL || content->node != NULL))
        continue;
      if (content != NULL && content->node == NULL)
        tapline_log_content_draw (content, &self->style, &self->columns);
      tapline_log_row_set_content (row, content);
      n_changed++;
    }
  if (n_changed > self->rows->len / 2)
    {
      self->redraw_whole = !self->redraw_whole;
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
}

/* Has the visible rows show @n messages from number @start on. */
void
tapline_log_fill_rows (TaplineLog *self,
                       guint64     start,
                       guint       n)
{
  move_contents (self, start, n);
  read_contents (self, start, n);
  tapline_log_read_marks (self);
  settle_columns (self);
  tapline_log_explain_rows (self);
  show_contents (self);
}
