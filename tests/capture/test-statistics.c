/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics are what a loop over all messages and all blocks sums up: over random recordings in
 * many framings, while they grow, cut again, and with more peers than are told apart. */
#include "config.h"

#include <string.h>

#include "fixture-log.h"
#include "tapline-statistics.h"

#define START      G_GINT64_CONSTANT (1700000000123456) /* a time in a recording */
#define N_LINES    1000000
#define LINE       24
#define MANY_PEERS (TAPLINE_STATISTICS_PEERS_MAX + 40)

static const char *const framings[] = {
  "lines", "delim:20", "fixed:7", "raw", "slip", "netstring", "idle:1", "length:1", "scpi", "nmea",
};

static TaplineFollower *
start (Log *log)
{
  g_autoptr (GError) error = NULL;
  TaplineFollower *statistics = tapline_statistics_follow (log->index, log_notify, log_hold (log),
                                                          log_release, &error);

  g_assert_no_error (error);
  return statistics;
}

static gboolean
is_caught_up (Log             *log,
              TaplineFollower *statistics)
{
  tapline_follower_wake (statistics);
  return log_is_indexed (log) && tapline_follower_is_caught_up (statistics);
}

/* Jumps on, by nothing or by up to some minutes. */
static void
set_random_time (Log    *log,
                 gint64 *time)
{
  *time += g_rand_boolean (log->rand) ? 0 : g_rand_int (log->rand) % (1u << g_rand_int_range
                                                                      (log->rand, 1, 28));
  tapline_capture_set_time (log->f.capture, *time);
}

static guint
find_flow (Log                  *log,
           const TaplineAddress *peer)
{
  for (guint i = 0; i < LOG_FLOWS; i++)
    if (tapline_address_equal (&log->flows[i].remote, peer))
      return i;

  g_assert_not_reached ();
}

static void
add_to_histogram (TaplineHistogram *histogram,
                  guint64           value)
{
  guint i = 0;

  while (i + 1 < TAPLINE_HISTOGRAM_CLASSES && tapline_histogram_get_start (i + 1) <= value)
    i++;
  histogram->classes[i]++;
  histogram->min = histogram->n == 0 ? value : MIN (histogram->min, value);
  histogram->max = MAX (histogram->max, value);
  histogram->sum += value;
  histogram->n++;
}

/* Adds to the slot, and if it was in the last minute of the log, to its second. */
static void
add_tally (TaplineFigures   *figures,
           gint64            time,
           TaplineDirection  direction,
           guint             messages,
           gsize             bytes)
{
  gint64 second = time / G_TIME_SPAN_SECOND;
  TaplineTally *slot = &figures->history[(time - figures->timeline.start)
                                         / figures->timeline.width][direction];

  slot->messages += messages;
  slot->bytes += bytes;
  figures->sums[direction].messages += messages;
  figures->sums[direction].bytes += bytes;
  if (second > figures->second - TAPLINE_STATISTICS_SECONDS)
    {
      figures->recent[second % TAPLINE_STATISTICS_SECONDS][direction].messages += messages;
      figures->recent[second % TAPLINE_STATISTICS_SECONDS][direction].bytes += bytes;
    }
}

/* Sums up all messages and blocks, for slots as @like has them. */
static void
sum_naively (Log                  *log,
             const TaplineFigures *like,
             TaplineFigures       *figures,
             TaplinePeerFigures   *peers)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) blocks = fixture_read_blocks (log->f.path, &bytes);
  gint64 before[LOG_FLOWS][2] = { 0 };

  memset (figures, 0, sizeof *figures);
  figures->timeline = like->timeline;
  for (guint i = 0; i < blocks->len; i++)
    {
      const TaplinePcapngBlock *block = &g_array_index (blocks, TaplinePcapngBlock, i);

      if (block->kind != TAPLINE_PCAPNG_SEGMENT || block->payload_length == 0)
        continue;
      if (figures->last == 0)
        figures->timeline.start = block->time;
      figures->last = MAX (figures->last, block->time);
    }
  figures->second = figures->last / G_TIME_SPAN_SECOND;

  for (guint i = 0; i < blocks->len; i++)
    {
      const TaplinePcapngBlock *block = &g_array_index (blocks, TaplinePcapngBlock, i);
      TaplinePeerFigures *peer;

      if (block->kind != TAPLINE_PCAPNG_SEGMENT || block->payload_length == 0)
        continue;
      peer = &peers[find_flow (log, &block->remote)];
      peer->sums[block->direction].bytes += block->payload_length;
      peer->last = MAX (peer->last, block->time);
      add_tally (figures, block->time, block->direction, 0, block->payload_length);
    }
  for (guint i = 0; i < log->messages->len; i++)
    {
      const TaplineMessage *message = &g_array_index (log->messages, Message, i).message;
      TaplineDirection direction = message->direction;
      guint flow;

      if (direction == TAPLINE_DIRECTION_NOTE)
        {
          figures->notes++;
          continue;
        }
      flow = find_flow (log, &message->peer);
      peers[flow].sums[direction].messages++;
      figures->flawed += message->flags != 0 ? 1 : 0;
      add_tally (figures, message->time, direction, 1, 0);
      add_to_histogram (&figures->sizes[direction], message->length);
      if (before[flow][direction] != 0)
        add_to_histogram (&figures->gaps[direction],
                          (guint64) (message->time - before[flow][direction]));
      before[flow][direction] = message->time;
    }
}

/* Compares with what is counted now, when nothing more comes. */
static void
check (Log             *log,
       TaplineFollower *statistics)
{
  g_autofree TaplineFigures *counted = g_new0 (TaplineFigures, 1);
  g_autofree TaplineFigures *figures = g_new0 (TaplineFigures, 1);
  g_autoptr (GArray) listed = NULL;
  TaplinePeerFigures peers[LOG_FLOWS] = { 0 };
  guint n_peers = 0;

  log_wait_until (log, is_caught_up (log, statistics));
  log_read (log);
  tapline_statistics_look (statistics, counted);
  sum_naively (log, counted, figures, peers);

  g_assert_cmpint (counted->last, ==, figures->last);
  g_assert_cmpint (counted->timeline.start, ==, figures->timeline.start);
  g_assert_cmpuint (counted->notes, ==, figures->notes);
  g_assert_cmpuint (counted->flawed, ==, figures->flawed);
  g_assert_cmpint (counted->second, ==, figures->second);
  g_assert_cmpmem (counted->sums, sizeof counted->sums, figures->sums, sizeof figures->sums);
  g_assert_cmpmem (counted->sizes, sizeof counted->sizes, figures->sizes, sizeof figures->sizes);
  g_assert_cmpmem (counted->gaps, sizeof counted->gaps, figures->gaps, sizeof figures->gaps);
  g_assert_cmpmem (counted->recent, sizeof counted->recent, figures->recent,
                   sizeof figures->recent);
  g_assert_cmpmem (counted->history, sizeof counted->history, figures->history,
                   sizeof figures->history);
  g_assert_cmpuint (counted->sums[0].messages + counted->sums[1].messages + counted->notes, ==,
                    log_count_indexed (log));

  listed = tapline_statistics_list_peers (statistics);
  for (guint i = 0; i < listed->len; i++)
    {
      const TaplinePeerFigures *peer = &g_array_index (listed, TaplinePeerFigures, i);
      const TaplinePeerFigures *expected = &peers[find_flow (log, &peer->peer)];

      g_assert_cmpmem (peer->sums, sizeof peer->sums, expected->sums, sizeof expected->sums);
      g_assert_cmpint (peer->last, ==, expected->last);
    }
  for (guint i = 0; i < LOG_FLOWS; i++)
    if (peers[i].last != 0)
      n_peers++;
  g_assert_cmpuint (listed->len, ==, n_peers);

  g_assert_false (tapline_follower_is_unreadable (statistics));
  g_assert_cmpfloat (tapline_follower_get_fraction (statistics), ==, 1);
}

static void
test_naive (gconstpointer data)
{
  g_autoptr (TaplineFollower) statistics = NULL;
  gint64 time = START;
  Log log;

  log_init (&log, 3);
  for (guint i = 0; i < 600; i++)
    {
      set_random_time (&log, &time);
      log_record (&log);
    }
  log_end_flows (&log);
  g_assert_true (tapline_capture_finish (log.f.capture, NULL));
  log_index (&log, data, 1 << 20);
  /* From then on silence ends no message. */
  tapline_index_stop (log.index, TRUE);
  statistics = start (&log);
  check (&log, statistics);
  g_assert_cmpint (time, >, START + 10 * G_TIME_SPAN_MINUTE);

  g_clear_pointer (&statistics, tapline_follower_free);
  log_clear (&log);
}

/* Looks now and then while the recording grows, and cuts it in another way in between. */
static void
test_live (void)
{
  g_autoptr (TaplineFollower) statistics = NULL;
  gint64 time = START;
  Log log;

  log_init (&log, 4);
  log_index (&log, "lines", 1 << 20);
  statistics = start (&log);
  for (guint round = 0; round < 30; round++)
    {
      for (guint i = g_rand_int (log.rand) % 30; i > 0; i--)
        {
          set_random_time (&log, &time);
          log_record (&log);
        }
      g_assert_true (tapline_capture_flush (log.f.capture, NULL));
      tapline_index_wake (log.index);
      if (round % 10 == 9)
        {
          tapline_follower_free (statistics);
          log_index (&log, framings[round / 10], 1 << 20);
          statistics = start (&log);
        }
      if (g_rand_boolean (log.rand))
        check (&log, statistics);
    }
  check (&log, statistics);

  g_clear_pointer (&statistics, tapline_follower_free);
  log_clear (&log);
}

/* Nothing is counted while they rest, and all of it afterwards. */
static void
test_paused (void)
{
  g_autoptr (TaplineFollower) statistics = NULL;
  g_autofree TaplineFigures *before = g_new0 (TaplineFigures, 1);
  g_autofree TaplineFigures *after = g_new0 (TaplineFigures, 1);
  Log log;

  log_init (&log, 5);
  log_index (&log, "lines", 1 << 20);
  statistics = start (&log);
  log_record (&log);
  g_assert_true (tapline_capture_flush (log.f.capture, NULL));
  tapline_index_wake (log.index);
  log_wait_until (&log, is_caught_up (&log, statistics));

  tapline_follower_set_paused (statistics, TRUE);
  tapline_statistics_look (statistics, before);
  for (guint i = 0; i < 50; i++)
    log_record (&log);
  g_assert_true (tapline_capture_flush (log.f.capture, NULL));
  tapline_index_wake (log.index);
  log_wait_until (&log, log_is_indexed (&log));
  tapline_follower_wake (statistics);
  g_assert_false (tapline_follower_is_caught_up (statistics));
  g_assert_cmpfloat (tapline_follower_get_fraction (statistics), <, 1);
  tapline_statistics_look (statistics, after);
  g_assert_cmpmem (before, sizeof *before, after, sizeof *after);

  tapline_follower_set_paused (statistics, FALSE);
  check (&log, statistics);

  g_clear_pointer (&statistics, tapline_follower_free);
  log_clear (&log);
}

/* Another program has put other bytes into the recording: they are no messages. */
static void
test_changed (void)
{
  g_autofree TaplineFigures *figures = g_new0 (TaplineFigures, 1);
  TaplineFollower *statistics;
  Log log;

  log_init (&log, 8);
  for (guint i = 0; i < 100; i++)
    log_record (&log);
  log_end_flows (&log);
  log_index (&log, "lines", 1 << 20);
  tapline_index_stop (log.index, TRUE);
  fixture_spoil (log.f.path, '\n');
  statistics = start (&log);
  log_wait_until (&log, is_caught_up (&log, statistics));
  tapline_statistics_look (statistics, figures);
  g_assert_true (tapline_follower_is_unreadable (statistics));
  g_assert_cmpuint (figures->sums[0].messages + figures->sums[1].messages, <,
                    log_count_indexed (&log));

  tapline_follower_free (statistics);
  log_clear (&log);
}

static void
test_million (void)
{
  g_autoptr (TaplineFollower) statistics = NULL;
  g_autofree TaplineFigures *figures = g_new0 (TaplineFigures, 1);
  g_autofree char *lines = g_malloc (1000 * LINE + 1);
  const TaplineHistogram *sizes;
  Log log;

  log_init (&log, 6);
  log_index (&log, "lines", 1 << 20);
  statistics = start (&log);
  for (guint i = 0; i < N_LINES; i += 1000)
    {
      for (guint j = 0; j < 1000; j++)
        g_snprintf (lines + j * LINE, LINE + 1, "message number %08u\n", i + j);
      tapline_capture_append (log.f.capture, &log.flows[0], TAPLINE_DIRECTION_IN, lines,
                              1000 * LINE);
      g_assert_true (tapline_capture_flush (log.f.capture, NULL));
      tapline_index_wake (log.index);
    }
  log_wait_until (&log, is_caught_up (&log, statistics));

  tapline_statistics_look (statistics, figures);
  g_assert_cmpuint (figures->sums[TAPLINE_DIRECTION_IN].messages, ==, N_LINES);
  g_assert_cmpuint (figures->sums[TAPLINE_DIRECTION_IN].bytes, ==, N_LINES * LINE);
  g_assert_cmpuint (figures->sums[TAPLINE_DIRECTION_OUT].bytes, ==, 0);
  sizes = &figures->sizes[TAPLINE_DIRECTION_IN];
  g_assert_cmpuint (sizes->classes[tapline_histogram_get_class (LINE)], ==, N_LINES);
  g_assert_cmpuint (tapline_histogram_get_quantile (sizes, 0.5), ==, LINE);
  g_assert_cmpuint (figures->gaps[TAPLINE_DIRECTION_IN].n, ==, N_LINES - 1);

  g_clear_pointer (&statistics, tapline_follower_free);
  log_clear (&log);
}

/* Those that are not told apart are in no row of their own, but in the sums. */
static void
test_many_peers (void)
{
  g_autoptr (TaplineFollower) statistics = NULL;
  g_autofree TaplineFigures *figures = g_new0 (TaplineFigures, 1);
  g_autoptr (GArray) peers = NULL;
  const TaplinePeerFigures *last;
  Log log;

  log_init (&log, 7);
  for (guint i = 0; i < 2 * MANY_PEERS; i++)
    {
      TaplineFlow flow;

      fixture_make_flow (&flow, 100 + i % MANY_PEERS, FALSE, TRUE);
      tapline_capture_open_flow (log.f.capture, &flow, NULL);
      tapline_capture_append (log.f.capture, &flow, TAPLINE_DIRECTION_IN, "abc\n", 4);
      tapline_capture_end_flow (log.f.capture, &flow, TAPLINE_DIRECTION_IN, TRUE, NULL);
      if (i % 100 == 0)
        g_assert_true (tapline_capture_flush (log.f.capture, NULL));
    }
  g_assert_true (tapline_capture_flush (log.f.capture, NULL));
  log_index (&log, "lines", 1 << 20);
  statistics = start (&log);
  log_wait_until (&log, is_caught_up (&log, statistics));

  tapline_statistics_look (statistics, figures);
  g_assert_cmpuint (figures->sums[TAPLINE_DIRECTION_IN].messages, ==, 2 * MANY_PEERS);
  g_assert_cmpuint (figures->gaps[TAPLINE_DIRECTION_IN].n, ==, TAPLINE_STATISTICS_PEERS_MAX);
  peers = tapline_statistics_list_peers (statistics);
  g_assert_cmpuint (peers->len, ==, TAPLINE_STATISTICS_PEERS_MAX + 1);
  for (guint i = 0; i + 1 < peers->len; i++)
    g_assert_cmpuint (g_array_index (peers, TaplinePeerFigures, i).sums[0].messages, ==, 2);
  last = &g_array_index (peers, TaplinePeerFigures, peers->len - 1);
  g_assert_cmpuint (last->peer.family, ==, 0);
  g_assert_cmpuint (last->sums[0].messages, ==, 2 * (MANY_PEERS - TAPLINE_STATISTICS_PEERS_MAX));
  g_assert_cmpuint (last->sums[0].bytes, ==, 4 * last->sums[0].messages);

  g_clear_pointer (&statistics, tapline_follower_free);
  log_clear (&log);
}

static void
test_histogram (void)
{
  TaplineHistogram histogram = { 0 };
  guint64 value;

  for (guint i = 0; i < TAPLINE_HISTOGRAM_CLASSES; i++)
    {
      guint64 first = tapline_histogram_get_start (i);
      guint64 last = tapline_histogram_get_start (i + 1) - 1;

      g_assert_cmpuint (first, <=, last);
      g_assert_cmpuint (tapline_histogram_get_class (first), ==, i);
      g_assert_cmpuint (tapline_histogram_get_class (last), ==, i);
    }
  g_assert_cmpuint (tapline_histogram_get_class (G_MAXUINT64), ==, TAPLINE_HISTOGRAM_CLASSES - 1);

  for (value = 1; value <= 1000; value++)
    tapline_histogram_add (&histogram, value);
  for (double share = 0.1; share < 1; share += 0.1)
    {
      value = tapline_histogram_get_quantile (&histogram, share);
      g_assert_cmpfloat ((double) value, <=, 1000 * share + 1);
      g_assert_cmpfloat ((double) value, >=, 1000 * share / 1.26);
    }
  g_assert_cmpuint (tapline_histogram_get_quantile (&histogram, 0), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statistics/histogram", test_histogram);
  for (guint i = 0; i < G_N_ELEMENTS (framings); i++)
    {
      g_autofree char *path = g_strconcat ("/statistics/naive/", framings[i], NULL);

      g_test_add_data_func (path, framings[i], test_naive);
    }
  g_test_add_func ("/statistics/live", test_live);
  g_test_add_func ("/statistics/paused", test_paused);
  g_test_add_func ("/statistics/changed", test_changed);
  g_test_add_func ("/statistics/million", test_million);
  g_test_add_func ("/statistics/many-peers", test_many_peers);

  return g_test_run ();
}
