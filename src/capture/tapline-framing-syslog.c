/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `syslog` (RFC 6587): both ways of syslog over TCP, told for each message by its first byte.
 *
 * A digit from 1 to 9 begins an octet-counted message (section 3.4.1): its length in decimal, at
 * most nine digits, a space, and so many bytes, the first of which is <. A < begins one that
 * ends with LF (section 3.4.2); there, <PRI> must be one to three digits. Anything else is
 * garbage, which ends with LF or before the next <.
 *
 * A view leaves out LF or CR LF at the end, also of a counted message: rsyslog counts one.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-framing-walk.h"

#define DIGITS_MAX     9
#define PRI_DIGITS_MAX 3

enum
{
  PHASE_START,
  PHASE_LENGTH,
  PHASE_COUNTED, /* at the < of a counted message */
  PHASE_LAST,    /* at its last byte */
  PHASE_PRI,
  PHASE_LINE,
  PHASE_GARBAGE,
};

static TaplineStep
step_line (TaplineWalk *walk,
           guint8       byte,
           TaplineCut  *cut)
{
  if (byte != '\n')
    return TAPLINE_STEP_ON;

  cut->ending = walk->last == '\r' ? 2 : 1;
  return TAPLINE_STEP_END;
}

static TaplineStep
step_garbage (TaplineWalk        *walk,
              TaplineFramerState *state,
              guint8              byte,
              TaplineCut         *cut)
{
  tapline_walk_set_garbage (walk, state, PHASE_GARBAGE);
  return byte == '<' ? TAPLINE_STEP_BEFORE : step_line (walk, byte, cut);
}

static TaplineStep
step_length (TaplineWalk        *walk,
             TaplineFramerState *state,
             guint8              byte,
             TaplineCut         *cut)
{
  if (byte == ' ')
    {
      walk->phase = PHASE_COUNTED;
      return TAPLINE_STEP_ON;
    }
  if (!g_ascii_isdigit (byte) || walk->digits == DIGITS_MAX)
    return step_garbage (walk, state, byte, cut);

  walk->number = walk->number * 10 + (guint32) (byte - '0');
  walk->digits++;
  return TAPLINE_STEP_ON;
}

static TaplineStep
step_pri (TaplineWalk        *walk,
          TaplineFramerState *state,
          guint8              byte,
          TaplineCut         *cut)
{
  if (byte == '>' && walk->digits > 0)
    {
      walk->phase = PHASE_LINE;
      return TAPLINE_STEP_ON;
    }
  if (!g_ascii_isdigit (byte) || walk->digits == PRI_DIGITS_MAX)
    return step_garbage (walk, state, byte, cut);

  walk->digits++;
  return TAPLINE_STEP_ON;
}

static TaplineStep
step (TaplineWalk        *walk,
      TaplineFramerState *state,
      guint8              byte,
      TaplineCut         *cut)
{
  switch (walk->phase)
    {
    case PHASE_START:
      if (byte == '<')
        {
          walk->phase = PHASE_PRI;
          return TAPLINE_STEP_ON;
        }
      walk->phase = PHASE_LENGTH;
      return byte == '0' || byte == ' ' ? step_garbage (walk, state, byte, cut)
                                        : step_length (walk, state, byte, cut);

    case PHASE_LENGTH:
      return step_length (walk, state, byte, cut);

    case PHASE_COUNTED:
      if (byte != '<')
        return step_garbage (walk, state, byte, cut);
      walk->phase = PHASE_LAST;
      walk->skip = walk->number > 1 ? walk->number - 2 : 0;
      return walk->number == 1 ? TAPLINE_STEP_END : TAPLINE_STEP_ON;

    case PHASE_LAST:
      step_line (walk, byte, cut);
      return TAPLINE_STEP_END;

    case PHASE_PRI:
      return step_pri (walk, state, byte, cut);

    case PHASE_LINE:
      return step_line (walk, byte, cut);

    default:
      return step_garbage (walk, state, byte, cut);
    }
}

static gboolean
find_end (gconstpointer        parameters,
          TaplineFramerState  *state,
          const TaplinePiece  *piece,
          gsize                from,
          gsize                until,
          TaplineCut          *cut)
{
  static const TaplineStops stops[] = {
    [PHASE_LINE] = { 1, '\n' },
    [PHASE_GARBAGE] = { 2, '\n', '<' },
  };
  static const TaplineWalker walker = { step, stops };

  return tapline_walk_find_end (&walker, state, piece, from, until, cut);
}

static char *
explain (gconstpointer  parameters,
         const guint8  *bytes,
         gsize          length)
{
  return g_strdup (_("It begins neither with its length and a space nor with <, a priority of "
                     "up to three digits, and >."));
}

const TaplineFormat tapline_format_syslog = {
  .info = {
    .name = "syslog",
    .title = N_("Syslog over TCP"),
    .summary = N_("Reports of programs, as lines or with their length"),
    .example = "syslog",
    .source = "RFC 6587, section 3.4",
  },
  .find_end = find_end,
  .explain = explain,
};
