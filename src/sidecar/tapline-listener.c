/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TCP listener: GSocketService on a socket of ours.
 *
 * GSocketService accepts on the context of whoever made it do so last, keeps itself alive by the
 * accept that is under way, and spins with a warning a turn when it cannot accept. So it is made,
 * started, stopped and closed on the sidecar only; the socket is ours, non-blocking and with a
 * long backlog; and whoever owns the listener pauses it before the process is out of descriptors.
 * It accepts one peer per turn of the loop: when it brings one, we take those behind it as well.
 *
 * Stopping it cancels the accept that is under way, and a peer that this has accepted by then is
 * dropped. So it is stopped only when it has just brought one, and the next is not under way; a
 * peer that comes to a listener that was paused at another time is held until that goes on.
 *
 * Threads: the sidecar's. It is gone when its last accept has returned, which `closed` tells.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <glib/gi18n-lib.h>

#include "tapline-link.h"
#include "tapline-listener.h"

#define BACKLOG 4096
#define PEERS_PER_TURN 64
/* How many ports above a busy one are tried for the one to suggest. */
#define PORTS_TO_TRY 100

struct _TaplineListener
{
  /* immutable */
  TaplineSidecar             *sidecar; /* borrowed */
  const TaplineListenerFuncs *funcs;
  gpointer                    owner;   /* borrowed */
  TaplineAddress              bound;
  /* sidecar */
  GSocketService             *service;
  GSocket                    *socket;
  GSocketConnection          *held;    /* the peer that came first while this was paused */
  gboolean                    paused;
  gboolean                    brings;  /* calling `incoming` */
};

static void
bring (TaplineListener   *self,
       GSocketConnection *connection)
{
  self->brings = TRUE;
  self->funcs->incoming (self, connection, self->owner);
  self->brings = FALSE;
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  TaplineListener *self = user_data;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  if (self->paused)
    {
      self->held = g_object_ref (connection);
      g_socket_service_stop (service);
      return TRUE;
    }

  bring (self, connection);
  for (int i = 1; i < PEERS_PER_TURN && g_socket_service_is_active (service); i++)
    {
      g_autoptr (GSocket) socket = g_socket_accept (self->socket, NULL, NULL);
      g_autoptr (GSocketConnection) next = NULL;

      /* None is there, or none can be had: the service finds out which. */
      if (socket == NULL)
        break;
      next = g_socket_connection_factory_create_connection (socket);
      bring (self, next);
    }

  return TRUE;
}

static void
gone_cb (gpointer  user_data,
         GObject  *where_it_was)
{
  TaplineListener *self = user_data;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  self->funcs->closed (self->owner);
  g_object_unref (self->socket);
  g_free (self);
}

static GInetAddress *
parse_address (const char *address)
{
  if (strcmp (address, "localhost") == 0)
    return g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  if (strcmp (address, "*") == 0)
    return g_inet_address_new_any (G_SOCKET_FAMILY_IPV6);

  return g_inet_address_new_from_string (address);
}

static GSocket *
bind_socket (GInetAddress  *address,
             guint16        port,
             GError       **error)
{
  g_autoptr (GSocketAddress) name = g_inet_socket_address_new (address, port);
  g_autoptr (GSocket) socket = g_socket_new (g_inet_address_get_family (address),
                                             G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, name, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

static guint16
find_free_port (GInetAddress *address,
                guint16       taken)
{
  for (guint i = 1; i <= PORTS_TO_TRY && taken + i <= G_MAXUINT16; i++)
    {
      g_autoptr (GSocket) socket = bind_socket (address, (guint16) (taken + i), NULL);

      if (socket != NULL)
        return (guint16) (taken + i);
    }

  return 0;
}

/**
 * tapline_listener_new:
 * @sidecar: (transfer none): the thread that it works on
 * @address: a numeric address of this machine, `localhost` (127.0.0.1) or `*` (every one, IPv4
 *   and IPv6)
 * @port: TCP port, 0 for any free one
 * @funcs: what it tells @owner
 * @owner: for @funcs
 * @error: return location for a #TAPLINE_ERROR
 *
 * Begins to listen.
 *
 * Returns: (transfer full): a listener, to be ended with tapline_listener_close(), or %NULL
 */
TaplineListener *
tapline_listener_new (TaplineSidecar              *sidecar,
                      const char                  *address,
                      guint16                      port,
                      const TaplineListenerFuncs  *funcs,
                      gpointer                     owner,
                      GError                     **error)
{
  g_autoptr (GInetAddress) inet = parse_address (address);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocketService) service = NULL;
  g_autoptr (GError) cause = NULL;
  TaplineListener *self;

  TAPLINE_ASSERT_SIDECAR (sidecar);

  if (inet == NULL)
    g_set_error_literal (&cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no address");
  else if ((socket = bind_socket (inet, port, &cause)) != NULL)
    {
      service = g_socket_service_new ();
      g_socket_service_stop (service);
      bound = g_socket_get_local_address (socket, NULL);
      g_socket_listener_add_socket (G_SOCKET_LISTENER (service), socket, NULL, &cause);
    }
  if (cause != NULL)
    {
      gboolean taken = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);

      g_propagate_error (error, tapline_error_for_listen (address, port, cause,
                                                          taken ? find_free_port (inet, port)
                                                                : 0));
      return NULL;
    }

  self = g_new0 (TaplineListener, 1);
  self->sidecar = sidecar;
  self->funcs = funcs;
  self->owner = owner;
  tapline_address_from_gio (&self->bound, bound);
  self->service = g_steal_pointer (&service);
  self->socket = g_steal_pointer (&socket);
  g_object_weak_ref (G_OBJECT (self->service), gone_cb, self);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);

  return self;
}

/**
 * tapline_listener_close:
 * @self: (transfer full): a listener
 *
 * The port is free when this returns. No peer comes in any more; `closed` is called when nothing
 * of the listener is left, perhaps in this call.
 */
void
tapline_listener_close (TaplineListener *self)
{
  GSocketService *service = g_steal_pointer (&self->service);

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  g_signal_handlers_disconnect_by_data (service, self);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_clear_object (&self->held);
  g_object_unref (service);
}

/* Peers wait, all but one in the kernel's backlog, until tapline_listener_resume(). */
void
tapline_listener_pause (TaplineListener *self)
{
  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  self->paused = TRUE;
  if (self->brings)
    g_socket_service_stop (self->service);
}

void
tapline_listener_resume (TaplineListener *self)
{
  g_autoptr (GSocketConnection) held = g_steal_pointer (&self->held);

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  self->paused = FALSE;
  if (held != NULL)
    bring (self, held);
  if (!self->paused)
    g_socket_service_start (self->service);
}

gboolean
tapline_listener_is_paused (TaplineListener *self)
{
  return self->paused;
}

TaplineAddress
tapline_listener_get_bound (TaplineListener *self)
{
  return self->bound;
}
