/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writer, indexer and reader at once: hundreds of connections over socket pairs, whose every
 * message is compared with what was sent while they run. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "tapline-index.h"

#define N_CONNECTIONS 300
#define N_LIVE        48
#define DEADLINE      (60 * G_TIME_SPAN_SECOND)

/* One direction of a connection: what is sent, and how much of it was read back as messages. */
typedef struct
{
  guint8 *bytes;
  gsize   length;
  gsize   sent;
  gsize   checked;
} Stream;

typedef struct
{
  TaplineFlow flow;
  int         pair[2];
  Stream      streams[2];
} Connection;

/* A message as it was found. */
typedef struct
{
  guint            connection;
  TaplineDirection direction;
  gsize            offset;
  gsize            length;
} Found;

typedef struct
{
  Fixture       f;
  TaplineIndex *index;
  Connection    connections[N_CONNECTIONS];
  guint64       in;
  guint64       out;
  int           done; /* atomic, written by the writer */
} Pipeline;

static void
fill_stream (GRand  *rand,
             Stream *stream)
{
  guint32 density = 1u << g_rand_int_range (rand, 4, 12);

  stream->length = (gsize) g_rand_int_range (rand, 0, g_rand_int (rand) % 20 ? 20000 : 700000);
  stream->bytes = g_malloc (stream->length + 1);
  for (gsize i = 0; i < stream->length; i++)
    {
      guint32 value = g_rand_int (rand);

      stream->bytes[i] = value % density == 0 ? '\n' : (guint8) (value >> 16);
    }
}

static void
pipeline_init (Pipeline *self,
               GRand    *rand,
               int       family)
{
  fixture_init (&self->f);
  for (guint i = 0; i < N_CONNECTIONS; i++)
    {
      Connection *connection = &self->connections[i];

      fixture_make_flow (&connection->flow, i, family == 0 ? i % 2 : family == 6,
                         g_rand_boolean (rand));
      fill_stream (rand, &connection->streams[TAPLINE_DIRECTION_IN]);
      fill_stream (rand, &connection->streams[TAPLINE_DIRECTION_OUT]);
      self->in += connection->streams[TAPLINE_DIRECTION_IN].length;
      self->out += connection->streams[TAPLINE_DIRECTION_OUT].length;
    }
}

static void
pipeline_clear (Pipeline *self)
{
  for (guint i = 0; i < N_CONNECTIONS; i++)
    {
      g_free (self->connections[i].streams[TAPLINE_DIRECTION_IN].bytes);
      g_free (self->connections[i].streams[TAPLINE_DIRECTION_OUT].bytes);
    }
  tapline_index_unref (self->index);
  fixture_clear (&self->f);
}

static void
flush (Pipeline *self)
{
  g_assert_true (tapline_capture_flush (self->f.capture, NULL));
  tapline_index_wake (self->index);
}

/* Lets the peer send something and receives some of what is there. */
static void
step_in (Pipeline   *self,
         Connection *connection,
         GRand      *rand)
{
  Stream *stream = &connection->streams[TAPLINE_DIRECTION_IN];
  gsize wanted = (gsize) g_rand_int_range (rand, 1, g_rand_int (rand) % 8 ? 300 : 200000);
  gsize left = stream->length - stream->sent;
  gssize n;

  if (left > 0)
    {
      n = write (connection->pair[1], stream->bytes + stream->sent, MIN (wanted, left));
      g_assert_true (n > 0 || errno == EAGAIN);
      stream->sent += n > 0 ? (gsize) n : 0;
      if (stream->sent == stream->length)
        shutdown (connection->pair[1], SHUT_WR);
    }
  else if (stream->length == 0)
    shutdown (connection->pair[1], SHUT_WR);

  n = tapline_capture_read (self->f.capture, &connection->flow, connection->pair[0], G_MAXSIZE);
  if (n < 0 && errno == ENOBUFS)
    flush (self);
  else if (n == 0)
    tapline_capture_end_flow (self->f.capture, &connection->flow, TAPLINE_DIRECTION_IN, FALSE,
                              g_rand_boolean (rand) ? "The peer is done." : NULL);
  else
    g_assert_true (n > 0 || errno == EAGAIN);
}

static void
step_out (Pipeline   *self,
          Connection *connection,
          GRand      *rand)
{
  Stream *stream = &connection->streams[TAPLINE_DIRECTION_OUT];
  gsize wanted = (gsize) g_rand_int_range (rand, 1, g_rand_int (rand) % 8 ? 300 : 200000);

  wanted = MIN (wanted, stream->length - stream->sent);
  wanted = MIN (wanted, tapline_capture_get_room (self->f.capture));
  tapline_capture_append (self->f.capture, &connection->flow, TAPLINE_DIRECTION_OUT,
                          stream->bytes + stream->sent, wanted);
  stream->sent += wanted;
  if (wanted == 0 && stream->sent < stream->length)
    flush (self);
  if (stream->sent == stream->length)
    tapline_capture_end_flow (self->f.capture, &connection->flow, TAPLINE_DIRECTION_OUT, FALSE,
                              NULL);
}

static gboolean
step (Pipeline   *self,
      Connection *connection,
      GRand      *rand)
{
  if ((connection->flow.ended & 1 << TAPLINE_DIRECTION_IN) == 0)
    step_in (self, connection, rand);
  if ((connection->flow.ended & 1 << TAPLINE_DIRECTION_OUT) == 0)
    step_out (self, connection, rand);

  return connection->flow.ended != 3;
}

/* The writer: a few dozen connections are live at any time. */
static gpointer
write_thread (gpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  Pipeline *self = data;
  guint live[N_LIVE];
  guint n_live = 0;
  guint next = 0;

  while (n_live > 0 || next < N_CONNECTIONS)
    {
      while (n_live < N_LIVE && next < N_CONNECTIONS)
        {
          fixture_make_pair (self->connections[next].pair);
          tapline_capture_open_flow (self->f.capture, &self->connections[next].flow,
                                     next % 3 == 0 ? "A connection." : NULL);
          live[n_live++] = next++;
        }
      for (guint i = 0; i < n_live;)
        {
          Connection *connection = &self->connections[live[i]];

          if (g_rand_int (rand) % 4 == 0 || step (self, connection, rand))
            i++;
          else
            {
              close (connection->pair[0]);
              close (connection->pair[1]);
              live[i] = live[--n_live];
            }
        }
      flush (self);
    }
  g_assert_true (tapline_capture_finish (self->f.capture, NULL));
  tapline_index_wake (self->index);
  g_atomic_int_set (&self->done, 1);

  return NULL;
}

static void
check_bytes (TaplineReader *reader,
             guint64        number,
             const guint8  *expected,
             gsize          length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = tapline_reader_dup_bytes (reader, number, 0, G_MAXSIZE, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, length);
}

/* Checks the next message and notes where it was found. */
static void
check_next (Pipeline      *self,
            TaplineReader *reader,
            guint64        number,
            gboolean       lines,
            GArray        *all)
{
  g_autoptr (GError) error = NULL;
  TaplineMessage message;
  Connection *connection;
  Stream *stream;
  Found found;

  tapline_reader_get (reader, number, 64, &message, &error);
  g_assert_no_error (error);
  found = (Found) { .direction = message.direction };
  if (message.direction != TAPLINE_DIRECTION_NOTE)
    {
      found.connection = message.peer.port - 1024;
      connection = &self->connections[found.connection];
      stream = &connection->streams[message.direction];
      g_assert_true (tapline_address_equal (&message.peer, &connection->flow.remote));
      g_assert_cmpuint (message.connection, ==, found.connection + 1);
      g_assert_cmpuint (message.length, <=, stream->length - stream->checked);
      found.offset = stream->checked;
      found.length = message.length;
      stream->checked += message.length;
      g_assert_cmpmem (message.head, message.head_length, stream->bytes + found.offset,
                       MIN (64, found.length));
      if (lines && (message.flags & TAPLINE_MESSAGE_CUT_BY_CLOSE) == 0)
        {
          const guint8 *end = memchr (stream->bytes + found.offset, '\n', found.length);

          g_assert_true (end == stream->bytes + found.offset + found.length - 1);
        }
      check_bytes (reader, number, stream->bytes + found.offset, found.length);
    }
  g_array_append_val (all, found);
}

/* Any message in any order, any part of it. */
static void
check_shuffled (Pipeline *self,
                GArray   *all,
                GRand    *rand)
{
  g_autoptr (TaplineReader) reader = tapline_reader_new (self->index);

  for (guint i = 0; i < MIN (all->len, 30000); i++)
    {
      guint64 number = g_rand_int (rand) % all->len;
      const Found *found = &g_array_index (all, Found, number);
      gsize head_max = (gsize) g_rand_int_range (rand, 0, 3000);
      gsize offset = (gsize) g_rand_int_range (rand, 0, (gint32) found->length + 1);
      gsize length = (gsize) g_rand_int_range (rand, 0, 3000);
      g_autoptr (GBytes) bytes = NULL;
      const guint8 *expected;
      TaplineMessage message;

      if (found->direction == TAPLINE_DIRECTION_NOTE)
        continue;
      expected = self->connections[found->connection].streams[found->direction].bytes
                 + found->offset;
      g_assert_true (tapline_reader_get (reader, number, head_max, &message, NULL));
      g_assert_cmpuint (message.length, ==, found->length);
      g_assert_cmpmem (message.head, message.head_length, expected,
                       MIN (head_max, found->length));
      bytes = tapline_reader_dup_bytes (reader, number, offset, length, NULL);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                       expected + offset, MIN (length, found->length - offset));
    }
}

static void
check_pipeline (const char *spec,
                int         family)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  g_autoptr (TaplineFraming) framing = tapline_framing_new (spec, 16 << 20, NULL);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Found));
  g_autofree Pipeline *self = g_new0 (Pipeline, 1);
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  const TaplineIndexCounters *counters;
  const TaplineCaptureCounters *recorded;
  TaplineReader *reader;
  GThread *writer;
  gboolean done;

  pipeline_init (self, rand, family);
  self->index = tapline_index_new (self->f.capture, framing, NULL, NULL, NULL);
  counters = tapline_index_get_counters (self->index);
  recorded = tapline_capture_get_counters (self->f.capture);
  reader = tapline_reader_new (self->index);
  writer = g_thread_new ("writer", write_thread, self);

  do
    {
      TaplineMessage pending;

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      done = g_atomic_int_get (&self->done)
             && tapline_counter_read (&counters->bytes) == tapline_counter_read (&recorded->bytes);
      while (all->len < tapline_counter_read (&counters->messages))
        check_next (self, reader, all->len, g_str_equal (spec, "lines"), all);
      for (guint i = 0; tapline_reader_get_pending (reader, i, 64, &pending); i++)
        g_assert_cmpuint (pending.head_length, ==, MIN (64, pending.length));
    }
  while (!done);
  g_thread_join (writer);
  tapline_reader_free (reader);

  /* The ledger: received, recorded and indexed are the same. */
  g_assert_cmpuint (tapline_counter_read (&recorded->in), ==, self->in);
  g_assert_cmpuint (tapline_counter_read (&recorded->out), ==, self->out);
  g_assert_cmpuint (tapline_counter_read (&counters->in), ==, self->in);
  g_assert_cmpuint (tapline_counter_read (&counters->out), ==, self->out);
  for (guint i = 0; i < N_CONNECTIONS; i++)
    for (guint direction = 0; direction < 2; direction++)
      g_assert_cmpuint (self->connections[i].streams[direction].checked,
                        ==, self->connections[i].streams[direction].length);
  check_shuffled (self, all, rand);
  pipeline_clear (self);
}

static void
test_lines (void)
{
  check_pipeline ("lines", 0);
}

static void
test_raw (void)
{
  check_pipeline ("raw", 0);
}

static void
test_ipv6 (void)
{
  check_pipeline ("lines", 6);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/lines", test_lines);
  g_test_add_func ("/pipeline/raw", test_raw);
  g_test_add_func ("/pipeline/ipv6", test_ipv6);

  return g_test_run ();
}
