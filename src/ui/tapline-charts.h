/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-chart.h"
#include "tapline-gauge.h"

G_BEGIN_DECLS

/* What a chart of rates shows. */
typedef enum
{
  TAPLINE_RATES_BYTES  = 1 << 0, /* instead of messages */
  TAPLINE_RATES_MINUTE = 1 << 1, /* the last one instead of the whole session */
} TaplineRates;

/* All (transfer full). @now: microseconds since 1970 while the session goes on, 0 for the end of
 * what is recorded. */
TaplineChart *tapline_charts_new_rates  (const TaplineFigures       *figures,
                                         TaplineRates                rates,
                                         gint64                      now);
TaplineChart *tapline_charts_new_sizes  (const TaplineFigures       *figures);
TaplineChart *tapline_charts_new_gaps   (const TaplineFigures       *figures);
/* Of the series that are there (their figures nullable), named as the patterns are. */
TaplineChart *tapline_charts_new_values (TaplineValueFigures *const *figures,
                                         const char *const          *names,
                                         guint                       n);
/* What became of one series, as a sentence; @figures is (nullable). */
char         *tapline_charts_dup_values (const TaplineValueFigures  *figures);

G_END_DECLS
