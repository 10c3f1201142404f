/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters of a framing as fields: between them and the spec stand only the marks of the
 * spec, so what is wrong in a field is what tapline_framing_new() calls wrong. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tapline-drop-down.h"
#include "tapline-framing-fields.h"
#include "tapline-tooltip.h"

struct _TaplineFramingFields
{
  GtkWidget parent_instance;

  GtkStack    *stack;         /* a page for each format that has parameters, by its name */
  GtkEditable *delim_entry;
  GtkEditable *fixed_entry;
  GtkDropDown *size_drop_down;
  GtkDropDown *order_drop_down;
  GtkEditable *offset_entry;
  GtkEditable *adjust_entry;
  GtkEditable *begin_entry;
  GtkEditable *end_entry;
  GtkEditable *idle_entry;
  gboolean     filling;
};

G_DEFINE_FINAL_TYPE (TaplineFramingFields, tapline_framing_fields, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const sizes[] = { "1", "2", "4", "8" };

static void
field_changed_cb (TaplineFramingFields *self)
{
  g_assert (TAPLINE_IS_FRAMING_FIELDS (self));

  /* The order of one byte is no question. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->order_drop_down),
                            gtk_drop_down_get_selected (self->size_drop_down) != 0);
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* What was typed without spaces: "0D 0A" is as good as "0D0A". */
static char *
dup_text (GtkEditable *entry)
{
  g_auto (GStrv) words = g_strsplit (gtk_editable_get_text (entry), " ", -1);

  return g_strjoinv ("", words);
}

static char *
dup_length_spec (TaplineFramingFields *self)
{
  guint size = gtk_drop_down_get_selected (self->size_drop_down);
  gboolean little = gtk_drop_down_get_selected (self->order_drop_down) == 1;
  g_autofree char *adjust = dup_text (self->adjust_entry);
  g_autofree char *offset = dup_text (self->offset_entry);
  GString *spec = g_string_new ("length:");

  g_string_append (spec, sizes[size]);
  if (size > 0)
    g_string_append (spec, little ? "le" : "be");
  if (*adjust != '\0' && !g_str_equal (adjust, "0"))
    g_string_append_printf (spec, "%s%s", *adjust == '-' || *adjust == '+' ? "" : "+", adjust);
  if (*offset != '\0' && !g_str_equal (offset, "0"))
    g_string_append_printf (spec, "@%s", offset);

  return g_string_free (spec, FALSE);
}

static void
fill_length (TaplineFramingFields *self,
             const char           *parameters)
{
  const char *at = strchr (parameters, '@');
  gsize before = at != NULL ? (gsize) (at - parameters) : strlen (parameters);
  gsize plain = strcspn (parameters, "+-@");
  g_autofree char *adjust = g_strndup (parameters + plain, before - plain);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (*parameters == *sizes[i])
      gtk_drop_down_set_selected (self->size_drop_down, i);
  gtk_drop_down_set_selected (self->order_drop_down,
                              plain > 1 && parameters[1] == 'l' ? 1 : 0);
  gtk_editable_set_text (self->adjust_entry, *adjust != '\0' ? adjust : "0");
  gtk_editable_set_text (self->offset_entry, at != NULL ? at + 1 : "0");
}

static void
fill_between (TaplineFramingFields *self,
              const char           *parameters)
{
  g_auto (GStrv) marks = g_strsplit (parameters, "..", 2);

  gtk_editable_set_text (self->begin_entry, marks[0] != NULL ? marks[0] : "");
  gtk_editable_set_text (self->end_entry, marks[0] != NULL && marks[1] != NULL ? marks[1] : "");
}

static void
tapline_framing_fields_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_FRAMING_FIELDS);

  G_OBJECT_CLASS (tapline_framing_fields_parent_class)->dispose (object);
}

static gboolean
tapline_framing_fields_grab_focus (GtkWidget *widget)
{
  TaplineFramingFields *self = TAPLINE_FRAMING_FIELDS (widget);

  return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
tapline_framing_fields_class_init (TaplineFramingFieldsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_framing_fields_dispose;
  widget_class->grab_focus = tapline_framing_fields_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-framing-fields.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, stack);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, delim_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, fixed_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, size_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, order_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, offset_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, adjust_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, begin_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, end_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingFields, idle_entry);
  gtk_widget_class_bind_template_callback (widget_class, field_changed_cb);
}

static void
tapline_framing_fields_init (TaplineFramingFields *self)
{
  GtkEditable *hex[3];

  gtk_widget_init_template (GTK_WIDGET (self));
  hex[0] = self->delim_entry;
  hex[1] = self->begin_entry;
  hex[2] = self->end_entry;
  tapline_drop_down_name (self->size_drop_down, _("The number has"));
  tapline_drop_down_name (self->order_drop_down, _("Byte order"));
  for (guint i = 0; i < G_N_ELEMENTS (hex); i++)
    tapline_tooltip_set (GTK_WIDGET (hex[i]),
                         _("Bytes as pairs of hexadecimal digits, such as 0D 0A"));
  tapline_tooltip_set (GTK_WIDGET (self->adjust_entry),
                       _("How many bytes follow beyond those that the number counts; negative if "
                         "it counts itself or what comes before it, as in -4"));
}

void
tapline_framing_fields_set_spec (TaplineFramingFields *self,
                                 const char           *spec)
{
  g_auto (GStrv) parts = NULL;
  const char *parameters;

  g_return_if_fail (TAPLINE_IS_FRAMING_FIELDS (self));
  g_return_if_fail (spec != NULL && strchr (spec, ':') != NULL);

  parts = g_strsplit (spec, ":", 2);
  parameters = parts[1];
  self->filling = TRUE;
  gtk_stack_set_visible_child_name (self->stack, parts[0]);
  if (g_str_equal (parts[0], "delim"))
    gtk_editable_set_text (self->delim_entry, parameters);
  else if (g_str_equal (parts[0], "fixed"))
    gtk_editable_set_text (self->fixed_entry, parameters);
  else if (g_str_equal (parts[0], "idle"))
    gtk_editable_set_text (self->idle_entry, parameters);
  else if (g_str_equal (parts[0], "between"))
    fill_between (self, parameters);
  else
    fill_length (self, parameters);
  self->filling = FALSE;
}

char *
tapline_framing_fields_dup_spec (TaplineFramingFields *self)
{
  const char *name;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_return_val_if_fail (TAPLINE_IS_FRAMING_FIELDS (self), NULL);

  name = gtk_stack_get_visible_child_name (self->stack);
  if (g_str_equal (name, "length"))
    return dup_length_spec (self);

  if (g_str_equal (name, "between"))
    {
      first = dup_text (self->begin_entry);
      second = dup_text (self->end_entry);
      return g_strdup_printf ("between:%s..%s", first, second);
    }

  first = dup_text (g_str_equal (name, "delim") ? self->delim_entry
                    : g_str_equal (name, "fixed") ? self->fixed_entry : self->idle_entry);

  return g_strdup_printf ("%s:%s", name, first);
}
