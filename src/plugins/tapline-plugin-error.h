/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TaplinePluginError:
 * @TAPLINE_PLUGIN_ERROR_UNKNOWN: no folder of plug-ins has one of that name
 * @TAPLINE_PLUGIN_ERROR_REFUSED: somebody else could have put it there or changed it
 * @TAPLINE_PLUGIN_ERROR_OPEN: it is no shared object, or lacks its symbol
 * @TAPLINE_PLUGIN_ERROR_VERSION: it is for another Tapline, or does not say what it must
 * @TAPLINE_PLUGIN_ERROR_PREPARE: its own preparation failed
 * @TAPLINE_PLUGIN_ERROR_REGISTER: one of its decoders was refused, or it gave up
 * @TAPLINE_PLUGIN_ERROR_NOT_READY: it has to be loaded before it can be registered
 * @TAPLINE_PLUGIN_ERROR_WRONG_THREAD: only the UI thread registers plug-ins
 *
 * Where a plug-in failed.
 */
typedef enum
{
  TAPLINE_PLUGIN_ERROR_UNKNOWN,
  TAPLINE_PLUGIN_ERROR_REFUSED,
  TAPLINE_PLUGIN_ERROR_OPEN,
  TAPLINE_PLUGIN_ERROR_VERSION,
  TAPLINE_PLUGIN_ERROR_PREPARE,
  TAPLINE_PLUGIN_ERROR_REGISTER,
  TAPLINE_PLUGIN_ERROR_NOT_READY,
  TAPLINE_PLUGIN_ERROR_WRONG_THREAD,
} TaplinePluginError;

#define TAPLINE_PLUGIN_ERROR (tapline_plugin_error_quark ())
GQuark tapline_plugin_error_quark (void);

G_END_DECLS
