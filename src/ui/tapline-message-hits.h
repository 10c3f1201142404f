/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-foreign-pattern.h"
#include "tapline-message-list.h"

G_BEGIN_DECLS

/* Where one message has what is searched for. */
typedef struct _TaplineMessageHits TaplineMessageHits;

/* In bytes of the message. */
typedef struct
{
  guint64 start;
  guint64 end;
} TaplineMessageHit;

TaplineMessageHits      *tapline_message_hits_new       (TaplineMessageList *list,
                                                         guint64             number,
                                                         guint64             length,
                                                         TaplinePattern     *pattern);
void                     tapline_message_hits_free      (TaplineMessageHits *self);
gboolean                 tapline_message_hits_seek      (TaplineMessageHits *self);
const TaplineMessageHit *tapline_message_hits_get_first (TaplineMessageHits *self);
GArray                  *tapline_message_hits_find      (TaplineMessageHits *self,
                                                         guint64             start,
                                                         guint64             end);
gboolean                 tapline_message_hits_look_up   (const GArray       *hits,
                                                         guint              *next,
                                                         guint64             at,
                                                         guint64            *border);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineMessageHits, tapline_message_hits_free)

G_END_DECLS
