/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-stop [ROUNDS] [PEERS]: how long the sidecar takes to stop while all peers send as fast as
 * they can, everything recorded; median over the rounds. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

typedef struct
{
  int   *peers;
  guint  n_peers;
  int    over; /* atomic */
} Flood;

static gpointer
flood (gpointer data)
{
  Flood *self = data;
  char buffer[16 * 1024];

  memset (buffer, '\n', sizeof buffer);
  while (!g_atomic_int_get (&self->over))
    for (guint i = 0; i < self->n_peers && !g_atomic_int_get (&self->over); i++)
      send (self->peers[i], buffer, sizeof buffer, MSG_DONTWAIT | MSG_NOSIGNAL);

  return NULL;
}

static double
stop_once (guint n_peers)
{
  Fixture fixture = { 0 };
  g_autofree int *peers = g_new (int, n_peers);
  Flood self = { peers, n_peers, FALSE };
  GThread *thread;
  guint16 port;
  gint64 began;
  double elapsed;

  fixture_set_up (&fixture, NULL);
  port = fixture_listen (&fixture);
  for (guint i = 0; i < n_peers; i++)
    peers[i] = peer_connect (port);
  thread = g_thread_new ("flood", flood, &self);
  test_wait_for (fixture_get_peers (&fixture) == n_peers);
  test_wait_for (tapline_counter_read (&tapline_tap_get_counters (fixture.tap)->received)
                 > 50 * 1000 * 1000);
  began = g_get_monotonic_time ();
  g_assert_true (tapline_sidecar_stop (fixture.sidecar, 0, TEST_DEADLINE_MS, NULL));
  elapsed = (double) (g_get_monotonic_time () - began) / 1000;
  g_atomic_int_set (&self.over, TRUE);
  g_thread_join (thread);
  for (guint i = 0; i < n_peers; i++)
    close (peers[i]);
  fixture_tear_down (&fixture, NULL);

  return elapsed;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

int
main (int    argc,
      char **argv)
{
  guint rounds = argc > 1 ? (guint) atoi (argv[1]) : 7;
  guint n_peers = argc > 2 ? (guint) atoi (argv[2]) : 1000;
  g_autofree double *times = g_new (double, rounds);

  g_main_context_acquire (NULL);
  for (guint i = 0; i < rounds; i++)
    times[i] = stop_once (n_peers);
  qsort (times, rounds, sizeof *times, compare);
  printf ("stop with %u peers in full flow: median %.1f ms [%.1f-%.1f] (must 500, aim 100)\n",
          n_peers, times[rounds / 2], times[0], times[rounds - 1]);

  return 0;
}
