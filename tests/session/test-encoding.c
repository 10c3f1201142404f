/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in other encodings than UTF-8: what is a character, and that nothing else is lost. */
#include <string.h>

#include "tapline-encoding.h"
#include "tapline-text.h"

typedef struct
{
  const char *name;
  const char *encoding;
  const char *bytes;
  gsize       length;
  const char *text; /* as tapline_text_append() has it */
} Case;

#define BYTES(text) text, sizeof text - 1

static const Case cases[] = {
  { "latin-1", "ISO-8859-1", BYTES ("Gr\xf6\xdf" "e\x85"), "Größe⟨NEL⟩" },
  { "windows-1252", "WINDOWS-1252", BYTES ("\x80 5\x81"), "€ 5⟨0x81⟩" },
  /* Bytes that are none, side by side, do not make up UTF-8. */
  { "ascii", "ASCII", BYTES ("a\xc3\xa9" "b\n"), "a⟨0xC3⟩⟨0xA9⟩b⟨LF⟩" },
  { "shift-jis", "SHIFT_JIS", BYTES ("\x89\xb7\x93x 21\xff\x89"), "温度 21⟨0xFF⟩⟨0x89⟩" },
  { "koi8", "KOI8-R", BYTES ("\xf4\xc5\xd3\xd4"), "Тест" },
  { "utf-16", "UTF-16LE", BYTES ("a\0\x3d\xd8\x00\xde\n\0"), "a😀⟨LF⟩" },
  { "utf-16-lone-surrogate", "UTF-16LE", BYTES ("a\0\x00\xde" "b\0c"), "a⟨0x00⟩⟨0xDE⟩b⟨0x63⟩" },
  { "iso-2022-jp", "ISO-2022-JP", BYTES ("a\033$B29EY\033(Bz"), "a温度z" },
  { "cp1255", "CP1255", BYTES ("\xf9\xec\xe5\xed"), "שלום" },
  { "bidi-control", "UTF-16BE", BYTES ("\x20\x2e\0a"), "⟨RLO⟩a" },
  { "empty", "UTF-16LE", BYTES (""), "" },
};

static char *
decode (TaplineEncoding *encoding,
        const char      *bytes,
        gsize            length,
        gsize            piece)
{
  g_autoptr (GByteArray) decoded = g_byte_array_new ();
  GString *text = g_string_new (NULL);
  gsize start = 0, end = 0;

  tapline_encoding_begin (encoding);
  while (start < length)
    {
      g_autofree guint8 *exact = NULL;
      gboolean more;

      end = MIN (end + piece, length);
      more = end < length;
      exact = g_memdup2 (bytes + start, end - start);
      start += tapline_encoding_decode (encoding, exact, end - start, more, NULL, decoded);
      if (!more)
        g_assert_cmpuint (start, ==, length);
    }
  tapline_text_append (text, decoded->data, decoded->len, TAPLINE_TEXT_ESCAPED);

  return g_string_free (text, FALSE);
}

static void
test_decode (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (TaplineEncoding) encoding = tapline_encoding_new (c->encoding);

  g_assert_nonnull (encoding);
  for (gsize piece = 1; piece <= c->length + 1; piece++)
    {
      g_autofree char *text = decode (encoding, c->bytes, c->length, piece);

      g_assert_cmpstr (text, ==, c->text);
    }
}

static void
test_replacement (void)
{
  static const char *const names[] = { "ASCII", "SHIFT_JIS" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (TaplineEncoding) encoding = tapline_encoding_new (names[i]);
      g_autoptr (GByteArray) text = g_byte_array_new ();

      tapline_encoding_decode (encoding, (const guint8 *) "a\0b\xff", 4, FALSE, "?", text);
      g_byte_array_append (text, (const guint8 *) "", 1);
      g_assert_cmpstr ((const char *) text->data, ==, "a?b?");
    }
}

/* A long text goes through iconv in pieces of its own. */
static void
test_long (void)
{
  g_autoptr (TaplineEncoding) encoding = tapline_encoding_new ("GB18030");
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autoptr (GByteArray) text = g_byte_array_new ();

  for (guint i = 0; i < 100000; i++)
    g_string_append (bytes, "a\xce\xc2");
  g_assert_cmpuint (tapline_encoding_decode (encoding, (const guint8 *) bytes->str, bytes->len,
                                             FALSE, NULL, text), ==, bytes->len);
  g_assert_cmpuint (text->len, ==, 400000);
  for (guint i = 0; i < text->len; i += 4)
    g_assert_cmpmem (text->data + i, 4, "a温", 4);
}

static void
test_names (void)
{
  g_assert_true (tapline_encoding_is_known (TAPLINE_ENCODING_DEFAULT));
  g_assert_true (tapline_encoding_is_known ("latin1"));
  g_assert_false (tapline_encoding_is_known (""));
  g_assert_false (tapline_encoding_is_known ("no such encoding"));
  /* A suffix would have bytes dropped. */
  g_assert_false (tapline_encoding_is_known ("ASCII//IGNORE"));
  g_assert_null (tapline_encoding_new ("UTF-8"));
  g_assert_null (tapline_encoding_new ("utf8"));
  g_assert_null (tapline_encoding_new ("no-such-encoding"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/encoding/decode/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_decode);
    }
  g_test_add_func ("/encoding/replacement", test_replacement);
  g_test_add_func ("/encoding/long", test_long);
  g_test_add_func ("/encoding/names", test_names);

  return g_test_run ();
}
