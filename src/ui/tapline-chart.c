/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a chart, and what is there at a place. */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "tapline-chart-private.h"

static void
clear_series (TaplineChartSeries *series)
{
  g_clear_pointer (&series->name, g_free);
  g_clear_pointer (&series->points, g_array_unref);
}

/* Documented in the header. */
TaplineChart *
tapline_chart_new (TaplineChartKind  kind,
                   const char       *title)
{
  TaplineChart *self = g_new0 (TaplineChart, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->title = g_strdup (title);
  self->from = self->to = NAN;

  return self;
}

TaplineChart *
tapline_chart_ref (TaplineChart *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_chart_unref (TaplineChart *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_series; i++)
    clear_series (&self->series[i]);
  g_free (self->x.words);
  g_free (self->y.words);
  g_free (self->title);
  g_free (self->summary);
  g_free (self);
}

void
tapline_chart_set_axes (TaplineChart *self,
                        TaplineUnit   x_unit,
                        const char   *x_words,
                        TaplineUnit   y_unit,
                        const char   *y_words)
{
  self->x.unit = x_unit;
  self->y.unit = y_unit;
  self->x.words = g_strdup (x_words);
  self->y.words = g_strdup (y_words);
}

void
tapline_chart_set_range (TaplineChart *self,
                         double        from,
                         double        to)
{
  self->from = fmin (self->from, from);
  self->to = fmax (self->to, to);
}

void
tapline_chart_fit (TaplineChart *self)
{
  self->low = self->high = NAN;
}

void
tapline_chart_add_series (TaplineChart *self,
                          const char   *name)
{
  TaplineChartSeries *series = &self->series[self->n_series];

  g_return_if_fail (self->n_series < TAPLINE_CHART_SERIES_MAX);

  series->name = g_strdup (name);
  series->points = g_array_new (FALSE, FALSE, sizeof (TaplineChartPoint));
  self->n_series++;
}

void
tapline_chart_add_point (TaplineChart            *self,
                         const TaplineChartPoint *point)
{
  g_return_if_fail (self->n_series > 0);

  g_array_append_val (self->series[self->n_series - 1].points, *point);
  tapline_chart_set_range (self, point->x, point->end);
  if (isnan (point->y))
    return;
  self->low = fmin (self->low, point->low);
  self->high = fmax (self->high, point->high);
}

void
tapline_chart_set_summary (TaplineChart *self,
                           const char   *summary)
{
  g_free (self->summary);
  self->summary = g_strdup (summary);
}

const char *
tapline_chart_get_title (const TaplineChart *self)
{
  return self->title;
}

const char *
tapline_chart_get_summary (const TaplineChart *self)
{
  return self->summary;
}

/* Whether there is no value to draw. */
gboolean
tapline_chart_is_empty (const TaplineChart *self)
{
  for (guint i = 0; i < self->n_series; i++)
    for (guint j = 0; j < self->series[i].points->len; j++)
      if (!isnan (g_array_index (self->series[i].points, TaplineChartPoint, j).y))
        return FALSE;

  return TRUE;
}

/* The least that is told apart from 0 on a logarithmic axis. */
static double
get_least (const TaplineChart *self)
{
  return self->x.unit == TAPLINE_UNIT_SECONDS ? 1e-6 : 1;
}

/* Documented in the private header. Bars are as wide as a doubling; 0 has one of its own. */
double
tapline_chart_scale (const TaplineChart *self,
                     double              x)
{
  if (self->kind == TAPLINE_CHART_CURVES)
    return x;

  return x < get_least (self) ? x / get_least (self) : 1 + log2 (x / get_least (self));
}

/* Documented in the private header. */
double
tapline_chart_unscale (const TaplineChart *self,
                       double              place)
{
  if (self->kind == TAPLINE_CHART_CURVES)
    return place;

  return place < 1 ? place * get_least (self) : get_least (self) * exp2 (place - 1);
}

/* The point at or next to x; NULL if the series has no value. */
static const TaplineChartPoint *
find_point (const TaplineChartSeries *series,
            double                    x)
{
  const TaplineChartPoint *nearest = NULL;

  for (guint i = 0; i < series->points->len; i++)
    {
      const TaplineChartPoint *point = &g_array_index (series->points, TaplineChartPoint, i);

      if (!isnan (point->y)
          && (nearest == NULL || fabs (point->x - x) < fabs (nearest->x - x)))
        nearest = point;
    }

  return nearest;
}

/* Documented in the header. */
gboolean
tapline_chart_move (const TaplineChart *self,
                    int                 step,
                    double             *x)
{
  gboolean found = FALSE;
  double best = 0;

  /* The next of all series' points in that direction. */
  for (int n = ABS (step); n > 0; n--)
    {
      found = FALSE;
      for (guint i = 0; i < self->n_series; i++)
        for (guint j = 0; j < self->series[i].points->len; j++)
          {
            const TaplineChartPoint *point = &g_array_index (self->series[i].points,
                                                             TaplineChartPoint, j);

            if (isnan (point->y) || (!isnan (*x) && (step > 0 ? point->x <= *x : point->x >= *x)))
              continue;
            if (!found || (step > 0 ? point->x < best : point->x > best))
              best = point->x;
            found = TRUE;
          }
      if (!found)
        break;
      *x = best;
    }

  return found;
}

static char *
read_place (const TaplineChart      *self,
            const TaplineChartPoint *point)
{
  g_autofree char *from = tapline_ticks_format (self->x.unit, point->x, 0);
  g_autofree char *to = NULL;

  if (self->kind == TAPLINE_CHART_CURVES || point->x == 0)
    return g_steal_pointer (&from);
  to = tapline_ticks_format (self->x.unit, point->end, 0);

  /* Translators: sizes or times, "16 B up to 32 B" */
  return g_strdup_printf (_("%s up to %s"), from, to);
}

/* Documented in the header. */
char *
tapline_chart_read_out (const TaplineChart *self,
                        double              x)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_series; i++)
    {
      const TaplineChartPoint *point = find_point (&self->series[i], x);
      g_autofree char *value = NULL;

      if (point == NULL || (i > 0 && self->kind == TAPLINE_CHART_BARS && point->x != x))
        continue;
      if (text->len == 0)
        {
          g_autofree char *place = read_place (self, point);

          g_string_append_printf (text, "%s: ", place);
        }
      else
        {
          g_string_append (text, " · ");
        }
      value = tapline_ticks_format (self->y.unit, point->y, 0);
      g_string_append_printf (text, "%s %s", self->series[i].name, value);
      if (point->low < point->high)
        {
          g_autofree char *low = tapline_ticks_format (self->y.unit, point->low, 0);
          g_autofree char *high = tapline_ticks_format (self->y.unit, point->high, 0);

          g_string_append_printf (text, " (%s … %s)", low, high);
        }
    }

  return g_string_free (text, FALSE);
}
