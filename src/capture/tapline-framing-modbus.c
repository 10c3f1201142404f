/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `modbus` (Modbus/TCP): the MBAP header – transaction, protocol (always 0), length, each two
 * bytes, most significant first – and then as many bytes as the length says: the unit and a PDU of
 * 1 to 253 bytes.
 *
 * Nothing marks where a frame begins. If protocol or length is wrong, the bytes are garbage up
 * to the next four that look like a protocol and a right length; the frame that they belong to
 * is part of the same message, as its transaction came before them.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-framing-walk.h"

#define HEADER_SIZE 6
#define LENGTH_MIN  2
#define LENGTH_MAX  254

enum
{
  PHASE_HEADER,
  PHASE_GARBAGE,
  PHASE_LAST,
};

/* @number is the last four bytes: the protocol and the length, if a header ends there. */
static gboolean
is_right (guint32 number)
{
  return number >= LENGTH_MIN && number <= LENGTH_MAX;
}

static TaplineStep
step (TaplineWalk        *walk,
      TaplineFramerState *state,
      guint8              byte,
      TaplineCut         *cut)
{
  if (walk->phase == PHASE_LAST)
    return TAPLINE_STEP_END;

  walk->number = walk->number << 8 | byte;
  if (walk->phase == PHASE_HEADER && ++walk->digits < HEADER_SIZE)
    return TAPLINE_STEP_ON;
  if (is_right (walk->number))
    {
      walk->skip = walk->number - 1;
      walk->phase = PHASE_LAST;
    }
  else
    tapline_walk_set_garbage (walk, state, PHASE_GARBAGE);

  return TAPLINE_STEP_ON;
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
  guint protocol, size;

  if (length < HEADER_SIZE)
    return NULL;
  protocol = (guint) bytes[2] << 8 | bytes[3];
  size = (guint) bytes[4] << 8 | bytes[5];
  if (protocol != 0)
    return g_strdup_printf (_("The protocol is %u; that of Modbus is 0."), protocol);
  if (!is_right (size))
    return g_strdup_printf (_("The length is %u; it must be from %u to %u."), size, LENGTH_MIN,
                            LENGTH_MAX);

  return NULL;
}

const TaplineFormat tapline_format_modbus = {
  .info = {
    .name = "modbus",
    .title = N_("Modbus/TCP"),
    .summary = N_("Controllers and meters, usually on port 502"),
    .example = "modbus",
    .source = "MODBUS Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3",
  },
  .find_end = find_end,
  .explain = explain,
};
