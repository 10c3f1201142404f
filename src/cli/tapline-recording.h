/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-transcript.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_RECORDING (tapline_recording_get_type ())
/* A finished recording cut into messages, of which there are more while it is read. */
G_DECLARE_FINAL_TYPE (TaplineRecording, tapline_recording, TAPLINE, RECORDING, GObject)

TaplineRecording   *tapline_recording_new          (const char        *path,
                                                    const char        *framing,
                                                    GError           **error);
gboolean            tapline_recording_load         (TaplineRecording  *self,
                                                    GError           **error);
gboolean            tapline_recording_go_on        (TaplineRecording  *self,
                                                    GError           **error);
TaplineCapture     *tapline_recording_get_capture  (TaplineRecording  *self);
TaplineMessageList *tapline_recording_get_messages (TaplineRecording  *self);
guint64             tapline_recording_get_done     (TaplineRecording  *self,
                                                    guint64            next);
guint64             tapline_recording_get_indexed  (TaplineRecording  *self);

G_END_DECLS
