/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One end of a connection: an IP address and a TCP port, as a plain value. */
#include "config.h"

#include <arpa/inet.h>
#include <string.h>

#include "tapline-address.h"

static gsize
ip_size (const TaplineAddress *self)
{
  return self->family == 6 ? 16 : self->family == 4 ? 4 : 0;
}

/**
 * tapline_address_equal:
 * @a: an address
 * @b: another
 *
 * Thread: any.
 *
 * Returns: whether both are the same address and port
 */
gboolean
tapline_address_equal (const TaplineAddress *a,
                       const TaplineAddress *b)
{
  return a->family == b->family && a->port == b->port && memcmp (a->ip, b->ip, ip_size (a)) == 0;
}

/**
 * tapline_address_hash:
 * @self: an address
 *
 * Thread: any.
 *
 * Returns: a hash over address and port
 */
guint
tapline_address_hash (const TaplineAddress *self)
{
  guint hash = self->port * 2654435761u + self->family;

  for (gsize i = 0; i < ip_size (self); i++)
    hash = hash * 31 + self->ip[i];

  return hash;
}

/**
 * tapline_address_parse:
 * @self: (out): the address; untouched if @ip is none
 * @ip: a numeric IPv4 or IPv6 address without brackets or scope
 * @port: the TCP port, host byte order
 *
 * Thread: any.
 *
 * Returns: whether @ip is a numeric address
 */
gboolean
tapline_address_parse (TaplineAddress *self,
                       const char     *ip,
                       guint16         port)
{
  TaplineAddress parsed = { .port = port };

  if (inet_pton (AF_INET, ip, parsed.ip) == 1)
    parsed.family = 4;
  else if (inet_pton (AF_INET6, ip, parsed.ip) == 1)
    parsed.family = 6;
  else
    return FALSE;

  *self = parsed;
  return TRUE;
}

/**
 * tapline_address_to_string:
 * @self: an address
 * @buffer: (out): where to write
 *
 * Writes `192.0.2.1:80` or `[2001:db8::1]:80` (RFC 5952, RFC 3986 section 3.2.2), or nothing for
 * no address. Thread: any.
 *
 * Returns: @buffer
 */
const char *
tapline_address_to_string (const TaplineAddress *self,
                           char                  buffer[TAPLINE_ADDRESS_STRING_MAX])
{
  char ip[INET6_ADDRSTRLEN];

  buffer[0] = '\0';
  if (self->family == 4)
    g_snprintf (buffer, TAPLINE_ADDRESS_STRING_MAX, "%s:%u",
                inet_ntop (AF_INET, self->ip, ip, sizeof ip), self->port);
  else if (self->family == 6)
    g_snprintf (buffer, TAPLINE_ADDRESS_STRING_MAX, "[%s]:%u",
                inet_ntop (AF_INET6, self->ip, ip, sizeof ip), self->port);

  return buffer;
}
