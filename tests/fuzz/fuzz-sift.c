/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any pattern in any messages, cut in several ways: what a search finds by looking at blocks as a
 * whole is what matches in each message alone. A regular expression is compared with GRegex itself,
 * so that nothing that is claimed of it to be fast counts for both sides.
 *
 * Input: framing, payload, then patterns: kind and flags, length, parts. Bytes stand for what is
 * likely to meet, as expressions of random bytes are wrong and match nothing. See fuzz.h for
 * libFuzzer.
 */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fuzz.h"
#include "tapline-search.h"
#include "tapline-sift.h"
#include "tapline-store.h"

#define PAYLOAD_MAX  (48 * 1024)
#define PATTERNS_MAX 12            /* in an input */
#define PARTS_MAX    24            /* of a pattern */
#define REPEATED     40            /* bytes */
#define LIMIT        "(*LIMIT_MATCH=20000)"

/* What a byte of the payload's part of the input stands for, but for the last few. */
#define REPEAT       0xe0          /* from here on: what came last, often */
#define NEXT_BLOCK   0xf0          /* and from here on: the next block, of either direction */
#define PATTERNS     0xff          /* this one: that the patterns follow */

static const char *const framings[] = {
  "lines", "delim:20", "delim:0D0A", "fixed:7", "raw", "slip", "netstring", "scpi",
};

static const char *const words[] = {
  "a", "b", "c", "A", "B", "0", "9", "_", "=", " ", " ", "\n", "\n", "\r\n", "\r", "\t", "ab",
  "abc", "temp=", "2.5", "\xc3\xa4", "\xc3", "\xff", "-", "]", "x", "xyz", "3:abc,", "#12ab",
  "\xc0",
};

static const char *const parts[] = {
  "a", "b", "c", "A", "ab", "abc", "x", "xyz", "0", "=", " ", "_", "-", "temp=", ".", "[ab]",
  "[^a]", "[^b]", "[a-c]", "[^]x]", "[]-]", "[[:digit:]]", "[^[:alpha:]]", "[\\w-]", "[^\\d ]",
  "[^\\n]", "\\w", "\\W", "\\d", "\\D", "\\s", "\\S", "\\h", "\\R", "\\N", "\\b", "\\B", "\\.",
  "\\x61", "\\n", "\\r", "\\t", "\\A", "\\z", "\\Z", "\\Qa.\\E", "^", "$", "(", "(?:", "(?i)",
  "(?s)", "(?m)", "(?x)", "(?=", "(?!", "(?<=", "(?<!", "(?>", ")", ")", ")", "|", "|", "*", "+",
  "?", "*?", "+?", "*+", "++", "??", "{2}", "{1,2}", "{0}", "{2,}", "\\1", "#", "(?#a)", "\xff",
  "\xc3", "\\K", "\\G",
};

typedef struct
{
  TaplineCapture *capture;
  TaplineFlow     flow;
  TaplineIndex   *index;
} Log;

static void
record (Log              *log,
        TaplineDirection  direction,
        GByteArray       *bytes)
{
  gsize at = 0;

  while (at < bytes->len)
    {
      gsize n = MIN (tapline_capture_get_room (log->capture), bytes->len - at);

      tapline_capture_append (log->capture, &log->flow, direction, bytes->data + at, n);
      at += n;
      if (n == 0)
        g_assert_true (tapline_capture_flush (log->capture, NULL));
    }
  g_byte_array_set_size (bytes, 0);
}

static void
record_all (Log          *log,
            const guint8 *bytes,
            gsize         length)
{
  g_autoptr (GByteArray) piece = g_byte_array_new ();
  TaplineDirection direction = TAPLINE_DIRECTION_IN;
  gsize sum = 0;

  for (gsize i = 0; i < length && sum + piece->len < PAYLOAD_MAX; i++)
    if (bytes[i] >= NEXT_BLOCK)
      {
        sum += piece->len;
        record (log, direction, piece);
        direction = bytes[i] % 4 == 0 ? TAPLINE_DIRECTION_OUT : TAPLINE_DIRECTION_IN;
      }
    else if (bytes[i] >= REPEAT)
      {
        guint n = MIN (piece->len, REPEATED);
        guint8 last[REPEATED];

        for (guint j = 0; j < n; j++)
          last[j] = piece->data[piece->len - n + j];
        for (guint times = n > 0 ? 1u << (bytes[i] - REPEAT) % 12 : 0; times > 0; times--)
          g_byte_array_append (piece, last, n);
      }
    else
      {
        const char *word = words[bytes[i] % G_N_ELEMENTS (words)];

        g_byte_array_append (piece, (const guint8 *) word, (guint) strlen (word));
      }
  record (log, direction, piece);
}

static void
log_init (Log          *self,
          const char   *spec,
          const guint8 *bytes,
          gsize         length)
{
  g_autofree char *path = g_strdup_printf ("%s/tapline-fuzz-sift-%d.pcapng", g_get_tmp_dir (),
                                           (int) getpid ());
  g_autoptr (TaplineFraming) framing = tapline_framing_new (spec, 1 << 20, NULL);

  *self = (Log) { .capture = tapline_capture_new (path, NULL) };
  g_assert_nonnull (self->capture);
  g_unlink (path);
  g_assert_true (tapline_address_parse (&self->flow.local, "127.0.0.1", 7000));
  g_assert_true (tapline_address_parse (&self->flow.remote, "192.0.2.1", 1));
  tapline_capture_open_flow (self->capture, &self->flow, NULL);
  record_all (self, bytes, length);
  tapline_capture_end_flow (self->capture, &self->flow, TAPLINE_DIRECTION_IN, FALSE, NULL);
  tapline_capture_end_flow (self->capture, &self->flow, TAPLINE_DIRECTION_OUT, FALSE, NULL);
  g_assert_true (tapline_capture_flush (self->capture, NULL));
  self->index = tapline_index_new (self->capture, framing, NULL, NULL, NULL);
  g_assert_nonnull (self->index);
  tapline_index_stop (self->index, TRUE);
}

static void
log_clear (Log *self)
{
  tapline_index_unref (self->index);
  tapline_capture_unref (self->capture);
}

/* What a search does with all messages, as one range. */
static void
sift (Log            *log,
      TaplinePattern *pattern,
      gboolean        across,
      TaplineSifted  *sifted)
{
  const TaplineIndexCounters *counters = tapline_index_get_counters (log->index);
  const TaplineCondition condition = { .type = TAPLINE_CONDITION_PATTERN, .pattern = pattern };
  g_autoptr (TaplineQuery) query = tapline_query_new (&condition, 1, 0);
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (TaplineRecord));
  TaplineSift *worker = tapline_sift_new (log->index, query, across);
  const int cancelled = FALSE;
  TaplineRecord next;
  TaplineStore store;

  tapline_store_init (&store, log->index);
  while (tapline_store_get_record (&store, records->len, TAPLINE_STORE_FORWARD, &next))
    g_array_append_val (records, next);
  if (records->len > 0)
    tapline_sift_run (worker, 0, (const TaplineRecord *) (gpointer) records->data, records->len,
                      tapline_counter_read (&counters->messages),
                      tapline_counter_read (&counters->bytes), &cancelled, sifted);
  tapline_store_clear (&store);
  tapline_sift_free (worker);
}

/* The expression as it is, without what the search knows of it. (nullable) */
static GRegex *
compile (TaplinePattern *pattern)
{
  TaplinePatternFlags flags = tapline_pattern_get_flags (pattern);
  gboolean whole_word = (flags & TAPLINE_PATTERN_WHOLE_WORD) != 0;
  g_autofree char *text = g_strconcat (LIMIT, whole_word ? "(?<!\\w)(?:" : "",
                                       tapline_pattern_get_text (pattern),
                                       whole_word ? ")(?!\\w)" : "", NULL);

  if (tapline_pattern_get_kind (pattern) != TAPLINE_PATTERN_REGEX)
    return NULL;

  return g_regex_new (text, G_REGEX_RAW | G_REGEX_NEWLINE_LF
                            | (flags & TAPLINE_PATTERN_ANY_CASE ? G_REGEX_CASELESS : 0), 0, NULL);
}

/* What one message is by itself. */
static TaplinePatternResult
match_alone (TaplinePattern       *pattern,
             GRegex               *regex,
             const TaplineMessage *message)
{
  gsize length = message->head_length - message->ending;
  g_autoptr (GError) error = NULL;
  gboolean matches;

  if (regex == NULL)
    return tapline_pattern_match (pattern, message->head, message->head_length, message->ending);

  matches = g_regex_match_full (regex, length > 0 ? (const char *) message->head : "",
                                (gssize) length, 0, 0, NULL, &error);
  if (error != NULL)
    return TAPLINE_PATTERN_TOO_COMPLEX;

  return matches ? TAPLINE_PATTERN_FOUND : TAPLINE_PATTERN_ABSENT;
}

static void
compare (Log                 *log,
         TaplinePattern      *pattern,
         const TaplineSifted *sifted)
{
  g_autoptr (TaplineReader) reader = tapline_reader_new (log->index);
  g_autoptr (GRegex) regex = compile (pattern);
  gsize n = sifted->too_complex ? sifted->too_complex_at : sifted->n_messages;

  g_assert_false (sifted->unreadable);
  for (gsize i = 0; i < n; i++)
    {
      TaplineMessage message;
      TaplinePatternResult result;

      g_assert_true (tapline_reader_get (reader, i, G_MAXUINT32, &message, NULL));
      result = message.direction != TAPLINE_DIRECTION_NOTE ? match_alone (pattern, regex, &message)
                                                           : TAPLINE_PATTERN_TOO_COMPLEX;
      if (result != TAPLINE_PATTERN_TOO_COMPLEX
          && tapline_sift_get_bit (sifted->bits, i) != (result == TAPLINE_PATTERN_FOUND))
        g_error ("“%s” %s in message %" G_GSIZE_FORMAT ", but not for a search",
                 tapline_pattern_get_text (pattern),
                 result == TAPLINE_PATTERN_FOUND ? "is" : "is not", i);
    }
}

/* Looks for the pattern that the first bytes stand for; returns how many these are. */
static gsize
look_for (Log          *log,
          const guint8 *bytes,
          gsize         length)
{
  gboolean is_text = bytes[0] & 8 && bytes[0] & 16;
  gboolean across = bytes[0] & 32 && bytes[0] & 64;
  gsize end = MIN (length, 2 + (gsize) (length > 1 ? bytes[1] % PARTS_MAX : 0));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TaplinePattern) pattern = NULL;
  TaplineSifted sifted;

  for (gsize i = 2; i < end; i++)
    g_string_append (text, is_text ? words[bytes[i] % G_N_ELEMENTS (words)]
                                   : parts[bytes[i] % G_N_ELEMENTS (parts)]);
  pattern = tapline_pattern_new (is_text ? TAPLINE_PATTERN_TEXT : TAPLINE_PATTERN_REGEX, text->str,
                                 bytes[0] % 4, NULL, NULL);
  if (pattern == NULL)
    return end;

  sifted = (TaplineSifted) {
    .bits = g_array_new (FALSE, TRUE, sizeof (guint64)),
    .late = g_array_new (FALSE, FALSE, sizeof (guint64)),
  };
  sift (log, pattern, across, &sifted);
  if (!across)
    compare (log, pattern, &sifted);
  g_array_unref (sifted.bits);
  g_array_unref (sifted.late);

  return end;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes,
                        gsize         length)
{
  const guint8 *patterns = length > 0 ? memchr (bytes + 1, PATTERNS, length - 1) : NULL;
  Log log;

  if (patterns == NULL)
    return 0;

  log_init (&log, framings[bytes[0] % G_N_ELEMENTS (framings)], bytes + 1,
            (gsize) (patterns - bytes - 1));
  for (gsize at = (gsize) (patterns - bytes) + 1, n = 0; at < length && n < PATTERNS_MAX; n++)
    at += look_for (&log, bytes + at, length - at);
  log_clear (&log);

  return 0;
}

static void
put_random (GRand      *rand,
            GByteArray *seed,
            int         n,
            int         limit)
{
  for (; n > 0; n--)
    {
      guint8 byte = (guint8) g_rand_int_range (rand, 0, limit);

      g_byte_array_append (seed, &byte, 1);
    }
}

void
fuzz_make_seed (guint       number,
                GByteArray *seed)
{
  static const guint8 separator = PATTERNS;
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);

  put_random (rand, seed, g_rand_int_range (rand, 10, 200), PATTERNS);
  g_byte_array_append (seed, &separator, 1);
  for (guint i = 0; i < PATTERNS_MAX; i++)
    {
      guint8 n = (guint8) g_rand_int_range (rand, 1, 6);

      put_random (rand, seed, 1, 256);
      g_byte_array_append (seed, &n, 1);
      put_random (rand, seed, n, 256);
    }
}
