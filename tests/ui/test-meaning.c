/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What messages mean, where it is shown: rows that change in place, the tree beside the bytes; with
 * real recordings and a real plug-in. */
#include "config.h"

#include <string.h>

#include "../plugins/fixture.h"
#include "log-fixture.h"
#include "tapline-details.h"
#include "tapline-framing-popover.h"
#include "tapline-hex-view-private.h"
#include "tapline-tree-node.h"
#include "ui-test.h"

#define ASK_INTERVAL_MS 100
#define N_PAGES         20
#define HOUR_MS         (60 * 60 * 1000)

typedef struct
{
  PluginFixture      files;
  GtkWidget         *window;
  TaplineLog        *log;
  TaplineDetails    *details;
  TaplineCapture    *capture;
  TaplineFlow        flow;
  TaplineTranscript *transcript;
  TaplinePlugins    *plugins;
  TaplineMeaning    *meaning;
  gboolean           hangs;     /* a plug-in does, and so is never unloaded */
} Meaning;

static void
notify_cb (gpointer user_data)
{
}

static void
set_up (Meaning       *m,
        gconstpointer  data)
{
  g_autoptr (TaplineFraming) framing =
    tapline_framing_new ("lines", TAPLINE_MESSAGE_LIMIT_DEFAULT, NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  plugin_fixture_init (&m->files);
  plugin_fixture_install (&m->files, "probe.so", "probe");
  g_setenv ("TAPLINE_PLUGIN_PATH", m->files.folder, TRUE);
  path = g_build_filename (m->files.folder, "capture.pcapng", NULL);
  m->capture = tapline_capture_new (path, &error);
  g_assert_no_error (error);
  m->flow = (TaplineFlow) { 0 };
  tapline_address_parse (&m->flow.local, "127.0.0.1", 7000);
  tapline_address_parse (&m->flow.remote, "192.0.2.1", 40000);
  tapline_capture_open_flow (m->capture, &m->flow, NULL);
  m->transcript = tapline_transcript_new ();
  tapline_transcript_open (m->transcript, m->capture, framing, notify_cb, NULL, &error);
  g_assert_no_error (error);

  m->plugins = tapline_plugins_new (NULL);
  m->meaning = tapline_meaning_new (m->plugins);
  tapline_meaning_set_transcript (m->meaning, m->transcript);
  m->window = gtk_window_new ();
  m->log = TAPLINE_LOG (tapline_log_new ());
  m->details = TAPLINE_DETAILS (tapline_details_new ());
  tapline_log_set_meaning (m->log, m->meaning);
  tapline_details_set_meaning (m->details, m->meaning);
  tapline_log_set_list (m->log, TAPLINE_MESSAGE_LIST (m->transcript));
  gtk_widget_set_vexpand (GTK_WIDGET (m->log), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (m->log));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (m->details));
  gtk_window_set_child (GTK_WINDOW (m->window), box);
  gtk_window_set_default_size (GTK_WINDOW (m->window), 1000, 700);
  gtk_window_present (GTK_WINDOW (m->window));
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (m->log)));
}

static void
tear_down (Meaning       *m,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (m->log), (gpointer *) &m->log);
  gtk_window_destroy (GTK_WINDOW (m->window));
  wait_until (m->log == NULL);
  g_assert_finalize_object (m->meaning);
  tapline_plugins_stop (m->plugins, 60000);
  g_assert_finalize_object (m->plugins);
  tapline_transcript_stop (m->transcript);
  g_assert_finalize_object (m->transcript);
  tapline_capture_unref (m->capture);
  /* Unloaded, and behind the last message. */
  if (!m->hangs && plugin_fixture_count (&m->files, "prepare") > 0)
    plugin_fixture_wait_unloaded (&m->files, plugin_fixture_count (&m->files, "prepare"));
  plugin_fixture_clear (&m->files);
}

/* Records it, and waits until the list has so many messages. */
static void
say (Meaning    *m,
     const char *text,
     guint64     n)
{
  TaplineMessageList *list = TAPLINE_MESSAGE_LIST (m->transcript);

  tapline_capture_append (m->capture, &m->flow, TAPLINE_DIRECTION_IN, text, strlen (text));
  g_assert_true (tapline_capture_flush (m->capture, NULL));
  tapline_waker_wake (tapline_transcript_get_waker (m->transcript));
  wait_until ((tapline_transcript_look (m->transcript),
               tapline_message_list_get_n_messages (list) == n));
  tapline_message_list_changed (list);
}

static gboolean
shows (Meaning    *m,
       guint       index,
       const char *words)
{
  TaplineLogContent *content;
  g_autofree char *label = NULL;

  if (index >= m->log->contents->len)
    return FALSE;
  content = g_ptr_array_index (m->log->contents, index);
  label = tapline_log_content_dup_label (content);

  return content->node != NULL && strstr (label, words) != NULL;
}

static void
load (Meaning *m)
{
  tapline_plugins_load (m->plugins);
  wait_until (tapline_meaning_get_decoders (m->meaning)->len == 2);
}

static void
test_rows (Meaning       *m,
           gconstpointer  data)
{
  /* The window does not wait for plug-ins. */
  say (m, "HELLO\nworld\n", 2);
  wait_until (shows (m, 0, ": HELLO") && shows (m, 1, ": world"));
  g_assert_false (shows (m, 0, "Probe"));
  load (m);
  wait_until (shows (m, 0, ": Probe: HELLO after 0"));
  g_assert_true (shows (m, 1, ": Probe: world after 1"));
  g_assert_cmpuint (m->log->contents->len, ==, 2);

  /* The bytes are there for whoever wants them. */
  g_object_set (m->log->options, "log-body", TAPLINE_LOG_BODY_TEXT, NULL);
  wait_until (shows (m, 0, ": HELLO"));
  say (m, "AGAIN\n", 3);
  wait_until (shows (m, 2, ": AGAIN"));
  g_object_set (m->log->options, "log-body", TAPLINE_LOG_BODY_DECODED, NULL);
  wait_until (shows (m, 2, "Probe: AGAIN"));

  /* Another choice, and no plug-in any more. */
  tapline_meaning_choose (m->meaning, TAPLINE_DECODING_NONE);
  wait_until (shows (m, 0, ": HELLO"));
  tapline_meaning_choose (m->meaning, "probe");
  wait_until (shows (m, 0, "Probe: HELLO"));
  tapline_plugins_set_enabled (m->plugins, "probe", FALSE);
  wait_until (shows (m, 0, ": HELLO"));
  plugin_fixture_wait_unloaded (&m->files, 1);
  tapline_plugins_set_enabled (m->plugins, "probe", TRUE);
  wait_until (shows (m, 0, "Probe: HELLO"));
}

/* A decoder over its time: text, and a word about it. */
static void
test_too_slow (Meaning       *m,
               gconstpointer  data)
{
  load (m);
  say (m, "SPIN\n", 1);
  wait_until (shows (m, 0, ": SPIN (decoder too slow)"));
}

/* The same bytes are other messages, and mean something else. */
static void
test_framing (Meaning       *m,
              gconstpointer  data)
{
  g_autoptr (TaplineFraming) framing =
    tapline_framing_new ("delim:3b", TAPLINE_MESSAGE_LIMIT_DEFAULT, NULL);

  load (m);
  tapline_meaning_choose (m->meaning, "probe");
  say (m, "ONE;TWO;\n", 1);
  wait_until (shows (m, 0, "Probe: ONE;TWO; after 0"));
  g_assert_true (tapline_transcript_set_framing (m->transcript, framing, NULL));
  wait_until ((tapline_transcript_look (m->transcript),
               tapline_transcript_get_framing (m->transcript) == framing));
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (m->transcript));
  wait_until (shows (m, 0, "Probe: ONE after 0") && shows (m, 1, "Probe: TWO after 1"));
}

/* Pages that fly by are asked for ten times a second, however many there are. */
static void
test_flying_by (Meaning       *m,
                gconstpointer  data)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  Fixture f = { .window = m->window, .log = m->log };
  gint64 begin;
  guint n_before, n_rows, n_asked;

  for (guint i = 0; i < 2000; i++)
    g_string_append (lines, "X\n");
  load (m);
  say (m, lines->str, 2000);
  wait_until (shows (m, 0, "Probe"));
  n_rows = m->log->contents->len;
  n_before = plugin_fixture_count (&m->files, "decode");
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_PAGES; i++)
    {
      tapline_log_scroll_to (m->log, i * 2 * n_rows);
      fixture_wait_frames (&f, 1);
    }
  n_asked = (guint) ((g_get_monotonic_time () - begin) / 1000 / ASK_INTERVAL_MS + 2) * n_rows;
  wait_until (shows (m, 0, "Probe") && shows (m, n_rows - 2, "Probe"));
  g_assert_cmpuint (plugin_fixture_count (&m->files, "decode") - n_before, <=, n_asked);
}

static TaplineTree *
show (Meaning    *m,
      const char *text)
{
  TaplineTree *tree;

  say (m, text, 1);
  tapline_details_set_message (m->details, TAPLINE_MESSAGE_LIST (m->transcript), 0);
  wait_until ((tree = tapline_details_get_tree (m->details)) != NULL
              && gtk_widget_get_mapped (GTK_WIDGET (tree)));

  return tree;
}

static GtkSingleSelection *
get_selection (TaplineTree *tree)
{
  GtkWidget *scroller = gtk_widget_get_last_child (GTK_WIDGET (tree));
  GtkWidget *view = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller));

  return GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (view)));
}

static const TaplineDecodedNode *
get_selected (TaplineTree *tree)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (get_selection (tree));
  g_autoptr (TaplineTreeNode) node = NULL;

  if (row == NULL)
    return NULL;
  node = gtk_tree_list_row_get_item (row);

  return tapline_tree_node_get (node);
}

static void
test_details (Meaning       *m,
              gconstpointer  data)
{
  TaplineTree *tree;
  TaplineHexView *hex;

  say (m, "HELLO\n", 1);
  tapline_details_set_message (m->details, TAPLINE_MESSAGE_LIST (m->transcript), 0);
  wait_until (tapline_log_get_list (m->log) != NULL && shows (m, 0, "HELLO"));
  g_assert_null (tapline_details_get_tree (m->details));
  load (m);
  wait_until (tapline_details_get_tree (m->details) != NULL);
  tree = tapline_details_get_tree (m->details);
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (tree)));
  hex = tapline_details_get_hex_view (m->details);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (hex)));
  g_assert_null (get_selected (tree));
  g_assert_cmpuint (hex->highlight_end, ==, 0);

  /* Node to bytes. */
  gtk_single_selection_set_selected (get_selection (tree), 0);
  g_assert_cmpstr (get_selected (tree)->name, ==, "first");
  g_assert_cmpuint (hex->highlight_start, ==, 0);
  g_assert_cmpuint (hex->highlight_end, ==, 1);

  /* Bytes to node; the second byte belongs to none. */
  gtk_single_selection_set_selected (get_selection (tree), GTK_INVALID_LIST_POSITION);
  tapline_hex_view_set_highlight (hex, 0, 0, FALSE);
  tapline_hex_view_set_caret (hex, 1);
  g_assert_null (get_selected (tree));
  g_assert_cmpuint (hex->highlight_end, ==, 0);
  tapline_hex_view_set_caret (hex, 0);
  g_assert_cmpstr (get_selected (tree)->name, ==, "first");
  g_assert_cmpuint (hex->highlight_end, ==, 1);
  tapline_hex_view_select (hex, 0, 2);
  g_assert_cmpuint (hex->highlight_end, ==, 1);

  /* Not decoded any more: text. */
  tapline_meaning_choose (m->meaning, TAPLINE_DECODING_NONE);
  wait_until (!gtk_widget_get_mapped (GTK_WIDGET (tree)));
}

/* Of levels about the same byte the deepest is found, and opened. */
static void
test_deep (Meaning       *m,
           gconstpointer  data)
{
  TaplineTree *tree;
  guint64 start = 0, end = 1;

  load (m);
  tree = show (m, "DEEP\n");
  g_assert_true (tapline_tree_select_bytes (tree, &start, &end));
  g_assert_cmpuint (get_selected (tree)->depth, ==, TAPLINE_PLUGIN_DEPTH_MAX - 1);
  g_assert_cmpuint (end, ==, 1);
  start = 1;
  end = 2;
  g_assert_false (tapline_tree_select_bytes (tree, &start, &end));
}

/* As large as a tree can be: there are objects for what is on screen only. */
static void
test_large (Meaning       *m,
            gconstpointer  data)
{
  TaplineTree *tree = TAPLINE_TREE (tapline_tree_new ());
  TaplinePluginMessage message = {
    .size = sizeof message, .bytes = (const guint8 *) "X", .length = 1, .total = 1,
  };
  GtkWidget *window = gtk_window_new ();
  TaplineDecodedBuilder builder;
  g_autoptr (TaplineDecoded) decoded = NULL;
  guint64 start = 0, end = 1;

  tapline_decoded_builder_init (&builder, "large", "Large", &message, TRUE, HOUR_MS);
  for (guint i = 0; i < TAPLINE_PLUGIN_NODES_MAX; i++)
    {
      builder.output.add (&builder.output, TAPLINE_PLUGIN_PLAIN, 0, i % 2, "node", "%u", i);
      builder.output.enter (&builder.output);
      builder.output.leave (&builder.output);
    }
  decoded = tapline_decoded_builder_end (&builder);

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (tree));
  gtk_window_present (GTK_WINDOW (window));
  tapline_tree_set_decoded (tree, decoded);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (get_selection (tree)))
              == TAPLINE_PLUGIN_NODES_MAX);
  g_assert_true (tapline_tree_select_bytes (tree, &start, &end));
  g_assert_cmpstr (get_selected (tree)->value, ==, "1");
  gtk_single_selection_set_selected (get_selection (tree), TAPLINE_PLUGIN_NODES_MAX - 1);
  g_assert_cmpstr (get_selected (tree)->name, ==, "node");
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_drop_down (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_DROP_DOWN (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_drop_down (child);

  return found;
}

/* What can be chosen, with a star before what is. */
static char *
dup_choices (GtkDropDown *drop_down)
{
  GtkStringList *titles = GTK_STRING_LIST (gtk_drop_down_get_model (drop_down));
  GString *choices = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (titles));

  for (guint i = 0; i < n; i++)
    g_string_append_printf (choices, "%s%s\n",
                            i == gtk_drop_down_get_selected (drop_down) ? "*" : "",
                            gtk_string_list_get_string (titles, i));

  return g_string_free (choices, FALSE);
}

#define assert_choices(drop_down, expected) \
  G_STMT_START { \
    g_autofree char *choices_ = dup_choices (drop_down); \
    g_assert_cmpstr (choices_, ==, expected); \
  } G_STMT_END

/* The choice of a decoder, while it is open: plug-ins come and go. */
static void
test_choice (Meaning       *m,
             gconstpointer  data)
{
  GtkWidget *popover = tapline_framing_popover_new ();
  GtkDropDown *drop_down = GTK_DROP_DOWN (find_drop_down (popover));

  gtk_widget_set_parent (popover, GTK_WIDGET (m->log));
  tapline_framing_popover_set_meaning (TAPLINE_FRAMING_POPOVER (popover), m->meaning);
  assert_choices (drop_down, "*Automatic\nNone\n");
  load (m);
  assert_choices (drop_down, "*Automatic\nNone\nProbe\nProbe II\n");
  gtk_drop_down_set_selected (drop_down, 3);
  g_assert_cmpstr (tapline_meaning_get_choice (m->meaning), ==, "probe-two");

  tapline_plugins_set_enabled (m->plugins, "probe", FALSE);
  assert_choices (drop_down, "Automatic\nNone\n*probe-two (not there)\n");
  gtk_drop_down_set_selected (drop_down, 1);
  g_assert_cmpstr (tapline_meaning_get_choice (m->meaning), ==, TAPLINE_DECODING_NONE);
  gtk_drop_down_set_selected (drop_down, 2);
  g_assert_cmpstr (tapline_meaning_get_choice (m->meaning), ==, "probe-two");

  tapline_plugins_set_enabled (m->plugins, "probe", TRUE);
  wait_until (tapline_meaning_get_decoders (m->meaning)->len == 2);
  assert_choices (drop_down, "Automatic\nNone\nProbe\n*Probe II\n");
  gtk_widget_unparent (popover);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static gboolean
is_at_fault (Meaning *m)
{
  TaplineDecoder *decoder = tapline_meaning_get_decoders (m->meaning)->pdata[0];

  return tapline_decoder_get_fault (decoder) != NULL;
}

/* A decoder that hangs is told to the list of plug-ins when it is given up. */
static void
test_hanging (Meaning       *m,
              gconstpointer  data)
{
  TaplinePluginRegistry *registry = tapline_plugins_get_registry (m->plugins);
  guint n_told = 0;
  gulong handler;

  load (m);
  m->hangs = TRUE;
  handler = g_signal_connect_swapped (registry, "changed", G_CALLBACK (count_cb), &n_told);
  say (m, "HANG\n", 1);
  wait_until (is_at_fault (m));
  wait_until (n_told == 1);
  wait_until (shows (m, 0, ": HANG (decoder too slow)"));
  g_assert_cmpuint (n_told, ==, 1);
  g_signal_handler_disconnect (registry, handler);
}

int
main (int   argc,
      char *argv[])
{
  g_main_context_acquire (NULL);
  ui_test_init (&argc, &argv);

#define ADD(path, function) \
  g_test_add (path, Meaning, NULL, set_up, function, tear_down)

  ADD ("/meaning/rows", test_rows);
  ADD ("/meaning/too-slow", test_too_slow);
  ADD ("/meaning/framing", test_framing);
  ADD ("/meaning/flying-by", test_flying_by);
  ADD ("/meaning/details", test_details);
  ADD ("/meaning/deep", test_deep);
  ADD ("/meaning/large", test_large);
  ADD ("/meaning/choice", test_choice);
  ADD ("/meaning/hanging", test_hanging);

  return g_test_run ();
}
