/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heads of the log's columns. A border is dragged to make a column wider, and clicked twice to
 * make it fit; a right click opens the menu of columns. With the keyboard, the arrow keys go from
 * head to head, with Shift they move the right border, Backspace makes it fit, and Enter or the
 * menu key opens the menu.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tapline-context-menu.h"
#include "tapline-log-menu.h"
#include "tapline-log-private.h"
#include "tapline-tooltip.h"

#define PADDING 4
#define STEP 8                 /* pixels that a key moves a border by */
#define DIRECTION_SIGN "↔"

struct _TaplineLogHead
{
  GtkWidget          parent_instance;

  GtkWidget         *labels[TAPLINE_LOG_N_COLUMNS];
  GtkWidget         *menu;     /* (nullable) until it is opened */
  TaplineLogOptions *options;  /* (nullable) until it is set */
  TaplineLogColumns  columns;
  TaplineLogColumn   dragged;
  int                drag_width; /* of that column when the drag began */
};

G_DEFINE_FINAL_TYPE (TaplineLogHead, tapline_log_head, GTK_TYPE_WIDGET)

static const char *const time_titles[] = {
  [TAPLINE_LOG_TIME_CLOCK] = N_("Time"),
  /* Translators: the time since the session began, over a narrow column */
  [TAPLINE_LOG_TIME_START] = N_("Since start"),
  /* Translators: the time since the message before, over a narrow column */
  [TAPLINE_LOG_TIME_PREVIOUS] = N_("Since previous"),
  /* Translators: the time since the last message the other way, over a narrow column */
  [TAPLINE_LOG_TIME_OTHER] = N_("Since other"),
};

static const char *const time_tips[] = {
  [TAPLINE_LOG_TIME_START] = N_("Seconds since the beginning of the session"),
  [TAPLINE_LOG_TIME_PREVIOUS] = N_("Seconds since the row before"),
  [TAPLINE_LOG_TIME_OTHER] = N_("Seconds since the connection’s last message the other way"),
};

/* Times of day are those of a place. */
static void
tell_time (TaplineLogHead *self,
           TaplineLogTime  mode)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *zone = g_date_time_format (now, "UTC%:z");
  /* Translators: a time zone, "UTC+01:00" */
  g_autofree char *clock = g_strdup_printf (_("Time of day (%s)"), zone);

  tapline_tooltip_set (self->labels[TAPLINE_LOG_COLUMN_TIME],
                       mode == TAPLINE_LOG_TIME_CLOCK ? clock : _(time_tips[mode]));
}

/* The head that has the focus. */
static gboolean
find_focus (TaplineLogHead   *self,
            TaplineLogColumn *column)
{
  for (guint i = 0; i < TAPLINE_LOG_N_COLUMNS; i++)
    {
      if (gtk_widget_is_focus (self->labels[i]))
        {
          *column = i;
          return TRUE;
        }
    }

  return FALSE;
}

static void
show_menu (TaplineLogHead *self,
           int             x)
{
  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) model = tapline_log_menu_new_columns ();

      self->menu = tapline_context_menu_new (GTK_WIDGET (self), model);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle) { x, gtk_widget_get_height (GTK_WIDGET (self)),
                                                 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static gboolean
menu_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TaplineLogHead *self = TAPLINE_LOG_HEAD (widget);
  TaplineLogColumn column = TAPLINE_LOG_COLUMN_TIME;

  find_focus (self, &column);
  show_menu (self, self->columns.at[column].x);

  return GDK_EVENT_STOP;
}

/* From head to head. */
static gboolean
move_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TaplineLogHead *self = TAPLINE_LOG_HEAD (widget);
  TaplineLogColumn column;
  int step = g_variant_get_int32 (args);

  if (!find_focus (self, &column))
    return GDK_EVENT_PROPAGATE;

  for (int i = (int) column + step; i >= 0 && i < TAPLINE_LOG_N_COLUMNS; i += step)
    {
      if (self->columns.at[i].width > 0)
        {
          gtk_widget_grab_focus (self->labels[i]);
          break;
        }
    }

  return GDK_EVENT_STOP;
}

/* Moves the right border; by nothing, to where it fits. */
static gboolean
resize_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  TaplineLogHead *self = TAPLINE_LOG_HEAD (widget);
  TaplineLogColumn column;
  int step = g_variant_get_int32 (args);

  if (!find_focus (self, &column) || column == TAPLINE_LOG_COLUMN_DIRECTION ||
      column >= TAPLINE_LOG_N_OPTIONAL)
    return GDK_EVENT_PROPAGATE;

  tapline_log_options_set_width (self->options, column,
                                 step != 0 ? MAX (self->columns.at[column].width + step, 1) : 0);

  return GDK_EVENT_STOP;
}

static gboolean
leave_cb (GtkWidget *widget,
          GVariant  *args,
          gpointer   user_data)
{
  return gtk_widget_grab_focus (gtk_widget_get_parent (widget));
}

static void
motion_cb (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           TaplineLogHead           *self)
{
  TaplineLogColumn column;
  gboolean on_border = tapline_log_columns_find_border (&self->columns, x, &column);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), on_border ? "col-resize" : NULL);
}

static void
drag_begin_cb (GtkGestureDrag *drag,
               double          x,
               double          y,
               TaplineLogHead *self)
{
  if (!tapline_log_columns_find_border (&self->columns, x, &self->dragged))
    {
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  self->drag_width = self->columns.at[self->dragged].width;
}

static void
drag_update_cb (GtkGestureDrag *drag,
                double          dx,
                double          dy,
                TaplineLogHead *self)
{
  if ((int) dx != 0 || self->columns.at[self->dragged].width != self->drag_width)
    tapline_log_options_set_width (self->options, self->dragged,
                                   MAX (self->drag_width + (int) dx, 1));
}

static void
pressed_cb (GtkGestureClick *click,
            int              n_press,
            double           x,
            double           y,
            TaplineLogHead  *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (click));
  TaplineLogColumn column;

  if (event != NULL && gdk_event_triggers_context_menu (event))
    {
      gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
      show_menu (self, (int) x);
    }
  else if (n_press == 2 && tapline_log_columns_find_border (&self->columns, x, &column))
    {
      tapline_log_options_set_width (self->options, column, 0);
    }
}

static void
tapline_log_head_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  TaplineLogHead *self = TAPLINE_LOG_HEAD (widget);

  for (guint i = 0; i < TAPLINE_LOG_N_COLUMNS; i++)
    {
      int least, wanted;

      gtk_widget_measure (self->labels[i], orientation, -1, &least, &wanted, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wanted);
    }
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum += 2 * PADDING;
      *natural += 2 * PADDING;
    }
}

static void
tapline_log_head_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  TaplineLogHead *self = TAPLINE_LOG_HEAD (widget);

  for (guint i = 0; i < TAPLINE_LOG_N_COLUMNS; i++)
    {
      const TaplineLogSpan *span = &self->columns.at[i];

      if (span->width > 0)
        gtk_widget_size_allocate (self->labels[i],
                                  &(GtkAllocation) { span->x, PADDING, span->width,
                                                     height - 2 * PADDING }, -1);
    }
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

/* Tab comes to one head, and goes on from it; the arrow keys go to the others. */
static gboolean
tapline_log_head_focus (GtkWidget        *widget,
                        GtkDirectionType  direction)
{
  TaplineLogHead *self = TAPLINE_LOG_HEAD (widget);

  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;

  for (guint i = 0; i < TAPLINE_LOG_N_COLUMNS; i++)
    {
      if (self->columns.at[i].width > 0)
        return gtk_widget_grab_focus (self->labels[i]);
    }

  return FALSE;
}

static void
tapline_log_head_dispose (GObject *object)
{
  TaplineLogHead *self = TAPLINE_LOG_HEAD (object);

  for (guint i = 0; i < TAPLINE_LOG_N_COLUMNS; i++)
    g_clear_pointer (&self->labels[i], gtk_widget_unparent);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->options);

  G_OBJECT_CLASS (tapline_log_head_parent_class)->dispose (object);
}

static void
tapline_log_head_class_init (TaplineLogHeadClass *klass)
{
  static const struct
  {
    guint keys[2];
    int   step;
  } arrows[] = {
    { { GDK_KEY_Left, GDK_KEY_KP_Left }, -1 },
    { { GDK_KEY_Right, GDK_KEY_KP_Right }, 1 },
  };
  static const guint menu_keys[] = { GDK_KEY_Menu, GDK_KEY_Return, GDK_KEY_KP_Enter,
                                     GDK_KEY_space };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_log_head_dispose;
  widget_class->measure = tapline_log_head_measure;
  widget_class->size_allocate = tapline_log_head_size_allocate;
  widget_class->focus = tapline_log_head_focus;

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (arrows[i].keys); k++)
        {
          gtk_widget_class_add_binding (widget_class, arrows[i].keys[k], 0, move_cb, "i",
                                        arrows[i].step);
          gtk_widget_class_add_binding (widget_class, arrows[i].keys[k], GDK_SHIFT_MASK, resize_cb,
                                        "i", arrows[i].step * STEP);
        }
    }
  gtk_widget_class_add_binding (widget_class, GDK_KEY_BackSpace, 0, resize_cb, "i", 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, leave_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (menu_keys); i++)
    gtk_widget_class_add_binding (widget_class, menu_keys[i], 0, menu_cb, NULL);

  gtk_widget_class_set_css_name (widget_class, "loghead");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW);
}

static void
tapline_log_head_init (TaplineLogHead *self)
{
  static const struct
  {
    const char *title;
    const char *tip;
    float       xalign;
  } heads[TAPLINE_LOG_N_COLUMNS] = {
    [TAPLINE_LOG_COLUMN_TIME] = { N_("Time"), NULL, 0 },
    [TAPLINE_LOG_COLUMN_DIRECTION] = { DIRECTION_SIGN, N_("Received ← or sent →"), 0.5f },
    [TAPLINE_LOG_COLUMN_PEER] = { N_("Peer"), N_("The other end, each with its own mark"), 0 },
    [TAPLINE_LOG_COLUMN_SIZE] = { N_("Size"), N_("Bytes in the message"), 1 },
    [TAPLINE_LOG_COLUMN_TEXT] = { N_("Message"), NULL, 0 },
    [TAPLINE_LOG_COLUMN_HEX] = { N_("Hex"), NULL, 0 },
  };
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Columns"), -1);
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
  for (guint i = 0; i < TAPLINE_LOG_N_COLUMNS; i++)
    {
      /* A label that cannot be selected from takes no focus; this does. GTK 4.8 tells assistive
       * technology nothing of column headers, so it is the button that Enter makes of it. */
      GtkWidget *label = g_object_new (GTK_TYPE_INSCRIPTION,
                                       "accessible-role", GTK_ACCESSIBLE_ROLE_BUTTON,
                                       "text", _(heads[i].title),
                                       "xalign", heads[i].xalign,
                                       "min-chars", 0,
                                       "text-overflow", GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END,
                                       "focusable", TRUE,
                                       NULL);

      if (i == TAPLINE_LOG_COLUMN_DIRECTION)
        {
          gtk_inscription_set_text_overflow (GTK_INSCRIPTION (label),
                                             GTK_INSCRIPTION_OVERFLOW_CLIP);
          gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          _("Direction"), -1);
        }
      if (heads[i].tip != NULL)
        tapline_tooltip_set (label, _(heads[i].tip));
      gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
      tapline_log_show_child (label, FALSE);
      gtk_widget_set_parent (label, GTK_WIDGET (self));
      self->labels[i] = label;
    }
  tell_time (self, TAPLINE_LOG_TIME_CLOCK);

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  /* Or the one that takes a press would keep it from the other. */
  gtk_gesture_group (drag, click);
}

/* What the borders and the menu change. */
void
tapline_log_head_set_options (TaplineLogHead    *self,
                              TaplineLogOptions *options)
{
  g_return_if_fail (TAPLINE_IS_LOG_HEAD (self));
  g_return_if_fail (TAPLINE_IS_LOG_OPTIONS (options));

  g_set_object (&self->options, options);
}

/* Puts the heads over their columns. */
void
tapline_log_head_place (TaplineLogHead          *self,
                        const TaplineLogColumns *columns)
{
  GtkInscription *time = GTK_INSCRIPTION (self->labels[TAPLINE_LOG_COLUMN_TIME]);

  g_return_if_fail (TAPLINE_IS_LOG_HEAD (self));
  g_return_if_fail (columns != NULL);

  if (memcmp (&self->columns, columns, sizeof *columns) == 0)
    return;

  if (self->columns.time != columns->time)
    {
      gtk_inscription_set_text (time, _(time_titles[columns->time]));
      gtk_inscription_set_xalign (time, columns->time == TAPLINE_LOG_TIME_CLOCK ? 0 : 1);
      tell_time (self, columns->time);
    }
  self->columns = *columns;
  for (guint i = 0; i < TAPLINE_LOG_N_COLUMNS; i++)
    {
      /* A head must not take the focus with it when it goes. */
      if (columns->at[i].width == 0 && gtk_widget_is_focus (self->labels[i]))
        gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (self)));
      tapline_log_show_child (self->labels[i], columns->at[i].width > 0);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

GtkWidget *
tapline_log_head_get_column (TaplineLogHead   *self,
                             TaplineLogColumn  column)
{
  g_return_val_if_fail (TAPLINE_IS_LOG_HEAD (self), NULL);
  g_return_val_if_fail (column < TAPLINE_LOG_N_COLUMNS, NULL);

  return self->labels[column];
}
