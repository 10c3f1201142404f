/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of a message as list models. A decoded message has its nodes in one list in the order of
 * reading; a level of the tree is the places in it of the nodes that are as deep. Objects are made
 * for what is on screen, however large the tree is.
 */
#include "config.h"

#include "tapline-tree-node.h"

struct _TaplineTreeNode
{
  GObject parent_instance;

  TaplineDecoded *decoded;
  guint           place;
};

struct _TaplineTreeLevel
{
  GObject parent_instance;

  TaplineDecoded *decoded;
  GArray         *places; /* guint */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (TaplineTreeNode, tapline_tree_node, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (TaplineTreeLevel, tapline_tree_level, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
get_item_type (GListModel *model)
{
  return TAPLINE_TYPE_TREE_NODE;
}

static guint
get_n_items (GListModel *model)
{
  return TAPLINE_TREE_LEVEL (model)->places->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  TaplineTreeLevel *self = TAPLINE_TREE_LEVEL (model);
  TaplineTreeNode *node;

  if (position >= self->places->len)
    return NULL;

  node = g_object_new (TAPLINE_TYPE_TREE_NODE, NULL);
  node->decoded = tapline_decoded_ref (self->decoded);
  node->place = g_array_index (self->places, guint, position);

  return node;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tapline_tree_node_finalize (GObject *object)
{
  g_clear_pointer (&TAPLINE_TREE_NODE (object)->decoded, tapline_decoded_unref);

  G_OBJECT_CLASS (tapline_tree_node_parent_class)->finalize (object);
}

static void
tapline_tree_node_class_init (TaplineTreeNodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tapline_tree_node_finalize;
}

static void
tapline_tree_node_init (TaplineTreeNode *self)
{
}

static void
tapline_tree_level_finalize (GObject *object)
{
  TaplineTreeLevel *self = TAPLINE_TREE_LEVEL (object);

  g_clear_pointer (&self->decoded, tapline_decoded_unref);
  g_array_unref (self->places);

  G_OBJECT_CLASS (tapline_tree_level_parent_class)->finalize (object);
}

static void
tapline_tree_level_class_init (TaplineTreeLevelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tapline_tree_level_finalize;
}

static void
tapline_tree_level_init (TaplineTreeLevel *self)
{
  self->places = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* The nodes of a depth from a place on, up to the first that is less deep. */
static GListModel *
level_new (TaplineDecoded *decoded,
           guint           place,
           guint           depth)
{
  TaplineTreeLevel *self = g_object_new (TAPLINE_TYPE_TREE_LEVEL, NULL);
  guint n_nodes;
  const TaplineDecodedNode *nodes = tapline_decoded_get_nodes (decoded, &n_nodes);

  self->decoded = tapline_decoded_ref (decoded);
  for (; place < n_nodes && nodes[place].depth >= depth; place++)
    if (nodes[place].depth == depth)
      g_array_append_val (self->places, place);

  return G_LIST_MODEL (self);
}

GListModel *
tapline_tree_level_new_roots (TaplineDecoded *decoded)
{
  g_return_val_if_fail (decoded != NULL, NULL);

  return level_new (decoded, 0, 0);
}

GListModel *
tapline_tree_node_list_children (TaplineTreeNode *self)
{
  const TaplineDecodedNode *nodes;
  guint n_nodes;

  g_return_val_if_fail (TAPLINE_IS_TREE_NODE (self), NULL);

  nodes = tapline_decoded_get_nodes (self->decoded, &n_nodes);
  if (self->place + 1 >= n_nodes || nodes[self->place + 1].depth <= nodes[self->place].depth)
    return NULL;

  return level_new (self->decoded, self->place + 1, nodes[self->place].depth + 1);
}

const TaplineDecodedNode *
tapline_tree_node_get (TaplineTreeNode *self)
{
  guint n_nodes;

  g_return_val_if_fail (TAPLINE_IS_TREE_NODE (self), NULL);

  return &tapline_decoded_get_nodes (self->decoded, &n_nodes)[self->place];
}
