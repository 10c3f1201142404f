/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What widgets know of a connection or a listener.
 *
 * A session ties the stages together: a recording, the tap that fills it on the sidecar, the index
 * that follows it, and a bell that both ring. When the bell is answered the session looks at what
 * they have published, once, and tells its own listeners; rows are read from the recording when
 * they are drawn. The recording is made when a session first has something to record.
 *
 * Threads: all of it is the UI thread's. What crosses are orders (through the tap), the bell, and
 * counters.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tapline-recordings.h"
#include "tapline-session-private.h"

#define CONNECT_TIMEOUT_MS 10000
/* A close that the sidecar does not answer is given up after its grace and this. */
#define CLOSE_MARGIN_MS 2000
#define PEERS_LISTED 256

G_DEFINE_FINAL_TYPE (TaplineSession, tapline_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_TITLE,
  PROP_STATUS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
ip_of (const TaplineAddress *address)
{
  char text[TAPLINE_ADDRESS_STRING_MAX];

  tapline_address_to_string (address, text);

  return g_strndup (text, (gsize) (strrchr (text, ':') - text));
}

/* The look at what the stages have published */

static void
look_at_counters (TaplineSession *self)
{
  TaplineCapture *capture = tapline_transcript_get_capture (self->transcript);
  const TaplineCaptureCounters *recorded;

  if (capture == NULL)
    return;
  /* The last stage first: a later look at an earlier one can only show more. */
  tapline_transcript_look (self->transcript);
  self->counters.messages =
    tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (self->transcript));
  self->counters.indexed = tapline_transcript_get_indexed (self->transcript);
  recorded = tapline_capture_get_counters (capture);
  self->counters.recorded = tapline_counter_read (&recorded->in);
  if (self->tap != NULL)
    {
      const TaplineTapCounters *crossed = tapline_tap_get_counters (self->tap);

      self->counters.received = tapline_counter_read (&crossed->received);
      self->counters.sent = tapline_counter_read (&crossed->sent);
      self->counters.queued = tapline_counter_read (&crossed->queued);
    }
  else
    {
      self->counters.received = self->counters.recorded;
      self->counters.sent = tapline_counter_read (&recorded->out);
    }
  self->counters.connections = self->status.connections;
  self->counters.peers = self->status.peers;
}

static void
tell_changed (TaplineSession *self)
{
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (self->transcript));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Rows of a host that was typed by name are called by that name. */
static void
learn_host_name (TaplineSession *self)
{
  const char *name = self->demo ? _("Demo peer") : self->endpoint->host;
  g_autoptr (GArray) peers = NULL;

  if (self->status.state != TAPLINE_TAP_CONNECTED)
    return;
  peers = tapline_tap_list_peers (self->tap, 1);
  if (peers->len > 0)
    tapline_transcript_name_peer (self->transcript,
                                  &g_array_index (peers, TaplinePeer, 0).address, name);
}

static char *
dup_title (TaplineSession *self)
{
  g_autoptr (TaplineEndpoint) bound = NULL;
  g_autofree char *ip = NULL;

  if (self->loader != NULL)
    return g_filename_display_basename (self->path);
  if (self->demo)
    return g_strdup (_("Demo peer"));
  if (self->endpoint == NULL)
    return g_strdup (_("New session"));
  if (self->status.bound.family == 0)
    return tapline_endpoint_dup_title (self->endpoint);
  ip = ip_of (&self->status.bound);
  bound = tapline_endpoint_new (ip, self->status.bound.port, TRUE);

  return tapline_endpoint_dup_title (bound);
}

static void
update_title (TaplineSession *self)
{
  g_autofree char *title = dup_title (self);

  if (g_strcmp0 (title, self->title) == 0)
    return;
  g_free (self->title);
  self->title = g_steal_pointer (&title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
look_at_status (TaplineSession *self)
{
  TaplineTapStatus before = self->status;

  tapline_tap_get_status (self->tap, &self->status);
  if (self->status.serial != before.serial)
    {
      learn_host_name (self);
      update_title (self);
      if (self->status.state != before.state)
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
      if (g_strcmp0 (self->status.text, before.text) != 0)
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
    }
  tapline_tap_status_clear (&before);
}

/* The tap is over, or given up. Stops the rest and tells who asked for it. */
static void
complete_close (TaplineSession *self,
                GError         *error) /* (transfer full) */
{
  g_autoptr (GTask) task = g_steal_pointer (&self->closing);
  TaplineCapture *capture = tapline_transcript_get_capture (self->transcript);

  g_clear_handle_id (&self->close_timeout, g_source_remove);
  tapline_transcript_stop (self->transcript);
  /* What was opened is not ours to take away. */
  if (self->loader == NULL && capture != NULL
      && (!self->keep || self->status.connections == 0))
    g_unlink (tapline_capture_get_path (capture));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
answer_bell (gpointer user_data)
{
  g_autoptr (TaplineSession) self = g_object_ref (user_data);

  if (self->tap != NULL)
    look_at_status (self);
  tapline_session_look_at_files (self);
  look_at_counters (self);
  tell_changed (self);
  if (self->closing != NULL && (self->tap == NULL || self->status.ended)
      && tapline_session_end_files (self))
    complete_close (self, g_error_matches (self->status.error, TAPLINE_ERROR,
                                           TAPLINE_ERROR_RECORDING)
                            ? g_error_copy (self->status.error) : NULL);
}

static gboolean
close_timeout (gpointer user_data)
{
  g_autoptr (TaplineSession) self = g_object_ref (user_data);

  self->close_timeout = 0;
  complete_close (self, g_error_new_literal (TAPLINE_ERROR, TAPLINE_ERROR_DEADLINE,
                                             _("The session did not close in time.")));

  return G_SOURCE_REMOVE;
}

static void
ring_cb (gpointer user_data)
{
  tapline_bell_ring (user_data);
}

/* The recording */

/* Makes the session's messages those of a capture. */
gboolean
tapline_session_show_capture (TaplineSession  *self,
                              TaplineCapture  *capture,
                              GError         **error)
{
  if (self->framing == NULL)
    self->framing = tapline_framing_new ("lines", TAPLINE_MESSAGE_LIMIT_DEFAULT, NULL);
  if (!tapline_transcript_open (self->transcript, capture, self->framing, ring_cb, self->bell,
                                error))
    return FALSE;
  update_title (self);

  return TRUE;
}

static char *
new_path (const char *directory)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *name = g_strdup_printf ("%s-%08x.pcapng", stamp, g_random_int ());

  return g_build_filename (directory, name, NULL);
}

static gboolean
start_recording (TaplineSession  *self,
                 GError         **error)
{
  g_autofree char *path = self->path != NULL ? g_strdup (self->path)
                                             : new_path (self->directory);

  if (self->tap != NULL)
    return TRUE;
  if (!tapline_sidecar_start (self->sidecar, error))
    return FALSE;
  if (self->path == NULL && !tapline_recordings_make_folder (self->directory, error))
    return FALSE;
  if (tapline_transcript_get_capture (self->transcript) == NULL)
    {
      g_autoptr (TaplineCapture) capture = tapline_capture_new (path, error);

      if (capture == NULL)
        return FALSE;
      if (!tapline_session_show_capture (self, capture, error))
        {
          g_unlink (path);
          return FALSE;
        }
    }
  self->tap = tapline_tap_new (self->sidecar, tapline_transcript_get_capture (self->transcript),
                               tapline_transcript_get_waker (self->transcript), ring_cb,
                               tapline_bell_ref (self->bell),
                               (GDestroyNotify) tapline_bell_unref, error);
  if (self->tap == NULL)
    {
      tapline_bell_unref (self->bell);
      return FALSE;
    }
  if (self->limit != 0)
    tapline_tap_set_limit (self->tap, self->limit);

  return TRUE;
}

/* Makes sure that there is a tap to give orders to; if there cannot be one, that is the state. */
static gboolean
prepare (TaplineSession *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_error (&self->error);
  if (start_recording (self, &error))
    {
      update_title (self);
      return TRUE;
    }
  self->error = g_error_new_literal (TAPLINE_ERROR, TAPLINE_ERROR_RECORDING, error->message);
  update_title (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  tell_changed (self);

  return FALSE;
}

static void
tapline_session_dispose (GObject *object)
{
  TaplineSession *self = TAPLINE_SESSION (object);

  if (self->bell != NULL)
    tapline_bell_remove (self->bell);
  g_clear_handle_id (&self->close_timeout, g_source_remove);
  if (self->tap != NULL && !self->status.ended)
    tapline_tap_end (self->tap);
  tapline_session_cancel_files (self);
  tapline_transcript_stop (self->transcript);

  G_OBJECT_CLASS (tapline_session_parent_class)->dispose (object);
}

static void
tapline_session_finalize (GObject *object)
{
  TaplineSession *self = TAPLINE_SESSION (object);

  g_clear_pointer (&self->tap, tapline_tap_unref);
  tapline_session_clear_files (self);
  g_clear_object (&self->transcript);
  g_clear_pointer (&self->framing, tapline_framing_unref);
  g_clear_pointer (&self->bell, tapline_bell_unref);
  g_clear_pointer (&self->endpoint, tapline_endpoint_free);
  g_clear_pointer (&self->sidecar, tapline_sidecar_unref);
  tapline_tap_status_clear (&self->status);
  g_clear_error (&self->error);
  g_free (self->directory);
  g_free (self->path);
  g_free (self->title);

  G_OBJECT_CLASS (tapline_session_parent_class)->finalize (object);
}

static void
tapline_session_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TaplineSession *self = TAPLINE_SESSION (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, tapline_session_get_state (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STATUS:
      g_value_set_string (value, tapline_session_get_status (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_session_class_init (TaplineSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = tapline_session_dispose;
  object_class->finalize = tapline_session_finalize;
  object_class->get_property = tapline_session_get_property;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, TAPLINE_TAP_FAILED,
                                              TAPLINE_TAP_IDLE, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TaplineSession::changed:
   *
   * Counters, state or rows did. At most 60 times a second.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tapline_session_init (TaplineSession *self)
{
  self->bell = tapline_bell_new (answer_bell, self);
  self->transcript = tapline_transcript_new ();
  self->framing = tapline_framing_new ("lines", TAPLINE_MESSAGE_LIMIT_DEFAULT, NULL);
  self->connect_timeout_ms = CONNECT_TIMEOUT_MS;
  self->linger_ms = TAPLINE_TAP_LINGER_MS;
  self->keep = TRUE;
  self->status.text = g_strdup (_("Not connected"));
  self->title = dup_title (self);
}

/**
 * tapline_session_new:
 * @sidecar: (transfer none): the thread to work on; it is started when it is first needed
 * @directory: where to keep the recording; made, for the user alone, if it is not there
 *
 * Thread: UI, as everything here.
 *
 * Returns: (transfer full): a session with nothing open
 */
TaplineSession *
tapline_session_new (TaplineSidecar *sidecar,
                     const char     *directory)
{
  TaplineSession *self;

  g_return_val_if_fail (sidecar != NULL, NULL);
  g_return_val_if_fail (directory != NULL, NULL);
  TAPLINE_ASSERT_UI ();

  self = g_object_new (TAPLINE_TYPE_SESSION, NULL);
  self->sidecar = tapline_sidecar_ref (sidecar);
  self->directory = g_strdup (directory);

  return self;
}

/**
 * tapline_session_set_framing:
 * @self: a session
 * @spec: how to cut the streams into messages; `lines` if it is never set
 * @limit: the longest message in bytes
 * @error: return location for a #TAPLINE_FRAMING_ERROR, or why the log cannot be made anew
 *
 * What is recorded already is cut again in the background: see tapline_session_get_progress().
 *
 * Returns: whether that is the framing now
 */
gboolean
tapline_session_set_framing (TaplineSession  *self,
                             const char      *spec,
                             guint32          limit,
                             GError         **error)
{
  g_autoptr (TaplineFraming) framing = NULL;

  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (spec != NULL, FALSE);

  framing = tapline_framing_new (spec, limit, error);
  if (framing == NULL
      || (tapline_transcript_get_capture (self->transcript) != NULL
          && !tapline_transcript_set_framing (self->transcript, framing, error)))
    return FALSE;
  g_clear_pointer (&self->framing, tapline_framing_unref);
  self->framing = g_steal_pointer (&framing);

  return TRUE;
}

/**
 * tapline_session_set_connect_timeout:
 * @self: a session
 * @timeout_ms: how long connecting may take, from the next time on; 10 s unless set
 */
void
tapline_session_set_connect_timeout (TaplineSession *self,
                                     guint           timeout_ms)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));

  self->connect_timeout_ms = timeout_ms;
}

/**
 * tapline_session_set_keep:
 * @self: a session
 * @keep: whether the recording stays when the session is closed; one without any connection
 *   never does
 */
void
tapline_session_set_keep (TaplineSession *self,
                          gboolean        keep)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));

  self->keep = keep;
}

/**
 * tapline_session_set_path:
 * @self: a session that was not opened yet
 * @path: the recording's file, which must not exist yet, instead of one in the directory
 */
void
tapline_session_set_path (TaplineSession *self,
                          const char     *path)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));
  g_return_if_fail (tapline_transcript_get_capture (self->transcript) == NULL);

  g_free (self->path);
  self->path = g_strdup (path);
}

/**
 * tapline_session_set_peer_limits:
 * @self: a session
 * @max_peers: how many peers a listener serves at once, 0 for as many as the process can
 * @linger_ms: how long its side stays open after a peer closed its own
 *
 * For the next listener.
 */
void
tapline_session_set_peer_limits (TaplineSession *self,
                                 guint           max_peers,
                                 guint           linger_ms)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));

  self->max_peers = max_peers;
  self->linger_ms = linger_ms;
}

/**
 * tapline_session_open:
 * @self: a session
 * @endpoint: where to connect or listen
 *
 * What is open is closed first. The outcome is the state; the recording goes on.
 */
void
tapline_session_open (TaplineSession        *self,
                      const TaplineEndpoint *endpoint)
{
  g_autoptr (TaplineEndpoint) copy = NULL;

  g_return_if_fail (TAPLINE_IS_SESSION (self));
  g_return_if_fail (endpoint != NULL);
  g_return_if_fail (self->closing == NULL);

  copy = tapline_endpoint_copy (endpoint);
  g_clear_pointer (&self->endpoint, tapline_endpoint_free);
  self->endpoint = g_steal_pointer (&copy);
  self->demo = FALSE;
  if (!prepare (self))
    return;
  if (self->endpoint->listen)
    tapline_tap_listen (self->tap, self->endpoint->host, self->endpoint->port,
                        self->max_peers, self->linger_ms);
  else
    tapline_tap_connect (self->tap, self->endpoint->host, self->endpoint->port,
                         self->connect_timeout_ms);
}

/**
 * tapline_session_open_demo:
 * @self: a session
 *
 * Connects to the built-in demo peer, which is started for it.
 */
void
tapline_session_open_demo (TaplineSession *self)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));
  g_return_if_fail (self->closing == NULL);

  g_clear_pointer (&self->endpoint, tapline_endpoint_free);
  self->demo = TRUE;
  if (prepare (self))
    tapline_tap_connect_demo (self->tap);
}

/**
 * tapline_session_reopen:
 * @self: a session
 *
 * Opens once more what was opened last; nothing if nothing was.
 */
void
tapline_session_reopen (TaplineSession *self)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));

  if (self->demo)
    tapline_session_open_demo (self);
  else if (self->endpoint != NULL)
    tapline_session_open (self, self->endpoint);
}

/**
 * tapline_session_disconnect:
 * @self: a session
 *
 * Closes what is open; what is queued to be sent gets %TAPLINE_TAP_GRACE_MS.
 */
void
tapline_session_disconnect (TaplineSession *self)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));

  if (self->tap != NULL)
    tapline_tap_disconnect (self->tap);
}

/**
 * tapline_session_send:
 * @self: a session
 * @connection: to whom, 0 for every peer
 * @bytes: what to send
 * @error: return location for %TAPLINE_ERROR_NOT_CONNECTED
 *
 * It is queued, sent when the peer takes it, and then a row of the log.
 *
 * Returns: %FALSE if nobody is there to send to
 */
gboolean
tapline_session_send (TaplineSession  *self,
                      guint32          connection,
                      GBytes          *bytes,
                      GError         **error)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  if (self->tap == NULL || self->status.peers == 0)
    {
      g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_NOT_CONNECTED,
                           _("Nobody is connected. Connect first, or wait for a peer."));
      return FALSE;
    }
  tapline_tap_send (self->tap, connection, bytes);

  return TRUE;
}

/**
 * tapline_session_close_sending:
 * @self: a session
 * @connection: which one, 0 for every peer
 *
 * Half-closes: tells the peer that nothing more comes, and goes on receiving.
 */
void
tapline_session_close_sending (TaplineSession *self,
                               guint32         connection)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));

  if (self->tap != NULL)
    tapline_tap_close_sending (self->tap, connection);
}

/**
 * tapline_session_note:
 * @self: a session
 * @text: a sentence for its log
 *
 * Does nothing before the session was opened.
 */
void
tapline_session_note (TaplineSession *self,
                      const char     *text)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));
  g_return_if_fail (text != NULL);

  if (self->tap != NULL)
    tapline_tap_note (self->tap, text);
}

/**
 * tapline_session_close_async:
 * @self: a session
 * @callback: (scope async): called when it is over
 * @user_data: for @callback
 *
 * Closes the connections, finishes the recording, stops the index; bounded. Messages that are
 * indexed stay readable until the session is gone. Only once.
 */
void
tapline_session_close_async (TaplineSession      *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));
  g_return_if_fail (self->closing == NULL);

  self->closing = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->closing, tapline_session_close_async);
  if (tapline_session_end_files (self) && self->tap == NULL)
    {
      complete_close (self, NULL);
      return;
    }
  self->close_timeout = g_timeout_add (TAPLINE_TAP_GRACE_MS + CLOSE_MARGIN_MS, close_timeout,
                                       self);
  if (self->tap != NULL)
    tapline_tap_end (self->tap);
  /* It may be over already, with the sidecar. */
  tapline_bell_ring (self->bell);
}

gboolean
tapline_session_close_finish (TaplineSession  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

TaplineTapState
tapline_session_get_state (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), TAPLINE_TAP_IDLE);

  return self->error != NULL ? TAPLINE_TAP_FAILED : self->status.state;
}

/* "scope.lab:5025", "Listening on 7000", "New session". */
const char *
tapline_session_get_title (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  return self->title;
}

/* The state as a sentence. */
const char *
tapline_session_get_status (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  return self->error != NULL ? self->error->message : self->status.text;
}

/* (nullable): why it failed, a #TAPLINE_ERROR. */
const GError *
tapline_session_get_error (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  return self->error != NULL ? self->error : self->status.error;
}

/* (nullable): what was opened last; %NULL also for the demo. */
const TaplineEndpoint *
tapline_session_get_endpoint (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  return self->endpoint;
}

/* Where a listener listens, its port also when any was asked for; family 0 without one. */
TaplineAddress
tapline_session_get_bound (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), (TaplineAddress) { 0 });

  return self->status.bound;
}

TaplineSessionCounters
tapline_session_get_counters (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), (TaplineSessionCounters) { 0 });

  return self->counters;
}

/* Whether all that was recorded was indexed when the session last looked. */
gboolean
tapline_session_is_caught_up (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), TRUE);

  return tapline_transcript_is_caught_up (self->transcript);
}

/* The spec of the framing that was set last. */
const char *
tapline_session_get_framing (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  return tapline_framing_get_spec (self->framing);
}

/**
 * tapline_session_get_progress:
 * @self: a session
 *
 * Returns: how much of what was recorded when the framing was set is cut by it, from 0 to 1; 1
 *   once it all is
 */
double
tapline_session_get_progress (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), 1);

  return tapline_transcript_get_progress (self->transcript);
}

/* (transfer none): its log, there from the start. */
TaplineMessageList *
tapline_session_get_messages (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  return TAPLINE_MESSAGE_LIST (self->transcript);
}

/* (transfer full) (element-type TaplinePeer): who is connected now, at most 256. */
GArray *
tapline_session_list_peers (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  return self->tap != NULL ? tapline_tap_list_peers (self->tap, PEERS_LISTED)
                           : g_array_new (FALSE, FALSE, sizeof (TaplinePeer));
}

/* (nullable): the recording's file, once there is one. */
const char *
tapline_session_get_path (TaplineSession *self)
{
  TaplineCapture *capture;

  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  capture = tapline_transcript_get_capture (self->transcript);

  return capture != NULL ? tapline_capture_get_path (capture) : NULL;
}
