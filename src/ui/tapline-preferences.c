/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings, each in force as soon as it is changed. What recordings use is looked up when the
 * window opens and after anything was deleted. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-confirm.h"
#include "tapline-plugin-list.h"
#include "tapline-preferences.h"
#include "tapline-side-window.h"
#include "tapline-tooltip.h"

struct _TaplinePreferences
{
  GtkWindow parent_instance;

  GtkSwitch     *keep_switch;
  GtkSpinButton *limit_spin;
  GtkLabel      *folder_label;
  GtkLabel      *use_label;
  GtkWidget     *delete_button;
  TaplinePluginList *plugin_list;

  TaplineRecordings *recordings;
};

G_DEFINE_FINAL_TYPE (TaplinePreferences, tapline_preferences, GTK_TYPE_WINDOW)

/* "12 recordings use 1.2 GB" */
static char *
dup_use (TaplinePreferences *self)
{
  guint n = tapline_recordings_get_n (self->recordings);
  g_autofree char *size = g_format_size (tapline_recordings_get_size (self->recordings));

  if (n == 0)
    return g_strdup (_("There are no recordings"));

  return g_strdup_printf (ngettext ("%u recording uses %s", "%u recordings use %s", n), n, size);
}

static void
recordings_changed_cb (TaplinePreferences *self)
{
  g_autofree char *use = dup_use (self);

  gtk_label_set_label (self->use_label, use);
  gtk_widget_set_sensitive (self->delete_button, tapline_recordings_get_n (self->recordings) > 0);
}

static void
open_clicked_cb (TaplinePreferences *self)
{
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))),
                              "win.open-recordings", NULL);
}

static void
delete_confirmed_cb (gpointer data)
{
  tapline_recordings_remove_all (data, NULL, NULL);
}

static void
delete_clicked_cb (TaplinePreferences *self)
{
  g_autofree char *use = dup_use (self);
  g_autofree char *details = NULL;

  /* Translators: %s is "12 recordings use 1.2 GB" */
  details = g_strdup_printf (_("%s. Those of open sessions stay, all others are gone then."), use);
  tapline_confirm (GTK_WINDOW (self), _("Delete all recordings?"), details, _("Delete"),
                   delete_confirmed_cb, g_object_ref (self->recordings), g_object_unref);
}

static void
tapline_preferences_dispose (GObject *object)
{
  TaplinePreferences *self = TAPLINE_PREFERENCES (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_PREFERENCES);
  g_clear_object (&self->recordings);

  G_OBJECT_CLASS (tapline_preferences_parent_class)->dispose (object);
}

static void
tapline_preferences_class_init (TaplinePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_preferences_dispose;

  g_type_ensure (TAPLINE_TYPE_PLUGIN_LIST);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplinePreferences, keep_switch);
  gtk_widget_class_bind_template_child (widget_class, TaplinePreferences, limit_spin);
  gtk_widget_class_bind_template_child (widget_class, TaplinePreferences, folder_label);
  gtk_widget_class_bind_template_child (widget_class, TaplinePreferences, use_label);
  gtk_widget_class_bind_template_child (widget_class, TaplinePreferences, delete_button);
  gtk_widget_class_bind_template_child (widget_class, TaplinePreferences, plugin_list);
  gtk_widget_class_bind_template_callback (widget_class, delete_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
}

static void
tapline_preferences_init (TaplinePreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_side_window_add_keys (GTK_WINDOW (self));
}

GtkWidget *
tapline_preferences_new (GtkWindow         *parent,
                         GSettings         *settings,
                         TaplineRecordings *recordings,
                         TaplinePlugins    *plugins)
{
  TaplinePreferences *self;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (TAPLINE_IS_RECORDINGS (recordings), NULL);

  self = g_object_new (TAPLINE_TYPE_PREFERENCES, "transient-for", parent, NULL);
  self->recordings = g_object_ref (recordings);
  g_signal_connect_object (recordings, "changed", G_CALLBACK (recordings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  folder = g_filename_display_name (tapline_recordings_get_directory (recordings));
  gtk_label_set_label (self->folder_label, folder);
  tapline_tooltip_set (GTK_WIDGET (self->folder_label), folder);
  if (settings != NULL)
    {
      g_settings_bind (settings, "keep-recordings", self->keep_switch, "active",
                       G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (settings, "recording-limit",
                       gtk_spin_button_get_adjustment (self->limit_spin), "value",
                       G_SETTINGS_BIND_DEFAULT);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->keep_switch), settings != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->limit_spin), settings != NULL);
  tapline_plugin_list_set_plugins (self->plugin_list, plugins);
  recordings_changed_cb (self);
  tapline_recordings_scan (recordings);

  return GTK_WIDGET (self);
}
