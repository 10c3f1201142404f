/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message-list.h"

G_BEGIN_DECLS

/* The bytes of one message of any length, of which the last pages that were asked for are kept. */
typedef struct _TaplineBytePages TaplineBytePages;

TaplineBytePages *tapline_byte_pages_new  (TaplineMessageList *list,
                                           guint64             number);
void              tapline_byte_pages_free (TaplineBytePages   *self);
/* Copies bytes and returns how many there are; fewer where they cannot be read. */
gsize             tapline_byte_pages_get  (TaplineBytePages   *self,
                                           guint64             offset,
                                           gsize               length,
                                           guint8             *to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineBytePages, tapline_byte_pages_free)

G_END_DECLS
