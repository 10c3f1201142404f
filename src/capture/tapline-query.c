/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A query: which messages a filter or a search wants.
 *
 * Its conditions stand in the order of what they cost, whatever order they were given in: first
 * what the index knows, then what the recording says about the message, its bytes last.
 *
 * Threads: it does not change once it is made, so the workers of a search share it.
 */
#include "config.h"

#include <string.h>

#include "tapline-query.h"

struct _TaplineQuery
{
  gatomicrefcount    ref_count;

  /* immutable */
  TaplineQuery      *outer;      /* nullable: must want a message too */
  TaplineQueryFlags  flags;
  guint              n_conditions;
  TaplineCondition  *conditions; /* their patterns are references */
};

static int
compare_cost (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const TaplineCondition *x = a;
  const TaplineCondition *y = b;

  return (int) x->type - (int) y->type;
}

/**
 * tapline_query_new:
 * @conditions: (array length=n_conditions): what is wanted
 * @n_conditions: may be 0: every message is wanted, or if @flags has %TAPLINE_QUERY_INVERTED none
 * @flags: how the conditions go together
 *
 * Thread: any, as all of these.
 *
 * Returns: (transfer full): a query
 */
TaplineQuery *
tapline_query_new (const TaplineCondition *conditions,
                   guint                   n_conditions,
                   TaplineQueryFlags       flags)
{
  TaplineQuery *self;

  g_return_val_if_fail (conditions != NULL || n_conditions == 0, NULL);

  self = g_new0 (TaplineQuery, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->flags = flags;
  self->n_conditions = n_conditions;
  self->conditions = g_memdup2 (conditions, n_conditions * sizeof *conditions);
  for (guint i = 0; i < n_conditions; i++)
    if (conditions[i].pattern != NULL)
      tapline_pattern_ref (conditions[i].pattern);
  if (n_conditions > 1)
    g_qsort_with_data (self->conditions, (int) n_conditions, sizeof *conditions, compare_cost,
                       NULL);

  return self;
}

/**
 * tapline_query_new_within:
 * @outer: (nullable): a query that is within no other
 * @conditions: (array length=n_conditions): see tapline_query_new()
 * @n_conditions: likewise
 * @flags: likewise
 *
 * For looking for something in what a filter lets through.
 *
 * Returns: (transfer full): a query that wants what @outer and the conditions want
 */
TaplineQuery *
tapline_query_new_within (TaplineQuery           *outer,
                          const TaplineCondition *conditions,
                          guint                   n_conditions,
                          TaplineQueryFlags       flags)
{
  TaplineQuery *self;

  g_return_val_if_fail (outer == NULL || outer->outer == NULL, NULL);

  self = tapline_query_new (conditions, n_conditions, flags);
  if (outer != NULL)
    self->outer = tapline_query_ref (outer);

  return self;
}

/**
 * tapline_query_new_brief:
 * @other: a query
 *
 * For the thread that draws, see tapline_pattern_get_brief().
 *
 * Returns: (transfer full): the same query, which gives up sooner
 */
TaplineQuery *
tapline_query_new_brief (TaplineQuery *other)
{
  TaplineQuery *self;

  g_return_val_if_fail (other != NULL, NULL);

  self = tapline_query_new (other->conditions, other->n_conditions, other->flags);
  for (guint i = 0; i < self->n_conditions; i++)
    {
      TaplinePattern **pattern = &self->conditions[i].pattern;
      g_autoptr (TaplinePattern) slow = *pattern;

      if (slow != NULL)
        *pattern = tapline_pattern_ref (tapline_pattern_get_brief (slow));
    }
  if (other->outer != NULL)
    self->outer = tapline_query_new_brief (other->outer);

  return self;
}

/**
 * tapline_query_ref:
 * @self: a query
 *
 * Returns: (transfer full): @self
 */
TaplineQuery *
tapline_query_ref (TaplineQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * tapline_query_unref:
 * @self: (transfer full): a query
 */
void
tapline_query_unref (TaplineQuery *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_conditions; i++)
    g_clear_pointer (&self->conditions[i].pattern, tapline_pattern_unref);
  g_clear_pointer (&self->outer, tapline_query_unref);
  g_free (self->conditions);
  g_free (self);
}

/**
 * tapline_query_get_conditions:
 * @self: a query
 * @n_conditions: (out): how many there are
 *
 * Returns: (array length=n_conditions) (nullable): its conditions, the cheap ones first
 */
const TaplineCondition *
tapline_query_get_conditions (const TaplineQuery *self,
                              guint              *n_conditions)
{
  g_return_val_if_fail (self != NULL && n_conditions != NULL, NULL);

  *n_conditions = self->n_conditions;
  return self->conditions;
}

/**
 * tapline_query_get_flags:
 * @self: a query
 *
 * Returns: how its conditions go together
 */
TaplineQueryFlags
tapline_query_get_flags (const TaplineQuery *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->flags;
}

/**
 * tapline_query_get_outer:
 * @self: a query
 *
 * Returns: (transfer none) (nullable): the query that it is within
 */
TaplineQuery *
tapline_query_get_outer (const TaplineQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->outer;
}

/**
 * tapline_query_get_pattern:
 * @self: a query
 *
 * Returns: (transfer none) (nullable): the pattern, if that is all that the query asks for
 */
TaplinePattern *
tapline_query_get_pattern (const TaplineQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->outer != NULL || self->n_conditions != 1 || self->flags & TAPLINE_QUERY_INVERTED
      || self->conditions[0].inverted)
    return NULL;

  return self->conditions[0].pattern;
}

/**
 * tapline_query_asks_for_marks:
 * @self: a query
 *
 * Returns: whether it, or what it is within, wants other messages when others are marked
 */
gboolean
tapline_query_asks_for_marks (const TaplineQuery *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->n_conditions; i++)
    if (self->conditions[i].type == TAPLINE_CONDITION_MARKED)
      return TRUE;

  return self->outer != NULL && tapline_query_asks_for_marks (self->outer);
}

static gboolean
is_in_ranges (const TaplineCondition *self,
              guint64                 value)
{
  for (guint i = 0; i < self->n_ranges; i++)
    if (value >= self->ranges[i].from && value <= self->ranges[i].to)
      return TRUE;

  return FALSE;
}

static gboolean
is_of_peer (const TaplineCondition *self,
            const TaplineAddress   *peer)
{
  guint n_bits = (self->peer.family == 4 ? 32 : 128) - self->peer_free;
  guint rest = n_bits % 8;

  if (peer->family == 0 || (self->peer.port != 0 && self->peer.port != peer->port))
    return FALSE;
  if (self->peer.family == 0)
    return TRUE;

  return self->peer.family == peer->family && memcmp (self->peer.ip, peer->ip, n_bits / 8) == 0
         && (rest == 0 || (self->peer.ip[n_bits / 8] ^ peer->ip[n_bits / 8]) >> (8 - rest) == 0);
}

/**
 * tapline_condition_match:
 * @self: a condition
 * @message: a message
 * @is_marked: whether the user has marked it; looked at for that alone
 * @bytes: (array length=length): all of it, or the text of a note; not looked at but for a pattern
 * @length: its size
 *
 * Returns: whether the condition holds
 */
TaplinePatternResult
tapline_condition_match (const TaplineCondition *self,
                         const TaplineMessage   *message,
                         gboolean                is_marked,
                         const guint8           *bytes,
                         gsize                   length)
{
  TaplinePatternResult result;
  gboolean holds = FALSE;

  switch (self->type)
    {
    case TAPLINE_CONDITION_KIND:
      holds = message->direction == TAPLINE_DIRECTION_NOTE;
      break;

    case TAPLINE_CONDITION_DIRECTION:
      holds = message->direction == self->direction;
      break;

    case TAPLINE_CONDITION_CONNECTION:
      holds = is_in_ranges (self, message->connection);
      break;

    case TAPLINE_CONDITION_MARKED:
      holds = is_marked;
      break;

    case TAPLINE_CONDITION_PEER:
      holds = is_of_peer (self, &message->peer);
      break;

    case TAPLINE_CONDITION_TIME:
      holds = is_in_ranges (self, (guint64) MAX (message->time, 0));
      break;

    case TAPLINE_CONDITION_SIZE:
      holds = is_in_ranges (self, message->length);
      break;

    case TAPLINE_CONDITION_FLAGS:
      holds = (message->flags & self->flags) != 0;
      break;

    case TAPLINE_CONDITION_PATTERN:
      result = tapline_pattern_match (self->pattern, bytes, length, message->ending);
      if (result == TAPLINE_PATTERN_TOO_COMPLEX)
        return result;
      holds = result == TAPLINE_PATTERN_FOUND;
      break;
    }

  return holds != self->inverted ? TAPLINE_PATTERN_FOUND : TAPLINE_PATTERN_ABSENT;
}

/**
 * tapline_query_match:
 * @self: a query
 * @message: a message; its head does not matter
 * @is_marked: whether the user has marked it; does not matter unless
 *   tapline_query_asks_for_marks()
 * @bytes: (array length=length): all of it, or the text of a note
 * @length: its size
 *
 * Returns: whether the message is wanted
 */
TaplinePatternResult
tapline_query_match (const TaplineQuery   *self,
                     const TaplineMessage *message,
                     gboolean              is_marked,
                     const guint8         *bytes,
                     gsize                 length)
{
  gboolean any;
  gboolean holds;

  g_return_val_if_fail (self != NULL && message != NULL, TAPLINE_PATTERN_ABSENT);

  if (self->outer != NULL)
    {
      TaplinePatternResult result = tapline_query_match (self->outer, message, is_marked,
                                                         bytes, length);

      if (result != TAPLINE_PATTERN_FOUND)
        return result;
    }

  any = self->n_conditions > 0 && self->flags & TAPLINE_QUERY_ANY;
  holds = !any;
  for (guint i = 0; i < self->n_conditions && holds == !any; i++)
    {
      TaplinePatternResult result = tapline_condition_match (&self->conditions[i], message,
                                                             is_marked, bytes, length);

      if (result == TAPLINE_PATTERN_TOO_COMPLEX)
        return result;
      holds = result == TAPLINE_PATTERN_FOUND;
    }

  return holds != ((self->flags & TAPLINE_QUERY_INVERTED) != 0) ? TAPLINE_PATTERN_FOUND
                                                                : TAPLINE_PATTERN_ABSENT;
}
