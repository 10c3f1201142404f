/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of plug-ins share. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "fixture.h"

#define DEADLINE (120 * G_TIME_SPAN_SECOND)

static int rung; /* atomic */

static void
notify_cb (gpointer user_data)
{
  g_atomic_int_set (&rung, TRUE);
  g_main_context_wakeup (NULL);
}

static void
registered_cb (TaplinePluginRegistry *registry,
               const char            *name,
               PluginFixture         *self)
{
  g_assert_true (g_main_context_is_owner (NULL));
  g_string_append_printf (self->told, "registered %s\n", name);
}

static void
failed_cb (TaplinePluginRegistry *registry,
           const char            *name,
           const char            *why,
           PluginFixture         *self)
{
  g_assert_true (g_main_context_is_owner (NULL));
  g_string_append_printf (self->told, "failed %s: %s\n", name, why);
}

static char *
in_folder (PluginFixture *self,
           const char    *name)
{
  return g_build_filename (self->folder, name, NULL);
}

void
plugin_fixture_init (PluginFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *orders = NULL;
  g_autofree char *log = NULL;

  self->folder = g_dir_make_tmp ("tapline-test-XXXXXX", &error);
  g_assert_no_error (error);
  orders = in_folder (self, "orders");
  log = in_folder (self, "log");
  g_setenv ("TAPLINE_PROBE_ORDERS", orders, TRUE);
  g_setenv ("TAPLINE_PROBE_LOG", log, TRUE);
  self->registry = tapline_plugin_registry_new ((const char *[]) { self->folder, NULL },
                                                notify_cb, NULL, NULL);
  self->told = g_string_new (NULL);
  self->error = NULL;
  g_signal_connect (self->registry, "plugin-registered", G_CALLBACK (registered_cb), self);
  g_signal_connect (self->registry, "plugin-failed", G_CALLBACK (failed_cb), self);
}

void
plugin_fixture_clear (PluginFixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  if (self->registry != NULL)
    g_assert_finalize_object (self->registry);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = in_folder (self, name);

      g_assert_cmpint (remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_string_free (self->told, TRUE);
  g_clear_error (&self->error);
  g_free (self->folder);
}

static void
put (PluginFixture *self,
     const char    *contents,
     gsize          length,
     const char    *name)
{
  g_autofree char *path = in_folder (self, name);
  g_autoptr (GError) error = NULL;

  /* Another file by that name: one that is loaded is not to be written into. */
  g_unlink (path);
  g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0644,
                            &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
}

void
plugin_fixture_install (PluginFixture *self,
                        const char    *built,
                        const char    *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "plugins", built, NULL);
  g_autofree char *file = g_strconcat (name, ".so", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  put (self, contents, length, file);
}

void
plugin_fixture_install_text (PluginFixture *self,
                             const char    *text,
                             const char    *name)
{
  g_autofree char *file = g_strconcat (name, ".so", NULL);

  put (self, text, strlen (text), file);
}

void
plugin_fixture_order (PluginFixture *self,
                      const char    *orders)
{
  put (self, orders, strlen (orders), "orders");
}

guint
plugin_fixture_count (PluginFixture *self,
                      const char    *what)
{
  g_autofree char *path = in_folder (self, "log");
  g_autofree char *log = NULL;
  guint n = 0;

  if (!g_file_get_contents (path, &log, NULL, NULL))
    return 0;
  for (const char *at = log; (at = strstr (at, what)) != NULL; at++)
    n++;

  return n;
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
plugin_fixture_pump (PluginFixture     *self,
                     PluginFixtureTest  test,
                     gpointer           user_data)
{
  gint64 until = g_get_monotonic_time () + DEADLINE;
  /* Some conditions nobody tells of. */
  guint tick = g_timeout_add (10, tick_cb, NULL);

  while (!test (self, user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      if (g_atomic_int_compare_and_exchange (&rung, TRUE, FALSE))
        tapline_plugin_registry_look (self->registry);
      else
        g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
}

static gboolean
is_settled (PluginFixture *self,
            gpointer       user_data)
{
  return !tapline_plugin_registry_is_loading (self->registry);
}

void
plugin_fixture_settle (PluginFixture *self)
{
  plugin_fixture_pump (self, is_settled, NULL);
}

static gboolean
is_unloaded (PluginFixture *self,
             gpointer       user_data)
{
  return plugin_fixture_count (self, "unload") == GPOINTER_TO_UINT (user_data);
}

void
plugin_fixture_wait_unloaded (PluginFixture *self,
                              guint          n)
{
  plugin_fixture_pump (self, is_unloaded, GUINT_TO_POINTER (n));
}

TaplinePluginState
plugin_fixture_get_state (PluginFixture *self,
                          const char    *name)
{
  g_autoptr (GPtrArray) infos = tapline_plugin_registry_list_plugins (self->registry);

  g_clear_error (&self->error);
  for (guint i = 0; i < infos->len; i++)
    {
      TaplinePluginInfo *info = infos->pdata[i];

      if (strcmp (info->name, name) != 0)
        continue;
      self->error = g_steal_pointer (&info->error);
      return info->state;
    }
  g_assert_not_reached ();
}

char *
plugin_fixture_dup_decoders (PluginFixture *self)
{
  g_autoptr (GPtrArray) decoders = tapline_plugin_registry_list_decoders (self->registry);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < decoders->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                            tapline_decoder_get_name (decoders->pdata[i]));

  return g_string_free (names, FALSE);
}
