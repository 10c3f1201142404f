/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_TYPE_ICON (tapline_icon_get_type ())
/* A symbolic icon that is drawn, not loaded. Property: "shape", "sidebar" or "tap". */
G_DECLARE_FINAL_TYPE (TaplineIcon, tapline_icon, TAPLINE, ICON, GObject)

G_END_DECLS
