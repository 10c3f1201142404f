/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The framings that have parameters: delim, fixed, length, between, idle. */
#include "config.h"

#include <string.h>

#include "fixture-framing.h"

static const FixtureStream streams[] = {
  { "delim/one-byte", "delim:00", 0, {
    M ("hello\0", 1), M ("\0", 1), M ("world\0", 1), M ("rest", 0, PENDING),
  } },
  { "delim/stomp", "delim:00", 0, {
    /* STOMP 1.2, "Frame examples"; the EOL behind the NUL belongs to what follows. */
    M ("CONNECT\naccept-version:1.2\nhost:stomp.github.org\n\n\0", 1), M ("\n\0", 1),
  } },
  { "delim/crlf", "delim:0d0A", 0, {
    M ("one\r\n", 2), M ("two\r\r\n", 2), M ("\r\n", 2), M ("\n\r\n", 2), M ("\r", 0, PENDING),
  } },
  { "delim/border", "delim:AAAABB", 0, {
    M ("\xaa\xaa\xaa\xbb", 3), M ("\xaa\xbb\xaa\xaa\xbb", 3), M ("\xaa\xaa", 0, PENDING),
  } },
  { "delim/border-long", "delim:6162616261630D", 0, {
    M ("ababababac\r", 7), M ("abababac\r", 7), M ("ababa", 0, PENDING),
  } },
  { "delim/overlap", "delim:6161", 0, {
    M ("aa", 2), M ("aa", 2), M ("a", 0, PENDING),
  } },
  { "delim/over-limit", "delim:0D0A", 3, {
    M ("abc", 0, OVER_LIMIT, "It is longer than the limit of 3 bytes and was cut there; the rest "
                             "follows."),
    M ("d\r\n", 2), M ("ab\r", 0, OVER_LIMIT), M ("\n", 1), M ("abc", 0, OVER_LIMIT),
    M ("\r\n", 2),
  } },
  { "fixed/small", "fixed:3", 0, {
    M ("abc", 0), M ("def", 0), M ("\n\0\n", 0), M ("gh", 0, PENDING),
  } },
  { "fixed/one", "fixed:1", 0, { M ("a", 0), M ("b", 0), M ("c", 0) } },
  { "fixed/greatest", "fixed:2147483647", 0, { M ("abc", 0, PENDING) } },
  { "fixed/over-limit", "fixed:10", 4, {
    M ("abcd", 0, OVER_LIMIT), M ("efgh", 0, OVER_LIMIT), M ("ij", 0),
    M ("abcd", 0, OVER_LIMIT), M ("efgh", 0, OVER_LIMIT), M ("ij", 0), M ("a", 0, PENDING),
  } },
  { "length/dns", "length:2", 0, {
    /* RFC 1035, 4.2.2: two bytes in front that do not count themselves; a query of its 4.1. */
    M ("\0\x1d\x12\x34\x01\0\0\x01\0\0\0\0\0\0\7example\3com\0\0\1\0\1", 0),
    M ("\0\0", 0), M ("\0\1x", 0), M ("\0", 0, PENDING),
  } },
  { "length/tpkt", "length:2be-4@2", 0, {
    /* RFC 1006, section 6: the length of the packet with its header of 4 bytes; a COTP CR. */
    M ("\3\0\0\x16\x11\xe0\0\0\0\1\0\xc0\1\x0a\xc1\2\1\0\xc2\2\1\2", 0),
    M ("\3\0\0\4", 0),
    M ("\3\0\0\3", 0, GARBAGE, "The length 3 is too small: it must be at least 4."),
    M ("\3\0\0\5x", 0), M ("\3\0\0", 0, PENDING),
  } },
  { "length/1", "length:1", 0, { M ("\0", 0), M ("\3abc", 0), M ("\xff" "abc", 0, PENDING) } },
  { "length/le", "length:2le", 0, { M ("\3\0abc", 0), M ("\0\0", 0), M ("\0\1a", 0, PENDING) } },
  { "length/4le-plus", "length:4le+2@1", 0, {
    M ("x\1\0\0\0abc", 0), M ("y\0\0\0\0ab", 0), M ("z\0\0\0\1ab", 0, PENDING),
  } },
  { "length/8", "length:8", 0, {
    M ("\0\0\0\0\0\0\0\2ab", 0), M ("\xff\xff\xff\xff\xff\xff\xff\xff" "ab", 0, PENDING),
  } },
  { "length/8-overflow", "length:8le+2147483647@65535", 0, { M ("ab", 0, PENDING) } },
  { "length/saturated", "length:8+100", 8, {
    M ("\xff\xff\xff\xff\xff\xff\xff\xff", 0, OVER_LIMIT), M ("abcdefgh", 0, OVER_LIMIT),
    M ("a", 0, PENDING),
  } },
  { "length/over-limit", "length:2", 4, {
    M ("\0\7ab", 0, OVER_LIMIT), M ("cdef", 0, OVER_LIMIT), M ("g", 0), M ("\0\2ab", 0),
    M ("\0\6ab", 0, OVER_LIMIT), M ("cdef", 0), M ("\0\1a", 0),
  } },
  { "length/header-over-limit", "length:4@2", 4, {
    M ("ab\0\0", 0, OVER_LIMIT), M ("\0\1x", 0), M ("ab\0\0", 0, OVER_LIMIT), M ("\0\0", 0),
  } },
  { "between/stx-etx", "between:02..03", 0, {
    M ("\2hello\3", 1), M ("\2\3", 1), M ("ACK", 0, GARBAGE), M ("\2\2a\3", 1),
    M ("\3", 0, GARBAGE, "These bytes fit no frame of “between:02..03”."), M ("\2a", 0, PENDING),
  } },
  { "between/json-text-sequence", "between:1E..0A", 0, {
    /* RFC 7464, 2.2: RS, a JSON text, LF. */
    M ("\x1e{\"d\":\"2014-09-22T22:11:26.124Z\"}\n", 1), M ("\x1e[1,\"\\n\"]\n", 1),
    M ("\n", 0, GARBAGE | PENDING),
  } },
  { "between/long", "between:AA55..0D0A", 0, {
    M ("\xaa\x55" "a\rb\r\r\n", 2), M ("\xaa", 0, GARBAGE), M ("\xaa\x55\xaa\x55\r\n", 2),
    M ("xx", 0, GARBAGE), M ("\xaa" "b", 0, GARBAGE), M ("\xaa", 0, PENDING),
  } },
  { "between/border", "between:AAAABB..CC", 0, {
    M ("\xaa\xaa\xbb\xcc", 1), M ("\xaa\xaa\xaa\xbb.\xcc", 1, GARBAGE),
    M ("\xaa.", 0, GARBAGE), M ("\xaa\xaa", 0, PENDING),
  } },
  { "between/same", "between:7E..7E", 0, { M ("~a~", 1), M ("~~", 1), M ("b", 0, GARBAGE),
                                           M ("~", 0, PENDING) } },
  { "between/over-limit", "between:02..03", 3, {
    M ("\2ab", 0, OVER_LIMIT), M ("c\3", 1), M ("\2ab", 0, OVER_LIMIT), M ("\3", 1),
    M ("abc", 0, GARBAGE | OVER_LIMIT), M ("d", 0, GARBAGE), M ("\2a\3", 1),
    M ("abc", 0, GARBAGE | OVER_LIMIT), M ("\2a\3", 1), M ("\2a", 0, PENDING),
  } },
};

/* Bytes end such a message only at the limit; what silence does is in test-pause.c. */
static void
test_idle (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("idle:50", 8, NULL);
  g_autoptr (TaplineFraming) lines = tapline_framing_new ("lines", 8, NULL);
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  const guint8 *bytes = (const guint8 *) "a\n\0some more";
  TaplineFramerState state = { 0 };

  g_assert_cmpint (tapline_framing_get_pause (framing), ==, 50 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (tapline_framing_get_pause (lines), ==, 0);
  g_assert_cmpuint (tapline_framing_feed (framing, &state, bytes, 5, cuts), ==, 0);
  g_assert_cmpuint (tapline_framing_feed (framing, &state, bytes + 5, 7, cuts), ==, 1);
  g_assert_cmpuint (g_array_index (cuts, TaplineCut, 0).end, ==, 3);
  g_assert_cmpuint (g_array_index (cuts, TaplineCut, 0).flags, ==, OVER_LIMIT);
  g_assert_cmpuint (state.length, ==, 4);
  g_assert_cmpuint (state.start_at, ==, 3);
}

static void
test_specs (void)
{
  static const char *const right[] = {
    "delim:00", "delim:fF0a", "fixed:1", "length:1", "length:8be", "length:4le",
    "length:2-0", "length:2be+2147483647@65535", "length:1@0", "between:02..03",
    "between:0202..0A", "idle:1", "idle:86400000", "delim:000102030405060708090A0B0C0D0E0F",
  };
  static const FixtureSpec wrong[] = {
    { "delim", "“delim”" }, { "delim:", "“”" }, { "delim:0", "“0”" }, { "delim:0x0A", "“0x0A”" },
    { "delim:0A 0D", "“0A 0D”" }, { "delim:0G", "“0G”" }, { "delim:é", "“é”" },
    { "delim:000102030405060708090A0B0C0D0E0F10", "more than 16" },
    { "fixed", "“fixed”" }, { "fixed:", "“”" }, { "fixed:0", "“0”" }, { "fixed:-1", "“-1”" },
    { "fixed:+1", "“+1”" }, { "fixed:x", "“x”" }, { "fixed:5x", "“x”" }, { "fixed: 5", "“ 5”" },
    { "fixed:2147483648", "“2147483648”" }, { "fixed:99999999999999999999999999", "999”" },
    { "length", "“length”" }, { "length:", "“”" }, { "length:0", "“0”" }, { "length:3", "“3”" },
    { "length:5", "1, 2, 4 or 8" }, { "length:9", "“9”" }, { "length:16", "“16”" },
    { "length:be", "“be”" }, { "length:4xe", "“xe”" }, { "length:4leb", "“b”" },
    { "length:4be+", "“”" }, { "length:4be-x", "“x”" }, { "length:4be@", "“”" },
    { "length:4be@65536", "“65536”" }, { "length:4be@1+2", "“+2”" },
    { "length:4+2147483648", "“2147483648”" }, { "length:4--1", "“-1”" },
    { "between", "“between”" }, { "between:", "“”" }, { "between:02", "“02”" },
    { "between:02.03", "“02.03”" }, { "between:..", "“”" }, { "between:02..", "“”" },
    { "between:..03", "“”" }, { "between:2..03", "“2”" }, { "between:02..3", "“3”" },
    { "between:02...03", "“.03”" }, { "between:02-03", "“02-03”" },
    { "idle", "“idle”" }, { "idle:", "“”" }, { "idle:0", "“0”" }, { "idle:50ms", "“ms”" },
    { "idle:86400001", "“86400001”" }, { "idle:1.5", "“.5”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplineFraming) framing = tapline_framing_new (right[i], 5, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (tapline_framing_get_spec (framing), ==, right[i]);
    }
  fixture_check_specs (wrong, G_N_ELEMENTS (wrong));
}

static void
test_flaws (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("fixed:4", 16 << 20, NULL);
  g_autofree char *both = NULL;

  g_assert_null (tapline_framing_dup_flaw (framing, NULL, 0, 0));
  g_assert_null (tapline_framing_dup_flaw (framing, NULL, 0, TAPLINE_MESSAGE_PENDING));
  both = tapline_framing_dup_flaw (framing, (const guint8 *) "x", 1,
                                   TAPLINE_MESSAGE_BAD_CHECKSUM | TAPLINE_MESSAGE_OVER_LIMIT
                                   | TAPLINE_MESSAGE_CUT_BY_CLOSE);
  g_assert_cmpstr (both, ==, "The checksum is wrong. It is longer than the limit of 16.0\u00a0MiB "
                             "and was cut there; the rest follows. "
                             "The connection ended inside it, or what follows is missing.");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/framing/parameters", test_specs);
  g_test_add_func ("/framing/flaws", test_flaws);
  g_test_add_func ("/framing/idle", test_idle);
  fixture_add_streams (streams, G_N_ELEMENTS (streams));

  return g_test_run ();
}
