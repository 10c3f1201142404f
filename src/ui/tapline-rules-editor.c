/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of highlight rules: the list in the order in which they are tried, and the fields of
 * the one that is selected. There is nothing to confirm: each change is in force with the key that
 * makes it, and the log beside the editor shows it.
 *
 * What is in the fields goes into a new rule in the place of the old one; then the rules tell that
 * they changed, and the list follows them. The fields follow only when another rule is selected, so
 * that nobody types against them.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-drop-down.h"
#include "tapline-rule-badge.h"
#include "tapline-rule-row.h"
#include "tapline-rules-editor.h"
#include "tapline-side-window.h"
#include "tapline-tooltip.h"

struct _TaplineRulesEditor
{
  GtkWindow     parent_instance;

  GtkListBox   *list;
  GtkWidget    *add_button;
  GtkWidget    *remove_button;
  GtkWidget    *up_button;
  GtkWidget    *down_button;
  GtkWidget    *fields;
  GtkEditable  *name_entry;
  GtkEntry     *condition_entry;
  GtkLabel     *trouble_label;
  GtkDropDown  *color_drop_down;
  GtkEntry     *tag_entry;

  TaplineRules *rules;
  gboolean      loading;         /* the fields are being filled */
};

G_DEFINE_FINAL_TYPE (TaplineRulesEditor, tapline_rules_editor, GTK_TYPE_WINDOW)

static const char *const color_words[TAPLINE_RULE_N_COLORS] = {
  [TAPLINE_RULE_AMBER] = N_("Amber"),
  [TAPLINE_RULE_RED] = N_("Red"),
  [TAPLINE_RULE_PURPLE] = N_("Purple"),
  [TAPLINE_RULE_BLUE] = N_("Blue"),
  [TAPLINE_RULE_SKY] = N_("Sky"),
  [TAPLINE_RULE_GREEN] = N_("Green"),
};

/* The selected rule's place, or -1. */
static int
get_selected (TaplineRulesEditor *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

/* Puts a wave under the character that is wrong, and says why below. */
static void
show_trouble (TaplineRulesEditor *self)
{
  int index = get_selected (self);
  g_autofree char *trouble = index >= 0 ? tapline_rules_dup_trouble (self->rules, (guint) index)
                                        : NULL;
  const TaplineRule *rule = index >= 0 ? tapline_rules_get (self->rules, (guint) index) : NULL;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  gboolean is_wrong = rule != NULL && rule->mistake != NULL;

  if (g_strcmp0 (gtk_label_get_label (self->trouble_label), trouble) != 0)
    gtk_label_set_label (self->trouble_label, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), trouble != NULL);
  if (is_wrong && rule->mistake_at >= 0)
    {
      PangoAttribute *wave = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);

      wave->start_index = (guint) (g_utf8_offset_to_pointer (rule->condition, rule->mistake_at) -
                                   rule->condition);
      pango_attr_list_insert (attributes, wave);
    }
  gtk_entry_set_attributes (self->condition_entry, attributes);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->condition_entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE
                                        : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
update_actions (TaplineRulesEditor *self)
{
  int index = get_selected (self);
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "rules.remove", index >= 0);
  gtk_widget_action_set_enabled (widget, "rules.up", index > 0);
  gtk_widget_action_set_enabled (widget, "rules.down",
                                 index >= 0 && index + 1 < (int) tapline_rules_get_n (self->rules));
}

static void
fill_fields (TaplineRulesEditor *self)
{
  int index = get_selected (self);
  const TaplineRule *rule = index >= 0 ? tapline_rules_get (self->rules, (guint) index) : NULL;
  g_autofree char *tag = rule != NULL ? g_utf8_substring (rule->name, 0,
                                                          MIN (g_utf8_strlen (rule->name, -1),
                                                               TAPLINE_RULE_TAG_MAX)) : NULL;
  guint color = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; rule != NULL && i < TAPLINE_RULE_N_COLORS; i++)
    if (g_str_equal (rule->color, tapline_rule_get_color_name (i)))
      color = i;

  self->loading = TRUE;
  gtk_widget_set_sensitive (self->fields, rule != NULL);
  gtk_editable_set_text (self->name_entry, rule != NULL ? rule->name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->condition_entry),
                         rule != NULL ? rule->condition : "");
  gtk_editable_set_text (GTK_EDITABLE (self->tag_entry), rule != NULL ? rule->tag : "");
  gtk_entry_set_placeholder_text (self->tag_entry, tag);
  gtk_drop_down_set_selected (self->color_drop_down, color);
  self->loading = FALSE;
  show_trouble (self);
  update_actions (self);
}

static void
fields_changed_cb (TaplineRulesEditor *self)
{
  int index = get_selected (self);
  guint color = gtk_drop_down_get_selected (self->color_drop_down);
  const TaplineRule *rule;
  TaplineRule *changed;

  if (self->loading || index < 0)
    return;

  rule = tapline_rules_get (self->rules, (guint) index);
  changed = tapline_rule_new (gtk_editable_get_text (self->name_entry),
                              gtk_editable_get_text (GTK_EDITABLE (self->condition_entry)),
                              color < TAPLINE_RULE_N_COLORS ? tapline_rule_get_color_name (color)
                                                            : rule->color,
                              gtk_editable_get_text (GTK_EDITABLE (self->tag_entry)),
                              rule->enabled);
  tapline_rules_replace (self->rules, (guint) index, changed);
}

/* Has a row for each rule, and each say what its rule is. */
static void
rules_changed_cb (TaplineRulesEditor *self)
{
  guint n = tapline_rules_get_n (self->rules);
  GtkListBoxRow *row;

  for (guint i = 0; i < n; i++)
    {
      row = gtk_list_box_get_row_at_index (self->list, (int) i);
      if (row == NULL)
        {
          row = GTK_LIST_BOX_ROW (tapline_rule_row_new (self->rules));
          gtk_list_box_append (self->list, GTK_WIDGET (row));
        }
      tapline_rule_row_refresh (TAPLINE_RULE_ROW (row));
    }
  while ((row = gtk_list_box_get_row_at_index (self->list, (int) n)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  show_trouble (self);
  update_actions (self);
}

static void
select_rule (TaplineRulesEditor *self,
             guint               index)
{
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (int) index));
  fill_fields (self);
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tapline_rules_editor_add (TAPLINE_RULES_EDITOR (widget), _("New rule"), "");
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TaplineRulesEditor *self = TAPLINE_RULES_EDITOR (widget);
  guint index = (guint) get_selected (self);

  tapline_rules_remove (self->rules, index);
  if (index > 0 && index == tapline_rules_get_n (self->rules))
    index--;
  select_rule (self, index);
}

static void
move_by (TaplineRulesEditor *self,
         int                 step)
{
  int index = get_selected (self);

  tapline_rules_move (self->rules, (guint) index, (guint) (index + step));
  select_rule (self, (guint) (index + step));
}

static void
up_action (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  move_by (TAPLINE_RULES_EDITOR (widget), -1);
}

static void
down_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  move_by (TAPLINE_RULES_EDITOR (widget), 1);
}

static void
setup_color_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_append (GTK_BOX (box), tapline_rule_badge_new ());
  gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
  gtk_list_item_set_child (item, box);
}

static void
bind_color_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  GtkWidget *badge = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  guint color = gtk_list_item_get_position (item);

  tapline_rule_badge_set (TAPLINE_RULE_BADGE (badge), color, "A");
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (badge)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static void
tapline_rules_editor_dispose (GObject *object)
{
  TaplineRulesEditor *self = TAPLINE_RULES_EDITOR (object);

  /* The rows go one by one, and the selection with them. */
  if (self->rules != NULL)
    g_signal_handlers_disconnect_by_func (self->list, fill_fields, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAPLINE_TYPE_RULES_EDITOR);
  g_clear_object (&self->rules);

  G_OBJECT_CLASS (tapline_rules_editor_parent_class)->dispose (object);
}

static void
tapline_rules_editor_class_init (TaplineRulesEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_rules_editor_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-rules-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, add_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, color_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, condition_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, down_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, fields);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, list);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, name_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, remove_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, tag_entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, TaplineRulesEditor, up_button);
  gtk_widget_class_bind_template_callback (widget_class, fields_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, fill_fields);

  gtk_widget_class_install_action (widget_class, "rules.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "rules.down", NULL, down_action);
  gtk_widget_class_install_action (widget_class, "rules.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "rules.up", NULL, up_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "rules.add",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "rules.down",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "rules.up", NULL);
}

static void
tapline_rules_editor_init (TaplineRulesEditor *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkStringList *colors = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_side_window_add_keys (GTK_WINDOW (self));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_color_cb), NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_color_cb), NULL);
  gtk_drop_down_set_factory (self->color_drop_down, factory);
  g_object_unref (factory);
  for (guint i = 0; i < TAPLINE_RULE_N_COLORS; i++)
    gtk_string_list_append (colors, _(color_words[i]));
  self->loading = TRUE;
  gtk_drop_down_set_model (self->color_drop_down, G_LIST_MODEL (colors));
  self->loading = FALSE;
  g_object_unref (colors);

  tapline_drop_down_name (self->color_drop_down, _("Colour"));
  tapline_tooltip_set (self->add_button, _("Add a rule (Ctrl+N)"));
  tapline_tooltip_set (self->remove_button, _("Remove the rule"));
  tapline_tooltip_set (self->up_button, _("Try the rule earlier (Alt+Up)"));
  tapline_tooltip_set (self->down_button, _("Try the rule later (Alt+Down)"));
}

GtkWidget *
tapline_rules_editor_new (GtkWindow    *parent,
                          TaplineRules *rules)
{
  TaplineRulesEditor *self;

  g_return_val_if_fail (TAPLINE_IS_RULES (rules), NULL);

  self = g_object_new (TAPLINE_TYPE_RULES_EDITOR,
                       "application", gtk_window_get_application (parent),
                       "transient-for", parent, NULL);
  self->rules = g_object_ref (rules);
  g_signal_connect_object (rules, "changed", G_CALLBACK (rules_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (rules, "skipped", G_CALLBACK (rules_changed_cb), self,
                           G_CONNECT_SWAPPED);
  rules_changed_cb (self);
  select_rule (self, 0);

  return GTK_WIDGET (self);
}

/* Puts a new rule before all others and into the fields. */
void
tapline_rules_editor_add (TaplineRulesEditor *self,
                          const char         *name,
                          const char         *condition)
{
  TaplineRuleColor color;

  g_return_if_fail (TAPLINE_IS_RULES_EDITOR (self));

  color = tapline_rules_choose_color (self->rules);
  tapline_rules_insert (self->rules, 0,
                        tapline_rule_new (name, condition, tapline_rule_get_color_name (color), "",
                                          TRUE));
  select_rule (self, 0);
  gtk_widget_grab_focus (GTK_WIDGET (*condition != '\0' ? GTK_WIDGET (self->condition_entry)
                                                        : GTK_WIDGET (self->name_entry)));
}
