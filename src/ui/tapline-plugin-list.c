/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of plug-ins in the preferences. A row stays the same widget as long as its plug-in is
 * there, so that the focus stays where it is while a plug-in loads. Plug-ins come in the order of
 * their names and none goes.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-plugin-list.h"
#include "tapline-tooltip.h"

struct _TaplinePluginList
{
  GtkWidget parent_instance;

  GtkWidget      *scroller;
  GtkListBox     *rows;
  GtkLabel       *placeholder;
  TaplinePlugins *plugins;
};

/* A plug-in's row; belongs to the GtkListBoxRow. */
typedef struct
{
  TaplinePluginList  *list;    /* borrowed: the row is in it */
  char               *name;
  TaplinePluginState  state;
  GtkLabel           *title;   /* borrowed, as what follows */
  GtkLabel           *status;
  GtkWidget          *load_button;
  GtkSwitch          *enabled_switch;
} Row;

#define ROW_KEY "tapline-row"

G_DEFINE_FINAL_TYPE (TaplinePluginList, tapline_plugin_list, GTK_TYPE_WIDGET)

static void
row_free (gpointer data)
{
  Row *self = data;

  g_free (self->name);
  g_free (self);
}

static void
load_clicked_cb (Row *row)
{
  TaplinePluginRegistry *registry = tapline_plugins_get_registry (row->list->plugins);

  /* One that is in use is taken out first. */
  if (row->state == TAPLINE_PLUGIN_REGISTERED)
    {
      tapline_plugin_registry_set_enabled (registry, row->name, FALSE);
      tapline_plugin_registry_set_enabled (registry, row->name, TRUE);
    }
  else
    {
      tapline_plugin_registry_load_async (registry, row->name);
    }
}

static void
enabled_changed_cb (Row *row)
{
  tapline_plugins_set_enabled (row->list->plugins, row->name,
                               gtk_switch_get_active (row->enabled_switch));
}

static Row *
add_row (TaplinePluginList *self,
         const char        *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS,
                                   "orientation", GTK_ORIENTATION_VERTICAL, NULL);
  GtkWidget *widget = gtk_list_box_row_new ();
  Row *row = g_new0 (Row, 1);

  row->list = self;
  row->name = g_strdup (name);
  row->title = GTK_LABEL (gtk_label_new (NULL));
  row->status = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, NULL);
  row->load_button = gtk_button_new_from_icon_name ("view-refresh-symbolic");
  row->enabled_switch = GTK_SWITCH (gtk_switch_new ());

  gtk_accessible_update_property (GTK_ACCESSIBLE (texts), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_label_set_xalign (row->title, 0);
  gtk_widget_add_css_class (GTK_WIDGET (row->status), "figures");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (row->load_button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (row->enabled_switch), GTK_ALIGN_CENTER);
  gtk_button_set_has_frame (GTK_BUTTON (row->load_button), FALSE);
  tapline_tooltip_set (row->load_button, _("Load again"));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (row->title));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (row->status));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), row->load_button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->enabled_switch));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (widget), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), FALSE);
  g_object_set_data_full (G_OBJECT (widget), ROW_KEY, row, row_free);
  g_signal_connect_swapped (row->load_button, "clicked", G_CALLBACK (load_clicked_cb), row);
  g_signal_connect_swapped (row->enabled_switch, "notify::active",
                            G_CALLBACK (enabled_changed_cb), row);

  return row;
}

/* How it stands, in a word or a sentence that says what to do. */
static const char *
get_status (const TaplinePluginInfo *info)
{
  if (!info->enabled)
    return _("switched off");
  if (info->error != NULL)
    return info->error->message;
  if (info->fault != NULL)
    return info->fault;

  switch (info->state)
    {
    case TAPLINE_PLUGIN_LOADING:
    case TAPLINE_PLUGIN_READY:
      return _("loading…");

    case TAPLINE_PLUGIN_REGISTERED:
      return _("in use");

    case TAPLINE_PLUGIN_FOUND:
    case TAPLINE_PLUGIN_REFUSED:
    case TAPLINE_PLUGIN_FAILED:
    default:
      return _("not loaded");
    }
}

static void
update_row (Row                     *row,
            const TaplinePluginInfo *info)
{
  const char *title = info->title != NULL ? info->title : info->name;
  g_autofree char *words = NULL;
  g_autofree char *load = g_strdup_printf (_("Load %s again"), title);
  g_autofree char *use = g_strdup_printf (_("Use %s"), title);
  g_autofree char *label = NULL;
  GtkWidget *widget = gtk_widget_get_ancestor (row->load_button, GTK_TYPE_LIST_BOX_ROW);

  row->state = info->state;
  words = info->version != NULL ? g_strdup_printf ("%s %s", title, info->version)
                                : g_strdup (title);
  /* Translators: a plug-in and how it stands */
  label = g_strdup_printf (_("%s: %s"), words, get_status (info));
  gtk_label_set_label (row->title, words);
  gtk_label_set_label (row->status, get_status (info));
  tapline_tooltip_set (GTK_WIDGET (row->title), info->path);
  gtk_widget_set_sensitive (row->load_button,
                            info->enabled && info->state != TAPLINE_PLUGIN_LOADING
                              && info->state != TAPLINE_PLUGIN_READY);
  g_signal_handlers_block_by_func (row->enabled_switch, enabled_changed_cb, row);
  gtk_switch_set_active (row->enabled_switch, info->enabled);
  g_signal_handlers_unblock_by_func (row->enabled_switch, enabled_changed_cb, row);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->load_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, load, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->enabled_switch),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, use, -1);
}

static void
plugins_changed_cb (TaplinePluginList *self)
{
  g_autoptr (GPtrArray) infos = NULL;

  g_assert (TAPLINE_IS_PLUGIN_LIST (self));

  infos = tapline_plugin_registry_list_plugins (tapline_plugins_get_registry (self->plugins));
  for (guint i = 0; i < infos->len; i++)
    {
      const TaplinePluginInfo *info = infos->pdata[i];
      GtkListBoxRow *widget = gtk_list_box_get_row_at_index (self->rows, (int) i);
      Row *row = widget != NULL ? g_object_get_data (G_OBJECT (widget), ROW_KEY) : NULL;

      if (row == NULL || !g_str_equal (row->name, info->name))
        {
          row = add_row (self, info->name);
          gtk_list_box_insert (self->rows,
                               gtk_widget_get_ancestor (row->load_button, GTK_TYPE_LIST_BOX_ROW),
                               (int) i);
        }
      update_row (row, info);
    }
}

static void
tapline_plugin_list_dispose (GObject *object)
{
  TaplinePluginList *self = TAPLINE_PLUGIN_LIST (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_PLUGIN_LIST);
  g_clear_object (&self->plugins);

  G_OBJECT_CLASS (tapline_plugin_list_parent_class)->dispose (object);
}

static void
tapline_plugin_list_class_init (TaplinePluginListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_plugin_list_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-plugin-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplinePluginList, scroller);
  gtk_widget_class_bind_template_child (widget_class, TaplinePluginList, rows);
  gtk_widget_class_bind_template_child (widget_class, TaplinePluginList, placeholder);
}

static void
tapline_plugin_list_init (TaplinePluginList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tapline_plugin_list_set_plugins (TaplinePluginList *self,
                                 TaplinePlugins    *plugins)
{
  g_autofree char *folder = NULL;
  g_autofree char *words = NULL;

  g_return_if_fail (TAPLINE_IS_PLUGIN_LIST (self));
  g_return_if_fail (TAPLINE_IS_PLUGINS (plugins) && self->plugins == NULL);

  self->plugins = g_object_ref (plugins);
  folder = g_build_filename (g_get_user_data_dir (), "tapline", "plugins", NULL);
  /* Translators: %s is a folder */
  words = g_strdup_printf (_("There are no plug-ins. Put yours into %s."), folder);
  gtk_label_set_label (self->placeholder, words);
  g_signal_connect_object (tapline_plugins_get_registry (plugins), "changed",
                           G_CALLBACK (plugins_changed_cb), self, G_CONNECT_SWAPPED);
  plugins_changed_cb (self);
}
