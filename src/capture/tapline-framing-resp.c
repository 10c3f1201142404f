/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `resp` (REdis Serialization Protocol 2 and 3): a message is a whole value, with all that is
 * nested in it; the CR LF at its end is left out of views.
 *
 *   + - : _ # , (   a line
 *   $ ! =           N CR LF, N bytes, CR LF; N = -1 is null; $? is followed by parts, each
 *                   ;N CR LF, N bytes, CR LF, up to ;0 CR LF
 *   * ~ >           N CR LF and N values; N = -1 is null
 *   % |             N CR LF and 2 N values; behind those of | comes the value they describe
 *   *? ~? %?        values up to . CR LF
 *
 * Nesting is no stack: what is counted is how many values are still to come. So the last kind
 * may only be in one of its own kind, or last in another. A message that begins with a line end
 * or a printable byte that is none of these is an inline command, a line. What fits nothing is
 * garbage, which ends with LF or before the next + - : $ *; a value that does not continue as it
 * must ends there, and is flagged.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-framing-walk.h"

enum
{
  PHASE_VALUE,     /* at the type of a value */
  PHASE_LINE,
  PHASE_NUMBER,    /* behind a type, as far as the digits have come */
  PHASE_NUMBER_CR,
  PHASE_STRING,    /* behind a string's bytes */
  PHASE_STRING_CR,
  PHASE_GARBAGE,
};

/* In the walk, `kind` is the type of the value, 0 where a message begins, `count` how many values
 * are to come behind it, and `digits` these bits, behind which stands how many aggregates wait
 * for their “.”. */
#define HAS_DIGITS   (1u << 0)
#define IS_NEGATIVE  (1u << 1)
#define IS_OPEN      (1u << 2) /* “?” in place of a number */
#define IN_PARTS     (1u << 3) /* parts of a string are to come */
#define NUMBER_BITS  (HAS_DIGITS | IS_NEGATIVE | IS_OPEN)
#define WAITING_ONE  (1u << 4)
#define WAITING_BITS (0xfu << 4)

#define NUMBER_MAX   999999999u

/* What a type is. */
enum
{
  IS_LINE     = 1 << 0,
  HAS_NUMBER  = 1 << 1,
  IS_STRING   = 1 << 2,
  IS_PAIRS    = 1 << 3,
  IS_NULLABLE = 1 << 4,
  CAN_OPEN    = 1 << 5, /* up to “.” */
  ENDS_BEFORE = 1 << 6, /* garbage ends before it */
};

static const guint8 types[256] = {
  ['+'] = IS_LINE | ENDS_BEFORE,
  ['-'] = IS_LINE | ENDS_BEFORE,
  [':'] = IS_LINE | ENDS_BEFORE,
  ['_'] = IS_LINE,
  ['#'] = IS_LINE,
  [','] = IS_LINE,
  ['('] = IS_LINE,
  ['$'] = HAS_NUMBER | IS_STRING | IS_NULLABLE | ENDS_BEFORE,
  ['!'] = HAS_NUMBER | IS_STRING,
  ['='] = HAS_NUMBER | IS_STRING,
  [';'] = IS_STRING, /* and a number, where it is allowed */
  ['*'] = HAS_NUMBER | IS_NULLABLE | CAN_OPEN | ENDS_BEFORE,
  ['~'] = HAS_NUMBER | CAN_OPEN,
  ['>'] = HAS_NUMBER,
  ['%'] = HAS_NUMBER | IS_PAIRS | CAN_OPEN,
  ['|'] = HAS_NUMBER | IS_PAIRS,
};

static void
set_bits (TaplineWalk *walk,
          guint        cleared,
          guint        set)
{
  walk->digits = (guint8) ((walk->digits & ~cleared) | set);
}

static TaplineStep
step_garbage (TaplineWalk        *walk,
              TaplineFramerState *state,
              guint8              byte,
              TaplineCut         *cut)
{
  tapline_walk_set_garbage (walk, state, PHASE_GARBAGE);
  if (byte == '\n')
    {
      cut->ending = walk->last == '\r' ? 2 : 1;
      return TAPLINE_STEP_END;
    }

  return types[byte] & ENDS_BEFORE ? TAPLINE_STEP_BEFORE : TAPLINE_STEP_ON;
}

/* A value is complete. */
static TaplineStep
step_complete (TaplineWalk *walk,
               TaplineCut  *cut)
{
  walk->phase = PHASE_VALUE;
  if (walk->count > 0)
    {
      walk->count--;
      return TAPLINE_STEP_ON;
    }
  if (walk->digits & WAITING_BITS)
    return TAPLINE_STEP_ON;

  cut->ending = walk->last == '\r' ? 2 : 1;
  return TAPLINE_STEP_END;
}

static TaplineStep
step_value (TaplineWalk        *walk,
            TaplineFramerState *state,
            guint8              byte,
            TaplineCut         *cut)
{
  gboolean begins = walk->kind == 0;
  gboolean in_parts = (walk->digits & IN_PARTS) != 0;

  walk->kind = byte;
  if (in_parts ? byte == ';' : (types[byte] & HAS_NUMBER) != 0)
    {
      walk->phase = PHASE_NUMBER;
      walk->number = 0;
      set_bits (walk, NUMBER_BITS, 0);
      return TAPLINE_STEP_ON;
    }
  if (!in_parts && (types[byte] & IS_LINE
                    || (byte == '.' && walk->count == 0 && walk->digits & WAITING_BITS)))
    {
      walk->phase = PHASE_LINE;
      return TAPLINE_STEP_ON;
    }
  if (!begins)
    {
      state->flags |= TAPLINE_MESSAGE_GARBAGE;
      return TAPLINE_STEP_BEFORE;
    }
  if (byte == '\n')
    return step_complete (walk, cut);
  if (byte != '\r' && !g_ascii_isprint ((char) byte))
    return step_garbage (walk, state, byte, cut);

  walk->kind = 'i';
  walk->phase = PHASE_LINE;
  return TAPLINE_STEP_ON;
}

static TaplineStep
step_number (TaplineWalk        *walk,
             TaplineFramerState *state,
             guint8              byte,
             TaplineCut         *cut)
{
  guint bits = walk->digits & NUMBER_BITS;

  if (byte == '\r' && bits & (HAS_DIGITS | IS_OPEN))
    walk->phase = PHASE_NUMBER_CR;
  else if (g_ascii_isdigit (byte) && (bits & IS_OPEN) == 0 && walk->number <= NUMBER_MAX / 10)
    {
      walk->number = walk->number * 10 + (guint32) (byte - '0');
      set_bits (walk, 0, HAS_DIGITS);
    }
  else if (byte == '-' && bits == 0)
    set_bits (walk, 0, IS_NEGATIVE);
  else if (byte == '?' && bits == 0)
    set_bits (walk, 0, IS_OPEN);
  else
    return step_garbage (walk, state, byte, cut);

  return TAPLINE_STEP_ON;
}

/* Whether values may come up to a “.”, or parts of a string. */
static gboolean
open_value (TaplineWalk *walk)
{
  walk->phase = PHASE_VALUE;
  if (walk->kind == '$')
    {
      set_bits (walk, 0, IN_PARTS);
      return TRUE;
    }
  if ((types[walk->kind] & CAN_OPEN) == 0 || walk->count > 0
      || (walk->digits & WAITING_BITS) == WAITING_BITS)
    return FALSE;

  walk->digits = (guint8) (walk->digits + WAITING_ONE);
  return TRUE;
}

/* At the LF behind the number. */
static TaplineStep
step_counted (TaplineWalk        *walk,
              TaplineFramerState *state,
              guint8              byte,
              TaplineCut         *cut)
{
  guint32 values = types[walk->kind] & IS_PAIRS ? 2 * walk->number : walk->number;

  if (walk->digits & IS_OPEN)
    return open_value (walk) ? TAPLINE_STEP_ON : step_garbage (walk, state, byte, cut);
  if (walk->digits & IS_NEGATIVE)
    return walk->number == 1 && types[walk->kind] & IS_NULLABLE
           ? step_complete (walk, cut) : step_garbage (walk, state, byte, cut);
  if (walk->kind == ';' && walk->number == 0)
    {
      set_bits (walk, IN_PARTS, 0);
      return step_complete (walk, cut);
    }
  if (types[walk->kind] & IS_STRING)
    {
      walk->skip = walk->number;
      walk->phase = PHASE_STRING;
      return TAPLINE_STEP_ON;
    }

  if (values > G_MAXUINT32 - walk->count)
    return step_garbage (walk, state, byte, cut);
  if (values == 0 && walk->kind != '|')
    return step_complete (walk, cut);
  walk->count += walk->kind == '|' ? values : values - 1;
  walk->phase = PHASE_VALUE;

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
    case PHASE_VALUE:
      return step_value (walk, state, byte, cut);

    case PHASE_LINE:
      if (byte != '\n')
        return TAPLINE_STEP_ON;
      if (walk->kind == '.')
        walk->digits = (guint8) (walk->digits - WAITING_ONE);
      return step_complete (walk, cut);

    case PHASE_NUMBER:
      return step_number (walk, state, byte, cut);

    case PHASE_NUMBER_CR:
      return byte == '\n' ? step_counted (walk, state, byte, cut)
                          : step_garbage (walk, state, byte, cut);

    case PHASE_STRING:
      if (byte != '\r')
        return step_garbage (walk, state, byte, cut);
      walk->phase = PHASE_STRING_CR;
      return TAPLINE_STEP_ON;

    case PHASE_STRING_CR:
      if (byte != '\n')
        return step_garbage (walk, state, byte, cut);
      walk->phase = PHASE_VALUE;
      return walk->kind == ';' ? TAPLINE_STEP_ON : step_complete (walk, cut);

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
    [PHASE_GARBAGE] = { 0 }, /* the last */
  };
  static const TaplineWalker walker = { step, stops };

  return tapline_walk_find_end (&walker, state, piece, from, until, cut);
}

const TaplineFormat tapline_format_resp = {
  .info = {
    .name = "resp",
    .title = N_("Redis (RESP2, RESP3)"),
    .summary = N_("Commands and replies, usually on port 6379"),
    .example = "resp",
    .source = "Redis serialization protocol specification; RESP3 by S. Sanfilippo (2018)",
  },
  .find_end = find_end,
};
