/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-errand.h"
#include "tapline-waker.h"

G_BEGIN_DECLS

/* A file that an errand opens and goes over, while others read what it has come to. */
typedef struct _TaplineLoader TaplineLoader;

TaplineLoader  *tapline_loader_new         (const char     *path,
                                            TaplineWaker   *waker);
TaplineLoader  *tapline_loader_ref         (TaplineLoader  *self);
void            tapline_loader_unref       (TaplineLoader  *self);
gboolean        tapline_loader_run         (TaplineErrand  *errand,
                                            gpointer        data,
                                            GError        **error);
TaplineCapture *tapline_loader_get_capture (TaplineLoader  *self);
char           *tapline_loader_dup_warning (TaplineLoader  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineLoader, tapline_loader_unref)

G_END_DECLS
