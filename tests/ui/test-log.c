/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log pane over a computed list: what is drawn, read, told and followed. */
#include "config.h"

#include <string.h>

#include "log-fixture.h"
#include "ui-test.h"

static const guint64 few = 5;
static const guint64 thousand = 1000;
static const guint64 hundred_million = 100000000;
static const guint64 huge = G_GUINT64_CONSTANT (1) << 40;

static void
test_new (void)
{
  GtkWidget *log = g_object_ref_sink (tapline_log_new ());

  g_assert_true (tapline_log_get_following (TAPLINE_LOG (log)));
  g_assert_true (tapline_log_get_cursor (TAPLINE_LOG (log)) == TAPLINE_LOG_NO_CURSOR);
  g_assert_cmpuint (tapline_log_get_n_selected (TAPLINE_LOG (log)), ==, 0);
  g_assert_null (tapline_log_get_list (TAPLINE_LOG (log)));
  g_assert_finalize_object (log);
}

/* Everything there is to set, without a window. */
static void
test_never_shown (void)
{
  GtkWidget *log = g_object_ref_sink (tapline_log_new ());
  FakeList *list = fake_list_new (1000);
  GtkWidget *label = gtk_label_new ("Empty");

  g_object_add_weak_pointer (G_OBJECT (label), (gpointer *) &label);
  tapline_log_set_empty_widget (TAPLINE_LOG (log), label);
  tapline_log_set_list (TAPLINE_LOG (log), TAPLINE_MESSAGE_LIST (list));
  fake_list_append (list, 10);
  tapline_log_set_cursor (TAPLINE_LOG (log), 5);
  tapline_log_clear_view (TAPLINE_LOG (log));
  tapline_log_show_all (TAPLINE_LOG (log));
  tapline_log_select_all (TAPLINE_LOG (log));
  g_assert_cmpuint (tapline_log_get_n_selected (TAPLINE_LOG (log)), ==, 1010);
  g_assert_cmpuint (list->n_reads, ==, 0);
  g_assert_finalize_object (log);
  g_assert_null (label);
  g_assert_finalize_object (list);
}

static void
test_end (Fixture       *f,
          gconstpointer  data)
{
  fixture_assert_rows_right (f);
  fixture_assert_at_end (f);
}

static void
test_anywhere (Fixture       *f,
               gconstpointer  data)
{
  guint64 n = *(const guint64 *) data;
  guint64 numbers[] = { 0, 1, n / 3, n / 2 + 1, n - 2, n - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      tapline_log_scroll_to (f->log, numbers[i]);
      fixture_wait_frames (f, 2);
      fixture_assert_rows_right (f);
      g_assert_cmpuint (fixture_first_shown (f), <=, numbers[i]);
      g_assert_cmpuint (fixture_last_shown (f), >=, numbers[i]);
      g_assert_true (tapline_log_get_following (f->log) == (numbers[i] > n - 3));
    }

  /* Single steps are exact, however far down. */
  tapline_log_scroll_to (f->log, n / 2);
  fixture_wait_frames (f, 2);
  for (guint i = 0; i < 10; i++)
    {
      guint64 before = fixture_first_shown (f);

      tapline_log_scroll_by (f->log, 1);
      fixture_wait_frames (f, 2);
      g_assert_cmpuint (fixture_first_shown (f), ==, before + 1);
      fixture_assert_rows_right (f);
    }
}

static void
test_follow (Fixture       *f,
             gconstpointer  data)
{
  guint n_notified = 0;

  g_signal_connect (f->log, "notify::following", G_CALLBACK (fixture_count_notify), &n_notified);
  for (guint i = 0; i < 20; i++)
    {
      fake_list_append (f->list, 1 + i * i * 1000);
      fixture_wait_frames (f, 2);
      fixture_assert_rows_right (f);
      fixture_assert_at_end (f);
    }
  g_assert_cmpuint (n_notified, ==, 0);
}

static void
count_layout_cb (GdkFrameClock *clock,
                 guint         *n)
{
  ++*n;
}

/* Where nobody could see the scrollbar move, the window is not laid out for each frame; and the
 * scrollbar is right soon after. Where one could, it is at once. */
static void
test_follow_without_layout (Fixture       *f,
                            gconstpointer  data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (f->window);
  const guint n_frames = 30;
  guint n_layouts = 0;
  gint64 began;
  gulong id;

  id = g_signal_connect (clock, "layout", G_CALLBACK (count_layout_cb), &n_layouts);
  began = g_get_monotonic_time ();
  for (guint i = 0; i < n_frames; i++)
    {
      fake_list_append (f->list, 10);
      fixture_wait_frames (f, 1);
      fixture_assert_at_end (f);
    }
  g_signal_handler_disconnect (clock, id);
  g_assert_cmpuint (n_layouts, <=, 3 + (g_get_monotonic_time () - began) / (100 * 1000));
  g_assert_cmpuint (n_layouts, <, n_frames);
  wait_until (gtk_adjustment_get_upper (f->log->adjustment) == tapline_log_n_rows (f->log));
}

static void
test_scrollbar_is_told (Fixture       *f,
                        gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    {
      fake_list_append (f->list, 1000);
      fixture_wait_frames (f, 2);
      g_assert_cmpfloat (gtk_adjustment_get_upper (f->log->adjustment), ==,
                         (double) tapline_log_n_rows (f->log));
    }
}

static void
test_stay (Fixture       *f,
           gconstpointer  data)
{
  guint64 first;
  guint n_notified = 0;

  g_signal_connect (f->log, "notify::following", G_CALLBACK (fixture_count_notify), &n_notified);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (f->log->follow_button)));
  fixture_wheel (f, -1);
  g_assert_false (tapline_log_get_following (f->log));
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (f->log->follow_button)));
  gtk_test_accessible_assert_property (f->log->follow_button, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Follow");
  first = fixture_first_shown (f);

  for (guint i = 0; i < 5; i++)
    {
      f->list->n_reads = 0;
      fake_list_append (f->list, 100000);
      fixture_wait_frames (f, 2);
      g_assert_cmpuint (fixture_first_shown (f), ==, first);
      g_assert_cmpuint (f->list->n_reads, ==, 0);
      fixture_assert_rows_right (f);
    }

  /* Back by the wheel, and by the button. */
  fixture_wheel (f, 1e9);
  g_assert_true (tapline_log_get_following (f->log));
  fixture_assert_at_end (f);
  gtk_adjustment_set_value (f->log->adjustment, 10);
  fixture_wait_frames (f, 2);
  g_assert_false (tapline_log_get_following (f->log));
  g_assert_cmpuint (fixture_first_shown (f), ==, 10);
  gtk_widget_activate_action (GTK_WIDGET (f->log->follow_button), "log.follow", NULL);
  fixture_wait_frames (f, 2);
  fixture_assert_at_end (f);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (f->log->follow_button)));
  g_assert_cmpuint (n_notified, ==, 4);
}

/* A row that is still visible is not read again; those that are new are, once. */
static void
test_reads (Fixture       *f,
            gconstpointer  data)
{
  guint visible = fixture_n_shown (f);

  g_assert_cmpuint (f->list->n_reads, <=, 2 * visible);
  g_assert_cmpuint (f->list->head_max, <=, TAPLINE_LOG_HEAD_MAX);

  fake_list_reset (f->list);
  fake_list_append (f->list, 1);
  fixture_wait_frames (f, 3);
  g_assert_cmpuint (f->list->n_reads, ==, 1);
  g_assert_cmpuint (f->list->lowest, ==, f->list->n_messages - 1);

  fake_list_reset (f->list);
  fixture_wheel (f, -1);
  g_assert_cmpuint (f->list->n_reads, ==, 3);

  fake_list_reset (f->list);
  tapline_log_scroll_to (f->log, 0);
  fixture_wait_frames (f, 3);
  g_assert_cmpuint (f->list->n_reads, <=, visible + 1);
  g_assert_cmpuint (f->list->highest, <=, visible);

  /* Neither drawing again nor selecting reads. */
  fake_list_reset (f->list);
  gtk_widget_queue_draw (GTK_WIDGET (f->log));
  tapline_log_select_all (f->log);
  fixture_wait_frames (f, 3);
  g_assert_cmpuint (f->list->n_reads, ==, 0);

  /* However often the list changes, one update a frame; and none without a change. */
  fake_list_reset (f->list);
  for (guint i = 0; i < 1000; i++)
    fake_list_append (f->list, 100);
  fixture_wait_frames (f, 1);
  g_assert_cmpuint (f->list->n_counts, ==, 1);
  fixture_wait_frames (f, 3);
  g_assert_cmpuint (f->list->n_counts, ==, 1);
}

static void
test_unmapped (Fixture       *f,
               gconstpointer  data)
{
  gtk_widget_set_visible (GTK_WIDGET (f->log), FALSE);
  fixture_wait_frames (f, 2);
  fake_list_reset (f->list);
  for (guint i = 0; i < 100; i++)
    fake_list_append (f->list, 1000);
  fixture_wait_frames (f, 3);
  g_assert_cmpuint (f->list->n_reads, ==, 0);
  g_assert_cmpuint (f->list->n_counts, ==, 0);

  gtk_widget_set_visible (GTK_WIDGET (f->log), TRUE);
  fixture_wait_frames (f, 2);
  fixture_assert_rows_right (f);
  fixture_assert_at_end (f);
}

static void
test_grow_from_nothing (Fixture       *f,
                        gconstpointer  data)
{
  guint page;

  g_assert_cmpuint (fixture_n_shown (f), ==, 0);
  page = (guint) tapline_log_page (f->log);
  for (guint i = 0; i < page + 5; i++)
    {
      fake_list_append (f->list, 1);
      fixture_wait_frames (f, 2);
      g_assert_cmpuint (fixture_n_shown (f), >=, MIN (i + 1, page));
      g_assert_cmpuint (fixture_n_shown (f), <=, page + 2);
      fixture_assert_rows_right (f);
      fixture_assert_at_end (f);
      g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (f->log->scrollbar)) == (i + 1 > page));
    }
}

static void
test_resize (Fixture       *f,
             gconstpointer  data)
{
  const int sizes[][2] = { { 900, 300 }, { 450, 700 }, { 380, 500 }, { 1000, 200 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (f->window), sizes[i][0], sizes[i][1]);
      wait_until (gtk_widget_get_width (GTK_WIDGET (f->log)) == sizes[i][0]);
      fixture_wait_frames (f, 2);
      fixture_assert_rows_right (f);
      fixture_assert_at_end (f);
      g_assert_true ((f->log->columns.at[TAPLINE_LOG_COLUMN_PEER].width > 0) ==
                     (sizes[i][0] >= 520));
      g_assert_true ((f->log->columns.at[TAPLINE_LOG_COLUMN_SIZE].width > 0) ==
                     (sizes[i][0] >= 420));
      g_assert_cmpint (f->log->columns.body.width, >, 100);
    }

  /* The view stays at its messages while it does not follow. */
  tapline_log_scroll_to (f->log, 500);
  fixture_wait_frames (f, 2);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 700, 400);
  wait_until (gtk_widget_get_width (GTK_WIDGET (f->log)) == 700);
  fixture_wait_frames (f, 2);
  g_assert_false (tapline_log_get_following (f->log));
  fixture_assert_rows_right (f);
}

static void
test_clear (Fixture       *f,
            gconstpointer  data)
{
  tapline_log_set_cursor (f->log, 500);
  gtk_widget_activate_action (GTK_WIDGET (f->log), "log.clear", NULL);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (tapline_log_get_first (f->log), ==, 1000);
  g_assert_cmpuint (fixture_n_shown (f), ==, 0);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 0);
  g_assert_true (tapline_log_get_following (f->log));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (f->log->cleared_label)));

  fake_list_append (f->list, 3);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_n_shown (f), ==, 3);
  g_assert_cmpuint (fixture_first_shown (f), ==, 1000);
  fixture_assert_rows_right (f);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (f->log->cleared_label)));
  fixture_press (f, "<Control>a");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 3);

  gtk_widget_activate_action (GTK_WIDGET (f->log), "log.show-all", NULL);
  fixture_wait_frames (f, 2);
  fixture_assert_rows_right (f);
  fixture_assert_at_end (f);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 3);
}

static void
test_pending (Fixture       *f,
              gconstpointer  data)
{
  TaplineLogContent *content;

  f->list->n_pending = 2;
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (f->list));
  fixture_wait_frames (f, 2);
  fixture_assert_rows_right (f);
  fixture_assert_at_end (f);
  content = fixture_shown (f, fixture_n_shown (f) - 1);
  g_assert_cmpuint (content->message.number, ==, 6);
  g_assert_true ((content->message.flags & TAPLINE_MESSAGE_PENDING) != 0);
  fixture_assert_label (f, 6, "00:00:00.006 from scope.lab: message 6 (unfinished)");

  /* What is pending is read again when the list changes, and nothing else. */
  fake_list_reset (f->list);
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (f->list));
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (f->list->n_reads, ==, 2);
  g_assert_cmpuint (f->list->lowest, ==, 5);

  /* One is finished: its row is not pending any more. */
  fake_list_reset (f->list);
  f->list->n_pending = 1;
  fake_list_append (f->list, 1);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (f->list->n_reads, ==, 2);
  g_assert_cmpuint (fixture_shown (f, 5)->message.flags, ==, 0);
  fixture_assert_label (f, 5, "00:00:00.005 to scope.lab: message 5");
  f->list->n_pending = 0;
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (f->list));
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_n_shown (f), ==, 6);
  fake_list_reset (f->list);
  fake_list_append (f->list, 1);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (f->list->n_reads, ==, 1);
}

static void
test_accessible (Fixture       *f,
                 gconstpointer  data)
{
  GtkWidget *row = g_ptr_array_index (f->log->rows, 4);

  gtk_test_accessible_assert_role (f->log, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (f->log, GTK_ACCESSIBLE_PROPERTY_LABEL, "Log");
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *label =
        g_strdup_printf ("00:00:00.%03u %s scope.lab: message %u", i,
                         i % 3 == 2 ? "to" : "from", i);

      fixture_assert_label (f, i, label);
    }
  fixture_click (f, 4);
  wait_until (fixture_is_told_selected (row));
}

static void
decorate_flags (FakeList       *list,
                guint64         number,
                TaplineMessage *message,
                GByteArray     *text)
{
  g_byte_array_set_size (text, 0);
  message->ending = 0;
  if (number % 2 == 0)
    {
      message->direction = TAPLINE_DIRECTION_NOTE;
      g_byte_array_append (text, (const guint8 *) "Connected", 9);
    }
  else
    {
      message->direction = TAPLINE_DIRECTION_IN;
      message->flags = TAPLINE_MESSAGE_CUT_BY_CLOSE | TAPLINE_MESSAGE_OVER_LIMIT;
      message->length = 5000;
      g_byte_array_append (text, (const guint8 *) "a\033b\xff\xe2\x82", 6);
    }
}

static const char *
no_peer (guint64 number)
{
  return number % 2 == 0 ? "" : "10.0.0.7:5025";
}

static void
test_accessible_words (Fixture       *f,
                       gconstpointer  data)
{
  f->list->decorate = decorate_flags;
  f->list->peer_name = no_peer;
  fake_list_append (f->list, 2);
  fixture_wait_frames (f, 2);
  fixture_assert_label (f, 0, "00:00:00.000 note: Connected");
  fixture_assert_label (f, 1, "00:00:00.001 from 10.0.0.7:5025: a⟨ESC⟩b⟨0xFF⟩… "
                        "(over the limit, cut by close)");
}

/* Names go over the bus: at most ten times a second, whatever happens on the screen. */
static void
test_accessible_pace (Fixture       *f,
                      gconstpointer  data)
{
  gint64 start = g_get_monotonic_time ();
  gint64 told_at = f->log->told_at;
  guint n_told = 0;
  double seconds;

  for (guint i = 0; i < 60; i++)
    {
      fake_list_append (f->list, 1000);
      fixture_wait_frames (f, 1);
      if (f->log->told_at != told_at)
        n_told++;
      told_at = f->log->told_at;
    }
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_assert_cmpuint (n_told, >, 2);
  g_assert_cmpfloat (n_told, <=, seconds * 10 + 1);

  /* The last state is told in the end. */
  {
    guint index = fixture_n_shown (f) - 1;
    g_autofree char *label = tapline_log_content_dup_label (fixture_shown (f, index));

    fixture_assert_label (f, index, label);
  }
}

static int
minimum_height (Fixture *f)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (f->log), GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL,
                      NULL);

  return minimum;
}

static void
test_empty_widget (Fixture       *f,
                   gconstpointer  data)
{
  GtkWidget *label = gtk_button_new_with_label ("Connect to the demo");

  gtk_widget_set_size_request (label, -1, 300);
  tapline_log_set_empty_widget (f->log, label);
  g_assert_true (tapline_log_get_empty_widget (f->log) == label);
  fixture_wait_frames (f, 2);
  g_assert_true (gtk_widget_get_mapped (label));
  g_assert_cmpint (minimum_height (f), >=, 300);
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (f->log), GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_root_get_focus (GTK_ROOT (f->window)) == label);
  fake_list_append (f->list, 1);
  fixture_wait_frames (f, 2);
  g_assert_false (gtk_widget_get_mapped (label));
  g_assert_cmpint (minimum_height (f), <, 300);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (f->window)) == GTK_WIDGET (f->log));
  fixture_assert_rows_right (f);
  tapline_log_set_list (f->log, NULL);
  fixture_wait_frames (f, 2);
  g_assert_true (gtk_widget_get_mapped (label));
  tapline_log_set_empty_widget (f->log, NULL);
  fixture_wait_frames (f, 2);
}

static void
test_other_list (Fixture       *f,
                 gconstpointer  data)
{
  FakeList *other = fake_list_new (40);

  tapline_log_set_cursor (f->log, 3);
  tapline_log_clear_view (f->log);
  tapline_log_set_list (f->log, TAPLINE_MESSAGE_LIST (other));
  g_assert_true (tapline_log_get_cursor (f->log) == TAPLINE_LOG_NO_CURSOR);
  g_assert_cmpuint (tapline_log_get_first (f->log), ==, 0);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_last_shown (f), ==, 39);
  fixture_assert_rows_right (f);
  /* The old one is not listened to. */
  fake_list_reset (f->list);
  fake_list_append (f->list, 1);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (f->list->n_counts, ==, 0);
  /* A list that has fewer than before is taken for what it is. */
  other->n_messages = 7;
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (other));
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_n_shown (f), ==, 7);
  fixture_assert_rows_right (f);
  tapline_log_set_list (f->log, NULL);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_n_shown (f), ==, 0);
  g_assert_finalize_object (other);
}

/* What is asked for before there is a height happens when there is one. */
static void
test_reveal (Fixture       *f,
             gconstpointer  data)
{
  gtk_widget_set_visible (GTK_WIDGET (f->log), FALSE);
  fake_list_append (f->list, 1000);
  fake_list_reset (f->list);
  tapline_log_set_cursor (f->log, 1500);
  g_assert_cmpuint (f->list->n_counts, ==, 0);
  fake_list_append (f->list, 1000);
  gtk_widget_set_visible (GTK_WIDGET (f->log), TRUE);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_first_shown (f), <, 1500);
  g_assert_cmpuint (fixture_last_shown (f), >, 1500);
  g_assert_false (tapline_log_get_following (f->log));
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 1500);
}

/* Another framing: two messages have become one, and the view stays where it was. */
static void
test_renumbered (Fixture       *f,
                 gconstpointer  data)
{
  guint64 first;
  guint n;

  fixture_assert_at_end (f);
  g_assert_cmpuint (f->list->view.n_rows, ==, 0);
  tapline_log_scroll_to (f->log, 400);
  tapline_log_set_cursor (f->log, 400);
  fixture_wait_frames (f, 2);
  first = fixture_first_shown (f);
  n = fixture_n_shown (f);
  g_assert_cmpuint (f->list->view.n_rows, ==, n);
  g_assert_cmpuint (f->list->view.first, ==, first);
  g_assert_cmpuint (f->list->view.last, ==, fixture_last_shown (f));

  fake_list_halve (f->list);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_first_shown (f), ==, first / 2);
  g_assert_cmpuint (fixture_n_shown (f), ==, n);
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 200);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 1);
  g_assert_true (tapline_log_is_selected (f->log, 200));
  g_assert_false (tapline_log_get_following (f->log));
  fixture_assert_rows_right (f);

  /* What is selected far away counts too, and what is nowhere any more is not kept. */
  tapline_log_scroll_to (f->log, 300);
  tapline_log_select_all (f->log);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (f->list->view.last, ==, 499);
  first = fixture_first_shown (f);
  fake_list_halve (f->list);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_first_shown (f), ==, first / 2);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 250);
  f->list->n_messages = 10;
  tapline_message_list_renumbered (TAPLINE_MESSAGE_LIST (f->list));
  fixture_wait_frames (f, 2);
  g_assert_true (tapline_log_get_cursor (f->log) == TAPLINE_LOG_NO_CURSOR);
  g_assert_cmpuint (fixture_last_shown (f), ==, 9);
}

/* What has the cursor may be what is at the top now, and is not half hidden there. */
static void
test_renumbered_to_top (Fixture       *f,
                        gconstpointer  data)
{
  tapline_log_scroll_by (f->log, 400.6 - f->log->position);
  tapline_log_set_cursor (f->log, 401);
  fixture_wait_frames (f, 2);
  g_assert_cmpfloat_with_epsilon (f->log->position, 400.6, 0.01);
  fake_list_halve (f->list);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 200);
  g_assert_cmpfloat (f->log->position, ==, 200);
}

/* The row with the cursor stays in view when there is less room, and so does the view if it can. */
static void
test_less_room (Fixture       *f,
                gconstpointer  data)
{
  double page = tapline_log_page (f->log);

  tapline_log_scroll_by (f->log, 400 - f->log->position);
  tapline_log_set_cursor (f->log, 410);
  fixture_wait_frames (f, 2);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 200);
  wait_until (tapline_log_page (f->log) < page);
  fixture_wait_frames (f, 2);
  page = tapline_log_page (f->log);
  g_assert_cmpfloat (page, <, 10);
  g_assert_cmpfloat_with_epsilon (f->log->position, 411 - page, 0.01);
  tapline_log_set_cursor (f->log, 409);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 500);
  wait_until (tapline_log_page (f->log) > page);
  fixture_wait_frames (f, 2);
  g_assert_cmpfloat_with_epsilon (f->log->position, 411 - page, 0.01);
}

/* Who followed goes on following, and what was cleared from view stays so. */
static void
test_renumbered_at_end (Fixture       *f,
                        gconstpointer  data)
{
  tapline_log_clear_view (f->log);
  fake_list_append (f->list, 100);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (tapline_log_get_first (f->log), ==, 1000);
  fake_list_halve (f->list);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (tapline_log_get_first (f->log), ==, 500);
  fixture_assert_at_end (f);
  fixture_assert_rows_right (f);
  fake_list_append (f->list, 100);
  fixture_wait_frames (f, 2);
  fixture_assert_at_end (f);
}

/* All messages are others before the first of them was drawn: who does not follow begins at the
 * first one. */
static void
test_renumbered_unseen (Fixture       *f,
                        gconstpointer  data)
{
  tapline_log_set_following (f->log, FALSE);
  f->list->n_messages = 1000;
  f->list->replaced = TRUE;
  tapline_message_list_renumbered (TAPLINE_MESSAGE_LIST (f->list));
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_first_shown (f), ==, 0);
  g_assert_false (tapline_log_get_following (f->log));
  fixture_assert_rows_right (f);
}

static void
test_right_to_left (void)
{
  Fixture f = { NULL };

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  fixture_set_up (&f, &thousand);
  fixture_assert_rows_right (&f);
  fixture_assert_at_end (&f);
  fixture_tear_down (&f, NULL);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Every kind of content at every width: nothing crashes, warns or is drawn beyond its column. */
static void
decorate_odd (FakeList       *list,
              guint64         number,
              TaplineMessage *message,
              GByteArray     *text)
{
  static const char *const pieces[] = {
    "plain", "größer", "温度", "שלום", "مرحبا", "🌡️👍", "\033[31m", "\xff\xfe", "\u202egnp.exe",
    "\u0336\u0336", "\t", "\n", "                    ", "{\"method\":\"measure\"}", "",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) number);
  int n = g_rand_int_range (rand, 0, 30);

  g_byte_array_set_size (text, 0);
  for (int i = 0; i < n; i++)
    {
      const char *piece = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];

      g_byte_array_append (text, (const guint8 *) piece, (guint) strlen (piece));
    }
  message->direction = (TaplineDirection) g_rand_int_range (rand, 0, 3);
  message->flags |= (TaplineMessageFlags) (g_rand_int (rand) & g_rand_int (rand) & 0x1e);
  message->ending = (guint) g_rand_int_range (rand, 0, (int) MIN (text->len, 3) + 1);
  message->length = text->len + (number % 5 == 0 ? 1000000 : 0);
}

static void
test_odd_content (Fixture       *f,
                  gconstpointer  data)
{
  f->list->decorate = decorate_odd;
  for (int width = 300; width < 1000; width += 70)
    {
      gtk_window_set_default_size (GTK_WINDOW (f->window), width, 600);
      wait_until (gtk_widget_get_width (GTK_WIDGET (f->log)) == width);
      for (guint i = 0; i < 4; i++)
        {
          fake_list_append (f->list, 20);
          fixture_wait_frames (f, 2);
          for (guint k = 0; k < fixture_n_shown (f); k++)
            {
              graphene_rect_t bounds;
              TaplineLogContent *content = fixture_shown (f, k);

              gsk_render_node_get_bounds (content->node, &bounds);
              g_assert_cmpfloat (bounds.origin.x, >=, 0);
              g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, width + 4);
            }
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/log/new", test_new);
  g_test_add_func ("/log/never-shown", test_never_shown);
  g_test_add_func ("/log/right-to-left", test_right_to_left);
#define ADD(path, data, function) \
  g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)
  ADD ("/log/rows/few", &few, test_end);
  ADD ("/log/rows/100-million", &hundred_million, test_end);
  ADD ("/log/rows/2-to-the-40", &huge, test_end);
  ADD ("/log/anywhere/thousand", &thousand, test_anywhere);
  ADD ("/log/anywhere/100-million", &hundred_million, test_anywhere);
  ADD ("/log/anywhere/2-to-the-40", &huge, test_anywhere);
  ADD ("/log/follow", &hundred_million, test_follow);
  ADD ("/log/follow-without-layout", &hundred_million, test_follow_without_layout);
  ADD ("/log/scrollbar-is-told", &few, test_scrollbar_is_told);
  ADD ("/log/stay", &thousand, test_stay);
  ADD ("/log/reads", &thousand, test_reads);
  ADD ("/log/unmapped", &thousand, test_unmapped);
  ADD ("/log/grow-from-nothing", NULL, test_grow_from_nothing);
  ADD ("/log/resize", &thousand, test_resize);
  ADD ("/log/clear", &thousand, test_clear);
  ADD ("/log/pending", &few, test_pending);
  ADD ("/log/accessible/rows", &few, test_accessible);
  ADD ("/log/accessible/words", NULL, test_accessible_words);
  ADD ("/log/accessible/pace", &thousand, test_accessible_pace);
  ADD ("/log/empty-widget", NULL, test_empty_widget);
  ADD ("/log/other-list", &thousand, test_other_list);
  ADD ("/log/reveal", &thousand, test_reveal);
  ADD ("/log/renumbered", &thousand, test_renumbered);
  ADD ("/log/renumbered-to-top", &thousand, test_renumbered_to_top);
  ADD ("/log/less-room", &thousand, test_less_room);
  ADD ("/log/renumbered-at-end", &thousand, test_renumbered_at_end);
  ADD ("/log/renumbered-unseen", NULL, test_renumbered_unseen);
  ADD ("/log/odd-content", NULL, test_odd_content);

  return g_test_run ();
}
