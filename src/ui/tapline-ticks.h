/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the numbers of an axis are. */
typedef enum
{
  TAPLINE_UNIT_NUMBER,
  TAPLINE_UNIT_BYTES,
  TAPLINE_UNIT_SECONDS,
} TaplineUnit;

#define TAPLINE_TICKS_MAX 64

/* The ticks of a linear axis: round numbers of the unit between two values, at most @most unless
 * that would be one alone; returns how many they are, and how far apart. */
guint   tapline_ticks_find     (TaplineUnit  unit,
                                double       min,
                                double       max,
                                guint        most,
                                double       ticks[TAPLINE_TICKS_MAX],
                                double      *step);
/* Those of a logarithmic axis: powers of ten, the least at least @min, at most @most. */
guint   tapline_ticks_find_log (double       min,
                                double       max,
                                guint        most,
                                double       ticks[TAPLINE_TICKS_MAX]);
/* (transfer full): with as many decimals as @step needs; 0 for three digits. */
char   *tapline_ticks_format   (TaplineUnit  unit,
                                double       value,
                                double       step);

G_END_DECLS
