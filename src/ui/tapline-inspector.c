/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three lines of text below a hex view: where the caret is and the byte there, the numbers that
 * begin there with the least significant byte first, and with the most significant. They can be
 * selected. In a narrow window they wrap; a low one has room for fewer of them, or for none. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-inspect.h"
#include "tapline-inspector.h"

/* as in the style sheet */
#define PADDING 12
#define SPACE   4

enum
{
  LINE_BYTE,
  LINE_LITTLE,
  LINE_BIG,
  N_LINES
};

struct _TaplineInspector
{
  GtkWidget       parent_instance;

  TaplineHexView *view;
  GtkLabel       *lines[N_LINES];
  guint           tick_id;
};

G_DEFINE_FINAL_TYPE (TaplineInspector, tapline_inspector, GTK_TYPE_WIDGET)

static void
update (TaplineInspector *self)
{
  g_autofree char *place = tapline_hex_view_dup_place (self->view);
  g_autofree char *byte = NULL;
  g_autofree char *little = NULL;
  g_autofree char *big = NULL;
  guint8 bytes[TAPLINE_INSPECT_MAX];
  guint64 start, end;
  gsize n;
  const char *texts[N_LINES];

  tapline_hex_view_get_selection (self->view, &start, &end);
  n = tapline_hex_view_get_bytes (self->view, start, sizeof bytes, bytes);
  if (n > 0)
    {
      g_autofree char *value = tapline_inspect_dup_byte (bytes, n);
      g_autofree char *low = tapline_inspect_dup_numbers (bytes, n, FALSE);
      g_autofree char *high = tapline_inspect_dup_numbers (bytes, n, TRUE);

      byte = g_strdup_printf ("%s · %s", place, value);
      /* Translators: numbers, the least significant byte first */
      little = g_strdup_printf (_("Little endian: %s"), low);
      /* Translators: numbers, the most significant byte first */
      big = g_strdup_printf (_("Big endian: %s"), high);
    }
  texts[LINE_BYTE] = byte;
  texts[LINE_LITTLE] = n > 1 ? little : NULL;
  texts[LINE_BIG] = n > 1 ? big : NULL;
  for (guint i = 0; i < N_LINES; i++)
    {
      gtk_label_set_label (self->lines[i], texts[i] != NULL ? texts[i] : " ");
    }
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  TaplineInspector *self = TAPLINE_INSPECTOR (widget);

  self->tick_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

/* Keys may come faster than frames. */
static void
moved_cb (TaplineInspector *self)
{
  if (self->tick_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static GtkSizeRequestMode
tapline_inspector_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* What numbers usually take at most, so that hardly ever anything moves with the caret. */
static int
measure_usual (TaplineInspector *self,
               int               width)
{
  static const guint8 bytes[] = { 0xd9, 0x9a, 0xd9, 0x9a, 0xd9, 0x9a, 0xd9, 0x9a };
  g_autofree char *numbers = tapline_inspect_dup_numbers (bytes, sizeof bytes, TRUE);
  g_autofree char *text = g_strdup_printf (_("Little endian: %s"), numbers);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int height, line;

  pango_layout_get_pixel_size (layout, NULL, &line);
  pango_layout_set_width (layout, width > 2 * PADDING ? (width - 2 * PADDING) * PANGO_SCALE : -1);
  pango_layout_get_pixel_size (layout, NULL, &height);

  return 2 * height + line + 2 * SPACE;
}

static void
tapline_inspector_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural,
                      NULL, NULL);
  if (orientation != GTK_ORIENTATION_VERTICAL)
    return;
  *natural = MAX (*natural, measure_usual (TAPLINE_INSPECTOR (widget), for_size));
  *minimum = 0;
}

/* What does not fit is cut off below. */
static void
tapline_inspector_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  GtkWidget *box = gtk_widget_get_first_child (widget);
  int needed;

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, &needed, NULL, NULL, NULL);
  gtk_widget_size_allocate (box, &(GtkAllocation) { 0, 0, width, MAX (needed, height) }, -1);
}

static void
tapline_inspector_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tapline_inspector_parent_class)->map (widget);

  moved_cb (TAPLINE_INSPECTOR (widget));
}

static void
tapline_inspector_unmap (GtkWidget *widget)
{
  TaplineInspector *self = TAPLINE_INSPECTOR (widget);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (widget, self->tick_id);
  self->tick_id = 0;

  GTK_WIDGET_CLASS (tapline_inspector_parent_class)->unmap (widget);
}

static void
tapline_inspector_dispose (GObject *object)
{
  TaplineInspector *self = TAPLINE_INSPECTOR (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (tapline_inspector_parent_class)->dispose (object);
}

static void
tapline_inspector_class_init (TaplineInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_inspector_dispose;
  widget_class->get_request_mode = tapline_inspector_get_request_mode;
  widget_class->map = tapline_inspector_map;
  widget_class->measure = tapline_inspector_measure;
  widget_class->size_allocate = tapline_inspector_size_allocate;
  widget_class->unmap = tapline_inspector_unmap;

  gtk_widget_class_set_css_name (widget_class, "inspector");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tapline_inspector_init (TaplineInspector *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Inspector"), -1);
  for (guint i = 0; i < N_LINES; i++)
    {
      GtkWidget *line = gtk_label_new (" ");

      gtk_label_set_xalign (GTK_LABEL (line), 0);
      gtk_label_set_selectable (GTK_LABEL (line), TRUE);
      gtk_label_set_wrap (GTK_LABEL (line), TRUE);
      gtk_widget_add_css_class (line, "numeric");
      gtk_box_append (GTK_BOX (box), line);
      self->lines[i] = GTK_LABEL (line);
    }
}

/**
 * tapline_inspector_new:
 * @view: (transfer none): a hex view
 *
 * Returns: (transfer floating): an inspector of it
 */
GtkWidget *
tapline_inspector_new (TaplineHexView *view)
{
  TaplineInspector *self = g_object_new (TAPLINE_TYPE_INSPECTOR, NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (view, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
