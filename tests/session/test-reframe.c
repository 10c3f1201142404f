/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another framing for a session that runs: in the background, at the same place, nothing lost, and
 * the last one wins.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "desk.h"

#define LIMIT TAPLINE_MESSAGE_LIMIT_DEFAULT
#define N_ROUNDS 5
#define ROUND_SPAN (G_USEC_PER_SEC / 5)
#define N_MANY 10000000
#define STALL_MAX (50 * G_TIME_SPAN_MILLISECOND)

static void
set_framing (Desk       *self,
             const char *spec)
{
  g_autoptr (GError) error = NULL;

  tapline_session_set_framing (self->session, spec, LIMIT, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tapline_session_get_framing (self->session), ==, spec);
}

static gboolean
is_cut (Desk *self)
{
  return tapline_session_get_progress (self->session) == 1;
}

static void
assert_row (Desk       *self,
            guint64     number,
            const char *text)
{
  g_autofree char *row = dup_row (self, number);

  g_assert_cmpstr (row, ==, text);
}

/* What a view does: it knows a message by its former number, and asks. */
typedef struct
{
  guint64 number;
  guint   n_renumbered;
} View;

static void
renumbered_cb (TaplineMessageList *messages,
               View               *view)
{
  view->n_renumbered++;
  g_assert_true (tapline_message_list_renumber (messages, view->number, &view->number));
}

static void
test_before_open (Desk          *self,
                  gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  int peer;

  g_assert_cmpstr (tapline_session_get_framing (self->session), ==, "lines");
  g_assert_true (is_cut (self));
  set_framing (self, "fixed:4");
  g_assert_false (tapline_session_set_framing (self->session, "fixed:0", LIMIT, &error));
  g_assert_error (error, TAPLINE_FRAMING_ERROR, TAPLINE_FRAMING_ERROR_SPEC);
  g_assert_cmpstr (tapline_session_get_framing (self->session), ==, "fixed:4");
  open_listener (self);
  peer = connect_peer (self);
  g_assert_cmpint (send (peer, "one\ntwo\n", 8, 0), ==, 8);
  test_wait_for (n_messages (self) == 4);
  assert_row (self, 3, "two\n");
  close (peer);
  close_session (self->session);
}

/* Notes stay notes, what is unfinished is found, and numbers lead there and back. */
static void
test_rows (Desk          *self,
           gconstpointer  unused)
{
  View view = { 0 };
  guint64 number;
  int peer;

  open_listener (self);
  peer = connect_peer (self);
  g_assert_cmpint (send (peer, "one\ntwo\nthr", 11, 0), ==, 11);
  test_wait_for (n_messages (self) == 4
                 && tapline_message_list_get_n_pending (self->messages) == 1);
  g_signal_connect (self->messages, "renumbered", G_CALLBACK (renumbered_cb), &view);

  view.number = 4;
  set_framing (self, "fixed:6");
  /* Nothing changes before the session looks. */
  g_assert_cmpuint (n_messages (self), ==, 4);
  g_assert_false (is_cut (self));
  test_wait_for (is_cut (self));
  g_assert_cmpuint (view.n_renumbered, ==, 1);
  g_assert_cmpuint (n_messages (self), ==, 3);
  assert_row (self, 2, "one\ntw");
  assert_row (self, 3, "o\nthr");
  g_assert_cmpuint (view.number, ==, 3);

  view.number = 1;
  set_framing (self, "lines");
  test_wait_for (view.n_renumbered == 2);
  g_assert_cmpuint (view.number, ==, 1);
  assert_row (self, 4, "thr");
  g_assert_false (tapline_message_list_renumber (self->messages, 1, &number));

  g_assert_cmpint (send (peer, "ee\n", 3, 0), ==, 3);
  test_wait_for (n_messages (self) == 5);
  assert_row (self, 4, "three\n");
  close (peer);
  close_session (self->session);
}

static void
test_flaws (Desk          *self,
            gconstpointer  unused)
{
  const char *sentence = "$GPGLL,5300.97914,N,00259.98174,E,125926,A*29\r\n";
  g_autofree char *flaw = NULL;
  int peer;

  set_framing (self, "nmea");
  open_listener (self);
  peer = connect_peer (self);
  g_assert_cmpint (send (peer, sentence, strlen (sentence), 0), ==, (gssize) strlen (sentence));
  test_wait_for (n_messages (self) == 3);
  g_assert_null (tapline_message_list_dup_flaw (self->messages, 0));
  flaw = tapline_message_list_dup_flaw (self->messages, 2);
  g_assert_cmpstr (flaw, ==, "Checksum 29, computed 28.");
  close (peer);
  close_session (self->session);
}

static void
iterate_for (gint64 span)
{
  gint64 until = g_get_monotonic_time () + span;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_rest (Desk *self)
{
  TaplineSessionCounters counters;

  test_wait_for (!is_receiving (self));
  test_wait_for (is_cut (self) && is_at_rest (self));
  counters = tapline_session_get_counters (self->session);
  g_assert_cmpuint (counters.received, ==, counters.recorded);
  g_assert_cmpuint (counters.received, ==, counters.indexed);
}

static guint64
get_received (Desk *self)
{
  return tapline_session_get_counters (self->session).received;
}

static void
test_under_flood (Desk          *self,
                  gconstpointer  unused)
{
  Flooder flooder = { .length = 64 };
  gint64 longest[N_ROUNDS];
  guint64 calm = 0, busy = 0;
  GThread *thread;

  open_listener (self);
  flooder.fd = connect_peer (self);
  thread = g_thread_new ("flood", flood, &flooder);
  iterate_for (ROUND_SPAN);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      guint64 before = get_received (self);
      Stall stall = { 0 };
      guint id;

      iterate_for (ROUND_SPAN);
      calm += get_received (self) - before;

      before = get_received (self);
      id = g_timeout_add_full (G_PRIORITY_HIGH, 1, stall_cb, &stall, NULL);
      set_framing (self, i % 2 == 0 ? "delim:0a" : "lines");
      iterate_for (ROUND_SPAN);
      g_source_remove (id);
      busy += get_received (self) - before;
      longest[i] = stall.longest;
    }
  g_atomic_int_set (&flooder.over, TRUE);
  g_thread_join (thread);
  qsort (longest, N_ROUNDS, sizeof longest[0], compare_times);
  g_test_message ("longest stalls %.1f to %.1f ms, median %.1f; received %" G_GUINT64_FORMAT
                  " MB, %" G_GUINT64_FORMAT " MB while another framing was prepared",
                  (double) longest[0] / 1000, (double) longest[N_ROUNDS - 1] / 1000,
                  (double) longest[N_ROUNDS / 2] / 1000, calm / 1000000, busy / 1000000);
  g_assert_cmpint (longest[N_ROUNDS / 2], <, STALL_MAX);
  g_assert_cmpuint (busy, >, calm / 10);

  set_framing (self, "fixed:64");
  shutdown (flooder.fd, SHUT_WR);
  wait_for_rest (self);
  /* Listening, connected, finished: all else are whole lines, or the end of what was cut off. */
  test_wait_for (n_messages (self) == (get_received (self) + 63) / 64 + 3);
  close (flooder.fd);
  close_session (self->session);
}

static void
test_place_of_many (Desk          *self,
                    gconstpointer  unused)
{
  Flooder flooder = { .length = 16, .n_lines = N_MANY };
  Stall stall = { 0 };
  g_autofree char *row = NULL;
  View view = { .number = N_MANY / 2 };
  TaplineView looked_at = { .n_rows = 40, .first = N_MANY / 2, .last = N_MANY / 2 + 39 };
  GThread *thread;
  gint64 start, shown;
  char digits[16];
  guint id;

  open_listener (self);
  flooder.fd = connect_peer (self);
  thread = g_thread_new ("flood", flood, &flooder);
  test_wait_for (n_messages (self) > N_MANY);
  g_thread_join (thread);

  g_signal_connect (self->messages, "renumbered", G_CALLBACK (renumbered_cb), &view);
  row = dup_row (self, view.number);
  g_strlcpy (digits, row, 11);
  tapline_message_list_set_view (self->messages, &looked_at);
  id = g_timeout_add_full (G_PRIORITY_HIGH, 1, stall_cb, &stall, NULL);
  start = g_get_monotonic_time ();
  set_framing (self, "fixed:1000");
  test_wait_for (view.n_renumbered == 1);
  shown = g_get_monotonic_time ();
  g_assert_cmpuint (n_messages (self), >=, view.number + looked_at.n_rows);
  test_wait_for (is_cut (self));
  g_source_remove (id);
  g_test_message ("shown after %.0f ms, all cut after %.0f ms, longest stall %.1f ms",
                  (double) (shown - start) / 1000,
                  (double) (g_get_monotonic_time () - start) / 1000,
                  (double) stall.longest / 1000);

  /* The message of 1000 bytes that the line begins in. */
  g_assert_cmpuint (view.number - 2, ==, (N_MANY / 2 - 2) * G_GUINT64_CONSTANT (16) / 1000);
  g_free (row);
  row = dup_row (self, view.number);
  g_assert_nonnull (strstr (row, digits));
  close (flooder.fd);
  close_session (self->session);
}

/* A framing that is replaced before it is through leaves nothing behind. */
static void
test_ten_changes (Desk          *self,
                  gconstpointer  unused)
{
  Flooder flooder = { .length = 64 };
  guint n_descriptors, n_threads;
  GThread *thread;

  open_listener (self);
  flooder.fd = connect_peer (self);
  thread = g_thread_new ("flood", flood, &flooder);
  iterate_for (G_USEC_PER_SEC / 5);
  n_descriptors = count_descriptors ();
  n_threads = count_threads ();
  for (guint i = 1; i <= 10; i++)
    {
      g_autofree char *spec = g_strdup_printf ("fixed:%u", i);

      set_framing (self, spec);
      if (i % 3 == 0)
        iterate_for (G_USEC_PER_SEC / 100);
    }
  test_wait_for (is_cut (self));
  test_wait_for (count_descriptors () == n_descriptors && count_threads () == n_threads);
  g_atomic_int_set (&flooder.over, TRUE);
  g_thread_join (thread);
  shutdown (flooder.fd, SHUT_WR);
  wait_for_rest (self);
  test_wait_for (n_messages (self) == (get_received (self) + 9) / 10 + 3);
  close (flooder.fd);
  close_session (self->session);
}

static void
test_close_meanwhile (Desk          *self,
                      gconstpointer  unused)
{
  Flooder flooder = { .length = 64, .n_lines = 1000000 };
  g_autofree char *row = NULL;
  GThread *thread;

  open_listener (self);
  flooder.fd = connect_peer (self);
  thread = g_thread_new ("flood", flood, &flooder);
  test_wait_for (n_messages (self) > 1000000);
  g_thread_join (thread);
  set_framing (self, "fixed:1");
  g_assert_false (is_cut (self));
  close_session (self->session);
  g_assert_true (is_cut (self));
  /* A line or a byte, as far as it has come. */
  row = dup_row (self, 1000);
  g_assert_cmpuint (strlen (row), ==, n_messages (self) > 2000000 ? 1 : 64);
  close (flooder.fd);
}

static void
test_dropped_meanwhile (Desk          *self,
                        gconstpointer  unused)
{
  int peer;

  open_listener (self);
  peer = connect_peer (self);
  for (guint i = 1; i <= 10; i++)
    {
      g_autofree char *spec = g_strdup_printf ("fixed:%u", i);

      set_framing (self, spec);
      g_assert_cmpint (send (peer, spec, strlen (spec), 0), >, 0);
    }
  g_assert_finalize_object (g_steal_pointer (&self->session));
  close (peer);
}

#define ADD(name, func) g_test_add ("/reframe/" name, Desk, NULL, set_up, func, tear_down)

static void
add_tests (void)
{
  ADD ("before-open", test_before_open);
  ADD ("rows", test_rows);
  ADD ("flaws", test_flaws);
  ADD ("under-flood", test_under_flood);
  ADD ("place-of-many", test_place_of_many);
  ADD ("ten-changes", test_ten_changes);
  ADD ("close-meanwhile", test_close_meanwhile);
  ADD ("dropped-meanwhile", test_dropped_meanwhile);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
