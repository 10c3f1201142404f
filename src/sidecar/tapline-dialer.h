/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-sidecar-private.h"

G_BEGIN_DECLS

/* One attempt to connect to a host, over all of its addresses. Sidecar only. */
typedef struct _TaplineDialer TaplineDialer;

typedef struct
{
  /* What it is about to do: %G_SOCKET_CLIENT_RESOLVING or %G_SOCKET_CLIENT_CONNECTING. */
  void (*progress) (TaplineDialer     *dialer,
                    GSocketClientEvent event,
                    gpointer           owner);
  /* Its end, called exactly once, never from tapline_dialer_start() or _cancel(): a
   * connection, or a #TAPLINE_ERROR, or %G_IO_ERROR_CANCELLED. Free the dialer. */
  void (*done)     (TaplineDialer     *dialer,
                    GSocketConnection *connection,
                    const GError      *error,
                    gpointer           owner);
} TaplineDialerFuncs;

TaplineDialer *tapline_dialer_new         (TaplineSidecar           *sidecar,
                                           const char               *host,
                                           guint16                   port,
                                           guint                     timeout_ms,
                                           const TaplineDialerFuncs *funcs,
                                           gpointer                  owner);
void           tapline_dialer_free        (TaplineDialer            *self);
void           tapline_dialer_start       (TaplineDialer            *self);
void           tapline_dialer_cancel      (TaplineDialer            *self);
gint64         tapline_dialer_get_elapsed (TaplineDialer            *self);

G_END_DECLS
