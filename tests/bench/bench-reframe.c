/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a session receives of a peer that floods it, and how much of that while another framing
 * is prepared for all that came before. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "desk.h"

#define N_ROUNDS 7
#define BACKLOG  2000000000u
#define SPAN     (400 * G_TIME_SPAN_MILLISECOND)

static void
iterate_for (gint64 span)
{
  gint64 until = g_get_monotonic_time () + span;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
}

/* In GB/s, what is received behind the first span; a framing is prepared meanwhile, or not. */
static double
measure (const char *spec)
{
  g_autoptr (GError) error = NULL;
  Flooder flooder = { .length = 64 };
  Desk desk = { 0 };
  guint64 before;
  GThread *thread;
  gint64 began, span;
  double rate;

  set_up (&desk, NULL);
  open_listener (&desk);
  flooder.fd = connect_peer (&desk);
  thread = g_thread_new ("flood", flood, &flooder);
  while (tapline_session_get_counters (desk.session).received < BACKLOG)
    g_main_context_iteration (NULL, TRUE);

  before = tapline_session_get_counters (desk.session).received;
  began = g_get_monotonic_time ();
  tapline_session_set_framing (desk.session, spec, TAPLINE_MESSAGE_LIMIT_DEFAULT, &error);
  g_assert_no_error (error);
  iterate_for (SPAN);
  span = g_get_monotonic_time () - began;
  rate = (double) (tapline_session_get_counters (desk.session).received - before) / (double) span
         / 1000;
  printf ("%s: %.2f GB/s, progress %.2f\n", spec, rate,
          tapline_session_get_progress (desk.session));

  g_atomic_int_set (&flooder.over, TRUE);
  g_thread_join (thread);
  close (flooder.fd);
  close_session (desk.session);
  tear_down (&desk, NULL);

  return rate;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

int
main (int    argc,
      char **argv)
{
  double calm[N_ROUNDS], busy[N_ROUNDS];

  g_main_context_acquire (NULL);
  /* The first one's memory is new to the machine. */
  measure ("lines");
  for (int i = 0; i < N_ROUNDS; i++)
    {
      calm[i] = measure ("lines");
      busy[i] = measure ("delim:0a");
    }
  qsort (calm, N_ROUNDS, sizeof *calm, compare);
  qsort (busy, N_ROUNDS, sizeof *busy, compare);
  printf ("received: median %.2f GB/s [%.2f-%.2f], while framed again %.2f GB/s [%.2f-%.2f], ratio "
          "%.2f\n", calm[N_ROUNDS / 2], calm[0], calm[N_ROUNDS - 1], busy[N_ROUNDS / 2], busy[0],
          busy[N_ROUNDS - 1], busy[N_ROUNDS / 2] / calm[N_ROUNDS / 2]);

  return 0;
}
