/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message means: a line in its protocol's words, and below it the tree of its parts, each
 * with what is remarkable about it in an icon and a word. A small tree is open as a whole, of a
 * large one the roots are.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-tooltip.h"
#include "tapline-tree-private.h"

/* What fits on a screen or two. */
#define EXPANDED_MAX 200
#define MINIMUM_WIDTH 180
#define ROWS_AT_ONCE 24
#define ROWS_WITH_WIDGETS 240

G_DEFINE_FINAL_TYPE (TaplineTree, tapline_tree, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  COPIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *word;
  const char *icon;
  const char *css_class;
} severities[] = {
  [TAPLINE_PLUGIN_PLAIN] = { NULL, NULL, "plain" },
  [TAPLINE_PLUGIN_NOTE] = { N_("note"), "dialog-information-symbolic", "note" },
  [TAPLINE_PLUGIN_WARNING] = { N_("warning"), "dialog-warning-symbolic", "warning" },
  [TAPLINE_PLUGIN_ERROR] = { N_("error"), "dialog-error-symbolic", "error" },
};

static GListModel *
create_children_cb (gpointer item,
                    gpointer unused)
{
  return tapline_tree_node_list_children (item);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *value = gtk_label_new (NULL);

  gtk_widget_add_css_class (name, "name");
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
}

/* Behind name and value; few rows have it, so it is made when it is needed. */
static void
show_severity (GtkWidget             *box,
               TaplinePluginSeverity  severity)
{
  const char *word = severities[severity].word;
  GtkWidget *last = gtk_widget_get_last_child (box);
  GtkWidget *icon;

  if (!GTK_IS_BOX (last))
    {
      if (word == NULL)
        return;
      last = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
      gtk_box_append (GTK_BOX (last), gtk_image_new ());
      gtk_box_append (GTK_BOX (last), gtk_label_new (NULL));
      gtk_box_append (GTK_BOX (box), last);
    }
  icon = gtk_widget_get_first_child (last);
  gtk_widget_set_visible (last, word != NULL);
  gtk_widget_set_css_classes (last, (const char *[]) { severities[severity].css_class, NULL });
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), severities[severity].icon);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (icon)),
                       word != NULL ? _(word) : "");
}

/* Name and value are data: no language's direction is theirs. */
static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  GtkTreeListRow *row = GTK_TREE_LIST_ROW (gtk_list_item_get_item (item));
  g_autoptr (TaplineTreeNode) object = TAPLINE_TREE_NODE (gtk_tree_list_row_get_item (row));
  const TaplineDecodedNode *node = tapline_tree_node_get (object);
  GtkWidget *expander = gtk_list_item_get_child (item);
  GtkWidget *box = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander));
  GtkWidget *name = gtk_widget_get_first_child (box);
  GtkWidget *value = gtk_widget_get_next_sibling (name);
  const char *word = severities[node->severity].word;
  g_autoptr (GString) label = g_string_new (node->name);

  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), row);
  gtk_label_set_label (GTK_LABEL (name), node->name);
  gtk_label_set_label (GTK_LABEL (value), node->value);
  show_severity (box, node->severity);

  if (node->value[0] != '\0')
    g_string_append_printf (label, ": %s", node->value);
  if (word != NULL)
    g_string_append_printf (label, " (%s)", _(word));
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label->str, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (expander)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label->str, -1);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)), NULL);
}

static void
selected_cb (TaplineTree *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (TaplineTreeNode) object = NULL;
  const TaplineDecodedNode *node;

  if (self->is_led || row == NULL)
    return;

  object = TAPLINE_TREE_NODE (gtk_tree_list_row_get_item (row));
  node = tapline_tree_node_get (object);
  g_signal_emit (self, signals[CHOSEN], 0, (guint64) node->offset,
                 (guint64) (node->offset + node->length));
}

static void
update_heading (TaplineTree *self)
{
  const char *title = tapline_decoded_get_title (self->decoded);
  const char *summary = tapline_decoded_get_summary (self->decoded);
  GString *heading = g_string_new (title);

  if (summary != NULL)
    g_string_append_printf (heading, ": %s", summary);
  gtk_label_set_label (self->heading, heading->str);
  gtk_widget_set_visible (self->cut, tapline_decoded_is_cut (self->decoded));
  g_string_free (heading, TRUE);
}

static void
tapline_tree_dispose (GObject *object)
{
  TaplineTree *self = TAPLINE_TREE (object);
  GtkWidget *child;

  tapline_tree_set_decoded (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tapline_tree_parent_class)->dispose (object);
}

static gboolean
tapline_tree_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TAPLINE_TREE (widget)->view));
}

static void
tapline_tree_class_init (TaplineTreeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_tree_dispose;
  widget_class->grab_focus = tapline_tree_grab_focus;

  signals[CHOSEN] = g_signal_new ("chosen", TAPLINE_TYPE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[COPIED] = g_signal_new ("copied", TAPLINE_TYPE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  tapline_tree_init_input_class (widget_class);
  gtk_widget_class_set_css_name (widget_class, "messagetree");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
tapline_tree_init (TaplineTree *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  const char *cut = _("This tree does not show all of the message: it is too large or too deep.");

  gtk_orientable_set_orientation (
    GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  self->heading = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->heading, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->heading, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->heading), "heading");
  self->cut = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS,
                            "visible", FALSE, NULL);
  gtk_widget_add_css_class (self->cut, "cut");
  gtk_box_append (GTK_BOX (self->cut),
                  g_object_new (GTK_TYPE_LABEL, "label", cut, "ellipsize", PANGO_ELLIPSIZE_END,
                                "xalign", 0.0, NULL));
  tapline_tooltip_set (self->cut, cut);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Parts of the message"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_min_content_width (GTK_SCROLLED_WINDOW (scroller), MINIMUM_WIDTH);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->heading), GTK_WIDGET (self));
  gtk_widget_set_parent (self->cut, GTK_WIDGET (self));
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
  tapline_tree_init_input (self);
}

void
tapline_tree_tell_copied (TaplineTree *self,
                          const char  *words)
{
  g_signal_emit (self, signals[COPIED], 0, words);
}

GtkWidget *
tapline_tree_new (void)
{
  return g_object_new (TAPLINE_TYPE_TREE, NULL);
}

/* The list makes widgets for some two hundred rows at once, however few it has room for: it gets
 * them a part at a time, a part in each frame. */
static gboolean
show_more_cb (GtkWidget     *widget,
              GdkFrameClock *clock,
              gpointer       user_data)
{
  TaplineTree *self = TAPLINE_TREE (widget);
  guint n = gtk_slice_list_model_get_size (self->shown) + ROWS_AT_ONCE;

  if (n > ROWS_WITH_WIDGETS)
    {
      self->tick_id = 0;
      gtk_slice_list_model_set_size (self->shown, G_MAXUINT);
      return G_SOURCE_REMOVE;
    }
  gtk_slice_list_model_set_size (self->shown, n);

  return G_SOURCE_CONTINUE;
}

static void
stop_showing_more (TaplineTree *self)
{
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
}

/* Has the row in the list at once. */
void
tapline_tree_show_row (TaplineTree *self,
                       guint        position)
{
  if (position < gtk_slice_list_model_get_size (self->shown))
    return;

  stop_showing_more (self);
  gtk_slice_list_model_set_size (self->shown, G_MAXUINT);
}

void
tapline_tree_set_decoded (TaplineTree    *self,
                          TaplineDecoded *decoded)
{
  guint n_nodes;

  g_return_if_fail (TAPLINE_IS_TREE (self));

  if (self->decoded == decoded)
    return;

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  stop_showing_more (self);
  gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->decoded, tapline_decoded_unref);
  gtk_label_set_label (self->heading, "");
  gtk_widget_set_visible (self->cut, FALSE);
  if (decoded == NULL)
    return;

  self->decoded = tapline_decoded_ref (decoded);
  tapline_decoded_get_nodes (decoded, &n_nodes);
  self->model = gtk_tree_list_model_new (tapline_tree_level_new_roots (decoded), FALSE,
                                         n_nodes <= EXPANDED_MAX, create_children_cb, NULL, NULL);
  if (n_nodes > EXPANDED_MAX)
    for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->model)); i > 0; i--)
      {
        g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->model, i - 1);

        if (i <= EXPANDED_MAX)
          gtk_tree_list_row_set_expanded (row, TRUE);
      }
  self->shown = gtk_slice_list_model_new (G_LIST_MODEL (self->model), 0, ROWS_AT_ONCE);
  self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), show_more_cb, NULL, NULL);
  self->selection = GTK_SINGLE_SELECTION (
    g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE,
                  "model", self->shown, NULL));
  g_object_unref (self->shown);
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (selected_cb), self);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  update_heading (self);
}

/* The smallest; of nodes about the same bytes the deepest. */
static gboolean
find_innermost (TaplineTree *self,
                guint64      start,
                guint64      end,
                guint       *place)
{
  guint n_nodes;
  const TaplineDecodedNode *nodes = tapline_decoded_get_nodes (self->decoded, &n_nodes);
  gsize smallest = G_MAXSIZE;

  *place = 0;
  for (guint i = 0; i < n_nodes; i++)
    if (nodes[i].length > 0 && nodes[i].offset <= start
        && end <= nodes[i].offset + nodes[i].length
        && (nodes[i].length < smallest
            || (nodes[i].length == smallest && nodes[i].depth > nodes[*place].depth)))
      {
        smallest = nodes[i].length;
        *place = i;
      }

  return smallest < G_MAXSIZE;
}

/* Opens whatever a node is in, and tells where its row is then. */
static guint
open_to (TaplineTree *self,
         guint        place)
{
  guint n_nodes;
  const TaplineDecodedNode *nodes = tapline_decoded_get_nodes (self->decoded, &n_nodes);
  g_autoptr (GtkTreeListRow) row = NULL;
  guint n_before = 0, above = 0;

  for (guint depth = 0; depth <= nodes[place].depth; depth++)
    {
      GtkTreeListRow *below;

      /* Which of its level is on the way to it. */
      n_before = 0;
      for (guint i = above + (depth > 0); i <= place; i++)
        if (nodes[i].depth == depth)
          {
            above = i;
            n_before++;
          }
      if (row != NULL)
        gtk_tree_list_row_set_expanded (row, TRUE);
      below = row != NULL ? gtk_tree_list_row_get_child_row (row, n_before - 1)
                          : gtk_tree_list_model_get_child_row (self->model, n_before - 1);
      g_clear_object (&row);
      row = below;
    }

  return gtk_tree_list_row_get_position (row);
}

gboolean
tapline_tree_select_bytes (TaplineTree *self,
                           guint64     *start,
                           guint64     *end)
{
  const TaplineDecodedNode *node;
  guint n_nodes, place, position;

  g_return_val_if_fail (TAPLINE_IS_TREE (self), FALSE);
  g_return_val_if_fail (start != NULL && end != NULL, FALSE);

  if (self->decoded == NULL || !find_innermost (self, *start, *end, &place))
    return FALSE;

  node = &tapline_decoded_get_nodes (self->decoded, &n_nodes)[place];
  *start = node->offset;
  *end = node->offset + node->length;
  self->is_led = TRUE;
  position = open_to (self, place);
  tapline_tree_show_row (self, position);
  gtk_single_selection_set_selected (self->selection, position);
  self->is_led = FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);

  return TRUE;
}
