/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window does about filters: opening the bar of the page that is shown, and what the log's
 * menu offers for the message that the cursor is on. */
#include "config.h"

#include "tapline-window-private.h"

/* (nullable): without a session there is nothing to filter. */
static TaplineFilterBar *
get_bar (GtkWidget *widget)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);

  return tapline_page_get_filter_bar (self->page, self->settings);
}

/* What the bar does by itself. */
static void
bar_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  TaplineFilterBar *bar = get_bar (widget);

  if (bar == NULL)
    return;

  if (g_str_equal (action_name, "win.filter-show-all"))
    tapline_filter_bar_show_all (bar);
  else if (g_str_equal (action_name, "win.saved-filters"))
    tapline_filter_bar_open_saved (bar);
  else
    tapline_filter_bar_open (bar);
}

static void
filter_peer_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplineFilteredList *rows = tapline_page_get_rows (self->page);
  TaplineCondition condition = { .type = TAPLINE_CONDITION_PEER };
  g_autoptr (TaplineQuery) query = NULL;
  TaplineMessage message;

  if (rows == NULL
      || !tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (rows),
                                            tapline_log_get_cursor (
                                              tapline_page_get_log (self->page)), 0, &message)
      || message.peer.family == 0)
    {
      gtk_widget_error_bell (widget);
      return;
    }
  condition.peer = message.peer;
  query = tapline_query_new (&condition, 1, 0);
  tapline_filter_bar_add_query (get_bar (widget), query);
}

/* Leaves the filter, with the cursor's message among its neighbours. */
static void
show_around_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplineFilteredList *rows = tapline_page_get_rows (self->page);
  TaplineLog *log = tapline_page_get_log (self->page);
  guint64 number;

  if (rows == NULL
      || !tapline_filtered_list_get_number (rows, tapline_log_get_cursor (log), &number))
    {
      gtk_widget_error_bell (widget);
      return;
    }
  tapline_filter_bar_show_all (get_bar (widget));
  tapline_log_set_cursor (log, number);
  tapline_log_center (log, number);
  gtk_widget_grab_focus (GTK_WIDGET (log));
}

void
tapline_window_class_install_filter_actions (TaplineWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "win.filter", NULL, bar_action);
  gtk_widget_class_install_action (widget_class, "win.filter-peer", NULL, filter_peer_action);
  gtk_widget_class_install_action (widget_class, "win.filter-show-all", NULL, bar_action);
  gtk_widget_class_install_action (widget_class, "win.saved-filters", NULL, bar_action);
  gtk_widget_class_install_action (widget_class, "win.show-around", NULL, show_around_action);
}
