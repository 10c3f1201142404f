/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-rule.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_RULE_BADGE (tapline_rule_badge_get_type ())
/* What the log's rows show of a rule. */
G_DECLARE_FINAL_TYPE (TaplineRuleBadge, tapline_rule_badge, TAPLINE, RULE_BADGE, GtkWidget)

GtkWidget *tapline_rule_badge_new (void);
void       tapline_rule_badge_set (TaplineRuleBadge *self,
                                   TaplineRuleColor  color,
                                   const char       *label);

G_END_DECLS
