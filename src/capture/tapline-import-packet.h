/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-address.h"
#include "tapline-import-file.h"

G_BEGIN_DECLS

/**
 * TaplineImportSegment:
 * @source: who sent it
 * @destination: to whom
 * @flags: TCP control bits
 * @seq: sequence number
 * @ack: acknowledgement number
 * @payload: what was captured of the payload, in the packet
 * @length: how many bytes that is
 * @missing: how many bytes of the payload were not captured
 *
 * A TCP segment as it was captured.
 */
typedef struct
{
  TaplineAddress  source;
  TaplineAddress  destination;
  guint8          flags;
  guint32         seq;
  guint32         ack;
  const guint8   *payload;
  guint32         length;
  guint32         missing;
} TaplineImportSegment;

typedef enum
{
  TAPLINE_IMPORT_TCP,
  TAPLINE_IMPORT_NOT_TCP,
  TAPLINE_IMPORT_FRAGMENT,     /* a part of an IP packet with TCP in it */
  TAPLINE_IMPORT_CUT,          /* not even its headers were captured */
  TAPLINE_IMPORT_MALFORMED,
  TAPLINE_IMPORT_UNKNOWN_LINK, /* a link type that is not known here */
} TaplineImportKind;

TaplineImportKind tapline_import_packet_parse (const TaplineImportPacket *packet,
                                               TaplineImportSegment      *segment);

G_END_DECLS
