/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selecting and copying in the log pane, by keyboard and mouse. */
#include "config.h"

#include <string.h>

#include "log-fixture.h"
#include "ui-test.h"

static const guint64 thousand = 1000;
static const guint64 huge = G_GUINT64_CONSTANT (1) << 40;

static void
test_keyboard (Fixture       *f,
               gconstpointer  data)
{
  guint64 page = (guint64) tapline_log_page (f->log) - 1;
  guint64 cursor;
  guint n_notified = 0;

  g_signal_connect (f->log, "notify::cursor", G_CALLBACK (fixture_count_notify), &n_notified);

  /* Up from nowhere starts at what is last in view, and what one looks at stays. */
  fixture_press (f, "Up");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 999);
  g_assert_cmpuint (n_notified, ==, 1);
  fixture_press (f, "Up");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 998);
  g_assert_false (tapline_log_get_following (f->log));
  fixture_press (f, "Down");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 999);
  g_assert_true (tapline_log_get_following (f->log));
  fixture_press (f, "Down");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 999);

  fixture_press (f, "Page_Up");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 999 - page);
  fixture_press (f, "Home");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 0);
  g_assert_cmpuint (fixture_first_shown (f), ==, 0);
  fixture_press (f, "Up");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 0);
  fixture_press (f, "Page_Up");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 0);
  fixture_press (f, "Page_Down");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, page);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 1);

  /* With Shift, up to there; back over the anchor and to the other side of it. */
  fixture_press (f, "<Shift>Down");
  fixture_press (f, "<Shift>Down");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 3);
  fixture_press (f, "<Shift>Up");
  fixture_press (f, "<Shift>Up");
  fixture_press (f, "<Shift>Up");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 2);
  g_assert_true (tapline_log_is_selected (f->log, page));
  g_assert_true (tapline_log_is_selected (f->log, page - 1));
  fixture_press (f, "<Shift>Home");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, page + 1);
  fixture_press (f, "<Shift>End");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 1000 - page);
  fixture_assert_at_end (f);

  /* With Alt the view alone. */
  cursor = tapline_log_get_cursor (f->log);
  fixture_press (f, "<Alt>Up");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, cursor);
  g_assert_false (tapline_log_get_following (f->log));
  fixture_press (f, "<Alt>Home");
  g_assert_cmpuint (fixture_first_shown (f), ==, 0);

  fixture_press (f, "<Control>a");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 1000);
  fixture_press (f, "Escape");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 0);
  g_assert_true (tapline_log_get_cursor (f->log) == TAPLINE_LOG_NO_CURSOR);

  /* Without a cursor the paging keys only scroll. */
  fixture_press (f, "Page_Down");
  g_assert_cmpuint (fixture_first_shown (f), >, 0);
  g_assert_true (tapline_log_get_cursor (f->log) == TAPLINE_LOG_NO_CURSOR);
  fixture_press (f, "End");
  fixture_assert_at_end (f);
  fixture_press (f, "Home");
  g_assert_cmpuint (fixture_first_shown (f), ==, 0);
  g_assert_true (tapline_log_get_cursor (f->log) == TAPLINE_LOG_NO_CURSOR);
  fixture_press (f, "Down");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 0);
}

/* Messages here and there, by keys alone. */
static void
test_keyboard_apart (Fixture       *f,
                     gconstpointer  data)
{
  tapline_log_set_cursor (f->log, 100);
  fixture_press (f, "<Control>Down");
  fixture_press (f, "<Control>Down");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 102);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 1);
  g_assert_true (tapline_log_is_selected (f->log, 100));

  fixture_press (f, "<Control>space");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 2);
  fixture_press (f, "<Control>space");
  g_assert_false (tapline_log_is_selected (f->log, 102));
  fixture_press (f, "<Control>space");

  /* Up to there on top of it, from where it was last. */
  fixture_press (f, "<Control><Shift>Down");
  fixture_press (f, "<Control><Shift>Down");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 4);
  g_assert_true (tapline_log_is_selected (f->log, 100));
  g_assert_false (tapline_log_is_selected (f->log, 101));
  g_assert_true (tapline_log_is_selected (f->log, 104));

  fixture_press (f, "<Control>Home");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 0);
  g_assert_cmpuint (fixture_first_shown (f), ==, 0);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 4);
  fixture_press (f, "space");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 1);
  g_assert_true (tapline_log_is_selected (f->log, 0));
  fixture_press (f, "<Control>Down");
  fixture_press (f, "<Control>Down");
  fixture_press (f, "<Shift>space");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 3);
  fixture_press (f, "Escape");
  fixture_press (f, "<Control>space");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 0);
}

static void
test_mouse (Fixture       *f,
            gconstpointer  data)
{
  guint64 first = fixture_first_shown (f);

  fixture_click (f, 3);
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, first + 3);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 1);
  g_assert_true (tapline_log_get_following (f->log));

  fixture_drag (f, fixture_row_y (f, 2), fixture_row_y (f, 6));
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 5);
  fixture_drop (f);
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, first + 6);
  g_assert_true (tapline_log_is_selected (f->log, first + 2));
  g_assert_false (tapline_log_is_selected (f->log, first + 7));
  g_assert_false (tapline_log_get_following (f->log));

  /* Back over its beginning. */
  fixture_press (f, "Escape");
  fixture_drag (f, fixture_row_y (f, 6), fixture_row_y (f, 8));
  g_signal_emit_by_name (fixture_find_controller (f, GTK_TYPE_GESTURE_DRAG), "drag-update", 0.0,
                         fixture_row_y (f, 4) - fixture_row_y (f, 6));
  fixture_drop (f);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 3);
  g_assert_true (tapline_log_is_selected (f->log, first + 4));
  g_assert_true (tapline_log_is_selected (f->log, first + 6));

  /* Above the edge it scrolls, and selects what comes. */
  fixture_press (f, "Escape");
  fixture_drag (f, fixture_row_y (f, 6), -60);
  wait_until (fixture_first_shown (f) + 40 < first);
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, fixture_first_shown (f));
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, first + 7 - fixture_first_shown (f));
  fixture_drop (f);
  first = fixture_first_shown (f);
  fixture_wait_frames (f, 3);
  g_assert_cmpuint (fixture_first_shown (f), ==, first);
}

static void
dropped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_assert_true (gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (object),
                                                              result, NULL));
  *(gboolean *) user_data = TRUE;
}

/* From a row that is selected, what is selected is carried; the others are as before. */
static void
test_drag_out (Fixture       *f,
               gconstpointer  data)
{
  GtkEventController *source = fixture_find_controller (f, GTK_TYPE_DRAG_SOURCE);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GdkContentProvider) content = NULL;
  g_autofree char *expected = NULL;
  gboolean dropped = FALSE;
  guint64 first;

  fixture_press (f, "Home");
  first = fixture_first_shown (f);
  fixture_drag (f, fixture_row_y (f, 2), fixture_row_y (f, 4));
  g_signal_emit_by_name (source, "prepare", 100.0, fixture_row_y (f, 2), &content);
  g_assert_null (content);
  fixture_drop (f);

  fixture_drag (f, fixture_row_y (f, 3), fixture_row_y (f, 8));
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 3);
  g_signal_emit_by_name (source, "prepare", 100.0, fixture_row_y (f, 3), &content);
  g_assert_nonnull (content);
  gdk_content_provider_write_mime_type_async (content, "text/plain;charset=utf-8", stream, 0, NULL,
                                              dropped_cb, &dropped);
  wait_until (dropped);
  expected = g_strdup_printf ("message %u\nmessage %u\nmessage %u", (guint) first + 2,
                              (guint) first + 3, (guint) first + 4);
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)),
                   expected, strlen (expected));
  g_signal_emit_by_name (fixture_find_controller (f, GTK_TYPE_GESTURE_DRAG), "drag-end", 0.0,
                         100.0);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 3);

  /* A click on one of them selects it alone. */
  fixture_click (f, 3);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 1);
}

static void
test_selection_is_of_messages (Fixture       *f,
                               gconstpointer  data)
{
  guint64 number = fixture_last_shown (f);

  fixture_click (f, fixture_n_shown (f) - 1);
  fake_list_append (f->list, 500);
  fixture_wait_frames (f, 2);
  g_assert_true (tapline_log_is_selected (f->log, number));
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, number);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, 1);
}

static void
test_huge_selection (Fixture       *f,
                     gconstpointer  data)
{
  tapline_log_select_all (f->log);
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, huge);
  tapline_log_set_cursor (f->log, 10);
  fixture_press (f, "<Shift>End");
  g_assert_cmpuint (tapline_log_get_n_selected (f->log), ==, huge - 10);
  fixture_assert_rows_right (f);
}

static void
ranges_string (const TaplineLogRanges *ranges,
               GString                *text)
{
  g_string_truncate (text, 0);
  for (guint i = 0; i < tapline_log_ranges_get_n (ranges); i++)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT " ",
                            tapline_log_ranges_get (ranges, i)->start,
                            tapline_log_ranges_get (ranges, i)->end);
}

static void
test_ranges (void)
{
  g_autoptr (TaplineLogRanges) ranges = tapline_log_ranges_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean model[64] = { FALSE };

  tapline_log_ranges_add (ranges, 10, 20);
  tapline_log_ranges_add (ranges, 30, 40);
  tapline_log_ranges_add (ranges, 20, 30);
  ranges_string (ranges, text);
  g_assert_cmpstr (text->str, ==, "10-40 ");
  tapline_log_ranges_remove (ranges, 15, 16);
  tapline_log_ranges_add (ranges, 5, 5);
  ranges_string (ranges, text);
  g_assert_cmpstr (text->str, ==, "10-15 16-40 ");
  tapline_log_ranges_clear (ranges);
  tapline_log_ranges_add (ranges, 0, G_MAXUINT64);
  g_assert_true (tapline_log_ranges_contains (ranges, G_MAXUINT64 - 1));
  g_assert_cmpuint (tapline_log_ranges_count (ranges), ==, G_MAXUINT64);
  tapline_log_ranges_clear (ranges);

  /* Against a plain array. */
  for (guint round = 0; round < 5000; round++)
    {
      guint start = (guint) g_test_rand_int_range (0, 64);
      guint end = (guint) g_test_rand_int_range ((int) start, 65);
      gboolean add = g_test_rand_bit ();
      guint64 count = 0;
      guint n = 0;

      if (add)
        tapline_log_ranges_add (ranges, start, end);
      else
        tapline_log_ranges_remove (ranges, start, end);
      for (guint i = start; i < end; i++)
        model[i] = add;
      for (guint i = 0; i < 64; i++)
        {
          g_assert_true (tapline_log_ranges_contains (ranges, i) == model[i]);
          count += model[i];
          n += model[i] && (i == 0 || !model[i - 1]);
        }
      g_assert_cmpuint (tapline_log_ranges_count (ranges), ==, count);
      g_assert_cmpuint (tapline_log_ranges_get_n (ranges), ==, n);
    }
}

static char *
clipboard_text (Fixture *f)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (f->window);
  char *text = NULL;

  gdk_clipboard_read_text_async (clipboard, NULL, fixture_got_text_cb, &text);
  wait_until (text != NULL);

  return text;
}

static void
copied_cb (TaplineLog  *log,
           const char  *message,
           char       **copied)
{
  g_assert_null (*copied);
  *copied = g_strdup (message);
}

static char *
copy (Fixture    *f,
      const char *format)
{
  g_autofree char *message = NULL;
  gulong id = g_signal_connect (f->log, "copied", G_CALLBACK (copied_cb), &message);

  if (format == NULL)
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->log), "log.copy", NULL));
  else
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->log), "log.copy-as", "s", format));
  wait_until (message != NULL);
  g_signal_handler_disconnect (f->log, id);

  return clipboard_text (f);
}

static void
decorate_mixed (FakeList       *list,
                guint64         number,
                TaplineMessage *message,
                GByteArray     *text)
{
  static const struct
  {
    const char *text;
    guint       length;
    guint       ending;
  } messages[] = {
    { "one\r\n", 5, 2 },
    { "no ending", 9, 0 },
    { "\xff\0bad\xe2\x82", 7, 0 },
    { "größer\n", 9, 1 },
    { "\n", 1, 1 },
    { "end\xfe", 4, 1 },
    { "last\n", 5, 1 },
  };
  guint i = (guint) (number % G_N_ELEMENTS (messages));

  g_byte_array_set_size (text, 0);
  g_byte_array_append (text, (const guint8 *) messages[i].text, messages[i].length);
  message->ending = messages[i].ending;
}

static void
test_copy (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *all = NULL;
  g_autofree char *one = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *hex = NULL;

  f->list->decorate = decorate_mixed;
  fake_list_append (f->list, 7);
  fixture_wait_frames (f, 2);
  tapline_log_select_all (f->log);
  all = copy (f, NULL);
  g_assert_cmpstr (all, ==,
                   "one\r\nno ending\n\ufffd\ufffd" "bad\ufffd\ngrößer\n\nend\ufffdlast");

  /* One alone comes without its ending, whatever bytes that is made of. */
  tapline_log_set_cursor (f->log, 0);
  one = copy (f, NULL);
  g_assert_cmpstr (one, ==, "one");
  tapline_log_set_cursor (f->log, 5);
  cut = copy (f, NULL);
  g_assert_cmpstr (cut, ==, "end");

  tapline_log_set_cursor (f->log, 1);
  fixture_press (f, "<Shift>Down");
  hex = copy (f, "hex");
  g_assert_cmpstr (hex, ==, "6E 6F 20 65 6E 64 69 6E 67\nFF 00 62 61 64 E2 82");
}

static void
test_copy_as (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *dump = NULL;
  g_autofree char *base64 = NULL;
  g_autofree char *c = NULL;
  g_autofree char *json = NULL;

  f->list->decorate = decorate_mixed;
  fake_list_append (f->list, 7);
  fixture_wait_frames (f, 2);
  tapline_log_set_cursor (f->log, 1);
  fixture_press (f, "<Shift>Down");
  dump = copy (f, "dump");
  g_assert_cmpstr (dump, ==,
                   "00000000  6e 6f 20 65 6e 64 69 6e  67                        no ending\n\n"
                   "00000000  ff 00 62 61 64 e2 82                               ..bad..");
  base64 = copy (f, "base64");
  g_assert_cmpstr (base64, ==, "bm8gZW5kaW5n\n/wBiYWTigg==");
  c = copy (f, "c");
  g_assert_nonnull (strstr (c, "message_3[7] = {\n"
                               "  0xff, 0x00, 0x62, 0x61, 0x64, 0xe2, 0x82,\n};"));
  json = copy (f, "json");
  g_assert_nonnull (strstr (json, "\"text\":\"no ending\"}\n{\"n\":3,"));
  g_assert_true (g_str_has_suffix (json, "\"base64\":\"/wBiYWTigg==\"}"));
}

static void
decorate_long (FakeList       *list,
               guint64         number,
               TaplineMessage *message,
               GByteArray     *text)
{
  g_byte_array_set_size (text, 0);
  g_byte_array_append (text, (const guint8 *) "aé€😀z", 11);
  message->length = 11 * (guint64) 20000;
  message->ending = 0;
}

static void
test_copy_long (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *text = NULL;

  f->list->decorate = decorate_long;
  fake_list_append (f->list, 2);
  fixture_wait_frames (f, 2);
  tapline_log_select_all (f->log);
  text = copy (f, NULL);
  g_assert_cmpuint (strlen (text), ==, 2 * 220000 + 1);
  g_assert_null (strstr (text, "\ufffd"));
  g_assert_true (text[220000] == '\n');
  g_assert_true (g_str_has_suffix (text, "aé€😀z"));
}

typedef struct
{
  char    *text;
  guint64  n_messages;
  gboolean cut;
} Copied;

static void
copy_done (char     *text,
           guint64   n_messages,
           gboolean  cut,
           gpointer  user_data)
{
  Copied *copied = user_data;

  g_assert_null (copied->text);
  copied->text = text;
  copied->n_messages = n_messages;
  copied->cut = cut;
}

static void
test_copy_bounded (void)
{
  const TaplineLogCopyFormat formats[] = { TAPLINE_LOG_COPY_TEXT, TAPLINE_LOG_COPY_HEX };
  FakeList *list = fake_list_new (huge);
  g_autoptr (TaplineLogRanges) ranges = tapline_log_ranges_new ();

  tapline_log_ranges_add (ranges, 0, huge);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      Copied copied = { NULL };
      TaplineLogCopy *job = tapline_log_copy_new (TAPLINE_MESSAGE_LIST (list), ranges, formats[i],
                                                  1024 * 1024, copy_done, &copied);

      tapline_log_copy_run (job);
      wait_until (copied.text != NULL);
      g_assert_true (copied.cut);
      g_assert_cmpuint (strlen (copied.text), <=, 1024 * 1024 + 4);
      g_assert_cmpuint (strlen (copied.text), >=, 1024 * 1024 - 4);
      g_assert_cmpuint (copied.n_messages, >, 10000);
      tapline_log_copy_free (job);
      g_free (copied.text);
    }

  /* Ended half-way, it calls nobody. */
  {
    Copied copied = { NULL };
    TaplineLogCopy *job = tapline_log_copy_new (TAPLINE_MESSAGE_LIST (list), ranges, 0,
                                                1024 * 1024 * 1024, copy_done, &copied);

    tapline_log_copy_run (job);
    g_main_context_iteration (NULL, FALSE);
    tapline_log_copy_free (job);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_null (copied.text);
  }
  g_assert_finalize_object (list);
}

/* Assistive technology hears of the cursor by the focus: it is on the cursor's row, with the row's
 * name said before, and on the log when that row is not in view. */
static void
test_focus (Fixture       *f,
            gconstpointer  data)
{
  GtkWidget *log = GTK_WIDGET (f->log);
  GtkRoot *root = GTK_ROOT (f->window);
  GtkWidget *focus;

  gtk_widget_grab_focus (log);
  g_assert_true (gtk_root_get_focus (root) == log);
  fixture_press (f, "Up");
  wait_until (TAPLINE_IS_LOG_ROW (gtk_root_get_focus (root)));
  focus = gtk_root_get_focus (root);
  g_assert_cmpuint (tapline_log_row_get_content (TAPLINE_LOG_ROW (focus))->message.number, ==, 999);
  fixture_press (f, "Up");
  wait_until (gtk_root_get_focus (root) != focus);
  focus = gtk_root_get_focus (root);
  g_assert_cmpuint (tapline_log_row_get_content (TAPLINE_LOG_ROW (focus))->message.number, ==, 998);
  g_assert_true (fixture_has_label (focus, "00:00:00.998 to scope.lab: message 998"));

  fixture_press (f, "<Alt>Home");
  wait_until (gtk_root_get_focus (root) == log);
  tapline_log_scroll_to (f->log, 998);
  wait_until (gtk_root_get_focus (root) != log);

  /* The row goes, the focus does not. */
  tapline_log_clear_view (f->log);
  wait_until (gtk_root_get_focus (root) == log);
  tapline_log_show_all (f->log);
  fixture_wait_frames (f, 2);

  /* Tab leaves by the button that follows. */
  fixture_press (f, "<Alt>Home");
  g_assert_true (gtk_widget_child_focus (log, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_root_get_focus (root) == GTK_WIDGET (f->log->follow_button));
  g_assert_false (gtk_widget_child_focus (log, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_widget_child_focus (log, GTK_DIR_TAB_BACKWARD));
  g_assert_true (gtk_root_get_focus (root) == log);

  /* And by the heads, of which one is in its way. */
  g_assert_true (gtk_widget_child_focus (log, GTK_DIR_TAB_BACKWARD));
  g_assert_true (gtk_widget_get_parent (gtk_root_get_focus (root)) == GTK_WIDGET (f->log->head));
  g_assert_false (gtk_widget_child_focus (log, GTK_DIR_TAB_BACKWARD));
  g_assert_true (gtk_widget_child_focus (log, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_root_get_focus (root) == log);
}

int
main (int   argc,
      char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/log/ranges", test_ranges);
  g_test_add_func ("/log/copy/bounded", test_copy_bounded);
#define ADD(path, data, function) \
  g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)
  ADD ("/log/keyboard", &thousand, test_keyboard);
  ADD ("/log/keyboard-apart", &thousand, test_keyboard_apart);
  ADD ("/log/focus", &thousand, test_focus);
  ADD ("/log/mouse", &thousand, test_mouse);
  ADD ("/log/drag-out", &thousand, test_drag_out);
  ADD ("/log/selection/of-messages", &thousand, test_selection_is_of_messages);
  ADD ("/log/selection/huge", &huge, test_huge_selection);
  ADD ("/log/copy/text-and-hex", NULL, test_copy);
  ADD ("/log/copy/as", NULL, test_copy_as);
  ADD ("/log/copy/long", NULL, test_copy_long);

  return g_test_run ();
}
