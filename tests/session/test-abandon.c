/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session is left while it is searched, filtered, counted and exported, at any moment, in any
 * order, also while another program cuts its recording short or removes it. The sanitizers see what
 * is used afterwards or leaks; here it must end. TAPLINE_ROUNDS in the environment takes longer. */
#include "config.h"

#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "desk.h"
#include "tapline-exporter.h"
#include "tapline-filtered-list.h"
#include "tapline-finder.h"
#include "tapline-gauge.h"

#define ROUNDS     12
#define LONGEST_MS 30 /* until it is left */

/* What somebody does with a session. */
typedef struct
{
  TaplineFinder       *finder;
  TaplineFilteredList *rows;
  TaplineGauge        *gauge;
  TaplineErrand       *errand;
  TaplineBell         *bell;
  char                *out;
} Work;

static TaplineQuery *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  TaplineQuery *query = tapline_query_parse (text, NULL, &error);

  g_assert_no_error (error);
  return query;
}

static void
ignore (gpointer unused)
{
}

static void
begin_export (Work              *work,
              TaplineTranscript *transcript,
              guint64            n)
{
  g_autoptr (TaplineLogRanges) ranges = tapline_log_ranges_new ();
  TaplineExporter *exporter;

  tapline_log_ranges_add (ranges, 0, n);
  exporter = tapline_exporter_new (transcript, tapline_message_set_new_ranges (ranges),
                                   TAPLINE_FORMAT_CSV, "UTF-8", work->out);
  work->errand = tapline_errand_start ("export", tapline_exporter_run, exporter,
                                       (GDestroyNotify) tapline_exporter_unref, work->bell);
}

static void
begin (Work  *work,
       Desk  *desk,
       GRand *rand)
{
  static const char *const texts[] = {
    "text:77", "regex:\"1[0-9]+2x\"", "is:marked or size:>3", "not (regex/i:\"X+$\")",
  };
  TaplineTranscript *transcript = TAPLINE_TRANSCRIPT (desk->messages);
  g_autoptr (TaplineQuery) wanted = parse (texts[g_rand_int_range (rand, 0, 4)]);
  g_autoptr (TaplineQuery) filter = parse (texts[g_rand_int_range (rand, 0, 4)]);
  g_autoptr (TaplinePattern) pattern = tapline_pattern_new (TAPLINE_PATTERN_REGEX, "^0*([0-9]+)",
                                                            0, NULL, NULL);

  *work = (Work) { .bell = tapline_bell_new (ignore, NULL) };
  work->out = g_build_filename (desk->directory, "exported.csv", NULL);
  work->finder = tapline_finder_new (transcript);
  g_assert_true (tapline_finder_set_query (work->finder, wanted, 0, NULL));
  work->rows = tapline_filtered_list_new (transcript);
  g_assert_true (tapline_filtered_list_set_query (work->rows, filter, NULL));
  work->gauge = tapline_gauge_new (desk->session);
  tapline_gauge_set_pattern (work->gauge, 0, pattern);
  tapline_gauge_set_active (work->gauge, TRUE);
  begin_export (work, transcript, n_messages (desk));
}

static void
look (Work *work)
{
  g_autofree TaplineFigures *figures = g_new0 (TaplineFigures, 1);
  TaplineMessage message;
  guint64 n = tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (work->rows));

  tapline_gauge_look (work->gauge, figures);
  if (n > 0)
    tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (work->rows), n - 1, 100, &message);
}

static void
end (Work *work)
{
  g_clear_object (&work->rows);
  g_clear_object (&work->finder);
  g_clear_object (&work->gauge);
  tapline_errand_cancel (work->errand);
  g_clear_pointer (&work->errand, tapline_errand_unref);
  tapline_bell_remove (work->bell);
  tapline_bell_unref (work->bell);
  g_free (work->out);
}

static void
turn_until (Work   *work,
            gint64  until)
{
  while (g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, FALSE);
      look (work);
    }
}

/* Another program cuts the only recording in the folder to a part of its size, or removes it. */
static void
spoil (Desk  *desk,
       GRand *rand)
{
  g_autoptr (GDir) dir = g_dir_open (desk->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".pcapng"))
      {
        g_autofree char *path = g_build_filename (desk->directory, name, NULL);

        if (g_rand_boolean (rand))
          g_assert_cmpint (truncate (path, g_rand_int_range (rand, 0, 1 << 20)), ==, 0);
        else
          g_assert_cmpint (g_unlink (path), ==, 0);
      }
}

static void
test_any_moment (Desk          *self,
                 gconstpointer  data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (GPOINTER_TO_UINT (data));
  guint way = GPOINTER_TO_UINT (data) % 4;
  Flooder flooder = { .length = 64 };
  GThread *thread;
  Work work;

  open_listener (self);
  flooder.fd = connect_peer (self);
  thread = g_thread_new ("flood", flood, &flooder);
  test_wait_for (n_messages (self) > 2000);
  begin (&work, self, rand);
  turn_until (&work, g_get_monotonic_time () + g_rand_int_range (rand, 0, LONGEST_MS * 1000));
  if (way == 1)
    {
      spoil (self, rand);
      turn_until (&work, g_get_monotonic_time () + g_rand_int_range (rand, 0, LONGEST_MS * 1000));
    }
  if (way == 2)
    g_assert_true (tapline_session_set_framing (self->session, "fixed:7", 1024, NULL));
  if (way == 3)
    g_assert_true (tapline_sidecar_stop (self->sidecar, 0, TEST_DEADLINE_MS, NULL));
  if (way != 1 && g_rand_boolean (rand))
    close_session (self->session);
  if (g_rand_boolean (rand))
    look (&work);
  end (&work);
  g_assert_finalize_object (g_steal_pointer (&self->session));

  g_atomic_int_set (&flooder.over, TRUE);
  shutdown (flooder.fd, SHUT_RDWR);
  g_thread_join (thread);
  close (flooder.fd);
}

static void
add_tests (void)
{
  const char *rounds = g_getenv ("TAPLINE_ROUNDS");
  guint n = rounds != NULL ? (guint) g_ascii_strtoull (rounds, NULL, 10) : ROUNDS;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/abandon/%u", i);

      g_test_add (path, Desk, GUINT_TO_POINTER (i), set_up, test_any_moment, tear_down);
    }
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
