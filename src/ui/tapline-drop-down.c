/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tapline-drop-down.h"

/* The button inside is what gets the focus and is read out. GTK 4.18 has both labelled by what is
 * chosen, which comes before a name. */
void
tapline_drop_down_name (GtkDropDown *drop_down,
                        const char  *name)
{
  GtkWidget *widgets[] = {
    GTK_WIDGET (drop_down), gtk_widget_get_first_child (GTK_WIDGET (drop_down)),
  };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widgets[i]),
                                     GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widgets[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}
