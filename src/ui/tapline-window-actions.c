/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window does when asked: by a button, a menu item, a shortcut. Connecting and
 * listening use the session that is shown unless something is open in it, which only
 * "Disconnect" ends: then they use a new one. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-application-private.h"
#include "tapline-listen-popover.h"
#include "tapline-window-private.h"

/* What a full disk gets back at once, in bytes. */
#define ROOM_WANTED (G_GUINT64_CONSTANT (256) << 20)

/* The page to open something in. */
static TaplinePage *
tapline_window_get_free_page (TaplineWindow *self)
{
  TaplineSession *session = tapline_page_get_session (self->page);

  if (tapline_page_is_open (self->page)
      || (session != NULL && tapline_session_is_recording (session)))
    tapline_window_show_page (self, tapline_window_add_page (self));

  return self->page;
}

static gboolean
tapline_window_is_shown_endpoint (TaplineWindow         *self,
                                  const TaplineEndpoint *endpoint)
{
  TaplineSession *session = tapline_page_get_session (self->page);
  const TaplineEndpoint *shown = NULL;

  if (session != NULL && tapline_page_is_open (self->page))
    shown = tapline_session_get_endpoint (session);

  return shown != NULL && !shown->listen && shown->port == endpoint->port
         && g_str_equal (shown->host, endpoint->host);
}

static void
connect_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  g_autoptr (TaplineEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  endpoint = tapline_endpoint_bar_parse (self->endpoint_bar, &error);
  if (endpoint == NULL)
    tapline_window_refuse (self, error);
  else if (tapline_window_is_shown_endpoint (self, endpoint))
    gtk_widget_grab_focus (GTK_WIDGET (self->page));
  else
    tapline_window_open_in (self, tapline_window_get_free_page (self), endpoint);
}

static void
toggle_connection_action (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);

  if (tapline_page_is_open (self->page))
    tapline_session_disconnect (tapline_page_get_session (self->page));
  else
    connect_action (widget, "win.connect", NULL);
}

static void
tapline_window_listen (TaplineWindow *self,
                       const char    *address,
                       const char    *port)
{
  g_autoptr (TaplineEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  endpoint = tapline_endpoint_parse (address, *port != '\0' ? port : "0", TRUE, &error);
  if (endpoint == NULL)
    tapline_window_refuse (self, error);
  else
    tapline_window_open_in (self, tapline_window_get_free_page (self), endpoint);
}

static void
choose_framing_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  tapline_status_bar_open_framing (TAPLINE_WINDOW (widget)->status_bar);
}

static void
framing_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  gboolean is_default;
  const char *spec;

  g_variant_get (parameter, "(&sb)", &spec, &is_default);
  tapline_window_set_framing (self, spec);
  if (is_default && self->settings != NULL)
    g_settings_set_string (self->settings, "default-framing", spec);
}

static void
listen_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  g_autofree char *address = tapline_window_dup_listen_address (self);
  g_autofree char *port = g_strdup (tapline_endpoint_bar_get_port (self->endpoint_bar));

  tapline_window_listen (self, address, port);
}

static void
listen_on_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  const char *port, *address;

  g_variant_get (parameter, "(&s&s)", &port, &address);
  tapline_window_set_listen_address (self, address);
  tapline_window_listen (self, address, port);
}

static void
listen_on_port_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  g_autofree char *port = g_strdup_printf ("%u", g_variant_get_uint16 (parameter));
  g_autofree char *address = NULL;
  TaplineSession *session = tapline_page_get_session (self->page);
  const TaplineEndpoint *refused = NULL;

  if (session != NULL)
    refused = tapline_session_get_endpoint (session);
  if (refused != NULL && refused->listen)
    address = g_strdup (refused->host);
  else
    address = tapline_window_dup_listen_address (self);

  tapline_window_listen (self, address, port);
}

static void
new_listener_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  tapline_window_listen (TAPLINE_WINDOW (widget), TAPLINE_LISTEN_LOOPBACK, "0");
}

static void
demo_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplinePage *page = tapline_window_get_free_page (self);

  tapline_window_ensure_session (self, page);
  tapline_page_open_demo (page);
}

static void
new_session_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);

  tapline_window_show_page (self, tapline_window_add_page (self));
  tapline_endpoint_bar_focus (self->endpoint_bar);
}

static void
close_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplinePage *page = tapline_window_find_page (self, g_variant_get_uint32 (parameter));

  if (page != NULL)
    tapline_window_close_page (self, page);
}

static void
close_session_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);

  tapline_window_close_page (self, self->page);
}

/* The same again: where the session was, else what the entries say. */
static void
reconnect_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplinePage *page = tapline_window_find_page (self, g_variant_get_uint32 (parameter));

  if (page == NULL)
    return;

  tapline_window_show_page (self, page);
  if (tapline_page_get_session (page) != NULL)
    tapline_page_reopen (page);
  else
    connect_action (widget, "win.connect", NULL);
}

static void
focus_host_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  tapline_endpoint_bar_focus_host (TAPLINE_WINDOW (widget)->endpoint_bar);
}

static void
focus_log_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  tapline_page_focus_log (TAPLINE_WINDOW (widget)->page);
}

static void
focus_message_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TAPLINE_WINDOW (widget)->page));
}

static void
next_session_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  tapline_window_select_row (TAPLINE_WINDOW (widget), 1);
}

static void
previous_session_action (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  tapline_window_select_row (TAPLINE_WINDOW (widget), -1);
}

static void
sidebar_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);

  tapline_split_set_revealed (self->split, !tapline_split_get_revealed (self->split));
}

static void
clear_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  tapline_page_activate_log (TAPLINE_WINDOW (widget)->page, "log.clear");
}

static void
follow_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  tapline_page_activate_log (TAPLINE_WINDOW (widget)->page, "log.follow");
}

static void
close_sending_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);

  tapline_page_close_sending (self->page);
}

static void
open_recordings_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  const char *directory;

  directory = tapline_application_get_directory (
    TAPLINE_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), &error);
  if (directory == NULL)
    {
      tapline_page_set_error (self->page, error);
      return;
    }

  uri = g_filename_to_uri (directory, NULL, NULL);
  gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

/* As much again as the limit was. */
static void
go_on_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  TaplinePage *page = tapline_window_find_page (TAPLINE_WINDOW (widget),
                                                g_variant_get_uint32 (parameter));

  if (page != NULL && tapline_page_get_session (page) != NULL)
    tapline_session_go_on (tapline_page_get_session (page));
}

/* Tells in the log what was deleted; that there is room for more does the rest. */
static void
room_made_cb (guint         n_removed,
              guint64       bytes,
              const GError *error,
              gpointer      data)
{
  g_autoptr (TaplineSession) session = TAPLINE_SESSION (data);
  g_autofree char *size = g_format_size (bytes);
  g_autofree char *text = NULL;

  if (n_removed == 0)
    {
      tapline_session_note (session, _("There is no earlier recording that could be deleted"));
      return;
    }
  /* Translators: %s is a size, "1.2 GB" */
  text = g_strdup_printf (ngettext ("%u earlier recording was deleted, which makes room for %s",
                                    "%u earlier recordings were deleted, which makes room for %s",
                                    n_removed), n_removed, size);
  tapline_session_note (session, text);
  if (tapline_session_get_pause (session) == TAPLINE_PAUSE_LIMIT)
    tapline_session_go_on (session);
}

static void
make_room_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplinePage *page = tapline_window_find_page (self, g_variant_get_uint32 (parameter));
  TaplineSession *session = page != NULL ? tapline_page_get_session (page) : NULL;
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  guint64 wanted = ROOM_WANTED;

  if (session == NULL)
    return;
  if (tapline_session_get_pause (session) == TAPLINE_PAUSE_LIMIT)
    wanted = tapline_session_get_part (session);
  tapline_recordings_remove_oldest (
    tapline_application_get_recordings (TAPLINE_APPLICATION (application)), wanted, room_made_cb,
    g_object_ref (session));
}

void
tapline_window_class_install_actions (TaplineWindowClass *klass)
{
  static const struct
  {
    const char                  *name;
    const char                  *type;
    GtkWidgetActionActivateFunc  activate;
  } actions[] = {
    { "win.choose-framing", NULL, choose_framing_action },
    { "win.clear", NULL, clear_action },
    { "win.close", "u", close_action },
    { "win.close-sending", NULL, close_sending_action },
    { "win.close-session", NULL, close_session_action },
    { "win.connect", NULL, connect_action },
    { "win.demo", NULL, demo_action },
    { "win.focus-host", NULL, focus_host_action },
    { "win.focus-log", NULL, focus_log_action },
    { "win.focus-message", NULL, focus_message_action },
    { "win.follow", NULL, follow_action },
    { "win.framing", "(sb)", framing_action },
    { "win.go-on", "u", go_on_action },
    { "win.listen", NULL, listen_action },
    { "win.listen-on", "(ss)", listen_on_action },
    { "win.listen-on-port", "q", listen_on_port_action },
    { "win.make-room", "u", make_room_action },
    { "win.new-listener", NULL, new_listener_action },
    { "win.new-session", NULL, new_session_action },
    { "win.next-session", NULL, next_session_action },
    { "win.open-recordings", NULL, open_recordings_action },
    { "win.previous-session", NULL, previous_session_action },
    { "win.reconnect", "u", reconnect_action },
    { "win.sidebar", NULL, sidebar_action },
    { "win.toggle-connection", NULL, toggle_connection_action },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
  gtk_widget_class_install_property_action (widget_class, "win.details", "details-visible");
  tapline_window_class_install_file_actions (klass);
  tapline_window_class_install_export_actions (klass);
  tapline_window_class_install_view_actions (klass);
  tapline_window_class_install_find_actions (klass);
  tapline_window_class_install_statistics_action (klass);
  tapline_window_class_install_filter_actions (klass);
}

void
tapline_window_update_actions (TaplineWindow *self)
{
  TaplinePageState state = tapline_page_get_state (self->page);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.close-sending",
                                 state == TAPLINE_PAGE_CONNECTED
                                   || state == TAPLINE_PAGE_LISTENING);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.statistics",
                                 tapline_page_get_session (self->page) != NULL);
  tapline_window_update_file_actions (self);
}
