/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slots of equal width that cover a time that grows: when it grows out of them, each two become
 * one. So their number, and the memory for what is in them, is bounded. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAPLINE_TIMELINE_SLOTS 1024

/**
 * TaplineTimeline:
 * @start: where the first slot begins, in microseconds
 * @width: of each, in microseconds; set by the user before
 * @n: how many are in use
 */
typedef struct
{
  gint64 start;
  gint64 width;
  guint  n;
} TaplineTimeline;

/* The slot of @time, which is in use from then on; before the start there is only the first. Sets
 * @halvings to how often each two slots must become one before. */
static inline guint
tapline_timeline_find (TaplineTimeline *self,
                       gint64           time,
                       guint           *halvings)
{
  guint64 distance;
  guint slot;

  if (self->n == 0)
    self->start = time;
  distance = time > self->start ? (guint64) time - (guint64) self->start : 0;
  *halvings = 0;
  while (distance / (guint64) self->width >= TAPLINE_TIMELINE_SLOTS)
    {
      self->width *= 2;
      self->n = (self->n + 1) / 2;
      (*halvings)++;
    }
  slot = (guint) (distance / (guint64) self->width);
  self->n = MAX (self->n, slot + 1);

  return slot;
}

G_END_DECLS
