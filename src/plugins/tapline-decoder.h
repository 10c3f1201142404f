/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-decoded.h"
#include "tapline-module.h"

G_BEGIN_DECLS

/* What tapline-plugin.h promises for a message. */
#define TAPLINE_DECODER_TIME_MS 100

/* A registered decoder. Immutable but for being switched off; shared between threads by
 * reference, each of which keeps its plug-in loaded. */
typedef struct _TaplineDecoder TaplineDecoder;

TaplineDecoder *tapline_decoder_new        (TaplineModule               *module,
                                            const TaplinePluginDecoder  *plain,
                                            GError                     **error);
TaplineDecoder *tapline_decoder_ref        (TaplineDecoder              *self);
void            tapline_decoder_unref      (TaplineDecoder              *self);
const char     *tapline_decoder_get_name   (TaplineDecoder              *self);
const char     *tapline_decoder_get_title  (TaplineDecoder              *self);
const char     *tapline_decoder_get_fault  (TaplineDecoder              *self);
void            tapline_decoder_switch_off (TaplineDecoder              *self,
                                            const char                  *why);
gboolean        tapline_decoder_takes      (TaplineDecoder              *self,
                                            const char                  *framing);
guint           tapline_decoder_judge      (TaplineDecoder              *self,
                                            const TaplinePluginMessage  *message);
TaplineDecoded *tapline_decoder_decode     (TaplineDecoder              *self,
                                            const TaplinePluginMessage  *message,
                                            gboolean                     want_tree,
                                            guint                        time_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineDecoder, tapline_decoder_unref)

G_END_DECLS
