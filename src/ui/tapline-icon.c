/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two symbolic icons that the first frame shows and that are not in GTK. They are drawn: to
 * load an SVG file takes a library that is as large as GTK, and longer than all the rest of the
 * window. A shape is strokes on a grid of 16 units. */
#include "config.h"

#include "tapline-icon.h"

#define GRID 16

typedef void (*TaplineIconDraw) (cairo_t *cr);

struct _TaplineIcon
{
  GObject parent_instance;

  char            *shape;
  TaplineIconDraw  draw;
};

static void paintable_iface_init (GdkPaintableInterface *iface);
static void symbolic_paintable_iface_init (GtkSymbolicPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TaplineIcon, tapline_icon, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SYMBOLIC_PAINTABLE,
                                                      symbolic_paintable_iface_init))

enum
{
  PROP_0,
  PROP_SHAPE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
draw_line (cairo_t *cr,
           double   x0,
           double   y0,
           double   x1,
           double   y1)
{
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  cairo_stroke (cr);
}

/* A window with a column at its left. */
static void
draw_sidebar (cairo_t *cr)
{
  const double radius = 2.0;

  cairo_arc (cr, 1.0 + radius, 2.0 + radius, radius, G_PI, 1.5 * G_PI);
  cairo_arc (cr, 15.0 - radius, 2.0 + radius, radius, 1.5 * G_PI, 2.0 * G_PI);
  cairo_arc (cr, 15.0 - radius, 14.0 - radius, radius, 0.0, 0.5 * G_PI);
  cairo_arc (cr, 1.0 + radius, 14.0 - radius, radius, 0.5 * G_PI, G_PI);
  cairo_close_path (cr);
  cairo_stroke (cr);

  cairo_set_line_width (cr, 1.0);
  draw_line (cr, 6.5, 2.0, 6.5, 14.0);
  draw_line (cr, 3.0, 5.5, 5.0, 5.5);
  draw_line (cr, 3.0, 7.5, 5.0, 7.5);
}

/* The program's mark: a line, a ring around it, the tap, and the messages that came out. */
static void
draw_tap (cairo_t *cr)
{
  draw_line (cr, 0.0, 4.0, 1.2, 4.0);
  draw_line (cr, 6.8, 4.0, 16.0, 4.0);
  cairo_arc (cr, 4.0, 4.0, 2.0, 0.0, 2.0 * G_PI);
  cairo_stroke (cr);

  cairo_move_to (cr, 4.0, 6.8);
  cairo_line_to (cr, 4.0, 12.5);
  cairo_arc_negative (cr, 5.5, 12.5, 1.5, G_PI, 0.5 * G_PI);
  cairo_line_to (cr, 6.0, 14.0);
  cairo_stroke (cr);
  draw_line (cr, 5.0, 9.0, 6.0, 9.0);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  draw_line (cr, 8.0, 9.0, 15.0, 9.0);
  draw_line (cr, 8.0, 14.0, 12.0, 14.0);
}

static void
tapline_icon_snapshot_symbolic (GtkSymbolicPaintable *paintable,
                                GdkSnapshot          *snapshot,
                                double                width,
                                double                height,
                                const GdkRGBA        *colors,
                                gsize                 n_colors)
{
  TaplineIcon *self = TAPLINE_ICON (paintable);
  cairo_t *cr;

  if (self->draw == NULL || n_colors == 0)
    return;

  cr = gtk_snapshot_append_cairo (GTK_SNAPSHOT (snapshot),
                                  &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_cairo_set_source_rgba (cr, &colors[0]);
  cairo_scale (cr, width / GRID, height / GRID);
  cairo_set_line_width (cr, 2.0);
  self->draw (cr);
  cairo_destroy (cr);
}

static void
tapline_icon_snapshot (GdkPaintable *paintable,
                       GdkSnapshot  *snapshot,
                       double        width,
                       double        height)
{
  const GdkRGBA black = { 0.0f, 0.0f, 0.0f, 1.0f };

  tapline_icon_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, width, height,
                                  &black, 1);
}

static GdkPaintableFlags
tapline_icon_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_CONTENTS | GDK_PAINTABLE_STATIC_SIZE;
}

static int
tapline_icon_get_intrinsic_size (GdkPaintable *paintable)
{
  return GRID;
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->get_flags = tapline_icon_get_flags;
  iface->get_intrinsic_height = tapline_icon_get_intrinsic_size;
  iface->get_intrinsic_width = tapline_icon_get_intrinsic_size;
  iface->snapshot = tapline_icon_snapshot;
}

static void
symbolic_paintable_iface_init (GtkSymbolicPaintableInterface *iface)
{
  iface->snapshot_symbolic = tapline_icon_snapshot_symbolic;
}

static void
tapline_icon_set_shape (TaplineIcon *self,
                        const char  *shape)
{
  static const struct
  {
    const char      *name;
    TaplineIconDraw  draw;
  } shapes[] = { { "sidebar", draw_sidebar }, { "tap", draw_tap } };
  guint i;

  self->shape = g_strdup (shape);
  for (i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (g_strcmp0 (shapes[i].name, shape) == 0)
      self->draw = shapes[i].draw;
}

static void
tapline_icon_finalize (GObject *object)
{
  g_free (TAPLINE_ICON (object)->shape);

  G_OBJECT_CLASS (tapline_icon_parent_class)->finalize (object);
}

static void
tapline_icon_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SHAPE:
      g_value_set_string (value, TAPLINE_ICON (object)->shape);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_icon_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_SHAPE:
      tapline_icon_set_shape (TAPLINE_ICON (object), g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_icon_class_init (TaplineIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tapline_icon_finalize;
  object_class->get_property = tapline_icon_get_property;
  object_class->set_property = tapline_icon_set_property;

  properties[PROP_SHAPE] =
    g_param_spec_string ("shape", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tapline_icon_init (TaplineIcon *self)
{
}
