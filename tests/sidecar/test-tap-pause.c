/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reception at the limit of a recording: it pauses, TCP makes the peers wait, and when the limit is
 * raised it goes on where it was. The same for a full disk is in test-tap-stop.c. */
#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

#define LIMIT 300000

static TaplinePause
get_pause (Fixture *self)
{
  g_auto (TaplineTapStatus) status = { 0 };

  tapline_tap_get_status (self->tap, &status);
  g_assert_cmpint (status.pause == TAPLINE_PAUSE_NONE, ==, status.paused == NULL);

  return status.pause;
}

static guint64
get_received (Fixture *self)
{
  return tapline_counter_read (&tapline_tap_get_counters (self->tap)->received);
}

/* Sends until the recording takes no more, and what is between is full too. */
static gsize
send_until_paused (Fixture *self,
                   int      peer)
{
  char line[64];
  gsize sent = 0;

  memset (line, 'x', sizeof line);
  line[63] = '\n';
  while (get_pause (self) == TAPLINE_PAUSE_NONE)
    {
      ssize_t n = send (peer, line + sent % 64, 64 - sent % 64, MSG_DONTWAIT);

      if (n > 0)
        sent += (gsize) n;
      else
        test_turn ();
      g_assert_cmpuint (sent, <, 100 * 1000 * 1000);
    }

  return sent;
}

static void
assert_size (Fixture *self,
             guint64  limit)
{
  struct stat status;

  g_assert_cmpint (stat (self->path, &status), ==, 0);
  g_assert_cmpint (status.st_size, >, limit - 10000);
  /* Notes are recorded all the same. */
  g_assert_cmpint (status.st_size, <, limit + 4096);
}

static void
test_limit (Fixture       *self,
            gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  int peer = peer_connect (port);
  gsize sent, length;
  g_autofree char *stream = NULL;
  guint64 before;

  tapline_tap_set_limit (self->tap, LIMIT);
  sent = send_until_paused (self, peer);
  g_assert_cmpint (get_pause (self), ==, TAPLINE_PAUSE_LIMIT);
  g_assert_cmpuint (fixture_count_notes (self, "has reached its limit"), ==, 1);
  assert_size (self, LIMIT);

  /* Not by itself, and not by a limit that is no higher than what is there. */
  before = get_received (self);
  tapline_tap_set_limit (self->tap, LIMIT);
  for (gint64 until = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 2;
       g_get_monotonic_time () < until;)
    test_turn ();
  g_assert_cmpint (get_pause (self), ==, TAPLINE_PAUSE_LIMIT);
  g_assert_cmpuint (get_received (self), ==, before);

  tapline_tap_note (self->tap, "More is allowed now");
  tapline_tap_set_limit (self->tap, 2 * LIMIT);
  test_wait_for (get_received (self) > before);
  sent += send_until_paused (self, peer);
  g_assert_cmpuint (fixture_count_notes (self, "has reached its limit"), ==, 2);
  g_assert_cmpuint (fixture_count_notes (self, "More is allowed now"), ==, 1);
  assert_size (self, 2 * LIMIT);

  tapline_tap_set_limit (self->tap, G_MAXUINT64);
  test_wait_for (get_received (self) == sent);
  g_assert_cmpint (get_pause (self), ==, TAPLINE_PAUSE_NONE);
  g_assert_cmpuint (fixture_count_notes (self, "nothing was lost"), ==, 2);
  close (peer);
  stream = fixture_dup_stream (self, TAPLINE_DIRECTION_IN, &length);
  g_assert_cmpuint (length, ==, sent);
  for (gsize i = 0; i < length; i++)
    g_assert_cmpint (stream[i], ==, i % 64 == 63 ? '\n' : 'x');
}

/* Whoever connects in the very moment in which reception pauses waits like all the others. */
static void
test_late_peers (Fixture       *self,
                 gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  int peers[26];
  gsize sent = 0;

  peers[0] = peer_connect (port);
  for (gsize i = 1; i < G_N_ELEMENTS (peers); i++)
    {
      guint64 bytes = tapline_counter_read (&tapline_capture_get_counters (self->capture)->bytes);

      tapline_tap_set_limit (self->tap, bytes + LIMIT);
      sent += send_until_paused (self, peers[0]);
      peers[i] = peer_connect (port);
      g_assert_cmpint (send (peers[i], "late\n", 5, 0), ==, 5);
      sent += 5;
      test_wait_for (tapline_counter_read (&tapline_index_get_counters (self->index)->in)
                     == get_received (self));
      g_assert_cmpuint (fixture_get_peers (self), ==, i);
      tapline_tap_set_limit (self->tap, G_MAXUINT64);
      test_wait_for (get_received (self) == sent);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (peers); i++)
    close (peers[i]);
}

/* The end does not wait for the limit, and every end is in the recording. */
static void
test_stop_at_limit (Fixture       *self,
                    gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  int peer = peer_connect (port);
  gint64 start;

  tapline_tap_set_limit (self->tap, LIMIT);
  send_until_paused (self, peer);
  start = g_get_monotonic_time ();
  g_assert_true (tapline_sidecar_stop (self->sidecar, 100, TEST_DEADLINE_MS, NULL));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_TIME_SPAN_SECOND);
  g_assert_true (fixture_has_ended (self));
  g_assert_cmpint (get_pause (self), ==, TAPLINE_PAUSE_NONE);
  g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (self->capture)->in), ==,
                    get_received (self));
  g_assert_cmpuint (fixture_count_ended (self), ==, 1);
  /* Raised too late. */
  tapline_tap_set_limit (self->tap, G_MAXUINT64);
  close (peer);
}

static void
add_tests (void)
{
  g_test_add ("/tap-pause/limit", Fixture, NULL, fixture_set_up, test_limit, fixture_tear_down);
  g_test_add ("/tap-pause/late-peers", Fixture, NULL, fixture_set_up, test_late_peers,
              fixture_tear_down);
  g_test_add ("/tap-pause/stop-at-limit", Fixture, NULL, fixture_set_up, test_stop_at_limit,
              fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  return test_main (argc, argv, add_tests);
}
