/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log's actions, its context menu and what it puts on the clipboard. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-context-menu.h"
#include "tapline-log-menu.h"
#include "tapline-log-private.h"

#define COPY_LIMIT (64 * 1024 * 1024)

static void
copied_cb (char     *text,
           guint64   n_messages,
           gboolean  cut,
           gpointer  user_data)
{
  TaplineLog *self = user_data;
  g_autofree char *owned = text;
  g_autofree char *message = NULL;
  g_autofree char *count = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_messages);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);

  if (cut)
    {
      g_autofree char *size = g_format_size_full (COPY_LIMIT, G_FORMAT_SIZE_IEC_UNITS);

      /* Translators: a size such as 64 MiB, and a number */
      message = g_strdup_printf (ngettext ("Copied only the first %s, %s message",
                                           "Copied only the first %s, %s messages",
                                           (gulong) n_messages), size, count);
    }
  else
    {
      message = g_strdup_printf (ngettext ("Copied %s message", "Copied %s messages",
                                           (gulong) n_messages), count);
    }
  tapline_log_copied (self, message);
}

static void
copy_selection (TaplineLog           *self,
                TaplineLogCopyFormat  format)
{
  g_clear_pointer (&self->copy, tapline_log_copy_free);
  if (self->list == NULL || tapline_log_ranges_get_n (self->selected) == 0)
    return;

  self->copy = tapline_log_copy_new (self->list, self->selected, format, COPY_LIMIT, copied_cb,
                                     self);
  tapline_log_copy_set_encoding (self->copy, self->encoding_name);
  tapline_log_copy_run (self->copy);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  copy_selection (TAPLINE_LOG (widget), TAPLINE_LOG_COPY_TEXT);
}

static void
copy_as_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  TaplineLogCopyFormat format;

  if (tapline_log_copy_parse_format (g_variant_get_string (parameter, NULL), &format))
    copy_selection (TAPLINE_LOG (widget), format);
}

static void
select_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  tapline_log_select_all (TAPLINE_LOG (widget));
}

static void
follow_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  tapline_log_follow (TAPLINE_LOG (widget));
}

static void
clear_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  tapline_log_clear_view (TAPLINE_LOG (widget));
}

static void
show_all_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  tapline_log_show_all (TAPLINE_LOG (widget));
}

/* Begins a rule for the message that the cursor is on. */
static void
highlight_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  TaplineMessage message;
  g_autofree char *rule = NULL;
  g_autofree char *condition = NULL;

  if (self->list == NULL || self->cursor == TAPLINE_LOG_NO_CURSOR ||
      !tapline_message_list_get_message (self->list, self->cursor, TAPLINE_RULE_HEAD_MAX,
                                         &message))
    return;

  condition = tapline_rule_dup_condition_like (&message, &rule);
  gtk_widget_activate_action (widget, "win.highlight-like", "(ss)", rule, condition);
}

static void
show_menu (TaplineLog *self,
           int         x,
           int         y)
{
  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) model = tapline_log_menu_new_rows ();

      self->menu = tapline_context_menu_new (GTK_WIDGET (self), model);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { x, y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* Opens the menu at the pointer, for the row there unless it is one of several selected. */
static void
show_menu_at (TaplineLog *self,
              double      x,
              double      y)
{
  guint64 row;

  if (self->n_messages + self->n_pending == 0)
    return;

  if (!self->focused)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  if (tapline_log_row_at (self, y, &row) &&
      !tapline_log_ranges_contains (self->selected, self->first + row))
    tapline_log_select_only (self, self->first + row);
  show_menu (self, (int) x, (int) y);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            TaplineLog      *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  if (event != NULL && gdk_event_triggers_context_menu (event))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      show_menu_at (self, x, y);
    }
}

static void
long_pressed_cb (GtkGestureLongPress *gesture,
                 double               x,
                 double               y,
                 TaplineLog          *self)
{
  show_menu_at (self, x, y);
}

/* The menu key: below the cursor if it is in view. */
static gboolean
menu_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  int y = self->head_height;

  if (self->n_messages + self->n_pending == 0)
    return GDK_EVENT_PROPAGATE;

  if (self->cursor != TAPLINE_LOG_NO_CURSOR)
    {
      double row = (double) self->cursor - (double) self->first;
      double below = (row + 1 - self->position) * self->style.row_height;

      if (below >= 0 && below <= self->rows_height)
        y += (int) below;
    }
  show_menu (self, self->columns.body.x, y);

  return GDK_EVENT_STOP;
}

/* Enables what there is something to do for. */
void
tapline_log_update_actions (TaplineLog *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_selected = tapline_log_ranges_get_n (self->selected) > 0;
  gboolean is_any = tapline_log_n_rows (self) > 0;

  gtk_widget_action_set_enabled (widget, "log.copy", is_selected);
  gtk_widget_action_set_enabled (widget, "log.copy-as", is_selected);
  gtk_widget_action_set_enabled (widget, "log.select-all", is_any);
  gtk_widget_action_set_enabled (widget, "log.highlight", self->cursor != TAPLINE_LOG_NO_CURSOR);
  gtk_widget_action_set_enabled (widget, "log.follow", !self->following);
  gtk_widget_action_set_enabled (widget, "log.clear", is_any);
  gtk_widget_action_set_enabled (widget, "log.show-all", self->first > 0);
  tapline_log_update_mark_actions (self);
}

void
tapline_log_actions_class_init (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint       key;
    const char *format;
  } copies[] = {
    { GDK_KEY_c, "hex" },
    { GDK_KEY_d, "dump" },
    { GDK_KEY_y, "c" },
    { GDK_KEY_j, "json" },
    { GDK_KEY_b, "base64" },
  };

  tapline_log_marks_class_init (widget_class);
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "log.copy-as", "s", copy_as_action);
  gtk_widget_class_install_action (widget_class, "log.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "log.follow", NULL, follow_action);
  gtk_widget_class_install_action (widget_class, "log.highlight", NULL, highlight_action);
  gtk_widget_class_install_action (widget_class, "log.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "log.show-all", NULL, show_all_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "log.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_CONTROL_MASK, "log.copy",
                                       NULL);
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    gtk_widget_class_add_binding_action (widget_class, copies[i].key,
                                         GDK_CONTROL_MASK | GDK_SHIFT_MASK, "log.copy-as", "s",
                                         copies[i].format);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, "log.select-all",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_h, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "log.highlight", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);
}

void
tapline_log_actions_init (TaplineLog *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));

  tapline_log_update_actions (self);
}
