/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoder that ships on any messages: what it makes of them is text, lies within the message and
 * within the bounds, and is the same with and without a tree. Linked with the examples of its
 * format, which are where the inputs come from.
 *
 * Input: for each message a byte with the direction and two with the length, then the bytes. See
 * fuzz.h for libFuzzer.
 */
#include "config.h"

#include <string.h>

#include "examples.h"
#include "fuzz.h"
#include "stage.h"

#define HEADER_SIZE 3

static void
check (Stage *stage)
{
  const TaplinePluginMessage *message = &stage->messages[stage->n_messages - 1].plain;
  g_autoptr (TaplineDecoded) decoded = stage_decode (stage, TRUE);
  g_autoptr (TaplineDecoded) line = stage_decode (stage, FALSE);
  const char *summary = tapline_decoded_get_summary (decoded);
  const TaplineDecodedNode *nodes;
  guint n, depth = 0;

  g_assert_null (tapline_decoded_get_why (decoded));
  g_assert_cmpstr (tapline_decoded_get_summary (line), ==, summary);
  g_assert_true (summary == NULL || g_utf8_validate (summary, -1, NULL));
  nodes = tapline_decoded_get_nodes (decoded, &n);
  g_assert_cmpuint (n, <=, TAPLINE_PLUGIN_NODES_MAX);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (nodes[i].depth, <=, depth);
      depth = nodes[i].depth + 1;
      g_assert_cmpuint (nodes[i].offset, <=, message->length);
      g_assert_cmpuint (nodes[i].length, <=, message->length - nodes[i].offset);
      g_assert_true (g_utf8_validate (nodes[i].name, -1, NULL));
      g_assert_true (g_utf8_validate (nodes[i].value, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes,
                        gsize         length)
{
  static Stage stage;

  if (stage.module == NULL)
    stage_init (&stage, example_plugin);
  for (gsize at = 0; at + HEADER_SIZE <= length && stage.n_messages < STAGE_MESSAGES_MAX;)
    {
      gsize said = (gsize) (bytes[at + 1] << 8 | bytes[at + 2]);
      gsize size = MIN (said, length - at - HEADER_SIZE);

      stage_say (&stage, bytes[at] & 1, bytes + at + HEADER_SIZE, size,
                 bytes[at] & 2 ? "raw" : example_framing, bytes[at] & 4 ? 502 : 0);
      g_assert_cmpuint (stage_judge (&stage, stage.n_messages - 1), <=, 125);
      check (&stage);
      at += HEADER_SIZE + size;
    }
  stage_forget (&stage);

  return 0;
}

void
fuzz_make_seed (guint       number,
                GByteArray *seed)
{
  const Example *example = &examples[number % n_examples];

  for (guint i = 0; i < EXAMPLE_MESSAGES_MAX && example->messages[i].bytes != NULL; i++)
    {
      gsize length = example->messages[i].length;
      const guint8 header[HEADER_SIZE] = {
        (guint8) (example->messages[i].direction | (number / n_examples * 2 & 6)),
        (guint8) (length >> 8), (guint8) length,
      };

      g_byte_array_append (seed, header, sizeof header);
      g_byte_array_append (seed, (const guint8 *) example->messages[i].bytes, (guint) length);
    }
}
