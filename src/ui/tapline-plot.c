/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart on the screen, in the colours of the theme. To assistive technology it is a picture with
 * the chart's summary as its description. A line marks the place whose values are read out: where
 * the pointer is, or where the arrow keys moved it, which it keeps while the chart changes. */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "tapline-log-style.h"
#include "tapline-plot.h"

#define MIN_WIDTH    240
#define MIN_HEIGHT   110
#define PAGE_STEP    10
#define CONTRAST_MIN 3.0 /* of a curve (WCAG 2.1, 1.4.11) */

struct _TaplinePlot
{
  GtkWidget     parent_instance;

  TaplineChart *chart;    /* (nullable) */
  double        cursor;   /* not a number without one */
  gboolean      by_keys;  /* these moved it: it stays when the pointer leaves */
  char         *readout;
};

enum
{
  PROP_READOUT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TaplinePlot, tapline_plot, GTK_TYPE_WIDGET)

/* Towards the text, until it can be told from what is behind. */
static void
ensure_contrast (GdkRGBA       *color,
                 const GdkRGBA *text,
                 const GdkRGBA *base)
{
  for (int i = 0; i < 4 && tapline_log_style_get_contrast (color, base) < CONTRAST_MIN; i++)
    {
      color->red += (text->red - color->red) / 3;
      color->green += (text->green - color->green) / 3;
      color->blue += (text->blue - color->blue) / 3;
    }
}

static void
get_look (TaplinePlot      *self,
          TaplineChartLook *look)
{
  static const char *const names[TAPLINE_CHART_SERIES_MAX] = {
    "tapline_blue", "tapline_orange", "tapline_green", "tapline_red",
  };
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA base;

  gtk_style_context_get_color (context, &look->text);
  if (!gtk_style_context_lookup_color (context, "theme_base_color", &base))
    base = (GdkRGBA) { 1, 1, 1, 1 };
  for (guint i = 0; i < TAPLINE_CHART_SERIES_MAX; i++)
    {
      if (!gtk_style_context_lookup_color (context, names[i], &look->series[i]))
        look->series[i] = look->text;
      ensure_contrast (&look->series[i], &look->text, &base);
    }
}

static void
set_cursor (TaplinePlot *self,
            double       x)
{
  g_autofree char *readout = NULL;

  self->cursor = x;
  if (self->chart != NULL && !isnan (x))
    readout = tapline_chart_read_out (self->chart, x);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (g_strcmp0 (readout, self->readout) == 0)
    return;
  g_free (self->readout);
  self->readout = g_steal_pointer (&readout);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READOUT]);
}

static void
motion_cb (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           gpointer                  data)
{
  TaplinePlot *self = TAPLINE_PLOT (data);
  GtkWidget *widget = GTK_WIDGET (data);
  double found;

  if (self->chart == NULL
      || !tapline_chart_find (self->chart, gtk_widget_get_pango_context (widget),
                              gtk_widget_get_width (widget), gtk_widget_get_height (widget), x,
                              &found))
    return;
  self->by_keys = FALSE;
  set_cursor (self, found);
}

static void
leave_cb (GtkEventControllerMotion *controller,
          gpointer                  data)
{
  TaplinePlot *self = TAPLINE_PLOT (data);

  if (!self->by_keys)
    set_cursor (self, NAN);
}

static gboolean
move_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   data)
{
  TaplinePlot *self = TAPLINE_PLOT (widget);
  int step = g_variant_get_int32 (args);
  double x = self->cursor;

  if (self->chart == NULL)
    return FALSE;
  if (ABS (step) == G_MAXINT16)
    {
      x = NAN;
      step = step < 0 ? 1 : -1;
    }
  if (tapline_chart_move (self->chart, step, &x))
    {
      self->by_keys = TRUE;
      set_cursor (self, x);
    }

  return TRUE;
}

static gboolean
forget_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   data)
{
  TaplinePlot *self = TAPLINE_PLOT (widget);

  if (isnan (self->cursor))
    return FALSE;
  self->by_keys = FALSE;
  set_cursor (self, NAN);

  return TRUE;
}

static void
tapline_plot_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  TaplinePlot *self = TAPLINE_PLOT (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  TaplineChartLook look;
  cairo_t *cr;

  if (self->chart == NULL)
    return;

  get_look (self, &look);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tapline_chart_draw (self->chart, &look, cr, gtk_widget_get_pango_context (widget),
                      (double) width, (double) height, self->cursor);
  cairo_destroy (cr);
}

static void
tapline_plot_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
}

static void
tapline_plot_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  if (prop_id == PROP_READOUT)
    g_value_set_string (value, TAPLINE_PLOT (object)->readout);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
tapline_plot_finalize (GObject *object)
{
  TaplinePlot *self = TAPLINE_PLOT (object);

  g_clear_pointer (&self->chart, tapline_chart_unref);
  g_free (self->readout);

  G_OBJECT_CLASS (tapline_plot_parent_class)->finalize (object);
}

static void
tapline_plot_class_init (TaplinePlotClass *klass)
{
  static const struct
  {
    guint key;
    int   step;
  } keys[] = {
    { GDK_KEY_Left, -1 }, { GDK_KEY_Right, 1 },
    { GDK_KEY_Page_Up, -PAGE_STEP }, { GDK_KEY_Page_Down, PAGE_STEP },
    { GDK_KEY_Home, -G_MAXINT16 }, { GDK_KEY_End, G_MAXINT16 },
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = tapline_plot_finalize;
  object_class->get_property = tapline_plot_get_property;
  widget_class->measure = tapline_plot_measure;
  widget_class->snapshot = tapline_plot_snapshot;

  properties[PROP_READOUT] = g_param_spec_string ("readout", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, move_cb, "i", keys[i].step);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, forget_cb, NULL);
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tapline_plot_init (TaplinePlot *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->cursor = NAN;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

void
tapline_plot_take_chart (TaplinePlot  *self,
                         TaplineChart *chart)
{
  const char *former, *summary;

  g_return_if_fail (TAPLINE_IS_PLOT (self));
  g_return_if_fail (chart != NULL);

  former = self->chart != NULL ? tapline_chart_get_summary (self->chart) : NULL;
  summary = tapline_chart_get_summary (chart);
  /* Each change is traffic on a bus. */
  if (self->chart == NULL || g_strcmp0 (former, summary) != 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    tapline_chart_get_title (chart),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    summary != NULL ? summary : "", -1);
  g_clear_pointer (&self->chart, tapline_chart_unref);
  self->chart = chart;
  set_cursor (self, self->cursor);
}

TaplineChart *
tapline_plot_get_chart (TaplinePlot *self)
{
  g_return_val_if_fail (TAPLINE_IS_PLOT (self), NULL);

  return self->chart;
}
