/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-connections [PEERS] [ROUNDS]: what a wake-up of the sidecar costs with one connection and
 * with many that are idle, and how fast many are accepted and recorded, beside a loop that only
 * calls accept4(). Medians over the rounds, in each of which all of these are run. The peers are
 * in a process of their own, as the descriptors of one would not do for both ends. */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"

#define N_WAKE_UPS 400
#define WAKE_UP_MS 2
#define ROUNDS_MAX 99

typedef enum
{
  ORDER_CONNECT,  /* so many peers to the port */
  ORDER_SEND,     /* so many messages, each alone, by the first peer */
  ORDER_RESET,    /* all of them */
} OrderKind;

typedef struct
{
  OrderKind kind;
  guint     n;
  guint16   port;
} Order;

/* The process of the peers; obeys until nobody orders any more. */
static void
be_peers (int fd)
{
  const struct linger reset = { .l_onoff = 1, .l_linger = 0 };
  g_autoptr (GArray) peers = g_array_new (FALSE, FALSE, sizeof (int));
  Order order;

  while (read (fd, &order, sizeof order) == sizeof order)
    {
      for (guint i = 0; order.kind == ORDER_CONNECT && i < order.n; i++)
        {
          int peer = peer_connect (order.port);

          g_array_append_val (peers, peer);
        }
      for (guint i = 0; order.kind == ORDER_SEND && i < order.n; i++)
        {
          g_assert_cmpint (send (g_array_index (peers, int, 0), "x\n", 2, 0), ==, 2);
          poll (NULL, 0, WAKE_UP_MS);
        }
      if (order.kind != ORDER_RESET)
        continue;
      for (guint i = 0; i < peers->len; i++)
        {
          int peer = g_array_index (peers, int, i);

          /* Tens of thousands of ports in TIME-WAIT would be all there are. */
          setsockopt (peer, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
          close (peer);
        }
      g_array_set_size (peers, 0);
    }
}

static void
give (int       fd,
      OrderKind kind,
      guint     n,
      guint16   port)
{
  const Order order = { kind, n, port };

  g_assert_cmpint (write (fd, &order, sizeof order), ==, sizeof order);
}

static void
get_cpu_time_on_sidecar (TaplineSidecar *sidecar,
                         gpointer        data)
{
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, data);
}

/* Microseconds that the sidecar's thread has worked. */
static double
get_cpu_time (Fixture *fixture)
{
  struct timespec now;

  g_assert_true (tapline_sidecar_call (fixture->sidecar, get_cpu_time_on_sidecar, &now, NULL,
                                       TEST_DEADLINE_MS, NULL));

  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static guint64
get_received (Fixture *fixture)
{
  return tapline_counter_read (&tapline_tap_get_counters (fixture->tap)->received);
}

/* Microseconds of CPU for each of N_WAKE_UPS messages while @n_peers are connected. */
static double
measure_wake_up (int   fd,
                 guint n_peers)
{
  Fixture fixture = { 0 };
  guint16 port;
  double began, worked;

  fixture_set_up (&fixture, NULL);
  port = fixture_listen (&fixture);
  give (fd, ORDER_CONNECT, n_peers, port);
  test_wait_for (fixture_get_peers (&fixture) == n_peers);
  began = get_cpu_time (&fixture);
  give (fd, ORDER_SEND, N_WAKE_UPS, 0);
  test_wait_for (get_received (&fixture) == 2 * N_WAKE_UPS);
  worked = get_cpu_time (&fixture) - began;
  give (fd, ORDER_RESET, 0, 0);
  test_wait_for (fixture_get_peers (&fixture) == 0);
  fixture_tear_down (&fixture, NULL);

  return worked / N_WAKE_UPS;
}

/* Connections a second that a tap accepts and has recorded. */
static double
measure_tap (int   fd,
             guint n_peers)
{
  Fixture fixture = { 0 };
  const TaplineCaptureCounters *recorded;
  guint16 port;
  gint64 began, elapsed;

  fixture_set_up (&fixture, NULL);
  recorded = tapline_capture_get_counters (fixture.capture);
  port = fixture_listen (&fixture);
  began = g_get_monotonic_time ();
  give (fd, ORDER_CONNECT, n_peers, port);
  /* Each is three segments. */
  test_wait_for (tapline_counter_read (&recorded->blocks) >= 3 * (guint64) n_peers);
  elapsed = g_get_monotonic_time () - began;
  g_assert_cmpuint (fixture_get_peers (&fixture), ==, n_peers);
  give (fd, ORDER_RESET, 0, 0);
  test_wait_for (fixture_get_peers (&fixture) == 0);
  fixture_tear_down (&fixture, NULL);

  return n_peers * 1e6 / (double) elapsed;
}

static double
measure_loop (int   fd,
              guint n_peers)
{
  g_autofree int *accepted = g_new (int, n_peers);
  guint16 port;
  int listener = peer_listen (&port, 4096);
  gint64 began = g_get_monotonic_time ();
  gint64 elapsed;

  give (fd, ORDER_CONNECT, n_peers, port);
  for (guint i = 0; i < n_peers; i++)
    {
      accepted[i] = accept4 (listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
      g_assert_cmpint (accepted[i], >=, 0);
    }
  elapsed = g_get_monotonic_time () - began;
  give (fd, ORDER_RESET, 0, 0);
  for (guint i = 0; i < n_peers; i++)
    close (accepted[i]);
  close (listener);

  return n_peers * 1e6 / (double) elapsed;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
take_median (double *values,
             guint   n)
{
  qsort (values, n, sizeof *values, compare);

  return values[n / 2];
}

int
main (int    argc,
      char **argv)
{
  guint n_peers = argc > 1 ? (guint) atoi (argv[1]) : 10000;
  guint n = argc > 2 ? (guint) CLAMP (atoi (argv[2]), 1, ROUNDS_MAX) : 5;
  double few[ROUNDS_MAX], many[ROUNDS_MAX], cost[ROUNDS_MAX];
  double tap[ROUNDS_MAX], loop[ROUNDS_MAX], speed[ROUNDS_MAX];
  int pair[2];
  pid_t child;

  g_assert_cmpint (pipe (pair), ==, 0);
  child = fork ();
  if (child == 0)
    {
      close (pair[1]);
      be_peers (pair[0]);
      _exit (0);
    }
  close (pair[0]);

  g_main_context_acquire (NULL);
  for (guint i = 0; i < n; i++)
    {
      few[i] = measure_wake_up (pair[1], 1);
      many[i] = measure_wake_up (pair[1], n_peers);
      cost[i] = many[i] / few[i];
      loop[i] = measure_loop (pair[1], n_peers);
      tap[i] = measure_tap (pair[1], n_peers);
      speed[i] = tap[i] / loop[i];
    }
  close (pair[1]);
  waitpid (child, NULL, 0);

  printf ("a wake-up with 1 connection %.1f µs of CPU, with %u %.1f µs: %.2f (must 1.5, aim 1.1)\n",
          take_median (few, n), n_peers, take_median (many, n), take_median (cost, n));
  printf ("%u connections accepted and recorded at %.0f a second, accept4 alone %.0f: %.2f "
          "(must 0.5, aim 0.8)\n",
          n_peers, take_median (tap, n), take_median (loop, n), take_median (speed, n));

  return 0;
}
