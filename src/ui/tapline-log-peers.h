/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message-list.h"

G_BEGIN_DECLS

#define TAPLINE_LOG_N_ACCENTS 8   /* colours; the letters go on */
#define TAPLINE_LOG_NO_ACCENT G_MAXUINT
#define TAPLINE_LOG_LETTERS_MAX 4

/* Which accent each peer of a session has. */
typedef struct _TaplineLogPeers TaplineLogPeers;

TaplineLogPeers *tapline_log_peers_new        (void);
void             tapline_log_peers_free       (TaplineLogPeers      *self);
void             tapline_log_peers_clear      (TaplineLogPeers      *self);
guint            tapline_log_peers_get_accent (TaplineLogPeers      *self,
                                               const TaplineMessage *message);
guint            tapline_log_peers_get_n      (TaplineLogPeers      *self);
void             tapline_log_peers_letters
                                              (guint                 accent,
                                               char            letters[TAPLINE_LOG_LETTERS_MAX]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineLogPeers, tapline_log_peers_free)

G_END_DECLS
