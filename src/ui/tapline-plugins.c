/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry as the window has it: it notifies through a bell, what is switched off is kept in
 * the settings, and at the end plug-ins are unloaded behind the last message.
 *
 * Threads: all of it is the UI thread's. The bell is rung by the registry's workers.
 */
#include "config.h"

#include "tapline-bell.h"
#include "tapline-plugins.h"

#define DISABLED_KEY "disabled-plugins"

struct _TaplinePlugins
{
  GObject parent_instance;

  GSettings             *settings; /* (nullable) without the schema */
  TaplineBell           *bell;
  TaplinePluginRegistry *registry;
  GPtrArray             *ending;   /* decodings that may be at work still */
};

G_DEFINE_FINAL_TYPE (TaplinePlugins, tapline_plugins, G_TYPE_OBJECT)

static void
answer_bell (gpointer user_data)
{
  TaplinePlugins *self = TAPLINE_PLUGINS (user_data);

  tapline_plugin_registry_look (self->registry);
}

static void
tapline_plugins_dispose (GObject *object)
{
  TaplinePlugins *self = TAPLINE_PLUGINS (object);

  tapline_plugins_stop (self, 0);
  tapline_bell_remove (self->bell);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (tapline_plugins_parent_class)->dispose (object);
}

static void
tapline_plugins_finalize (GObject *object)
{
  TaplinePlugins *self = TAPLINE_PLUGINS (object);

  g_ptr_array_unref (self->ending);
  tapline_bell_unref (self->bell);

  G_OBJECT_CLASS (tapline_plugins_parent_class)->finalize (object);
}

static void
tapline_plugins_class_init (TaplinePluginsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tapline_plugins_dispose;
  G_OBJECT_CLASS (klass)->finalize = tapline_plugins_finalize;
}

static void
tapline_plugins_init (TaplinePlugins *self)
{
  g_auto (GStrv) folders = tapline_plugin_registry_list_folders ();

  self->ending = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_decoding_unref);
  self->bell = tapline_bell_new (answer_bell, self);
  self->registry =
    tapline_plugin_registry_new ((const char *const *) folders,
                                 (TaplinePluginNotify) tapline_bell_ring,
                                 tapline_bell_ref (self->bell),
                                 (GDestroyNotify) tapline_bell_unref);
}

TaplinePlugins *
tapline_plugins_new (GSettings *settings)
{
  TaplinePlugins *self = g_object_new (TAPLINE_TYPE_PLUGINS, NULL);

  g_set_object (&self->settings, settings);

  return self;
}

void
tapline_plugins_load (TaplinePlugins *self)
{
  g_auto (GStrv) disabled = NULL;

  g_return_if_fail (TAPLINE_IS_PLUGINS (self));

  if (self->settings != NULL)
    disabled = g_settings_get_strv (self->settings, DISABLED_KEY);
  for (guint i = 0; disabled != NULL && disabled[i] != NULL; i++)
    tapline_plugin_registry_set_enabled (self->registry, disabled[i], FALSE);
  tapline_plugin_registry_load_all_async (self->registry);
}

TaplinePluginRegistry *
tapline_plugins_get_registry (TaplinePlugins *self)
{
  g_return_val_if_fail (TAPLINE_IS_PLUGINS (self), NULL);

  return self->registry;
}

void
tapline_plugins_set_enabled (TaplinePlugins *self,
                             const char     *name,
                             gboolean        enabled)
{
  g_return_if_fail (TAPLINE_IS_PLUGINS (self));
  g_return_if_fail (name != NULL);

  if (self->settings != NULL)
    {
      g_auto (GStrv) before = g_settings_get_strv (self->settings, DISABLED_KEY);
      g_autoptr (GStrvBuilder) after = g_strv_builder_new ();
      g_auto (GStrv) disabled = NULL;

      for (guint i = 0; before[i] != NULL; i++)
        if (!g_str_equal (before[i], name))
          g_strv_builder_add (after, before[i]);
      if (!enabled)
        g_strv_builder_add (after, name);
      disabled = g_strv_builder_end (after);
      g_settings_set_strv (self->settings, DISABLED_KEY, (const char *const *) disabled);
    }
  tapline_plugin_registry_set_enabled (self->registry, name, enabled);
}

/**
 * tapline_plugins_end_decoding:
 * @self: the plug-ins
 * @decoding: (transfer full): one that nobody asks any more
 *
 * Waits for nothing: what is being decoded is waited for at the end of the program.
 */
void
tapline_plugins_end_decoding (TaplinePlugins  *self,
                              TaplineDecoding *decoding)
{
  g_return_if_fail (TAPLINE_IS_PLUGINS (self));
  g_return_if_fail (decoding != NULL);

  g_ptr_array_add (self->ending, decoding);
  for (guint i = self->ending->len; i > 0; i--)
    if (tapline_decoding_stop (g_ptr_array_index (self->ending, i - 1), 0))
      g_ptr_array_remove_index_fast (self->ending, i - 1);
}

/**
 * tapline_plugins_stop:
 * @self: the plug-ins, which nobody uses any more
 * @wait_ms: how long to wait at most for the messages that are being decoded
 *
 * Unloads all of them, behind the last message.
 */
void
tapline_plugins_stop (TaplinePlugins *self,
                      guint           wait_ms)
{
  gint64 until = g_get_monotonic_time () + wait_ms * G_TIME_SPAN_MILLISECOND;

  g_return_if_fail (TAPLINE_IS_PLUGINS (self));

  for (guint i = 0; i < self->ending->len; i++)
    {
      gint64 left = MAX (until - g_get_monotonic_time (), 0) / G_TIME_SPAN_MILLISECOND;

      tapline_decoding_stop (g_ptr_array_index (self->ending, i), (guint) left);
    }
  g_ptr_array_set_size (self->ending, 0);
  g_clear_object (&self->registry);
}
