/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selecting in the log by mouse, finger and keyboard. What is selected is a set of ranges of
 * message numbers, so that it stays with the messages whatever arrives and costs nothing for any
 * number of rows. The cursor is the message that the keyboard is on; a range goes from the anchor
 * to it.
 */
#include "config.h"

#include <math.h>

#include "tapline-log-drag.h"
#include "tapline-log-private.h"

#define EDGE_SPEED 0.25 /* rows a frame for every row the pointer is outside */

/* The row at @y of the log; %FALSE if there is none. */
gboolean
tapline_log_row_at (TaplineLog *self,
                    double      y,
                    guint64    *row)
{
  double at;

  if (self->style.row_height == 0 || y < self->head_height ||
      y >= self->head_height + self->rows_height)
    return FALSE;

  at = floor (self->position) + floor ((y - self->head_height - self->offset) /
                                       self->style.row_height);
  if (at < 0 || at >= (double) tapline_log_n_rows (self))
    return FALSE;
  *row = (guint64) at;

  return TRUE;
}

static void
set_cursor (TaplineLog *self,
            guint64     number)
{
  if (self->cursor == number)
    return;

  self->cursor = number;
  tapline_log_notify_cursor (self);
}

static void
selection_changed (TaplineLog *self)
{
  tapline_log_update_state (self);
  tapline_log_update_actions (self);
}

/* Selects message @number and nothing else, and puts the cursor on it. */
void
tapline_log_select_only (TaplineLog *self,
                         guint64     number)
{
  tapline_log_ranges_clear (self->selected);
  tapline_log_ranges_add (self->selected, number, number + 1);
  self->anchor = number;
  set_cursor (self, number);
  selection_changed (self);
}

/* Selects from the anchor to @number, on top of @base if there is one. */
static void
select_to (TaplineLog             *self,
           const TaplineLogRanges *base,
           guint64                 number)
{
  if (self->anchor == TAPLINE_LOG_NO_CURSOR)
    self->anchor = number;

  g_clear_pointer (&self->selected, tapline_log_ranges_free);
  self->selected = base != NULL ? tapline_log_ranges_copy (base) : tapline_log_ranges_new ();
  if (base != NULL && self->drag_removes)
    tapline_log_ranges_remove (self->selected, MIN (self->anchor, number),
                               MAX (self->anchor, number) + 1);
  else
    tapline_log_ranges_add (self->selected, MIN (self->anchor, number),
                            MAX (self->anchor, number) + 1);
  set_cursor (self, number);
  selection_changed (self);
}

static void
drag_to (TaplineLog *self,
         double      y)
{
  guint64 n_rows = tapline_log_n_rows (self);
  double at;

  if (n_rows == 0 || self->anchor == TAPLINE_LOG_NO_CURSOR)
    return;

  y = CLAMP (y, self->head_height, self->head_height + self->rows_height - 1);
  at = floor (self->position) + floor ((y - self->head_height - self->offset) /
                                       self->style.row_height);
  at = CLAMP (at, 0, (double) (n_rows - 1));
  select_to (self, self->drag_base, self->first + (guint64) at);
}

/* Rows that the pointer is above (negative) or below the view. */
static double
rows_outside (TaplineLog *self)
{
  double top = self->head_height;
  double bottom = top + self->rows_height;

  if (self->drag_y < top)
    return (self->drag_y - top) / self->style.row_height;
  if (self->drag_y > bottom)
    return (self->drag_y - bottom) / self->style.row_height;

  return 0;
}

static gboolean
drag_tick_cb (GtkWidget     *widget,
              GdkFrameClock *frame_clock,
              gpointer       user_data)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  double outside = rows_outside (self);

  if (outside == 0)
    {
      self->drag_tick_id = 0;
      return G_SOURCE_REMOVE;
    }

  tapline_log_scroll_by (self, outside * EDGE_SPEED);
  drag_to (self, self->drag_y);

  return G_SOURCE_CONTINUE;
}

void
tapline_log_stop_drag (TaplineLog *self)
{
  if (self->drag_tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag_tick_id);
  self->drag_tick_id = 0;
  g_clear_pointer (&self->drag_base, tapline_log_ranges_free);
}

static gboolean
is_touch (GtkEventController *controller)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (controller);

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               TaplineLog     *self)
{
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  guint64 row, number;

  tapline_log_stop_drag (self);
  if (!self->focused && tapline_log_n_rows (self) > 0)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!tapline_log_row_at (self, y, &row))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  self->drag_pans = is_touch (GTK_EVENT_CONTROLLER (gesture));
  self->drag_start = self->position;
  self->drag_start_x = x;
  self->drag_start_y = y;
  self->drag_y = y;
  self->drag_removes = FALSE;
  number = self->first + row;
  self->drag_carries = !self->drag_pans
                       && (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) == 0
                       && tapline_log_ranges_contains (self->selected, number);
  if (self->drag_pans || self->drag_carries)
    return;

  if ((state & GDK_CONTROL_MASK) != 0)
    {
      self->drag_base = tapline_log_ranges_copy (self->selected);
      self->drag_removes = tapline_log_ranges_contains (self->selected, number);
      self->anchor = number;
      select_to (self, self->drag_base, number);
    }
  else if ((state & GDK_SHIFT_MASK) != 0)
    {
      select_to (self, NULL, number);
    }
  else
    {
      tapline_log_select_only (self, number);
    }
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                TaplineLog     *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double x = self->drag_start_x, y = self->drag_start_y;

  if (self->drag_pans)
    {
      tapline_log_scroll_by (self, self->drag_start - dy / MAX (self->style.row_height, 1) -
                                     self->position);
      return;
    }

  if (self->drag_carries
      || (!gtk_drag_check_threshold (widget, (int) x, (int) y, (int) (x + dx), (int) (y + dy)) &&
          self->drag_y == y))
    return;

  /* What one selects must not run away. */
  tapline_log_set_following (self, FALSE);
  self->drag_y = y + dy;
  drag_to (self, self->drag_y);
  if (self->drag_tick_id == 0 && rows_outside (self) != 0)
    self->drag_tick_id = gtk_widget_add_tick_callback (widget, drag_tick_cb, NULL, NULL);
}

static void
drag_end_cb (GtkGestureDrag *gesture,
             double          dx,
             double          dy,
             TaplineLog     *self)
{
  double x = self->drag_start_x, y = self->drag_start_y;
  guint64 row;

  if ((self->drag_pans || self->drag_carries) &&
      !gtk_drag_check_threshold (GTK_WIDGET (self), (int) x, (int) y, (int) (x + dx),
                                 (int) (y + dy)) &&
      tapline_log_row_at (self, y, &row))
    tapline_log_select_only (self, self->first + row);

  tapline_log_stop_drag (self);
}

static void
drag_cancel_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                TaplineLog       *self)
{
  tapline_log_stop_drag (self);
}

/* What is selected can be carried away; other rows become selected by dragging over them. */
static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            TaplineLog    *self)
{
  if (!self->drag_carries || self->list == NULL)
    return NULL;

  return tapline_log_drag_new (self->list, self->selected, self->encoding_name);
}

static gboolean
scroll_only (TaplineLog     *self,
             TaplineLogMove  move,
             int             count)
{
  if (move == TAPLINE_LOG_MOVE_PAGES)
    tapline_log_scroll_by (self, count * MAX (tapline_log_page (self) - 1, 1));
  else if (move == TAPLINE_LOG_MOVE_LINES)
    tapline_log_scroll_by (self, count);
  else if (count > 0)
    tapline_log_follow (self);
  else
    tapline_log_scroll_by (self, -self->position);

  return GDK_EVENT_STOP;
}

static void
put_cursor (TaplineLog           *self,
            guint64               number,
            TaplineLogMoveEffect  effect)
{
  g_autoptr (TaplineLogRanges) base = NULL;

  switch (effect)
    {
    case TAPLINE_LOG_MOVE_SELECTS:
      tapline_log_select_only (self, number);
      break;
    case TAPLINE_LOG_MOVE_EXTENDS:
      select_to (self, NULL, number);
      break;
    case TAPLINE_LOG_MOVE_ADDS:
      self->drag_removes = FALSE;
      base = tapline_log_ranges_copy (self->selected);
      select_to (self, base, number);
      break;
    case TAPLINE_LOG_MOVE_CURSOR:
      set_cursor (self, number);
      selection_changed (self);
      break;
    case TAPLINE_LOG_MOVE_VIEW:
    default:
      g_assert_not_reached ();
    }
}

/* Up, Down, Page Up and so on; with Shift up to there, with Control the cursor alone, with both on
 * top of what is selected, with Alt the view alone. */
static gboolean
move_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  guint64 n_rows = tapline_log_n_rows (self);
  guint64 row, last, steps;
  int move, count, effect;

  g_variant_get (args, "(iii)", &move, &count, &effect);
  if (n_rows == 0)
    return GDK_EVENT_PROPAGATE;
  if (effect == TAPLINE_LOG_MOVE_VIEW ||
      (self->cursor == TAPLINE_LOG_NO_CURSOR && move != TAPLINE_LOG_MOVE_LINES))
    return scroll_only (self, move, count);

  last = n_rows - 1;
  steps = move == TAPLINE_LOG_MOVE_PAGES ? (guint64) MAX (tapline_log_page (self) - 1, 1) : 1;
  if (self->cursor == TAPLINE_LOG_NO_CURSOR)
    {
      /* The first key puts it where one looks. */
      if (count > 0)
        row = (guint64) ceil (self->position);
      else
        row = (guint64) floor (MAX (self->position + tapline_log_page (self) - 1, 0));
    }
  else
    {
      row = self->cursor - MIN (self->cursor, self->first);
      if (move == TAPLINE_LOG_MOVE_ENDS)
        row = count > 0 ? last : 0;
      else if (count > 0)
        row = row < last - MIN (last, steps) ? row + steps : last;
      else
        row -= MIN (row, steps);
    }
  row = MIN (row, last);

  put_cursor (self, self->first + row, effect);
  tapline_log_reveal_row (self, row);
  tapline_log_set_following (self, row == last);

  return GDK_EVENT_STOP;
}

/* Space: selects the message under the cursor; with Shift up to it, with Control that too, or not
 * any more. */
static gboolean
space_cb (GtkWidget *widget,
          GVariant  *args,
          gpointer   user_data)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  int effect = g_variant_get_int32 (args);

  if (self->cursor == TAPLINE_LOG_NO_CURSOR)
    return GDK_EVENT_PROPAGATE;

  if (effect != TAPLINE_LOG_MOVE_ADDS)
    {
      put_cursor (self, self->cursor, effect);
      return GDK_EVENT_STOP;
    }
  if (tapline_log_ranges_contains (self->selected, self->cursor))
    tapline_log_ranges_remove (self->selected, self->cursor, self->cursor + 1);
  else
    tapline_log_ranges_add (self->selected, self->cursor, self->cursor + 1);
  self->anchor = self->cursor;
  selection_changed (self);

  return GDK_EVENT_STOP;
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  TaplineLog *self = TAPLINE_LOG (widget);

  if (self->cursor == TAPLINE_LOG_NO_CURSOR && tapline_log_ranges_get_n (self->selected) == 0)
    return GDK_EVENT_PROPAGATE;

  tapline_log_unselect_all (self);

  return GDK_EVENT_STOP;
}

void
tapline_log_select_class_init (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint          keys[2];
    TaplineLogMove move;
    int            count;
  } moves[] = {
    { { GDK_KEY_Up, GDK_KEY_KP_Up }, TAPLINE_LOG_MOVE_LINES, -1 },
    { { GDK_KEY_Down, GDK_KEY_KP_Down }, TAPLINE_LOG_MOVE_LINES, 1 },
    { { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up }, TAPLINE_LOG_MOVE_PAGES, -1 },
    { { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down }, TAPLINE_LOG_MOVE_PAGES, 1 },
    { { GDK_KEY_Home, GDK_KEY_KP_Home }, TAPLINE_LOG_MOVE_ENDS, -1 },
    { { GDK_KEY_End, GDK_KEY_KP_End }, TAPLINE_LOG_MOVE_ENDS, 1 },
  };
  static const struct
  {
    GdkModifierType      modifiers;
    TaplineLogMoveEffect effect;
  } effects[] = {
    { 0, TAPLINE_LOG_MOVE_SELECTS },
    { GDK_SHIFT_MASK, TAPLINE_LOG_MOVE_EXTENDS },
    { GDK_CONTROL_MASK | GDK_SHIFT_MASK, TAPLINE_LOG_MOVE_ADDS },
    { GDK_CONTROL_MASK, TAPLINE_LOG_MOVE_CURSOR },
    { GDK_ALT_MASK, TAPLINE_LOG_MOVE_VIEW },
  }, spaces[] = {
    { 0, TAPLINE_LOG_MOVE_SELECTS },
    { GDK_SHIFT_MASK, TAPLINE_LOG_MOVE_EXTENDS },
    { GDK_CONTROL_MASK, TAPLINE_LOG_MOVE_ADDS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (moves[i].keys); k++)
        {
          for (guint e = 0; e < G_N_ELEMENTS (effects); e++)
            gtk_widget_class_add_binding (widget_class, moves[i].keys[k], effects[e].modifiers,
                                          move_cb, "(iii)", moves[i].move, moves[i].count,
                                          effects[e].effect);
        }
    }
  for (guint e = 0; e < G_N_ELEMENTS (spaces); e++)
    gtk_widget_class_add_binding (widget_class, GDK_KEY_space, spaces[e].modifiers, space_cb, "i",
                                  spaces[e].effect);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

void
tapline_log_select_init (TaplineLog *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
}

/**
 * tapline_log_get_cursor:
 * @self: a log
 *
 * Returns: the number of the message that the cursor is on, or %TAPLINE_LOG_NO_CURSOR
 */
guint64
tapline_log_get_cursor (TaplineLog *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG (self), TAPLINE_LOG_NO_CURSOR);

  return self->cursor;
}

/**
 * tapline_log_set_cursor:
 * @self: a log
 * @number: the number of a message, or %TAPLINE_LOG_NO_CURSOR
 *
 * Puts the cursor on a message, selects it and nothing else, and brings it into view.
 */
void
tapline_log_set_cursor (TaplineLog *self,
                        guint64     number)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));

  if (number == TAPLINE_LOG_NO_CURSOR)
    {
      tapline_log_unselect_all (self);
      return;
    }

  tapline_log_select_only (self, number);
  tapline_log_scroll_to (self, number);
}

/**
 * tapline_log_get_n_selected:
 * @self: a log
 *
 * Returns: how many messages are selected
 */
guint64
tapline_log_get_n_selected (TaplineLog *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG (self), 0);

  return tapline_log_ranges_count (self->selected);
}

/**
 * tapline_log_dup_selected:
 * @self: a log
 *
 * Returns: (transfer full): the numbers of the messages that are selected
 */
TaplineLogRanges *
tapline_log_dup_selected (TaplineLog *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG (self), NULL);

  return tapline_log_ranges_copy (self->selected);
}

/**
 * tapline_log_is_selected:
 * @self: a log
 * @number: the number of a message
 *
 * Returns: whether it is selected
 */
gboolean
tapline_log_is_selected (TaplineLog *self,
                         guint64     number)
{
  g_return_val_if_fail (TAPLINE_IS_LOG (self), FALSE);

  return tapline_log_ranges_contains (self->selected, number);
}

/**
 * tapline_log_select_all:
 * @self: a log
 *
 * Selects every message there is now, but those cleared from view.
 */
void
tapline_log_select_all (TaplineLog *self)
{
  guint64 end;

  g_return_if_fail (TAPLINE_IS_LOG (self));

  if (self->list == NULL)
    return;

  end = tapline_message_list_get_n_messages (self->list) +
        tapline_message_list_get_n_pending (self->list);
  tapline_log_ranges_clear (self->selected);
  tapline_log_ranges_add (self->selected, self->first, end);
  selection_changed (self);
}

/**
 * tapline_log_unselect_all:
 * @self: a log
 *
 * Selects nothing and puts the cursor nowhere.
 */
void
tapline_log_unselect_all (TaplineLog *self)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));

  tapline_log_ranges_clear (self->selected);
  self->anchor = TAPLINE_LOG_NO_CURSOR;
  set_cursor (self, TAPLINE_LOG_NO_CURSOR);
  selection_changed (self);
}
