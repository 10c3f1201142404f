/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the chart share. */
#pragma once

#include "tapline-chart.h"

G_BEGIN_DECLS

typedef struct
{
  char   *name;
  GArray *points; /* TaplineChartPoint */
} TaplineChartSeries;

typedef struct
{
  TaplineUnit  unit;
  char        *words;
} TaplineChartAxis;

struct _TaplineChart
{
  gatomicrefcount     ref_count;
  TaplineChartKind    kind;
  char               *title;
  char               *summary;
  TaplineChartAxis    x;
  TaplineChartAxis    y;
  double              from; /* of x */
  double              to;
  double              low;  /* of y */
  double              high;
  TaplineChartSeries  series[TAPLINE_CHART_SERIES_MAX];
  guint               n_series;
};

/* Where x lies on its axis; and what lies there. */
double tapline_chart_scale   (const TaplineChart *self,
                              double              x);
double tapline_chart_unscale (const TaplineChart *self,
                              double              place);

G_END_DECLS
