/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-rules.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_RULE_ROW (tapline_rule_row_get_type ())
/* A rule in the editor's list. */
G_DECLARE_FINAL_TYPE (TaplineRuleRow, tapline_rule_row, TAPLINE, RULE_ROW, GtkListBoxRow)

GtkWidget *tapline_rule_row_new     (TaplineRules   *rules);
void       tapline_rule_row_refresh (TaplineRuleRow *self);

G_END_DECLS
