/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a capture: the parser stays inside them, and so do indexer and reader.
 *
 * The input is what the file of a capture is overwritten with. See fuzz.h for libFuzzer.
 */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fuzz.h"
#include "tapline-index.h"
#include "tapline-pcapng.h"

static gboolean
parse_all (const guint8 *bytes,
           gsize         length)
{
  TaplinePcapngBlock block;
  TaplineMark mark;
  gboolean any = FALSE;
  guint sum = 0;

  for (gsize at = 0; ; at += block.length)
    {
      TaplinePcapngResult result = tapline_pcapng_parse (bytes + at, length - at, &block);

      if (result != TAPLINE_PCAPNG_WHOLE)
        break;
      g_assert_cmpuint (block.length, <=, length - at);
      g_assert_cmpuint (block.payload_at + block.payload_length, <=, block.length);
      g_assert_cmpuint (block.comment_at + block.comment_length, <=, block.length);
      for (guint i = 0; i < block.payload_length; i++)
        sum += bytes[at + block.payload_at + i];
      if (tapline_pcapng_get_mark (bytes + at, &block, at, 1, &mark))
        {
          g_assert_true (mark.note == NULL || g_utf8_validate (mark.note, -1, NULL));
          tapline_mark_clear (&mark);
        }
      any |= block.kind != TAPLINE_PCAPNG_OTHER;
    }

  return any && sum != 1;
}

/* Each mark is of a message that can be found, or of none. */
static void
look_at_marks (TaplineReader *reader,
               TaplineMarks  *marks)
{
  TaplineMark mark, next;
  TaplineReach reach;
  guint64 number;

  for (guint i = 0; tapline_marks_get (marks, i, &mark); i++)
    {
      g_assert_nonnull (mark.note);
      if (tapline_reader_find (reader, &mark.position, &number)
          && tapline_reader_get_reach (reader, number, &reach)
          && tapline_marks_find_next (marks, &reach, i % 2, &next))
        tapline_mark_clear (&next);
      tapline_mark_clear (&mark);
    }
}

static void
read_all (TaplineIndex   *index,
          TaplineCapture *capture)
{
  TaplineReader *reader = tapline_reader_new (index);
  guint64 n = tapline_counter_read (&tapline_index_get_counters (index)->messages);
  TaplineMessage message;
  guint sum = 0;

  for (guint64 i = 0; i < n; i++)
    {
      g_autoptr (GBytes) bytes = tapline_reader_dup_bytes (reader, n - 1 - i, i % 5, 100, NULL);

      if (!tapline_reader_get (reader, i, 50, &message, NULL))
        continue;
      g_assert_cmpuint (message.head_length, <=, MIN (message.length, 50));
      sum += bytes != NULL ? (guint) g_bytes_get_size (bytes) : 0;
      for (gsize j = 0; j < message.head_length; j++)
        sum += message.head[j];
    }
  for (guint i = 0; tapline_reader_get_pending (reader, i, 50, &message); i++)
    sum += (guint) message.head_length;
  g_assert_cmpuint (sum, <, G_MAXUINT);
  look_at_marks (reader, tapline_capture_get_marks (capture));
  tapline_reader_free (reader);
}

/* A capture whose published bytes are @bytes and then something else. */
static TaplineCapture *
make_capture (const guint8 *bytes,
              gsize         length)
{
  g_autofree char *path = NULL;
  TaplineCapture *capture;
  const TaplineCounter *published;

  path = g_strdup_printf ("%s/tapline-fuzz-%d.pcapng", g_get_tmp_dir (), (int) getpid ());
  capture = tapline_capture_new (path, NULL);
  g_assert_nonnull (capture);
  g_unlink (path);
  published = &tapline_capture_get_counters (capture)->bytes;
  while (tapline_counter_read (published) < length)
    {
      tapline_capture_note (capture, "Something that takes a little space.");
      g_assert_true (tapline_capture_flush (capture, NULL));
    }
  g_assert_cmpint (pwrite (tapline_capture_get_fd (capture), bytes, length, 0),
                   ==, (gssize) length);

  return capture;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes,
                        gsize         length)
{
  g_autofree guint8 *exact = g_memdup2 (bytes, length);
  g_autoptr (TaplineCapture) capture = NULL;
  g_autoptr (TaplineFraming) framing = NULL;
  g_autoptr (TaplineIndex) index = NULL;

  if (length == 0 || !parse_all (exact, length))
    return 0;

  capture = make_capture (bytes, length);
  framing = tapline_framing_new (length % 3 == 0 ? "raw" : "lines", 1 + length % 300, NULL);
  index = tapline_index_new (capture, framing, NULL, NULL, NULL);
  g_assert_nonnull (index);
  tapline_index_stop (index, TRUE);
  read_all (index, capture);

  return 0;
}

void
fuzz_make_seed (guint       number,
                GByteArray *seed)
{
  static const char payload[] = "one\ntwo\r\nthr";
  static const guint8 flags[] = {
    TAPLINE_TCP_SYN, TAPLINE_TCP_ACK, TAPLINE_TCP_ACK | TAPLINE_TCP_PSH,
    TAPLINE_TCP_ACK | TAPLINE_TCP_FIN, TAPLINE_TCP_RST,
  };
  TaplineAddress local, remote;
  guint8 block[TAPLINE_PCAPNG_CONTROL_MAX];

  for (guint i = 0; i < TAPLINE_PCAPNG_N_START; i++)
    g_byte_array_append (seed, block, (guint) tapline_pcapng_put_start (block, i));
  for (guint i = 0; i < 2 + number % 20; i++)
    {
      gboolean ipv6 = (number + i) / 8 % 2;
      TaplinePcapngSegment segment = {
        .local = &local,
        .remote = &remote,
        .direction = (number + i) % 3 ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT,
        .flags = flags[(number / 2 + i) % G_N_ELEMENTS (flags)],
        .seq = i,
        .time = 1,
        .comment = i % 5 == 0 ? "comment" : NULL,
      };
      const TaplineMark mark = {
        .position = { 300 + 4 * i, i % 9, (TaplineDirection) (i % 3) },
        .connection = i % 4,
        .note = number % 4 == 3 ? NULL : (char *) "note",
      };

      tapline_address_parse (&local, ipv6 ? "::1" : "127.0.0.1", 1);
      tapline_address_parse (&remote, ipv6 ? "::1" : "127.0.0.1", (guint16) (i / 8));
      if ((segment.flags & TAPLINE_TCP_SYN) == 0)
        segment.payload_length = (number + i) % sizeof payload;
      memcpy (block + tapline_pcapng_get_header_size (ipv6 ? 6 : 4), payload,
              segment.payload_length);
      g_byte_array_append (seed, block,
                           (guint) (i % 7 == 6
                                    ? tapline_pcapng_put_note (block, 1, "note",
                                                               i % 2 ? "mark" : NULL)
                                    : i % 7 == 5
                                    ? tapline_pcapng_put_mark (block, 1, &mark, " (words)")
                                    : tapline_pcapng_put_segment (block, &segment)));
    }
}
