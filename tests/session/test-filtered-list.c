/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that a filter lets through: which, where, what becomes of them when there are more, when the
 * filter is another, and when the messages are cut anew. Message number 0 is a note, and line i is
 * message i. */
#include "config.h"

#include <string.h>

#include "shown.h"
#include "tapline-filtered-list.h"

typedef struct
{
  Shown                shown;
  TaplineFilteredList *filtered;
  TaplineMessageList  *list;
  TaplineLogRanges    *selected; /* as a view keeps it */
  guint64              top;      /* likewise: the row at the top, wherever its message goes */
  guint                n_renumbered;
} Filter;

static void
renumbered_cb (Filter *self)
{
  TaplineLogRanges *former = self->selected;

  self->n_renumbered++;
  self->top = tapline_message_list_place (self->list, self->top);
  self->selected = tapline_message_list_renumber_ranges (self->list, former);
  tapline_log_ranges_free (former);
}

static void
set_up (Filter        *self,
        gconstpointer  unused)
{
  shown_init (&self->shown);
  self->selected = tapline_log_ranges_new ();
  self->filtered = tapline_filtered_list_new (self->shown.transcript);
  self->list = TAPLINE_MESSAGE_LIST (self->filtered);
  g_signal_connect_swapped (self->list, "renumbered", G_CALLBACK (renumbered_cb), self);
  shown_open (&self->shown, "lines");
}

static void
tear_down (Filter        *self,
           gconstpointer  unused)
{
  tapline_log_ranges_free (self->selected);
  g_assert_finalize_object (self->filtered);
  shown_clear (&self->shown);
}

static guint64
n_rows (Filter *self)
{
  return tapline_message_list_get_n_messages (self->list);
}

static void
set_filter (Filter     *self,
            const char *text)
{
  g_autoptr (TaplineQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  guint before = self->n_renumbered;

  if (text != NULL)
    query = tapline_query_parse (text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tapline_filtered_list_set_query (self->filtered, query, &error));
  shown_wait_for (self->n_renumbered == before + 1);
  g_assert_true (tapline_filtered_list_get_query (self->filtered) == query);
}

static void
say (Filter *self,
     guint   first,
     guint   last)
{
  shown_say_lines (&self->shown, first, last);
  shown_settle (&self->shown);
}

static void
assert_row (Filter     *self,
            guint64     row,
            const char *text)
{
  g_autoptr (GBytes) bytes = tapline_message_list_dup_bytes (self->list, row, 0, 100);
  TaplineMessage message;

  g_assert_true (tapline_message_list_get_message (self->list, row, 100, &message));
  g_assert_cmpuint (message.number, ==, row);
  g_assert_cmpmem (message.head, message.head_length, text, strlen (text));
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

/* Without a filter it is the same list. */
static void
test_all (Filter        *self,
          gconstpointer  unused)
{
  guint64 number;

  say (self, 1, 5);
  shown_say (&self->shown, TAPLINE_DIRECTION_IN, "prompt");
  shown_settle (&self->shown);
  shown_wait_for (n_rows (self) == 6 && tapline_message_list_get_n_pending (self->list) == 1);
  g_assert_false (tapline_filtered_list_is_filtered (self->filtered));
  assert_row (self, 5, "line 5\n");
  assert_row (self, 6, "prompt");
  g_assert_true (tapline_filtered_list_get_row (self->filtered, 6, &number));
  g_assert_cmpuint (number, ==, 6);
  g_assert_false (tapline_filtered_list_get_row (self->filtered, 7, &number));
}

/* Rows and numbers lead to each other, and what comes is looked at. */
static void
test_rows (Filter        *self,
           gconstpointer  unused)
{
  guint64 number;

  say (self, 1, 30);
  set_filter (self, "dir:out");
  g_assert_true (tapline_filtered_list_is_filtered (self->filtered));
  g_assert_cmpuint (n_rows (self), ==, 10);
  assert_row (self, 0, "line 3\n");
  assert_row (self, 9, "line 30\n");
  g_assert_true (tapline_filtered_list_get_number (self->filtered, 4, &number));
  g_assert_cmpuint (number, ==, 15);
  g_assert_false (tapline_filtered_list_get_number (self->filtered, 10, &number));
  g_assert_true (tapline_filtered_list_get_row (self->filtered, 15, &number));
  g_assert_cmpuint (number, ==, 4);
  g_assert_false (tapline_filtered_list_get_row (self->filtered, 16, &number));
  g_assert_cmpuint (number, ==, 5);

  say (self, 31, 60);
  shown_wait_for (n_rows (self) == 20);
  assert_row (self, 19, "line 60\n");
  g_assert_cmpuint (self->n_renumbered, ==, 1);
  g_assert_cmpfloat (tapline_filtered_list_get_progress (self->filtered), ==, 1);

  set_filter (self, "text:nothing");
  g_assert_cmpuint (n_rows (self), ==, 0);
}

/* What is unfinished is a row if it matches so far. */
static void
test_pending (Filter        *self,
              gconstpointer  unused)
{
  guint64 number;

  say (self, 1, 3);
  set_filter (self, "text:log");
  shown_say (&self->shown, TAPLINE_DIRECTION_IN, "lo");
  shown_say (&self->shown, TAPLINE_DIRECTION_OUT, "log");
  shown_settle (&self->shown);
  shown_wait_for (tapline_message_list_get_n_pending (self->list) == 1);
  g_assert_cmpuint (n_rows (self), ==, 0);
  assert_row (self, 0, "log");
  g_assert_true (tapline_filtered_list_get_number (self->filtered, 0, &number));
  g_assert_cmpuint (number, ==, 5);
  g_assert_true (tapline_filtered_list_get_row (self->filtered, 5, &number));
  g_assert_cmpuint (number, ==, 0);
  g_assert_false (tapline_filtered_list_get_row (self->filtered, 4, &number));

  shown_say (&self->shown, TAPLINE_DIRECTION_IN, "g\n");
  shown_settle (&self->shown);
  shown_wait_for (n_rows (self) == 1);
  assert_row (self, 0, "log\n");
  assert_row (self, 1, "log");
}

/* What is at the top stays there, or what comes behind it does; what is selected stays so. */
static void
test_view (Filter        *self,
           gconstpointer  unused)
{
  say (self, 1, 60);
  self->top = 20;
  tapline_log_ranges_add (self->selected, 10, 31);
  set_filter (self, "dir:out");
  g_assert_cmpuint (self->top, ==, 6);
  g_assert_cmpuint (tapline_log_ranges_count (self->selected), ==, 7);
  g_assert_true (tapline_log_ranges_contains (self->selected, 3));
  g_assert_true (tapline_log_ranges_contains (self->selected, 9));

  set_filter (self, "regex:\"(0|5)$\"");
  g_assert_cmpuint (self->top, ==, 4);
  assert_row (self, self->top, "line 25\n");
  g_assert_cmpuint (tapline_log_ranges_count (self->selected), ==, 2);
  set_filter (self, NULL);
  g_assert_cmpuint (self->top, ==, 25);
  g_assert_cmpuint (tapline_log_ranges_count (self->selected), ==, 2);
  g_assert_true (tapline_log_ranges_contains (self->selected, 15));
  g_assert_true (tapline_log_ranges_contains (self->selected, 30));

  /* Nothing behind it: the end. */
  self->top = 60;
  set_filter (self, "regex:\" 1.$\"");
  g_assert_cmpuint (self->top, ==, n_rows (self));
}

static void
cut_cb (gboolean *is_cut)
{
  *is_cut = TRUE;
}

/* Another framing: the rows that were in view are found again, and can be read meanwhile. */
static void
test_reframe (Filter        *self,
              gconstpointer  unused)
{
  const TaplineView view = { .n_rows = 5, .first = 10, .last = 14 };
  gboolean is_cut = FALSE;
  guint64 number;

  say (self, 10, 99);
  set_filter (self, "dir:out");
  self->top = 10;
  assert_row (self, 10, "line 42\n");
  tapline_message_list_set_view (self->list, &view);
  g_signal_connect_swapped (self->shown.transcript, "renumbered", G_CALLBACK (cut_cb), &is_cut);
  shown_set_framing (&self->shown, "fixed:4");
  shown_wait_for ((tapline_transcript_look (self->shown.transcript), is_cut));

  g_assert_cmpuint (self->n_renumbered, ==, 1);
  g_assert_cmpuint (n_rows (self), ==, 30);
  assert_row (self, 10, "line");
  g_assert_false (tapline_filtered_list_get_number (self->filtered, 20, &number));
  g_assert_true (tapline_filtered_list_is_filtered (self->filtered));

  shown_wait_for (self->n_renumbered == 2);
  g_assert_cmpuint (n_rows (self), ==, 60);
  g_assert_cmpuint (self->top, ==, 20);
  assert_row (self, 20, "line");
  assert_row (self, 21, " 42\n");

  set_filter (self, NULL);
  assert_row (self, self->top, "line");
  assert_row (self, self->top + 1, " 42\n");
}

/* The last filter that was set is the one. */
static void
test_last_wins (Filter        *self,
                gconstpointer  unused)
{
  g_autoptr (TaplineQuery) in = tapline_query_parse ("dir:in", NULL, NULL);
  g_autoptr (TaplineQuery) out = tapline_query_parse ("dir:out", NULL, NULL);

  say (self, 1, 30);
  for (guint i = 0; i < 10; i++)
    {
      tapline_filtered_list_set_query (self->filtered, in, NULL);
      tapline_filtered_list_set_query (self->filtered, out, NULL);
    }
  g_assert_cmpuint (n_rows (self), ==, 31);
  shown_wait_for (self->n_renumbered == 1);
  g_assert_cmpuint (n_rows (self), ==, 10);

  tapline_filtered_list_set_query (self->filtered, in, NULL);
  tapline_filtered_list_set_query (self->filtered, NULL, NULL);
  g_assert_cmpuint (n_rows (self), ==, 31);
  say (self, 31, 60);
  shown_wait_for (n_rows (self) == 61);
  g_assert_cmpuint (self->n_renumbered, ==, 2);
}

static void
assert_set (TaplineMessageSet *set,
            const guint64     *numbers,
            guint              n)
{
  guint64 number = 0;

  g_assert_cmpuint (tapline_message_set_get_n (set), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (tapline_message_set_find (set, &number));
      g_assert_cmpuint (number, ==, numbers[i]);
      number++;
    }
  g_assert_false (tapline_message_set_find (set, &number));
}

/* A set of rows is one of messages, and stays what it was. */
static void
test_set (Filter        *self,
          gconstpointer  unused)
{
  g_autoptr (TaplineLogRanges) rows = tapline_log_ranges_new ();
  g_autoptr (TaplineMessageSet) all = NULL;
  g_autoptr (TaplineMessageSet) filtered = NULL;

  tapline_log_ranges_add (rows, 1, 3);
  tapline_log_ranges_add (rows, 9, 11);
  say (self, 1, 30);
  shown_say (&self->shown, TAPLINE_DIRECTION_OUT, "unfinished");
  shown_settle (&self->shown);
  shown_wait_for (n_rows (self) == 31);
  all = tapline_filtered_list_create_set (self->filtered, rows);
  set_filter (self, "dir:out");
  g_assert_cmpuint (tapline_message_list_get_n_pending (self->list), ==, 1);
  filtered = tapline_filtered_list_create_set (self->filtered, rows);
  set_filter (self, NULL);
  say (self, 31, 60);

  assert_set (all, (guint64[]) { 1, 2, 9, 10 }, 4);
  assert_set (filtered, (guint64[]) { 6, 9, 30, 31 }, 4);
}

/* Marks message @number of the transcript; with NULL not any more. */
static void
mark (Filter     *self,
      guint64     number,
      const char *note)
{
  TaplineMessageList *all = TAPLINE_MESSAGE_LIST (self->shown.transcript);
  g_auto (TaplineMark) mark = { 0 };

  g_assert_true (tapline_message_list_get_mark_key (all, number, &mark));
  tapline_mark_clear (&mark);
  mark.note = g_strdup (note);
  g_assert_true (tapline_capture_mark (self->shown.f.capture, &mark, "words", NULL));
  shown_settle (&self->shown);
}

/* Marks it and waits until the rows are others. */
static void
edit (Filter     *self,
      guint64     number,
      const char *note)
{
  guint before = self->n_renumbered;

  mark (self, number, note);
  shown_wait_for (self->n_renumbered > before);
  g_assert_cmpuint (self->n_renumbered, ==, before + 1);
}

static void
assert_rows (Filter        *self,
             const guint64 *numbers,
             guint          n)
{
  guint64 number;

  g_assert_cmpuint (n_rows (self), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (tapline_filtered_list_get_number (self->filtered, i, &number));
      g_assert_cmpuint (number, ==, numbers[i]);
    }
}

/* A row comes and goes with its mark, wherever it is; what is at the top and what is selected stay
 * what they are. */
static void
test_marks (Filter        *self,
            gconstpointer  unused)
{
  g_autoptr (TaplineLogRanges) rows = tapline_log_ranges_new ();
  g_autoptr (TaplineMessageSet) set = NULL;

  say (self, 1, 30);
  mark (self, 5, "");
  mark (self, 10, "ten");
  mark (self, 20, "");
  set_filter (self, "is:marked");
  assert_rows (self, (guint64[]) { 5, 10, 20 }, 3);
  self->top = 2;
  tapline_log_ranges_add (self->selected, 1, 3);
  tapline_log_ranges_add (rows, 0, 3);
  set = tapline_filtered_list_create_set (self->filtered, rows);

  edit (self, 15, "");
  assert_rows (self, (guint64[]) { 5, 10, 15, 20 }, 4);
  g_assert_cmpuint (self->top, ==, 3);
  g_assert_cmpuint (tapline_log_ranges_count (self->selected), ==, 2);
  g_assert_false (tapline_log_ranges_contains (self->selected, 2));
  edit (self, 5, NULL);
  assert_rows (self, (guint64[]) { 10, 15, 20 }, 3);
  g_assert_cmpuint (self->top, ==, 2);
  g_assert_true (tapline_log_ranges_contains (self->selected, 0));
  g_assert_true (tapline_log_ranges_contains (self->selected, 2));
  edit (self, 20, NULL);
  assert_rows (self, (guint64[]) { 10, 15 }, 2);
  g_assert_cmpuint (self->top, ==, 2);
  g_assert_cmpuint (tapline_log_ranges_count (self->selected), ==, 1);

  /* What is exported was chosen before. */
  assert_set (set, (guint64[]) { 5, 10, 20 }, 3);

  say (self, 31, 40);
  shown_wait_for (tapline_filtered_list_get_progress (self->filtered) >= 1);
  edit (self, 33, "");
  assert_rows (self, (guint64[]) { 10, 15, 33 }, 3);
  set_filter (self, "!is:marked dir:out");
  g_assert_cmpuint (n_rows (self), ==, 11);
  edit (self, 3, "");
  g_assert_cmpuint (n_rows (self), ==, 10);
  assert_row (self, 0, "line 6\n");
}

/* From mark to mark: those of other messages are passed over, as far as that takes no time. */
static void
test_find_mark (Filter        *self,
                gconstpointer  unused)
{
  guint64 row;

  say (self, 1, 1200);
  mark (self, 5, "");
  mark (self, 6, "");
  mark (self, 10, "");
  mark (self, 12, "");
  set_filter (self, "dir:out");
  g_assert_cmpint (tapline_message_list_find_mark (self->list, 0, TRUE, &row), ==,
                   TAPLINE_MARK_FOUND);
  g_assert_cmpuint (row, ==, 1);
  g_assert_cmpint (tapline_message_list_find_mark (self->list, 1, TRUE, &row), ==,
                   TAPLINE_MARK_FOUND);
  g_assert_cmpuint (row, ==, 3);
  g_assert_cmpint (tapline_message_list_find_mark (self->list, 3, TRUE, &row), ==,
                   TAPLINE_MARK_NONE);
  g_assert_cmpint (tapline_message_list_find_mark (self->list, TAPLINE_MARK_OUTSIDE, FALSE, &row),
                   ==, TAPLINE_MARK_FOUND);
  g_assert_cmpuint (row, ==, 3);
  g_assert_cmpint (tapline_message_list_find_mark (self->list, 3, FALSE, &row), ==,
                   TAPLINE_MARK_FOUND);
  g_assert_cmpuint (row, ==, 1);
  g_assert_cmpint (tapline_message_list_find_mark (self->list, 1, FALSE, &row), ==,
                   TAPLINE_MARK_NONE);

  for (guint i = 100; i < 1200; i++)
    mark (self, i, "");
  g_assert_cmpint (tapline_message_list_find_mark (self->list, 3, TRUE, &row), ==,
                   TAPLINE_MARK_FOUND);
  set_filter (self, "text:\"line 1200\"");
  g_assert_cmpint (tapline_message_list_find_mark (self->list, TAPLINE_MARK_OUTSIDE, TRUE, &row),
                   ==, TAPLINE_MARK_TOO_FAR);
}

/* So it does while it is unfinished. */
static void
test_pending_mark (Filter        *self,
                   gconstpointer  unused)
{
  say (self, 1, 3);
  set_filter (self, "is:marked");
  shown_say (&self->shown, TAPLINE_DIRECTION_IN, "unfin");
  shown_settle (&self->shown);
  mark (self, 4, "");
  shown_wait_for (tapline_message_list_get_n_pending (self->list) == 1);
  assert_row (self, 0, "unfin");
  shown_say (&self->shown, TAPLINE_DIRECTION_IN, "ished\n");
  shown_settle (&self->shown);
  shown_wait_for (n_rows (self) == 1);
  assert_row (self, 0, "unfinished\n");
  g_assert_cmpuint (self->n_renumbered, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_main_context_acquire (NULL);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Filter, NULL, set_up, function, tear_down)
  ADD ("/filtered-list/all", test_all);
  ADD ("/filtered-list/rows", test_rows);
  ADD ("/filtered-list/pending", test_pending);
  ADD ("/filtered-list/view", test_view);
  ADD ("/filtered-list/reframe", test_reframe);
  ADD ("/filtered-list/last-wins", test_last_wins);
  ADD ("/filtered-list/set", test_set);
  ADD ("/filtered-list/marks", test_marks);
  ADD ("/filtered-list/find-mark", test_find_mark);
  ADD ("/filtered-list/pending-mark", test_pending_mark);

  return g_test_run ();
}
