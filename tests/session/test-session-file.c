/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions of recordings that are opened again, and copies that are saved: what a widget sees. */
#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-session.h"

#define LINE     "one line of a recording that is opened again\n"
#define N_LINES  20000 /* a line at a time: more than the first part that is read */
#define ATTEMPTS 50    /* to stop something that takes milliseconds */

typedef struct
{
  TaplineSidecar *sidecar;
  TaplineSession *session;
  char           *folder;
  char           *path;    /* a recording */
  char           *copy;    /* where to save one */
} Desk;

static void
make_recording (const char *path)
{
  g_autoptr (TaplineCapture) capture = NULL;
  g_autoptr (GError) error = NULL;
  TaplineFlow flow = { .accepted = TRUE };

  capture = tapline_capture_new (path, &error);
  g_assert_no_error (error);
  tapline_address_parse (&flow.local, "127.0.0.1", 7000);
  tapline_address_parse (&flow.remote, "127.0.0.1", 7001);
  tapline_capture_open_flow (capture, &flow, "connected");
  for (guint i = 0; i < N_LINES; i++)
    {
      if (tapline_capture_get_room (capture) < strlen (LINE))
        tapline_capture_flush (capture, &error);
      g_assert_no_error (error);
      tapline_capture_append (capture, &flow, TAPLINE_DIRECTION_IN, LINE, strlen (LINE));
    }
  tapline_capture_end_flow (capture, &flow, TAPLINE_DIRECTION_IN, TRUE, "reset");
  g_assert_true (tapline_capture_finish (capture, &error));
}

static void
set_up (Desk          *self,
        gconstpointer  unused)
{
  self->folder = g_dir_make_tmp ("tapline-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "a.pcapng", NULL);
  self->copy = g_build_filename (self->folder, "copy.pcapng", NULL);
  make_recording (self->path);
  self->sidecar = tapline_sidecar_new ();
  self->session = tapline_session_new (self->sidecar, self->folder);
}

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
close_session (TaplineSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tapline_session_close_async (session, finished_cb, &result);
  test_wait_for (result != NULL);
  g_assert_true (tapline_session_close_finish (session, result, &error));
}

static void
tear_down (Desk          *self,
           gconstpointer  unused)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_assert_finalize_object (g_steal_pointer (&self->session));
  tapline_sidecar_unref (self->sidecar);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->copy);
}

static gboolean
open_recording (TaplineSession  *session,
                const char      *path,
                GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tapline_session_open_recording_async (session, path, finished_cb, &result);
  test_wait_for (result != NULL);

  return tapline_session_open_recording_finish (session, result, error);
}

static gboolean
save (TaplineSession  *session,
      const char      *path,
      gboolean         cancel,
      GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  double fraction;

  g_assert_true (tapline_session_can_save (session));
  tapline_session_save_async (session, path, finished_cb, &result);
  g_assert_cmpint (tapline_session_get_work (session, &fraction), ==, TAPLINE_SESSION_SAVING);
  g_assert_false (tapline_session_can_save (session));
  if (cancel)
    tapline_session_cancel_files (session);
  test_wait_for (result != NULL);

  return tapline_session_save_finish (session, result, error);
}

static gboolean
is_idle (TaplineSession *session)
{
  double fraction;

  return tapline_session_get_work (session, &fraction) == TAPLINE_SESSION_NO_WORK;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static void
assert_same_files (const char *first,
                   const char *second)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  gsize length_a, length_b;

  g_assert_true (g_file_get_contents (first, &a, &length_a, NULL));
  g_assert_true (g_file_get_contents (second, &b, &length_b, NULL));
  g_assert_cmpmem (a, length_a, b, length_b);
}

static void
test_open (Desk          *self,
           gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  TaplineSessionCounters counters;

  g_assert_true (open_recording (self->session, self->path, &error));
  g_assert_no_error (error);
  g_assert_true (tapline_session_is_recording (self->session));
  g_assert_cmpstr (tapline_session_get_title (self->session), ==, "a.pcapng");
  g_assert_cmpint (tapline_session_get_state (self->session), ==, TAPLINE_TAP_CLOSED);
  test_wait_for (is_idle (self->session));
  test_wait_for (tapline_session_get_counters (self->session).messages == N_LINES + 2);
  counters = tapline_session_get_counters (self->session);
  g_assert_cmpuint (counters.received, ==, N_LINES * strlen (LINE));
  g_assert_cmpuint (counters.indexed, ==, counters.received);
  g_assert_null (tapline_session_get_warning (self->session));
  close_session (self->session);
  /* It was not ours to take away. */
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

/* What is not read yet when it is closed is nobody's trouble. */
static void
test_close_while_opening (Desk          *self,
                          gconstpointer  unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tapline_session_open_recording_async (self->session, self->path, finished_cb, &result);
  close_session (self->session);
  test_wait_for (result != NULL);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

/* Whether it was stopped before all was read. */
static gboolean
stop_opening (Desk *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tapline_session_open_recording_async (self->session, self->path, finished_cb, &result);
  tapline_session_cancel_files (self->session);
  test_wait_for (result != NULL);
  g_assert_true (tapline_session_open_recording_finish (self->session, result, &error));
  g_assert_no_error (error);
  test_wait_for (is_idle (self->session));

  return tapline_session_get_warning (self->session) != NULL;
}

static void
test_stop_opening (Desk          *self,
                   gconstpointer  unused)
{
  /* On a machine with other work, the file may be read before this thread goes on. */
  for (guint i = 0; !stop_opening (self) && i < ATTEMPTS; i++)
    {
      close_session (self->session);
      g_assert_finalize_object (self->session);
      self->session = tapline_session_new (self->sidecar, self->folder);
    }
  g_assert_nonnull (strstr (tapline_session_get_warning (self->session), "Only the first"));
  g_assert_cmpuint (tapline_session_get_counters (self->session).received, <,
                    N_LINES * strlen (LINE));
  close_session (self->session);
}

static void
test_cannot_be_opened (Desk          *self,
                       gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (open_recording (self->session, "/no/such/file", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_same_file (Desk          *self,
                gconstpointer  unused)
{
  g_autoptr (TaplineSession) other = tapline_session_new (self->sidecar, self->folder);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (link (self->path, self->copy), ==, 0);
  g_assert_true (open_recording (self->session, self->path, &error));
  g_assert_true (open_recording (other, self->copy, &error));
  g_assert_true (tapline_session_is_same_file (self->session, other));
  g_assert_true (tapline_session_is_at (self->session, self->copy));
  g_assert_false (tapline_session_is_at (self->session, self->folder));
  test_wait_for (is_idle (self->session) && is_idle (other));
}

static void
test_save (Desk          *self,
           gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  guint n_files;

  g_assert_true (open_recording (self->session, self->path, &error));
  test_wait_for (is_idle (self->session));
  g_assert_true (save (self->session, self->copy, FALSE, &error));
  g_assert_no_error (error);
  assert_same_files (self->path, self->copy);
  n_files = count_files (self->folder);

  /* Cancelled, or where it cannot be: what is there stays as it is, and nothing is left behind. It
   * may be done before it is cancelled. */
  do
    g_assert_true (g_file_set_contents (self->copy, "before", -1, NULL));
  while (save (self->session, self->copy, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (save (self->session, "/no/such/folder/copy", FALSE, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_false (save (self->session, self->path, FALSE, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_assert_cmpuint (count_files (self->folder), ==, n_files);
  {
    g_autofree char *contents = NULL;

    g_assert_true (g_file_get_contents (self->copy, &contents, NULL, NULL));
    g_assert_cmpstr (contents, ==, "before");
  }
  close_session (self->session);
}

/* What is no file stays what it is. */
typedef struct
{
  int fd;
  int over; /* atomic */
} Peer;

static gpointer
send_until_over (gpointer data)
{
  Peer *peer = data;

  while (!g_atomic_int_get (&peer->over))
    g_assert_cmpint (send (peer->fd, LINE, strlen (LINE), MSG_NOSIGNAL), >, 0);

  return NULL;
}

/* A copy of what goes on being recorded is a beginning of it that has all that was told of when it
 * was asked for. */
static void
test_save_live (Desk          *self,
                gconstpointer  unused)
{
  g_autoptr (TaplineEndpoint) endpoint = tapline_endpoint_new ("127.0.0.1", 0, TRUE);
  g_autoptr (TaplineCapture) capture = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *all = NULL;
  g_autofree char *copy = NULL;
  gsize length, copied;
  guint64 told;
  Peer peer = { 0 };
  GThread *thread;

  tapline_session_open (self->session, endpoint);
  test_wait_for (tapline_session_get_state (self->session) == TAPLINE_TAP_LISTENING);
  peer.fd = peer_connect (tapline_session_get_bound (self->session).port);
  thread = g_thread_new ("peer", send_until_over, &peer);
  test_wait_for (tapline_session_get_counters (self->session).recorded > 1 << 20);
  told = tapline_session_get_counters (self->session).recorded;
  g_assert_true (save (self->session, self->copy, FALSE, &error));
  g_assert_no_error (error);
  test_wait_for (tapline_session_get_counters (self->session).recorded > 2 * told);
  g_atomic_int_set (&peer.over, TRUE);
  g_thread_join (thread);
  close (peer.fd);
  close_session (self->session);

  g_assert_true (g_file_get_contents (tapline_session_get_path (self->session), &all, &length,
                                      NULL));
  g_assert_true (g_file_get_contents (self->copy, &copy, &copied, NULL));
  g_assert_cmpuint (copied, <, length);
  g_assert_cmpmem (copy, copied, all, copied);
  capture = tapline_capture_open (self->copy, &error);
  g_assert_no_error (error);
  while (tapline_capture_load (capture, 1 << 20, &error))
    ;
  g_assert_no_error (error);
  g_assert_null (tapline_capture_dup_warning (capture));
  g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (capture)->in), >=, told);
  g_assert_true (tapline_sidecar_stop (self->sidecar, 0, TEST_DEADLINE_MS, NULL));
}

static void
test_save_to_no_file (Desk          *self,
                          gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (open_recording (self->session, self->path, &error));
  test_wait_for (is_idle (self->session));
  g_assert_false (save (self->session, "/dev/full", FALSE, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_assert_nonnull (strstr (error->message, "no file that could be replaced"));
  close_session (self->session);
}

/* Closing waits for the copy to be gone or whole. */
static void
test_close_while_saving (Desk          *self,
                         gconstpointer  unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (open_recording (self->session, self->path, &error));
  test_wait_for (is_idle (self->session));
  tapline_session_save_async (self->session, self->copy, finished_cb, &result);
  close_session (self->session);
  test_wait_for (result != NULL);
  if (tapline_session_save_finish (self->session, result, NULL))
    assert_same_files (self->path, self->copy);
  else
    g_assert_cmpuint (count_files (self->folder), ==, 1);
}

#define ADD(name, func) g_test_add ("/session-file/" name, Desk, NULL, set_up, func, tear_down)

static void
add_tests (void)
{
  ADD ("open", test_open);
  ADD ("close-while-opening", test_close_while_opening);
  ADD ("stop-opening", test_stop_opening);
  ADD ("cannot-be-opened", test_cannot_be_opened);
  ADD ("same-file", test_same_file);
  ADD ("save", test_save);
  ADD ("save-live", test_save_live);
  ADD ("save-to-no-file", test_save_to_no_file);
  ADD ("close-while-saving", test_close_while_saving);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
