/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fixture-framing.h"
#include "fixture.h"
#include "tapline-index.h"

#define N_RANDOM 40
#define BIG      2000 /* from there on not every splitting in two is tried */

typedef struct
{
  const FixtureStream *stream;
  TaplineFraming      *framing;
  TaplineFramerState   cutting;
  TaplineFramerState   counting;
  guint64              at;      /* bytes fed */
  guint64              start;   /* where the message begins that comes next */
  guint                n;       /* messages seen */
} Run;

static guint
count_expected (const FixtureStream *stream,
                gboolean             pending)
{
  guint n = 0;

  while (n < FIXTURE_MESSAGES_MAX && stream->messages[n].bytes != NULL)
    n++;
  if (!pending && n > 0 && stream->messages[n - 1].flags & TAPLINE_MESSAGE_PENDING)
    n--;

  return n;
}

static void
feed (Run          *self,
      const guint8 *bytes,
      gsize         length)
{
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  g_autofree guint8 *piece = g_memdup2 (bytes, length);
  guint n = tapline_framing_feed (self->framing, &self->cutting, piece, length, cuts);

  g_assert_cmpuint (n, ==, cuts->len);
  n = tapline_framing_feed (self->framing, &self->counting, piece, length, NULL);
  g_assert_cmpuint (n, ==, cuts->len);
  g_assert_cmpmem (&self->counting, sizeof self->counting, &self->cutting, sizeof self->cutting);

  for (guint i = 0; i < n; i++, self->n++)
    {
      const TaplineCut *cut = &g_array_index (cuts, TaplineCut, i);
      const FixtureMessage *expected = &self->stream->messages[self->n];

      if (self->n >= count_expected (self->stream, FALSE)
          || self->at + cut->end - self->start != expected->length
          || cut->ending != expected->ending || cut->flags != expected->flags)
        g_error ("message %u ends at %" G_GUINT64_FORMAT " with ending %u, flags %x", self->n,
                 self->at + cut->end, cut->ending, cut->flags);
      self->start = self->at + cut->end;
    }
  self->at += length;
}

static void
run_begin (Run                 *self,
           const FixtureStream *stream,
           TaplineFraming      *framing)
{
  *self = (Run) { .stream = stream, .framing = framing };
}

static void
run_end (Run *self)
{
  guint n = count_expected (self->stream, FALSE);

  g_assert_cmpuint (self->n, ==, n);
  g_assert_cmpuint (self->cutting.length, ==, self->at - self->start);
  if (self->n < count_expected (self->stream, TRUE))
    {
      const FixtureMessage *pending = &self->stream->messages[n];

      g_assert_cmpuint (self->cutting.length, ==, pending->length);
      g_assert_cmpuint (self->cutting.flags, ==, pending->flags & ~TAPLINE_MESSAGE_PENDING);
    }
}

static void
check_flaws (const FixtureStream  *stream,
             const TaplineFraming *framing)
{
  for (guint i = 0; i < count_expected (stream, TRUE); i++)
    {
      const FixtureMessage *m = &stream->messages[i];
      g_autofree guint8 *bytes = g_memdup2 (m->bytes, m->length);
      g_autofree char *flaw = tapline_framing_dup_flaw (framing, bytes, m->length, m->flags);

      if (m->flaw != NULL)
        g_assert_cmpstr (flaw, ==, m->flaw);
      g_assert_true ((flaw != NULL) == ((m->flags & ~TAPLINE_MESSAGE_PENDING) != 0));
    }
}

/* Records the stream in pieces of up to @longest bytes, the connection's end behind it. */
static void
record (Fixture      *f,
        const guint8 *bytes,
        gsize         length,
        gint32        longest)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  TaplineFlow flow;

  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f->capture, &flow, NULL);
  for (gsize at = 0; at < length;)
    {
      gsize wanted = (gsize) g_rand_int_range (rand, 1, longest + 1);
      gsize size = MIN (wanted, length - at);

      if (tapline_capture_get_room (f->capture) < size)
        g_assert_true (tapline_capture_flush (f->capture, NULL));
      tapline_capture_append (f->capture, &flow, TAPLINE_DIRECTION_IN, bytes + at, size);
      tapline_capture_append (f->capture, &flow, TAPLINE_DIRECTION_OUT, bytes, 1);
      at += size;
    }
  tapline_capture_end_flow (f->capture, &flow, TAPLINE_DIRECTION_IN, FALSE, NULL);
  g_assert_true (tapline_capture_flush (f->capture, NULL));
}

static void
check_row (TaplineReader        *reader,
           const TaplineMessage *message,
           const FixtureMessage *expected)
{
  g_autoptr (GBytes) bytes = tapline_reader_dup_bytes (reader, message->number, 0,
                                                       expected->length, NULL);
  guint flags = expected->flags;

  if (flags & TAPLINE_MESSAGE_PENDING)
    flags ^= TAPLINE_MESSAGE_PENDING | TAPLINE_MESSAGE_CUT_BY_CLOSE;
  g_assert_cmpuint (message->length, ==, expected->length);
  g_assert_cmpuint (message->ending, ==, expected->ending);
  g_assert_cmpuint (message->flags, ==, flags);
  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                   expected->bytes, expected->length);
}

/* The whole way: recorded, indexed and read again, the unfinished message cut by the close. */
static void
check_recording (const FixtureStream *stream,
                 TaplineFraming      *framing,
                 const guint8        *bytes,
                 gsize                length,
                 gint32               longest)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  guint n = 0;
  guint64 n_all;
  Fixture f;

  fixture_init (&f);
  record (&f, bytes, length, longest);
  index = tapline_index_new (f.capture, framing, NULL, NULL, NULL);
  tapline_index_stop (index, TRUE);
  reader = tapline_reader_new (index);
  n_all = tapline_counter_read (&tapline_index_get_counters (index)->messages);

  for (guint64 i = 0; i < n_all; i++)
    {
      TaplineMessage message;

      g_assert_true (tapline_reader_get (reader, i, 10, &message, NULL));
      if (message.direction == TAPLINE_DIRECTION_IN)
        check_row (reader, &message, &stream->messages[n++]);
    }
  g_assert_cmpuint (n, ==, count_expected (stream, TRUE));

  fixture_clear (&f);
}

/* Documented in the header. */
void
fixture_check_stream (const FixtureStream *stream)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineFraming) framing = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  Run run;

  framing = tapline_framing_new (stream->spec, stream->limit != 0
                                               ? stream->limit : TAPLINE_MESSAGE_LIMIT_DEFAULT,
                                 &error);
  g_assert_no_error (error);
  for (guint i = 0; i < count_expected (stream, TRUE); i++)
    g_byte_array_append (bytes, (const guint8 *) stream->messages[i].bytes,
                         (guint) stream->messages[i].length);
  check_flaws (stream, framing);

  for (guint split = 0; split < bytes->len; split += bytes->len < BIG ? 1 : 61)
    {
      run_begin (&run, stream, framing);
      feed (&run, bytes->data, split);
      feed (&run, bytes->data + split, bytes->len - split);
      run_end (&run);
    }

  for (guint round = 0; round <= N_RANDOM; round++)
    {
      run_begin (&run, stream, framing);
      while (run.at < bytes->len)
        {
          gint32 longest = round == 0 ? 1 : g_rand_int_range (rand, 1, 20);
          gsize size = (gsize) g_rand_int_range (rand, 1, longest + 1);

          feed (&run, bytes->data + run.at, MIN (size, bytes->len - run.at));
        }
      run_end (&run);
    }

  for (gint32 longest = 1; longest < 100 && bytes->len < BIG; longest = longest * 3 + 1)
    check_recording (stream, framing, bytes->data, bytes->len, longest);
}

static void
test_stream (gconstpointer data)
{
  fixture_check_stream (data);
}

/* Documented in the header. */
void
fixture_add_streams (const FixtureStream *streams,
                     gsize                n_streams)
{
  for (gsize i = 0; i < n_streams; i++)
    {
      g_autofree char *path = g_strconcat ("/framing/", streams[i].name, NULL);

      g_test_add_data_func (path, &streams[i], test_stream);
    }
}

/* Documented in the header. */
void
fixture_check_specs (const FixtureSpec *specs,
                     gsize              n_specs)
{
  for (gsize i = 0; i < n_specs; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tapline_framing_new (specs[i].spec, 5, &error));
      g_assert_error (error, TAPLINE_FRAMING_ERROR, TAPLINE_FRAMING_ERROR_SPEC);
      if (strstr (error->message, specs[i].named) == NULL)
        g_error ("“%s”: “%s” does not name “%s”", specs[i].spec, error->message, specs[i].named);
      g_assert_true (g_str_has_suffix (error->message, "”."));
    }
}
