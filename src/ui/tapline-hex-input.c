/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, mouse and clipboard of the hex view. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-context-menu.h"
#include "tapline-go-to.h"
#include "tapline-hex-view-private.h"
#include "tapline-message-slice.h"

#define COPY_LIMIT (64 * 1024 * 1024)
#define EDGE_SPEED 0.3 /* of how far outside the pointer is, in pixels a frame */

typedef enum
{
  MOVE_BYTES,
  MOVE_LINES,
  MOVE_PAGES,
  MOVE_IN_LINE, /* to an end of the line */
  MOVE_ENDS,
} Move;

/* Keys */

static gboolean
move_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);
  guint64 caret = self->caret, last, step = 1;
  int move, count;
  gboolean extend;

  g_variant_get (args, "(iib)", &move, &count, &extend);
  if (self->length == 0)
    return GDK_EVENT_PROPAGATE;

  last = self->length - 1;
  if (move == MOVE_LINES || move == MOVE_PAGES)
    step = self->n_columns;
  if (move == MOVE_PAGES)
    step *= MAX (tapline_hex_view_page_lines (self) - 1, 1);
  if (move == MOVE_ENDS)
    caret = count < 0 ? 0 : last;
  else if (move == MOVE_IN_LINE)
    caret = caret - caret % self->n_columns + (count < 0 ? 0 : self->n_columns - 1);
  else if (count > 0 && caret <= last - MIN (last, step))
    caret += step;
  else if (count > 0 && move == MOVE_PAGES)
    caret = last;
  else if (count < 0 && caret >= step)
    caret -= step;
  else if (count < 0 && move == MOVE_PAGES)
    caret = 0;
  tapline_hex_view_move_caret (self, caret, extend);

  return GDK_EVENT_STOP;
}

static gboolean
side_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);
  int side;

  g_variant_get (args, "(i)", &side);
  self->side = side;
  gtk_widget_queue_draw (widget);

  return GDK_EVENT_STOP;
}

/* Clipboard */

static void
copied_cb (char     *text,
           guint64   n_messages,
           gboolean  cut,
           gpointer  user_data)
{
  TaplineHexView *self = user_data;
  g_autofree char *owned = text;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  if (cut)
    {
      g_autofree char *size = g_format_size_full (COPY_LIMIT, G_FORMAT_SIZE_IEC_UNITS);
      /* Translators: a size such as 64 MiB */
      g_autofree char *message = g_strdup_printf (_("Copied only the first %s"), size);

      tapline_hex_view_copied (self, message);
    }
  else
    {
      tapline_hex_view_copied (self, _("Copied the bytes"));
    }
}

static void
copy (TaplineHexView       *self,
      TaplineLogCopyFormat  format)
{
  g_autoptr (TaplineLogRanges) ranges = tapline_log_ranges_new ();
  g_autoptr (TaplineMessageSlice) slice = NULL;
  guint64 start, end;

  g_clear_pointer (&self->copy, tapline_log_copy_free);
  if (self->list == NULL || self->length == 0)
    return;

  tapline_hex_view_get_selection (self, &start, &end);
  slice = tapline_message_slice_new (self->list, self->number, start, end);
  tapline_log_ranges_add (ranges, self->number, self->number + 1);
  self->copy = tapline_log_copy_new (TAPLINE_MESSAGE_LIST (slice), ranges, format, COPY_LIMIT,
                                     copied_cb, self);
  tapline_log_copy_set_encoding (self->copy, self->encoding);
  tapline_log_copy_run (self->copy);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);

  copy (self, self->side == TAPLINE_HEX_SIDE_HEX ? TAPLINE_LOG_COPY_HEX : TAPLINE_LOG_COPY_TEXT);
}

static void
copy_as_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  TaplineLogCopyFormat format;

  if (tapline_log_copy_parse_format (g_variant_get_string (parameter, NULL), &format))
    copy (TAPLINE_HEX_VIEW (widget), format);
}

static void
select_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);

  if (self->length > 0)
    tapline_hex_view_select (self, 0, self->length);
}

/* Going to a byte */

static void
chosen_cb (TaplineHexView *self,
           guint64         offset)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  tapline_hex_view_set_caret (self, offset);
}

static void
go_to_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);
  GdkRectangle box;

  if (self->length == 0)
    return;
  if (self->go_to == NULL)
    {
      self->go_to = GTK_POPOVER (tapline_go_to_new ());
      gtk_widget_set_parent (GTK_WIDGET (self->go_to), widget);
      g_signal_connect_object (self->go_to, "chosen", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
    }
  tapline_hex_view_get_caret_box (self, &box);
  gtk_popover_set_pointing_to (self->go_to, &box);
  tapline_go_to_ask (TAPLINE_GO_TO (self->go_to), self->caret, self->length);
}

/* Menu */

static GMenuModel *
create_menu (void)
{
  static const struct
  {
    const char *label;
    const char *action;
  } items[] = {
    { N_("Copy as _Hex"), "hex.copy-as::hex" },
    { N_("Copy as _Text"), "hex.copy-as::text" },
    { N_("Copy as Hex _Dump"), "hex.copy-as::dump" },
    { N_("Copy as _C Array"), "hex.copy-as::c" },
    { N_("Copy as _Base64"), "hex.copy-as::base64" },
    { N_("Select _All"), "hex.select-all" },
    { N_("_Go to Byte…"), "hex.go-to" },
  };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    g_menu_append (menu, _(items[i].label), items[i].action);

  return G_MENU_MODEL (menu);
}

static void
show_menu (TaplineHexView     *self,
           const GdkRectangle *box)
{
  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) model = create_menu ();

      self->menu = GTK_POPOVER (tapline_context_menu_new (GTK_WIDGET (self), model));
    }
  gtk_popover_set_pointing_to (self->menu, box);
  gtk_popover_popup (self->menu);
}

static gboolean
menu_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);
  GdkRectangle box;

  if (self->length == 0)
    return GDK_EVENT_PROPAGATE;
  tapline_hex_view_get_caret_box (self, &box);
  show_menu (self, &box);

  return GDK_EVENT_STOP;
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            TaplineHexView  *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));
  guint64 offset, start, end;

  if (event == NULL || !gdk_event_triggers_context_menu (event)
      || !tapline_hex_view_find_byte (self, x, y, FALSE, &offset))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!tapline_hex_view_get_selection (self, &start, &end) || offset < start || offset >= end)
    tapline_hex_view_move_caret (self, offset, FALSE);
  show_menu (self, &(GdkRectangle) { (int) x, (int) y, 1, 1 });
}

/* Dragging */

static void
drag_to_pointer (TaplineHexView *self)
{
  guint64 offset;

  if (tapline_hex_view_find_byte (self, self->drag_x, self->drag_y, TRUE, &offset)
      && (offset != self->caret || self->has_selection))
    tapline_hex_view_move_caret (self, offset, TRUE);
}

/* Goes on while the pointer is outside. */
static gboolean
drag_tick_cb (GtkWidget     *widget,
              GdkFrameClock *clock,
              gpointer       user_data)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);
  int height = gtk_widget_get_height (widget);

  if (self->drag_y < 0)
    tapline_hex_view_scroll_pixels (self, self->drag_y * EDGE_SPEED);
  else if (self->drag_y > height)
    tapline_hex_view_scroll_pixels (self, (self->drag_y - height) * EDGE_SPEED);
  else
    return G_SOURCE_CONTINUE;
  drag_to_pointer (self);

  return G_SOURCE_CONTINUE;
}

static void
stop_drag (TaplineHexView *self)
{
  if (self->drag_tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag_tick_id);
  self->drag_tick_id = 0;
}

static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               TaplineHexView *self)
{
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gboolean extend = (state & GDK_SHIFT_MASK) != 0;
  guint64 offset;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_x = self->drag_start_x = x;
  self->drag_y = self->drag_start_y = y;
  if (!tapline_hex_view_find_byte (self, x, y, extend, &offset))
    return;
  tapline_hex_view_move_caret (self, offset, extend);
  if (self->drag_tick_id == 0)
    self->drag_tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), drag_tick_cb, NULL, NULL);
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                TaplineHexView *self)
{
  self->drag_x = self->drag_start_x + dx;
  self->drag_y = self->drag_start_y + dy;
  drag_to_pointer (self);
}

static void
drag_end_cb (GtkGestureDrag *gesture,
             double          dx,
             double          dy,
             TaplineHexView *self)
{
  stop_drag (self);
}

static void
drag_cancel_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                TaplineHexView   *self)
{
  stop_drag (self);
}

void
tapline_hex_input_class_init (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint           keys[2];
    GdkModifierType modifiers;
    Move            move;
    int             count;
  } moves[] = {
    { { GDK_KEY_Left, GDK_KEY_KP_Left }, 0, MOVE_BYTES, -1 },
    { { GDK_KEY_Right, GDK_KEY_KP_Right }, 0, MOVE_BYTES, 1 },
    { { GDK_KEY_Up, GDK_KEY_KP_Up }, 0, MOVE_LINES, -1 },
    { { GDK_KEY_Down, GDK_KEY_KP_Down }, 0, MOVE_LINES, 1 },
    { { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up }, 0, MOVE_PAGES, -1 },
    { { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down }, 0, MOVE_PAGES, 1 },
    { { GDK_KEY_Home, GDK_KEY_KP_Home }, 0, MOVE_IN_LINE, -1 },
    { { GDK_KEY_End, GDK_KEY_KP_End }, 0, MOVE_IN_LINE, 1 },
    { { GDK_KEY_Home, GDK_KEY_KP_Home }, GDK_CONTROL_MASK, MOVE_ENDS, -1 },
    { { GDK_KEY_End, GDK_KEY_KP_End }, GDK_CONTROL_MASK, MOVE_ENDS, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    for (guint k = 0; k < G_N_ELEMENTS (moves[i].keys); k++)
      {
        gtk_widget_class_add_binding (widget_class, moves[i].keys[k], moves[i].modifiers, move_cb,
                                      "(iib)", moves[i].move, moves[i].count, FALSE);
        gtk_widget_class_add_binding (widget_class, moves[i].keys[k],
                                      moves[i].modifiers | GDK_SHIFT_MASK, move_cb, "(iib)",
                                      moves[i].move, moves[i].count, TRUE);
      }
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_CONTROL_MASK, side_cb, "(i)",
                                TAPLINE_HEX_SIDE_HEX);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, GDK_CONTROL_MASK, side_cb, "(i)",
                                TAPLINE_HEX_SIDE_ASCII);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);

  gtk_widget_class_install_action (widget_class, "hex.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "hex.copy-as", "s", copy_as_action);
  gtk_widget_class_install_action (widget_class, "hex.select-all", NULL, select_all_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "hex.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_CONTROL_MASK, "hex.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "hex.copy-as", "s", "hex");
  gtk_widget_class_install_action (widget_class, "hex.go-to", NULL, go_to_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK,
                                       "hex.select-all", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, GDK_CONTROL_MASK, "hex.go-to",
                                       NULL);
}

void
tapline_hex_input_init (TaplineHexView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

void
tapline_hex_input_clear (TaplineHexView *self)
{
  stop_drag (self);
  g_clear_pointer (&self->copy, tapline_log_copy_free);
  if (self->menu != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->menu));
  self->menu = NULL;
  if (self->go_to != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->go_to));
  self->go_to = NULL;
}
