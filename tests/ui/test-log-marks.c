/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks in the log: what rows show and say, keys, the list of all; and that a log without marks, or
 * with very many, looks at no more than it shows. */
#include "config.h"

#include <string.h>

#include "log-fixture.h"
#include "tapline-mark-model.h"
#include "ui-test.h"

static const guint64 thousand = 1000;
static const guint64 million = 1000000;

typedef struct
{
  guint   n;
  guint64 number;
  char   *note;
} Wish;

static void
mark_cb (TaplineLog *log,
         guint64     number,
         const char *note,
         Wish       *wish)
{
  wish->n++;
  wish->number = number;
  g_free (wish->note);
  wish->note = g_strdup (note);
}

static void
go_to_top (Fixture *f)
{
  tapline_log_scroll_to (f->log, 0);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_first_shown (f), ==, 0);
}

static void
assert_mark (Fixture    *f,
             guint       index,
             const char *expected)
{
  g_assert_cmpstr (fixture_shown (f, index)->mark, ==, expected);
}

/* What assistive technology reads. */
static void
assert_ends (Fixture    *f,
             guint       index,
             const char *expected)
{
  g_autofree char *label = tapline_log_content_dup_label (fixture_shown (f, index));

  g_assert_true (g_str_has_suffix (label, expected));
}

/* A row is drawn and called otherwise, and only that one. */
static void
test_rows (Fixture       *f,
           gconstpointer  data)
{
  GskRenderNode *before, *other;

  go_to_top (f);
  before = gsk_render_node_ref (fixture_shown (f, 3)->node);
  other = fixture_shown (f, 4)->node;
  fake_list_mark (f->list, 3, "look here");
  wait_until (fixture_shown (f, 3)->mark != NULL);
  fixture_wait_frames (f, 2);
  assert_mark (f, 3, "look here");
  assert_mark (f, 4, NULL);
  g_assert_true (fixture_shown (f, 3)->node != before);
  g_assert_true (fixture_shown (f, 4)->node == other);
  assert_ends (f, 3, "message 3, marked: look here");
  gsk_render_node_unref (before);

  fake_list_mark (f->list, 3, "");
  wait_until (fixture_shown (f, 3)->mark[0] == '\0');
  fixture_wait_frames (f, 2);
  assert_ends (f, 3, "message 3, marked");
  fake_list_mark (f->list, 3, NULL);
  wait_until (fixture_shown (f, 3)->mark == NULL);

  /* What comes into view later. */
  fake_list_mark (f->list, 500, "far away");
  tapline_log_scroll_to (f->log, 500);
  fixture_wait_frames (f, 2);
  assert_mark (f, (guint) (500 - fixture_first_shown (f)), "far away");
}

static void
test_toggle (Fixture       *f,
             gconstpointer  data)
{
  Wish wish = { 0 };

  g_signal_connect (f->log, "mark", G_CALLBACK (mark_cb), &wish);
  go_to_top (f);
  tapline_log_set_cursor (f->log, 2);
  fixture_wait_frames (f, 2);
  fixture_press (f, "<Control>d");
  g_assert_cmpuint (wish.n, ==, 1);
  g_assert_cmpuint (wish.number, ==, 2);
  g_assert_cmpstr (wish.note, ==, "");
  /* It shows when the list has it, not before. */
  fixture_wait_frames (f, 2);
  assert_mark (f, 2, NULL);

  fake_list_mark (f->list, 2, "what I said");
  wait_until (fixture_shown (f, 2)->mark != NULL);
  fixture_press (f, "<Control>d");
  g_assert_cmpuint (wish.n, ==, 2);
  g_assert_cmpuint (wish.number, ==, 2);
  g_assert_null (wish.note);
  g_signal_handlers_disconnect_by_data (f->log, &wish);
}

static void
news_cb (TaplineLog  *log,
         const char  *sentence,
         char       **news)
{
  g_free (*news);
  *news = g_strdup (sentence);
}

/* Both ways, round the end, and to what was cleared from view. */
static void
test_step (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *news = NULL;

  g_signal_connect (f->log, "news", G_CALLBACK (news_cb), &news);
  fake_list_mark (f->list, 700, "");
  fake_list_mark (f->list, 10, "");
  fake_list_mark (f->list, 11, "");
  go_to_top (f);
  fixture_press (f, "F2");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 10);
  fixture_press (f, "F2");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 11);
  fixture_press (f, "F2");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 700);
  g_assert_null (news);
  fixture_press (f, "F2");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 10);
  g_assert_cmpstr (news, ==, "No mark is left below: this is the first one.");
  fixture_press (f, "<Shift>F2");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 700);
  g_assert_cmpstr (news, ==, "No mark is left above: this is the last one.");
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_first_shown (f), <=, 700);
  g_assert_cmpuint (fixture_last_shown (f), >=, 700);

  tapline_log_clear_view (f->log);
  fake_list_append (f->list, 10);
  fixture_wait_frames (f, 2);
  tapline_log_set_cursor (f->log, thousand + 5);
  fixture_press (f, "<Shift>F2");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 700);
  g_assert_cmpuint (tapline_log_get_first (f->log), ==, 0);
  g_assert_null (news);
  fake_list_mark (f->list, 700, NULL);
  fake_list_mark (f->list, 10, NULL);
  fake_list_mark (f->list, 11, NULL);
  fixture_press (f, "F2");
  g_assert_cmpuint (tapline_log_get_cursor (f->log), ==, 700);
  g_assert_cmpstr (news, ==, "None of the messages that are shown is marked.");
  g_signal_handlers_disconnect_by_data (f->log, &news);
}

/* Each message once, its number and time, and what is said of it, or else what it says. */
static void
test_model (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (GListModel) model = NULL;
  const char *text;
  guint64 number;

  fake_list_mark (f->list, 700, "later");
  fake_list_mark (f->list, 10, "");
  model = tapline_mark_model_new (TAPLINE_MESSAGE_LIST (f->list));
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      text = gtk_string_object_get_string (item);
      g_assert_true (g_str_has_prefix (text, i == 0 ? "11 · " : "701 · "));
      g_assert_true (g_str_has_suffix (text, i == 0 ? " · message 10" : " · later"));
      g_assert_true (tapline_mark_model_get_number (TAPLINE_MARK_MODEL (model), i, &number));
      g_assert_cmpuint (number, ==, i == 0 ? 10 : 700);
    }
  g_assert_null (g_list_model_get_item (model, 2));

  fake_list_mark (f->list, 700, NULL);
  g_assert_false (tapline_mark_model_get_number (TAPLINE_MARK_MODEL (model), 1, &number));
}

/* Nothing is read for marks that are not in view. */
static void
test_many (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (GListModel) model = NULL;

  for (guint i = 0; i < 100000; i++)
    fake_list_mark (f->list, i * 10, "one of many");
  go_to_top (f);
  fake_list_reset (f->list);
  for (guint64 row = 0; row < 50; row++)
    {
      guint64 top = row * 19997 % (million - 1000);

      tapline_log_scroll_to (f->log, top);
      fixture_wait_frames (f, 2);
      for (guint i = 0; i < fixture_n_shown (f); i++)
        assert_mark (f, i, (fixture_first_shown (f) + i) % 10 == 0 ? "one of many" : NULL);
    }
  g_assert_cmpuint (f->list->n_reads, <=, 50 * 2 * (fixture_n_shown (f) + 2));

  fake_list_reset (f->list);
  model = tapline_mark_model_new (TAPLINE_MESSAGE_LIST (f->list));
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 100000);
  g_object_unref (g_list_model_get_item (model, 99999));
  g_assert_cmpuint (f->list->n_reads, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_main_context_acquire (NULL);
  ui_test_init (&argc, &argv);

#define ADD(path, n, func) g_test_add (path, Fixture, n, fixture_set_up, func, fixture_tear_down)
  ADD ("/log-marks/rows", &thousand, test_rows);
  ADD ("/log-marks/toggle", &thousand, test_toggle);
  ADD ("/log-marks/step", &thousand, test_step);
  ADD ("/log-marks/model", &thousand, test_model);
  ADD ("/log-marks/many", &million, test_many);

  return g_test_run ();
}
