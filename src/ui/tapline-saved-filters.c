/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters under names, in the settings: choose, save, replace, rename, delete. They are kept as
 * their text, the last one that was saved first. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-saved-filters.h"
#include "tapline-tooltip.h"

#define KEY "saved-filters"

struct _TaplineSavedFilters
{
  GtkPopover  parent_instance;

  GtkListBox *filters;
  GtkEntry   *name_entry;
  GtkWidget  *undo_button;
  GtkButton  *rename_button;
  GtkButton  *save_button;

  GSettings  *settings;
  GVariant   *former;       /* (nullable): what was saved before the last change made here */
  char       *text;         /* (nullable): what would be saved */
  char       *chosen;       /* (nullable): name of the one that was chosen last */
};

G_DEFINE_FINAL_TYPE (TaplineSavedFilters, tapline_saved_filters, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What is saved as @name; NULL for nothing. */
static char *
dup_text (TaplineSavedFilters *self,
          const char          *name)
{
  g_autoptr (GVariant) saved = g_settings_get_value (self->settings, KEY);
  GVariantIter iter;
  const char *other, *text;

  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_next (&iter, "(&s&s)", &other, &text))
    if (g_str_equal (name, other))
      return g_strdup (text);

  return NULL;
}

/* Saves @text as @name, in front of the others; without a text, nothing is saved so any more. What
 * was saved as @former goes too. */
static void
store (TaplineSavedFilters *self,
       const char          *name,
       const char          *text,
       const char          *former)
{
  g_autoptr (GVariant) saved = g_settings_get_value (self->settings, KEY);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other, *other_text;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  if (text != NULL)
    g_variant_builder_add (&builder, "(ss)", name, text);
  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_next (&iter, "(&s&s)", &other, &other_text))
    if (!g_str_equal (name, other) && g_strcmp0 (former, other) != 0)
      g_variant_builder_add (&builder, "(ss)", other, other_text);
  g_clear_pointer (&self->former, g_variant_unref);
  self->former = g_steal_pointer (&saved);
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&builder));
  gtk_widget_set_visible (self->undo_button, TRUE);
}

static void
undo_cb (TaplineSavedFilters *self)
{
  g_autoptr (GVariant) former = g_steal_pointer (&self->former);

  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
  gtk_widget_set_visible (self->undo_button, FALSE);
  g_settings_set_value (self->settings, KEY, former);
}

static char *
dup_name (TaplineSavedFilters *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));
}

static void
name_changed_cb (TaplineSavedFilters *self)
{
  g_autofree char *name = dup_name (self);
  g_autofree char *text = dup_text (self, name);

  gtk_button_set_label (self->save_button, text != NULL ? _("Replace") : _("Save"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), *name != '\0' && self->text != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->rename_button),
                            *name != '\0' && self->chosen != NULL && text == NULL);
}

static void
save_cb (TaplineSavedFilters *self)
{
  g_autofree char *name = dup_name (self);

  if (*name == '\0' || self->text == NULL)
    return;
  store (self, name, self->text, NULL);
  g_free (self->chosen);
  self->chosen = g_steal_pointer (&name);
  name_changed_cb (self);
}

static void
rename_cb (TaplineSavedFilters *self)
{
  g_autofree char *name = dup_name (self);
  g_autofree char *text = self->chosen != NULL ? dup_text (self, self->chosen) : NULL;

  if (*name == '\0' || text == NULL)
    return;
  store (self, name, text, self->chosen);
  g_free (self->chosen);
  self->chosen = g_steal_pointer (&name);
  name_changed_cb (self);
}

static const char *
get_name (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "name");
}

static void
delete_clicked_cb (TaplineSavedFilters *self,
                   GtkWidget           *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);
  g_autofree char *name = g_strdup (get_name (row));

  if (g_strcmp0 (self->chosen, name) == 0)
    g_clear_pointer (&self->chosen, g_free);
  store (self, name, NULL, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
  name_changed_cb (self);
}

static void
row_activated_cb (TaplineSavedFilters *self,
                  GtkListBoxRow       *row)
{
  g_autofree char *name = g_strdup (get_name (row));
  g_autofree char *text = dup_text (self, name);

  if (text == NULL)
    return;
  g_free (self->chosen);
  self->chosen = g_steal_pointer (&name);
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), self->chosen);
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, text);
}

static GtkWidget *
create_row (TaplineSavedFilters *self,
            const char          *name,
            const char          *text)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  /* Translators: the name of a filter */
  g_autofree char *delete = g_strdup_printf (_("Delete “%s”"), name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, delete,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (delete_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  tapline_tooltip_set (row, text);
  g_object_set_data_full (G_OBJECT (row), "name", g_strdup (name), g_free);

  return row;
}

static void
fill (TaplineSavedFilters *self)
{
  g_autoptr (GVariant) saved = g_settings_get_value (self->settings, KEY);
  GtkListBoxRow *row;
  GVariantIter iter;
  const char *name, *text;

  while ((row = gtk_list_box_get_row_at_index (self->filters, 0)) != NULL)
    gtk_list_box_remove (self->filters, GTK_WIDGET (row));
  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &text))
    gtk_list_box_append (self->filters, create_row (self, name, text));
  name_changed_cb (self);
}

static void
tapline_saved_filters_dispose (GObject *object)
{
  TaplineSavedFilters *self = TAPLINE_SAVED_FILTERS (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_SAVED_FILTERS);
  g_clear_pointer (&self->former, g_variant_unref);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (tapline_saved_filters_parent_class)->dispose (object);
}

static void
tapline_saved_filters_finalize (GObject *object)
{
  TaplineSavedFilters *self = TAPLINE_SAVED_FILTERS (object);

  g_free (self->text);
  g_free (self->chosen);

  G_OBJECT_CLASS (tapline_saved_filters_parent_class)->finalize (object);
}

static void
tapline_saved_filters_class_init (TaplineSavedFiltersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_saved_filters_dispose;
  object_class->finalize = tapline_saved_filters_finalize;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-saved-filters.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineSavedFilters, filters);
  gtk_widget_class_bind_template_child (widget_class, TaplineSavedFilters, name_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineSavedFilters, undo_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineSavedFilters, rename_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineSavedFilters, save_button);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
  gtk_widget_class_bind_template_callback (widget_class, rename_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
tapline_saved_filters_init (TaplineSavedFilters *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tapline_saved_filters_new (GSettings *settings)
{
  TaplineSavedFilters *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (TAPLINE_TYPE_SAVED_FILTERS, NULL);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);

  return GTK_WIDGET (self);
}

void
tapline_saved_filters_set_text (TaplineSavedFilters *self,
                                const char          *text)
{
  g_return_if_fail (TAPLINE_IS_SAVED_FILTERS (self));

  g_free (self->text);
  self->text = g_strdup (text);
  name_changed_cb (self);
}
