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
                                   gboolean            dated,
                                   TaplineLogStart    *start);
/* Whether a row is of another day than @now. */
gboolean tapline_log_time_needs_date
                                  (GPtrArray          *contents,
                                   gint64              now);
void tapline_log_time_format_span (gint64              span,
                                   char               *text,
                                   gsize               size);

G_END_DECLS
