/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The tooltip of @widget, and its accessible description; @text is (nullable). Instead of
 * gtk_widget_set_tooltip_text(). */
void        tapline_tooltip_set (GtkWidget  *widget,
                                 const char *text);
/* (nullable): what was set. */
const char *tapline_tooltip_get (GtkWidget  *widget);

G_END_DECLS
