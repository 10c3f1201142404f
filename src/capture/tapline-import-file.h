/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TaplineImportPacket:
 * @number: from 1, as Wireshark counts
 * @time: microseconds since 1970-01-01 UTC; that of the packet before where the file has none
 * @link_type: of the interface, see https://www.tcpdump.org/linktypes.html
 * @bytes: what was captured, valid until the next packet is asked for
 * @captured: how many bytes that is
 * @original: how many the packet had
 * @comment: (nullable): what somebody said of it, fit for a mark; valid as long as @bytes
 *
 * A packet as a capture of any program has it.
 */
typedef struct
{
  guint         number;
  gint64        time;
  guint         link_type;
  const guint8 *bytes;
  gsize         captured;
  gsize         original;
  const char   *comment;
} TaplineImportPacket;

/**
 * TaplineImportFile:
 * @offset: bytes of the file that were gone over
 * @number: of the last packet
 *
 * A pcap or pcapng file that is read from its beginning to its end. A member of its one user.
 */
typedef struct
{
  guint64     offset;
  guint       number;
  /* private */
  int         fd;         /* borrowed */
  const char *path;       /* borrowed */
  guint8     *buffer;
  gsize       size;
  gsize       at;         /* of what was not gone over */
  gsize       filled;
  gboolean    is_ng;
  gboolean    big_endian;
  gint64      time;
  char       *comment;    /* of the last packet (nullable) */
  GArray     *interfaces; /* of the section; one for pcap */
} TaplineImportFile;

typedef enum
{
  TAPLINE_IMPORT_PACKET, /* there is one */
  TAPLINE_IMPORT_END,    /* the file is over */
  TAPLINE_IMPORT_TORN,   /* the file ends within a packet */
  TAPLINE_IMPORT_FAILED, /* it cannot be read on */
} TaplineImportResult;

gboolean            tapline_import_file_init  (TaplineImportFile    *self,
                                               int                   fd,
                                               const char           *path,
                                               GError              **error);
void                tapline_import_file_clear (TaplineImportFile    *self);
TaplineImportResult tapline_import_file_next  (TaplineImportFile    *self,
                                               TaplineImportPacket  *packet,
                                               GError              **error);

G_END_DECLS
