/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as text of every format, as a whole and in parts, whose borders lie anywhere. */
#include "config.h"

#include <string.h>

#include "fake-list.h"
#include "tapline-message-slice.h"
#include "tapline-render.h"

#define LONG (3 * TAPLINE_RENDER_PART + 1000)

static const char *bytes;
static gsize bytes_length;
static TaplineEncoding *encoding;

static void
decorate (FakeList       *list,
          guint64         number,
          TaplineMessage *message,
          GByteArray     *text)
{
  g_byte_array_set_size (text, 0);
  g_byte_array_append (text, (const guint8 *) bytes, (guint) bytes_length);
  message->time = G_GINT64_CONSTANT (1700000000123456);
  message->ending = bytes_length > 0 && bytes[bytes_length - 1] == '\n';
  g_assert_true (tapline_address_parse (&message->peer, "192.0.2.7", 5025));
}

/* @head_max: what of the message is there without asking for parts */
static char *
render (TaplineFormat  format,
        const char    *data,
        gsize          length,
        gsize          head_max)
{
  g_autoptr (FakeList) list = fake_list_new (10);
  GString *out = g_string_new (NULL);
  TaplineMessage message;
  TaplineRender self;
  double fraction = 0;

  bytes = data;
  bytes_length = length;
  list->decorate = decorate;
  g_assert_true (tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (list), 4, head_max,
                                                   &message));
  message.length = length;
  tapline_render_init (&self, format, FALSE, TAPLINE_RENDER_PART);
  tapline_render_set_encoding (&self, encoding);
  tapline_render_begin (&self, TAPLINE_MESSAGE_LIST (list), &message, out);
  while (tapline_render_go_on (&self, out))
    {
      if (tapline_render_get_fraction (&self) > 0)
        g_assert_cmpfloat (tapline_render_get_fraction (&self), >=, fraction);
      fraction = tapline_render_get_fraction (&self);
    }
  g_assert_false (tapline_render_is_broken (&self));

  return g_string_free (out, FALSE);
}

static void
assert_render (TaplineFormat  format,
               const char    *data,
               gsize          length,
               const char    *expected)
{
  g_autofree char *text = render (format, data, length, length);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_short (void)
{
#define JSON "{\"n\":5,\"time\":\"2023-11-14T22:13:20.123456Z\",\"connection\":1," \
             "\"peer\":\"192.0.2.7:5025\",\"dir\":\"in\",\"len\":"
#define CSV "5,2023-11-14T22:13:20.123456Z,1,192.0.2.7:5025,in,"
  assert_render (TAPLINE_FORMAT_TEXT, "a\tb\n", 4, "22:13:20.123 ← scope.lab  a⟨TAB⟩b\n");
  assert_render (TAPLINE_FORMAT_HEX, "ab\n", 3,
                 "22:13:20.123 ← scope.lab\n"
                 "00000000  61 62 0a                                           ab.\n");
  assert_render (TAPLINE_FORMAT_DUMP, "ab\n", 3,
                 "00000000  61 62 0a                                           ab.\n");
  assert_render (TAPLINE_FORMAT_JSON, "a\"\\\n\0\x7f", 6,
                 JSON "6,\"flags\":[],\"text\":\"a\\\"\\\\\\n\\u0000\\u007f\"}\n");
  assert_render (TAPLINE_FORMAT_JSON, "a\xff", 2, JSON "2,\"flags\":[],\"base64\":\"Yf8=\"}\n");
  assert_render (TAPLINE_FORMAT_JSON, "\xe2\x82", 2, JSON "2,\"flags\":[],\"base64\":\"4oI=\"}\n");
  assert_render (TAPLINE_FORMAT_JSON, "", 0, JSON "0,\"flags\":[],\"text\":\"\"}\n");
  assert_render (TAPLINE_FORMAT_CSV, "a\"\nü", 5, CSV "5,,\"a\"\"\nü\",\r\n");
  assert_render (TAPLINE_FORMAT_CSV, "a\0", 2, CSV "2,,,YQA=\r\n");
  assert_render (TAPLINE_FORMAT_C, "0123456789abc", 13,
                 "/* 2023-11-14T22:13:20.123456Z in 192.0.2.7:5025 */\n"
                 "static const unsigned char message_5[13] = {\n"
                 "  0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62,\n"
                 "  0x63,\n};\n");
  assert_render (TAPLINE_FORMAT_BASE64, "\xfb\xff", 2, "+/8=\n");
  assert_render (TAPLINE_FORMAT_PAYLOAD, "said\n", 5, "said\n");
  assert_render (TAPLINE_FORMAT_NONE, "said\n", 5, "");
}

/* Text of characters of two and three bytes, so that parts end within one. */
static char *
make_text (gsize length)
{
  GString *text = g_string_sized_new (length + 8);

  while (text->len < length)
    g_string_append (text, text->len % 7 == 0 ? "ü\"\n" : text->len % 5 == 0 ? "x" : "€");
  g_string_truncate (text, text->len - 3);
  g_string_append (text, "end");

  return g_string_free (text, FALSE);
}

/* Characters of two bytes, of which one lies on the border of two parts. */
static void
test_encoding (void)
{
  g_autofree char *kana = g_malloc (LONG + 1);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < LONG; i += 2)
    memcpy (kana + 1 + i, "\x83\x65", 2);
  kana[0] = 'x';
  encoding = tapline_encoding_new ("Shift_JIS");
  text = render (TAPLINE_FORMAT_TEXT, kana, LONG + 1, 100);
  assert_render (TAPLINE_FORMAT_JSON, "\x83\x65", 2, JSON "2,\"flags\":[],\"base64\":\"g2U=\"}\n");
  g_clear_pointer (&encoding, tapline_encoding_free);
  g_assert_null (strstr (text, "⟨"));
  g_assert_cmpint (g_utf8_strlen (strstr (text, "  x"), -1), ==, 2 + 1 + LONG / 2 + 1);
}

/* What is rendered in parts is what is rendered as a whole. */
static void
test_parts (void)
{
  static const TaplineFormat formats[] = {
    TAPLINE_FORMAT_TEXT, TAPLINE_FORMAT_HEX, TAPLINE_FORMAT_JSON, TAPLINE_FORMAT_CSV,
    TAPLINE_FORMAT_DUMP, TAPLINE_FORMAT_C, TAPLINE_FORMAT_BASE64,
  };
  g_autofree char *text = make_text (LONG);
  g_autofree char *cut = g_strdup_printf ("%s\xe2\x82", text);
  g_autofree char *bad = g_strdup_printf ("%s\xff…", text);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint shift = 0; shift < 3; shift++)
      {
        const char *texts[] = { text + shift, cut + shift, bad + shift };

        /* The first byte must begin a character for it to be text. */
        if (!g_utf8_validate (texts[0], -1, NULL))
          continue;
        for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
          {
            gsize length = strlen (texts[k]);
            g_autofree char *whole = render (formats[i], texts[k], length, length);
            g_autofree char *parts = render (formats[i], texts[k], length, 100);

            g_assert_true (g_str_equal (whole, parts));
          }
      }
}

static void
test_base64 (void)
{
  g_autofree char *text = make_text (LONG);
  g_autofree char *base64 = render (TAPLINE_FORMAT_BASE64, text, strlen (text), 0);
  g_autofree guchar *decoded = NULL;
  gsize length;

  g_assert_cmpuint (strcspn (base64, "\n"), ==, strlen (base64) - 1);
  decoded = g_base64_decode (base64, &length);
  g_assert_cmpmem (decoded, length, text, strlen (text));
}

/* A part that cannot be read ends the message, which says so, and leaves a line that is whole. */
static void
test_broken (void)
{
  g_autoptr (FakeList) list = fake_list_new (10);
  g_autoptr (GString) out = g_string_new (NULL);
  TaplineMessage message;
  TaplineRender self;

  bytes = "short";
  bytes_length = 5;
  list->decorate = decorate;
  g_assert_true (tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (list), 4, 0, &message));
  message.length = 100;
  tapline_render_init (&self, TAPLINE_FORMAT_JSON, FALSE, TAPLINE_RENDER_PART);
  tapline_render_begin (&self, TAPLINE_MESSAGE_LIST (list), &message, out);
  while (tapline_render_go_on (&self, out))
    ;
  g_assert_true (tapline_render_is_broken (&self));
  g_assert_true (g_str_has_suffix (out->str, "\"}\n"));
}

static void
test_slice (void)
{
  g_autoptr (FakeList) list = fake_list_new (10);
  g_autoptr (TaplineMessageSlice) slice = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  TaplineMessage message;
  TaplineRender self;

  bytes = "0123456789\n";
  bytes_length = 11;
  list->decorate = decorate;
  slice = tapline_message_slice_new (TAPLINE_MESSAGE_LIST (list), 4, 2, 11);
  g_assert_false (tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (slice), 3, 10, &message));
  g_assert_true (tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (slice), 4, 10, &message));
  g_assert_cmpuint (message.length, ==, 9);
  g_assert_cmpuint (message.ending, ==, 0);
  tapline_render_init (&self, TAPLINE_FORMAT_BASE64, FALSE, TAPLINE_RENDER_PART);
  tapline_render_begin (&self, TAPLINE_MESSAGE_LIST (slice), &message, out);
  while (tapline_render_go_on (&self, out))
    ;
  g_assert_cmpstr (out->str, ==, "MjM0NTY3ODkK\n");
}

/* What the user says of a message stands behind its text, and has a field in JSON. */
static void
test_marks (void)
{
  static const struct
  {
    TaplineFormat format;
    const char   *note;
    const char   *expected;
  } cases[] = {
    { TAPLINE_FORMAT_TEXT, "see \"here\"", "text  ★ see \"here\"\n" },
    { TAPLINE_FORMAT_TEXT, "", "text  ★\n" },
    { TAPLINE_FORMAT_HEX, "see", "  ★ see\n" },
    { TAPLINE_FORMAT_JSON, "see \"here\"",
      "\"mark\":\"see \\\"here\\\"\",\"text\":\"text\\n\"}\n" },
    { TAPLINE_FORMAT_JSON, "", "\"mark\":\"\",\"text\":\"text\\n\"}\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint marked = 3; marked <= 4; marked++)
      {
        g_autoptr (FakeList) list = fake_list_new (10);
        g_autoptr (GString) out = g_string_new (NULL);
        TaplineMessage message;
        TaplineRender self;

        bytes = "text\n";
        bytes_length = strlen (bytes);
        list->decorate = decorate;
        fake_list_mark (list, marked, cases[i].note);
        g_assert_true (tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (list), 4, 100,
                                                         &message));
        tapline_render_init (&self, cases[i].format, FALSE, TAPLINE_RENDER_PART);
        tapline_render_begin (&self, TAPLINE_MESSAGE_LIST (list), &message, out);
        while (tapline_render_go_on (&self, out))
          ;
        if (marked == 4)
          g_assert_nonnull (strstr (out->str, cases[i].expected));
        else
          {
            g_assert_null (strstr (out->str, "★"));
            g_assert_null (strstr (out->str, "mark"));
          }
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/short", test_short);
  g_test_add_func ("/render/parts", test_parts);
  g_test_add_func ("/render/encoding", test_encoding);
  g_test_add_func ("/render/base64", test_base64);
  g_test_add_func ("/render/broken", test_broken);
  g_test_add_func ("/render/slice", test_slice);
  g_test_add_func ("/render/marks", test_marks);

  return g_test_run ();
}
