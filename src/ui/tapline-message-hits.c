/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for a pattern in one message, which may have gigabytes, on the thread that draws: so a
 * window of its bytes after the other, each with some bytes before and behind it, in which a match
 * may go on. A longer one is not seen here; the search, which looks at the whole message, found it
 * all the same. A pattern that takes its time is given up.
 */
#include "config.h"

#include "tapline-message-hits.h"

#define WINDOW    (16 * 1024)
#define CONTEXT   1024
#define AT_ONCE   4    /* windows that are looked through without letting others go on */
#define HITS_MAX  1000 /* in a part of a message; nobody looks at more of them */

struct _TaplineMessageHits
{
  TaplineMessageList *list;
  guint64             number;
  guint64             length;
  TaplinePattern     *pattern; /* a brief one */
  guint64             sought;  /* where the first match is not before */
  TaplineMessageHit   first;   /* empty until it is found */
  gboolean            given_up;
};

/**
 * tapline_message_hits_new:
 * @list: where the message is
 * @number: its number
 * @length: how many of its bytes matter
 * @pattern: what to look for
 *
 * Returns: (transfer full): what is not looked for yet
 */
TaplineMessageHits *
tapline_message_hits_new (TaplineMessageList *list,
                          guint64             number,
                          guint64             length,
                          TaplinePattern     *pattern)
{
  TaplineMessageHits *self = g_new0 (TaplineMessageHits, 1);

  self->list = g_object_ref (list);
  self->number = number;
  self->length = length;
  self->pattern = tapline_pattern_ref (tapline_pattern_get_brief (pattern));

  return self;
}

void
tapline_message_hits_free (TaplineMessageHits *self)
{
  g_object_unref (self->list);
  tapline_pattern_unref (self->pattern);
  g_free (self);
}

/* Appends the matches that begin from @start on and before @end, or are not over at @start. */
static void
look_through (TaplineMessageHits *self,
              guint64             start,
              guint64             end,
              GArray             *hits)
{
  guint64 first = start - MIN (start, CONTEXT);
  g_autoptr (GBytes) bytes = tapline_message_list_dup_bytes (
    self->list, self->number, first, (gsize) (MIN (end + CONTEXT, self->length) - first));
  const guint8 *data;
  gsize length, from, match_start, match_end;
  TaplinePatternResult result;

  if (bytes == NULL)
    return;
  data = g_bytes_get_data (bytes, &length);
  if (!tapline_pattern_is_quick (self->pattern, data, length))
    {
      self->given_up = TRUE;
      return;
    }

  /* Where the context begins is not where the message does. */
  for (from = first > 0 ? 1 : 0; from < length && (data[from] & 0xc0) == 0x80; from++)
    ;
  while (from < length && hits->len < HITS_MAX)
    {
      result = tapline_pattern_find (self->pattern, data, length, from, &match_start, &match_end);
      self->given_up = result == TAPLINE_PATTERN_TOO_COMPLEX;
      if (result != TAPLINE_PATTERN_FOUND || first + match_start >= end)
        return;
      /* What ends with the context may end so because of that. */
      if (match_end > match_start && first + match_end > start
          && (match_end < length || first + length >= self->length))
        {
          TaplineMessageHit hit = { first + match_start, first + match_end };

          g_array_append_val (hits, hit);
        }
      for (from = MAX (match_end, match_start + 1);
           from < length && (data[from] & 0xc0) == 0x80; from++)
        ;
    }
}

/**
 * tapline_message_hits_seek:
 * @self: matches
 *
 * Looks for the first match a little further.
 *
 * Returns: whether there is more to look through
 */
gboolean
tapline_message_hits_seek (TaplineMessageHits *self)
{
  for (guint i = 0; i < AT_ONCE; i++)
    {
      guint64 end = MIN (self->sought + WINDOW, self->length);
      g_autoptr (GArray) hits = NULL;

      if (self->given_up || self->first.end > 0 || self->sought == self->length)
        return FALSE;
      hits = g_array_new (FALSE, FALSE, sizeof (TaplineMessageHit));
      look_through (self, self->sought, end, hits);
      if (hits->len > 0)
        self->first = g_array_index (hits, TaplineMessageHit, 0);
      self->sought = end;
    }

  return TRUE;
}

/**
 * tapline_message_hits_get_first:
 * @self: matches
 *
 * Returns: (nullable): the first match, once it is found
 */
const TaplineMessageHit *
tapline_message_hits_get_first (TaplineMessageHits *self)
{
  return self->first.end > 0 ? &self->first : NULL;
}

/**
 * tapline_message_hits_find:
 * @self: matches
 * @start: where a part begins
 * @end: and ends
 *
 * Returns: (transfer full) (element-type TaplineMessageHit): those in the part, in order; they may
 *   reach out of it
 */
GArray *
tapline_message_hits_find (TaplineMessageHits *self,
                           guint64             start,
                           guint64             end)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (TaplineMessageHit));

  end = MIN (end, self->length);
  while (start < end && !self->given_up && hits->len < HITS_MAX)
    {
      look_through (self, start, MIN (start + WINDOW, end), hits);
      start += WINDOW;
      /* The next window would tell again of one that goes on in it. */
      if (hits->len > 0)
        start = MAX (start, g_array_index (hits, TaplineMessageHit, hits->len - 1).end);
    }

  return g_steal_pointer (&hits);
}

/**
 * tapline_message_hits_look_up:
 * @hits: (nullable) (element-type TaplineMessageHit): matches, in order
 * @next: (inout): which of them is the next, for who asks for one byte behind the other
 * @at: a byte
 * @border: (out): where the match that it is of ends, or else the next begins
 *
 * Returns: whether the byte is of a match
 */
gboolean
tapline_message_hits_look_up (const GArray *hits,
                              guint        *next,
                              guint64       at,
                              guint64      *border)
{
  for (; hits != NULL && *next < hits->len; (*next)++)
    {
      const TaplineMessageHit *hit = &g_array_index (hits, TaplineMessageHit, *next);

      if (hit->end <= at)
        continue;
      *border = hit->start <= at ? hit->end : hit->start;
      return hit->start <= at;
    }
  *border = G_MAXUINT64;

  return FALSE;
}
