/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the tree share. */
#pragma once

#include "tapline-tree.h"
#include "tapline-tree-node.h"

G_BEGIN_DECLS

struct _TaplineTree
{
  GtkWidget parent_instance;

  GtkLabel           *heading;
  GtkWidget          *cut;       /* what is left out */
  GtkListView        *view;
  GtkPopover         *menu;      /* (nullable) until it is asked for */

  TaplineDecoded     *decoded;   /* (nullable) */
  GtkTreeListModel   *model;     /* borrowed from what is shown */
  GtkSliceListModel  *shown;     /* borrowed from the selection */
  guint               tick_id;   /* shows more of it */
  GtkSingleSelection *selection; /* (nullable) */
  gboolean            is_led;    /* what is selected follows something else */
};

/* Keys, menu and what they do. */
void tapline_tree_init_input_class (GtkWidgetClass *widget_class);
void tapline_tree_init_input       (TaplineTree    *self);
void tapline_tree_show_row         (TaplineTree    *self,
                                    guint           position);
/* Tells that something was copied. */
void tapline_tree_tell_copied      (TaplineTree    *self,
                                    const char     *words);

G_END_DECLS
