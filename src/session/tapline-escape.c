/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a typed message means in bytes: UTF-8 as it stands, and the escapes \n \r \t \0 \xHH \\
 * for what no key can type. Anything else behind a backslash is an error, never a guess: nothing
 * is sent that was not asked for. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-error.h"
#include "tapline-escape.h"

static gboolean
tapline_escape_append_hex (GByteArray  *bytes,
                           const char  *digits,
                           GError     **error)
{
  int high = g_ascii_xdigit_value (digits[0]);
  int low = high < 0 ? -1 : g_ascii_xdigit_value (digits[1]);
  guint8 value;

  if (low < 0)
    {
      g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_FAILED,
                           _("After \\x come two hexadecimal digits, for example \\x1b."));
      return FALSE;
    }

  value = (guint8) (high << 4 | low);
  g_byte_array_append (bytes, &value, 1);

  return TRUE;
}

/**
 * tapline_escape_append:
 * @bytes: where the message goes; undefined after an error
 * @text: what was typed, UTF-8
 * @error: set to %TAPLINE_ERROR_FAILED with a sentence for the user
 *
 * Appends @text to @bytes with its escapes understood.
 *
 * Returns: %FALSE if there is an escape in @text that means nothing
 */
gboolean
tapline_escape_append (GByteArray  *bytes,
                       const char  *text,
                       GError     **error)
{
  static const struct
  {
    char   letter;
    guint8 byte;
  } escapes[] = { { 'n', '\n' }, { 'r', '\r' }, { 't', '\t' }, { '0', '\0' }, { '\\', '\\' } };
  const char *at = text;

  g_return_val_if_fail (bytes != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  while (*at != '\0')
    {
      const char *backslash = strchrnul (at, '\\');
      g_autofree char *unknown = NULL;
      guint i;

      g_byte_array_append (bytes, (const guint8 *) at, (guint) (backslash - at));
      if (*backslash == '\0')
        return TRUE;

      at = backslash + 1;
      if (*at == 'x')
        {
          if (!tapline_escape_append_hex (bytes, at + 1, error))
            return FALSE;
          at += 3;
          continue;
        }

      for (i = 0; i < G_N_ELEMENTS (escapes) && escapes[i].letter != *at; i++)
        ;
      if (i < G_N_ELEMENTS (escapes))
        {
          g_byte_array_append (bytes, &escapes[i].byte, 1);
          at++;
          continue;
        }

      if (*at == '\0')
        {
          g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_FAILED,
                               _("The message ends in a single backslash; write \\\\ for one."));
          return FALSE;
        }

      unknown = g_strndup (at, (gsize) (g_utf8_next_char (at) - at));
      /* Translators: %s is the character behind a backslash. */
      g_set_error (error, TAPLINE_ERROR, TAPLINE_ERROR_FAILED,
                   _("\\%s means nothing; write \\n, \\r, \\t, \\0, \\x1b, "
                     "or \\\\ for a backslash."),
                   unknown);
      return FALSE;
    }

  return TRUE;
}
