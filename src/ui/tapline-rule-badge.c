/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters on a rule's colour, as a widget. Assistive technology does not see it: what it says
 * stands beside it in words. */
#include "config.h"

#include "tapline-log-style.h"
#include "tapline-rule-badge.h"

#define RADIUS 3

struct _TaplineRuleBadge
{
  GtkWidget         parent_instance;

  GtkLabel         *label;
  TaplineRuleColor  color;
  GdkRGBA           ground;
};

G_DEFINE_FINAL_TYPE (TaplineRuleBadge, tapline_rule_badge, GTK_TYPE_WIDGET)

static void
update_colors (TaplineRuleBadge *self)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  const GdkRGBA *letters;

  tapline_log_style_look_up (GTK_WIDGET (self), TAPLINE_LOG_COLOR_RULES + self->color,
                             &self->ground);
  letters = tapline_log_style_get_letter_color (&self->ground);
  pango_attr_list_insert (attributes,
                          pango_attr_foreground_new ((guint16) (letters->red * G_MAXUINT16),
                                                     (guint16) (letters->green * G_MAXUINT16),
                                                     (guint16) (letters->blue * G_MAXUINT16)));
  gtk_label_set_attributes (self->label, attributes);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tapline_rule_badge_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  TaplineRuleBadge *self = TAPLINE_RULE_BADGE (widget);
  GskRoundedRect box;

  gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT (
                                     0, 0, (float) gtk_widget_get_width (widget),
                                     (float) gtk_widget_get_height (widget)), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &self->ground, &box.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->label), snapshot);
}

static void
tapline_rule_badge_css_changed (GtkWidget         *widget,
                                GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tapline_rule_badge_parent_class)->css_changed (widget, change);

  update_colors (TAPLINE_RULE_BADGE (widget));
}

static void
tapline_rule_badge_dispose (GObject *object)
{
  TaplineRuleBadge *self = TAPLINE_RULE_BADGE (object);

  if (self->label != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->label));
  self->label = NULL;

  G_OBJECT_CLASS (tapline_rule_badge_parent_class)->dispose (object);
}

static void
tapline_rule_badge_class_init (TaplineRuleBadgeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_rule_badge_dispose;
  widget_class->css_changed = tapline_rule_badge_css_changed;
  widget_class->snapshot = tapline_rule_badge_snapshot;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  gtk_widget_class_set_css_name (widget_class, "rulebadge");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tapline_rule_badge_init (TaplineRuleBadge *self)
{
  self->label = g_object_new (GTK_TYPE_LABEL,
                              "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  update_colors (self);
}

GtkWidget *
tapline_rule_badge_new (void)
{
  return g_object_new (TAPLINE_TYPE_RULE_BADGE, NULL);
}

void
tapline_rule_badge_set (TaplineRuleBadge *self,
                        TaplineRuleColor  color,
                        const char       *label)
{
  g_return_if_fail (TAPLINE_IS_RULE_BADGE (self));

  self->color = color;
  gtk_label_set_label (self->label, label);
  update_colors (self);
}
