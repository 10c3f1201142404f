/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that silence ends: in a recording with chosen times, compared with what the times say,
 * and live, compared with the same recording indexed later. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "tapline-clock.h"
#include "tapline-index.h"

#define DEADLINE  (20 * G_TIME_SPAN_SECOND)
#define PAUSE     (G_GINT64_CONSTANT (50) * 1000) /* of idle:50, microseconds */
#define N_FLOWS   3
#define N_STREAMS (2 * N_FLOWS)
#define N_PIECES  400

typedef struct
{
  guint    stream; /* flow and direction */
  GString *bytes;
} Said;

static Said *
said_new (guint stream)
{
  Said *self = g_new (Said, 1);

  *self = (Said) { stream, g_string_new (NULL) };

  return self;
}

static void
said_free (gpointer data)
{
  Said *self = data;

  g_string_free (self->bytes, TRUE);
  g_free (self);
}

static TaplineIndex *
start_index (TaplineCapture *capture,
             const char     *spec)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new (spec, 1000, NULL);
  TaplineIndex *index = tapline_index_new (capture, framing, NULL, NULL, NULL);

  g_assert_nonnull (index);

  return index;
}

static guint64
count (TaplineIndex *index)
{
  return tapline_counter_read (&tapline_index_get_counters (index)->messages);
}

/* Looks again and again, as the indexer tells nobody here. */
static void
wait_for (TaplineIndex *index,
          guint64       n_messages)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;

  while (count (index) < n_messages)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (200);
    }
  g_assert_cmpuint (count (index), ==, n_messages);
}

static void
assert_text (TaplineReader *reader,
             guint64        number,
             const char    *text)
{
  TaplineMessage message;

  g_assert_true (tapline_reader_get (reader, number, 1000, &message, NULL));
  g_assert_cmpuint (message.flags, ==, 0);
  g_assert_cmpmem (message.head, message.head_length, text, strlen (text));
}

static void
put_segment (GByteArray       *file,
             TaplineFlow      *flow,
             TaplineDirection  direction,
             guint8            flags,
             gint64            time,
             const char       *text)
{
  guint8 block[TAPLINE_PCAPNG_CONTROL_MAX];
  guint32 *next = direction == TAPLINE_DIRECTION_IN ? &flow->next_in : &flow->next_out;
  const TaplinePcapngSegment segment = {
    .local = &flow->local,
    .remote = &flow->remote,
    .direction = direction,
    .flags = flags,
    .seq = *next,
    .time = time,
    .payload_length = strlen (text),
  };

  *next += (guint32) strlen (text) + (flags & TAPLINE_TCP_SYN ? 1 : 0);
  memcpy (block + tapline_pcapng_get_header_size (4), text, strlen (text));
  g_byte_array_append (file, block, (guint) tapline_pcapng_put_segment (block, &segment));
}

/* Ends, in order, what has been silent for too long at @now. */
static void
end_naively (GQueue       *unfinished,
             const gint64 *changed,
             gint64        now,
             GPtrArray    *ended)
{
  Said *said;

  while ((said = g_queue_peek_head (unfinished)) != NULL && now - changed[said->stream] > PAUSE)
    g_ptr_array_add (ended, g_queue_pop_head (unfinished));
}

/* Adds a piece to what its stream says; that is then what was changed last. */
static void
add_naively (GQueue     *unfinished,
             guint       stream,
             const char *text)
{
  Said *said = NULL;

  for (GList *l = unfinished->head; l != NULL; l = l->next)
    if (((Said *) l->data)->stream == stream)
      said = l->data;
  if (said == NULL)
    said = said_new (stream);
  else
    g_queue_remove (unfinished, said);
  g_string_append (said->bytes, text);
  g_queue_push_tail (unfinished, said);
}

static void
assert_same (TaplineIndex *index,
             GPtrArray    *ended,
             GQueue       *unfinished)
{
  g_autoptr (TaplineReader) reader = tapline_reader_new (index);
  TaplineMessage message;
  TaplinePosition position;
  guint64 found;

  g_assert_cmpuint (count (index), ==, ended->len);
  for (guint i = 0; i < ended->len; i++)
    {
      const Said *said = g_ptr_array_index (ended, i);

      assert_text (reader, i, said->bytes->str);
      g_assert_true (tapline_reader_get (reader, i, 1000, &message, NULL));
      g_assert_cmpuint (message.connection, ==, said->stream / 2 + 1);
      g_assert_cmpint (message.direction, ==, said->stream % 2);
      g_assert_cmpuint (message.peer.port, ==, 1024 + said->stream / 2);
      g_assert_true (tapline_reader_get_position (reader, i, &position));
      g_assert_true (tapline_reader_find (reader, &position, &found));
      g_assert_cmpuint (found, ==, i);
    }
  /* Behind the last block nobody knows whether there was silence. */
  for (guint i = 0; i < unfinished->length; i++)
    g_assert_true (tapline_reader_get_pending (reader, i, 1000, &message));
  g_assert_false (tapline_reader_get_pending (reader, unfinished->length, 1000, &message));
}

static void
check_times (GRand *rand)
{
  const gint64 pauses[] = { 0, 1, 10000, PAUSE / 2, PAUSE - 1, PAUSE, PAUSE + 1, 3 * PAUSE };
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (said_free);
  g_autoptr (TaplineCapture) capture = NULL;
  g_autoptr (TaplineIndex) index = NULL;
  GQueue unfinished = G_QUEUE_INIT;
  gint64 changed[N_STREAMS];
  gint64 now = G_GINT64_CONSTANT (1700000000000000);
  TaplineFlow flows[N_FLOWS];
  Fixture f;

  fixture_init (&f);
  for (guint i = 0; i < TAPLINE_PCAPNG_N_START; i++)
    {
      guint8 block[TAPLINE_PCAPNG_START_MAX];

      g_byte_array_append (file, block, (guint) tapline_pcapng_put_start (block, i));
    }
  for (guint i = 0; i < N_FLOWS; i++)
    {
      fixture_make_flow (&flows[i], i, FALSE, TRUE);
      put_segment (file, &flows[i], TAPLINE_DIRECTION_IN, TAPLINE_TCP_SYN, now, "");
      put_segment (file, &flows[i], TAPLINE_DIRECTION_OUT, TAPLINE_TCP_SYN | TAPLINE_TCP_ACK, now,
                   "");
    }
  for (guint i = 0; i < N_PIECES; i++)
    {
      guint stream = (guint) g_rand_int_range (rand, 0, N_STREAMS);
      g_autofree char *text = g_strdup_printf ("%u by %u. ", i, stream);

      now += pauses[g_rand_int (rand) % G_N_ELEMENTS (pauses)] / (1 + g_rand_int (rand) % 3);
      end_naively (&unfinished, changed, now, ended);
      add_naively (&unfinished, stream, text);
      changed[stream] = now;
      put_segment (file, &flows[stream / 2], stream % 2, TAPLINE_TCP_ACK, now, text);
    }

  g_assert_true (g_file_set_contents (f.path, (char *) file->data, file->len, NULL));
  capture = tapline_capture_open (f.path, NULL);
  g_assert_false (tapline_capture_load (capture, G_MAXSIZE, NULL));
  index = start_index (capture, "idle:50");
  tapline_index_stop (index, TRUE);
  assert_same (index, ended, &unfinished);
  g_queue_clear_full (&unfinished, said_free);
  fixture_clear (&f);
}

static void
test_times (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (int round = 0; round < 50; round++)
    check_times (rand);
}

/* Where the real time was an hour ahead and then was set back. */
static void
test_set_back (void)
{
  TaplineClock clock = { 0 };
  gint64 first = tapline_clock_take (&clock);
  gint64 now, last;

  g_assert_cmpint (first, >, G_GINT64_CONSTANT (1500000000000000));
  clock.ahead += G_TIME_SPAN_HOUR;
  last = tapline_clock_take (&clock);
  g_assert_cmpint (last, >=, first + G_TIME_SPAN_HOUR);
  g_assert_false (tapline_clock_look (&clock, &now));
  tapline_clock_settle (&clock);
  g_assert_true (tapline_clock_look (&clock, &now));
  g_assert_cmpint (now, >=, last);
  g_assert_cmpint (now, <=, tapline_clock_take (&clock));
  g_assert_false (tapline_clock_look (&clock, &now));
}

static void
append (Fixture          *f,
        TaplineFlow      *flow,
        TaplineDirection  direction,
        const char       *text)
{
  g_assert_cmpuint (tapline_capture_get_room (f->capture), >, strlen (text));
  tapline_capture_append (f->capture, flow, direction, text, strlen (text));
}

static void
publish (Fixture      *f,
         TaplineIndex *index)
{
  g_assert_true (tapline_capture_flush (f->capture, NULL));
  tapline_index_wake (index);
}

/* A message ends although nothing comes behind it. */
static void
test_ends_by_itself (void)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  TaplineMessage message;
  TaplineFlow flow;
  Fixture f;

  fixture_init (&f);
  index = start_index (f.capture, "idle:20");
  reader = tapline_reader_new (index);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  append (&f, &flow, TAPLINE_DIRECTION_IN, "one");
  publish (&f, index);
  wait_for (index, 1);
  assert_text (reader, 0, "one");
  g_assert_false (tapline_reader_get_pending (reader, 0, 10, &message));
  append (&f, &flow, TAPLINE_DIRECTION_OUT, "two, ");
  append (&f, &flow, TAPLINE_DIRECTION_OUT, "still two");
  publish (&f, index);
  wait_for (index, 2);
  assert_text (reader, 1, "two, still two");

  tapline_index_stop (index, FALSE);
  fixture_clear (&f);
}

/* What is recorded but not in the file yet, as when the disk is full, is no silence. */
static void
test_on_its_way (void)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  TaplineFlow flow;
  Fixture f;

  fixture_init (&f);
  index = start_index (f.capture, "idle:100");
  reader = tapline_reader_new (index);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  append (&f, &flow, TAPLINE_DIRECTION_IN, "begun and ");
  publish (&f, index);
  append (&f, &flow, TAPLINE_DIRECTION_IN, "gone on with");
  g_usleep (300 * 1000);
  g_assert_cmpuint (count (index), ==, 0);
  publish (&f, index);
  wait_for (index, 1);
  assert_text (reader, 0, "begun and gone on with");

  fixture_clear (&f);
}

static void
assert_equal_rows (TaplineIndex *a,
                   TaplineIndex *b)
{
  g_autoptr (TaplineReader) reader_a = tapline_reader_new (a);
  g_autoptr (TaplineReader) reader_b = tapline_reader_new (b);

  g_assert_cmpuint (count (a), ==, count (b));
  for (guint64 i = 0; i < count (a); i++)
    {
      TaplineMessage x, y;

      g_assert_true (tapline_reader_get (reader_a, i, 1000, &x, NULL));
      g_assert_true (tapline_reader_get (reader_b, i, 1000, &y, NULL));
      g_assert_cmpint (x.direction, ==, y.direction);
      g_assert_cmpuint (x.connection, ==, y.connection);
      g_assert_cmpint (x.time, ==, y.time);
      g_assert_cmpuint (x.flags, ==, y.flags);
      g_assert_cmpmem (x.head, x.head_length, y.head, y.head_length);
    }
}

/* Whenever the indexer looked, the same recording gives the same messages in the same order. */
static void
test_live_as_later (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  g_autoptr (TaplineIndex) live = NULL;
  g_autoptr (TaplineIndex) later = NULL;
  TaplineFlow flows[N_FLOWS];
  Fixture f;

  fixture_init (&f);
  live = start_index (f.capture, "idle:2");
  for (guint i = 0; i < N_FLOWS; i++)
    {
      fixture_make_flow (&flows[i], i, FALSE, TRUE);
      tapline_capture_open_flow (f.capture, &flows[i], NULL);
    }
  for (guint i = 0; i < N_PIECES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u ", i);

      append (&f, &flows[g_rand_int (rand) % N_FLOWS], g_rand_int (rand) % 2, text);
      if (g_rand_int (rand) % 4 != 0)
        publish (&f, live);
      g_usleep ((gulong) g_rand_int_range (rand, 0, 3000));
    }
  for (guint i = 0; i < N_FLOWS; i++)
    tapline_capture_end_flow (f.capture, &flows[i], TAPLINE_DIRECTION_IN, TRUE, NULL);
  publish (&f, live);
  tapline_index_stop (live, TRUE);
  later = start_index (f.capture, "idle:2");
  tapline_index_stop (later, TRUE);
  g_assert_cmpuint (count (live), >, N_PIECES / 10);
  assert_equal_rows (live, later);

  fixture_clear (&f);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pause/times", test_times);
  g_test_add_func ("/pause/set-back", test_set_back);
  g_test_add_func ("/pause/ends-by-itself", test_ends_by_itself);
  g_test_add_func ("/pause/on-its-way", test_on_its_way);
  g_test_add_func ("/pause/live-as-later", test_live_as_later);

  return g_test_run ();
}
