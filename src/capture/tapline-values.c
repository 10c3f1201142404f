/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in messages. Of values of about the same time only the least, the greatest, the mean and
 * the last are kept, so that any number of them takes the same memory and still shows every peak.
 *
 * Threads: as in tapline-statistics.c: a follower collects into what is its own, and puts a copy of
 * that where the owner takes it away.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tapline-values.h"

#define SLOT_WIDTH (G_TIME_SPAN_MILLISECOND) /* at first */
#define NUMBER_MAX 64                        /* characters of a number */

typedef struct
{
  /* immutable */
  TaplinePattern      *pattern;

  /* the owner's */
  TaplineValueFigures *shown;

  /* the follower's thread */
  TaplineValueFigures  collected;

  /* atomic: whoever takes it owns it */
  TaplineValueFigures *news;      /* (nullable) */
} TaplineValues;

static void
free_values (gpointer data)
{
  TaplineValues *self = data;

  tapline_pattern_unref (self->pattern);
  g_free (self->shown);
  g_free (self->news);
  g_free (self);
}

/* Adds values that came behind those that are there. */
static void
add (TaplineValueSlot       *slot,
     const TaplineValueSlot *more)
{
  if (more->n == 0)
    return;

  slot->min = slot->n == 0 ? more->min : MIN (slot->min, more->min);
  slot->max = slot->n == 0 ? more->max : MAX (slot->max, more->max);
  slot->sum += more->sum;
  slot->last = more->last;
  slot->n += more->n;
}

/* Each two slots become one. */
static void
halve (TaplineValueFigures *figures)
{
  for (guint i = 0; i < TAPLINE_TIMELINE_SLOTS / 2; i++)
    {
      TaplineValueSlot both = figures->slots[2 * i];

      add (&both, &figures->slots[2 * i + 1]);
      figures->slots[i] = both;
    }
  memset (&figures->slots[TAPLINE_TIMELINE_SLOTS / 2], 0, sizeof figures->slots / 2);
}

static void
take_value (TaplineValueFigures *figures,
            gint64               time,
            double               value)
{
  const TaplineValueSlot one = { .n = 1, .sum = value, .min = value, .max = value, .last = value };
  guint halvings;
  guint slot = tapline_timeline_find (&figures->timeline, time, &halvings);

  for (; halvings > 0; halvings--)
    halve (figures);
  add (&figures->slots[slot], &one);
  add (&figures->all, &one);
  figures->last = time;
}

static gboolean
take_message (gpointer              data,
              const TaplineMessage *message)
{
  TaplineValues *self = data;
  TaplineValueFigures *figures = &self->collected;
  gsize length, start, end, next;
  double value;

  if (message->head_length < message->length || message->direction == TAPLINE_DIRECTION_NOTE)
    return TRUE;

  length = message->head_length - message->ending;
  for (gsize from = 0; from <= length; from = MAX (next, from + 1))
    {
      switch (tapline_pattern_find_group (self->pattern, message->head, length, from, &start, &end,
                                          &next))
        {
        case TAPLINE_PATTERN_ABSENT:
          return TRUE;

        case TAPLINE_PATTERN_TOO_COMPLEX:
          figures->too_complex = message->number + 1;
          return FALSE;

        case TAPLINE_PATTERN_FOUND:
          if (tapline_values_parse ((const char *) message->head + start, end - start, &value))
            take_value (figures, message->time, value);
          else if (end > start)
            figures->no_numbers++;
          break;
        }
    }

  return TRUE;
}

static void
publish (gpointer data)
{
  TaplineValues *self = data;

  g_free (__atomic_exchange_n (&self->news, g_memdup2 (&self->collected, sizeof self->collected),
                               __ATOMIC_ACQ_REL));
}

static const TaplineFollowerFuncs funcs = {
  .take_message = take_message,
  .publish = publish,
  .destroy = free_values,
  .reads = TRUE,
};

/**
 * tapline_values_parse:
 * @text: (array length=length): what may be a number
 * @length: its size
 * @value: (out): the number
 *
 * Takes what a message may have: a sign, decimals with a point or a comma, an exponent, hexadecimal
 * digits behind `0x`, blanks around it; nothing that is infinite. A comma never stands between
 * thousands. Thread: any.
 *
 * Returns: whether all of @text is one number
 */
gboolean
tapline_values_parse (const char *text,
                      gsize       length,
                      double     *value)
{
  char copy[NUMBER_MAX + 1];
  char *end, *comma;

  for (; length > 0 && g_ascii_isspace (text[0]); length--)
    text++;
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  if (length == 0 || length > NUMBER_MAX)
    return FALSE;

  memcpy (copy, text, length);
  copy[length] = '\0';
  /* What stands in the group was meant as one number. */
  comma = strchr (copy, ',');
  if (comma != NULL && g_ascii_isdigit (comma[1]) && strchr (copy, '.') == NULL
      && strchr (comma + 1, ',') == NULL)
    *comma = '.';
  *value = g_ascii_strtod (copy, &end);

  return end == copy + length && isfinite (*value);
}

/**
 * tapline_values_follow:
 * @index: whose messages to look at; another framing is another index, and so other values
 * @pattern: a regular expression whose first group that takes part in a match is a number; if it
 *   has no group, all of the match is
 * @notify: (nullable) (scope notified): called on a thread of its own when there is more. Must
 *   return at once; tapline_bell_ring() is made for it
 * @user_data: for @notify
 * @destroy: (nullable): for @user_data, once nothing calls @notify any more, on any thread
 * @error: return location
 *
 * Starts at once. Looks at messages in both directions without their ending, and takes all matches
 * of each. Thread: any; what collects then belongs to it.
 *
 * Returns: (transfer full): what collects, or %NULL with a #G_THREAD_ERROR
 */
TaplineFollower *
tapline_values_follow (TaplineIndex        *index,
                       TaplinePattern      *pattern,
                       TaplineIndexNotify   notify,
                       gpointer             user_data,
                       GDestroyNotify       destroy,
                       GError             **error)
{
  TaplineValues *self = g_new0 (TaplineValues, 1);

  self->pattern = tapline_pattern_ref (pattern);
  self->collected.timeline.width = SLOT_WIDTH;
  self->shown = g_memdup2 (&self->collected, sizeof self->collected);

  return tapline_follower_new (index, &funcs, self, notify, user_data, destroy, error);
}

/**
 * tapline_values_look:
 * @follower: what collects
 * @figures: (out caller-allocates): what was collected so far
 *
 * Waits for nothing.
 */
void
tapline_values_look (TaplineFollower     *follower,
                     TaplineValueFigures *figures)
{
  TaplineValues *self = tapline_follower_get_data (follower, &funcs);
  TaplineValueFigures *news;

  g_return_if_fail (self != NULL && figures != NULL);

  news = __atomic_exchange_n (&self->news, NULL, __ATOMIC_ACQ_REL);
  if (news != NULL)
    {
      g_free (self->shown);
      self->shown = news;
    }
  *figures = *self->shown;
}
