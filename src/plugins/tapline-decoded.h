/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "tapline-plugin.h"

G_BEGIN_DECLS

/**
 * TaplineDecodedNode:
 * @depth: 0 for the roots; the children of a node follow it, one deeper
 * @severity: how bad it is
 * @offset: first of the message's bytes that it is about
 * @length: how many; 0 if it is about none
 * @name: what it is
 * @value: "" for none
 *
 * A node of the tree, which is kept as a list in the order in which it is read.
 */
typedef struct
{
  guint                  depth;
  TaplinePluginSeverity  severity;
  gsize                  offset;
  gsize                  length;
  const char            *name;
  const char            *value;
} TaplineDecodedNode;

/* What a message means. Immutable, shared by reference; keeps no plug-in loaded. */
typedef struct _TaplineDecoded TaplineDecoded;

TaplineDecoded           *tapline_decoded_new_failed   (const char            *decoder,
                                                        const char            *why);
TaplineDecoded           *tapline_decoded_ref          (TaplineDecoded        *self);
void                      tapline_decoded_unref        (TaplineDecoded        *self);
const char               *tapline_decoded_get_decoder  (TaplineDecoded        *self);
const char               *tapline_decoded_get_title    (TaplineDecoded        *self);
const char               *tapline_decoded_get_summary  (TaplineDecoded        *self);
const char               *tapline_decoded_get_why      (TaplineDecoded        *self);
TaplinePluginSeverity     tapline_decoded_get_severity (TaplineDecoded        *self);
const TaplineDecodedNode *tapline_decoded_get_nodes    (TaplineDecoded        *self,
                                                        guint                 *n_nodes);
gboolean                  tapline_decoded_is_cut       (TaplineDecoded        *self);

/**
 * TaplineDecodedBuilder:
 * @output: what the decoder gets
 *
 * What a decoder fills in. A member of its one user, who gives it to a decoder between init and
 * end.
 */
typedef struct
{
  TaplinePluginOutput   output;
  /* private */
  TaplineDecoded       *decoded;
  gsize                 length;    /* of the message's bytes */
  const guint8         *bytes;
  guint                 depth;     /* where the next node stands */
  guint                 n_skipped; /* levels that were entered where nothing was added */
  guint                 parents[TAPLINE_PLUGIN_DEPTH_MAX];
  gsize                 text_size; /* of names and values so far */
  gint64                deadline;  /* of this thread's CPU time, ns */
  guint                 n_calls;
  gboolean              full;
} TaplineDecodedBuilder;

void            tapline_decoded_builder_init (TaplineDecodedBuilder      *self,
                                              const char                 *decoder,
                                              const char                 *title,
                                              const TaplinePluginMessage *message,
                                              gboolean                    want_tree,
                                              guint                       time_ms);
TaplineDecoded *tapline_decoded_builder_end  (TaplineDecodedBuilder      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineDecoded, tapline_decoded_unref)

G_END_DECLS
