/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks in the log. A row that comes into view looks up whether its message is marked, and the rows
 * in view look again when any mark has changed; a log without marks looks at one number a frame. To
 * mark is not done here: who made the log is told, and the row shows the mark when the list has it.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-log-private.h"
#include "tapline-mark-list.h"
#include "tapline-mark-note.h"

static guint mark_signal;
static guint news_signal;

static void
mark (TaplineLog *self,
      guint64     number,
      const char *note)
{
  self->marking = number;
  g_signal_emit (self, mark_signal, 0, number, note);
}

static gboolean
has_cursor (TaplineLog *self)
{
  return self->list != NULL && self->cursor != TAPLINE_LOG_NO_CURSOR;
}

static void
go_to (TaplineLog *self,
       guint64     number)
{
  if (number < self->first)
    tapline_log_show_all (self);
  tapline_log_set_cursor (self, number);
}

static void
chosen_cb (TaplineLog *self,
           guint64     number)
{
  go_to (self, number);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
noted_cb (TaplineLog *self,
          const char *note)
{
  mark (self, self->noted, note);
}

/* Under the cursor's row, if that is in view. */
static void
point_to_cursor (TaplineLog *self,
                 GtkWidget  *popover)
{
  GdkRectangle place = { self->columns.body.x, self->head_height, 1, 1 };
  double below = ((double) self->cursor - (double) self->first + 1 - self->position)
                 * self->style.row_height;

  if (has_cursor (self) && below >= 0 && below <= self->rows_height)
    place.y += (int) below;
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &place);
}

static void
mark_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  g_autofree char *note = NULL;

  if (!has_cursor (self))
    return;
  note = tapline_message_list_dup_mark (self->list, self->cursor);
  mark (self, self->cursor, note != NULL ? NULL : "");
}

static void
note_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  g_autofree char *note = NULL;

  if (!has_cursor (self))
    return;
  if (self->mark_note == NULL)
    {
      self->mark_note = tapline_mark_note_new ();
      g_signal_connect_object (self->mark_note, "noted", G_CALLBACK (noted_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_widget_set_parent (self->mark_note, widget);
    }
  note = tapline_message_list_dup_mark (self->list, self->cursor);
  self->noted = self->cursor;
  point_to_cursor (self, self->mark_note);
  tapline_mark_note_show (TAPLINE_MARK_NOTE (self->mark_note), note);
}

static void
list_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TaplineLog *self = TAPLINE_LOG (widget);

  if (self->mark_list == NULL)
    {
      self->mark_list = tapline_mark_list_new ();
      g_signal_connect_object (self->mark_list, "chosen", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_widget_set_parent (self->mark_list, widget);
    }
  point_to_cursor (self, self->mark_list);
  tapline_mark_list_show (TAPLINE_MARK_LIST (self->mark_list), self->list);
}

/* From the cursor on, or else from the end of the log that lies the other way; and from there if
 * none is left, as a search does. */
static void
step (TaplineLog *self,
      gboolean    forward)
{
  guint64 found;
  const char *news = NULL;
  TaplineMarkStep result;

  if (self->list == NULL)
    return;
  result = tapline_message_list_find_mark (self->list,
                                           has_cursor (self) ? self->cursor : TAPLINE_MARK_OUTSIDE,
                                           forward, &found);
  if (result == TAPLINE_MARK_NONE && has_cursor (self))
    {
      result = tapline_message_list_find_mark (self->list, TAPLINE_MARK_OUTSIDE, forward, &found);
      news = forward ? _("No mark is left below: this is the first one.")
                     : _("No mark is left above: this is the last one.");
    }
  if (result == TAPLINE_MARK_FOUND)
    {
      go_to (self, found);
    }
  else
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      news = result == TAPLINE_MARK_NONE
             ? _("None of the messages that are shown is marked.")
             : _("The filter hides the next marks, which are very many: add “is:marked” to it to "
                 "see which are left.");
    }
  g_signal_emit (self, news_signal, 0, news);
}

static void
next_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  step (TAPLINE_LOG (widget), TRUE);
}

static void
previous_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  step (TAPLINE_LOG (widget), FALSE);
}

/* Has the rows in view know their marks. */
void
tapline_log_read_marks (TaplineLog *self)
{
  guint64 serial = self->list != NULL ? tapline_message_list_get_marks_serial (self->list) : 0;

  for (guint i = 0; i < self->contents->len; i++)
    tapline_log_content_read_mark (g_ptr_array_index (self->contents, i), self->list, serial);
}

/* Other messages have the numbers now. */
void
tapline_log_forget_marks (TaplineLog *self)
{
  if (self->mark_note != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->mark_note));
  if (self->mark_list != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->mark_list));
}

void
tapline_log_present_marks (TaplineLog *self)
{
  if (self->mark_note != NULL)
    gtk_popover_present (GTK_POPOVER (self->mark_note));
  if (self->mark_list != NULL)
    gtk_popover_present (GTK_POPOVER (self->mark_list));
}

void
tapline_log_update_mark_actions (TaplineLog *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean any = self->list != NULL && tapline_message_list_get_marks_serial (self->list) != 0;

  gtk_widget_action_set_enabled (widget, "log.mark", has_cursor (self));
  gtk_widget_action_set_enabled (widget, "log.note", has_cursor (self));
  gtk_widget_action_set_enabled (widget, "log.next-mark", any);
  gtk_widget_action_set_enabled (widget, "log.previous-mark", any);
}

void
tapline_log_marks_class_init (GtkWidgetClass *widget_class)
{
  /**
   * TaplineLog::mark:
   * @number: a message
   * @note: (nullable): what is said of it, "" for a mark alone; %NULL to remove its mark
   *
   * The user wants that of the message.
   */
  mark_signal = g_signal_new ("mark", G_TYPE_FROM_CLASS (widget_class), G_SIGNAL_RUN_LAST, 0, NULL,
                              NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_STRING);

  /**
   * TaplineLog::news:
   * @sentence: (nullable): what the user may not see; %NULL if what was told is over
   *
   * A step to the next mark went round the end, or led nowhere.
   */
  news_signal = g_signal_new ("news", G_TYPE_FROM_CLASS (widget_class), G_SIGNAL_RUN_LAST, 0, NULL,
                              NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "log.mark", NULL, mark_action);
  gtk_widget_class_install_action (widget_class, "log.note", NULL, note_action);
  gtk_widget_class_install_action (widget_class, "log.marks", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "log.next-mark", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "log.previous-mark", NULL, previous_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "log.mark", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "log.note", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, GDK_CONTROL_MASK, "log.marks",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "log.next-mark", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, GDK_SHIFT_MASK,
                                       "log.previous-mark", NULL);
}
