/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls the decoder of a plug-in that ships with messages that are in memory. */
#pragma once

#include "tapline-decoder.h"

G_BEGIN_DECLS

#define STAGE_MESSAGES_MAX 64

typedef struct
{
  TaplinePluginMessage plain;
  guint                position;
} StageMessage;

typedef struct
{
  TaplineModule  *module;
  GPtrArray      *decoders;
  StageMessage    messages[STAGE_MESSAGES_MAX];
  guint           n_messages;
} Stage;

void            stage_init    (Stage                  *self,
                               const char             *plugin);
void            stage_clear   (Stage                  *self);
void            stage_forget  (Stage                  *self);
void            stage_say     (Stage                  *self,
                               TaplinePluginDirection  direction,
                               const void             *bytes,
                               gsize                   length,
                               const char             *framing,
                               guint16                 peer_port);
guint           stage_judge   (Stage                  *self,
                               guint                   position);
TaplineDecoded *stage_decode  (Stage                  *self,
                               gboolean                want_tree);

G_END_DECLS
