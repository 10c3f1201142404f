/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message-list.h"
#include "tapline-waker.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_TRANSCRIPT (tapline_transcript_get_type ())
/* A capture as messages: a #TaplineMessageList of what was there when it last looked. */
G_DECLARE_FINAL_TYPE (TaplineTranscript, tapline_transcript, TAPLINE, TRANSCRIPT, GObject)

TaplineTranscript *tapline_transcript_new          (void);
gboolean           tapline_transcript_open         (TaplineTranscript     *self,
                                                    TaplineCapture        *capture,
                                                    TaplineFraming        *framing,
                                                    TaplineIndexNotify     notify,
                                                    gpointer               user_data,
                                                    GError               **error);
gboolean           tapline_transcript_set_framing  (TaplineTranscript     *self,
                                                    TaplineFraming        *framing,
                                                    GError               **error);
TaplineTranscript *tapline_transcript_fork         (TaplineTranscript     *self);
void               tapline_transcript_look         (TaplineTranscript     *self);
void               tapline_transcript_stop         (TaplineTranscript     *self);
void               tapline_transcript_name_peer    (TaplineTranscript     *self,
                                                    const TaplineAddress  *peer,
                                                    const char            *name);
/* (transfer none) (nullable): %NULL until it is open. */
TaplineCapture    *tapline_transcript_get_capture  (TaplineTranscript     *self);
TaplineIndex      *tapline_transcript_get_index    (TaplineTranscript     *self);
/* (transfer none) (nullable): what that index cuts messages by. */
TaplineFraming    *tapline_transcript_get_framing  (TaplineTranscript     *self);
/* (transfer none): what whoever writes the capture has to wake. */
TaplineWaker      *tapline_transcript_get_waker    (TaplineTranscript     *self);
/* As tapline_reader_find_note(), of the messages that it has. */
gboolean           tapline_transcript_find_note    (TaplineTranscript     *self,
                                                    guint64                from,
                                                    guint64               *number,
                                                    guint32               *connections);
/* Payload bytes from peers that were in messages when it last looked. */
guint64            tapline_transcript_get_indexed  (TaplineTranscript     *self);
gboolean           tapline_transcript_is_caught_up (TaplineTranscript     *self);
/* How far another framing was with what had been recorded when it was set, from 0 to 1; 1 if no
 * other is being prepared. As of the last look. */
double             tapline_transcript_get_progress (TaplineTranscript     *self);

G_END_DECLS
