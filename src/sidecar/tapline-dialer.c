/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connects to a host: all of its addresses, IPv6 and IPv4 racing as in RFC 8305, which is
 * GSocketClient's work. Ours are the deadline, the cancelling and the sentences. A proxy is never
 * used: what is typed is what is connected to. A socket in the file system, `unix:PATH`, goes the
 * same way without any of the races.
 *
 * Threads: the sidecar's. The look-up itself runs on a thread of GIO's; cancelling does not wait
 * for it.
 */
#include "config.h"

#include <string.h>

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>

#include "tapline-dialer.h"
#include "tapline-link.h"

#define LOCAL_SCHEME "unix:"

struct _TaplineDialer
{
  /* immutable */
  TaplineSidecar           *sidecar; /* borrowed */
  char                     *host;
  guint16                   port;
  guint                     timeout_ms;
  const TaplineDialerFuncs *funcs;
  gpointer                  owner;   /* borrowed */
  /* sidecar */
  gint64                    began;   /* monotonic, µs */
  GSocketClient            *client;
  GCancellable             *cancellable;
  GSource                  *deadline;
  gboolean                  timed_out;
};

static void
event_cb (GSocketClient      *client,
          GSocketClientEvent  event,
          GSocketConnectable *connectable,
          GIOStream          *stream,
          gpointer            user_data)
{
  TaplineDialer *self = user_data;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  if (event == G_SOCKET_CLIENT_RESOLVING || event == G_SOCKET_CLIENT_CONNECTING)
    self->funcs->progress (self, event, self->owner);
}

static gboolean
deadline_cb (gpointer user_data)
{
  TaplineDialer *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  TaplineDialer *self = user_data;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) sentence = NULL;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (connection != NULL && g_cancellable_is_cancelled (self->cancellable))
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      g_clear_object (&connection);
      g_cancellable_set_error_if_cancelled (self->cancellable, &error);
    }
  if (connection != NULL && tapline_link_is_to_itself (connection))
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      g_clear_object (&connection);
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "self");
    }
  if (error != NULL && self->timed_out)
    {
      g_clear_error (&error);
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "deadline");
    }
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sentence = tapline_error_for_connect (self->host, self->port, error, self->timeout_ms);

  self->funcs->done (self, connection, sentence != NULL ? sentence : error, self->owner);
}

/* A path or a numeric address needs no look-up; one with a scope goes through getaddrinfo,
 * numerically. */
static GSocketConnectable *
connectable_for (const char *host,
                 guint16     port)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_str_has_prefix (host, LOCAL_SCHEME))
    return G_SOCKET_CONNECTABLE (g_unix_socket_address_new (host + strlen (LOCAL_SCHEME)));
  address = g_inet_address_new_from_string (host);
  if (address != NULL)
    return G_SOCKET_CONNECTABLE (g_inet_socket_address_new (address, port));

  return g_network_address_new (host, port);
}

/**
 * tapline_dialer_new:
 * @sidecar: (transfer none): the thread that it works on
 * @host: name or address, an IPv6 one without brackets, or `unix:PATH`
 * @port: TCP port, 0 for `unix:PATH`
 * @timeout_ms: how long it may take over all addresses
 * @funcs: what it tells @owner
 * @owner: for @funcs
 *
 * Returns: (transfer full): a dialer, to be freed in `done`
 */
TaplineDialer *
tapline_dialer_new (TaplineSidecar           *sidecar,
                    const char               *host,
                    guint16                   port,
                    guint                     timeout_ms,
                    const TaplineDialerFuncs *funcs,
                    gpointer                  owner)
{
  TaplineDialer *self = g_new0 (TaplineDialer, 1);

  TAPLINE_ASSERT_SIDECAR (sidecar);

  self->sidecar = sidecar;
  self->host = g_strdup (host);
  self->port = port;
  self->timeout_ms = timeout_ms;
  self->funcs = funcs;
  self->owner = owner;
  self->cancellable = g_cancellable_new ();
  self->client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (self->client, FALSE);
  g_signal_connect (self->client, "event", G_CALLBACK (event_cb), self);

  return self;
}

void
tapline_dialer_free (TaplineDialer *self)
{
  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  g_source_destroy (self->deadline);
  g_source_unref (self->deadline);
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_object_unref (self->client);
  g_object_unref (self->cancellable);
  g_free (self->host);
  g_free (self);
}

/**
 * tapline_dialer_start:
 * @self: a new dialer
 *
 * Begins to connect; may call `progress`.
 */
void
tapline_dialer_start (TaplineDialer *self)
{
  g_autoptr (GSocketConnectable) connectable = connectable_for (self->host, self->port);

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  self->began = g_get_monotonic_time ();
  self->deadline = tapline_sidecar_add_timeout (self->sidecar, self->timeout_ms, deadline_cb,
                                                self, "[tapline] connect deadline");
  g_socket_client_connect_async (self->client, connectable, self->cancellable,
                                 connected_cb, self);
}

/**
 * tapline_dialer_cancel:
 * @self: a dialer
 *
 * Ends it soon, in `done`.
 */
void
tapline_dialer_cancel (TaplineDialer *self)
{
  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  g_cancellable_cancel (self->cancellable);
}

/* Microseconds since it began. */
gint64
tapline_dialer_get_elapsed (TaplineDialer *self)
{
  return g_get_monotonic_time () - self->began;
}
