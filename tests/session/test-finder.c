/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for messages in what is shown: while it grows, when it is cut anew, and in silence. */
#include "config.h"

#include "shown.h"
#include "tapline-finder.h"

#define N_LINES 1000

typedef struct
{
  Shown          shown;
  TaplineFinder *finder;
  guint          n_changed;
} Find;

static void
count_cb (guint *n_changed)
{
  ++*n_changed;
}

static void
set_up (Find          *self,
        gconstpointer  unused)
{
  shown_init (&self->shown);
  self->finder = tapline_finder_new (self->shown.transcript);
  g_signal_connect_swapped (self->finder, "changed", G_CALLBACK (count_cb),
                            &self->n_changed);
}

static void
tear_down (Find          *self,
           gconstpointer  unused)
{
  g_assert_finalize_object (self->finder);
  shown_clear (&self->shown);
}

static void
look_for (Find       *self,
          const char *text)
{
  g_autoptr (TaplineQuery) query = NULL;
  g_autoptr (GError) error = NULL;

  query = tapline_query_parse (text, NULL, &error);
  g_assert_no_error (error);
  tapline_finder_set_query (self->finder, query, 0, &error);
  g_assert_no_error (error);
}

static guint64
n_shown (Find *self)
{
  return tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (self->shown.transcript));
}

/* Whether all that is shown was examined. */
static gboolean
is_caught_up (Find *self)
{
  return tapline_finder_get_examined (self->finder) == n_shown (self)
         && tapline_finder_get_state (self->finder) == TAPLINE_SEARCH_CAUGHT_UP;
}

static void
assert_nothing (Find *self)
{
  guint64 number;

  g_assert_cmpuint (tapline_finder_get_examined (self->finder), ==, 0);
  g_assert_cmpuint (tapline_finder_get_matches (self->finder), ==, 0);
  g_assert_cmpuint (tapline_finder_get_rank (self->finder, 5), ==, 0);
  g_assert_false (tapline_finder_get_match (self->finder, 0, &number));
  g_assert_false (tapline_finder_find_next (self->finder, 0, &number));
  g_assert_false (tapline_finder_find_previous (self->finder, 5, &number));
  g_assert_cmpfloat (tapline_finder_get_progress (self->finder), ==, 1);
  g_assert_null (tapline_finder_get_error (self->finder));
}

/* Of the lines 10, 20, … 1000 each has the number of its message: the note is number 0. */
static void
test_matches (Find          *self,
              gconstpointer  unused)
{
  guint64 number;

  assert_nothing (self);
  shown_open (&self->shown, "lines");
  shown_say_lines (&self->shown, 1, N_LINES);
  shown_settle (&self->shown);
  look_for (self, "regex:\"0$\"");
  shown_wait_for (is_caught_up (self));
  g_assert_cmpuint (self->n_changed, >, 0);
  g_assert_cmpuint (tapline_finder_get_matches (self->finder), ==, N_LINES / 10);
  g_assert_cmpfloat (tapline_finder_get_progress (self->finder), ==, 1);
  g_assert_true (tapline_finder_get_match (self->finder, 4, &number));
  g_assert_cmpuint (number, ==, 50);
  g_assert_false (tapline_finder_get_match (self->finder, N_LINES / 10, &number));
  g_assert_cmpuint (tapline_finder_get_rank (self->finder, 50), ==, 4);
  g_assert_cmpuint (tapline_finder_get_rank (self->finder, 51), ==, 5);
  g_assert_true (tapline_finder_find_next (self->finder, 50, &number));
  g_assert_cmpuint (number, ==, 50);
  g_assert_true (tapline_finder_find_next (self->finder, 51, &number));
  g_assert_cmpuint (number, ==, 60);
  g_assert_false (tapline_finder_find_next (self->finder, N_LINES + 1, &number));
  g_assert_true (tapline_finder_find_previous (self->finder, 50, &number));
  g_assert_cmpuint (number, ==, 40);
  g_assert_false (tapline_finder_find_previous (self->finder, 10, &number));

  g_assert_true (tapline_finder_set_query (self->finder, NULL, 0, NULL));
  g_assert_null (tapline_finder_get_query (self->finder));
  assert_nothing (self);
}

/* What comes is looked at; a query that was there before anything is not forgotten. */
static void
test_grows (Find          *self,
            gconstpointer  unused)
{
  look_for (self, "dir:out");
  assert_nothing (self);
  shown_open (&self->shown, "lines");
  for (guint i = 1; i <= 3; i++)
    {
      shown_say_lines (&self->shown, 1, 30);
      shown_settle (&self->shown);
      shown_wait_for (n_shown (self) == 1 + 30 * i && is_caught_up (self));
      g_assert_cmpuint (tapline_finder_get_matches (self->finder), ==, 10 * i);
    }
}

/* What is found behind what is shown is not told of before that is shown. */
static void
test_not_ahead (Find          *self,
                gconstpointer  unused)
{
  TaplineIndex *index;
  guint64 number;

  shown_open (&self->shown, "lines");
  look_for (self, "text:line");
  shown_wait_for (is_caught_up (self));
  tapline_bell_remove (self->shown.bell);
  shown_say_lines (&self->shown, 1, 5);
  g_assert_true (tapline_capture_flush (self->shown.f.capture, NULL));
  index = tapline_transcript_get_index (self->shown.transcript);
  tapline_index_wake (index);
  shown_wait_for (tapline_counter_read (&tapline_index_get_counters (index)->messages) == 6);
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (self->shown.transcript));
  self->n_changed = 0;
  shown_wait_for (self->n_changed > 0
                  && tapline_finder_get_state (self->finder) == TAPLINE_SEARCH_CAUGHT_UP);
  g_assert_cmpuint (tapline_finder_get_matches (self->finder), ==, 0);
  g_assert_false (tapline_finder_find_next (self->finder, 0, &number));

  tapline_transcript_look (self->shown.transcript);
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (self->shown.transcript));
  shown_wait_for (tapline_finder_get_matches (self->finder) == 5);
}

/* Another framing makes other messages, and those are searched. */
static void
test_reframe (Find          *self,
              gconstpointer  unused)
{
  shown_open (&self->shown, "lines");
  shown_say_lines (&self->shown, 1, 90);
  shown_settle (&self->shown);
  look_for (self, "size:7..");
  shown_wait_for (is_caught_up (self));
  g_assert_cmpuint (tapline_finder_get_matches (self->finder), ==, 91);
  shown_set_framing (&self->shown, "fixed:3");
  shown_settle (&self->shown);
  shown_wait_for (is_caught_up (self));
  g_assert_cmpuint (n_shown (self), >, 200);
  /* The note is the only one of so many bytes. */
  g_assert_cmpuint (tapline_finder_get_matches (self->finder), ==, 1);
}

/* Silence ends a message, without any more bytes. */
static void
test_silence (Find          *self,
              gconstpointer  unused)
{
  shown_open (&self->shown, "idle:50");
  look_for (self, "text:quiet");
  shown_say (&self->shown, TAPLINE_DIRECTION_IN, "quiet now");
  g_assert_true (tapline_capture_flush (self->shown.f.capture, NULL));
  tapline_waker_wake (tapline_transcript_get_waker (self->shown.transcript));
  shown_wait_for (tapline_finder_get_matches (self->finder) == 1);
}

static void
test_too_complex (Find          *self,
                  gconstpointer  unused)
{
  shown_open (&self->shown, "lines");
  shown_say (&self->shown, TAPLINE_DIRECTION_IN, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\n");
  shown_settle (&self->shown);
  look_for (self, "regex:\"^(a|aa)+[^c]$\"");
  shown_wait_for (tapline_finder_get_state (self->finder) == TAPLINE_SEARCH_FAILED);
  g_assert_error (tapline_finder_get_error (self->finder), TAPLINE_PATTERN_ERROR,
                  TAPLINE_PATTERN_ERROR_TOO_COMPLEX);
}

int
main (int   argc,
      char *argv[])
{
  g_main_context_acquire (NULL);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Find, NULL, set_up, function, tear_down)
  ADD ("/finder/matches", test_matches);
  ADD ("/finder/grows", test_grows);
  ADD ("/finder/not-ahead", test_not_ahead);
  ADD ("/finder/reframe", test_reframe);
  ADD ("/finder/silence", test_silence);
  ADD ("/finder/too-complex", test_too_complex);

  return g_test_run ();
}
