/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-options.h"

G_BEGIN_DECLS

/* What one side of a recorded connection sent, in its rhythm. */
typedef struct _TaplinePlayer TaplinePlayer;

typedef enum
{
  TAPLINE_PLAYER_SEND, /* here are bytes */
  TAPLINE_PLAYER_WAIT, /* nothing before some time */
  TAPLINE_PLAYER_END,  /* that was all */
} TaplinePlayerStep;

TaplinePlayer     *tapline_player_new  (const TaplineOptions  *options,
                                        GError               **error);
void               tapline_player_free (TaplinePlayer         *self);
char              *tapline_player_dup_summary (TaplinePlayer  *self);
guint64            tapline_player_get_total (TaplinePlayer    *self);
TaplinePlayerStep  tapline_player_next (TaplinePlayer         *self,
                                        gint64                 elapsed,
                                        GBytes               **bytes,
                                        gint64                *wait);

G_END_DECLS
