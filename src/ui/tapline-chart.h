/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-ticks.h"

G_BEGIN_DECLS

#define TAPLINE_CHART_SERIES_MAX 4

/* Numbers to be drawn: curves over time or bars over sizes. What a plot shows, and a file gets.
 * Immutable once it is filled: it may then be shared between threads by reference. */
typedef struct _TaplineChart TaplineChart;

typedef enum
{
  TAPLINE_CHART_CURVES,
  TAPLINE_CHART_BARS, /* over a logarithmic axis */
} TaplineChartKind;

/**
 * TaplineChartPoint:
 * @x: where it is
 * @end: where a bar ends; @x for a curve
 * @y: the value; not a number where a curve is interrupted
 * @low: the least that it stands for, @y if it is one value
 * @high: and the greatest
 */
typedef struct
{
  double x;
  double end;
  double y;
  double low;
  double high;
} TaplineChartPoint;

/**
 * TaplineChartLook:
 * @text: colour of text and axes
 * @series: of each series
 */
typedef struct
{
  GdkRGBA text;
  GdkRGBA series[TAPLINE_CHART_SERIES_MAX];
} TaplineChartLook;

TaplineChart *tapline_chart_new          (TaplineChartKind         kind,
                                          const char              *title);
TaplineChart *tapline_chart_ref          (TaplineChart            *self);
void          tapline_chart_unref        (TaplineChart            *self);
/* What the axes' numbers are; @x_words and @y_words say it in a word or two. */
void          tapline_chart_set_axes     (TaplineChart            *self,
                                          TaplineUnit              x_unit,
                                          const char              *x_words,
                                          TaplineUnit              y_unit,
                                          const char              *y_words);
/* How far the x axis goes at least. */
void          tapline_chart_set_range    (TaplineChart            *self,
                                          double                   from,
                                          double                   to);
/* Lets the y axis begin near the least value instead of at 0; before points are added. */
void          tapline_chart_fit          (TaplineChart            *self);
void          tapline_chart_add_series   (TaplineChart            *self,
                                          const char              *name);
/* To the series that was added last, in the order of x. */
void          tapline_chart_add_point    (TaplineChart            *self,
                                          const TaplineChartPoint *point);
/* The main figures in words. */
void          tapline_chart_set_summary  (TaplineChart            *self,
                                          const char              *summary);
const char   *tapline_chart_get_title    (const TaplineChart      *self);
const char   *tapline_chart_get_summary  (const TaplineChart      *self);
gboolean      tapline_chart_is_empty     (const TaplineChart      *self);

/* Draws the chart; with a line at @cursor, if that is a number. */
void          tapline_chart_draw         (const TaplineChart      *self,
                                          const TaplineChartLook  *look,
                                          cairo_t                 *cr,
                                          PangoContext            *context,
                                          double                   width,
                                          double                   height,
                                          double                   cursor);
/* The x of the point that is nearest to a place of the drawing. */
gboolean      tapline_chart_find         (const TaplineChart      *self,
                                          PangoContext            *context,
                                          double                   width,
                                          double                   height,
                                          double                   place,
                                          double                  *x);
/* The x of the @step-th next point; from none, of the first or the last. */
gboolean      tapline_chart_move         (const TaplineChart      *self,
                                          int                      step,
                                          double                  *x);
/* (transfer full): the values there, as a line of text. */
char         *tapline_chart_read_out     (const TaplineChart      *self,
                                          double                   x);

/* PNG or SVG, by the name's ending; the file appears whole or not at all. Waits for the disk: any
 * thread but the UI's. */
gboolean      tapline_chart_save         (const TaplineChart      *self,
                                          const char              *path,
                                          GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineChart, tapline_chart_unref)

G_END_DECLS
