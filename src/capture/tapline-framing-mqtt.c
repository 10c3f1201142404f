/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `mqtt` (MQTT 3.1.1 and 5): a byte of type and flags, the remaining length as one to four bytes
 * of seven bits, least significant first, and so many bytes.
 *
 * A first byte that no packet has (type 0, or flags that its type does not allow), and a length
 * of more than four bytes, are garbage, which ends before the next byte that a packet may have
 * first.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-framing-walk.h"

#define LENGTH_BYTES_MAX 4

enum
{
  TYPE_PUBLISH = 3,
  TYPE_PUBREL = 6,
  TYPE_SUBSCRIBE = 8,
  TYPE_UNSUBSCRIBE = 10,
};

enum
{
  PHASE_START,
  PHASE_LENGTH,
  PHASE_LAST,
  PHASE_GARBAGE,
};

/* MQTT 5, 2.1.2 and 2.1.3; 3.3.1.2 for the quality of service. */
static gboolean
is_first (guint8 byte)
{
  guint8 flags = byte & 0x0f;

  switch (byte >> 4)
    {
    case 0:
      return FALSE;

    case TYPE_PUBLISH:
      return (flags & 0x06) != 0x06;

    case TYPE_PUBREL:
    case TYPE_SUBSCRIBE:
    case TYPE_UNSUBSCRIBE:
      return flags == 0x02;

    default:
      return flags == 0;
    }
}

static TaplineStep
step_garbage (TaplineWalk        *walk,
              TaplineFramerState *state,
              guint8              byte)
{
  tapline_walk_set_garbage (walk, state, PHASE_GARBAGE);
  return is_first (byte) ? TAPLINE_STEP_BEFORE : TAPLINE_STEP_ON;
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
      if (!is_first (byte))
        return step_garbage (walk, state, byte);
      walk->phase = PHASE_LENGTH;
      return TAPLINE_STEP_ON;

    case PHASE_LENGTH:
      if (byte & 0x80 && walk->digits + 1 == LENGTH_BYTES_MAX)
        return step_garbage (walk, state, byte);
      walk->number |= (guint32) (byte & 0x7f) << (7 * walk->digits++);
      if (byte & 0x80)
        return TAPLINE_STEP_ON;
      if (walk->number == 0)
        return TAPLINE_STEP_END;
      walk->skip = walk->number - 1;
      walk->phase = PHASE_LAST;
      return TAPLINE_STEP_ON;

    case PHASE_LAST:
      return TAPLINE_STEP_END;

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
  if (length == 0)
    return NULL;
  if (!is_first (bytes[0]))
    return g_strdup_printf (_("No packet begins with %02X."), bytes[0]);

  return g_strdup (_("The remaining length has more than four bytes."));
}

const TaplineFormat tapline_format_mqtt = {
  .info = {
    .name = "mqtt",
    .title = N_("MQTT packets"),
    .summary = N_("Sensors and brokers, usually on port 1883"),
    .example = "mqtt",
    .source = "MQTT 3.1.1, section 2.2; MQTT 5.0, section 2.1",
  },
  .find_end = find_end,
  .explain = explain,
};
