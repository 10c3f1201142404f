/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-plugins.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_PLUGIN_LIST (tapline_plugin_list_get_type ())
/* All plug-ins that were found: state, version, switched on or off, loaded again. */
G_DECLARE_FINAL_TYPE (TaplinePluginList, tapline_plugin_list, TAPLINE, PLUGIN_LIST, GtkWidget)

void tapline_plugin_list_set_plugins (TaplinePluginList *self,
                                      TaplinePlugins    *plugins);

G_END_DECLS
