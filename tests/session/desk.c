/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/socket.h>

#include <glib/gstdio.h>

#include "desk.h"

static void
changed_cb (TaplineSession *session,
            gpointer        user_data)
{
  Desk *desk = user_data;

  TAPLINE_ASSERT_UI ();
  desk->n_changed++;
}

void
set_up (Desk          *self,
        gconstpointer  unused)
{
  g_autofree char *top = g_dir_make_tmp ("tapline-XXXXXX", NULL);

  self->directory = g_build_filename (top, "state", NULL);
  self->sidecar = tapline_sidecar_new ();
  self->session = tapline_session_new (self->sidecar, self->directory);
  self->messages = tapline_session_get_messages (self->session);
  g_signal_connect (self->session, "changed", G_CALLBACK (changed_cb), self);
}

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
close_session (TaplineSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tapline_session_close_async (session, finished_cb, &result);
  test_wait_for (result != NULL);
  g_assert_true (tapline_session_close_finish (session, result, &error));
  g_assert_no_error (error);
}

guint
count_files (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

void
tear_down (Desk          *self,
           gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = g_path_get_dirname (self->directory);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (self->session != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->session));
  tapline_sidecar_stop (self->sidecar, 0, TEST_DEADLINE_MS, &error);
  g_assert_no_error (error);
  tapline_sidecar_unref (self->sidecar);
  dir = g_dir_open (self->directory, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->directory);
  g_rmdir (parent);
  g_free (self->directory);
}

void
open_listener (Desk *self)
{
  g_autoptr (TaplineEndpoint) endpoint = tapline_endpoint_new ("127.0.0.1", 0, TRUE);

  tapline_session_open (self->session, endpoint);
  test_wait_for (tapline_session_get_state (self->session) == TAPLINE_TAP_LISTENING);
}

int
connect_peer (Desk *self)
{
  guint before = tapline_session_get_counters (self->session).peers;
  int peer = peer_connect (tapline_session_get_bound (self->session).port);

  test_wait_for (tapline_session_get_counters (self->session).peers == before + 1);

  return peer;
}

char *
dup_row (Desk    *self,
         guint64  number)
{
  TaplineMessage message;

  g_assert_true (tapline_message_list_get_message (self->messages, number,
                                                   1024, &message));

  return g_strndup ((const char *) message.head, message.head_length);
}

guint64
n_messages (Desk *self)
{
  return tapline_message_list_get_n_messages (self->messages);
}

static void
write_number (char    *digits,
              guint64  number)
{
  for (int i = 9; i >= 0; i--, number /= 10)
    digits[i] = (char) ('0' + number % 10);
}

gpointer
flood (gpointer data)
{
  Flooder *flooder = data;
  guint64 number = 0;
  char buffer[16 * 1024];

  memset (buffer, 'x', sizeof buffer);
  do
    {
      for (gsize at = 0; at < sizeof buffer; at += flooder->length)
        {
          write_number (buffer + at, number++);
          buffer[at + flooder->length - 1] = '\n';
        }
    }
  while ((flooder->n_lines == 0 || number < flooder->n_lines + sizeof buffer / flooder->length)
         && !g_atomic_int_get (&flooder->over)
         && send (flooder->fd, buffer, sizeof buffer, MSG_NOSIGNAL) > 0);

  return NULL;
}

gboolean
stall_cb (gpointer data)
{
  Stall *stall = data;
  gint64 now = g_get_monotonic_time ();

  if (stall->last != 0)
    stall->longest = MAX (stall->longest, now - stall->last);
  stall->last = now;

  return G_SOURCE_CONTINUE;
}

gboolean
is_receiving (Desk *self)
{
  g_autoptr (GArray) peers = tapline_session_list_peers (self->session);

  return peers->len > 0 && g_array_index (peers, TaplinePeer, 0).receiving;
}

gboolean
is_at_rest (Desk *self)
{
  TaplineSessionCounters counters = tapline_session_get_counters (self->session);

  return tapline_session_is_caught_up (self->session) && counters.received == counters.recorded;
}

int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 difference = *(const gint64 *) a - *(const gint64 *) b;

  return (difference > 0) - (difference < 0);
}
