/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of messages by what finds its next member: ranges that are selected, or the rows that a
 * filter lets through, of which nobody needs a list.
 *
 * Threads: one at a time.
 */
#include "config.h"

#include "tapline-message-set.h"

struct _TaplineMessageSet
{
  TaplineMessageSetFunc func;
  gpointer              data;
  GDestroyNotify        destroy;
  guint64               n_members;
};

typedef struct
{
  TaplineLogRanges *ranges;
  guint             at; /* no number below this range is asked for any more */
} Ranges;

static gboolean
find_in_ranges (gpointer  data,
                guint64  *number)
{
  Ranges *self = data;

  for (; self->at < tapline_log_ranges_get_n (self->ranges); self->at++)
    {
      const TaplineLogRange *range = tapline_log_ranges_get (self->ranges, self->at);

      if (*number >= range->end)
        continue;
      *number = MAX (*number, range->start);
      return TRUE;
    }

  return FALSE;
}

static void
free_ranges (gpointer data)
{
  Ranges *self = data;

  tapline_log_ranges_free (self->ranges);
  g_free (self);
}

/**
 * tapline_message_set_new:
 * @func: finds members; it is asked for rising numbers only
 * @data: for @func
 * @destroy: (nullable): for @data
 * @n_members: how many there are, to tell progress
 *
 * Thread: any.
 *
 * Returns: (transfer full): a set
 */
TaplineMessageSet *
tapline_message_set_new (TaplineMessageSetFunc func,
                         gpointer              data,
                         GDestroyNotify        destroy,
                         guint64               n_members)
{
  TaplineMessageSet *self = g_new0 (TaplineMessageSet, 1);

  g_return_val_if_fail (func != NULL, NULL);

  self->func = func;
  self->data = data;
  self->destroy = destroy;
  self->n_members = n_members;

  return self;
}

/**
 * tapline_message_set_new_ranges:
 * @ranges: (transfer none): numbers
 *
 * Thread: any.
 *
 * Returns: (transfer full): the set of these
 */
TaplineMessageSet *
tapline_message_set_new_ranges (const TaplineLogRanges *ranges)
{
  Ranges *data = g_new0 (Ranges, 1);

  data->ranges = tapline_log_ranges_copy (ranges);

  return tapline_message_set_new (find_in_ranges, data, free_ranges,
                                  tapline_log_ranges_count (ranges));
}

void
tapline_message_set_free (TaplineMessageSet *self)
{
  g_return_if_fail (self != NULL);

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self);
}

/* How many members there are. */
guint64
tapline_message_set_get_n (TaplineMessageSet *self)
{
  return self->n_members;
}

/**
 * tapline_message_set_find:
 * @self: a set
 * @number: (inout): raised to the first member that is not below it; never less than before
 *
 * Returns: %FALSE if there is none
 */
gboolean
tapline_message_set_find (TaplineMessageSet *self,
                          guint64           *number)
{
  return self->func (self->data, number);
}
