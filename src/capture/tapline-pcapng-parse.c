/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses blocks of a capture, which may be altered, truncated or made to harm.
 *
 * Everything is read through three loads and checked against what is there before it is looked
 * at. A block that claims to be a segment or a note and is not well-formed is broken, so that no
 * byte of a stream is passed over unnoticed.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tapline-pcapng-private.h"

#define BLOCK_PACKET       6u
#define BLOCK_MIN          12
#define PACKET_HEADER_SIZE 28
#define PACKET_MIN         (PACKET_HEADER_SIZE + 4)
#define OPTION_END         0
#define OPTION_COMMENT     1
#define OPTION_FLAGS       2
#define PROTOCOL_TCP       6

static inline guint16
get_u16 (const guint8 *p)
{
  guint16 value;

  memcpy (&value, p, sizeof value);
  return GUINT16_FROM_LE (value);
}

static inline guint32
get_u32 (const guint8 *p)
{
  guint32 value;

  memcpy (&value, p, sizeof value);
  return GUINT32_FROM_LE (value);
}

static inline guint16
get_net16 (const guint8 *p)
{
  return (guint16) (p[0] << 8 | p[1]);
}

static inline guint32
get_net32 (const guint8 *p)
{
  return (guint32) get_net16 (p) << 16 | get_net16 (p + 2);
}

/* Reads the options from @at to the block's length: direction and comment. */
static gboolean
parse_options (const guint8       *bytes,
               gsize               at,
               TaplinePcapngBlock *block)
{
  gsize end = block->length - 4;

  while (at + 4 <= end)
    {
      guint16 code = get_u16 (bytes + at);
      guint16 length = get_u16 (bytes + at + 2);

      at += 4;
      if (code == OPTION_END)
        return length == 0;
      if (length > end - at)
        return FALSE;

      if (code == OPTION_COMMENT)
        {
          block->comment_at = (guint32) at;
          block->comment_length = length;
        }
      else if (code == OPTION_FLAGS && length == 4)
        block->direction = (get_u32 (bytes + at) & 3) == 2 ? TAPLINE_DIRECTION_OUT
                                                           : TAPLINE_DIRECTION_IN;
      at += ((gsize) length + 3) & ~(gsize) 3;
    }

  return at == end;
}

static gboolean
parse_tcp (const guint8       *bytes,
           gsize               at,
           gsize               end,
           TaplineAddress     *source,
           TaplineAddress     *destination,
           TaplinePcapngBlock *block)
{
  gsize header;

  if (end - at < 20)
    return FALSE;
  header = (gsize) (bytes[at + 12] >> 4) * 4;
  if (header < 20 || header > end - at)
    return FALSE;

  source->port = get_net16 (bytes + at);
  destination->port = get_net16 (bytes + at + 2);
  block->seq = get_net32 (bytes + at + 4);
  block->flags = bytes[at + 13];
  block->payload_at = (guint32) (at + header);
  block->payload_length = (guint32) (end - at - header);

  return block->payload_length <= G_MAXUINT16;
}

/* A raw IP packet (LINKTYPE_RAW) that lies whole between @at and @end. */
static gboolean
parse_segment (const guint8       *bytes,
               gsize               at,
               gsize               end,
               TaplinePcapngBlock *block)
{
  gboolean out = block->direction == TAPLINE_DIRECTION_OUT;
  TaplineAddress *source = out ? &block->local : &block->remote;
  TaplineAddress *destination = out ? &block->remote : &block->local;
  gsize size = end - at;

  if (size >= 20 && bytes[at] >> 4 == 4)
    {
      gsize header = (gsize) (bytes[at] & 15) * 4;

      if (header < 20 || header > size || get_net16 (bytes + at + 2) != size
          || bytes[at + 9] != PROTOCOL_TCP)
        return FALSE;
      source->family = destination->family = 4;
      memcpy (source->ip, bytes + at + 12, 4);
      memcpy (destination->ip, bytes + at + 16, 4);
      at += header;
    }
  else if (size >= 40 && bytes[at] >> 4 == 6)
    {
      if (get_net16 (bytes + at + 4) != size - 40 || bytes[at + 6] != PROTOCOL_TCP)
        return FALSE;
      source->family = destination->family = 6;
      memcpy (source->ip, bytes + at + 8, 16);
      memcpy (destination->ip, bytes + at + 24, 16);
      at += 40;
    }
  else
    return FALSE;

  block->kind = TAPLINE_PCAPNG_SEGMENT;
  return parse_tcp (bytes, at, end, source, destination, block);
}

/* The text of a mark; only what tapline_pcapng_format_mark() writes is one. */
static gboolean
parse_mark (const guint8             *bytes,
            const TaplinePcapngBlock *block,
            TaplineMark              *mark,
            gsize                    *note_length)
{
  char text[TAPLINE_PCAPNG_MARK_MAX], same[TAPLINE_PCAPNG_MARK_MAX];
  char direction[8] = "";
  const char *rest = text;
  guint length;

  if (block->payload_length >= sizeof text)
    return FALSE;
  memcpy (text, bytes + block->payload_at, block->payload_length);
  text[block->payload_length] = '\0';

  *mark = (TaplineMark) { .note = (char *) "" };
  if (g_str_has_prefix (text, "No m"))
    {
      mark->note = NULL;
      rest += strlen ("No m");
    }
  else if (text[0] != '\0')
    rest++;
  if (sscanf (rest, "ark at %" SCNu64 "+%" SCNu32 ", %7[a-z], connection %" SCNu32
              ", note of %u bytes", &mark->position.offset, &mark->position.at, direction,
              &mark->connection, &length) != 5)
    return FALSE;
  while (mark->position.direction < TAPLINE_DIRECTION_NOTE
         && strcmp (direction, tapline_pcapng_directions[mark->position.direction]) != 0)
    mark->position.direction++;
  *note_length = length;
  tapline_pcapng_format_mark (mark, length, same);

  return strcmp (text, same) == 0 && length <= block->comment_length;
}

/* An exported PDU between @at and @end: tags up to the end tag, then the text. */
static gboolean
parse_note (const guint8       *bytes,
            gsize               at,
            gsize               end,
            TaplinePcapngBlock *block)
{
  gboolean is_mark = FALSE;
  TaplineMark mark;
  gsize note_length;

  while (end - at >= 4)
    {
      guint16 tag = get_net16 (bytes + at);
      guint16 length = get_net16 (bytes + at + 2);

      at += 4;
      if (length > end - at)
        return FALSE;
      if (tag == TAG_PROTOCOL_TEXT)
        is_mark = length == strlen (TAPLINE_PCAPNG_MARK_TAG)
                  && memcmp (bytes + at, TAPLINE_PCAPNG_MARK_TAG, length) == 0;
      at += length;
      if (tag != 0)
        continue;

      block->direction = TAPLINE_DIRECTION_NOTE;
      block->payload_at = (guint32) at;
      block->payload_length = (guint32) (end - at);
      /* What is no mark that makes sense is shown. */
      block->kind = is_mark && parse_mark (bytes, block, &mark, &note_length)
                    ? TAPLINE_PCAPNG_MARK : TAPLINE_PCAPNG_NOTE;
      return TRUE;
    }

  return FALSE;
}

/* An enhanced packet block (section 4.3) that is there as a whole. */
static gboolean
parse_packet (const guint8       *bytes,
              TaplinePcapngBlock *block)
{
  guint32 interface, captured;
  gsize end;

  if (block->length < PACKET_MIN)
    return FALSE;
  interface = get_u32 (bytes + 8);
  captured = get_u32 (bytes + 20);
  if (captured > block->length - PACKET_MIN)
    return FALSE;

  block->time = (gint64) ((guint64) get_u32 (bytes + 12) << 32 | get_u32 (bytes + 16));
  end = PACKET_HEADER_SIZE + (gsize) captured;
  /* The length is a multiple of 4, so the padding lies inside it too. */
  if (!parse_options (bytes, (end + 3) & ~(gsize) 3, block))
    return FALSE;

  if (interface == 0)
    return parse_segment (bytes, PACKET_HEADER_SIZE, end, block);
  if (interface == 1)
    return parse_note (bytes, PACKET_HEADER_SIZE, end, block);

  return FALSE;
}

/**
 * tapline_pcapng_parse:
 * @bytes: (array length=available): where a block begins
 * @available: how many bytes are there
 * @block: (out): what the block says
 *
 * Parses one block of a capture of ours. Safe with any bytes. Thread: any.
 *
 * Returns: whether the block was there as a whole
 */
TaplinePcapngResult
tapline_pcapng_parse (const guint8       *bytes,
                      gsize               available,
                      TaplinePcapngBlock *block)
{
  *block = (TaplinePcapngBlock) { .kind = TAPLINE_PCAPNG_OTHER };

  if (available < 8)
    return TAPLINE_PCAPNG_PARTIAL;
  block->length = get_u32 (bytes + 4);
  if (block->length < BLOCK_MIN || block->length > TAPLINE_PCAPNG_BLOCK_MAX
      || block->length % 4 != 0)
    return TAPLINE_PCAPNG_BROKEN;
  if (available < block->length)
    return TAPLINE_PCAPNG_PARTIAL;
  if (get_u32 (bytes + block->length - 4) != block->length)
    return TAPLINE_PCAPNG_BROKEN;
  if (get_u32 (bytes) == BLOCK_PACKET && !parse_packet (bytes, block))
    return TAPLINE_PCAPNG_BROKEN;

  return TAPLINE_PCAPNG_WHOLE;
}

static char *
dup_note (const guint8             *bytes,
          const TaplinePcapngBlock *block,
          gsize                     length)
{
  return tapline_mark_dup_note ((const char *) bytes + block->comment_at, length);
}

/**
 * tapline_pcapng_get_mark:
 * @bytes: a block
 * @block: what it says, as tapline_pcapng_parse() found
 * @offset: where it is in the capture
 * @connection: of a segment, its connection
 * @mark: (out): the mark, to be cleared
 *
 * A mark is a block of its own, which may also say that a mark is removed, or the comment of a
 * packet with payload or with a note, which is then what is marked. Safe with any bytes. Thread:
 * any.
 *
 * Returns: whether there is one
 */
gboolean
tapline_pcapng_get_mark (const guint8             *bytes,
                         const TaplinePcapngBlock *block,
                         guint64                   offset,
                         guint32                   connection,
                         TaplineMark              *mark)
{
  gsize length = block->comment_length;

  if (block->kind == TAPLINE_PCAPNG_MARK)
    {
      if (!parse_mark (bytes, block, mark, &length))
        return FALSE;
      if (mark->note != NULL)
        mark->note = dup_note (bytes, block, length);
      return TRUE;
    }

  if (length == 0 || block->payload_length == 0 || block->kind == TAPLINE_PCAPNG_OTHER)
    return FALSE;
  *mark = (TaplineMark) {
    .position = { .offset = offset, .direction = block->direction },
    .connection = connection,
    .note = dup_note (bytes, block, length),
  };
  if (strcmp (mark->note, TAPLINE_PCAPNG_MARKED) == 0)
    mark->note[0] = '\0';

  return TRUE;
}
