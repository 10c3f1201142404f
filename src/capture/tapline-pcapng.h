/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of a capture: pcapng (draft-ietf-opsawg-pcapng), little endian, interface 0 with
 * synthetic TCP/IP segments, interface 1 with notes. Plain functions over memory.
 */
#pragma once

#include "tapline-marks.h"

G_BEGIN_DECLS

#define TAPLINE_PCAPNG_PIECE_MAX   65440 /* payload of one segment; a multiple of 4 */
#define TAPLINE_PCAPNG_HEADER_MAX  88    /* block, IPv6 and TCP header before a payload */
#define TAPLINE_PCAPNG_TRAILER     16    /* options and length behind a padded payload */
#define TAPLINE_PCAPNG_COMMENT_MAX 1024  /* bytes of a comment or note; longer ones are cut */
#define TAPLINE_PCAPNG_MARKED      "Marked" /* the comment of a packet with a mark without a note */
#define TAPLINE_PCAPNG_CONTROL_MAX (TAPLINE_PCAPNG_HEADER_MAX + TAPLINE_PCAPNG_TRAILER + 16 \
                                    + 3 * TAPLINE_PCAPNG_COMMENT_MAX)
#define TAPLINE_PCAPNG_BLOCK_MAX   (TAPLINE_PCAPNG_PIECE_MAX + TAPLINE_PCAPNG_CONTROL_MAX)
#define TAPLINE_PCAPNG_N_START     3     /* blocks that a capture begins with */
#define TAPLINE_PCAPNG_START_MAX   128   /* bytes of each at most */
#define TAPLINE_PCAPNG_END_SIZE    24    /* bytes of the block that it ends with */

/* Control bits of a segment (RFC 9293, section 3.1). */
enum
{
  TAPLINE_TCP_FIN = 1 << 0,
  TAPLINE_TCP_SYN = 1 << 1,
  TAPLINE_TCP_RST = 1 << 2,
  TAPLINE_TCP_PSH = 1 << 3,
  TAPLINE_TCP_ACK = 1 << 4,
};

/**
 * TaplinePcapngSegment:
 * @local: our end
 * @remote: the peer's end, of the same family
 * @direction: in or out
 * @flags: TCP control bits
 * @seq: sequence number
 * @ack: acknowledgement number
 * @time: microseconds since 1970-01-01 UTC
 * @payload_length: at most %TAPLINE_PCAPNG_PIECE_MAX
 * @comment: (nullable): UTF-8 text to go with it
 *
 * A segment to be encoded.
 */
typedef struct
{
  const TaplineAddress *local;
  const TaplineAddress *remote;
  TaplineDirection      direction;
  guint8                flags;
  guint32               seq;
  guint32               ack;
  gint64                time;
  gsize                 payload_length;
  const char           *comment;
} TaplinePcapngSegment;

gsize tapline_pcapng_get_header_size (guint                       family);
gsize tapline_pcapng_put_start       (guint8                     *block,
                                      guint                       number);
gsize tapline_pcapng_put_segment     (guint8                     *block,
                                      const TaplinePcapngSegment *segment);
gsize tapline_pcapng_put_note        (guint8                     *block,
                                      gint64                      time,
                                      const char                 *text,
                                      const char                 *comment);
gsize tapline_pcapng_put_mark        (guint8                     *block,
                                      gint64                      time,
                                      const TaplineMark          *mark,
                                      const char                 *words);
gsize tapline_pcapng_put_name        (guint8                     *block,
                                      const TaplineAddress       *address,
                                      const char                 *name);
gsize tapline_pcapng_put_end         (guint8                     *block,
                                      gint64                      time);
gboolean tapline_pcapng_is_end       (const guint8               *block);

typedef enum
{
  TAPLINE_PCAPNG_SEGMENT, /* TCP, on interface 0 */
  TAPLINE_PCAPNG_NOTE,    /* a sentence, on interface 1 */
  TAPLINE_PCAPNG_MARK,    /* what is said of a message, on interface 1 */
  TAPLINE_PCAPNG_OTHER,   /* a block that says nothing about a connection */
} TaplinePcapngKind;

/**
 * TaplinePcapngBlock:
 * @kind: what it is
 * @flags: TCP control bits
 * @direction: in or out; note for a note and a mark
 * @length: bytes of the whole block, a multiple of 4
 * @time: microseconds since 1970-01-01 UTC
 * @local: our end of a segment's connection
 * @remote: the peer's end
 * @seq: sequence number
 * @payload_at: offset of the payload, or of a note's text, in the block
 * @payload_length: its length
 * @comment_at: offset of the comment in the block
 * @comment_length: its length, 0 if there is none
 *
 * A block as it was parsed; offsets are inside the block.
 */
typedef struct
{
  TaplinePcapngKind kind;
  guint8            flags;
  TaplineDirection  direction;
  guint32           length;
  gint64            time;
  TaplineAddress    local;
  TaplineAddress    remote;
  guint32           seq;
  guint32           payload_at;
  guint32           payload_length;
  guint32           comment_at;
  guint32           comment_length;
} TaplinePcapngBlock;

typedef enum
{
  TAPLINE_PCAPNG_WHOLE,   /* the block is filled in */
  TAPLINE_PCAPNG_PARTIAL, /* more bytes are needed; length is what the block says, 0 if unknown */
  TAPLINE_PCAPNG_BROKEN,  /* these bytes are no block of a capture */
} TaplinePcapngResult;

TaplinePcapngResult tapline_pcapng_parse (const guint8       *bytes,
                                          gsize               available,
                                          TaplinePcapngBlock *block);
gboolean            tapline_pcapng_get_mark (const guint8             *bytes,
                                          const TaplinePcapngBlock *block,
                                          guint64                   offset,
                                          guint32                   connection,
                                          TaplineMark              *mark);

G_END_DECLS
