/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of a protocol and what its decoder makes of them. Each format has a file of them, which
 * its test checks and its fuzzer starts from. */
#pragma once

#include <glib.h>

#include "tapline-plugin.h"

#define EXAMPLE_MESSAGES_MAX 6

#define BYTES(text) text, sizeof (text) - 1
#define IN(text)    { BYTES (text), TAPLINE_PLUGIN_IN }
#define OUT(text)   { BYTES (text), TAPLINE_PLUGIN_OUT }

/**
 * Example:
 * @name: of the test
 * @messages: of one connection; the last is decoded
 * @summary: (nullable): what the log shows; %NULL if the decoder does not know it
 * @nodes: (nullable): lines of the tree that have to be there in this order, as
 *   `depth name: value @offset+length` with ` !` before an error and ` ?` before a note or warning
 * @framing: (nullable): the plug-in's own unless set
 * @peer_port: of the other end
 * @sure: the decoder has to choose itself by the first message
 */
typedef struct
{
  const char *name;
  struct
  {
    const char             *bytes;
    gsize                   length;
    TaplinePluginDirection  direction;
  } messages[EXAMPLE_MESSAGES_MAX];
  const char *summary;
  const char *nodes;
  const char *framing;
  guint16     peer_port;
  gboolean    sure;
} Example;

extern const char *const example_plugin;
extern const char *const example_framing;
extern const Example     examples[];
extern const guint       n_examples;
