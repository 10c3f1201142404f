/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plug-ins, for a program that prints messages in order: they are loaded before the first one,
 * and each message is waited for. Both are bounded, so that no plug-in ends it.
 *
 * Threads: the main thread's, which is the UI thread of this program. `loaded` is guarded by lock.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "tapline-decoding.h"
#include "tapline-explainer.h"
#include "tapline-plugin-registry.h"

/* Longer than a plug-in should need; what is not ready then is not used. */
#define LOADING_MAX (10 * G_TIME_SPAN_SECOND)
#define STOP_MS     1000

/* Outlives the explainer where a plug-in is still loading at the end. */
typedef struct
{
  gatomicrefcount ref_count;
  GMutex          lock;
  GCond           cond;
  gboolean        rung;
} Bell;

struct _TaplineExplainer
{
  const TaplineOptions  *options; /* borrowed */
  TaplinePluginRegistry *registry;
  TaplineDecoding       *decoding; /* NULL before the first message */
};

static Bell *
bell_new (void)
{
  Bell *bell = g_new0 (Bell, 1);

  g_atomic_ref_count_init (&bell->ref_count);
  g_mutex_init (&bell->lock);
  g_cond_init (&bell->cond);

  return bell;
}

static void
bell_unref (gpointer data)
{
  Bell *bell = data;

  if (!g_atomic_ref_count_dec (&bell->ref_count))
    return;
  g_mutex_clear (&bell->lock);
  g_cond_clear (&bell->cond);
  g_free (bell);
}

static void
ring_cb (gpointer user_data)
{
  Bell *bell = user_data;

  g_mutex_lock (&bell->lock);
  bell->rung = TRUE;
  g_cond_signal (&bell->cond);
  g_mutex_unlock (&bell->lock);
}

/* Every message is waited for: nobody has to be told. */
static void
decoded_cb (gpointer user_data)
{
}

static void
failed_cb (TaplinePluginRegistry *registry,
           const char            *name,
           const char            *why,
           TaplineExplainer      *self)
{
  g_printerr ("tapline-cli: %s\n", why);
}

static void
load_all (TaplineExplainer *self,
          Bell             *bell)
{
  gint64 until = g_get_monotonic_time () + LOADING_MAX;
  gboolean in_time = TRUE;

  tapline_plugin_registry_load_all_async (self->registry);
  while (in_time && tapline_plugin_registry_is_loading (self->registry))
    {
      g_mutex_lock (&bell->lock);
      while (!bell->rung && in_time)
        in_time = g_cond_wait_until (&bell->cond, &bell->lock, until);
      bell->rung = FALSE;
      g_mutex_unlock (&bell->lock);
      tapline_plugin_registry_look (self->registry);
    }
  if (!in_time)
    g_printerr ("tapline-cli: %s\n", _("some plug-ins take too long to load and are not used."));
}

static gboolean
check_choice (TaplineExplainer  *self,
              GPtrArray         *decoders,
              GError           **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (strcmp (self->options->decode, TAPLINE_DECODING_AUTO) == 0)
    return TRUE;
  for (guint i = 0; i < decoders->len; i++)
    {
      const char *name = tapline_decoder_get_name (decoders->pdata[i]);

      if (strcmp (name, self->options->decode) == 0)
        return TRUE;
      g_string_append_printf (names, ", %s", name);
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("--decode takes one of %s, not “%s”."),
               g_string_prepend (names, "auto, none")->str, self->options->decode);

  return FALSE;
}

/**
 * tapline_explainer_new:
 * @options: (transfer none): what is to be decoded, and how
 * @error: return location
 *
 * Complains about plug-ins that fail on standard error.
 *
 * Returns: (transfer full) (nullable): what knows the plug-ins; %NULL with @error if there is no
 *   decoder of the name that was given
 */
TaplineExplainer *
tapline_explainer_new (const TaplineOptions  *options,
                       GError               **error)
{
  g_autoptr (TaplineExplainer) self = g_new0 (TaplineExplainer, 1);
  g_auto (GStrv) folders = tapline_plugin_registry_list_folders ();
  g_autoptr (GPtrArray) decoders = NULL;
  Bell *bell = bell_new ();

  self->options = options;
  self->registry = tapline_plugin_registry_new ((const char *const *) folders, ring_cb, bell,
                                                bell_unref);
  g_signal_connect (self->registry, "plugin-failed", G_CALLBACK (failed_cb), self);
  load_all (self, bell);
  decoders = tapline_plugin_registry_list_decoders (self->registry);
  if (!check_choice (self, decoders, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
tapline_explainer_free (TaplineExplainer *self)
{
  if (self->decoding != NULL)
    {
      tapline_decoding_stop (self->decoding, STOP_MS);
      tapline_decoding_unref (self->decoding);
    }
  /* Behind the last message: this unloads the plug-ins. */
  g_object_unref (self->registry);
  g_free (self);
}

/**
 * tapline_explainer_explain:
 * @self: what knows the plug-ins
 * @transcript: whose message it is; always the same
 * @message: a message
 *
 * Returns: (transfer full) (nullable): what it means, with a tree where the format shows it
 */
TaplineDecoded *
tapline_explainer_explain (TaplineExplainer     *self,
                           TaplineTranscript    *transcript,
                           const TaplineMessage *message)
{
  if (self->decoding == NULL)
    {
      g_autoptr (GPtrArray) decoders = tapline_plugin_registry_list_decoders (self->registry);

      self->decoding = tapline_decoding_new (tapline_transcript_get_index (transcript),
                                             self->options->framing, decoded_cb, NULL, NULL);
      tapline_decoding_choose (self->decoding, self->options->decode);
      tapline_decoding_set_decoders (self->decoding, decoders);
    }

  return tapline_decoding_wait (self->decoding, message->number,
                                self->options->format == TAPLINE_FORMAT_JSON);
}
