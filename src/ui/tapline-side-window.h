/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

void tapline_side_window_add_keys (GtkWindow *window);
