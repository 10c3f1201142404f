/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-sidecar-private.h"

G_BEGIN_DECLS

/* The built-in demo peer: a small instrument on a free loopback port. Sidecar only. */
typedef struct _TaplineDemo TaplineDemo;

TaplineDemo *tapline_demo_new      (TaplineSidecar  *sidecar,
                                    GDestroyNotify   closed,
                                    gpointer         owner,
                                    GError         **error);
void         tapline_demo_close    (TaplineDemo     *self);
guint16      tapline_demo_get_port (TaplineDemo     *self);

G_END_DECLS
