/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message-list.h"

G_BEGIN_DECLS

/* Messages as packets of a pcapng file. */
typedef struct _TaplinePackets TaplinePackets;

TaplinePackets *tapline_packets_new          (void);
void            tapline_packets_free         (TaplinePackets       *self);
void            tapline_packets_append_start (GString              *out);
void            tapline_packets_begin        (TaplinePackets       *self,
                                              TaplineMessageList   *list,
                                              const TaplineMessage *message,
                                              GString              *out);
gboolean        tapline_packets_go_on        (TaplinePackets       *self,
                                              GString              *out);
double          tapline_packets_get_fraction (const TaplinePackets *self);
gboolean        tapline_packets_is_broken    (const TaplinePackets *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplinePackets, tapline_packets_free)

G_END_DECLS
