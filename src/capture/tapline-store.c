/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads records of an index and blocks of its capture, and puts messages together that came in
 * several blocks.
 *
 * A message is put together by walking the records of its stream back from its end: each record
 * tells how far the message was before its block, so only blocks with wanted bytes are read. Of
 * both files a window is kept, so that neighbours cost no system call.
 *
 * Neither file is trusted: another program may have changed the capture. What does not fit
 * together is a failure, whatever the bytes.
 *
 * Threads: its owner's. It reads both files only as far as their counters say.
 */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "tapline-store.h"

#define RECORDS_SIZE 1024         /* records that are kept */
#define SMALL_READ   4096         /* what is read of the capture before a block's size is known */
#define AHEAD_READ   (512 * 1024) /* when one block after the other is wanted */
#define SPAN_READ    (192 * 1024) /* and before a block, when a message is walked back */
#define CHAIN_MAX    64           /* pieces that a head is put together from exactly */
#define SCAN_MAX     4096         /* records looked at for the head of a longer message */
#define FIND_MAX     (256 * 1024) /* and for the end of a message */

/**
 * tapline_store_init:
 * @self: (out caller-allocates): a store
 * @index: an index, borrowed
 *
 * Thread: its user's, as all of these.
 */
void
tapline_store_init (TaplineStore *self,
                    TaplineIndex *index)
{
  self->index = index;
  tapline_excerpt_init (&self->records, index->fd);
  tapline_excerpt_init (&self->blocks, tapline_capture_get_fd (index->capture));
}

/**
 * tapline_store_clear:
 * @self: a store
 */
void
tapline_store_clear (TaplineStore *self)
{
  tapline_excerpt_clear (&self->records);
  tapline_excerpt_clear (&self->blocks);
}

static const guint8 *
find_in_window (TaplineStore *self,
                guint64       number,
                guint64       count)
{
  gsize available;
  const guint8 *bytes = tapline_excerpt_find (&self->records, number * sizeof (TaplineRecord),
                                             &available);

  return available >= count * sizeof (TaplineRecord) ? bytes : NULL;
}

static void
load_records (TaplineStore *self,
              guint64       from,
              guint64       count)
{
  tapline_excerpt_load (&self->records, from * sizeof (TaplineRecord),
                       (gsize) count * sizeof (TaplineRecord));
}

/**
 * tapline_store_get_record:
 * @self: a store
 * @number: from 0
 * @access: what will be wanted next
 * @record: (out): the record
 *
 * Returns: %FALSE if there is none yet or the file cannot be read
 */
gboolean
tapline_store_get_record (TaplineStore       *self,
                          guint64             number,
                          TaplineStoreAccess  access,
                          TaplineRecord      *record)
{
  const guint64 n_records = tapline_counter_read (&self->index->records);
  const guint8 *bytes;
  guint64 from = number;

  if (number >= n_records)
    return FALSE;

  bytes = find_in_window (self, number, 1);
  if (bytes == NULL)
    {
      if (access == TAPLINE_STORE_ONE)
        return pread (self->index->fd, record, sizeof *record,
                      (off_t) (number * sizeof *record)) == sizeof *record;

      if (access == TAPLINE_STORE_BACKWARD)
        from = number - MIN (number, RECORDS_SIZE - 1);
      load_records (self, from, MIN (n_records - from, RECORDS_SIZE));
      bytes = find_in_window (self, number, 1);
      if (bytes == NULL)
        return FALSE;
    }

  memcpy (record, bytes, sizeof *record);
  return TRUE;
}

/* Finds the last record of which @get gives no more than @value: records are in the order of their
 * offsets and of their messages. */
static gboolean
find_last (TaplineStore  *self,
           guint64      (*get) (const TaplineRecord *record),
           guint64        value,
           guint64       *number)
{
  guint64 low = 0;
  guint64 high = tapline_counter_read (&self->index->records);
  TaplineRecord record;

  while (high - low > 1)
    {
      guint64 middle = low + (high - low) / 2;

      /* What is left is read at once, if it is not there already. */
      if (high - low <= RECORDS_SIZE && find_in_window (self, low, high - low) == NULL)
        load_records (self, low, high - low);
      if (!tapline_store_get_record (self, middle, TAPLINE_STORE_ONE, &record))
        return FALSE;
      if (get (&record) <= value)
        low = middle;
      else
        high = middle;
    }

  *number = low;
  return high > low;
}

/**
 * tapline_store_find_record:
 * @self: a store
 * @message: number of a message that is indexed
 * @number: (out): the record of the block where it ends
 *
 * Finds the last record whose first message is not behind @message.
 *
 * Returns: whether the file could be read
 */
gboolean
tapline_store_find_record (TaplineStore *self,
                           guint64       message,
                           guint64      *number)
{
  return find_last (self, tapline_record_get_first, message, number);
}

/**
 * tapline_store_find_block:
 * @self: a store
 * @offset: where a block begins in the capture
 * @direction: of its payload, or that its note is meant
 * @number: (out): the number of its record
 * @record: (out): its record
 *
 * Returns: whether there is one, yet
 */
gboolean
tapline_store_find_block (TaplineStore     *self,
                          guint64           offset,
                          TaplineDirection  direction,
                          guint64          *number,
                          TaplineRecord    *record)
{
  guint64 last;

  if (!find_last (self, tapline_record_get_offset, offset, &last))
    return FALSE;

  /* A block has one record for its payload, its note and each end of a stream. */
  for (guint64 i = last + 1; i-- > 0;)
    {
      if (!tapline_store_get_record (self, i, TAPLINE_STORE_BACKWARD, record)
          || tapline_record_get_offset (record) != offset)
        return FALSE;
      if (tapline_record_get_direction (record) == direction
          && (direction == TAPLINE_DIRECTION_NOTE || tapline_record_is_payload (record)))
        {
          *number = i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * tapline_store_find_end:
 * @self: a store
 * @number: the record of a block in which a message is unfinished at the end
 * @message: (out): the number of that message
 *
 * Looks for the block of the same stream in which it ends: the next in which any message does.
 *
 * Returns: %FALSE if it has not ended yet, or so much came in between that looking for its end
 *   would take longer than a moment
 */
gboolean
tapline_store_find_end (TaplineStore *self,
                        guint64       number,
                        guint64      *message)
{
  /* In this order: whoever sees a message finds its record. */
  const guint64 n_messages = tapline_counter_read (&self->index->counters.messages);
  const guint64 n_records = tapline_counter_read (&self->index->records);
  const guint64 until = MIN (n_records, number + FIND_MAX);
  TaplineRecord start, record, next;

  if (!tapline_store_get_record (self, number, TAPLINE_STORE_FORWARD, &start))
    return FALSE;

  for (guint64 i = number + 1; i < until; i++)
    {
      guint64 behind = n_messages;

      if (!tapline_store_get_record (self, i, TAPLINE_STORE_FORWARD, &record))
        return FALSE;
      if (record.connection != start.connection
          || tapline_record_get_direction (&record) != tapline_record_get_direction (&start))
        continue;
      if (i + 1 < n_records)
        {
          if (!tapline_store_get_record (self, i + 1, TAPLINE_STORE_FORWARD, &next))
            return FALSE;
          behind = tapline_record_get_first (&next);
        }
      *message = tapline_record_get_first (&record);
      if (*message < behind)
        return TRUE;
    }

  return FALSE;
}

/**
 * tapline_store_get_block:
 * @window: a window of the capture
 * @offset: where the block begins
 * @before: how much in front of it shall be in the window too
 * @block: (out): what it says
 *
 * Returns: (nullable): the block's bytes, valid until something else is loaded; %NULL if there is
 *   no whole block
 */
const guint8 *
tapline_store_get_block (TaplineExcerpt      *window,
                         guint64             offset,
                         gsize               before,
                         TaplinePcapngBlock *block)
{
  guint64 from = offset - MIN (offset, before);

  /* Not there; its size is not known yet; it is there, or the file ends before it does. */
  for (int attempt = 0; attempt < 3; attempt++)
    {
      gsize available;
      const guint8 *bytes = tapline_excerpt_find (window, offset, &available);
      TaplinePcapngResult result = tapline_pcapng_parse (bytes, available, block);
      gsize wanted = before > 0 ? TAPLINE_PCAPNG_BLOCK_MAX : MAX (block->length, SMALL_READ);

      if (result != TAPLINE_PCAPNG_PARTIAL)
        return result == TAPLINE_PCAPNG_WHOLE ? bytes : NULL;
      tapline_excerpt_load (window, from, (gsize) (offset - from) + wanted);
    }

  return NULL;
}

/**
 * tapline_store_get_next_block:
 * @window: a window of the capture
 * @offset: where the block begins
 * @end: how far the capture may be read
 * @block: (out): what it says
 *
 * As tapline_store_get_block() for who goes on to what is behind it: reads ahead.
 *
 * Returns: (nullable): the block's bytes, valid until something else is loaded
 */
const guint8 *
tapline_store_get_next_block (TaplineExcerpt     *window,
                              guint64             offset,
                              guint64             end,
                              TaplinePcapngBlock *block)
{
  gsize available;
  const guint8 *bytes = tapline_excerpt_find (window, offset, &available);
  TaplinePcapngResult result = tapline_pcapng_parse (bytes, available, block);

  if (result == TAPLINE_PCAPNG_PARTIAL && offset < end)
    {
      tapline_excerpt_move (window, offset, (gsize) MIN (AHEAD_READ, end - offset));
      bytes = tapline_excerpt_find (window, offset, &available);
      result = tapline_pcapng_parse (bytes, available, block);
    }

  return result == TAPLINE_PCAPNG_WHOLE ? bytes : NULL;
}

/**
 * tapline_store_get_payload:
 * @self: a store
 * @record: a record
 * @before: how much in front of its block will be wanted too
 * @block: (out): the block
 *
 * Returns: (nullable): the block's payload, valid until the next call; %NULL if it cannot be read
 *   or is not in the direction that the record says
 */
const guint8 *
tapline_store_get_payload (TaplineStore        *self,
                           const TaplineRecord *record,
                           gsize                before,
                           TaplinePcapngBlock  *block)
{
  const guint8 *bytes;

  if (!tapline_record_is_payload (record))
    return NULL;
  bytes = tapline_store_get_block (&self->blocks, tapline_record_get_offset (record), before,
                                   block);
  if (bytes == NULL || block->kind != TAPLINE_PCAPNG_SEGMENT
      || block->direction != tapline_record_get_direction (record))
    return NULL;

  return bytes + block->payload_at;
}

/**
 * tapline_store_get_origin:
 * @self: a store
 * @number: the record of the payload with which a message ends
 * @message: (inout): the message, of which this sets time and peer
 *
 * Returns: whether it could be read
 */
gboolean
tapline_store_get_origin (TaplineStore   *self,
                          guint64         number,
                          TaplineMessage *message)
{
  TaplinePcapngBlock block;
  TaplineRecord record;

  if (!tapline_store_get_record (self, number, TAPLINE_STORE_ONE, &record)
      || tapline_store_get_payload (self, &record, 0, &block) == NULL)
    return FALSE;

  message->time = block.time;
  message->peer = block.remote;
  return TRUE;
}

/**
 * tapline_store_read:
 * @self: a store
 * @extent: where the message lies
 * @offset: first byte wanted
 * @length: how many; the message has as many from there on
 * @to: (out): where to copy them
 *
 * Returns: whether all could be read
 */
gboolean
tapline_store_read (TaplineStore        *self,
                    const TaplineExtent *extent,
                    guint64              offset,
                    gsize                length,
                    guint8              *to)
{
  guint64 end = extent->length;
  guint64 number = extent->last;

  for (;;)
    {
      TaplineRecord record;
      guint64 start, from, until, back;

      if (!tapline_store_get_record (self, number, TAPLINE_STORE_BACKWARD, &record))
        return FALSE;
      start = number == extent->first ? 0 : record.state.length;
      if (start >= end)
        return FALSE;

      from = MAX (start, offset);
      until = MIN (end, offset + length);
      if (from < until)
        {
          TaplinePcapngBlock block;
          guint64 at = from - start + (number == extent->first ? extent->start : 0);
          const guint8 *payload = tapline_store_get_payload (self, &record,
                                                             start > offset ? SPAN_READ : 0,
                                                             &block);

          if (payload == NULL || at + (until - from) > block.payload_length)
            return FALSE;
          memcpy (to + (from - offset), payload + at, (gsize) (until - from));
        }
      if (start <= offset || number == extent->first)
        return start <= offset;

      back = tapline_record_get_back (&record);
      if (back == 0 || back > number - extent->first)
        return FALSE;
      number -= back;
      end = start;
    }
}

/**
 * tapline_store_read_unfinished:
 * @self: a store
 * @number: a record's number
 * @record: the record
 * @to: (out): where to copy what had come of the message that was unfinished before its block
 *
 * Returns: whether all could be read
 */
gboolean
tapline_store_read_unfinished (TaplineStore        *self,
                               guint64              number,
                               const TaplineRecord *record,
                               guint8              *to)
{
  const TaplineFramerState *state = &record->state;
  guint64 back = tapline_record_get_back (record);
  TaplineExtent extent;

  if (state->start_back > number || back == 0 || back > state->start_back)
    return FALSE;
  extent = (TaplineExtent) {
    .first = number - state->start_back,
    .last = number - back,
    .start = state->start_at,
    .length = state->length,
  };

  return tapline_store_read (self, &extent, 0, state->length, to);
}

/* Whether a message consists of few pieces. */
static gboolean
has_short_chain (TaplineStore        *self,
                 const TaplineExtent *extent)
{
  guint64 number = extent->last;

  for (int n = 0; n < CHAIN_MAX; n++)
    {
      TaplineRecord record;
      guint64 back;

      if (number == extent->first)
        return TRUE;
      if (!tapline_store_get_record (self, number, TAPLINE_STORE_ONE, &record))
        return FALSE;
      back = tapline_record_get_back (&record);
      if (back == 0 || back > number - extent->first)
        return FALSE;
      number -= back;
    }

  return FALSE;
}

/* Collects the first bytes of a message from its first record on; fewer than wanted if too many
 * records of other streams lie in between. */
static gboolean
read_head_forward (TaplineStore        *self,
                   const TaplineExtent *extent,
                   gsize                wanted,
                   GByteArray          *head)
{
  TaplineRecord first;

  if (!tapline_store_get_record (self, extent->first, TAPLINE_STORE_FORWARD, &first))
    return FALSE;

  for (guint64 number = extent->first;
       number <= extent->last && number - extent->first < SCAN_MAX && head->len < wanted;
       number++)
    {
      guint32 start = number == extent->first ? extent->start : 0;
      TaplinePcapngBlock block;
      TaplineRecord record;
      const guint8 *payload;

      if (!tapline_store_get_record (self, number, TAPLINE_STORE_FORWARD, &record))
        return FALSE;
      if (record.connection != first.connection
          || tapline_record_get_kind (&record) != tapline_record_get_kind (&first))
        continue;
      payload = tapline_store_get_payload (self, &record, 0, &block);
      if (payload == NULL || start >= block.payload_length)
        return FALSE;
      g_byte_array_append (head, payload + start,
                           (guint) MIN (block.payload_length - start, wanted - head->len));
    }

  return head->len > 0 || wanted == 0;
}

/**
 * tapline_store_read_head:
 * @self: a store
 * @extent: where the message lies
 * @wanted: how many of its first bytes are wanted
 * @head: where to put them, in the place of what is there
 *
 * The head of a message in very many pieces, between which very much else came, may be shorter
 * than wanted: a row must not cost more than a moment.
 *
 * Returns: whether it could be read
 */
gboolean
tapline_store_read_head (TaplineStore        *self,
                         const TaplineExtent *extent,
                         gsize                wanted,
                         GByteArray          *head)
{
  g_byte_array_set_size (head, 0);
  if (wanted > extent->length)
    wanted = (gsize) extent->length;

  if (!has_short_chain (self, extent))
    return read_head_forward (self, extent, wanted, head);

  g_byte_array_set_size (head, (guint) wanted);
  return wanted == 0 || tapline_store_read (self, extent, 0, wanted, head->data);
}

/* Goes to the record before in the same stream; FALSE if it is none of payload. */
static gboolean
go_back (TaplineStore       *self,
         guint64            *number,
         TaplineRecord      *record,
         const guint8      **payload,
         TaplinePcapngBlock *block)
{
  guint64 back;

  if (!tapline_store_get_record (self, *number, TAPLINE_STORE_BACKWARD, record))
    return FALSE;
  back = tapline_record_get_back (record);
  if (back == 0 || back > *number)
    return FALSE;
  *number -= back;
  if (!tapline_store_get_record (self, *number, TAPLINE_STORE_BACKWARD, record))
    return FALSE;
  *payload = tapline_store_get_payload (self, record, 0, block);

  return *payload != NULL;
}

/**
 * tapline_store_read_before:
 * @self: a store
 * @number: a record's, of a stream
 * @wanted: how many bytes
 * @bytes: where to put them, in the place of what is there
 *
 * Gets what came last in the stream before that record's block; less if the stream begins there.
 */
void
tapline_store_read_before (TaplineStore *self,
                           guint64       number,
                           gsize         wanted,
                           GByteArray   *bytes)
{
  TaplineRecord record;
  TaplinePcapngBlock block;
  const guint8 *payload;

  g_byte_array_set_size (bytes, 0);
  while (bytes->len < wanted && go_back (self, &number, &record, &payload, &block))
    {
      guint n = (guint) MIN (block.payload_length, wanted - bytes->len);

      g_byte_array_prepend (bytes, payload + block.payload_length - n, n);
    }
}

/**
 * tapline_store_find_before:
 * @self: a store
 * @number: a record's, of a stream
 * @distance: how many bytes before that record's block; the byte there belongs to a message that
 *   ended before it
 * @message: (out): number of the message that the byte is in
 *
 * Returns: whether it was found
 */
gboolean
tapline_store_find_before (TaplineStore *self,
                           guint64       number,
                           gsize         distance,
                           guint64      *message)
{
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  TaplineRecord record;
  TaplinePcapngBlock block;
  const guint8 *payload;
  gboolean found = FALSE;

  while (go_back (self, &number, &record, &payload, &block))
    {
      TaplineFramerState state = record.state;
      guint64 first = tapline_record_get_first (&record);
      guint32 length_before = state.length;
      guint i = 0;

      g_array_set_size (cuts, 0);
      tapline_framing_feed (self->index->framing, &state, payload, block.payload_length, cuts);
      if (distance > block.payload_length)
        {
          /* The byte is before this block: if its message goes on, this one ends it. */
          if (length_before == 0)
            found = FALSE;
          else if (cuts->len > 0)
            {
              *message = first;
              found = TRUE;
            }
          distance -= block.payload_length;
          continue;
        }

      while (i < cuts->len
             && g_array_index (cuts, TaplineCut, i).end <= block.payload_length - distance)
        i++;
      if (i == cuts->len)
        return found || tapline_store_find_end (self, number, message);
      *message = first + i;
      return TRUE;
    }

  return FALSE;
}
