/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One rule in the editor's list, which the rule at the row's place is: how it looks, its name, its
 * condition, whether it is on, and a sign if there is something wrong with it. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-inscription.h"
#include "tapline-rule-badge.h"
#include "tapline-rule-row.h"
#include "tapline-tooltip.h"

struct _TaplineRuleRow
{
  GtkListBoxRow     parent_instance;

  TaplineRuleBadge *badge;
  GtkInscription   *name;
  GtkInscription   *condition;
  GtkWidget        *trouble;
  GtkSwitch        *enabled;

  TaplineRules     *rules;
  gboolean          refreshing;
};

G_DEFINE_FINAL_TYPE (TaplineRuleRow, tapline_rule_row, GTK_TYPE_LIST_BOX_ROW)

static guint
get_index (TaplineRuleRow *self)
{
  return (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (self));
}

static void
enabled_cb (TaplineRuleRow *self)
{
  TaplineRule *rule;

  if (self->refreshing)
    return;

  rule = tapline_rules_get (self->rules, get_index (self));
  tapline_rules_replace (self->rules, get_index (self),
                         tapline_rule_new (rule->name, rule->condition, rule->color, rule->tag,
                                           gtk_switch_get_active (self->enabled)));
}

static void
tapline_rule_row_dispose (GObject *object)
{
  TaplineRuleRow *self = TAPLINE_RULE_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TAPLINE_TYPE_RULE_ROW);
  g_clear_object (&self->rules);

  G_OBJECT_CLASS (tapline_rule_row_parent_class)->dispose (object);
}

static void
tapline_rule_row_class_init (TaplineRuleRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_rule_row_dispose;

  g_type_ensure (TAPLINE_TYPE_RULE_BADGE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-rule-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineRuleRow, badge);
  gtk_widget_class_bind_template_child (widget_class, TaplineRuleRow, condition);
  gtk_widget_class_bind_template_child (widget_class, TaplineRuleRow, enabled);
  gtk_widget_class_bind_template_child (widget_class, TaplineRuleRow, name);
  gtk_widget_class_bind_template_child (widget_class, TaplineRuleRow, trouble);
  gtk_widget_class_bind_template_callback (widget_class, enabled_cb);
}

static void
tapline_rule_row_init (TaplineRuleRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_inscription_follow_direction (self->name);
  tapline_inscription_follow_direction (self->condition);
}

GtkWidget *
tapline_rule_row_new (TaplineRules *rules)
{
  TaplineRuleRow *self;

  g_return_val_if_fail (TAPLINE_IS_RULES (rules), NULL);

  self = g_object_new (TAPLINE_TYPE_RULE_ROW, NULL);
  self->rules = g_object_ref (rules);

  return GTK_WIDGET (self);
}

/* Once it is in the list, and whenever its rule has changed. */
void
tapline_rule_row_refresh (TaplineRuleRow *self)
{
  g_autofree char *trouble = NULL;
  g_autofree char *label = NULL;
  const TaplineRule *rule;
  const char *name;

  g_return_if_fail (TAPLINE_IS_RULE_ROW (self));

  rule = tapline_rules_get (self->rules, get_index (self));
  trouble = tapline_rules_dup_trouble (self->rules, get_index (self));
  name = *rule->name != '\0' ? rule->name : rule->label;

  tapline_rule_badge_set (self->badge, rule->ground, rule->label);
  gtk_inscription_set_text (self->name, rule->name);
  gtk_inscription_set_text (self->condition, rule->condition);
  gtk_widget_set_visible (self->trouble, trouble != NULL);
  tapline_tooltip_set (self->trouble, trouble);
  self->refreshing = TRUE;
  gtk_switch_set_active (self->enabled, rule->enabled);
  self->refreshing = FALSE;

  if (trouble != NULL)
    /* Translators: a highlight rule's name and condition */
    label = g_strdup_printf (_("%s: %s, with a problem"), name, rule->condition);
  else
    label = g_strdup_printf ("%s: %s", name, rule->condition);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_free (label);
  /* Translators: a switch; %s is a highlight rule's name */
  label = g_strdup_printf (_("Use “%s”"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->enabled), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}
