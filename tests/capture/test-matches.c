/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of matches is the list that a plain array would be, whatever matches, and stays small. */
#include "config.h"

#include "fixture.h"
#include "tapline-matches.h"

#define N_MESSAGES 400000

static void
check (const TaplineMatches *matches,
       const guint8         *expected,
       guint64               n_examined)
{
  guint64 rank = 0;

  for (guint64 i = 0; i < n_examined; i++)
    {
      if (i % 997 < 3 || i % 65536 < 2)
        g_assert_cmpuint (tapline_matches_get_rank (matches, i), ==, rank);
      if (expected[i] && rank % 101 == 0)
        g_assert_cmpuint (tapline_matches_get (matches, rank), ==, i);
      rank += expected[i];
    }
  g_assert_cmpuint (tapline_matches_get_n (matches), ==, rank);
  g_assert_cmpuint (tapline_matches_get_n_examined (matches), ==, n_examined);
  g_assert_cmpuint (tapline_matches_get_rank (matches, n_examined + 5), ==, rank);
}

/* Parts in which none, few, half, most or all match, appended in pieces of any size; then some that
 * match after all, or do not. A copy is brought up to date now and then. */
static void
test_random (void)
{
  static const guint densities[] = { 0, 1, 2000, 32768, 60000, 65535, 65536 };

  for (guint round = 0; round < 12; round++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (round);
      g_autoptr (TaplineMatches) matches = tapline_matches_new ();
      g_autoptr (TaplineMatches) copy = tapline_matches_new ();
      g_autofree guint8 *expected = g_malloc0 (N_MESSAGES);
      g_autofree guint8 *before = NULL;
      guint64 n = 0;

      while (n < N_MESSAGES)
        {
          guint64 bits[40] = { 0 };
          gsize n_bits = (gsize) g_rand_int_range (rand, 0, round % 3 ? 2500 : 70);
          guint density = densities[(n / 70000 + round) % G_N_ELEMENTS (densities)];

          n_bits = MIN (n_bits, N_MESSAGES - n);
          for (gsize i = 0; i < n_bits; i++)
            if (g_rand_int (rand) % 65536 < density)
              {
                bits[i / 64] |= G_GUINT64_CONSTANT (1) << (i % 64);
                expected[n + i] = 1;
              }
          /* What is behind the last bit does not count. */
          if (n_bits % 64 > 0)
            bits[n_bits / 64] |= G_MAXUINT64 << (n_bits % 64);
          tapline_matches_append (matches, bits, n_bits);
          n += n_bits;
          if (n_bits % 5 == 0)
            tapline_matches_update (copy, matches);
        }
      check (matches, expected, n);
      tapline_matches_update (copy, matches);
      check (copy, expected, n);

      before = g_memdup2 (expected, N_MESSAGES);
      for (guint i = 0; i < 300; i++)
        {
          guint64 number = g_rand_int (rand) % N_MESSAGES;

          expected[number] = (guint8) g_rand_int_range (rand, 0, 2);
          tapline_matches_set (matches, number, expected[number]);
          g_assert_true (tapline_matches_contains (matches, number) == expected[number]);
        }
      check (matches, expected, n);
      /* The copy is still what it was. */
      check (copy, before, n);
      tapline_matches_update (copy, matches);
      check (copy, expected, n);
    }
}

/* A hundred million messages. */
static void
test_size (void)
{
  static const struct
  {
    guint64 word;
    gsize   at_most;
  } cases[] = {
    { G_MAXUINT64, 100000 },
    { 0, 100000 },
    { 1, 13500000 }, /* one in 64 is 2 bytes each or 8 KiB a chunk */
    { G_GUINT64_CONSTANT (0x5555555555555555), 13500000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TaplineMatches) matches = tapline_matches_new ();
      guint64 words[1000];
      guint64 n = 0;

      for (gsize j = 0; j < G_N_ELEMENTS (words); j++)
        words[j] = cases[i].word;
      for (; n < 100 * 1000 * 1000; n += 64 * G_N_ELEMENTS (words))
        tapline_matches_append (matches, words, 64 * G_N_ELEMENTS (words));
      g_assert_cmpuint (tapline_matches_get_n (matches), ==,
                        n / 64 * (guint) __builtin_popcountll (cases[i].word));
      g_test_message ("%" G_GSIZE_FORMAT " bytes", tapline_matches_get_size (matches));
      g_assert_cmpuint (tapline_matches_get_size (matches), <, cases[i].at_most);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/matches/random", test_random);
  g_test_add_func ("/matches/size", test_size);

  return g_test_run ();
}
