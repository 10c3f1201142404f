/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_TYPE_APPLICATION (tapline_application_get_type ())
/* The desktop program: one per user session, with one window and one network thread. */
G_DECLARE_FINAL_TYPE (TaplineApplication, tapline_application, TAPLINE, APPLICATION, GtkApplication)

TaplineApplication *tapline_application_new (void);

G_END_DECLS
