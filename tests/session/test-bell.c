/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one way to the UI thread: at most one idle is pending, nothing is missed, nothing waits. */
#include "config.h"

#include "fixture.h"
#include "tapline-bell.h"

typedef struct
{
  int counter;  /* atomic: what the ringers publish */
  int seen;
  int answers;
} Told;

static void
answer_cb (gpointer user_data)
{
  Told *told = user_data;

  TAPLINE_ASSERT_UI ();
  told->seen = g_atomic_int_get (&told->counter);
  told->answers++;
}

static void
test_new_destroy (void)
{
  Told told = { 0 };
  TaplineBell *bell = tapline_bell_new (answer_cb, &told);

  tapline_bell_remove (bell);
  tapline_bell_unref (bell);
}

typedef struct
{
  TaplineBell *bell;
  Told        *told;
} Ringer;

static gpointer
ring_in_thread (gpointer data)
{
  Ringer *ringer = data;

  for (int i = 0; i < 100000; i++)
    {
      g_atomic_int_inc (&ringer->told->counter);
      tapline_bell_ring (ringer->bell);
    }

  return NULL;
}

/* Whatever is published before a ring is seen by the answer to it. */
static void
test_nothing_is_missed (void)
{
  Told told = { 0 };
  g_autoptr (TaplineBell) bell = tapline_bell_new (answer_cb, &told);
  Ringer ringer = { bell, &told };
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ring", ring_in_thread, &ringer);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  test_wait_for (told.seen == 400000);
  tapline_bell_remove (bell);
}

/* How many sources are ready one after the other. */
static guint
count_pending (void)
{
  guint count = 0;

  while (g_main_context_iteration (NULL, FALSE))
    count++;

  return count;
}

static void
test_one_idle_is_pending (void)
{
  Told told = { 0 };
  g_autoptr (TaplineBell) bell = tapline_bell_new (answer_cb, &told);

  /* What the tests before left. */
  count_pending ();
  for (int i = 0; i < 1000; i++)
    tapline_bell_ring (bell);
  g_assert_cmpuint (count_pending (), ==, 1);
  g_assert_cmpint (told.answers, ==, 1);
  tapline_bell_remove (bell);
}

static gboolean
ring_always (gpointer data)
{
  tapline_bell_ring (data);

  return G_SOURCE_CONTINUE;
}

/* Rung all the time, it is answered 60 times a second and not more. */
static void
test_answers_are_bounded (void)
{
  Told told = { 0 };
  g_autoptr (TaplineBell) bell = tapline_bell_new (answer_cb, &told);
  guint id = g_idle_add (ring_always, bell);
  gint64 until = g_get_monotonic_time () + 500 * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  g_assert_cmpint (told.answers, >, 5);
  g_assert_cmpint (told.answers, <=, 32);
  tapline_bell_remove (bell);
}

/* Input (priority 0) and drawing (120) go first. */
static gboolean
draw_cb (gpointer data)
{
  Told *told = data;

  g_assert_cmpint (told->answers, ==, 0);
  told->counter = 1;

  return G_SOURCE_REMOVE;
}

static void
test_drawing_goes_first (void)
{
  Told told = { 0 };
  g_autoptr (TaplineBell) bell = tapline_bell_new (answer_cb, &told);

  tapline_bell_ring (bell);
  g_idle_add_full (120, draw_cb, &told, NULL);
  test_wait_for (told.answers == 1);
  g_assert_cmpint (told.seen, ==, 1);
  tapline_bell_remove (bell);
}

static void
test_ring_after_remove (void)
{
  Told told = { 0 };
  g_autoptr (TaplineBell) bell = tapline_bell_new (answer_cb, &told);

  tapline_bell_ring (bell);
  tapline_bell_remove (bell);
  count_pending ();
  tapline_bell_ring (bell);
  count_pending ();
  g_assert_cmpint (told.answers, ==, 0);
}

static void
add_tests (void)
{
  g_test_add_func ("/bell/new-destroy", test_new_destroy);
  g_test_add_func ("/bell/nothing-is-missed", test_nothing_is_missed);
  g_test_add_func ("/bell/one-idle-is-pending", test_one_idle_is_pending);
  g_test_add_func ("/bell/answers-are-bounded", test_answers_are_bounded);
  g_test_add_func ("/bell/drawing-goes-first", test_drawing_goes_first);
  g_test_add_func ("/bell/ring-after-remove", test_ring_after_remove);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
