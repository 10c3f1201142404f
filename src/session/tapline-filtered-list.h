/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message-set.h"
#include "tapline-query.h"
#include "tapline-transcript.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_FILTERED_LIST (tapline_filtered_list_get_type ())
/* The messages of a transcript that a filter lets through, or all of them: a #TaplineMessageList
 * whose numbers are called rows here, beside the transcript's numbers. */
G_DECLARE_FINAL_TYPE (TaplineFilteredList, tapline_filtered_list, TAPLINE, FILTERED_LIST, GObject)

TaplineFilteredList *tapline_filtered_list_new          (TaplineTranscript    *transcript);
TaplineTranscript   *tapline_filtered_list_get_transcript (TaplineFilteredList *self);
gboolean             tapline_filtered_list_set_query    (TaplineFilteredList  *self,
                                                         TaplineQuery         *query,
                                                         GError              **error);
/* (transfer none) (nullable): the filter that was set last; %NULL if all messages are rows. */
TaplineQuery        *tapline_filtered_list_get_query    (TaplineFilteredList  *self);
gboolean             tapline_filtered_list_is_filtered  (TaplineFilteredList  *self);
gboolean             tapline_filtered_list_is_preparing (TaplineFilteredList  *self);
double               tapline_filtered_list_get_progress (TaplineFilteredList  *self);
const GError        *tapline_filtered_list_get_error    (TaplineFilteredList  *self);

gboolean             tapline_filtered_list_get_number   (TaplineFilteredList  *self,
                                                         guint64               row,
                                                         guint64              *number);
gboolean             tapline_filtered_list_get_row      (TaplineFilteredList  *self,
                                                         guint64               number,
                                                         guint64              *row);
TaplineMessageSet   *tapline_filtered_list_create_set   (TaplineFilteredList  *self,
                                                         const TaplineLogRanges *rows);

G_END_DECLS
