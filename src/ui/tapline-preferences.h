/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-plugins.h"
#include "tapline-recordings.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_PREFERENCES (tapline_preferences_get_type ())
/* The window with the settings. */
G_DECLARE_FINAL_TYPE (TaplinePreferences, tapline_preferences, TAPLINE, PREFERENCES, GtkWindow)

/* @settings is NULL without the schema: then nothing can be set. */
GtkWidget *tapline_preferences_new (GtkWindow         *parent,
                                    GSettings         *settings,
                                    TaplineRecordings *recordings,
                                    TaplinePlugins    *plugins);

G_END_DECLS
