/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one session has on the sidecar: one recording and all that fills it.
 *
 * Orders come in from any thread as small immutable structs; what they cause is recorded, and the
 * state is published as a whole.
 *
 * Threads: `published` and the entries of the open links are guarded by `lock`, written by the
 * sidecar, read by anyone. The counters are written by the sidecar alone. All else is the
 * sidecar's. The notify runs on the sidecar, after what it tells about is published.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-tap-private.h"

typedef struct
{
  TaplineTap *tap;
  char       *host;
  char       *text;
  GBytes     *bytes;
  TaplineMark mark;
  guint64     limit;
  guint       number;
  guint       span_ms;
  guint16     port;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  tapline_tap_unref (order->tap);
  g_free (order->host);
  g_free (order->text);
  g_clear_pointer (&order->bytes, g_bytes_unref);
  tapline_mark_clear (&order->mark);
  g_free (order);
}

static Order *
order_new (TaplineTap *self)
{
  Order *order = g_new0 (Order, 1);

  order->tap = tapline_tap_ref (self);

  return order;
}

/* Orders, on the sidecar. */

static void
enter_on_sidecar (TaplineSidecar *sidecar,
                  gpointer        data)
{
  Order *order = data;

  tapline_tap_enter_on_sidecar (order->tap);
}

static void
connect_on_sidecar (TaplineSidecar *sidecar,
                    gpointer        data)
{
  Order *order = data;

  tapline_tap_connect_on_sidecar (order->tap, order->host, order->port, order->span_ms);
}

static void
connect_demo_on_sidecar (TaplineSidecar *sidecar,
                         gpointer        data)
{
  Order *order = data;

  tapline_tap_connect_demo_on_sidecar (order->tap, order->span_ms);
}

static void
listen_on_sidecar (TaplineSidecar *sidecar,
                   gpointer        data)
{
  Order *order = data;

  tapline_tap_listen_on_sidecar (order->tap, order->host, order->port, order->number,
                                 order->span_ms);
}

static void
disconnect_on_sidecar (TaplineSidecar *sidecar,
                       gpointer        data)
{
  Order *order = data;

  tapline_tap_disconnect_on_sidecar (order->tap, order->span_ms);
}

static void
send_on_sidecar (TaplineSidecar *sidecar,
                 gpointer        data)
{
  Order *order = data;

  tapline_tap_send_on_sidecar (order->tap, order->number, order->bytes);
}

static void
close_sending_on_sidecar (TaplineSidecar *sidecar,
                          gpointer        data)
{
  Order *order = data;

  tapline_tap_close_sending_on_sidecar (order->tap, order->number);
}

static void
set_limit_on_sidecar (TaplineSidecar *sidecar,
                      gpointer        data)
{
  Order *order = data;

  tapline_tap_set_limit_on_sidecar (order->tap, order->limit);
}

static void
note_on_sidecar (TaplineSidecar *sidecar,
                 gpointer        data)
{
  Order *order = data;

  tapline_tap_note_on_sidecar (order->tap, order->text);
}

static void
mark_on_sidecar (TaplineSidecar *sidecar,
                 gpointer        data)
{
  Order *order = data;

  tapline_tap_mark_on_sidecar (order->tap, &order->mark, order->text);
}

static void
end_on_sidecar (TaplineSidecar *sidecar,
                gpointer        data)
{
  Order *order = data;

  tapline_tap_end_on_sidecar (order->tap, order->span_ms);
}

/* The tap ends with the sidecar, so an order that is refused has nothing to do any more. */
static void
give (TaplineSidecarFunc  func,
      Order              *order)
{
  tapline_sidecar_post (order->tap->sidecar, func, order, order_free, NULL);
}

/**
 * tapline_tap_new:
 * @sidecar: (transfer none): a running sidecar
 * @capture: (transfer none): the recording; written by the sidecar only from now on
 * @waker: (transfer none): told when there is more in @capture
 * @notify: called on the sidecar when the status changed
 * @user_data: for @notify
 * @destroy: (nullable): frees @user_data, on whichever thread lets go of the tap last
 * @error: return location for #TAPLINE_ERROR_STOPPED or what the sidecar failed with
 *
 * The sidecar keeps it until it has ended. Thread: any.
 *
 * Returns: (transfer full): a tap with nothing open
 */
TaplineTap *
tapline_tap_new (TaplineSidecar    *sidecar,
                 TaplineCapture    *capture,
                 TaplineWaker      *waker,
                 TaplineTapNotify   notify,
                 gpointer           user_data,
                 GDestroyNotify     destroy,
                 GError           **error)
{
  g_autoptr (TaplineTap) self = NULL;

  g_return_val_if_fail (sidecar != NULL, NULL);
  g_return_val_if_fail (capture != NULL, NULL);
  g_return_val_if_fail (waker != NULL, NULL);
  g_return_val_if_fail (notify != NULL, NULL);

  self = g_new0 (TaplineTap, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->sidecar = tapline_sidecar_ref (sidecar);
  self->capture = tapline_capture_ref (capture);
  self->waker = tapline_waker_ref (waker);
  self->notify = notify;
  self->user_data = user_data;
  self->destroy = destroy;
  g_mutex_init (&self->lock);
  tapline_tap_set_up (self);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_link_entry_unref);
  self->published.text = g_strdup (_("Not connected"));
  if (!tapline_sidecar_post (sidecar, enter_on_sidecar, order_new (self), order_free, error))
    {
      /* The caller keeps what it would have given. */
      self->destroy = NULL;
      return NULL;
    }

  return g_steal_pointer (&self);
}

TaplineTap *
tapline_tap_ref (TaplineTap *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_tap_unref (TaplineTap *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->links);
  g_ptr_array_unref (self->entries);
  tapline_tap_status_clear (&self->published);
  g_mutex_clear (&self->lock);
  g_free (self->dialed);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  tapline_waker_unref (self->waker);
  tapline_capture_unref (self->capture);
  tapline_sidecar_unref (self->sidecar);
  g_free (self);
}

/**
 * tapline_tap_connect:
 * @self: a tap
 * @host: name or address
 * @port: TCP port
 * @timeout_ms: how long it may take
 *
 * What is open is closed first, at once. Thread: any.
 */
void
tapline_tap_connect (TaplineTap *self,
                     const char *host,
                     guint16     port,
                     guint       timeout_ms)
{
  Order *order;

  g_return_if_fail (self != NULL);
  g_return_if_fail (host != NULL && *host != '\0');

  order = order_new (self);
  order->host = g_strdup (host);
  order->port = port;
  order->span_ms = timeout_ms;
  give (connect_on_sidecar, order);
}

/**
 * tapline_tap_connect_demo:
 * @self: a tap
 *
 * Starts the built-in demo peer on a free loopback port and connects to it; it ends with the
 * connection. Thread: any.
 */
void
tapline_tap_connect_demo (TaplineTap *self)
{
  Order *order;

  g_return_if_fail (self != NULL);

  order = order_new (self);
  order->span_ms = TAPLINE_TAP_GRACE_MS;
  give (connect_demo_on_sidecar, order);
}

/**
 * tapline_tap_listen:
 * @self: a tap
 * @address: a numeric address of this machine, `localhost` or `*`
 * @port: TCP port, 0 for any free one
 * @max_peers: how many may be connected at once, 0 for as many as the process can have; further
 *   ones wait in the kernel's backlog
 * @linger_ms: how long our side of a connection stays open after the peer closed its own
 *
 * What is open is closed first, at once. Thread: any.
 */
void
tapline_tap_listen (TaplineTap *self,
                    const char *address,
                    guint16     port,
                    guint       max_peers,
                    guint       linger_ms)
{
  Order *order;

  g_return_if_fail (self != NULL);
  g_return_if_fail (address != NULL && *address != '\0');

  order = order_new (self);
  order->host = g_strdup (address);
  order->port = port;
  order->number = max_peers;
  order->span_ms = linger_ms;
  give (listen_on_sidecar, order);
}

/**
 * tapline_tap_disconnect:
 * @self: a tap
 *
 * Closes what is open: what is queued is written first, within %TAPLINE_TAP_GRACE_MS. Thread: any.
 */
void
tapline_tap_disconnect (TaplineTap *self)
{
  Order *order;

  g_return_if_fail (self != NULL);

  order = order_new (self);
  order->span_ms = TAPLINE_TAP_GRACE_MS;
  give (disconnect_on_sidecar, order);
}

/**
 * tapline_tap_send:
 * @self: a tap
 * @connection: which one, 0 for all
 * @bytes: what to send
 *
 * Thread: any.
 */
void
tapline_tap_send (TaplineTap *self,
                  guint32     connection,
                  GBytes     *bytes)
{
  Order *order;

  g_return_if_fail (self != NULL);
  g_return_if_fail (bytes != NULL);

  order = order_new (self);
  order->number = connection;
  order->bytes = g_bytes_ref (bytes);
  give (send_on_sidecar, order);
}

/**
 * tapline_tap_close_sending:
 * @self: a tap
 * @connection: which one, 0 for all
 *
 * Half-closes: the peer sees the end of our stream once what is queued is written; it can go on
 * sending. Thread: any.
 */
void
tapline_tap_close_sending (TaplineTap *self,
                           guint32     connection)
{
  Order *order;

  g_return_if_fail (self != NULL);

  order = order_new (self);
  order->number = connection;
  give (close_sending_on_sidecar, order);
}

/**
 * tapline_tap_set_limit:
 * @self: a tap
 * @limit: bytes that the recording may have before reception is paused; %G_MAXUINT64, as at first,
 *   for any
 *
 * A tap that is paused at a lower limit goes on. Thread: any.
 */
void
tapline_tap_set_limit (TaplineTap *self,
                       guint64     limit)
{
  Order *order;

  g_return_if_fail (self != NULL);

  order = order_new (self);
  order->limit = limit;
  give (set_limit_on_sidecar, order);
}

/**
 * tapline_tap_note:
 * @self: a tap
 * @text: a sentence for the recording
 *
 * Thread: any.
 */
void
tapline_tap_note (TaplineTap *self,
                  const char *text)
{
  Order *order;

  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  order = order_new (self);
  order->text = g_strdup (text);
  give (note_on_sidecar, order);
}

/**
 * tapline_tap_mark:
 * @self: a tap
 * @mark: what to mark in the recording, or to mark no longer
 * @words: what that is, for people; see tapline_capture_mark()
 *
 * Thread: any.
 */
void
tapline_tap_mark (TaplineTap        *self,
                  const TaplineMark *mark,
                  const char        *words)
{
  Order *order;

  g_return_if_fail (self != NULL);
  g_return_if_fail (mark != NULL && words != NULL);

  order = order_new (self);
  order->mark = *mark;
  order->mark.note = g_strdup (mark->note);
  order->text = g_strdup (words);
  give (mark_on_sidecar, order);
}

/**
 * tapline_tap_end:
 * @self: a tap
 *
 * Closes what is open as tapline_tap_disconnect() does, finishes the recording and leaves the
 * sidecar; the status tells when that has happened. Thread: any.
 */
void
tapline_tap_end (TaplineTap *self)
{
  Order *order;

  g_return_if_fail (self != NULL);

  order = order_new (self);
  order->span_ms = TAPLINE_TAP_GRACE_MS;
  give (end_on_sidecar, order);
}

const TaplineTapCounters *
tapline_tap_get_counters (TaplineTap *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->counters;
}

/**
 * tapline_tap_get_status:
 * @self: a tap
 * @status: (out): a copy of what it publishes; to be cleared with tapline_tap_status_clear()
 *
 * Thread: any.
 */
void
tapline_tap_get_status (TaplineTap       *self,
                        TaplineTapStatus *status)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (status != NULL);

  g_mutex_lock (&self->lock);
  *status = self->published;
  status->text = g_strdup (self->published.text);
  status->paused = g_strdup (self->published.paused);
  status->error = self->published.error != NULL ? g_error_copy (self->published.error) : NULL;
  g_mutex_unlock (&self->lock);
}

void
tapline_tap_status_clear (TaplineTapStatus *status)
{
  g_clear_pointer (&status->text, g_free);
  g_clear_pointer (&status->paused, g_free);
  g_clear_error (&status->error);
}

/**
 * tapline_tap_list_peers:
 * @self: a tap
 * @at_most: how many to list
 *
 * Thread: any.
 *
 * Returns: (transfer full) (element-type TaplinePeer): connections that are open
 */
GArray *
tapline_tap_list_peers (TaplineTap *self,
                        guint       at_most)
{
  GArray *peers = g_array_new (FALSE, FALSE, sizeof (TaplinePeer));

  g_return_val_if_fail (self != NULL, peers);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < MIN (self->entries->len, at_most); i++)
    {
      TaplineLinkEntry *entry = g_ptr_array_index (self->entries, i);
      TaplinePeer peer = {
        .connection = entry->connection,
        .address = entry->address,
        .received = tapline_counter_read (&entry->received),
        .sent = tapline_counter_read (&entry->sent),
        .receiving = g_atomic_int_get (&entry->receiving),
        .sending = g_atomic_int_get (&entry->sending),
      };

      g_array_append_val (peers, peer);
    }
  g_mutex_unlock (&self->lock);

  return peers;
}
