/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `netstring` (D. J. Bernstein, 1997): 12:hello world!, – the length in decimal digits without
 * leading zeros (at most nine, as in the sample code there), a colon, the bytes, and a comma,
 * which a view leaves out.
 *
 * What is none is garbage, which ends before the next digit. If the comma is missing, the
 * message is flagged and ends where it should have been.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-framing-walk.h"

#define DIGITS_MAX 9

enum
{
  PHASE_START,
  PHASE_DIGITS,
  PHASE_COMMA,
  PHASE_GARBAGE,
};

static TaplineStep
step_garbage (TaplineWalk        *walk,
              TaplineFramerState *state,
              guint8              byte)
{
  tapline_walk_set_garbage (walk, state, PHASE_GARBAGE);
  return g_ascii_isdigit (byte) ? TAPLINE_STEP_BEFORE : TAPLINE_STEP_ON;
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
      if (!g_ascii_isdigit (byte))
        return step_garbage (walk, state, byte);
      walk->phase = PHASE_DIGITS;
      walk->number = (guint32) (byte - '0');
      walk->digits = 1;
      return TAPLINE_STEP_ON;

    case PHASE_DIGITS:
      if (byte == ':')
        {
          walk->phase = PHASE_COMMA;
          walk->skip = walk->number;
          return TAPLINE_STEP_ON;
        }
      if (!g_ascii_isdigit (byte) || walk->number == 0 || walk->digits == DIGITS_MAX)
        return step_garbage (walk, state, byte);
      walk->number = walk->number * 10 + (guint32) (byte - '0');
      walk->digits++;
      return TAPLINE_STEP_ON;

    case PHASE_COMMA:
      if (byte == ',')
        {
          cut->ending = 1;
          return TAPLINE_STEP_END;
        }
      state->flags |= TAPLINE_MESSAGE_GARBAGE;
      return TAPLINE_STEP_BEFORE;

    default:
      return step_garbage (walk, state, byte);
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
  static const TaplineWalker walker = { .step = step };

  return tapline_walk_find_end (&walker, state, piece, from, until, cut);
}

static char *
explain (gconstpointer  parameters,
         const guint8  *bytes,
         gsize          length)
{
  guint32 number = 0;
  gsize i = 0;

  while (i < MIN (length, DIGITS_MAX) && g_ascii_isdigit (bytes[i]))
    number = number * 10 + (guint32) (bytes[i++] - '0');
  if (i == 0 || i == length || bytes[i] != ':' || length - (i + 1) != number)
    return NULL;

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "No comma follows the %u byte.",
                                       "No comma follows the %u bytes.", number), number);
}

const TaplineFormat tapline_format_netstring = {
  .info = {
    .name = "netstring",
    .title = N_("Netstrings"),
    .summary = N_("Length in digits, colon, bytes, comma"),
    .example = "netstring",
    .source = "D. J. Bernstein: Netstrings (1997)",
  },
  .find_end = find_end,
  .explain = explain,
};
