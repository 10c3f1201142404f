/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-errand.h"
#include "tapline-message-set.h"
#include "tapline-render.h"
#include "tapline-transcript.h"

G_BEGIN_DECLS

/* Messages of a transcript being written to a file of some format, on an errand's thread. */
typedef struct _TaplineExporter TaplineExporter;

TaplineExporter *tapline_exporter_new           (TaplineTranscript  *transcript,
                                                 TaplineMessageSet  *messages,
                                                 TaplineFormat       format,
                                                 const char         *encoding,
                                                 const char         *path);
TaplineExporter *tapline_exporter_ref           (TaplineExporter    *self);
void             tapline_exporter_unref         (TaplineExporter    *self);
/* A #TaplineErrandFunc. */
gboolean         tapline_exporter_run           (TaplineErrand      *errand,
                                                 gpointer            data,
                                                 GError            **error);
/* Once the errand is over. */
guint64          tapline_exporter_get_n_written (TaplineExporter    *self);
guint64          tapline_exporter_get_n_broken  (TaplineExporter    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineExporter, tapline_exporter_unref)

G_END_DECLS
