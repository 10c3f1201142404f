/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads messages by number: finds the record whose block the message ends in, frames that block
 * again, and has the store put together what began in earlier blocks: the framer's state before
 * the block tells where.
 *
 * The last block and where its messages end are kept, so neighbouring rows cost next to nothing.
 * The capture is not trusted, as another program may have changed it.
 *
 * Threads: a reader belongs to one thread. It reads no more records than are published, and no
 * blocks but those that records point to.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-store.h"

#define NOT_IN_BLOCK G_MAXUINT

struct _TaplineReader
{
  TaplineIndex       *index;
  TaplineStore        store;
  GByteArray         *head;

  /* the current block */
  TaplineExcerpt       window;
  gboolean            has_current;
  guint64             number;       /* of its record */
  TaplineRecord       record;
  TaplinePcapngBlock  block;
  const guint8       *bytes;
  GArray             *cuts;         /* TaplineCut; empty if it is not payload */
  guint64             n_messages;

  /* what was unfinished at the last look */
  TaplinePendings     pendings;
};

static void
set_broken_error (TaplineReader  *self,
                  guint64         number,
                  GError        **error)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, number);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO,
               _("Message %s cannot be read: another program has changed the recording “%s”, "
                 "or the disk fails. Other messages may be whole."),
               digits, tapline_capture_get_path (self->index->capture));
}

/* Makes the block current in which @message ends. */
static gboolean
load_current (TaplineReader *self,
              guint64        message)
{
  TaplineFramerState state;
  guint64 first = tapline_record_get_first (&self->record);

  if (self->has_current && message >= first && message - first < self->n_messages)
    return TRUE;

  self->has_current = FALSE;
  g_array_set_size (self->cuts, 0);
  if (!tapline_store_find_record (&self->store, message, &self->number)
      || !tapline_store_get_record (&self->store, self->number, TAPLINE_STORE_FORWARD,
                                    &self->record))
    return FALSE;
  self->bytes = tapline_store_get_block (&self->window,
                                         tapline_record_get_offset (&self->record), 0,
                                         &self->block);
  if (self->bytes == NULL)
    return FALSE;

  self->n_messages = 1;
  if (tapline_record_is_payload (&self->record))
    {
      if (self->block.kind != TAPLINE_PCAPNG_SEGMENT
          || self->block.direction != tapline_record_get_direction (&self->record))
        return FALSE;
      state = self->record.state;
      self->n_messages = tapline_framing_feed (self->index->framing, &state,
                                               self->bytes + self->block.payload_at,
                                               self->block.payload_length, self->cuts);
    }

  first = tapline_record_get_first (&self->record);
  self->has_current = message >= first && message - first < self->n_messages;
  return self->has_current;
}

/* The text of the current block, which is a note's. (transfer full) */
static char *
dup_note (TaplineReader *self)
{
  const char *text = (const char *) self->bytes;
  gsize length;

  if (self->block.kind == TAPLINE_PCAPNG_NOTE)
    {
      text += self->block.payload_at;
      length = self->block.payload_length;
    }
  else
    {
      text += self->block.comment_at;
      length = self->block.comment_length;
    }

  return g_utf8_make_valid (text, (gssize) length);
}

/* Where @message lies, whose block is current and which is not a note. */
static gboolean
get_extent (TaplineReader *self,
            guint64        message,
            TaplineExtent *extent)
{
  const TaplineRecord *record = &self->record;
  const TaplineFramerState *state = &record->state;
  guint64 i = message - tapline_record_get_first (record);
  guint64 back = tapline_record_get_back (record);
  guint32 end = 0;

  if (tapline_record_is_payload (record))
    end = g_array_index (self->cuts, TaplineCut, i).end;
  if (tapline_record_is_payload (record) && (i > 0 || state->length == 0))
    {
      extent->first = extent->last = self->number;
      extent->start = i > 0 ? g_array_index (self->cuts, TaplineCut, i - 1).end : 0;
      extent->length = end - extent->start;
      return TRUE;
    }

  if (state->start_back > self->number || back > self->number
      || (end == 0 && back > state->start_back))
    return FALSE;
  extent->first = self->number - state->start_back;
  extent->last = end > 0 ? self->number : self->number - back;
  extent->start = state->start_at;
  extent->length = (guint64) state->length + end;

  return TRUE;
}

static gboolean
get_note (TaplineReader  *self,
          gsize           head_max,
          TaplineMessage *message)
{
  g_autofree char *text = dup_note (self);
  gsize length = strlen (text);

  message->length = length;
  /* Whole characters only. */
  if (length > head_max)
    for (length = head_max; length > 0 && (text[length] & 0xc0) == 0x80;)
      length--;
  g_byte_array_set_size (self->head, 0);
  g_byte_array_append (self->head, (guint8 *) text, (guint) length);
  message->head = self->head->data;
  message->head_length = length;

  return TRUE;
}

static gboolean
get_data (TaplineReader  *self,
          guint64         number,
          gsize           head_max,
          TaplineMessage *message)
{
  TaplineExtent extent;

  if (!get_extent (self, number, &extent))
    return FALSE;
  message->length = extent.length;
  if (tapline_record_is_payload (&self->record))
    {
      guint64 i = number - tapline_record_get_first (&self->record);
      const TaplineCut *cut = &g_array_index (self->cuts, TaplineCut, i);

      message->ending = cut->ending;
      message->flags = cut->flags;
    }
  else
    message->flags = tapline_record_get_single_flags (&self->record);

  if (extent.last != self->number
      && !tapline_store_get_origin (&self->store, extent.last, message))
    return FALSE;
  if (extent.first == self->number)
    {
      message->head = self->bytes + self->block.payload_at + extent.start;
      message->head_length = (gsize) MIN (extent.length, head_max);
      return TRUE;
    }

  if (!tapline_store_read_head (&self->store, &extent, head_max, self->head))
    return FALSE;
  message->head = self->head->data;
  message->head_length = self->head->len;

  return TRUE;
}

/* Takes over what is unfinished now, or if the indexer is just writing it, keeps what was. */
static void
look_at_pendings (TaplineReader *self)
{
  TaplineIndex *index = self->index;

  if (!g_rw_lock_reader_trylock (&index->pendings_lock))
    return;
  self->pendings.first = index->pendings.first;
  self->pendings.n = index->pendings.n;
  memcpy (self->pendings.each, index->pendings.each,
          index->pendings.n * sizeof index->pendings.each[0]);
  g_rw_lock_reader_unlock (&index->pendings_lock);
}

static gboolean
get_pending (TaplineReader  *self,
             guint           position,
             TaplinePending *pending,
             guint64        *number,
             TaplineExtent  *extent)
{
  look_at_pendings (self);
  *pending = (TaplinePending) { 0 };
  if (position < self->pendings.n)
    *pending = self->pendings.each[position];
  *number = self->pendings.first + position;
  if (pending->state.length == 0 || pending->state.start_back > pending->last)
    return FALSE;
  *extent = (TaplineExtent) {
    .first = pending->last - pending->state.start_back,
    .last = pending->last,
    .start = pending->state.start_at,
    .length = pending->state.length,
  };

  return TRUE;
}

/**
 * tapline_reader_new:
 * @index: an index
 *
 * Thread: any; the reader then belongs to it.
 *
 * Returns: (transfer full): a reader
 */
TaplineReader *
tapline_reader_new (TaplineIndex *index)
{
  TaplineReader *self;

  g_return_val_if_fail (index != NULL, NULL);

  self = g_new0 (TaplineReader, 1);
  self->index = tapline_index_ref (index);
  self->head = g_byte_array_new ();
  self->cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  tapline_store_init (&self->store, index);
  tapline_excerpt_init (&self->window, tapline_capture_get_fd (index->capture));

  return self;
}

/**
 * tapline_reader_free:
 * @self: (transfer full): a reader
 *
 * Thread: the reader's.
 */
void
tapline_reader_free (TaplineReader *self)
{
  g_return_if_fail (self != NULL);

  tapline_store_clear (&self->store);
  tapline_excerpt_clear (&self->window);
  g_array_unref (self->cuts);
  g_byte_array_unref (self->head);
  tapline_index_unref (self->index);
  g_free (self);
}

/**
 * tapline_reader_get:
 * @self: a reader
 * @number: less than the index's counter `messages`
 * @head_max: how many bytes of the message are wanted
 * @message: (out): the message; its head is valid until the next call
 * @error: return location
 *
 * The head of a message that came in very many pieces, between which very much else came, may be
 * shorter than @head_max and the message; tapline_reader_dup_bytes() gets all of it.
 * Thread: the reader's.
 *
 * Returns: %FALSE with a #G_FILE_ERROR if there is no such message or it cannot be read any more
 */
gboolean
tapline_reader_get (TaplineReader   *self,
                    guint64          number,
                    gsize            head_max,
                    TaplineMessage  *message,
                    GError         **error)
{
  gboolean got;

  g_return_val_if_fail (self != NULL && message != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  *message = (TaplineMessage) { .number = number };
  if (number >= tapline_counter_read (&self->index->counters.messages))
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                           _("There is no such message yet."));
      return FALSE;
    }
  if (!load_current (self, number))
    {
      set_broken_error (self, number, error);
      return FALSE;
    }

  message->time = self->block.time;
  message->direction = tapline_record_get_direction (&self->record);
  message->connection = self->record.connection;
  message->peer = self->block.remote;
  message->local = self->block.local;
  got = message->direction == TAPLINE_DIRECTION_NOTE
        ? get_note (self, head_max, message) : get_data (self, number, head_max, message);
  if (!got)
    set_broken_error (self, number, error);

  return got;
}

/**
 * tapline_reader_get_pending:
 * @self: a reader
 * @position: from 0, less than 16
 * @head_max: how many bytes of the message are wanted
 * @message: (out): the unfinished message; its head is valid until the next call
 *
 * Thread: the reader's.
 *
 * Returns: %FALSE if there is none
 */
gboolean
tapline_reader_get_pending (TaplineReader  *self,
                            guint           position,
                            gsize           head_max,
                            TaplineMessage *message)
{
  TaplinePending pending;
  TaplineExtent extent;
  guint64 number;

  g_return_val_if_fail (self != NULL && message != NULL, FALSE);

  if (!get_pending (self, position, &pending, &number, &extent)
      || !tapline_store_read_head (&self->store, &extent, head_max, self->head))
    return FALSE;

  *message = (TaplineMessage) {
    .number = number,
    .time = pending.time,
    .direction = pending.direction,
    .connection = pending.connection,
    .peer = pending.peer,
    .local = pending.local,
    .length = extent.length,
    .flags = pending.state.flags | TAPLINE_MESSAGE_PENDING,
    .head = self->head->data,
    .head_length = self->head->len,
  };
  return TRUE;
}

/* Where the bytes of a message are that is no note, complete or pending. */
static gboolean
find_extent (TaplineReader *self,
             guint64        number,
             guint64        n_messages,
             TaplineExtent *extent)
{
  TaplinePending pending;
  guint64 same;

  if (number < n_messages)
    return get_extent (self, number, extent);

  return number - n_messages < TAPLINE_PENDING_MAX
         && get_pending (self, (guint) (number - n_messages), &pending, &same, extent)
         && same == number;
}

/**
 * tapline_reader_dup_bytes:
 * @self: a reader
 * @number: a message's; also that of an unfinished one
 * @offset: first byte wanted
 * @length: how many; there are fewer if the message ends
 * @error: return location
 *
 * Takes as much memory as it returns and some 300 KiB, however many pieces the message came in.
 * Thread: the reader's.
 *
 * Returns: (transfer full): the bytes, or %NULL with a #G_FILE_ERROR
 */
GBytes *
tapline_reader_dup_bytes (TaplineReader  *self,
                          guint64         number,
                          guint64         offset,
                          gsize           length,
                          GError        **error)
{
  g_autofree guint8 *bytes = NULL;
  guint64 n_messages;
  TaplineExtent extent;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  n_messages = tapline_counter_read (&self->index->counters.messages);
  if (number < n_messages && !load_current (self, number))
    {
      set_broken_error (self, number, error);
      return NULL;
    }

  if (number < n_messages
      && tapline_record_get_direction (&self->record) == TAPLINE_DIRECTION_NOTE)
    {
      g_autofree char *text = dup_note (self);
      gsize whole = strlen (text);

      offset = MIN (offset, whole);
      return g_bytes_new (text + offset, MIN (length, whole - (gsize) offset));
    }

  if (!find_extent (self, number, n_messages, &extent))
    {
      set_broken_error (self, number, error);
      return NULL;
    }
  offset = MIN (offset, extent.length);
  length = (gsize) MIN (length, extent.length - offset);
  bytes = g_try_malloc (length);
  if (length > 0
      && (bytes == NULL
          || !tapline_store_read (&self->store, &extent, offset, length, bytes)))
    {
      set_broken_error (self, number, error);
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

/**
 * tapline_reader_find_note:
 * @self: a reader
 * @from: the first message that may be it
 * @until: the first one that may not, at most the index's counter `messages`
 * @number: (out): the number of the first note from there on
 * @connections: (inout): is raised to the greatest number of a connection that was passed
 *
 * Goes through the index alone; nothing of the capture is read. Thread: the reader's.
 *
 * Returns: %FALSE if there is none
 */
gboolean
tapline_reader_find_note (TaplineReader *self,
                          guint64        from,
                          guint64        until,
                          guint64       *number,
                          guint32       *connections)
{
  TaplineRecord record;
  guint64 n_records, at;

  g_return_val_if_fail (self != NULL && number != NULL && connections != NULL, FALSE);

  n_records = tapline_counter_read (&self->index->records);
  if (from >= until || !tapline_store_find_record (&self->store, from, &at))
    return FALSE;
  for (; at < n_records
         && tapline_store_get_record (&self->store, at, TAPLINE_STORE_FORWARD, &record)
         && tapline_record_get_first (&record) < until; at++)
    {
      *connections = MAX (*connections, record.connection);
      *number = tapline_record_get_first (&record);
      if (tapline_record_get_kind (&record) == TAPLINE_RECORD_NOTE && *number >= from)
        return TRUE;
    }

  return FALSE;
}

/**
 * tapline_reader_get_reach:
 * @self: a reader
 * @number: a message's; also that of an unfinished one
 * @reach: (out): from where to where it reaches
 *
 * Thread: the reader's.
 *
 * Returns: %FALSE if there is no such message or it cannot be read any more
 */
gboolean
tapline_reader_get_reach (TaplineReader *self,
                          guint64        number,
                          TaplineReach  *reach)
{
  guint64 n_messages;
  TaplineExtent extent;
  TaplineRecord record;

  g_return_val_if_fail (self != NULL && reach != NULL, FALSE);

  n_messages = tapline_counter_read (&self->index->counters.messages);
  if (number < n_messages && !load_current (self, number))
    return FALSE;
  if (number < n_messages
      && tapline_record_get_direction (&self->record) == TAPLINE_DIRECTION_NOTE)
    {
      reach->begin = (TaplinePosition) {
        .offset = tapline_record_get_offset (&self->record),
        .direction = TAPLINE_DIRECTION_NOTE,
      };
      reach->end = reach->begin;
      reach->end.at = 1;
      /* A note of a connection is none of its bytes. */
      reach->connection = 0;
      return TRUE;
    }

  if (!find_extent (self, number, n_messages, &extent)
      || !tapline_store_get_record (&self->store, extent.first, TAPLINE_STORE_ONE, &record))
    return FALSE;
  reach->begin = reach->end = (TaplinePosition) {
    .offset = tapline_record_get_offset (&record),
    .at = extent.start,
    .direction = tapline_record_get_direction (&record),
  };
  reach->end.at += (guint32) extent.length;
  reach->connection = record.connection;
  if (extent.first == extent.last)
    return TRUE;

  if (!tapline_store_get_record (&self->store, extent.last, TAPLINE_STORE_ONE, &record)
      || extent.length < record.state.length)
    return FALSE;
  reach->end.offset = tapline_record_get_offset (&record);
  reach->end.at = (guint32) (extent.length - record.state.length);

  return TRUE;
}

/**
 * tapline_reader_get_position:
 * @self: a reader
 * @number: a message's; also that of an unfinished one
 * @position: (out): where it begins
 *
 * Thread: the reader's.
 *
 * Returns: %FALSE if there is no such message or it cannot be read any more
 */
gboolean
tapline_reader_get_position (TaplineReader   *self,
                             guint64          number,
                             TaplinePosition *position)
{
  TaplineReach reach;

  g_return_val_if_fail (self != NULL && position != NULL, FALSE);

  if (!tapline_reader_get_reach (self, number, &reach))
    return FALSE;
  *position = reach.begin;

  return TRUE;
}

/* The message that is unfinished in the stream of a record. */
static gboolean
find_pending (TaplineReader       *self,
              const TaplineRecord *record,
              guint64             *number)
{
  gboolean found = FALSE;

  look_at_pendings (self);
  for (guint i = 0; i < self->pendings.n && !found; i++)
    {
      found = self->pendings.each[i].connection == record->connection
              && self->pendings.each[i].direction == tapline_record_get_direction (record);
      *number = self->pendings.first + i;
    }

  return found;
}

/* Which of the messages that end in a record's block has the byte at @at of its payload;
 * %NOT_IN_BLOCK if that one ends in a later block. */
static gboolean
find_in_block (TaplineReader       *self,
               const TaplineRecord *record,
               guint32              at,
               guint               *i)
{
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  TaplineFramerState state = record->state;
  TaplinePcapngBlock block;
  const guint8 *payload = tapline_store_get_payload (&self->store, record, 0, &block);

  if (payload == NULL || at >= block.payload_length)
    return FALSE;

  tapline_framing_feed (self->index->framing, &state, payload, block.payload_length, cuts);
  for (*i = 0; *i < cuts->len; (*i)++)
    if (g_array_index (cuts, TaplineCut, *i).end > at)
      return TRUE;
  *i = NOT_IN_BLOCK;

  return TRUE;
}

/**
 * tapline_reader_find:
 * @self: a reader
 * @position: where a byte of this index's capture is, or a note
 * @number: (out): the number of the message that contains it, complete or not
 *
 * Not found is also what is too far from the end of its message, because very much came between
 * its pieces. Thread: the reader's.
 *
 * Returns: %FALSE if the index has not come to it yet, or it is not found
 */
gboolean
tapline_reader_find (TaplineReader         *self,
                     const TaplinePosition *position,
                     guint64               *number)
{
  guint64 n_messages, at;
  TaplineRecord record;
  guint i = 0;

  g_return_val_if_fail (self != NULL && position != NULL && number != NULL, FALSE);

  /* Before the records: whoever sees a message finds its record. */
  n_messages = tapline_counter_read (&self->index->counters.messages);
  if (!tapline_store_find_block (&self->store, position->offset, position->direction, &at,
                                 &record)
      || (position->direction != TAPLINE_DIRECTION_NOTE
          && !find_in_block (self, &record, position->at, &i)))
    return FALSE;

  if (i == NOT_IN_BLOCK)
    return tapline_store_find_end (&self->store, at, number)
           || find_pending (self, &record, number);
  *number = tapline_record_get_first (&record) + i;

  return *number < n_messages;
}
