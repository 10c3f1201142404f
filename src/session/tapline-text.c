/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message's bytes as they are shown: runs of printable UTF-8, and between them what cannot be
 * seen or would rearrange what can: control characters, bidi controls, zero-width and other
 * default-ignorable characters, separators, characters that no standard gives a look, marks heaped
 * on one character, and bytes that are not UTF-8. Those get a label, which the log pane draws as a
 * tag and a terminal or a screen reader gets in brackets, so that no byte of a peer's can hide, and
 * none can make a row look like another.
 *
 * Pure functions of their arguments. Threads: any.
 */
#include "config.h"

#include <string.h>

#include "tapline-text.h"

#define HEX_DUMP_WIDTH 16

/* On one character; a Hebrew letter with its points and accents needs five. */
#define MARKS_MAX 6

/* The escapes for bytes, see TAPLINE_TEXT_ESCAPED. */
#define ESCAPE_FIRST 0xdc00
#define ESCAPE_LAST 0xdcff

static const char c0_names[32][4] = {
  "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS",  "TAB", "LF",
  "VT",  "FF",  "CR",  "SO",  "SI",  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
  "SYN", "ETB", "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US",
};

static const char c1_names[32][4] = {
  "PAD", "HOP", "BPH", "NBH", "IND", "NEL", "SSA", "ESA", "HTS", "HTJ", "VTS",
  "PLD", "PLU", "RI",  "SS2", "SS3", "DCS", "PU1", "PU2", "STS", "CCH", "MW",
  "SPA", "EPA", "SOS", "SGC", "SCI", "CSI", "ST",  "OSC", "PM",  "APC",
};

static const struct
{
  gunichar   character;
  const char name[5];
} format_names[] = {
  { 0x00ad, "SHY" },  { 0x061c, "ALM" },  { 0x180e, "MVS" },  { 0x200b, "ZWSP" },
  { 0x200c, "ZWNJ" }, { 0x200d, "ZWJ" },  { 0x200e, "LRM" },  { 0x200f, "RLM" },
  { 0x2028, "LS" },   { 0x2029, "PS" },   { 0x202a, "LRE" },  { 0x202b, "RLE" },
  { 0x202c, "PDF" },  { 0x202d, "LRO" },  { 0x202e, "RLO" },  { 0x2060, "WJ" },
  { 0x2066, "LRI" },  { 0x2067, "RLI" },  { 0x2068, "FSI" },  { 0x2069, "PDI" },
  { 0xfeff, "BOM" },
};

/* Characters that a display may leave out (Default_Ignorable_Code_Point), but for those of the
 * format category. */
static const struct
{
  gunichar first, last;
} ignorables[] = {
  { 0x034f, 0x034f },   { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },
  { 0x3164, 0x3164 },   { 0xfe00, 0xfe0f }, { 0xffa0, 0xffa0 }, { 0xe0100, 0xe01ef },
};

static const char hex_digits[] = "0123456789ABCDEF";

/* The well-formed sequences of the Unicode Standard, table 3-7. Returns the length of the one at
 * @bytes, 0 if none is there, -1 if it is one so far and ends with the bytes. */
static int
decode_utf8 (const guint8 *bytes,
             gsize         length,
             gunichar     *character)
{
  guint8 lowest = 0x80, highest = 0xbf;
  gunichar value;
  gsize needed, i;

  if (bytes[0] < 0x80)
    {
      *character = bytes[0];
      return 1;
    }
  if (bytes[0] < 0xc2 || bytes[0] > 0xf4)
    return 0;

  if (bytes[0] < 0xe0)
    {
      needed = 2;
      value = bytes[0] & 0x1f;
    }
  else if (bytes[0] < 0xf0)
    {
      needed = 3;
      value = bytes[0] & 0x0f;
      if (bytes[0] == 0xe0)
        lowest = 0xa0;
      else if (bytes[0] == 0xed)
        highest = 0x9f;
    }
  else
    {
      needed = 4;
      value = bytes[0] & 0x07;
      if (bytes[0] == 0xf0)
        lowest = 0x90;
      else if (bytes[0] == 0xf4)
        highest = 0x8f;
    }

  for (i = 1; i < needed; i++)
    {
      if (i == length)
        return -1;
      if (bytes[i] < lowest || bytes[i] > highest)
        return 0;
      value = value << 6 | (bytes[i] & 0x3f);
      lowest = 0x80;
      highest = 0xbf;
    }

  *character = value;
  return (int) needed;
}

/* Format characters that have a picture of their own: signs that span the digits behind them. */
static gboolean
is_visible_format (gunichar character)
{
  return (character >= 0x0600 && character <= 0x0605) || character == 0x06dd ||
         character == 0x070f || character == 0x0890 || character == 0x0891 ||
         character == 0x08e2 || character == 0x110bd || character == 0x110cd;
}

static gboolean
is_ignorable (gunichar character,
              gunichar base)
{
  /* Behind a symbol it says whether that is drawn in colour. */
  if (character == 0xfe0e || character == 0xfe0f)
    return base < 0x80 || (g_unichar_type (base) != G_UNICODE_OTHER_SYMBOL &&
                           g_unichar_type (base) != G_UNICODE_MATH_SYMBOL);

  for (guint i = 0; i < G_N_ELEMENTS (ignorables); i++)
    {
      if (character >= ignorables[i].first && character <= ignorables[i].last)
        return TRUE;
    }

  return FALSE;
}

/* What joins the character before it, as marks do, and medial and final Hangul letters. */
static gboolean
is_mark (gunichar     character,
         GUnicodeType type)
{
  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_SPACING_MARK ||
         type == G_UNICODE_ENCLOSING_MARK || (character >= 0x1160 && character <= 0x11ff) ||
         (character >= 0xd7b0 && character <= 0xd7ff);
}

/* Where in a plain span the walk is. */
typedef struct
{
  gunichar base;    /* the last character that is no mark; 0 at the start */
  guint    n_marks; /* behind it */
} Place;

/* Whether @character, which has no name of its own, can be shown itself at @place, which it then
 * moves on. */
static gboolean
is_shown (gunichar  character,
          Place    *place)
{
  GUnicodeType type = g_unichar_type (character);

  if (type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED ||
      (type == G_UNICODE_FORMAT && !is_visible_format (character)) ||
      is_ignorable (character, place->base))
    return FALSE;

  if (!is_mark (character, type))
    {
      place->base = character;
      place->n_marks = 0;
      return TRUE;
    }

  return place->base != 0 && place->n_marks++ < MARKS_MAX;
}

/* Writes what to show instead of @character; FALSE if it can be shown itself. */
static gboolean
label_character (gunichar  character,
                 Place    *place,
                 char      label[TAPLINE_TEXT_LABEL_MAX])
{
  if (character < 0x20)
    g_strlcpy (label, c0_names[character], TAPLINE_TEXT_LABEL_MAX);
  else if (character == 0x7f)
    g_strlcpy (label, "DEL", TAPLINE_TEXT_LABEL_MAX);
  else if (character < 0xa0)
    g_strlcpy (label, c1_names[character - 0x80], TAPLINE_TEXT_LABEL_MAX);
  else
    {
      for (guint i = 0; i < G_N_ELEMENTS (format_names); i++)
        {
          if (format_names[i].character == character)
            {
              g_strlcpy (label, format_names[i].name, TAPLINE_TEXT_LABEL_MAX);
              return TRUE;
            }
        }
      if (is_shown (character, place))
        return FALSE;
      g_snprintf (label, TAPLINE_TEXT_LABEL_MAX, "U+%04X", character);
    }

  return TRUE;
}

/* The byte that an escape at @bytes stands for; -1 if there is none. */
static int
decode_escape (const guint8 *bytes,
               gsize         length)
{
  gunichar value;

  if (length < 3 || bytes[0] != 0xed)
    return -1;
  value = 0xd000u | (gunichar) (bytes[1] & 0x3f) << 6 | (bytes[2] & 0x3f);

  return value >= ESCAPE_FIRST && value <= ESCAPE_LAST ? (int) (value & 0xff) : -1;
}

/**
 * tapline_text_next:
 * @bytes: (array length=length): the bytes of a message, or its first ones
 * @length: how many
 * @flags: what the bytes are; with %TAPLINE_TEXT_MORE_FOLLOWS, a sequence that their end cuts is
 *   not bad
 * @offset: (inout): where to go on; 0 at first
 * @span: (out caller-allocates): the next span
 *
 * Walks over a message's bytes. Plain spans are as long as can be; every other span is one
 * character or one byte. With %TAPLINE_TEXT_MORE_FOLLOWS, the up to three bytes of a character that
 * is cut by the end are in no span.
 *
 * Returns: %FALSE if nothing is left
 *
 * Thread: any
 */
gboolean
tapline_text_next (const guint8     *bytes,
                   gsize             length,
                   TaplineTextFlags  flags,
                   gsize            *offset,
                   TaplineTextSpan  *span)
{
  gsize at = *offset;
  Place place = { 0 };

  span->kind = TAPLINE_TEXT_PLAIN;
  span->ascii = TRUE;
  span->offset = at;
  span->label[0] = '\0';

  while (at < length)
    {
      char label[TAPLINE_TEXT_LABEL_MAX];
      gunichar character = 0;
      guint8 byte = bytes[at];
      gsize size = 1;
      int found;

      if (byte >= 0x20 && byte < 0x7f)
        {
          at++;
          continue;
        }

      found = decode_utf8 (bytes + at, length - at, &character);
      if (found < 0 && (flags & TAPLINE_TEXT_MORE_FOLLOWS) != 0)
        break;
      if (at > span->offset && bytes[at - 1] < 0x80)
        place = (Place) { bytes[at - 1], 0 };
      if (found > 0)
        size = (gsize) found;
      if (found > 0 && !label_character (character, &place, label))
        {
          span->ascii = FALSE;
          at += size;
          continue;
        }
      if (at > span->offset)
        break;

      span->ascii = FALSE;
      if (found > 0)
        {
          span->kind = TAPLINE_TEXT_CONTROL;
          g_strlcpy (span->label, label, sizeof span->label);
        }
      else
        {
          int escaped = -1;

          if ((flags & TAPLINE_TEXT_ESCAPED) != 0)
            escaped = decode_escape (bytes + at, length - at);
          if (escaped >= 0)
            {
              byte = (guint8) escaped;
              size = 3;
            }
          span->kind = TAPLINE_TEXT_BYTE;
          span->label[0] = hex_digits[byte >> 4];
          span->label[1] = hex_digits[byte & 0xf];
          span->label[2] = '\0';
        }
      span->length = size;
      *offset = at + size;
      return TRUE;
    }

  span->length = at - span->offset;
  *offset = at;

  return span->length > 0;
}

/**
 * tapline_text_append_escape:
 * @text: bytes that are to be walked over with %TAPLINE_TEXT_ESCAPED
 * @byte: a byte that is none of the text's characters
 *
 * Appends what tapline_text_next() finds as a span of kind %TAPLINE_TEXT_BYTE.
 *
 * Thread: any
 */
void
tapline_text_append_escape (GByteArray *text,
                            guint8      byte)
{
  gunichar value = ESCAPE_FIRST | byte;
  guint8 escape[3] = {
    0xe0 | (guint8) (value >> 12),
    0x80 | (guint8) (value >> 6 & 0x3f),
    0x80 | (guint8) (value & 0x3f),
  };

  g_byte_array_append (text, escape, sizeof escape);
}

/**
 * tapline_text_append:
 * @text: what to append to
 * @bytes: (array length=length): the bytes of a message, or some of them
 * @length: how many
 * @flags: as for tapline_text_next()
 *
 * Appends the bytes as one line of valid UTF-8 that is safe to read aloud and to print on a
 * terminal: `⟨ESC⟩` for a control character, `⟨0xFF⟩` for a byte that is not UTF-8.
 *
 * Returns: how many bytes were appended: all but those of a character that the end cuts
 *
 * Thread: any
 */
gsize
tapline_text_append (GString          *text,
                     const guint8     *bytes,
                     gsize             length,
                     TaplineTextFlags  flags)
{
  TaplineTextSpan span;
  gsize offset = 0;

  while (tapline_text_next (bytes, length, flags, &offset, &span))
    {
      switch (span.kind)
        {
        case TAPLINE_TEXT_PLAIN:
          g_string_append_len (text, (const char *) bytes + span.offset, (gssize) span.length);
          break;
        case TAPLINE_TEXT_CONTROL:
          g_string_append_printf (text, "⟨%s⟩", span.label);
          break;
        case TAPLINE_TEXT_BYTE:
          g_string_append_printf (text, "⟨0x%s⟩", span.label);
          break;
        default:
          g_assert_not_reached ();
        }
    }

  return offset;
}

/**
 * tapline_text_message_length:
 * @message: a message
 *
 * How many bytes of the message's head are content: all of it but the framing at its end.
 *
 * Returns: at most `message->head_length`
 *
 * Thread: any
 */
gsize
tapline_text_message_length (const TaplineMessage *message)
{
  guint64 content = message->length - MIN (message->ending, message->length);

  return (gsize) MIN ((guint64) message->head_length, content);
}

/**
 * tapline_text_dup_message:
 * @message: a message
 *
 * The message's head as one line of text, see tapline_text_append(), without the framing at its
 * end, and with `…` if the message is longer than its head.
 *
 * Returns: (transfer full): valid UTF-8
 *
 * Thread: any
 */
char *
tapline_text_dup_message (const TaplineMessage *message)
{
  gsize length = tapline_text_message_length (message);
  gboolean more = length + message->ending < message->length;
  GString *text = g_string_sized_new (length + 8);

  tapline_text_append (text, message->head, length,
                       more || (message->flags & TAPLINE_MESSAGE_PENDING) != 0
                         ? TAPLINE_TEXT_MORE_FOLLOWS : 0);
  if (more)
    g_string_append (text, "…");

  return g_string_free (text, FALSE);
}

/**
 * tapline_text_append_hex:
 * @text: what to append to
 * @bytes: (array length=length): bytes
 * @length: how many
 *
 * Appends the bytes as pairs of hexadecimal digits with a space between them.
 *
 * Thread: any
 */
void
tapline_text_append_hex (GString      *text,
                         const guint8 *bytes,
                         gsize         length)
{
  gsize start = text->len;
  char *out;

  if (length == 0)
    return;

  g_string_set_size (text, start + length * 3 - 1);
  out = text->str + start;
  for (gsize i = 0; i < length; i++)
    {
      if (i > 0)
        *out++ = ' ';
      *out++ = hex_digits[bytes[i] >> 4];
      *out++ = hex_digits[bytes[i] & 0xf];
    }
}

/**
 * tapline_text_append_hex_dump:
 * @text: what to append to
 * @bytes: (array length=length): bytes
 * @length: how many
 * @offset: where in the message they begin, a multiple of 16
 *
 * Appends lines of an offset, 16 bytes in two groups and the same as ASCII, each ended by LF.
 * Offsets have 8 digits, from 4 GiB on as many as they need.
 *
 * Thread: any
 */
void
tapline_text_append_hex_dump (GString      *text,
                              const guint8 *bytes,
                              gsize         length,
                              guint64       offset)
{
  for (gsize at = 0; at < length; at += HEX_DUMP_WIDTH)
    {
      gsize n = MIN (length - at, HEX_DUMP_WIDTH);
      char line[HEX_DUMP_WIDTH * 4 + 8];
      char *out = line;

      memset (line, ' ', sizeof line);
      for (gsize i = 0; i < n; i++)
        {
          guint8 byte = bytes[at + i];
          gsize column = 2 + i * 3 + (i >= HEX_DUMP_WIDTH / 2);

          out[column] = "0123456789abcdef"[byte >> 4];
          out[column + 1] = "0123456789abcdef"[byte & 0xf];
          out[HEX_DUMP_WIDTH * 3 + 5 + i] = byte >= 0x20 && byte < 0x7f ? (char) byte : '.';
        }
      out += HEX_DUMP_WIDTH * 3 + 5 + n;
      *out++ = '\n';

      g_string_append_printf (text, "%08" G_GINT64_MODIFIER "x", offset + at);
      g_string_append_len (text, line, out - line);
    }
}
