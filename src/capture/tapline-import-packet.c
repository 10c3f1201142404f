/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the TCP segment in a captured packet: Ethernet with VLAN tags, Linux cooked, raw IP or
 * loopback; IPv4 with options, IPv6 with extension headers.
 *
 * Every header is asked for with need(), which tells apart what was not captured from what is not
 * in the packet. The bytes are not trusted.
 *
 * Threads: any.
 */
#include "config.h"

#include <string.h>

#include "tapline-import-packet.h"

/* https://www.tcpdump.org/linktypes.html; 12 and 14 are what DLT_RAW is on some systems. */
enum
{
  LINK_NULL = 0,
  LINK_ETHERNET = 1,
  LINK_RAW_12 = 12,
  LINK_RAW_14 = 14,
  LINK_RAW = 101,
  LINK_LOOP = 108,
  LINK_SLL = 113,
  LINK_IPV4 = 228,
  LINK_IPV6 = 229,
  LINK_UPPER_PDU = 252,
  LINK_SLL2 = 276,
};

#define TYPE_IPV4  0x0800
#define TYPE_IPV6  0x86dd
#define TYPE_OTHER 0
#define PROTOCOL_TCP 6

/* What is left of a packet. */
typedef struct
{
  const guint8 *p;
  gsize         captured;
  gsize         original;
} Rest;

static guint16
get_u16 (const guint8 *p)
{
  return (guint16) (p[0] << 8 | p[1]);
}

static guint32
get_u32 (const guint8 *p)
{
  return (guint32) get_u16 (p) << 16 | get_u16 (p + 2);
}

static gboolean
need (const Rest        *rest,
      gsize              length,
      TaplineImportKind *kind)
{
  if (rest->captured >= length)
    return TRUE;
  *kind = rest->original >= length ? TAPLINE_IMPORT_CUT : TAPLINE_IMPORT_MALFORMED;

  return FALSE;
}

static void
go_over (Rest  *rest,
         gsize  length)
{
  rest->p += length;
  rest->captured -= length;
  rest->original -= length;
}

/* What an IP header says that there is, without padding behind it. */
static void
limit (Rest  *rest,
       gsize  length)
{
  rest->original = length;
  rest->captured = MIN (rest->captured, length);
}

/* Over a header that ends with an Ethernet type at @type_at, and over the tags of IEEE 802.1Q. */
static gboolean
parse_typed (Rest              *rest,
             gsize              length,
             gsize              type_at,
             guint             *type,
             TaplineImportKind *kind)
{
  if (!need (rest, length, kind))
    return FALSE;
  *type = get_u16 (rest->p + type_at);
  go_over (rest, length);
  while (*type == 0x8100 || *type == 0x88a8 || *type == 0x9100)
    {
      if (!need (rest, 4, kind))
        return FALSE;
      *type = get_u16 (rest->p + 2);
      go_over (rest, 4);
    }

  return TRUE;
}

/* The address family of whichever system captured it, in either byte order. */
static gboolean
parse_loopback (Rest              *rest,
                guint             *type,
                TaplineImportKind *kind)
{
  guint32 family;

  if (!need (rest, 4, kind))
    return FALSE;
  family = get_u32 (rest->p);
  if (family > 0xffff)
    family = GUINT32_SWAP_LE_BE (family);
  go_over (rest, 4);
  *type = family == 2 ? TYPE_IPV4
                      : family == 10 || family == 24 || family == 28 || family == 30 ? TYPE_IPV6
                                                                                     : TYPE_OTHER;

  return TRUE;
}

/* Over the link's header. */
static gboolean
parse_link (Rest              *rest,
            guint              link_type,
            guint             *type,
            TaplineImportKind *kind)
{
  switch (link_type)
    {
    case LINK_ETHERNET:
      return parse_typed (rest, 14, 12, type, kind);

    case LINK_SLL:
      return parse_typed (rest, 16, 14, type, kind);

    case LINK_SLL2:
      return parse_typed (rest, 20, 0, type, kind);

    case LINK_NULL:
    case LINK_LOOP:
      return parse_loopback (rest, type, kind);

    case LINK_RAW:
    case LINK_RAW_12:
    case LINK_RAW_14:
      if (!need (rest, 1, kind))
        return FALSE;
      *type = rest->p[0] >> 4 == 4 ? TYPE_IPV4 : rest->p[0] >> 4 == 6 ? TYPE_IPV6 : TYPE_OTHER;
      return TRUE;

    case LINK_IPV4:
      *type = TYPE_IPV4;
      return TRUE;

    case LINK_IPV6:
      *type = TYPE_IPV6;
      return TRUE;

    case LINK_UPPER_PDU: /* no packet that was on a link, but what a program said about one */
      *type = TYPE_OTHER;
      return TRUE;

    default:
      *kind = TAPLINE_IMPORT_UNKNOWN_LINK;
      return FALSE;
    }
}

/* RFC 791, section 3.1 */
static gboolean
parse_ipv4 (Rest                 *rest,
            TaplineImportSegment *segment,
            TaplineImportKind    *kind)
{
  gsize header, total;
  const guint8 *p = rest->p;

  if (!need (rest, 20, kind))
    return FALSE;
  header = (gsize) (p[0] & 15) * 4;
  total = get_u16 (p + 2);
  /* A network card that cuts into packets by itself is given those without a length. */
  if (total == 0)
    total = rest->original;
  *kind = TAPLINE_IMPORT_MALFORMED;
  if (p[0] >> 4 != 4 || header < 20 || total < header)
    return FALSE;
  *kind = TAPLINE_IMPORT_NOT_TCP;
  if (p[9] != PROTOCOL_TCP)
    return FALSE;
  *kind = TAPLINE_IMPORT_FRAGMENT;
  if ((get_u16 (p + 6) & 0x3fff) != 0)
    return FALSE;

  segment->source.family = segment->destination.family = 4;
  memcpy (segment->source.ip, p + 12, 4);
  memcpy (segment->destination.ip, p + 16, 4);
  limit (rest, total);
  if (!need (rest, header, kind))
    return FALSE;
  go_over (rest, header);

  return TRUE;
}

/* Over the extension headers (RFC 8200, section 4), to the TCP header. */
static gboolean
parse_extensions (Rest              *rest,
                  guint8             next,
                  TaplineImportKind *kind)
{
  while (next != PROTOCOL_TCP)
    {
      gboolean fragment = FALSE;
      gsize length;

      *kind = TAPLINE_IMPORT_NOT_TCP;
      /* Hop by hop, routing, fragment, authentication, options, mobility, HIP, shim6 */
      if (memchr ("\0\53\54\63\74\207\213\214", next, 8) == NULL)
        return FALSE;
      if (!need (rest, 8, kind))
        return FALSE;
      if (next == 44)
        {
          length = 8;
          fragment = (get_u16 (rest->p + 2) & 0xfff9) != 0;
        }
      else if (next == 51)
        length = ((gsize) rest->p[1] + 2) * 4;
      else
        length = ((gsize) rest->p[1] + 1) * 8;
      next = rest->p[0];
      *kind = next == PROTOCOL_TCP ? TAPLINE_IMPORT_FRAGMENT : TAPLINE_IMPORT_NOT_TCP;
      if (fragment || !need (rest, length, kind))
        return FALSE;
      go_over (rest, length);
    }

  return TRUE;
}

/* RFC 8200, section 3 */
static gboolean
parse_ipv6 (Rest                 *rest,
            TaplineImportSegment *segment,
            TaplineImportKind    *kind)
{
  const guint8 *p = rest->p;
  guint16 length;

  if (!need (rest, 40, kind))
    return FALSE;
  *kind = TAPLINE_IMPORT_MALFORMED;
  if (p[0] >> 4 != 6)
    return FALSE;

  segment->source.family = segment->destination.family = 6;
  memcpy (segment->source.ip, p + 8, 16);
  memcpy (segment->destination.ip, p + 24, 16);
  length = get_u16 (p + 4);
  go_over (rest, 40);
  if (length > 0)
    limit (rest, length);

  return parse_extensions (rest, p[6], kind);
}

/* RFC 9293, section 3.1 */
static gboolean
parse_tcp (Rest                 *rest,
           TaplineImportSegment *segment,
           TaplineImportKind    *kind)
{
  const guint8 *p = rest->p;
  gsize header;

  if (!need (rest, 20, kind))
    return FALSE;
  header = (gsize) (p[12] >> 4) * 4;
  *kind = TAPLINE_IMPORT_MALFORMED;
  if (header < 20 || !need (rest, header, kind))
    return FALSE;

  segment->source.port = get_u16 (p);
  segment->destination.port = get_u16 (p + 2);
  segment->seq = get_u32 (p + 4);
  segment->ack = get_u32 (p + 8);
  segment->flags = p[13];
  go_over (rest, header);
  segment->payload = rest->p;
  segment->length = (guint32) rest->captured;
  segment->missing = (guint32) (rest->original - rest->captured);

  return TRUE;
}

/**
 * tapline_import_packet_parse:
 * @packet: a packet
 * @segment: (out): the segment in it
 *
 * Safe with any bytes. Thread: any.
 *
 * Returns: %TAPLINE_IMPORT_TCP if there is one, else why not
 */
TaplineImportKind
tapline_import_packet_parse (const TaplineImportPacket *packet,
                             TaplineImportSegment      *segment)
{
  Rest rest = { packet->bytes, packet->captured, packet->original };
  TaplineImportKind kind = TAPLINE_IMPORT_NOT_TCP;
  guint type = TYPE_OTHER;

  *segment = (TaplineImportSegment) { 0 };
  if (!parse_link (&rest, packet->link_type, &type, &kind))
    return kind;
  if (type == TYPE_IPV4 ? !parse_ipv4 (&rest, segment, &kind)
                        : type != TYPE_IPV6 || !parse_ipv6 (&rest, segment, &kind))
    return kind;

  return parse_tcp (&rest, segment, &kind) ? TAPLINE_IMPORT_TCP : kind;
}
