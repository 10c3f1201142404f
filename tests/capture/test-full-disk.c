/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that is really full: a small tmpfs of the test's own, in a mount name space. The same
 * with a limit on file sizes, which needs no rights, is in test-capture.c. */
#include "config.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-index.h"

#define N_FLOWS  100
#define DEADLINE (20 * G_TIME_SPAN_SECOND)

/* In a name space of our own nobody else sees what is mounted; without root's rights this takes
 * a user name space too, in which we are root. */
static gboolean
enter_name_space (void)
{
  g_autofree char *map = g_strdup_printf ("0 %u 1", (guint) getuid ());

  if (unshare (CLONE_NEWNS) != 0
      && (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0
          || !g_file_set_contents_full ("/proc/self/uid_map", map, -1, G_FILE_SET_CONTENTS_NONE,
                                        0600, NULL)))
    return FALSE;

  return mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static void
mount_on_folder (Fixture    *f,
                 const char *type,
                 const char *options)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("tapline-test-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (mount ("none", f->folder, type, 0, options), ==, 0);
  f->path = g_build_filename (f->folder, "capture.pcapng", NULL);
  f->capture = tapline_capture_new (f->path, &error);
  g_assert_no_error (error);
}

static void
unmount (Fixture *f)
{
  g_clear_pointer (&f->capture, tapline_capture_unref);
  g_assert_cmpint (umount2 (f->folder, MNT_DETACH), ==, 0);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
}

/* Takes all that is left of the disk but @left bytes. */
static char *
fill_disk (Fixture *f,
           guint64  left)
{
  char *path = g_build_filename (f->folder, "filler", NULL);
  g_autofree char *zeros = g_malloc0 (4096);
  struct statvfs status;
  FILE *file = fopen (path, "w");

  g_assert_nonnull (file);
  while (statvfs (f->folder, &status) == 0 && status.f_bavail * status.f_frsize > left)
    {
      g_assert_cmpuint (fwrite (zeros, 1, 4096, file), ==, 4096);
      g_assert_cmpint (fflush (file), ==, 0);
    }
  fclose (file);

  return path;
}

/* Receives until there is no room any more, and returns how much that was. */
static gsize
receive_until_full (Fixture     *f,
                    TaplineFlow *flow,
                    GByteArray  *sent)
{
  g_autofree guint8 *bytes = g_malloc (100000);
  gsize total = 0;
  int pair[2];

  fixture_make_pair (pair);
  for (gsize i = 0; i < 100000; i++)
    bytes[i] = (guint8) (i % 251);
  for (;;)
    {
      gssize n;

      g_assert_true (tapline_capture_flush (f->capture, NULL));
      if (tapline_capture_get_room (f->capture) == 0)
        break;
      n = write (pair[1], bytes, 100000);
      g_assert_true (n > 0 || errno == EAGAIN);
      n = tapline_capture_read (f->capture, flow, pair[0], G_MAXSIZE);
      g_assert_cmpint (n, >, 0);
      total += (gsize) n;
    }
  g_assert_cmpint (tapline_capture_read (f->capture, flow, pair[0], G_MAXSIZE), ==, -1);
  g_assert_cmpint (errno, ==, ENOBUFS);

  /* What was not taken is still in the socket; here, only its amount matters. */
  close (pair[0]);
  close (pair[1]);
  g_byte_array_set_size (sent, sent->len + (guint) total);

  return total;
}

static void
test_full (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("raw", 1 << 20, NULL);
  g_autoptr (GByteArray) sent = g_byte_array_new ();
  g_autoptr (GByteArray) payload = NULL;
  g_autoptr (TaplineIndex) index = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *filler = NULL;
  const TaplineCaptureCounters *counters;
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  TaplineFlow flows[N_FLOWS];
  guint64 before;
  Fixture f;

  mount_on_folder (&f, "tmpfs", "size=12m");
  counters = tapline_capture_get_counters (f.capture);
  for (guint i = 0; i < N_FLOWS; i++)
    {
      fixture_make_flow (&flows[i], i, i % 2, TRUE);
      tapline_capture_open_flow (f.capture, &flows[i], "opened");
    }
  g_assert_null (tapline_capture_dup_error (f.capture));
  filler = fill_disk (&f, 4 << 20);
  g_assert_cmpuint (receive_until_full (&f, &flows[0], sent), >, 2 << 20);

  /* The disk is full and tells so, but how things end is recorded all the same. */
  error = tapline_capture_dup_error (f.capture);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_assert_nonnull (strstr (error->message, f.path));
  g_clear_error (&error);
  before = tapline_counter_read (&counters->blocks);
  for (guint i = 1; i < N_FLOWS; i++)
    {
      tapline_capture_end_flow (f.capture, &flows[i], TAPLINE_DIRECTION_IN, FALSE,
                                "The peer closed the connection, as one does.");
      tapline_capture_end_flow (f.capture, &flows[i], TAPLINE_DIRECTION_OUT, FALSE, NULL);
      tapline_capture_note (f.capture, "The disk is full. Free some space.");
    }
  g_assert_true (tapline_capture_flush (f.capture, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tapline_counter_read (&counters->blocks), ==, before + 4 * (N_FLOWS - 1));
  payload = fixture_read_payload (f.path, &flows[0], TAPLINE_DIRECTION_IN);
  g_assert_cmpuint (payload->len, ==, sent->len);

  /* The index finds no space at all, and that is no loss either. */
  g_free (fill_disk (&f, 0));
  index = tapline_index_new (f.capture, framing, NULL, NULL, &error);
  g_assert_no_error (error);
  while ((error = tapline_index_dup_error (index)) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_clear_error (&error);

  /* With some space again, all goes on by itself. */
  g_assert_cmpint (g_unlink (filler), ==, 0);
  while (tapline_capture_get_room (f.capture) < 100000)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
  g_assert_null (tapline_capture_dup_error (f.capture));
  g_assert_cmpuint (receive_until_full (&f, &flows[0], sent), >, 2 << 20);
  g_byte_array_unref (payload);
  payload = fixture_read_payload (f.path, &flows[0], TAPLINE_DIRECTION_IN);
  g_assert_cmpuint (payload->len, ==, sent->len);
  g_assert_cmpuint (tapline_counter_read (&counters->in), ==, sent->len);
  g_assert_true (tapline_capture_finish (f.capture, NULL));
  tapline_index_wake (index);
  while (tapline_counter_read (&tapline_index_get_counters (index)->bytes)
         < tapline_counter_read (&counters->bytes))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
  g_assert_null (tapline_index_dup_error (index));
  g_assert_cmpuint (tapline_counter_read (&tapline_index_get_counters (index)->in),
                    ==, sent->len);
  g_clear_pointer (&index, tapline_index_unref);
  unmount (&f);
}

/* Others on the disk keep a part of it, and how much is left is told. */
static void
test_left_to_others (void)
{
  g_autoptr (GByteArray) sent = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *left = NULL;
  struct statvfs status;
  guint64 bytes;
  TaplineFlow flow;
  Fixture f;

  mount_on_folder (&f, "tmpfs", "size=40m");
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  g_assert_cmpuint (receive_until_full (&f, &flow, sent), >, 38 << 20);
  g_assert_cmpint (statvfs (f.folder, &status), ==, 0);
  bytes = status.f_bavail * status.f_frsize;
  g_assert_cmpuint (bytes, >=, (40 << 20) / 100);
  g_assert_cmpuint (bytes, <, 1 << 20);
  error = tapline_capture_dup_error (f.capture);
  left = g_format_size (bytes);
  g_assert_nonnull (strstr (error->message, left));
  unmount (&f);
}

/* A file system that cannot reserve space is used without. */
static void
test_no_reserve (void)
{
  g_autoptr (GByteArray) payload = NULL;
  g_autofree char *bytes = g_malloc0 (200000);
  TaplineFlow flow;
  Fixture f;

  mount_on_folder (&f, "ramfs", NULL);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  for (int i = 0; i < 40; i++)
    {
      g_assert_cmpuint (tapline_capture_get_room (f.capture), >=, 200000);
      tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, bytes, 200000);
      g_assert_true (tapline_capture_flush (f.capture, NULL));
    }
  g_assert_true (tapline_capture_finish (f.capture, NULL));
  payload = fixture_read_payload (f.path, &flow, TAPLINE_DIRECTION_IN);
  g_assert_cmpuint (payload->len, ==, 8000000);
  unmount (&f);
}

/* There may be no space even to begin. */
static void
test_no_start (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = NULL;
  g_autofree char *filler = NULL;
  Fixture f;

  mount_on_folder (&f, "tmpfs", "size=2m");
  other = g_build_filename (f.folder, "other.pcapng", NULL);
  filler = fill_disk (&f, 0);
  g_assert_null (tapline_capture_new (other, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  unmount (&f);
}

int
main (int   argc,
      char *argv[])
{
  gboolean mountable = enter_name_space ();

  g_test_init (&argc, &argv, NULL);
  if (mountable)
    {
      g_test_add_func ("/full-disk/full", test_full);
      g_test_add_func ("/full-disk/left-to-others", test_left_to_others);
      g_test_add_func ("/full-disk/no-reserve", test_no_reserve);
      g_test_add_func ("/full-disk/no-start", test_no_start);
    }

  return g_test_run ();
}
