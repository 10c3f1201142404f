/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys and menu do in the tree of a message: branches fold as in other trees, and what is
 * chosen is copied, a node with all that is below it as indented lines. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-context-menu.h"
#include "tapline-tree-private.h"

/* How many rows may come by opening all that is below one. */
#define OPENED_MAX 1000

static GtkTreeListRow *
get_row (TaplineTree *self)
{
  return self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
}

/* Which row of the tree a widget of the list shows. */
static GtkTreeListRow *
get_row_of (GtkWidget *widget)
{
  GtkWidget *expander = gtk_widget_get_first_child (widget);

  return GTK_IS_TREE_EXPANDER (expander)
         ? gtk_tree_expander_get_list_row (GTK_TREE_EXPANDER (expander)) : NULL;
}

static gboolean
focus_selected_cb (GtkWidget     *widget,
                   GdkFrameClock *clock,
                   gpointer       user_data)
{
  TaplineTree *self = TAPLINE_TREE (widget);
  GtkTreeListRow *row = get_row (self);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (row != NULL && get_row_of (child) == row)
      gtk_widget_grab_focus (child);

  return G_SOURCE_REMOVE;
}

/* The keys go on from there, once it is laid out. */
static void
select_row (TaplineTree *self,
            guint        position)
{
  tapline_tree_show_row (self, position);
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), focus_selected_cb, NULL, NULL);
}

/* Closes the node, or goes to the one that it is in. */
static void
fold (TaplineTree    *self,
      GtkTreeListRow *row)
{
  g_autoptr (GtkTreeListRow) parent = NULL;

  if (gtk_tree_list_row_get_expanded (row))
    {
      gtk_tree_list_row_set_expanded (row, FALSE);
      return;
    }
  parent = gtk_tree_list_row_get_parent (row);
  if (parent != NULL)
    select_row (self, gtk_tree_list_row_get_position (parent));
}

/* Opens the node, or goes into it. */
static void
unfold (TaplineTree    *self,
        GtkTreeListRow *row)
{
  if (!gtk_tree_list_row_is_expandable (row))
    return;
  if (gtk_tree_list_row_get_expanded (row))
    select_row (self, gtk_tree_list_row_get_position (row) + 1);
  else
    gtk_tree_list_row_set_expanded (row, TRUE);
}

/* From the node on, row by row: what is opened comes next. */
static void
unfold_all (TaplineTree    *self,
            GtkTreeListRow *row)
{
  guint depth = gtk_tree_list_row_get_depth (row);
  guint first = gtk_tree_list_row_get_position (row);

  for (guint i = first; i - first < OPENED_MAX; i++)
    {
      g_autoptr (GtkTreeListRow) next = gtk_tree_list_model_get_row (self->model, i);

      if (next == NULL || (i > first && gtk_tree_list_row_get_depth (next) <= depth))
        return;
      gtk_tree_list_row_set_expanded (next, TRUE);
    }
}

static gboolean
key_pressed_cb (TaplineTree     *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  GtkTreeListRow *row = get_row (self);
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (row == NULL || (state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      if ((keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left) != is_rtl)
        fold (self, row);
      else
        unfold (self, row);
      return GDK_EVENT_STOP;

    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* Copying */

/* "name: value", and what is below it indented. */
static char *
dup_branch (const TaplineDecodedNode *nodes,
            guint                     n_nodes,
            guint                     place)
{
  GString *lines = g_string_new (NULL);

  for (guint i = place; i < n_nodes && (i == place || nodes[i].depth > nodes[place].depth); i++)
    g_string_append_printf (lines, "%*s%s%s%s\n", (int) (2 * (nodes[i].depth - nodes[place].depth)),
                            "", nodes[i].name, nodes[i].value[0] != '\0' ? ": " : "",
                            nodes[i].value);

  return g_string_free (lines, FALSE);
}

static void
copy (TaplineTree *self,
      gboolean     with_names)
{
  GtkTreeListRow *row = get_row (self);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (TaplineTreeNode) object = NULL;
  const TaplineDecodedNode *nodes;
  guint n_nodes, place;

  if (row == NULL)
    return;

  object = TAPLINE_TREE_NODE (gtk_tree_list_row_get_item (row));
  nodes = tapline_decoded_get_nodes (self->decoded, &n_nodes);
  place = (guint) (tapline_tree_node_get (object) - nodes);
  if (with_names || gtk_tree_list_row_is_expandable (row))
    {
      g_autofree char *lines = dup_branch (nodes, n_nodes, place);

      gdk_clipboard_set_text (clipboard, lines);
      tapline_tree_tell_copied (self, _("Copied the part with its names"));
      return;
    }
  gdk_clipboard_set_text (clipboard, nodes[place].value);
  tapline_tree_tell_copied (self, _("Copied the value"));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  copy (TAPLINE_TREE (widget), FALSE);
}

static void
copy_named_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  copy (TAPLINE_TREE (widget), TRUE);
}

static void
unfold_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  GtkTreeListRow *row = get_row (TAPLINE_TREE (widget));

  if (row != NULL)
    unfold_all (TAPLINE_TREE (widget), row);
}

/* The menu */

static void
show_menu (TaplineTree        *self,
           const GdkRectangle *box)
{
  if (self->menu == NULL)
    {
      g_autoptr (GMenu) model = g_menu_new ();

      g_menu_append (model, _("Copy _Value"), "tree.copy");
      g_menu_append (model, _("Copy with _Names"), "tree.copy-named");
      g_menu_append (model, _("_Open All Below"), "tree.unfold-all");
      self->menu = GTK_POPOVER (tapline_context_menu_new (GTK_WIDGET (self),
                                                          G_MENU_MODEL (model)));
    }
  gtk_popover_set_pointing_to (self->menu, box);
  gtk_popover_popup (self->menu);
}

/* At the row that is chosen. */
static gboolean
menu_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TaplineTree *self = TAPLINE_TREE (widget);
  GtkTreeListRow *row = get_row (self);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;
      GdkRectangle box;

      if (row == NULL || get_row_of (child) != row
          || !gtk_widget_compute_bounds (child, widget, &bounds))
        continue;
      box.x = (int) bounds.origin.x;
      box.y = (int) bounds.origin.y;
      box.width = (int) bounds.size.width;
      box.height = (int) bounds.size.height;
      show_menu (self, &box);
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

/* The row below the pointer is chosen first. */
static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            TaplineTree     *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *expander = widget != NULL
                        ? gtk_widget_get_ancestor (widget, GTK_TYPE_TREE_EXPANDER) : NULL;
  GtkTreeListRow *row;

  if (event == NULL || !gdk_event_triggers_context_menu (event))
    return;

  /* Beside the text of a row is the list's own widget for it. */
  if (expander == NULL && widget != NULL)
    expander = gtk_widget_get_first_child (widget);
  if (!GTK_IS_TREE_EXPANDER (expander))
    return;

  row = gtk_tree_expander_get_list_row (GTK_TREE_EXPANDER (expander));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  select_row (self, gtk_tree_list_row_get_position (row));
  show_menu (self, &(GdkRectangle) { (int) x, (int) y, 1, 1 });
}

void
tapline_tree_init_input_class (GtkWidgetClass *widget_class)
{
  const GdkModifierType shift_control = GDK_SHIFT_MASK | GDK_CONTROL_MASK;

  gtk_widget_class_install_action (widget_class, "tree.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "tree.copy-named", NULL, copy_named_action);
  gtk_widget_class_install_action (widget_class, "tree.unfold-all", NULL, unfold_all_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "tree.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_CONTROL_MASK, "tree.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, shift_control, "tree.copy-named",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_asterisk, 0, "tree.unfold-all", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Multiply, 0, "tree.unfold-all",
                                       NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_cb, NULL);
}

void
tapline_tree_init_input (TaplineTree *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  /* Before the list, which has no use for them, and the row, which would go to the next pane. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}
