/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_TYPE_WELCOME (tapline_welcome_get_type ())
/* What an empty log shows: how to begin. */
G_DECLARE_FINAL_TYPE (TaplineWelcome, tapline_welcome, TAPLINE, WELCOME, GtkWidget)

GtkWidget *tapline_welcome_new (void);

G_END_DECLS
