/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message-list.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_MESSAGE_SLICE (tapline_message_slice_get_type ())
/* Some bytes of a message as a list of one message, for what works on lists. */
G_DECLARE_FINAL_TYPE (TaplineMessageSlice, tapline_message_slice, TAPLINE, MESSAGE_SLICE, GObject)

TaplineMessageSlice *tapline_message_slice_new (TaplineMessageList *list,
                                                guint64             number,
                                                guint64             start,
                                                guint64             end);

G_END_DECLS
