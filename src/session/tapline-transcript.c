/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of a capture, one that grows or one that is finished.
 *
 * It owns the index and a reader of it, and stands still between two looks: whoever draws sees the
 * same number of messages from one "changed" to the next, however fast the index grows.
 *
 * Another framing is another index of the same capture. It is filled beside the one that is shown,
 * which goes on following the capture, and takes its place in a look as soon as it is useful: when
 * it has all that is in view, or else what there was when the framing was set. What was is then
 * found again by where it begins in the capture.
 *
 * Threads: its owner's. The index's notification comes on the indexer's thread and goes to whoever
 * opened the transcript, not through here.
 */
#include "config.h"

#include "tapline-transcript.h"

/* A longer message's flaw is told in general words. */
#define FLAW_LENGTH_MAX (1024 * 1024)

/* The capture under one framing. */
typedef struct
{
  TaplineFraming *framing;
  TaplineIndex   *index;
  TaplineReader  *reader;
} Cutting;

struct _TaplineTranscript
{
  GObject         parent_instance;

  /* immutable */
  TaplineWaker       *waker;

  /* immutable once open */
  TaplineCapture     *capture;
  TaplineIndexNotify  notify;
  gpointer            user_data;
  gboolean            is_fork;    /* its index is another's to stop */

  /* the owner's thread */
  Cutting             shown;
  Cutting             next;       /* its index is NULL if no other framing is being prepared */
  TaplineReader      *former;     /* of what was shown, while that is being renumbered */
  guint64             goal;       /* bytes of the capture to be cut again; 0 once they are */
  TaplineView         view;
  GHashTable         *names;      /* address as text → name to show */
  guint64             n_messages;
  guint64             indexed;
  guint               n_pending;
  gboolean            caught_up;
  double              progress;
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

  if (self->shown.reader == NULL)
    return FALSE;
  if (number < self->n_messages)
    return tapline_reader_get (self->shown.reader, number, head_max, message, NULL);
  if (!tapline_reader_get_pending (self->shown.reader,
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

  if (self->shown.reader == NULL || number >= self->n_messages + self->n_pending)
    return NULL;

  return tapline_reader_dup_bytes (self->shown.reader, number, offset, length, NULL);
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

static char *
dup_flaw (TaplineMessageList *list,
          guint64             number)
{
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (list);
  g_autoptr (GBytes) bytes = NULL;
  TaplineMessage message;

  if (!get_message (list, number, 0, &message) || message.flags == 0)
    return NULL;
  if (message.flags & (TAPLINE_MESSAGE_BAD_CHECKSUM | TAPLINE_MESSAGE_GARBAGE)
      && message.length <= FLAW_LENGTH_MAX)
    bytes = dup_bytes (list, number, 0, (gsize) message.length);

  return tapline_framing_dup_flaw (self->shown.framing,
                                   bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL,
                                   bytes != NULL ? g_bytes_get_size (bytes) : 0, message.flags);
}

static void
set_view (TaplineMessageList *list,
          const TaplineView  *view)
{
  TAPLINE_TRANSCRIPT (list)->view = *view;
}

static gboolean
renumber (TaplineMessageList *list,
          guint64             former,
          guint64            *number)
{
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (list);
  TaplinePosition position;

  return self->former != NULL
         && tapline_reader_get_position (self->former, former, &position)
         && tapline_reader_find (self->shown.reader, &position, number);
}

static TaplineMarks *
get_marks (TaplineMessageList *list)
{
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (list);

  return self->capture != NULL ? tapline_capture_get_marks (self->capture) : NULL;
}

static gboolean
get_reach (TaplineMessageList *list,
           guint64             number,
           TaplineReach       *reach)
{
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (list);

  return self->shown.reader != NULL && number < self->n_messages + self->n_pending
         && tapline_reader_get_reach (self->shown.reader, number, reach);
}

static gboolean
find_position (TaplineMessageList    *list,
               const TaplinePosition *position,
               guint64               *number)
{
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (list);

  return self->shown.reader != NULL
         && tapline_reader_find (self->shown.reader, position, number)
         && *number < self->n_messages + self->n_pending;
}

static void
message_list_iface_init (TaplineMessageListInterface *iface)
{
  iface->get_n_messages = get_n_messages;
  iface->get_n_pending = get_n_pending;
  iface->get_message = get_message;
  iface->dup_bytes = dup_bytes;
  iface->dup_peer_name = dup_peer_name;
  iface->dup_flaw = dup_flaw;
  iface->set_view = set_view;
  iface->renumber = renumber;
  iface->get_marks = get_marks;
  iface->get_reach = get_reach;
  iface->find_position = find_position;
}

/* Framings */

static gboolean
begin_cutting (TaplineTranscript  *self,
               Cutting            *cutting,
               TaplineFraming     *framing,
               GError            **error)
{
  TaplineIndex *index = tapline_index_new (self->capture, framing, self->notify, self->user_data,
                                           error);

  if (index == NULL)
    return FALSE;
  cutting->framing = tapline_framing_ref (framing);
  cutting->index = index;
  cutting->reader = tapline_reader_new (index);
  tapline_waker_add (self->waker, index);

  return TRUE;
}

/* Waits for nothing: an index may be large. */
static void
end_cutting (TaplineTranscript *self,
             Cutting           *cutting)
{
  g_clear_pointer (&cutting->framing, tapline_framing_unref);
  g_clear_pointer (&cutting->reader, tapline_reader_free);
  if (cutting->index == NULL)
    return;
  if (self->is_fork)
    {
      g_clear_pointer (&cutting->index, tapline_index_unref);
      return;
    }
  tapline_waker_remove (self->waker, cutting->index);
  g_clear_pointer (&cutting->index, tapline_index_abandon);
}

static guint64
get_bytes (const Cutting *cutting)
{
  return tapline_counter_read (&tapline_index_get_counters (cutting->index)->bytes);
}

/* Whether the next index has all that is in view. */
static gboolean
has_view (TaplineTranscript *self,
          guint64            bytes)
{
  const TaplineView *view = &self->view;
  const TaplineIndexCounters *counters = tapline_index_get_counters (self->next.index);
  TaplinePosition first, last;
  guint64 number;

  return view->n_rows > 0
         && tapline_reader_get_position (self->shown.reader, view->last, &last)
         && last.offset < bytes
         && tapline_reader_find (self->next.reader, &last, &number)
         && tapline_reader_get_position (self->shown.reader, view->first, &first)
         && tapline_reader_find (self->next.reader, &first, &number)
         && number + view->n_rows <= tapline_counter_read (&counters->messages);
}

static gboolean
is_next_useful (TaplineTranscript *self)
{
  guint64 bytes = get_bytes (&self->next);

  return bytes >= self->goal || bytes >= get_bytes (&self->shown) || has_view (self, bytes);
}

/* Takes over what the shown index has published. */
static void
look_at_shown (TaplineTranscript *self)
{
  const TaplineIndexCounters *indexed = tapline_index_get_counters (self->shown.index);
  TaplineMessage unused;

  /* The later stage first: a later look at the earlier one can only show more. */
  self->caught_up = tapline_counter_read (&indexed->bytes)
                    == tapline_counter_read (&tapline_capture_get_counters (self->capture)->bytes);
  self->n_messages = tapline_counter_read (&indexed->messages);
  self->indexed = tapline_counter_read (&indexed->in);
  self->n_pending = 0;
  while (tapline_reader_get_pending (self->shown.reader, self->n_pending, 0, &unused))
    self->n_pending++;
}

static void
show_next (TaplineTranscript *self)
{
  Cutting former = self->shown;

  self->shown = self->next;
  self->next = (Cutting) { 0 };
  self->former = former.reader;
  look_at_shown (self);
  tapline_message_list_renumbered (TAPLINE_MESSAGE_LIST (self));
  self->former = NULL;
  end_cutting (self, &former);
}

/* An index that cannot go on tells so itself. */
static void
look_at_progress (TaplineTranscript *self)
{
  Cutting *cutting = self->next.index != NULL ? &self->next : &self->shown;
  guint64 bytes = get_bytes (cutting);
  g_autoptr (GError) error = NULL;

  if (self->goal > 0)
    error = tapline_index_dup_error (cutting->index);
  if (bytes >= self->goal || error != NULL)
    self->goal = 0;
  self->progress = self->goal > 0 ? (double) bytes / (double) self->goal : 1;
}

static void
tapline_transcript_finalize (GObject *object)
{
  TaplineTranscript *self = TAPLINE_TRANSCRIPT (object);

  end_cutting (self, &self->next);
  end_cutting (self, &self->shown);
  g_clear_pointer (&self->waker, tapline_waker_unref);
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
  self->waker = tapline_waker_new ();
  self->caught_up = TRUE;
  self->progress = 1;
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
  g_return_val_if_fail (self->capture == NULL, FALSE);

  self->capture = tapline_capture_ref (capture);
  self->notify = notify;
  self->user_data = user_data;
  if (begin_cutting (self, &self->shown, framing, error))
    return TRUE;
  g_clear_pointer (&self->capture, tapline_capture_unref);

  return FALSE;
}

/**
 * tapline_transcript_set_framing:
 * @self: an open transcript
 * @framing: how to cut the capture's streams from now on
 * @error: return location: the index's file cannot be made
 *
 * The messages stay those of the former framing until a look finds the others useful, which
 * `renumbered` tells. Only the last framing that was set gets that far. Waits for nothing.
 *
 * Returns: whether it is being prepared
 */
gboolean
tapline_transcript_set_framing (TaplineTranscript  *self,
                                TaplineFraming     *framing,
                                GError            **error)
{
  Cutting next = { 0 };

  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), FALSE);
  g_return_val_if_fail (self->capture != NULL, FALSE);

  if (!begin_cutting (self, &next, framing, error))
    return FALSE;
  end_cutting (self, &self->next);
  self->next = next;
  self->goal = tapline_counter_read (&tapline_capture_get_counters (self->capture)->bytes);
  self->progress = 0;

  return TRUE;
}

/**
 * tapline_transcript_fork:
 * @self: a transcript that is open
 *
 * Thread: the owner's of @self.
 *
 * Returns: (transfer full): the same messages, those that there are now, for another thread: it has
 *   a reader of its own and belongs to whoever uses it first
 */
TaplineTranscript *
tapline_transcript_fork (TaplineTranscript *self)
{
  TaplineTranscript *fork;
  GHashTableIter iter;
  gpointer address, name;

  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), NULL);
  g_return_val_if_fail (self->shown.index != NULL, NULL);

  fork = tapline_transcript_new ();
  fork->is_fork = TRUE;
  fork->capture = tapline_capture_ref (self->capture);
  fork->shown.framing = tapline_framing_ref (self->shown.framing);
  fork->shown.index = tapline_index_ref (self->shown.index);
  fork->shown.reader = tapline_reader_new (self->shown.index);
  fork->n_messages = self->n_messages;
  fork->n_pending = self->n_pending;
  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &address, &name))
    g_hash_table_insert (fork->names, g_strdup (address), g_strdup (name));

  return fork;
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
  g_return_if_fail (TAPLINE_IS_TRANSCRIPT (self));

  if (self->shown.index == NULL)
    return;
  if (self->next.index != NULL && is_next_useful (self))
    show_next (self);
  else
    look_at_shown (self);
  look_at_progress (self);
}

/**
 * tapline_transcript_stop:
 * @self: a transcript
 *
 * Ends the indexer where it is; what is indexed stays readable. A framing that is still being
 * prepared is given up. Nothing is notified any more.
 */
void
tapline_transcript_stop (TaplineTranscript *self)
{
  g_return_if_fail (TAPLINE_IS_TRANSCRIPT (self));

  end_cutting (self, &self->next);
  self->goal = 0;
  self->progress = 1;
  if (self->shown.index != NULL)
    tapline_index_stop (self->shown.index, FALSE);
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

  return self->shown.index;
}

TaplineFraming *
tapline_transcript_get_framing (TaplineTranscript *self)
{
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), NULL);

  return self->shown.framing;
}

TaplineWaker *
tapline_transcript_get_waker (TaplineTranscript *self)
{
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), NULL);

  return self->waker;
}

gboolean
tapline_transcript_find_note (TaplineTranscript *self,
                              guint64            from,
                              guint64           *number,
                              guint32           *connections)
{
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), FALSE);

  return self->shown.reader != NULL
         && tapline_reader_find_note (self->shown.reader, from, self->n_messages, number,
                                      connections);
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

double
tapline_transcript_get_progress (TaplineTranscript *self)
{
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (self), 1);

  return self->progress;
}
