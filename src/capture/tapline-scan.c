/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts a byte as fast as memory delivers it: 32 or 16 bytes a step on x86-64, by memchr()
 * elsewhere. Counting lines takes most of the indexer's time that is not copying.
 */
#include "config.h"

#include <string.h>

#include "tapline-scan.h"

static gsize
count_by_memchr (const guint8 *bytes,
                 gsize         length,
                 guint8        wanted)
{
  const guint8 *end = bytes + length;
  gsize count = 0;

  while (bytes < end && (bytes = memchr (bytes, wanted, (gsize) (end - bytes))) != NULL)
    {
      count++;
      bytes++;
    }

  return count;
}

#ifdef __x86_64__

#include <immintrin.h>

#define STEPS_MAX 255 /* what a byte can count */

/* The last bytes of a run, fewer than a vector has. Where there is as much before them, they are
 * looked at together with it: a loop takes longer than all of a short run. */
static gsize
count_rest (const guint8 *bytes,
            gsize         length,
            gsize         before,
            guint8        wanted)
{
  gsize count = 0;

  if (length >= 16)
    {
      __m128i next = _mm_loadu_si128 ((const __m128i *) (const void *) bytes);
      guint hits = (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (next, _mm_set1_epi8 ((char) wanted)));

      count = (gsize) __builtin_popcount (hits);
      bytes += 16;
      length -= 16;
      before += 16;
    }
  if (length > 0 && before + length >= 16)
    {
      __m128i next = _mm_loadu_si128 ((const __m128i *) (const void *) (bytes + length - 16));
      guint hits = (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (next, _mm_set1_epi8 ((char) wanted)));

      return count + (gsize) __builtin_popcount (hits >> (16 - length));
    }

  for (gsize i = 0; i < length; i++)
    count += bytes[i] == wanted;

  return count;
}

/* A byte of @counts goes up for each hit in its column; before one can run over, all are summed
 * up. */
static gsize
count_by_sse2 (const guint8 *bytes,
               gsize         length,
               guint8        wanted)
{
  const __m128i pattern = _mm_set1_epi8 ((char) wanted);
  const __m128i zero = _mm_setzero_si128 ();
  const guint8 *const start = bytes;
  __m128i sum = zero;

  while (length >= sizeof sum)
    {
      __m128i counts = zero;

      for (gsize steps = MIN (length / sizeof sum, STEPS_MAX); steps > 0; steps--)
        {
          __m128i next = _mm_loadu_si128 ((const __m128i *) (const void *) bytes);

          counts = _mm_sub_epi8 (counts, _mm_cmpeq_epi8 (next, pattern));
          bytes += sizeof sum;
          length -= sizeof sum;
        }
      sum = _mm_add_epi64 (sum, _mm_sad_epu8 (counts, zero));
    }

  return (gsize) _mm_cvtsi128_si64 (sum)
         + (gsize) _mm_cvtsi128_si64 (_mm_unpackhi_epi64 (sum, sum))
         + count_rest (bytes, length, (gsize) (bytes - start), wanted);
}

__attribute__ ((target ("avx2")))
static gsize
count_by_avx2 (const guint8 *bytes,
               gsize         length,
               guint8        wanted)
{
  const __m256i pattern = _mm256_set1_epi8 ((char) wanted);
  const __m256i zero = _mm256_setzero_si256 ();
  const guint8 *const start = bytes;
  __m256i sum = zero;

  while (length >= sizeof sum)
    {
      __m256i counts = zero;

      for (gsize steps = MIN (length / sizeof sum, STEPS_MAX); steps > 0; steps--)
        {
          __m256i next = _mm256_loadu_si256 ((const __m256i *) (const void *) bytes);

          counts = _mm256_sub_epi8 (counts, _mm256_cmpeq_epi8 (next, pattern));
          bytes += sizeof sum;
          length -= sizeof sum;
        }
      sum = _mm256_add_epi64 (sum, _mm256_sad_epu8 (counts, zero));
    }

  return (gsize) _mm256_extract_epi64 (sum, 0) + (gsize) _mm256_extract_epi64 (sum, 1)
         + (gsize) _mm256_extract_epi64 (sum, 2) + (gsize) _mm256_extract_epi64 (sum, 3)
         + count_rest (bytes, length, (gsize) (bytes - start), wanted);
}

#endif

static const TaplineScanner scanners[] = {
#ifdef __x86_64__
  { "avx2", count_by_avx2 },
  { "sse2", count_by_sse2 },
#endif
  { "memchr", count_by_memchr },
};

/**
 * tapline_scan_list_scanners:
 * @n_scanners: (out): how many there are
 *
 * Thread: any.
 *
 * Returns: (array length=n_scanners): the ways to count that this processor has, the fastest
 *   first
 */
const TaplineScanner *
tapline_scan_list_scanners (guint *n_scanners)
{
  guint first = 0;

  g_return_val_if_fail (n_scanners != NULL, NULL);

#ifdef __x86_64__
  if (!__builtin_cpu_supports ("avx2"))
    first = 1;
#endif
  *n_scanners = G_N_ELEMENTS (scanners) - first;

  return scanners + first;
}

/**
 * tapline_scan_count:
 * @bytes: (array length=length): where to look
 * @length: how far
 * @wanted: a byte
 *
 * Thread: any.
 *
 * Returns: how often @wanted is there
 */
gsize
tapline_scan_count (const guint8 *bytes,
                    gsize         length,
                    guint8        wanted)
{
  guint n_scanners;

  return tapline_scan_list_scanners (&n_scanners)->count (bytes, length, wanted);
}
