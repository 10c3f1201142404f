/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_TYPE_GO_TO (tapline_go_to_get_type ())
/* A popover that asks for the number of a byte. Its signal "chosen" has that number. */
G_DECLARE_FINAL_TYPE (TaplineGoTo, tapline_go_to, TAPLINE, GO_TO, GtkPopover)

GtkWidget *tapline_go_to_new   (void);
/* Asks, from byte @from of @length. */
void       tapline_go_to_ask   (TaplineGoTo *self,
                                guint64      from,
                                guint64      length);
/* "100", "0x64" and "64h" are bytes, "+16" and "-0x10" are as far from @from; %FALSE for what is
 * none. What would lie before the first byte is the first. */
gboolean   tapline_go_to_parse (const char  *text,
                                guint64      from,
                                guint64     *to);

G_END_DECLS
