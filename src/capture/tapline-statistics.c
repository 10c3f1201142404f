/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums, distributions and rates of all messages of an index, in the same memory for any recording.
 *
 * Threads: a follower counts into `counted`, which is its own, and now and then puts a copy of it
 * into `news`, in the place of one that nobody has looked at. The owner takes it away when it
 * looks. Each is an exchange of pointers, so neither waits for the other.
 */
#include "config.h"

#include <string.h>

#include "tapline-statistics.h"

#define SLOT_WIDTH (G_TIME_SPAN_SECOND / 10) /* of the history, at first */

/* What is counted. */
typedef struct
{
  TaplineFigures  figures;
  GArray         *peers;  /* TaplinePeerFigures */
  gboolean        others; /* whether there are more peers */
  TaplinePeerFigures rest; /* these together */
} Count;

typedef struct
{
  /* the owner's */
  Count           *shown;

  /* the follower's thread */
  Count            counted;
  GHashTable      *numbers;    /* TaplineAddress → its place in peers */
  guint32          connection; /* whose peer was looked up last, */
  guint            place;      /* and where that is */

  /* atomic: whoever takes it owns it */
  Count           *news;       /* (nullable) */
} TaplineStatistics;

static Count *
copy (const Count *count)
{
  Count *result = g_memdup2 (count, sizeof *count);

  result->peers = g_array_copy (count->peers);

  return result;
}

static void
free_copy (Count *count)
{
  g_array_unref (count->peers);
  g_free (count);
}

static void
free_statistics (gpointer data)
{
  TaplineStatistics *self = data;

  g_array_unref (self->counted.peers);
  g_hash_table_unref (self->numbers);
  g_clear_pointer (&self->news, free_copy);
  free_copy (self->shown);
  g_free (self);
}

/* Where the peer is counted. */
static TaplinePeerFigures *
find_peer (TaplineStatistics    *self,
           guint32               connection,
           const TaplineAddress *address)
{
  Count *count = &self->counted;
  gpointer place;

  if (connection != self->connection || count->peers->len == 0)
    {
      if (g_hash_table_lookup_extended (self->numbers, address, NULL, &place))
        self->place = GPOINTER_TO_UINT (place);
      else if (count->peers->len == TAPLINE_STATISTICS_PEERS_MAX)
        {
          count->others = TRUE;
          return &count->rest;
        }
      else
        {
          TaplinePeerFigures peer = { .peer = *address };

          self->place = count->peers->len;
          g_array_append_val (count->peers, peer);
          g_hash_table_insert (self->numbers, g_memdup2 (address, sizeof *address),
                               GUINT_TO_POINTER (self->place));
        }
      self->connection = connection;
    }

  return &g_array_index (count->peers, TaplinePeerFigures, self->place);
}

static void
add (TaplineTally       *tally,
     const TaplineTally *more)
{
  tally->messages += more->messages;
  tally->bytes += more->bytes;
}

/* Each two slots become one. */
static void
halve (TaplineFigures *figures)
{
  for (guint i = 0; i < TAPLINE_TIMELINE_SLOTS / 2; i++)
    for (guint direction = 0; direction < 2; direction++)
      {
        TaplineTally sum = figures->history[2 * i][direction];

        add (&sum, &figures->history[2 * i + 1][direction]);
        figures->history[i][direction] = sum;
      }
  memset (figures->history[TAPLINE_TIMELINE_SLOTS / 2], 0, sizeof figures->history / 2);
}

/* Counts when it was. */
static void
add_at (TaplineFigures     *figures,
        gint64              time,
        TaplineDirection    direction,
        const TaplineTally *more)
{
  gint64 second = MAX (time, 0) / G_TIME_SPAN_SECOND;
  guint halvings, slot;

  slot = tapline_timeline_find (&figures->timeline, time, &halvings);
  for (; halvings > 0; halvings--)
    halve (figures);
  add (&figures->history[slot][direction], more);

  if (second - figures->second >= TAPLINE_STATISTICS_SECONDS)
    {
      memset (figures->recent, 0, sizeof figures->recent);
      figures->second = second;
    }
  while (figures->second < second)
    {
      figures->second++;
      memset (figures->recent[figures->second % TAPLINE_STATISTICS_SECONDS], 0,
              sizeof figures->recent[0]);
    }
  if (figures->second - second < TAPLINE_STATISTICS_SECONDS)
    add (&figures->recent[second % TAPLINE_STATISTICS_SECONDS][direction], more);
}

static void
take_part (gpointer           data,
           const TaplinePart *part)
{
  TaplineStatistics *self = data;
  TaplineFigures *figures = &self->counted.figures;
  TaplinePeerFigures *peer = find_peer (self, part->connection, part->peer);
  const TaplineTally tally = { .bytes = part->length };

  add (&figures->sums[part->direction], &tally);
  add (&peer->sums[part->direction], &tally);
  add_at (figures, part->time, part->direction, &tally);
  figures->last = MAX (figures->last, part->time);
  peer->last = MAX (peer->last, part->time);
}

static gboolean
take_message (gpointer              data,
              const TaplineMessage *message)
{
  TaplineStatistics *self = data;
  TaplineFigures *figures = &self->counted.figures;
  const TaplineTally tally = { .messages = 1 };
  TaplineDirection direction = message->direction;
  TaplinePeerFigures *peer;
  gint64 *before;

  if (direction == TAPLINE_DIRECTION_NOTE)
    {
      figures->notes++;
      return TRUE;
    }

  peer = find_peer (self, message->connection, &message->peer);
  add (&figures->sums[direction], &tally);
  add (&peer->sums[direction], &tally);
  add_at (figures, message->time, direction, &tally);
  tapline_histogram_add (&figures->sizes[direction], message->length);
  if (message->flags != 0)
    figures->flawed++;

  before = &peer->before[direction];
  if (peer != &self->counted.rest)
    {
      if (*before != 0)
        tapline_histogram_add (&figures->gaps[direction],
                               (guint64) MAX (message->time - *before, 0));
      *before = message->time;
    }

  return TRUE;
}

static void
publish (gpointer data)
{
  TaplineStatistics *self = data;
  Count *former = __atomic_exchange_n (&self->news, copy (&self->counted), __ATOMIC_ACQ_REL);

  g_clear_pointer (&former, free_copy);
}

static const TaplineFollowerFuncs funcs = {
  .take_part = take_part,
  .take_message = take_message,
  .publish = publish,
  .destroy = free_statistics,
};

/**
 * tapline_statistics_follow:
 * @index: what to count; another framing is another index, and so other statistics
 * @notify: (nullable) (scope notified): called on a thread of its own when there is more. Must
 *   return at once; tapline_bell_ring() is made for it
 * @user_data: for @notify
 * @destroy: (nullable): for @user_data, once nothing calls @notify any more, on any thread
 * @error: return location
 *
 * Starts at once. Thread: any; what counts then belongs to it.
 *
 * Returns: (transfer full): what counts, or %NULL with a #G_THREAD_ERROR
 */
TaplineFollower *
tapline_statistics_follow (TaplineIndex        *index,
                           TaplineIndexNotify   notify,
                           gpointer             user_data,
                           GDestroyNotify       destroy,
                           GError             **error)
{
  TaplineStatistics *self = g_new0 (TaplineStatistics, 1);

  self->counted.peers = g_array_new (FALSE, FALSE, sizeof (TaplinePeerFigures));
  self->counted.figures.timeline.width = SLOT_WIDTH;
  self->shown = copy (&self->counted);
  self->numbers = g_hash_table_new_full ((GHashFunc) tapline_address_hash,
                                         (GEqualFunc) tapline_address_equal, g_free, NULL);

  return tapline_follower_new (index, &funcs, self, notify, user_data, destroy, error);
}

/**
 * tapline_statistics_look:
 * @follower: what counts
 * @figures: (out caller-allocates): what was counted so far
 *
 * Waits for nothing.
 */
void
tapline_statistics_look (TaplineFollower *follower,
                         TaplineFigures  *figures)
{
  TaplineStatistics *self = tapline_follower_get_data (follower, &funcs);
  Count *news;

  g_return_if_fail (self != NULL && figures != NULL);

  news = __atomic_exchange_n (&self->news, NULL, __ATOMIC_ACQ_REL);
  if (news != NULL)
    {
      free_copy (self->shown);
      self->shown = news;
    }
  *figures = self->shown->figures;
}

/**
 * tapline_statistics_list_peers:
 * @follower: what counts
 *
 * Peers in the order in which they came; if there are more than are told apart, these together are
 * the last.
 *
 * Returns: (transfer full) (element-type TaplinePeerFigures): peers, as of the last look
 */
GArray *
tapline_statistics_list_peers (TaplineFollower *follower)
{
  TaplineStatistics *self = tapline_follower_get_data (follower, &funcs);
  GArray *peers;

  g_return_val_if_fail (self != NULL, NULL);

  peers = g_array_copy (self->shown->peers);
  if (self->shown->others)
    g_array_append_val (peers, self->shown->rest);

  return peers;
}
