/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `fixed:N`: every message is N bytes long. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"

typedef struct
{
  guint size;
} Parameters;

/* How much of the frame has come; it may be longer than the limit. */
static gsize
get_done (const TaplineFramerState *state)
{
  guint32 done;

  memcpy (&done, state->format, sizeof done);
  return done;
}

static void
set_done (TaplineFramerState *state,
          gsize               size)
{
  guint32 done = (guint32) size;

  memcpy (state->format, &done, sizeof done);
}

static gboolean
parse (const char  *text,
       gpointer     parameters,
       GError     **error)
{
  Parameters *self = parameters;

  if (text == NULL)
    {
      tapline_framing_set_error (error, &tapline_format_fixed,
                                 _("“fixed” needs a colon and the size"));
      return FALSE;
    }

  return tapline_framing_parse_number (&tapline_format_fixed, &text, 1, G_MAXINT32, &self->size,
                                       error)
         && tapline_framing_parse_end (&tapline_format_fixed, text, error);
}

static gboolean
find_end (gconstpointer        parameters,
          TaplineFramerState  *state,
          const TaplinePiece  *piece,
          gsize                from,
          gsize                until,
          TaplineCut          *cut)
{
  const Parameters *self = parameters;
  gsize done = get_done (state);

  if (until - from < self->size - done)
    {
      set_done (state, done + (until - from));
      return FALSE;
    }

  cut->end = (guint32) (from + self->size - done);
  return TRUE;
}

static guint
count (gconstpointer        parameters,
       TaplineFramerState  *state,
       const TaplinePiece  *piece,
       gsize               *rest)
{
  const Parameters *self = parameters;
  gsize done = get_done (state) + piece->length;
  gsize n = done / self->size;

  done %= self->size;
  set_done (state, done);
  if (n > 0)
    *rest = piece->length - done;

  return (guint) n;
}

const TaplineFormat tapline_format_fixed = {
  .info = {
    .name = "fixed",
    .title = N_("Fixed size"),
    .summary = N_("All are equally long"),
    .example = "fixed:188",
    .source = "ISO/IEC 13818-1, 2.4.3.2 (fixed:188)",
  },
  .parameters_size = sizeof (Parameters),
  .parse = parse,
  .find_end = find_end,
  .count = count,
};
