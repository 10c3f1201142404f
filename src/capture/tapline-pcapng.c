/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encodes blocks of a capture.
 *
 * A payload lies between a header and a trailer of fixed sizes, so that a caller can receive it
 * straight into its place and have the rest filled in afterwards. What is written is native
 * little endian pcapng (draft-ietf-opsawg-pcapng) and what a real capture with checksum offload
 * would hold: right IP header checksums, and in the TCP checksum the sum over the pseudo-header
 * only.
 */
#include "config.h"

#include <string.h>

#include "tapline-pcapng-private.h"

#define BLOCK_SECTION    0x0a0d0d0au
#define BLOCK_INTERFACE  1u
#define BLOCK_NAMES      4u
#define BLOCK_STATISTICS 5u
#define BLOCK_PACKET     6u
#define BYTE_ORDER_MAGIC 0x1a2b3c4du

#define OPTION_END       0
#define OPTION_COMMENT   1
#define OPTION_USERAPPL  4 /* section */
#define OPTION_NAME      2 /* interface */
#define OPTION_TSRESOL   9 /* interface */
#define OPTION_FLAGS     2 /* packet */

#define NAME_END        0
#define NAME_IPV4       1
#define NAME_IPV6       2
#define NAME_MAX_LENGTH 255 /* RFC 1035, section 2.3.4 */

#define LINKTYPE_RAW       101
#define LINKTYPE_UPPER_PDU 252
#define SNAPLEN            262144

#define PACKET_HEADER_SIZE 28
#define TCP_HEADER_SIZE    20
#define SYN_OPTIONS_SIZE   8
#define WINDOW             65535
#define WINDOW_SHIFT       14 /* RFC 7323: the largest, so that no window is ever full */

/* Tags of Wireshark's epan/exported_pdu_tags.h */
#define TAG_END            0
#define TAG_DISSECTOR_NAME 12
#define TAG_INFO_TEXT      36 /* since Wireshark 4.2; earlier ones pass over it */

#define INFO_MAX 256 /* bytes of what a mark says in the list of packets */

G_STATIC_ASSERT (TAPLINE_PCAPNG_PIECE_MAX % 4 == 0);
G_STATIC_ASSERT (PACKET_HEADER_SIZE + 40 + TCP_HEADER_SIZE == TAPLINE_PCAPNG_HEADER_MAX);

static inline guint8 *
put_u16 (guint8  *p,
         guint16  value)
{
  value = GUINT16_TO_LE (value);
  memcpy (p, &value, sizeof value);
  return p + sizeof value;
}

static inline guint8 *
put_u32 (guint8  *p,
         guint32  value)
{
  value = GUINT32_TO_LE (value);
  memcpy (p, &value, sizeof value);
  return p + sizeof value;
}

static inline guint8 *
put_net16 (guint8  *p,
           guint16  value)
{
  value = GUINT16_TO_BE (value);
  memcpy (p, &value, sizeof value);
  return p + sizeof value;
}

static inline guint8 *
put_net32 (guint8  *p,
           guint32  value)
{
  value = GUINT32_TO_BE (value);
  memcpy (p, &value, sizeof value);
  return p + sizeof value;
}

static inline guint8 *
put_padding (guint8 *p,
             gsize   length)
{
  while (length++ % 4 != 0)
    *p++ = 0;

  return p;
}

static guint8 *
put_option (guint8     *p,
            guint16     code,
            const void *value,
            gsize       length)
{
  p = put_u16 (p, code);
  p = put_u16 (p, (guint16) length);
  if (length > 0)
    memcpy (p, value, length);

  return put_padding (p + length, length);
}

/* Fills in a block's length at both of its ends. */
static gsize
end_block (guint8 *block,
           guint8 *p)
{
  guint32 length = (guint32) (p + 4 - block);

  put_u32 (block + 4, length);
  put_u32 (p, length);

  return length;
}

/* A tag of an exported PDU; the padding counts as part of it. */
static guint8 *
put_tag (guint8     *p,
         guint16     tag,
         const char *value,
         gsize       length)
{
  p = put_net16 (p, tag);
  p = put_net16 (p, (guint16) ((length + 3) & ~(gsize) 3));
  memcpy (p, value, length);

  return put_padding (p + length, length);
}

static gsize
put_section (guint8 *block)
{
  static const char application[] = "Tapline " PACKAGE_VERSION;
  guint8 *p = put_u32 (block, BLOCK_SECTION) + 4;

  p = put_u32 (p, BYTE_ORDER_MAGIC);
  p = put_u16 (p, 1);
  p = put_u16 (p, 0);
  p = put_u32 (p, G_MAXUINT32); /* section length: not known */
  p = put_u32 (p, G_MAXUINT32);
  p = put_option (p, OPTION_USERAPPL, application, strlen (application));
  p = put_option (p, OPTION_END, NULL, 0);

  return end_block (block, p);
}

static gsize
put_interface (guint8     *block,
               guint16     link_type,
               const char *name)
{
  static const guint8 microseconds = 6;
  guint8 *p = put_u32 (block, BLOCK_INTERFACE) + 4;

  p = put_u16 (p, link_type);
  p = put_u16 (p, 0);
  p = put_u32 (p, SNAPLEN);
  p = put_option (p, OPTION_NAME, name, strlen (name));
  p = put_option (p, OPTION_TSRESOL, &microseconds, 1);
  p = put_option (p, OPTION_END, NULL, 0);

  return end_block (block, p);
}

/* How many bytes of a text are kept: whole characters up to the limit. */
static gsize
cut_text (const char *text,
          gsize       limit)
{
  gsize length = strnlen (text, limit + 1);

  if (length > limit)
    for (length = limit; length > 0 && (text[length] & 0xc0) == 0x80;)
      length--;

  return length;
}

static gsize
get_text_length (const char *text)
{
  return cut_text (text, TAPLINE_PCAPNG_COMMENT_MAX);
}

/* The enhanced packet block around a packet that is in its place already. */
static gsize
put_packet (guint8     *block,
            guint32     interface,
            gint64      time,
            gsize       packet_length,
            guint32     flags,
            const char *comment)
{
  guint8 *p = put_u32 (block, BLOCK_PACKET) + 4;

  p = put_u32 (p, interface);
  p = put_u32 (p, (guint32) ((guint64) time >> 32));
  p = put_u32 (p, (guint32) time);
  p = put_u32 (p, (guint32) packet_length);
  p = put_u32 (p, (guint32) packet_length);
  p = put_padding (p + packet_length, packet_length);
  if (flags != 0)
    {
      guint32 value = GUINT32_TO_LE (flags);

      p = put_option (p, OPTION_FLAGS, &value, sizeof value);
    }
  if (comment != NULL)
    p = put_option (p, OPTION_COMMENT, comment, get_text_length (comment));
  if (flags != 0 || comment != NULL)
    p = put_option (p, OPTION_END, NULL, 0);

  return end_block (block, p);
}

/* The sum of RFC 1071 over an even number of bytes, not folded. */
static guint32
sum_words (const guint8 *bytes,
           gsize         length)
{
  guint32 sum = 0;

  for (gsize i = 0; i < length; i += 2)
    sum += (guint32) bytes[i] << 8 | bytes[i + 1];

  return sum;
}

static guint16
fold (guint32 sum)
{
  sum = (sum & 0xffff) + (sum >> 16);
  return (guint16) (sum + (sum >> 16));
}

static guint8 *
put_ip (guint8               *p,
        const TaplineAddress *source,
        const TaplineAddress *destination,
        gsize                 tcp_length)
{
  guint8 *start = p;

  if (source->family == 6)
    {
      /* RFC 8200, section 3 */
      p = put_net32 (p, 6u << 28);
      p = put_net16 (p, (guint16) tcp_length);
      *p++ = 6;
      *p++ = 64;
      memcpy (p, source->ip, 16);
      memcpy (p + 16, destination->ip, 16);
      return p + 32;
    }

  /* RFC 791, section 3.1; may not be fragmented */
  p = put_net16 (p, 0x4500);
  p = put_net16 (p, (guint16) (20 + tcp_length));
  p = put_net32 (p, 0x4000);
  *p++ = 64;
  *p++ = 6;
  p = put_net16 (p, 0);
  memcpy (p, source->ip, 4);
  memcpy (p + 4, destination->ip, 4);
  put_net16 (start + 10, (guint16) ~fold (sum_words (start, 20)));

  return p + 8;
}

static void
put_tcp (guint8                     *p,
         const TaplinePcapngSegment *segment,
         const TaplineAddress       *source,
         const TaplineAddress       *destination,
         gsize                       header_length)
{
  gsize ip_length = source->family == 6 ? 16 : 4;
  guint32 sum = 6 + (guint32) (header_length + segment->payload_length);

  sum += sum_words (source->ip, ip_length) + sum_words (destination->ip, ip_length);

  p = put_net16 (p, source->port);
  p = put_net16 (p, destination->port);
  p = put_net32 (p, segment->seq);
  p = put_net32 (p, segment->ack);
  *p++ = (guint8) (header_length / 4 << 4);
  *p++ = segment->flags;
  p = put_net16 (p, WINDOW);
  p = put_net16 (p, fold (sum));
  p = put_net16 (p, 0);
  if (segment->flags & TAPLINE_TCP_SYN)
    {
      p = put_net32 (p, 2u << 24 | 4u << 16 | TAPLINE_PCAPNG_PIECE_MAX); /* largest segment */
      put_net32 (p, 1u << 24 | 3u << 16 | 3u << 8 | WINDOW_SHIFT);
    }
}

/* A packet of interface 1 with a text, and what Wireshark's list of packets says of it. */
static gsize
put_sentence (guint8     *block,
              gint64      time,
              const char *protocol,
              const char *info,
              gsize       info_length,
              const char *text,
              const char *comment)
{
  gsize length = get_text_length (text);
  guint8 *packet = block + PACKET_HEADER_SIZE;
  guint8 *p = packet;

  p = put_tag (p, TAG_DISSECTOR_NAME, "data-text-lines", strlen ("data-text-lines"));
  p = put_tag (p, TAG_PROTOCOL_TEXT, protocol, strlen (protocol));
  p = put_tag (p, TAG_INFO_TEXT, info, info_length);
  p = put_tag (p, TAG_END, "", 0);
  memcpy (p, text, length);

  return put_packet (block, 1, time, (gsize) (p - packet) + length, 0, comment);
}

/**
 * tapline_pcapng_get_header_size:
 * @family: 4 or 6
 *
 * Thread: any.
 *
 * Returns: bytes from the start of a block with payload to its payload
 */
gsize
tapline_pcapng_get_header_size (guint family)
{
  return PACKET_HEADER_SIZE + (family == 6 ? 40 : 20) + TCP_HEADER_SIZE;
}

/**
 * tapline_pcapng_put_start:
 * @block: (out): where to write, %TAPLINE_PCAPNG_START_MAX bytes
 * @number: from 0, less than %TAPLINE_PCAPNG_N_START
 *
 * Writes one of the blocks that a capture begins with: the section header, then its interfaces.
 * Thread: any.
 *
 * Returns: how many bytes that is
 */
gsize
tapline_pcapng_put_start (guint8 *block,
                          guint   number)
{
  g_return_val_if_fail (number < TAPLINE_PCAPNG_N_START, 0);

  if (number == 0)
    return put_section (block);

  return number == 1 ? put_interface (block, LINKTYPE_RAW, "tapline")
                     : put_interface (block, LINKTYPE_UPPER_PDU, "notes");
}

/**
 * tapline_pcapng_put_segment:
 * @block: where to write; its payload, if any, is there already, behind the header's size
 * @segment: what to write
 *
 * Writes an enhanced packet block with a TCP segment: everything but the payload. At most
 * %TAPLINE_PCAPNG_HEADER_MAX, %TAPLINE_PCAPNG_TRAILER and 3 bytes around the payload, plus the
 * comment's. Thread: any.
 *
 * Returns: bytes of the whole block
 */
gsize
tapline_pcapng_put_segment (guint8                     *block,
                            const TaplinePcapngSegment *segment)
{
  gboolean in = segment->direction == TAPLINE_DIRECTION_IN;
  const TaplineAddress *source = in ? segment->remote : segment->local;
  const TaplineAddress *destination = in ? segment->local : segment->remote;
  gsize tcp_header = TCP_HEADER_SIZE + (segment->flags & TAPLINE_TCP_SYN ? SYN_OPTIONS_SIZE : 0);
  gsize tcp_length = tcp_header + segment->payload_length;
  guint8 *packet = block + PACKET_HEADER_SIZE;
  guint8 *tcp = put_ip (packet, source, destination, tcp_length);

  put_tcp (tcp, segment, source, destination, tcp_header);

  return put_packet (block, 0, segment->time, (gsize) (tcp - packet) + tcp_length, in ? 1 : 2,
                     segment->comment);
}

/**
 * tapline_pcapng_put_note:
 * @block: (out): where to write, %TAPLINE_PCAPNG_CONTROL_MAX bytes
 * @time: microseconds since 1970-01-01 UTC
 * @text: UTF-8
 * @comment: (nullable): UTF-8 text to go with it
 *
 * Writes a note as an exported PDU (Wireshark's epan/exported_pdu.h), which Wireshark shows as
 * lines of text. Thread: any.
 *
 * Returns: bytes of the whole block
 */
gsize
tapline_pcapng_put_note (guint8     *block,
                         gint64      time,
                         const char *text,
                         const char *comment)
{
  return put_sentence (block, time, "Note", text, get_text_length (text), text, comment);
}

/**
 * tapline_pcapng_put_mark:
 * @block: (out): where to write, %TAPLINE_PCAPNG_CONTROL_MAX bytes
 * @time: microseconds since 1970-01-01 UTC
 * @mark: what is marked, or not any more
 * @words: UTF-8, to be read behind the mark's note: what is marked, for people
 *
 * Writes a packet like a note's. Its comment, which Wireshark shows and finds, is the mark's note
 * and @words, cut at %TAPLINE_PCAPNG_COMMENT_MAX bytes; its text says what is marked in figures.
 * Thread: any.
 *
 * Returns: bytes of the whole block
 */
gsize
tapline_pcapng_put_mark (guint8            *block,
                         gint64             time,
                         const TaplineMark *mark,
                         const char        *words)
{
  char text[TAPLINE_PCAPNG_MARK_MAX];
  g_autofree char *note = NULL;
  g_autofree char *comment = NULL;

  if (mark->note != NULL)
    note = g_strndup (mark->note, cut_text (mark->note, TAPLINE_MARK_NOTE_MAX));
  comment = g_strconcat (note != NULL ? note : "", words, NULL);
  tapline_pcapng_format_mark (mark, note != NULL ? strlen (note) : 0, text);

  return put_sentence (block, time, TAPLINE_PCAPNG_MARK_TAG, comment,
                       cut_text (comment, INFO_MAX), text, comment);
}

/**
 * tapline_pcapng_put_name:
 * @block: (out): where to write, %TAPLINE_PCAPNG_CONTROL_MAX bytes
 * @address: an address
 * @name: what the host is called; at most 255 bytes are kept
 *
 * Writes a name resolution block (draft-ietf-opsawg-pcapng, section 4.5) with one name in it.
 * Thread: any.
 *
 * Returns: bytes of the whole block
 */
gsize
tapline_pcapng_put_name (guint8               *block,
                         const TaplineAddress *address,
                         const char           *name)
{
  gsize ip_length = address->family == 6 ? 16 : 4;
  gsize length = strnlen (name, NAME_MAX_LENGTH);
  guint8 *p = put_u32 (block, BLOCK_NAMES) + 4;

  p = put_u16 (p, address->family == 6 ? NAME_IPV6 : NAME_IPV4);
  p = put_u16 (p, (guint16) (ip_length + length + 1));
  memcpy (p, address->ip, ip_length);
  p += ip_length;
  memcpy (p, name, length);
  p[length] = '\0';
  p = put_padding (p + length + 1, ip_length + length + 1);
  p = put_u16 (p, NAME_END);
  p = put_u16 (p, 0);

  return end_block (block, p);
}

/**
 * tapline_pcapng_put_end:
 * @block: (out): where to write, %TAPLINE_PCAPNG_END_SIZE bytes
 * @time: microseconds since 1970-01-01 UTC
 *
 * Writes the block that a recording ends with if it was closed: interface statistics (section
 * 4.6) without any figures. Thread: any.
 *
 * Returns: %TAPLINE_PCAPNG_END_SIZE
 */
gsize
tapline_pcapng_put_end (guint8 *block,
                        gint64  time)
{
  guint8 *p = put_u32 (block, BLOCK_STATISTICS) + 4;

  p = put_u32 (p, 0);
  p = put_u32 (p, (guint32) ((guint64) time >> 32));
  p = put_u32 (p, (guint32) time);

  return end_block (block, p);
}

/**
 * tapline_pcapng_is_end:
 * @block: (array fixed-size=24): the last %TAPLINE_PCAPNG_END_SIZE bytes of a file
 *
 * Thread: any.
 *
 * Returns: whether that is what tapline_pcapng_put_end() writes, at any time
 */
gboolean
tapline_pcapng_is_end (const guint8 *block)
{
  guint8 expected[TAPLINE_PCAPNG_END_SIZE];

  tapline_pcapng_put_end (expected, 0);
  memcpy (expected + 12, block + 12, 8);

  return memcmp (expected, block, sizeof expected) == 0;
}
