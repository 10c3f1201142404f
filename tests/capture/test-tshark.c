/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tshark makes of a recording: every connection's bytes in both directions, nothing to
 * complain of, notes as text, and all of that while the recording still grows. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "fixture.h"

#define N_FLOWS   6
#define TOTAL     (56 * 1024 * 1024)
#define PIECE_MAX 300000
/* A reset is a warning in itself. */
#define COMPLAINTS \
  "tcp.analysis.flags || _ws.malformed || ip.checksum.status == 0" \
  " || (_ws.expert.severity >= 0x600000 && !(tcp.flags.reset == 1))"

typedef struct
{
  TaplineFlow  flow;
  GChecksum   *sent[2];
  int          pair[2];
} Connection;

typedef struct
{
  Fixture     f;
  GRand      *rand;
  guint8     *bytes;
  Connection  connections[N_FLOWS];
} Recording;

static char *
run_tshark (const char *path,
            char      **errors,
            ...)
{
  /* Random bytes shall not be taken for the protocol that a port is known for. */
  const char *const first[] = {
    TSHARK, "-n", "-o", "ip.check_checksum:TRUE", "-d", "tcp.port==7000,data", "-r", path,
  };
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  const char *argument;
  va_list list;
  int status;

  for (gsize i = 0; i < G_N_ELEMENTS (first); i++)
    g_ptr_array_add (arguments, (gpointer) first[i]);
  va_start (list, errors);
  while ((argument = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);

  g_spawn_sync (NULL, (char **) arguments->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output,
                errors, &status, &error);
  g_assert_no_error (error);
  if (errors == NULL || strstr (*errors, "cut short") == NULL)
    g_assert_true (g_spawn_check_wait_status (status, NULL));

  return output;
}

static void
flush (Recording *r)
{
  g_autoptr (GError) error = NULL;

  tapline_capture_flush (r->f.capture, &error);
  g_assert_no_error (error);
}

static void
recording_init (Recording *r)
{
  fixture_init (&r->f);
  r->rand = g_rand_new_with_seed (13);
  r->bytes = g_malloc (PIECE_MAX);
  tapline_capture_note (r->f.capture, "Listening on port 7000 – all is well");
  for (guint i = 0; i < N_FLOWS; i++)
    {
      Connection *connection = &r->connections[i];

      fixture_make_flow (&connection->flow, i, i % 2, i % 4 < 2);
      fixture_make_pair (connection->pair);
      connection->sent[0] = g_checksum_new (G_CHECKSUM_SHA256);
      connection->sent[1] = g_checksum_new (G_CHECKSUM_SHA256);
      tapline_capture_open_flow (r->f.capture, &connection->flow,
                                 i == 0 ? "accepted from “somewhere”" : NULL);
    }
}

static void
recording_clear (Recording *r)
{
  for (guint i = 0; i < N_FLOWS; i++)
    {
      close (r->connections[i].pair[0]);
      close (r->connections[i].pair[1]);
      g_checksum_free (r->connections[i].sent[0]);
      g_checksum_free (r->connections[i].sent[1]);
    }
  g_free (r->bytes);
  g_rand_free (r->rand);
  fixture_clear (&r->f);
}

/* Something of a random size in a random direction of a random connection. */
static gsize
record_some (Recording *r,
             gint32     longest)
{
  Connection *connection = &r->connections[g_rand_int (r->rand) % N_FLOWS];
  gsize length = (gsize) g_rand_int_range (r->rand, 1,
                                           g_rand_boolean (r->rand) ? 2000 : longest);
  TaplineDirection direction = (TaplineDirection) (g_rand_int (r->rand) % 2);

  fixture_fill (r->rand, r->bytes, length);
  if (direction == TAPLINE_DIRECTION_OUT)
    {
      if (tapline_capture_get_room (r->f.capture) < length)
        flush (r);
      tapline_capture_append (r->f.capture, &connection->flow, direction, r->bytes, length);
    }
  else
    {
      gssize n = write (connection->pair[1], r->bytes, length);

      g_assert_cmpint (n, >, 0);
      length = (gsize) n;
      while (n > 0)
        {
          gssize got = tapline_capture_read (r->f.capture, &connection->flow,
                                             connection->pair[0], G_MAXSIZE);

          if (got < 0)
            flush (r);
          else
            n -= got;
        }
    }
  g_checksum_update (connection->sent[direction], r->bytes, (gssize) length);

  return length;
}

static void
end_all (Recording *r)
{
  const TaplineMark mark = { { 400, 7, TAPLINE_DIRECTION_IN }, 1, (char *) "look – here" };

  for (guint i = 0; i < N_FLOWS; i++)
    {
      TaplineFlow *flow = &r->connections[i].flow;
      TaplineDirection first = (TaplineDirection) (i / 2 % 2);

      if (i % 3 == 2)
        tapline_capture_end_flow (r->f.capture, flow, first, TRUE, "reset");
      else
        {
          tapline_capture_end_flow (r->f.capture, flow, first, FALSE, "done");
          tapline_capture_end_flow (r->f.capture, flow, 1 - first, FALSE, NULL);
        }
    }
  tapline_capture_note (r->f.capture, "Stopped.\nThat was all.");
  g_assert_true (tapline_capture_mark (r->f.capture, &mark, " (received from 192.0.2.1)", NULL));
  g_assert_true (tapline_capture_finish (r->f.capture, NULL));
}

static void
take_hex (const char *hex,
          gsize       length,
          GChecksum  *checksum)
{
  g_autofree guint8 *bytes = g_malloc (length / 2 + 1);

  g_assert_cmpuint (length % 2, ==, 0);
  for (gsize i = 0; i < length / 2; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4
                         | g_ascii_xdigit_value (hex[2 * i + 1]));
  g_checksum_update (checksum, bytes, (gssize) (length / 2));
}

/* What tshark prints of one connection. Node 0 is who sent the SYN; lines of node 1 are
 * indented. */
static void
assert_follow (Recording  *r,
               guint       number,
               const char *output)
{
  g_autofree char *title = g_strdup_printf ("Filter: tcp.stream eq %u\n", number);
  g_autoptr (GChecksum) first = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GChecksum) second = g_checksum_new (G_CHECKSUM_SHA256);
  Connection *connection = &r->connections[number];
  TaplineDirection from = connection->flow.accepted ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT;
  const char *line = strstr (output, title);

  g_assert_nonnull (line);
  line = strstr (line, "Node 1:");
  for (line = strchr (line, '\n') + 1; *line != '=';)
    {
      gboolean indented = *line == '\t';
      gsize length = strcspn (line, "\n");

      take_hex (line + indented, length - indented, indented ? second : first);
      line += length + 1;
    }
  g_assert_cmpstr (g_checksum_get_string (first), ==,
                   g_checksum_get_string (connection->sent[from]));
  g_assert_cmpstr (g_checksum_get_string (second), ==,
                   g_checksum_get_string (connection->sent[1 - from]));
}

static void
test_content (void)
{
  g_autofree char *complaints = NULL;
  g_autofree char *comments = NULL;
  g_autofree char *follow = NULL;
  g_autofree char *notes = NULL;
  Recording r;

  recording_init (&r);
  for (gsize total = 0; total < TOTAL;)
    total += record_some (&r, PIECE_MAX);
  end_all (&r);

  follow = run_tshark (r.f.path, NULL, "-q",
                       "-z", "follow,tcp,raw,0", "-z", "follow,tcp,raw,1",
                       "-z", "follow,tcp,raw,2", "-z", "follow,tcp,raw,3",
                       "-z", "follow,tcp,raw,4", "-z", "follow,tcp,raw,5", NULL);
  for (guint i = 0; i < N_FLOWS; i++)
    assert_follow (&r, i, follow);
  complaints = run_tshark (r.f.path, NULL, "-Y", COMPLAINTS, NULL);
  g_assert_cmpstr (complaints, ==, "");
  notes = run_tshark (r.f.path, NULL, "-Y", "frame.interface_name == \"notes\"", "-V", NULL);
  g_assert_nonnull (strstr (notes, "Listening on port 7000 – all is well"));
  g_assert_nonnull (strstr (notes, "That was all."));
  comments = run_tshark (r.f.path, NULL, "-Y", "frame.comment", "-T", "fields",
                         "-e", "frame.comment", NULL);
  g_assert_nonnull (strstr (comments, "accepted from “somewhere”\n"));
  g_assert_nonnull (strstr (comments, "reset\n"));
  g_assert_nonnull (strstr (comments, "look – here (received from 192.0.2.1)\n"));
  recording_clear (&r);
}

typedef struct
{
  Recording recording;
  int       stop; /* atomic, written by the test */
} Growing;

static gpointer
grow_thread (gpointer data)
{
  Growing *growing = data;

  while (!g_atomic_int_get (&growing->stop))
    {
      for (int i = 0; i < 5; i++)
        record_some (&growing->recording, 20000);
      flush (&growing->recording);
      /* Not so fast that there is too much to read. */
      g_usleep (20000);
    }

  return NULL;
}

/* Whenever it is opened, the recording has all that was published before and is valid; at most
 * its very end is being written. */
static void
test_growing (void)
{
  g_autofree Growing *growing = g_new0 (Growing, 1);
  Recording *r = &growing->recording;
  const TaplineCaptureCounters *counters;
  GThread *thread;

  recording_init (r);
  flush (r);
  counters = tapline_capture_get_counters (r->f.capture);
  thread = g_thread_new ("writer", grow_thread, growing);
  for (int round = 0; round < 4; round++)
    {
      guint64 blocks = tapline_counter_read (&counters->blocks);
      g_autofree char *errors = NULL;
      g_autofree char *numbers = run_tshark (r->f.path, &errors, "-T", "fields",
                                             "-e", "_ws.malformed", "-e", "tcp.analysis.flags",
                                             "-e", "frame.number", NULL);
      const char *last = g_strrstr_len (numbers, (gssize) strlen (numbers) - 1, "\t\t");

      g_assert_cmpuint (g_ascii_strtoull (last + 2, NULL, 10), >=, blocks - 3);
    }
  g_atomic_int_set (&growing->stop, 1);
  g_thread_join (thread);
  recording_clear (r);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tshark/content", test_content);
  g_test_add_func ("/tshark/growing", test_growing);

  return g_test_run ();
}
