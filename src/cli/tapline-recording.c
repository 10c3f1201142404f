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

#include "tapline-recording.h"

/* What is checked at once. */
#define PART_SIZE (8 * 1024 * 1024)
/* An index that cannot be written does not notify: then its error is looked for. */
#define LOOK_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)

struct _TaplineRecording
{
  GObject            parent_instance;

  /* immutable */
  TaplineCapture    *capture;
  TaplineTranscript *transcript;
  /* guarded by lock */
  GMutex             lock;
  GCond              cond;
  guint64            serial; /* of the indexer's notifications */
  /* the owner's thread */
  guint64            seen;   /* serial when the index was last looked at */
  gboolean           loaded;
  GError            *error;  /* why not all of it could be read */
};

G_DEFINE_FINAL_TYPE (TaplineRecording, tapline_recording, G_TYPE_OBJECT)

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

/* Bytes of the file that are cut into messages. */
static guint64
get_indexed (TaplineRecording *self)
{
  TaplineIndex *index = tapline_transcript_get_index (self->transcript);

  return tapline_counter_read (&tapline_index_get_counters (index)->bytes);
}

static gboolean
is_indexed (TaplineRecording *self)
{
  return get_indexed (self)
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

      cause = tapline_index_dup_error (tapline_transcript_get_index (self->transcript));
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
load_part (TaplineRecording *self)
{
  self->loaded = !tapline_capture_load (self->capture, PART_SIZE, &self->error);
  tapline_waker_wake (tapline_transcript_get_waker (self->transcript));
}

static void
tapline_recording_finalize (GObject *object)
{
  TaplineRecording *self = TAPLINE_RECORDING (object);

  g_clear_error (&self->error);
  g_clear_object (&self->transcript);
  g_clear_pointer (&self->capture, tapline_capture_unref);
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
  self->transcript = tapline_transcript_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

/**
 * tapline_recording_new:
 * @path: a recording of ours, or a capture of another program
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
  g_autoptr (TaplineFraming) how = NULL;

  how = tapline_framing_new (framing, TAPLINE_MESSAGE_LIMIT_DEFAULT, error);
  if (how == NULL)
    return NULL;
  self->capture = tapline_capture_open (path, error);
  if (self->capture == NULL)
    return NULL;
  if (!tapline_transcript_open (self->transcript, self->capture, how, notify_cb, self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tapline_recording_load:
 * @self: a recording of which nothing was read yet
 * @error: return location
 *
 * Reads all of it, and if there are marks in it waits for all of its messages: a mark may be far
 * behind the message that it is about. Without this, messages are there sooner.
 *
 * Returns: whether it could be read
 */
gboolean
tapline_recording_load (TaplineRecording  *self,
                        GError           **error)
{
  while (!self->loaded)
    load_part (self);
  while (tapline_capture_has_marks (self->capture) && !is_indexed (self))
    if (!wait_for_index (self, error))
      return FALSE;

  return TRUE;
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
  if (!self->loaded)
    load_part (self);
  else if (is_indexed (self))
    {
      tapline_transcript_look (self->transcript);
      if (self->error != NULL)
        g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }
  if (!wait_for_index (self, error))
    return FALSE;
  tapline_transcript_look (self->transcript);

  return TRUE;
}

TaplineCapture *
tapline_recording_get_capture (TaplineRecording *self)
{
  return self->capture;
}

/* (transfer none): what is found so far. */
TaplineMessageList *
tapline_recording_get_messages (TaplineRecording *self)
{
  return TAPLINE_MESSAGE_LIST (self->transcript);
}

/**
 * tapline_recording_get_done:
 * @self: a recording
 * @next: how many of its messages were dealt with
 *
 * Returns: about how many bytes of the file that is, to tell progress
 */
guint64
tapline_recording_get_done (TaplineRecording *self,
                            guint64           next)
{
  guint64 n_messages = tapline_message_list_get_n_messages (tapline_recording_get_messages (self));
  double part = n_messages > 0 ? (double) MIN (next, n_messages) / (double) n_messages : 1;

  return (guint64) (part * (double) tapline_capture_get_loaded (self->capture));
}

/* Payload bytes from peers that are cut into messages. */
guint64
tapline_recording_get_indexed (TaplineRecording *self)
{
  return tapline_transcript_get_indexed (self->transcript);
}
