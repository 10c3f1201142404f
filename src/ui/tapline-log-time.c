/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the time column says of the visible rows. Times between messages are found by reading
 * neighbours by their number: the row above is mostly there already, so a page of new rows costs
 * one read more.
 *
 * The last message of the other direction may be anywhere. It is looked for in the
 * %TAPLINE_LOG_LOOK_BACK rows before the message, and what is said is exact: the time since that
 * message; `-` if there is none up to the beginning; or, if there is none in those rows, `>` and
 * the time since the first of them, which it is longer ago than. All visible rows share one walk
 * back, so a frame costs %TAPLINE_LOG_LOOK_BACK reads at most and one for each row without an
 * answer.
 */
#include "config.h"

#include <time.h>

#include "tapline-log-time.h"

#define NONE "-"
#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* The last message of a connection in a direction before the visible rows. */
typedef struct
{
  guint32          connection;
  TaplineDirection direction;
  guint64          number;
  gint64           time;
} Last;

/* A walk back from the first visible row. */
typedef struct
{
  TaplineMessageList *list;
  guint64             at;    /* everything from here up to the rows was read */
  GArray             *found; /* Last */
} Walk;

/* Seconds to the microsecond, or hours and days where those do not fit the column. */
void
tapline_log_time_format_span (gint64  span,
                              char   *text,
                              gsize   size)
{
  const char *sign = span < 0 ? "-" : "";
  guint64 whole = span < 0 ? -(guint64) span : (guint64) span;
  guint64 seconds = whole / G_USEC_PER_SEC;
  guint part = (guint) (whole % G_USEC_PER_SEC);

  if (seconds < 3600)
    g_snprintf (text, size, "%s%" G_GUINT64_FORMAT ".%06u", sign, seconds, part);
  else if (whole < 100 * HOUR)
    g_snprintf (text, size, "%s%u:%02u:%02u.%03u", sign, (guint) (seconds / 3600),
                (guint) (seconds / 60 % 60), (guint) (seconds % 60), part / 1000);
  else
    g_snprintf (text, size, "%s%" G_GUINT64_FORMAT "d %02u:%02u:%02u", sign, seconds / 86400,
                (guint) (seconds / 3600 % 24), (guint) (seconds / 60 % 60),
                (guint) (seconds % 60));
}

static const Last *
find (const Walk      *walk,
      guint32          connection,
      TaplineDirection direction)
{
  for (guint i = 0; i < walk->found->len; i++)
    {
      const Last *last = &g_array_index (walk->found, Last, i);

      if (last->connection == connection && last->direction == direction)
        return last;
    }

  return NULL;
}

/* Walks on until the message looked for was read, or all down to @bound were. */
static const Last *
walk_to (Walk            *walk,
         guint64          bound,
         guint32          connection,
         TaplineDirection direction)
{
  const Last *last = find (walk, connection, direction);

  while (last == NULL && walk->at > bound)
    {
      TaplineMessage message;

      walk->at--;
      if (!tapline_message_list_get_message (walk->list, walk->at, 0, &message) ||
          message.direction == TAPLINE_DIRECTION_NOTE ||
          find (walk, message.connection, message.direction) != NULL)
        continue;
      g_array_append_val (walk->found, ((Last) { message.connection, message.direction, walk->at,
                                                 message.time }));
      if (message.connection == connection && message.direction == direction)
        last = &g_array_index (walk->found, Last, walk->found->len - 1);
    }

  return last != NULL && last->number >= bound ? last : NULL;
}

static void
fill_other (GPtrArray *contents,
            guint      index,
            Walk      *walk)
{
  TaplineLogContent *content = g_ptr_array_index (contents, index);
  const TaplineMessage *message = &content->message;
  guint64 bound = message->number - MIN (message->number, TAPLINE_LOG_LOOK_BACK);
  TaplineDirection other;
  TaplineMessage first;
  const Last *last;

  if (message->direction == TAPLINE_DIRECTION_NOTE)
    {
      g_strlcpy (content->time, NONE, sizeof content->time);
      return;
    }

  other = message->direction == TAPLINE_DIRECTION_IN ? TAPLINE_DIRECTION_OUT
                                                     : TAPLINE_DIRECTION_IN;
  for (guint i = index; i > 0; i--)
    {
      const TaplineLogContent *above = g_ptr_array_index (contents, i - 1);

      if (above->readable && above->message.connection == message->connection &&
          above->message.direction == other && above->message.number >= bound)
        {
          tapline_log_time_format_span (message->time - above->message.time, content->time,
                                        sizeof content->time);
          return;
        }
    }

  last = walk_to (walk, bound, message->connection, other);
  if (last != NULL)
    {
      tapline_log_time_format_span (message->time - last->time, content->time,
                                    sizeof content->time);
    }
  else if (bound > 0 && tapline_message_list_get_message (walk->list, bound, 0, &first))
    {
      content->time[0] = '>';
      tapline_log_time_format_span (message->time - first.time, content->time + 1,
                                    sizeof content->time - 1);
    }
  else
    {
      g_strlcpy (content->time, NONE, sizeof content->time);
    }
}

static void
fill_previous (GPtrArray          *contents,
               guint               index,
               TaplineMessageList *list)
{
  TaplineLogContent *content = g_ptr_array_index (contents, index);
  const TaplineLogContent *above = NULL;
  TaplineMessage before;

  if (index > 0)
    above = g_ptr_array_index (contents, index - 1);
  if (above != NULL && above->readable)
    before.time = above->message.time;
  else if (content->message.number == 0 ||
           !tapline_message_list_get_message (list, content->message.number - 1, 0, &before))
    {
      g_strlcpy (content->time, NONE, sizeof content->time);
      return;
    }
  tapline_log_time_format_span (content->message.time - before.time, content->time,
                                sizeof content->time);
}

static void
fill_start (TaplineLogContent  *content,
            TaplineMessageList *list,
            TaplineLogStart    *start)
{
  TaplineMessage first;

  if (!start->known && tapline_message_list_get_message (list, 0, 0, &first))
    {
      start->time = first.time;
      start->known = TRUE;
    }
  if (start->known)
    tapline_log_time_format_span (content->message.time - start->time, content->time,
                                  sizeof content->time);
  else
    g_strlcpy (content->time, NONE, sizeof content->time);
}

/* Fills in the time of those of @contents, which follow each other, that have none yet; @dated: the
 * time of day with the date. */
void
tapline_log_time_fill (GPtrArray          *contents,
                       TaplineMessageList *list,
                       TaplineLogTime      mode,
                       gboolean            dated,
                       TaplineLogStart    *start)
{
  Walk walk = { .list = list };

  for (guint i = 0; i < contents->len; i++)
    {
      TaplineLogContent *content = g_ptr_array_index (contents, i);

      if (content->time[0] != '\0' || !content->readable)
        continue;

      switch (mode)
        {
        case TAPLINE_LOG_TIME_CLOCK:
          tapline_log_format_time (content->message.time, dated, content->time);
          break;
        case TAPLINE_LOG_TIME_START:
          fill_start (content, list, start);
          break;
        case TAPLINE_LOG_TIME_PREVIOUS:
          fill_previous (contents, i, list);
          break;
        case TAPLINE_LOG_TIME_OTHER:
          if (walk.found == NULL)
            {
              walk.found = g_array_new (FALSE, FALSE, sizeof (Last));
              walk.at = ((TaplineLogContent *) g_ptr_array_index (contents, 0))->message.number;
            }
          fill_other (contents, i, &walk);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  g_clear_pointer (&walk.found, g_array_unref);
}

/* Documented in the header. */
gboolean
tapline_log_time_needs_date (GPtrArray *contents,
                             gint64     now)
{
  time_t seconds = (time_t) (now / G_USEC_PER_SEC);
  struct tm midnight;
  gint64 from, until;

  if (localtime_r (&seconds, &midnight) == NULL)
    return TRUE;

  midnight.tm_hour = midnight.tm_min = midnight.tm_sec = 0;
  midnight.tm_isdst = -1;
  from = (gint64) mktime (&midnight) * G_USEC_PER_SEC;
  midnight.tm_mday++;
  midnight.tm_isdst = -1;
  until = (gint64) mktime (&midnight) * G_USEC_PER_SEC;
  for (guint i = 0; i < contents->len; i++)
    {
      const TaplineLogContent *content = g_ptr_array_index (contents, i);

      if (content->readable && (content->message.time < from || content->message.time >= until))
        return TRUE;
    }

  return FALSE;
}
