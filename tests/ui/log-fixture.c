/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the log have in common: a log in a window, input, and what must hold. */
#include "config.h"

#include "log-fixture.h"

gboolean
fixture_keep_turning (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
count_frame (GdkFrameClock *clock,
             guint         *n_frames)
{
  (*n_frames)++;
}

void
fixture_wait_frames (Fixture *f,
                     guint    n)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (f->window);
  guint n_frames = 0;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &n_frames);

  while (n_frames < n)
    {
      guint before = n_frames;

      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      wait_until (n_frames > before);
    }
  g_signal_handler_disconnect (clock, id);
}

void
fixture_set_up (Fixture       *f,
                gconstpointer  data)
{
  f->window = gtk_window_new ();
  f->log = TAPLINE_LOG (tapline_log_new ());
  f->list = fake_list_new (data != NULL ? *(const guint64 *) data : 0);

  tapline_log_set_list (f->log, TAPLINE_MESSAGE_LIST (f->list));
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->log));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 500);
  gtk_window_present (GTK_WINDOW (f->window));
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (f->log)));
  fixture_wait_frames (f, 2);
}

void
fixture_tear_down (Fixture       *f,
                   gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (f->log), (gpointer *) &f->log);
  gtk_window_destroy (GTK_WINDOW (f->window));
  wait_until (f->log == NULL);
  g_assert_finalize_object (f->list);
}

guint
fixture_n_shown (Fixture *f)
{
  return f->log->contents->len;
}

TaplineLogContent *
fixture_shown (Fixture *f,
               guint    index)
{
  TaplineLogRow *row = g_ptr_array_index (f->log->rows, index);

  g_assert_cmpuint (index, <, fixture_n_shown (f));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (row)));
  g_assert_true (tapline_log_row_get_content (row) == g_ptr_array_index (f->log->contents, index));

  return tapline_log_row_get_content (row);
}

guint64
fixture_first_shown (Fixture *f)
{
  return fixture_shown (f, 0)->message.number;
}

guint64
fixture_last_shown (Fixture *f)
{
  return fixture_shown (f, fixture_n_shown (f) - 1)->message.number;
}

/* Every row has the message it must have, drawn, and the rows cover the view. */
void
fixture_assert_rows_right (Fixture *f)
{
  int height = gtk_widget_get_height (GTK_WIDGET (f->log)) - f->log->head_height;
  guint64 n_rows = tapline_log_n_rows (f->log);

  for (guint i = 0; i < fixture_n_shown (f); i++)
    {
      TaplineLogContent *content = fixture_shown (f, i);
      g_autofree char *text = g_strdup_printf ("message %" G_GUINT64_FORMAT,
                                               content->message.number);
      g_autofree char *found = tapline_text_dup_message (&content->message);

      g_assert_cmpuint (content->message.number, ==, fixture_first_shown (f) + i);
      g_assert_cmpstr (found, ==, text);
      g_assert_nonnull (content->node);
    }
  if (n_rows > fixture_n_shown (f))
    g_assert_cmpint ((int) fixture_n_shown (f) * f->log->style.row_height + f->log->offset, >=,
                     height);
}

void
fixture_assert_at_end (Fixture *f)
{
  TaplineLogRow *row = g_ptr_array_index (f->log->rows, fixture_n_shown (f) - 1);
  graphene_rect_t bounds;

  g_assert_true (tapline_log_get_following (f->log));
  g_assert_cmpuint (fixture_last_shown (f), ==, f->list->n_messages + f->list->n_pending - 1);
  /* The last row is whole, and at the bottom unless there are few. */
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (f->log), &bounds));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=,
                     gtk_widget_get_height (GTK_WIDGET (f->log)));
  if (tapline_log_n_rows (f->log) > fixture_n_shown (f))
    g_assert_cmpfloat (bounds.origin.y + bounds.size.height, ==,
                       gtk_widget_get_height (GTK_WIDGET (f->log)));
}

GtkEventController *
fixture_find_controller_of (GtkWidget *widget,
                            GType      type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_OBJECT_TYPE (controller) == type)
        return controller;
    }
  g_assert_not_reached ();
}

GtkEventController *
fixture_find_controller (Fixture *f,
                         GType    type)
{
  return fixture_find_controller_of (GTK_WIDGET (f->log), type);
}

/* Does what the class of @widget binds to a key. */
void
fixture_press_in (GtkWidget  *widget,
                  const char *key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_autoptr (GtkShortcutTrigger) wanted = gtk_shortcut_trigger_parse_string (key);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);

          if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
            {
              gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                            gtk_shortcut_get_arguments (shortcut));
              return;
            }
        }
    }
  g_error ("%s is not bound", key);
}

void
fixture_press_on (Fixture    *f,
                  GtkWidget  *widget,
                  const char *key)
{
  fixture_press_in (widget, key);
  fixture_wait_frames (f, 2);
}

void
fixture_press (Fixture    *f,
               const char *key)
{
  fixture_press_on (f, GTK_WIDGET (f->log), key);
}

/* For gdk_clipboard_read_text_async(), with a place for the text. */
void
fixture_got_text_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

void
fixture_wheel (Fixture *f,
               double   dy)
{
  GtkEventController *scroll = fixture_find_controller (f, GTK_TYPE_EVENT_CONTROLLER_SCROLL);
  gboolean handled;

  g_signal_emit_by_name (scroll, "scroll", 0.0, dy, &handled);
  g_assert_true (handled);
  fixture_wait_frames (f, 2);
}

/* The middle of a visible row, in the log's coordinates. */
double
fixture_row_y (Fixture *f,
               guint    index)
{
  return f->log->head_height + f->log->offset + (index + 0.5) * f->log->style.row_height;
}

void
fixture_drag (Fixture *f,
              double   from,
              double   to)
{
  GtkEventController *gesture = fixture_find_controller (f, GTK_TYPE_GESTURE_DRAG);

  g_signal_emit_by_name (gesture, "drag-begin", 100.0, from);
  if (to != from)
    g_signal_emit_by_name (gesture, "drag-update", 0.0, to - from);
}

void
fixture_drop (Fixture *f)
{
  g_signal_emit_by_name (fixture_find_controller (f, GTK_TYPE_GESTURE_DRAG), "drag-end", 0.0, 0.0);
  fixture_wait_frames (f, 2);
}

void
fixture_click (Fixture *f,
               guint    index)
{
  fixture_drag (f, fixture_row_y (f, index), fixture_row_y (f, index));
  fixture_drop (f);
}

void
fixture_count_notify (GObject    *object,
                      GParamSpec *pspec,
                      guint      *n)
{
  (*n)++;
}

/* Whether assistive technology was told that @row is named @label. */
gboolean
fixture_has_label (GtkWidget  *row,
                   const char *label)
{
  g_autofree char *other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (row),
                                                               GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                               label);

  return other == NULL;
}

gboolean
fixture_is_told_selected (GtkWidget *row)
{
  g_autofree char *other = gtk_test_accessible_check_state (GTK_ACCESSIBLE (row),
                                                            GTK_ACCESSIBLE_STATE_SELECTED, TRUE);

  return other == NULL;
}

void
fixture_assert_label (Fixture    *f,
                      guint       index,
                      const char *label)
{
  GtkWidget *row = g_ptr_array_index (f->log->rows, index);

  gtk_test_accessible_assert_role (row, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  wait_until (fixture_has_label (row, label));
}
