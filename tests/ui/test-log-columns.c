/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log's columns: which there are, how wide, by mouse and keyboard, and what their heads say. */
#include "config.h"

#include <math.h>

#include "log-fixture.h"
#include "ui-test.h"

static const guint64 thousand = 1000;

static const TaplineLogSpan *
span (Fixture          *f,
      TaplineLogColumn  column)
{
  return &f->log->columns.at[column];
}

static GtkWidget *
head (Fixture          *f,
      TaplineLogColumn  column)
{
  return tapline_log_head_get_column (f->log->head, column);
}

static void
set_option (Fixture    *f,
            const char *name,
            gboolean    shown)
{
  g_object_set (f->log->options, name, shown, NULL);
  fixture_wait_frames (f, 2);
}

static void
test_shown (Fixture       *f,
            gconstpointer  data)
{
  static const char *const names[TAPLINE_LOG_N_OPTIONAL] = {
    "log-time-shown", "log-direction-shown", "log-peer-shown", "log-size-shown",
  };
  int body = f->log->columns.body.width;

  for (guint i = 0; i < TAPLINE_LOG_N_OPTIONAL; i++)
    {
      int width = span (f, i)->width;

      g_assert_cmpint (width, >, 0);
      g_assert_true (gtk_widget_get_mapped (head (f, i)));
      set_option (f, names[i], FALSE);
      g_assert_cmpint (span (f, i)->width, ==, 0);
      g_assert_false (gtk_widget_get_mapped (head (f, i)));
      g_assert_cmpint (f->log->columns.body.width, >=, body + width);
      fixture_assert_rows_right (f);
      set_option (f, names[i], TRUE);
      g_assert_cmpint (span (f, i)->width, ==, width);
      g_assert_cmpint (f->log->columns.body.width, ==, body);
    }

  /* None of them: the messages have the whole row. */
  for (guint i = 0; i < TAPLINE_LOG_N_OPTIONAL; i++)
    set_option (f, names[i], FALSE);
  g_assert_cmpint (f->log->columns.body.x, ==, TAPLINE_LOG_PADDING);
  fixture_assert_rows_right (f);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->log), "view.log-reset", NULL));
  fixture_wait_frames (f, 2);
  g_assert_cmpint (f->log->columns.body.width, ==, body);
}

/* A head is whole in a language of long words. */
static void
test_long_head (Fixture       *f,
                gconstpointer  data)
{
  GtkWidget *label = head (f, TAPLINE_LOG_COLUMN_PEER);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (label, "Gegenstelle");
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  g_assert_cmpint (width, <=, span (f, TAPLINE_LOG_COLUMN_PEER)->width);
}

/* Where a column ends on the screen is where one takes hold of it. */
static void
test_drag (Fixture       *f,
           gconstpointer  data)
{
  GtkWidget *widget = GTK_WIDGET (f->log->head);
  GtkEventController *drag = fixture_find_controller_of (widget, GTK_TYPE_GESTURE_DRAG);
  GtkEventController *click = fixture_find_controller_of (widget, GTK_TYPE_GESTURE_CLICK);
  const TaplineLogSpan *peer = span (f, TAPLINE_LOG_COLUMN_PEER);
  int width = peer->width, x = peer->x, size_x = span (f, TAPLINE_LOG_COLUMN_SIZE)->x;
  double border = peer->x + peer->width + 6;

  g_signal_emit_by_name (drag, "drag-begin", border, 5.0);
  g_signal_emit_by_name (drag, "drag-update", 40.0, 0.0);
  fixture_wait_frames (f, 2);
  g_assert_cmpint (peer->width, ==, width + 40);
  g_assert_cmpint (peer->x, ==, x);
  g_assert_cmpint (span (f, TAPLINE_LOG_COLUMN_SIZE)->x, ==, size_x + 40);
  g_signal_emit_by_name (drag, "drag-update", -20.0, 0.0);
  fixture_wait_frames (f, 2);
  g_assert_cmpint (peer->width, ==, width - 20);

  /* Neither to nothing nor over the others. */
  g_signal_emit_by_name (drag, "drag-update", -5000.0, 0.0);
  fixture_wait_frames (f, 2);
  g_assert_cmpint (peer->width, ==, (int) ceil (3 * f->log->style.digit_width));
  fixture_assert_rows_right (f);
  g_signal_emit_by_name (drag, "drag-update", 5000.0, 0.0);
  fixture_wait_frames (f, 2);
  g_assert_cmpint (f->log->columns.body.width, >, 100);

  /* Two clicks have it fit. */
  border = peer->x + peer->width + 6;
  g_signal_emit_by_name (click, "pressed", 2, border, 5.0);
  fixture_wait_frames (f, 2);
  g_assert_cmpint (peer->width, ==, width);
}

static void
test_keyboard (Fixture       *f,
               gconstpointer  data)
{
  GtkWidget *widget = GTK_WIDGET (f->log->head);
  GtkRoot *root = GTK_ROOT (f->window);
  const TaplineLogSpan *time = span (f, TAPLINE_LOG_COLUMN_TIME);
  int width = time->width;

  gtk_root_set_focus (root, NULL);
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (f->log), GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_root_get_focus (root) == head (f, TAPLINE_LOG_COLUMN_TIME));
  fixture_press_on (f, widget, "<Shift>Right");
  g_assert_cmpint (time->width, ==, width + 8);
  fixture_press_on (f, widget, "<Shift>Left");
  fixture_press_on (f, widget, "<Shift>Left");
  g_assert_cmpint (time->width, ==, width - 8);
  fixture_press_on (f, widget, "BackSpace");
  g_assert_cmpint (time->width, ==, width);

  /* From head to head, over those that are hidden. */
  fixture_press_on (f, widget, "Right");
  g_assert_true (gtk_root_get_focus (root) == head (f, TAPLINE_LOG_COLUMN_DIRECTION));
  set_option (f, "log-peer-shown", FALSE);
  fixture_press_on (f, widget, "Right");
  g_assert_true (gtk_root_get_focus (root) == head (f, TAPLINE_LOG_COLUMN_SIZE));
  fixture_press_on (f, widget, "Right");
  fixture_press_on (f, widget, "Right");
  g_assert_true (gtk_root_get_focus (root) == head (f, TAPLINE_LOG_COLUMN_TEXT));
  fixture_press_on (f, widget, "Left");

  /* The head that has the focus goes, the focus does not leave the log. */
  set_option (f, "log-size-shown", FALSE);
  g_assert_true (gtk_root_get_focus (root) == GTK_WIDGET (f->log));

  gtk_widget_grab_focus (head (f, TAPLINE_LOG_COLUMN_TIME));
  fixture_press_on (f, widget, "Down");
  g_assert_true (gtk_root_get_focus (root) == GTK_WIDGET (f->log));
}

static guint
count_items (GMenuModel *model)
{
  guint n = 0;

  for (int i = 0; i < g_menu_model_get_n_items (model); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (model, i, G_MENU_LINK_SECTION);

      n += section != NULL ? count_items (section) : 1;
    }

  return n;
}

static void
test_menu (Fixture       *f,
           gconstpointer  data)
{
  GtkWidget *widget = GTK_WIDGET (f->log->head);
  GtkWidget *popover;
  GMenuModel *model;

  gtk_widget_grab_focus (head (f, TAPLINE_LOG_COLUMN_PEER));
  fixture_press_on (f, widget, "Menu");
  popover = gtk_widget_get_last_child (widget);
  g_assert_true (GTK_IS_POPOVER_MENU (popover));
  wait_until (gtk_widget_get_mapped (popover));
  model = gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (popover));
  g_assert_cmpuint (count_items (model), ==, 9);
  gtk_popover_popdown (GTK_POPOVER (popover));

  g_assert_true (gtk_widget_activate_action (popover, "view.log-size-shown", NULL));
  g_assert_true (gtk_widget_activate_action (popover, "view.log-time", "s", "start"));
  fixture_wait_frames (f, 2);
  g_assert_cmpint (span (f, TAPLINE_LOG_COLUMN_SIZE)->width, ==, 0);
  g_assert_cmpint (f->log->columns.time, ==, TAPLINE_LOG_TIME_START);
}

static const char *
title (Fixture *f)
{
  return gtk_inscription_get_text (GTK_INSCRIPTION (head (f, TAPLINE_LOG_COLUMN_TIME)));
}

static void
test_heads (Fixture       *f,
            gconstpointer  data)
{
  static const char *const titles[] = { "Time", "Since start", "Since previous", "Since other" };

  for (guint i = 0; i < TAPLINE_LOG_COLUMN_HEX; i++)
    gtk_test_accessible_assert_role (head (f, i), GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_test_accessible_assert_property (head (f, TAPLINE_LOG_COLUMN_DIRECTION),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Direction");
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_assert_cmpstr (title (f), ==, titles[i]);
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->log), "view.log-next-time", NULL));
      fixture_wait_frames (f, 2);
    }
  g_assert_cmpstr (title (f), ==, "Time");

  g_assert_false (gtk_widget_get_mapped (head (f, TAPLINE_LOG_COLUMN_HEX)));
  g_object_set (f->log->options, "log-body", TAPLINE_LOG_BODY_BOTH, NULL);
  fixture_wait_frames (f, 2);
  g_assert_true (gtk_widget_get_mapped (head (f, TAPLINE_LOG_COLUMN_HEX)));
  g_assert_true (gtk_widget_get_mapped (head (f, TAPLINE_LOG_COLUMN_TEXT)));
  g_object_set (f->log->options, "log-body", TAPLINE_LOG_BODY_HEX, NULL);
  fixture_wait_frames (f, 2);
  g_assert_false (gtk_widget_get_mapped (head (f, TAPLINE_LOG_COLUMN_TEXT)));
}

/* Two logs with the same options look the same; one that goes leaves nothing behind. */
static void
test_shared (Fixture       *f,
             gconstpointer  data)
{
  TaplineLogOptions *options = tapline_log_options_new ();
  GtkWidget *other = g_object_ref_sink (tapline_log_new ());

  tapline_log_set_options (f->log, options);
  tapline_log_set_options (TAPLINE_LOG (other), options);
  set_option (f, "log-peer-shown", FALSE);
  g_assert_cmpint (span (f, TAPLINE_LOG_COLUMN_PEER)->width, ==, 0);
  g_assert_finalize_object (other);
  tapline_log_options_set_width (options, TAPLINE_LOG_COLUMN_TIME, 50);
  fixture_wait_frames (f, 2);
  g_assert_cmpint (span (f, TAPLINE_LOG_COLUMN_TIME)->width, ==, 50);
  g_object_unref (options);
}

/* Every option is kept under its name. */
static void
test_settings (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("io.github.tapline.Tapline");
  TaplineLogOptions *options = tapline_log_options_new ();
  TaplineLogOptions *later = tapline_log_options_new ();

  tapline_log_options_bind (options, settings);
  g_object_set (options, "log-time", TAPLINE_LOG_TIME_OTHER, "log-body", TAPLINE_LOG_BODY_HEX,
                "log-direction-shown", FALSE, "log-peer-width", 222, NULL);
  tapline_log_options_bind (later, settings);
  g_assert_cmpint (tapline_log_options_get_time (later), ==, TAPLINE_LOG_TIME_OTHER);
  g_assert_cmpint (tapline_log_options_get_body (later), ==, TAPLINE_LOG_BODY_HEX);
  g_assert_false (tapline_log_options_get_shown (later, TAPLINE_LOG_COLUMN_DIRECTION));
  g_assert_true (tapline_log_options_get_shown (later, TAPLINE_LOG_COLUMN_TIME));
  g_assert_cmpint (tapline_log_options_get_width (later, TAPLINE_LOG_COLUMN_PEER), ==, 222);
  g_assert_finalize_object (options);
  g_assert_finalize_object (later);
}

int
main (int   argc,
      char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, data, function) \
  g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)
  ADD ("/log-columns/shown", &thousand, test_shown);
  ADD ("/log-columns/drag", &thousand, test_drag);
  ADD ("/log-columns/keyboard", &thousand, test_keyboard);
  ADD ("/log-columns/menu", &thousand, test_menu);
  ADD ("/log-columns/heads", &thousand, test_heads);
  ADD ("/log-columns/long-head", &thousand, test_long_head);
  ADD ("/log-columns/shared", &thousand, test_shared);
  g_test_add_func ("/log-columns/settings", test_settings);

  return g_test_run ();
}
