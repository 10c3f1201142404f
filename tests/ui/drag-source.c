/* SPDX-License-Identifier: GPL-3.0-or-later */
/* drag-source FILE...: a window to drag these files out of, as out of a file manager. */
#include <gtk/gtk.h>

static char **paths;

static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            gpointer       unused)
{
  GSList *files = NULL;
  GdkContentProvider *provider;
  GdkFileList *list;

  for (char **path = paths; *path != NULL; path++)
    files = g_slist_append (files, g_file_new_for_path (*path));
  list = gdk_file_list_new_from_list (files);
  g_slist_free_full (files, g_object_unref);

  provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);

  return provider;
}

int
main (int    argc,
      char **argv)
{
  GtkDragSource *source;
  GtkWidget *window;

  paths = argv + 1;
  gtk_init ();
  source = gtk_drag_source_new ();
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Files");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 100, 100);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), NULL);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (source));
  gtk_window_present (GTK_WINDOW (window));
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
