/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-index [FILE]: size of the index, speed of framing a finished recording again, time to look
 * up a random message, and to count and collect numbers over all of them. Without FILE, of a
 * recording of 100 million short lines that is made in the temporary folder first and takes 2.6 GB
 * there; then what is looked up is compared with what was written. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "tapline-index-private.h"
#include "tapline-statistics.h"
#include "tapline-values.h"

#define N_LINES   (100 * 1000 * 1000)
#define LINE      24
#define CHUNK     (8000 * LINE) /* less than the room that there always is after a flush */
#define N_ROUNDS  5
#define N_LOOKUPS 20000

static void
make (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineCapture) capture = tapline_capture_new (path, &error);
  g_autofree char *chunk = g_malloc (CHUNK + 1);
  TaplineFlow flow = { .accepted = TRUE };

  g_assert_no_error (error);
  tapline_address_parse (&flow.local, "127.0.0.1", 7000);
  tapline_address_parse (&flow.remote, "127.0.0.1", 50000);
  tapline_capture_open_flow (capture, &flow, NULL);
  for (guint64 line = 0; line < N_LINES;)
    {
      for (gsize at = 0; at < CHUNK; at += LINE)
        g_snprintf (chunk + at, LINE + 1, "message number %08u\n", (guint) line++);
      if (tapline_capture_get_room (capture) < CHUNK && !tapline_capture_flush (capture, &error))
        g_error ("%s", error->message);
      tapline_capture_append (capture, &flow, TAPLINE_DIRECTION_IN, chunk, CHUNK);
    }
  if (!tapline_capture_finish (capture, &error))
    g_error ("%s", error->message);
}

static TaplineIndex *
index_all (TaplineCapture *capture,
           const char     *spec)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new (spec, 16 << 20, NULL);
  g_autoptr (GError) error = NULL;
  TaplineIndex *index = tapline_index_new (capture, framing, NULL, NULL, &error);

  g_assert_no_error (error);
  tapline_index_stop (index, TRUE);

  return index;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
measure_framing (TaplineCapture *capture,
                 const char     *spec)
{
  const TaplineCaptureCounters *counters = tapline_capture_get_counters (capture);
  double payload = (double) (tapline_counter_read (&counters->in)
                             + tapline_counter_read (&counters->out));
  double times[N_ROUNDS];

  for (int i = 0; i < N_ROUNDS; i++)
    {
      gint64 began = g_get_monotonic_time ();
      g_autoptr (TaplineIndex) index = index_all (capture, spec);

      times[i] = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
    }
  qsort (times, N_ROUNDS, sizeof *times, compare);
  printf ("framed again as %s: median %.2f GB/s [%.2f-%.2f]\n", spec,
          payload / times[N_ROUNDS / 2] / 1e9, payload / times[N_ROUNDS - 1] / 1e9,
          payload / times[0] / 1e9);
}

static void
measure_lookups (TaplineIndex *index,
                 gboolean      made)
{
  guint64 n = tapline_counter_read (&tapline_index_get_counters (index)->messages);
  g_autoptr (TaplineReader) reader = tapline_reader_new (index);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree double *times = g_new (double, N_LOOKUPS);

  for (guint i = 0; i < N_LOOKUPS; i++)
    {
      guint64 number = MIN ((guint64) (g_rand_double (rand) * (double) n), n - 1);
      gint64 began = g_get_monotonic_time ();
      char expected[LINE + 1];
      TaplineMessage message;

      g_assert_true (tapline_reader_get (reader, number, 4096, &message, NULL));
      times[i] = (double) (g_get_monotonic_time () - began);
      g_snprintf (expected, sizeof expected, "message number %08u\n", (guint) number);
      if (made)
        g_assert_cmpmem (message.head, message.head_length, expected, LINE);
    }
  qsort (times, N_LOOKUPS, sizeof *times, compare);
  printf ("looking up a random message among %" G_GUINT64_FORMAT ": median %.0f µs, 99th "
          "percentile %.0f µs\n", n, times[N_LOOKUPS / 2], times[N_LOOKUPS / 100 * 99]);
}

/* Until the follower has gone through all of the index. */
static void
wait_for (TaplineFollower *follower)
{
  while (!tapline_follower_is_caught_up (follower))
    g_usleep (1000);
}

static void
measure_following (TaplineIndex *index)
{
  g_autoptr (TaplinePattern) pattern = tapline_pattern_new (TAPLINE_PATTERN_REGEX,
                                                            "number ([0-9]+)", 0, NULL, NULL);
  g_autofree TaplineFigures *figures = g_new (TaplineFigures, 1);
  g_autofree TaplineValueFigures *found = g_new (TaplineValueFigures, 1);
  gint64 began = g_get_monotonic_time ();
  g_autoptr (TaplineFollower) statistics = tapline_statistics_follow (index, NULL, NULL, NULL,
                                                                      NULL);
  g_autoptr (TaplineFollower) values = NULL;

  wait_for (statistics);
  tapline_statistics_look (statistics, figures);
  printf ("statistics of %" G_GUINT64_FORMAT " messages: %.1f s\n",
          figures->sums[TAPLINE_DIRECTION_IN].messages,
          (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);

  began = g_get_monotonic_time ();
  values = tapline_values_follow (index, pattern, NULL, NULL, NULL, NULL);
  wait_for (values);
  tapline_values_look (values, found);
  printf ("values, %" G_GUINT64_FORMAT ": %.1f s\n", found->all.n,
          (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
}

static void
measure (const char *path,
         gboolean    made)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineCapture) capture = tapline_capture_open (path, &error);
  g_autoptr (TaplineIndex) index = NULL;
  guint64 n_records, n_messages;

  g_assert_no_error (error);
  tapline_capture_load (capture, G_MAXSIZE, &error);
  g_assert_no_error (error);
  index = index_all (capture, "lines");
  n_records = tapline_counter_read (&index->records);
  n_messages = tapline_counter_read (&tapline_index_get_counters (index)->messages);
  printf ("index: %.4f bytes a message\n",
          (double) (n_records * sizeof (TaplineRecord)) / (double) n_messages);
  measure_lookups (index, made);
  measure_following (index);
  measure_framing (capture, "lines");
  measure_framing (capture, "delim:0A");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (argc > 1)
    {
      measure (argv[1], FALSE);
      return 0;
    }
  folder = g_dir_make_tmp ("tapline-bench-XXXXXX", NULL);
  g_assert_nonnull (folder);
  path = g_build_filename (folder, "lines.pcapng", NULL);
  make (path);
  measure (path, TRUE);
  g_unlink (path);
  g_rmdir (folder);

  return 0;
}
