/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of a recording are decoded as they are asked for, off the thread that asks, and whatever
 * a decoder does, whoever asks gets on. */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-capture.h"
#include "tapline-decoding.h"

#define N_CACHED 2048
#define HOUR_MS  (60 * 60 * 1000)

typedef struct
{
  PluginFixture    plugins;
  TaplineCapture  *capture;
  TaplineFlow      flows[2];
  TaplineIndex    *index;
  TaplineDecoding *decoding;
} Fixture;

static int n_notes; /* atomic */

static void
notify_cb (gpointer user_data)
{
  g_atomic_int_inc (&n_notes);
}

static void
set_decoders (Fixture *f)
{
  g_autoptr (GPtrArray) decoders = tapline_plugin_registry_list_decoders (f->plugins.registry);

  tapline_decoding_set_decoders (f->decoding, decoders);
}

static void
fixture_init (Fixture    *f,
              const char *framing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineFraming) cutter = tapline_framing_new (framing, 4 << 20, &error);
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  plugin_fixture_init (&f->plugins);
  plugin_fixture_install (&f->plugins, "probe.so", "probe");
  tapline_plugin_registry_load_async (f->plugins.registry, "probe");
  plugin_fixture_settle (&f->plugins);

  path = g_build_filename (f->plugins.folder, "capture.pcapng", NULL);
  f->capture = tapline_capture_new (path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (f->flows); i++)
    {
      f->flows[i] = (TaplineFlow) { 0 };
      tapline_address_parse (&f->flows[i].local, "127.0.0.1", 7000);
      tapline_address_parse (&f->flows[i].remote, "192.0.2.1", (guint16) (40000 + i));
      tapline_capture_open_flow (f->capture, &f->flows[i], NULL);
    }
  f->index = tapline_index_new (f->capture, cutter, NULL, NULL, &error);
  g_assert_no_error (error);
  f->decoding = tapline_decoding_new (f->index, framing, notify_cb, NULL, NULL);
}

static void
fixture_clear (Fixture *f)
{
  tapline_decoding_stop (f->decoding, 60000);
  tapline_decoding_unref (f->decoding);
  tapline_index_stop (f->index, FALSE);
  tapline_index_unref (f->index);
  tapline_capture_unref (f->capture);
  plugin_fixture_clear (&f->plugins);
}

static void
say (Fixture          *f,
     guint             flow,
     TaplineDirection  direction,
     const char       *bytes,
     gsize             length)
{
  tapline_capture_append (f->capture, &f->flows[flow], direction, bytes, length);
  g_assert_true (tapline_capture_flush (f->capture, NULL));
}

static void
say_text (Fixture    *f,
          guint       flow,
          const char *text)
{
  say (f, flow, TAPLINE_DIRECTION_IN, text, strlen (text));
}

static void
wait_for_messages (Fixture *f,
                   guint64  n)
{
  const TaplineCounter *messages = &tapline_index_get_counters (f->index)->messages;
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  tapline_index_wake (f->index);
  while (tapline_counter_read (messages) < n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_thread_yield ();
    }
}

static void
assert_summary (Fixture    *f,
                guint64     number,
                const char *expected)
{
  g_autoptr (TaplineDecoded) decoded = tapline_decoding_wait (f->decoding, number, FALSE);

  g_assert_nonnull (decoded);
  g_assert_cmpstr (tapline_decoded_get_summary (decoded), ==, expected);
}

/* Asked for as a row asks: nothing at first, then it is told that there is more. */
static void
test_rows (void)
{
  Fixture f;
  TaplineDecoded *decoded;
  int before;

  fixture_init (&f, "lines");
  say_text (&f, 0, "HELLO\r\n");
  wait_for_messages (&f, 1);
  g_assert_null (tapline_decoding_get_summary (f.decoding, 0)); /* no decoders yet */
  set_decoders (&f);
  g_assert_null (tapline_decoding_get_summary (f.decoding, 7)); /* no such message */
  before = g_atomic_int_get (&n_notes);
  g_assert_null (tapline_decoding_get_summary (f.decoding, 0));
  while (g_atomic_int_get (&n_notes) == before)
    g_thread_yield ();

  decoded = tapline_decoding_get_summary (f.decoding, 0);
  g_assert_cmpstr (tapline_decoded_get_summary (decoded), ==, "HELLO after 0, 0 as long");
  g_assert_cmpstr (tapline_decoded_get_decoder (decoded), ==, "probe");
  g_assert_cmpstr (tapline_decoded_get_title (decoded), ==, "Probe");
  g_assert_null (tapline_decoded_get_why (decoded));
  g_assert_cmpint (tapline_decoded_get_severity (decoded), ==, TAPLINE_PLUGIN_NOTE);
  tapline_decoded_unref (decoded);
  /* Once is enough. */
  tapline_decoded_unref (tapline_decoding_get_summary (f.decoding, 0));
  g_assert_cmpuint (plugin_fixture_count (&f.plugins, "decode"), ==, 1);
  fixture_clear (&f);
}

static void
test_tree (void)
{
  Fixture f;
  g_autoptr (TaplineDecoded) decoded = NULL;
  const TaplineDecodedNode *nodes;
  guint n;

  fixture_init (&f, "lines");
  say_text (&f, 0, "HELLO\n");
  wait_for_messages (&f, 1);
  set_decoders (&f);
  decoded = tapline_decoding_wait (f.decoding, 0, TRUE);
  nodes = tapline_decoded_get_nodes (decoded, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (nodes[0].name, ==, "first");
  g_assert_cmpstr (nodes[0].value, ==, "H");
  g_assert_cmpuint (nodes[0].length, ==, 1);
  g_assert_cmpint (nodes[0].severity, ==, TAPLINE_PLUGIN_NOTE);
  fixture_clear (&f);
}

/* What a decoder learns of earlier messages: those of its connection, both ways. */
static void
test_earlier (void)
{
  Fixture f;

  fixture_init (&f, "lines");
  say_text (&f, 0, "ONE\n");
  say_text (&f, 1, "OTHER\n");
  say (&f, 0, TAPLINE_DIRECTION_OUT, "TWO\n", 4);
  tapline_capture_note (f.capture, "ABC");
  say_text (&f, 0, "THREE\n");
  wait_for_messages (&f, 5);
  set_decoders (&f);
  assert_summary (&f, 4, "THREE after 2, 0 as long");
  assert_summary (&f, 2, "TWO after 1, 1 as long");
  assert_summary (&f, 1, "OTHER after 0, 0 as long");
  assert_summary (&f, 3, NULL);
  fixture_clear (&f);
}

/* By framing and content; a connection keeps its decoder, another has its own. */
static void
test_choice (void)
{
  Fixture f;

  fixture_init (&f, "lines");
  say_text (&f, 0, "lower\n");
  say_text (&f, 0, "lower again\n");
  wait_for_messages (&f, 2);
  set_decoders (&f);
  assert_summary (&f, 0, NULL);
  say_text (&f, 0, "UPPER\n");
  say_text (&f, 0, "lower\n");
  say_text (&f, 1, "lower\n");
  wait_for_messages (&f, 5);
  assert_summary (&f, 3, "lower after 3, 2 as long");
  /* What nobody knew then is found out again. */
  assert_summary (&f, 0, "lower after 0, 0 as long");
  assert_summary (&f, 4, NULL);

  tapline_decoding_choose (f.decoding, "probe-two");
  assert_summary (&f, 4, "lower after 0, 0 as long");
  tapline_decoding_choose (f.decoding, "nobody");
  assert_summary (&f, 4, NULL);
  tapline_decoding_choose (f.decoding, TAPLINE_DECODING_NONE);
  g_assert_null (tapline_decoding_wait (f.decoding, 2, FALSE));
  tapline_decoding_choose (f.decoding, TAPLINE_DECODING_AUTO);
  assert_summary (&f, 2, "UPPER after 2, 1 as long");
  fixture_clear (&f);
}

static void
test_other_framing (void)
{
  Fixture f;

  fixture_init (&f, "fixed:4");
  say_text (&f, 0, "FOUR");
  wait_for_messages (&f, 1);
  set_decoders (&f);
  {
    g_autoptr (TaplineDecoded) decoded = tapline_decoding_wait (f.decoding, 0, FALSE);

    g_assert_cmpstr (tapline_decoded_get_decoder (decoded), ==, "probe-two");
  }
  fixture_clear (&f);
}

/* One that returns, but late: the row is text again, and says why. */
static void
test_too_slow (void)
{
  Fixture f;
  g_autoptr (TaplineDecoded) decoded = NULL;
  guint n;

  fixture_init (&f, "lines");
  tapline_decoding_set_limits (f.decoding, 100, HOUR_MS);
  say_text (&f, 0, "SPIN\nFINE\n");
  wait_for_messages (&f, 2);
  set_decoders (&f);
  decoded = tapline_decoding_wait (f.decoding, 0, TRUE);
  g_assert_null (tapline_decoded_get_summary (decoded));
  g_assert_nonnull (strstr (tapline_decoded_get_why (decoded), "takes too long"));
  tapline_decoded_get_nodes (decoded, &n);
  g_assert_cmpuint (n, ==, 0);
  assert_summary (&f, 1, "FINE after 1, 1 as long");
  fixture_clear (&f);
}

/* One that never returns is left where it is, and everyone else goes on. */
static void
check_hanging (Fixture    *f,
               const char *text)
{
  g_autoptr (GPtrArray) decoders = NULL;
  g_autoptr (TaplineDecoded) decoded = NULL;
  gint64 began;

  say_text (f, 0, text);
  say_text (f, 1, "FINE\n");
  wait_for_messages (f, 2);
  tapline_decoding_set_limits (f->decoding, 100, 200);
  set_decoders (f);
  began = g_get_monotonic_time ();
  decoded = tapline_decoding_wait (f->decoding, 0, FALSE);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 200 * G_TIME_SPAN_MILLISECOND);
  g_assert_null (tapline_decoded_get_summary (decoded));
  g_assert_nonnull (strstr (tapline_decoded_get_why (decoded), "switched off"));
  decoders = tapline_plugin_registry_list_decoders (f->plugins.registry);
  g_assert_nonnull (strstr (tapline_decoder_get_fault (decoders->pdata[0]), "switched off"));
  g_assert_null (tapline_decoder_get_fault (decoders->pdata[1]));

  /* By another thread, and not by that decoder. */
  assert_summary (f, 1, NULL);
  tapline_decoding_choose (f->decoding, "probe-two");
  assert_summary (f, 1, "FINE after 0, 0 as long");
  g_clear_pointer (&decoders, g_ptr_array_unref);
}

/* The thread that is left has what it needs for ever: these are the last tests of the program. */
static void
test_never_returns (void)
{
  static Fixture f;

  g_autoptr (GPtrArray) infos = NULL;

  fixture_init (&f, "lines");
  check_hanging (&f, "HANG\n");
  infos = tapline_plugin_registry_list_plugins (f.plugins.registry);
  g_assert_nonnull (strstr (((TaplinePluginInfo *) infos->pdata[0])->fault, "did not come back"));
  fixture_clear (&f);
}

static void
test_deep_and_many (void)
{
  Fixture f;
  const TaplineDecodedNode *nodes;
  TaplineDecoded *decoded;
  guint n;

  fixture_init (&f, "lines");
  /* As slow as a sanitizer makes it. */
  tapline_decoding_set_limits (f.decoding, HOUR_MS, HOUR_MS);
  say_text (&f, 0, "DEEP\n");
  say_text (&f, 0, "MANY\n");
  wait_for_messages (&f, 2);
  set_decoders (&f);
  decoded = tapline_decoding_wait (f.decoding, 0, TRUE);
  nodes = tapline_decoded_get_nodes (decoded, &n);
  g_assert_true (tapline_decoded_is_cut (decoded));
  g_assert_cmpuint (n, ==, 2 + TAPLINE_PLUGIN_DEPTH_MAX);
  for (guint i = 1; i < n - 1; i++)
    g_assert_cmpuint (nodes[i].depth, ==, i - 1);
  g_assert_cmpstr (nodes[n - 1].name, ==, "behind");
  g_assert_cmpuint (nodes[n - 1].depth, ==, 0);
  tapline_decoded_unref (decoded);

  decoded = tapline_decoding_wait (f.decoding, 1, TRUE);
  nodes = tapline_decoded_get_nodes (decoded, &n);
  g_assert_true (tapline_decoded_is_cut (decoded));
  g_assert_cmpuint (n, ==, TAPLINE_PLUGIN_NODES_MAX);
  /* Nothing but text, and nothing beyond the message. */
  g_assert_cmpstr (nodes[1].value, ==, "\\xff\\n\\x1b");
  g_assert_cmpuint (nodes[1].offset, ==, 5);
  g_assert_cmpuint (nodes[1].length, ==, 0);
  tapline_decoded_unref (decoded);
  fixture_clear (&f);
}

/* A message that is larger than what a decoder gets. */
static void
test_large (void)
{
  Fixture f;
  gsize size = 3 << 20;
  g_autofree char *text = g_malloc (size);
  g_autoptr (TaplineDecoded) decoded = NULL;

  fixture_init (&f, "lines");
  memset (text, 'A', size);
  text[size - 1] = '\n';
  for (gsize at = 0; at < size; at += 1 << 15)
    say (&f, 0, TAPLINE_DIRECTION_IN, text + at, 1 << 15);
  wait_for_messages (&f, 1);
  set_decoders (&f);
  decoded = tapline_decoding_wait (f.decoding, 0, FALSE);
  g_assert_true (g_str_has_prefix (tapline_decoded_get_summary (decoded), "AAAA"));
  g_assert_true (g_str_has_suffix (tapline_decoded_get_summary (decoded), "…"));
  g_assert_cmpuint (strlen (tapline_decoded_get_summary (decoded)), <, 1100);
  fixture_clear (&f);
}

/* Far more rows than are kept, and then the first ones again. */
static void
test_cache (void)
{
  Fixture f;

  fixture_init (&f, "lines");
  for (guint i = 0; i < 2 * N_CACHED; i++)
    say_text (&f, 0, "X\n");
  wait_for_messages (&f, 2 * N_CACHED);
  set_decoders (&f);
  for (guint i = 0; i < N_CACHED; i++)
    tapline_decoded_unref (tapline_decoding_wait (f.decoding, i, FALSE));
  for (guint i = 0; i < N_CACHED; i++)
    tapline_decoded_unref (tapline_decoding_wait (f.decoding, i, FALSE));
  g_assert_cmpuint (plugin_fixture_count (&f.plugins, "decode"), ==, N_CACHED);
  for (guint i = N_CACHED; i < 2 * N_CACHED; i++)
    tapline_decoded_unref (tapline_decoding_wait (f.decoding, i, FALSE));
  tapline_decoded_unref (tapline_decoding_wait (f.decoding, 0, FALSE));
  g_assert_cmpuint (plugin_fixture_count (&f.plugins, "decode"), ==, 2 * N_CACHED + 1);
  fixture_clear (&f);
}

/* Of many that are asked for the last are answered, and first; cancelled ones are not. */
static void
test_newest_first (void)
{
  Fixture f;
  g_autoptr (TaplineDecoded) newest = NULL;

  fixture_init (&f, "lines");
  for (guint i = 0; i < N_CACHED; i++)
    say_text (&f, 0, "X\n");
  wait_for_messages (&f, N_CACHED);
  set_decoders (&f);
  for (guint i = 0; i < N_CACHED; i++)
    g_clear_pointer (&(TaplineDecoded *) { tapline_decoding_get_summary (f.decoding, i) },
                     tapline_decoded_unref);
  newest = tapline_decoding_wait (f.decoding, N_CACHED - 1, FALSE);
  tapline_decoding_stop (f.decoding, 0);
  g_assert_nonnull (newest);
  g_assert_cmpuint (plugin_fixture_count (&f.plugins, "decode"), <, N_CACHED);
  fixture_clear (&f);
}

/* The plug-in goes while its decoder is at work, and is unloaded after that. */
static void
test_stop (void)
{
  Fixture f;
  int before;

  fixture_init (&f, "lines");
  tapline_decoding_set_limits (f.decoding, 100, HOUR_MS);
  say_text (&f, 0, "SPIN\n");
  wait_for_messages (&f, 1);
  set_decoders (&f);
  before = (int) plugin_fixture_count (&f.plugins, "decode");
  g_assert_null (tapline_decoding_get_summary (f.decoding, 0));
  while ((int) plugin_fixture_count (&f.plugins, "decode") == before)
    g_thread_yield ();
  g_assert_false (tapline_decoding_stop (f.decoding, 0));
  g_assert_finalize_object (g_steal_pointer (&f.plugins.registry));
  g_assert_cmpuint (plugin_fixture_count (&f.plugins, "unload"), ==, 0);
  g_assert_true (tapline_decoding_stop (f.decoding, 60000));
  g_assert_cmpuint (plugin_fixture_count (&f.plugins, "unload"), ==, 1);
  g_assert_null (tapline_decoding_wait (f.decoding, 0, FALSE));
  fixture_clear (&f);
}

int
main (int   argc,
      char *argv[])
{
  g_main_context_acquire (NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decoding/rows", test_rows);
  g_test_add_func ("/decoding/tree", test_tree);
  g_test_add_func ("/decoding/earlier", test_earlier);
  g_test_add_func ("/decoding/choice", test_choice);
  g_test_add_func ("/decoding/other-framing", test_other_framing);
  g_test_add_func ("/decoding/too-slow", test_too_slow);
  g_test_add_func ("/decoding/deep-and-many", test_deep_and_many);
  g_test_add_func ("/decoding/large", test_large);
  g_test_add_func ("/decoding/cache", test_cache);
  g_test_add_func ("/decoding/newest-first", test_newest_first);
  g_test_add_func ("/decoding/stop", test_stop);
  g_test_add_func ("/decoding/never-returns", test_never_returns);

  return g_test_run ();
}
