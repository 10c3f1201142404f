/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Index and reader: which rows a recording has, what is unfinished, and what happens when a file
 * cannot be written or was changed. */
#include "config.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-index.h"

#define DEADLINE (20 * G_TIME_SPAN_SECOND)

static void
flush (Fixture *f)
{
  g_assert_true (tapline_capture_flush (f->capture, NULL));
}

static void
append (Fixture          *f,
        TaplineFlow      *flow,
        TaplineDirection  direction,
        const char       *text)
{
  if (tapline_capture_get_room (f->capture) < strlen (text))
    flush (f);
  tapline_capture_append (f->capture, flow, direction, text, strlen (text));
}

static TaplineIndex *
index_all (Fixture    *f,
           const char *spec)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new (spec, 16 << 20, NULL);
  g_autoptr (GError) error = NULL;
  TaplineIndex *index;

  flush (f);
  index = tapline_index_new (f->capture, framing, NULL, NULL, &error);
  g_assert_no_error (error);
  tapline_index_stop (index, TRUE);
  g_assert_null (tapline_index_dup_error (index));

  return index;
}

static guint64
count_messages (TaplineIndex *index)
{
  return tapline_counter_read (&tapline_index_get_counters (index)->messages);
}

static void
assert_row (TaplineReader    *reader,
            guint64           number,
            TaplineDirection  direction,
            guint32           connection,
            guint             flags,
            guint             ending,
            const char       *text)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  TaplineMessage message;

  tapline_reader_get (reader, number, 1000, &message, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (message.number, ==, number);
  g_assert_cmpint (message.direction, ==, direction);
  g_assert_cmpuint (message.connection, ==, connection);
  g_assert_cmpuint (message.flags, ==, flags);
  g_assert_cmpuint (message.ending, ==, ending);
  g_assert_cmpuint (message.length, ==, strlen (text));
  g_assert_cmpmem (message.head, message.head_length, text, strlen (text));
  g_assert_cmpint (message.time, >, G_GINT64_CONSTANT (1500000000000000));
  g_assert_cmpuint (message.peer.family, ==, connection == 0 ? 0 : 4);

  bytes = tapline_reader_dup_bytes (reader, number, 0, 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static void
test_rows (void)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  TaplineMessage message;
  TaplineFlow a, b;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  fixture_make_flow (&b, 2, FALSE, FALSE);
  tapline_capture_note (f.capture, "Listening – on port 7000");
  tapline_capture_open_flow (f.capture, &a, "a connected");
  tapline_capture_open_flow (f.capture, &b, NULL);
  append (&f, &a, TAPLINE_DIRECTION_IN, "one\ntwo\r\nthr");
  append (&f, &b, TAPLINE_DIRECTION_IN, "\n");
  append (&f, &a, TAPLINE_DIRECTION_OUT, "reply\n");
  append (&f, &a, TAPLINE_DIRECTION_IN, "ee\r");
  append (&f, &a, TAPLINE_DIRECTION_IN, "\nunfini");
  append (&f, &b, TAPLINE_DIRECTION_OUT, "nobody ends");
  append (&f, &a, TAPLINE_DIRECTION_IN, "shed");
  tapline_capture_end_flow (f.capture, &a, TAPLINE_DIRECTION_IN, FALSE, "a closed");
  append (&f, &a, TAPLINE_DIRECTION_OUT, "late");
  tapline_capture_end_flow (f.capture, &a, TAPLINE_DIRECTION_OUT, FALSE, NULL);
  append (&f, &b, TAPLINE_DIRECTION_IN, "x");
  tapline_capture_end_flow (f.capture, &b, TAPLINE_DIRECTION_IN, TRUE, "b was reset");

  index = index_all (&f, "lines");
  reader = tapline_reader_new (index);
  g_assert_cmpuint (count_messages (index), ==, 13);
  for (int round = 0; round < 2; round++)
    {
      assert_row (reader, 0, TAPLINE_DIRECTION_NOTE, 0, 0, 0, "Listening – on port 7000");
      assert_row (reader, 1, TAPLINE_DIRECTION_NOTE, 1, 0, 0, "a connected");
      assert_row (reader, 2, TAPLINE_DIRECTION_IN, 1, 0, 1, "one\n");
      assert_row (reader, 3, TAPLINE_DIRECTION_IN, 1, 0, 2, "two\r\n");
      assert_row (reader, 4, TAPLINE_DIRECTION_IN, 2, 0, 1, "\n");
      assert_row (reader, 5, TAPLINE_DIRECTION_OUT, 1, 0, 1, "reply\n");
      assert_row (reader, 6, TAPLINE_DIRECTION_IN, 1, 0, 2, "three\r\n");
      assert_row (reader, 7, TAPLINE_DIRECTION_IN, 1, TAPLINE_MESSAGE_CUT_BY_CLOSE, 0,
                  "unfinished");
      assert_row (reader, 8, TAPLINE_DIRECTION_NOTE, 1, 0, 0, "a closed");
      assert_row (reader, 9, TAPLINE_DIRECTION_OUT, 1, TAPLINE_MESSAGE_CUT_BY_CLOSE, 0, "late");
      assert_row (reader, 10, TAPLINE_DIRECTION_IN, 2, TAPLINE_MESSAGE_CUT_BY_CLOSE, 0, "x");
      assert_row (reader, 11, TAPLINE_DIRECTION_OUT, 2, TAPLINE_MESSAGE_CUT_BY_CLOSE, 0,
                  "nobody ends");
      assert_row (reader, 12, TAPLINE_DIRECTION_NOTE, 2, 0, 0, "b was reset");
    }

  g_assert_false (tapline_reader_get (reader, 13, 10, &message, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_assert_false (tapline_reader_get_pending (reader, 0, 10, &message));
  fixture_clear (&f);
}

/* Notes are found by the index alone: the messages between them are not read. */
static void
test_find_note (void)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  const guint64 notes[] = { 0, 1, 5, 6, 2008, 2009 };
  guint32 connections = 0;
  TaplineMessage message;
  TaplineFlow a, b;
  guint64 number;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  fixture_make_flow (&b, 2, FALSE, TRUE);
  tapline_capture_note (f.capture, "first");
  tapline_capture_open_flow (f.capture, &a, "a connected");
  append (&f, &a, TAPLINE_DIRECTION_IN, "one\ntwo\nthree\nfo");
  tapline_capture_note (f.capture, "in a message");
  tapline_capture_note (f.capture, "two");
  append (&f, &a, TAPLINE_DIRECTION_IN, "ur\n");
  tapline_capture_open_flow (f.capture, &b, NULL);
  for (int i = 0; i < 1000; i++)
    append (&f, &b, TAPLINE_DIRECTION_OUT, "x\ny\n");
  tapline_capture_end_flow (f.capture, &b, TAPLINE_DIRECTION_OUT, FALSE, "b closed");
  tapline_capture_note (f.capture, "last");
  index = index_all (&f, "lines");
  g_assert_cmpuint (count_messages (index), ==, 2010);
  reader = tapline_reader_new (index);
  g_assert_cmpint (truncate (f.path, 0), ==, 0);

  for (guint64 from = 0, i = 0; from < 2010; from++)
    {
      i += from > notes[i];
      g_assert_true (tapline_reader_find_note (reader, from, 2010, &number, &connections));
      g_assert_cmpuint (number, ==, notes[i]);
      g_assert_cmpuint (connections, ==, from > 6 ? 2 : from > 0);
    }
  g_assert_false (tapline_reader_find_note (reader, 7, 2008, &number, &connections));
  g_assert_false (tapline_reader_find_note (reader, 2, 2, &number, &connections));
  g_assert_false (tapline_reader_find_note (reader, 2010, 2010, &number, &connections));
  g_assert_false (tapline_reader_get (reader, 0, 10, &message, &error));
  fixture_clear (&f);
}

/* The same recording under another framing has other rows. */
static void
test_raw (void)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  TaplineFlow a;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &a, NULL);
  append (&f, &a, TAPLINE_DIRECTION_IN, "one\ntwo\r\nthr");
  append (&f, &a, TAPLINE_DIRECTION_OUT, "ee\n");
  index = index_all (&f, "raw");
  reader = tapline_reader_new (index);
  g_assert_cmpuint (count_messages (index), ==, 2);
  assert_row (reader, 0, TAPLINE_DIRECTION_IN, 1, 0, 0, "one\ntwo\r\nthr");
  assert_row (reader, 1, TAPLINE_DIRECTION_OUT, 1, 0, 0, "ee\n");
  fixture_clear (&f);
}

/* A recording may lack the start or the end of a connection. */
static void
test_lost_ends (void)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  TaplineFlow a, b;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  fixture_make_flow (&b, 1, FALSE, TRUE);
  append (&f, &a, TAPLINE_DIRECTION_IN, "no start\nno e");
  append (&f, &a, TAPLINE_DIRECTION_OUT, "out");
  tapline_capture_open_flow (f.capture, &b, "the next");
  append (&f, &b, TAPLINE_DIRECTION_IN, "nd\n");
  tapline_capture_end_flow (f.capture, &b, TAPLINE_DIRECTION_IN, FALSE, NULL);
  tapline_capture_end_flow (f.capture, &b, TAPLINE_DIRECTION_OUT, FALSE, NULL);
  index = index_all (&f, "lines");
  reader = tapline_reader_new (index);
  g_assert_cmpuint (count_messages (index), ==, 5);
  assert_row (reader, 0, TAPLINE_DIRECTION_IN, 1, 0, 1, "no start\n");
  assert_row (reader, 1, TAPLINE_DIRECTION_IN, 1, TAPLINE_MESSAGE_CUT_BY_CLOSE, 0, "no e");
  assert_row (reader, 2, TAPLINE_DIRECTION_OUT, 1, TAPLINE_MESSAGE_CUT_BY_CLOSE, 0, "out");
  assert_row (reader, 3, TAPLINE_DIRECTION_NOTE, 2, 0, 0, "the next");
  assert_row (reader, 4, TAPLINE_DIRECTION_IN, 2, 0, 1, "nd\n");
  fixture_clear (&f);
}

static void
test_pending (void)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  g_autoptr (GBytes) bytes = NULL;
  TaplineFlow flows[20];
  TaplineMessage message;
  Fixture f;

  fixture_init (&f);
  for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
    {
      fixture_make_flow (&flows[i], i, i % 2, TRUE);
      tapline_capture_open_flow (f.capture, &flows[i], NULL);
      append (&f, &flows[i], TAPLINE_DIRECTION_IN, "a line\nlog");
    }
  append (&f, &flows[7], TAPLINE_DIRECTION_IN, "in\npassw");
  append (&f, &flows[7], TAPLINE_DIRECTION_IN, "ord: ");
  append (&f, &flows[0], TAPLINE_DIRECTION_IN, "in: ");
  append (&f, &flows[9], TAPLINE_DIRECTION_IN, "out\n");
  tapline_capture_end_flow (f.capture, &flows[11], TAPLINE_DIRECTION_OUT, TRUE, NULL);

  index = index_all (&f, "lines");
  reader = tapline_reader_new (index);
  g_assert_cmpuint (count_messages (index), ==, 20 + 1 + 1 + 1);

  /* 18 are unfinished; the 16 that changed last are kept, the oldest first. */
  g_assert_true (tapline_reader_get_pending (reader, 0, 100, &message));
  g_assert_cmpuint (message.number, ==, 23);
  g_assert_cmpuint (message.connection, ==, 1);
  g_assert_cmpuint (message.flags, ==, TAPLINE_MESSAGE_PENDING);
  g_assert_cmpuint (message.length, ==, 7);
  g_assert_cmpmem (message.head, message.head_length, "login: ", 7);
  bytes = tapline_reader_dup_bytes (reader, 23, 3, 100, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "in: ", 4);

  g_assert_true (tapline_reader_get_pending (reader, 15, 7, &message));
  g_assert_cmpuint (message.number, ==, 23 + 15);
  g_assert_cmpuint (message.connection, ==, 8);
  g_assert_cmpuint (message.length, ==, 10);
  g_assert_cmpmem (message.head, message.head_length, "passwor", 7);
  g_assert_false (tapline_reader_get_pending (reader, 16, 7, &message));
  fixture_clear (&f);
}

/* A message in very many small pieces, between which others come. */
static void
test_many_pieces (void)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (GByteArray) sent = g_byte_array_new ();
  TaplineMessage message;
  TaplineFlow a, b;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  fixture_make_flow (&b, 2, TRUE, TRUE);
  append (&f, &a, TAPLINE_DIRECTION_IN, "before\n");
  for (guint i = 0; i < 200000; i++)
    {
      char text[2] = { (char) ('a' + g_rand_int (rand) % 26), 0 };

      append (&f, &a, TAPLINE_DIRECTION_IN, text);
      g_byte_array_append (sent, (guint8 *) text, 1);
      if (i % 3 == 0)
        append (&f, &b, TAPLINE_DIRECTION_OUT, "other\n");
      if (i % 5 == 0)
        append (&f, &a, TAPLINE_DIRECTION_OUT, "?\n");
    }
  append (&f, &a, TAPLINE_DIRECTION_IN, "\n");
  g_byte_array_append (sent, (guint8 *) "\n", 1);

  index = index_all (&f, "lines");
  reader = tapline_reader_new (index);
  g_assert_cmpuint (count_messages (index), ==, 2 + 66667 + 40000);
  g_assert_true (tapline_reader_get (reader, count_messages (index) - 1, 500, &message, NULL));
  g_assert_cmpuint (message.length, ==, sent->len);
  g_assert_cmpuint (message.ending, ==, 1);
  g_assert_cmpmem (message.head, message.head_length, sent->data, 500);

  for (int round = 0; round < 20; round++)
    {
      gsize offset = (gsize) g_rand_int_range (rand, 0, (gint32) sent->len);
      gsize length = round == 0 ? sent->len : (gsize) g_rand_int_range (rand, 0, 3000);
      g_autoptr (GBytes) bytes = NULL;

      if (round == 0)
        offset = 0;
      bytes = tapline_reader_dup_bytes (reader, message.number, offset, length, NULL);
      g_assert_nonnull (bytes);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                       sent->data + offset, MIN (length, sent->len - offset));
    }
  fixture_clear (&f);
}

/* A message of few pieces with very many others in between still has its whole head; one of many
 * pieces has at least its first ones. */
static void
test_far_pieces (void)
{
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  TaplineMessage message;
  TaplineFlow a, b;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  fixture_make_flow (&b, 2, FALSE, TRUE);
  for (guint i = 0; i < 100; i++)
    {
      append (&f, &a, TAPLINE_DIRECTION_IN, i == 9 ? "9\n" : "a");
      for (guint j = 0; j < 1000; j++)
        append (&f, &b, TAPLINE_DIRECTION_IN, "\n");
    }
  append (&f, &a, TAPLINE_DIRECTION_IN, "z\n");

  index = index_all (&f, "lines");
  reader = tapline_reader_new (index);
  assert_row (reader, 9000, TAPLINE_DIRECTION_IN, 1, 0, 1, "aaaaaaaaa9\n");
  g_assert_true (tapline_reader_get (reader, count_messages (index) - 1, 500, &message, NULL));
  g_assert_cmpuint (message.length, ==, 92);
  g_assert_cmpuint (message.head_length, >=, 4);
  g_assert_cmpmem (message.head, 4, "aaaa", 4);
  fixture_clear (&f);
}

typedef struct
{
  GMutex  lock;
  GCond   cond;
  guint64 n_calls;
} Bell;

static void
ring_cb (gpointer user_data)
{
  Bell *bell = user_data;

  g_mutex_lock (&bell->lock);
  bell->n_calls++;
  g_cond_signal (&bell->cond);
  g_mutex_unlock (&bell->lock);
}

static void
wait_for_messages (Bell         *bell,
                   TaplineIndex *index,
                   guint64       wanted)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  g_mutex_lock (&bell->lock);
  while (count_messages (index) < wanted)
    g_assert_true (g_cond_wait_until (&bell->cond, &bell->lock, deadline));
  g_mutex_unlock (&bell->lock);
}

/* No wake-up is lost, however it meets the indexer falling asleep. */
static void
test_wake (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1000, NULL);
  g_autoptr (TaplineIndex) index = NULL;
  TaplineFlow a;
  Bell bell = { 0 };
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  index = tapline_index_new (f.capture, framing, ring_cb, &bell, NULL);
  for (guint i = 1; i <= 20000; i++)
    {
      append (&f, &a, TAPLINE_DIRECTION_IN, "x\n");
      flush (&f);
      tapline_index_wake (index);
      if (i % 3 != 0)
        wait_for_messages (&bell, index, i);
    }
  wait_for_messages (&bell, index, 20000);
  tapline_index_stop (index, FALSE);
  tapline_index_stop (index, TRUE);
  fixture_clear (&f);
}

#define BACKLOG (20 * 1024 * 1024)

static void
note_niceness_cb (gpointer user_data)
{
  int *niceness = user_data;

  if (*niceness == G_MAXINT)
    *niceness = getpriority (PRIO_PROCESS, 0);
}

/* Of the thread that publishes the first batch. */
static int
get_niceness (TaplineCapture *capture)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("raw", 1000, NULL);
  g_autoptr (TaplineIndex) index = NULL;
  int niceness = G_MAXINT;

  index = tapline_index_new (capture, framing, note_niceness_cb, &niceness, NULL);
  tapline_index_stop (index, TRUE);

  return niceness;
}

/* Who makes the index of a long recording anew leaves the processors to those who go on with it. */
static void
test_backlog (void)
{
  g_autofree char *chunk = g_strnfill (100000, 'x');
  g_autoptr (TaplineCapture) opened = NULL;
  int normal = getpriority (PRIO_PROCESS, 0);
  TaplineFlow a;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  append (&f, &a, TAPLINE_DIRECTION_IN, chunk);
  flush (&f);
  g_assert_cmpint (get_niceness (f.capture), ==, normal);

  for (gsize size = 0; size < BACKLOG; size += 100000)
    append (&f, &a, TAPLINE_DIRECTION_IN, chunk);
  flush (&f);
  g_assert_cmpint (get_niceness (f.capture), ==, MIN (normal + 10, 19));

  /* Nobody goes on with this one. */
  opened = tapline_capture_open (f.path, NULL);
  tapline_capture_load (opened, G_MAXSIZE, NULL);
  g_assert_cmpint (get_niceness (opened), ==, normal);
  fixture_clear (&f);
}

static void
set_file_limit (rlim_t limit)
{
  struct rlimit value;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &value), ==, 0);
  value.rlim_cur = MIN (limit, value.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &value), ==, 0);
}

/* If the index cannot be written nothing is lost: it says so, and goes on when it can. */
static void
test_full (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1000, NULL);
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (TaplineReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  Bell bell = { 0 };
  TaplineFlow a;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  for (guint i = 0; i < 5000; i++)
    append (&f, &a, TAPLINE_DIRECTION_IN, "a\nb\n");
  flush (&f);

  set_file_limit (48 * 100 + 7);
  index = tapline_index_new (f.capture, framing, ring_cb, &bell, NULL);
  while ((error = tapline_index_dup_error (index)) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
  g_assert_nonnull (strstr (error->message, f.path));
  g_assert_cmpuint (count_messages (index), ==, 0);
  set_file_limit (48 * 300 + 9);
  tapline_index_wake (index);

  /* It gives up if it is stopped meanwhile, or tries again by itself. */
  set_file_limit (RLIM_INFINITY);
  wait_for_messages (&bell, index, 10000);
  tapline_index_stop (index, TRUE);
  g_assert_null (tapline_index_dup_error (index));
  reader = tapline_reader_new (index);
  for (guint i = 0; i < 10000; i++)
    assert_row (reader, i, TAPLINE_DIRECTION_IN, 1, 0, 1, i % 2 ? "b\n" : "a\n");
  fixture_clear (&f);
}

static void
test_full_stop (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1000, NULL);
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (GError) error = NULL;
  TaplineFlow a;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&a, 1, FALSE, TRUE);
  append (&f, &a, TAPLINE_DIRECTION_IN, "a\nb\n");
  flush (&f);
  set_file_limit (0);
  index = tapline_index_new (f.capture, framing, NULL, NULL, NULL);
  tapline_index_stop (index, TRUE);
  set_file_limit (RLIM_INFINITY);
  error = tapline_index_dup_error (index);
  g_assert_nonnull (error);
  g_assert_cmpuint (count_messages (index), ==, 0);
  fixture_clear (&f);
}

/* Reads every row of an index of which nothing is known but that it must not end the program. */
static guint
read_all (TaplineIndex *index)
{
  g_autoptr (TaplineReader) reader = tapline_reader_new (index);
  guint n_errors = 0;
  TaplineMessage message;
  gsize sum = 0;

  for (guint64 i = 0; i < count_messages (index); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = tapline_reader_dup_bytes (reader, i, 0, 5000, NULL);

      if (!tapline_reader_get (reader, i, 300, &message, &error))
        {
          g_assert_nonnull (error);
          n_errors++;
          continue;
        }
      g_assert_cmpuint (bytes != NULL ? g_bytes_get_size (bytes) : 0, <=, message.length);
      for (gsize j = 0; j < message.head_length; j++)
        sum += message.head[j];
    }
  for (guint i = 0; tapline_reader_get_pending (reader, i, 100, &message); i++)
    sum += message.head_length;
  g_assert_cmpuint (sum, <, G_MAXSIZE);

  return n_errors;
}

static void
record_something (Fixture *f)
{
  TaplineFlow flows[4];

  for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
    {
      fixture_make_flow (&flows[i], i, i % 2, i < 2);
      tapline_capture_open_flow (f->capture, &flows[i], i % 3 ? "opened" : NULL);
    }
  for (guint i = 0; i < 300; i++)
    {
      append (f, &flows[i % 4], i % 3 ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT,
              i % 5 ? "some text that goes on " : "here\nand\r\nthere\n");
      if (i % 50 == 0)
        tapline_capture_note (f->capture, "A note – in between");
    }
  for (guint i = 0; i < 3; i++)
    tapline_capture_end_flow (f->capture, &flows[i], TAPLINE_DIRECTION_IN, i % 2, "ended");
  flush (f);
}

/* Another program writes into the capture, before it is indexed and after. */
static void
test_altered (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1000, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);

  for (int round = 0; round < 150; round++)
    {
      g_autoptr (TaplineIndex) index = NULL;
      Fixture f;
      guint64 size;

      fixture_init (&f);
      record_something (&f);
      size = tapline_counter_read (&tapline_capture_get_counters (f.capture)->bytes);
      if (round % 3 == 0)
        index = index_all (&f, "lines");
      for (int n = g_rand_int_range (rand, 1, 30); n > 0; n--)
        {
          guint8 byte = (guint8) g_rand_int (rand);

          g_assert_cmpint (pwrite (tapline_capture_get_fd (f.capture), &byte, 1,
                                   g_rand_int_range (rand, 0, (gint32) size)), ==, 1);
        }
      if (index == NULL)
        {
          index = tapline_index_new (f.capture, framing, NULL, NULL, NULL);
          tapline_index_stop (index, TRUE);
        }
      read_all (index);
      fixture_clear (&f);
    }
}

/* Another program truncates the capture. */
static void
test_truncated (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1000, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (int round = 0; round < 60; round++)
    {
      g_autoptr (TaplineIndex) index = NULL;
      g_autoptr (GError) error = NULL;
      Fixture f;
      guint64 size;

      fixture_init (&f);
      record_something (&f);
      size = tapline_counter_read (&tapline_capture_get_counters (f.capture)->bytes);
      if (round % 2 == 0)
        index = index_all (&f, "lines");
      g_assert_cmpint (truncate (f.path, g_rand_int_range (rand, 0, (gint32) size)), ==, 0);
      if (round % 2 == 0)
        g_assert_cmpuint (read_all (index), >, 0);
      else
        {
          index = tapline_index_new (f.capture, framing, NULL, NULL, NULL);
          tapline_index_stop (index, TRUE);
          error = tapline_index_dup_error (index);
          g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
          g_assert_nonnull (strstr (error->message, f.path));
          g_assert_cmpuint (read_all (index), ==, 0);
        }
      fixture_clear (&f);
    }
}

/* A folder that is gone holds no index. */
static void
test_no_folder (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1000, NULL);
  g_autoptr (GError) error = NULL;
  Fixture f;

  fixture_init (&f);
  g_unlink (f.path);
  g_rmdir (f.folder);
  g_assert_null (tapline_index_new (f.capture, framing, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_cmpint (g_mkdir (f.folder, 0700), ==, 0);
  fixture_clear (&f);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index/rows", test_rows);
  g_test_add_func ("/index/find-note", test_find_note);
  g_test_add_func ("/index/raw", test_raw);
  g_test_add_func ("/index/lost-ends", test_lost_ends);
  g_test_add_func ("/index/pending", test_pending);
  g_test_add_func ("/index/many-pieces", test_many_pieces);
  g_test_add_func ("/index/far-pieces", test_far_pieces);
  g_test_add_func ("/index/wake", test_wake);
  g_test_add_func ("/index/backlog", test_backlog);
  g_test_add_func ("/index/full", test_full);
  g_test_add_func ("/index/full-stop", test_full_stop);
  g_test_add_func ("/index/altered", test_altered);
  g_test_add_func ("/index/truncated", test_truncated);
  g_test_add_func ("/index/no-folder", test_no_folder);

  return g_test_run ();
}
