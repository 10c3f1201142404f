/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a chart, for the screen and for files alike. Series differ by colour, by the dashes of
 * their curves or the hatching of their bars, and by the marks on them. */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "tapline-chart-private.h"

#define MARGIN      8
#define GAP         6   /* between texts and what they belong to */
#define TICK_ROOM   30  /* of a y axis for each tick, at least */
#define SAMPLE      28  /* width of what a legend shows of a curve */
#define MARK        3.5 /* half the size of a mark */
#define MARKS_MAX   40  /* a curve with more points has one at every n-th */
#define GRID_ALPHA  0.15
#define RANGE_ALPHA 0.25
#define LINE_WIDTH  1.75

/* What is drawn where. */
typedef struct
{
  const TaplineChart     *chart;
  const TaplineChartLook *look;
  cairo_t                *cr;
  PangoLayout            *layout;
  double                  left;
  double                  right;
  double                  top;
  double                  bottom;
  double                  low;  /* of y */
  double                  high;
  double                  from; /* of x, scaled */
  double                  to;
} Drawing;

static void
set_color (cairo_t       *cr,
           const GdkRGBA *color,
           double         alpha)
{
  cairo_set_source_rgba (cr, (double) color->red, (double) color->green, (double) color->blue,
                         (double) color->alpha * alpha);
}

static double
place_x (const Drawing *self,
         double         x)
{
  double share = (tapline_chart_scale (self->chart, x) - self->from) / (self->to - self->from);

  return self->left + share * (self->right - self->left);
}

static double
place_y (const Drawing *self,
         double         y)
{
  return self->bottom - (y - self->low) / (self->high - self->low) * (self->bottom - self->top);
}

static void
measure (PangoLayout *layout,
         const char  *text,
         double      *width,
         double      *height)
{
  int w, h;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &w, &h);
  *width = w;
  *height = h;
}

/* Text at x and y, of whose width @align is before x. */
static void
draw_text (const Drawing *self,
           const char    *text,
           double         x,
           double         y,
           double         align)
{
  double width, height;

  measure (self->layout, text, &width, &height);
  cairo_move_to (self->cr, round (x - width * align), round (y));
  set_color (self->cr, &self->look->text, 1);
  pango_cairo_show_layout (self->cr, self->layout);
}

/* Axes */

static guint
find_y_ticks (const Drawing *self,
              double         ticks[TAPLINE_TICKS_MAX],
              double        *step)
{
  guint most = (guint) MAX (3, (self->bottom - self->top) / TICK_ROOM + 1);

  return tapline_ticks_find (self->chart->y.unit, self->low, self->high, most, ticks, step);
}

/* The range of y, so that a curve does not lie on the frame. */
static void
find_y_range (Drawing *self)
{
  const TaplineChart *chart = self->chart;

  self->low = isnan (chart->low) ? 0 : chart->low;
  self->high = isnan (chart->high) ? 1 : chart->high;
  if (self->high - self->low < 1e-12 * MAX (fabs (self->low), fabs (self->high))
      || self->high <= self->low)
    {
      double half = self->high != 0 ? fabs (self->high) / 2 : 0.5;

      self->high += half;
      self->low -= self->low == 0 ? 0 : half;
    }
  else
    {
      double more = (self->high - self->low) * 0.05;

      self->high += more;
      self->low -= self->low == 0 ? 0 : more;
    }
}

/* Finds the area between the axes. */
static void
lay_out (Drawing *self,
         double   width,
         double   height)
{
  const TaplineChart *chart = self->chart;
  double ticks[TAPLINE_TICKS_MAX];
  double widest = 0, line, text, step;
  guint n;

  measure (self->layout, "0", &text, &line);
  find_y_range (self);
  self->top = MARGIN + 2 * (line + GAP);
  self->bottom = MAX (self->top + 1, height - MARGIN - 2 * line - GAP);
  n = find_y_ticks (self, ticks, &step);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = tapline_ticks_format (chart->y.unit, ticks[i], step);

      measure (self->layout, label, &text, &line);
      widest = MAX (widest, text);
    }
  self->left = MARGIN + widest + GAP;
  self->right = MAX (self->left + 1, width - 2 * MARGIN);

  self->from = tapline_chart_scale (chart, isnan (chart->from) ? 0 : chart->from);
  self->to = tapline_chart_scale (chart, isnan (chart->to) ? 1 : chart->to);
  if (self->to <= self->from)
    self->to = self->from + 1;
}

static void
draw_line (const Drawing *self,
           double         x1,
           double         y1,
           double         x2,
           double         y2)
{
  cairo_move_to (self->cr, round (x1) + 0.5, round (y1) + 0.5);
  cairo_line_to (self->cr, round (x2) + 0.5, round (y2) + 0.5);
  cairo_stroke (self->cr);
}

static void
draw_y_axis (const Drawing *self)
{
  double ticks[TAPLINE_TICKS_MAX];
  double step;
  guint n = find_y_ticks (self, ticks, &step);

  cairo_set_line_width (self->cr, 1);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = tapline_ticks_format (self->chart->y.unit, ticks[i], step);
      double y = place_y (self, ticks[i]);
      double width, height;

      set_color (self->cr, &self->look->text, ticks[i] == 0 ? 0.6 : GRID_ALPHA);
      draw_line (self, self->left, y, self->right, y);
      measure (self->layout, label, &width, &height);
      draw_text (self, label, self->left - GAP, y - height / 2, 1);
    }
}

/* Labels that have room; those in front are kept. */
static void
draw_x_axis (const Drawing *self)
{
  const TaplineChart *chart = self->chart;
  double ticks[TAPLINE_TICKS_MAX];
  double step = 0, end = -G_MAXDOUBLE, sample, line;
  guint most, n;

  measure (self->layout, "0000000000", &sample, &line);
  most = (guint) MAX (2, (self->right - self->left) / sample);
  if (chart->kind == TAPLINE_CHART_BARS)
    n = tapline_ticks_find_log (tapline_chart_unscale (chart, MAX (self->from, 1)),
                                tapline_chart_unscale (chart, self->to), most, ticks);
  else
    n = tapline_ticks_find (chart->x.unit, self->from, self->to, most, ticks, &step);

  cairo_set_line_width (self->cr, 1);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = tapline_ticks_format (chart->x.unit, ticks[i], step);
      double x = place_x (self, ticks[i]);
      double width, height, at;

      if (x < self->left - 0.5 || x > self->right + 0.5)
        continue;
      set_color (self->cr, &self->look->text, GRID_ALPHA);
      draw_line (self, x, self->top, x, self->bottom);
      measure (self->layout, label, &width, &height);
      at = MIN (x - width / 2, self->right + MARGIN - width);
      if (at < end + GAP)
        continue;
      draw_text (self, label, at, self->bottom + 2, 0);
      end = at + width;
    }
  if (chart->kind == TAPLINE_CHART_BARS && self->from == 0)
    draw_text (self, "0", self->left, self->bottom + 2, 0);
  draw_text (self, chart->x.words, self->right, self->bottom + 2 + line, 1);
}

/* Series */

static void
draw_mark (const Drawing *self,
           guint          series,
           double         x,
           double         y)
{
  cairo_t *cr = self->cr;

  cairo_new_sub_path (cr);
  switch (series)
    {
    case 0:
      cairo_arc (cr, x, y, MARK, 0, 2 * G_PI);
      break;

    case 1:
      cairo_rectangle (cr, x - MARK, y - MARK, 2 * MARK, 2 * MARK);
      break;

    case 2:
      cairo_move_to (cr, x, y - MARK * 1.2);
      cairo_line_to (cr, x + MARK * 1.2, y + MARK);
      cairo_line_to (cr, x - MARK * 1.2, y + MARK);
      cairo_close_path (cr);
      break;

    default:
      cairo_move_to (cr, x, y - MARK * 1.3);
      cairo_line_to (cr, x + MARK * 1.3, y);
      cairo_line_to (cr, x, y + MARK * 1.3);
      cairo_line_to (cr, x - MARK * 1.3, y);
      cairo_close_path (cr);
      break;
    }
  cairo_fill (cr);
}

static void
set_dashes (cairo_t *cr,
            guint    series)
{
  static const double dashes[TAPLINE_CHART_SERIES_MAX][4] = {
    { 0 }, { 7, 3, 7, 3 }, { 2, 2, 2, 2 }, { 8, 3, 2, 3 },
  };

  cairo_set_dash (cr, dashes[series], series == 0 ? 0 : 4, 0);
}

static void
draw_point (const Drawing           *self,
            guint                    series,
            const TaplineChartPoint *point)
{
  draw_mark (self, series, place_x (self, point->x), place_y (self, point->y));
}

/* What the points between two interruptions stand for. */
static void
draw_range (const Drawing *self,
            const GArray  *points,
            guint          from,
            guint          to)
{
  gboolean any = FALSE;

  for (guint i = from; i < to && !any; i++)
    {
      const TaplineChartPoint *point = &g_array_index (points, TaplineChartPoint, i);

      any = point->low < point->high;
    }
  if (!any)
    return;

  for (guint i = from; i < to; i++)
    {
      const TaplineChartPoint *point = &g_array_index (points, TaplineChartPoint, i);

      cairo_line_to (self->cr, place_x (self, point->x), place_y (self, point->high));
    }
  for (guint i = to; i-- > from;)
    {
      const TaplineChartPoint *point = &g_array_index (points, TaplineChartPoint, i);

      cairo_line_to (self->cr, place_x (self, point->x), place_y (self, point->low));
    }
  cairo_close_path (self->cr);
  cairo_fill (self->cr);
}

static void
draw_curve (const Drawing *self,
            guint          number)
{
  const GArray *points = self->chart->series[number].points;
  const GdkRGBA *color = &self->look->series[number];
  guint every = points->len / MARKS_MAX + 1;
  guint from = 0;

  for (guint i = 0; i <= points->len; i++)
    {
      if (i < points->len && !isnan (g_array_index (points, TaplineChartPoint, i).y))
        continue;
      set_color (self->cr, color, RANGE_ALPHA);
      draw_range (self, points, from, i);
      for (guint j = from; j < i; j++)
        {
          const TaplineChartPoint *point = &g_array_index (points, TaplineChartPoint, j);

          cairo_line_to (self->cr, place_x (self, point->x), place_y (self, point->y));
        }
      set_color (self->cr, color, 1);
      cairo_set_line_width (self->cr, LINE_WIDTH);
      set_dashes (self->cr, number);
      cairo_stroke (self->cr);
      cairo_set_dash (self->cr, NULL, 0, 0);
      /* No line leads to it. */
      if (i - from == 1)
        draw_point (self, number, &g_array_index (points, TaplineChartPoint, from));
      from = i + 1;
    }
  for (guint i = 0; i < points->len; i += every)
    {
      const TaplineChartPoint *point = &g_array_index (points, TaplineChartPoint, i);

      if (!isnan (point->y))
        draw_point (self, number, point);
    }
}

/* A bar of the first series is filled, one of another is hatched. */
static void
draw_bar (const Drawing *self,
          guint          number,
          double         x,
          double         y,
          double         width,
          double         height)
{
  cairo_t *cr = self->cr;

  set_color (cr, &self->look->series[number], number == 0 ? 1 : 0.3);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
  if (number == 0)
    return;

  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  set_color (cr, &self->look->series[number], 1);
  cairo_set_line_width (cr, 1.5);
  for (double at = y - width; at < y + height; at += 5)
    {
      cairo_move_to (cr, x, at + width);
      cairo_line_to (cr, x + width, at);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
  cairo_rectangle (cr, x + 0.75, y + 0.75, MAX (0, width - 1.5), MAX (0, height - 1.5));
  cairo_stroke (cr);
}

static void
draw_bars (const Drawing *self,
           guint          number)
{
  const TaplineChart *chart = self->chart;
  const GArray *points = chart->series[number].points;

  for (guint i = 0; i < points->len; i++)
    {
      const TaplineChartPoint *point = &g_array_index (points, TaplineChartPoint, i);
      double x = place_x (self, point->x);
      double width = (place_x (self, point->end) - x) * 0.9 / chart->n_series;
      double y = place_y (self, point->y);

      if (point->y > 0)
        draw_bar (self, number, x + width * (number + 0.05), MIN (y, self->bottom - 1), width,
                  MAX (self->bottom - y, 1));
    }
}

/* In one line; names that have no room are left out. */
static void
draw_legend (const Drawing *self)
{
  const TaplineChart *chart = self->chart;
  double x = self->left, line, width;
  double y;

  measure (self->layout, "0", &width, &line);
  y = MARGIN + line + GAP;
  for (guint i = 0; i < chart->n_series; i++)
    {
      double middle = round (y + line / 2);

      measure (self->layout, chart->series[i].name, &width, &line);
      if (i > 0 && x + SAMPLE + GAP + width > self->right)
        return;
      if (chart->kind == TAPLINE_CHART_BARS)
        {
          draw_bar (self, i, x, middle - line / 3, SAMPLE, line * 2 / 3);
        }
      else
        {
          set_color (self->cr, &self->look->series[i], 1);
          cairo_set_line_width (self->cr, LINE_WIDTH);
          set_dashes (self->cr, i);
          cairo_move_to (self->cr, x, middle);
          cairo_line_to (self->cr, x + SAMPLE, middle);
          cairo_stroke (self->cr);
          cairo_set_dash (self->cr, NULL, 0, 0);
          draw_mark (self, i, x + SAMPLE / 2, middle);
        }
      draw_text (self, chart->series[i].name, x + SAMPLE + GAP, y, 0);
      x += SAMPLE + GAP + width + 3 * GAP;
    }
}

static void
draw_head (const Drawing *self)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  double width, line;
  g_autofree char *title = NULL;

  /* Translators: the title of a diagram, and what its upright axis shows */
  title = g_strdup_printf (_("%s – %s"), self->chart->title, self->chart->y.words);
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (self->layout, attributes);
  measure (self->layout, title, &width, &line);
  pango_layout_set_width (self->layout, (int) (self->right - MARGIN) * PANGO_SCALE);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  draw_text (self, title, MARGIN, MARGIN, 0);
  pango_layout_set_width (self->layout, -1);
  pango_layout_set_attributes (self->layout, NULL);
  pango_attr_list_unref (attributes);
}

/* Documented in the header. */
void
tapline_chart_draw (const TaplineChart     *self,
                    const TaplineChartLook *look,
                    cairo_t                *cr,
                    PangoContext           *context,
                    double                  width,
                    double                  height,
                    double                  cursor)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  Drawing drawing = { .chart = self, .look = look, .cr = cr, .layout = layout };

  lay_out (&drawing, width, height);
  draw_head (&drawing);
  if (tapline_chart_is_empty (self))
    {
      draw_text (&drawing, _("Nothing to draw yet"), width / 2, height / 2, 0.5);
      return;
    }
  draw_legend (&drawing);
  draw_y_axis (&drawing);
  draw_x_axis (&drawing);

  cairo_save (cr);
  cairo_rectangle (cr, drawing.left - MARK, drawing.top - MARK,
                   drawing.right - drawing.left + 2 * MARK,
                   drawing.bottom - drawing.top + 2 * MARK);
  cairo_clip (cr);
  for (guint i = 0; i < self->n_series; i++)
    if (self->kind == TAPLINE_CHART_BARS)
      draw_bars (&drawing, i);
    else
      draw_curve (&drawing, i);
  if (!isnan (cursor))
    {
      set_color (cr, &look->text, 0.8);
      cairo_set_line_width (cr, 1);
      draw_line (&drawing, place_x (&drawing, cursor), drawing.top, place_x (&drawing, cursor),
                 drawing.bottom);
    }
  cairo_restore (cr);
}

/* Documented in the header. */
gboolean
tapline_chart_find (const TaplineChart *self,
                    PangoContext       *context,
                    double              width,
                    double              height,
                    double              place,
                    double             *x)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  Drawing drawing = { .chart = self, .layout = layout };
  double nearest = G_MAXDOUBLE;

  lay_out (&drawing, width, height);
  for (guint i = 0; i < self->n_series; i++)
    for (guint j = 0; j < self->series[i].points->len; j++)
      {
        const TaplineChartPoint *point = &g_array_index (self->series[i].points,
                                                         TaplineChartPoint, j);
        double middle = (place_x (&drawing, point->x) + place_x (&drawing, point->end)) / 2;

        if (isnan (point->y) || fabs (middle - place) >= nearest)
          continue;
        nearest = fabs (middle - place);
        *x = point->x;
      }

  return nearest < G_MAXDOUBLE;
}
