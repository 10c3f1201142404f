/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `delim:HEX`: a message ends with the 1 to 16 bytes given, which a view leaves out. They match
 * from left to right and never overlap: `delim:0D0A` cuts CR CR LF into one message. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-mark.h"
#include "tapline-scan.h"

/* In the state's `format`: how much of the delimiter has come. */
#define MATCHED 0

static gboolean
parse (const char  *text,
       gpointer     parameters,
       GError     **error)
{
  TaplineMark *delimiter = parameters;

  if (text == NULL)
    {
      tapline_framing_set_error (error, &tapline_format_delim,
                                 _("“delim” needs a colon and the delimiter"));
      return FALSE;
    }

  return tapline_mark_parse (delimiter, &tapline_format_delim, &text, text + strlen (text),
                                error);
}

static gboolean
find_end (gconstpointer        parameters,
          TaplineFramerState  *state,
          const TaplinePiece  *piece,
          gsize                from,
          gsize                until,
          TaplineCut          *cut)
{
  const TaplineMark *delimiter = parameters;
  guint8 matched = state->format[MATCHED];

  for (gsize at = from; at < until; at++)
    {
      if (matched == 0)
        {
          const guint8 *first = memchr (piece->bytes + at, delimiter->bytes[0], until - at);

          if (first == NULL)
            break;
          at = (gsize) (first - piece->bytes);
        }

      matched = tapline_mark_advance (delimiter, matched, piece->bytes[at]);
      if (matched == delimiter->length)
        {
          cut->end = (guint32) (at + 1);
          cut->ending = delimiter->length;
          return TRUE;
        }
    }
  state->format[MATCHED] = matched;

  return FALSE;
}

static guint
count (gconstpointer        parameters,
       TaplineFramerState  *state,
       const TaplinePiece  *piece,
       gsize               *rest)
{
  const TaplineMark *delimiter = parameters;
  TaplineCut cut;
  guint n = 0;

  if (delimiter->length == 1)
    {
      n = (guint) tapline_scan_count (piece->bytes, piece->length, delimiter->bytes[0]);
      if (n > 0)
        {
          const guint8 *last = memrchr (piece->bytes, delimiter->bytes[0], piece->length);

          *rest = (gsize) (last + 1 - piece->bytes);
        }
      return n;
    }

  while (find_end (parameters, state, piece, *rest, piece->length, &cut))
    {
      *rest = cut.end;
      state->format[MATCHED] = 0;
      n++;
    }

  return n;
}

static gboolean
get_delimiter (gconstpointer  parameters,
               guint8        *delimiter,
               gboolean      *with_cr)
{
  const TaplineMark *bytes = parameters;

  *delimiter = bytes->bytes[0];
  *with_cr = FALSE;

  return bytes->length == 1;
}

const TaplineFormat tapline_format_delim = {
  .info = {
    .name = "delim",
    .title = N_("Delimiter"),
    .summary = N_("Each ends with the same bytes"),
    .example = "delim:0D0A",
    .source = "STOMP 1.2, “STOMP Frames” (delim:00)",
  },
  .parameters_size = sizeof (TaplineMark),
  .parse = parse,
  .find_end = find_end,
  .count = count,
  .get_delimiter = get_delimiter,
};
