/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plug-ins come and go: on which thread, all or nothing, again after a failure, once however often
 * they are asked for. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "fixture.h"

#define N_THREADS        8
#define N_LOADS          100
#define N_TRIES          4
#define STALL_MAX        (50 * G_TIME_SPAN_MILLISECOND)
#define BOTH             "probe probe-two"

#define assert_decoders(fixture, expected) \
  G_STMT_START { \
    g_autofree char *names_ = plugin_fixture_dup_decoders (fixture); \
    g_assert_cmpstr (names_, ==, expected); \
  } G_STMT_END

static gboolean
is_ready (PluginFixture *f,
          gpointer       name)
{
  return plugin_fixture_get_state (f, name) == TAPLINE_PLUGIN_READY;
}

static gpointer
load_on_thread (gpointer data)
{
  PluginFixture *f = data;

  tapline_plugin_registry_load_async (f->registry, "probe");

  return NULL;
}

static void
load (PluginFixture *f,
      gboolean       on_worker)
{
  if (on_worker)
    g_thread_join (g_thread_new ("load", load_on_thread, f));
  else
    load_on_thread (f);
}

static void
test_loads (void)
{
  PluginFixture f;
  g_autoptr (GPtrArray) infos = NULL;
  TaplinePluginInfo *info;

  plugin_fixture_init (&f);
  plugin_fixture_install (&f, "probe.so", "probe");
  plugin_fixture_install (&f, "other.so", "other");
  plugin_fixture_install_text (&f, "nothing", ".hidden");
  assert_decoders (&f, "");
  tapline_plugin_registry_load_all_async (f.registry);
  plugin_fixture_settle (&f);

  infos = tapline_plugin_registry_list_plugins (f.registry);
  g_assert_cmpuint (infos->len, ==, 2);
  info = infos->pdata[1];
  g_assert_cmpstr (info->name, ==, "probe");
  g_assert_cmpstr (info->title, ==, "Probe");
  g_assert_cmpstr (info->version, ==, "1.2");
  g_assert_true (g_str_has_prefix (info->path, f.folder));
  g_assert_cmpint (info->state, ==, TAPLINE_PLUGIN_REGISTERED);
  g_assert_no_error (info->error);
  g_assert_true (info->enabled);
  g_assert_nonnull (strstr (f.told->str, "registered probe\n"));
  g_assert_nonnull (strstr (f.told->str, "registered other\n"));
  plugin_fixture_clear (&f);
}

/* Registering anywhere but on the UI thread. */
static gpointer
register_on_thread (gpointer data)
{
  PluginFixture *f = data;
  GError *error = NULL;

  g_assert_false (tapline_plugin_registry_register (f->registry, "probe", &error));

  return error;
}

static void
test_wrong_thread (void)
{
  PluginFixture f;
  g_autoptr (GError) error = NULL;
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  plugin_fixture_init (&f);
  plugin_fixture_install (&f, "probe.so", "probe");
  tapline_plugin_registry_load_async (f.registry, "probe");
  /* The UI does not look meanwhile. */
  while (!is_ready (&f, (gpointer) "probe"))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_thread_yield ();
    }

  error = g_thread_join (g_thread_new ("register", register_on_thread, &f));
  g_assert_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_WRONG_THREAD);
  g_assert_nonnull (strstr (error->message, "tapline_plugin_registry_load_async()"));
  g_assert_cmpint (plugin_fixture_get_state (&f, "probe"), ==, TAPLINE_PLUGIN_READY);
  g_assert_cmpuint (plugin_fixture_count (&f, "register"), ==, 0);
  assert_decoders (&f, "");
  g_assert_cmpstr (f.told->str, ==, "");

  plugin_fixture_settle (&f);
  assert_decoders (&f, BOTH);
  g_assert_cmpstr (f.told->str, ==, "registered probe\n");
  plugin_fixture_clear (&f);
}

static void
test_not_ready (void)
{
  PluginFixture f;
  g_autoptr (GError) error = NULL;

  plugin_fixture_init (&f);
  g_assert_false (tapline_plugin_registry_register (f.registry, "probe", &error));
  g_assert_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_NOT_READY);
  plugin_fixture_clear (&f);
}

typedef struct
{
  const char         *name;
  const char         *built;   /* NULL: a file that is no shared object */
  const char         *orders;
  TaplinePluginError  error;
  const char         *why;     /* part of the sentence */
  guint               n_unloads;
} Failure;

static const Failure failures[] = {
  { "open", NULL, "", TAPLINE_PLUGIN_ERROR_OPEN, "shared object", 0 },
  { "symbol", "empty.so", "", TAPLINE_PLUGIN_ERROR_OPEN, "tapline_plugin", 0 },
  { "version", "old.so", "", TAPLINE_PLUGIN_ERROR_VERSION, "version 0", 0 },
  { "name", "other.so", "", TAPLINE_PLUGIN_ERROR_VERSION, "“other”", 0 },
  { "prepare", "probe.so", "unprepared", TAPLINE_PLUGIN_ERROR_PREPARE,
    "The dictionary is missing.", 0 },
  { "register-first", "probe.so", "one-broken", TAPLINE_PLUGIN_ERROR_REGISTER, "typed", 1 },
  { "register-second", "probe.so", "two-broken", TAPLINE_PLUGIN_ERROR_REGISTER, "typed", 1 },
  { "register-gives-up", "probe.so", "giving-up", TAPLINE_PLUGIN_ERROR_REGISTER,
    "It is Monday.", 1 },
};

/* It leaves nothing behind, and succeeds once its cause is gone. */
static void
check_failure (const Failure *failure,
               gboolean       first_on_worker,
               gboolean       retry_on_worker)
{
  PluginFixture f;

  plugin_fixture_init (&f);
  plugin_fixture_order (&f, failure->orders);
  if (failure->built != NULL)
    plugin_fixture_install (&f, failure->built, "probe");
  else
    plugin_fixture_install_text (&f, "no shared object", "probe");

  for (guint n = 1; n <= 2; n++)
    {
      load (&f, first_on_worker);
      plugin_fixture_settle (&f);
      g_assert_cmpint (plugin_fixture_get_state (&f, "probe"), ==, TAPLINE_PLUGIN_FAILED);
      g_assert_error (f.error, TAPLINE_PLUGIN_ERROR, (int) failure->error);
      g_assert_nonnull (strstr (f.error->message, failure->why));
      g_assert_null (strstr (f.error->message, "/proc/"));
      g_assert_true (g_str_has_prefix (f.told->str, "failed probe: "));
      g_assert_nonnull (strstr (f.told->str, f.error->message));
      assert_decoders (&f, "");
      plugin_fixture_wait_unloaded (&f, n * failure->n_unloads);
    }

  g_string_truncate (f.told, 0);
  plugin_fixture_order (&f, "");
  plugin_fixture_install (&f, "probe.so", "probe");
  load (&f, retry_on_worker);
  plugin_fixture_settle (&f);
  g_assert_cmpint (plugin_fixture_get_state (&f, "probe"), ==, TAPLINE_PLUGIN_REGISTERED);
  g_assert_no_error (f.error);
  assert_decoders (&f, BOTH);
  g_assert_cmpstr (f.told->str, ==, "registered probe\n");
  plugin_fixture_clear (&f);
}

static void
test_failure (gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    check_failure (data, i % 2 == 0, i / 2 == 0);
}

static gpointer
load_often_on_thread (gpointer data)
{
  for (guint i = 0; i < N_LOADS; i++)
    load_on_thread (data);

  return NULL;
}

static void
test_at_once (void)
{
  PluginFixture f;
  GThread *threads[N_THREADS];

  plugin_fixture_init (&f);
  plugin_fixture_install (&f, "probe.so", "probe");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("load", load_often_on_thread, &f);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  plugin_fixture_settle (&f);

  g_assert_cmpuint (plugin_fixture_count (&f, "prepare"), ==, 1);
  g_assert_cmpuint (plugin_fixture_count (&f, "register"), ==, 1);
  g_assert_cmpstr (f.told->str, ==, "registered probe\n");
  assert_decoders (&f, BOTH);
  plugin_fixture_clear (&f);
}

/* Tells how long the main loop was held, without the time in which it only lacked a processor. */
typedef struct
{
  gint64 last;
  gint64 last_queued;
  gint64 longest;
} Stall;

/* How long this thread has been ready to run while others ran, µs. */
static gint64
get_queued_time (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  /* Nanoseconds on the processor, nanoseconds in the queue, and how often. */
  if (!g_file_get_contents ("/proc/thread-self/schedstat", &text, NULL, NULL))
    return 0;
  fields = g_strsplit (text, " ", 3);

  return g_strv_length (fields) == 3 ? g_ascii_strtoll (fields[1], NULL, 10) / 1000 : 0;
}

static gboolean
look_at_clock_cb (gpointer user_data)
{
  Stall *stall = user_data;
  gint64 queued = get_queued_time ();
  gint64 now = g_get_monotonic_time ();

  if (stall->last != 0)
    stall->longest = MAX (stall->longest,
                          now - stall->last - (queued - stall->last_queued));
  stall->last = now;
  stall->last_queued = queued;

  return G_SOURCE_CONTINUE;
}

/* How long the main loop is held while a plug-in takes three seconds, µs. */
static gint64
measure_slow_prepare (void)
{
  PluginFixture f;
  gint64 began = g_get_monotonic_time ();
  Stall stall = { 0 };
  guint source;

  plugin_fixture_init (&f);
  plugin_fixture_order (&f, "slow");
  plugin_fixture_install (&f, "probe.so", "probe");
  plugin_fixture_install (&f, "other.so", "other");
  tapline_plugin_registry_load_async (f.registry, "probe");
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_TIME_SPAN_SECOND);
  source = g_timeout_add (1, look_at_clock_cb, &stall);
  plugin_fixture_settle (&f);
  g_source_remove (source);

  g_assert_cmpint (g_get_monotonic_time () - began, >=, 3 * G_TIME_SPAN_SECOND);
  g_test_message ("longest stall: %.1f ms", (double) stall.longest / 1000);
  assert_decoders (&f, BOTH);
  plugin_fixture_clear (&f);

  return stall.longest;
}

/* Once is enough: what is longer may still be other programs' doing. */
static void
test_slow_prepare (void)
{
  gint64 shortest = G_MAXINT64;

  for (guint i = 0; i < N_TRIES && shortest >= STALL_MAX; i++)
    {
      gint64 longest = measure_slow_prepare ();

      shortest = MIN (shortest, longest);
    }
  g_assert_cmpint (shortest, <, STALL_MAX);
}

/* Whoever is slow keeps nobody else waiting. */
static void
test_slow_beside_fast (void)
{
  PluginFixture f;

  plugin_fixture_init (&f);
  plugin_fixture_order (&f, "slow");
  plugin_fixture_install (&f, "probe.so", "probe");
  plugin_fixture_install_text (&f, "nothing", "bad");
  tapline_plugin_registry_load_async (f.registry, "probe");
  tapline_plugin_registry_load_async (f.registry, "bad");
  while (f.told->len == 0)
    {
      tapline_plugin_registry_look (f.registry);
      g_thread_yield ();
    }
  g_assert_true (g_str_has_prefix (f.told->str, "failed bad: "));
  g_assert_cmpint (plugin_fixture_get_state (&f, "probe"), ==, TAPLINE_PLUGIN_LOADING);
  plugin_fixture_settle (&f);
  plugin_fixture_clear (&f);
}

/* The registry goes at once; what was still loading is unloaded when it is loaded. */
static void
test_gone_while_loading (void)
{
  PluginFixture f;
  gint64 began;

  plugin_fixture_init (&f);
  plugin_fixture_order (&f, "slow");
  plugin_fixture_install (&f, "probe.so", "probe");
  tapline_plugin_registry_load_async (f.registry, "probe");
  while (plugin_fixture_count (&f, "prepare") == 0)
    g_thread_yield ();

  began = g_get_monotonic_time ();
  g_assert_finalize_object (g_steal_pointer (&f.registry));
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_TIME_SPAN_SECOND);
  plugin_fixture_wait_unloaded (&f, 1);
  g_assert_cmpuint (plugin_fixture_count (&f, "register"), ==, 0);
  g_assert_cmpstr (f.told->str, ==, "");
  plugin_fixture_clear (&f);
}

static void
test_switched_off_and_on (void)
{
  PluginFixture f;

  plugin_fixture_init (&f);
  plugin_fixture_install (&f, "probe.so", "probe");
  plugin_fixture_install (&f, "other.so", "other");
  tapline_plugin_registry_set_enabled (f.registry, "probe", FALSE);
  tapline_plugin_registry_load_all_async (f.registry);
  plugin_fixture_settle (&f);
  g_assert_cmpint (plugin_fixture_get_state (&f, "probe"), ==, TAPLINE_PLUGIN_FOUND);
  assert_decoders (&f, "other other-two");

  tapline_plugin_registry_set_enabled (f.registry, "probe", TRUE);
  plugin_fixture_settle (&f);
  assert_decoders (&f, "other other-two probe probe-two");

  tapline_plugin_registry_set_enabled (f.registry, "probe", FALSE);
  assert_decoders (&f, "other other-two");
  g_assert_cmpint (plugin_fixture_get_state (&f, "probe"), ==, TAPLINE_PLUGIN_FOUND);
  plugin_fixture_wait_unloaded (&f, 1);

  /* While it loads. */
  tapline_plugin_registry_set_enabled (f.registry, "probe", TRUE);
  tapline_plugin_registry_set_enabled (f.registry, "probe", FALSE);
  plugin_fixture_settle (&f);
  assert_decoders (&f, "other other-two");
  plugin_fixture_wait_unloaded (&f, 2);
  plugin_fixture_clear (&f);
}

/* Two plug-ins with a decoder of one name: the second gets none. */
static void
test_name_taken (void)
{
  PluginFixture f;

  plugin_fixture_init (&f);
  plugin_fixture_install (&f, "probe.so", "probe");
  plugin_fixture_install (&f, "thief.so", "thief");
  tapline_plugin_registry_load_async (f.registry, "probe");
  plugin_fixture_settle (&f);
  tapline_plugin_registry_load_async (f.registry, "thief");
  plugin_fixture_settle (&f);
  g_assert_cmpint (plugin_fixture_get_state (&f, "thief"), ==, TAPLINE_PLUGIN_FAILED);
  g_assert_nonnull (strstr (f.error->message, "probe"));
  assert_decoders (&f, BOTH);

  tapline_plugin_registry_set_enabled (f.registry, "probe", FALSE);
  tapline_plugin_registry_load_async (f.registry, "thief");
  plugin_fixture_settle (&f);
  assert_decoders (&f, "probe");
  plugin_fixture_clear (&f);
}

static void
test_unknown (void)
{
  PluginFixture f;

  plugin_fixture_init (&f);
  tapline_plugin_registry_load_async (f.registry, "nobody");
  plugin_fixture_settle (&f);
  g_assert_cmpint (plugin_fixture_get_state (&f, "nobody"), ==, TAPLINE_PLUGIN_FAILED);
  g_assert_error (f.error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_UNKNOWN);
  plugin_fixture_clear (&f);
}

/* A decoder that somebody has keeps its plug-in. */
static void
test_unloaded_with_the_last_decoder (void)
{
  PluginFixture f;
  g_autoptr (GPtrArray) decoders = NULL;

  plugin_fixture_init (&f);
  plugin_fixture_install (&f, "probe.so", "probe");
  tapline_plugin_registry_load_async (f.registry, "probe");
  plugin_fixture_settle (&f);
  decoders = tapline_plugin_registry_list_decoders (f.registry);
  g_assert_finalize_object (g_steal_pointer (&f.registry));

  g_assert_cmpuint (plugin_fixture_count (&f, "unload"), ==, 0);
  g_assert_cmpstr (tapline_decoder_get_title (decoders->pdata[1]), ==, "Probe II");
  g_clear_pointer (&decoders, g_ptr_array_unref);
  g_assert_cmpuint (plugin_fixture_count (&f, "unload"), ==, 1);
  plugin_fixture_clear (&f);
}

int
main (int   argc,
      char *argv[])
{
  g_main_context_acquire (NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/registry/loads", test_loads);
  g_test_add_func ("/registry/wrong-thread", test_wrong_thread);
  g_test_add_func ("/registry/not-ready", test_not_ready);
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *path = g_strdup_printf ("/registry/failure-in-%s", failures[i].name);

      g_test_add_data_func (path, &failures[i], test_failure);
    }
  g_test_add_func ("/registry/many-loads-at-once", test_at_once);
  g_test_add_func ("/registry/slow-prepare", test_slow_prepare);
  g_test_add_func ("/registry/slow-beside-fast", test_slow_beside_fast);
  g_test_add_func ("/registry/gone-while-loading", test_gone_while_loading);
  g_test_add_func ("/registry/switched-off-and-on", test_switched_off_and_on);
  g_test_add_func ("/registry/name-taken", test_name_taken);
  g_test_add_func ("/registry/unknown", test_unknown);
  g_test_add_func ("/registry/unloaded-with-the-last-decoder",
                   test_unloaded_with_the_last_decoder);

  return g_test_run ();
}
