/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-decoded.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_TREE (tapline_tree_get_type ())
/* What a message means, as a tree. Signal "chosen" with the first byte that the chosen node is
 * about and the one behind the last; they are equal if it is about none. Signal "copied" with a
 * sentence. */
G_DECLARE_FINAL_TYPE (TaplineTree, tapline_tree, TAPLINE, TREE, GtkWidget)

GtkWidget *tapline_tree_new          (void);
/* @decoded: (nullable): whose tree is shown. */
void       tapline_tree_set_decoded  (TaplineTree     *self,
                                      TaplineDecoded  *decoded);
/* Selects the innermost node that all these bytes belong to, and tells which it is about; FALSE if
 * there is none. Does not emit "chosen". */
gboolean   tapline_tree_select_bytes (TaplineTree     *self,
                                      guint64         *start,
                                      guint64         *end);

G_END_DECLS
