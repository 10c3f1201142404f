/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bytes may mean, in both byte orders and at the borders of each size. */
#include "config.h"

#include <string.h>

#include "tapline-inspect.h"

static void
assert_byte (const char *bytes,
             gsize       length,
             const char *expected)
{
  g_autofree char *text = tapline_inspect_dup_byte ((const guint8 *) bytes, length);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_numbers (const char *bytes,
                gsize       length,
                const char *little,
                const char *big)
{
  g_autofree char *low = tapline_inspect_dup_numbers ((const guint8 *) bytes, length, FALSE);
  g_autofree char *high = tapline_inspect_dup_numbers ((const guint8 *) bytes, length, TRUE);

  g_assert_cmpstr (low, ==, little);
  g_assert_cmpstr (high, ==, big);
}

static void
test_byte (void)
{
  assert_byte ("*", 1, "0x2A · 42 · 00101010 · U+002A *");
  assert_byte ("\0", 1, "0x00 · 0 · 00000000 · U+0000 ⟨NUL⟩");
  assert_byte ("\xe2\x82\xac!", 4, "0xE2 · 226 / −30 · 11100010 · U+20AC €");
  assert_byte ("\xe2\x82", 2, "0xE2 · 226 / −30 · 11100010 · not UTF-8");
  assert_byte ("\x80", 1, "0x80 · 128 / −128 · 10000000 · not UTF-8");
  assert_byte ("\xff", 1, "0xFF · 255 / −1 · 11111111 · not UTF-8");
}

static void
test_numbers (void)
{
  assert_numbers ("a", 1, "", "");
  assert_numbers ("\x01\x80", 2,
                 "16 bit 32769 / −32767 · half -5.9605e-08",
                 "16 bit 384 · half 2.2888e-05");
  assert_numbers ("\xff\xff\xff\xff", 4,
                 "16 bit 65535 / −1 · 32 bit 4294967295 / −1 · float NaN · time 32 s "
                 "2106-02-07T06:28:15Z · 24 bit 16777215 / −1 · half NaN",
                 "16 bit 65535 / −1 · 32 bit 4294967295 / −1 · float NaN · time 32 s "
                 "2106-02-07T06:28:15Z · 24 bit 16777215 / −1 · half NaN");
  assert_numbers ("\x3f\x80\x00\x00", 4,
                 "16 bit 32831 / −32705 · 32 bit 32831 · float 4.6006e-41 · time 32 s "
                 "1970-01-01T09:07:11Z · 24 bit 32831 · half -3.7551e-06",
                 "16 bit 16256 · 32 bit 1065353216 · float 1 · time 32 s 2003-10-05T11:26:56Z "
                 "· 24 bit 4161536 · half 1.875");
  /* Of little endian 1.5; of big endian 1700000000123 ms; the smallest; −1. */
  assert_numbers ("\x00\x00\x00\x00\x00\x00\xf8\x3f", 8,
                 "16 bit 0 · 32 bit 0 · 64 bit 4609434218613702656 · float 0 · double 1.5 · "
                 "time 32 s 1970-01-01T00:00:00Z · 24 bit 0 · half 0",
                 "16 bit 0 · 32 bit 0 · 64 bit 63551 · float 0 · double 3.13983658588571e-319 "
                 "· time 32 s 1970-01-01T00:00:00Z · time 64 s 1970-01-01T17:39:11Z · time 64 "
                 "ms 1970-01-01T00:01:03.551Z · 24 bit 0 · half 0");
  assert_numbers ("\x00\x00\x01\x8b\xcf\xe5\x68\x7b", 8,
                 "16 bit 0 · 32 bit 2332098560 / −1962868736 · 64 bit 8892610143796133888 · "
                 "float -2.4844496e-32 · double 2.961863845098948e+286 · time 32 s "
                 "2043-11-25T21:09:20Z · 24 bit 65536 · half 0 · DOS 2049-08-01T00:00:00",
                 "16 bit 0 · 32 bit 395 · 64 bit 1700000000123 · float 5.53513e-43 · double "
                 "8.39911597990889e-312 · time 32 s 1970-01-01T00:06:35Z · time 64 ms "
                 "2023-11-14T22:13:20.123Z · 24 bit 1 · half 0");
  assert_numbers ("\x80\x00\x00\x00\x00\x00\x00\x00", 8,
                 "16 bit 128 · 32 bit 128 · 64 bit 128 · float 1.79366e-43 · double "
                 "6.32404026676796e-322 · time 32 s 1970-01-01T00:02:08Z · time 64 s "
                 "1970-01-01T00:02:08Z · time 64 ms 1970-01-01T00:00:00.128Z · 24 bit 128 · "
                 "half 7.6294e-06",
                 "16 bit 32768 / −32768 · 32 bit 2147483648 / −2147483648 · 64 bit "
                 "9223372036854775808 / −9223372036854775808 · float -0 · double -0 · time 32 "
                 "s 2038-01-19T03:14:08Z · 24 bit 8388608 / −8388608 · half -0");
  assert_numbers ("\xff\xff\xff\xff\xff\xff\xff\xff", 8,
                 "16 bit 65535 / −1 · 32 bit 4294967295 / −1 · 64 bit 18446744073709551615 / "
                 "−1 · float NaN · double NaN · time 32 s 2106-02-07T06:28:15Z · time 64 s "
                 "1969-12-31T23:59:59Z · time 64 ms 1969-12-31T23:59:59.999Z · 24 bit 16777215 "
                 "/ −1 · half NaN · NTP 2036-02-07T06:28:15.999Z",
                 "16 bit 65535 / −1 · 32 bit 4294967295 / −1 · 64 bit 18446744073709551615 / "
                 "−1 · float NaN · double NaN · time 32 s 2106-02-07T06:28:15Z · time 64 s "
                 "1969-12-31T23:59:59Z · time 64 ms 1969-12-31T23:59:59.999Z · 24 bit 16777215 "
                 "/ −1 · half NaN · NTP 2036-02-07T06:28:15.999Z");
}

static void
assert_says (const char *bytes,
             gsize       length,
             gboolean    big_endian,
             const char *expected)
{
  g_autofree char *text = tapline_inspect_dup_numbers ((const guint8 *) bytes, length, big_endian);
  g_autofree char *some = g_strdup_printf (" · %s ·", expected);
  g_autofree char *whole = g_strdup_printf ("%s ·", text);

  if (strstr (whole, some) == NULL)
    g_error ("\"%s\" does not say \"%s\"", text, expected);
}

/* Of two bytes, from the least to the greatest. */
static void
test_half (void)
{
  assert_says ("\x3c\x00", 2, TRUE, "half 1");
  assert_says ("\x00\xc0", 2, FALSE, "half -2");
  assert_says ("\x7b\xff", 2, TRUE, "half 65504");
  assert_says ("\x2e\x66", 2, TRUE, "half 0.099976");
  assert_says ("\x00\x01", 2, TRUE, "half 5.9605e-08");
  assert_says ("\x7c\x00", 2, TRUE, "half inf");
  assert_says ("\xfc\x01", 2, TRUE, "half NaN");
}

/* The same moment as each has it; none where it would be an unlikely one. */
static void
test_times (void)
{
  static const guint8 nothing[8];
  g_autofree char *text = tapline_inspect_dup_numbers (nothing, sizeof nothing, TRUE);

  assert_says ("\xd6\x9b\x75\x5d", 4, FALSE, "DOS 2026-11-21T19:30:44");
  assert_says ("\xee\xac\x6f\xe4\x80\x00\x00\x00", 8, TRUE, "NTP 2026-11-21T19:30:44.500Z");
  assert_says ("\x87\xa0\x1a\xcd\xee\x79\xdd\x01", 8, FALSE, "FILETIME 2026-11-21T19:30:44.123Z");
  g_assert_null (strstr (text, "DOS"));
  g_assert_null (strstr (text, "NTP"));
  g_assert_null (strstr (text, "FILETIME"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inspect/byte", test_byte);
  g_test_add_func ("/inspect/numbers", test_numbers);
  g_test_add_func ("/inspect/half", test_half);
  g_test_add_func ("/inspect/times", test_times);

  return g_test_run ();
}
