/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-rules.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_RULES_EDITOR (tapline_rules_editor_get_type ())
G_DECLARE_FINAL_TYPE (TaplineRulesEditor, tapline_rules_editor, TAPLINE, RULES_EDITOR, GtkWindow)

GtkWidget *tapline_rules_editor_new (GtkWindow          *parent,
                                     TaplineRules       *rules);
void       tapline_rules_editor_add (TaplineRulesEditor *self,
                                     const char         *name,
                                     const char         *condition);

G_END_DECLS
