/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a decoder said about one message.
 *
 * Threads: made on one that decodes, read on any; nothing changes after that.
 */
#include "config.h"

#include "tapline-decoded-private.h"

/**
 * tapline_decoded_new_failed:
 * @decoder: (nullable): name of the decoder that was asked
 * @why: (nullable): why it did not answer, a sentence; %NULL if there is none to ask
 *
 * Returns: (transfer full): one that says nothing
 */
TaplineDecoded *
tapline_decoded_new_failed (const char *decoder,
                            const char *why)
{
  TaplineDecoded *self = g_new0 (TaplineDecoded, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->decoder = g_strdup (decoder);
  self->why = g_strdup (why);
  self->nodes = g_array_new (FALSE, FALSE, sizeof (TaplineDecodedNode));

  return self;
}

TaplineDecoded *
tapline_decoded_ref (TaplineDecoded *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_decoded_unref (TaplineDecoded *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->decoder);
  g_free (self->title);
  g_free (self->summary);
  g_free (self->why);
  g_array_unref (self->nodes);
  g_clear_pointer (&self->texts, g_string_chunk_free);
  g_free (self);
}

/* (nullable): name of the decoder that was asked. */
const char *
tapline_decoded_get_decoder (TaplineDecoded *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->decoder;
}

/* (nullable): what to call that decoder. */
const char *
tapline_decoded_get_title (TaplineDecoded *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->title;
}

/* (nullable): the line for the log; without it the message is shown as text. */
const char *
tapline_decoded_get_summary (TaplineDecoded *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->summary;
}

/* (nullable): why the decoder has nothing to say though it was asked, a sentence. */
const char *
tapline_decoded_get_why (TaplineDecoded *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->why;
}

/* The worst of all nodes. */
TaplinePluginSeverity
tapline_decoded_get_severity (TaplineDecoded *self)
{
  g_return_val_if_fail (self != NULL, TAPLINE_PLUGIN_PLAIN);

  return self->severity;
}

/**
 * tapline_decoded_get_nodes:
 * @self: what a message means
 * @n_nodes: (out): how many there are
 *
 * Returns: (array length=n_nodes) (transfer none): the tree; none if it was not asked for
 */
const TaplineDecodedNode *
tapline_decoded_get_nodes (TaplineDecoded *self,
                           guint          *n_nodes)
{
  g_return_val_if_fail (self != NULL && n_nodes != NULL, NULL);

  *n_nodes = self->nodes->len;

  return (const TaplineDecodedNode *) self->nodes->data;
}

/* Whether something was left out of the tree, as it grew too large. */
gboolean
tapline_decoded_is_cut (TaplineDecoded *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->cut;
}
