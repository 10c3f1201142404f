/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a filtered list. A row leads to its message, and a message to its row, through the
 * compressed set of what a search has found (tapline-matches.c). What is unfinished comes behind
 * the matches, if its beginning matches.
 *
 * Threads: the UI's. A set for export goes to another thread, with a copy of the matches.
 */
#include "config.h"

#include "tapline-filtered-rows.h"

#define PENDING_HEAD 4096 /* bytes of what is unfinished that are compared */

static guint64
n_all (const TaplineFilteredRows *rows)
{
  return tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (rows->transcript));
}

/* How many there are, without what is unfinished. */
guint64
tapline_filtered_rows_get_n (const TaplineFilteredRows *rows)
{
  return rows->finder == NULL ? n_all (rows) : tapline_finder_get_matches (rows->finder);
}

gboolean
tapline_filtered_rows_get_number (const TaplineFilteredRows *rows,
                                  guint64                    row,
                                  guint64                   *number)
{
  guint64 n_matches;

  if (rows->finder == NULL)
    {
      *number = row;
      return row < n_all (rows) + rows->n_pending;
    }
  n_matches = tapline_finder_get_matches (rows->finder);
  if (row < n_matches)
    return tapline_finder_get_match (rows->finder, row, number);
  if (row - n_matches >= rows->n_pending)
    return FALSE;
  *number = rows->pending[row - n_matches];

  return TRUE;
}

/* How many rows are before message @number; %TRUE if the row with that number is the message. */
gboolean
tapline_filtered_rows_get_row (const TaplineFilteredRows *rows,
                               guint64                    number,
                               guint64                   *row)
{
  guint64 found;

  if (rows->finder == NULL)
    {
      *row = number;
    }
  else
    {
      *row = tapline_finder_get_rank (rows->finder, number);
      for (guint i = 0; i < rows->n_pending && rows->pending[i] < number; i++)
        ++*row;
    }

  return tapline_filtered_rows_get_number (rows, *row, &found) && found == number;
}

static gboolean
matches (const TaplineFilteredRows *rows,
         TaplineQuery              *query,
         guint64                    number)
{
  TaplineMessageList *all = TAPLINE_MESSAGE_LIST (rows->transcript);
  g_autofree char *note = NULL;
  TaplineMessage message;

  if (tapline_query_asks_for_marks (query))
    note = tapline_message_list_dup_mark (all, number);

  return tapline_message_list_get_message (all, number, PENDING_HEAD, &message)
         && tapline_query_match (query, &message, note != NULL, message.head, message.head_length)
            == TAPLINE_PATTERN_FOUND;
}

/* Which unfinished messages are rows. */
void
tapline_filtered_rows_look_at_pending (TaplineFilteredRows *rows)
{
  guint n = tapline_message_list_get_n_pending (TAPLINE_MESSAGE_LIST (rows->transcript));
  g_autoptr (TaplineQuery) query = NULL;

  if (rows->finder != NULL && n > 0)
    query = tapline_query_new_brief (tapline_finder_get_query (rows->finder));
  rows->n_pending = rows->finder == NULL ? n : 0;
  for (guint i = 0; query != NULL && i < MIN (n, TAPLINE_FILTERED_PENDING_MAX); i++)
    if (matches (rows, query, n_all (rows) + i))
      rows->pending[rows->n_pending++] = n_all (rows) + i;
}

/* Rows as a set of messages. */
typedef struct
{
  TaplineMatches      *matches;
  TaplineMessageSet   *rows;
  TaplineFilteredRows  shown;     /* only what is unfinished in it */
  guint64              n_matches;
} RowSet;

static gboolean
find_in_rows (gpointer  data,
              guint64  *number)
{
  RowSet *self = data;
  guint64 row = MIN (tapline_matches_get_rank (self->matches, *number), self->n_matches);

  if (row == self->n_matches)
    for (guint i = 0; i < self->shown.n_pending && self->shown.pending[i] < *number; i++)
      row++;
  if (!tapline_message_set_find (self->rows, &row))
    return FALSE;
  if (row < self->n_matches)
    *number = tapline_matches_get (self->matches, row);
  else if (row - self->n_matches < self->shown.n_pending)
    *number = self->shown.pending[row - self->n_matches];
  else
    return FALSE;

  return TRUE;
}

static void
free_rows (gpointer data)
{
  RowSet *self = data;

  tapline_matches_free (self->matches);
  tapline_message_set_free (self->rows);
  g_free (self);
}

/* (transfer full): the messages in some rows, for another thread if need be. */
TaplineMessageSet *
tapline_filtered_rows_create_set (const TaplineFilteredRows *rows,
                                  const TaplineLogRanges    *ranges)
{
  RowSet *set;

  if (rows->finder == NULL)
    return tapline_message_set_new_ranges (ranges);

  set = g_new0 (RowSet, 1);
  set->matches = tapline_finder_copy_matches (rows->finder);
  set->rows = tapline_message_set_new_ranges (ranges);
  set->shown = *rows;
  set->n_matches = tapline_finder_get_matches (rows->finder);

  return tapline_message_set_new (find_in_rows, set, free_rows,
                                  tapline_log_ranges_count (ranges));
}
