/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sidebar beside a content. Below 690 pixels, a window of 700 with its frame, the sidebar
 * leaves; revealed there it lies over the content until a click beside it, Escape or a choice in
 * it. Its width never counts for the smallest width of the whole, so a window can be made as
 * narrow as its content.
 *
 * What the content gets follows the width within the same allocation; the rest is done from an
 * idle callback, because nothing may be shown or hidden during one. */
#include "config.h"

#include "tapline-split.h"

#define NARROW_WIDTH  690
#define SIDEBAR_WIDTH 228
#define SIDEBAR_SHARE 0.26 /* of a wide window, for figures of many digits and for long words */
#define SIDEBAR_WIDEST 300
#define MARGIN_WIDTH  48

struct _TaplineSplit
{
  GtkWidget parent_instance;

  GtkWidget *sidebar;
  GtkWidget *content;

  gboolean pinned;
  gboolean revealed;
  gboolean narrow;
  guint    notify_source;
};

G_DEFINE_FINAL_TYPE (TaplineSplit, tapline_split, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SIDEBAR,
  PROP_CONTENT,
  PROP_NARROW,
  PROP_REVEALED,
  PROP_PINNED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static gboolean
notify_in_idle (gpointer data)
{
  TaplineSplit *self = TAPLINE_SPLIT (data);

  self->notify_source = 0;
  gtk_widget_set_visible (self->sidebar, self->revealed);
  if (self->narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVEALED]);

  return G_SOURCE_REMOVE;
}

static void
tapline_split_set_pinned (TaplineSplit *self,
                          gboolean      pinned)
{
  if (self->pinned == pinned)
    return;

  self->pinned = pinned;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PINNED]);
  if (!self->narrow)
    tapline_split_set_revealed (self, pinned);
}

static void
tapline_split_set_child (TaplineSplit *self,
                         GtkWidget   **slot,
                         GtkWidget    *child)
{
  g_assert (*slot == NULL);

  *slot = child;
  /* Drawn and found in this order: the sidebar lies on top. */
  if (slot == &self->sidebar)
    gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
  else
    gtk_widget_insert_after (child, GTK_WIDGET (self), NULL);
}

static int
tapline_split_get_sidebar_width (TaplineSplit *self,
                                 int           width)
{
  int wanted = CLAMP ((int) (width * SIDEBAR_SHARE), SIDEBAR_WIDTH, SIDEBAR_WIDEST);
  int minimum, natural;

  gtk_widget_measure (self->sidebar, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL,
                      NULL);

  return CLAMP (MIN (wanted, width - MARGIN_WIDTH), minimum, MAX (minimum, width));
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            TaplineSplit    *self)
{
  double sidebar_x, sidebar_y;

  g_assert (TAPLINE_IS_SPLIT (self));

  if (!self->narrow || !self->revealed)
    return;

  if (gtk_widget_translate_coordinates (GTK_WIDGET (self), self->sidebar, x, y, &sidebar_x,
                                        &sidebar_y)
      && gtk_widget_contains (self->sidebar, sidebar_x, sidebar_y))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  tapline_split_set_revealed (self, FALSE);
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   data)
{
  TaplineSplit *self = TAPLINE_SPLIT (widget);

  if (!self->narrow || !self->revealed)
    return FALSE;

  tapline_split_set_revealed (self, FALSE);

  return TRUE;
}

/* Also where large letters leave the content less than it needs. */
static gboolean
tapline_split_is_narrow (TaplineSplit *self,
                         int           width)
{
  int content;

  gtk_widget_measure (self->content, GTK_ORIENTATION_HORIZONTAL, -1, &content, NULL, NULL, NULL);

  return width < MAX (NARROW_WIDTH, content + tapline_split_get_sidebar_width (self, width));
}

static GtkSizeRequestMode
tapline_split_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tapline_split_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  TaplineSplit *self = TAPLINE_SPLIT (widget);
  int sidebar_minimum, sidebar_natural;

  if (orientation == GTK_ORIENTATION_VERTICAL && self->pinned
      && !tapline_split_is_narrow (self, for_size))
    for_size -= tapline_split_get_sidebar_width (self, for_size);
  gtk_widget_measure (self->content, orientation, for_size, minimum, natural, NULL, NULL);
  gtk_widget_measure (self->sidebar, orientation, -1, &sidebar_minimum, &sidebar_natural, NULL,
                      NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = MAX (*minimum, sidebar_minimum);
      *natural = MAX (*natural, sidebar_natural);
    }
  else
    {
      *natural += self->pinned ? MAX (sidebar_minimum, SIDEBAR_WIDTH) : 0;
    }
}

static void
tapline_split_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  TaplineSplit *self = TAPLINE_SPLIT (widget);
  gboolean narrow = tapline_split_is_narrow (self, width);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation content = { 0, 0, width, height };
  GtkAllocation sidebar = { 0, 0, 0, height };

  if (narrow != self->narrow)
    {
      self->narrow = narrow;
      self->revealed = self->pinned && !narrow;
      if (self->notify_source == 0)
        {
          self->notify_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, notify_in_idle, self, NULL);
          g_source_set_name_by_id (self->notify_source, "[tapline] width class");
        }
    }

  gtk_widget_set_child_visible (self->sidebar, self->revealed);
  if (self->revealed && gtk_widget_should_layout (self->sidebar))
    {
      sidebar.width = tapline_split_get_sidebar_width (self, width);
      sidebar.x = is_rtl ? width - sidebar.width : 0;
      if (!narrow)
        {
          content.width -= sidebar.width;
          content.x = is_rtl ? 0 : sidebar.width;
        }
      gtk_widget_size_allocate (self->sidebar, &sidebar, -1);
    }
  gtk_widget_size_allocate (self->content, &content, -1);
}

static void
tapline_split_dispose (GObject *object)
{
  TaplineSplit *self = TAPLINE_SPLIT (object);

  g_clear_handle_id (&self->notify_source, g_source_remove);
  g_clear_pointer (&self->sidebar, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (tapline_split_parent_class)->dispose (object);
}

static void
tapline_split_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  TaplineSplit *self = TAPLINE_SPLIT (object);

  switch (prop_id)
    {
    case PROP_SIDEBAR:
      g_value_set_object (value, self->sidebar);
      break;

    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;

    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;

    case PROP_REVEALED:
      g_value_set_boolean (value, self->revealed);
      break;

    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_split_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  TaplineSplit *self = TAPLINE_SPLIT (object);

  switch (prop_id)
    {
    case PROP_SIDEBAR:
      tapline_split_set_child (self, &self->sidebar, g_value_get_object (value));
      break;

    case PROP_CONTENT:
      tapline_split_set_child (self, &self->content, g_value_get_object (value));
      break;

    case PROP_REVEALED:
      tapline_split_set_revealed (self, g_value_get_boolean (value));
      break;

    case PROP_PINNED:
      tapline_split_set_pinned (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_split_class_init (TaplineSplitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_split_dispose;
  object_class->get_property = tapline_split_get_property;
  object_class->set_property = tapline_split_set_property;

  gtk_widget_class_set_css_name (widget_class, "split");
  widget_class->get_request_mode = tapline_split_get_request_mode;
  widget_class->measure = tapline_split_measure;
  widget_class->size_allocate = tapline_split_size_allocate;

  properties[PROP_SIDEBAR] =
    g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONTENT] =
    g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_REVEALED] =
    g_param_spec_boolean ("revealed", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PINNED] =
    g_param_spec_boolean ("pinned", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
tapline_split_init (TaplineSplit *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->pinned = TRUE;
  self->revealed = TRUE;

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

gboolean
tapline_split_get_narrow (TaplineSplit *self)
{
  g_return_val_if_fail (TAPLINE_IS_SPLIT (self), FALSE);

  return self->narrow;
}

gboolean
tapline_split_get_revealed (TaplineSplit *self)
{
  g_return_val_if_fail (TAPLINE_IS_SPLIT (self), FALSE);

  return self->revealed;
}

void
tapline_split_set_revealed (TaplineSplit *self,
                            gboolean      revealed)
{
  g_return_if_fail (TAPLINE_IS_SPLIT (self));

  revealed = !!revealed;
  if (self->revealed == revealed)
    return;

  self->revealed = revealed;
  if (self->sidebar != NULL)
    gtk_widget_set_visible (self->sidebar, revealed);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVEALED]);
  if (!self->narrow && self->pinned != revealed)
    {
      self->pinned = revealed;
      gtk_widget_queue_resize (GTK_WIDGET (self));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PINNED]);
    }
}
