/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From one framing to another: where a message begins under the one, and which has the byte there
 * under the other. What is right is known from the streams: the messages of one joined are its
 * bytes.
 */
#include "config.h"

#include "fixture.h"
#include "tapline-waker.h"

#define N_FLOWS 5
#define N_PIECES 400
#define N_ROUNDS 6
#define DEADLINE (20 * G_TIME_SPAN_SECOND)

static const char *const specs[] = {
  "raw", "lines", "delim:6162", "fixed:7", "length:1", "length:2be", "between:0a..61", "netstring",
};

/* What message @number of a cutting is: bytes from @start on of a stream, or its nth note. */
typedef struct
{
  guint   stream;
  guint64 start;
  guint64 end;
} Span;

typedef struct
{
  TaplineIndex  *index;
  TaplineReader *reader;
  GArray        *spans;
} Cutting;

static void
cutting_init (Cutting        *self,
              TaplineCapture *capture,
              const char     *spec)
{
  /* A short limit, so that messages are cut there too. */
  g_autoptr (TaplineFraming) framing = tapline_framing_new (spec, 200, NULL);
  guint64 ends[3 * (N_FLOWS + 1)] = { 0 };
  guint64 n_messages;

  self->index = tapline_index_new (capture, framing, NULL, NULL, NULL);
  tapline_index_stop (self->index, TRUE);
  self->reader = tapline_reader_new (self->index);
  self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  n_messages = tapline_counter_read (&tapline_index_get_counters (self->index)->messages);

  for (guint64 i = 0;; i++)
    {
      TaplineMessage message;
      Span span;

      if (i < n_messages)
        g_assert_true (tapline_reader_get (self->reader, i, 0, &message, NULL));
      else if (!tapline_reader_get_pending (self->reader, (guint) (i - n_messages), 0, &message))
        break;
      if (message.direction == TAPLINE_DIRECTION_NOTE)
        {
          message.connection = 0;
          message.length = 1;
        }
      span.stream = 3 * message.connection + (guint) message.direction;
      span.start = ends[span.stream];
      span.end = ends[span.stream] += message.length;
      g_array_append_val (self->spans, span);
    }
}

static void
cutting_clear (Cutting *self)
{
  g_array_unref (self->spans);
  tapline_reader_free (self->reader);
  tapline_index_unref (self->index);
}

static void
check_pair (Cutting *from,
            Cutting *to)
{
  for (guint i = 0; i < from->spans->len; i++)
    {
      const Span *was = &g_array_index (from->spans, Span, i);
      TaplinePosition position;
      guint64 number;
      const Span *is;

      g_assert_true (tapline_reader_get_position (from->reader, i, &position));
      g_assert_true (tapline_reader_find (to->reader, &position, &number));
      g_assert_cmpuint (number, <, to->spans->len);
      is = &g_array_index (to->spans, Span, number);
      g_assert_cmpuint (is->stream, ==, was->stream);
      g_assert_cmpuint (is->start, <=, was->start);
      g_assert_cmpuint (is->end, >, was->start);
    }
}

static void
append_piece (TaplineCapture   *capture,
              GRand            *rand,
              TaplineFlow      *flow,
              TaplineDirection  direction)
{
  static const guint8 alphabet[] = { '\n', 'a', 'b', 0, 1, 5, ':', ',', '3', 'x' };
  guint8 bytes[60];
  gint32 length = g_rand_int_range (rand, 1, G_N_ELEMENTS (bytes));

  for (gint32 i = 0; i < length; i++)
    bytes[i] = alphabet[g_rand_int_range (rand, 0, G_N_ELEMENTS (alphabet))];
  if (tapline_capture_get_room (capture) < G_N_ELEMENTS (bytes))
    g_assert_true (tapline_capture_flush (capture, NULL));
  tapline_capture_append (capture, flow, direction, bytes, (gsize) length);
}

/* Streams in any order, notes between them; some end, one by one or both at once. */
static void
record (TaplineCapture *capture,
        GRand          *rand)
{
  TaplineFlow flows[N_FLOWS];

  for (guint i = 0; i < N_FLOWS; i++)
    {
      fixture_make_flow (&flows[i], i + 1, FALSE, TRUE);
      tapline_capture_open_flow (capture, &flows[i], i % 2 == 0 ? "connected" : NULL);
    }
  for (guint i = 0; i < N_PIECES; i++)
    {
      if (g_rand_int_range (rand, 0, 40) == 0)
        tapline_capture_note (capture, "something happened");
      append_piece (capture, rand, &flows[g_rand_int_range (rand, 0, N_FLOWS)],
                    g_rand_boolean (rand) ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT);
    }
  tapline_capture_end_flow (capture, &flows[0], TAPLINE_DIRECTION_IN, TRUE, "reset");
  tapline_capture_end_flow (capture, &flows[1], TAPLINE_DIRECTION_OUT, FALSE, "closed");
  g_assert_true (tapline_capture_flush (capture, NULL));
}

static void
test_pairs (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      Cutting cuttings[G_N_ELEMENTS (specs)];
      Fixture f;

      fixture_init (&f);
      record (f.capture, rand);
      for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
        cutting_init (&cuttings[i], f.capture, specs[i]);
      for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
        for (guint j = 0; j < G_N_ELEMENTS (specs); j++)
          check_pair (&cuttings[i], &cuttings[j]);
      for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
        cutting_clear (&cuttings[i]);
      fixture_clear (&f);
    }
}

/* What the other index has not come to yet is not found, and neither is what is nowhere. */
static void
test_not_there (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  TaplinePosition position = { 0 };
  Cutting early, late;
  TaplineFlow flow;
  guint64 number;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  g_assert_true (tapline_capture_flush (f.capture, NULL));
  cutting_init (&early, f.capture, "lines");
  g_assert_false (tapline_reader_find (early.reader, &position, &number));
  g_assert_false (tapline_reader_get_position (early.reader, 0, &position));

  append_piece (f.capture, rand, &flow, TAPLINE_DIRECTION_IN);
  g_assert_true (tapline_capture_flush (f.capture, NULL));
  cutting_init (&late, f.capture, "raw");
  g_assert_true (tapline_reader_get_position (late.reader, 0, &position));
  g_assert_true (tapline_reader_find (late.reader, &position, &number));
  g_assert_false (tapline_reader_find (early.reader, &position, &number));

  position.at = 10000;
  g_assert_false (tapline_reader_find (late.reader, &position, &number));
  position = (TaplinePosition) { .offset = position.offset, .direction = TAPLINE_DIRECTION_OUT };
  g_assert_false (tapline_reader_find (late.reader, &position, &number));
  position.direction = TAPLINE_DIRECTION_NOTE;
  g_assert_false (tapline_reader_find (late.reader, &position, &number));

  cutting_clear (&early);
  cutting_clear (&late);
  fixture_clear (&f);
}

static void
count_cb (gpointer user_data)
{
  g_atomic_int_inc ((int *) user_data);
}

/* The writer wakes whoever follows at the time; who is abandoned is silent and gone. */
static void
test_waker (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  g_autoptr (TaplineWaker) waker = tapline_waker_new ();
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("raw", 200, NULL);
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  int silent = 0, loud = 0, before;
  TaplineIndex *abandoned, *index;
  const TaplineIndexCounters *counters;
  TaplineFlow flow;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  g_assert_true (tapline_capture_flush (f.capture, NULL));
  abandoned = tapline_index_new (f.capture, framing, count_cb, &silent, NULL);
  tapline_waker_add (waker, abandoned);
  index = tapline_index_new (f.capture, framing, count_cb, &loud, NULL);
  tapline_waker_add (waker, index);
  counters = tapline_index_get_counters (index);

  tapline_waker_remove (waker, abandoned);
  tapline_index_abandon (abandoned);
  before = g_atomic_int_get (&silent);
  for (guint i = 1; i <= 1000; i++)
    {
      append_piece (f.capture, rand, &flow, TAPLINE_DIRECTION_IN);
      g_assert_true (tapline_capture_flush (f.capture, NULL));
      tapline_waker_wake (waker);
      while (tapline_counter_read (&counters->messages) < i
             && g_get_monotonic_time () < deadline)
        g_thread_yield ();
      g_assert_cmpuint (tapline_counter_read (&counters->messages), ==, i);
    }
  g_assert_cmpint (g_atomic_int_get (&silent), ==, before);
  g_assert_cmpint (g_atomic_int_get (&loud), >, 0);

  tapline_waker_remove (waker, index);
  tapline_index_unref (index);
  fixture_clear (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/position/pairs", test_pairs);
  g_test_add_func ("/position/not-there", test_not_there);
  g_test_add_func ("/position/waker", test_waker);

  return g_test_run ();
}
