/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that fills an index: it follows the capture, cuts each stream into messages and
 * appends a record for each block in which one may end.
 *
 * A batch is what one pread() of 256 KiB brings. Its records are written at once, and only then
 * published; nothing else is kept of it but the framer's state of each live connection. If the
 * index cannot be written, the batch's records wait and nothing more is read until they are.
 *
 * A long capture that is still written is caught up with on a thread of lower priority: while the
 * sidecar wants the processors, an index that is made anew takes what that leaves.
 *
 * Threads: all of this runs on the indexer, or on the one that it waits for while that catches up.
 * See tapline-index.c for what others see of it.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-capture-private.h"
#include "tapline-connections.h"
#include "tapline-index-private.h"
#include "tapline-pcapng.h"

#define BATCH_SIZE     (256 * 1024)
#define RETRY_INTERVAL (G_TIME_SPAN_SECOND / 2)
#define BACKLOG_MIN    (16 * 1024 * 1024) /* bytes worth a thread of their own, */
#define BACKLOG_NICE   10                 /* which gets a ninth of a busy processor */

typedef struct
{
  TaplineIndex       *index;       /* borrowed */
  TaplineConnections *connections;
  guint64             position;    /* capture offset of the first block not gone through */
  guint64             before;      /* of the last one with a time that was */
  gint64              clock;       /* the latest time that was seen */
  guint8             *buffer;      /* what was read from there on */
  gsize               filled;
  GArray             *records;     /* not written yet */
  gsize               n_written;   /* bytes of these that are */
  guint64             n_records;   /* with those not written yet; so are the following */
  guint64             n_messages;
  guint64             in;
  guint64             out;
  gboolean            failed;      /* the index could not be written */
  gboolean            broken;      /* the capture cannot be read on */
} Indexer;

static void
append_record (Indexer                  *self,
               TaplineRecordKind         kind,
               guint64                   position,
               guint64                   back,
               guint32                   connection,
               const TaplineFramerState *state)
{
  TaplineRecord record = tapline_record_make (kind, position, self->n_messages,
                                              MIN (back, TAPLINE_RECORD_BACK_MAX), connection,
                                              state);

  g_array_append_val (self->records, record);
  self->n_records++;
}

static void
append_note (Indexer                  *self,
             const TaplineConnection  *connection)
{
  const TaplineFramerState none = { 0 };

  append_record (self, TAPLINE_RECORD_NOTE, self->position, 0,
                 connection != NULL ? connection->number : 0, &none);
  self->n_messages++;
}

/* Appends the record of a stream, whose state counts from there on. What silence ended is no link
 * in the chain of the stream's records: no byte of it is there. */
static void
append_stream_record (Indexer           *self,
                      TaplineRecordKind  kind,
                      guint64            position,
                      guint32            connection,
                      TaplineStream     *stream)
{
  guint64 back = stream->last != 0 ? self->n_records - (stream->last - 1) : 0;

  if (stream->state.length > 0)
    stream->state.start_back = (guint32) MIN (stream->state.start_back + back, G_MAXUINT32);
  append_record (self, kind, position, back, connection, &stream->state);
  if (kind != TAPLINE_RECORD_PAUSE_IN && kind != TAPLINE_RECORD_PAUSE_OUT)
    stream->last = self->n_records;
}

/* The unfinished message of a stream ends by what the record tells. */
static void
end_message (Indexer           *self,
             TaplineRecordKind  kind,
             guint64            position,
             TaplineConnection *connection,
             TaplineDirection   direction)
{
  TaplineStream *stream = &connection->streams[direction];

  append_stream_record (self, kind, position, connection->number, stream);
  self->n_messages++;
  stream->state = (TaplineFramerState) { 0 };
  tapline_connections_set_changed (self->connections, connection, direction);
}

/* What is unfinished is a message for itself. */
static void
cut_stream (Indexer           *self,
            TaplineConnection *connection,
            TaplineDirection   direction)
{
  if (connection->streams[direction].state.length > 0)
    end_message (self,
                 direction == TAPLINE_DIRECTION_IN ? TAPLINE_RECORD_CLOSE_IN
                                                   : TAPLINE_RECORD_CLOSE_OUT,
                 self->position, connection, direction);
}

static void
take_payload (Indexer                  *self,
              const TaplinePcapngBlock *block,
              TaplineConnection        *connection)
{
  gboolean in = block->direction == TAPLINE_DIRECTION_IN;
  TaplineStream *stream = &connection->streams[block->direction];

  /* Behind missing bytes another message begins, as far as anyone can know. */
  if (block->seq != stream->next)
    cut_stream (self, connection, block->direction);
  stream->next = block->seq + block->payload_length;
  append_stream_record (self, in ? TAPLINE_RECORD_IN : TAPLINE_RECORD_OUT, self->position,
                        connection->number, stream);
  self->n_messages += tapline_framing_feed (self->index->framing, &stream->state,
                                            self->buffer + block->payload_at,
                                            block->payload_length, NULL);
  stream->time = block->time;
  stream->changed = self->clock;
  *(in ? &self->in : &self->out) += block->payload_length;
  tapline_connections_set_changed (self->connections, connection, block->direction);
}

static void
end_stream (Indexer           *self,
            TaplineConnection *connection,
            TaplineDirection   direction)
{
  connection->streams[direction].ended = TRUE;
  cut_stream (self, connection, direction);
}

static void
end_both (Indexer           *self,
          TaplineConnection *connection)
{
  end_stream (self, connection, TAPLINE_DIRECTION_IN);
  end_stream (self, connection, TAPLINE_DIRECTION_OUT);
}

static void
take_mark (Indexer                  *self,
           const TaplinePcapngBlock *block,
           guint32                   connection)
{
  g_auto (TaplineMark) mark = { 0 };

  if (tapline_pcapng_get_mark (self->buffer, block, self->position, connection, &mark))
    tapline_marks_take (tapline_capture_get_marks (self->index->capture), self->position, &mark);
}

static void
take_segment (Indexer                  *self,
              const TaplinePcapngBlock *block)
{
  TaplineConnection *connection = tapline_connections_find (self->connections, &block->local,
                                                            &block->remote);
  gboolean opens = (block->flags & (TAPLINE_TCP_SYN | TAPLINE_TCP_ACK)) == TAPLINE_TCP_SYN;

  if (opens && connection != NULL)
    {
      /* The end of the one before was not recorded. */
      end_both (self, connection);
      tapline_connections_remove (self->connections, connection);
      connection = NULL;
    }
  if (connection == NULL && (opens || block->payload_length > 0))
    connection = tapline_connections_open (self->connections, &block->local, &block->remote);

  if (block->payload_length > 0)
    take_payload (self, block, connection);
  if (connection != NULL && block->flags & TAPLINE_TCP_FIN)
    end_stream (self, connection, block->direction);
  if (connection != NULL && block->flags & TAPLINE_TCP_RST)
    end_both (self, connection);
  if (block->comment_length > 0 && block->payload_length > 0)
    take_mark (self, block, connection->number);
  else if (block->comment_length > 0)
    append_note (self, connection);

  if (connection != NULL && connection->streams[TAPLINE_DIRECTION_IN].ended
      && connection->streams[TAPLINE_DIRECTION_OUT].ended)
    tapline_connections_remove (self->connections, connection);
}

/* Whose link of the unfinished ones this is. */
static TaplineConnection *
get_unfinished (const GList      *link,
                TaplineDirection *direction)
{
  TaplineConnection *connection = link->data;

  *direction = link == &connection->streams[TAPLINE_DIRECTION_IN].link ? TAPLINE_DIRECTION_IN
                                                                       : TAPLINE_DIRECTION_OUT;
  return connection;
}

/* Microseconds from @now until silence ends the message that has been unfinished longest, 0 if it
 * has; -1 if there is none. */
static gint64
get_silence_left (Indexer *self,
                  gint64   now)
{
  gint64 pause = tapline_framing_get_pause (self->index->framing);
  const GList *oldest = tapline_connections_get_unfinished (self->connections)->head;
  const TaplineConnection *connection;
  TaplineDirection direction;
  gint64 silence;

  if (pause == 0 || oldest == NULL)
    return -1;

  connection = get_unfinished (oldest, &direction);
  silence = MAX (now - connection->streams[direction].changed, 0);

  return silence > pause ? 0 : pause - silence + 1;
}

/* Ends what silence has ended before @now, in the order in which it did. What is known of a
 * recording later is the times of its blocks, so before each block this is done with its time; that
 * it is also done while nothing comes changes neither messages nor their order. */
static void
end_silent (Indexer *self,
            gint64   now)
{
  while (get_silence_left (self, now) == 0)
    {
      const GQueue *unfinished = tapline_connections_get_unfinished (self->connections);
      TaplineDirection direction;
      TaplineConnection *connection = get_unfinished (unfinished->head, &direction);

      end_message (self,
                   direction == TAPLINE_DIRECTION_IN ? TAPLINE_RECORD_PAUSE_IN
                                                     : TAPLINE_RECORD_PAUSE_OUT,
                   self->before, connection, direction);
    }
}

static void
set_error (Indexer *self,
           GError  *error)
{
  g_mutex_lock (&self->index->error_lock);
  g_clear_error (&self->index->error);
  self->index->error = error;
  g_mutex_unlock (&self->index->error_lock);
}

static void
set_broken (Indexer *self)
{
  g_autofree char *size = g_format_size (self->position);

  self->broken = TRUE;
  set_error (self, g_error_new (G_FILE_ERROR, G_FILE_ERROR_IO,
                                _("The recording “%s” cannot be read behind its first %s: "
                                  "another program has changed it, or the disk fails. "
                                  "What comes before can be used."),
                                tapline_capture_get_path (self->index->capture), size));
}

/* Capture offset behind what can be read. */
static guint64
get_published (Indexer *self)
{
  return tapline_counter_read (&tapline_capture_get_counters (self->index->capture)->bytes);
}

/* Reads what is published, at most a batch, behind what is left of the last one. */
static gboolean
read_batch (Indexer *self,
            guint64  published)
{
  guint64 from = self->position + self->filled;
  gsize wanted = (gsize) MIN (published - from, BATCH_SIZE);

  while (wanted > 0)
    {
      gssize n = pread (tapline_capture_get_fd (self->index->capture),
                        self->buffer + self->filled, wanted, (off_t) from);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      from += (guint64) n;
      self->filled += (gsize) n;
      wanted -= (gsize) n;
    }

  return TRUE;
}

/* Goes through the whole blocks that were read. */
static gboolean
take_blocks (Indexer *self)
{
  guint8 *start = self->buffer;
  TaplinePcapngResult result;
  TaplinePcapngBlock block;

  while ((result = tapline_pcapng_parse (self->buffer, self->filled, &block))
         == TAPLINE_PCAPNG_WHOLE)
    {
      /* A mark is of another time than what was recorded. */
      gboolean is_event = block.kind == TAPLINE_PCAPNG_SEGMENT || block.kind == TAPLINE_PCAPNG_NOTE;

      if (is_event)
        {
          self->clock = MAX (self->clock, block.time);
          end_silent (self, self->clock);
        }
      if (block.kind == TAPLINE_PCAPNG_SEGMENT)
        take_segment (self, &block);
      else if (block.kind == TAPLINE_PCAPNG_NOTE)
        append_note (self, NULL);
      if (block.kind == TAPLINE_PCAPNG_NOTE || block.kind == TAPLINE_PCAPNG_MARK)
        take_mark (self, &block, 0);
      if (is_event)
        self->before = self->position;
      self->position += block.length;
      self->buffer += block.length;
      self->filled -= block.length;
    }

  memmove (start, self->buffer, self->filled);
  self->buffer = start;

  return result == TAPLINE_PCAPNG_PARTIAL;
}

static int
compare_starts (gconstpointer a,
                gconstpointer b)
{
  const TaplinePending *x = a;
  const TaplinePending *y = b;
  guint64 start_x = x->last - x->state.start_back;
  guint64 start_y = y->last - y->state.start_back;

  return start_x < start_y ? -1 : start_x > start_y;
}

static void
list_pendings (Indexer         *self,
               TaplinePendings *pendings)
{
  const GQueue *unfinished = tapline_connections_get_unfinished (self->connections);
  guint n = 0;

  for (GList *l = unfinished->tail; l != NULL && n < TAPLINE_PENDING_MAX; l = l->prev, n++)
    {
      TaplineDirection direction;
      const TaplineConnection *connection = get_unfinished (l, &direction);
      const TaplineStream *stream = &connection->streams[direction];

      pendings->each[n] = (TaplinePending) {
        .connection = connection->number,
        .direction = direction,
        .peer = connection->remote,
        .local = connection->local,
        .last = stream->last - 1,
        .time = stream->time,
        .state = stream->state,
      };
    }

  qsort (pendings->each, n, sizeof pendings->each[0], compare_starts);
  pendings->n = n;
}

static gboolean
write_records (Indexer *self)
{
  const guint8 *bytes = (const guint8 *) self->records->data;
  gsize size = self->records->len * sizeof (TaplineRecord);
  guint64 offset = self->n_records * sizeof (TaplineRecord) - size;

  while (self->n_written < size)
    {
      gssize n = pwrite (self->index->fd, bytes + self->n_written, size - self->n_written,
                         (off_t) (offset + self->n_written));
      int code = n < 0 ? errno : ENOSPC;

      if (n < 0 && code == EINTR)
        continue;
      if (n <= 0)
        {
          self->failed = TRUE;
          set_error (self, g_error_new (G_FILE_ERROR, (int) g_file_error_from_errno (code),
                                        _("The log of “%s” cannot be continued: %s. Make some "
                                          "room in its folder: nothing is lost, and the log "
                                          "goes on by itself."),
                                        tapline_capture_get_path (self->index->capture),
                                        g_strerror (code)));
          return FALSE;
        }
      self->n_written += (gsize) n;
    }

  if (self->failed && self->broken)
    set_broken (self);
  else if (self->failed)
    set_error (self, NULL);
  self->failed = FALSE;
  self->n_written = 0;
  g_array_set_size (self->records, 0);

  return TRUE;
}

static void
publish (Indexer *self)
{
  TaplineIndex *index = self->index;
  TaplinePendings pendings = { .first = self->n_messages };

  if (self->position == get_published (self))
    list_pendings (self, &pendings);

  g_mutex_lock (&index->lock);
  tapline_counter_publish (&index->records, self->n_records);
  tapline_counter_publish (&index->counters.messages, self->n_messages);
  tapline_counter_publish (&index->counters.in, self->in);
  tapline_counter_publish (&index->counters.out, self->out);
  g_rw_lock_writer_lock (&index->pendings_lock);
  index->pendings = pendings;
  g_rw_lock_writer_unlock (&index->pendings_lock);
  /* Whoever sees that all is indexed finds what is unfinished. */
  tapline_counter_publish (&index->counters.bytes, self->position);
  g_mutex_unlock (&index->lock);

  g_mutex_lock (&index->notify_lock);
  if (index->notify != NULL)
    index->notify (index->user_data);
  g_mutex_unlock (&index->notify_lock);
}

static void
index_batch (Indexer *self)
{
  guint64 published;
  gboolean settled, whole;
  gint64 now;

  if (!self->failed)
    {
      settled = tapline_capture_look_at_clock (self->index->capture, &now);
      published = get_published (self);
      whole = read_batch (self, published);
      /* What is published ends with a whole block. */
      if (!take_blocks (self) || !whole
          || (self->filled > 0 && self->position + self->filled == published))
        set_broken (self);
      else if (settled && self->position == published)
        end_silent (self, now);
    }
  if (write_records (self))
    publish (self);
}

/* As get_silence_left(); -1 as well while something is on its way, which ends with a wake. */
static gint64
get_live_silence_left (Indexer *self)
{
  gint64 now;

  return tapline_capture_look_at_clock (self->index->capture, &now) ? get_silence_left (self, now)
                                                                    : -1;
}

/* Whether to go on: waits for more of the capture, for silence that ends a message, or if the index
 * could not be written, until that should be tried again. */
static gboolean
wait_for_more (Indexer *self)
{
  TaplineIndex *index = self->index;
  gint64 retry_at = g_get_monotonic_time () + RETRY_INTERVAL;
  gboolean more = FALSE;
  gboolean tried = self->failed;

  g_mutex_lock (&index->lock);
  while (!index->stopping || (self->position < index->stop_at && !self->broken && !self->failed))
    {
      gint64 left;

      /* The order of these two is explained in tapline_index_wake(). */
      __atomic_exchange_n (&index->sleeping, 1, __ATOMIC_ACQ_REL);
      left = get_live_silence_left (self);
      more = self->failed ? !tried
                          : !self->broken
                            && (left == 0 || self->position < get_published (self));
      if (more)
        break;

      if (self->failed)
        {
          g_cond_wait_until (&index->cond, &index->lock, retry_at);
          tried = FALSE;
        }
      else if (left > 0 && !self->broken)
        g_cond_wait_until (&index->cond, &index->lock, g_get_monotonic_time () + left);
      else
        g_cond_wait (&index->cond, &index->lock);
    }
  __atomic_store_n (&index->sleeping, 0, __ATOMIC_RELAXED);
  g_mutex_unlock (&index->lock);

  return more;
}

static gpointer
catch_up (gpointer data)
{
  Indexer *self = data;
  guint64 goal = get_published (self);

  /* On Linux, of this thread alone: see "C library/kernel differences" in setpriority(2). */
  setpriority (PRIO_PROCESS, 0, getpriority (PRIO_PROCESS, 0) + BACKLOG_NICE);
  while (self->position < goal && wait_for_more (self))
    index_batch (self);

  return NULL;
}

/* Documented in the header. */
gpointer
tapline_indexer_run (gpointer data)
{
  Indexer self = { .index = data };
  GThread *thread = NULL;

  self.connections = tapline_connections_new ();
  self.buffer = g_malloc (BATCH_SIZE + TAPLINE_PCAPNG_BLOCK_MAX);
  self.records = g_array_new (FALSE, FALSE, sizeof (TaplineRecord));

  if (!self.index->capture->finished && get_published (&self) > BACKLOG_MIN)
    thread = g_thread_try_new ("tapline-backlog", catch_up, &self, NULL);
  if (thread != NULL)
    g_thread_join (thread);
  while (wait_for_more (&self))
    index_batch (&self);

  g_array_unref (self.records);
  g_free (self.buffer);
  tapline_connections_free (self.connections);

  return NULL;
}
