/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session as a widget sees it: orders in, rows and one signal out, and a main loop that is never
 * held while a peer floods.
 */
#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "desk.h"

/* Nothing is made on disk, and no thread, before there is something to record. */
static void
test_new_destroy (Desk          *self,
                  gconstpointer  unused)
{
  g_assert_cmpint (tapline_session_get_state (self->session), ==, TAPLINE_TAP_IDLE);
  g_assert_cmpint (tapline_sidecar_get_status (self->sidecar), ==, TAPLINE_SIDECAR_IDLE);
  g_assert_false (g_file_test (self->directory, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (n_messages (self), ==, 0);
  close_session (self->session);
}

static void
test_rows (Desk          *self,
           gconstpointer  unused)
{
  GStatBuf status;
  int peer;
  g_autofree char *first = NULL;
  g_autofree char *line = NULL;
  g_autofree char *name = NULL;
  g_autofree char *pending = NULL;
  TaplineMessage message;

  open_listener (self);
  g_assert_cmpint (g_stat (self->directory, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (tapline_session_get_path (self->session), &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  peer = connect_peer (self);
  g_assert_cmpint (send (peer, "one\r\ntwo", 8, 0), ==, 8);
  test_wait_for (n_messages (self) == 3);
  first = dup_row (self, 0);
  g_assert_true (g_str_has_prefix (first, "Listening on 127.0.0.1:"));
  line = dup_row (self, 2);
  g_assert_cmpstr (line, ==, "one\r\n");
  g_assert_true (tapline_message_list_get_message (self->messages, 2, 10,
                                                   &message));
  name = tapline_message_list_dup_peer_name (self->messages, &message);
  g_assert_true (g_str_has_prefix (name, "127.0.0.1:"));

  /* A prompt without a line's end shows. */
  test_wait_for (tapline_message_list_get_n_pending (self->messages) == 1);
  pending = dup_row (self, 3);
  g_assert_cmpstr (pending, ==, "two");
  g_assert_true (tapline_message_list_get_message (self->messages, 3, 10,
                                                   &message));
  g_assert_cmpint (message.flags & TAPLINE_MESSAGE_PENDING, !=, 0);
  g_assert_cmpuint (message.number, ==, 3);
  close (peer);
  test_wait_for (n_messages (self) == 5);
  g_assert_cmpuint (tapline_message_list_get_n_pending (self->messages), ==,
                    0);
  close_session (self->session);
}

static void
test_host_is_called_by_name (Desk          *self,
                             gconstpointer  unused)
{
  guint16 port;
  int listener = peer_listen (&port, 5);
  g_autoptr (TaplineEndpoint) endpoint = tapline_endpoint_new ("localhost", port, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x\n", 2);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  TaplineMessage message;
  int peer;

  g_assert_false (tapline_session_send (self->session, 0, bytes, &error));
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_NOT_CONNECTED);
  tapline_session_open (self->session, endpoint);
  peer = peer_accept (listener);
  test_wait_for (tapline_session_get_state (self->session) == TAPLINE_TAP_CONNECTED);
  g_assert_true (tapline_session_send (self->session, 0, bytes, NULL));
  test_wait_for (n_messages (self) == 2);
  g_assert_true (tapline_message_list_get_message (self->messages, 1, 10,
                                                   &message));
  g_assert_cmpint (message.direction, ==, TAPLINE_DIRECTION_OUT);
  name = tapline_message_list_dup_peer_name (self->messages, &message);
  g_assert_cmpstr (name, ==, "localhost");
  g_assert_true (g_str_has_prefix (tapline_session_get_title (self->session), "localhost:"));
  close_session (self->session);
  close (peer);
  close (listener);
}

static void
test_recording_is_kept_or_not (Desk          *self,
                               gconstpointer  unused)
{
  int peer;

  open_listener (self);
  close_session (self->session);
  /* Nobody came: there is nothing to keep. */
  g_assert_cmpuint (count_files (self->directory), ==, 0);

  for (int keep = 0; keep < 2; keep++)
    {
      g_assert_finalize_object (self->session);
      self->session = tapline_session_new (self->sidecar, self->directory);
      tapline_session_set_keep (self->session, keep);
      open_listener (self);
      peer = connect_peer (self);
      close_session (self->session);
      g_assert_cmpuint (count_files (self->directory), ==, keep);
      close (peer);
    }
}

static void
test_recording_cannot_be_made (Desk          *self,
                               gconstpointer  unused)
{
  g_autoptr (TaplineEndpoint) endpoint = tapline_endpoint_new ("127.0.0.1", 0, TRUE);

  /* A file is where the folder should be. */
  g_file_set_contents (self->directory, "", 0, NULL);
  tapline_session_open (self->session, endpoint);
  g_assert_cmpint (tapline_session_get_state (self->session), ==, TAPLINE_TAP_FAILED);
  g_assert_error (tapline_session_get_error (self->session), TAPLINE_ERROR,
                  TAPLINE_ERROR_RECORDING);
  g_unlink (self->directory);
  tapline_session_reopen (self->session);
  test_wait_for (tapline_session_get_state (self->session) == TAPLINE_TAP_LISTENING);
  close_session (self->session);
}

/* A session that is dropped without a word closes its connections all the same. */
static void
test_dropped_while_open (Desk          *self,
                         gconstpointer  unused)
{
  char c;
  int peer;

  open_listener (self);
  peer = connect_peer (self);
  g_assert_finalize_object (g_steal_pointer (&self->session));
  g_assert_cmpint (recv (peer, &c, 1, 0), ==, 0);
  close (peer);
}

static void
test_closed_after_the_sidecar (Desk          *self,
                               gconstpointer  unused)
{
  int peer;

  open_listener (self);
  peer = connect_peer (self);
  g_assert_true (tapline_sidecar_stop (self->sidecar, 0, TEST_DEADLINE_MS, NULL));
  close_session (self->session);
  close (peer);
}

/* The longest time between two turns of the loop within half a second. */
static gint64
longest_stall (void)
{
  Stall stall = { 0 };
  guint id = g_timeout_add_full (G_PRIORITY_HIGH, 1, stall_cb, &stall, NULL);
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);

  return stall.longest;
}

/* The risk that the whole design is against: a peer floods, and the main loop does not notice. The
 * median of three: a machine that has other work may hold any program once. */
static void
test_flood_does_not_hold_the_loop (Desk          *self,
                                   gconstpointer  unused)
{
  Flooder flooder = { .length = 64 };
  gint64 stalls[3];
  GThread *thread;
  guint changed_before;
  TaplineSessionCounters counters;

  open_listener (self);
  flooder.fd = connect_peer (self);
  thread = g_thread_new ("flood", flood, &flooder);
  changed_before = self->n_changed;
  for (guint i = 0; i < G_N_ELEMENTS (stalls); i++)
    stalls[i] = longest_stall ();
  qsort (stalls, G_N_ELEMENTS (stalls), sizeof stalls[0], compare_times);
  g_atomic_int_set (&flooder.over, TRUE);
  g_thread_join (thread);
  counters = tapline_session_get_counters (self->session);
  g_test_message ("%" G_GUINT64_FORMAT " messages, longest stalls %.1f, %.1f, %.1f ms, %u looks",
                  counters.messages, (double) stalls[0] / 1000, (double) stalls[1] / 1000,
                  (double) stalls[2] / 1000, self->n_changed - changed_before);
  g_assert_cmpuint (counters.messages, >, 100000);
  g_assert_cmpint (stalls[1], <, 50 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (self->n_changed - changed_before, <=, 97);
  shutdown (flooder.fd, SHUT_WR);
  test_wait_for (!is_receiving (self));
  test_wait_for (is_at_rest (self));
  counters = tapline_session_get_counters (self->session);
  g_assert_cmpuint (counters.received, ==, counters.indexed);
  close (flooder.fd);
  close_session (self->session);
}

#define ADD(name, func) g_test_add ("/session/" name, Desk, NULL, set_up, func, tear_down)

static gboolean
is_at_limit_of (Desk       *self,
                const char *limit)
{
  const char *paused = tapline_session_get_paused (self->session);

  return tapline_session_get_pause (self->session) == TAPLINE_PAUSE_LIMIT
         && strstr (paused, limit) != NULL;
}

/* A limit that is set while the session runs. */
static void
test_limit (Desk          *self,
            gconstpointer  unused)
{
  Flooder flooder = { .length = 64 };
  guint64 received;
  GThread *thread;

  open_listener (self);
  flooder.fd = connect_peer (self);
  thread = g_thread_new ("flood", flood, &flooder);
  test_wait_for (tapline_session_get_counters (self->session).received > 5 << 20);

  /* Below what there is: it pauses at once. */
  tapline_session_set_limit (self->session, 1 << 20);
  test_wait_for (is_at_limit_of (self, "limit of 1.0\302\240MiB"));
  received = tapline_session_get_counters (self->session).received;
  tapline_session_set_limit (self->session, 3 << 20);
  test_wait_for (is_at_limit_of (self, "limit of 3.0\302\240MiB"));
  g_assert_cmpuint (tapline_session_get_counters (self->session).received, ==, received);

  /* The user is not asked twice for the same, and the same setting takes nothing back. */
  tapline_session_go_on (self->session);
  tapline_session_set_limit (self->session, 3 << 20);
  test_wait_for (tapline_session_get_counters (self->session).received > received + (2 << 20)
                 && tapline_session_get_pause (self->session) == TAPLINE_PAUSE_LIMIT);
  received = tapline_session_get_counters (self->session).received;
  tapline_session_set_limit (self->session, 0);
  test_wait_for (tapline_session_get_pause (self->session) == TAPLINE_PAUSE_NONE);
  test_wait_for (tapline_session_get_counters (self->session).received > received + (5 << 20));

  g_atomic_int_set (&flooder.over, TRUE);
  g_thread_join (thread);
  close (flooder.fd);
  close_session (self->session);
}

static void
add_tests (void)
{
  ADD ("new-destroy", test_new_destroy);
  ADD ("rows", test_rows);
  ADD ("host-is-called-by-name", test_host_is_called_by_name);
  ADD ("recording-is-kept-or-not", test_recording_is_kept_or_not);
  ADD ("recording-cannot-be-made", test_recording_cannot_be_made);
  ADD ("dropped-while-open", test_dropped_while_open);
  ADD ("closed-after-the-sidecar", test_closed_after_the_sidecar);
  ADD ("limit", test_limit);
  ADD ("flood-does-not-hold-the-loop", test_flood_does_not_hold_the_loop);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
