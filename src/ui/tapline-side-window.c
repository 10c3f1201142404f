/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the windows beside the main one: Escape and Ctrl+W close them, Ctrl+Q quits. The
 * keys of the application reach no window that is modal, or that is not one of its own. */
#include "config.h"

#include "tapline-side-window.h"

static gboolean
quit_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  GApplication *application = g_application_get_default ();

  if (application == NULL)
    return GDK_EVENT_PROPAGATE;
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);

  return GDK_EVENT_STOP;
}

static void
add_key (GtkEventController *keys,
         guint               keyval,
         GdkModifierType     modifiers,
         GtkShortcutAction  *action)
{
  GtkShortcutTrigger *trigger = gtk_keyval_trigger_new (keyval, modifiers);

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (trigger, action));
}

void
tapline_side_window_add_keys (GtkWindow *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_return_if_fail (GTK_IS_WINDOW (window));

  add_key (keys, GDK_KEY_Escape, 0, gtk_named_action_new ("window.close"));
  add_key (keys, GDK_KEY_w, GDK_CONTROL_MASK, gtk_named_action_new ("window.close"));
  add_key (keys, GDK_KEY_q, GDK_CONTROL_MASK, gtk_callback_action_new (quit_cb, NULL, NULL));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}
