/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `nmea` (NMEA 0183, IEC 61162-1): sentences $… and !… that end with CR LF, which a view leaves
 * out; LF alone is taken, too. The checksum *HH, if there is one, is the exclusive or of what is
 * between $ or ! and the *. A TAG block \…\ before a sentence belongs to it; its own checksum
 * is not verified.
 *
 * What is no sentence is garbage, which ends with LF or before the next $, ! or \. None of them
 * is allowed inside of a sentence: there they begin the next, and the one before is flagged.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-walk.h"

enum
{
  PHASE_START,
  PHASE_TAG,
  PHASE_TAGGED,
  PHASE_ADDRESS,  /* behind $ or ! */
  PHASE_TEXT,
  PHASE_CHECKSUM, /* behind the * */
  PHASE_CHECKED,
  PHASE_CR,
  PHASE_GARBAGE,
};

/* Where something is decided in a sentence. */
static const guint8 deciding[256] = {
  ['\r'] = 1, ['\n'] = 1, ['*'] = 1, ['$'] = 1, ['!'] = 1, ['\\'] = 1,
};

static gboolean
is_start (guint8 byte)
{
  return byte == '$' || byte == '!' || byte == '\\';
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

  return is_start (byte) ? TAPLINE_STEP_BEFORE : TAPLINE_STEP_ON;
}

static TaplineStep
step_start (TaplineWalk        *walk,
            TaplineFramerState *state,
            guint8              byte,
            TaplineCut         *cut)
{
  if (!is_start (byte))
    return step_garbage (walk, state, byte, cut);

  walk->phase = byte == '\\' ? PHASE_TAG : PHASE_ADDRESS;
  return TAPLINE_STEP_ON;
}

/* The byte may be the first of the line's end. */
static TaplineStep
step_end (TaplineWalk        *walk,
          TaplineFramerState *state,
          guint8              byte,
          TaplineCut         *cut)
{
  if (byte == '\r' && walk->phase != PHASE_CR)
    {
      walk->phase = PHASE_CR;
      return TAPLINE_STEP_ON;
    }
  if (byte != '\n')
    return step_garbage (walk, state, byte, cut);

  cut->ending = walk->phase == PHASE_CR ? 2 : 1;
  if (walk->digits > 0 && walk->number != walk->kind)
    cut->flags |= TAPLINE_MESSAGE_BAD_CHECKSUM;
  return TAPLINE_STEP_END;
}

static TaplineStep
step_text (TaplineWalk        *walk,
           TaplineFramerState *state,
           guint8              byte,
           TaplineCut         *cut)
{
  if (byte == '\r' || byte == '\n')
    return step_end (walk, state, byte, cut);
  if (is_start (byte))
    return step_garbage (walk, state, byte, cut);

  if (byte == '*')
    walk->phase = PHASE_CHECKSUM;
  else
    walk->kind ^= byte;
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
      return step_start (walk, state, byte, cut);

    case PHASE_TAG:
      if (byte == '\\')
        walk->phase = PHASE_TAGGED;
      else if (byte == '$' || byte == '!' || byte == '\n')
        return step_garbage (walk, state, byte, cut);
      return TAPLINE_STEP_ON;

    case PHASE_TAGGED:
      if (byte != '$' && byte != '!')
        return step_garbage (walk, state, byte, cut);
      walk->phase = PHASE_ADDRESS;
      return TAPLINE_STEP_ON;

    case PHASE_ADDRESS:
      if (!g_ascii_isalnum (byte))
        return step_garbage (walk, state, byte, cut);
      walk->phase = PHASE_TEXT;
      walk->kind = byte;
      return TAPLINE_STEP_ON;

    case PHASE_TEXT:
      return step_text (walk, state, byte, cut);

    case PHASE_CHECKSUM:
      if (!g_ascii_isxdigit (byte))
        return step_garbage (walk, state, byte, cut);
      walk->number = walk->number << 4 | (guint32) g_ascii_xdigit_value ((char) byte);
      if (++walk->digits == 2)
        walk->phase = PHASE_CHECKED;
      return TAPLINE_STEP_ON;

    case PHASE_CHECKED:
    case PHASE_CR:
      return step_end (walk, state, byte, cut);

    default:
      return step_garbage (walk, state, byte, cut);
    }
}

static gsize
pass (TaplineWalk  *walk,
      const guint8 *bytes,
      gsize         at,
      gsize         until)
{
  guint8 sum = walk->kind;

  if (walk->phase != PHASE_TEXT)
    return at;
  while (at < until && !deciding[bytes[at]])
    sum ^= bytes[at++];
  walk->kind = sum;

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
  static const TaplineWalker walker = { .step = step, .pass = pass };

  return tapline_walk_find_end (&walker, state, piece, from, until, cut);
}

static char *
explain (gconstpointer  parameters,
         const guint8  *bytes,
         gsize          length)
{
  const guint8 *star = memrchr (bytes, '*', length);
  const guint8 *c = star;
  guint8 computed = 0;

  if (star == NULL || bytes + length - star < 4 || !g_ascii_isxdigit (star[1])
      || !g_ascii_isxdigit (star[2]) || (star[3] != '\r' && star[3] != '\n'))
    return NULL;

  while (c > bytes && c[-1] != '$' && c[-1] != '!')
    computed ^= *--c;
  if (c == bytes || computed == (g_ascii_xdigit_value ((char) star[1]) << 4
                                 | g_ascii_xdigit_value ((char) star[2])))
    return NULL;

  return g_strdup_printf (_("Checksum %.2s, computed %02X."), (const char *) star + 1, computed);
}

const TaplineFormat tapline_format_nmea = {
  .info = {
    .name = "nmea",
    .title = N_("NMEA 0183 sentences"),
    .summary = N_("Positions, depths, weather; with checksums"),
    .example = "nmea",
    .source = "NMEA 0183; IEC 61162-1",
  },
  .find_end = find_end,
  .explain = explain,
};
