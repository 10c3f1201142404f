/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks as a widget sets and sees them: while a recording grows, under another framing, when it is
 * opened again, and of a capture of another program. */
#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "desk.h"

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
mark (TaplineSession  *session,
      guint64          number,
      const char      *note,
      GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tapline_session_mark_async (session, number, note, finished_cb, &result);
  test_wait_for (result != NULL);

  return tapline_session_mark_finish (session, result, error);
}

static gboolean
is_marked (TaplineSession *session,
           guint64         number,
           const char     *expected)
{
  g_autofree char *note =
    tapline_message_list_dup_mark (tapline_session_get_messages (session), number);

  return g_strcmp0 (note, expected) == 0;
}

static void
set_mark (TaplineSession *session,
          guint64         number,
          const char     *note)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mark (session, number, note, &error));
  g_assert_no_error (error);
  test_wait_for (is_marked (session, number, note));
}

/* A recording with messages 0 "Listening…", 1 "… connected", 2 "one", 3 "two", and more notes. */
static void
record (Desk *desk)
{
  int peer;

  tapline_session_set_keep (desk->session, TRUE);
  open_listener (desk);
  peer = connect_peer (desk);
  g_assert_cmpint (send (peer, "one\ntwo\n", 8, 0), ==, 8);
  test_wait_for (n_messages (desk) == 4);
  close (peer);
  test_wait_for (n_messages (desk) == 5);
}

static TaplineSession *
reopen (Desk        *desk,
        const char  *path,
        GError     **error)
{
  TaplineSession *session = tapline_session_new (desk->sidecar, desk->directory);
  g_autoptr (GAsyncResult) result = NULL;
  double fraction;

  tapline_session_open_recording_async (session, path, finished_cb, &result);
  test_wait_for (result != NULL);
  g_assert_true (tapline_session_open_recording_finish (session, result, error));
  test_wait_for (tapline_session_get_work (session, &fraction) == TAPLINE_SESSION_NO_WORK
                 && tapline_session_is_caught_up (session));

  return session;
}

static void
end (TaplineSession *session)
{
  close_session (session);
  g_assert_finalize_object (session);
}

/* (transfer full): where its recording is, that nobody has open any more. */
static char *
end_recording (Desk *desk)
{
  char *path = g_strdup (tapline_session_get_path (desk->session));

  end (g_steal_pointer (&desk->session));

  return path;
}

/* From the growing recording to the one that is opened, changed there and opened once more. */
static void
test_kept (Desk          *desk,
           gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  TaplineSession *again;

  record (desk);
  set_mark (desk->session, 0, "of a note");
  set_mark (desk->session, 2, "first – of “mine”");
  set_mark (desk->session, 3, "");
  set_mark (desk->session, 3, NULL);
  g_assert_cmpuint (n_messages (desk), ==, 5);
  path = end_recording (desk);

  again = reopen (desk, path, &error);
  g_assert_no_error (error);
  g_assert_true (tapline_session_keeps_marks (again));
  g_assert_true (is_marked (again, 0, "of a note"));
  g_assert_true (is_marked (again, 2, "first – of “mine”"));
  g_assert_true (is_marked (again, 3, NULL));
  set_mark (again, 2, "changed");
  set_mark (again, 3, "added");
  set_mark (again, 0, NULL);
  end (again);

  again = reopen (desk, path, &error);
  g_assert_no_error (error);
  g_assert_true (is_marked (again, 0, NULL));
  g_assert_true (is_marked (again, 2, "changed"));
  g_assert_true (is_marked (again, 3, "added"));
  end (again);
}

static void
test_list (Desk          *desk,
           gconstpointer  unused)
{
  TaplineMessageList *list = desk->messages;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *none = NULL;
  guint64 number;

  record (desk);
  g_assert_cmpuint (tapline_message_list_get_marks_serial (list), ==, 0);
  g_assert_cmpuint (tapline_message_list_get_n_marks (list), ==, 0);
  g_assert_false (tapline_message_list_find_mark (list, 0, TRUE, &number));
  set_mark (desk->session, 3, "b");
  set_mark (desk->session, 1, "a");

  g_assert_cmpuint (tapline_message_list_get_n_marks (list), ==, 2);
  g_assert_true (tapline_message_list_get_mark (list, 0, &number, &first));
  g_assert_cmpuint (number, ==, 1);
  g_assert_cmpstr (first, ==, "a");
  g_assert_true (tapline_message_list_get_mark (list, 1, &number, &second));
  g_assert_cmpuint (number, ==, 3);
  g_assert_cmpstr (second, ==, "b");
  g_assert_false (tapline_message_list_get_mark (list, 2, &number, &none));

  g_assert_true (tapline_message_list_find_mark (list, 0, TRUE, &number));
  g_assert_cmpuint (number, ==, 1);
  g_assert_true (tapline_message_list_find_mark (list, 1, TRUE, &number));
  g_assert_cmpuint (number, ==, 3);
  g_assert_false (tapline_message_list_find_mark (list, 3, TRUE, &number));
  g_assert_true (tapline_message_list_find_mark (list, 4, FALSE, &number));
  g_assert_cmpuint (number, ==, 3);
  g_assert_true (tapline_message_list_find_mark (list, 2, FALSE, &number));
  g_assert_cmpuint (number, ==, 1);
  g_assert_false (tapline_message_list_find_mark (list, 1, FALSE, &number));
  close_session (desk->session);
}

/* Under another framing the message that has the byte is marked, and to change its mark changes
 * that one, not another. */
static void
test_framings (Desk          *desk,
               gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  record (desk);
  set_mark (desk->session, 3, "two");
  g_assert_true (tapline_session_set_framing (desk->session, "raw", TAPLINE_MESSAGE_LIMIT_DEFAULT,
                                              &error));
  test_wait_for (n_messages (desk) == 4);
  g_assert_true (is_marked (desk->session, 1, NULL));
  g_assert_true (is_marked (desk->session, 2, "two"));
  set_mark (desk->session, 2, "both");
  g_assert_true (tapline_session_set_framing (desk->session, "lines",
                                              TAPLINE_MESSAGE_LIMIT_DEFAULT, &error));
  test_wait_for (n_messages (desk) == 5);
  g_assert_true (is_marked (desk->session, 2, NULL));
  g_assert_true (is_marked (desk->session, 3, "both"));
  close_session (desk->session);
}

/* As a program that knows the format would write it. */
static void
copy_as_foreign (const char *from,
                 const char *to)
{
  g_autofree char *contents = NULL;
  gsize length;
  char *name;

  g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
  name = memmem (contents, length, "Tapline", strlen ("Tapline"));
  memcpy (name, "Another", strlen ("Another"));
  g_assert_true (g_file_set_contents (to, contents, (gssize) length, NULL));
}

/* That is never written; a copy that is saved has the mark. */
static void
test_foreign (Desk          *desk,
              gconstpointer  unused)
{
  g_autofree char *path = g_build_filename (desk->directory, "foreign.pcapng", NULL);
  g_autofree char *recorded = NULL;
  g_autofree char *saved = g_build_filename (desk->directory, "saved.pcapng", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TaplineMessageList *list;
  TaplineSession *foreign, *again;
  gsize length, length_after;
  guint64 last;

  record (desk);
  recorded = end_recording (desk);
  copy_as_foreign (recorded, path);
  g_assert_true (g_file_get_contents (path, &before, &length, NULL));

  foreign = reopen (desk, path, &error);
  g_assert_no_error (error);
  g_assert_false (tapline_session_keeps_marks (foreign));
  list = tapline_session_get_messages (foreign);
  last = tapline_message_list_get_n_messages (list) - 1;
  set_mark (foreign, last, "kept in the copy");
  g_assert_true (g_file_get_contents (path, &after, &length_after, NULL));
  g_assert_cmpmem (after, length_after, before, length);
  tapline_session_save_async (foreign, saved, finished_cb, &result);
  test_wait_for (result != NULL);
  g_assert_true (tapline_session_save_finish (foreign, result, &error));
  g_clear_object (&result);
  end (foreign);

  again = reopen (desk, saved, &error);
  g_assert_no_error (error);
  g_assert_true (is_marked (again, last, "kept in the copy"));
  end (again);
}

/* Nothing is lost without a word. */
static void
test_refused (Desk          *desk,
              gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) gone = NULL;
  g_autofree char *path = NULL;
  TaplineSession *again;

  record (desk);
  g_assert_false (mark (desk->session, 999, "", &missing));
  g_assert_error (missing, G_IO_ERROR, G_IO_ERROR_FAILED);
  close_session (desk->session);
  g_assert_false (mark (desk->session, 2, "", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);

  path = end_recording (desk);
  again = reopen (desk, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (unlink (path), ==, 0);
  g_assert_false (mark (again, 2, "", &gone));
  g_assert_error (gone, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_true (is_marked (again, 2, NULL));
  end (again);
}

static void
add_tests (void)
{
#define ADD(path, function) g_test_add (path, Desk, NULL, set_up, function, tear_down)
  ADD ("/session-marks/kept", test_kept);
  ADD ("/session-marks/list", test_list);
  ADD ("/session-marks/framings", test_framings);
  ADD ("/session-marks/foreign", test_foreign);
  ADD ("/session-marks/refused", test_refused);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
