/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-finder.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_CONDITION_POPOVER (tapline_condition_popover_get_type ())
/* One condition of a filter, to be filled in. Signal: "chosen", with a #TaplineQuery of just that
 * condition. */
G_DECLARE_FINAL_TYPE (TaplineConditionPopover, tapline_condition_popover, TAPLINE,
                      CONDITION_POPOVER, GtkPopover)

GtkWidget *tapline_condition_popover_new          (void);
void       tapline_condition_popover_set_encoding (TaplineConditionPopover *self,
                                                   const char              *encoding);
void       tapline_condition_popover_set_day      (TaplineConditionPopover *self,
                                                   gint64                   day);

G_END_DECLS
