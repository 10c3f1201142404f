/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-decoder.h"
#include "tapline-index.h"

G_BEGIN_DECLS

#define TAPLINE_DECODING_AUTO "auto"
#define TAPLINE_DECODING_NONE "none"

/* Told on any thread that there are new answers. Must return at once; tapline_bell_ring() is made
 * for it. */
typedef void (*TaplineDecodingNotify) (gpointer user_data);

/* The messages of one index, decoded as they are asked for, on a thread of its own. */
typedef struct _TaplineDecoding TaplineDecoding;

TaplineDecoding *tapline_decoding_new          (TaplineIndex           *index,
                                                const char             *framing,
                                                TaplineDecodingNotify   notify,
                                                gpointer                user_data,
                                                GDestroyNotify          destroy);
TaplineDecoding *tapline_decoding_ref          (TaplineDecoding        *self);
void             tapline_decoding_unref        (TaplineDecoding        *self);
void             tapline_decoding_set_decoders (TaplineDecoding        *self,
                                                GPtrArray              *decoders);
void             tapline_decoding_choose       (TaplineDecoding        *self,
                                                const char             *choice);
void             tapline_decoding_set_limits   (TaplineDecoding        *self,
                                                guint                   time_ms,
                                                guint                   limit_ms);
TaplineDecoded  *tapline_decoding_get_summary  (TaplineDecoding        *self,
                                                guint64                 number);
TaplineDecoded  *tapline_decoding_get_tree     (TaplineDecoding        *self,
                                                guint64                 number);
TaplineDecoded  *tapline_decoding_wait         (TaplineDecoding        *self,
                                                guint64                 number,
                                                gboolean                want_tree);
gboolean         tapline_decoding_stop         (TaplineDecoding        *self,
                                                guint                   wait_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineDecoding, tapline_decoding_unref)

G_END_DECLS
