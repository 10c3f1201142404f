/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-plugins.h"
#include "tapline-transcript.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_MEANING (tapline_meaning_get_type ())
/* What the messages of one session mean, as far as that is known. Property "choice": which decoder
 * tells; property "decoders": those that there are; signal "changed": more is known, or what was
 * known no longer holds. All on the UI thread. */
G_DECLARE_FINAL_TYPE (TaplineMeaning, tapline_meaning, TAPLINE, MEANING, GObject)

TaplineMeaning *tapline_meaning_new            (TaplinePlugins    *plugins);
/* Whether @meaning is another than the one in @place, which it takes the place of: @data has no
 * handlers there then. Both (nullable). */
gboolean        tapline_meaning_replace        (TaplineMeaning   **place,
                                                TaplineMeaning    *meaning,
                                                gpointer           data);
void            tapline_meaning_set_transcript (TaplineMeaning    *self,
                                                TaplineTranscript *transcript);
/* Never wait; (transfer full) (nullable): NULL if it is not known yet, or never will be. */
TaplineDecoded *tapline_meaning_get_summary    (TaplineMeaning    *self,
                                                guint64            number);
TaplineDecoded *tapline_meaning_get_tree       (TaplineMeaning    *self,
                                                guint64            number);
/* Whether there is anybody to decode messages. */
gboolean        tapline_meaning_is_decoding    (TaplineMeaning    *self);
/* TAPLINE_DECODING_AUTO, TAPLINE_DECODING_NONE or a decoder's name; at any time. */
const char     *tapline_meaning_get_choice     (TaplineMeaning    *self);
void            tapline_meaning_choose         (TaplineMeaning    *self,
                                                const char        *choice);
/* (transfer none) (element-type TaplineDecoder): those that there are. */
GPtrArray      *tapline_meaning_get_decoders   (TaplineMeaning    *self);

G_END_DECLS
