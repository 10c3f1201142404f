/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out whether a regular expression will come to an end before it is let loose on a long text.
 *
 * PCRE2 counts its steps, but from each byte of the text anew, and what it does in one go it counts
 * as one: `a(?=.*x)` looks through all that follows each `a`, in a message of 1 MB for minutes, and
 * nothing interrupts it. So small parts of the text are tried first, then larger ones. What takes
 * its time with every byte does so in a small part too; what takes more for each byte the more
 * there are is seen to grow. A part tells nothing about matches: only the time counts.
 *
 * Threads: any.
 */
#include "config.h"

#include <time.h>

#include "tapline-probe.h"

#define GROWTH  8  /* of the parts */
#define ALLOWED 4  /* how much more the larger may take: what grows with its square takes 64 */
#define STRIDE  16 /* one part of so many is tried */
#define TRIALS  3  /* a machine that is busy otherwise slows one, not all */
#define AGAIN   10 /* limits; who needs more than that needs no other trial */

/* What this thread had of the processor, in microseconds. */
static gint64
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/**
 * tapline_probe_try:
 * @self: what to try
 * @regex: a regular expression
 * @utf: whether @text is of characters, and valid
 * @text: where it would be looked for
 * @length: the text's bytes
 *
 * Returns: whether the text's first part, if it has more than that, took no longer than the limit
 */
gboolean
tapline_probe_try (const TaplineProbe *self,
                   const GRegex       *regex,
                   gboolean            utf,
                   const char         *text,
                   gsize               length)
{
  gsize start = 0, end = self->window;

  if (length <= self->window)
    return TRUE;
  while (utf && start < end && (text[start] & 0xc0) == 0x80)
    start++;
  while (utf && end > start && (text[end] & 0xc0) == 0x80)
    end--;

  for (guint i = 0; i < TRIALS; i++)
    {
      gint64 time = get_time ();

      g_regex_match_full (regex, text + start, (gssize) (end - start), 0, 0, NULL, NULL);
      time = get_time () - time;
      if (time <= self->limit)
        return TRUE;
      if (time > self->limit * AGAIN)
        return FALSE;
    }

  return FALSE;
}

/**
 * tapline_probe_pass:
 * @self: what to try first
 * @regex: a regular expression
 * @utf: whether @text is of characters, and valid
 * @text: where it would be looked for
 * @length: the text's bytes
 *
 * Takes a part of the time that the whole text takes, if it passes; else not much more than the
 * limit.
 *
 * Returns: whether the whole text may be looked through
 */
gboolean
tapline_probe_pass (const TaplineProbe *self,
                    const GRegex       *regex,
                    gboolean            utf,
                    const char         *text,
                    gsize               length)
{
  for (TaplineProbe probe = *self; probe.window < length / 2;
       probe.window *= GROWTH, probe.limit *= ALLOWED)
    {
      for (gsize at = 0; at < length; at += probe.window * STRIDE)
        if (!tapline_probe_try (&probe, regex, utf, text + at, length - at))
          return FALSE;
    }

  return TRUE;
}
