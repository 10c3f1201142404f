/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-log-content.h"
#include "tapline-log-options.h"

G_BEGIN_DECLS

/* How many rows the last message of the other direction is looked for in. */
#define TAPLINE_LOG_LOOK_BACK 256

/* The beginning of a session, which is read once. */
typedef struct
{
  gboolean known;
  gint64   time;
} TaplineLogStart;

void tapline_log_time_fill        (GPtrArray          *contents,
                                   TaplineMessageList *list,
                                   TaplineLogTime      mode,
                                   TaplineLogStart    *start);
void tapline_log_time_format_span (gint64              span,
                                   char               *text,
                                   gsize               size);

G_END_DECLS
