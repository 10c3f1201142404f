/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-capture.h"
#include "tapline-errand.h"

G_BEGIN_DECLS

/* A recording as it was at one moment, on its way into another file. */
typedef struct _TaplineCopy TaplineCopy;

TaplineCopy *tapline_copy_new  (TaplineCapture  *capture,
                                const char      *path);
void         tapline_copy_free (TaplineCopy     *self);
gboolean     tapline_copy_run  (TaplineErrand   *errand,
                                gpointer         data,
                                GError         **error);

G_END_DECLS
