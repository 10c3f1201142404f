/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-log-ranges.h"

G_BEGIN_DECLS

/* Which messages of a list something is done with, in the order of their numbers. Belongs to one
 * thread at a time. */
typedef struct _TaplineMessageSet TaplineMessageSet;

/* Raises *@number to the first member that is not below it; %FALSE if there is none. */
typedef gboolean (*TaplineMessageSetFunc) (gpointer  data,
                                           guint64  *number);

TaplineMessageSet *tapline_message_set_new        (TaplineMessageSetFunc   func,
                                                   gpointer                data,
                                                   GDestroyNotify          destroy,
                                                   guint64                 n_members);
TaplineMessageSet *tapline_message_set_new_ranges (const TaplineLogRanges *ranges);
void               tapline_message_set_free       (TaplineMessageSet      *self);
guint64            tapline_message_set_get_n      (TaplineMessageSet      *self);
gboolean           tapline_message_set_find       (TaplineMessageSet      *self,
                                                   guint64                *number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineMessageSet, tapline_message_set_free)

G_END_DECLS
