/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is common to the specs of framings: numbers, bytes, and what is said of a wrong one. */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"

/**
 * tapline_framing_set_error:
 * @error: return location
 * @format: whose spec is wrong
 * @reason: printf format of a sentence without its full stop that names the wrong part
 * @...: its arguments
 *
 * For a format's `parse`. Thread: any.
 */
void
tapline_framing_set_error (GError              **error,
                           const TaplineFormat  *format,
                           const char           *reason,
                           ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, reason);
  text = g_strdup_vprintf (reason, arguments);
  va_end (arguments);
  g_set_error (error, TAPLINE_FRAMING_ERROR, TAPLINE_FRAMING_ERROR_SPEC,
               _("%s. Write it as in “%s”."), text, format->info.example);
}

/**
 * tapline_framing_parse_number:
 * @format: whose spec it is
 * @text: (inout): where decimal digits begin; is moved behind them
 * @min: the least number that is right
 * @max: the greatest
 * @number: (out): the number
 * @error: return location
 *
 * Thread: any.
 *
 * Returns: %FALSE with an error if no such number is there
 */
gboolean
tapline_framing_parse_number (const TaplineFormat  *format,
                              const char          **text,
                              guint                 min,
                              guint                 max,
                              guint                *number,
                              GError              **error)
{
  g_autofree char *wrong = NULL;
  const char *end = *text;
  guint64 value = 0;

  for (; g_ascii_isdigit (*end); end++)
    value = MIN (value * 10 + (guint64) g_ascii_digit_value (*end), G_MAXUINT32);
  if (end > *text && value >= min && value <= max)
    {
      *number = (guint) value;
      *text = end;
      return TRUE;
    }

  wrong = end > *text ? g_strndup (*text, (gsize) (end - *text)) : g_strdup (*text);
  tapline_framing_set_error (error, format, _("“%s” is not a number from %u to %u"),
                             wrong, min, max);
  return FALSE;
}

/**
 * tapline_framing_parse_bytes:
 * @format: whose spec it is
 * @text: (inout): where hexadecimal digits begin; is moved to @end
 * @end: where they end
 * @bytes: (out) (array length=n_bytes): the bytes that they are
 * @max: how many bytes there may be, at most 255
 * @n_bytes: (out): how many there are, at least 1
 * @error: return location
 *
 * Thread: any.
 *
 * Returns: %FALSE with an error if something else is there
 */
gboolean
tapline_framing_parse_bytes (const TaplineFormat  *format,
                             const char          **text,
                             const char           *end,
                             guint8               *bytes,
                             gsize                 max,
                             guint8               *n_bytes,
                             GError              **error)
{
  g_autofree char *part = g_strndup (*text, (gsize) (end - *text));
  gsize n_digits = strlen (part);

  if (n_digits == 0 || n_digits % 2 != 0 || strspn (part, "0123456789abcdefABCDEF") != n_digits)
    {
      tapline_framing_set_error (error, format,
                                 _("“%s” is not bytes, each as two hexadecimal digits"), part);
      return FALSE;
    }
  if (n_digits / 2 > max)
    {
      tapline_framing_set_error (error, format, _("“%s” is more than %u bytes"), part,
                                 (guint) max);
      return FALSE;
    }

  for (gsize i = 0; i < n_digits / 2; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (part[2 * i]) << 4
                         | g_ascii_xdigit_value (part[2 * i + 1]));
  *n_bytes = (guint8) (n_digits / 2);
  *text = end;

  return TRUE;
}

/**
 * tapline_framing_parse_end:
 * @format: whose spec it is
 * @text: where it should end
 * @error: return location
 *
 * Thread: any.
 *
 * Returns: %FALSE with an error if something follows
 */
gboolean
tapline_framing_parse_end (const TaplineFormat  *format,
                           const char           *text,
                           GError              **error)
{
  if (*text == '\0')
    return TRUE;

  tapline_framing_set_error (error, format, _("“%s” follows what was expected"), text);
  return FALSE;
}
