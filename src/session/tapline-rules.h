/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-rule.h"

G_BEGIN_DECLS

/* So many are tried; those behind are kept, and said to be too many. */
#define TAPLINE_RULES_MAX 50

#define TAPLINE_TYPE_RULES (tapline_rules_get_type ())
G_DECLARE_FINAL_TYPE (TaplineRules, tapline_rules, TAPLINE, RULES, GObject)

TaplineRules *tapline_rules_new          (GSettings            *settings);
guint         tapline_rules_get_n        (TaplineRules         *self);
TaplineRule  *tapline_rules_get          (TaplineRules         *self,
                                          guint                 index);
void          tapline_rules_insert       (TaplineRules         *self,
                                          guint                 index,
                                          TaplineRule          *rule);
void          tapline_rules_replace      (TaplineRules         *self,
                                          guint                 index,
                                          TaplineRule          *rule);
void          tapline_rules_remove       (TaplineRules         *self,
                                          guint                 index);
void          tapline_rules_move         (TaplineRules         *self,
                                          guint                 from,
                                          guint                 to);
TaplineRule  *tapline_rules_match        (TaplineRules         *self,
                                          const TaplineMessage *message);
gboolean      tapline_rules_are_in_use   (TaplineRules         *self);
char         *tapline_rules_dup_trouble  (TaplineRules         *self,
                                          guint                 index);
TaplineRuleColor
              tapline_rules_choose_color (TaplineRules         *self);

G_END_DECLS
