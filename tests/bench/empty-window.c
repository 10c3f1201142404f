/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The least that a GTK program can show: what bench-start.py measures Tapline against. */
#include <gtk/gtk.h>

static void
activate_cb (GtkApplication *application,
             gpointer        unused)
{
  GtkWidget *window = gtk_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GtkApplication) application =
    gtk_application_new ("io.github.tapline.EmptyWindow", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
