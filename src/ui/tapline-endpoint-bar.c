/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Host, port and the buttons that do something with them, in the header bar. The buttons and
 * Enter activate actions of the window, which asks back what the entries say.
 *
 * A host may bring its port along ("scope.lab:5025"). That port counts if it is newer than what
 * the port entry says; if the port entry was edited last and says something else, the two
 * disagree, which is told, not guessed. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-endpoint-bar.h"
#include "tapline-listen-popover.h"
#include "tapline-session.h"
#include "tapline-tooltip.h"

struct _TaplineEndpointBar
{
  GtkWidget parent_instance;

  GtkWidget     *endpoint_box; /* goes with the template only if it is bound */
  GtkEntry      *host_entry;
  GtkEntry      *port_entry;
  GtkButton     *connect_button;
  GtkStack      *connect_stack;
  GtkWidget     *listen_box;   /* likewise */
  GtkButton     *listen_button;
  GtkMenuButton *listen_menu_button;

  char       *listen_on;
  GtkWidget  *marked;  /* borrowed: the entry in error */
  gboolean    port_is_older;
  guint       setting; /* entries are being set, not edited */
};

G_DEFINE_FINAL_TYPE (TaplineEndpointBar, tapline_endpoint_bar, GTK_TYPE_WIDGET)

enum
{
  EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tapline_endpoint_bar_mark (TaplineEndpointBar *self,
                           GtkEntry           *entry,
                           gboolean            is_error)
{
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");

  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               is_error ? GTK_ACCESSIBLE_INVALID_TRUE
                                        : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
entry_activate_cb (TaplineEndpointBar *self)
{
  g_assert (TAPLINE_IS_ENDPOINT_BAR (self));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.connect", NULL);
}

static void
host_changed_cb (TaplineEndpointBar *self)
{
  g_assert (TAPLINE_IS_ENDPOINT_BAR (self));

  if (self->setting > 0)
    return;

  self->port_is_older = TRUE;
  g_signal_emit (self, signals[EDITED], 0);
}

static void
port_changed_cb (TaplineEndpointBar *self)
{
  g_assert (TAPLINE_IS_ENDPOINT_BAR (self));

  if (self->setting > 0)
    return;

  self->port_is_older = FALSE;
  g_signal_emit (self, signals[EDITED], 0);
}

/* The popover is made when it is asked for: the first frame does not wait for it. */
static void
create_listen_popover_cb (GtkMenuButton *button,
                          gpointer       data)
{
  TaplineEndpointBar *self = TAPLINE_ENDPOINT_BAR (data);
  GtkPopover *popover = gtk_menu_button_get_popover (button);

  if (popover == NULL)
    {
      popover = GTK_POPOVER (tapline_listen_popover_new ());
      gtk_menu_button_set_popover (button, GTK_WIDGET (popover));
    }

  tapline_listen_popover_set_address (TAPLINE_LISTEN_POPOVER (popover), self->listen_on);
  tapline_listen_popover_set_port (TAPLINE_LISTEN_POPOVER (popover),
                                   tapline_endpoint_bar_get_port (self));
}

static gboolean
tapline_endpoint_bar_grab_focus (GtkWidget *widget)
{
  TaplineEndpointBar *self = TAPLINE_ENDPOINT_BAR (widget);

  return gtk_widget_grab_focus (self->marked != NULL ? self->marked
                                                     : GTK_WIDGET (self->host_entry));
}

static void
tapline_endpoint_bar_dispose (GObject *object)
{
  TaplineEndpointBar *self = TAPLINE_ENDPOINT_BAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_ENDPOINT_BAR);
  g_clear_pointer (&self->listen_on, g_free);

  G_OBJECT_CLASS (tapline_endpoint_bar_parent_class)->dispose (object);
}

static void
tapline_endpoint_bar_class_init (TaplineEndpointBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_endpoint_bar_dispose;
  widget_class->grab_focus = tapline_endpoint_bar_grab_focus;

  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "endpointbar");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-endpoint-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineEndpointBar, endpoint_box);
  gtk_widget_class_bind_template_child (widget_class, TaplineEndpointBar, host_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineEndpointBar, port_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineEndpointBar, connect_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineEndpointBar, connect_stack);
  gtk_widget_class_bind_template_child (widget_class, TaplineEndpointBar, listen_box);
  gtk_widget_class_bind_template_child (widget_class, TaplineEndpointBar, listen_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineEndpointBar, listen_menu_button);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, host_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, port_changed_cb);
}

static void
tapline_endpoint_bar_init (TaplineEndpointBar *self)
{
  self->port_is_older = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (GTK_WIDGET (self->host_entry),
                       _("Host name or address; host:port works too"));
  tapline_tooltip_set (GTK_WIDGET (self->port_entry),
                       _("Port, 1 to 65535; empty to listen on any free one"));
  tapline_tooltip_set (GTK_WIDGET (self->listen_menu_button), _("Listen options"));

  gtk_menu_button_set_create_popup_func (self->listen_menu_button, create_listen_popover_cb, self,
                                         NULL);
  tapline_endpoint_bar_set_listen_on (self, TAPLINE_LISTEN_LOOPBACK);
  tapline_endpoint_bar_set_open (self, FALSE);
}

GtkWidget *
tapline_endpoint_bar_new (void)
{
  return g_object_new (TAPLINE_TYPE_ENDPOINT_BAR, NULL);
}

const char *
tapline_endpoint_bar_get_host (TaplineEndpointBar *self)
{
  g_return_val_if_fail (TAPLINE_IS_ENDPOINT_BAR (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->host_entry));
}

const char *
tapline_endpoint_bar_get_port (TaplineEndpointBar *self)
{
  g_return_val_if_fail (TAPLINE_IS_ENDPOINT_BAR (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->port_entry));
}

void
tapline_endpoint_bar_set_endpoint (TaplineEndpointBar *self,
                                   const char         *host,
                                   const char         *port)
{
  g_return_if_fail (TAPLINE_IS_ENDPOINT_BAR (self));
  g_return_if_fail (host != NULL);
  g_return_if_fail (port != NULL);

  self->setting++;
  if (!g_str_equal (tapline_endpoint_bar_get_host (self), host))
    gtk_editable_set_text (GTK_EDITABLE (self->host_entry), host);
  if (!g_str_equal (tapline_endpoint_bar_get_port (self), port))
    gtk_editable_set_text (GTK_EDITABLE (self->port_entry), port);
  self->port_is_older = TRUE;
  self->setting--;
}

TaplineEndpoint *
tapline_endpoint_bar_parse (TaplineEndpointBar  *self,
                            GError             **error)
{
  g_autoptr (TaplineEndpoint) endpoint = NULL;
  g_autofree char *port = NULL;

  g_return_val_if_fail (TAPLINE_IS_ENDPOINT_BAR (self), NULL);

  if (self->port_is_older)
    endpoint = tapline_endpoint_parse (tapline_endpoint_bar_get_host (self), "", FALSE, NULL);
  if (endpoint == NULL)
    endpoint = tapline_endpoint_parse (tapline_endpoint_bar_get_host (self),
                                       tapline_endpoint_bar_get_port (self), FALSE, error);
  if (endpoint == NULL)
    return NULL;

  port = g_strdup_printf ("%u", endpoint->port);
  tapline_endpoint_bar_set_endpoint (self, endpoint->host, port);

  return g_steal_pointer (&endpoint);
}

void
tapline_endpoint_bar_set_open (TaplineEndpointBar *self,
                               gboolean            open)
{
  g_return_if_fail (TAPLINE_IS_ENDPOINT_BAR (self));

  gtk_stack_set_visible_child_name (self->connect_stack, open ? "disconnect" : "connect");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->connect_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  open ? _("Disconnect") : _("Connect"), -1);
  if (open)
    gtk_widget_remove_css_class (GTK_WIDGET (self->connect_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->connect_button), "suggested-action");
}

void
tapline_endpoint_bar_set_error (TaplineEndpointBar *self,
                                const GError       *error)
{
  gboolean is_ours = error != NULL && error->domain == TAPLINE_ERROR;
  gboolean is_host = is_ours && error->code <= TAPLINE_ERROR_HOST_LAST;
  gboolean is_port = is_ours && !is_host && error->code <= TAPLINE_ERROR_PORT_LAST;

  g_return_if_fail (TAPLINE_IS_ENDPOINT_BAR (self));

  self->marked = NULL;
  if (is_host)
    self->marked = GTK_WIDGET (self->host_entry);
  else if (is_port)
    self->marked = GTK_WIDGET (self->port_entry);

  tapline_endpoint_bar_mark (self, self->host_entry, is_host);
  tapline_endpoint_bar_mark (self, self->port_entry, is_port);
}

void
tapline_endpoint_bar_focus (TaplineEndpointBar *self)
{
  g_return_if_fail (TAPLINE_IS_ENDPOINT_BAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
tapline_endpoint_bar_focus_host (TaplineEndpointBar *self)
{
  g_return_if_fail (TAPLINE_IS_ENDPOINT_BAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->host_entry));
}

void
tapline_endpoint_bar_set_listen_on (TaplineEndpointBar *self,
                                    const char         *address)
{
  g_autofree char *tooltip = NULL;

  g_return_if_fail (TAPLINE_IS_ENDPOINT_BAR (self));
  g_return_if_fail (address != NULL);

  g_free (self->listen_on);
  self->listen_on = g_strdup (address);

  if (g_str_equal (address, TAPLINE_LISTEN_LOOPBACK))
    tooltip = g_strdup (_("Listen on the port, for this computer only"));
  else if (g_str_equal (address, TAPLINE_LISTEN_ANY))
    tooltip = g_strdup (_("Listen on the port, for the whole network"));
  else
    tooltip = g_strdup_printf (_("Listen on the port of %s"), address);
  tapline_tooltip_set (GTK_WIDGET (self->listen_button), tooltip);
}
