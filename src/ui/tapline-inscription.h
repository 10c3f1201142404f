/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Has @inscription's xalign, as it is now, count from the side where reading starts. */
void tapline_inscription_follow_direction (GtkInscription *inscription);

G_END_DECLS
