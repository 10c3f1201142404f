/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is loaded as code is only what nobody but the user and root can have put there. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-trust.h"

#define N_SWAPS 2000

static void
check (PluginFixture *f,
       gboolean       trusted,
       const char    *why)
{
  g_string_truncate (f->told, 0);
  tapline_plugin_registry_load_async (f->registry, "probe");
  plugin_fixture_settle (f);
  if (trusted)
    {
      g_assert_cmpint (plugin_fixture_get_state (f, "probe"), ==, TAPLINE_PLUGIN_REGISTERED);
      return;
    }
  g_assert_cmpint (plugin_fixture_get_state (f, "probe"), ==, TAPLINE_PLUGIN_REFUSED);
  g_assert_error (f->error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REFUSED);
  g_assert_nonnull (strstr (f->error->message, why));
  g_assert_true (g_str_has_prefix (f->told->str, "failed probe: "));
  /* Not a line of it has run. */
  g_assert_cmpuint (plugin_fixture_count (f, "prepare"), ==, 0);
}

/* A file that others may write, then one that they may not. */
static void
test_file (gconstpointer data)
{
  PluginFixture f;
  g_autofree char *path = NULL;

  plugin_fixture_init (&f);
  plugin_fixture_install (&f, "probe.so", "probe");
  path = g_build_filename (f.folder, "probe.so", NULL);
  g_assert_cmpint (g_chmod (path, GPOINTER_TO_UINT (data)), ==, 0);
  check (&f, FALSE, "chmod go-w");
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  check (&f, TRUE, NULL);
  plugin_fixture_clear (&f);
}

static void
test_folder (gconstpointer data)
{
  PluginFixture f;

  plugin_fixture_init (&f);
  plugin_fixture_install (&f, "probe.so", "probe");
  g_assert_cmpint (g_chmod (f.folder, GPOINTER_TO_UINT (data)), ==, 0);
  check (&f, FALSE, "chmod go-w");
  g_assert_cmpint (g_chmod (f.folder, 0700), ==, 0);
  check (&f, TRUE, NULL);
  plugin_fixture_clear (&f);
}

/* A folder above, which whoever may write it could exchange. */
static void
test_folder_above (void)
{
  PluginFixture f;
  g_autofree char *below = NULL;

  plugin_fixture_init (&f);
  below = g_build_filename (f.folder, "plugins", NULL);
  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      static const guint modes[] = { 0700, 0777, 01777 };
      g_autoptr (GError) error = NULL;
      int fd;

      g_assert_cmpint (g_chmod (f.folder, modes[i]), ==, 0);
      fd = tapline_trust_open_folder (below, &error);
      g_assert_true ((fd < 0) == (i == 1));
      if (fd >= 0)
        close (fd);
      else
        g_assert_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REFUSED);
    }
  plugin_fixture_clear (&f);
}

static void
test_link_to_file (void)
{
  PluginFixture f;
  g_autofree char *path = NULL;
  g_autofree char *target = NULL;

  plugin_fixture_init (&f);
  plugin_fixture_install (&f, "probe.so", "real");
  path = g_build_filename (f.folder, "probe.so", NULL);
  target = g_build_filename (f.folder, "real.so", NULL);
  g_assert_cmpint (symlink (target, path), ==, 0);
  check (&f, FALSE, "not a link");
  /* Nor one that leads nowhere, nor what would keep a reader waiting. */
  g_assert_cmpint (g_unlink (target), ==, 0);
  check (&f, FALSE, "not a link");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  check (&f, FALSE, "no plain file");
  plugin_fixture_clear (&f);
}

/* A link on the way is followed, and what it leads to is checked. */
static void
test_link_to_folder (void)
{
  PluginFixture f;
  g_autofree char *link = NULL;
  g_autofree char *below = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  plugin_fixture_init (&f);
  below = g_build_filename (f.folder, "below", NULL);
  link = g_build_filename (f.folder, "link", NULL);
  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  g_assert_cmpint (symlink (below, link), ==, 0);
  fd = tapline_trust_open_folder (link, &error);
  g_assert_no_error (error);
  close (fd);
  g_assert_cmpint (g_chmod (below, 0777), ==, 0);
  g_assert_cmpint (tapline_trust_open_folder (link, &error), <, 0);
  g_assert_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REFUSED);
  plugin_fixture_clear (&f);
}

static void
test_missing_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tapline_trust_open_folder ("/nowhere/at/all", &error), <, 0);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* What fstat() would say of other people's files, which a test cannot make without rights. */
static void
test_owner (void)
{
  static const TaplineTrustPlace places[] = {
    TAPLINE_TRUST_ABOVE, TAPLINE_TRUST_FOLDER, TAPLINE_TRUST_FILE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      struct stat status = {
        .st_mode = places[i] == TAPLINE_TRUST_FILE ? S_IFREG | 0644 : S_IFDIR | 0755,
      };
      g_autoptr (GError) error = NULL;

      status.st_uid = geteuid ();
      g_assert_true (tapline_trust_check (places[i], "/x", &status, &error));
      status.st_uid = 0;
      g_assert_true (tapline_trust_check (places[i], "/x", &status, &error));
      status.st_uid = geteuid () + 1;
      g_assert_false (tapline_trust_check (places[i], "/x", &status, &error));
      g_assert_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, "another user"));
    }
}

/* The first folder that may be trusted is taken. */
static void
test_folders_in_order (void)
{
  PluginFixture f, g;
  g_autoptr (TaplinePluginRegistry) registry = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  TaplinePluginInfo *info;

  plugin_fixture_init (&f);
  plugin_fixture_init (&g);
  plugin_fixture_install (&f, "probe.so", "probe");
  plugin_fixture_install (&g, "probe.so", "probe");
  g_assert_cmpint (g_chmod (f.folder, 0777), ==, 0);
  registry = tapline_plugin_registry_new (
    (const char *[]) { "/nowhere", f.folder, g.folder, NULL },
    (TaplinePluginNotify) g_main_context_wakeup, NULL, NULL);
  tapline_plugin_registry_load_all_async (registry);
  while (tapline_plugin_registry_is_loading (registry))
    tapline_plugin_registry_look (registry);

  infos = tapline_plugin_registry_list_plugins (registry);
  g_assert_cmpuint (infos->len, ==, 1);
  info = infos->pdata[0];
  g_assert_cmpint (info->state, ==, TAPLINE_PLUGIN_REGISTERED);
  g_assert_true (g_str_has_prefix (info->path, g.folder));
  plugin_fixture_clear (&f);
  plugin_fixture_clear (&g);
}

static void
test_environment (void)
{
  g_auto (GStrv) folders = NULL;
  g_auto (GStrv) plain = NULL;

  g_unsetenv ("TAPLINE_PLUGIN_PATH");
  plain = tapline_plugin_registry_list_folders ();
  g_assert_cmpuint (g_strv_length (plain), ==, 2);
  g_assert_true (g_str_has_suffix (plain[0], "/tapline/plugins"));
  g_assert_true (g_str_has_prefix (plain[0], g_get_user_data_dir ()));
  g_assert_cmpstr (plain[1], ==, PLUGINDIR);

  /* A relative one would depend on where the program is started. */
  g_setenv ("TAPLINE_PLUGIN_PATH", "/one::./two:/three", TRUE);
  folders = tapline_plugin_registry_list_folders ();
  g_assert_cmpuint (g_strv_length (folders), ==, 4);
  g_assert_cmpstr (folders[0], ==, "/one");
  g_assert_cmpstr (folders[1], ==, "/three");
  g_unsetenv ("TAPLINE_PLUGIN_PATH");
}

/* Another file is put in its place again and again while it is loaded: it is either trusted and
 * loaded, or refused, and what may be written by others is never loaded. */
static gpointer
swap_on_thread (gpointer data)
{
  PluginFixture *f = data;
  g_autofree char *path = g_build_filename (f->folder, "probe.so", NULL);
  g_autofree char *good = g_build_filename (f->folder, "good", NULL);
  g_autofree char *bad = g_build_filename (f->folder, "bad", NULL);

  for (guint i = 0; i < N_SWAPS; i++)
    {
      g_unlink (path);
      g_assert_cmpint (link (i % 2 == 0 ? bad : good, path), ==, 0);
    }

  return NULL;
}

static void
test_exchanged_while_loading (void)
{
  PluginFixture f;
  g_autofree char *good = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *path = NULL;
  GThread *thread;
  guint n = 0;

  plugin_fixture_init (&f);
  good = g_build_filename (f.folder, "good", NULL);
  bad = g_build_filename (f.folder, "bad", NULL);
  path = g_build_filename (f.folder, "probe.so", NULL);
  plugin_fixture_install (&f, "probe.so", "probe");
  g_assert_cmpint (g_rename (path, good), ==, 0);
  /* One that can be told apart by its name, as it lacks the right one. */
  plugin_fixture_install (&f, "other.so", "probe");
  g_assert_cmpint (g_rename (path, bad), ==, 0);
  g_assert_cmpint (g_chmod (bad, 0666), ==, 0);

  thread = g_thread_new ("swap", swap_on_thread, &f);
  do
    {
      tapline_plugin_registry_load_async (f.registry, "probe");
      plugin_fixture_settle (&f);
      if (plugin_fixture_get_state (&f, "probe") == TAPLINE_PLUGIN_REGISTERED)
        {
          tapline_plugin_registry_set_enabled (f.registry, "probe", FALSE);
          tapline_plugin_registry_set_enabled (f.registry, "probe", TRUE);
          plugin_fixture_settle (&f);
        }
      g_assert_false (g_error_matches (f.error, TAPLINE_PLUGIN_ERROR,
                                       TAPLINE_PLUGIN_ERROR_VERSION));
    }
  while (n++ < 50);
  g_thread_join (thread);
  plugin_fixture_clear (&f);
}

int
main (int   argc,
      char *argv[])
{
  g_main_context_acquire (NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/trust/file-of-the-group", GUINT_TO_POINTER (0664), test_file);
  g_test_add_data_func ("/trust/file-of-all", GUINT_TO_POINTER (0646), test_file);
  g_test_add_data_func ("/trust/folder-of-the-group", GUINT_TO_POINTER (0770), test_folder);
  g_test_add_data_func ("/trust/folder-of-all", GUINT_TO_POINTER (0707), test_folder);
  g_test_add_data_func ("/trust/sticky-folder-of-all", GUINT_TO_POINTER (01777), test_folder);
  g_test_add_func ("/trust/folder-above", test_folder_above);
  g_test_add_func ("/trust/link-to-file", test_link_to_file);
  g_test_add_func ("/trust/link-to-folder", test_link_to_folder);
  g_test_add_func ("/trust/missing-folder", test_missing_folder);
  g_test_add_func ("/trust/owner", test_owner);
  g_test_add_func ("/trust/folders-in-order", test_folders_in_order);
  g_test_add_func ("/trust/environment", test_environment);
  g_test_add_func ("/trust/exchanged-while-loading", test_exchanged_while_loading);

  return g_test_run ();
}
