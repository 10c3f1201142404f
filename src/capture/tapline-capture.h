/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-counter.h"
#include "tapline-flow.h"
#include "tapline-marks.h"

G_BEGIN_DECLS

/* The append-only recording of one session: a pcapng file (draft-ietf-opsawg-pcapng) that
 * Wireshark opens at every moment. One writer; readers open the file by its descriptor and go
 * as far as what is published. */
typedef struct _TaplineCapture TaplineCapture;

/* What readers may rely on; each number written by the capture's thread alone. */
typedef struct
{
  TaplineCounter bytes;     /* file bytes, always the end of a whole block */
  TaplineCounter blocks;    /* pcapng blocks */
  TaplineCounter in;        /* payload bytes from peers that are in the file */
  TaplineCounter out;       /* payload bytes to peers that are in the file */
} TaplineCaptureCounters;

TaplineCapture               *tapline_capture_new          (const char             *path,
                                                            GError                **error);
TaplineCapture               *tapline_capture_open         (const char             *path,
                                                            GError                **error);
TaplineCapture               *tapline_capture_ref          (TaplineCapture         *self);
void                          tapline_capture_unref        (TaplineCapture         *self);
const char                   *tapline_capture_get_path     (TaplineCapture         *self);
int                           tapline_capture_get_fd       (TaplineCapture         *self);
const TaplineCaptureCounters *tapline_capture_get_counters (TaplineCapture         *self);
gboolean                      tapline_capture_look_at_clock (TaplineCapture        *self,
                                                            gint64                 *now);
TaplineMarks                 *tapline_capture_get_marks    (TaplineCapture         *self);

/* A capture that was opened is read by whoever opened it, part by part, and never written. One of
 * another program is written anew, into a file without a name, and that is what readers see. */
gboolean                      tapline_capture_load         (TaplineCapture         *self,
                                                            gsize                   at_least,
                                                            GError                **error);
guint64                       tapline_capture_get_size     (TaplineCapture         *self);
guint64                       tapline_capture_get_loaded   (TaplineCapture         *self);
char                         *tapline_capture_dup_warning  (TaplineCapture         *self);
gboolean                      tapline_capture_is_same      (TaplineCapture         *self,
                                                            TaplineCapture         *other);
gboolean                      tapline_capture_is_at        (TaplineCapture         *self,
                                                            const char             *path);
gboolean                      tapline_capture_has_marks    (TaplineCapture         *self);
gboolean                      tapline_capture_is_imported  (TaplineCapture         *self);

/* The writer's thread only. */
void                          tapline_capture_set_time     (TaplineCapture         *self,
                                                            gint64                  time);
void                          tapline_capture_set_comment  (TaplineCapture         *self,
                                                            const char             *comment);
void                          tapline_capture_open_flow    (TaplineCapture         *self,
                                                            TaplineFlow            *flow,
                                                            const char             *comment);
gssize                        tapline_capture_read         (TaplineCapture         *self,
                                                            TaplineFlow            *flow,
                                                            int                     fd,
                                                            gsize                   at_most);
void                          tapline_capture_append       (TaplineCapture         *self,
                                                            TaplineFlow            *flow,
                                                            TaplineDirection        direction,
                                                            const void             *bytes,
                                                            gsize                   length);
void                          tapline_capture_skip         (TaplineCapture         *self,
                                                            TaplineFlow            *flow,
                                                            TaplineDirection        direction,
                                                            guint32                 length,
                                                            const char             *comment);
void                          tapline_capture_end_flow     (TaplineCapture         *self,
                                                            TaplineFlow            *flow,
                                                            TaplineDirection        direction,
                                                            gboolean                reset,
                                                            const char             *comment);
void                          tapline_capture_note         (TaplineCapture         *self,
                                                            const char             *text);
gboolean                      tapline_capture_mark         (TaplineCapture         *self,
                                                            const TaplineMark      *mark,
                                                            const char             *words,
                                                            GError                **error);
void                          tapline_capture_name_host    (TaplineCapture         *self,
                                                            const TaplineAddress   *address,
                                                            const char             *name);
void                          tapline_capture_set_limit    (TaplineCapture         *self,
                                                            guint64                 limit);
gboolean                      tapline_capture_is_at_limit  (TaplineCapture         *self);
gsize                         tapline_capture_get_room     (TaplineCapture         *self);
gboolean                      tapline_capture_flush        (TaplineCapture         *self,
                                                            GError                **error);
gboolean                      tapline_capture_finish       (TaplineCapture         *self,
                                                            GError                **error);
GError                       *tapline_capture_dup_error    (TaplineCapture         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineCapture, tapline_capture_unref)

G_END_DECLS
