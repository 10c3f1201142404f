/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of 64-bit numbers as a sorted array of ranges that neither touch nor overlap. */
#include "config.h"

#include "tapline-log-ranges.h"

struct _TaplineLogRanges
{
  GArray *ranges; /* TaplineLogRange */
};

#define RANGE(self, i) (&g_array_index ((self)->ranges, TaplineLogRange, (i)))

/* Index of the first range whose end is at least @number (or behind it, with @behind). */
static guint
find (const TaplineLogRanges *self,
      guint64                 number,
      gboolean                behind)
{
  guint low = 0, high = self->ranges->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      guint64 end = RANGE (self, middle)->end;

      if (behind ? end > number : end >= number)
        high = middle;
      else
        low = middle + 1;
    }

  return low;
}

TaplineLogRanges *
tapline_log_ranges_new (void)
{
  TaplineLogRanges *self = g_new0 (TaplineLogRanges, 1);

  self->ranges = g_array_new (FALSE, FALSE, sizeof (TaplineLogRange));

  return self;
}

TaplineLogRanges *
tapline_log_ranges_copy (const TaplineLogRanges *self)
{
  TaplineLogRanges *copy = g_new0 (TaplineLogRanges, 1);

  copy->ranges = g_array_copy (self->ranges);

  return copy;
}

void
tapline_log_ranges_free (TaplineLogRanges *self)
{
  g_array_unref (self->ranges);
  g_free (self);
}

void
tapline_log_ranges_clear (TaplineLogRanges *self)
{
  g_array_set_size (self->ranges, 0);
}

void
tapline_log_ranges_add (TaplineLogRanges *self,
                        guint64           start,
                        guint64           end)
{
  TaplineLogRange range = { start, end };
  guint first, last;

  if (start >= end)
    return;

  first = find (self, start, FALSE);
  for (last = first; last < self->ranges->len && RANGE (self, last)->start <= end; last++)
    {
      range.start = MIN (range.start, RANGE (self, last)->start);
      range.end = MAX (range.end, RANGE (self, last)->end);
    }
  if (last > first)
    g_array_remove_range (self->ranges, first, last - first);
  g_array_insert_val (self->ranges, first, range);
}

void
tapline_log_ranges_remove (TaplineLogRanges *self,
                           guint64           start,
                           guint64           end)
{
  guint i;

  if (start >= end)
    return;

  for (i = find (self, start, TRUE); i < self->ranges->len && RANGE (self, i)->start < end;)
    {
      TaplineLogRange range = *RANGE (self, i);

      if (range.start < start && range.end > end)
        {
          TaplineLogRange behind = { end, range.end };

          RANGE (self, i)->end = start;
          g_array_insert_val (self->ranges, i + 1, behind);
          return;
        }
      if (range.start < start)
        RANGE (self, i++)->end = start;
      else if (range.end > end)
        RANGE (self, i++)->start = end;
      else
        g_array_remove_index (self->ranges, i);
    }
}

gboolean
tapline_log_ranges_contains (const TaplineLogRanges *self,
                             guint64                 number)
{
  guint i = find (self, number, TRUE);

  return i < self->ranges->len && RANGE (self, i)->start <= number;
}

guint64
tapline_log_ranges_count (const TaplineLogRanges *self)
{
  guint64 count = 0;

  for (guint i = 0; i < self->ranges->len; i++)
    count += RANGE (self, i)->end - RANGE (self, i)->start;

  return count;
}

guint
tapline_log_ranges_get_n (const TaplineLogRanges *self)
{
  return self->ranges->len;
}

const TaplineLogRange *
tapline_log_ranges_get (const TaplineLogRanges *self,
                        guint                   index)
{
  g_return_val_if_fail (index < self->ranges->len, NULL);

  return RANGE (self, index);
}
