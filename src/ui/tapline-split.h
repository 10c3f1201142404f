/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_TYPE_SPLIT (tapline_split_get_type ())
/* A sidebar beside a content, or over it where there is no room for both. */
G_DECLARE_FINAL_TYPE (TaplineSplit, tapline_split, TAPLINE, SPLIT, GtkWidget)

gboolean   tapline_split_get_narrow   (TaplineSplit *self);
gboolean   tapline_split_get_revealed (TaplineSplit *self);
void       tapline_split_set_revealed (TaplineSplit *self,
                                       gboolean      revealed);
/* Properties: "sidebar", "content", widgets; "narrow", read only; "revealed", whether the sidebar
 * shows now; "pinned", whether it shows whenever there is room, which setting "revealed" there
 * changes. */

G_END_DECLS
