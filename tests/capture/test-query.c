/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queries as text: what they mean, that they are written as they are read, and where errors are. */
#include "config.h"

#include <string.h>

#include "fixture.h"
#include "tapline-query.h"

#define DAY (G_GINT64_CONSTANT (1709218800) * G_USEC_PER_SEC) /* 2024-02-29 */

/* Written in another way than read, they are the same. */
static const struct
{
  const char *read;
  const char *written; /* nullable: the same */
} queries[] = {
  { "", NULL },
  { "  ", "" },
  { "not ()", NULL },
  { "dir:in", NULL },
  { "!dir:out", NULL },
  { "kind:note", NULL },
  { "!kind:note", "kind:message" },
  { "conn:1,3..5,7..", NULL },
  { "size:>100", "size:101.." },
  { "size:>=100", "size:100.." },
  { "size:<100", "size:0..99" },
  { "size:<=100", "size:0..100" },
  { "size:..7", "size:0..7" },
  { "size:<0", NULL },
  { "peer:192.0.2.7", NULL },
  { "peer:192.0.2.7:80", NULL },
  { "peer:2001:db8::1", "peer:[2001:db8::1]" },
  { "peer:[2001:db8::1]:80", NULL },
  { "time:2024-05-31T14:30:00Z..2024-05-31T14:30:01.25Z",
    "time:2024-05-31T14:30:00Z..2024-05-31T14:30:01.250000Z" },
  { "time:>=2024-05-31T14:30:00+02:00", "time:2024-05-31T12:30:00Z.." },
  /* What is left out makes a time longer. */
  { "time:2024-05-31", "time:2024-05-31T00:00:00Z..2024-05-31T23:59:59Z" },
  { "time:\"2024-05-31 14:30\"", "time:2024-05-31T14:30:00Z..2024-05-31T14:30:59Z" },
  { "time:2024-05-31T14:30:05Z", "time:2024-05-31T14:30:05Z..2024-05-31T14:30:05Z" },
  { "time:2024-05-31T14:30:05.999999Z", NULL },
  { "time:>2024-05-31T14:30", "time:2024-05-31T14:31:00Z.." },
  { "time:<=2024-05-31", "time:1970-01-01T00:00:00Z..2024-05-31T23:59:59Z" },
  { "time:<2024-05-31", "time:1970-01-01T00:00:00Z..2024-05-30T23:59:59Z" },
  /* On the day that is given below. */
  { "time:10:05..10:07", "time:2024-02-29T10:05:00Z..2024-02-29T10:07:59Z" },
  { "time:10:05:30.5..", "time:2024-02-29T10:05:30.500000Z.." },
  { "size:2k,1MiB..2MiB,>1GB", "size:2000,1048576..2097152,1000000001.." },
  { "peer:10.0.0.0/8", NULL },
  { "peer:2001:db8::/32", NULL },
  { "peer::80", NULL },
  { "ready", "text/i:\"ready\"" },
  { "!\"a b\" or c", "!text/i:\"a b\" or text/i:\"c\"" },
  { "flag:bad-checksum,garbage", "flag:garbage,bad-checksum" },
  { "text:abc", "text:\"abc\"" },
  { "text/wi:\"a \\\"b\\\" \\\\ c)\"", "text/iw:\"a \\\"b\\\" \\\\ c)\"" },
  { "regex:\"^a\\\\d+$\"", NULL },
  { "hex:\"0D 0a ??\"", NULL },
  { "text:\"abc\" dir:in size:>100 !flag:bad-checksum",
    "dir:in size:101.. !flag:bad-checksum text:\"abc\"" },
  { "is:marked", NULL },
  { "text:a !is:marked conn:1", "conn:1 !is:marked text:\"a\"" },
  { "dir:in or size:5", "dir:in or size:5" },
  { "not (dir:in or text:or)", "not (dir:in or text:\"or\")" },
  { "not(dir:in)", "not (dir:in)" },
};

static void
test_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplineQuery) query = tapline_query_parse_on (queries[i].read, DAY, NULL, &error);
      g_autoptr (TaplineQuery) again = NULL;
      g_autofree char *written = NULL;
      g_autofree char *rewritten = NULL;

      g_assert_no_error (error);
      written = tapline_query_to_string (query);
      g_assert_cmpstr (written, ==, queries[i].written != NULL ? queries[i].written
                                                               : queries[i].read);
      again = tapline_query_parse (written, NULL, &error);
      g_assert_no_error (error);
      rewritten = tapline_query_to_string (again);
      g_assert_cmpstr (rewritten, ==, written);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    guint       position;
  } cases[] = {
    { "or", 0 }, { "dir:in not text:a", 7 }, { "(a)", 0 }, { "time:25:00", 5 },
    { "time:2024-02-30", 5 }, { "peer:10.0.0.0/33", 5 }, { "peer:/8", 5 }, { "peer::", 5 },
    { "size:1TB", 6 }, { "dir:in foo:bar", 7 }, { "dir:up", 4 }, { "kind:thing", 5 },
    { "!is:noted", 4 },
    { "size:", 5 }, { "size:abc", 5 }, { "size:>x", 6 }, { "size:1,", 7 }, { "size:1;2", 6 },
    { "size:1..x", 8 }, { "conn:1,2,3,4,5,6,7,8,9", 21 }, { "peer:nobody", 5 },
    { "peer:192.0.2.1:99999", 5 }, { "peer:[::1", 5 }, { "time:yesterday", 5 },
    { "time:2024-05-31T14:30:00Z..later", 27 }, { "flag:bad", 5 }, { "flag:garbage,bad", 13 },
    { "text:\"abc", 5 }, { "text:abc\"d\"", 8 }, { "text:\"a\"dir:in", 8 }, { "text/x:a", 0 },
    { "hex/i:00", 0 }, { "hex:0x", 5 }, { "text:\"\"", 6 }, { "regex:\"a(\"", 9 },
    { "regex:\"\\\"\\\"ä(\"", 13 }, { "dir:in or size:1 text:x", 17 },
    { "dir:in size:1 or text:x", 14 },
    { "not dir:in", 4 }, { "not (dir:in", 11 }, { "not (dir:in) x", 13 }, { "dir:in )", 7 },
    { "dir:in or", 9 }, { "ä:1", 0 }, { "text:ä x:1", 7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      guint position = G_MAXUINT;

      g_test_message ("“%s”", cases[i].text);
      g_assert_null (tapline_query_parse (cases[i].text, &position, &error));
      g_assert_error (error, TAPLINE_QUERY_ERROR, TAPLINE_QUERY_ERROR_SYNTAX);
      if (position != cases[i].position)
        g_error ("“%s”: character %u: %s", cases[i].text, position, error->message);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_match (void)
{
  static const struct
  {
    const char *text;
    gboolean    wanted;
  } cases[] = {
    { "", TRUE }, { "not ()", FALSE }, { "dir:in", TRUE }, { "dir:out", FALSE },
    { "kind:message", TRUE }, { "conn:1,3..5", TRUE }, { "conn:1,5", FALSE },
    { "peer:192.0.2.7", TRUE }, { "peer:192.0.2.7:7", TRUE }, { "peer:192.0.2.7:8", FALSE },
    { "peer:192.0.2.0/29", TRUE }, { "peer:192.0.2.0/30", FALSE }, { "peer::7", TRUE },
    { "peer::8", FALSE }, { "peer:0.0.0.0/0", TRUE }, { "peer:::/0", FALSE },
    { "AB", TRUE }, { "time:1970-01-01", TRUE }, { "time:1970-01-02", FALSE },
    { "size:4", TRUE }, { "size:>4", FALSE }, { "size:<0", FALSE },
    { "time:1970-01-01T00:00:01Z..1970-01-01T00:00:01.5Z", TRUE },
    { "time:>1970-01-01T00:00:01.5Z", FALSE }, { "time:>=1970-01-01T00:00:01.5Z", TRUE },
    { "flag:garbage", TRUE }, { "flag:bad-checksum", FALSE }, { "flag:bad-checksum,garbage", TRUE },
    { "text:ab", TRUE }, { "text:a text:x", FALSE }, { "text:a or text:x", TRUE },
    { "!text:x", TRUE }, { "not (text:a text:x)", TRUE }, { "not (text:a or text:x)", FALSE },
    { "text:a !size:4", FALSE }, { "regex:ab$", TRUE }, { "hex:62??", TRUE },
  };
  TaplineMessage message = {
    .time = 1500000,
    .direction = TAPLINE_DIRECTION_IN,
    .connection = 4,
    .length = 4,
    .ending = 2,
    .flags = TAPLINE_MESSAGE_GARBAGE,
  };

  g_assert_true (tapline_address_parse (&message.peer, "192.0.2.7", 7));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplineQuery) query = tapline_query_parse (cases[i].text, NULL, &error);

      g_assert_no_error (error);
      if (tapline_query_match (query, &message, FALSE, (const guint8 *) "ab\r\n", 4)
          != (cases[i].wanted ? TAPLINE_PATTERN_FOUND : TAPLINE_PATTERN_ABSENT))
        g_error ("%s", cases[i].text);
    }
}

/* Both must want the message, and only what is asked for by itself is a pattern alone. */
static void
test_within (void)
{
  static const TaplineMessage message = { .direction = TAPLINE_DIRECTION_IN, .length = 2 };
  static const char *const texts[] = { "text:a", "text:x" };

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (TaplineQuery) outer = tapline_query_parse (texts[i / 2], NULL, NULL);
      g_autoptr (TaplineQuery) inner = tapline_query_parse (texts[i % 2], NULL, NULL);
      g_autoptr (TaplineQuery) query = NULL;
      const TaplineCondition *conditions;
      guint n_conditions;

      conditions = tapline_query_get_conditions (inner, &n_conditions);
      query = tapline_query_new_within (outer, conditions, n_conditions, 0);
      g_assert_true (tapline_query_get_outer (query) == outer);
      g_assert_nonnull (tapline_query_get_pattern (inner));
      g_assert_null (tapline_query_get_pattern (query));
      g_assert_cmpint (tapline_query_match (query, &message, FALSE, (const guint8 *) "ab", 2), ==,
                       i == 0 ? TAPLINE_PATTERN_FOUND : TAPLINE_PATTERN_ABSENT);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/text", test_text);
  g_test_add_func ("/query/errors", test_errors);
  g_test_add_func ("/query/match", test_match);
  g_test_add_func ("/query/within", test_within);

  return g_test_run ();
}
