/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What opens beside the Listen button: who may connect. The choice is kept for the button, which
 * asks nothing. */
#include "config.h"

#include "tapline-listen-popover.h"

struct _TaplineListenPopover
{
  GtkPopover parent_instance;

  GtkCheckButton *loopback_button;
  GtkCheckButton *any_button;
  GtkCheckButton *address_button;
  GtkEntry       *address_entry;
  GtkEntry       *port_entry;
};

G_DEFINE_FINAL_TYPE (TaplineListenPopover, tapline_listen_popover, GTK_TYPE_POPOVER)

static void
address_toggled_cb (TaplineListenPopover *self)
{
  g_assert (TAPLINE_IS_LISTEN_POPOVER (self));

  if (gtk_check_button_get_active (self->address_button)
      && *gtk_editable_get_text (GTK_EDITABLE (self->address_entry)) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->address_entry));
}

static void
address_changed_cb (TaplineListenPopover *self)
{
  g_assert (TAPLINE_IS_LISTEN_POPOVER (self));

  if (*gtk_editable_get_text (GTK_EDITABLE (self->address_entry)) != '\0')
    gtk_check_button_set_active (self->address_button, TRUE);
}

static void
start_clicked_cb (TaplineListenPopover *self)
{
  g_assert (TAPLINE_IS_LISTEN_POPOVER (self));

  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.listen-on", "(ss)",
                              gtk_editable_get_text (GTK_EDITABLE (self->port_entry)),
                              tapline_listen_popover_get_address (self));
}

static void
tapline_listen_popover_class_init (TaplineListenPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-listen-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineListenPopover, loopback_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineListenPopover, any_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineListenPopover, address_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineListenPopover, address_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineListenPopover, port_entry);
  gtk_widget_class_bind_template_callback (widget_class, address_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_clicked_cb);
}

static void
tapline_listen_popover_init (TaplineListenPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tapline_listen_popover_new (void)
{
  return g_object_new (TAPLINE_TYPE_LISTEN_POPOVER, NULL);
}

const char *
tapline_listen_popover_get_address (TaplineListenPopover *self)
{
  g_return_val_if_fail (TAPLINE_IS_LISTEN_POPOVER (self), NULL);

  if (gtk_check_button_get_active (self->any_button))
    return TAPLINE_LISTEN_ANY;
  if (gtk_check_button_get_active (self->address_button))
    return gtk_editable_get_text (GTK_EDITABLE (self->address_entry));

  return TAPLINE_LISTEN_LOOPBACK;
}

void
tapline_listen_popover_set_address (TaplineListenPopover *self,
                                    const char           *address)
{
  g_return_if_fail (TAPLINE_IS_LISTEN_POPOVER (self));
  g_return_if_fail (address != NULL);

  if (*address == '\0' || g_str_equal (address, TAPLINE_LISTEN_LOOPBACK))
    {
      gtk_check_button_set_active (self->loopback_button, TRUE);
    }
  else if (g_str_equal (address, TAPLINE_LISTEN_ANY))
    {
      gtk_check_button_set_active (self->any_button, TRUE);
    }
  else
    {
      gtk_editable_set_text (GTK_EDITABLE (self->address_entry), address);
      gtk_check_button_set_active (self->address_button, TRUE);
    }
}

void
tapline_listen_popover_set_port (TaplineListenPopover *self,
                                 const char           *port)
{
  g_return_if_fail (TAPLINE_IS_LISTEN_POPOVER (self));
  g_return_if_fail (port != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->port_entry), port);
}
