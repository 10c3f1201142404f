/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a capture of another program: reading it ends, and what it is made into is a whole
 * recording. See fuzz.h for libFuzzer. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fuzz.h"
#include "tapline-capture.h"
#include "tapline-pcapng.h"

/* As the indexer finds it. */
static void
check_blocks (TaplineCapture *capture)
{
  const TaplineCaptureCounters *counters = tapline_capture_get_counters (capture);
  gsize size = (gsize) tapline_counter_read (&counters->bytes);
  g_autofree guint8 *bytes = g_malloc (size);
  guint64 payload = 0;
  gsize at = 0;

  g_assert_cmpint (pread (tapline_capture_get_fd (capture), bytes, size, 0), ==, (gssize) size);
  while (at < size)
    {
      TaplinePcapngBlock block;
      g_auto (TaplineMark) mark = { 0 };

      g_assert_cmpint (tapline_pcapng_parse (bytes + at, size - at, &block), ==,
                       TAPLINE_PCAPNG_WHOLE);
      if (tapline_pcapng_get_mark (bytes + at, &block, at, 1, &mark))
        g_assert_true (mark.note != NULL && strlen (mark.note) <= TAPLINE_MARK_NOTE_MAX
                       && g_utf8_validate (mark.note, -1, NULL));
      payload += block.kind == TAPLINE_PCAPNG_SEGMENT ? block.payload_length : 0;
      at += block.length;
    }
  g_assert_cmpuint (payload, ==, tapline_counter_read (&counters->in)
                                 + tapline_counter_read (&counters->out));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes,
                        gsize         length)
{
  g_autofree char *path = g_strdup_printf ("%s/tapline-fuzz-import-%d", g_get_tmp_dir (),
                                           (int) getpid ());
  g_autoptr (TaplineCapture) capture = NULL;
  g_autofree char *warning = NULL;
  g_autoptr (GError) error = NULL;
  FILE *file = g_fopen (path, "wb");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, length, file), ==, length);
  fclose (file);
  capture = tapline_capture_open (path, &error);
  g_unlink (path);
  g_assert_true ((capture == NULL) == (error != NULL));
  if (capture == NULL)
    return 0;
  while (tapline_capture_load (capture, 1 + length % 100, &error))
    ;
  g_assert_cmpuint (tapline_capture_get_loaded (capture), <=, tapline_capture_get_size (capture));
  warning = tapline_capture_dup_warning (capture);
  check_blocks (capture);

  return 0;
}

static void
put (GByteArray *seed,
     gboolean    big_endian,
     guint32     value,
     guint       size)
{
  for (guint i = 0; i < size; i++)
    {
      guint8 byte = (guint8) (value >> 8 * (big_endian ? size - 1 - i : i));

      g_byte_array_append (seed, &byte, 1);
    }
}

/* A segment of one of two connections, over whatever link. */
static void
put_packet (GByteArray *packet,
            guint       link,
            guint       number)
{
  static const guint8 flags[] = { 2, 18, 16, 24, 17, 24, 20 };
  gboolean ipv6 = number / 16 % 2;
  gboolean back = number % 2;
  guint length = number * 7 % 40;

  if (link == 1)
    {
      g_byte_array_set_size (packet, 12);
      memset (packet->data, 0, 12);
      if (number % 5 == 0)
        put (packet, TRUE, 0x81000001, 4);
      put (packet, TRUE, ipv6 ? 0x86dd : 0x0800, 2);
    }
  else if (link == 0)
    put (packet, TRUE, ipv6 ? 30 : 2, 4);
  if (ipv6)
    {
      put (packet, TRUE, 6u << 28, 4);
      put (packet, TRUE, 20 + length, 2);
      put (packet, TRUE, 0x0640, 2);
      for (guint i = 0; i < 8; i++)
        put (packet, TRUE, (i < 4) == back ? 1 : 2, 4);
    }
  else
    {
      put (packet, TRUE, 0x45000000 | (40 + length), 4);
      put (packet, TRUE, number % 23 == 22 ? 0x2000 : 0, 4);
      put (packet, TRUE, 0x40060000, 4);
      put (packet, TRUE, back ? 1 : 2, 4);
      put (packet, TRUE, back ? 2 : 1, 4);
    }
  put (packet, TRUE, back ? 80 : 4000, 2);
  put (packet, TRUE, back ? 4000 : 80, 2);
  put (packet, TRUE, number * (number % 3) * 11, 4);
  put (packet, TRUE, number * 9, 4);
  put (packet, TRUE, 0x5000 | flags[number % G_N_ELEMENTS (flags)], 2);
  put (packet, TRUE, 0xffff, 2);
  put (packet, TRUE, 0, 4);
  for (guint i = 0; i < length; i++)
    put (packet, TRUE, 'a' + i % 26, 1);
}

/* So many options that say something of a packet, in any bytes. */
static void
put_comments (GByteArray *options,
              gboolean    big_endian,
              guint       n,
              guint       number)
{
  for (guint i = 0; i < n; i++)
    {
      guint length = number * 13 % (i == 0 ? 1500 : 20);

      put (options, big_endian, 1, 2);
      put (options, big_endian, length, 2);
      for (guint j = 0; j < ((length + 3) & ~3u); j++)
        put (options, big_endian, j < length ? j * number : 0, 1);
    }
  if (n > 0)
    put (options, big_endian, 0, 4);
}

void
fuzz_make_seed (guint       number,
                GByteArray *seed)
{
  static const guint links[] = { 1, 101, 0, 12 };
  const guint link = links[number / 4 % G_N_ELEMENTS (links)];
  const gboolean big = number % 2, ng = number / 2 % 2;

  if (ng)
    {
      put (seed, big, 0x0a0d0d0a, 4);
      put (seed, big, 28, 4);
      put (seed, big, 0x1a2b3c4d, 4);
      put (seed, big, 1, 2);
      put (seed, big, 0, 2);
      put (seed, big, G_MAXUINT32, 4);
      put (seed, big, G_MAXUINT32, 4);
      put (seed, big, 28, 4);
      put (seed, big, 1, 4);
      put (seed, big, 32, 4);
      put (seed, big, link, 2);
      put (seed, big, 0, 2);
      put (seed, big, 0, 4);
      put (seed, big, 9, 2);
      put (seed, big, 1, 2);
      put (seed, FALSE, number % 256, 4);
      put (seed, big, 0, 4);
      put (seed, big, 32, 4);
    }
  else
    {
      put (seed, big, number % 3 ? 0xa1b2c3d4 : 0xa1b23c4d, 4);
      put (seed, big, 0, 4);
      put (seed, big, 0, 4);
      put (seed, big, 0, 4);
      put (seed, big, 65535, 4);
      put (seed, big, link, 4);
    }
  for (guint i = 0; i < 4 + number % 40; i++)
    {
      g_autoptr (GByteArray) packet = g_byte_array_new ();
      guint type = (number + i) % 6 == 0 ? 3 : (number + i) % 6 == 1 ? 2 : 6;
      g_autoptr (GByteArray) options = g_byte_array_new ();
      guint cut, padded;

      put_packet (packet, link, number + i);
      cut = i % 19 == 18 && type != 3 ? packet->len / 2 : packet->len;
      padded = (cut + 3) & ~3u;
      if (ng)
        {
          guint size;

          put_comments (options, big, type != 3 ? i % 3 : 0, number + i);
          size = padded + options->len + (type == 3 ? 16 : 32);
          put (seed, big, type, 4);
          put (seed, big, size, 4);
          if (type != 3)
            {
              put (seed, big, 0, 4);
              put (seed, big, i, 4);
              put (seed, big, i * 1000, 4);
              put (seed, big, cut, 4);
            }
          put (seed, big, packet->len, 4);
          g_byte_array_append (seed, packet->data, cut);
          for (guint j = cut; j < padded; j++)
            put (seed, big, 0, 1);
          g_byte_array_append (seed, options->data, options->len);
          put (seed, big, size, 4);
        }
      else
        {
          put (seed, big, i, 4);
          put (seed, big, i, 4);
          put (seed, big, cut, 4);
          put (seed, big, packet->len, 4);
          g_byte_array_append (seed, packet->data, cut);
        }
    }
}
