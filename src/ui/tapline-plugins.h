/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-decoding.h"
#include "tapline-plugin-registry.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_PLUGINS (tapline_plugins_get_type ())
/* The window's plug-ins: the registry, which of them the user switched off, and the decodings that
 * their end has to wait for. All on the UI thread. */
G_DECLARE_FINAL_TYPE (TaplinePlugins, tapline_plugins, TAPLINE, PLUGINS, GObject)

/* @settings is NULL without the schema: then nothing is kept. */
TaplinePlugins        *tapline_plugins_new          (GSettings       *settings);
/* Loads what is not switched off, in the background. */
void                   tapline_plugins_load         (TaplinePlugins  *self);
TaplinePluginRegistry *tapline_plugins_get_registry (TaplinePlugins  *self);
/* Switches a plug-in on or off, and keeps that. */
void                   tapline_plugins_set_enabled  (TaplinePlugins  *self,
                                                     const char      *name,
                                                     gboolean         enabled);
void                   tapline_plugins_end_decoding (TaplinePlugins  *self,
                                                     TaplineDecoding *decoding);
void                   tapline_plugins_stop         (TaplinePlugins  *self,
                                                     guint            wait_ms);

G_END_DECLS
