/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TaplineEndpoint:
 * @host: name or address to connect to, `unix:PATH`, or address to listen on; never empty
 * @port: TCP port, 1 to 65535; for a listener also 0, any free one; 0 for `unix:PATH`
 * @listen: %TRUE for a listener
 *
 * Where to connect or listen, as checked user input. Immutable, boxed.
 */
typedef struct
{
  char    *host;
  guint16  port;
  gboolean listen;
} TaplineEndpoint;

#define TAPLINE_TYPE_ENDPOINT (tapline_endpoint_get_type ())

GType            tapline_endpoint_get_type     (void);
TaplineEndpoint *tapline_endpoint_new          (const char            *host,
                                                guint16                port,
                                                gboolean               listen);
/* Understands `host`, `host:port`, `[::1]:7000`, `::1`, `tcp://host:port` and, to connect to,
 * `unix:PATH` in @host; a port in it wins over an empty @port and must agree with one that is not.
 * Sets #TAPLINE_ERROR with HOST_EMPTY, HOST_INVALID, PORT_EMPTY or PORT_INVALID. A listener's
 * empty host is 127.0.0.1. */
TaplineEndpoint *tapline_endpoint_parse        (const char            *host,
                                                const char            *port,
                                                gboolean               listen,
                                                GError               **error);
TaplineEndpoint *tapline_endpoint_copy         (const TaplineEndpoint *self);
void             tapline_endpoint_free         (TaplineEndpoint       *self);
char            *tapline_endpoint_to_string    (const TaplineEndpoint *self); /* [::1]:7000 */
/* "scope.lab:5025", "Listening on 7000" */
char            *tapline_endpoint_dup_title    (const TaplineEndpoint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineEndpoint, tapline_endpoint_free)

G_END_DECLS
