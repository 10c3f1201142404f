/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GMenuModel *tapline_log_menu_new_columns (void);
GMenuModel *tapline_log_menu_new_view    (void);
GMenuModel *tapline_log_menu_new_rows    (void);

G_END_DECLS
