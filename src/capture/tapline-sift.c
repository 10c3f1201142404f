/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Examines a range of messages: goes through the blocks in which they end, in the order of the
 * recording, and tells for each message whether a query wants it.
 *
 * Each condition says so for all messages of a block at once, as bits, and these are combined; so
 * a condition may look at the block as a whole (tapline-sift-pattern.c, -marks.c). What the index
 * knows is not read from the recording.
 *
 * A message that began in an earlier block is put together from what was remembered of its stream,
 * or if that was in another range, by the store. What is remembered is bounded.
 *
 * Threads: a sift belongs to one worker.
 */
#include "config.h"

#include <string.h>

#include "tapline-index-private.h"
#include "tapline-sift-private.h"

#define KEPT_MAX (4 * 1024 * 1024) /* bytes that are remembered of all streams */

/* Whether all of a condition can be told from the record. */
static gboolean
is_of_record (const TaplineCondition *condition)
{
  return condition->type <= TAPLINE_CONDITION_CONNECTION;
}

/* Whether it can be told of this block without reading it. */
static gboolean
is_known (TaplineSift            *self,
          const TaplineSiftBlock *block,
          const TaplineCondition *condition)
{
  return is_of_record (condition)
         || (condition->type == TAPLINE_CONDITION_MARKED && tapline_sift_is_unmarked (self, block));
}

/* Whether a query asks for more than the records tell. */
static gboolean
needs_recording (const TaplineQuery *query)
{
  guint n_conditions;
  const TaplineCondition *conditions = tapline_query_get_conditions (query, &n_conditions);
  const TaplineQuery *outer = tapline_query_get_outer (query);

  return (n_conditions > 0 && conditions[n_conditions - 1].type > TAPLINE_CONDITION_MARKED)
         || (outer != NULL && needs_recording (outer));
}

static void
free_stream (gpointer data)
{
  TaplineSiftStream *stream = data;

  g_byte_array_unref (stream->unfinished);
  g_byte_array_unref (stream->recent);
  g_free (stream);
}

/**
 * tapline_sift_new:
 * @index: an index
 * @query: what is wanted
 * @stream: whether the query's only pattern may go across messages
 *
 * Returns: (transfer full): a sift
 */
TaplineSift *
tapline_sift_new (TaplineIndex *index,
                  TaplineQuery *query,
                  gboolean      stream)
{
  TaplineSift *self = g_new0 (TaplineSift, 1);

  self->index = tapline_index_ref (index);
  self->query = tapline_query_ref (query);
  self->reads = needs_recording (query);
  self->across = stream ? tapline_query_get_pattern (query) : NULL;
  self->streams = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_stream);
  self->cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  self->bits = g_array_new (FALSE, TRUE, sizeof (guint64));
  self->wanted = g_array_new (FALSE, TRUE, sizeof (guint64));
  self->message = g_byte_array_new ();
  self->text = g_byte_array_new ();
  tapline_store_init (&self->store, index);
  tapline_excerpt_init (&self->window, tapline_capture_get_fd (index->capture));

  return self;
}

/**
 * tapline_sift_free:
 * @self: (transfer full): a sift
 */
void
tapline_sift_free (TaplineSift *self)
{
  tapline_store_clear (&self->store);
  tapline_excerpt_clear (&self->window);
  g_hash_table_unref (self->streams);
  g_array_unref (self->cuts);
  g_array_unref (self->bits);
  g_array_unref (self->wanted);
  g_byte_array_unref (self->message);
  g_byte_array_unref (self->text);
  tapline_query_unref (self->query);
  tapline_index_unref (self->index);
  g_free (self);
}

static guint64
get_key (const TaplineRecord *record)
{
  return (guint64) record->connection << 1
         | (tapline_record_get_direction (record) == TAPLINE_DIRECTION_IN ? 0 : 1);
}

/* What is remembered of the block's stream up to the block, if it is. */
TaplineSiftStream *
tapline_sift_find_stream (TaplineSift            *self,
                          const TaplineSiftBlock *block)
{
  guint64 key = get_key (&block->record);
  guint64 back = tapline_record_get_back (&block->record);
  TaplineSiftStream *stream = g_hash_table_lookup (self->streams, &key);

  if (stream == NULL || back == 0 || stream->last + back != block->number
      || stream->unfinished->len != block->record.state.length)
    return NULL;

  return stream;
}

/* Documented in the header. */
void
tapline_sift_set_unreadable (TaplineSift      *self,
                             TaplineSiftBlock *block,
                             guint             n)
{
  self->sifted->unreadable = TRUE;
  block->n_unreadable = MAX (block->n_unreadable, n);
}

/* Documented in the header. */
gboolean
tapline_sift_cut_block (TaplineSift      *self,
                        TaplineSiftBlock *block)
{
  TaplineFramerState state = block->record.state;

  if (!block->has_cuts)
    {
      g_array_set_size (self->cuts, 0);
      tapline_framing_feed (self->index->framing, &state, block->payload,
                            block->block.payload_length, self->cuts);
      block->has_cuts = TRUE;
    }
  if (self->cuts->len == block->n_messages)
    return TRUE;
  tapline_sift_set_unreadable (self, block, TAPLINE_SIFT_ALL);

  return FALSE;
}

/* Puts the message together that began before the block and ends in it at @end. */
gboolean
tapline_sift_read_head (TaplineSift      *self,
                        TaplineSiftBlock *block,
                        gsize             end)
{
  const TaplineFramerState *state = &block->record.state;
  TaplineSiftStream *stream;

  if (block->head != NULL)
    return TRUE;

  block->head_length = state->length + end;
  g_byte_array_set_size (self->message, (guint) block->head_length);
  stream = tapline_sift_find_stream (self, block);
  if (stream != NULL)
    memcpy (self->message->data, stream->unfinished->data, state->length);
  else if (!tapline_store_read_unfinished (&self->store, block->number, &block->record,
                                           self->message->data))
    {
      tapline_sift_set_unreadable (self, block, 1);
      return FALSE;
    }
  if (end > 0)
    memcpy (self->message->data + state->length, block->payload, end);
  block->head = self->message->data;

  return TRUE;
}

/* Remembers what the next block of the stream needs. */
static void
keep_stream (TaplineSift            *self,
             const TaplineSiftBlock *block)
{
  TaplineSiftStream *stream = tapline_sift_find_stream (self, block);
  gboolean goes_on = block->n_messages == 0 && block->record.state.length > 0;
  gsize recent = 0;
  guint64 key = get_key (&block->record);
  gsize length = block->block.payload_length;
  const guint8 *last = NULL;
  gsize from = 0;

  if (block->n_messages > 0 && block->has_cuts)
    from = g_array_index (self->cuts, TaplineCut, self->cuts->len - 1).end;
  else if (block->n_messages > 0)
    {
      last = memrchr (block->payload, block->delimiter, length);
      if (last == NULL)
        return;
      from = (gsize) (last + 1 - block->payload);
    }

  if (self->across != NULL)
    recent = MIN (self->text->len, tapline_pattern_get_span (self->across) + TAPLINE_SIFT_CONTEXT);

  /* Its beginning is not known: the store will have to read it. */
  if (stream == NULL && goes_on)
    {
      g_hash_table_remove (self->streams, &key);
      return;
    }
  if (self->kept > KEPT_MAX)
    {
      g_hash_table_remove_all (self->streams);
      self->kept = 0;
      return;
    }
  if (stream == NULL)
    stream = g_hash_table_lookup (self->streams, &key);
  if (stream == NULL && from == length && recent == 0)
    return;

  if (stream == NULL)
    {
      stream = g_new0 (TaplineSiftStream, 1);
      stream->key = key;
      stream->unfinished = g_byte_array_new ();
      stream->recent = g_byte_array_new ();
      g_hash_table_insert (self->streams, &stream->key, stream);
      self->kept += sizeof *stream;
    }
  if (!goes_on)
    g_byte_array_set_size (stream->unfinished, 0);
  g_byte_array_append (stream->unfinished, block->payload + from, (guint) (length - from));
  g_byte_array_set_size (stream->recent, 0);
  if (recent > 0)
    g_byte_array_append (stream->recent, self->text->data + self->text->len - recent,
                         (guint) recent);
  stream->last = block->number;
  self->kept += length - from;
}

/* What is the same for all messages of the block. */
static void
fill_message (const TaplineSiftBlock *block,
              TaplineMessage         *message)
{
  *message = (TaplineMessage) {
    .time = block->block.time,
    .direction = tapline_record_get_direction (&block->record),
    .connection = block->record.connection,
    .peer = block->block.remote,
  };
}

static void
set_all (GArray   *bits,
         gsize     n,
         gboolean  value)
{
  g_array_set_size (bits, (guint) ((n + 63) / 64));
  if (n > 0)
    memset (bits->data, value ? 0xff : 0, bits->len * sizeof (guint64));
}

static void
invert_all (GArray *bits)
{
  for (guint i = 0; i < bits->len; i++)
    g_array_index (bits, guint64, i) ^= G_MAXUINT64;
}

/* Size and flags, which are each message's own; and when it came, if all of it did before. */
static void
match_each (TaplineSift            *self,
            TaplineSiftBlock       *block,
            const TaplineCondition *condition)
{
  guint32 start = 0;

  if (!tapline_sift_cut_block (self, block))
    return;
  for (guint i = 0; i < block->n_messages; i++)
    {
      const TaplineCut *cut = &g_array_index (self->cuts, TaplineCut, i);
      TaplineMessage message;

      fill_message (block, &message);
      message.length = cut->end - start + (i == 0 ? block->record.state.length : 0);
      message.flags = cut->flags;
      if (cut->end == 0
          && !tapline_store_get_origin (&self->store,
                                        block->number - tapline_record_get_back (&block->record),
                                        &message))
        tapline_sift_set_unreadable (self, block, 1);
      if (tapline_condition_match (condition, &message, FALSE, NULL, 0)
          == TAPLINE_PATTERN_FOUND)
        tapline_sift_set_bit (self->bits, i);
      start = cut->end;
    }
}

/* Fills in the bits of one condition. */
static void
match_condition (TaplineSift            *self,
                 TaplineSiftBlock       *block,
                 const TaplineCondition *condition,
                 gboolean                any)
{
  gsize n = block->n_messages;
  TaplineMessage message;

  set_all (self->bits, n, FALSE);
  switch (condition->type)
    {
    case TAPLINE_CONDITION_PATTERN:
      tapline_sift_match_pattern (self, block, condition->pattern, any);
      if (condition->inverted)
        invert_all (self->bits);
      return;

    case TAPLINE_CONDITION_MARKED:
      tapline_sift_match_marks (self, block);
      if (condition->inverted)
        invert_all (self->bits);
      return;

    case TAPLINE_CONDITION_TIME:
      if (!block->delimited && block->record.state.length > 0)
        {
          match_each (self, block, condition);
          return;
        }
      break;

    case TAPLINE_CONDITION_SIZE:
    case TAPLINE_CONDITION_FLAGS:
      match_each (self, block, condition);
      return;

    case TAPLINE_CONDITION_KIND:
    case TAPLINE_CONDITION_DIRECTION:
    case TAPLINE_CONDITION_CONNECTION:
    case TAPLINE_CONDITION_PEER:
      break;
    }

  fill_message (block, &message);
  if (tapline_condition_match (condition, &message, FALSE, NULL, 0) == TAPLINE_PATTERN_FOUND)
    set_all (self->bits, n, TRUE);
}

/* Whether all of the first @n bits are @value. */
static gboolean
is_all (const GArray *bits,
        gsize         n,
        gboolean      value)
{
  const guint64 *words = (const guint64 *) (gpointer) bits->data;
  const guint64 whole = value ? G_MAXUINT64 : 0;
  const guint64 mask = (G_GUINT64_CONSTANT (1) << (n % 64)) - 1;

  for (gsize i = 0; i < n / 64; i++)
    if (words[i] != whole)
      return FALSE;

  return n % 64 == 0 || (words[n / 64] & mask) == (whole & mask);
}

/* Replaces what is wanted by what @query wants. */
static gboolean
match_query (TaplineSift        *self,
             TaplineSiftBlock   *block,
             const TaplineQuery *query)
{
  guint n_conditions;
  const TaplineCondition *conditions = tapline_query_get_conditions (query, &n_conditions);
  TaplineQueryFlags flags = tapline_query_get_flags (query);
  gboolean any = n_conditions > 0 && flags & TAPLINE_QUERY_ANY;
  gboolean decided = FALSE;

  set_all (self->wanted, block->n_messages, !any);
  for (guint i = 0; i < n_conditions && !decided; i++)
    {
      if (block->payload == NULL && !is_known (self, block, &conditions[i]))
        return FALSE;
      match_condition (self, block, &conditions[i], any);
      for (guint j = 0; j < self->wanted->len; j++)
        {
          guint64 *word = &g_array_index (self->wanted, guint64, j);
          guint64 bits = g_array_index (self->bits, guint64, j);

          *word = any ? *word | bits : *word & bits;
        }
      decided = is_all (self->wanted, block->n_messages, any);
    }
  if (flags & TAPLINE_QUERY_INVERTED)
    invert_all (self->wanted);

  return TRUE;
}

/* What the query says of the messages of a payload; as far as the records tell, if @block has
 * none. Returns whether that is all. */
static gboolean
match_payload (TaplineSift      *self,
               TaplineSiftBlock *block)
{
  const TaplineQuery *outer = tapline_query_get_outer (self->query);
  g_autofree guint64 *by_outer = NULL;

  if (outer != NULL)
    {
      if (!match_query (self, block, outer))
        return FALSE;
      /* Most blocks have nothing that a filter lets through. */
      if (is_all (self->wanted, block->n_messages, FALSE))
        return TRUE;
      by_outer = g_memdup2 (self->wanted->data, self->wanted->len * sizeof *by_outer);
    }
  if (!match_query (self, block, self->query))
    return FALSE;
  for (guint i = 0; by_outer != NULL && i < self->wanted->len; i++)
    g_array_index (self->wanted, guint64, i) &= by_outer[i];

  return TRUE;
}

/* A note, or what the end of a stream or silence ended: one message. */
static void
match_single (TaplineSift      *self,
              TaplineSiftBlock *block,
              const guint8     *bytes)
{
  const TaplineRecord *record = &block->record;
  guint64 back = tapline_record_get_back (record);
  g_autofree char *text = NULL;
  TaplineMessage message;
  gboolean is_marked = FALSE;

  fill_message (block, &message);
  if (message.direction == TAPLINE_DIRECTION_NOTE)
    {
      gboolean note = block->block.kind == TAPLINE_PCAPNG_NOTE;

      bytes += note ? block->block.payload_at : block->block.comment_at;
      text = g_utf8_make_valid ((const char *) bytes,
                                (gssize) (note ? block->block.payload_length
                                               : block->block.comment_length));
      block->head = (const guint8 *) text;
      message.length = block->head_length = strlen (text);
    }
  else
    {
      if (!tapline_store_get_origin (&self->store, block->number - back, &message)
          || !tapline_sift_read_head (self, block, 0))
        {
          tapline_sift_set_unreadable (self, block, 1);
          return;
        }
      message.length = block->head_length;
      message.flags = tapline_record_get_single_flags (record);
    }

  if (tapline_query_asks_for_marks (self->query))
    is_marked = tapline_sift_is_marked (self, block);
  switch (tapline_query_match (self->query, &message, is_marked, block->head, block->head_length))
    {
    case TAPLINE_PATTERN_FOUND:
      tapline_sift_set_bit (self->wanted, 0);
      break;

    case TAPLINE_PATTERN_TOO_COMPLEX:
      self->sifted->too_complex = TRUE;
      self->sifted->too_complex_at = (gsize) (tapline_record_get_first (record) - self->first);
      break;

    case TAPLINE_PATTERN_ABSENT:
      break;
    }
}

/* Fills in what the messages of the block are; wanted is all zero before. */
static void
examine (TaplineSift      *self,
         TaplineSiftBlock *block,
         guint64           end_offset)
{
  const TaplineRecord *record = &block->record;
  gboolean is_payload = tapline_record_is_payload (record);
  const guint8 *bytes;

  if (self->across == NULL && !self->reads && block->n_messages == 0)
    return;
  if (self->across == NULL && block->n_messages > 0 && match_payload (self, block))
    return;

  set_all (self->wanted, block->n_messages, FALSE);
  bytes = tapline_store_get_next_block (&self->window, tapline_record_get_offset (record),
                                        end_offset, &block->block);
  if (bytes == NULL || (is_payload && (block->block.kind != TAPLINE_PCAPNG_SEGMENT
                                       || block->block.direction
                                          != tapline_record_get_direction (record))))
    {
      self->sifted->unreadable = TRUE;
      return;
    }
  if (!is_payload)
    {
      match_single (self, block, bytes);
      return;
    }

  block->payload = bytes + block->block.payload_at;
  block->delimited = tapline_framing_get_delimiter (self->index->framing, &record->state,
                                                    block->block.payload_length,
                                                    &block->delimiter, &block->with_cr);
  if (self->across != NULL)
    {
      set_all (self->bits, block->n_messages, FALSE);
      tapline_sift_match_across (self, block);
      if (block->n_messages > 0)
        memcpy (self->wanted->data, self->bits->data, self->bits->len * sizeof (guint64));
    }
  else if (block->n_messages > 0)
    match_payload (self, block);
  for (guint i = 0; i < MIN (block->n_unreadable, block->n_messages); i++)
    g_array_index (self->wanted, guint64, i / 64) &= ~(G_GUINT64_CONSTANT (1) << (i % 64));
  if ((block->delimited || block->has_cuts || block->n_messages == 0)
      && block->n_unreadable < TAPLINE_SIFT_ALL)
    keep_stream (self, block);
}

/* Puts the block's bits where they belong in the range's. */
static void
take_bits (TaplineSift *self,
           gsize        at,
           gsize        n)
{
  guint64 *to = (guint64 *) (gpointer) self->sifted->bits->data;

  for (gsize i = 0; i < n; i += 64)
    {
      guint64 word = g_array_index (self->wanted, guint64, i / 64);
      gsize shift = (at + i) % 64;

      if (n - i < 64)
        word &= (G_GUINT64_CONSTANT (1) << (n - i)) - 1;
      to[(at + i) / 64] |= word << shift;
      if (shift > 0 && word >> (64 - shift) != 0)
        to[(at + i) / 64 + 1] |= word >> (64 - shift);
    }
}

/**
 * tapline_sift_run:
 * @self: a sift
 * @number: the first record's
 * @records: (array length=n_records): records of the index that follow each other
 * @n_records: at least 1
 * @end_message: first message behind these records
 * @end_offset: bytes of the recording that are indexed
 * @cancelled: atomic: whether to return as soon as possible
 * @sifted: (inout): where to put what comes out, in the place of what is there
 *
 * Examines the messages that end in the blocks of some records.
 */
void
tapline_sift_run (TaplineSift         *self,
                  guint64              number,
                  const TaplineRecord *records,
                  guint                n_records,
                  guint64              end_message,
                  guint64              end_offset,
                  const int           *cancelled,
                  TaplineSifted       *sifted)
{
  g_hash_table_remove_all (self->streams);
  self->kept = 0;
  self->gap = (TaplineGap) { 0 };
  self->sifted = sifted;
  self->cancelled = cancelled;
  self->first = tapline_record_get_first (&records[0]);
  sifted->n_messages = (gsize) (end_message - self->first);
  sifted->too_complex = sifted->unreadable = FALSE;
  g_array_set_size (sifted->late, 0);
  set_all (sifted->bits, sifted->n_messages, FALSE);

  for (guint i = 0; i < n_records && !sifted->too_complex && !g_atomic_int_get (cancelled); i++)
    {
      TaplineSiftBlock block = { .record = records[i], .number = number + i };
      guint64 first = tapline_record_get_first (&records[i]);
      guint64 next = i + 1 < n_records ? tapline_record_get_first (&records[i + 1]) : end_message;

      block.n_messages = (guint) (next - first);
      examine (self, &block, end_offset);
      take_bits (self, (gsize) (first - self->first), block.n_messages);
    }
}
