/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches over recordings of random streams, split and framed in every way: what they find is what
 * a loop over all messages finds; also while the recording grows, under load, and cut short. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "fixture-log.h"
#include "tapline-search.h"

static const struct
{
  const char *spec;
  guint32     limit;
} framings[] = {
  { "lines", 1 << 20 }, { "lines", 40 }, { "delim:0A", 1 << 20 }, { "delim:20", 300 },
  { "delim:0D0A", 1 << 20 }, { "fixed:7", 1 << 20 }, { "raw", 1 << 20 }, { "slip", 1 << 20 },
  { "netstring", 200 }, { "idle:1", 1 << 20 }, { "length:1", 1 << 20 }, { "scpi", 1 << 20 },
};

static const char *const queries[] = {
  "",
  "not ()",
  "text:alpha",
  "text/i:ALPHA",
  "text/w:alpha",
  "text/iw:alpha",
  "text:e",
  "text:\"beta alpha\"",
  "text:nowhere",
  "text:ä",
  "text/i:Ä",
  "text/iw:\"Ä\"",
  "hex:\"0a\"",
  "hex:\"0d 0a\"",
  "hex:\"c3 ?4\"",
  "hex:\"ff ?? 62\"",
  "hex:\"??\"",
  "regex:\"temp=[0-9.]+ C\"",
  "regex:\"alpha|gamma|delta\"",
  "regex:\"^alpha\"",
  "regex:\"(beta|C)$\"",
  "regex:\"^$\"",
  "regex:\"a[^b]*b\"",
  "regex:\"[^x]+beta\"",
  "regex:\"\\\\Dalpha\"",
  "regex:\"alpha\\\\s+beta\"",
  "regex:\"\\\\balpha\\\\b.*\\\\bbeta\"",
  "regex:\"beta(?=.*gamma)\"",
  "regex:\"(?<!temp)=2\"",
  "regex:\"x*\"",
  "regex/i:\"GAMMA.*Alpha\"",
  "regex/w:\"alpha|beta\"",
  "regex:\"a\\\\w++a\"",
  "regex:\"[[:digit:]]+\\\\.[[:digit:]]\"",
  "regex:\"[]x-]a\"",
  "regex:\"[^]a-z]a\"",
  "regex:\"(temp=|gamma)[0-9]?\"",
  "regex:\"é|Ä\"",
  "regex/i:\"ä.\"",
  "regex:\"\\\\xff.\"",
  "dir:in",
  "dir:out",
  "kind:note",
  "conn:2,4..5",
  "peer:192.0.2.1:1026",
  "size:>20",
  "size:3..9,50..",
  "flag:bad-checksum,garbage",
  "flag:over-limit",
  "flag:cut-by-close",
  "dir:in text:alpha",
  "dir:in !text:alpha size:<100",
  "text:alpha text:beta",
  "text:alpha or text:gamma or size:>60",
  "!text:alpha",
  "not (text:alpha dir:in)",
  "not (regex:\"temp=[0-9]\" or kind:note)",
  "conn:1 regex:\"beta$\" !text:gamma",
  "time:..2001-01-01T00:00:00Z",
  "time:2001-01-01T00:00:00Z.. text:C",
  "kind:note text/i:CONNECTION",
  /* Behind a bar: what it is within. */
  "text:alpha|dir:in",
  "text:alpha|text:beta or size:>60",
  "conn:1|not (text:alpha dir:in)",
  "text/i:CONNECTION|kind:note",
};

static TaplineQuery *
parse (const char *text)
{
  const char *bar = strstr (text, "regex") == NULL ? strchr (text, '|') : NULL;
  g_autofree char *inner = bar != NULL ? g_strndup (text, (gsize) (bar - text)) : g_strdup (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineQuery) query = tapline_query_parse (inner, NULL, &error);
  g_autoptr (TaplineQuery) outer = NULL;
  const TaplineCondition *conditions;
  guint n_conditions;

  g_assert_no_error (error);
  if (bar == NULL)
    return g_steal_pointer (&query);

  outer = tapline_query_parse (bar + 1, NULL, &error);
  g_assert_no_error (error);
  conditions = tapline_query_get_conditions (query, &n_conditions);

  return tapline_query_new_within (outer, conditions, n_conditions,
                                   tapline_query_get_flags (query));
}

static TaplineSearch *
start (Log                *log,
       const char         *text,
       TaplineSearchFlags  flags)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineQuery) query = parse (text);
  TaplineSearch *search = tapline_search_new (log->index, query, flags, log_notify,
                                              log_hold (log), log_release, &error);

  g_assert_no_error (error);
  return search;
}

static gboolean
is_wanted (const Message *message,
           TaplineQuery  *query)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (message->bytes, &length);

  return tapline_query_match (query, &message->message, FALSE, bytes, length)
         == TAPLINE_PATTERN_FOUND;
}

/* Whether each message is wanted, one after the other. */
static GArray *
match_naively (Log          *log,
               TaplineQuery *query)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint64 i = 0; i < log->messages->len; i++)
    if (is_wanted (&g_array_index (log->messages, Message, i), query))
      g_array_append_val (matches, i);

  return matches;
}

/* The messages in which a match of the pattern begins in what a stream carried. */
static GArray *
match_streams_naively (Log          *log,
                       TaplineQuery *query)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (guint64));
  gsize at[LOG_FLOWS][2] = { 0 };

  for (guint64 i = 0; i < log->messages->len; i++)
    {
      const Message *m = &g_array_index (log->messages, Message, i);
      TaplineDirection direction = m->message.direction;
      GByteArray *stream;
      gsize *from;
      gsize first, last;

      if (direction == TAPLINE_DIRECTION_NOTE)
        {
          if (is_wanted (m, query))
            g_array_append_val (matches, i);
          continue;
        }

      stream = log->streams[m->message.connection - 1][direction];
      from = &at[m->message.connection - 1][direction];
      /* No match here is longer than the message and this. */
      if (tapline_pattern_find (tapline_query_get_pattern (query), stream->data,
                                MIN (stream->len, *from + m->message.length + 1000), *from,
                                &first, &last) == TAPLINE_PATTERN_FOUND
          && first < *from + m->message.length)
        g_array_append_val (matches, i);
      *from += m->message.length;
    }

  return matches;
}

/* Whether it is in a state, now. */
static gboolean
is_in_state (TaplineSearch      *search,
             TaplineSearchView  *view,
             TaplineSearchState  state)
{
  return tapline_search_look (search, view) && view->state == state;
}

/* Waits until the search has all that is indexed, and compares. */
static void
check (Log                *log,
       const char         *text,
       TaplineSearch      *search,
       TaplineSearchFlags  flags)
{
  g_autoptr (TaplineQuery) query = parse (text);
  g_autoptr (GArray) expected = NULL;
  g_auto (TaplineSearchView) view = { 0 };

  log_wait_until (log, is_in_state (search, &view, TAPLINE_SEARCH_CAUGHT_UP));
  log_read (log);
  expected = flags & TAPLINE_SEARCH_STREAM ? match_streams_naively (log, query)
                                           : match_naively (log, query);
  for (guint i = 0; i < expected->len; i++)
    {
      guint64 wanted = g_array_index (expected, guint64, i);

      if (i >= tapline_matches_get_n (view.matches)
          || tapline_matches_get (view.matches, i) != wanted)
        g_error ("%s: match %u is not %" G_GUINT64_FORMAT, text, i, wanted);
      g_assert_cmpuint (tapline_matches_get_rank (view.matches, wanted), ==, i);
    }
  g_assert_cmpuint (tapline_matches_get_n (view.matches), ==, expected->len);
  g_assert_cmpuint (tapline_matches_get_n_examined (view.matches), ==, log_count_indexed (log));
  g_assert_no_error (view.error);
}

static void
test_naive (gconstpointer data)
{
  guint framing = GPOINTER_TO_UINT (data);
  Log log;

  log_init (&log, 100 + framing);
  for (guint i = 0; i < 400; i++)
    log_record (&log);
  log_end_flows (&log);
  log_index (&log, framings[framing].spec, framings[framing].limit);
  /* Silence may still end what is unfinished, and nobody would tell the search. */
  tapline_index_stop (log.index, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (TaplineSearch) search = start (&log, queries[i], 0);

      check (&log, queries[i], search, 0);
    }
  log_clear (&log);
}

static void
test_across (gconstpointer data)
{
  static const char *const patterns[] = {
    "text:alpha", "text:\"beta alpha\"", "text/i:ALPHA", "hex:\"0a 62\"",
    "hex:\"61 ?? 62\"", "text:e", "regex:\"a[^b]b\"", "regex:\"beta\\\\s+alpha\"", "text/i:Ä",
  };
  guint framing = GPOINTER_TO_UINT (data);
  Log log;

  log_init (&log, 200 + framing);
  for (guint i = 0; i < 400; i++)
    log_record (&log);
  log_end_flows (&log);
  log_index (&log, framings[framing].spec, framings[framing].limit);
  /* Silence may still end what is unfinished, and nobody would tell the search. */
  tapline_index_stop (log.index, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (TaplineSearch) search = start (&log, patterns[i], TAPLINE_SEARCH_STREAM);

      check (&log, patterns[i], search, TAPLINE_SEARCH_STREAM);
    }
  log_clear (&log);
}

/* Eight searches at once follow a recording that grows, then another framing. */
static void
test_live (void)
{
  static const char *const texts[] = {
    "text:alpha", "regex:\"temp=[0-9.]+ C\"", "dir:in", "!text:beta", "text:\"beta alpha\"",
    "regex:\"beta$\" or size:>50", "hex:\"0a 62\"", "text/i:ä",
  };
  TaplineSearch *searches[G_N_ELEMENTS (texts)];
  TaplineSearchFlags flags[G_N_ELEMENTS (texts)] = { 0 };
  Log log;

  flags[4] = flags[6] = TAPLINE_SEARCH_STREAM;
  log_init (&log, 3);
  for (guint round = 0; round < 2; round++)
    {
      log_index (&log, round == 0 ? "lines" : "delim:20", 1 << 20);
      for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        searches[i] = start (&log, texts[i], flags[i]);
      for (guint step = 0; step < 60; step++)
        {
          for (guint i = 0; i < 20; i++)
            log_record (&log);
          g_assert_true (tapline_capture_flush (log.f.capture, NULL));
          tapline_index_wake (log.index);
          if (step % 7 == 0)
            log_wait_until (&log, log_is_indexed (&log));
          for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
            tapline_search_wake (searches[i]);
        }
      log_wait_until (&log, log_is_indexed (&log));
      for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          tapline_search_wake (searches[i]);
          check (&log, texts[i], searches[i], flags[i]);
          tapline_search_free (searches[i]);
        }
    }
  log_clear (&log);
}

/* Records so many lines that a search takes a while. */
static void
record_lines (Log  *log,
              guint n)
{
  for (guint i = 0; i < n; i++)
    {
      char line[64];
      int length = g_snprintf (line, sizeof line, "line %u aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", i);

      if (tapline_capture_get_room (log->f.capture) < (gsize) length)
        g_assert_true (tapline_capture_flush (log->f.capture, NULL));
      tapline_capture_append (log->f.capture, &log->flows[0], TAPLINE_DIRECTION_IN, line,
                              (gsize) length);
    }
  g_assert_true (tapline_capture_flush (log->f.capture, NULL));
}

/* What a search has for its callback. */
typedef struct
{
  int  calls;   /* atomic */
  int  held;    /* atomic: calls return only when it is zero */
  int  gone;    /* atomic: nothing may call any more */
  Log *log;
} Called;

static void
count_cb (gpointer data)
{
  Called *called = data;

  g_assert_false (g_atomic_int_get (&called->gone));
  g_atomic_int_inc (&called->calls);
  log_notify (called->log);
  log_wait_until (called->log, !g_atomic_int_get (&called->held));
}

static void
gone_cb (gpointer data)
{
  Called *called = data;
  Log *log = called->log;

  g_atomic_int_set (&called->gone, TRUE);
  log_release (log);
}

/* Cancelling waits for nothing, not for a callback that does not return either. */
static void
test_cancel_waits_for_nothing (void)
{
  g_autoptr (TaplineQuery) query = parse ("text:7");
  g_auto (TaplineSearchView) view = { 0 };
  TaplineSearch *search;
  Called called = { .held = TRUE };
  Log log;

  log_init (&log, 5);
  called.log = log_hold (&log);
  record_lines (&log, 1000);
  log_index (&log, "lines", 1 << 20);
  log_wait_until (&log, log_is_indexed (&log));
  search = tapline_search_new (log.index, query, 0, count_cb, &called, gone_cb, NULL);
  log_wait_until (&log, g_atomic_int_get (&called.calls) > 0);
  tapline_search_cancel (search);
  tapline_search_look (search, &view);
  g_assert_cmpint (view.state, ==, TAPLINE_SEARCH_CANCELLED);
  tapline_search_free (search);
  g_assert_false (g_atomic_int_get (&called.gone));

  g_atomic_int_set (&called.held, FALSE);
  log_notify (&log);
  log_wait_until (&log, g_atomic_int_get (&called.gone));
  log_clear (&log);
}

/* What the callback has is given back once it is not called any more, and freeing while all run is
 * no leak. */
static void
test_cancel (void)
{
  g_autoptr (TaplineQuery) query = parse ("regex:\"(a|aa)+b\"");
  Log log;

  log_init (&log, 4);
  record_lines (&log, 300000);
  log_index (&log, "lines", 1 << 20);
  log_wait_until (&log, log_is_indexed (&log));

  for (guint round = 0; round < 40; round++)
    {
      TaplineSearch *searches[8];
      Called called[G_N_ELEMENTS (searches)] = { 0 };

      for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
        {
          called[i].log = log_hold (&log);
          searches[i] = tapline_search_new (log.index, query, 0, count_cb, &called[i], gone_cb,
                                            NULL);
        }
      g_usleep (g_rand_int (log.rand) % 3000);
      for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
        tapline_search_cancel (searches[i]);
      for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
        {
          g_auto (TaplineSearchView) view = { 0 };

          log_wait_until (&log, tapline_search_look (searches[i], &view));
          g_assert_true (view.state == TAPLINE_SEARCH_CANCELLED
                         || view.state == TAPLINE_SEARCH_FAILED);
          tapline_search_free (searches[i]);
        }
      for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
        log_wait_until (&log, g_atomic_int_get (&called[i].gone));
    }
  log_clear (&log);
}

/* A regular expression that would take for ever ends the search at its message. */
static void
test_too_complex (void)
{
  g_autoptr (TaplineSearch) search = NULL;
  g_auto (TaplineSearchView) view = { 0 };
  Log log;

  log_init (&log, 5);
  record_lines (&log, 1000);
  tapline_capture_append (log.f.capture, &log.flows[0], TAPLINE_DIRECTION_IN,
                          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\nlast xaab\n", 55);
  g_assert_true (tapline_capture_flush (log.f.capture, NULL));
  log_index (&log, "lines", 1 << 20);
  log_wait_until (&log, log_is_indexed (&log));

  /* The first in the log: three notes are before it. */
  search = start (&log, "regex:\"x(a*)*[bc]|^(a|aa)+[^c]$\"", 0);
  log_wait_until (&log, is_in_state (search, &view, TAPLINE_SEARCH_FAILED));
  g_assert_error (view.error, TAPLINE_PATTERN_ERROR, TAPLINE_PATTERN_ERROR_TOO_COMPLEX);
  g_assert_nonnull (strstr (view.error->message, "1004"));
  g_assert_cmpuint (tapline_matches_get_n_examined (view.matches), ==, 1003);
  g_clear_pointer (&search, tapline_search_free);
  log_clear (&log);
}

/* What another program took from the recording does not count, and is told. */
static void
test_unreadable (void)
{
  g_autoptr (TaplineSearch) search = NULL;
  g_auto (TaplineSearchView) view = { 0 };
  Log log;

  log_init (&log, 6);
  record_lines (&log, 100000);
  log_index (&log, "lines", 1 << 20);
  log_wait_until (&log, log_is_indexed (&log));
  g_assert_cmpint (truncate (log.f.path, 2000000), ==, 0);

  search = start (&log, "text:line", 0);
  log_wait_until (&log, is_in_state (search, &view, TAPLINE_SEARCH_CAUGHT_UP));
  g_assert_error (view.error, G_FILE_ERROR, G_FILE_ERROR_IO);
  g_assert_cmpuint (tapline_matches_get_n (view.matches), >, 10000);
  g_assert_cmpuint (tapline_matches_get_n (view.matches), <, 100000);
  g_assert_cmpuint (tapline_matches_get_n_examined (view.matches), ==, log_count_indexed (&log));
  g_clear_pointer (&search, tapline_search_free);
  log_clear (&log);
}

/* Another program has put other bytes into the recording, which are cut in another way than those
 * that were indexed. */
static void
test_changed (gconstpointer data)
{
  static const char *const texts[] = {
    "text:x", "!text:alpha", "hex:\"0a\"", "hex:\"20\"", "regex:\"[x\\s]\"", "regex/i:\"X\"",
    "not (text:alpha or size:>9)", "size:>0", "!flag:garbage", "time:2001-01-01T00:00:00Z..",
  };
  static const char bytes[] = { 'x', '\n', ' ', '\0' };
  guint framing = GPOINTER_TO_UINT (data);
  gboolean is_told = FALSE;

  for (guint byte = 0; byte < G_N_ELEMENTS (bytes); byte++)
    {
      Log log;

      log_init (&log, 300 + framing);
      for (guint i = 0; i < 200; i++)
        log_record (&log);
      log_end_flows (&log);
      log_index (&log, framings[framing].spec, framings[framing].limit);
      tapline_index_stop (log.index, TRUE);
      fixture_spoil (log.f.path, bytes[byte]);

      for (guint i = 0; i < 2 * G_N_ELEMENTS (texts); i++)
        {
          g_autoptr (TaplineSearch) search = start (&log, texts[i / 2],
                                                    i % 2 == 0 ? 0 : TAPLINE_SEARCH_STREAM);
          g_auto (TaplineSearchView) view = { 0 };

          log_wait_until (&log, is_in_state (search, &view, TAPLINE_SEARCH_CAUGHT_UP));
          g_assert_cmpuint (tapline_matches_get_n_examined (view.matches), ==,
                            log_count_indexed (&log));
          is_told |= view.error != NULL;
        }
      log_clear (&log);
    }
  /* Pieces of a size, or as they came, are there whatever they say. */
  g_assert_true (is_told == !g_strv_contains ((const char *const[]) { "fixed:7", "raw", "idle:1",
                                                                      NULL },
                                              framings[framing].spec));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (framings); i++)
    {
      g_autofree char *naive = g_strdup_printf ("/search/naive/%s/%u", framings[i].spec,
                                                framings[i].limit);
      g_autofree char *across = g_strdup_printf ("/search/across/%s/%u", framings[i].spec,
                                                 framings[i].limit);
      g_autofree char *changed = g_strdup_printf ("/search/changed/%s/%u", framings[i].spec,
                                                  framings[i].limit);

      g_test_add_data_func (naive, GUINT_TO_POINTER (i), test_naive);
      g_test_add_data_func (across, GUINT_TO_POINTER (i), test_across);
      g_test_add_data_func (changed, GUINT_TO_POINTER (i), test_changed);
    }
  g_test_add_func ("/search/live", test_live);
  g_test_add_func ("/search/cancel", test_cancel);
  g_test_add_func ("/search/cancel-waits-for-nothing", test_cancel_waits_for_nothing);
  g_test_add_func ("/search/too-complex", test_too_complex);
  g_test_add_func ("/search/unreadable", test_unreadable);

  return g_test_run ();
}
