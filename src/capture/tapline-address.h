/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TaplineAddress:
 * @family: 4 or 6; 0 where there is none
 * @port: the TCP port, host byte order
 * @ip: the address in network byte order; the first 4 bytes for IPv4
 *
 * One end of a connection as it stands in the capture. A plain value: copied, compared with
 * tapline_address_equal(), never allocated.
 */
typedef struct
{
  guint8  ip[16];
  guint16 port;
  guint8  family;
} TaplineAddress;

#define TAPLINE_ADDRESS_STRING_MAX 64

gboolean    tapline_address_equal     (const TaplineAddress *a,
                                       const TaplineAddress *b);
guint       tapline_address_hash      (const TaplineAddress *self);
gboolean    tapline_address_parse     (TaplineAddress       *self,
                                       const char           *ip,
                                       guint16               port);
const char *tapline_address_to_string (const TaplineAddress *self,
                                       char                  buffer[TAPLINE_ADDRESS_STRING_MAX]);

G_END_DECLS
