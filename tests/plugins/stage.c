/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls the decoder of a plug-in that ships with messages that are in memory. */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "stage.h"

/* Under a sanitizer everything takes longer. */
#define TIME_MS 5000

void
stage_init (Stage      *self,
            const char *plugin)
{
  const char *tests = g_getenv ("G_TEST_BUILDDIR");
  g_autofree char *file = g_strconcat (plugin, ".so", NULL);
  g_autofree char *from = g_build_filename (tests != NULL ? tests : "tests", "..", "src",
                                            "plugins", file, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tapline-test-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  gsize length;

  /* In a folder of its own, as that of the build may be writable by a group. */
  *self = (Stage) { 0 };
  g_file_get_contents (from, &contents, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600,
                            &error);
  g_assert_no_error (error);
  self->module = tapline_module_load (folder, plugin, &error);
  g_assert_no_error (error);
  self->decoders = tapline_module_register (self->module, none, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

void
stage_forget (Stage *self)
{
  for (guint i = 0; i < self->n_messages; i++)
    g_free ((gpointer) self->messages[i].plain.bytes);
  self->n_messages = 0;
}

void
stage_clear (Stage *self)
{
  stage_forget (self);
  g_ptr_array_unref (self->decoders);
  tapline_module_unref (self->module);
}

static const TaplinePluginMessage *
earlier_cb (const TaplinePluginMessage *plain)
{
  const StageMessage *message = (const StageMessage *) plain;

  return message->position > 0 ? &message[-1].plain : NULL;
}

/* Its bytes end where they end, so that a sanitizer sees who reads on. */
void
stage_say (Stage                  *self,
           TaplinePluginDirection  direction,
           const void             *bytes,
           gsize                   length,
           const char             *framing,
           guint16                 peer_port)
{
  StageMessage *message = &self->messages[self->n_messages];
  const char *text = bytes;
  gsize ending = 0;

  g_assert_cmpuint (self->n_messages, <, STAGE_MESSAGES_MAX);
  if (strcmp (framing, "raw") != 0 && length > 0 && text[length - 1] == '\n')
    ending = length > 1 && text[length - 2] == '\r' ? 2 : 1;
  message->position = self->n_messages++;
  message->plain = (TaplinePluginMessage) {
    .size = sizeof message->plain,
    .direction = direction,
    .local_port = 50000,
    .peer_port = peer_port,
    .bytes = g_memdup2 (bytes, length),
    .length = length,
    .total = length,
    .ending = ending,
    .framing = framing,
    .earlier = earlier_cb,
  };
}

guint
stage_judge (Stage *self,
             guint  position)
{
  return tapline_decoder_judge (self->decoders->pdata[0], &self->messages[position].plain);
}

/* The last one. */
TaplineDecoded *
stage_decode (Stage    *self,
              gboolean  want_tree)
{
  return tapline_decoder_decode (self->decoders->pdata[0],
                                 &self->messages[self->n_messages - 1].plain, want_tree, TIME_MS);
}
