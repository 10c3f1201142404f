/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-endpoint.h"

G_BEGIN_DECLS

/**
 * TaplineCommandLine:
 * @endpoint: (nullable): where to connect or listen
 * @path: (nullable): a recording to open
 * @framing: (nullable): how to cut what comes into messages, a spec that is right
 * @demo: whether the demo is asked for
 * @version: whether the version is asked for
 * @service: started by the session bus, without a window
 *
 * What the words behind `tapline` ask for.
 */
typedef struct
{
  TaplineEndpoint *endpoint;
  char            *path;
  char            *framing;
  gboolean         demo;
  gboolean         version;
  gboolean         service;
} TaplineCommandLine;

/* @words as main() gets them, in the folder @cwd, NULL for that of this process. Prints the help
 * and exits the process if @is_local and it is asked for. (transfer full); NULL with a sentence in
 * @error. */
TaplineCommandLine *tapline_command_line_parse (const char * const  *words,
                                                const char          *cwd,
                                                gboolean             is_local,
                                                GError             **error);
void                tapline_command_line_free  (TaplineCommandLine  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineCommandLine, tapline_command_line_free)

G_END_DECLS
