/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown of a message's bytes. */
#include <string.h>

#include "tapline-text.h"

typedef struct
{
  const char *name;
  const char *bytes;
  gssize      length;   /* -1: up to the NUL */
  gboolean    more;
  const char *spans;    /* plain text as it is, controls as [LF], bytes as {FF}, | between runs */
} Case;

static const Case cases[] = {
  { "empty", "", 0, FALSE, "" },
  { "ascii", "MEAS:VPP? CH1", -1, FALSE, "MEAS:VPP? CH1" },
  { "line", "*IDN?\r\n", -1, FALSE, "*IDN?[CR][LF]" },
  { "all-c0",
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17"
    "\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f",
    33, FALSE,
    "[NUL][SOH][STX][ETX][EOT][ENQ][ACK][BEL][BS][TAB][LF][VT][FF][CR][SO][SI][DLE][DC1][DC2]"
    "[DC3][DC4][NAK][SYN][ETB][CAN][EM][SUB][ESC][FS][GS][RS][US][DEL]" },
  { "c1", "a\xc2\x80\xc2\x85\xc2\x9b\xc2\x9f", -1, FALSE, "a[PAD][NEL][CSI][APC]" },
  { "nbsp-is-plain", "a\xc2\xa0" "b", -1, FALSE, "a\xc2\xa0" "b" },
  { "umlauts", "Prüfstand Größe", -1, FALSE, "Prüfstand Größe" },
  { "cjk-and-emoji", "温度 🌡️ 21 °C", -1, FALSE, "温度 🌡️ 21 °C" },
  { "rtl", "שלום مرحبا", -1, FALSE, "שלום مرحبا" },
  { "bidi-controls",
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c", -1, FALSE,
    "[LRE][RLE][PDF][LRO][RLO][LRI][RLI][FSI][PDI][LRM][RLM][ALM]" },
  { "zero-width", "a\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e" "b", -1, FALSE,
    "a[ZWSP][ZWNJ][ZWJ][WJ][BOM][SHY][MVS]b" },
  { "separators", "a\u2028\u2029" "b", -1, FALSE, "a[LS][PS]b" },
  { "other-format", "\u206a\ufff9\U000e0001\U000e0041", -1, FALSE,
    "[U+206A][U+FFF9][U+E0001][U+E0041]" },
  { "visible-format", "\u0600\u0661\u06dd", -1, FALSE, "\u0600\u0661\u06dd" },
  { "combining-mark", "e\u0301", -1, FALSE, "e\u0301" },
  { "many-marks", "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307" "b\u0301", -1, FALSE,
    "a\u0300\u0301\u0302\u0303\u0304\u0305[U+0306][U+0307]b\u0301" },
  { "mark-on-nothing", "\u0301a\n\u0301", -1, FALSE, "[U+0301]a[LF][U+0301]" },
  { "hebrew-points", "\u05e9\u05c1\u05bc\u05b8\u05bd\u0591", -1, FALSE,
    "\u05e9\u05c1\u05bc\u05b8\u05bd\u0591" },
  { "jamo", "\u1112\u1161\u11ab", -1, FALSE, "\u1112\u1161\u11ab" },
  { "jamo-cluster", "\u1112\u1161\u1161\u1161\u1161\u1161\u1161\u1161", -1, FALSE,
    "\u1112\u1161\u1161\u1161\u1161\u1161\u1161[U+1161]" },
  { "fillers", "a\u115f\u1160\u3164\uffa0\u034f\u17b4\u180b" "b", -1, FALSE,
    "a[U+115F][U+1160][U+3164][U+FFA0][U+034F][U+17B4][U+180B]b" },
  { "variation-selectors", "a\ufe0f\ufe01\U000e0100\u2602\ufe0e", -1, FALSE,
    "a[U+FE0F][U+FE01][U+E0100]\u2602\ufe0e" },
  { "emoji", "\U0001f321\ufe0f\U0001f44d\U0001f3fd", -1, FALSE,
    "\U0001f321\ufe0f\U0001f44d\U0001f3fd" },
  { "private-use", "\ue000\uf8ff\U000f0000\U0010fffd", -1, FALSE,
    "[U+E000][U+F8FF][U+F0000][U+10FFFD]" },
  { "noncharacters", "\ufdd0\uffff\U0010fffe", -1, FALSE, "[U+FDD0][U+FFFF][U+10FFFE]" },
  { "unassigned", "\u0378\u2065\U000e0fff", -1, FALSE, "[U+0378][U+2065][U+E0FFF]" },
  { "lone-continuation", "a\x80\xbf" "b", -1, FALSE, "a{80}{BF}b" },
  { "never-bytes", "\xc0\xc1\xf5\xf8\xfe\xff", -1, FALSE, "{C0}{C1}{F5}{F8}{FE}{FF}" },
  { "overlong-2", "\xc0\xaf", -1, FALSE, "{C0}{AF}" },
  { "overlong-3", "\xe0\x80\xaf\xe0\x9f\xbf", -1, FALSE, "{E0}{80}{AF}{E0}{9F}{BF}" },
  { "overlong-4", "\xf0\x8f\xbf\xbf", -1, FALSE, "{F0}{8F}{BF}{BF}" },
  { "first-of-3", "\xe0\xa0\x80", -1, FALSE, "\xe0\xa0\x80" },
  { "surrogates", "\xed\xa0\x80\xed\xbf\xbf", -1, FALSE, "{ED}{A0}{80}{ED}{BF}{BF}" },
  { "before-surrogates", "\u1112\xed\x9f\xbb", -1, FALSE, "\u1112\xed\x9f\xbb" },
  { "beyond-unicode", "\xf4\x90\x80\x80", -1, FALSE, "{F4}{90}{80}{80}" },
  { "last-of-unicode", "\xf4\x8f\xbf\xbd", -1, FALSE, "[U+10FFFD]" },
  { "truncated-inside", "\xe2\x82" "a\xf0\x9f\x98" "b", -1, FALSE, "{E2}{82}a{F0}{9F}{98}b" },
  { "truncated-inside-more", "\xe2\x82" "a", -1, TRUE, "{E2}{82}a" },
  { "truncated-at-end", "a\xe2\x82", -1, FALSE, "a{E2}{82}" },
  { "truncated-at-end-more", "a\xe2\x82", -1, TRUE, "a" },
  { "truncated-4-more", "\xf0\x9f\x98", -1, TRUE, "" },
  { "truncated-1-more", "ab\xc3", -1, TRUE, "ab" },
  { "bad-at-end-more", "a\xe2\x28", -1, TRUE, "a{E2}(" },
  { "bad-start-more", "a\xed\xa0", -1, TRUE, "a{ED}{A0}" },
  { "not-utf8-at-end-more", "a\xff", -1, TRUE, "a{FF}" },
  { "control-then-cut-more", "\n\xe2", -1, TRUE, "[LF]" },
};

static char *
spans_of (const guint8 *bytes,
          gsize         length,
          gboolean      more)
{
  GString *text = g_string_new (NULL);
  gsize offset = 0, expected = 0;
  gboolean was_plain = FALSE;
  TaplineTextSpan span;

  while (tapline_text_next (bytes, length, more ? TAPLINE_TEXT_MORE_FOLLOWS : 0, &offset, &span))
    {
      g_assert_cmpuint (span.offset, ==, expected);
      g_assert_cmpuint (span.length, >, 0);
      expected += span.length;
      g_assert_cmpuint (offset, ==, expected);
      if (span.kind == TAPLINE_TEXT_PLAIN)
        {
          gboolean ascii = TRUE;

          g_assert_false (was_plain);
          g_assert_true (g_utf8_validate ((const char *) bytes + span.offset,
                                          (gssize) span.length, NULL));
          for (gsize i = 0; i < span.length; i++)
            ascii = ascii && bytes[span.offset + i] < 0x80;
          g_assert_true (ascii == span.ascii);
          g_string_append_len (text, (const char *) bytes + span.offset, (gssize) span.length);
        }
      else
        {
          g_assert_false (span.ascii);
          g_string_append_printf (text, span.kind == TAPLINE_TEXT_BYTE ? "{%s}" : "[%s]",
                                  span.label);
        }
      was_plain = span.kind == TAPLINE_TEXT_PLAIN;
    }
  g_assert_cmpuint (offset, <=, length);
  g_assert_cmpuint (length - offset, <=, more ? 3 : 0);

  return g_string_free (text, FALSE);
}

static void
test_spans (gconstpointer data)
{
  const Case *c = data;
  gsize length = c->length < 0 ? strlen (c->bytes) : (gsize) c->length;
  /* An exact copy on the heap, so that a sanitizer sees a read behind the end. */
  g_autofree guint8 *bytes = g_memdup2 (c->bytes, length);
  g_autofree char *spans = spans_of (bytes, length, c->more);

  g_assert_cmpstr (spans, ==, c->spans);
}

/* Cutting a valid text anywhere, with more to follow, never shows a bad byte. */
static void
test_cut_anywhere (void)
{
  const char *text = "aé温🌡️ߋ\u202e…z";
  gsize length = strlen (text);

  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autofree char *spans = spans_of ((const guint8 *) text, cut, TRUE);

      g_assert_null (strchr (spans, '{'));
    }
}

static void
test_random (void)
{
  guint8 bytes[64];

  for (guint round = 0; round < 20000; round++)
    {
      gsize length = (gsize) g_test_rand_int_range (0, sizeof bytes);
      g_autofree char *spans = NULL;
      g_autoptr (GString) text = g_string_new (NULL);

      for (gsize i = 0; i < length; i++)
        {
          static const guint8 likely[] = { 0xe2, 0x80, 0xae, 0xf0, 0x9f, 0xc2, 0xed, 'a' };

          bytes[i] = g_test_rand_bit () ? likely[g_test_rand_int_range (0, 8)]
                                        : (guint8) g_test_rand_int_range (0, 256);
        }
      spans = spans_of (bytes, length, FALSE);
      g_assert_true (g_utf8_validate (spans, -1, NULL));
      tapline_text_append (text, bytes, length, g_test_rand_bit ());
      g_assert_true (g_utf8_validate (text->str, (gssize) text->len, NULL));
      g_assert_null (strpbrk (text->str, "\n\r\t\033"));
    }
}

/* Escapes are bytes where they are expected, and three bad bytes where not. */
static void
test_escapes (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint byte = 0; byte < 256; byte++)
    tapline_text_append_escape (bytes, (guint8) byte);
  for (guint byte = 0; byte < 256; byte++)
    {
      gsize offset = byte * 3;
      char label[3];
      TaplineTextSpan span;

      g_snprintf (label, sizeof label, "%02X", byte);
      g_assert_true (tapline_text_next (bytes->data, bytes->len, TAPLINE_TEXT_ESCAPED, &offset,
                                        &span));
      g_assert_cmpint (span.kind, ==, TAPLINE_TEXT_BYTE);
      g_assert_cmpuint (span.length, ==, 3);
      g_assert_cmpstr (span.label, ==, label);
    }

  tapline_text_append (text, bytes->data, 3, 0);
  g_assert_cmpstr (text->str, ==, "⟨0xED⟩⟨0xB0⟩⟨0x80⟩");
}

static void
test_append (void)
{
  g_autoptr (GString) text = g_string_new ("> ");

  tapline_text_append (text, (const guint8 *) "a\033[1mß\n\xff\0", 10, FALSE);
  g_assert_cmpstr (text->str, ==, "> a⟨ESC⟩[1mß⟨LF⟩⟨0xFF⟩⟨NUL⟩");
}

static void
assert_message (const char          *head,
                gsize                head_length,
                guint64              length,
                guint                ending,
                TaplineMessageFlags  flags,
                const char          *expected)
{
  TaplineMessage message = {
    .length = length,
    .ending = ending,
    .flags = flags,
    .head = (const guint8 *) head,
    .head_length = head_length,
  };
  g_autofree char *text = tapline_text_dup_message (&message);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_message (void)
{
  assert_message ("+1.245 V\r\n", 10, 10, 2, 0, "+1.245 V");
  assert_message ("", 0, 0, 0, 0, "");
  assert_message ("\n", 1, 1, 1, 0, "");
  assert_message ("ab\n", 3, 3, 0, 0, "ab⟨LF⟩");
  /* The head ends before the message, before its ending, inside its ending. */
  assert_message ("abcd", 4, 100, 1, 0, "abcd…");
  assert_message ("abcd", 4, 6, 2, 0, "abcd");
  assert_message ("abcd\r", 5, 6, 2, 0, "abcd");
  /* A character cut by the head's end, by the end of what came so far, and for good. */
  assert_message ("ab\xe2\x82", 4, 100, 0, 0, "ab…");
  assert_message ("ab\xe2\x82", 4, 4, 0, TAPLINE_MESSAGE_PENDING, "ab");
  assert_message ("ab\xe2\x82", 4, 4, 0, TAPLINE_MESSAGE_CUT_BY_CLOSE, "ab⟨0xE2⟩⟨0x82⟩");
  /* Nonsense from a reader does no harm. */
  assert_message ("a", 1, 1, 9, 0, "");
}

static void
test_hex (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint8 bytes[18];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (0x3d + i * 5);

  tapline_text_append_hex (text, bytes, 0);
  g_assert_cmpstr (text->str, ==, "");
  tapline_text_append_hex (text, bytes, 3);
  g_assert_cmpstr (text->str, ==, "3D 42 47");

  g_string_truncate (text, 0);
  tapline_text_append_hex_dump (text, bytes, sizeof bytes, 0x100);
  g_assert_cmpstr (text->str, ==,
                   "00000100  3d 42 47 4c 51 56 5b 60  65 6a 6f 74 79 7e 83 88   =BGLQV[`ejoty~..\n"
                   "00000110  8d 92                                              ..\n");
  g_string_truncate (text, 0);
  tapline_text_append_hex_dump (text, bytes, 0, 0);
  g_assert_cmpstr (text->str, ==, "");
  tapline_text_append_hex_dump (text, bytes, 1, G_GUINT64_CONSTANT (0x123456780));
  g_assert_true (g_str_has_prefix (text->str, "123456780  3d "));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/text/spans/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_spans);
    }
  g_test_add_func ("/text/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/text/random", test_random);
  g_test_add_func ("/text/escapes", test_escapes);
  g_test_add_func ("/text/append", test_append);
  g_test_add_func ("/text/message", test_message);
  g_test_add_func ("/text/hex", test_hex);

  return g_test_run ();
}
