/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random edits of a list, beside the same done to an array. */
#include "config.h"

#include "tapline-list-edits.h"

#define ROWS 60

static void
test_random (void)
{
  for (guint seed = 0; seed < 200; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autoptr (TaplineListEdits) edits = tapline_list_edits_new ();
      g_autoptr (TaplineLogRanges) former = tapline_log_ranges_new ();
      g_autoptr (TaplineLogRanges) ranges = NULL;
      guint64 n_selected = 0;

      g_assert_true (tapline_list_edits_is_empty (edits));
      for (guint i = 0; i < ROWS; i++)
        {
          g_array_append_val (rows, i);
          if (g_rand_boolean (rand))
            tapline_log_ranges_add (former, i, i + 1);
        }
      for (int n = g_rand_int_range (rand, 1, 20); n > 0; n--)
        {
          guint row = (guint) g_rand_int_range (rand, 0, (gint32) rows->len);
          gboolean added = g_rand_boolean (rand);
          const guint other = ROWS;

          tapline_list_edits_add (edits, row, added);
          if (added)
            g_array_insert_val (rows, row, other);
          else
            g_array_remove_index (rows, row);
        }
      g_assert_false (tapline_list_edits_is_empty (edits));

      ranges = tapline_list_edits_renumber_ranges (edits, former);
      for (guint i = 0, at = 0; i < ROWS; i++)
        {
          guint64 row = i;
          gboolean is_there = tapline_list_edits_renumber (edits, &row);

          while (at < rows->len && g_array_index (rows, guint, at) != i)
            at++;
          g_assert_true (is_there == (at < rows->len));
          if (is_there)
            {
              g_assert_cmpuint (row, ==, at);
              g_assert_true (tapline_log_ranges_contains (ranges, row)
                             == tapline_log_ranges_contains (former, i));
              n_selected += tapline_log_ranges_contains (former, i);
            }
          else
            at = 0;
        }
      g_assert_cmpuint (tapline_log_ranges_count (ranges), ==, n_selected);
    }
}

/* A row that has gone leaves its place to the next one. */
static void
test_gone (void)
{
  g_autoptr (TaplineListEdits) edits = tapline_list_edits_new ();
  guint64 row = 5;

  tapline_list_edits_add (edits, 5, FALSE);
  tapline_list_edits_add (edits, 2, TRUE);
  g_assert_false (tapline_list_edits_renumber (edits, &row));
  g_assert_cmpuint (row, ==, 6);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list-edits/random", test_random);
  g_test_add_func ("/list-edits/gone", test_gone);

  return g_test_run ();
}
