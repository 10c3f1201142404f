/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds a few bytes in many, about as fast as memory delivers them.
 *
 * Two bytes of the needle that are rare in text are looked for at once, at their distance: 32 or
 * 16 places a step on x86-64. Only where both are is the rest compared. A mask for each byte makes
 * letters of either case and wild cards no slower than fixed bytes.
 */
#include "config.h"

#include <string.h>

#include "tapline-needle.h"

struct _TaplineNeedle
{
  gsize    length;
  gsize    first;  /* the rarest byte */
  gsize    second; /* the next rarest, or the same */
  gboolean fixed;  /* no mask matters */
  guint8  *masks;
  guint8   bytes[]; /* as they are behind their masks */
};

/* What text and simple binary formats mostly consist of, the most frequent first. */
static const char common[] = " etaoinsrhldcumfpgwyb0123456789vk.,:-/_\"=\r\nxjqz()[]{}<>;'";

/* The greater, the fewer places a byte is expected at. */
static guint
get_rarity (guint8 byte,
            guint8 mask)
{
  const char *place;

  if (mask == TAPLINE_NEEDLE_ANY)
    return 0;
  if (byte == 0)
    return 1;

  place = strchr (common, g_ascii_tolower ((char) byte));
  if (place == NULL)
    return 2 * sizeof common;

  return (guint) (place - common) + 1 + (g_ascii_isupper ((char) byte) && mask == 0xff
                                         ? sizeof common / 2 : 0);
}

/**
 * tapline_needle_new:
 * @bytes: (array length=length): what to look for
 * @masks: (nullable) (array length=length): for each byte what of it counts, one of the
 *   %TAPLINE_NEEDLE_FIXED constants; %NULL if all is fixed
 * @length: at least 1
 *
 * Thread: any, as all of these.
 *
 * Returns: (transfer full): a needle
 */
TaplineNeedle *
tapline_needle_new (const guint8 *bytes,
                    const guint8 *masks,
                    gsize         length)
{
  TaplineNeedle *self;
  guint rarest = 0, next = 0;

  g_return_val_if_fail (bytes != NULL && length > 0, NULL);

  self = g_malloc0 (sizeof *self + 2 * length);
  self->length = length;
  self->masks = self->bytes + length;
  self->fixed = TRUE;
  for (gsize i = 0; i < length; i++)
    {
      self->masks[i] = masks != NULL ? masks[i] : TAPLINE_NEEDLE_FIXED;
      self->bytes[i] = bytes[i] & self->masks[i];
      self->fixed &= self->masks[i] == TAPLINE_NEEDLE_FIXED;
    }

  for (gsize i = 0; i < length; i++)
    {
      guint rarity = get_rarity (self->bytes[i], self->masks[i]);

      if (rarity > rarest)
        {
          self->second = self->first;
          next = rarest;
          self->first = i;
          rarest = rarity;
        }
      else if (rarity > next)
        {
          self->second = i;
          next = rarity;
        }
    }
  if (next == 0)
    self->second = self->first;

  return self;
}

/**
 * tapline_needle_free:
 * @self: (transfer full): a needle
 */
void
tapline_needle_free (TaplineNeedle *self)
{
  g_return_if_fail (self != NULL);

  g_free (self);
}

/**
 * tapline_needle_get_length:
 * @self: a needle
 *
 * Returns: how many bytes it has
 */
gsize
tapline_needle_get_length (const TaplineNeedle *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

/**
 * tapline_needle_get_rarity:
 * @self: a needle
 *
 * Returns: the greater, the fewer places it is expected at
 */
guint
tapline_needle_get_rarity (const TaplineNeedle *self)
{
  guint sum = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (gsize i = 0; i < self->length; i++)
    sum += get_rarity (self->bytes[i], self->masks[i]);

  return sum;
}

static inline gboolean
is_at (const TaplineNeedle *self,
       const guint8        *place)
{
  if (self->fixed)
    return memcmp (place, self->bytes, self->length) == 0;

  for (gsize i = 0; i < self->length; i++)
    if ((place[i] & self->masks[i]) != self->bytes[i])
      return FALSE;

  return TRUE;
}

/* By the rarest byte alone; for few bytes, and where there are no vectors. */
static const guint8 *
find_by_byte (const TaplineNeedle *self,
              const guint8        *bytes,
              gsize                length)
{
  const guint8 wanted = self->bytes[self->first];
  const guint8 mask = self->masks[self->first];
  const guint8 *end;

  if (length < self->length)
    return NULL;

  end = bytes + (length - self->length) + 1;
  for (; bytes < end; bytes++)
    if ((bytes[self->first] & mask) == wanted && is_at (self, bytes))
      return bytes;

  return NULL;
}

#ifdef __x86_64__

#include <immintrin.h>

/* The first of the places that @hits has a bit for, from @bytes on. */
static inline const guint8 *
check_hits (const TaplineNeedle *self,
            const guint8        *bytes,
            guint64              hits)
{
  for (; hits != 0; hits &= hits - 1)
    {
      const guint8 *place = bytes + __builtin_ctzll (hits);

      if (is_at (self, place))
        return place;
    }

  return NULL;
}

static const guint8 *
find_by_sse2 (const TaplineNeedle *self,
              const guint8        *bytes,
              gsize                length)
{
  const __m128i first = _mm_set1_epi8 ((char) self->bytes[self->first]);
  const __m128i second = _mm_set1_epi8 ((char) self->bytes[self->second]);
  const __m128i first_mask = _mm_set1_epi8 ((char) self->masks[self->first]);
  const __m128i second_mask = _mm_set1_epi8 ((char) self->masks[self->second]);

  while (length >= sizeof first + self->length - 1)
    {
      __m128i a = _mm_loadu_si128 ((const __m128i *) (const void *) (bytes + self->first));
      __m128i b = _mm_loadu_si128 ((const __m128i *) (const void *) (bytes + self->second));
      const guint8 *place;

      a = _mm_cmpeq_epi8 (_mm_and_si128 (a, first_mask), first);
      b = _mm_cmpeq_epi8 (_mm_and_si128 (b, second_mask), second);
      place = check_hits (self, bytes, (guint32) _mm_movemask_epi8 (_mm_and_si128 (a, b)));
      if (place != NULL)
        return place;
      bytes += sizeof first;
      length -= sizeof first;
    }

  return find_by_byte (self, bytes, length);
}

__attribute__ ((target ("avx2")))
static inline __m256i
match_by_avx2 (const guint8 *bytes,
               __m256i       wanted,
               __m256i       mask)
{
  __m256i next = _mm256_loadu_si256 ((const __m256i *) (const void *) bytes);

  return _mm256_cmpeq_epi8 (_mm256_and_si256 (next, mask), wanted);
}

/* 64 places a step, as long as there are as many. */
__attribute__ ((target ("avx2")))
static const guint8 *
find_by_avx2 (const TaplineNeedle *self,
              const guint8        *bytes,
              gsize                length)
{
  const __m256i first = _mm256_set1_epi8 ((char) self->bytes[self->first]);
  const __m256i second = _mm256_set1_epi8 ((char) self->bytes[self->second]);
  const __m256i first_mask = _mm256_set1_epi8 ((char) self->masks[self->first]);
  const __m256i second_mask = _mm256_set1_epi8 ((char) self->masks[self->second]);

  while (length >= 2 * sizeof first + self->length - 1)
    {
      const guint8 *a = bytes + self->first;
      const guint8 *b = bytes + self->second;
      __m256i low = _mm256_and_si256 (match_by_avx2 (a, first, first_mask),
                                      match_by_avx2 (b, second, second_mask));
      __m256i high = _mm256_and_si256 (match_by_avx2 (a + sizeof first, first, first_mask),
                                       match_by_avx2 (b + sizeof first, second, second_mask));

      if (!_mm256_testz_si256 (_mm256_or_si256 (low, high), _mm256_or_si256 (low, high)))
        {
          guint64 hits = (guint32) _mm256_movemask_epi8 (low)
                         | (guint64) (guint32) _mm256_movemask_epi8 (high) << 32;
          const guint8 *place = check_hits (self, bytes, hits);

          if (place != NULL)
            return place;
        }
      bytes += 2 * sizeof first;
      length -= 2 * sizeof first;
    }

  return find_by_sse2 (self, bytes, length);
}

#endif

static const TaplineFinder finders[] = {
#ifdef __x86_64__
  { "avx2", find_by_avx2 },
  { "sse2", find_by_sse2 },
#endif
  { "byte", find_by_byte },
};

/**
 * tapline_needle_list_finders:
 * @n_finders: (out): how many there are
 *
 * Returns: (array length=n_finders): the ways to look that this processor has, the fastest first
 */
const TaplineFinder *
tapline_needle_list_finders (guint *n_finders)
{
  guint first = 0;

  g_return_val_if_fail (n_finders != NULL, NULL);

#ifdef __x86_64__
  if (!__builtin_cpu_supports ("avx2"))
    first = 1;
#endif
  *n_finders = G_N_ELEMENTS (finders) - first;

  return finders + first;
}

/**
 * tapline_needle_find:
 * @self: a needle
 * @bytes: (array length=length): where to look
 * @length: how far
 *
 * Returns: (nullable): the first place where the needle is, as a whole
 */
const guint8 *
tapline_needle_find (const TaplineNeedle *self,
                     const guint8        *bytes,
                     gsize                length)
{
  guint n_finders;

  return tapline_needle_list_finders (&n_finders)->find (self, bytes, length);
}
