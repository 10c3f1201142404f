/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of a capture, one that grows or one that is finished.
 *
 * It owns the index and a reader of it, and stands still between two looks: whoever draws sees the
 * same number of messages from one "changed" to the next, however fast the index grows.
 *
 * Threads: its owner's. The index's notification comes on the indexer's thread and goes to whoever
 * opened the transcript, not through here.
 */
#include "config.h"

#include "tapline-transcript.h"

struct _TaplineTranscript
{
  GObject         parent_instance;

  /* immutable once open */
  TaplineCapture *capture;
  TaplineIndex   *index;
  TaplineReader  *reader;

  /* the owner's thread */
  GHashTable     *names; /* address as text → name to show */
  guint64         n_messages;
  guint64         indexed;
  guint           n_pending;
  gboolean        caught_up;
};

static void message_list_iface_init (TaplineMessageListInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TaplineTranscript, tapline_transcript, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TAPLINE_TYPE_MESSAGE_LIST,
                                                      message_list_iface_init))

static guint64
get_n_messages (TaplineMessageList *list)
{
  return TAPLINE_TRANSCRIPT (list)->n_messages;
}

static guint
get_n_pending (TaplineMessageList *list)
{
  return TAPLINE_TRANSCRIPT (list)->n_pending;
}

static gboolean
get_message (TaplineMessageList *list,
             guint64             number,
             gsize               head_max,
             TaplineMessage     *message)
{
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (list);

  if (self->reader == NULL)
    return FALSE;
  if (number < self->n_messages)
    return tapline_reader_get (self->reader, number, head_max, message, NULL);
  if (!tapline_reader_get_pending (self->reader,
                                   (guint) MIN (number - self->n_messages, G_MAXUINT),
                                   head_max, message))
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
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (list);
  TaplineMessage message;

  if (self->reader == NULL)
    return NULL;
  if (number < self->n_messages)
    return tapline_reader_dup_bytes (self->reader, number, offset, length, NULL);
  /* What is unfinished is short or its head is enough: it can be read whole when it is complete. */
  if (offset > 0 || !get_message (list, number, length, &message))
    return NULL;

  return g_bytes_new (message.head, message.head_length);
}

static char *
dup_peer_name (TaplineMessageList   *list,
               const TaplineMessage *message)
{
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (list);
  char address[TAPLINE_ADDRESS_STRING_MAX];
  const char *name;

  if (message->peer.family == 0)
    return g_strdup ("");
  tapline_address_to_string (&message->peer, address);
  name = g_hash_table_lookup (self->names, address);

  return g_strdup (name != NULL ? name : address);
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

static void
tapline_transcript_finalize (GObject *object)
{
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (object);

  tapline_transcript_stop (self);
  g_clear_pointer (&self->reader, tapline_reader_free);
  g_clear_pointer (&self->index, tapline_index_unref);
  g_clear_pointer (&self->capture, tapline_capture_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);

  G_OBJECT_CLASS (tapline_transcript_parent_class)->finalize (object);
}

static void
tapline_transcript_class_init (TaplineTranscriptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tapline_transcript_finalize;
}

static void
tapline_transcript_init (TaplineTranscript *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->caught_up = TRUE;
}

/**
 * tapline_transcript_new:
 *
 * Returns: (transfer full): a transcript of nothing yet
 */
TaplineTranscript *
tapline_transcript_new (void)
{
  return g_object_new (TAPLINE_TYPE_TRANSCRIPT, NULL);
}

/**
 * tapline_transcript_open:
 * @self: a transcript that is not open
 * @capture: what to show
 * @framing: how to cut its streams into messages
 * @notify: called on the indexer's thread when another look is worth it
 * @user_data: for @notify
 * @error: return location: the index's file cannot be made
 *
 * Returns: whether it is open
 */
gboolean
tapline_transcript_open (TaplineTranscript   *self,
                         TaplineCapture      *capture,
                         TaplineFraming      *framing,
                         TaplineIndexNotify   notify,
                         gpointer             user_data,
                         GError             **error)
{
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), FALSE);
  g_return_val_if_fail (self->index == NULL, FALSE);

  self->index = tapline_index_new (capture, framing, notify, user_data, error);
  if (self->index == NULL)
    return FALSE;
  self->capture = tapline_capture_ref (capture);
  self->reader = tapline_reader_new (self->index);

  return TRUE;
}

/**
 * tapline_transcript_look:
 * @self: a transcript
 *
 * Takes over what the index has published since the last look. Telling others is the caller's.
 */
void
tapline_transcript_look (TaplineTranscript *self)
{
  const TaplineIndexCounters *indexed;
  TaplineMessage unused;

  g_return_if_fail (TAPLINE_IS_TRANSCRIPT (self));

  if (self->index == NULL)
    return;
  /* The later stage first: a later look at the earlier one can only show more. */
  indexed = tapline_index_get_counters (self->index);
  self->caught_up = tapline_counter_read (&indexed->bytes)
                    == tapline_counter_read (&tapline_capture_get_counters (self->capture)->bytes);
  self->n_messages = tapline_counter_read (&indexed->messages);
  self->indexed = tapline_counter_read (&indexed->in);
  self->n_pending = 0;
  while (tapline_reader_get_pending (self->reader, self->n_pending, 0, &unused))
    self->n_pending++;
}

/**
 * tapline_transcript_stop:
 * @self: a transcript
 *
 * Ends the indexer where it is; what is indexed stays readable. Nothing is notified any more.
 */
void
tapline_transcript_stop (TaplineTranscript *self)
{
  g_return_if_fail (TAPLINE_IS_TRANSCRIPT (self));

  if (self->index != NULL)
    tapline_index_stop (self->index, FALSE);
}

/**
 * tapline_transcript_name_peer:
 * @self: a transcript
 * @peer: an address
 * @name: what rows call it from now on, instead of by the address
 */
void
tapline_transcript_name_peer (TaplineTranscript    *self,
                              const TaplineAddress *peer,
                              const char           *name)
{
  char address[TAPLINE_ADDRESS_STRING_MAX];

  g_return_if_fail (TAPLINE_IS_TRANSCRIPT (self));

  tapline_address_to_string (peer, address);
  g_hash_table_insert (self->names, g_strdup (address), g_strdup (name));
}

TaplineCapture *
tapline_transcript_get_capture (TaplineTranscript *self)
{
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), NULL);

  return self->capture;
}

TaplineIndex *
tapline_transcript_get_index (TaplineTranscript *self)
{
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), NULL);

  return self->index;
}

guint64
tapline_transcript_get_indexed (TaplineTranscript *self)
{
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), 0);

  return self->indexed;
}

/* Whether all that was recorded was indexed at the last look. */
gboolean
tapline_transcript_is_caught_up (TaplineTranscript *self)
{
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), TRUE);

  return self->caught_up;
}
