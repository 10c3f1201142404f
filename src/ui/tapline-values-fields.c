/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-charts.h"
#include "tapline-values-fields.h"

typedef struct
{
  GtkWidget *box;
  GtkWidget *entry;
  GtkLabel  *words;  /* what was found, or what is wrong */
  gboolean   used;   /* it has a pattern */
} Field;

struct _TaplineValuesFields
{
  GtkWidget     parent_instance;

  TaplineGauge *gauge;
  Field         fields[TAPLINE_GAUGE_VALUES];
};

G_DEFINE_FINAL_TYPE (TaplineValuesFields, tapline_values_fields, GTK_TYPE_WIDGET)

/* Those in use and one more. */
static void
show_fields (TaplineValuesFields *self)
{
  gboolean before = TRUE;

  for (guint i = 0; i < TAPLINE_GAUGE_VALUES; i++)
    {
      gboolean filled = *gtk_editable_get_text (GTK_EDITABLE (self->fields[i].entry)) != '\0';

      gtk_widget_set_visible (self->fields[i].box, filled || before);
      before = filled;
    }
}

static void
set_words (Field      *field,
           const char *words)
{
  gtk_label_set_label (field->words, words);
  gtk_widget_set_visible (GTK_WIDGET (field->words), *words != '\0');
}

static void
set_fault (Field      *field,
           const char *fault)
{
  if (fault != NULL)
    {
      gtk_widget_add_css_class (field->entry, "error");
      gtk_widget_add_css_class (GTK_WIDGET (field->words), "entry-error");
    }
  else
    {
      gtk_widget_remove_css_class (field->entry, "error");
      gtk_widget_remove_css_class (GTK_WIDGET (field->words), "entry-error");
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (field->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  set_words (field, fault != NULL ? fault : "");
}

static void
changed_cb (GtkEditable         *entry,
            TaplineValuesFields *self)
{
  const char *text = gtk_editable_get_text (entry);
  g_autoptr (TaplinePattern) pattern = NULL;
  g_autoptr (GError) error = NULL;
  guint place = 0;

  while (self->fields[place].entry != GTK_WIDGET (entry))
    place++;
  if (*text != '\0')
    pattern = tapline_pattern_new (TAPLINE_PATTERN_REGEX, text, 0, NULL, &error);
  self->fields[place].used = pattern != NULL;
  set_fault (&self->fields[place], error != NULL ? error->message : NULL);
  tapline_gauge_set_pattern (self->gauge, place, pattern);
  show_fields (self);
}

static void
tapline_values_fields_dispose (GObject *object)
{
  TaplineValuesFields *self = TAPLINE_VALUES_FIELDS (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->gauge);

  G_OBJECT_CLASS (tapline_values_fields_parent_class)->dispose (object);
}

static void
tapline_values_fields_class_init (TaplineValuesFieldsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tapline_values_fields_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
add_field (TaplineValuesFields *self,
           Field               *field,
           guint                number)
{
  g_autofree char *label = g_strdup_printf (_("Pattern of value %u"), number);
  GtkWidget *status;

  field->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  field->entry = gtk_entry_new ();
  status = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  field->words = GTK_LABEL (g_object_new (GTK_TYPE_LABEL,
                                          "wrap", TRUE,
                                          "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                          "xalign", 0.0,
                                          "selectable", TRUE,
                                          "visible", FALSE,
                                          NULL));
  gtk_widget_add_css_class (field->entry, "monospace");
  gtk_widget_add_css_class (GTK_WIDGET (field->words), "numeric");
  gtk_entry_set_placeholder_text (GTK_ENTRY (field->entry),
                                  _("Regular expression, the number in parentheses: "
                                    "temp=([0-9.]+)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (field->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_box_append (GTK_BOX (field->box), field->entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (status), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_box_append (GTK_BOX (status), GTK_WIDGET (field->words));
  g_object_bind_property (field->words, "visible", status, "visible", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (field->box), status);
  gtk_widget_set_hexpand (field->entry, TRUE);
  gtk_widget_set_parent (field->box, GTK_WIDGET (self));
  g_signal_connect (field->entry, "changed", G_CALLBACK (changed_cb), self);
}

static void
tapline_values_fields_init (TaplineValuesFields *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 6);
  for (guint i = 0; i < TAPLINE_GAUGE_VALUES; i++)
    add_field (self, &self->fields[i], i + 1);
  show_fields (self);
}

GtkWidget *
tapline_values_fields_new (TaplineGauge *gauge)
{
  TaplineValuesFields *self = g_object_new (TAPLINE_TYPE_VALUES_FIELDS, NULL);

  self->gauge = g_object_ref (gauge);

  return GTK_WIDGET (self);
}

/* Documented in the header. */
TaplineChart *
tapline_values_fields_create_chart (TaplineValuesFields *self)
{
  TaplineValueFigures *figures[TAPLINE_GAUGE_VALUES] = { NULL };
  const char *names[TAPLINE_GAUGE_VALUES];
  TaplineChart *chart;

  g_return_val_if_fail (TAPLINE_IS_VALUES_FIELDS (self), NULL);

  for (guint i = 0; i < TAPLINE_GAUGE_VALUES; i++)
    {
      g_autofree TaplineValueFigures *found = g_new (TaplineValueFigures, 1);

      names[i] = gtk_editable_get_text (GTK_EDITABLE (self->fields[i].entry));
      if (!self->fields[i].used || !tapline_gauge_look_at_values (self->gauge, i, found))
        continue;
      figures[i] = g_steal_pointer (&found);
    }
  chart = tapline_charts_new_values (figures, names, TAPLINE_GAUGE_VALUES);
  for (guint i = 0; i < TAPLINE_GAUGE_VALUES; i++)
    {
      g_autofree char *words = NULL;

      if (figures[i] == NULL)
        continue;
      words = tapline_charts_dup_values (figures[i]);
      set_words (&self->fields[i], words);
      g_free (figures[i]);
    }

  return chart;
}
