/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One TCP connection on the sidecar.
 *
 * What is readable goes from the socket straight into the recording's buffer; what is sent is
 * recorded as the kernel takes it. A turn moves a bounded amount each way, so that no connection
 * starves the others. When the recording has no room the link only stops asking: TCP slows the
 * peer down, and nothing is lost.
 *
 * A link ends by calling `ended` as its last act in whatever it does; every function that may do
 * so says in its result whether the link is still there.
 *
 * Threads: the sidecar's, but for the entry, whose numbers others read.
 */
#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include <glib/gi18n-lib.h>

#include "tapline-link.h"

/* Below this room the recording is written before more is read: half of its buffer. */
#define LOW_ROOM (512 * 1024)
/* When less than this is left of a turn's share, another read is not worth its call. */
#define LEAST_READ (16 * 1024)
/* The first of the dynamic ports (RFC 6335, section 6). */
#define STAND_IN_PORT 49152

struct _TaplineLink
{
  TaplinePollable         pollable; /* first: the poller knows the link by it */
  /* immutable */
  TaplineSidecar         *sidecar;  /* borrowed */
  TaplineCapture         *capture;
  GSocketConnection      *connection;
  char                   *name;
  const TaplineLinkFuncs *funcs;
  gpointer                owner;    /* borrowed */
  /* sidecar */
  TaplineFlow             flow;
  TaplineLinkEntry       *entry;
  GQueue                  queue;    /* element-type GBytes, owned */
  gsize                   offset;   /* into the queue's head */
  gsize                   queued;   /* bytes in the queue that are not sent */
  int                     broken;   /* errno that sending ended with, 0 while it works */
  gboolean                opened;
  gboolean                receiving;
  gboolean                sending;
  gboolean                shut_when_written;
  gboolean                closing;
  gboolean                paused;
};

static void
drop_queue (TaplineLink *self)
{
  GBytes *bytes;

  while ((bytes = g_queue_pop_head (&self->queue)) != NULL)
    g_bytes_unref (bytes);
  self->offset = 0;
  self->funcs->sent (self, 0, -(gssize) self->queued, self->owner);
  self->queued = 0;
}

/* Records the end and lets the owner free the link: nothing may follow it. Always FALSE. */
static gboolean
end (TaplineLink *self,
     const char  *text)
{
  tapline_poller_remove (tapline_sidecar_get_poller (self->sidecar), &self->pollable);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  drop_queue (self);
  self->receiving = self->sending = FALSE;
  g_atomic_int_set (&self->entry->receiving, FALSE);
  g_atomic_int_set (&self->entry->sending, FALSE);
  self->funcs->ended (self, text, self->owner);

  return FALSE;
}

/* The connection broke: the peer sent a reset, or the network gave it up. Always FALSE. */
static gboolean
end_broken (TaplineLink *self,
            int          error_number)
{
  g_autofree char *text = NULL;

  if (error_number == ECONNRESET || error_number == EPIPE)
    text = g_strdup_printf (_("%s reset the connection"), self->name);
  else
    text = g_strdup_printf (_("Connection to %s broke: %s"), self->name,
                            g_strerror (error_number));
  tapline_capture_end_flow (self->capture, &self->flow, TAPLINE_DIRECTION_IN, TRUE, text);

  return end (self, text);
}

/* We close, whatever the peer does. Always FALSE. */
static gboolean
end_by_us (TaplineLink *self)
{
  g_autofree char *text = NULL;

  if (self->queued > 0)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "Connection to %s closed; %zu byte could not be sent",
                                         "Connection to %s closed; %zu bytes could not be sent",
                                         self->queued),
                            self->name, self->queued);
  else
    text = g_strdup_printf (_("Connection to %s closed"), self->name);

  if (self->sending)
    tapline_capture_end_flow (self->capture, &self->flow, TAPLINE_DIRECTION_OUT, FALSE, text);
  /* The kernel answers whatever still comes with a reset. */
  if (self->receiving)
    tapline_capture_end_flow (self->capture, &self->flow, TAPLINE_DIRECTION_OUT, TRUE,
                              self->sending ? NULL : text);

  return end (self, text);
}

static gboolean
update_interest (TaplineLink *self)
{
  TaplinePoller *poller = tapline_sidecar_get_poller (self->sidecar);
  guint events = 0;

  if (self->paused)
    {
      /* Errors and hang-ups cannot be masked, only not be waited for. */
      tapline_poller_remove (poller, &self->pollable);
      return TRUE;
    }
  if (self->receiving && !self->closing)
    events |= EPOLLIN;
  if (self->queued > 0)
    events |= EPOLLOUT;
  if (!tapline_poller_set (poller, &self->pollable, events))
    return end_broken (self, errno);

  return TRUE;
}

/* Whether the recording takes anything now; it is written first if it is half full. */
static gboolean
has_room (TaplineLink *self,
          gsize       *room)
{
  *room = tapline_capture_get_room (self->capture);
  if (*room < LOW_ROOM)
    {
      tapline_capture_flush (self->capture, NULL);
      *room = tapline_capture_get_room (self->capture);
    }
  if (*room > 0)
    return TRUE;

  self->funcs->starved (self, self->owner);
  return FALSE;
}

static gboolean
peer_closed (TaplineLink *self)
{
  g_autofree char *text = NULL;

  if (self->broken != 0)
    return end_broken (self, self->broken);

  self->receiving = FALSE;
  g_atomic_int_set (&self->entry->receiving, FALSE);
  if (!self->sending)
    {
      text = g_strdup_printf (_("%s closed the connection"), self->name);
      tapline_capture_end_flow (self->capture, &self->flow, TAPLINE_DIRECTION_IN, FALSE, text);
      return end (self, text);
    }
  text = g_strdup_printf (_("%s closed its side; sending is still possible"), self->name);
  tapline_capture_end_flow (self->capture, &self->flow, TAPLINE_DIRECTION_IN, FALSE, text);
  if (!update_interest (self))
    return FALSE;
  self->funcs->half_closed (self, text, self->owner);

  return TRUE;
}

static gboolean
receive (TaplineLink *self)
{
  gsize share = tapline_poller_get_share (tapline_sidecar_get_poller (self->sidecar));
  gsize taken = 0, room;

  while (share - taken >= LEAST_READ && has_room (self, &room))
    {
      gsize at_most = MIN (room, share - taken);
      gssize n = tapline_capture_read (self->capture, &self->flow, self->pollable.fd, at_most);

      if (n > 0)
        {
          taken += (gsize) n;
          tapline_counter_add (&self->entry->received, (guint64) n);
          self->funcs->received (self, (gsize) n, self->owner);
          /* Less than asked for: the socket is empty, and asking again would only say so. */
          if ((gsize) n < at_most)
            break;
        }
      else if (n == 0)
        return peer_closed (self);
      else if (errno == EAGAIN)
        break;
      else if (errno != EINTR)
        return end_broken (self, self->broken != 0 ? self->broken : errno);
    }

  return TRUE;
}

static gboolean
shut_sending (TaplineLink *self)
{
  g_autofree char *text = NULL;

  self->shut_when_written = FALSE;
  shutdown (self->pollable.fd, SHUT_WR);
  self->sending = FALSE;
  g_atomic_int_set (&self->entry->sending, FALSE);
  if (!self->receiving)
    {
      text = g_strdup_printf (_("Connection to %s closed"), self->name);
      tapline_capture_end_flow (self->capture, &self->flow, TAPLINE_DIRECTION_OUT, FALSE, text);
      return end (self, text);
    }
  text = g_strdup_printf (_("Sending to %s closed; receiving is still possible"), self->name);
  tapline_capture_end_flow (self->capture, &self->flow, TAPLINE_DIRECTION_OUT, FALSE, text);
  self->funcs->half_closed (self, text, self->owner);

  return TRUE;
}

/* Sending ended. What the peer had sent before may still be there to read; that ends the link. */
static gboolean
sending_broke (TaplineLink *self,
               int          error_number)
{
  self->broken = error_number;
  drop_queue (self);
  if (!self->receiving || self->closing)
    return end_broken (self, error_number);

  return TRUE;
}

static gboolean
transmit (TaplineLink *self)
{
  gsize share = tapline_poller_get_share (tapline_sidecar_get_poller (self->sidecar));
  gsize given = 0, room;

  while (self->queued > 0 && given < share && has_room (self, &room))
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_queue_peek_head (&self->queue), &size);
      ssize_t n = send (self->pollable.fd, data + self->offset, MIN (size - self->offset, room),
                        MSG_NOSIGNAL | MSG_DONTWAIT);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN)
        break;
      if (n < 0)
        return sending_broke (self, errno);

      tapline_capture_append (self->capture, &self->flow, TAPLINE_DIRECTION_OUT,
                              data + self->offset, (gsize) n);
      tapline_counter_add (&self->entry->sent, (guint64) n);
      given += (gsize) n;
      self->offset += (gsize) n;
      self->queued -= (gsize) n;
      if (self->offset == size)
        {
          g_bytes_unref (g_queue_pop_head (&self->queue));
          self->offset = 0;
        }
      self->funcs->sent (self, (gsize) n, -n, self->owner);
    }

  if (self->queued == 0 && self->closing)
    return end_by_us (self);
  if (self->queued == 0 && self->shut_when_written && !shut_sending (self))
    return FALSE;

  return update_interest (self);
}

static void
ready_cb (TaplinePollable *pollable,
          guint            events)
{
  TaplineLink *self = (TaplineLink *) pollable;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  if (self->receiving && !self->closing)
    {
      if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !receive (self))
        return;
    }
  else if ((events & (EPOLLHUP | EPOLLERR)) != 0)
    {
      int error_number = 0;
      socklen_t size = sizeof error_number;

      getsockopt (self->pollable.fd, SOL_SOCKET, SO_ERROR, &error_number, &size);
      end_broken (self, error_number != 0 ? error_number : ECONNRESET);
      return;
    }
  if ((events & EPOLLOUT) != 0 && !self->paused)
    transmit (self);
}

TaplineLinkEntry *
tapline_link_entry_ref (TaplineLinkEntry *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_link_entry_unref (TaplineLinkEntry *self)
{
  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

/**
 * tapline_address_from_gio:
 * @self: (out): the address
 * @address: a socket address
 *
 * An IPv4 address in IPv6 clothes (RFC 4291 section 2.5.5.2), as a socket for both has it, becomes
 * the IPv4 address that the user knows.
 *
 * Returns: %FALSE, and family 0, if @address is not of TCP/IP
 */
gboolean
tapline_address_from_gio (TaplineAddress *self,
                          GSocketAddress *address)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  GInetAddress *inet;
  const guint8 *bytes;

  *self = (TaplineAddress) { 0 };
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return FALSE;

  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  bytes = g_inet_address_to_bytes (inet);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  if (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV4)
    {
      self->family = 4;
      memcpy (self->ip, bytes, 4);
    }
  else if (memcmp (bytes, mapped, sizeof mapped) == 0)
    {
      self->family = 4;
      memcpy (self->ip, bytes + sizeof mapped, 4);
    }
  else
    {
      self->family = 6;
      memcpy (self->ip, bytes, 16);
    }

  return TRUE;
}

static void
get_ends (GSocketConnection *connection,
          TaplineAddress    *local,
          TaplineAddress    *remote)
{
  g_autoptr (GSocketAddress) here = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) there = g_socket_connection_get_remote_address (connection, NULL);

  tapline_address_from_gio (local, here);
  tapline_address_from_gio (remote, there);
}

/* A recording knows TCP/IP only. A socket in the file system is recorded as a connection between
 * two ports of 127.0.0.1 that stand for it: 1, where nothing else is, for the peer, and for us one
 * that differs from connection to connection. */
static void
use_stand_ins (TaplineFlow *flow,
               guint32      number)
{
  if (flow->local.family != 0 && flow->remote.family != 0)
    return;
  tapline_address_parse (&flow->local, "127.0.0.1",
                         (guint16) (STAND_IN_PORT + number % (G_MAXUINT16 - STAND_IN_PORT)));
  tapline_address_parse (&flow->remote, "127.0.0.1", 1);
}

/**
 * tapline_link_is_to_itself:
 * @connection: a connection that was just made
 *
 * TCP lets a socket connect to itself when the kernel picks the port that is asked for and nobody
 * listens there (RFC 9293 section 3.5, simultaneous open). That is no peer.
 *
 * Returns: whether both ends are the same
 */
gboolean
tapline_link_is_to_itself (GSocketConnection *connection)
{
  TaplineAddress local, remote;

  get_ends (connection, &local, &remote);

  return local.family != 0 && tapline_address_equal (&local, &remote);
}

/**
 * tapline_link_new:
 * @sidecar: (transfer none): the thread that it lives on
 * @capture: where its bytes go
 * @connection: an open connection; it belongs to the link from now on
 * @number: its number in @capture, from 1
 * @name: (nullable): what to call the peer, its address if %NULL
 * @accepted: whether the peer connected to us
 * @funcs: what it tells @owner
 * @owner: for @funcs
 *
 * Nothing is recorded or read before tapline_link_open().
 *
 * Returns: (transfer full): a link
 */
TaplineLink *
tapline_link_new (TaplineSidecar         *sidecar,
                  TaplineCapture         *capture,
                  GSocketConnection      *connection,
                  guint32                 number,
                  const char             *name,
                  gboolean                accepted,
                  const TaplineLinkFuncs *funcs,
                  gpointer                owner)
{
  TaplineLink *self = g_new0 (TaplineLink, 1);
  GSocket *socket = g_socket_connection_get_socket (connection);
  char address[TAPLINE_ADDRESS_STRING_MAX];

  TAPLINE_ASSERT_SIDECAR (sidecar);

  self->pollable.ready = ready_cb;
  self->pollable.fd = g_socket_get_fd (socket);
  self->sidecar = sidecar;
  self->capture = tapline_capture_ref (capture);
  self->connection = g_object_ref (connection);
  self->funcs = funcs;
  self->owner = owner;
  get_ends (connection, &self->flow.local, &self->flow.remote);
  use_stand_ins (&self->flow, number);
  self->flow.accepted = accepted;
  self->name = g_strdup (name != NULL ? name
                                      : tapline_address_to_string (&self->flow.remote, address));
  self->entry = g_new0 (TaplineLinkEntry, 1);
  g_atomic_ref_count_init (&self->entry->ref_count);
  self->entry->connection = number;
  self->entry->address = self->flow.remote;
  g_queue_init (&self->queue);
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  tapline_sidecar_count_link (sidecar, 1);

  return self;
}

void
tapline_link_free (TaplineLink *self)
{
  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  tapline_poller_remove (tapline_sidecar_get_poller (self->sidecar), &self->pollable);
  tapline_sidecar_count_link (self->sidecar, -1);
  g_object_unref (self->connection);
  tapline_capture_unref (self->capture);
  tapline_link_entry_unref (self->entry);
  g_free (self->name);
  g_free (self);
}

/**
 * tapline_link_open:
 * @self: a new link
 * @comment: how it came to be, for the log
 *
 * Records its beginning and begins to read. May end it.
 */
void
tapline_link_open (TaplineLink *self,
                   const char  *comment)
{
  self->receiving = self->sending = TRUE;
  g_atomic_int_set (&self->entry->receiving, TRUE);
  g_atomic_int_set (&self->entry->sending, TRUE);
  tapline_capture_open_flow (self->capture, &self->flow, comment);
  update_interest (self);
}

/**
 * tapline_link_send:
 * @self: a link
 * @bytes: what to send behind what is queued; dropped if sending is closed
 *
 * May end it.
 */
void
tapline_link_send (TaplineLink *self,
                   GBytes      *bytes)
{
  gboolean idle = self->queued == 0;

  if (!self->sending || self->shut_when_written || self->closing || self->broken != 0
      || g_bytes_get_size (bytes) == 0)
    return;

  g_queue_push_tail (&self->queue, g_bytes_ref (bytes));
  self->queued += g_bytes_get_size (bytes);
  self->funcs->sent (self, 0, (gssize) g_bytes_get_size (bytes), self->owner);
  if (idle && !self->paused)
    transmit (self);
}

/**
 * tapline_link_close_sending:
 * @self: a link
 *
 * Tells the peer that nothing more comes, once what is queued is written. May end it.
 */
void
tapline_link_close_sending (TaplineLink *self)
{
  if (!self->sending || self->closing)
    return;
  self->shut_when_written = TRUE;
  if (self->queued == 0)
    shut_sending (self);
}

/**
 * tapline_link_close:
 * @self: a link
 * @when_written: whether to write what is queued first; if %FALSE it ends in this call
 *
 * Reads no more. May end it.
 */
void
tapline_link_close (TaplineLink *self,
                    gboolean     when_written)
{
  self->closing = TRUE;
  if (!when_written || self->queued == 0)
    end_by_us (self);
  else
    update_interest (self);
}

/**
 * tapline_link_pause:
 * @self: a link
 *
 * Neither reads nor writes until tapline_link_resume().
 */
void
tapline_link_pause (TaplineLink *self)
{
  self->paused = TRUE;
  update_interest (self);
}

/* The counterpart of tapline_link_pause(). May end it. */
void
tapline_link_resume (TaplineLink *self)
{
  self->paused = FALSE;
  update_interest (self);
}

gsize
tapline_link_get_queued (TaplineLink *self)
{
  return self->queued;
}

gboolean
tapline_link_is_receiving (TaplineLink *self)
{
  return self->receiving;
}

TaplineLinkEntry *
tapline_link_get_entry (TaplineLink *self)
{
  return self->entry;
}
