/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-log-ranges.h"
#include "tapline-message-list.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_LOG_DRAG (tapline_log_drag_get_type ())
/* Messages being dragged to another place, which gets them as text when it asks. */
G_DECLARE_FINAL_TYPE (TaplineLogDrag, tapline_log_drag, TAPLINE, LOG_DRAG, GdkContentProvider)

GdkContentProvider *tapline_log_drag_new (TaplineMessageList     *list,
                                          const TaplineLogRanges *ranges,
                                          const char             *encoding);

G_END_DECLS
