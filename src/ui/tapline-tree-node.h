/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-decoded.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_TREE_NODE (tapline_tree_node_get_type ())
/* A node of what a message means, for a GtkTreeListModel. */
G_DECLARE_FINAL_TYPE (TaplineTreeNode, tapline_tree_node, TAPLINE, TREE_NODE, GObject)

#define TAPLINE_TYPE_TREE_LEVEL (tapline_tree_level_get_type ())
/* The nodes below one, or the roots; a GListModel that makes them as they are looked at. */
G_DECLARE_FINAL_TYPE (TaplineTreeLevel, tapline_tree_level, TAPLINE, TREE_LEVEL, GObject)

/* (transfer full): the roots. */
GListModel               *tapline_tree_level_new_roots    (TaplineDecoded   *decoded);
/* (transfer full) (nullable): what is below a node. */
GListModel               *tapline_tree_node_list_children (TaplineTreeNode  *self);
const TaplineDecodedNode *tapline_tree_node_get           (TaplineTreeNode  *self);

G_END_DECLS
