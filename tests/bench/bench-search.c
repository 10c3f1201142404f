/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-search [MEGABYTES] [ROUNDS]: how long it takes to count all lines that match in a recording
 * of log lines, beside `grep -c` on a file of the same bytes, in the C locale. Both files are in
 * the page cache; rounds are interleaved, medians count. Every count must be the one of grep. On a
 * machine that does other things too, CPU time tells more: the search's is of all its threads. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-search.h"

#define CHUNK      (32 * 1024 * 1024) /* of different lines; repeated */
#define ROUNDS_MAX 15
#define PATIENCE   G_TIME_SPAN_MILLISECOND /* with a search that is just writing */

typedef struct
{
  double elapsed;
  double cpu;
} Time;

typedef struct
{
  const char *option;  /* grep's */
  const char *pattern;
  const char *query;   /* the same for a search */
  Time        grep[ROUNDS_MAX];
  Time        search[ROUNDS_MAX];
} Case;

static Case cases[] = {
  { "-F", "no such text here", "text:\"no such text here\"" },
  { "-F", "the only one of its kind", "text:\"the only one of its kind\"" },
  { "-F", "session 4711 timeout", "text:\"session 4711 timeout\"" },
  { "-F", "temp=21.5 C", "text:\"temp=21.5 C\"" },
  { "-F", "ERROR", "text:ERROR" },
  { "-F", "request", "text:request" },
  { "-F", "e", "text:e" },
  { "-E", "temp=[0-9.]+ C", "regex:\"temp=[0-9.]+ C\"" },
  { "-E", "session [a-z0-9]+ timeout", "regex:\"session [a-z0-9]+ timeout\"" },
  { "-E", "ERROR|panic|refused", "regex:\"ERROR|panic|refused\"" },
  { "-E", "[0-9]{4}-[0-9]{2}-31", "regex:\"[0-9]{4}-[0-9]{2}-31\"" },
  { "-E", "^[^ ]+ [^ ]+ ERROR", "regex:\"^[^ ]+ [^ ]+ ERROR\"" },
  { "-E", "took [1-9][0-9]{3} ms$", "regex:\"took [1-9][0-9]{3} ms$\"" },
  { "-E", "(GET|PUT) /[a-z]+/[0-9]+ 5[0-9][0-9]",
    "regex:\"(GET|PUT) /[a-z]+/[0-9]+ 5[0-9][0-9]\"" },
  { "-P", "session \\w+ timeout", "regex:\"session \\\\w+ timeout\"" },
};

static void
append_line (GRand   *rand,
             GString *text)
{
  static const char *const levels[] = { "INFO", "INFO", "INFO", "INFO", "DEBUG", "DEBUG", "WARN",
                                        "ERROR" };
  static const char *const verbs[] = { "GET", "GET", "POST", "PUT", "DELETE" };
  guint which = g_rand_int (rand) % 40;

  g_string_append_printf (text, "2024-05-%02d %02d:%02d:%02d.%03d %s node%02d ",
                          g_rand_int_range (rand, 1, 32), g_rand_int_range (rand, 0, 24),
                          g_rand_int_range (rand, 0, 60), g_rand_int_range (rand, 0, 60),
                          g_rand_int_range (rand, 0, 1000), levels[g_rand_int (rand) % 8],
                          g_rand_int_range (rand, 1, 17));
  if (which == 0)
    g_string_append_printf (text, "session %d timeout after %d s",
                            g_rand_int_range (rand, 1000, 9999), g_rand_int_range (rand, 1, 90));
  else if (which < 4)
    g_string_append_printf (text, "sensor %d temp=%d.%d C", g_rand_int_range (rand, 1, 9),
                            g_rand_int_range (rand, 15, 30), g_rand_int_range (rand, 0, 10));
  else if (which < 20)
    g_string_append_printf (text, "%s /%s/%d %d took %d ms", verbs[g_rand_int (rand) % 5],
                            which % 2 ? "orders" : "users", g_rand_int_range (rand, 1, 100000),
                            g_rand_int (rand) % 50 ? 200 : 503, g_rand_int_range (rand, 1, 3000));
  else
    g_string_append_printf (text, "worker %d finished request %08x with status ok",
                            g_rand_int_range (rand, 1, 64), g_rand_int (rand));
  g_string_append_c (text, '\n');
}

static void
append_to_file (FILE       *file,
                const void *bytes,
                gsize       length)
{
  g_assert_cmpuint (fwrite (bytes, 1, length, file), ==, length);
}

static void
record (TaplineCapture *capture,
        TaplineFlow    *flow,
        const char     *bytes,
        gsize           length)
{
  while (length > 0)
    {
      gsize n = MIN (length, tapline_capture_get_room (capture));

      tapline_capture_append (capture, flow, TAPLINE_DIRECTION_IN, bytes, n);
      g_assert_true (tapline_capture_flush (capture, NULL));
      bytes += n;
      length -= n;
    }
}

/* The same bytes in the recording and in a file. */
static void
fill (Fixture    *fixture,
      const char *path,
      gsize       megabytes)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GString) text = g_string_new (NULL);
  const char only[] = "2024-05-01 00:00:00.000 INFO node01 this is the only one of its kind\n";
  FILE *file = g_fopen (path, "w");
  TaplineFlow flow;

  g_assert_nonnull (file);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (fixture->capture, &flow, NULL);
  while (text->len < CHUNK)
    append_line (rand, text);
  for (gsize left = megabytes * 1000 * 1000; left > 0;)
    {
      gsize n = MIN (left, text->len);

      if (n < text->len)
        n = (gsize) ((const char *) memrchr (text->str, '\n', n) + 1 - text->str);
      append_to_file (file, text->str, n);
      record (fixture->capture, &flow, text->str, n);
      left = n < text->len ? 0 : left - n;
    }
  append_to_file (file, only, sizeof only - 1);
  record (fixture->capture, &flow, only, sizeof only - 1);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* The first call begins, the second ends. */
static void
take_time (Time *time,
           int   who)
{
  struct rusage usage;

  getrusage (who, &usage);
  time->elapsed = (double) g_get_monotonic_time () / G_USEC_PER_SEC - time->elapsed;
  time->cpu = (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
              + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC
              - time->cpu;
}

static guint64
run_grep (const Case *c,
          const char *path,
          Time       *time)
{
  const char *argv[] = { "grep", "-c", c->option, c->pattern, path, NULL };
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  take_time (time, RUSAGE_CHILDREN);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL,
                &error);
  g_assert_no_error (error);
  take_time (time, RUSAGE_CHILDREN);

  return g_ascii_strtoull (out, NULL, 10);
}

typedef struct
{
  GMutex lock;
  GCond  cond;
} Bell;

static void
ring_cb (gpointer data)
{
  Bell *bell = data;

  g_mutex_lock (&bell->lock);
  g_cond_signal (&bell->cond);
  g_mutex_unlock (&bell->lock);
}

static guint64
run_search (const Case   *c,
            TaplineIndex *index,
            Bell         *bell,
            Time         *time)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineSearch) search = NULL;
  g_autoptr (TaplineQuery) query = NULL;
  g_auto (TaplineSearchView) view = { 0 };

  take_time (time, RUSAGE_SELF);
  query = tapline_query_parse (c->query, NULL, &error);
  g_assert_no_error (error);
  search = tapline_search_new (index, query, 0, ring_cb, bell, NULL, &error);
  g_assert_no_error (error);
  g_mutex_lock (&bell->lock);
  while (!tapline_search_look (search, &view) || view.state != TAPLINE_SEARCH_CAUGHT_UP)
    g_cond_wait_until (&bell->cond, &bell->lock, g_get_monotonic_time () + PATIENCE);
  g_mutex_unlock (&bell->lock);
  take_time (time, RUSAGE_SELF);

  return tapline_matches_get_n (view.matches);
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_median (const Time *times,
            guint       rounds,
            gboolean    cpu)
{
  double sorted[ROUNDS_MAX];

  for (guint i = 0; i < rounds; i++)
    sorted[i] = cpu ? times[i].cpu : times[i].elapsed;
  qsort (sorted, rounds, sizeof sorted[0], compare);

  return sorted[rounds / 2];
}

static void
print_case (const Case *c,
            guint       rounds,
            double      gigabytes)
{
  double theirs = get_median (c->grep, rounds, FALSE), ours = get_median (c->search, rounds, FALSE);
  double cpu = get_median (c->search, rounds, TRUE) / get_median (c->grep, rounds, TRUE);
  const char *goal = "";

  if (strcmp (c->option, "-F") == 0)
    goal = "must 0.80, aim 0.50";
  else if (strcmp (c->option, "-E") == 0)
    goal = "must 0.70, aim 0.35";
  g_print ("%s %-38s  grep %5.2f GB/s  search %5.2f GB/s  ratio %.2f (%s)  CPU %5.3f s/GB, "
           "ratio %.2f\n", c->option, c->pattern, gigabytes / theirs, gigabytes / ours,
           ours / theirs, goal, get_median (c->search, rounds, TRUE) / gigabytes, cpu);
}

int
main (int   argc,
      char *argv[])
{
  gsize megabytes = argc > 1 ? strtoul (argv[1], NULL, 10) : 1000;
  guint rounds = argc > 2 ? (guint) atoi (argv[2]) : 5;
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1 << 24, NULL);
  g_autoptr (TaplineIndex) index = NULL;
  g_autofree char *path = NULL;
  Fixture fixture;
  Bell bell;

  g_assert_true (megabytes > 0 && rounds > 0 && rounds <= ROUNDS_MAX);
  g_setenv ("LC_ALL", "C", TRUE);
  g_mutex_init (&bell.lock);
  g_cond_init (&bell.cond);
  fixture_init (&fixture);
  path = g_build_filename (fixture.folder, "lines", NULL);
  fill (&fixture, path, megabytes);
  index = tapline_index_new (fixture.capture, framing, NULL, NULL, &error);
  g_assert_no_error (error);
  tapline_index_stop (index, TRUE);

  for (guint round = 0; round < rounds; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        guint64 theirs = run_grep (&cases[i], path, &cases[i].grep[round]);

        g_assert_cmpuint (run_search (&cases[i], index, &bell, &cases[i].search[round]), ==,
                          theirs);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    print_case (&cases[i], rounds, (double) megabytes / 1000);

  g_unlink (path);
  g_clear_pointer (&index, tapline_index_unref);
  fixture_clear (&fixture);

  return 0;
}
