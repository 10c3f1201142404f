/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finished recording cut into messages, for programs that may wait.
 *
 * tapline_recording_go_on() has a further part of the file checked and waits until the indexer has
 * done something: the first messages can be printed long before the last are found.
 *
 * Threads: whoever made it, but for notify_cb(), which is the indexer's. `serial` is guarded by
 * `lock`; the indexer raises it after it has published, so a wait that begins with an older one
 * ends.
 */
#include "config.h"

#include "tapline-framing.h"
#include "tapline-index.h"
#include "tapline-recording.h"

/* What is checked at once. */
#define PART_SIZE (8 * 1024 * 1024)
/* An index that cannot be written does not notify: then its error is looked for. */
#define LOOK_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)

struct _TaplineRecording
{
  GObject         parent_instance;

  /* immutable */
  TaplineFraming *framing;
  TaplineCapture *capture;
  TaplineIndex   *index;
  TaplineReader  *reader;
  /* guarded by lock */
  GMutex          lock;
  GCond           cond;
  guint64         serial; /* of the indexer's notifications */
  /* the owner's thread */
  guint64         seen;   /* serial when the index was last looked at */
  guint64         n_messages;
  guint           n_pending;
  gboolean        loaded;
};

static void message_list_iface_init (TaplineMessageListInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TaplineRecording, tapline_recording, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TAPLINE_TYPE_MESSAGE_LIST,
                                                      message_list_iface_init))

static guint64
get_n_messages (TaplineMessageList *list)
{
  return TAPLINE_RECORDING (list)->n_messages;
}

static guint
get_n_pending (TaplineMessageList *list)
{
  return TAPLINE_RECORDING (list)->n_pending;
}

static gboolean
get_message (TaplineMessageList *list,
             guint64             number,
             gsize               head_max,
             TaplineMessage     *message)
{
  TaplineRecording *self = TAPLINE_RECORDING (list);

  if (number < self->n_messages)
    return tapline_reader_get (self->reader, number, head_max, message, NULL);
  if (!tapline_reader_get_pending (self->reader, (guint) (number - self->n_messages), head_max,
                                   message))
    return FALSE;
  message->number = number;

  return TRUE;
}

static GBytes *
dup_bytes (TaplineMessageList *list,
           guint64             number,
           guint64             offset,
           gsize               length)
{
  TaplineRecording *self = TAPLINE_RECORDING (list);
  TaplineMessage message;

  if (number < self->n_messages)
    return tapline_reader_dup_bytes (self->reader, number, offset, length, NULL);
  if (offset > 0 || !get_message (list, number, length, &message))
    return NULL;

  return g_bytes_new (message.head, message.head_length);
}

static char *
dup_peer_name (TaplineMessageList   *list,
               const TaplineMessage *message)
{
  char address[TAPLINE_ADDRESS_STRING_MAX];

  return g_strdup (message->peer.family == 0
                     ? "" : tapline_address_to_string (&message->peer, address));
}

static void
message_list_iface_init (TaplineMessageListInterface *iface)
{
  iface->get_n_messages = get_n_messages;
  iface->get_n_pending = get_n_pending;
  iface->get_message = get_message;
  iface->dup_bytes = dup_bytes;
  iface->dup_peer_name = dup_peer_name;
}

/* On the indexer. */
static void
notify_cb (gpointer user_data)
{
  TaplineRecording *self = user_data;

  g_mutex_lock (&self->lock);
  self->serial++;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

static gboolean
is_indexed (TaplineRecording *self)
{
  return tapline_recording_get_indexed (self)
         == tapline_counter_read (&tapline_capture_get_counters (self->capture)->bytes);
}

/* Waits for the indexer; %FALSE if it cannot go on. */
static gboolean
wait_for_index (TaplineRecording  *self,
                GError           **error)
{
  gboolean more = FALSE;

  while (!more)
    {
      gint64 until = g_get_monotonic_time () + LOOK_INTERVAL;
      GError *cause;

      g_mutex_lock (&self->lock);
      while (self->serial == self->seen && g_cond_wait_until (&self->cond, &self->lock, until))
        ;
      more = self->serial != self->seen;
      self->seen = self->serial;
      g_mutex_unlock (&self->lock);

      cause = tapline_index_dup_error (self->index);
      if (cause != NULL)
        {
          g_propagate_error (error, cause);
          return FALSE;
        }
      more = more || is_indexed (self);
    }

  return TRUE;
}

static void
look (TaplineRecording *self)
{
  TaplineMessage unused;

  self->n_messages = tapline_counter_read (&tapline_index_get_counters (self->index)->messages);
  self->n_pending = 0;
  if (self->loaded && is_indexed (self))
    while (tapline_reader_get_pending (self->reader, self->n_pending, 0, &unused))
      self->n_pending++;
}

static void
tapline_recording_finalize (GObject *object)
{
  TaplineRecording *self = TAPLINE_RECORDING (object);

  g_clear_pointer (&self->reader, tapline_reader_free);
  g_clear_pointer (&self->index, tapline_index_unref);
  g_clear_pointer (&self->capture, tapline_capture_unref);
  g_clear_pointer (&self->framing, tapline_framing_unref);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tapline_recording_parent_class)->finalize (object);
}

static void
tapline_recording_class_init (TaplineRecordingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tapline_recording_finalize;
}

static void
tapline_recording_init (TaplineRecording *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

/**
 * tapline_recording_new:
 * @path: a recording of ours
 * @framing: how to cut its streams
 * @error: return location
 *
 * Returns: (transfer full): a recording of which nothing is read yet, or %NULL with a sentence
 */
TaplineRecording *
tapline_recording_new (const char  *path,
                       const char  *framing,
                       GError     **error)
{
  g_autoptr (TaplineRecording) self = g_object_new (TAPLINE_TYPE_RECORDING, NULL);

  self->framing = tapline_framing_new (framing, TAPLINE_MESSAGE_LIMIT_DEFAULT, error);
  if (self->framing == NULL)
    return NULL;
  self->capture = tapline_capture_open (path, error);
  if (self->capture == NULL)
    return NULL;
  self->index = tapline_index_new (self->capture, self->framing, notify_cb, self, error);
  if (self->index == NULL)
    return NULL;
  self->reader = tapline_reader_new (self->index);

  return g_steal_pointer (&self);
}

/**
 * tapline_recording_go_on:
 * @self: a recording
 * @error: return location
 *
 * Reads on, and waits for more messages; unfinished ones are there when it has come to the end.
 *
 * Returns: whether there may be more; if not, and there is no @error, it is all there
 */
gboolean
tapline_recording_go_on (TaplineRecording  *self,
                         GError           **error)
{
  g_autoptr (GError) cause = NULL;

  if (!self->loaded)
    {
      self->loaded = !tapline_capture_load (self->capture, PART_SIZE, &cause);
      if (cause != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      tapline_index_wake (self->index);
    }
  else if (is_indexed (self))
    {
      look (self);
      return FALSE;
    }
  if (!wait_for_index (self, error))
    return FALSE;
  look (self);

  return TRUE;
}

TaplineCapture *
tapline_recording_get_capture (TaplineRecording *self)
{
  return self->capture;
}

/* Bytes of the file that are cut into messages. */
guint64
tapline_recording_get_indexed (TaplineRecording *self)
{
  return tapline_counter_read (&tapline_index_get_counters (self->index)->bytes);
}

/* Payload bytes from peers that are cut into messages. */
guint64
tapline_recording_get_indexed_payload (TaplineRecording *self)
{
  return tapline_counter_read (&tapline_index_get_counters (self->index)->in);
}

/* Bytes at the end of the file that are no whole block; once it has come to the end. */
guint64
tapline_recording_get_torn (TaplineRecording *self)
{
  guint64 size = tapline_capture_get_size (self->capture);
  guint64 whole = tapline_counter_read (&tapline_capture_get_counters (self->capture)->bytes);

  return size > whole ? size - whole : 0;
}
