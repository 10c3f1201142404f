/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What formats share that look at one byte after the other. */
#pragma once

#include <string.h>

#include "tapline-framing-private.h"

G_BEGIN_DECLS

typedef enum
{
  TAPLINE_STEP_ON,     /* the message goes on behind the byte */
  TAPLINE_STEP_END,    /* the byte is its last */
  TAPLINE_STEP_BEFORE, /* it ended before the byte, with which the next begins */
} TaplineStep;

/**
 * TaplineWalk:
 * @skip: how many bytes follow that are not looked at
 * @number: the format's own, as @count, @phase, @kind and @digits
 * @last: the byte before, 0 where a message begins
 *
 * What such a format keeps in the state's `format`. A frame that ends behind skipped bytes skips
 * all but the last of them.
 */
typedef struct
{
  guint32 skip;
  guint32 number;
  guint32 count;
  guint8  phase;
  guint8  last;
  guint8  kind;
  guint8  digits;
} TaplineWalk;

G_STATIC_ASSERT (sizeof (TaplineWalk) == sizeof ((TaplineFramerState *) NULL)->format);

/* The only bytes that must be looked at in a phase: none, @first, or both. */
typedef struct
{
  guint8 n;
  guint8 first;
  guint8 second;
} TaplineStops;

/**
 * TaplineWalker:
 * @step: looks at a byte; adds to the flags of the state as soon as it knows them. Where all of
 *   the walk is zero, as every message begins, it never returns %TAPLINE_STEP_BEFORE
 * @stops: (nullable): for each phase, the bytes to step on; if there are none, on all of them
 * @pass: (nullable): a fast way over bytes at which nothing is decided; returns where it stopped
 */
typedef struct
{
  TaplineStep       (*step) (TaplineWalk        *walk,
                             TaplineFramerState *state,
                             guint8              byte,
                             TaplineCut         *cut);
  const TaplineStops *stops;
  gsize             (*pass) (TaplineWalk        *walk,
                             const guint8       *bytes,
                             gsize               at,
                             gsize               until);
} TaplineWalker;

static inline gsize
tapline_walk_find_stop (const TaplineStops *stops,
                        const guint8       *bytes,
                        gsize               at,
                        gsize               until)
{
  const guint8 *found = memchr (bytes + at, stops->first, until - at);
  gsize end = found != NULL ? (gsize) (found - bytes) : until;

  if (stops->n > 1)
    {
      found = memchr (bytes + at, stops->second, end - at);
      end = found != NULL ? (gsize) (found - bytes) : end;
    }

  return end;
}

/* A format's `find_end` with such a walker. Inlined, so that the steps are. */
static inline G_ALWAYS_INLINE gboolean
tapline_walk_find_end (const TaplineWalker *walker,
                       TaplineFramerState  *state,
                       const TaplinePiece  *piece,
                       gsize                from,
                       gsize                until,
                       TaplineCut          *cut)
{
  const guint8 *bytes = piece->bytes;
  TaplineWalk walk;
  gsize at = from;

  memcpy (&walk, state->format, sizeof walk);
  while (at < until)
    {
      TaplineStep step;

      if (walk.skip > 0)
        {
          gsize n = MIN (walk.skip, until - at);

          walk.skip -= (guint32) n;
          at += n;
        }
      else if (walker->stops != NULL && walker->stops[walk.phase].n > 0)
        at = tapline_walk_find_stop (&walker->stops[walk.phase], bytes, at, until);
      else if (walker->pass != NULL)
        at = walker->pass (&walk, bytes, at, until);
      if (at == until)
        break;
      if (at > from)
        walk.last = bytes[at - 1];

      step = walker->step (&walk, state, bytes[at], cut);
      if (step == TAPLINE_STEP_BEFORE && at == from && state->length == 0)
        {
          /* All of it was cut at the limit before. */
          memset (&walk, 0, sizeof walk);
          state->flags = 0;
          continue;
        }
      if (step != TAPLINE_STEP_ON)
        {
          cut->end = (guint32) (step == TAPLINE_STEP_END ? at + 1 : at);
          return TRUE;
        }
      at++;
    }

  walk.last = bytes[until - 1];
  memcpy (state->format, &walk, sizeof walk);

  return FALSE;
}

/* Sets a message out as garbage; for steps, which then look at the byte once more. */
static inline void
tapline_walk_set_garbage (TaplineWalk        *walk,
                          TaplineFramerState *state,
                          guint8              phase)
{
  state->flags |= TAPLINE_MESSAGE_GARBAGE;
  walk->phase = phase;
}

G_END_DECLS
