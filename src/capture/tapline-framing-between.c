/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `between:HEX..HEX`: a message goes from the first bytes given to the next of the second, both
 * 1 to 16 bytes long; the second are left out of views. In between, the first mean nothing.
 *
 * What is outside of them is garbage, which ends before the first byte of a beginning. If a
 * beginning whose first bytes come in it again (AA AA BB) is found in the midst of garbage (AA AA
 * AA BB), then garbage and message are one message, flagged as garbage.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-mark.h"

typedef struct
{
  TaplineMark start;
  TaplineMark end;
} Parameters;

/* In the state's `format`. */
enum
{
  PHASE,
  MATCHED,
};

enum
{
  PHASE_START,
  PHASE_GARBAGE,
  PHASE_INSIDE,
};

static gboolean
parse (const char  *text,
       gpointer     parameters,
       GError     **error)
{
  Parameters *self = parameters;
  const char *dots = text != NULL ? strstr (text, "..") : NULL;

  if (dots == NULL)
    {
      tapline_framing_set_error (error, &tapline_format_between,
                                 _("“%s” lacks two dots between beginning and end"),
                                 text != NULL ? text : "between");
      return FALSE;
    }
  if (!tapline_mark_parse (&self->start, &tapline_format_between, &text, dots, error))
    return FALSE;
  text += 2;

  return tapline_mark_parse (&self->end, &tapline_format_between, &text,
                                text + strlen (text), error);
}

/* Goes over a byte outside of a message. Returns whether a message may begin with it, and
 * another may not go on to it. */
static gboolean
take_outside (const TaplineMark *start,
              guint8                now[2],
              guint8                byte)
{
  guint8 before = now[MATCHED];
  gboolean goes_on;

  now[MATCHED] = tapline_mark_advance (start, before, byte);
  goes_on = now[MATCHED] == before + 1;
  if (now[MATCHED] == 1 && (before > 0 || now[PHASE] == PHASE_GARBAGE))
    return TRUE;

  if (!goes_on)
    now[PHASE] = PHASE_GARBAGE;
  if (now[MATCHED] == start->length)
    {
      now[PHASE] = PHASE_INSIDE;
      now[MATCHED] = 0;
    }

  return FALSE;
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
  guint8 now[2] = { state->format[PHASE], state->format[MATCHED] };

  for (gsize at = from; at < until; at++)
    {
      const TaplineMark *wanted = now[PHASE] == PHASE_INSIDE ? &self->end : &self->start;

      if (now[MATCHED] == 0 && now[PHASE] != PHASE_START)
        {
          const guint8 *first = memchr (piece->bytes + at, wanted->bytes[0], until - at);

          if (first == NULL)
            break;
          at = (gsize) (first - piece->bytes);
        }

      if (now[PHASE] == PHASE_INSIDE)
        {
          now[MATCHED] = tapline_mark_advance (wanted, now[MATCHED], piece->bytes[at]);
          if (now[MATCHED] < wanted->length)
            continue;
          cut->end = (guint32) (at + 1);
          cut->ending = wanted->length;
          return TRUE;
        }

      if (take_outside (wanted, now, piece->bytes[at]))
        {
          if (at > from || state->length > 0)
            {
              state->flags |= TAPLINE_MESSAGE_GARBAGE;
              cut->end = (guint32) at;
              return TRUE;
            }
          /* All of the garbage was cut at the limit before. */
          state->flags = 0;
          memset (now, 0, sizeof now);
          take_outside (wanted, now, piece->bytes[at]);
        }
      if (now[PHASE] == PHASE_GARBAGE)
        state->flags |= TAPLINE_MESSAGE_GARBAGE;
    }
  memcpy (state->format, now, sizeof now);

  return FALSE;
}

const TaplineFormat tapline_format_between = {
  .info = {
    .name = "between",
    .title = N_("Beginning and end"),
    .summary = N_("From one mark to another, as from STX to ETX"),
    .example = "between:02..03",
    .source = "ISO 1745:1975, STX and ETX (between:02..03)",
  },
  .parameters_size = sizeof (Parameters),
  .parse = parse,
  .find_end = find_end,
};
