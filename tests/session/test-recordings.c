/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of recordings: which are offered, which are deleted and in what order, and that the
 * folder is nobody else's. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-pcapng.h"
#include "tapline-recordings.h"

typedef struct
{
  char              *directory;
  TaplineRecordings *recordings;
  guint              n_changed;
  guint              n_done;
  guint              n_removed;
  guint64            bytes;
  GError            *error;
} Folder;

static void
changed_cb (TaplineRecordings *recordings,
            Folder            *folder)
{
  TAPLINE_ASSERT_UI ();
  folder->n_changed++;
}

static void
done_cb (guint         n_removed,
         guint64       bytes,
         const GError *error,
         gpointer      user_data)
{
  Folder *folder = user_data;

  TAPLINE_ASSERT_UI ();
  folder->n_done++;
  folder->n_removed = n_removed;
  folder->bytes = bytes;
  g_clear_error (&folder->error);
  folder->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
set_up (Folder        *self,
        gconstpointer  unused)
{
  self->directory = g_dir_make_tmp ("tapline-XXXXXX", NULL);
  self->recordings = tapline_recordings_new (self->directory);
  g_signal_connect (self->recordings, "changed", G_CALLBACK (changed_cb), self);
}

static void
tear_down (Folder        *self,
           gconstpointer  unused)
{
  g_assert_finalize_object (self->recordings);
  g_clear_error (&self->error);
  g_assert_cmpint (g_rmdir (self->directory), ==, 0);
  g_free (self->directory);
}

static char *
dup_path (Folder     *self,
          const char *name)
{
  return g_build_filename (self->directory, name, NULL);
}

/* A recording of more than @size bytes that is still written; @age orders it. */
static TaplineCapture *
make_living (Folder     *self,
             const char *name,
             gsize       size)
{
  g_autofree char *path = dup_path (self, name);
  g_autofree char *note = g_strdup_printf ("Listening for %s", name);
  g_autofree char *payload = g_malloc0 (size);
  TaplineCapture *capture = tapline_capture_new (path, NULL);
  TaplineFlow flow = { .accepted = TRUE };

  g_assert_nonnull (capture);
  g_assert_true (tapline_address_parse (&flow.local, "127.0.0.1", 7000));
  g_assert_true (tapline_address_parse (&flow.remote, "192.0.2.1", 1024));
  tapline_capture_note (capture, note);
  tapline_capture_open_flow (capture, &flow, NULL);
  tapline_capture_append (capture, &flow, TAPLINE_DIRECTION_IN, payload, size);
  g_assert_true (tapline_capture_flush (capture, NULL));

  return capture;
}

static void
set_age (const char *path,
         int         seconds)
{
  struct timespec times[2] = { { 2000000000 - seconds, 0 }, { 2000000000 - seconds, 0 } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static void
make_sealed (Folder     *self,
             const char *name,
             gsize       size,
             int         age)
{
  g_autofree char *path = dup_path (self, name);

  tapline_capture_unref (make_living (self, name, size));
  set_age (path, age);
}

/* As a program leaves it that dies: not sealed, and torn. */
static void
make_left (Folder     *self,
           const char *name,
           gsize       size,
           int         age)
{
  g_autofree char *path = dup_path (self, name);
  struct stat status;

  make_sealed (self, name, size, age);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (truncate (path, status.st_size - TAPLINE_PCAPNG_END_SIZE - 3), ==, 0);
  set_age (path, age);
}

static gboolean
is_there (Folder     *self,
          const char *name)
{
  g_autofree char *path = dup_path (self, name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
scan (Folder *self)
{
  guint before = self->n_changed;

  tapline_recordings_scan (self->recordings);
  test_wait_for (self->n_changed == before + 1);
}

static void
remove_all (Folder *self)
{
  guint before = self->n_done;

  tapline_recordings_remove_all (self->recordings, done_cb, self);
  test_wait_for (self->n_done == before + 1);
}

static void
test_offered (Folder        *self,
              gconstpointer  unused)
{
  TaplineCapture *living = make_living (self, "living.pcapng", 1000);
  g_autofree char *foreign = dup_path (self, "foreign.pcapng");
  g_autofree char *mended = dup_path (self, "old.pcapng");
  const TaplineLeftover *leftover;
  GPtrArray *leftovers;
  guint64 size;

  make_sealed (self, "sealed.pcapng", 1000, 40);
  make_left (self, "old.pcapng", 3000, 30);
  make_left (self, "new.pcapng", 2000, 20);
  g_file_set_contents (foreign, "not ours", -1, NULL);
  scan (self);

  leftovers = tapline_recordings_get_leftovers (self->recordings);
  g_assert_cmpuint (leftovers->len, ==, 2);
  leftover = g_ptr_array_index (leftovers, 0);
  g_assert_true (g_str_has_suffix (leftover->path, "/new.pcapng"));
  g_assert_cmpstr (leftover->what, ==, "Listening for new.pcapng");
  g_assert_cmpuint (leftover->size, >, 2000);
  g_assert_cmpint (leftover->time, ==, (2000000000 - 20) * G_TIME_SPAN_SECOND);
  leftover = g_ptr_array_index (leftovers, 1);
  g_assert_true (g_str_has_suffix (leftover->path, "/old.pcapng"));
  g_assert_cmpuint (tapline_recordings_get_n (self->recordings), ==, 4);
  size = tapline_recordings_get_size (self->recordings);
  g_assert_cmpuint (size, >, 7000);

  /* Not asked again, and still there. */
  tapline_recordings_mend (self->recordings, mended, done_cb, self);
  test_wait_for (self->n_done == 1);
  g_assert_no_error (self->error);
  test_wait_for (tapline_recordings_get_leftovers (self->recordings)->len == 1);
  g_assert_true (is_there (self, "old.pcapng"));
  scan (self);
  g_assert_cmpuint (tapline_recordings_get_leftovers (self->recordings)->len, ==, 1);

  tapline_capture_unref (living);
  remove_all (self);
  g_assert_cmpuint (self->n_removed, ==, 4);
  g_assert_cmpuint (tapline_recordings_get_n (self->recordings), ==, 0);
  g_assert_cmpint (g_unlink (foreign), ==, 0);
}

/* Where nobody ever connected there is nothing to offer. */
static void
test_nobody_connected (Folder        *self,
                       gconstpointer  unused)
{
  g_autofree char *path = dup_path (self, "idle.pcapng");
  TaplineCapture *capture = tapline_capture_new (path, NULL);
  struct stat status;

  tapline_capture_note (capture, "Listening on 127.0.0.1:7000");
  g_assert_true (tapline_capture_flush (capture, NULL));
  scan (self);
  g_assert_true (is_there (self, "idle.pcapng"));
  tapline_capture_unref (capture);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (truncate (path, status.st_size - TAPLINE_PCAPNG_END_SIZE), ==, 0);
  scan (self);
  g_assert_false (is_there (self, "idle.pcapng"));
  g_assert_cmpuint (tapline_recordings_get_leftovers (self->recordings)->len, ==, 0);
  g_assert_cmpuint (tapline_recordings_get_n (self->recordings), ==, 0);
}

static void
test_remove (Folder        *self,
             gconstpointer  unused)
{
  g_autofree char *left = dup_path (self, "left.pcapng");
  g_autofree char *written = dup_path (self, "living.pcapng");
  TaplineCapture *living = make_living (self, "living.pcapng", 10);

  make_left (self, "left.pcapng", 1000, 1);
  tapline_recordings_remove (self->recordings, left, done_cb, self);
  test_wait_for (self->n_done == 1);
  g_assert_cmpuint (self->n_removed, ==, 1);
  g_assert_cmpuint (self->bytes, >, 1000);
  g_assert_false (is_there (self, "left.pcapng"));
  tapline_recordings_remove (self->recordings, written, done_cb, self);
  test_wait_for (self->n_done == 2);
  g_assert_cmpuint (self->n_removed, ==, 0);
  g_assert_true (is_there (self, "living.pcapng"));
  tapline_recordings_mend (self->recordings, written, done_cb, self);
  test_wait_for (self->n_done == 3);
  g_assert_error (self->error, G_FILE_ERROR, G_FILE_ERROR_AGAIN);
  tapline_capture_unref (living);
  remove_all (self);
}

/* The oldest goes first; what lives, what is read and what was left is not touched. */
static void
test_remove_oldest (Folder        *self,
                    gconstpointer  unused)
{
  TaplineCapture *living = make_living (self, "living.pcapng", 5000);
  g_autofree char *living_path = dup_path (self, "living.pcapng");
  g_autofree char *read_path = dup_path (self, "read.pcapng");
  TaplineCapture *reader;

  set_age (living_path, 1000);
  make_left (self, "left.pcapng", 5000, 900);
  make_sealed (self, "read.pcapng", 5000, 800);
  make_sealed (self, "c.pcapng", 5000, 100);
  make_sealed (self, "a.pcapng", 5000, 300);
  make_sealed (self, "b.pcapng", 5000, 200);
  reader = tapline_capture_open (read_path, NULL);
  g_assert_nonnull (reader);

  tapline_recordings_remove_oldest (self->recordings, 6000, done_cb, self);
  test_wait_for (self->n_done == 1);
  g_assert_cmpuint (self->n_removed, ==, 2);
  g_assert_cmpuint (self->bytes, >, 10000);
  g_assert_false (is_there (self, "a.pcapng"));
  g_assert_false (is_there (self, "b.pcapng"));
  g_assert_true (is_there (self, "c.pcapng"));
  tapline_recordings_remove_oldest (self->recordings, G_MAXUINT64, done_cb, self);
  test_wait_for (self->n_done == 2);
  g_assert_cmpuint (self->n_removed, ==, 1);
  tapline_recordings_remove_oldest (self->recordings, 1, done_cb, self);
  test_wait_for (self->n_done == 3);
  g_assert_cmpuint (self->n_removed, ==, 0);
  g_assert_true (is_there (self, "living.pcapng"));
  g_assert_true (is_there (self, "read.pcapng"));
  g_assert_true (is_there (self, "left.pcapng"));

  tapline_capture_unref (reader);
  tapline_capture_unref (living);
  remove_all (self);
}

/* Whatever the umask is, and whoever made it before. */
static void
test_folder (Folder        *self,
             gconstpointer  unused)
{
  static const mode_t masks[] = { 0, 022, 0277, 0777 };
  g_autofree char *above = dup_path (self, "tapline");
  g_autofree char *made = g_build_filename (above, "recordings", NULL);
  g_autoptr (GError) error = NULL;
  struct stat status;

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      mode_t before = umask (masks[i]);
      gboolean done = tapline_recordings_make_folder (made, &error);

      umask (before);
      g_assert_no_error (error);
      g_assert_true (done);
      g_assert_cmpint (stat (made, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0700);
      g_assert_cmpint (stat (above, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0700);
      g_assert_cmpint (g_rmdir (made), ==, 0);
      g_assert_cmpint (g_rmdir (above), ==, 0);
    }
  g_assert_cmpint (g_mkdir (above, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (made, 0755), ==, 0);
  g_assert_true (tapline_recordings_make_folder (made, NULL));
  g_assert_cmpint (stat (made, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_rmdir (made), ==, 0);
  g_file_set_contents (made, "", 0, NULL);
  g_assert_false (tapline_recordings_make_folder (made, &error));
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_RECORDING);
  g_assert_cmpint (g_unlink (made), ==, 0);
  g_assert_cmpint (g_rmdir (above), ==, 0);
}

/* Nobody has to wait for the last job. */
static void
test_no_folder (Folder        *self,
                gconstpointer  unused)
{
  g_autoptr (TaplineRecordings) recordings = tapline_recordings_new ("/nonexistent/folder");
  guint before = self->n_changed;

  g_signal_connect (recordings, "changed", G_CALLBACK (changed_cb), self);
  tapline_recordings_scan (recordings);
  test_wait_for (self->n_changed == before + 1);
  g_assert_cmpuint (tapline_recordings_get_n (recordings), ==, 0);
  g_assert_cmpuint (tapline_recordings_get_leftovers (recordings)->len, ==, 0);
}

static void
add_tests (void)
{
  static const struct
  {
    const char *name;
    void      (*func) (Folder        *self,
                       gconstpointer  unused);
  } tests[] = {
    { "/recordings/offered", test_offered },
    { "/recordings/nobody-connected", test_nobody_connected },
    { "/recordings/remove", test_remove },
    { "/recordings/remove-oldest", test_remove_oldest },
    { "/recordings/folder", test_folder },
    { "/recordings/no-folder", test_no_folder },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Folder, NULL, set_up, tests[i].func, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  return test_main (argc, argv, add_tests);
}
