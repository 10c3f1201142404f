/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plug-in whose decoder has the name of another's; no prepare() and no unload(). */
#include "tapline-plugin.h"

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  return 0;
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "probe",
  .title = "Thief",
  .judge = judge,
  .decode = decode,
};

static int
register_decoders (void                      *state,
                   TaplinePluginRegistration *registration,
                   char                       why[TAPLINE_PLUGIN_WHY_MAX])
{
  return registration->add (registration, &decoder);
}

TAPLINE_PLUGIN_EXPORT const TaplinePlugin tapline_plugin = {
  .size = sizeof tapline_plugin,
  .abi = TAPLINE_PLUGIN_ABI,
  .name = "thief",
  .title = "Thief",
  .version = "1",
  .register_decoders = register_decoders,
};
