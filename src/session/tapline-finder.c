/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search through the messages of a transcript, seen from the UI thread.
 *
 * The search belongs to one index. Another framing is another index: then the same query is looked
 * for from the start, in the new messages. Each `changed` of the transcript wakes the search, since
 * silence makes messages of bytes that were there before.
 *
 * Threads: the UI's. The search tells of more on its own threads by ringing the bell; the answer
 * takes over what was found, so what is told stands still until the next `changed`. If the search
 * is just writing, the answer is put off. Messages that the transcript does not show yet are not
 * told of. Which matches have come or gone among those that were told of, `edited` tells before.
 */
#include "config.h"

#include "tapline-bell.h"
#include "tapline-finder.h"
#include "tapline-list-edits.h"

struct _TaplineFinder
{
  GObject             parent_instance;

  /* immutable */
  TaplineTranscript  *transcript;
  TaplineBell        *bell;

  /* UI thread */
  TaplineQuery       *query;
  TaplineSearchFlags  flags;
  TaplineSearch      *search;   /* NULL without a query, or before there are messages */
  TaplineSearchView   view;     /* of it; or why there is none */
  guint64             examined; /* of the messages that are shown */
  guint64             matches;  /* of these */
};

G_DEFINE_FINAL_TYPE (TaplineFinder, tapline_finder, G_TYPE_OBJECT)

enum
{
  CHANGED,
  EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Whether that could be. Adds to @edits what has come or gone among the matches that were told
 * of. */
static gboolean
look (TaplineFinder    *self,
      TaplineListEdits *edits)
{
  TaplineMessageList *list = TAPLINE_MESSAGE_LIST (self->transcript);

  if (self->search == NULL)
    return TRUE;
  if (!tapline_search_look (self->search, &self->view))
    return FALSE;

  for (guint i = 0; i < self->view.edits->len; i++)
    {
      const TaplineSearchEdit *edit = &g_array_index (self->view.edits, TaplineSearchEdit, i);

      if (edit->number < self->examined)
        tapline_list_edits_add (edits, edit->rank, edit->added);
    }
  self->examined = MIN (tapline_matches_get_n_examined (self->view.matches),
                        tapline_message_list_get_n_messages (list));
  self->matches = tapline_matches_get_rank (self->view.matches, self->examined);

  return TRUE;
}

static void
ring_cb (gpointer data)
{
  tapline_bell_ring (data);
}

static void
end (TaplineFinder *self)
{
  g_clear_pointer (&self->search, tapline_search_free);
  tapline_search_view_clear (&self->view);
  self->view.state = TAPLINE_SEARCH_CAUGHT_UP;
  self->examined = 0;
  self->matches = 0;
}

static gboolean
begin (TaplineFinder *self)
{
  TaplineIndex *index = tapline_transcript_get_index (self->transcript);

  end (self);
  if (self->query == NULL || index == NULL)
    return TRUE;

  self->search = tapline_search_new (index, self->query, self->flags, ring_cb,
                                     tapline_bell_ref (self->bell),
                                     (GDestroyNotify) tapline_bell_unref, &self->view.error);
  self->view.state = self->search != NULL ? TAPLINE_SEARCH_RUNNING : TAPLINE_SEARCH_FAILED;

  return self->search != NULL;
}

static void
answer (gpointer user_data)
{
  TaplineFinder *self = user_data;
  g_autoptr (TaplineListEdits) edits = tapline_list_edits_new ();

  if (!look (self, edits))
    {
      tapline_bell_ring (self->bell);
      return;
    }
  if (!tapline_list_edits_is_empty (edits))
    g_signal_emit (self, signals[EDITED], 0, edits);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
list_changed_cb (TaplineFinder *self)
{
  if (self->search != NULL)
    tapline_search_wake (self->search);
  else if (self->view.error == NULL)
    begin (self);
  /* The search may be ahead of what was shown, and has nothing to tell then. */
  if (self->search != NULL)
    tapline_bell_ring (self->bell);
}

static void
list_renumbered_cb (TaplineFinder *self)
{
  if (self->query == NULL)
    return;
  begin (self);
  tapline_bell_ring (self->bell);
}

static void
tapline_finder_dispose (GObject *object)
{
  TaplineFinder *self = TAPLINE_FINDER (object);

  end (self);
  tapline_bell_remove (self->bell);
  g_clear_object (&self->transcript);

  G_OBJECT_CLASS (tapline_finder_parent_class)->dispose (object);
}

static void
tapline_finder_finalize (GObject *object)
{
  TaplineFinder *self = TAPLINE_FINDER (object);

  g_clear_pointer (&self->query, tapline_query_unref);
  g_clear_pointer (&self->bell, tapline_bell_unref);

  G_OBJECT_CLASS (tapline_finder_parent_class)->finalize (object);
}

static void
tapline_finder_class_init (TaplineFinderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tapline_finder_dispose;
  object_class->finalize = tapline_finder_finalize;

  /**
   * TaplineFinder::changed:
   *
   * More was examined, or found, or the search ended. At most 60 times a second.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * TaplineFinder::edited:
   * @edits: #TaplineListEdits of the list of matches
   *
   * Messages that were examined have come to match or do not any more, as they were marked or their
   * marks were removed. `changed` follows.
   */
  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
tapline_finder_init (TaplineFinder *self)
{
  self->bell = tapline_bell_new (answer, self);
  self->view.state = TAPLINE_SEARCH_CAUGHT_UP;
}

/**
 * tapline_finder_new:
 * @transcript: what to search, open or to be opened; messages of another framing are searched anew
 *
 * Returns: (transfer full): a finder that looks for nothing yet
 */
TaplineFinder *
tapline_finder_new (TaplineTranscript *transcript)
{
  TaplineFinder *self;

  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (transcript), NULL);

  self = g_object_new (TAPLINE_TYPE_FINDER, NULL);
  self->transcript = g_object_ref (transcript);
  g_signal_connect_object (transcript, "changed", G_CALLBACK (list_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (transcript, "renumbered", G_CALLBACK (list_renumbered_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * tapline_finder_set_query:
 * @self: a finder
 * @query: (nullable): what is wanted from now on; %NULL for nothing
 * @flags: as for tapline_search_new()
 * @error: return location: no thread can be had for it
 *
 * Forgets what was found and begins at once, or when the transcript is open. `changed` follows.
 *
 * Returns: %FALSE if it cannot be looked for now
 */
gboolean
tapline_finder_set_query (TaplineFinder       *self,
                          TaplineQuery        *query,
                          TaplineSearchFlags   flags,
                          GError             **error)
{
  gboolean begun;

  g_return_val_if_fail (TAPLINE_IS_FINDER (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (query != NULL)
    tapline_query_ref (query);
  g_clear_pointer (&self->query, tapline_query_unref);
  self->query = query;
  self->flags = flags;
  begun = begin (self);
  tapline_bell_ring (self->bell);
  if (!begun)
    g_propagate_error (error, g_error_copy (self->view.error));

  return begun;
}

TaplineQuery *
tapline_finder_get_query (TaplineFinder *self)
{
  g_return_val_if_fail (TAPLINE_IS_FINDER (self), NULL);

  return self->query;
}

/* How many messages, from the first on, it is known of whether they match. */
guint64
tapline_finder_get_examined (TaplineFinder *self)
{
  g_return_val_if_fail (TAPLINE_IS_FINDER (self), 0);

  return self->examined;
}

/* How many of those that were examined match. */
guint64
tapline_finder_get_matches (TaplineFinder *self)
{
  g_return_val_if_fail (TAPLINE_IS_FINDER (self), 0);

  return self->matches;
}

/* How much of what is shown was examined, from 0 to 1; 1 if nothing is looked for. */
double
tapline_finder_get_progress (TaplineFinder *self)
{
  guint64 n_messages;

  g_return_val_if_fail (TAPLINE_IS_FINDER (self), 1);

  n_messages = tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (self->transcript));

  return self->search != NULL && n_messages > 0 ? (double) self->examined / (double) n_messages
                                                : 1;
}

/* Whether there is more to come; it is caught up if nothing is looked for. */
TaplineSearchState
tapline_finder_get_state (TaplineFinder *self)
{
  g_return_val_if_fail (TAPLINE_IS_FINDER (self), TAPLINE_SEARCH_CAUGHT_UP);

  return self->view.state;
}

/* (nullable): a sentence for the user, see tapline_search_look(). */
const GError *
tapline_finder_get_error (TaplineFinder *self)
{
  g_return_val_if_fail (TAPLINE_IS_FINDER (self), NULL);

  return self->view.error;
}

TaplineMatches *
tapline_finder_copy_matches (TaplineFinder *self)
{
  TaplineMatches *matches;

  g_return_val_if_fail (TAPLINE_IS_FINDER (self), NULL);

  matches = tapline_matches_new ();
  if (self->view.matches != NULL)
    tapline_matches_update (matches, self->view.matches);

  return matches;
}

/**
 * tapline_finder_get_match:
 * @self: a finder
 * @rank: place in the list of matches, from 0
 * @number: (out): number of the message there
 *
 * Returns: %FALSE if there are not as many
 */
gboolean
tapline_finder_get_match (TaplineFinder *self,
                          guint64        rank,
                          guint64       *number)
{
  g_return_val_if_fail (TAPLINE_IS_FINDER (self), FALSE);

  if (rank >= self->matches)
    return FALSE;
  *number = tapline_matches_get (self->view.matches, rank);

  return TRUE;
}

/**
 * tapline_finder_get_rank:
 * @self: a finder
 * @number: a message's
 *
 * Returns: how many matches are before the message; if it matches that is its place in the list
 */
guint64
tapline_finder_get_rank (TaplineFinder *self,
                         guint64        number)
{
  g_return_val_if_fail (TAPLINE_IS_FINDER (self), 0);

  if (self->view.matches == NULL)
    return 0;

  return MIN (tapline_matches_get_rank (self->view.matches, number), self->matches);
}

/**
 * tapline_finder_find_next:
 * @self: a finder
 * @from: a message's number
 * @number: (out): the first match at or behind it
 *
 * Returns: %FALSE if there is none yet
 */
gboolean
tapline_finder_find_next (TaplineFinder *self,
                          guint64        from,
                          guint64       *number)
{
  return tapline_finder_get_match (self, tapline_finder_get_rank (self, from), number);
}

/**
 * tapline_finder_find_previous:
 * @self: a finder
 * @from: a message's number
 * @number: (out): the last match before it
 *
 * Returns: %FALSE if there is none
 */
gboolean
tapline_finder_find_previous (TaplineFinder *self,
                              guint64        from,
                              guint64       *number)
{
  guint64 rank = tapline_finder_get_rank (self, from);

  return rank > 0 && tapline_finder_get_match (self, rank - 1, number);
}
