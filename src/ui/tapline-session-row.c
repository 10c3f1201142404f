/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One session in the sidebar. Its texts have a fixed size, so that figures which change while
 * bytes flow lay nothing out anew. The buttons are always there for the keyboard and for
 * assistive technology; the style shows them where the pointer or the focus is. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-inscription.h"
#include "tapline-session-row.h"
#include "tapline-tooltip.h"

struct _TaplineSessionRow
{
  GtkListBoxRow parent_instance;

  GtkWidget      *dot;
  GtkInscription *title;
  GtkInscription *figures;
  GtkWidget      *reconnect_button;
  GtkWidget      *close_button;

  TaplinePage      *page;
  TaplinePageState  state;
};

G_DEFINE_FINAL_TYPE (TaplineSessionRow, tapline_session_row, GTK_TYPE_LIST_BOX_ROW)

/* By TaplinePageState. */
static const char *const state_classes[] = { "idle", "waiting", "connected", "listening",
                                             "failed", "recording" };

static void
tapline_session_row_dispose (GObject *object)
{
  TaplineSessionRow *self = TAPLINE_SESSION_ROW (object);

  g_clear_object (&self->page);

  G_OBJECT_CLASS (tapline_session_row_parent_class)->dispose (object);
}

static void
tapline_session_row_class_init (TaplineSessionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_session_row_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineSessionRow, dot);
  gtk_widget_class_bind_template_child (widget_class, TaplineSessionRow, title);
  gtk_widget_class_bind_template_child (widget_class, TaplineSessionRow, figures);
  gtk_widget_class_bind_template_child (widget_class, TaplineSessionRow, reconnect_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineSessionRow, close_button);
}

static void
tapline_session_row_init (TaplineSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_inscription_follow_direction (self->title);
  tapline_inscription_follow_direction (self->figures);
  tapline_tooltip_set (self->reconnect_button, _("Reconnect"));
  tapline_tooltip_set (self->close_button, _("Close session"));
  gtk_widget_add_css_class (self->dot, state_classes[self->state]);
}

GtkWidget *
tapline_session_row_new (TaplinePage *page)
{
  TaplineSessionRow *self;
  guint id;

  g_return_val_if_fail (TAPLINE_IS_PAGE (page), NULL);

  self = g_object_new (TAPLINE_TYPE_SESSION_ROW, NULL);
  self->page = g_object_ref (page);
  id = tapline_page_get_id (page);
  /* The target first: without it the action does not fit. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->reconnect_button), "u", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->reconnect_button), "win.reconnect");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->close_button), "u", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->close_button), "win.close");
  tapline_session_row_refresh (self);

  return GTK_WIDGET (self);
}

TaplinePage *
tapline_session_row_get_page (TaplineSessionRow *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION_ROW (self), NULL);

  return self->page;
}

void
tapline_session_row_refresh (TaplineSessionRow *self)
{
  g_autofree char *title = NULL;
  g_autofree char *figures = NULL;
  TaplineSession *session;
  TaplinePageState state;

  g_return_if_fail (TAPLINE_IS_SESSION_ROW (self));

  title = tapline_page_dup_title (self->page);
  figures = tapline_page_dup_figures (self->page);
  if (g_strcmp0 (gtk_inscription_get_text (self->title), title) != 0)
    {
      gtk_inscription_set_text (self->title, title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                      -1);
      tapline_tooltip_set (GTK_WIDGET (self->title), title);
    }
  if (g_strcmp0 (gtk_inscription_get_text (self->figures), figures) != 0)
    gtk_inscription_set_text (self->figures, figures);
  gtk_widget_set_visible (GTK_WIDGET (self->figures), figures != NULL);

  state = tapline_page_get_state (self->page);
  session = tapline_page_get_session (self->page);
  gtk_widget_set_visible (self->reconnect_button,
                          session != NULL && !tapline_session_is_recording (session));
  if (state != self->state)
    {
      gtk_widget_remove_css_class (self->dot, state_classes[self->state]);
      gtk_widget_add_css_class (self->dot, state_classes[state]);
      self->state = state;
    }
}
