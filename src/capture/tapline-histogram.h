/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often which size comes, in classes that grow with it: 0 to 7 have one each, and from there on
 * each doubling has four. So a class tells its values to within a fifth, whatever they are. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAPLINE_HISTOGRAM_CLASSES 252

/**
 * TaplineHistogram:
 * @n: how many values there are
 * @sum: of all
 * @min: the least, if there are any
 * @max: the greatest
 * @classes: how many are in each class
 *
 * A plain value; all zero has none.
 */
typedef struct
{
  guint64 n;
  guint64 sum;
  guint64 min;
  guint64 max;
  guint64 classes[TAPLINE_HISTOGRAM_CLASSES];
} TaplineHistogram;

static inline guint
tapline_histogram_get_class (guint64 value)
{
  guint shift;

  if (value < 8)
    return (guint) value;
  shift = 61 - (guint) __builtin_clzll (value);

  return 4 * shift + (guint) (value >> shift);
}

/* The least value of a class; of the one behind the last, %G_MAXUINT64. */
static inline guint64
tapline_histogram_get_start (guint number)
{
  if (number < 8)
    return number;
  if (number >= TAPLINE_HISTOGRAM_CLASSES)
    return G_MAXUINT64;

  return (guint64) (4 + number % 4) << (number / 4 - 1);
}

static inline void
tapline_histogram_add (TaplineHistogram *self,
                       guint64           value)
{
  self->min = self->n == 0 ? value : MIN (self->min, value);
  self->max = MAX (self->max, value);
  self->sum += value;
  self->n++;
  self->classes[tapline_histogram_get_class (value)]++;
}

/* What @share of the values do not exceed, as far as the classes tell. */
static inline guint64
tapline_histogram_get_quantile (const TaplineHistogram *self,
                                double                  share)
{
  guint64 wanted = (guint64) (share * (double) self->n);
  guint64 seen = 0;

  for (guint i = 0; i < TAPLINE_HISTOGRAM_CLASSES; i++)
    {
      seen += self->classes[i];
      if (seen > wanted)
        return CLAMP (tapline_histogram_get_start (i), self->min, self->max);
    }

  return self->max;
}

G_END_DECLS
