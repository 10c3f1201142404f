/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of plug-ins share: a folder of plug-ins of their own, a registry that looks when
 * it is told to, and what the plug-in `probe` was asked to do. */
#pragma once

#include "tapline-plugin-registry.h"

G_BEGIN_DECLS

typedef struct
{
  char                  *folder;  /* of plug-ins */
  TaplinePluginRegistry *registry;
  GString               *told;    /* "registered NAME\n", "failed NAME: WHY\n" */
  GError                *error;   /* of the last failure */
} PluginFixture;

typedef gboolean (*PluginFixtureTest) (PluginFixture *self,
                                       gpointer       user_data);

void     plugin_fixture_init           (PluginFixture     *self);
void     plugin_fixture_clear          (PluginFixture     *self);
/* Puts a file that was built there, as NAME.so; or some text. */
void     plugin_fixture_install        (PluginFixture     *self,
                                        const char        *built,
                                        const char        *name);
void     plugin_fixture_install_text   (PluginFixture     *self,
                                        const char        *text,
                                        const char        *name);
void     plugin_fixture_order          (PluginFixture     *self,
                                        const char        *orders);
guint    plugin_fixture_count          (PluginFixture     *self,
                                        const char        *what);
void     plugin_fixture_pump           (PluginFixture     *self,
                                        PluginFixtureTest  test,
                                        gpointer           user_data);
/* Until what was asked for is loaded and told. */
void     plugin_fixture_settle         (PluginFixture     *self);
/* Until it was unloaded so often. */
void     plugin_fixture_wait_unloaded  (PluginFixture     *self,
                                        guint              n);
TaplinePluginState plugin_fixture_get_state (PluginFixture *self,
                                             const char    *name);
char    *plugin_fixture_dup_decoders   (PluginFixture     *self);

G_END_DECLS
