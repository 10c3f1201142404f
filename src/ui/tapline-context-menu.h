/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A menu for gtk_popover_popup() at a place of @parent, which it begins at. Its parent presents it
 * when that is given a size, and unparents it in the end. */
GtkWidget *tapline_context_menu_new (GtkWidget  *parent,
                                     GMenuModel *model);

G_END_DECLS
