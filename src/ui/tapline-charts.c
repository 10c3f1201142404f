/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From figures to diagrams, and to the words that tell the same. */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "tapline-charts.h"
#include "tapline-figures.h"

#define POINTS_MAX 256 /* of a curve; more do not fit on a screen */

static const char *
get_direction_name (guint direction)
{
  return direction == TAPLINE_DIRECTION_IN ? _("Received") : _("Sent");
}

static double
to_seconds (gint64 time)
{
  return (double) time / (double) G_TIME_SPAN_SECOND;
}

static void G_GNUC_PRINTF (2, 3)
append_sentence (GString    *text,
                 const char *format,
                 ...)
{
  va_list arguments;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

/* Rates */

static double
get_amount (const TaplineTally *tally,
            TaplineRates        rates)
{
  return (double) (rates & TAPLINE_RATES_BYTES ? tally->bytes : tally->messages);
}

/* A point for each of the last seconds that is over. Returns the greatest rate. */
static double
add_minute (TaplineChart         *chart,
            const TaplineFigures *figures,
            TaplineRates          rates,
            guint                 direction,
            gint64                now)
{
  gint64 end = now > 0 ? now / G_TIME_SPAN_SECOND : figures->second + 1;
  gint64 first = figures->timeline.start / G_TIME_SPAN_SECOND;
  double most = 0;

  for (gint64 second = end - TAPLINE_STATISTICS_SECONDS; second < end; second++)
    {
      double x = (double) (second - end) + 0.5;
      double y = NAN;

      if (second >= first && second <= figures->second
          && second > figures->second - TAPLINE_STATISTICS_SECONDS)
        y = get_amount (&figures->recent[second % TAPLINE_STATISTICS_SECONDS][direction], rates);
      else if (second >= first)
        y = 0;
      tapline_chart_add_point (chart, &(TaplineChartPoint) { x, x, y, y, y });
      most = fmax (most, y);
    }
  tapline_chart_set_range (chart, -TAPLINE_STATISTICS_SECONDS, 0);

  return most;
}

/* A point for some slots of the history, with the least and the greatest rate in them. Returns
 * the greatest of all. */
static double
add_history (TaplineChart         *chart,
             const TaplineFigures *figures,
             TaplineRates          rates,
             guint                 direction)
{
  const TaplineTimeline *timeline = &figures->timeline;
  double width = to_seconds (timeline->width);
  double length = to_seconds (figures->last - timeline->start);
  guint together = (timeline->n + POINTS_MAX - 1) / POINTS_MAX;
  double most = 0;

  for (guint i = 0; i < timeline->n; i += together)
    {
      guint n = MIN (together, timeline->n - i);
      double low = G_MAXDOUBLE, high = 0, sum = 0;
      double x = (i + n / 2.0) * width;

      for (guint j = i; j < i + n; j++)
        {
          double amount = get_amount (&figures->history[j][direction], rates);
          /* The last slot is not over yet. */
          double time = j + 1 < timeline->n ? width : fmax (length - j * width, width / 2);

          sum += amount;
          low = fmin (low, amount / time);
          high = fmax (high, amount / time);
        }
      x = fmin (x, length);
      sum /= i + n < timeline->n ? n * width : fmax (length - i * width, width / 2);
      tapline_chart_add_point (chart, &(TaplineChartPoint) { x, x, sum, fmin (low, sum),
                                                             fmax (high, sum) });
      most = fmax (most, fmax (high, sum));
    }
  tapline_chart_set_range (chart, 0, length);

  return most;
}

static char *
dup_amount (double       amount,
            TaplineRates rates)
{
  return rates & TAPLINE_RATES_BYTES ? g_format_size ((guint64) amount)
                                     : tapline_figures_format_messages ((guint64) amount);
}

static char *
dup_rate (double       rate,
          TaplineRates rates)
{
  g_autofree char *amount = tapline_ticks_format (rates & TAPLINE_RATES_BYTES
                                                  ? TAPLINE_UNIT_BYTES : TAPLINE_UNIT_NUMBER,
                                                  rate, 0);

  /* Translators: an amount a second, "1.2 kB/s", "340/s" */
  return g_strdup_printf (_("%s/s"), amount);
}

/* Documented in the header. */
TaplineChart *
tapline_charts_new_rates (const TaplineFigures *figures,
                          TaplineRates          rates,
                          gint64                now)
{
  gboolean bytes = (rates & TAPLINE_RATES_BYTES) != 0;
  TaplineChart *chart = tapline_chart_new (TAPLINE_CHART_CURVES,
                                           rates & TAPLINE_RATES_MINUTE
                                           ? _("The last minute") : _("The whole session"));
  double length = to_seconds (figures->last - figures->timeline.start);
  g_autoptr (GString) summary = g_string_new (NULL);

  tapline_chart_set_axes (chart, TAPLINE_UNIT_SECONDS,
                          rates & TAPLINE_RATES_MINUTE ? _("Seconds until now")
                                                       : _("Time since the beginning"),
                          bytes ? TAPLINE_UNIT_BYTES : TAPLINE_UNIT_NUMBER,
                          bytes ? _("Bytes a second") : _("Messages a second"));
  for (guint direction = 0; direction < 2 && figures->timeline.n > 0; direction++)
    {
      double sum = get_amount (&figures->sums[direction], rates);
      g_autofree char *amount = dup_amount (sum, rates);
      g_autofree char *mean = dup_rate (sum / fmax (length, 1), rates);
      g_autofree char *highest = NULL;
      double most;

      tapline_chart_add_series (chart, get_direction_name (direction));
      most = rates & TAPLINE_RATES_MINUTE ? add_minute (chart, figures, rates, direction, now)
                                          : add_history (chart, figures, rates, direction);
      highest = dup_rate (most, rates);
      /* Translators: "Received: 1,204 messages, on average 12/s, here at most 340/s" */
      append_sentence (summary, _("%s: %s, on average %s, here at most %s"),
                       get_direction_name (direction), amount, mean, highest);
    }
  tapline_chart_set_summary (chart, summary->str);

  return chart;
}

/* Distributions */

/* A bar for each doubling, in which the classes are summed up. */
static void
add_bars (TaplineChart           *chart,
          const TaplineHistogram *histogram,
          double                  scale)
{
  guint i = 0;

  while (i < TAPLINE_HISTOGRAM_CLASSES)
    {
      double start = (double) tapline_histogram_get_start (i);
      double end = start > 0 ? 2 * start : 1;
      double n = 0;

      for (; i < TAPLINE_HISTOGRAM_CLASSES && (double) tapline_histogram_get_start (i) < end; i++)
        n += (double) histogram->classes[i];
      if (n > 0)
        tapline_chart_add_point (chart, &(TaplineChartPoint) { start * scale, end * scale, n, n,
                                                               n });
    }
}

/* @scale: what one is of the unit. */
static TaplineChart *
create_distribution (const char             *title,
                     const TaplineHistogram *histograms,
                     TaplineUnit             unit,
                     const char             *words,
                     double                  scale)
{
  TaplineChart *chart = tapline_chart_new (TAPLINE_CHART_BARS, title);
  g_autoptr (GString) summary = g_string_new (NULL);

  tapline_chart_set_axes (chart, unit, words, TAPLINE_UNIT_NUMBER, _("Messages"));
  for (guint direction = 0; direction < 2; direction++)
    {
      const TaplineHistogram *histogram = &histograms[direction];
      const double figures[] = {
        (double) histogram->min, (double) tapline_histogram_get_quantile (histogram, 0.5),
        (double) tapline_histogram_get_quantile (histogram, 0.99), (double) histogram->max,
      };
      g_autofree char *count = tapline_figures_format_count (histogram->n);
      char *texts[G_N_ELEMENTS (figures)];

      if (histogram->n == 0)
        continue;
      tapline_chart_add_series (chart, get_direction_name (direction));
      add_bars (chart, histogram, scale);
      for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
        texts[i] = tapline_ticks_format (unit, figures[i] * scale, 0);
      /* Translators: "Received: 1,204, from 2 B to 1.2 kB, half of them about 24 B or less …" */
      append_sentence (summary, _("%s: %s, from %s to %s, half of them about %s or less, 99 %% "
                                  "about %s or less"),
                       get_direction_name (direction), count, texts[0], texts[3], texts[1],
                       texts[2]);
      for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
        g_free (texts[i]);
    }
  tapline_chart_set_summary (chart, summary->str);

  return chart;
}

/* Documented in the header. */
TaplineChart *
tapline_charts_new_sizes (const TaplineFigures *figures)
{
  return create_distribution (_("Sizes of messages"), figures->sizes, TAPLINE_UNIT_BYTES,
                              _("Size"), 1);
}

/* Documented in the header. */
TaplineChart *
tapline_charts_new_gaps (const TaplineFigures *figures)
{
  return create_distribution (_("Time from one message of a peer to the next"), figures->gaps,
                              TAPLINE_UNIT_SECONDS, _("Gap"), 1e-6);
}

/* Values */

static void
add_values (TaplineChart              *chart,
            const TaplineValueFigures *figures,
            gint64                     start)
{
  double offset = to_seconds (figures->timeline.start - start);
  double width = to_seconds (figures->timeline.width);

  for (guint i = 0; i < figures->timeline.n; i++)
    {
      const TaplineValueSlot *slot = &figures->slots[i];
      double x = offset + i * width;

      if (slot->n > 0)
        tapline_chart_add_point (chart, &(TaplineChartPoint) { x, x, slot->sum / (double) slot->n,
                                                               slot->min, slot->max });
    }
}

/* Documented in the header. */
char *
tapline_charts_dup_values (const TaplineValueFigures *figures)
{
  const TaplineValueSlot *all = &figures->all;
  GString *text = g_string_new (NULL);

  if (all->n > 0)
    {
      const double numbers[] = { all->last, all->sum / (double) all->n, all->min, all->max };
      g_autofree char *count = tapline_figures_format_count (all->n);
      char *texts[G_N_ELEMENTS (numbers)];

      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        texts[i] = tapline_ticks_format (TAPLINE_UNIT_NUMBER, numbers[i], 0);
      /* Translators: how many values, then some of them */
      append_sentence (text, _("Found %s, the last %s, on average %s, from %s to %s"), count,
                       texts[0], texts[1], texts[2], texts[3]);
      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        g_free (texts[i]);
    }
  if (figures->no_numbers > 0)
    {
      g_autofree char *count = tapline_figures_format_count (figures->no_numbers);

      append_sentence (text, ngettext ("%s match is no number: put parentheses around the number, "
                                       "as in “temp=([0-9.]+)”",
                                       "%s matches are no numbers: put parentheses around the "
                                       "number, as in “temp=([0-9.]+)”",
                                       (gulong) figures->no_numbers), count);
    }
  if (figures->too_complex > 0)
    {
      g_autofree char *number = tapline_figures_format_count (figures->too_complex);

      append_sentence (text, _("The regular expression is too complex for message %s and ended "
                               "there. Write it without a repetition inside a repetition"),
                       number);
    }
  if (text->len == 0)
    g_string_append (text, _("Not found so far"));

  return g_string_free (text, FALSE);
}

/* Documented in the header. */
TaplineChart *
tapline_charts_new_values (TaplineValueFigures *const *figures,
                           const char *const          *names,
                           guint                       n)
{
  TaplineChart *chart = tapline_chart_new (TAPLINE_CHART_CURVES, _("Values in messages"));
  g_autoptr (GString) summary = g_string_new (NULL);
  gint64 start = G_MAXINT64;

  tapline_chart_set_axes (chart, TAPLINE_UNIT_SECONDS, _("Time since the first value"),
                          TAPLINE_UNIT_NUMBER, _("Value"));
  tapline_chart_fit (chart);
  for (guint i = 0; i < n; i++)
    if (figures[i] != NULL && figures[i]->all.n > 0)
      start = MIN (start, figures[i]->timeline.start);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *words = NULL;

      if (figures[i] == NULL)
        continue;
      words = tapline_charts_dup_values (figures[i]);
      tapline_chart_add_series (chart, names[i]);
      add_values (chart, figures[i], start);
      append_sentence (summary, "%s: %s", names[i], words);
    }
  tapline_chart_set_summary (chart, summary->str);

  return chart;
}
