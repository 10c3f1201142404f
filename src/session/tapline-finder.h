/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-search.h"
#include "tapline-transcript.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_FINDER (tapline_finder_get_type ())
/* Which messages of a transcript a query wants: a search that goes on in the background, seen from
 * the UI thread. What it tells stands still between two of its signals `changed`. */
G_DECLARE_FINAL_TYPE (TaplineFinder, tapline_finder, TAPLINE, FINDER, GObject)

TaplineFinder      *tapline_finder_new           (TaplineTranscript    *transcript);
gboolean            tapline_finder_set_query     (TaplineFinder        *self,
                                                  TaplineQuery         *query,
                                                  TaplineSearchFlags    flags,
                                                  GError              **error);
/* (transfer none) (nullable): %NULL if nothing is looked for. */
TaplineQuery       *tapline_finder_get_query     (TaplineFinder        *self);
guint64             tapline_finder_get_examined  (TaplineFinder        *self);
guint64             tapline_finder_get_matches   (TaplineFinder        *self);
double              tapline_finder_get_progress  (TaplineFinder        *self);
TaplineSearchState  tapline_finder_get_state     (TaplineFinder        *self);
const GError       *tapline_finder_get_error     (TaplineFinder        *self);
/* (transfer full): the matches, for another thread; more of them than the finder tells of,
 * perhaps. */
TaplineMatches     *tapline_finder_copy_matches  (TaplineFinder        *self);

/* The matches as a list, in the order of the log. */
gboolean            tapline_finder_get_match     (TaplineFinder        *self,
                                                  guint64               rank,
                                                  guint64              *number);
guint64             tapline_finder_get_rank      (TaplineFinder        *self,
                                                  guint64               number);
gboolean            tapline_finder_find_next     (TaplineFinder        *self,
                                                  guint64               from,
                                                  guint64              *number);
gboolean            tapline_finder_find_previous (TaplineFinder        *self,
                                                  guint64               from,
                                                  guint64              *number);

G_END_DECLS
