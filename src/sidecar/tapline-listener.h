/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-address.h"
#include "tapline-sidecar-private.h"

G_BEGIN_DECLS

/* A TCP listener on one address. Sidecar only. */
typedef struct _TaplineListener TaplineListener;

typedef struct
{
  /* A peer connected; borrowed. */
  void (*incoming) (TaplineListener   *listener,
                    GSocketConnection *connection,
                    gpointer           owner);
  /* The last of it is gone, some time after tapline_listener_close(): it frees itself. */
  void (*closed)   (gpointer           owner);
} TaplineListenerFuncs;

TaplineListener *tapline_listener_new       (TaplineSidecar             *sidecar,
                                             const char                 *address,
                                             guint16                     port,
                                             const TaplineListenerFuncs *funcs,
                                             gpointer                    owner,
                                             GError                    **error);
void             tapline_listener_close     (TaplineListener            *self);
void             tapline_listener_pause     (TaplineListener            *self);
void             tapline_listener_resume    (TaplineListener            *self);
gboolean         tapline_listener_is_paused (TaplineListener            *self);
TaplineAddress   tapline_listener_get_bound (TaplineListener            *self);

G_END_DECLS
