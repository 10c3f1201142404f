/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `scpi` (SCPI, IEEE 488.2): a message ends with LF, which a view leaves out, as a CR before it.
 * An LF inside of a block ends nothing: #15hello is a block of definite length – how many
 * digits, the length in so many digits, the bytes (IEEE 488.2, 7.7.6 and 8.7.9).
 *
 * A block begins where a parameter may: at the beginning, or behind white space, a comma, a
 * semicolon or a colon, and not in quotes. Where the digits are not digits, # is an ordinary
 * byte, as in #HFF. A block of indefinite length, #0 (8.7.10), ends with the first LF: the END
 * message that ends it on IEEE 488 does not exist on TCP. So any bytes are messages; there is no
 * garbage.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-framing-walk.h"

enum
{
  PHASE_TEXT,
  PHASE_QUOTED,     /* in the quotes of `kind` */
  PHASE_HASH,
  PHASE_LENGTH,     /* `digits` of it are still to come */
  PHASE_BEHIND,     /* at the byte behind a block */
  PHASE_INDEFINITE,
};

/* Where something is decided in text. */
static const guint8 deciding[256] = { ['\n'] = 1, ['"'] = 1, ['\''] = 1, ['#'] = 1 };

static gboolean
may_begin_block (guint8 before)
{
  return before == '\0' || g_ascii_isspace (before) || before == ',' || before == ';'
         || before == ':';
}

/* @before is the byte before, or any letter behind a block, whose bytes mean nothing. */
static TaplineStep
step_text (TaplineWalk *walk,
           guint8       before,
           guint8       byte,
           TaplineCut  *cut)
{
  walk->phase = PHASE_TEXT;
  switch (byte)
    {
    case '\n':
      cut->ending = before == '\r' ? 2 : 1;
      return TAPLINE_STEP_END;

    case '"':
    case '\'':
      walk->phase = PHASE_QUOTED;
      walk->kind = byte;
      return TAPLINE_STEP_ON;

    case '#':
      if (may_begin_block (before))
        walk->phase = PHASE_HASH;
      return TAPLINE_STEP_ON;

    default:
      return TAPLINE_STEP_ON;
    }
}

static TaplineStep
step_length (TaplineWalk *walk,
             guint8       byte,
             TaplineCut  *cut)
{
  if (!g_ascii_isdigit (byte))
    return step_text (walk, walk->last, byte, cut);

  walk->number = walk->number * 10 + (guint32) (byte - '0');
  if (--walk->digits == 0)
    {
      walk->skip = walk->number;
      walk->phase = PHASE_BEHIND;
    }

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
    case PHASE_QUOTED:
      if (byte == '\n')
        return step_text (walk, walk->last, byte, cut);
      if (byte == walk->kind)
        walk->phase = PHASE_TEXT;
      return TAPLINE_STEP_ON;

    case PHASE_HASH:
      if (!g_ascii_isdigit (byte))
        return step_text (walk, walk->last, byte, cut);
      walk->digits = (guint8) (byte - '0');
      walk->number = 0;
      walk->phase = walk->digits == 0 ? PHASE_INDEFINITE : PHASE_LENGTH;
      return TAPLINE_STEP_ON;

    case PHASE_LENGTH:
      return step_length (walk, byte, cut);

    case PHASE_BEHIND:
      return step_text (walk, 'x', byte, cut);

    case PHASE_INDEFINITE:
      return byte == '\n' ? step_text (walk, 'x', byte, cut) : TAPLINE_STEP_ON;

    default:
      return step_text (walk, walk->last, byte, cut);
    }
}

static gsize
pass (TaplineWalk  *walk,
      const guint8 *bytes,
      gsize         at,
      gsize         until)
{
  if (walk->phase == PHASE_TEXT || walk->phase == PHASE_QUOTED)
    while (at < until && !deciding[bytes[at]])
      at++;

  return at;
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
    [PHASE_INDEFINITE] = { 1, '\n' },
  };
  static const TaplineWalker walker = { step, stops, pass };

  return tapline_walk_find_end (&walker, state, piece, from, until, cut);
}

const TaplineFormat tapline_format_scpi = {
  .info = {
    .name = "scpi",
    .title = N_("SCPI instruments"),
    .summary = N_("Lines and blocks of data, usually on port 5025"),
    .example = "scpi",
    .source = "SCPI-1999; IEEE 488.2-1992, 7.7.6, 8.7.9, 8.7.10",
  },
  .find_end = find_end,
};
