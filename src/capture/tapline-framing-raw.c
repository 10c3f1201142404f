/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `raw`: every piece that was received or sent at once is a message. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"

static gboolean
find_end (gconstpointer        parameters,
          TaplineFramerState  *state,
          const TaplinePiece  *piece,
          gsize                from,
          gsize                until,
          TaplineCut          *cut)
{
  if (until < piece->length)
    return FALSE;

  cut->end = (guint32) until;
  return TRUE;
}

static guint
count (gconstpointer        parameters,
       TaplineFramerState  *state,
       const TaplinePiece  *piece,
       gsize               *rest)
{
  *rest = piece->length;
  return 1;
}

const TaplineFormat tapline_format_raw = {
  .info = {
    .name = "raw",
    .title = N_("As received"),
    .summary = N_("Each piece as it was received"),
    .example = "raw",
    .source = "RFC 9293 (TCP)",
  },
  .find_end = find_end,
  .count = count,
};
