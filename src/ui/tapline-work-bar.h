/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_TYPE_WORK_BAR (tapline_work_bar_get_type ())
/* A bar that tells how far long work is, with a button that stops it. */
G_DECLARE_FINAL_TYPE (TaplineWorkBar, tapline_work_bar, TAPLINE, WORK_BAR, GtkWidget)

/* @action stops the work; a detailed action name. */
GtkWidget *tapline_work_bar_new    (const char     *action);
/* From 0 to 1. */
void       tapline_work_bar_update (TaplineWorkBar *self,
                                    const char     *what,
                                    double          fraction);

G_END_DECLS
