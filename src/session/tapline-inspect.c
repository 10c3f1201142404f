/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bytes may mean: as bits, as a character, as numbers of either byte order, as times.
 *
 * Threads: any; plain functions.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-inspect.h"
#include "tapline-text.h"

#define SEPARATOR " · "

/* Seconds from the beginning of the year 1601, and of 1900, to that of 1970. */
#define FROM_1601 G_GINT64_CONSTANT (11644473600)
#define FROM_1900 G_GINT64_CONSTANT (2208988800)
/* Those to 1980 and to 2108: any eight bytes are a time of NTP, only some a likely one. */
#define LIKELY_FROM  G_GINT64_CONSTANT (315532800)
#define LIKELY_UNTIL G_GINT64_CONSTANT (4354819200)

/* The first @size bytes as a number. */
static guint64
get_unsigned (const guint8 *bytes,
              guint         size,
              gboolean      big_endian)
{
  guint64 value = 0;

  for (guint i = 0; i < size; i++)
    value = value << 8 | bytes[big_endian ? i : size - 1 - i];

  return value;
}

/* "65535 / −1": the same bits with a sign too, where they have one. */
static void
append_integer (GString *text,
                guint64  value,
                guint    size)
{
  guint unused = 64 - 8 * size;

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, value);
  if (value >> (8 * size - 1) != 0)
    {
      /* Without a detour through a negative number, whose magnitude may not fit. */
      guint64 magnitude = (~value + 1) << unused >> unused;

      g_string_append_printf (text, " / −%" G_GUINT64_FORMAT, magnitude);
    }
}

static void
append_digits (GString *text,
               double   value,
               int      digits)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char format[8];

  g_snprintf (format, sizeof format, "%%.%dg", digits);
  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, format, value));
}

/* With as few digits as tell it from its neighbours. */
static void
append_real (GString *text,
             double   value,
             gboolean is_float)
{
  gsize start = text->len;

  if (isnan (value))
    {
      g_string_append (text, "NaN");
      return;
    }
  for (int digits = is_float ? 6 : 15; digits <= 17; digits++)
    {
      double read;

      g_string_truncate (text, start);
      append_digits (text, value, digits);
      read = g_ascii_strtod (text->str + start, NULL);
      if (is_float ? (float) read == (float) value : read == value)
        break;
    }
}

/* A number of IEEE 754 with a sign, 5 bits of exponent and 10 of fraction. */
static void
append_half (GString *text,
             guint    bits)
{
  int exponent = (int) (bits >> 10 & 0x1f);
  double fraction = bits & 0x3ff;
  double value;

  if (exponent == 0x1f)
    value = fraction != 0 ? (double) NAN : HUGE_VAL;
  else if (exponent == 0)
    value = ldexp (fraction, -24);
  else
    value = ldexp (fraction + 0x400, exponent - 25);
  if (isnan (value))
    g_string_append (text, "NaN");
  else
    append_digits (text, bits >> 15 != 0 ? -value : value, 5);
}

static void
append_name (GString    *text,
             const char *name)
{
  if (text->len > 0)
    g_string_append (text, SEPARATOR);
  g_string_append_printf (text, "%s ", name);
}

/* RFC 3339; nothing for what is outside of the years 1 to 9999, and so likely no time. */
static void
append_time (GString    *text,
             const char *name,
             gint64      seconds,
             guint       milliseconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *stamp = NULL;

  if (time == NULL)
    return;
  append_name (text, name);
  stamp = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  g_string_append (text, stamp);
  if (milliseconds > 0)
    g_string_append_printf (text, ".%03u", milliseconds);
  g_string_append_c (text, 'Z');
}

static void
append_likely_time (GString    *text,
                    const char *name,
                    gint64      seconds,
                    guint       milliseconds)
{
  if (seconds >= LIKELY_FROM && seconds < LIKELY_UNTIL)
    append_time (text, name, seconds, milliseconds);
}

/* Date and time of FAT and ZIP, in local time: a year since 1980 of 7 bits, a month, a day, an
 * hour, a minute, and pairs of seconds. */
static void
append_dos_time (GString *text,
                 guint32  value)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (1980 + (int) (value >> 25),
                                                    value >> 21 & 0xf, value >> 16 & 0x1f,
                                                    value >> 11 & 0x1f, value >> 5 & 0x3f,
                                                    2 * (value & 0x1f));
  g_autofree char *stamp = NULL;

  if (time == NULL)
    return;
  append_name (text, "DOS");
  stamp = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  g_string_append (text, stamp);
}

static void
append_sized (GString      *text,
              const guint8 *bytes,
              guint         size,
              gboolean      big_endian)
{
  /* Translators: a size of a number, such as 16 bit */
  g_autofree char *name = g_strdup_printf (_("%u bit"), 8 * size);

  append_name (text, name);
  append_integer (text, get_unsigned (bytes, size, big_endian), size);
}

/* What is seldom looked for stands behind the rest. */
static void
append_rare (GString      *text,
             const guint8 *bytes,
             gsize         length,
             gboolean      big_endian)
{
  if (length >= 3)
    append_sized (text, bytes, 3, big_endian);
  if (length >= 2)
    {
      append_name (text, "half");
      append_half (text, (guint) get_unsigned (bytes, 2, big_endian));
    }
  if (length >= 4)
    append_dos_time (text, (guint32) get_unsigned (bytes, 4, big_endian));
  if (length >= 8)
    {
      guint64 time = get_unsigned (bytes, 8, big_endian);

      append_likely_time (text, "NTP", (gint64) (time >> 32) - FROM_1900,
                          (guint) ((time & G_MAXUINT32) * 1000 >> 32));
      append_likely_time (text, "FILETIME", (gint64) (time / 10000000) - FROM_1601,
                          (guint) (time % 10000000 / 10000));
    }
}

/* The character of UTF-8 that the bytes begin with. */
static void
append_character (GString      *text,
                  const guint8 *bytes,
                  gsize         length)
{
  gunichar character = bytes[0];
  gsize size = 1;

  if (character != 0)
    character = g_utf8_get_char_validated ((const char *) bytes, (gssize) length);
  if (character == (gunichar) -1 || character == (gunichar) -2)
    {
      g_string_append (text, SEPARATOR);
      g_string_append (text, _("not UTF-8"));
      return;
    }
  if (character >= 0x80)
    size = (gsize) g_unichar_to_utf8 (character, NULL);
  g_string_append_printf (text, SEPARATOR "U+%04X ", character);
  tapline_text_append (text, bytes, size, 0);
}

/**
 * tapline_inspect_dup_byte:
 * @bytes: (array length=length): bytes
 * @length: how many, at least 1
 *
 * The first byte as a number and as bits, and the character that begins with it: `0x2A · 42 ·
 * 00101010 · U+002A *`. Thread: any.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
tapline_inspect_dup_byte (const guint8 *bytes,
                          gsize         length)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (length > 0, NULL);

  g_string_append_printf (text, "0x%02X" SEPARATOR, bytes[0]);
  append_integer (text, bytes[0], 1);
  g_string_append (text, SEPARATOR);
  for (int bit = 7; bit >= 0; bit--)
    g_string_append_c (text, bytes[0] >> bit & 1 ? '1' : '0');
  append_character (text, bytes, length);

  return g_string_free (text, FALSE);
}

/**
 * tapline_inspect_dup_numbers:
 * @bytes: (array length=length): bytes
 * @length: how many; of no more than %TAPLINE_INSPECT_MAX any use
 * @big_endian: the most significant byte is the first
 *
 * What the bytes are as numbers and times of the sizes for which there are enough of them: `16 bit
 * 65535 / −1 · 32 bit …`. Times are seconds or milliseconds since 1970 UTC, and, where that gives a
 * likely one, those of DOS, of NTP (RFC 5905) and of Windows (FILETIME). Thread: any.
 *
 * Returns: (transfer full): valid UTF-8; "" if there are none
 */
char *
tapline_inspect_dup_numbers (const guint8 *bytes,
                             gsize         length,
                             gboolean      big_endian)
{
  GString *text = g_string_new (NULL);

  for (guint size = 2; size <= MIN (length, 8); size *= 2)
    append_sized (text, bytes, size, big_endian);
  if (length >= 4)
    {
      guint32 bits = (guint32) get_unsigned (bytes, 4, big_endian);
      float real;

      memcpy (&real, &bits, sizeof real);
      append_name (text, "float");
      append_real (text, (double) real, TRUE);
    }
  if (length >= 8)
    {
      guint64 bits = get_unsigned (bytes, 8, big_endian);
      double real;

      memcpy (&real, &bits, sizeof real);
      append_name (text, "double");
      append_real (text, real, FALSE);
    }
  if (length >= 4)
    /* Translators: a time as a number of 32 bits; seconds */
    append_time (text, _("time 32 s"), (gint64) get_unsigned (bytes, 4, big_endian), 0);
  if (length >= 8)
    {
      gint64 time = (gint64) get_unsigned (bytes, 8, big_endian);
      gint64 seconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);

      /* Translators: a time as a number of 64 bits; seconds */
      append_time (text, _("time 64 s"), time, 0);
      /* Translators: a time as a number of 64 bits; milliseconds */
      append_time (text, _("time 64 ms"), seconds, (guint) (time - seconds * 1000));
    }
  append_rare (text, bytes, length, big_endian);

  return g_string_free (text, FALSE);
}
