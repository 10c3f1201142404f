/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `lines`: a message ends with LF, or with CR LF, which is shown as one ending. A CR without LF
 * is an ordinary byte. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"
#include "tapline-scan.h"

/* In the state's `format`: whether the piece before ended with CR. */
#define HAD_CR 0

static gboolean
find_end (gconstpointer        parameters,
          TaplineFramerState  *state,
          const TaplinePiece  *piece,
          gsize                from,
          gsize                until,
          TaplineCut          *cut)
{
  const guint8 *newline = memchr (piece->bytes + from, '\n', until - from);
  gboolean had_cr;

  if (newline == NULL)
    {
      state->format[HAD_CR] = piece->bytes[until - 1] == '\r';
      return FALSE;
    }

  had_cr = newline > piece->bytes + from ? newline[-1] == '\r' : state->format[HAD_CR];
  cut->end = (guint32) (newline + 1 - piece->bytes);
  cut->ending = had_cr ? 2 : 1;

  return TRUE;
}

static guint
count (gconstpointer        parameters,
       TaplineFramerState  *state,
       const TaplinePiece  *piece,
       gsize               *rest)
{
  guint n = (guint) tapline_scan_count (piece->bytes, piece->length, '\n');
  const guint8 *last = n > 0 ? memrchr (piece->bytes, '\n', piece->length) : NULL;

  *rest = last != NULL ? (gsize) (last + 1 - piece->bytes) : 0;
  state->format[HAD_CR] = piece->bytes[piece->length - 1] == '\r';

  return n;
}

static gboolean
get_delimiter (gconstpointer  parameters,
               guint8        *delimiter,
               gboolean      *with_cr)
{
  *delimiter = '\n';
  *with_cr = TRUE;

  return TRUE;
}

const TaplineFormat tapline_format_lines = {
  .info = {
    .name = "lines",
    .title = N_("Lines of text"),
    .summary = N_("Each ends with LF or CR LF"),
    .example = "lines",
    .source = "POSIX.1-2017, 3.206; RFC 5198, section 2",
  },
  .find_end = find_end,
  .count = count,
  .get_delimiter = get_delimiter,
};
