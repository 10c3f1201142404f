/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for a pattern in all messages of a block at once.
 *
 * Where the pattern may be is found in the payload as a whole; only then is it asked which message
 * that is. Most blocks have no such place, and most messages are never cut out. Messages that end
 * with a delimiter are told apart by counting it, others by cutting the block as the indexer did.
 */
#include "config.h"

#include <string.h>

#include "tapline-scan.h"
#include "tapline-sift-private.h"

#define REGION 16384 /* bytes of lines that a regular expression looks at behind a literal */

static gboolean
is_over (const TaplineSift *self)
{
  return self->sifted->too_complex || g_atomic_int_get (self->cancelled);
}

static void
set_too_complex (TaplineSift            *self,
                 const TaplineSiftBlock *block,
                 guint                   i)
{
  self->sifted->too_complex = TRUE;
  self->sifted->too_complex_at = (gsize) (tapline_record_get_first (&block->record)
                                          - self->first) + i;
}

/* Message @i of the block. */
static void
match_message (TaplineSift            *self,
               const TaplineSiftBlock *block,
               const TaplinePattern   *pattern,
               gboolean                decided,
               guint                   i,
               const guint8           *bytes,
               gsize                   length,
               guint                   ending)
{
  if (tapline_sift_get_bit (self->wanted, i) == decided)
    return;

  switch (tapline_pattern_match (pattern, bytes, length, ending))
    {
    case TAPLINE_PATTERN_FOUND:
      tapline_sift_set_bit (self->bits, i);
      break;

    case TAPLINE_PATTERN_TOO_COMPLEX:
      set_too_complex (self, block, i);
      break;

    case TAPLINE_PATTERN_ABSENT:
      break;
    }
}

static guint
get_ending (const TaplineSiftBlock *block,
            const guint8           *bytes,
            gsize                   length)
{
  return block->with_cr && length > 1 && bytes[length - 2] == '\r' ? 2 : 1;
}

static gsize
find_line_start (const TaplineSiftBlock *block,
                 gsize                   from,
                 gsize                   at)
{
  const guint8 *before = memrchr (block->payload + from, block->delimiter, at - from);

  return before != NULL ? (gsize) (before + 1 - block->payload) : from;
}

static gsize
find_line_end (const TaplineSiftBlock *block,
               gsize                   at,
               gsize                   end)
{
  const guint8 *found = memchr (block->payload + at, block->delimiter, end - at);

  return found != NULL ? (gsize) (found + 1 - block->payload) : end;
}

/* How far a message's last bytes are what no text or regular expression sees. */
static gsize
get_content_end (const TaplineSiftBlock *block,
                 const TaplinePattern   *pattern,
                 gsize                   start,
                 gsize                   end)
{
  if (tapline_pattern_get_kind (pattern) == TAPLINE_PATTERN_HEX)
    return end;

  return end - get_ending (block, block->payload + start, end - start);
}

/* The lines that the delimiter ends, and how far a pattern is with them. */
typedef struct
{
  TaplinePatternCursor  cursor;
  gsize                 at;      /* where a line begins */
  guint                 i;       /* the number of the message there */
  gsize                 place;   /* the next place to look at */
  gsize                 region;  /* where the region begins that a regular expression looks at */
  gsize                 until;   /* and ends */
  GMatchInfo           *info;    /* nullable */
} Lines;

/* Lets a regular expression look at the lines from that of the place on. Returns whether one has
 * to be looked at: then the place is the next match, which ends at @match_end, or if it was too
 * complex, stays. */
static gboolean
find_in_region (const TaplineSiftBlock *block,
                const TaplinePattern   *pattern,
                Lines                  *lines,
                gsize                  *match_end)
{
  const gsize end = lines->cursor.length;
  TaplinePatternResult result;
  gsize first, last;

  if (lines->info == NULL)
    {
      lines->region = find_line_start (block, lines->at, lines->place);
      lines->until = end;
      if (tapline_pattern_has_literals (pattern) && end - lines->place > REGION)
        lines->until = find_line_end (block, lines->place + REGION, end);
    }
  result = tapline_pattern_find_line (pattern, block->payload + lines->region,
                                      lines->until - lines->region, &lines->info, &first, &last);
  if (result == TAPLINE_PATTERN_FOUND && lines->region + first < lines->until)
    {
      lines->place = lines->region + first;
      *match_end = lines->region + last;
      return TRUE;
    }

  g_clear_pointer (&lines->info, g_match_info_unref);
  if (result == TAPLINE_PATTERN_TOO_COMPLEX)
    return TRUE;

  lines->i += (guint) tapline_scan_count (block->payload + lines->at, lines->until - lines->at,
                                          block->delimiter);
  lines->at = lines->until;
  return FALSE;
}

/* Messages that the delimiter ends, from @at on, where the first is message @i. */
static void
match_delimited (TaplineSift            *self,
                 TaplineSiftBlock       *block,
                 const TaplinePattern   *pattern,
                 gboolean                decided,
                 gsize                   at,
                 gsize                   end,
                 guint                   i)
{
  Lines lines = { .cursor = { block->payload, end }, .at = at, .i = i };
  gboolean by_regex = block->with_cr && tapline_pattern_takes_lines (pattern);
  gsize reach = tapline_pattern_get_reach (pattern);

  while ((lines.place = tapline_pattern_seek (pattern, &lines.cursor, lines.at)) < end
         && !is_over (self))
    {
      gsize match_end = tapline_pattern_get_exact_end (pattern, &lines.cursor, lines.place);
      gsize start, next;

      if (lines.info != NULL && (lines.place >= lines.until || lines.place - lines.at > reach))
        g_clear_pointer (&lines.info, g_match_info_unref);
      if (by_regex && !find_in_region (block, pattern, &lines, &match_end))
        continue;
      /* Another match in the line before: the next one may begin anywhere behind it. */
      if (lines.place < lines.at)
        continue;

      lines.i += (guint) tapline_scan_count (block->payload + lines.at, lines.place - lines.at,
                                             block->delimiter);
      if (lines.i >= block->n_messages)
        {
          tapline_sift_set_unreadable (self, block, TAPLINE_SIFT_ALL);
          break;
        }
      next = find_line_end (block, lines.place, end);
      start = find_line_start (block, lines.at, lines.place);
      if (match_end <= get_content_end (block, pattern, start, next))
        tapline_sift_set_bit (self->bits, lines.i);
      else
        {
          match_message (self, block, pattern, decided, lines.i, block->payload + start,
                         next - start, get_ending (block, block->payload + start, next - start));
          g_clear_pointer (&lines.info, g_match_info_unref);
        }
      if (match_end == lines.place)
        g_clear_pointer (&lines.info, g_match_info_unref);
      lines.at = next;
      lines.i++;
    }
  g_clear_pointer (&lines.info, g_match_info_unref);
}

/* Messages as they are cut, from @i on. */
static void
match_cuts (TaplineSift            *self,
            const TaplineSiftBlock *block,
            const TaplinePattern   *pattern,
            gboolean                decided,
            guint                   i)
{
  const TaplineCut *cuts = (const TaplineCut *) (gpointer) self->cuts->data;
  TaplinePatternCursor cursor = { block->payload, block->block.payload_length };
  gsize place;

  for (gsize at = i > 0 ? cuts[i - 1].end : 0;
       (place = tapline_pattern_seek (pattern, &cursor, at)) < cursor.length
       && !is_over (self);
       at = cuts[i - 1].end)
    {
      gsize start;

      while (i < self->cuts->len && cuts[i].end <= place)
        i++;
      if (i == self->cuts->len)
        break;
      start = i > 0 ? cuts[i - 1].end : 0;
      match_message (self, block, pattern, decided, i, block->payload + start,
                     cuts[i].end - start, cuts[i].ending);
      i++;
    }
}

/* Documented in the header. */
void
tapline_sift_match_pattern (TaplineSift          *self,
                            TaplineSiftBlock     *block,
                            const TaplinePattern *pattern,
                            gboolean              decided)
{
  gboolean spans = block->record.state.length > 0;
  const guint8 *last;
  gsize end = 0;
  guint ending;

  if (!block->delimited)
    {
      if (!tapline_sift_cut_block (self, block))
        return;
      if (spans && tapline_sift_read_head (self, block, g_array_index (self->cuts, TaplineCut,
                                                                       0).end))
        match_message (self, block, pattern, decided, 0, block->head, block->head_length,
                       g_array_index (self->cuts, TaplineCut, 0).ending);
      match_cuts (self, block, pattern, decided, spans ? 1 : 0);
      return;
    }

  last = memrchr (block->payload, block->delimiter, block->block.payload_length);
  if (last == NULL)
    {
      tapline_sift_set_unreadable (self, block, TAPLINE_SIFT_ALL);
      return;
    }
  if (spans)
    end = find_line_end (block, 0, block->block.payload_length);
  if (spans && tapline_sift_read_head (self, block, end))
    {
      ending = get_ending (block, block->head, block->head_length);
      match_message (self, block, pattern, decided, 0, block->head, block->head_length, ending);
    }
  match_delimited (self, block, pattern, decided, end, (gsize) (last + 1 - block->payload),
                   spans ? 1 : 0);
}

/* What the stream has before the block, as far as a match that begins there can reach into it. */
static void
read_recent (TaplineSift            *self,
             const TaplineSiftBlock *block,
             GByteArray             *bytes)
{
  const TaplineSiftStream *stream = tapline_sift_find_stream (self, block);
  gsize wanted = tapline_pattern_get_span (self->across) + TAPLINE_SIFT_CONTEXT;

  if (stream == NULL)
    tapline_store_read_before (&self->store, block->number, wanted, bytes);
  else
    g_byte_array_append (bytes, stream->recent->data, stream->recent->len);
}

/* Sets the message in which a match begins @distance bytes before the block. */
static void
take_earlier (TaplineSift            *self,
              const TaplineSiftBlock *block,
              gsize                   distance)
{
  guint64 message;

  if (distance <= block->record.state.length)
    {
      /* If the message goes on behind the block, its end sees this again. */
      if (block->n_messages > 0)
        tapline_sift_set_bit (self->bits, 0);
      return;
    }

  if (!tapline_store_find_before (&self->store, block->number, distance, &message))
    self->sifted->unreadable = TRUE;
  else if (message < self->first)
    g_array_append_val (self->sifted->late, message);
  else
    {
      gsize offset = (gsize) (message - self->first);

      if (offset < self->sifted->n_messages)
        tapline_sift_set_bit (self->sifted->bits, offset);
    }
}

/* Sets the message in which a match begins at @at in the payload, not before message @i; returns
 * where that ends. */
static gsize
take_here (TaplineSift            *self,
           const TaplineSiftBlock *block,
           guint                  *i,
           gsize                   at)
{
  const TaplineCut *cuts = (const TaplineCut *) (gpointer) self->cuts->data;

  while (*i < self->cuts->len && cuts[*i].end <= at)
    (*i)++;
  if (*i == self->cuts->len)
    return block->block.payload_length;

  tapline_sift_set_bit (self->bits, *i);
  return cuts[*i].end;
}

/* Looks for the pattern in the stream whose next piece the block is. A match counts for the message
 * in which it begins; which may have been examined before. */
void
tapline_sift_match_across (TaplineSift      *self,
                           TaplineSiftBlock *block)
{
  GByteArray *bytes = self->text;
  TaplinePatternResult result = TAPLINE_PATTERN_ABSENT;
  gsize before, start, end;
  guint i = 0;

  if (!tapline_sift_cut_block (self, block))
    return;
  if (block->n_messages > 0 && block->record.state.length > 0
      && tapline_sift_read_head (self, block, g_array_index (self->cuts, TaplineCut, 0).end))
    match_message (self, block, self->across, TRUE, 0, block->head, block->head_length, 0);

  g_byte_array_set_size (bytes, 0);
  read_recent (self, block, bytes);
  before = bytes->len;
  g_byte_array_append (bytes, block->payload, block->block.payload_length);
  for (gsize from = 0; from < bytes->len && !is_over (self);)
    {
      result = tapline_pattern_find (self->across, bytes->data, bytes->len, from, &start, &end);
      if (result != TAPLINE_PATTERN_FOUND)
        break;
      from = start + 1;
      if (start >= before)
        from = before + take_here (self, block, &i, start - before);
      else if (end > before)
        take_earlier (self, block, before - start);
    }
  if (result == TAPLINE_PATTERN_TOO_COMPLEX)
    set_too_complex (self, block, 0);
}
