/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TaplineClock:
 *
 * The clock of a capture. All zero is one from which no time was taken. A member of the capture.
 */
typedef struct
{
  /* atomic, written by the writer */
  gint64 ahead; /* of the real time before the time since boot, microseconds */
  int    taken; /* whether something has a time and is not published */
} TaplineClock;

gint64   tapline_clock_take   (TaplineClock       *self);
void     tapline_clock_settle (TaplineClock       *self);
gboolean tapline_clock_look   (const TaplineClock *self,
                               gint64             *now);

G_END_DECLS
