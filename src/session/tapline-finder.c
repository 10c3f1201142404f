/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search through the messages of a transcript, seen from the UI thread.
 *
 * The search belongs to one index. Another framing is another index: then the same query is looked
 * for from the start, in the new messages. Each `changed` of the transcript wakes the search, since
 * silence makes messages of bytes that were there before.
 *
 * Threads: the UI's. The search tells of more on its own threads by ringing the bell; the answer
 * takes over the counters, so what is told stands still until the next `changed`. Messages that the
 * transcript does not show yet are not told of. Matches that have come or gone among those that
 * were told of (tapline_search_correct()) are taken over then as well, and `edited` tells which.
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
  GError             *error;    /* that of the search when it was last looked at, or why none is */
  TaplineSearchState  state;    /* likewise */
  guint64             examined; /* likewise */
  guint64             matches;  /* likewise: of these */
};

G_DEFINE_FINAL_TYPE (TaplineFinder, tapline_finder, G_TYPE_OBJECT)

enum
{
  CHANGED,
  EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Takes over matches that have come or gone. Returns (transfer full): those of the messages that it
 * was told of. */
static TaplineListEdits *
correct (TaplineFinder *self)
{
  g_autoptr (GArray) edits = g_array_new (FALSE, FALSE, sizeof (TaplineSearchEdit));
  TaplineListEdits *seen = tapline_list_edits_new ();

  tapline_search_correct (self->search, edits);
  for (guint i = 0; i < edits->len; i++)
    {
      const TaplineSearchEdit *edit = &g_array_index (edits, TaplineSearchEdit, i);

      if (edit->number < self->examined)
        tapline_list_edits_add (seen, edit->rank, edit->added);
    }

  return seen;
}

static void
look (TaplineFinder *self)
{
  TaplineMessageList *list = TAPLINE_MESSAGE_LIST (self->transcript);

  /* The state first: what is found later can only be more. */
  self->state = tapline_search_get_state (self->search);
  self->examined =
    MIN (tapline_counter_read (&tapline_search_get_counters (self->search)->examined),
         tapline_message_list_get_n_messages (list));
  self->matches = tapline_search_get_rank (self->search, self->examined);
  g_clear_error (&self->error);
  self->error = tapline_search_dup_error (self->search);
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
  g_clear_error (&self->error);
  self->state = TAPLINE_SEARCH_CAUGHT_UP;
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

  self->search = tapline_search_new (index, self->query, self->flags, ring_cb, self->bell,
                                     &self->error);
  self->state = self->search != NULL ? TAPLINE_SEARCH_RUNNING : TAPLINE_SEARCH_FAILED;

  return self->search != NULL;
}

static void
answer (gpointer user_data)
{
  TaplineFinder *self = user_data;
  g_autoptr (TaplineListEdits) edits = NULL;

  if (self->search != NULL)
    {
      edits = correct (self);
      look (self);
      if (!tapline_list_edits_is_empty (edits))
        g_signal_emit (self, signals[EDITED], 0, edits);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
list_changed_cb (TaplineFinder *self)
{
  if (self->search != NULL)
    tapline_search_wake (self->search);
  else if (self->error == NULL)
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
  self->state = TAPLINE_SEARCH_CAUGHT_UP;
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
    g_propagate_error (error, g_error_copy (self->error));

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

  return self->state;
}

/* (nullable): a sentence for the user, see tapline_search_dup_error(). */
const GError *
tapline_finder_get_error (TaplineFinder *self)
{
  g_return_val_if_fail (TAPLINE_IS_FINDER (self), NULL);

  return self->error;
}

TaplineMatches *
tapline_finder_dup_matches (TaplineFinder *self)
{
  g_return_val_if_fail (TAPLINE_IS_FINDER (self), NULL);

  return self->search != NULL ? tapline_search_dup_matches (self->search) : NULL;
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

  return rank < self->matches && tapline_search_get_match (self->search, rank, number);
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

  return self->search == NULL ? 0 : MIN (tapline_search_get_rank (self->search, number),
                                         self->matches);
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

/**
 * tapline_finder_count_parts:
 * @self: a finder
 * @counts: (out caller-allocates) (array length=n_parts): how many matches each part has
 * @n_parts: into how many parts of the same size what is shown is divided
 *
 * See tapline_search_count_parts().
 */
void
tapline_finder_count_parts (TaplineFinder *self,
                            guint64       *counts,
                            guint          n_parts)
{
  TaplineMessageList *list;

  g_return_if_fail (TAPLINE_IS_FINDER (self));

  list = TAPLINE_MESSAGE_LIST (self->transcript);
  if (self->search != NULL)
    tapline_search_count_parts (self->search, tapline_message_list_get_n_messages (list), counts,
                                n_parts);
  else
    for (guint i = 0; i < n_parts; i++)
      counts[i] = 0;
}
