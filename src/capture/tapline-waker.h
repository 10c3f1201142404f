/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-index.h"

G_BEGIN_DECLS

/* Whom the writer of a capture wakes when there is more: the indexes that follow it now. They come
 * and go as framings do; the writer keeps the waker. */
typedef struct _TaplineWaker TaplineWaker;

TaplineWaker *tapline_waker_new    (void);
TaplineWaker *tapline_waker_ref    (TaplineWaker *self);
void          tapline_waker_unref  (TaplineWaker *self);
void          tapline_waker_add    (TaplineWaker *self,
                                    TaplineIndex *index);
void          tapline_waker_remove (TaplineWaker *self,
                                    TaplineIndex *index);
void          tapline_waker_wake   (TaplineWaker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineWaker, tapline_waker_unref)

G_END_DECLS
