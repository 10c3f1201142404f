/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of peers that do not speak UTF-8, decoded by iconv. What is not in the encoding is never
 * dropped: each such byte becomes an escape that tapline_text_next() shows as a byte, or a
 * replacement.
 *
 * Where every byte is a character, as in Latin-1, iconv is asked once for each and then not again.
 *
 * Threads: any, one at a time.
 */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "tapline-encoding.h"
#include "tapline-text.h"

#define NAME_MAX_LENGTH 40

/* What a byte alone is, in UTF-8; a length of 0 if it is none. */
typedef struct
{
  guint8 length;
  char   text[7];
} Character;

struct _TaplineEncoding
{
  GIConv     iconv;
  gsize      unit;   /* bytes that a decoder which is lost may skip */
  Character *table;  /* (nullable) by byte, if every character has one */
};

/* iconv takes suffixes that have it drop what it cannot convert. */
static gboolean
is_name (const char *name)
{
  gsize length = strlen (name);

  if (length == 0 || length > NAME_MAX_LENGTH)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (name[i]) && strchr ("-_.:+()", name[i]) == NULL)
        return FALSE;
    }

  return TRUE;
}

/* How many bytes one more character takes, 2 in UTF-16. */
static gsize
find_unit (const char *name)
{
  gsize one = 0, two = 0;
  g_autofree char *a = g_convert ("A", 1, name, "UTF-8", NULL, &one, NULL);
  g_autofree char *aa = g_convert ("AA", 2, name, "UTF-8", NULL, &two, NULL);

  return a != NULL && aa != NULL && two > one ? two - one : 1;
}

static void
make_table (TaplineEncoding *self)
{
  g_autofree Character *table = g_new0 (Character, 256);

  if (self->unit != 1)
    return;

  for (guint i = 0; i < 256; i++)
    {
      char byte = (char) i;
      char *in = &byte, *out = table[i].text;
      gsize in_left = 1, out_left = sizeof table[i].text;

      tapline_encoding_begin (self);
      if (g_iconv (self->iconv, &in, &in_left, &out, &out_left) == (gsize) -1)
        {
          if (errno != EILSEQ)
            return;
          continue;
        }
      /* It changes what comes next, or waits for that. */
      if (out == table[i].text)
        return;
      table[i].length = (guint8) (out - table[i].text);
    }
  self->table = g_steal_pointer (&table);
}

static void
append_wrong (GByteArray *text,
              const char *replacement,
              guint8      byte)
{
  if (replacement != NULL)
    g_byte_array_append (text, (const guint8 *) replacement, (guint) strlen (replacement));
  else
    tapline_text_append_escape (text, byte);
}

/**
 * tapline_encoding_is_known:
 * @name: any string
 *
 * Returns: whether it names an encoding that can be decoded, UTF-8 included
 *
 * Thread: any
 */
gboolean
tapline_encoding_is_known (const char *name)
{
  GIConv iconv;

  g_return_val_if_fail (name != NULL, FALSE);

  if (!is_name (name))
    return FALSE;
  iconv = g_iconv_open ("UTF-8", name);
  if (iconv == (GIConv) -1)
    return FALSE;
  g_iconv_close (iconv);

  return TRUE;
}

/**
 * tapline_encoding_new:
 * @name: a name that iconv knows: `ISO-8859-1`, `Shift_JIS`, `UTF-16LE`
 *
 * Returns: (transfer full) (nullable): a decoder; %NULL for UTF-8, which needs none, and for what
 *   is not known
 *
 * Thread: any
 */
TaplineEncoding *
tapline_encoding_new (const char *name)
{
  TaplineEncoding *self;

  g_return_val_if_fail (name != NULL, NULL);

  if (g_ascii_strcasecmp (name, "UTF-8") == 0 || g_ascii_strcasecmp (name, "UTF8") == 0 ||
      !tapline_encoding_is_known (name))
    return NULL;

  self = g_new0 (TaplineEncoding, 1);
  self->iconv = g_iconv_open ("UTF-8", name);
  self->unit = find_unit (name);
  make_table (self);
  tapline_encoding_begin (self);

  return self;
}

/**
 * tapline_encoding_free:
 * @self: a decoder
 *
 * Thread: any
 */
void
tapline_encoding_free (TaplineEncoding *self)
{
  g_return_if_fail (self != NULL);

  g_iconv_close (self->iconv);
  g_free (self->table);
  g_free (self);
}

/**
 * tapline_encoding_begin:
 * @self: a decoder
 *
 * The next bytes are the first ones of a text: shift states are forgotten.
 *
 * Thread: any
 */
void
tapline_encoding_begin (TaplineEncoding *self)
{
  g_return_if_fail (self != NULL);

  g_iconv (self->iconv, NULL, NULL, NULL, NULL);
}

static gsize
decode_by_table (TaplineEncoding *self,
                 const guint8    *bytes,
                 gsize            length,
                 const char      *replacement,
                 GByteArray      *text)
{
  for (gsize i = 0; i < length; i++)
    {
      const Character *character = &self->table[bytes[i]];

      if (character->length == 0 || (replacement != NULL && character->text[0] == '\0'))
        append_wrong (text, replacement, bytes[i]);
      else
        g_byte_array_append (text, (const guint8 *) character->text, character->length);
    }

  return length;
}

/* Appends what iconv made; a NUL, which text for people cannot hold, is replaced too. */
static void
append_decoded (GByteArray *text,
                const char *replacement,
                const char *decoded,
                gsize       length)
{
  const char *nul;

  while (replacement != NULL && (nul = memchr (decoded, '\0', length)) != NULL)
    {
      g_byte_array_append (text, (const guint8 *) decoded, (guint) (nul - decoded));
      append_wrong (text, replacement, 0);
      length -= (gsize) (nul + 1 - decoded);
      decoded = nul + 1;
    }
  g_byte_array_append (text, (const guint8 *) decoded, (guint) length);
}

/**
 * tapline_encoding_decode:
 * @self: a decoder
 * @bytes: (array length=length): the next bytes of the text
 * @length: how many
 * @more_follows: the text goes on behind them, so a character that their end cuts is left
 * @replacement: (nullable): UTF-8 for a byte that is no character, and for NUL; %NULL for an
 *   escape, see %TAPLINE_TEXT_ESCAPED
 * @text: where the text is appended as UTF-8
 *
 * Returns: how many of the bytes were decoded; @length unless @more_follows
 *
 * Thread: any
 */
gsize
tapline_encoding_decode (TaplineEncoding *self,
                         const guint8    *bytes,
                         gsize            length,
                         gboolean         more_follows,
                         const char      *replacement,
                         GByteArray      *text)
{
  char buffer[1024];
  char *in = (char *) bytes;
  gsize left = length;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (bytes != NULL || length == 0, 0);
  g_return_val_if_fail (text != NULL, 0);

  if (self->table != NULL)
    return decode_by_table (self, bytes, length, replacement, text);

  while (left > 0)
    {
      char *out = buffer;
      gsize room = sizeof buffer;
      gsize result = g_iconv (self->iconv, &in, &left, &out, &room);
      int error = errno;
      gsize n_wrong = 0;

      append_decoded (text, replacement, buffer, (gsize) (out - buffer));
      if (result != (gsize) -1 || error == E2BIG)
        continue;
      if (error == EINVAL && more_follows)
        break;
      n_wrong = error == EINVAL ? left : MIN (self->unit, left);
      for (gsize i = 0; i < n_wrong; i++)
        append_wrong (text, replacement, (guint8) in[i]);
      in += n_wrong;
      left -= n_wrong;
    }
  if (!more_follows)
    {
      /* Some decoders hold a letter back, in case a mark to join it with comes. */
      char *out = buffer;
      gsize room = sizeof buffer;

      g_iconv (self->iconv, NULL, NULL, &out, &room);
      append_decoded (text, replacement, buffer, (gsize) (out - buffer));
    }

  return length - left;
}
