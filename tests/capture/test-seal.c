/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be told of a recording from outside: that its writer lives, that it died, that it
 * closed it; what mending changes and what it leaves alone. The limit of a recording is here too,
 * and how much of the disk it leaves to others is in test-full-disk.c. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-seal.h"

static TaplineSealState
get_state (const char *path)
{
  return tapline_seal_look (path).state;
}

/* A process that writes a recording until it is killed; back when the recording is there. */
static pid_t
start_writer (const char *path)
{
  int pipes[2];
  pid_t child;
  char c;

  g_assert_cmpint (pipe (pipes), ==, 0);
  child = fork ();
  if (child == 0)
    {
      TaplineCapture *capture = tapline_capture_new (path, NULL);
      TaplineFlow flow;

      fixture_make_flow (&flow, 1, FALSE, TRUE);
      tapline_capture_open_flow (capture, &flow, NULL);
      tapline_capture_append (capture, &flow, TAPLINE_DIRECTION_IN, "payload", 7);
      tapline_capture_flush (capture, NULL);
      fixture_write_all (pipes[1], "x", 1);
      for (;;)
        pause ();
    }
  close (pipes[1]);
  g_assert_cmpint (read (pipes[0], &c, 1), ==, 1);
  close (pipes[0]);

  return child;
}

static void
kill_writer (pid_t child)
{
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

static void
test_states (void)
{
  g_autoptr (GByteArray) payload = NULL;
  g_autoptr (GError) error = NULL;
  TaplineFlow flow;
  pid_t writer;
  Fixture f;

  fixture_init (&f);
  g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_LIVING);
  g_assert_false (tapline_seal_remove (f.path));
  g_assert_true (tapline_capture_finish (f.capture, NULL));
  /* Who shows it may still read it. */
  g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_LIVING);
  g_clear_pointer (&f.capture, tapline_capture_unref);
  g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_SEALED);
  g_assert_true (tapline_seal_remove (f.path));
  g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_NONE);

  writer = start_writer (f.path);
  g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_LIVING);
  g_assert_false (tapline_seal_mend (f.path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN);
  g_assert_false (tapline_seal_remove (f.path));
  kill_writer (writer);
  g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_LEFT);
  g_clear_error (&error);
  g_assert_true (tapline_seal_mend (f.path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_SEALED);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  payload = fixture_read_payload (f.path, &flow, TAPLINE_DIRECTION_IN);
  g_assert_cmpuint (payload->len, ==, 7);
  fixture_clear (&f);
}

/* A recording that is read may be offered and mended, but not deleted. */
static void
test_read (void)
{
  TaplineCapture *reader;
  Fixture f;

  fixture_init (&f);
  g_clear_pointer (&f.capture, tapline_capture_unref);
  reader = tapline_capture_open (f.path, NULL);
  g_assert_nonnull (reader);
  g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_SEALED);
  g_assert_false (tapline_seal_remove (f.path));
  tapline_capture_unref (reader);
  g_assert_true (tapline_seal_remove (f.path));
  fixture_clear (&f);
}

/* However the file was cut, what was whole stays, the end is whole again, and its age is kept. */
static void
test_mend_anywhere (void)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) blocks = NULL;
  const char *contents;
  gsize start = 0, length;
  TaplineFlow flow;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, "opened");
  for (int i = 0; i < 4; i++)
    tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, "some payload", 9 + (gsize) i);
  g_clear_pointer (&f.capture, tapline_capture_unref);
  blocks = fixture_read_blocks (f.path, &bytes);
  contents = g_bytes_get_data (bytes, &length);
  for (guint i = 0; i < 3; i++)
    start += g_array_index (blocks, TaplinePcapngBlock, i).length;

  for (gsize cut = start; cut < length; cut++)
    {
      g_autoptr (GBytes) mended = NULL;
      g_autoptr (GArray) after = NULL;
      struct timespec times[2] = { { 1000, 0 }, { 2000, 0 } };
      gsize whole = 0;
      guint n = 0;

      g_assert_true (g_file_set_contents (f.path, contents, (gssize) cut, NULL));
      g_assert_cmpint (utimensat (AT_FDCWD, f.path, times, 0), ==, 0);
      g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_LEFT);
      g_assert_true (tapline_seal_mend (f.path, NULL));
      g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_SEALED);
      g_assert_cmpint (tapline_seal_look (f.path).time, ==, 2000 * G_TIME_SPAN_SECOND);
      while (whole + g_array_index (blocks, TaplinePcapngBlock, n).length <= cut)
        whole += g_array_index (blocks, TaplinePcapngBlock, n++).length;
      after = fixture_read_blocks (f.path, &mended);
      /* The note, and the seal. */
      g_assert_cmpuint (after->len, ==, n + 2);
      g_assert_cmpint (memcmp (g_bytes_get_data (mended, NULL), contents, whole), ==, 0);
      g_assert_true (tapline_seal_mend (f.path, NULL));
      g_assert_cmpuint (tapline_seal_look (f.path).size, ==, g_bytes_get_size (mended));
    }
  fixture_clear (&f);
}

/* Damage in the middle is not what a crash does: nothing is cut. */
static void
test_mend_keeps_damaged (void)
{
  g_autofree char *bytes = g_malloc0 (8 << 20);
  g_autofree char *contents = NULL;
  g_autofree char *after = NULL;
  TaplineFlow flow;
  gsize length, length_after;
  Fixture f;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  for (int i = 0; i < 40; i++)
    {
      g_assert_cmpuint (tapline_capture_get_room (f.capture), >=, 200000);
      tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, bytes, 200000);
      g_assert_true (tapline_capture_flush (f.capture, NULL));
    }
  g_clear_pointer (&f.capture, tapline_capture_unref);
  g_assert_true (g_file_get_contents (f.path, &contents, &length, NULL));
  memset (contents + 1000000, 0xff, 200000);
  length -= TAPLINE_PCAPNG_END_SIZE;
  g_assert_true (g_file_set_contents (f.path, contents, (gssize) length, NULL));
  g_assert_true (tapline_seal_mend (f.path, NULL));
  g_assert_cmpint (get_state (f.path), ==, TAPLINE_SEAL_SEALED);
  g_assert_true (g_file_get_contents (f.path, &after, &length_after, NULL));
  g_assert_cmpuint (length_after, >, length);
  g_assert_cmpint (memcmp (after, contents, length), ==, 0);
  fixture_clear (&f);
}

static void
test_not_a_recording (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tapline-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.pcapng", NULL);
  g_autofree char *contents = NULL;

  g_assert_cmpint (get_state (path), ==, TAPLINE_SEAL_NONE);
  g_assert_true (g_file_set_contents (path, "mine", 4, NULL));
  g_assert_cmpint (get_state (path), ==, TAPLINE_SEAL_NONE);
  g_assert_false (tapline_seal_mend (path, NULL));
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "mine");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_cmpint (get_state (path), ==, TAPLINE_SEAL_NONE);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Of many processes that want the same name at the same time one gets it. */
static void
test_one_writer (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tapline-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.pcapng", NULL);

  for (int round = 0; round < 20; round++)
    {
      pid_t children[4];
      int start[2], winners = 0;

      g_assert_cmpint (pipe (start), ==, 0);
      for (int i = 0; i < 4; i++)
        {
          children[i] = fork ();
          if (children[i] == 0)
            {
              char c;

              close (start[1]);
              if (read (start[0], &c, 1) != 0)
                _exit (2);
              _exit (tapline_capture_new (path, NULL) != NULL ? 1 : 0);
            }
        }
      close (start[0]);
      /* They all see the end of the pipe at once. */
      close (start[1]);
      for (int i = 0; i < 4; i++)
        {
          int status;

          g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
          g_assert_true (WIFEXITED (status));
          g_assert_cmpint (WEXITSTATUS (status), <=, 1);
          winners += WEXITSTATUS (status);
        }
      g_assert_cmpint (winners, ==, 1);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_private (void)
{
  static const mode_t masks[] = { 0, 022, 0277, 0777 };

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      g_autofree char *folder = g_dir_make_tmp ("tapline-test-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, "x.pcapng", NULL);
      mode_t before = umask (masks[i]);
      TaplineCapture *capture = tapline_capture_new (path, NULL);
      struct stat status;

      umask (before);
      g_assert_nonnull (capture);
      g_assert_cmpint (stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 07777, ==, 0600);
      tapline_capture_unref (capture);
      g_assert_cmpint (g_unlink (path), ==, 0);
      g_assert_cmpint (g_rmdir (folder), ==, 0);
    }
}

/* Payload stops short of the limit, ends and notes do not, and a higher one lets more in. */
static void
test_limit (void)
{
  const guint64 limit = 500000;
  g_autoptr (GError) error = NULL;
  char bytes[4096] = { 0 };
  TaplineFlow flow;
  struct stat status;
  Fixture f;
  gsize room;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f.capture, &flow, NULL);
  tapline_capture_set_limit (f.capture, limit);
  while ((room = tapline_capture_get_room (f.capture)) > 0)
    {
      g_assert_false (tapline_capture_is_at_limit (f.capture));
      tapline_capture_append (f.capture, &flow, TAPLINE_DIRECTION_IN, bytes,
                              MIN (room, sizeof bytes));
    }
  g_assert_true (tapline_capture_flush (f.capture, NULL));
  g_assert_cmpint (stat (f.path, &status), ==, 0);
  g_assert_cmpint (status.st_size, <=, limit);
  g_assert_cmpint (status.st_size, >, limit - 1000);
  g_assert_true (tapline_capture_is_at_limit (f.capture));
  error = tapline_capture_dup_error (f.capture);
  g_assert_nonnull (strstr (error->message, "limit"));

  tapline_capture_note (f.capture, "The limit is reached.");
  g_assert_true (tapline_capture_flush (f.capture, NULL));
  g_assert_cmpuint (tapline_capture_get_room (f.capture), ==, 0);
  tapline_capture_set_limit (f.capture, 2 * limit);
  g_assert_false (tapline_capture_is_at_limit (f.capture));
  g_assert_null (tapline_capture_dup_error (f.capture));
  g_assert_cmpuint (tapline_capture_get_room (f.capture), >, limit - 30000);
  fixture_clear (&f);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/states", test_states);
  g_test_add_func ("/seal/read", test_read);
  g_test_add_func ("/seal/mend-anywhere", test_mend_anywhere);
  g_test_add_func ("/seal/mend-keeps-damaged", test_mend_keeps_damaged);
  g_test_add_func ("/seal/not-a-recording", test_not_a_recording);
  g_test_add_func ("/seal/one-writer", test_one_writer);
  g_test_add_func ("/seal/private", test_private);
  g_test_add_func ("/seal/limit", test_limit);

  return g_test_run ();
}
