/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `idle:MS`: a message ends when nothing has come for longer than MS milliseconds, as in Modbus
 * over a serial line. What came in one piece is never cut. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"

#define PAUSE_MAX (24 * 60 * 60 * 1000) /* milliseconds */

typedef struct
{
  guint pause; /* milliseconds */
} Parameters;

static gboolean
parse (const char  *text,
       gpointer     parameters,
       GError     **error)
{
  Parameters *self = parameters;

  if (text == NULL)
    {
      tapline_framing_set_error (error, &tapline_format_idle,
                                 _("“idle” needs a colon and the milliseconds"));
      return FALSE;
    }

  return tapline_framing_parse_number (&tapline_format_idle, &text, 1, PAUSE_MAX, &self->pause,
                                       error)
         && tapline_framing_parse_end (&tapline_format_idle, text, error);
}

static gint64
get_pause (gconstpointer parameters)
{
  const Parameters *self = parameters;

  return (gint64) self->pause * 1000;
}

/* No byte ends a message. */
static gboolean
find_end (gconstpointer        parameters,
          TaplineFramerState  *state,
          const TaplinePiece  *piece,
          gsize                from,
          gsize                until,
          TaplineCut          *cut)
{
  return FALSE;
}

const TaplineFormat tapline_format_idle = {
  .info = {
    .name = "idle",
    .title = N_("Pause between messages"),
    .summary = N_("Each ends when nothing comes for a while"),
    .example = "idle:50",
    .source = "Modbus over Serial Line V1.02, 2.5.1.1",
  },
  .parameters_size = sizeof (Parameters),
  .parse = parse,
  .find_end = find_end,
  .get_pause = get_pause,
};
