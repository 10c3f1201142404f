/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From looks at growing counters to what a reader can follow: messages a second over about one
 * second, and whether a stage of the ledger is behind for longer than the blink that it always
 * is while bytes flow. */
#include "config.h"

#include "tapline-meter.h"

#define RATE_WINDOW  (1000 * G_TIME_SPAN_MILLISECOND)
#define BEHIND_AFTER (400 * G_TIME_SPAN_MILLISECOND)
#define LOOK_SPACING (80 * G_TIME_SPAN_MILLISECOND)

/* The youngest look that is at least @age old, else the oldest one. */
static guint
tapline_meter_find (const TaplineMeter *self,
                    gint64              age)
{
  guint last = (self->next + TAPLINE_METER_SAMPLES - 1) % TAPLINE_METER_SAMPLES;
  guint at = last;
  guint i;

  for (i = 1; i < self->n && self->time[last] - self->time[at] < age; i++)
    at = (at + TAPLINE_METER_SAMPLES - 1) % TAPLINE_METER_SAMPLES;

  return at;
}

/* Looks that follow each other too closely replace each other, so that the ring always spans the
 * rate's second. */
void
tapline_meter_look (TaplineMeter                 *self,
                    gint64                        now,
                    const TaplineSessionCounters *counters)
{
  guint last = (self->next + TAPLINE_METER_SAMPLES - 1) % TAPLINE_METER_SAMPLES;
  guint before = (last + TAPLINE_METER_SAMPLES - 1) % TAPLINE_METER_SAMPLES;
  guint at = self->next;

  if (self->n >= 2 && now - self->time[before] < LOOK_SPACING)
    {
      at = last;
    }
  else
    {
      self->next = (self->next + 1) % TAPLINE_METER_SAMPLES;
      self->n = MIN (self->n + 1, TAPLINE_METER_SAMPLES);
    }

  self->time[at] = now;
  self->messages[at] = counters->messages;
  self->received[at] = counters->received;
}

void
tapline_meter_reset (TaplineMeter *self)
{
  *self = (TaplineMeter) { 0 };
}

/* Messages a second. */
double
tapline_meter_get_rate (const TaplineMeter *self)
{
  guint last = (self->next + TAPLINE_METER_SAMPLES - 1) % TAPLINE_METER_SAMPLES;
  guint from = tapline_meter_find (self, RATE_WINDOW);
  gint64 span = self->time[last] - self->time[from];

  if (self->n < 2 || span < LOOK_SPACING)
    return 0.0;

  return (double) (self->messages[last] - self->messages[from])
         / ((double) span / (double) G_TIME_SPAN_SECOND);
}

/* Bytes that a stage lacks, of which it has done @done; 0 if it has all that had come in a
 * moment ago. */
guint64
tapline_meter_get_behind (const TaplineMeter           *self,
                          const TaplineSessionCounters *counters,
                          guint64                       done)
{
  if (self->n == 0 || done >= counters->received
      || done >= self->received[tapline_meter_find (self, BEHIND_AFTER)])
    return 0;

  return counters->received - done;
}
