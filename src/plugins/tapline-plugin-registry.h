/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "tapline-decoder.h"

G_BEGIN_DECLS

/**
 * TaplinePluginState:
 * @TAPLINE_PLUGIN_FOUND: there, not loaded
 * @TAPLINE_PLUGIN_REFUSED: there, but somebody else has a hand in it
 * @TAPLINE_PLUGIN_LOADING: being opened and prepared
 * @TAPLINE_PLUGIN_READY: waits to be registered
 * @TAPLINE_PLUGIN_REGISTERED: its decoders are in use
 * @TAPLINE_PLUGIN_FAILED: may be loaded again at any time
 */
typedef enum
{
  TAPLINE_PLUGIN_FOUND,
  TAPLINE_PLUGIN_REFUSED,
  TAPLINE_PLUGIN_LOADING,
  TAPLINE_PLUGIN_READY,
  TAPLINE_PLUGIN_REGISTERED,
  TAPLINE_PLUGIN_FAILED,
} TaplinePluginState;

/**
 * TaplinePluginInfo:
 * @name: what it is loaded by
 * @path: where it is
 * @title: (nullable): what to call it, once it was loaded
 * @version: (nullable): its own version, once it was loaded
 * @state: where it is on its way
 * @error: (nullable): why it is refused or failed
 * @fault: (nullable): why one of its decoders is switched off
 * @enabled: whether it is to be used
 *
 * What a list of plug-ins shows of one, at the time of asking.
 */
typedef struct
{
  char               *name;
  char               *path;
  char               *title;
  char               *version;
  TaplinePluginState  state;
  GError             *error;
  char               *fault;
  gboolean            enabled;
} TaplinePluginInfo;

void tapline_plugin_info_free (TaplinePluginInfo *self);

/* Told on any thread that tapline_plugin_registry_look() has something to do. Must return at once;
 * tapline_bell_ring() is made for it. */
typedef void (*TaplinePluginNotify) (gpointer user_data);

#define TAPLINE_TYPE_PLUGIN_REGISTRY (tapline_plugin_registry_get_type ())
/* All plug-ins and their decoders. Signals, on the UI thread: `plugin-registered` (name),
 * `plugin-failed` (name, sentence), and `changed` behind either and whatever else a list shows. */
G_DECLARE_FINAL_TYPE (TaplinePluginRegistry, tapline_plugin_registry, TAPLINE, PLUGIN_REGISTRY,
                      GObject)

TaplinePluginRegistry *tapline_plugin_registry_new            (const char *const      *folders,
                                                               TaplinePluginNotify     notify,
                                                               gpointer                user_data,
                                                               GDestroyNotify          destroy);
char                 **tapline_plugin_registry_list_folders   (void);

/* Any thread. */
void                   tapline_plugin_registry_load_async     (TaplinePluginRegistry  *self,
                                                               const char             *name);
void                   tapline_plugin_registry_load_all_async (TaplinePluginRegistry  *self);
gboolean               tapline_plugin_registry_is_loading     (TaplinePluginRegistry  *self);
GPtrArray             *tapline_plugin_registry_list_plugins   (TaplinePluginRegistry  *self);

/* The UI thread. */
gboolean               tapline_plugin_registry_register       (TaplinePluginRegistry  *self,
                                                               const char             *name,
                                                               GError                **error);
void                   tapline_plugin_registry_look           (TaplinePluginRegistry  *self);
void                   tapline_plugin_registry_set_enabled    (TaplinePluginRegistry  *self,
                                                               const char             *name,
                                                               gboolean                enabled);
GPtrArray             *tapline_plugin_registry_list_decoders  (TaplinePluginRegistry  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplinePluginInfo, tapline_plugin_info_free)

G_END_DECLS
