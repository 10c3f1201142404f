/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The half of a tap that lives on the sidecar: links, dialer, listener, and what becomes of the
 * recording when the end has come.
 *
 * Whatever happens marks the turn; its end closes what has lingered, writes the recording once,
 * and finishes a tap that was told to end and has let go of everything.
 *
 * Threads: the sidecar's; see tapline-tap.c for what others see of it.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-tap-private.h"

/* Publishing */

void
tapline_tap_publish_locked (TaplineTap *self)
{
  self->published.serial++;
  self->published.peers = g_hash_table_size (self->links);
  self->published.connections = self->last_number;
}

static void
publish_state (TaplineTap      *self,
               TaplineTapState  state,
               char            *text,  /* (transfer full) */
               const GError    *error)
{
  g_mutex_lock (&self->lock);
  self->published.state = state;
  g_free (self->published.text);
  self->published.text = text;
  g_clear_error (&self->published.error);
  self->published.error = error != NULL ? g_error_copy (error) : NULL;
  self->published.bound = self->listener != NULL ? tapline_listener_get_bound (self->listener)
                                                 : (TaplineAddress) { 0 };
  tapline_tap_publish_locked (self);
  g_mutex_unlock (&self->lock);
  self->notify (self->user_data);
}

static void
publish_peers (TaplineTap *self)
{
  g_mutex_lock (&self->lock);
  tapline_tap_publish_locked (self);
  g_mutex_unlock (&self->lock);
  self->notify (self->user_data);
}

void
tapline_tap_mark_turn (TaplineTap *self)
{
  tapline_poller_mark (tapline_sidecar_get_poller (self->sidecar), &self->turn);
}

void
tapline_tap_append_note (TaplineTap *self,
                         const char *format,
                         ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  tapline_capture_note (self->capture, text);
  tapline_tap_mark_turn (self);
}

void
tapline_tap_clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* (transfer container): the links that are open now; a function of a link may end just that one. */
GPtrArray *
tapline_tap_list_links (TaplineTap *self)
{
  GPtrArray *links = g_ptr_array_sized_new (g_hash_table_size (self->links));
  GHashTableIter iter;
  gpointer link;

  g_hash_table_iter_init (&iter, self->links);
  while (g_hash_table_iter_next (&iter, NULL, &link))
    g_ptr_array_add (links, link);

  return links;
}

/* Peers */

/* Accepts peers or leaves them in the kernel's backlog: while the recording has no room, while as
 * many as allowed are there, and while the process has no descriptor for more. */
void
tapline_tap_update_accepting (TaplineTap *self)
{
  guint open = g_hash_table_size (self->links);
  gboolean has_place = open < self->max_peers
                       && tapline_sidecar_get_spare_links (self->sidecar) > 0;
  gboolean may_accept = has_place && self->retry == NULL;
  g_autofree char *text = NULL;

  if (self->listener == NULL || tapline_listener_is_paused (self->listener) == !may_accept)
    return;
  if (may_accept)
    {
      tapline_listener_resume (self->listener);
      return;
    }
  tapline_listener_pause (self->listener);
  if (has_place)
    return;
  text = g_strdup_printf (
    g_dngettext (GETTEXT_PACKAGE, "%u peer is connected, the most that is allowed: others wait",
                 "%u peers are connected, the most that is allowed: others wait", open), open);
  tapline_tap_append_note (self, "%s", text);
  /* Who is only half there makes room for who comes; its end comes back here. */
  if (self->lingering.length > 0)
    {
      ((Linger *) self->lingering.head->data)->due = 0;
      tapline_tap_mark_turn (self);
    }
}

/* Ending */

static gboolean
is_busy (TaplineTap *self)
{
  return g_hash_table_size (self->links) > 0 || self->dialer != NULL || self->listener != NULL;
}

/* The last act of an ended tap; gives up the sidecar's reference. */
static void
finish (TaplineTap *self)
{
  g_autoptr (GError) error = NULL;

  if (!tapline_capture_finish (self->capture, &error) && g_get_monotonic_time () < self->end_by)
    {
      tapline_tap_pause (self, error);
      return;
    }
  tapline_waker_wake (self->waker);
  self->ending = FALSE;
  tapline_tap_clear_source (&self->retry);
  tapline_tap_clear_source (&self->grace);
  tapline_tap_clear_source (&self->linger_timer);
  tapline_poller_unmark (tapline_sidecar_get_poller (self->sidecar), &self->turn);

  g_mutex_lock (&self->lock);
  self->published.ended = TRUE;
  self->published.pause = TAPLINE_PAUSE_NONE;
  g_clear_pointer (&self->published.paused, g_free);
  g_mutex_unlock (&self->lock);
  if (error != NULL)
    {
      g_autoptr (GError) sentence = g_error_new_literal (TAPLINE_ERROR, TAPLINE_ERROR_RECORDING,
                                                         error->message);

      publish_state (self, TAPLINE_TAP_FAILED, g_strdup (error->message), sentence);
    }
  else
    publish_peers (self);

  tapline_sidecar_remove_resident (self->sidecar, &self->resident);
  tapline_tap_unref (self);
}

/* Half-closed links */

static gboolean
linger_cb (gpointer user_data)
{
  TaplineTap *self = user_data;

  tapline_tap_clear_source (&self->linger_timer);
  tapline_tap_mark_turn (self);

  return G_SOURCE_REMOVE;
}

static void
push_lingering (TaplineTap  *self,
                TaplineLink *link,
                guint        span_ms,
                gboolean     last)
{
  Linger *linger = g_new (Linger, 1);
  GList *before;

  *linger = (Linger) { link, g_get_monotonic_time () + span_ms * G_TIME_SPAN_MILLISECOND, last };
  for (before = self->lingering.tail; before != NULL; before = before->prev)
    if (((Linger *) before->data)->due <= linger->due)
      break;
  g_queue_insert_after (&self->lingering, before, linger);
}

/* Closes the half-closed links whose time is over, and waits for the next one's. */
static void
close_lingering (TaplineTap *self)
{
  gint64 now = g_get_monotonic_time ();
  Linger *linger;

  while ((linger = g_queue_peek_head (&self->lingering)) != NULL && linger->due <= now)
    {
      TaplineLink *link = linger->link;
      gboolean last = linger->last || tapline_link_get_queued (link) == 0;

      g_free (g_queue_pop_head (&self->lingering));
      if (!last)
        push_lingering (self, link, TAPLINE_TAP_GRACE_MS, TRUE);
      tapline_link_close (link, !last);
    }
  if (linger != NULL && self->linger_timer == NULL)
    self->linger_timer =
      tapline_sidecar_add_timeout (self->sidecar,
                                   (guint) ((linger->due - now) / G_TIME_SPAN_MILLISECOND + 1),
                                   linger_cb, self, "[tapline] half-closed links");
}

static void
forget_lingering (TaplineTap  *self,
                  TaplineLink *link)
{
  for (GList *item = self->lingering.head; item != NULL; item = item->next)
    if (((Linger *) item->data)->link == link)
      {
        g_free (item->data);
        g_queue_delete_link (&self->lingering, item);
        return;
      }
}

static void
end_turn (TaplineTurnEnder *ender)
{
  TaplineTap *self = (TaplineTap *) ((guint8 *) ender - G_STRUCT_OFFSET (TaplineTap, turn));
  g_autoptr (GError) error = NULL;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  close_lingering (self);
  if (!tapline_tap_write_out (self, &error))
    tapline_tap_pause (self, error);
  if (self->ending && !is_busy (self) && self->n_leaving == 0)
    finish (self);
}

/* Links */

static void
link_received (TaplineLink *link,
               gsize        bytes,
               gpointer     owner)
{
  TaplineTap *self = owner;

  tapline_counter_add (&self->counters.received, bytes);
  tapline_tap_mark_turn (self);
}

static void
link_sent (TaplineLink *link,
           gsize        bytes,
           gssize       queued,
           gpointer     owner)
{
  TaplineTap *self = owner;

  tapline_counter_add (&self->counters.sent, bytes);
  tapline_counter_add (&self->counters.queued, (guint64) queued);
  tapline_tap_mark_turn (self);
}

static void
link_starved (TaplineLink *link,
              gpointer     owner)
{
  TaplineTap *self = owner;
  g_autoptr (GError) error = tapline_capture_dup_error (self->capture);

  tapline_tap_pause (self, error);
}

static void
link_half_closed (TaplineLink *link,
                  const char  *text,
                  gpointer     owner)
{
  TaplineTap *self = owner;

  if (self->listener == NULL)
    publish_state (self, TAPLINE_TAP_CONNECTED, g_strdup (text), NULL);
  else
    {
      /* A peer may come back a thousand times: our ends of it are not left open for good. */
      if (!tapline_link_is_receiving (link))
        push_lingering (self, link, self->linger_ms, FALSE);
      publish_peers (self);
    }
  tapline_tap_mark_turn (self);
}

static void
link_ended (TaplineLink *link,
            const char  *text,
            gpointer     owner)
{
  TaplineTap *self = owner;
  guint32 number = tapline_link_get_entry (link)->connection;

  forget_lingering (self, link);
  g_mutex_lock (&self->lock);
  g_ptr_array_remove_fast (self->entries, tapline_link_get_entry (link));
  g_mutex_unlock (&self->lock);
  g_hash_table_remove (self->links, GUINT_TO_POINTER (number));

  tapline_tap_update_accepting (self);
  if (is_busy (self))
    publish_peers (self);
  else
    publish_state (self, TAPLINE_TAP_CLOSED, g_strdup (text), NULL);
  tapline_tap_mark_turn (self);
}

static const TaplineLinkFuncs link_funcs = {
  .received = link_received,
  .sent = link_sent,
  .starved = link_starved,
  .half_closed = link_half_closed,
  .ended = link_ended,
};

static TaplineLink *
add_link (TaplineTap        *self,
          GSocketConnection *connection,
          const char        *name,
          gboolean           accepted)
{
  guint32 number = ++self->last_number;
  TaplineLink *link = tapline_link_new (self->sidecar, self->capture, connection, number, name,
                                        accepted, &link_funcs, self);

  g_hash_table_insert (self->links, GUINT_TO_POINTER (number), link);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->entries, tapline_link_entry_ref (tapline_link_get_entry (link)));
  g_mutex_unlock (&self->lock);
  if (self->retry != NULL)
    tapline_link_pause (link);
  tapline_tap_mark_turn (self);

  return link;
}

static void
send_to (TaplineTap *self,
         guint       number,
         void      (*func) (TaplineLink *link,
                            GBytes      *bytes),
         GBytes     *bytes)
{
  g_autoptr (GPtrArray) links = NULL;
  TaplineLink *link;

  if (number != 0)
    {
      link = g_hash_table_lookup (self->links, GUINT_TO_POINTER (number));
      if (link != NULL)
        func (link, bytes);
      return;
    }
  links = tapline_tap_list_links (self);
  for (guint i = 0; i < links->len; i++)
    func (g_ptr_array_index (links, i), bytes);
}

static void
close_now (TaplineLink *link,
           GBytes      *unused)
{
  tapline_link_close (link, FALSE);
}

static void
close_when_written (TaplineLink *link,
                    GBytes      *unused)
{
  tapline_link_close (link, TRUE);
}

static void
close_sending (TaplineLink *link,
               GBytes      *unused)
{
  tapline_link_close_sending (link);
}

/* Dialing */

/* A socket in the file system has no port. */
static char *
dup_connecting (TaplineTap *self)
{
  return self->dialed_port == 0
           ? g_strdup_printf (_("Connecting to %s…"), self->dialed)
           : g_strdup_printf (_("Connecting to %s, port %u…"), self->dialed, self->dialed_port);
}

static char *
dup_connected (TaplineTap *self)
{
  return self->dialed_port == 0
           ? g_strdup_printf (_("Connected to %s"), self->dialed)
           : g_strdup_printf (_("Connected to %s, port %u"), self->dialed, self->dialed_port);
}

static void
dial_progress (TaplineDialer      *dialer,
               GSocketClientEvent  event,
               gpointer            owner)
{
  TaplineTap *self = owner;

  if (dialer != self->dialer)
    return;
  if (event == G_SOCKET_CLIENT_RESOLVING)
    publish_state (self, TAPLINE_TAP_RESOLVING,
                   g_strdup_printf (_("Looking up %s…"), self->dialed), NULL);
  else
    publish_state (self, TAPLINE_TAP_CONNECTING, dup_connecting (self), NULL);
}

static void
connected (TaplineTap        *self,
           GSocketConnection *connection,
           gint64             elapsed)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autofree char *ip = NULL;
  g_autofree char *text = NULL;
  TaplineLink *link;

  if (G_IS_INET_SOCKET_ADDRESS (remote))
    ip = g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  if (self->dialed_port == 0)
    text = g_strdup_printf (_("Connected to %s in %.1f ms"), self->dialed,
                            (double) elapsed / G_TIME_SPAN_MILLISECOND);
  else if (ip == NULL || strcmp (ip, self->dialed) == 0)
    text = g_strdup_printf (_("Connected to %s, port %u, in %.1f ms"), self->dialed,
                            self->dialed_port, (double) elapsed / G_TIME_SPAN_MILLISECOND);
  else
    text = g_strdup_printf (_("Connected to %s (%s, port %u) in %.1f ms"), self->dialed, ip,
                            self->dialed_port, (double) elapsed / G_TIME_SPAN_MILLISECOND);

  link = add_link (self, connection, self->dialed, FALSE);
  if (ip != NULL && strcmp (ip, self->dialed) != 0)
    tapline_capture_name_host (self->capture, &tapline_link_get_entry (link)->address,
                               self->dialed);
  publish_state (self, TAPLINE_TAP_CONNECTED, dup_connected (self), NULL);
  tapline_link_open (link, text);
}

static void
dial_done (TaplineDialer     *dialer,
           GSocketConnection *connection,
           const GError      *error,
           gpointer           owner)
{
  TaplineTap *self = owner;
  gint64 elapsed = tapline_dialer_get_elapsed (dialer);
  gboolean current = dialer == self->dialer;

  tapline_dialer_free (dialer);
  if (!current)
    {
      self->n_leaving--;
      tapline_tap_mark_turn (self);
      return;
    }
  self->dialer = NULL;
  if (connection != NULL)
    connected (self, connection, elapsed);
  else
    {
      tapline_tap_append_note (self, "%s", error->message);
      publish_state (self, TAPLINE_TAP_FAILED, g_strdup (error->message), error);
    }
  tapline_tap_mark_turn (self);
}

static const TaplineDialerFuncs dialer_funcs = { dial_progress, dial_done };

static void
dial (TaplineTap *self,
      const char *host,
      guint16     port,
      guint       timeout_ms)
{
  g_free (self->dialed);
  self->dialed = g_strdup (host);
  self->dialed_port = port;
  publish_state (self, TAPLINE_TAP_CONNECTING, dup_connecting (self), NULL);
  self->dialer = tapline_dialer_new (self->sidecar, host, port, timeout_ms, &dialer_funcs, self);
  tapline_dialer_start (self->dialer);
}

/* Listening */

static void
listener_incoming (TaplineListener   *listener,
                   GSocketConnection *connection,
                   gpointer           owner)
{
  TaplineTap *self = owner;
  TaplineLink *link = add_link (self, connection, NULL, TRUE);
  char address[TAPLINE_ADDRESS_STRING_MAX];
  g_autofree char *text =
    g_strdup_printf (_("%s connected"),
                     tapline_address_to_string (&tapline_link_get_entry (link)->address, address));

  tapline_link_open (link, text);
  publish_peers (self);
  tapline_tap_update_accepting (self);
}

/* A cancelled dialer, a closed listener or demo is gone. */
static void
left_cb (gpointer owner)
{
  TaplineTap *self = owner;

  self->n_leaving--;
  tapline_tap_mark_turn (self);
}

static const TaplineListenerFuncs listener_funcs = { listener_incoming, left_cb };

/* Closes what is open; links get the time that the grace timer gives them. */
static void
let_go (TaplineTap *self)
{
  if (self->dialer != NULL)
    {
      tapline_tap_append_note (self, _("Connecting to %s was cancelled"), self->dialed);
      self->n_leaving++;
      tapline_dialer_cancel (g_steal_pointer (&self->dialer));
    }
  if (self->listener != NULL)
    {
      TaplineAddress bound = tapline_listener_get_bound (self->listener);

      tapline_tap_append_note (self, _("Stopped listening on port %u"), bound.port);
      self->n_leaving++;
      tapline_listener_close (g_steal_pointer (&self->listener));
    }
  if (self->demo != NULL)
    {
      self->n_leaving++;
      tapline_demo_close (g_steal_pointer (&self->demo));
    }
  send_to (self, 0, close_when_written, NULL);
}

static gboolean
grace_cb (gpointer user_data)
{
  TaplineTap *self = user_data;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  tapline_tap_clear_source (&self->grace);
  send_to (self, 0, close_now, NULL);
  tapline_tap_mark_turn (self);

  return G_SOURCE_REMOVE;
}

static void
let_go_within (TaplineTap *self,
               guint       grace_ms)
{
  let_go (self);
  tapline_tap_clear_source (&self->grace);
  if (grace_ms == 0)
    send_to (self, 0, close_now, NULL);
  else if (g_hash_table_size (self->links) > 0)
    self->grace = tapline_sidecar_add_timeout (self->sidecar, grace_ms, grace_cb, self,
                                               "[tapline] closing grace");
  tapline_tap_mark_turn (self);
}

static void
end_within (TaplineTap *self,
            guint       grace_ms)
{
  if (!self->ending)
    {
      self->ending = TRUE;
      if (is_busy (self))
        publish_state (self, TAPLINE_TAP_CLOSING, g_strdup (_("Closing…")), NULL);
    }
  self->end_by = g_get_monotonic_time () + grace_ms * G_TIME_SPAN_MILLISECOND;
  let_go_within (self, grace_ms);
}

static void
leave (TaplineResident *resident,
       guint            grace_ms)
{
  TaplineTap *self = (TaplineTap *) resident;

  end_within (self, grace_ms);
}

/* Orders. One that comes after the end does nothing. */

static gboolean
is_over (TaplineTap *self)
{
  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  return self->ending || self->published.ended;
}

void
tapline_tap_set_up (TaplineTap *self)
{
  self->resident.leave = leave;
  self->turn.end_turn = end_turn;
  self->max_peers = G_MAXUINT;
  g_queue_init (&self->lingering);
  self->links = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) tapline_link_free);
}

/* The sidecar keeps it until it has ended. */
void
tapline_tap_enter_on_sidecar (TaplineTap *self)
{
  tapline_tap_ref (self);
  tapline_sidecar_add_resident (self->sidecar, &self->resident);
}

void
tapline_tap_connect_on_sidecar (TaplineTap *self,
                                const char *host,
                                guint16     port,
                                guint       timeout_ms)
{
  if (is_over (self))
    return;
  let_go_within (self, 0);
  dial (self, host, port, timeout_ms);
}

void
tapline_tap_connect_demo_on_sidecar (TaplineTap *self,
                                     guint       timeout_ms)
{
  g_autoptr (GError) error = NULL;

  if (is_over (self))
    return;
  let_go_within (self, 0);
  self->demo = tapline_demo_new (self->sidecar, left_cb, self, &error);
  if (self->demo != NULL)
    dial (self, "127.0.0.1", tapline_demo_get_port (self->demo), timeout_ms);
  else
    publish_state (self, TAPLINE_TAP_FAILED, g_strdup (error->message), error);
}

void
tapline_tap_listen_on_sidecar (TaplineTap *self,
                               const char *address,
                               guint16     port,
                               guint       max_peers,
                               guint       linger_ms)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  TaplineAddress bound;
  char name[TAPLINE_ADDRESS_STRING_MAX];

  if (is_over (self))
    return;
  let_go_within (self, 0);
  self->max_peers = max_peers != 0 ? max_peers : G_MAXUINT;
  self->linger_ms = linger_ms;
  self->listener = tapline_listener_new (self->sidecar, address, port, &listener_funcs, self,
                                         &error);
  if (self->listener == NULL)
    {
      tapline_tap_append_note (self, "%s", error->message);
      publish_state (self, TAPLINE_TAP_FAILED, g_strdup (error->message), error);
      return;
    }
  bound = tapline_listener_get_bound (self->listener);
  text = g_strdup_printf (_("Listening on %s"), tapline_address_to_string (&bound, name));
  tapline_tap_append_note (self, "%s", text);
  publish_state (self, TAPLINE_TAP_LISTENING, g_steal_pointer (&text), NULL);
}

void
tapline_tap_disconnect_on_sidecar (TaplineTap *self,
                                   guint       grace_ms)
{
  if (is_over (self) || !is_busy (self))
    return;
  publish_state (self, TAPLINE_TAP_CLOSING, g_strdup (_("Closing…")), NULL);
  let_go_within (self, grace_ms);
  if (!is_busy (self))
    publish_state (self, TAPLINE_TAP_CLOSED, g_strdup (_("Closed")), NULL);
}

void
tapline_tap_send_on_sidecar (TaplineTap *self,
                             guint       number,
                             GBytes     *bytes)
{
  send_to (self, number, tapline_link_send, bytes);
}

void
tapline_tap_close_sending_on_sidecar (TaplineTap *self,
                                      guint       number)
{
  send_to (self, number, close_sending, NULL);
}

void
tapline_tap_end_on_sidecar (TaplineTap *self,
                            guint       grace_ms)
{
  if (!self->published.ended)
    end_within (self, grace_ms);
}
