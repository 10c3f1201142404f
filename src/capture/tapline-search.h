/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-index.h"
#include "tapline-matches.h"
#include "tapline-query.h"

G_BEGIN_DECLS

/* Goes through all messages of an index in the background, and follows it as it grows: which of
 * them does a query want? What was found can be read while it runs, as a list. */
typedef struct _TaplineSearch TaplineSearch;

typedef enum
{
  TAPLINE_SEARCH_STREAM = 1 << 0, /* a match may go across messages, see tapline_search_new() */
} TaplineSearchFlags;

typedef enum
{
  TAPLINE_SEARCH_RUNNING,
  TAPLINE_SEARCH_CAUGHT_UP, /* all that is indexed was examined; goes on when there is more */
  TAPLINE_SEARCH_FAILED,    /* ended early, see tapline_search_dup_error() */
  TAPLINE_SEARCH_CANCELLED,
} TaplineSearchState;

/* Written by the search's threads alone. */
typedef struct
{
  TaplineCounter examined; /* messages, from the first on, of which it is known */
  TaplineCounter matches;  /* how many of these match */
} TaplineSearchCounters;

/**
 * TaplineSearchEdit:
 * @rank: where in the list of matches it is, or was
 * @number: of the message
 * @added: whether it has come; else it has gone
 *
 * A message that has come to match, or does not any more.
 */
typedef struct
{
  guint64  rank;
  guint64  number;
  gboolean added;
} TaplineSearchEdit;

/* Called on a thread of the search when there is more. Must return at once and not call the
 * search; tapline_bell_ring() is made for it. Not called any more once
 * tapline_search_cancel() has returned. */
typedef void (*TaplineSearchNotify) (gpointer user_data);

TaplineSearch               *tapline_search_new          (TaplineIndex         *index,
                                                          TaplineQuery         *query,
                                                          TaplineSearchFlags    flags,
                                                          TaplineSearchNotify   notify,
                                                          gpointer              user_data,
                                                          GError              **error);
TaplineSearch               *tapline_search_ref          (TaplineSearch        *self);
void                         tapline_search_unref        (TaplineSearch        *self);
void                         tapline_search_free         (TaplineSearch        *self);
void                         tapline_search_cancel       (TaplineSearch        *self);
void                         tapline_search_wake         (TaplineSearch        *self);
TaplineSearchState           tapline_search_get_state    (TaplineSearch        *self);
GError                      *tapline_search_dup_error    (TaplineSearch        *self);
const TaplineSearchCounters *tapline_search_get_counters (TaplineSearch        *self);

void                         tapline_search_correct      (TaplineSearch        *self,
                                                          GArray               *edits);

/* The matches as a list, in the order of the log. */
gboolean                     tapline_search_get_match    (TaplineSearch        *self,
                                                          guint64               rank,
                                                          guint64              *number);
guint64                      tapline_search_get_rank     (TaplineSearch        *self,
                                                          guint64               number);
TaplineMatches              *tapline_search_dup_matches  (TaplineSearch        *self);
gboolean                     tapline_search_find_next    (TaplineSearch        *self,
                                                          guint64               from,
                                                          guint64              *number);
gboolean                     tapline_search_find_previous (TaplineSearch       *self,
                                                          guint64               from,
                                                          guint64              *number);
void                         tapline_search_count_parts  (TaplineSearch        *self,
                                                          guint64               n_messages,
                                                          guint64              *counts,
                                                          guint                 n_parts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineSearch, tapline_search_free)

G_END_DECLS
