/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `mllp` (HL7 Minimal Lower Layer Protocol): VT (0B), a message, FS CR (1C 0D), which a view
 * leaves out.
 *
 * What comes before a VT is garbage. No VT is allowed inside of a message: one that comes there
 * begins the next, and the one before is flagged. An FS that neither CR nor VT follows is an
 * ordinary byte.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-framing-walk.h"

#define VT 0x0b
#define FS 0x1c

enum
{
  PHASE_START,
  PHASE_INSIDE,
  PHASE_FS,
  PHASE_GARBAGE,
};

static TaplineStep
step (TaplineWalk        *walk,
      TaplineFramerState *state,
      guint8              byte,
      TaplineCut         *cut)
{
  switch (walk->phase)
    {
    case PHASE_START:
      walk->phase = PHASE_INSIDE;
      if (byte != VT)
        tapline_walk_set_garbage (walk, state, PHASE_GARBAGE);
      return TAPLINE_STEP_ON;

    case PHASE_FS:
      if (byte == '\r')
        {
          cut->ending = 2;
          return TAPLINE_STEP_END;
        }
      cut->ending = byte == VT ? 1 : 0;
      G_GNUC_FALLTHROUGH;

    case PHASE_INSIDE:
      walk->phase = byte == FS ? PHASE_FS : PHASE_INSIDE;
      if (byte != VT)
        return TAPLINE_STEP_ON;
      state->flags |= TAPLINE_MESSAGE_GARBAGE;
      return TAPLINE_STEP_BEFORE;

    default:
      return byte == VT ? TAPLINE_STEP_BEFORE : TAPLINE_STEP_ON;
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
    [PHASE_START] = { 0 },
    [PHASE_INSIDE] = { 2, FS, VT },
    [PHASE_FS] = { 0 },
    [PHASE_GARBAGE] = { 1, VT },
  };
  static const TaplineWalker walker = { step, stops };

  return tapline_walk_find_end (&walker, state, piece, from, until, cut);
}

static char *
explain (gconstpointer  parameters,
         const guint8  *bytes,
         gsize          length)
{
  if (length == 0)
    return NULL;
  if (bytes[0] != VT)
    return g_strdup (_("These bytes are outside of a message: no VT (0B) comes before them."));

  return g_strdup (_("FS CR (1C 0D) is missing at the end."));
}

const TaplineFormat tapline_format_mllp = {
  .info = {
    .name = "mllp",
    .title = N_("HL7 over MLLP"),
    .summary = N_("Health records, between 0B and 1C 0D"),
    .example = "mllp",
    .source = "HL7 Transport Specification: MLLP, Release 1",
  },
  .find_end = find_end,
  .explain = explain,
};
