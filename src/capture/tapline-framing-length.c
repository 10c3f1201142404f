/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `length:SIZE[be|le][+ADJUST|-ADJUST][@OFFSET]`: a frame tells its length.
 *
 * It is OFFSET bytes of any kind, then an unsigned number L of SIZE bytes (1, 2, 4 or 8), most
 * significant first unless `le` is given, then L + ADJUST bytes. So without ADJUST, L counts what
 * follows it; if it counts itself too, ADJUST is -SIZE; if it counts the whole frame, ADJUST is
 * -(OFFSET + SIZE). `length:2` is DNS over TCP (RFC 1035, 4.2.2), `length:2be-4@2` is TPKT
 * (RFC 1006, section 6).
 *
 * If L + ADJUST is less than 0, the bytes up to and with L are garbage, and a frame is expected
 * behind them: nothing marks where one begins.
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"

#define OFFSET_MAX 65535

typedef struct
{
  guint    size;
  guint    offset;
  gint64   adjust;
  gboolean little;
} Parameters;

/* The state's `format`. */
typedef struct
{
  guint64 value;   /* of the field, as far as it has come; then how many bytes follow */
  guint32 seen;    /* bytes before the end of the field */
  guint32 in_body;
} Standing;

G_STATIC_ASSERT (sizeof (Standing) == sizeof ((TaplineFramerState *) NULL)->format);

static gboolean
parse_size (const char  **text,
            Parameters   *self,
            GError      **error)
{
  if (!tapline_framing_parse_number (&tapline_format_length, text, 1, 8, &self->size, error))
    return FALSE;
  if ((self->size & (self->size - 1)) != 0)
    {
      tapline_framing_set_error (error, &tapline_format_length,
                                 _("“%u” is not the size of a number: 1, 2, 4 or 8 bytes"),
                                 self->size);
      return FALSE;
    }

  self->little = g_str_has_prefix (*text, "le");
  if (self->little || g_str_has_prefix (*text, "be"))
    *text += 2;

  return TRUE;
}

static gboolean
parse (const char  *text,
       gpointer     parameters,
       GError     **error)
{
  Parameters *self = parameters;
  guint adjust = 0;

  if (text == NULL)
    {
      tapline_framing_set_error (error, &tapline_format_length,
                                 _("“length” needs a colon and the field's size"));
      return FALSE;
    }
  if (!parse_size (&text, self, error))
    return FALSE;

  if (*text == '+' || *text == '-')
    {
      gboolean minus = *text++ == '-';

      if (!tapline_framing_parse_number (&tapline_format_length, &text, 0, G_MAXINT32, &adjust,
                                         error))
        return FALSE;
      self->adjust = minus ? -(gint64) adjust : (gint64) adjust;
    }
  if (*text == '@')
    {
      text++;
      if (!tapline_framing_parse_number (&tapline_format_length, &text, 0, OFFSET_MAX,
                                         &self->offset, error))
        return FALSE;
    }

  return tapline_framing_parse_end (&tapline_format_length, text, error);
}

/* Turns the field's value into how many bytes follow it. */
static gboolean
adjust_value (const Parameters *self,
              guint64          *value)
{
  if (self->adjust < 0 && *value < (guint64) -self->adjust)
    return FALSE;

  if (self->adjust > 0 && *value > G_MAXUINT64 - (guint64) self->adjust)
    *value = G_MAXUINT64;
  else
    *value += (guint64) self->adjust;

  return TRUE;
}

static guint64
take_byte (const Parameters *self,
           guint64           value,
           guint32           number,
           guint8            byte)
{
  return self->little ? value | (guint64) byte << (8 * number) : value << 8 | byte;
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
  gsize at = from;
  Standing now;

  memcpy (&now, state->format, sizeof now);
  while (!now.in_body)
    {
      if (now.seen < self->offset)
        {
          gsize n = MIN (self->offset - now.seen, until - at);

          now.seen += (guint32) n;
          at += n;
        }
      if (at == until)
        {
          memcpy (state->format, &now, sizeof now);
          return FALSE;
        }

      now.value = take_byte (self, now.value, now.seen - self->offset, piece->bytes[at++]);
      now.in_body = ++now.seen == self->offset + self->size;
    }

  if (now.seen > 0)
    {
      now.seen = 0;
      if (!adjust_value (self, &now.value))
        {
          now.value = 0;
          state->flags |= TAPLINE_MESSAGE_GARBAGE;
        }
    }
  if (now.value > until - at)
    {
      now.value -= until - at;
      memcpy (state->format, &now, sizeof now);
      return FALSE;
    }

  cut->end = (guint32) (at + now.value);
  return TRUE;
}

static char *
explain (gconstpointer  parameters,
         const guint8  *bytes,
         gsize          length)
{
  const Parameters *self = parameters;
  guint64 value = 0;
  guint64 rest;

  if (length < self->offset + self->size)
    return NULL;
  for (guint i = 0; i < self->size; i++)
    value = take_byte (self, value, i, bytes[self->offset + i]);
  rest = value;
  if (adjust_value (self, &rest))
    return NULL;

  return g_strdup_printf (_("The length %" PRIu64 " is too small: it must be at least "
                            "%" PRIu64 "."), value, (guint64) -self->adjust);
}

const TaplineFormat tapline_format_length = {
  .info = {
    .name = "length",
    .title = N_("Length prefix"),
    .summary = N_("Each tells its length in a number at its beginning"),
    .example = "length:2be-4@2",
    .source = "RFC 1006, section 6 (length:2be-4@2)",
  },
  .parameters_size = sizeof (Parameters),
  .parse = parse,
  .find_end = find_end,
  .explain = explain,
};
