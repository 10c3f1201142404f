/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an axis has its ticks, and how numbers with a unit are written: alike on the axes and in
 * sentences. */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "tapline-ticks.h"

#define MINUTE 60.0
#define HOUR   3600.0
#define DAY    86400.0

/* Steps of an axis of time that are longer than some seconds. */
static const double long_steps[] = {
  10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY,
};

/* The least of 1, 2, 5 times a power of ten that is not below @least. */
static double
round_up (double least)
{
  double power = pow (10, floor (log10 (least)));
  static const double steps[] = { 1, 2, 5, 10 };

  for (guint i = 0; i + 1 < G_N_ELEMENTS (steps); i++)
    if (least <= steps[i] * power * (1 + 1e-9))
      return steps[i] * power;

  return 10 * power;
}

static double
find_step (TaplineUnit unit,
           double      least)
{
  if (unit != TAPLINE_UNIT_SECONDS || least <= 5)
    return round_up (least);
  for (guint i = 0; i < G_N_ELEMENTS (long_steps); i++)
    if (least <= long_steps[i])
      return long_steps[i];

  return DAY * round_up (least / DAY);
}

/* Documented in the header. */
guint
tapline_ticks_find (TaplineUnit  unit,
                    double       min,
                    double       max,
                    guint        most,
                    double       ticks[TAPLINE_TICKS_MAX],
                    double      *step)
{
  guint n = 0;

  most = CLAMP (most, 2, TAPLINE_TICKS_MAX);
  *step = 0;
  if (!(max > min) || !isfinite (max - min))
    return 0;

  /* One alone tells no scale. */
  for (; n < 2 && most <= TAPLINE_TICKS_MAX; most++)
    {
      double first;

      *step = find_step (unit, (max - min) / (most - 1));
      first = ceil (min / *step - 1e-9);
      for (n = 0; n < most && (first + n) * *step <= max + *step * 1e-9; n++)
        ticks[n] = (first + n) * *step;
    }

  return n;
}

/* Documented in the header. */
guint
tapline_ticks_find_log (double min,
                        double max,
                        guint  most,
                        double ticks[TAPLINE_TICKS_MAX])
{
  double first, last, every;
  guint n = 0;

  if (!(min > 0) || !(max >= min))
    return 0;

  first = ceil (log10 (min) - 1e-9);
  last = floor (log10 (max) + 1e-9);
  most = CLAMP (most, 1, TAPLINE_TICKS_MAX);
  every = MAX (1, ceil ((last - first + 1) / most));
  for (double power = first; power <= last && n < most; power += every)
    ticks[n++] = pow (10, power);

  return n;
}

/* As many decimals as the step needs, or those of three digits. */
static int
count_decimals (double value,
                double step)
{
  double digits = step > 0 ? -floor (log10 (step) + 1e-9)
                           : 2 - floor (log10 (MAX (fabs (value), 1e-9)) + 1e-9);

  return (int) CLAMP (digits, 0, 9);
}

/* Without zeros at the end, if there was no step that asks for them. */
static char *
format_plain (double value,
              double step)
{
  int decimals = count_decimals (value, step);
  char *text;

  if (step > 0)
    return g_strdup_printf ("%.*f", decimals, value);
  text = g_strdup_printf ("%.*f", decimals, value);
  if (decimals > 0)
    {
      char *end = text + strlen (text);

      while (end > text && end[-1] == '0')
        end--;
      /* The decimal point of any language. */
      while (end > text && !g_ascii_isdigit (end[-1]))
        end--;
      *end = '\0';
    }

  return text;
}

/* With a prefix for thousands, and if there are none, for thousandths. */
static char *
format_scaled (double      value,
               double      step,
               const char *unit)
{
  static const struct
  {
    double      scale;
    const char *prefix;
  } prefixes[] = { { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e3, "k" } };
  double size = MAX (fabs (value), step);

  if (size >= 1e15 || (size > 0 && size < 1e-6))
    return g_strdup_printf (*unit != '\0' ? "%.4g %s" : "%.4g", value, unit);
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (size >= prefixes[i].scale * 0.9995)
      {
        g_autofree char *number = format_plain (value / prefixes[i].scale,
                                                step / prefixes[i].scale);

        return g_strdup_printf ("%s %s%s", number, prefixes[i].prefix, unit);
      }
  if (*unit == '\0')
    return format_plain (value, step);
  else
    {
      g_autofree char *number = format_plain (value, step);

      return g_strdup_printf ("%s %s", number, unit);
    }
}

/* Two units at most: "1 h 30 min". */
static char *
format_long (double seconds)
{
  static const struct
  {
    double      length;
    const char *unit;
  } units[] = { { DAY, N_("d") }, { HOUR, N_("h") }, { MINUTE, N_("min") }, { 1, N_("s") } };
  const char *sign = seconds < 0 ? "-" : "";
  double rest = round (fabs (seconds));
  guint i = 0;
  double whole;

  while (rest < units[i].length)
    i++;
  whole = floor (rest / units[i].length);
  rest = rest - whole * units[i].length;
  if (i + 1 < G_N_ELEMENTS (units) && floor (rest / units[i + 1].length) > 0)
    return g_strdup_printf ("%s%.0f %s %.0f %s", sign, whole, _(units[i].unit),
                            floor (rest / units[i + 1].length), _(units[i + 1].unit));

  return g_strdup_printf ("%s%.0f %s", sign, whole, _(units[i].unit));
}

static char *
format_seconds (double value,
                double step)
{
  double size = MAX (fabs (value), step);
  g_autofree char *number = NULL;

  if (size >= MINUTE)
    return fabs (value) < 0.5 ? g_strdup ("0") : format_long (value);
  if (value == 0)
    return g_strdup ("0");
  if (size >= 0.9995)
    {
      number = format_plain (value, step);
      return g_strdup_printf ("%s %s", number, _("s"));
    }
  if (size >= 0.9995e-3)
    {
      number = format_plain (value * 1e3, step * 1e3);
      return g_strdup_printf ("%s %s", number, _("ms"));
    }
  number = format_plain (value * 1e6, step * 1e6);

  return g_strdup_printf ("%s %s", number, _("µs"));
}

/* Documented in the header. */
char *
tapline_ticks_format (TaplineUnit unit,
                      double      value,
                      double      step)
{
  switch (unit)
    {
    case TAPLINE_UNIT_SECONDS:
      return format_seconds (value, step);

    case TAPLINE_UNIT_BYTES:
      return value == 0 ? g_strdup ("0") : format_scaled (value, step, "B");

    case TAPLINE_UNIT_NUMBER:
    default:
      return value == 0 ? g_strdup ("0") : format_scaled (value, step, "");
    }
}
