/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of message numbers, small however many there are: chunks of 64 Ki messages, each kept as
 * whatever is smallest: nothing (none or all of them match), a sorted array of 16-bit offsets, or
 * a bitmap of 8 KiB. (As in Chambi et al., “Better bitmap performance with Roaring bitmaps”.)
 * The last chunk is a bitmap until it is full. A hundred million messages of which all match take
 * 60 KB; if every second does, 12 MB.
 *
 * Each chunk knows how many matches are before it, so the k-th is found by a binary search and by
 * counting bits in one chunk.
 *
 * A copy shares the chunks, all but the last: they are counted references to what nobody changes. A
 * message that comes or goes later replaces its chunk.
 *
 * Threads: a set is its owner's, and so is a copy, which may go to another thread.
 */
#include "config.h"

#include <string.h>

#include "tapline-matches.h"

#define CHUNK_BITS  65536
#define CHUNK_WORDS (CHUNK_BITS / 64)
#define ARRAY_MAX   (CHUNK_BITS / 16) /* a longer array is no smaller than a bitmap */

typedef struct
{
  guint64  before; /* matches in the chunks before */
  guint32  count;
  guint64 *bitmap; /* nullable */
  guint16 *array;  /* nullable; without both, none or all match */
} Chunk;           /* both are atomic reference counted boxes */

struct _TaplineMatches
{
  GArray  *chunks;     /* Chunk; the last one is not full */
  guint64  n_examined;
  guint64  n;
  guint64  n_changed; /* how often chunks before the last one were changed */
};

static void
clear_chunk (gpointer data)
{
  Chunk *chunk = data;

  g_clear_pointer (&chunk->bitmap, g_atomic_rc_box_release);
  g_clear_pointer (&chunk->array, g_atomic_rc_box_release);
}

static Chunk *
get_chunk (const TaplineMatches *self,
           guint                 i)
{
  return &g_array_index (self->chunks, Chunk, i);
}

static void
open_chunk (TaplineMatches *self)
{
  Chunk chunk = { .before = self->n, .bitmap = g_atomic_rc_box_alloc0 (CHUNK_BITS / 8) };

  g_array_append_val (self->chunks, chunk);
}

/* Makes a bitmap as small as possible. */
static void
pack_chunk (Chunk *chunk)
{
  if (chunk->count > 0 && chunk->count < CHUNK_BITS)
    {
      guint n = 0;

      if (chunk->count >= ARRAY_MAX)
        return;
      chunk->array = g_atomic_rc_box_alloc (chunk->count * sizeof chunk->array[0]);
      for (guint i = 0; i < CHUNK_WORDS; i++)
        for (guint64 word = chunk->bitmap[i]; word != 0; word &= word - 1)
          chunk->array[n++] = (guint16) (i * 64 + (guint) __builtin_ctzll (word));
    }
  g_clear_pointer (&chunk->bitmap, g_atomic_rc_box_release);
}

/* Makes a bitmap of its own, which no copy has. */
static void
unpack_chunk (Chunk *chunk)
{
  guint64 *bitmap = g_atomic_rc_box_alloc (CHUNK_BITS / 8);

  if (chunk->bitmap != NULL)
    memcpy (bitmap, chunk->bitmap, CHUNK_BITS / 8);
  else
    memset (bitmap, chunk->count == CHUNK_BITS ? 0xff : 0, CHUNK_BITS / 8);
  for (guint32 i = 0; chunk->array != NULL && i < chunk->count; i++)
    bitmap[chunk->array[i] / 64] |= G_GUINT64_CONSTANT (1) << (chunk->array[i] % 64);
  clear_chunk (chunk);
  chunk->bitmap = bitmap;
}

/* How many of the chunk's matches are before @offset. */
static guint32
count_before (const Chunk *chunk,
              guint32      offset)
{
  guint32 count = 0;
  guint32 low = 0, high = chunk->count;

  if (chunk->bitmap != NULL)
    {
      for (guint32 i = 0; i < offset / 64; i++)
        count += (guint32) __builtin_popcountll (chunk->bitmap[i]);
      if (offset % 64 > 0)
        count += (guint32) __builtin_popcountll (chunk->bitmap[offset / 64]
                                                 << (64 - offset % 64));
      return count;
    }
  if (chunk->array == NULL)
    return chunk->count == 0 ? 0 : offset;

  while (low < high)
    {
      guint32 middle = (low + high) / 2;

      if (chunk->array[middle] < offset)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* The offset of the chunk's match number @rank. */
static guint32
select_in_chunk (const Chunk *chunk,
                 guint32      rank)
{
  if (chunk->array != NULL)
    return chunk->array[rank];
  if (chunk->bitmap == NULL)
    return rank;

  for (guint32 i = 0; i < CHUNK_WORDS; i++)
    {
      guint64 word = chunk->bitmap[i];
      guint32 n = (guint32) __builtin_popcountll (word);

      if (rank < n)
        {
          for (; rank > 0; rank--)
            word &= word - 1;
          return i * 64 + (guint32) __builtin_ctzll (word);
        }
      rank -= n;
    }

  g_return_val_if_reached (0);
}

/**
 * tapline_matches_new:
 *
 * Returns: (transfer full): an empty set
 */
TaplineMatches *
tapline_matches_new (void)
{
  TaplineMatches *self = g_new0 (TaplineMatches, 1);

  self->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  g_array_set_clear_func (self->chunks, clear_chunk);
  open_chunk (self);

  return self;
}

/**
 * tapline_matches_free:
 * @self: (transfer full): a set
 */
void
tapline_matches_free (TaplineMatches *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->chunks);
  g_free (self);
}

/**
 * tapline_matches_update:
 * @self: an empty set, or one that this made of @original before
 * @original: a set
 *
 * Makes @self a copy, which another thread may have: takes over what was appended to @original
 * since it was one.
 */
void
tapline_matches_update (TaplineMatches       *self,
                        const TaplineMatches *original)
{
  guint kept, last;

  g_return_if_fail (self != NULL && original != NULL);

  kept = self->n_changed == original->n_changed ? self->chunks->len - 1 : 0;
  last = original->chunks->len - 1;
  g_array_set_size (self->chunks, kept);
  g_array_append_vals (self->chunks, get_chunk (original, kept), last + 1 - kept);
  for (guint i = kept; i < last; i++)
    {
      Chunk *chunk = get_chunk (self, i);

      if (chunk->bitmap != NULL)
        g_atomic_rc_box_acquire (chunk->bitmap);
      if (chunk->array != NULL)
        g_atomic_rc_box_acquire (chunk->array);
    }
  get_chunk (self, last)->bitmap = g_atomic_rc_box_dup (CHUNK_BITS / 8,
                                                        get_chunk (original, last)->bitmap);
  self->n_examined = original->n_examined;
  self->n = original->n;
  self->n_changed = original->n_changed;
}

/* At most 64 messages, which do not go beyond a word of the chunk. */
static void
append_word (TaplineMatches *self,
             guint64         word,
             guint           n_bits)
{
  Chunk *chunk = get_chunk (self, self->chunks->len - 1);
  guint offset = (guint) (self->n_examined % CHUNK_BITS);
  guint count = (guint) __builtin_popcountll (word);

  chunk->bitmap[offset / 64] |= word << (offset % 64);
  chunk->count += count;
  self->n += count;
  self->n_examined += n_bits;
  if (self->n_examined % CHUNK_BITS == 0)
    {
      pack_chunk (chunk);
      open_chunk (self);
    }
}

/**
 * tapline_matches_append:
 * @self: a set
 * @bits: a bit for each of the next messages, from the lowest of the first on: whether it matches
 * @n_bits: how many messages
 */
void
tapline_matches_append (TaplineMatches *self,
                        const guint64  *bits,
                        gsize           n_bits)
{
  gsize at = 0;

  g_return_if_fail (self != NULL && (bits != NULL || n_bits == 0));

  while (at < n_bits)
    {
      guint room = 64 - MAX ((guint) (self->n_examined % 64), (guint) (at % 64));
      guint n = (guint) MIN (room, n_bits - at);
      guint64 mask = n == 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << n) - 1;

      append_word (self, bits[at / 64] >> (at % 64) & mask, n);
      at += n;
    }
}

/**
 * tapline_matches_set:
 * @self: a set
 * @number: a message that was examined
 * @matches: whether it matches after all
 */
void
tapline_matches_set (TaplineMatches *self,
                     guint64         number,
                     gboolean        matches)
{
  guint i = (guint) (number / CHUNK_BITS);
  guint offset = (guint) (number % CHUNK_BITS);
  guint64 bit = G_GUINT64_CONSTANT (1) << (offset % 64);
  gboolean last = i == self->chunks->len - 1;
  Chunk *chunk;

  g_return_if_fail (self != NULL && number < self->n_examined);

  if (tapline_matches_contains (self, number) == matches)
    return;
  chunk = get_chunk (self, i);
  unpack_chunk (chunk);
  if (!last)
    self->n_changed++;
  chunk->bitmap[offset / 64] ^= bit;
  chunk->count = matches ? chunk->count + 1 : chunk->count - 1;
  self->n = matches ? self->n + 1 : self->n - 1;
  for (guint j = i + 1; j < self->chunks->len; j++)
    get_chunk (self, j)->before = get_chunk (self, j - 1)->before + get_chunk (self, j - 1)->count;
  if (!last)
    pack_chunk (chunk);
}

/**
 * tapline_matches_contains:
 * @self: a set
 * @number: a message's
 *
 * Returns: whether it matches, as far as is known
 */
gboolean
tapline_matches_contains (const TaplineMatches *self,
                          guint64               number)
{
  return tapline_matches_get_rank (self, number + 1) > tapline_matches_get_rank (self, number);
}

/**
 * tapline_matches_get_n_examined:
 * @self: a set
 *
 * Returns: how many messages are in it or not
 */
guint64
tapline_matches_get_n_examined (const TaplineMatches *self)
{
  return self->n_examined;
}

/**
 * tapline_matches_get_n:
 * @self: a set
 *
 * Returns: how many messages are in it
 */
guint64
tapline_matches_get_n (const TaplineMatches *self)
{
  return self->n;
}

/**
 * tapline_matches_get:
 * @self: a set
 * @rank: less than how many there are
 *
 * Returns: the number of the message of which as many are before it as @rank
 */
guint64
tapline_matches_get (const TaplineMatches *self,
                     guint64               rank)
{
  guint low = 0;
  guint high;
  const Chunk *chunk;

  g_return_val_if_fail (self != NULL && rank < self->n, 0);

  high = self->chunks->len;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (get_chunk (self, middle)->before <= rank)
        low = middle;
      else
        high = middle;
    }
  chunk = get_chunk (self, low);

  return (guint64) low * CHUNK_BITS + select_in_chunk (chunk, (guint32) (rank - chunk->before));
}

/**
 * tapline_matches_get_rank:
 * @self: a set
 * @number: a message's
 *
 * Returns: how many in the set are before that message
 */
guint64
tapline_matches_get_rank (const TaplineMatches *self,
                          guint64               number)
{
  const Chunk *chunk;

  g_return_val_if_fail (self != NULL, 0);

  if (number >= self->n_examined)
    return self->n;
  chunk = get_chunk (self, (guint) (number / CHUNK_BITS));

  return chunk->before + count_before (chunk, (guint32) (number % CHUNK_BITS));
}

/**
 * tapline_matches_get_size:
 * @self: a set
 *
 * Returns: how many bytes of memory it takes
 */
gsize
tapline_matches_get_size (const TaplineMatches *self)
{
  gsize size = sizeof *self + self->chunks->len * sizeof (Chunk);

  for (guint i = 0; i < self->chunks->len; i++)
    {
      const Chunk *chunk = get_chunk (self, i);

      size += chunk->bitmap != NULL ? CHUNK_BITS / 8 : 0;
      size += chunk->array != NULL ? chunk->count * sizeof chunk->array[0] : 0;
    }

  return size;
}
