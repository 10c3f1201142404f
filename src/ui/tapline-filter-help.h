/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A popover that shows by examples how filters are written. */
GtkWidget *tapline_filter_help_new (void);

G_END_DECLS
