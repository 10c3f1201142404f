/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goes through an index: record by record, each with its block of the recording, which is cut again
 * as the indexer did where a message ends in it. Nothing is kept but where it stands, so it takes
 * the same memory for any recording.
 *
 * It stops every now and then to show what was collected, and goes on.
 *
 * Threads: all that collects runs on the follower's thread. That is detached and has a reference,
 * so freeing waits for nothing; it looks at `cancelled` and `paused` with every block. `bytes` is
 * published after what was collected up to there was shown. There is no lock: who wants something
 * of the thread sets a flag and nudges it.
 */
#include "config.h"

#include <string.h>

#include "tapline-follower.h"
#include "tapline-nudge.h"
#include "tapline-store.h"

#define PART_INTERVAL (50 * G_TIME_SPAN_MILLISECOND)
#define PART_RECORDS  32 /* after so many the clock is looked at */

struct _TaplineFollower
{
  gatomicrefcount             ref_count;

  /* immutable */
  TaplineIndex               *index;
  const TaplineFollowerFuncs *funcs;
  gpointer                    data;
  TaplineIndexNotify          notify;
  gpointer                    user_data;
  GDestroyNotify              destroy;

  /* atomic, written by the follower's thread */
  TaplineCounter              records; /* gone through */
  TaplineCounter              bytes;   /* of the recording likewise */
  int                         unreadable;

  /* atomic, written by the owner */
  int                         cancelled;
  int                         paused;
  TaplineNudge                nudge;
};

/* What the thread has. */
typedef struct
{
  TaplineFollower *follower;
  TaplineStore     store;
  TaplineExcerpt   window;
  GArray          *cuts;
  GByteArray      *whole;    /* a message that is put together */
  guint64          number;   /* the next record's */
  TaplineRecord    record;   /* itself, if there is one */
  gboolean         refused;  /* no message is wanted any more */
} Walk;

static void
unref (TaplineFollower *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  self->funcs->destroy (self->data);
  tapline_nudge_clear (&self->nudge);
  tapline_index_unref (self->index);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

static gboolean
is_interrupted (TaplineFollower *self)
{
  return g_atomic_int_get (&self->cancelled) || g_atomic_int_get (&self->paused);
}

static void
set_unreadable (Walk *walk)
{
  g_atomic_int_set (&walk->follower->unreadable, TRUE);
}

static void
take_message (Walk                 *walk,
              const TaplineMessage *message)
{
  TaplineFollower *self = walk->follower;

  if (!walk->refused && !self->funcs->take_message (self->data, message))
    walk->refused = TRUE;
}

/* Puts together what came before the block of a message, and its rest. */
static gboolean
read_whole (Walk         *walk,
            const guint8 *rest,
            gsize         length)
{
  gsize before = walk->record.state.length;

  g_byte_array_set_size (walk->whole, (guint) before);
  if (before > 0 && !tapline_store_read_unfinished (&walk->store, walk->number, &walk->record,
                                                    walk->whole->data))
    return FALSE;
  g_byte_array_append (walk->whole, rest, (guint) length);

  return TRUE;
}

/* A note, or what the end of a stream or silence ended. */
static void
take_single (Walk *walk)
{
  TaplineFollower *self = walk->follower;
  const TaplineRecord *record = &walk->record;
  TaplineMessage message = {
    .number = tapline_record_get_first (record),
    .direction = tapline_record_get_direction (record),
    .connection = record->connection,
    .length = record->state.length,
    .flags = tapline_record_get_single_flags (record),
  };

  if (message.direction != TAPLINE_DIRECTION_NOTE
      && (!tapline_store_get_origin (&walk->store,
                                     walk->number - tapline_record_get_back (record), &message)
          || (self->funcs->reads && !read_whole (walk, NULL, 0))))
    {
      set_unreadable (walk);
      return;
    }
  if (self->funcs->reads && message.direction != TAPLINE_DIRECTION_NOTE)
    {
      message.head = walk->whole->data;
      message.head_length = walk->whole->len;
    }
  take_message (walk, &message);
}

/* The messages that end in a payload, of which there are @n. */
static void
take_messages (Walk                     *walk,
               const TaplinePcapngBlock *block,
               const guint8             *payload,
               guint64                   n)
{
  TaplineFollower *self = walk->follower;
  TaplineFramerState state = walk->record.state;
  TaplineMessage message = {
    .number = tapline_record_get_first (&walk->record),
    .direction = block->direction,
    .connection = walk->record.connection,
  };
  guint32 start = 0;

  g_array_set_size (walk->cuts, 0);
  tapline_framing_feed (self->index->framing, &state, payload, block->payload_length, walk->cuts);
  /* Another program has changed the recording. */
  if (walk->cuts->len != n)
    {
      set_unreadable (walk);
      return;
    }
  for (guint i = 0; i < walk->cuts->len; i++)
    {
      const TaplineCut *cut = &g_array_index (walk->cuts, TaplineCut, i);
      gboolean spans = i == 0 && walk->record.state.length > 0;

      message.time = block->time;
      message.peer = block->remote;
      message.length = cut->end - start + (spans ? walk->record.state.length : 0);
      message.ending = cut->ending;
      message.flags = cut->flags;
      message.head = payload + start;
      message.head_length = cut->end - start;
      /* All of it came before. */
      if (cut->end == 0
          && !tapline_store_get_origin (&walk->store,
                                        walk->number - tapline_record_get_back (&walk->record),
                                        &message))
        set_unreadable (walk);
      if (!self->funcs->reads)
        message.head_length = 0;
      else if (spans && read_whole (walk, payload, cut->end))
        {
          message.head = walk->whole->data;
          message.head_length = walk->whole->len;
        }
      else if (spans)
        {
          set_unreadable (walk);
          message.head_length = 0;
        }
      take_message (walk, &message);
      message.number++;
      start = cut->end;
    }
}

/* The record and its block; messages end in it up to @end_message. */
static void
take_record (Walk    *walk,
             guint64  end_message,
             guint64  end_offset)
{
  TaplineFollower *self = walk->follower;
  const TaplineRecord *record = &walk->record;
  TaplinePcapngBlock block;
  const guint8 *bytes;
  TaplinePart part;

  if (!tapline_record_is_payload (record))
    {
      take_single (walk);
      return;
    }
  if (self->funcs->take_part == NULL && end_message == tapline_record_get_first (record))
    return;

  bytes = tapline_store_get_next_block (&walk->window, tapline_record_get_offset (record),
                                        end_offset, &block);
  if (bytes == NULL || block.kind != TAPLINE_PCAPNG_SEGMENT
      || block.direction != tapline_record_get_direction (record))
    {
      set_unreadable (walk);
      return;
    }

  part = (TaplinePart) {
    .time = block.time,
    .direction = block.direction,
    .connection = record->connection,
    .peer = &block.remote,
    .length = block.payload_length,
  };
  if (self->funcs->take_part != NULL)
    self->funcs->take_part (self->data, &part);
  if (end_message > tapline_record_get_first (record))
    take_messages (walk, &block, bytes + block.payload_at,
                   end_message - tapline_record_get_first (record));
}

/* Goes on until there is no more or it was long enough. */
static void
take_records (Walk *walk)
{
  TaplineFollower *self = walk->follower;
  TaplineIndex *index = self->index;
  gint64 until = g_get_monotonic_time () + PART_INTERVAL;
  guint64 n_records, n_messages, n_bytes, end;

  /* Together, as the indexer publishes them. */
  g_mutex_lock (&index->lock);
  n_records = tapline_counter_read (&index->records);
  n_messages = tapline_counter_read (&index->counters.messages);
  n_bytes = tapline_counter_read (&index->counters.bytes);
  g_mutex_unlock (&index->lock);

  end = n_bytes;
  while (walk->number < n_records && !is_interrupted (self)
         && (walk->number % PART_RECORDS > 0 || g_get_monotonic_time () < until))
    {
      TaplineRecord next;
      gboolean is_last = walk->number + 1 == n_records;

      if (!tapline_store_get_record (&walk->store, walk->number, TAPLINE_STORE_FORWARD,
                                     &walk->record)
          || (!is_last && !tapline_store_get_record (&walk->store, walk->number + 1,
                                                     TAPLINE_STORE_FORWARD, &next)))
        set_unreadable (walk);
      else
        take_record (walk, is_last ? n_messages : tapline_record_get_first (&next), n_bytes);
      walk->number++;
    }
  if (walk->number < n_records)
    end = tapline_record_get_offset (&walk->record);

  self->funcs->publish (self->data);
  tapline_counter_publish (&self->records, walk->number);
  tapline_counter_publish (&self->bytes, end);
}

static gboolean
has_more (TaplineFollower *self)
{
  return !g_atomic_int_get (&self->paused)
         && tapline_counter_read (&self->records) < tapline_counter_read (&self->index->records);
}

/* Whether to go on, which may be long after the call. */
static gboolean
wait_for_more (TaplineFollower *self)
{
  while (!g_atomic_int_get (&self->cancelled) && !has_more (self))
    tapline_nudge_wait (&self->nudge);

  return !g_atomic_int_get (&self->cancelled);
}

static gpointer
follow (gpointer data)
{
  TaplineFollower *self = data;
  Walk walk = { .follower = self };

  tapline_store_init (&walk.store, self->index);
  tapline_excerpt_init (&walk.window, tapline_capture_get_fd (self->index->capture));
  walk.cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  walk.whole = g_byte_array_new ();
  while (wait_for_more (self))
    {
      take_records (&walk);
      if (self->notify != NULL && !g_atomic_int_get (&self->cancelled))
        self->notify (self->user_data);
    }
  tapline_store_clear (&walk.store);
  tapline_excerpt_clear (&walk.window);
  g_array_unref (walk.cuts);
  g_byte_array_unref (walk.whole);
  unref (self);

  return NULL;
}

/**
 * tapline_follower_new:
 * @index: what to follow; another framing is another index, and so another follower
 * @funcs: (scope forever): what takes the messages
 * @data: (transfer full): for @funcs; freed by these, also if this fails
 * @notify: (nullable) (scope notified): called on the follower's thread when more is published.
 *   Must return at once and not call the follower
 * @user_data: for @notify
 * @destroy: (nullable): for @user_data, once nothing calls @notify any more, on any thread
 * @error: return location
 *
 * Starts at once. Thread: any.
 *
 * Returns: (transfer full): a follower, or %NULL with a #G_THREAD_ERROR
 */
TaplineFollower *
tapline_follower_new (TaplineIndex                *index,
                      const TaplineFollowerFuncs  *funcs,
                      gpointer                     data,
                      TaplineIndexNotify           notify,
                      gpointer                     user_data,
                      GDestroyNotify               destroy,
                      GError                     **error)
{
  TaplineFollower *self;
  GThread *thread;

  g_return_val_if_fail (index != NULL && funcs != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (TaplineFollower, 1);
  g_atomic_ref_count_init (&self->ref_count);
  tapline_nudge_init (&self->nudge);
  self->index = tapline_index_ref (index);
  self->funcs = funcs;
  self->data = data;
  self->notify = notify;
  self->user_data = user_data;
  self->destroy = destroy;

  g_atomic_ref_count_inc (&self->ref_count);
  thread = g_thread_try_new ("tapline-follow", follow, self, error);
  if (thread == NULL)
    {
      unref (self);
      unref (self);
      return NULL;
    }
  g_thread_unref (thread);

  return self;
}

/**
 * tapline_follower_free:
 * @self: (transfer full): a follower
 *
 * Ends it without waiting for its thread, which may just be calling back. Thread: any.
 */
void
tapline_follower_free (TaplineFollower *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->cancelled, TRUE);
  tapline_nudge_give (&self->nudge);
  unref (self);
}

/**
 * tapline_follower_get_data:
 * @self: a follower
 * @funcs: what it was made with
 *
 * Thread: any.
 *
 * Returns: (transfer none): what it was made with for these, which its thread uses too
 */
gpointer
tapline_follower_get_data (TaplineFollower            *self,
                           const TaplineFollowerFuncs *funcs)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->funcs == funcs, NULL);

  return self->data;
}

/**
 * tapline_follower_wake:
 * @self: a follower
 *
 * Tells it that the index has more; to be called after the callback of the index was. Waits for
 * nothing. Thread: any.
 */
void
tapline_follower_wake (TaplineFollower *self)
{
  g_return_if_fail (self != NULL);

  tapline_nudge_give (&self->nudge);
}

/**
 * tapline_follower_set_paused:
 * @self: a follower
 * @paused: whether it rests; it goes on where it was
 *
 * Waits for nothing. Thread: any.
 */
void
tapline_follower_set_paused (TaplineFollower *self,
                             gboolean         paused)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->paused, paused);
  tapline_nudge_give (&self->nudge);
}

/**
 * tapline_follower_get_fraction:
 * @self: a follower
 *
 * Thread: any.
 *
 * Returns: how much of what is recorded now it went through, from 0 to 1
 */
double
tapline_follower_get_fraction (TaplineFollower *self)
{
  guint64 done, total;

  g_return_val_if_fail (self != NULL, 1);

  /* Behind the last record there may be blocks without any. */
  done = tapline_follower_is_caught_up (self)
         ? tapline_counter_read (&self->index->counters.bytes)
         : tapline_counter_read (&self->bytes);
  total = tapline_counter_read (&tapline_capture_get_counters (self->index->capture)->bytes);

  return done < total ? (double) done / (double) total : 1;
}

/**
 * tapline_follower_is_caught_up:
 * @self: a follower
 *
 * Thread: any.
 *
 * Returns: whether all that is indexed now was taken and published
 */
gboolean
tapline_follower_is_caught_up (TaplineFollower *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return tapline_counter_read (&self->records) == tapline_counter_read (&self->index->records);
}

/**
 * tapline_follower_is_unreadable:
 * @self: a follower
 *
 * Thread: any.
 *
 * Returns: whether there were messages that could not be read, and so were not taken
 */
gboolean
tapline_follower_is_unreadable (TaplineFollower *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_atomic_int_get (&self->unreadable);
}
