/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-finder.h"
#include "tapline-message-set.h"

G_BEGIN_DECLS

#define TAPLINE_FILTERED_PENDING_MAX 16 /* as many as a reader keeps */

/* What the rows of a filtered list are: matches and what is unfinished. */
typedef struct
{
  TaplineTranscript *transcript; /* borrowed */
  TaplineFinder     *finder;     /* (nullable): all messages are rows */
  guint64            pending[TAPLINE_FILTERED_PENDING_MAX]; /* numbers; only with a finder */
  guint              n_pending;
} TaplineFilteredRows;

guint64            tapline_filtered_rows_get_n           (const TaplineFilteredRows *rows);
gboolean           tapline_filtered_rows_get_number      (const TaplineFilteredRows *rows,
                                                          guint64                    row,
                                                          guint64                   *number);
gboolean           tapline_filtered_rows_get_row         (const TaplineFilteredRows *rows,
                                                          guint64                    number,
                                                          guint64                   *row);
void               tapline_filtered_rows_look_at_pending (TaplineFilteredRows       *rows);
TaplineMessageSet *tapline_filtered_rows_create_set      (const TaplineFilteredRows *rows,
                                                          const TaplineLogRanges    *ranges);

G_END_DECLS
