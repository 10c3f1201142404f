/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches for what is marked: while marks are set and removed, and the recording grows, they find
 * what a loop over all messages finds; and no match comes or goes but by an edit, or at the end of
 * the list. */
#include "config.h"

#include "fixture-log.h"
#include "tapline-search.h"

#define MARKS_PER_STEP 6

static const char *const texts[] = {
  "is:marked", "!is:marked", "is:marked text:alpha", "is:marked or size:>60",
  "not (is:marked dir:in)", "kind:note is:marked", "is:marked !text:beta", "dir:in !is:marked",
};

#define N_TEXTS G_N_ELEMENTS (texts)

/* A search, and its matches as whoever shows them knows them. */
typedef struct
{
  TaplineQuery      *query;
  TaplineSearch     *search;
  TaplineSearchView  view;
  GArray            *shown;   /* guint64 */
  guint              n_edits; /* since this was set to 0 */
} Watch;

static void
watch_init (Watch      *self,
            Log        *log,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  *self = (Watch) { .shown = g_array_new (FALSE, FALSE, sizeof (guint64)) };
  self->query = tapline_query_parse (text, NULL, &error);
  g_assert_no_error (error);
  self->search = tapline_search_new (log->index, self->query, 0, log_notify, log_hold (log),
                                     log_release, &error);
  g_assert_no_error (error);
}

static void
watch_clear (Watch *self)
{
  tapline_search_free (self->search);
  tapline_search_view_clear (&self->view);
  tapline_query_unref (self->query);
  g_array_unref (self->shown);
}

/* What is shown changes by the edits, and then by what is new at its end. */
static gboolean
watch_look (Watch *self)
{
  guint64 examined = self->view.matches != NULL
                     ? tapline_matches_get_n_examined (self->view.matches) : 0;

  if (!tapline_search_look (self->search, &self->view))
    return FALSE;

  for (guint i = 0; i < self->view.edits->len; i++)
    {
      const TaplineSearchEdit *edit = &g_array_index (self->view.edits, TaplineSearchEdit, i);

      if (edit->number >= examined)
        continue;
      if (edit->added)
        g_array_insert_val (self->shown, (guint) edit->rank, edit->number);
      else
        {
          g_assert_cmpuint (g_array_index (self->shown, guint64, edit->rank), ==, edit->number);
          g_array_remove_index (self->shown, (guint) edit->rank);
        }
    }
  self->n_edits += self->view.edits->len;
  g_assert_cmpuint (tapline_matches_get_rank (self->view.matches, examined), ==, self->shown->len);
  for (guint64 i = self->shown->len; i < tapline_matches_get_n (self->view.matches); i++)
    {
      guint64 number = tapline_matches_get (self->view.matches, i);

      g_array_append_val (self->shown, number);
    }
  for (guint i = 0; i < self->shown->len; i++)
    g_assert_cmpuint (tapline_matches_get (self->view.matches, i), ==,
                      g_array_index (self->shown, guint64, i));

  return TRUE;
}

static gboolean
watch_is_caught_up (Watch *self)
{
  return watch_look (self) && self->view.state == TAPLINE_SEARCH_CAUGHT_UP;
}

/* Waits until the search has come to all, and compares. */
static void
watch_check (Watch *self,
             Log   *log)
{
  g_autoptr (TaplineReader) reader = tapline_reader_new (log->index);
  guint at = 0;

  tapline_search_wake (self->search);
  log_wait_until (log, watch_is_caught_up (self));
  log_read (log);
  for (guint64 i = 0; i < log->messages->len; i++)
    {
      const Message *message = &g_array_index (log->messages, Message, i);
      TaplinePosition unused;
      TaplineReach reach;
      gsize length;
      const guint8 *bytes = g_bytes_get_data (message->bytes, &length);
      gboolean is_marked;

      g_assert_true (tapline_reader_get_reach (reader, i, &reach));
      is_marked = tapline_marks_find_first (tapline_capture_get_marks (log->f.capture), &reach,
                                            &unused);
      if (tapline_query_match (self->query, &message->message, is_marked, bytes, length)
          != TAPLINE_PATTERN_FOUND)
        continue;
      g_assert_cmpuint (at, <, self->shown->len);
      g_assert_cmpuint (g_array_index (self->shown, guint64, at), ==, i);
      at++;
    }
  g_assert_cmpuint (at, ==, self->shown->len);
  g_assert_no_error (self->view.error);
}

/* Marks a message, or removes its mark. */
static void
mark (Log           *log,
      TaplineReader *reader,
      guint64        number,
      const char    *note)
{
  g_autoptr (GError) error = NULL;
  g_auto (TaplineMark) mark = { 0 };
  TaplineReach reach;

  g_assert_true (tapline_reader_get_reach (reader, number, &reach));
  if (!tapline_marks_find (tapline_capture_get_marks (log->f.capture), &reach, &mark))
    mark = (TaplineMark) { .position = reach.begin, .connection = reach.connection };
  tapline_mark_clear (&mark);
  mark.note = g_strdup (note);
  g_assert_true (tapline_capture_mark (log->f.capture, &mark, "words", &error));
  g_assert_no_error (error);
}

static void
flush (Log *log)
{
  g_assert_true (tapline_capture_flush (log->f.capture, NULL));
  tapline_index_wake (log->index);
}

static void
mark_some (Log *log)
{
  g_autoptr (TaplineReader) reader = tapline_reader_new (log->index);
  guint64 n = log_count_indexed (log);

  for (guint i = 0; n > 0 && i < MARKS_PER_STEP; i++)
    mark (log, reader, g_rand_int (log->rand) % n, g_rand_int (log->rand) % 3 ? "" : NULL);
}

static void
test_live (gconstpointer data)
{
  Watch watches[N_TEXTS];
  guint n_edits = 0;
  Log log;

  log_init (&log, 7);
  for (guint i = 0; i < 200; i++)
    log_record (&log);
  log_index (&log, data, 1 << 20);
  for (gsize i = 0; i < N_TEXTS; i++)
    watch_init (&watches[i], &log, texts[i]);

  for (guint step = 0; step < 40; step++)
    {
      for (guint i = 0; i < 8; i++)
        log_record (&log);
      mark_some (&log);
      flush (&log);
      if (step % 5 == 0)
        log_wait_until (&log, log_is_indexed (&log));
      for (gsize i = 0; i < N_TEXTS; i++)
        {
          tapline_search_wake (watches[i].search);
          watch_look (&watches[i]);
        }
    }
  log_end_flows (&log);
  tapline_index_wake (log.index);
  log_wait_until (&log, log_is_indexed (&log));
  for (gsize i = 0; i < N_TEXTS; i++)
    {
      watch_check (&watches[i], &log);
      n_edits += watches[i].n_edits;
      watch_clear (&watches[i]);
    }
  g_assert_cmpuint (n_edits, >, 0);
  log_clear (&log);
}

/* What was marked before is found at once, by another framing as well; and a mark that comes then
 * is one edit. */
static void
test_settled (gconstpointer data)
{
  Watch watches[N_TEXTS];
  Log log;

  log_init (&log, 8);
  for (guint i = 0; i < 300; i++)
    log_record (&log);
  g_assert_true (tapline_capture_flush (log.f.capture, NULL));
  log_index (&log, "lines", 1 << 20);
  log_wait_until (&log, log_is_indexed (&log));
  for (guint i = 0; i < 10; i++)
    mark_some (&log);
  log_end_flows (&log);
  flush (&log);
  log_wait_until (&log, log_is_indexed (&log));
  log_index (&log, data, 1 << 20);
  /* Silence may still end what is unfinished, and nobody would tell the search. */
  log_wait_until (&log, log_is_indexed (&log));
  tapline_index_stop (log.index, TRUE);
  for (gsize i = 0; i < N_TEXTS; i++)
    {
      watch_init (&watches[i], &log, texts[i]);
      watch_check (&watches[i], &log);
      watch_clear (&watches[i]);
    }
  log_clear (&log);
}

/* One mark is one edit, in the middle. */
static void
test_edit (void)
{
  g_autoptr (TaplineReader) reader = NULL;
  Watch watch;
  Log log;

  log_init (&log, 9);
  for (guint i = 0; i < 100; i++)
    log_record (&log);
  g_assert_true (tapline_capture_flush (log.f.capture, NULL));
  log_index (&log, "lines", 1 << 20);
  log_wait_until (&log, log_is_indexed (&log));
  reader = tapline_reader_new (log.index);
  watch_init (&watch, &log, "is:marked");
  watch_check (&watch, &log);
  g_assert_cmpuint (watch.shown->len, ==, 0);

  for (guint64 number = 20; number > 0; number -= 10)
    {
      mark (&log, reader, number, "");
      flush (&log);
      log_wait_until (&log, log_is_indexed (&log));
      tapline_search_wake (watch.search);
      watch.n_edits = 0;
      log_wait_until (&log, watch_is_caught_up (&watch) && watch.n_edits == 1);
      g_assert_cmpuint (g_array_index (watch.shown, guint64, 0), ==, number);
    }
  /* A note that is another leaves it marked. */
  mark (&log, reader, 20, "another");
  flush (&log);
  log_wait_until (&log, log_is_indexed (&log));
  watch_check (&watch, &log);
  g_assert_cmpuint (watch.shown->len, ==, 2);
  mark (&log, reader, 20, NULL);
  flush (&log);
  log_wait_until (&log, log_is_indexed (&log));
  watch_check (&watch, &log);
  g_assert_cmpuint (watch.shown->len, ==, 1);
  watch_clear (&watch);
  log_clear (&log);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const specs[] = {
    "lines", "fixed:97", "raw", "delim:20", "idle:1", "length:1", "slip",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search-marks/edit", test_edit);
  for (gsize i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autofree char *live = g_strdup_printf ("/search-marks/live/%s", specs[i]);
      g_autofree char *settled = g_strdup_printf ("/search-marks/settled/%s", specs[i]);

      /* Nobody would tell the search when silence ends a message. */
      if (!g_str_equal (specs[i], "idle:1"))
        g_test_add_data_func (live, specs[i], test_live);
      g_test_add_data_func (settled, specs[i], test_settled);
    }

  return g_test_run ();
}
