/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the window's logs show their rows: options and highlight rules, which all of them share and
 * which are kept in the settings, and the encoding of the text, which is each session's own and is
 * remembered with what it connected to or listened on.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-application-private.h"
#include "tapline-encoding.h"
#include "tapline-log-menu.h"
#include "tapline-remembered.h"
#include "tapline-window-private.h"

static void
remember (TaplineWindow         *self,
          TaplinePage           *page,
          const TaplineEndpoint *endpoint)
{
  const char *encoding = tapline_page_get_encoding (page);

  if (self->settings != NULL)
    tapline_remembered_set (self->settings, "log-encodings", endpoint,
                            g_str_equal (encoding, TAPLINE_ENCODING_DEFAULT) ? NULL : encoding);
}

static void
encoding_cb (GSimpleAction *action,
             GVariant      *value,
             gpointer       user_data)
{
  TaplineWindow *self = TAPLINE_WINDOW (user_data);
  TaplineSession *session = tapline_page_get_session (self->page);
  const char *name = g_variant_get_string (value, NULL);

  if (!tapline_encoding_is_known (name))
    return;

  tapline_page_set_encoding (self->page, name);
  g_simple_action_set_state (action, value);
  if (session != NULL && tapline_session_get_endpoint (session) != NULL)
    remember (self, self->page, tapline_session_get_endpoint (session));
}

static void
highlight_rules_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplineRules *rules = tapline_log_options_get_rules (self->log_options);

  if (self->rules_editor == NULL)
    g_set_weak_pointer (&self->rules_editor,
                        TAPLINE_RULES_EDITOR (tapline_rules_editor_new (GTK_WINDOW (self),
                                                                        rules)));
  gtk_window_present (GTK_WINDOW (self->rules_editor));
}

/* Begins a rule: its name and its condition. */
static void
highlight_like_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  const char *name, *condition;

  g_variant_get (parameter, "(&s&s)", &name, &condition);
  highlight_rules_action (widget, "win.highlight-rules", NULL);
  tapline_rules_editor_add (TAPLINE_WINDOW (widget)->rules_editor, name, condition);
}

void
tapline_window_class_install_view_actions (TaplineWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "win.highlight-like", "(ss)",
                                   highlight_like_action);
  gtk_widget_class_install_action (widget_class, "win.highlight-rules", NULL,
                                   highlight_rules_action);
}

/* Before the first page. */
void
tapline_window_view_init (TaplineWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "encoding", .parameter_type = "s", .state = "'" TAPLINE_ENCODING_DEFAULT "'",
      .change_state = encoding_cb },
  };

  self->log_options = tapline_log_options_new ();
  if (self->settings != NULL)
    tapline_log_options_bind (self->log_options, self->settings);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "view",
                                  tapline_log_options_get_actions (self->log_options));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

/* A new page shows its messages as all do. */
void
tapline_window_view_page_added (TaplineWindow *self,
                                TaplinePage   *page)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  g_autoptr (TaplineMeaning) meaning =
    tapline_meaning_new (tapline_application_get_plugins (TAPLINE_APPLICATION (application)));

  tapline_page_set_log_options (page, self->log_options);
  tapline_page_set_meaning (page, meaning);
}

/* Menu and status line tell the encoding and the decoder of the page that is shown. */
void
tapline_window_view_page_shown (TaplineWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "encoding");

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_string (tapline_page_get_encoding (self->page)));
  tapline_status_bar_set_meaning (self->status_bar, tapline_page_get_meaning (self->page));
}

/* Takes the encoding that is remembered with @endpoint; if there is none, the page's is. */
void
tapline_window_view_opening (TaplineWindow         *self,
                             TaplinePage           *page,
                             const TaplineEndpoint *endpoint)
{
  g_autofree char *encoding = NULL;

  if (self->settings == NULL)
    return;

  encoding = tapline_remembered_dup (self->settings, "log-encodings", endpoint);
  if (encoding != NULL && tapline_encoding_is_known (encoding))
    tapline_page_set_encoding (page, encoding);
  else if (!g_str_equal (tapline_page_get_encoding (page), TAPLINE_ENCODING_DEFAULT))
    remember (self, page, endpoint);
  if (page == self->page)
    tapline_window_view_page_shown (self);
}

/* Puts the view's menu into the window's. */
void
tapline_window_view_fill_menu (GMenu *section)
{
  g_autoptr (GMenuModel) view = tapline_log_menu_new_view ();

  g_menu_append_submenu (section, _("Log view"), view);
}
