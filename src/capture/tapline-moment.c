/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as people type them: as much of "2024-05-31T14:30:05.25+02:00" as they know. What is left
 * out at the end makes it longer: a day, a minute, a second. */
#include "config.h"

#include <string.h>

#include "tapline-moment.h"

/* Whether the text begins so, with digits where @shape has zeros. */
static gboolean
has_shape (const char *text,
           const char *shape)
{
  for (; *shape != '\0'; shape++, text++)
    if (*shape == '0' ? !g_ascii_isdigit (*text) : *text != *shape)
      return FALSE;

  return TRUE;
}

static gboolean
set_range (TaplineRange *range,
           GDateTime    *from,
           GTimeSpan     length)
{
  gint64 seconds = from != NULL ? g_date_time_to_unix (from) : -1;

  if (seconds < 0)
    return FALSE;
  range->from = (guint64) seconds * G_TIME_SPAN_SECOND
                + (guint64) g_date_time_get_microsecond (from);
  range->to = range->from + (guint64) length - 1;

  return TRUE;
}

/* A day has 23 to 25 hours. */
static gboolean
set_day (TaplineRange *range,
         const char   *date,
         GTimeZone    *zone)
{
  g_autofree char *text = g_strconcat (date, "T00:00:00", NULL);
  g_autoptr (GDateTime) from = g_date_time_new_from_iso8601 (text, zone);
  g_autoptr (GDateTime) to = from != NULL ? g_date_time_add_days (from, 1) : NULL;

  return to != NULL && set_range (range, from, g_date_time_difference (to, from));
}

/**
 * tapline_moment_parse:
 * @text: a time: a date, a time of day, or both, with a zone if it is not the local one
 * @day: microseconds since 1970-01-01 UTC: a time of day without a date is of the local day that
 *   this is in
 * @range: (out): from its beginning to its end
 *
 * Thread: any.
 *
 * Returns: whether it is a time
 */
gboolean
tapline_moment_parse (const char   *text,
                      gint64        day,
                      TaplineRange *range)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (day / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) today = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autoptr (GDateTime) from = NULL;
  g_autofree char *date = NULL;
  g_autofree char *whole = NULL;
  gboolean has_date = has_shape (text, "0000-00-00");
  const char *time = text + (has_date ? 10 : 0);
  gboolean has_seconds;
  GTimeSpan length = 1;

  date = has_date ? g_strndup (text, 10)
                  : today != NULL ? g_date_time_format (today, "%F") : g_strdup ("");
  if (has_date && *time == '\0')
    return set_day (range, date, zone);
  if (has_date && strchr ("Tt ", *time) != NULL)
    time++;
  if (!has_shape (time, "00:00"))
    {
      /* Another way in which ISO 8601 writes it. */
      from = g_date_time_new_from_iso8601 (text, zone);
      return set_range (range, from, length);
    }

  has_seconds = has_shape (time + 5, ":00");
  if (!has_seconds)
    length = G_TIME_SPAN_MINUTE;
  else if (time[8] != '.')
    length = G_TIME_SPAN_SECOND;
  whole = g_strdup_printf ("%sT%.5s%s%s", date, time, has_seconds ? "" : ":00", time + 5);
  from = g_date_time_new_from_iso8601 (whole, zone);

  return set_range (range, from, length);
}

/**
 * tapline_moment_append:
 * @out: where to write
 * @moment: microseconds since 1970-01-01 UTC
 * @implied: microseconds of the second that need not be written: 0 where a second means its
 *   beginning, 999999 where it means its end, or another number if it means all of it
 *
 * Writes local time.
 */
void
tapline_moment_append (GString  *out,
                       guint64   moment,
                       guint     implied)
{
  guint fraction = (guint) (moment % G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) utc =
    g_date_time_new_from_unix_utc ((gint64) (moment / G_TIME_SPAN_SECOND));
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *date = local != NULL ? g_date_time_format (local, "%FT%T") : NULL;
  g_autofree char *zone = local != NULL ? g_date_time_format (local, "%:z") : NULL;

  if (local == NULL)
    return;
  g_string_append (out, date);
  if (fraction != implied)
    g_string_append_printf (out, ".%06u", fraction);
  g_string_append (out, g_date_time_get_utc_offset (local) == 0 ? "Z" : zone);
}
