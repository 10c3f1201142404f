/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a pattern of each kind and as a query: it makes one or a sentence with a position in
 * the text. What a pattern finds lies in the bytes, a query that is written reads as the same, and
 * what is known of a regular expression holds: where it matches there is a literal, and in lines at
 * once it finds the first that it finds alone.
 *
 * Input: kind and flags, the pattern up to a NUL, then what to look at. See fuzz.h for libFuzzer.
 */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "tapline-pattern-private.h"
#include "tapline-query.h"

#define KIND_QUERY 3

static const struct
{
  guint8      header;
  const char *pattern;
  const char *bytes;
} seeds[] = {
  { TAPLINE_PATTERN_TEXT, "alpha", "beta alpha\nalphabet\n" },
  { TAPLINE_PATTERN_TEXT | 4, "aLPha", "beta alpha\nalphabet\n" },
  { TAPLINE_PATTERN_TEXT | 12, "ä", "Äh\xff\xc3 Ä\n" },
  { TAPLINE_PATTERN_TEXT | 8, "be", "be bed\n" },
  { TAPLINE_PATTERN_HEX, "0d 0A ?? f?", "a\r\n\n\xff\xf0" },
  { TAPLINE_PATTERN_REGEX, "temp=[0-9.]+ C$|^x", "a\ntemp=2.5 C\r\nx\n" },
  { TAPLINE_PATTERN_REGEX, "[^]a-z]\\D\\W+?(?:foo|b{2,3}){1,2}", "12foobb\n\n--foo\n" },
  { TAPLINE_PATTERN_REGEX | 4, "(one|two)+ [[:alpha:]x-]*\\x41", "ONE twoa\nonetwo A\n" },
  { TAPLINE_PATTERN_REGEX | 4, "é.k", "\xc3 É\xe2\x84\xaa" "k\n" },
  { TAPLINE_PATTERN_REGEX | 8, "(a*)*b|c++(?=d)", "aaaaaaaaaaaaaaaaaaaaaaaaac\ncd\n" },
  { TAPLINE_PATTERN_REGEX, "warn\xe2|\xc3+", "\xc3 warn\xe2\n" },
  { KIND_QUERY, "text:\"abc\" dir:in size:>100 !flag:bad-checksum", "abc" },
  { KIND_QUERY, "not (conn:1,3..5 or peer:[::1]:80 or regex/iw:\"a\\\\.\" or kind:note)", "a." },
  { KIND_QUERY, "time:2024-05-31T14:30:00Z..2024-06-01T00:00:00.5+02 hex:\"6? ??\"", "ab" },
};

static void
check_query (const char   *text,
             const guint8 *bytes,
             gsize         length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;
  g_autofree char *rewritten = NULL;
  g_autoptr (TaplineQuery) again = NULL;
  guint position = G_MAXUINT;
  g_autoptr (TaplineQuery) query = tapline_query_parse (text, &position, &error);
  TaplineMessage message = { .direction = TAPLINE_DIRECTION_IN, .length = length };

  if (query == NULL)
    {
      g_assert_true (error != NULL && position <= (guint) g_utf8_strlen (text, -1));
      return;
    }

  written = tapline_query_to_string (query);
  again = tapline_query_parse (written, NULL, &error);
  g_assert_no_error (error);
  rewritten = tapline_query_to_string (again);
  g_assert_cmpstr (rewritten, ==, written);
  g_assert_cmpint (tapline_query_match (query, &message, FALSE, bytes, length), ==,
                   tapline_query_match (again, &message, FALSE, bytes, length));
}

/* Where the first line begins that matches by itself; the length if there is none. */
static gsize
find_line_alone (const TaplinePattern *pattern,
                 const guint8         *bytes,
                 gsize                 length)
{
  for (gsize at = 0; at < length;)
    {
      gsize end = (gsize) ((const guint8 *) memchr (bytes + at, '\n', length - at) + 1 - bytes);
      guint ending = end - at > 1 && bytes[end - 2] == '\r' ? 2 : 1;
      TaplinePatternResult result = tapline_pattern_match (pattern, bytes + at, end - at, ending);

      if (result == TAPLINE_PATTERN_TOO_COMPLEX)
        return G_MAXSIZE;
      if (result == TAPLINE_PATTERN_FOUND)
        return at;
      at = end;
    }

  return length;
}

/* No line before the first match in all of them matches alone. */
static void
check_lines (const TaplinePattern *pattern,
             const guint8         *bytes,
             gsize                 length)
{
  g_autoptr (GMatchInfo) info = NULL;
  gsize start, end, alone;

  while (length > 0 && bytes[length - 1] != '\n')
    length--;
  alone = find_line_alone (pattern, bytes, length);
  if (length == 0 || alone == G_MAXSIZE)
    return;

  switch (tapline_pattern_find_line (pattern, bytes, length, &info, &start, &end))
    {
    case TAPLINE_PATTERN_FOUND:
      g_assert_cmpuint (start, <=, length);
      while (start > 0 && bytes[start - 1] != '\n')
        start--;
      g_assert_cmpuint (start, <=, alone);
      break;

    case TAPLINE_PATTERN_ABSENT:
      g_assert_cmpuint (alone, ==, length);
      break;

    case TAPLINE_PATTERN_TOO_COMPLEX:
      break;
    }
}

static void
check_pattern (TaplinePatternKind   kind,
               TaplinePatternFlags  flags,
               const char          *text,
               const guint8        *bytes,
               gsize                length)
{
  g_autoptr (GError) error = NULL;
  guint position = G_MAXUINT;
  g_autoptr (TaplinePattern) pattern = tapline_pattern_new (kind, text, flags, &position, &error);
  TaplinePatternCursor cursor = { bytes, length };
  gsize start, end, place;

  if (pattern == NULL)
    {
      g_assert_true (error != NULL && position <= strlen (text));
      return;
    }

  place = tapline_pattern_seek (pattern, &cursor, 0);
  if (tapline_pattern_find (pattern, bytes, length, 0, &start, &end) == TAPLINE_PATTERN_FOUND)
    {
      g_assert_true (start <= end && end <= length);
      g_assert_true (place < length || length == 0 || start == length);
    }
  if (tapline_pattern_takes_lines (pattern))
    check_lines (pattern, bytes, length);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes,
                        gsize         length)
{
  const guint8 *nul = length > 0 ? memchr (bytes + 1, '\0', length - 1) : NULL;
  g_autofree char *text = NULL;
  g_autofree guint8 *exact = NULL;
  gsize rest;

  if (nul == NULL)
    return 0;

  text = g_strdup ((const char *) bytes + 1);
  rest = length - (gsize) (nul + 1 - bytes);
  exact = g_memdup2 (nul + 1, rest);
  if (bytes[0] % 4 != KIND_QUERY)
    check_pattern ((TaplinePatternKind) (bytes[0] % 4), bytes[0] / 4 % 4, text, exact, rest);
  else if (g_utf8_validate (text, -1, NULL))
    check_query (text, exact, rest);

  return 0;
}

void
fuzz_make_seed (guint       number,
                GByteArray *seed)
{
  guint i = number % G_N_ELEMENTS (seeds);

  g_byte_array_append (seed, &seeds[i].header, 1);
  g_byte_array_append (seed, (const guint8 *) seeds[i].pattern,
                       (guint) strlen (seeds[i].pattern) + 1);
  for (guint n = 1 + number / G_N_ELEMENTS (seeds) % 3; n > 0; n--)
    g_byte_array_append (seed, (const guint8 *) seeds[i].bytes, (guint) strlen (seeds[i].bytes));
}
