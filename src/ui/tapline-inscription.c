/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GtkInscription, unlike GtkLabel, aligns to the left in a window that reads from the right. */
#include "config.h"

#include "tapline-inscription.h"

static void
direction_changed_cb (GtkInscription   *inscription,
                      GtkTextDirection  previous,
                      gpointer          unused)
{
  if (previous != gtk_widget_get_direction (GTK_WIDGET (inscription)))
    gtk_inscription_set_xalign (inscription, 1 - gtk_inscription_get_xalign (inscription));
}

void
tapline_inscription_follow_direction (GtkInscription *inscription)
{
  g_return_if_fail (GTK_IS_INSCRIPTION (inscription));

  if (gtk_widget_get_direction (GTK_WIDGET (inscription)) == GTK_TEXT_DIR_RTL)
    gtk_inscription_set_xalign (inscription, 1 - gtk_inscription_get_xalign (inscription));
  g_signal_connect (inscription, "direction-changed", G_CALLBACK (direction_changed_cb), NULL);
}
