/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A set of message numbers that grows at its end: each message is in it or not, in their order.
 * Belongs to one thread, or to whoever holds the lock of its owner. */
typedef struct _TaplineMatches TaplineMatches;

TaplineMatches *tapline_matches_new            (void);
void            tapline_matches_free           (TaplineMatches       *self);
void            tapline_matches_update         (TaplineMatches       *self,
                                                const TaplineMatches *original);
void            tapline_matches_append         (TaplineMatches       *self,
                                                const guint64        *bits,
                                                gsize                 n_bits);
void            tapline_matches_set            (TaplineMatches       *self,
                                                guint64               number,
                                                gboolean              matches);
gboolean        tapline_matches_contains       (const TaplineMatches *self,
                                                guint64               number);
guint64         tapline_matches_get_n_examined (const TaplineMatches *self);
guint64         tapline_matches_get_n          (const TaplineMatches *self);
guint64         tapline_matches_get            (const TaplineMatches *self,
                                                guint64               rank);
guint64         tapline_matches_get_rank       (const TaplineMatches *self,
                                                guint64               number);
gsize           tapline_matches_get_size       (const TaplineMatches *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineMatches, tapline_matches_free)

G_END_DECLS
