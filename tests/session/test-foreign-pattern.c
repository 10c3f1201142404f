/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed in UTF-8 is found in messages of other encodings, and what is not there is told. */
#include "config.h"

#include <string.h>

#include "tapline-foreign-pattern.h"

static void
test_found (void)
{
  static const struct
  {
    const char          *encoding;
    TaplinePatternKind   kind;
    const char          *text;
    TaplinePatternFlags  flags;
    const char          *message;
    const char          *other;   /* one in which it is not */
  } cases[] = {
    { "UTF-8", TAPLINE_PATTERN_TEXT, "ä", 0, "xä", "\344" },
    { "ISO-8859-1", TAPLINE_PATTERN_TEXT, "abc", 0, "xabc", "ab" },
    { "ISO-8859-1", TAPLINE_PATTERN_TEXT, "Gr\303\274n", 0, "Gr\374n", "Gr\303\274n" },
    { "ISO-8859-1", TAPLINE_PATTERN_TEXT, "ä", TAPLINE_PATTERN_ANY_CASE, "\304", "\344\344" + 2 },
    { "ISO-8859-1", TAPLINE_PATTERN_TEXT, "ä.", 0, "\344.", "\344x" },
    { "ISO-8859-1", TAPLINE_PATTERN_TEXT, "ä", TAPLINE_PATTERN_WHOLE_WORD, "a \344 b", "a\344b" },
    { "ISO-8859-1", TAPLINE_PATTERN_REGEX, "[äö]+$", 0, "x\344\366", "\344x" },
    { "ISO-8859-1", TAPLINE_PATTERN_REGEX, "\\ä", 0, "\344", "\\xE4" },
    { "ISO-8859-1", TAPLINE_PATTERN_HEX, "E4", 0, "\344", "ä" },
    { "Shift_JIS", TAPLINE_PATTERN_TEXT, "ソ", 0, "\203\\", "\203]" },
    { "Shift_JIS", TAPLINE_PATTERN_REGEX, "ソ+x", 0, "\203\\\203\\x", "\203\\\\y" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplinePattern) pattern =
        tapline_foreign_pattern_new (cases[i].encoding, cases[i].kind, cases[i].text,
                                     cases[i].flags, NULL, &error);

      g_test_message ("%s in %s", cases[i].text, cases[i].encoding);
      g_assert_no_error (error);
      g_assert_cmpint (tapline_pattern_match (pattern, (const guint8 *) cases[i].message,
                                              strlen (cases[i].message), 0), ==,
                       TAPLINE_PATTERN_FOUND);
      g_assert_cmpint (tapline_pattern_match (pattern, (const guint8 *) cases[i].other,
                                              strlen (cases[i].other), 0), ==,
                       TAPLINE_PATTERN_ABSENT);
    }
}

/* Its characters have zeros in them. */
static void
test_utf16 (void)
{
  static const guint8 message[] = { 'x', 0, 'A', 0, 0xe4, 0, 'y', 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplinePattern) pattern =
    tapline_foreign_pattern_new ("UTF-16LE", TAPLINE_PATTERN_TEXT, "aä", TAPLINE_PATTERN_ANY_CASE,
                                 NULL, &error);
  gsize start, end;

  g_assert_no_error (error);
  g_assert_cmpint (tapline_pattern_find (pattern, message, sizeof message, 0, &start, &end), ==,
                   TAPLINE_PATTERN_FOUND);
  g_assert_cmpuint (start, ==, 2);
  g_assert_cmpuint (end, ==, 6);
}

static void
test_refused (void)
{
  static const struct
  {
    const char         *encoding;
    TaplinePatternKind  kind;
    const char         *text;
    guint               position;
    const char         *word;
  } cases[] = {
    { "ISO-8859-1", TAPLINE_PATTERN_TEXT, "ä€", 1, "“€”" },
    { "ISO-8859-1", TAPLINE_PATTERN_REGEX, "ää(", 3, "character 4" },
    { "Shift_JIS", TAPLINE_PATTERN_REGEX, "a[ソ]", 2, "brackets" },
    { "UTF-16LE", TAPLINE_PATTERN_REGEX, "a+", 0, "Regular expressions" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      guint position = 99;

      g_assert_null (tapline_foreign_pattern_new (cases[i].encoding, cases[i].kind, cases[i].text,
                                                  0, &position, &error));
      g_assert_error (error, TAPLINE_PATTERN_ERROR, TAPLINE_PATTERN_ERROR_SYNTAX);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      g_assert_cmpuint (position, ==, cases[i].position);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/foreign-pattern/found", test_found);
  g_test_add_func ("/foreign-pattern/utf-16", test_utf16);
  g_test_add_func ("/foreign-pattern/refused", test_refused);

  return g_test_run ();
}
