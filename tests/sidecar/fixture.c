/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the sidecar and of sessions share. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"

int
test_main (int    argc,
           char **argv,
           void (*add_tests) (void))
{
  g_main_context_acquire (NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  add_tests ();

  return g_test_run ();
}

static gboolean
tick_cb (gpointer unused)
{
  return G_SOURCE_REMOVE;
}

/* One turn of the main context, at most a millisecond long when nothing comes. */
void
test_turn (void)
{
  g_timeout_add (1, tick_cb, NULL);
  g_main_context_iteration (NULL, TRUE);
}

static void
notify_cb (gpointer user_data)
{
  Fixture *self = user_data;
  int n = g_atomic_int_add (&self->n_notified, 1) + 1;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  if (self->on_notify != NULL)
    self->on_notify (self, n);
}

static void
index_notify_cb (gpointer user_data)
{
}

void
fixture_set_up_in (Fixture    *self,
                   const char *directory)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1 << 20, NULL);
  g_autoptr (TaplineWaker) waker = tapline_waker_new ();
  g_autoptr (GError) error = NULL;

  self->directory = g_strdup (directory);
  self->path = g_build_filename (directory, "tap.pcapng", NULL);
  self->sidecar = tapline_sidecar_new ();
  tapline_sidecar_start (self->sidecar, &error);
  g_assert_no_error (error);
  self->capture = tapline_capture_new (self->path, &error);
  g_assert_no_error (error);
  self->index = tapline_index_new (self->capture, framing, index_notify_cb, self, &error);
  g_assert_no_error (error);
  tapline_waker_add (waker, self->index);
  self->tap = tapline_tap_new (self->sidecar, self->capture, waker, notify_cb, self, NULL,
                               &error);
  g_assert_no_error (error);
}

void
fixture_set_up (Fixture       *self,
                gconstpointer  unused)
{
  g_autofree char *directory = g_dir_make_tmp ("tapline-XXXXXX", NULL);

  fixture_set_up_in (self, directory);
}

void
fixture_tear_down (Fixture       *self,
                   gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  tapline_sidecar_stop (self->sidecar, 100, TEST_DEADLINE_MS, &error);
  g_assert_no_error (error);
  g_assert_true (fixture_has_ended (self));
  g_clear_pointer (&self->tap, tapline_tap_unref);
  tapline_index_stop (self->index, FALSE);
  g_clear_pointer (&self->index, tapline_index_unref);
  g_clear_pointer (&self->capture, tapline_capture_unref);
  g_clear_pointer (&self->sidecar, tapline_sidecar_unref);
  g_unlink (self->path);
  g_rmdir (self->directory);
  g_free (self->path);
  g_free (self->directory);
}

TaplineTapState
fixture_get_state (Fixture *self)
{
  g_auto (TaplineTapStatus) status = { 0 };

  tapline_tap_get_status (self->tap, &status);

  return status.state;
}

guint
fixture_get_peers (Fixture *self)
{
  g_auto (TaplineTapStatus) status = { 0 };

  tapline_tap_get_status (self->tap, &status);

  return status.peers;
}

gboolean
fixture_has_ended (Fixture *self)
{
  g_auto (TaplineTapStatus) status = { 0 };

  tapline_tap_get_status (self->tap, &status);

  return status.ended;
}

/* Listens on a free loopback port. */
guint16
fixture_listen (Fixture *self)
{
  g_auto (TaplineTapStatus) status = { 0 };

  tapline_tap_listen (self->tap, "127.0.0.1", 0, 0, 60000);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_LISTENING);
  tapline_tap_get_status (self->tap, &status);

  return status.bound.port;
}

static void
do_nothing_on_sidecar (TaplineSidecar *sidecar,
                       gpointer        unused)
{
}

/* Waits until what the sidecar has done so far is recorded, and indexed. */
void
fixture_index_all (Fixture *self)
{
  const TaplineIndexCounters *indexed = tapline_index_get_counters (self->index);
  const TaplineCaptureCounters *recorded = tapline_capture_get_counters (self->capture);

  /* Between the two calls a whole turn of its loop has ended; a stopped one refuses them. */
  for (int i = 0; i < 2; i++)
    tapline_sidecar_call (self->sidecar, do_nothing_on_sidecar, NULL, NULL, TEST_DEADLINE_MS, NULL);
  test_wait_for (tapline_counter_read (&indexed->bytes) == tapline_counter_read (&recorded->bytes));
}

/* Notes whose text contains @part. */
guint
fixture_count_notes (Fixture    *self,
                     const char *part)
{
  g_autoptr (TaplineReader) reader = NULL;
  guint64 n_messages;
  guint count = 0;

  fixture_index_all (self);
  reader = tapline_reader_new (self->index);
  n_messages = tapline_counter_read (&tapline_index_get_counters (self->index)->messages);
  for (guint64 i = 0; i < n_messages; i++)
    {
      TaplineMessage message;

      g_assert_true (tapline_reader_get (reader, i, 1024, &message, NULL));
      if (message.direction == TAPLINE_DIRECTION_NOTE
          && g_strstr_len ((const char *) message.head, (gssize) message.head_length, part) != NULL)
        count++;
    }

  return count;
}

/* Connections of which the log says how they ended. */
guint
fixture_count_ended (Fixture *self)
{
  g_autoptr (TaplineReader) reader = NULL;
  g_autoptr (GHashTable) ended = g_hash_table_new (NULL, NULL);
  guint64 n_messages;

  fixture_index_all (self);
  reader = tapline_reader_new (self->index);
  n_messages = tapline_counter_read (&tapline_index_get_counters (self->index)->messages);
  for (guint64 i = 0; i < n_messages; i++)
    {
      TaplineMessage message;
      g_autofree char *text = NULL;

      g_assert_true (tapline_reader_get (reader, i, 1024, &message, NULL));
      text = g_strndup ((const char *) message.head, message.head_length);
      if (message.direction == TAPLINE_DIRECTION_NOTE && message.connection != 0
          && (strstr (text, "closed") != NULL || strstr (text, "reset") != NULL
              || strstr (text, "broke") != NULL)
          && strstr (text, "still possible") == NULL)
        g_hash_table_add (ended, GUINT_TO_POINTER (message.connection));
    }

  return g_hash_table_size (ended);
}

/* All bytes of one direction, over all connections in the order of their messages. */
char *
fixture_dup_stream (Fixture          *self,
                    TaplineDirection  direction,
                    gsize            *length)
{
  g_autoptr (TaplineReader) reader = NULL;
  GByteArray *stream = g_byte_array_new ();
  guint64 n_messages;

  fixture_index_all (self);
  reader = tapline_reader_new (self->index);
  n_messages = tapline_counter_read (&tapline_index_get_counters (self->index)->messages);
  for (guint64 i = 0; i < n_messages; i++)
    {
      TaplineMessage message;
      g_autoptr (GBytes) bytes = NULL;

      g_assert_true (tapline_reader_get (reader, i, 0, &message, NULL));
      if (message.direction != direction)
        continue;
      bytes = tapline_reader_dup_bytes (reader, i, 0, message.length, NULL);
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, message.length);
      g_byte_array_append (stream, g_bytes_get_data (bytes, NULL), (guint) message.length);
    }
  *length = stream->len;
  g_byte_array_append (stream, (const guint8 *) "", 1);

  return (char *) g_byte_array_free (stream, FALSE);
}

static struct sockaddr_in
loopback (guint16 port)
{
  return (struct sockaddr_in) {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
}

int
peer_connect (guint16 port)
{
  struct sockaddr_in address = loopback (port);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);

  return fd;
}

int
peer_listen (guint16 *port,
             int      backlog)
{
  struct sockaddr_in address = loopback (0);
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, size), ==, 0);
  g_assert_cmpint (listen (fd, backlog), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &size), ==, 0);
  *port = ntohs (address.sin_port);

  return fd;
}

int
peer_accept (int listener)
{
  int fd = accept4 (listener, NULL, NULL, SOCK_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);

  return fd;
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

guint
count_descriptors (void)
{
  return count_entries ("/proc/self/fd");
}

guint
count_threads (void)
{
  return count_entries ("/proc/self/task");
}

gsize
get_resident_bytes (void)
{
  g_autofree char *statm = NULL;
  gulong size, resident;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL));
  g_assert_cmpint (sscanf (statm, "%lu %lu", &size, &resident), ==, 2);

  return resident * (gsize) sysconf (_SC_PAGESIZE);
}
