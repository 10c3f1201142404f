/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns are typed in UTF-8, messages may be in another encoding. Searches compare bytes: so what
 * is typed becomes a regular expression of the bytes that each of its characters has there.
 *
 * Threads: any.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-encoding.h"
#include "tapline-foreign-pattern.h"

typedef struct
{
  const char         *encoding;
  TaplinePatternKind  kind;
  gboolean            any_case;
  gboolean            in_class;  /* between brackets of a regular expression */
  GString            *regex;
} Writer;

static gboolean
fail (GError     **error,
      guint       *position,
      long         at,
      const char  *sentence)
{
  if (position != NULL)
    *position = (guint) at;
  g_set_error_literal (error, TAPLINE_PATTERN_ERROR, TAPLINE_PATTERN_ERROR_SYNTAX, sentence);

  return FALSE;
}

/* (nullable): the bytes of a character, as an expression; %NULL if there is none like it. */
static char *
dup_bytes (Writer   *self,
           gunichar  c,
           gsize    *length)
{
  char utf8[6];
  int n = g_unichar_to_utf8 (c, utf8);
  g_autofree char *bytes = g_convert (utf8, n, self->encoding, "UTF-8", NULL, length, NULL);
  GString *written;

  if (bytes == NULL)
    return NULL;

  written = g_string_new (NULL);
  for (gsize i = 0; i < *length; i++)
    g_string_append_printf (written, "\\x%02X", (guint8) bytes[i]);

  return g_string_free (written, FALSE);
}

/* Writes a character, and the same in the other case. */
static gboolean
write_character (Writer    *self,
                 gunichar   c,
                 long       at,
                 guint     *position,
                 GError   **error)
{
  gunichar other = g_unichar_isupper (c) ? g_unichar_tolower (c) : g_unichar_toupper (c);
  gsize length = 0, other_length = 0;
  g_autofree char *bytes = dup_bytes (self, c, &length);
  g_autofree char *other_bytes = NULL;
  g_autofree char *sentence = NULL;

  if (self->any_case && other != c)
    other_bytes = dup_bytes (self, other, &other_length);
  if (bytes == NULL)
    {
      char utf8[7] = "";

      g_unichar_to_utf8 (c, utf8);
      /* Translators: a character, and an encoding such as ISO-8859-1 */
      sentence = g_strdup_printf (_("There is no “%s” in %s, which the messages are in: leave it "
                                    "out, or choose another encoding."), utf8, self->encoding);
      return fail (error, position, at, sentence);
    }
  if (self->in_class && (length > 1 || other_length > 1))
    {
      sentence = g_strdup_printf (_("A character that has several bytes in %s cannot stand between "
                                    "brackets: write “(a|b)” instead of “[ab]”."),
                                  self->encoding);
      return fail (error, position, at, sentence);
    }

  if (self->in_class)
    g_string_append_printf (self->regex, "%s%s", bytes, other_bytes != NULL ? other_bytes : "");
  else if (other_bytes != NULL)
    g_string_append_printf (self->regex, "(?:%s|%s)", bytes, other_bytes);
  else if (length > 1 && self->kind == TAPLINE_PATTERN_REGEX)
    g_string_append_printf (self->regex, "(?:%s)", bytes);
  else
    g_string_append (self->regex, bytes);

  return TRUE;
}

/* Text: every character by itself. */
static gboolean
write_text (Writer      *self,
            const char  *text,
            guint       *position,
            GError     **error)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (!write_character (self, g_utf8_get_char (at), g_utf8_pointer_to_offset (text, at),
                            position, error))
        return FALSE;
    }

  return TRUE;
}

/* A regular expression: what is ASCII stays, for it says the same wherever there is ASCII. */
static gboolean
write_regex (Writer      *self,
             const char  *text,
             guint       *position,
             GError     **error)
{
  gboolean escaped = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c < 128)
        {
          g_string_append_c (self->regex, *at);
          if (!escaped && (c == '[' || c == ']'))
            self->in_class = c == '[';
          escaped = !escaped && c == '\\';
          continue;
        }
      /* It stands for itself with a backslash too. */
      if (escaped)
        g_string_truncate (self->regex, self->regex->len - 1);
      escaped = FALSE;
      if (!write_character (self, c, g_utf8_pointer_to_offset (text, at), position, error))
        return FALSE;
    }

  return TRUE;
}

/* Whether the bytes of ASCII are the same there. */
static gboolean
has_ascii (const char *encoding)
{
  g_autofree char *bytes = g_convert ("A[\\~", 4, encoding, "UTF-8", NULL, NULL, NULL);

  return g_strcmp0 (bytes, "A[\\~") == 0;
}

static gboolean
is_ascii (const char *text)
{
  while (*text != '\0' && (guint8) *text < 128)
    text++;

  return *text == '\0';
}

/**
 * tapline_foreign_pattern_new:
 * @encoding: what the messages' text is in: a name that tapline_encoding_is_known()
 * @kind: what @text is
 * @text: what was typed, UTF-8
 * @flags: how to look for it
 * @position: (out) (optional): where in @text the fault is, in characters from 0
 * @error: return location: what tapline_pattern_new() refuses, or what is not in @encoding
 *
 * A word ends where letters, digits and underscores of ASCII do.
 *
 * Returns: (transfer full): a pattern, or %NULL with a #TAPLINE_PATTERN_ERROR whose message is a
 *   sentence that says what is wrong
 *
 * Thread: any
 */
TaplinePattern *
tapline_foreign_pattern_new (const char           *encoding,
                             TaplinePatternKind    kind,
                             const char           *text,
                             TaplinePatternFlags   flags,
                             guint                *position,
                             GError              **error)
{
  g_autoptr (TaplinePattern) typed = NULL;
  g_autoptr (TaplineEncoding) decoder = NULL;
  g_autoptr (GString) regex = NULL;
  g_autofree char *sentence = NULL;
  Writer writer;

  g_return_val_if_fail (encoding != NULL && text != NULL, NULL);

  /* What is wrong is told of what was typed. */
  typed = tapline_pattern_new (kind, text, flags, position, error);
  decoder = tapline_encoding_new (encoding);
  if (typed == NULL || decoder == NULL || kind == TAPLINE_PATTERN_HEX
      || (is_ascii (text) && has_ascii (encoding)))
    return g_steal_pointer (&typed);

  if (kind == TAPLINE_PATTERN_REGEX && !has_ascii (encoding))
    {
      sentence = g_strdup_printf (_("Regular expressions cannot be looked for in %s: look for text "
                                    "or for bytes."), encoding);
      fail (error, position, 0, sentence);
      return NULL;
    }

  regex = g_string_new (NULL);
  writer = (Writer) {
    .encoding = encoding,
    .kind = kind,
    .any_case = (flags & TAPLINE_PATTERN_ANY_CASE) != 0,
    .regex = regex,
  };
  if (kind == TAPLINE_PATTERN_REGEX ? !write_regex (&writer, text, position, error)
                                    : !write_text (&writer, text, position, error))
    return NULL;

  return tapline_pattern_new (TAPLINE_PATTERN_REGEX, regex->str,
                              kind == TAPLINE_PATTERN_TEXT ? flags & ~TAPLINE_PATTERN_ANY_CASE
                                                           : flags, position, error);
}
