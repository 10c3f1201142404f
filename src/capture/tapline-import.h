/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-capture.h"

G_BEGIN_DECLS

/* A capture of another program that is written into one of ours, packet by packet. */
typedef struct _TaplineImport TaplineImport;

TaplineImport *tapline_import_new         (int               fd,
                                           const char       *path,
                                           GError          **error);
void           tapline_import_free        (TaplineImport    *self);
gboolean       tapline_import_go_on       (TaplineImport    *self,
                                           TaplineCapture   *capture,
                                           gsize             at_least,
                                           GError          **error);
guint64        tapline_import_get_done    (TaplineImport    *self);
char          *tapline_import_dup_warning (TaplineImport    *self);

G_END_DECLS
