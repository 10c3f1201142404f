/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the menu key and the other button of the mouse open. */
#include "config.h"

#include "tapline-context-menu.h"

GtkWidget *
tapline_context_menu_new (GtkWidget  *parent,
                          GMenuModel *model)
{
  GtkWidget *menu;

  g_return_val_if_fail (GTK_IS_WIDGET (parent) && G_IS_MENU_MODEL (model), NULL);

  menu = gtk_popover_menu_new_from_model (model);
  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  gtk_widget_set_parent (menu, parent);

  return menu;
}
