/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every way to count a byte gives the same number at every length and alignment. */
#include "config.h"

#include <string.h>

#include "fixture.h"
#include "tapline-scan.h"

#define LONGEST 40000 /* more than 255 steps of 32 bytes, several times */

static gsize
count_naively (const guint8 *bytes,
               gsize         length,
               guint8        wanted)
{
  gsize count = 0;

  for (gsize i = 0; i < length; i++)
    count += bytes[i] == wanted;

  return count;
}

static void
check (const guint8 *bytes,
       gsize         length,
       guint8        wanted)
{
  guint n_scanners;
  const TaplineScanner *scanners = tapline_scan_list_scanners (&n_scanners);
  gsize expected = count_naively (bytes, length, wanted);

  for (guint i = 0; i < n_scanners; i++)
    g_assert_cmpuint (scanners[i].count (bytes, length, wanted), ==, expected);
  g_assert_cmpuint (tapline_scan_count (bytes, length, wanted), ==, expected);
}

static void
test_boundaries (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint8 bytes[512];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (g_rand_int (rand) % 3 + 9);
  for (gsize at = 0; at < 64; at++)
    for (gsize length = 0; length < 400; length++)
      {
        /* A copy of just this size lets the sanitizers see every byte beyond. */
        g_autofree guint8 *exact = g_memdup2 (bytes + at, length);

        check (bytes + at, length, '\n');
        check (exact, length, '\n');
      }
}

static void
test_long (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autofree guint8 *bytes = g_malloc (LONGEST);

  for (int round = 0; round < 400; round++)
    {
      gsize length = (gsize) g_rand_int_range (rand, 0, LONGEST);

      switch (round % 4)
        {
        case 0:
          memset (bytes, '\n', length);
          break;

        case 1:
          memset (bytes, 0xff, length);
          break;

        default:
          fixture_fill (rand, bytes, length);
          break;
        }
      check (bytes, length, round % 8 < 4 ? '\n' : 0xff);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/boundaries", test_boundaries);
  g_test_add_func ("/scan/long", test_long);

  return g_test_run ();
}
