/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What opens at the framing button: the formats in the words of their users. One without
 * parameters is taken when it is chosen; the others show their fields first, and what is wrong in
 * them while it is typed. A spec can be typed too. Below is who tells what the messages mean. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tapline-drop-down.h"
#include "tapline-framing-fields.h"
#include "tapline-framing-popover.h"
#include "tapline-session.h"
#include "tapline-tooltip.h"

struct _TaplineFramingPopover
{
  GtkPopover parent_instance;

  GtkStack             *stack;
  GtkListBox           *formats;
  GtkEditable          *spec_entry;
  GtkLabel             *spec_error;
  GtkCheckButton       *default_button;
  GtkDropDown          *decoder_drop_down;
  GtkWidget            *back_button;
  GtkLabel             *title;
  GtkLabel             *summary;
  TaplineFramingFields *fields;
  GtkLabel             *fields_error;
  GtkWidget            *apply_button;

  char                 *spec; /* as it was set */
  TaplineMeaning       *meaning; /* (nullable) */
  GPtrArray            *decoders; /* (nullable) in the drop-down */
  char                 *missing;  /* (nullable) the last in it: chosen, but not there */
  gboolean              is_filling;
  guint                 focus_source;
};

G_DEFINE_FINAL_TYPE (TaplineFramingPopover, tapline_framing_popover, GTK_TYPE_POPOVER)

static const TaplineFramingInfo *
get_info (guint index)
{
  guint n_infos;

  return tapline_framing_list (&n_infos) + index;
}

/* What its fields say at first: what is most common. */
static const char *
get_first_spec (const TaplineFramingInfo *info)
{
  return g_str_equal (info->name, "length") ? "length:2be" : info->example;
}

static gboolean
has_fields (const TaplineFramingInfo *info)
{
  return strchr (info->example, ':') != NULL;
}

static gboolean
is_of (const char               *spec,
       const TaplineFramingInfo *info)
{
  gsize length = strcspn (spec, ":");

  return strlen (info->name) == length && strncmp (spec, info->name, length) == 0;
}

/* Says what is wrong with a spec; whether nothing is. */
static gboolean
check (const char *spec,
       GtkLabel   *error_label)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineFraming) framing = NULL;

  framing = tapline_framing_new (spec, TAPLINE_MESSAGE_LIMIT_DEFAULT, &error);
  gtk_label_set_label (error_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (error_label), error != NULL);

  return framing != NULL;
}

static void
take (TaplineFramingPopover *self,
      const char            *spec)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.framing", "(sb)", spec,
                              gtk_check_button_get_active (self->default_button));
}

/* How far behind those two choices that a decoder is not needed for; none if it is not there. */
static guint
find_decoder (TaplineFramingPopover *self,
              const char            *name)
{
  for (guint i = 0; i < self->decoders->len; i++)
    if (g_str_equal (name, tapline_decoder_get_name (self->decoders->pdata[i])))
      return i;

  return GTK_INVALID_LIST_POSITION;
}

static void
list_decoders (TaplineFramingPopover *self,
               const char            *choice)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  gtk_string_list_append (titles, _("Automatic"));
  /* Translators: no decoder */
  gtk_string_list_append (titles, _("None"));
  for (guint i = 0; i < self->decoders->len; i++)
    gtk_string_list_append (titles, tapline_decoder_get_title (self->decoders->pdata[i]));
  g_clear_pointer (&self->missing, g_free);
  if (!g_str_equal (choice, TAPLINE_DECODING_AUTO) && !g_str_equal (choice, TAPLINE_DECODING_NONE)
      && find_decoder (self, choice) == GTK_INVALID_LIST_POSITION)
    {
      /* Translators: the name of a decoder whose plug-in is not in use */
      g_autofree char *title = g_strdup_printf (_("%s (not there)"), choice);

      gtk_string_list_append (titles, title);
      self->missing = g_strdup (choice);
    }
  gtk_drop_down_set_model (self->decoder_drop_down, G_LIST_MODEL (titles));
}

/* Automatic, none, and all decoders that there are; one that was chosen and went stays chosen. The
 * list is made anew only for other decoders: the keys go on from where they were in it. */
static void
fill_decoders (TaplineFramingPopover *self)
{
  const char *choice = tapline_meaning_get_choice (self->meaning);
  GPtrArray *decoders = tapline_meaning_get_decoders (self->meaning);
  guint selected;

  self->is_filling = TRUE;
  if (self->decoders != decoders)
    {
      g_clear_pointer (&self->decoders, g_ptr_array_unref);
      self->decoders = g_ptr_array_ref (decoders);
      list_decoders (self, choice);
    }
  if (g_str_equal (choice, TAPLINE_DECODING_AUTO))
    selected = 0;
  else if (g_str_equal (choice, TAPLINE_DECODING_NONE))
    selected = 1;
  else
    selected = 2 + MIN (find_decoder (self, choice), decoders->len);
  gtk_drop_down_set_selected (self->decoder_drop_down, selected);
  self->is_filling = FALSE;
}

static void
decoder_selected_cb (TaplineFramingPopover *self)
{
  guint selected = gtk_drop_down_get_selected (self->decoder_drop_down);
  const char *choice;

  if (self->is_filling || self->meaning == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;

  if (selected < 2)
    choice = selected == 0 ? TAPLINE_DECODING_AUTO : TAPLINE_DECODING_NONE;
  else if (selected - 2 < self->decoders->len)
    choice = tapline_decoder_get_name (self->decoders->pdata[selected - 2]);
  else
    choice = self->missing;
  tapline_meaning_choose (self->meaning, choice);
}

static void
show_formats (TaplineFramingPopover *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->formats);

  gtk_stack_set_visible_child_name (self->stack, "formats");
  gtk_popover_set_default_widget (GTK_POPOVER (self), NULL);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
fields_changed_cb (TaplineFramingPopover *self)
{
  g_autofree char *spec = NULL;

  g_assert (TAPLINE_IS_FRAMING_POPOVER (self));

  spec = tapline_framing_fields_dup_spec (self->fields);
  gtk_widget_set_sensitive (self->apply_button, check (spec, self->fields_error));
}

static void
show_fields (TaplineFramingPopover    *self,
             const TaplineFramingInfo *info)
{
  gtk_label_set_label (self->title, _(info->title));
  gtk_label_set_label (self->summary, _(info->summary));
  tapline_framing_fields_set_spec (self->fields,
                                   is_of (self->spec, info) ? self->spec
                                                            : get_first_spec (info));
  fields_changed_cb (self);
  gtk_stack_set_visible_child_name (self->stack, "fields");
  gtk_popover_set_default_widget (GTK_POPOVER (self), self->apply_button);
  gtk_widget_grab_focus (GTK_WIDGET (self->fields));
}

static void
row_activated_cb (TaplineFramingPopover *self,
                  GtkListBoxRow         *row)
{
  const TaplineFramingInfo *info;

  g_assert (TAPLINE_IS_FRAMING_POPOVER (self));

  info = get_info ((guint) gtk_list_box_row_get_index (row));
  if (has_fields (info))
    show_fields (self, info);
  else
    take (self, info->name);
}

/* Tab leaves the list; GTK's own way would be from format to format. */
static gboolean
formats_key_pressed_cb (TaplineFramingPopover *self,
                        guint                  keyval,
                        guint                  keycode,
                        GdkModifierType        state)
{
  g_assert (TAPLINE_IS_FRAMING_POPOVER (self));

  if (keyval == GDK_KEY_Tab)
    return gtk_widget_grab_focus (GTK_WIDGET (self->spec_entry));
  if (keyval == GDK_KEY_ISO_Left_Tab)
    return gtk_widget_grab_focus (GTK_WIDGET (self->default_button));

  return GDK_EVENT_PROPAGATE;
}

static void
back_clicked_cb (TaplineFramingPopover *self)
{
  g_assert (TAPLINE_IS_FRAMING_POPOVER (self));

  show_formats (self);
}

static void
apply_clicked_cb (TaplineFramingPopover *self)
{
  g_autofree char *spec = NULL;

  g_assert (TAPLINE_IS_FRAMING_POPOVER (self));

  spec = tapline_framing_fields_dup_spec (self->fields);
  take (self, spec);
}

static void
spec_changed_cb (TaplineFramingPopover *self)
{
  g_assert (TAPLINE_IS_FRAMING_POPOVER (self));

  check (gtk_editable_get_text (self->spec_entry), self->spec_error);
}

static void
spec_activated_cb (TaplineFramingPopover *self)
{
  const char *spec;

  g_assert (TAPLINE_IS_FRAMING_POPOVER (self));

  spec = gtk_editable_get_text (self->spec_entry);
  if (check (spec, self->spec_error))
    take (self, spec);
}

static GtkWidget *
create_row (const TaplineFramingInfo *info)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *summary = gtk_label_new (_(info->summary));
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");
  g_autofree char *words = has_fields (info) ? g_strdup_printf ("%s…", _(info->title))
                                             : g_strdup (_(info->title));

  gtk_label_set_label (GTK_LABEL (title), words);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (summary), 0);
  gtk_label_set_ellipsize (GTK_LABEL (summary), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (summary, "summary");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), title);
  gtk_box_append (GTK_BOX (texts), summary);
  gtk_box_append (GTK_BOX (line), texts);
  gtk_box_append (GTK_BOX (line), mark);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(info->summary), -1);
  g_object_set_data (G_OBJECT (row), "mark", mark);

  return row;
}

/* Behind the layout: before it there is no place to scroll to. */
static gboolean
focus_in_idle (gpointer data)
{
  TaplineFramingPopover *self = TAPLINE_FRAMING_POPOVER (data);

  self->focus_source = 0;
  show_formats (self);

  return G_SOURCE_REMOVE;
}

static void
tapline_framing_popover_map (GtkWidget *widget)
{
  TaplineFramingPopover *self = TAPLINE_FRAMING_POPOVER (widget);

  GTK_WIDGET_CLASS (tapline_framing_popover_parent_class)->map (widget);

  gtk_editable_set_text (self->spec_entry, self->spec);
  gtk_check_button_set_active (self->default_button, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "formats");
  self->focus_source = g_idle_add_full (GDK_PRIORITY_REDRAW + 20, focus_in_idle, self, NULL);
  g_source_set_name_by_id (self->focus_source, "[tapline] focus on format");
}

static void
tapline_framing_popover_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&TAPLINE_FRAMING_POPOVER (widget)->focus_source, g_source_remove);

  GTK_WIDGET_CLASS (tapline_framing_popover_parent_class)->unmap (widget);
}

static void
tapline_framing_popover_dispose (GObject *object)
{
  tapline_framing_popover_set_meaning (TAPLINE_FRAMING_POPOVER (object), NULL);

  G_OBJECT_CLASS (tapline_framing_popover_parent_class)->dispose (object);
}

static void
tapline_framing_popover_finalize (GObject *object)
{
  g_free (TAPLINE_FRAMING_POPOVER (object)->spec);
  g_free (TAPLINE_FRAMING_POPOVER (object)->missing);
  g_clear_pointer (&TAPLINE_FRAMING_POPOVER (object)->decoders, g_ptr_array_unref);

  G_OBJECT_CLASS (tapline_framing_popover_parent_class)->finalize (object);
}

static void
tapline_framing_popover_class_init (TaplineFramingPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_framing_popover_dispose;
  G_OBJECT_CLASS (klass)->finalize = tapline_framing_popover_finalize;
  widget_class->map = tapline_framing_popover_map;
  widget_class->unmap = tapline_framing_popover_unmap;

  g_type_ensure (TAPLINE_TYPE_FRAMING_FIELDS);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-framing-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, stack);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, formats);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, spec_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, spec_error);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, default_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, decoder_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, back_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, title);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, summary);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, fields);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, fields_error);
  gtk_widget_class_bind_template_child (widget_class, TaplineFramingPopover, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, formats_key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, decoder_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, fields_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, spec_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, spec_activated_cb);
}

static void
tapline_framing_popover_init (TaplineFramingPopover *self)
{
  guint n_infos;
  const TaplineFramingInfo *infos = tapline_framing_list (&n_infos);

  self->spec = g_strdup (infos[0].name);
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (GTK_WIDGET (self->spec_entry),
                       _("As the terminal program has it, such as length:2be; Enter takes it"));
  tapline_tooltip_set (self->back_button, _("All formats"));
  tapline_drop_down_name (self->decoder_drop_down, _("Decoder"));
  for (guint i = 0; i < n_infos; i++)
    gtk_list_box_append (self->formats, create_row (&infos[i]));
}

GtkWidget *
tapline_framing_popover_new (void)
{
  return g_object_new (TAPLINE_TYPE_FRAMING_POPOVER, NULL);
}

void
tapline_framing_popover_set_spec (TaplineFramingPopover *self,
                                  const char            *spec)
{
  GtkListBoxRow *row;

  g_return_if_fail (TAPLINE_IS_FRAMING_POPOVER (self));
  g_return_if_fail (spec != NULL);

  g_free (self->spec);
  self->spec = g_strdup (spec);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->formats, i)) != NULL; i++)
    {
      gboolean is_it = is_of (spec, get_info ((guint) i));

      gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "mark"), is_it);
      if (is_it)
        gtk_list_box_select_row (self->formats, row);
    }
}

void
tapline_framing_popover_set_meaning (TaplineFramingPopover *self,
                                     TaplineMeaning        *meaning)
{
  g_return_if_fail (TAPLINE_IS_FRAMING_POPOVER (self));
  g_return_if_fail (meaning == NULL || TAPLINE_IS_MEANING (meaning));

  if (self->meaning != NULL)
    g_signal_handlers_disconnect_by_func (self->meaning, fill_decoders, self);
  g_set_object (&self->meaning, meaning);
  if (meaning == NULL)
    return;
  g_signal_connect_swapped (meaning, "notify::decoders", G_CALLBACK (fill_decoders), self);
  fill_decoders (self);
}

char *
tapline_framing_popover_dup_words (const char *spec)
{
  guint n_infos;
  const TaplineFramingInfo *infos = tapline_framing_list (&n_infos);
  const char *parameters = strchr (spec, ':');

  for (guint i = 0; i < n_infos; i++)
    if (is_of (spec, &infos[i]))
      /* Translators: a format and its parameters: "Fixed size: 188" */
      return parameters != NULL ? g_strdup_printf (_("%s: %s"), _(infos[i].title), parameters + 1)
                                : g_strdup (_(infos[i].title));

  return g_strdup (spec);
}
