/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of a capture, encoded and parsed. */
#include "config.h"

#include <string.h>

#include "fixture.h"

/* The checksum of RFC 1071 over @bytes, which is 0 when they hold a right one. */
static guint16
get_checksum (const guint8 *bytes,
              gsize         length)
{
  guint32 sum = 0;

  for (gsize i = 0; i < length; i += 2)
    sum += (guint32) (bytes[i] << 8 | bytes[i + 1]);
  while (sum >> 16)
    sum = (sum & 0xffff) + (sum >> 16);

  return (guint16) ~sum;
}

static void
test_start (void)
{
  for (guint i = 0; i < TAPLINE_PCAPNG_N_START; i++)
    {
      guint8 bytes[TAPLINE_PCAPNG_START_MAX];
      gsize length = tapline_pcapng_put_start (bytes, i);
      TaplinePcapngBlock block;

      g_assert_cmpint (tapline_pcapng_parse (bytes, length, &block), ==, TAPLINE_PCAPNG_WHOLE);
      g_assert_cmpint (block.kind, ==, TAPLINE_PCAPNG_OTHER);
      g_assert_cmpuint (block.length, ==, length);
      if (i > 0)
        continue;
      g_assert_cmpmem (bytes, 4, "\x0a\x0d\x0d\x0a", 4);
      g_assert_cmpmem (bytes + 8, 8, "\x4d\x3c\x2b\x1a\x01\x00\x00\x00", 8);
    }
}

/* Names are no rows, but whole blocks. */
static void
test_name (void)
{
  g_autofree char *endless = g_strnfill (5000, 'x');
  guint8 bytes[TAPLINE_PCAPNG_CONTROL_MAX];
  TaplinePcapngBlock block;
  TaplineAddress address;
  gsize length;

  g_assert_true (tapline_address_parse (&address, "10.1.2.3", 80));
  length = tapline_pcapng_put_name (bytes, &address, "scope.lab");
  g_assert_cmpmem (bytes + 8, 20, "\1\0\16\0\12\1\2\3scope.lab\0\0\0", 20);
  g_assert_cmpint (tapline_pcapng_parse (bytes, length, &block), ==, TAPLINE_PCAPNG_WHOLE);
  g_assert_cmpint (block.kind, ==, TAPLINE_PCAPNG_OTHER);
  g_assert_cmpuint (block.length, ==, length);

  g_assert_true (tapline_address_parse (&address, "fd00::1", 80));
  length = tapline_pcapng_put_name (bytes, &address, endless);
  g_assert_cmpint (tapline_pcapng_parse (bytes, length, &block), ==, TAPLINE_PCAPNG_WHOLE);
  g_assert_cmpuint (length, <, 300);
}

static void
check_segment (gboolean          ipv6,
               TaplineDirection  direction,
               gsize             length,
               const char       *comment)
{
  g_autofree guint8 *bytes = g_malloc (TAPLINE_PCAPNG_BLOCK_MAX);
  gsize header = tapline_pcapng_get_header_size (ipv6 ? 6 : 4);
  TaplinePcapngSegment segment;
  TaplinePcapngBlock block;
  TaplineFlow flow;
  gsize size;

  fixture_make_flow (&flow, 4711, ipv6, TRUE);
  segment = (TaplinePcapngSegment) {
    .local = &flow.local,
    .remote = &flow.remote,
    .direction = direction,
    .flags = TAPLINE_TCP_ACK | TAPLINE_TCP_PSH,
    .seq = 0xfffffffe,
    .ack = 17,
    .time = G_GINT64_CONSTANT (1700000000123456),
    .payload_length = length,
    .comment = comment,
  };
  memset (bytes + header, 0xa5, length);
  size = tapline_pcapng_put_segment (bytes, &segment);
  g_assert_cmpuint (size % 4, ==, 0);
  if (comment == NULL)
    g_assert_cmpuint (size, ==, header + ((length + 3) & ~(gsize) 3) + TAPLINE_PCAPNG_TRAILER);

  g_assert_cmpint (tapline_pcapng_parse (bytes, size, &block), ==, TAPLINE_PCAPNG_WHOLE);
  g_assert_cmpint (block.kind, ==, TAPLINE_PCAPNG_SEGMENT);
  g_assert_cmpint (block.direction, ==, direction);
  g_assert_cmpint (block.time, ==, segment.time);
  g_assert_cmpuint (block.flags, ==, segment.flags);
  g_assert_cmpuint (block.seq, ==, segment.seq);
  g_assert_true (tapline_address_equal (&block.local, &flow.local));
  g_assert_true (tapline_address_equal (&block.remote, &flow.remote));
  g_assert_cmpuint (block.payload_at, ==, header);
  g_assert_cmpuint (block.payload_length, ==, length);
  g_assert_cmpmem (bytes + block.comment_at, block.comment_length,
                   comment ? comment : "", comment ? strlen (comment) : 0);
  for (gsize i = 0; i < length; i++)
    g_assert_cmpuint (bytes[header + i], ==, 0xa5);
  if (!ipv6)
    g_assert_cmpuint (get_checksum (bytes + 28, 20), ==, 0);

  /* Anything short of the whole is partial, and tells how much the whole is. */
  for (gsize part = 0; part < size; part += 1 + size / 97)
    {
      g_assert_cmpint (tapline_pcapng_parse (bytes, part, &block), ==, TAPLINE_PCAPNG_PARTIAL);
      g_assert_cmpuint (block.length, ==, part < 8 ? 0 : size);
    }
}

static void
test_segment (void)
{
  const gsize lengths[] = { 0, 1, 2, 3, 4, 5, 1459, 65439, TAPLINE_PCAPNG_PIECE_MAX };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    for (int variant = 0; variant < 8; variant++)
      check_segment (variant & 1, variant & 2 ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT,
                     lengths[i], variant & 4 ? "closed by the peer – fin" : NULL);
}

static void
test_note (void)
{
  const char *texts[] = { "", "a", "Listening on 0.0.0.0, port 5000.", "zwölf – 12" };
  guint8 bytes[TAPLINE_PCAPNG_CONTROL_MAX];

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      TaplinePcapngBlock block;
      gsize size = tapline_pcapng_put_note (bytes, 5, texts[i], NULL);

      g_assert_cmpint (tapline_pcapng_parse (bytes, size, &block), ==, TAPLINE_PCAPNG_WHOLE);
      g_assert_cmpint (block.kind, ==, TAPLINE_PCAPNG_NOTE);
      g_assert_cmpint (block.direction, ==, TAPLINE_DIRECTION_NOTE);
      g_assert_cmpint (block.time, ==, 5);
      g_assert_cmpmem (bytes + block.payload_at, block.payload_length,
                       texts[i], strlen (texts[i]));
    }
}

/* A text that is too long is cut between two characters. */
static void
test_long_text (void)
{
  g_autoptr (GString) text = g_string_new ("x");
  guint8 bytes[TAPLINE_PCAPNG_CONTROL_MAX];
  TaplinePcapngBlock block;
  gsize size;

  while (text->len < 3000)
    g_string_append (text, "€");
  size = tapline_pcapng_put_note (bytes, 0, text->str, NULL);
  g_assert_cmpuint (size, <=, sizeof bytes);
  g_assert_cmpint (tapline_pcapng_parse (bytes, size, &block), ==, TAPLINE_PCAPNG_WHOLE);
  g_assert_cmpuint (block.payload_length, ==, 1024);
  g_string_insert_c (text, 0, 'y');
  size = tapline_pcapng_put_note (bytes, 0, text->str, NULL);
  g_assert_cmpint (tapline_pcapng_parse (bytes, size, &block), ==, TAPLINE_PCAPNG_WHOLE);
  g_assert_cmpuint (block.payload_length, ==, 1022);
  g_assert_true (g_utf8_validate ((char *) bytes + block.payload_at, block.payload_length, NULL));
}

/* Whatever is altered, the parser stays inside the block and its answers do too. */
static void
test_altered (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  guint8 original[512], bytes[512];

  for (int round = 0; round < 200000; round++)
    {
      TaplinePcapngSegment segment;
      TaplinePcapngBlock block;
      TaplineFlow flow;
      gsize size;

      fixture_make_flow (&flow, 1, round & 1, TRUE);
      segment = (TaplinePcapngSegment) {
        .local = &flow.local, .remote = &flow.remote,
        .direction = round & 2 ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT,
        .flags = round & 4 ? TAPLINE_TCP_SYN : TAPLINE_TCP_ACK,
        .payload_length = round & 4 ? 0 : (gsize) g_rand_int_range (rand, 0, 200),
        .comment = round & 8 ? "a comment" : NULL,
      };
      memset (original, 1, sizeof original);
      size = round & 16 ? tapline_pcapng_put_note (original, 1, "a note", NULL)
                        : tapline_pcapng_put_segment (original, &segment);
      memcpy (bytes, original, sizeof bytes);
      for (int n = g_rand_int_range (rand, 1, 4); n > 0; n--)
        {
          int at = g_rand_int_range (rand, 0, (int) size);

          bytes[at] ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
        }

      /* A copy of just this size lets the sanitizers see every byte beyond. */
      {
        g_autofree guint8 *exact = g_memdup2 (bytes, size);

        if (tapline_pcapng_parse (exact, size, &block) != TAPLINE_PCAPNG_WHOLE)
          continue;
      }
      g_assert_cmpuint (block.length, <=, size);
      g_assert_cmpuint (block.payload_at + block.payload_length, <=, block.length);
      g_assert_cmpuint (block.comment_at + block.comment_length, <=, block.length);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pcapng/start", test_start);
  g_test_add_func ("/pcapng/name", test_name);
  g_test_add_func ("/pcapng/segment", test_segment);
  g_test_add_func ("/pcapng/note", test_note);
  g_test_add_func ("/pcapng/long-text", test_long_text);
  g_test_add_func ("/pcapng/altered", test_altered);

  return g_test_run ();
}
