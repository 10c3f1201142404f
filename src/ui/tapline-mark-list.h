/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-message-list.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_MARK_LIST (tapline_mark_list_get_type ())
/* A popover with all marks. Its signal "chosen" has the number of a message. */
G_DECLARE_FINAL_TYPE (TaplineMarkList, tapline_mark_list, TAPLINE, MARK_LIST, GtkPopover)

GtkWidget *tapline_mark_list_new  (void);
void       tapline_mark_list_show (TaplineMarkList    *self,
                                   TaplineMessageList *list);

G_END_DECLS
