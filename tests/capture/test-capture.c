/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer of a capture: what is in the file, when it is published, and what happens when the
 * file cannot be written. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"

static void
flush (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  tapline_capture_flush (f->capture, &error);
  g_assert_no_error (error);
}

static void
assert_payload (Fixture           *f,
                const TaplineFlow *flow,
                TaplineDirection   direction,
                const void        *bytes,
                gsize              length)
{
  g_autoptr (GByteArray) payload = fixture_read_payload (f->path, flow, direction);

  g_assert_cmpmem (payload->data, payload->len, bytes, length);
}

static void
test_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *nowhere = NULL;
  struct stat status;
  Fixture f;

  fixture_init (&f);
  g_assert_cmpint (stat (f.path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (f.capture)->bytes),
                    ==, status.st_size);
  g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (f.capture)->blocks),
                    ==, 3);
  g_assert_cmpstr (tapline_capture_get_path (f.capture), ==, f.path);

  /* What exists is not overwritten. */
  g_assert_null (tapline_capture_new (f.path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_clear_error (&error);

  nowhere = g_build_filename (f.folder, "no", "such", "folder", NULL);
  g_assert_null (tapline_capture_new (nowhere, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, nowhere));
  fixture_clear (&f);
}

static void
check_handshake (gboolean accepted)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) blocks = NULL;
  const guint8 flags[] = { TAPLINE_TCP_SYN, TAPLINE_TCP_SYN | TAPLINE_TCP_ACK, TAPLINE_TCP_ACK };
  TaplineFlow flow;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, accepted);
  tapline_capture_open_flow (f.capture, &flow, "hello \xff!");
  flush (&f);

  blocks = fixture_read_blocks (f.path, &bytes);
  g_assert_cmpuint (blocks->len, ==, 6);
  for (guint i = 0; i < 3; i++)
    {
      const TaplinePcapngBlock *block = &g_array_index (blocks, TaplinePcapngBlock, 3 + i);

      g_assert_cmpuint (block->flags, ==, flags[i]);
      g_assert_cmpint (block->direction, ==, accepted ^ (i == 1) ? TAPLINE_DIRECTION_IN
                                                                 : TAPLINE_DIRECTION_OUT);
      g_assert_cmpuint (block->seq, ==, i == 2 ? 1 : 0);
      g_assert_cmpuint (block->comment_length != 0, ==, i == 0);
      if (i == 0)
        g_assert_cmpmem ((guint8 *) g_bytes_get_data (bytes, NULL) + block->comment_at,
                         block->comment_length, "hello \357\277\275!", 10);
    }
  fixture_clear (&f);
}

static void
test_handshake (void)
{
  check_handshake (TRUE);
  check_handshake (FALSE);
}

/* Bytes of all lengths arrive whole, whatever the pieces, and nothing is seen before a flush. */
static void
check_read (gboolean ipv6)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GByteArray) sent = g_byte_array_new ();
  g_autofree guint8 *bytes = g_malloc (150000);
  const TaplineCaptureCounters *counters;
  TaplineFlow flow;
  Fixture f;
  int pair[2];

  fixture_init (&f);
  fixture_make_pair (pair);
  counters = tapline_capture_get_counters (f.capture);
  fixture_make_flow (&flow, 1, ipv6, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);

  g_assert_cmpint (tapline_capture_read (f.capture, &flow, pair[0], G_MAXSIZE), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);

  for (int round = 0; round < 200; round++)
    {
      gsize length = (gsize) g_rand_int_range (rand, 1, round % 2 ? 150000 : 100);
      guint64 before = tapline_counter_read (&counters->bytes);

      fixture_fill (rand, bytes, length);
      fixture_write_all (pair[1], bytes, length);
      g_byte_array_append (sent, bytes, (guint) length);
      while (length > 0)
        {
          gssize n = tapline_capture_read (f.capture, &flow, pair[0], G_MAXSIZE);

          if (n < 0)
            {
              g_assert_cmpint (errno, ==, ENOBUFS);
              flush (&f);
              before = tapline_counter_read (&counters->bytes);
              continue;
            }
          g_assert_cmpint (n, >, 0);
          length -= (gsize) n;
        }
      g_assert_cmpuint (tapline_counter_read (&counters->bytes), ==, before);
    }

  shutdown (pair[1], SHUT_WR);
  g_assert_cmpint (tapline_capture_read (f.capture, &flow, pair[0], G_MAXSIZE), ==, 0);
  flush (&f);
  g_assert_cmpuint (tapline_counter_read (&counters->in), ==, sent->len);
  assert_payload (&f, &flow, TAPLINE_DIRECTION_IN, sent->data, sent->len);
  close (pair[0]);
  close (pair[1]);
  fixture_clear (&f);
}

static void
test_read (void)
{
  check_read (FALSE);
  check_read (TRUE);
}

/* As much as there is room for is taken at once, and the room that is told is really there. */
static void
test_room (void)
{
  g_autofree guint8 *zeros = g_malloc0 (2000000);
  TaplineFlow flow;
  Fixture f;
  gsize room;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, TRUE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);

  room = tapline_capture_get_room (f.capture);
  g_assert_cmpuint (room, >, 900000);
  tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_OUT, zeros, room);
  g_assert_cmpuint (tapline_capture_get_room (f.capture), <, 150000);
  flush (&f);
  for (int i = 0; i < 20000; i++)
    {
      if (tapline_capture_get_room (f.capture) == 0)
        flush (&f);
      tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_OUT, zeros, 1);
      room++;
    }
  flush (&f);
  assert_payload (&f, &flow, TAPLINE_DIRECTION_OUT, zeros, room);
  fixture_clear (&f);
}

/* Sequence numbers run over 2^32 as TCP's do. */
static void
test_wrap (void)
{
  g_autofree guint8 *zeros = g_malloc0 (100000);
  TaplineFlow flow;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  /* As if all but a little of 4 GiB had gone before. */
  flow.next_in = flow.acked_in = G_MAXUINT32 - 70000;
  tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, zeros, 70000);
  tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, zeros, 100000);
  g_assert_cmpuint (flow.next_in, ==, 99999);
  fixture_clear (&f);
}

static void
test_end (void)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) blocks = NULL;
  const guint8 flags[] = {
    TAPLINE_TCP_FIN | TAPLINE_TCP_ACK, TAPLINE_TCP_FIN | TAPLINE_TCP_ACK, TAPLINE_TCP_ACK,
    TAPLINE_TCP_RST | TAPLINE_TCP_ACK,
  };
  TaplineFlow flow, other;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  fixture_make_flow (&other, 2, TRUE, FALSE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  tapline_capture_open_flow (f.capture, &other, NULL);
  tapline_capture_end_flow (f.capture, &flow, TAPLINE_DIRECTION_IN, FALSE, "closed by the peer");
  tapline_capture_end_flow (f.capture, &flow, TAPLINE_DIRECTION_IN, FALSE, "told twice");
  tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_OUT, "late", 4);
  tapline_capture_end_flow (f.capture, &flow, TAPLINE_DIRECTION_OUT, FALSE, NULL);
  tapline_capture_end_flow (f.capture, &other, TAPLINE_DIRECTION_OUT, TRUE, "reset by us");
  tapline_capture_end_flow (f.capture, &other, TAPLINE_DIRECTION_IN, FALSE, NULL);
  flush (&f);

  blocks = fixture_read_blocks (f.path, &bytes);
  g_assert_cmpuint (blocks->len, ==, 3 + 6 + 5);
  for (guint i = 0, n = 9; n < blocks->len; n++)
    {
      const TaplinePcapngBlock *block = &g_array_index (blocks, TaplinePcapngBlock, n);

      if (block->payload_length == 0)
        g_assert_cmpuint (block->flags, ==, flags[i++]);
    }
  assert_payload (&f, &flow, TAPLINE_DIRECTION_IN, "", 0);
  assert_payload (&f, &flow, TAPLINE_DIRECTION_OUT, "late", 4);
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

/* The file may grow by a few bytes at a time only: every write is short, and every flush goes on
 * where the last one stopped. */
static void
test_short_writes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  g_autofree guint8 *bytes = g_malloc (300000);
  const TaplineCaptureCounters *counters;
  guint64 limit;
  TaplineFlow flow;
  gboolean done;
  Fixture f;

  fixture_init (&f);
  counters = tapline_capture_get_counters (f.capture);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, "opened");
  fixture_fill (rand, bytes, 300000);
  tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, bytes, 200000);
  tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_OUT, bytes, 100000);
  tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, bytes + 200000, 100000);

  limit = tapline_counter_read (&counters->bytes);
  do
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) file = NULL;
      g_autoptr (GArray) blocks = NULL;
      guint64 published, in = 0, out = 0, size = 0;

      set_file_limit (limit);
      done = tapline_capture_flush (f.capture, &error);
      set_file_limit (RLIM_INFINITY);
      if (!done)
        {
          g_autoptr (GError) told = tapline_capture_dup_error (f.capture);

          g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
          g_assert_nonnull (strstr (error->message, f.path));
          g_assert_cmpstr (told->message, ==, error->message);
          g_assert_cmpuint (tapline_capture_get_room (f.capture), ==, 0);
        }

      published = tapline_counter_read (&counters->bytes);
      g_assert_cmpuint (published, <=, limit);
      blocks = fixture_read_blocks (f.path, &file);
      g_assert_cmpuint (blocks->len, ==, tapline_counter_read (&counters->blocks));
      for (guint i = 0; i < blocks->len; i++)
        {
          const TaplinePcapngBlock *block = &g_array_index (blocks, TaplinePcapngBlock, i);

          size += block->length;
          if (block->kind == TAPLINE_PCAPNG_SEGMENT)
            *(block->direction == TAPLINE_DIRECTION_IN ? &in : &out) += block->payload_length;
        }
      g_assert_cmpuint (size, ==, published);
      g_assert_cmpuint (in, ==, tapline_counter_read (&counters->in));
      g_assert_cmpuint (out, ==, tapline_counter_read (&counters->out));
      limit += (guint64) g_rand_int_range (rand, 1, 20000);
    }
  while (!done);

  g_assert_null (tapline_capture_dup_error (f.capture));
  g_assert_cmpuint (tapline_capture_get_room (f.capture), >, 0);
  assert_payload (&f, &flow, TAPLINE_DIRECTION_IN, bytes, 300000);
  assert_payload (&f, &flow, TAPLINE_DIRECTION_OUT, bytes, 100000);
  fixture_clear (&f);
}

/* While nothing can be written, notes and ends wait in the buffer; what finds no place there any
 * more is counted, and the recording says so itself afterwards. */
static void
test_lost_notes (void)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) blocks = NULL;
  const TaplinePcapngBlock *last;
  g_autofree char *text = NULL;
  guint n_notes = 0;
  Fixture f;

  fixture_init (&f);
  set_file_limit (tapline_counter_read (&tapline_capture_get_counters (f.capture)->bytes));
  for (guint i = 0; i < 30000; i++)
    tapline_capture_note (f.capture, "Something happened that is worth a sentence.");
  g_assert_false (tapline_capture_flush (f.capture, NULL));
  set_file_limit (RLIM_INFINITY);
  flush (&f);

  blocks = fixture_read_blocks (f.path, &bytes);
  for (guint i = 0; i < blocks->len; i++)
    n_notes += g_array_index (blocks, TaplinePcapngBlock, i).kind == TAPLINE_PCAPNG_NOTE;
  last = &g_array_index (blocks, TaplinePcapngBlock, blocks->len - 1);
  text = g_strndup ((char *) g_bytes_get_data (bytes, NULL) + last->payload_at,
                    last->payload_length);
  g_assert_cmpuint (n_notes, >, 5000);
  g_assert_cmpuint (n_notes - 1 + g_ascii_strtoull (text, NULL, 10), ==, 30000);
  g_assert_nonnull (strstr (text, "could not be recorded"));
  fixture_clear (&f);
}

/* The signal for a file that is too large must not end the program. */
static void
test_signal (void)
{
  struct sigaction action;
  Fixture f;

  signal (SIGXFSZ, SIG_DFL);
  fixture_init (&f);
  g_assert_cmpint (sigaction (SIGXFSZ, NULL, &action), ==, 0);
  g_assert_true (action.sa_handler == SIG_IGN);
  fixture_clear (&f);
}

/* Reserved space is given back at the end, and writing can go on even then. */
static void
test_finish (void)
{
  g_autoptr (GError) error = NULL;
  struct stat status;
  TaplineFlow flow;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, "abc", 3);
  for (int round = 0; round < 2; round++)
    {
      g_assert_true (tapline_capture_finish (f.capture, &error));
      g_assert_no_error (error);
      g_assert_cmpint (stat (f.path, &status), ==, 0);
      g_assert_cmpint (status.st_blocks, <=, 64);
      g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (f.capture)->bytes),
                        ==, status.st_size);
      tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, "def", 3);
    }

  /* What nobody flushed is in the file after the last reference went. */
  g_clear_pointer (&f.capture, tapline_capture_unref);
  assert_payload (&f, &flow, TAPLINE_DIRECTION_IN, "abcdefdef", 9);
  f.capture = NULL;
  fixture_clear (&f);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture/new", test_new);
  g_test_add_func ("/capture/handshake", test_handshake);
  g_test_add_func ("/capture/read", test_read);
  g_test_add_func ("/capture/room", test_room);
  g_test_add_func ("/capture/wrap", test_wrap);
  g_test_add_func ("/capture/end", test_end);
  g_test_add_func ("/capture/short-writes", test_short_writes);
  g_test_add_func ("/capture/lost-notes", test_lost_notes);
  g_test_add_func ("/capture/signal", test_signal);
  g_test_add_func ("/capture/finish", test_finish);

  return g_test_run ();
}
