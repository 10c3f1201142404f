/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writer and the parser of marks share: their text, which is both for people and for the
 * parser. "Mark at 12345+17, in, connection 3, note of 25 bytes" is about the byte 17 of the
 * payload of the block at byte 12345 of the file, and the first 25 bytes of the comment are what
 * the user wrote.
 */
#pragma once

#include <inttypes.h>

#include "tapline-pcapng.h"

G_BEGIN_DECLS

/* Of Wireshark's epan/exported_pdu_tags.h */
#define TAG_PROTOCOL_TEXT 33

#define TAPLINE_PCAPNG_MARK_TAG "Mark" /* a multiple of 4 bytes, so not padded */
#define TAPLINE_PCAPNG_MARK_MAX 120    /* bytes of the text, its NUL included */

static const char *const tapline_pcapng_directions[] = { "in", "out", "note" };

static inline void
tapline_pcapng_format_mark (const TaplineMark *mark,
                            gsize              note_length,
                            char               text[TAPLINE_PCAPNG_MARK_MAX])
{
  g_snprintf (text, TAPLINE_PCAPNG_MARK_MAX,
              "%s at %" PRIu64 "+%" PRIu32 ", %s, connection %" PRIu32 ", note of %u bytes",
              mark->note != NULL ? "Mark" : "No mark", mark->position.offset, mark->position.at,
              tapline_pcapng_directions[mark->position.direction], mark->connection,
              (guint) note_length);
}

G_END_DECLS
