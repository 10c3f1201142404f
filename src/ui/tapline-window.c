/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window. Each session has a page and a row in the sidebar, which keeps the page; the header
 * bar and the status line are about the page that is shown. Only that one is in the tree of
 * widgets, so that assistive technology finds one log and one message entry.
 *
 * Sessions tell up to 60 times a second that there is more. The log follows that by itself; all
 * other figures are brought up to date at most ten times a second from one timeout for the whole
 * window, which stands still when nothing moves. A change of state is shown at once. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-application-private.h"
#include "tapline-icon.h"
#include "tapline-listen-popover.h"
#include "tapline-tooltip.h"
#include "tapline-window-private.h"

#define REFRESH_INTERVAL_MS 100

G_DEFINE_FINAL_TYPE (TaplineWindow, tapline_window, GTK_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_DETAILS_VISIBLE,
  PROP_LINE_ENDING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static TaplineSessionRow *
tapline_window_get_row (TaplineWindow *self,
                        TaplinePage   *page)
{
  GtkListBoxRow *row;
  int i;

  for (i = 0; (row = gtk_list_box_get_row_at_index (self->sessions, i)) != NULL; i++)
    if (tapline_session_row_get_page (TAPLINE_SESSION_ROW (row)) == page)
      return TAPLINE_SESSION_ROW (row);

  return NULL;
}

static void
tapline_window_refresh_status (TaplineWindow *self)
{
  TaplineSession *session = tapline_page_get_session (self->page);
  TaplineSessionCounters counters = { 0 };
  TaplineFilteredList *rows = tapline_page_get_rows (self->page);
  g_autofree char *filtered = rows != NULL ? tapline_filter_dup_words (rows) : NULL;
  g_autofree char *both = NULL;
  const char *status = tapline_page_get_remark (self->page);
  const char *following = NULL;

  if (status == NULL)
    status = tapline_page_get_status (self->page);
  if (session != NULL)
    counters = tapline_session_get_counters (session);
  if (tapline_page_is_open (self->page) && counters.messages > 0)
    following = tapline_page_is_following (self->page) ? _("following") : _("not following");
  if (filtered != NULL && following != NULL)
    /* Translators: "1,204 of 100,000 messages" and "following" */
    following = both = g_strdup_printf (_("%s · %s"), filtered, following);
  else if (filtered != NULL)
    following = filtered;

  tapline_status_bar_set_framing (self->status_bar, tapline_page_get_framing (self->page));
  tapline_status_bar_update (self->status_bar, status, tapline_page_is_exposed (self->page),
                             following,
                             session != NULL ? &counters : NULL,
                             session != NULL ? tapline_page_get_meter (self->page) : NULL,
                             tapline_page_get_progress (self->page));
}

/* Title, buttons and marks: what depends on the state of the page that is shown. */
static void
tapline_window_refresh_state (TaplineWindow *self)
{
  TaplinePageState state = tapline_page_get_state (self->page);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  g_autofree char *title = NULL;

  if (tapline_page_get_session (self->page) != NULL)
    title = tapline_page_dup_title (self->page);
  gtk_window_set_title (GTK_WINDOW (self), title != NULL ? title : _("Tapline"));

  tapline_endpoint_bar_set_open (self->endpoint_bar, tapline_page_is_open (self->page));
  tapline_endpoint_bar_set_error (self->endpoint_bar, tapline_page_get_error (self->page));
  tapline_window_update_actions (self);

  if (state == TAPLINE_PAGE_CONNECTED && self->shown_state != TAPLINE_PAGE_CONNECTED
      && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->endpoint_bar)))
    gtk_widget_grab_focus (GTK_WIDGET (self->page));
  self->shown_state = state;
}

/* Tells whether a figure moves by itself: a rate falls to nothing without anything arriving. */
static gboolean
tapline_window_refresh (TaplineWindow *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean moving = FALSE;
  GtkListBoxRow *row;
  int i;

  self->dirty = FALSE;
  for (i = 0; (row = gtk_list_box_get_row_at_index (self->sessions, i)) != NULL; i++)
    {
      TaplinePage *page = tapline_session_row_get_page (TAPLINE_SESSION_ROW (row));

      tapline_page_look (page, now);
      tapline_session_row_refresh (TAPLINE_SESSION_ROW (row));
      moving = moving || tapline_page_is_working (page)
               || tapline_meter_get_rate (tapline_page_get_meter (page)) > 0.0;
    }

  tapline_page_refresh (self->page);
  tapline_window_refresh_status (self);
  tapline_window_update_actions (self);

  return moving;
}

static gboolean
refresh_timeout (gpointer data)
{
  TaplineWindow *self = TAPLINE_WINDOW (data);

  if (self->dirty || self->moving)
    {
      self->moving = tapline_window_refresh (self);
      return G_SOURCE_CONTINUE;
    }

  self->refresh_source = 0;

  return G_SOURCE_REMOVE;
}

/* Behind the layout, which a new row does not have yet. */
static gboolean
scroll_to_row_in_idle (gpointer data)
{
  TaplineWindow *self = TAPLINE_WINDOW (data);
  GtkWidget *row = GTK_WIDGET (tapline_window_get_row (self, self->page));
  GtkAdjustment *adjustment = gtk_list_box_get_adjustment (self->sessions);
  graphene_rect_t bounds;

  self->scroll_source = 0;
  if (adjustment != NULL
      && gtk_widget_compute_bounds (row, GTK_WIDGET (self->sessions), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y,
                               bounds.origin.y + bounds.size.height);

  return G_SOURCE_REMOVE;
}

static void
tapline_window_scroll_to_row (TaplineWindow *self)
{
  if (self->scroll_source != 0)
    return;

  self->scroll_source = g_idle_add_full (GDK_PRIORITY_REDRAW + 20, scroll_to_row_in_idle, self,
                                         NULL);
  g_source_set_name_by_id (self->scroll_source, "[tapline] scroll to row");
}

/* The first change is shown at once, those after it with the next tick. */
static void
page_changed_cb (TaplineWindow *self)
{
  g_assert (TAPLINE_IS_WINDOW (self));

  self->dirty = TRUE;
  if (self->refresh_source != 0)
    return;

  self->refresh_source = g_timeout_add_full (GDK_PRIORITY_REDRAW + 10, REFRESH_INTERVAL_MS,
                                             refresh_timeout, self, NULL);
  g_source_set_name_by_id (self->refresh_source, "[tapline] figures");
  self->moving = tapline_window_refresh (self);
}

/* A listener on any free port tells which one it got. */
static void
tapline_window_fill_in_port (TaplineWindow *self,
                             TaplinePage   *page)
{
  g_autofree char *port = NULL;

  if (tapline_page_get_state (page) != TAPLINE_PAGE_LISTENING
      || *tapline_page_get_port (page) != '\0')
    return;

  port = g_strdup_printf ("%u", tapline_session_get_bound (tapline_page_get_session (page)).port);
  tapline_page_set_endpoint (page, tapline_page_get_host (page), port);
  if (page == self->page)
    tapline_endpoint_bar_set_endpoint (self->endpoint_bar, tapline_page_get_host (page), port);
}

static void
page_state_changed_cb (TaplineWindow *self,
                       TaplinePage   *page)
{
  TaplineSessionRow *row;

  g_assert (TAPLINE_IS_WINDOW (self));
  g_assert (TAPLINE_IS_PAGE (page));

  tapline_window_fill_in_port (self, page);
  row = tapline_window_get_row (self, page);
  if (row != NULL)
    tapline_session_row_refresh (row);
  if (page == self->page)
    {
      tapline_window_refresh_state (self);
      tapline_window_refresh_status (self);
    }

  page_changed_cb (self);
}

static void
endpoint_edited_cb (TaplineWindow *self)
{
  g_assert (TAPLINE_IS_WINDOW (self));

  tapline_page_set_endpoint (self->page, tapline_endpoint_bar_get_host (self->endpoint_bar),
                             tapline_endpoint_bar_get_port (self->endpoint_bar));
  tapline_page_set_error (self->page, NULL);
}

static void
narrow_changed_cb (TaplineWindow *self)
{
  gboolean narrow;

  g_assert (TAPLINE_IS_WINDOW (self));

  narrow = tapline_split_get_narrow (self->split);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");

}

static void
row_selected_cb (TaplineWindow *self,
                 GtkListBoxRow *row)
{
  g_assert (TAPLINE_IS_WINDOW (self));

  if (row != NULL)
    tapline_window_show_page (self, tapline_session_row_get_page (TAPLINE_SESSION_ROW (row)));
}

static void
row_activated_cb (TaplineWindow *self)
{
  g_assert (TAPLINE_IS_WINDOW (self));

  if (tapline_split_get_narrow (self->split))
    tapline_split_set_revealed (self->split, FALSE);
}

/* The menu is made when it is asked for: the first frame does not wait for it. */
static void
create_menu_cb (GtkMenuButton *button,
                gpointer       data)
{
  g_autoptr (GtkBuilder) builder = NULL;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;

  builder = gtk_builder_new_from_resource ("/io/github/tapline/Tapline/ui/tapline-menu.ui");
  tapline_window_view_fill_menu (G_MENU (gtk_builder_get_object (builder, "view_section")));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (gtk_builder_get_object (builder, "menu")));
}

static void
recordings_changed_cb (TaplineWindow     *self,
                       TaplineRecordings *recordings)
{
  g_assert (TAPLINE_IS_WINDOW (self));

  if (self->offer != NULL || tapline_recordings_get_leftovers (recordings)->len == 0)
    return;
  self->offer = TAPLINE_OFFER (tapline_offer_new (recordings));
  gtk_box_prepend (self->content, GTK_WIDGET (self->offer));
}

/* What nobody waits for: the icon, which is large to load, for where no desktop file tells; and
 * recordings that were left by a program that died. */
static gboolean
finish_in_idle (gpointer data)
{
  TaplineWindow *self = TAPLINE_WINDOW (data);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  TaplineRecordings *recordings;

  self->finish_source = 0;
  gtk_window_set_icon_name (GTK_WINDOW (self), APPLICATION_ID);
  recordings = tapline_application_get_recordings (TAPLINE_APPLICATION (application));
  g_signal_connect_object (recordings, "changed", G_CALLBACK (recordings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  tapline_recordings_scan (recordings);
  tapline_plugins_load (tapline_application_get_plugins (TAPLINE_APPLICATION (application)));

  return G_SOURCE_REMOVE;
}

static gboolean
tapline_window_close_request (GtkWindow *window)
{
  TaplineWindow *self = TAPLINE_WINDOW (window);
  int width, height;

  if (self->settings != NULL)
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (self->settings, "window-width", width);
      g_settings_set_int (self->settings, "window-height", height);
      g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
    }

  /* The application closes what is open, and takes the window down when it wants to. */
  g_action_group_activate_action (G_ACTION_GROUP (gtk_window_get_application (window)), "quit",
                                  NULL);

  return GDK_EVENT_STOP;
}

/* Width, height and what was typed last; without the schema the defaults stand. */
static void
tapline_window_load_settings (TaplineWindow *self)
{
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  g_autofree char *address = tapline_window_dup_listen_address (self);

  tapline_endpoint_bar_set_listen_on (self->endpoint_bar, address);
  if (self->settings == NULL)
    return;

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  g_settings_bind (self->settings, "sidebar-visible", self->split, "pinned",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "details-visible", self, "details-visible",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "line-ending", self, "line-ending", G_SETTINGS_BIND_DEFAULT);

  host = g_settings_get_string (self->settings, "last-host");
  port = g_settings_get_string (self->settings, "last-port");
  tapline_page_set_endpoint (self->page, host, port);
  tapline_endpoint_bar_set_endpoint (self->endpoint_bar, host, port);
}

static void
tapline_window_dispose (GObject *object)
{
  TaplineWindow *self = TAPLINE_WINDOW (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_clear_handle_id (&self->finish_source, g_source_remove);
  self->page = NULL;
  g_clear_object (&self->settings);
  g_clear_object (&self->log_options);
  g_clear_weak_pointer (&self->rules_editor);
  g_clear_pointer (&self->line_ending, g_free);

  G_OBJECT_CLASS (tapline_window_parent_class)->dispose (object);
}

static void
tapline_window_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TaplineWindow *self = TAPLINE_WINDOW (object);

  switch (prop_id)
    {
    case PROP_DETAILS_VISIBLE:
      g_value_set_boolean (value, self->details_visible);
      break;

    case PROP_LINE_ENDING:
      g_value_set_string (value, self->line_ending);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_window_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  TaplineWindow *self = TAPLINE_WINDOW (object);

  switch (prop_id)
    {
    case PROP_DETAILS_VISIBLE:
      if (self->details_visible != g_value_get_boolean (value))
        {
          self->details_visible = g_value_get_boolean (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;

    case PROP_LINE_ENDING:
      if (g_strcmp0 (self->line_ending, g_value_get_string (value)) != 0)
        {
          g_free (self->line_ending);
          self->line_ending = g_value_dup_string (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_window_class_init (TaplineWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = tapline_window_dispose;
  object_class->get_property = tapline_window_get_property;
  object_class->set_property = tapline_window_set_property;

  window_class->close_request = tapline_window_close_request;

  properties[PROP_DETAILS_VISIBLE] =
    g_param_spec_boolean ("details-visible", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LINE_ENDING] =
    g_param_spec_string ("line-ending", NULL, NULL, "lf",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TAPLINE_TYPE_ENDPOINT_BAR);
  g_type_ensure (TAPLINE_TYPE_ICON);
  g_type_ensure (TAPLINE_TYPE_SPLIT);
  g_type_ensure (TAPLINE_TYPE_STATUS_BAR);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tapline/Tapline/ui/tapline-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineWindow, endpoint_bar);
  gtk_widget_class_bind_template_child (widget_class, TaplineWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineWindow, content);
  gtk_widget_class_bind_template_child (widget_class, TaplineWindow, sessions);
  gtk_widget_class_bind_template_child (widget_class, TaplineWindow, split);
  gtk_widget_class_bind_template_child (widget_class, TaplineWindow, status_bar);
  gtk_widget_class_bind_template_callback (widget_class, endpoint_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);

  tapline_window_class_install_actions (klass);
}

static void
tapline_window_init (TaplineWindow *self)
{
  self->details_visible = TRUE;
  self->line_ending = g_strdup ("lf");

  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (self->sidebar_button, _("Sessions"));
  tapline_tooltip_set (self->new_button, _("New session"));
  tapline_tooltip_set (GTK_WIDGET (self->menu_button), _("Menu"));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu_cb, self, NULL);
  tapline_window_accept_drops (self);
}

TaplinePage *
tapline_window_add_page (TaplineWindow *self)
{
  TaplinePage *page = TAPLINE_PAGE (g_object_ref_sink (tapline_page_new ()));

  tapline_window_framing_page_added (self, page);
  g_object_bind_property (self, "details-visible", page, "details-visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  tapline_window_view_page_added (self, page);
  g_object_bind_property (self, "line-ending", page, "line-ending",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (page, "changed", G_CALLBACK (page_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "state-changed", G_CALLBACK (page_state_changed_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_list_box_append (self->sessions, tapline_session_row_new (page));
  /* The row keeps it. */
  g_object_unref (page);

  return page;
}

void
tapline_window_show_page (TaplineWindow *self,
                          TaplinePage   *page)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean move_focus;

  if (self->page == page)
    return;

  move_focus = self->page != NULL && focus != NULL
               && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->page));
  if (self->page != NULL)
    gtk_box_remove (self->content, GTK_WIDGET (self->page));
  self->page = page;
  self->shown_state = tapline_page_get_state (page);
  gtk_box_insert_child_after (self->content, GTK_WIDGET (page), (GtkWidget *) self->offer);
  gtk_list_box_select_row (self->sessions, GTK_LIST_BOX_ROW (tapline_window_get_row (self, page)));
  tapline_window_scroll_to_row (self);
  tapline_endpoint_bar_set_endpoint (self->endpoint_bar, tapline_page_get_host (page),
                                     tapline_page_get_port (page));
  tapline_window_view_page_shown (self);
  tapline_window_refresh_state (self);
  tapline_window_refresh (self);
  if (move_focus && !gtk_widget_grab_focus (GTK_WIDGET (page)))
    tapline_endpoint_bar_focus_host (self->endpoint_bar);
}

void
tapline_window_close_page (TaplineWindow *self,
                           TaplinePage   *page)
{
  TaplineApplication *application;
  g_autoptr (TaplineSession) session = NULL;
  TaplineSessionRow *row = tapline_window_get_row (self, page);
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  GtkListBoxRow *next = gtk_list_box_get_row_at_index (self->sessions, index + 1);

  if (next == NULL && index > 0)
    next = gtk_list_box_get_row_at_index (self->sessions, index - 1);

  g_signal_handlers_disconnect_by_data (page, self);
  if (page == self->page)
    {
      if (next != NULL)
        tapline_window_show_page (self, tapline_session_row_get_page (TAPLINE_SESSION_ROW (next)));
      else
        tapline_window_show_page (self, tapline_window_add_page (self));
    }

  application = TAPLINE_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  session = tapline_page_steal_session (page);
  gtk_list_box_remove (self->sessions, GTK_WIDGET (row));
  if (session != NULL)
    tapline_application_close_session (application, session);
}

TaplinePage *
tapline_window_find_page (TaplineWindow *self,
                          guint          id)
{
  GtkListBoxRow *row;
  int i;

  for (i = 0; (row = gtk_list_box_get_row_at_index (self->sessions, i)) != NULL; i++)
    {
      TaplinePage *page = tapline_session_row_get_page (TAPLINE_SESSION_ROW (row));

      if (tapline_page_get_id (page) == id)
        return page;
    }

  return NULL;
}

void
tapline_window_ensure_session (TaplineWindow *self,
                               TaplinePage   *page)
{
  g_autoptr (TaplineSession) session = NULL;

  if (tapline_page_get_session (page) != NULL)
    return;

  session = tapline_application_create_session (
    TAPLINE_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
  tapline_page_set_session (page, session);
}

void
tapline_window_open_in (TaplineWindow         *self,
                        TaplinePage           *page,
                        const TaplineEndpoint *endpoint)
{
  g_autofree char *port = NULL;

  tapline_window_ensure_session (self, page);

  port = endpoint->port != 0 ? g_strdup_printf ("%u", endpoint->port) : g_strdup ("");
  tapline_page_set_endpoint (page, endpoint->listen ? tapline_page_get_host (page)
                                                    : endpoint->host,
                             port);
  if (self->settings != NULL && !endpoint->listen)
    {
      g_settings_set_string (self->settings, "last-host", endpoint->host);
      g_settings_set_string (self->settings, "last-port", port);
    }

  if (page == self->page)
    tapline_endpoint_bar_set_endpoint (self->endpoint_bar, tapline_page_get_host (page), port);
  tapline_window_view_opening (self, page, endpoint);
  tapline_window_framing_opening (self, page, endpoint);
  tapline_page_open (page, endpoint);
}

void
tapline_window_refuse (TaplineWindow *self,
                       const GError  *error)
{
  tapline_page_set_error (self->page, error);
  tapline_endpoint_bar_focus (self->endpoint_bar);
}

char *
tapline_window_dup_listen_address (TaplineWindow *self)
{
  if (self->settings != NULL)
    return g_settings_get_string (self->settings, "listen-address");

  return g_strdup (TAPLINE_LISTEN_LOOPBACK);
}

void
tapline_window_set_listen_address (TaplineWindow *self,
                                   const char    *address)
{
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "listen-address", address);

  tapline_endpoint_bar_set_listen_on (self->endpoint_bar, address);
}

/* From the session that is shown on to the one @step further, round and round. */
void
tapline_window_select_row (TaplineWindow *self,
                           int            step)
{
  TaplineSessionRow *row = tapline_window_get_row (self, self->page);
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  int n_rows;

  for (n_rows = index; gtk_list_box_get_row_at_index (self->sessions, n_rows) != NULL; n_rows++)
    ;

  gtk_list_box_select_row (self->sessions,
                           gtk_list_box_get_row_at_index (self->sessions,
                                                          (index + step + n_rows) % n_rows));
}

TaplineWindow *
tapline_window_new (TaplineApplication *application)
{
  TaplineWindow *self;
  GSettings *settings;

  g_return_val_if_fail (TAPLINE_IS_APPLICATION (application), NULL);

  self = g_object_new (TAPLINE_TYPE_WINDOW, "application", application, NULL);
  settings = tapline_application_get_settings (application);
  if (settings != NULL)
    self->settings = g_object_ref (settings);

  tapline_window_view_init (self);
  tapline_window_show_page (self, tapline_window_add_page (self));
  tapline_window_load_settings (self);
  tapline_endpoint_bar_focus_host (self->endpoint_bar);
  self->finish_source = g_idle_add_full (G_PRIORITY_LOW, finish_in_idle, self, NULL);
  g_source_set_name_by_id (self->finish_source, "[tapline] after the start");

  return self;
}

void
tapline_window_open (TaplineWindow         *self,
                     const TaplineEndpoint *endpoint)
{
  g_return_if_fail (TAPLINE_IS_WINDOW (self));
  g_return_if_fail (endpoint != NULL);

  if (tapline_page_get_session (self->page) != NULL)
    tapline_window_show_page (self, tapline_window_add_page (self));

  tapline_window_open_in (self, self->page, endpoint);
}

void
tapline_window_open_demo (TaplineWindow *self)
{
  g_return_if_fail (TAPLINE_IS_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.demo", NULL);
}

void
tapline_window_close_all (TaplineWindow *self)
{
  TaplineApplication *application;
  GtkListBoxRow *row;
  int i;

  g_return_if_fail (TAPLINE_IS_WINDOW (self));

  application = TAPLINE_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  for (i = 0; (row = gtk_list_box_get_row_at_index (self->sessions, i)) != NULL; i++)
    {
      TaplinePage *page = tapline_session_row_get_page (TAPLINE_SESSION_ROW (row));
      g_autoptr (TaplineSession) session = NULL;

      g_signal_handlers_disconnect_by_data (page, self);
      session = tapline_page_steal_session (page);
      if (session != NULL)
        tapline_application_close_session (application, session);
    }
}
