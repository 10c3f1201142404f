/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the rows of a list are after some came and some went. Each edit is told in the numbers that
 * the rows have after the one before.
 *
 * Threads: its user's.
 */
#include "config.h"

#include "tapline-list-edits.h"

typedef struct
{
  guint64  row;
  gboolean added;
} Edit;

struct _TaplineListEdits
{
  GArray *edits; /* Edit */
};

/**
 * tapline_list_edits_new:
 *
 * Thread: any, as all of these.
 *
 * Returns: (transfer full): no edits yet
 */
TaplineListEdits *
tapline_list_edits_new (void)
{
  TaplineListEdits *self = g_new0 (TaplineListEdits, 1);

  self->edits = g_array_new (FALSE, FALSE, sizeof (Edit));

  return self;
}

/**
 * tapline_list_edits_free:
 * @self: (transfer full): edits
 */
void
tapline_list_edits_free (TaplineListEdits *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->edits);
  g_free (self);
}

/**
 * tapline_list_edits_add:
 * @self: edits
 * @row: which row
 * @added: whether it has come, before the one that had this number; else it has gone
 */
void
tapline_list_edits_add (TaplineListEdits *self,
                        guint64           row,
                        gboolean          added)
{
  const Edit edit = { row, added };

  g_return_if_fail (self != NULL);

  g_array_append_val (self->edits, edit);
}

/* Whether the list is what it was. */
gboolean
tapline_list_edits_is_empty (const TaplineListEdits *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->edits->len == 0;
}

/**
 * tapline_list_edits_renumber:
 * @self: edits
 * @row: (inout): the number of a row before them; the one that it has now, or of a row that has
 *   gone that of the next one
 *
 * Returns: whether the row is still there
 */
gboolean
tapline_list_edits_renumber (const TaplineListEdits *self,
                             guint64                *row)
{
  gboolean is_there = TRUE;

  g_return_val_if_fail (self != NULL && row != NULL, FALSE);

  for (guint i = 0; i < self->edits->len; i++)
    {
      const Edit *edit = &g_array_index (self->edits, Edit, i);

      if (edit->added && *row >= edit->row)
        ++*row;
      else if (!edit->added && *row > edit->row)
        --*row;
      else if (!edit->added && *row == edit->row)
        is_there = FALSE;
    }

  return is_there;
}

static TaplineLogRanges *
apply (const Edit             *edit,
       const TaplineLogRanges *former)
{
  TaplineLogRanges *ranges = tapline_log_ranges_new ();

  for (guint i = 0; i < tapline_log_ranges_get_n (former); i++)
    {
      TaplineLogRange range = *tapline_log_ranges_get (former, i);

      if (edit->added && range.start < edit->row && range.end > edit->row)
        {
          tapline_log_ranges_add (ranges, range.start, edit->row);
          range.start = edit->row;
        }
      if (edit->added)
        {
          range.start += range.start >= edit->row ? 1 : 0;
          range.end += range.end > edit->row ? 1 : 0;
        }
      else
        {
          range.start -= range.start > edit->row ? 1 : 0;
          range.end -= range.end > edit->row ? 1 : 0;
        }
      if (range.start < range.end)
        tapline_log_ranges_add (ranges, range.start, range.end);
    }

  return ranges;
}

/**
 * tapline_list_edits_renumber_ranges:
 * @self: edits
 * @former: rows before them
 *
 * Returns: (transfer full): where those are now that are still there
 */
TaplineLogRanges *
tapline_list_edits_renumber_ranges (const TaplineListEdits *self,
                                    const TaplineLogRanges *former)
{
  TaplineLogRanges *ranges;

  g_return_val_if_fail (self != NULL && former != NULL, NULL);

  ranges = tapline_log_ranges_copy (former);
  for (guint i = 0; i < self->edits->len; i++)
    {
      TaplineLogRanges *before = ranges;

      ranges = apply (&g_array_index (self->edits, Edit, i), before);
      tapline_log_ranges_free (before);
    }

  return ranges;
}
