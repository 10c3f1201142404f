/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each kind of pattern finds, where errors are, and that every way to look for a needle finds
 * the same. */
#include "config.h"

#include <string.h>
#include <time.h>

#include "fixture.h"
#include "tapline-needle.h"
#include "tapline-pattern.h"
#include "tapline-regex.h"

#define TEXT  TAPLINE_PATTERN_TEXT
#define REGEX TAPLINE_PATTERN_REGEX
#define HEX   TAPLINE_PATTERN_HEX
#define CASE  TAPLINE_PATTERN_ANY_CASE
#define WORD  TAPLINE_PATTERN_WHOLE_WORD

typedef struct
{
  TaplinePatternKind   kind;
  TaplinePatternFlags  flags;
  const char          *text;
  const char          *message;
  int                  start; /* -1: not there */
  int                  end;
} Find;

static const Find finds[] = {
  { TEXT, 0, "needle", "a needle in it", 2, 8 },
  { TEXT, 0, "needle", "a Needle in it", -1, 0 },
  { TEXT, 0, "needle", "a needl", -1, 0 },
  { TEXT, 0, "a.c", "abc a.c", 4, 7 },
  { TEXT, CASE, "nEEdle 1@", "a NEEDle 1@", 2, 11 },
  { TEXT, CASE, "@[", "`{ @[", 3, 5 },
  { TEXT, 0, "ä", "Ä ä", 3, 5 },
  { TEXT, CASE, "ä", "x Ä ä", 2, 4 },
  { TEXT, CASE, "straße", "STRAßE", 0, 7 },
  { TEXT, CASE, "äk", "\xff\xc3 Ä\xe2\x84\xaa", 3, 8 },
  { TEXT, WORD, "cat", "concat cats cat", 12, 15 },
  { TEXT, WORD, "cat", "cat_ ocat", -1, 0 },
  { TEXT, WORD, "cat", "äcat catä \xff" "cat\xff", 13, 16 },
  { TEXT, WORD, "cat", "cat\xcc\x81 1cat (cat)", 12, 15 },
  { TEXT, WORD | CASE, "Cat", "concat CAT", 7, 10 },
  { TEXT, WORD | CASE, "Ä", "äh Ä", 4, 6 },
  { HEX, 0, "6e65", "a needle", 2, 4 },
  { HEX, 0, " 6E ?? 65 ", "a nedle", -1, 0 },
  { HEX, 0, "6e ?? 65", "a nxe", 2, 5 },
  { HEX, 0, "6? ?5", "a 5e ne", 5, 7 },
  { HEX, 0, "ff fe", "a \xff\xfe", 2, 4 },
  { HEX, 0, "?? ?? ??", "abcd", 0, 3 },
  { HEX, 0, "?? ?? ??", "ab", -1, 0 },
  { REGEX, 0, "n..d", "a needle", 2, 6 },
  { REGEX, 0, "^needle$", "needle", 0, 6 },
  { REGEX, 0, "^needle$", "a\nneedle\nb", -1, 0 },
  { REGEX, 0, "a.b", "a\nb a\rb", 4, 7 },
  { REGEX, 0, "\\xff.", "a \xff\xfe", 2, 4 },
  { REGEX, 0, "ä.", "\xff ä\xe2\x82\xac", 2, 7 },
  { REGEX, 0, "ä.", "ä\xff", 0, 3 },
  { REGEX, CASE, "NEEDLE|x", "a needle", 2, 8 },
  { REGEX, CASE, "ä|ö", "Ö", 0, 2 },
  { REGEX, WORD, "cat|dog", "concat dogs dog", 12, 15 },
  { REGEX, WORD, "ca|cat", "cat", 0, 3 },
  { REGEX, WORD, "ä|cat", "catö cat", 6, 9 },
  { REGEX, 0, "x*", "abc", 0, 0 },
  { REGEX, 0, "(foo)?bar", "a bar", 2, 5 },
  { REGEX, 0, "(foo){0}bar", "a bar", 2, 5 },
  { REGEX, 0, "(one|two)+ (three)", "one two three", 4, 13 },
  { REGEX, 0, "colou?r", "color", 0, 5 },
  { REGEX, 0, "\\Qa.b\\E", "a.b", 0, 3 },
  { REGEX, 0, "a(?#comment)b", "ab", 0, 2 },
  { REGEX, 0, "(?i)needle", "NEEDLE", 0, 6 },
  { REGEX, 0, "n\xe2\x82", "an\xe2\x82", 1, 4 },
  { REGEX, 0, "(\\w+)=\\1", "x=y z=z", 4, 7 },
};

static void
test_find (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (finds); i++)
    {
      const Find *find = &finds[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplinePattern) pattern = tapline_pattern_new (find->kind, find->text, find->flags,
                                                                NULL, &error);
      gsize length = strlen (find->message);
      g_autofree guint8 *exact = g_memdup2 (find->message, length);
      gsize start = 0, end = 0;
      TaplinePatternResult result;

      g_assert_no_error (error);
      g_assert_cmpstr (tapline_pattern_get_text (pattern), ==, find->text);
      g_assert_cmpint (tapline_pattern_get_kind (pattern), ==, find->kind);
      g_assert_cmpint (tapline_pattern_get_flags (pattern), ==, find->flags);
      result = tapline_pattern_find (pattern, exact, length, 0, &start, &end);
      if (result != (find->start < 0 ? TAPLINE_PATTERN_ABSENT : TAPLINE_PATTERN_FOUND)
          || (find->start >= 0 && (start != (gsize) find->start || end != (gsize) find->end)))
        g_error ("“%s” in “%s”: %d, %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT, find->text,
                 find->message, result, start, end);
    }
}

/* Bytes of the ending are for hex patterns only. */
static void
test_ending (void)
{
  static const struct
  {
    TaplinePatternKind    kind;
    const char           *text;
    TaplinePatternResult  result;
  } cases[] = {
    { REGEX, "b$", TAPLINE_PATTERN_FOUND },
    { REGEX, "\\s", TAPLINE_PATTERN_ABSENT },
    { TEXT, "b\r", TAPLINE_PATTERN_ABSENT },
    { HEX, "62 0d 0a", TAPLINE_PATTERN_FOUND },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TaplinePattern) pattern = tapline_pattern_new (cases[i].kind, cases[i].text, 0,
                                                                NULL, NULL);

      g_assert_cmpint (tapline_pattern_match (pattern, (const guint8 *) "ab\r\n", 4, 2), ==,
                       cases[i].result);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    TaplinePatternKind  kind;
    const char         *text;
    guint               position;
    gboolean            or_behind; /* as PCRE2 10.49 has it */
  } cases[] = {
    { TEXT, "", 0 }, { REGEX, "", 0 }, { HEX, "", 0 }, { HEX, "  ", 0 },
    { HEX, "0", 1 }, { HEX, "0d 0", 4 }, { HEX, "0d,0a", 2 }, { HEX, "ä", 0 }, { HEX, "aaö", 2 },
    { REGEX, "ab[c", 4 }, { REGEX, "(ab", 3 }, { REGEX, "ab)", 2, TRUE },
    { REGEX, "a**", 2, TRUE }, { REGEX, "äö(", 3 }, { REGEX, "12[3", 4 }, { REGEX, "(*UTF)a", 0 },
    { REGEX, "(*LIMIT_MATCH=999999999)a", 0 }, { REGEX, "äa\\Cb", 2 }, { REGEX, "\\", 1 },
    { REGEX, "a{2,1}", 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      guint position = G_MAXUINT;

      g_assert_null (tapline_pattern_new (cases[i].kind, cases[i].text, 0, &position, &error));
      g_assert_error (error, TAPLINE_PATTERN_ERROR, TAPLINE_PATTERN_ERROR_SYNTAX);
      if (position != cases[i].position
          && !(cases[i].or_behind && position == cases[i].position + 1))
        g_error ("“%s”: character %u: %s", cases[i].text, position, error->message);
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_null (strstr (error->message, "LIMIT"));
    }
}

/* Of this thread, in microseconds. */
static gint64
get_work (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Patterns that take no longer than others for each byte, but for every one of very many, or the
 * longer the more there are, give up too. */
static void
test_too_long (void)
{
  static const char *const slow[] = { "a(?=.*x)", "(?=(a+)+$)(?=.*b)", "ä|a(?=.*x)",
                                      "(?:a?){14}a{14}[xy]" };
  static const char *const quick[] = { "a+[^a]$", "^a.*z$" };
  const gsize length = 1000000;
  g_autofree guint8 *message = g_malloc (length);
  TaplinePattern *brief = NULL;
  gsize start, end;
  gint64 work;

  memset (message, 'a', length);
  for (gsize i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      g_autoptr (TaplinePattern) pattern = tapline_pattern_new (REGEX, slow[i], 0, NULL, NULL);

      work = get_work ();
      g_assert_cmpint (tapline_pattern_match (pattern, message, length, 0), ==,
                       TAPLINE_PATTERN_TOO_COMPLEX);
      work = get_work () - work;
      g_test_message ("%s: %.1f ms", slow[i], (double) work / 1000);
      g_assert_cmpint (work, <, 5 * G_TIME_SPAN_SECOND);
      g_clear_pointer (&brief, tapline_pattern_unref);
      brief = tapline_pattern_ref (tapline_pattern_get_brief (pattern));
    }

  /* Who draws waits less, for the beginning of a message. */
  work = get_work ();
  g_assert_cmpint (tapline_pattern_match (brief, message, 1024, 0), ==,
                   TAPLINE_PATTERN_TOO_COMPLEX);
  g_assert_cmpint (get_work () - work, <, G_TIME_SPAN_SECOND / 10);
  tapline_pattern_unref (brief);

  /* What is quick is not given up, however long what it matches is. */
  message[length - 1] = 'z';
  for (gsize i = 0; i < G_N_ELEMENTS (quick); i++)
    {
      g_autoptr (TaplinePattern) pattern = tapline_pattern_new (REGEX, quick[i], 0, NULL, NULL);

      g_assert_cmpint (tapline_pattern_find (pattern, message, length, 0, &start, &end), ==,
                       TAPLINE_PATTERN_FOUND);
      g_assert_cmpuint (end - start, ==, length);
    }
}

/* Patterns that take for ever on messages made for them give up within a moment, and brief ones
 * much earlier. */
static void
test_too_complex (void)
{
  static const char *const texts[] = { "(a*)*[bc]", "^(a|aa)+[^acd]", "(a+)+[bc]",
                                       "(?:a?){30}a{30}[bc]", "(x+x+)+y|(a+a+)+[bc]" };
  guint8 message[4000];

  memset (message, 'a', sizeof message);
  message[sizeof message - 1] = 'd';
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (TaplinePattern) pattern = tapline_pattern_new (REGEX, texts[i], 0, NULL, NULL);
      TaplinePattern *brief = tapline_pattern_get_brief (pattern);
      gint64 work[3] = { get_work () };

      g_assert_cmpint (tapline_pattern_match (pattern, message, sizeof message, 0), ==,
                       TAPLINE_PATTERN_TOO_COMPLEX);
      work[1] = get_work ();
      g_assert_cmpint (work[1] - work[0], <, 5 * G_TIME_SPAN_SECOND);
      g_assert_cmpint (tapline_pattern_match (brief, message, sizeof message, 0), ==,
                       TAPLINE_PATTERN_TOO_COMPLEX);
      work[2] = get_work ();
      g_test_message ("%s: %.1f ms, in brief %.1f ms", texts[i],
                      (double) (work[1] - work[0]) / 1000, (double) (work[2] - work[1]) / 1000);
      g_assert_cmpint (work[2] - work[1], <, MAX ((work[1] - work[0]) / 8, 1000));
      g_assert_cmpint (tapline_pattern_match (brief, (const guint8 *) "aaab", 4, 0), ==,
                       i == 3 ? TAPLINE_PATTERN_ABSENT : TAPLINE_PATTERN_FOUND);
      /* Where it is easy, it still finds. */
      g_assert_cmpint (tapline_pattern_match (pattern, (const guint8 *) "aaab", 4, 0), ==,
                       i == 3 ? TAPLINE_PATTERN_ABSENT : TAPLINE_PATTERN_FOUND);
    }
}

/* What is claimed of an expression: whether it looks at many lines, and the literals. */
static void
test_regex (void)
{
  static const struct
  {
    const char *text;
    const char *lines; /* nullable */
    guint       n_literals;
    gboolean    exact;
  } cases[] = {
    { "temp=[0-9.]+ C", "temp=[0-9.]+ C", 1, FALSE },
    { "warning|panic", "warning|panic", 2, TRUE },
    { "(warning|panic)+", "(?:warning|panic)+", 2, FALSE },
    { "(warning|panic)?", "(?:warning|panic)?", 0, FALSE },
    { "warning|x*", "warning|x*", 0, FALSE },
    { "^a$", "^a(?=\\r?\\n)", 0, FALSE },
    { "[^a]b\\D\\W", "[^\\na]b[^\\d\\n][^\\w\\n]", 0, FALSE },
    { "[^]a][^-a][]-]", "[^\\n\\]a][^\\n\\-a][\\]-]", 0, FALSE },
    { "[[:alpha:]]x", "[[:alpha:]]x", 1, FALSE },
    { "\\x{41}\\x7a\\.", "\\x41\\x7a\\.", 1, TRUE },
    { "timeout{2}s", "timeout{2}s", 1, FALSE },
    { "timeout*", "timeout*", 1, FALSE },
    { "warn(?=ing)", NULL, 0, FALSE },
    { "warning++", NULL, 0, FALSE },
    { "(warning)\\1", NULL, 0, FALSE },
    { "\\Awarning", NULL, 0, FALSE },
    { "[\\W]warning", NULL, 0, FALSE },
    { "warning{,3}", NULL, 0, FALSE },
    { "aX|bX|cX|dX|eX|fX|gX|hX|iX", "aX|bX|cX|dX|eX|fX|gX|hX|iX", 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TaplineRegex facts;

      g_test_message ("%s", cases[i].text);
      tapline_regex_init (&facts, cases[i].text, FALSE, FALSE);
      g_assert_cmpstr (facts.lines, ==, cases[i].lines);
      g_assert_cmpuint (facts.literals != NULL ? facts.literals->len : 0, ==,
                        cases[i].n_literals);
      g_assert_cmpint (facts.exact, ==, cases[i].exact);
      tapline_regex_clear (&facts);
    }
}

static gboolean
is_at (const guint8 *bytes,
       const guint8 *wanted,
       const guint8 *masks,
       gsize         length)
{
  for (gsize i = 0; i < length; i++)
    if ((bytes[i] & masks[i]) != (wanted[i] & masks[i]))
      return FALSE;

  return TRUE;
}

static void
test_needles (void)
{
  static const guint8 all_masks[] = { 0xff, 0xff, 0xff, 0xdf, 0x00, 0xf0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint n_finders;
  const TaplineFinder *finders = tapline_needle_list_finders (&n_finders);

  for (guint round = 0; round < 30000; round++)
    {
      gsize length = (gsize) g_rand_int_range (rand, 0, 300);
      gsize wanted = (gsize) g_rand_int_range (rand, 1, round % 8 ? 6 : 80);
      g_autofree guint8 *bytes = g_malloc (length + 1);
      g_autofree guint8 *exact = NULL;
      guint8 pattern[80], masks[80];
      g_autoptr (TaplineNeedle) needle = NULL;
      const guint8 *expected = NULL;

      for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8) "abAB"[g_rand_int (rand) % 4];
      for (gsize i = 0; i < wanted; i++)
        {
          pattern[i] = (guint8) "abAB"[g_rand_int (rand) % 4];
          masks[i] = all_masks[g_rand_int (rand) % G_N_ELEMENTS (all_masks)];
        }
      if (round % 2 == 0)
        memset (masks, 0xff, sizeof masks);
      needle = tapline_needle_new (pattern, round % 4 ? masks : NULL, wanted);
      if (round % 4 == 0)
        memset (masks, 0xff, sizeof masks);
      /* A copy of just this size lets the sanitizers see every byte beyond. */
      exact = g_memdup2 (bytes, length);
      for (gsize i = 0; expected == NULL && i + wanted <= length; i++)
        if (is_at (exact + i, pattern, masks, wanted))
          expected = exact + i;

      for (guint i = 0; i < n_finders; i++)
        g_assert_true (finders[i].find (needle, exact, length) == expected);
      g_assert_true (tapline_needle_find (needle, exact, length) == expected);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pattern/find", test_find);
  g_test_add_func ("/pattern/ending", test_ending);
  g_test_add_func ("/pattern/errors", test_errors);
  g_test_add_func ("/pattern/too-complex", test_too_complex);
  g_test_add_func ("/pattern/too-long", test_too_long);
  g_test_add_func ("/pattern/regex", test_regex);
  g_test_add_func ("/pattern/needles", test_needles);

  return g_test_run ();
}
