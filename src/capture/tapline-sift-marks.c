/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which messages of a block are marked.
 *
 * Between two marks there is a gap, mostly a long one, in which nothing has to be read. A gap that
 * was asked for may be used for a whole range: who marks something in it later has the message
 * examined again (tapline-search.c).
 */
#include "config.h"

#include "tapline-sift-private.h"

static TaplineMarks *
get_marks (TaplineSift *self)
{
  return tapline_capture_get_marks (self->index->capture);
}

/* Where the message begins that was unfinished before the block. */
static gboolean
find_begin (TaplineSift            *self,
            const TaplineSiftBlock *block,
            TaplinePosition        *begin)
{
  const TaplineFramerState *state = &block->record.state;
  TaplineRecord first;

  if (state->start_back > block->number
      || !tapline_store_get_record (&self->store, block->number - state->start_back,
                                    TAPLINE_STORE_ONE, &first))
    {
      self->sifted->unreadable = TRUE;
      return FALSE;
    }
  begin->offset = tapline_record_get_offset (&first);
  begin->at = state->start_at;

  return TRUE;
}

/* Whether nothing is marked from where the first message of the block begins on. */
gboolean
tapline_sift_is_unmarked (TaplineSift            *self,
                          const TaplineSiftBlock *block)
{
  TaplinePosition begin = { .offset = tapline_record_get_offset (&block->record) };
  guint64 offset = begin.offset;

  if (offset < self->gap.from || offset >= self->gap.to)
    tapline_marks_get_gap (get_marks (self), offset, &self->gap.from, &self->gap.to);
  if (self->gap.from > 0 && block->record.state.length > 0 && !find_begin (self, block, &begin))
    return TRUE;

  return begin.offset >= self->gap.from && offset < self->gap.to;
}

/* Sets a bit for each message of a payload that is marked. */
void
tapline_sift_match_marks (TaplineSift      *self,
                          TaplineSiftBlock *block)
{
  TaplineReach reach = { .connection = block->record.connection };
  TaplinePosition marked;
  guint i = 0;

  if (block->n_messages == 0 || tapline_sift_is_unmarked (self, block))
    return;

  if (!tapline_sift_cut_block (self, block))
    return;
  reach.begin.offset = tapline_record_get_offset (&block->record);
  reach.begin.direction = tapline_record_get_direction (&block->record);
  reach.end = reach.begin;
  reach.end.at = g_array_index (self->cuts, TaplineCut, block->n_messages - 1).end;
  if (block->record.state.length > 0 && !find_begin (self, block, &reach.begin))
    return;

  while (tapline_marks_find_first (get_marks (self), &reach, &marked))
    {
      while (marked.offset == reach.end.offset
             && g_array_index (self->cuts, TaplineCut, i).end <= marked.at)
        i++;
      tapline_sift_set_bit (self->bits, i);
      reach.begin.offset = reach.end.offset;
      reach.begin.at = g_array_index (self->cuts, TaplineCut, i).end;
    }
}

/* Whether the one message of a record without payload is marked. */
gboolean
tapline_sift_is_marked (TaplineSift            *self,
                        const TaplineSiftBlock *block)
{
  const TaplineRecord *record = &block->record;
  TaplineReach reach = { 0 };
  TaplinePosition marked;
  TaplineRecord last;

  reach.begin.offset = tapline_record_get_offset (record);
  reach.begin.direction = tapline_record_get_direction (record);
  reach.end = reach.begin;
  reach.end.at = 1;
  if (reach.begin.direction != TAPLINE_DIRECTION_NOTE)
    {
      if (!find_begin (self, block, &reach.begin)
          || !tapline_store_get_record (&self->store,
                                        block->number - tapline_record_get_back (record),
                                        TAPLINE_STORE_ONE, &last))
        return FALSE;
      /* What was unfinished is all that its last block had left. */
      reach.connection = record->connection;
      reach.end.offset = tapline_record_get_offset (&last);
      reach.end.at = G_MAXUINT32;
    }

  return tapline_marks_find_first (get_marks (self), &reach, &marked);
}
