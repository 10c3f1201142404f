/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-index.h"
#include "tapline-matches.h"
#include "tapline-query.h"

G_BEGIN_DECLS

/* Goes through all messages of an index in the background, and follows it as it grows: which of
 * them does a query want? What was found by then can be looked at while it runs. */
typedef struct _TaplineSearch TaplineSearch;

typedef enum
{
  TAPLINE_SEARCH_STREAM = 1 << 0, /* a match may go across messages, see tapline_search_new() */
} TaplineSearchFlags;

typedef enum
{
  TAPLINE_SEARCH_RUNNING,
  TAPLINE_SEARCH_CAUGHT_UP, /* all that is indexed was examined; goes on when there is more */
  TAPLINE_SEARCH_FAILED,    /* ended early, see tapline_search_look() */
  TAPLINE_SEARCH_CANCELLED,
} TaplineSearchState;

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

/* How a search stood when it was looked at; all zero before that. */
typedef struct
{
  TaplineSearchState  state;
  TaplineMatches     *matches; /* what was found; NULL before the first look */
  GArray             *edits;   /* (element-type TaplineSearchEdit): what has changed among the
                                * matches since the look before, in this order; else they only
                                * grow at their end; NULL before the first look */
  guint               n_edits; /* how many there were in all */
  GError             *error;   /* (nullable): a sentence for the user, see tapline_search_look() */
} TaplineSearchView;

/* Called on a thread of the search when there is more. Must return at once and not call the
 * search; tapline_bell_ring() is made for it. It may still be running when tapline_search_cancel()
 * has returned. */
typedef void (*TaplineSearchNotify) (gpointer user_data);

TaplineSearch *tapline_search_new        (TaplineIndex         *index,
                                          TaplineQuery         *query,
                                          TaplineSearchFlags    flags,
                                          TaplineSearchNotify   notify,
                                          gpointer              user_data,
                                          GDestroyNotify        destroy,
                                          GError              **error);
void           tapline_search_free       (TaplineSearch        *self);
void           tapline_search_cancel     (TaplineSearch        *self);
void           tapline_search_wake       (TaplineSearch        *self);
gboolean       tapline_search_look       (TaplineSearch        *self,
                                          TaplineSearchView    *view);
void           tapline_search_view_clear (TaplineSearchView    *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineSearch, tapline_search_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TaplineSearchView, tapline_search_view_clear)

G_END_DECLS
