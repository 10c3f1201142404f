/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each session's statistics are in a window of their own, made when it is first wanted and gone
 * with the session's page. */
#include "config.h"

#include "tapline-statistics-window.h"
#include "tapline-window-private.h"

#define KEY "tapline-statistics"

static void
statistics_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  TaplinePage *page = TAPLINE_WINDOW (widget)->page;
  GtkWindow *window = g_object_get_data (G_OBJECT (page), KEY);

  if (tapline_page_get_session (page) == NULL)
    return;
  if (window == NULL)
    {
      window = GTK_WINDOW (tapline_statistics_window_new (tapline_page_get_session (page)));
      g_object_set_data (G_OBJECT (page), KEY, window);
      g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_window_destroy), window,
                               G_CONNECT_SWAPPED);
    }
  gtk_window_present (window);
}

void
tapline_window_class_install_statistics_action (TaplineWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.statistics", NULL,
                                   statistics_action);
}
