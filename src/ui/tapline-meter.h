/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-session.h"

G_BEGIN_DECLS

#define TAPLINE_METER_SAMPLES 16

/**
 * TaplineMeter:
 * @time: when each look was taken, monotonic microseconds
 * @messages: complete messages then
 * @received: bytes received then
 * @next: where the next look goes
 * @n: how many looks there are
 *
 * The last looks at a session's counters, a plain value that starts zeroed.
 */
typedef struct
{
  gint64  time[TAPLINE_METER_SAMPLES];
  guint64 messages[TAPLINE_METER_SAMPLES];
  guint64 received[TAPLINE_METER_SAMPLES];
  guint   next;
  guint   n;
} TaplineMeter;

void    tapline_meter_look       (TaplineMeter                 *self,
                                  gint64                        now,
                                  const TaplineSessionCounters *counters);
/* Forgets what it saw: the counts begin anew. */
void    tapline_meter_reset      (TaplineMeter                 *self);
double  tapline_meter_get_rate   (const TaplineMeter           *self);
guint64 tapline_meter_get_behind (const TaplineMeter           *self,
                                  const TaplineSessionCounters *counters,
                                  guint64                       done);

G_END_DECLS
