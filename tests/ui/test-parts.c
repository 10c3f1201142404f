/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window is made of, each part by itself: the words of the command line, the meter, the
 * figures, and that every widget goes when it is let go. */
#include "config.h"

#include <gtk/gtk.h>

#include "tapline-command-line.h"
#include "tapline-composer.h"
#include "tapline-endpoint-bar.h"
#include "tapline-figures.h"
#include "tapline-framing-popover.h"
#include "tapline-inscription.h"
#include "tapline-listen-popover.h"
#include "tapline-meter.h"
#include "tapline-notice.h"
#include "tapline-offer.h"
#include "tapline-preferences.h"
#include "tapline-page.h"
#include "tapline-session-row.h"
#include "tapline-split.h"
#include "tapline-status-bar.h"
#include "tapline-tooltip.h"
#include "tapline-tree.h"
#include "tapline-welcome.h"
#include "ui-test.h"

static TaplineCommandLine *
parse (const char  *words,
       GError     **error)
{
  g_auto (GStrv) vector = g_strsplit (words, " ", -1);

  return tapline_command_line_parse ((const char *const *) vector, "/nowhere", FALSE, error);
}

/* A file is what is called like one, or is there; in the folder where that was typed. */
static void
test_command_line_files (void)
{
  static const struct
  {
    const char *words;
    const char *path; /* NULL for an endpoint */
  } lines[] = {
    { "tapline a.pcap", "/nowhere/a.pcap" },
    { "tapline ../b/c.pcapng", "/b/c.pcapng" },
    { "tapline /proc/self/status", "/proc/self/status" },
    { "tapline a.pcap 80", NULL },
    { "tapline a.pcap:80", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplineCommandLine) line = parse (lines[i].words, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (line->path, ==, lines[i].path);
      g_assert_true ((line->endpoint == NULL) == (lines[i].path != NULL));
    }
}

static void
test_command_line (void)
{
  static const struct
  {
    const char *words;
    const char *endpoint;
    gboolean    listen;
  } good[] = {
    { "tapline scope.lab 5025", "scope.lab:5025", FALSE },
    { "tapline scope.lab:5025", "scope.lab:5025", FALSE },
    { "tapline tcp://scope.lab:5025", "scope.lab:5025", FALSE },
    { "tapline [::1]:7000", "[::1]:7000", FALSE },
    { "tapline ::1 7000", "[::1]:7000", FALSE },
    { "tapline --listen 7000", "127.0.0.1:7000", TRUE },
    { "tapline -l 0", "127.0.0.1:0", TRUE },
    { "tapline --listen=0.0.0.0:7000", "0.0.0.0:7000", TRUE },
    { "tapline --listen [::]:7000", "[::]:7000", TRUE },
  };
  static const char *const bad[] = {
    "tapline --nonsense",          "tapline scope.lab",        "tapline scope.lab 0",
    "tapline scope.lab 65536",     "tapline a 1 b",            "tapline --listen x",
    "tapline --demo scope.lab 1",  "tapline --listen",         "tapline --listen 1 --demo",
    "tapline scope.lab:1 2",       "tapline --listen 1 a 1",  "tapline --framing fixed:0 a 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplineCommandLine) line = parse (good[i].words, &error);
      g_autofree char *endpoint = NULL;

      g_assert_no_error (error);
      g_assert_nonnull (line->endpoint);
      endpoint = tapline_endpoint_to_string (line->endpoint);
      g_assert_cmpstr (endpoint, ==, good[i].endpoint);
      g_assert_cmpint (line->endpoint->listen, ==, good[i].listen);
    }

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (parse (bad[i], &error));
      g_assert_nonnull (error);
      g_assert_null (strchr (error->message, '\n'));
    }
}

static void
test_command_line_without_words (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineCommandLine) none = parse ("tapline", &error);
  g_autoptr (TaplineCommandLine) demo = parse ("tapline --demo", &error);
  g_autoptr (TaplineCommandLine) service = parse ("tapline --gapplication-service", &error);
  g_autoptr (TaplineCommandLine) framing = parse ("tapline --framing fixed:188", &error);

  g_assert_no_error (error);
  g_assert_null (none->endpoint);
  g_assert_false (none->demo);
  g_assert_true (demo->demo);
  g_assert_true (service->service);
  g_assert_null (none->framing);
  g_assert_cmpstr (framing->framing, ==, "fixed:188");
}

/* A second at 1000 messages and 64,000 bytes a second, looked at every tenth of it. */
static void
test_meter_rate (void)
{
  TaplineMeter meter = { 0 };
  TaplineSessionCounters counters = { 0 };
  gint64 now = 5 * G_TIME_SPAN_SECOND;

  g_assert_cmpfloat (tapline_meter_get_rate (&meter), ==, 0.0);
  for (int i = 0; i <= 20; i++)
    {
      tapline_meter_look (&meter, now, &counters);
      now += 100 * G_TIME_SPAN_MILLISECOND;
      counters.messages += 100;
      counters.received += 6400;
    }
  g_assert_cmpfloat_with_epsilon (tapline_meter_get_rate (&meter), 1000.0, 1.0);

  /* Nothing more comes: it falls to nothing within its second. */
  counters.messages -= 100;
  for (int i = 0; i <= 11; i++)
    {
      tapline_meter_look (&meter, now, &counters);
      now += 100 * G_TIME_SPAN_MILLISECOND;
    }
  g_assert_cmpfloat (tapline_meter_get_rate (&meter), ==, 0.0);

  /* Looks that crowd do not shorten what it spans. */
  for (int i = 0; i < 100; i++)
    {
      tapline_meter_look (&meter, now, &counters);
      now += 1 * G_TIME_SPAN_MILLISECOND;
    }
  counters.messages += 500;
  tapline_meter_look (&meter, now, &counters);
  g_assert_cmpfloat (tapline_meter_get_rate (&meter), >, 300.0);
  g_assert_cmpfloat (tapline_meter_get_rate (&meter), <, 700.0);
}

/* Another framing, other numbers: those are not compared. */
static void
test_meter_reset (void)
{
  TaplineMeter meter = { 0 };
  TaplineSessionCounters counters = { .messages = 1000 };

  tapline_meter_look (&meter, G_TIME_SPAN_SECOND, &counters);
  tapline_meter_reset (&meter);
  counters.messages = 5;
  for (int i = 12; i < 16; i++)
    {
      tapline_meter_look (&meter, i * G_TIME_SPAN_SECOND / 10, &counters);
      g_assert_cmpfloat (tapline_meter_get_rate (&meter), ==, 0.0);
    }
}

static void
test_meter_behind (void)
{
  TaplineMeter meter = { 0 };
  TaplineSessionCounters counters = { 0 };
  gint64 now = 0;

  g_assert_cmpuint (tapline_meter_get_behind (&meter, &counters, 0), ==, 0);

  /* A stage that is a tenth of a second behind is not behind; one that stands still is. */
  for (int i = 0; i < 10; i++)
    {
      counters.received += 1000;
      tapline_meter_look (&meter, now, &counters);
      now += 100 * G_TIME_SPAN_MILLISECOND;
    }
  g_assert_cmpuint (tapline_meter_get_behind (&meter, &counters, 10000), ==, 0);
  g_assert_cmpuint (tapline_meter_get_behind (&meter, &counters, 9000), ==, 0);
  g_assert_cmpuint (tapline_meter_get_behind (&meter, &counters, 1000), ==, 9000);
}

static void
test_figures (void)
{
  g_autofree char *one = tapline_figures_format_messages (1);
  g_autofree char *many = tapline_figures_format_messages (12);
  g_autofree char *peers = tapline_figures_format_peers (3);
  g_autofree char *slow = tapline_figures_format_rate (640.4);
  g_autofree char *fast = tapline_figures_format_rate (12400.0);
  g_autofree char *fastest = tapline_figures_format_rate (12400000.0);

  g_assert_cmpstr (one, ==, "1 message");
  g_assert_cmpstr (many, ==, "12 messages");
  g_assert_cmpstr (peers, ==, "3 peers");
  g_assert_cmpstr (slow, ==, "640 /s");
  g_assert_cmpstr (fast, ==, "12.4 k/s");
  g_assert_cmpstr (fastest, ==, "12.40 M/s");
}

static void
test_endpoint_bar (void)
{
  GtkWidget *widget = g_object_ref_sink (tapline_endpoint_bar_new ());
  TaplineEndpointBar *bar = TAPLINE_ENDPOINT_BAR (widget);
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineEndpoint) endpoint = NULL;

  /* A port that the host brings along is newer than one that was there. */
  tapline_endpoint_bar_set_endpoint (bar, "tcp://scope.lab:5025", "7000");
  endpoint = tapline_endpoint_bar_parse (bar, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (endpoint->host, ==, "scope.lab");
  g_assert_cmpuint (endpoint->port, ==, 5025);
  g_assert_cmpstr (tapline_endpoint_bar_get_host (bar), ==, "scope.lab");
  g_assert_cmpstr (tapline_endpoint_bar_get_port (bar), ==, "5025");

  tapline_endpoint_bar_set_endpoint (bar, "", "7000");
  g_assert_null (tapline_endpoint_bar_parse (bar, &error));
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_HOST_EMPTY);

  g_assert_finalize_object (widget);
}

static void
test_listen_popover (void)
{
  GtkWidget *widget = g_object_ref_sink (tapline_listen_popover_new ());
  TaplineListenPopover *popover = TAPLINE_LISTEN_POPOVER (widget);

  g_assert_cmpstr (tapline_listen_popover_get_address (popover), ==, TAPLINE_LISTEN_LOOPBACK);
  tapline_listen_popover_set_address (popover, TAPLINE_LISTEN_ANY);
  g_assert_cmpstr (tapline_listen_popover_get_address (popover), ==, TAPLINE_LISTEN_ANY);
  tapline_listen_popover_set_address (popover, "192.168.0.7");
  g_assert_cmpstr (tapline_listen_popover_get_address (popover), ==, "192.168.0.7");
  tapline_listen_popover_set_address (popover, TAPLINE_LISTEN_LOOPBACK);
  g_assert_cmpstr (tapline_listen_popover_get_address (popover), ==, TAPLINE_LISTEN_LOOPBACK);

  g_assert_finalize_object (widget);
}

static void
test_composer_line_ending (void)
{
  GtkWidget *widget = g_object_ref_sink (tapline_composer_new ());
  TaplineComposer *composer = TAPLINE_COMPOSER (widget);
  static const char *const names[] = { "crlf", "cr", "none", "lf" };

  g_assert_cmpstr (tapline_composer_get_line_ending (composer), ==, "lf");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      tapline_composer_set_line_ending (composer, names[i]);
      g_assert_cmpstr (tapline_composer_get_line_ending (composer), ==, names[i]);
    }
  tapline_composer_set_line_ending (composer, "nonsense");
  g_assert_cmpstr (tapline_composer_get_line_ending (composer), ==, "lf");

  g_assert_finalize_object (widget);
}

static void
test_new_destroy (gconstpointer data)
{
  GtkWidget *(*const *create) (void) = data;
  GtkWidget *widget = g_object_ref_sink ((*create) ());

  g_assert_finalize_object (widget);
}

/* What was copied is told until something else is, or for a moment. */
static void
test_page_remark (void)
{
  GtkWidget *widget = g_object_ref_sink (tapline_page_new ());
  TaplinePage *page = TAPLINE_PAGE (widget);

  while (tapline_page_get_log (page) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (tapline_page_get_remark (page));
  g_signal_emit_by_name (tapline_page_get_log (page), "copied", "Copied 2 messages");
  g_assert_cmpstr (tapline_page_get_remark (page), ==, "Copied 2 messages");
  g_signal_emit_by_name (tapline_page_get_log (page), "copied", "Copied 3 messages");
  g_assert_cmpstr (tapline_page_get_remark (page), ==, "Copied 3 messages");
  while (tapline_page_get_remark (page) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (widget);
}

static void
test_page_and_row (void)
{
  GtkWidget *page = g_object_ref_sink (tapline_page_new ());
  GtkWidget *row = g_object_ref_sink (tapline_session_row_new (TAPLINE_PAGE (page)));
  g_autoptr (GError) error = g_error_new_literal (TAPLINE_ERROR, TAPLINE_ERROR_REFUSED, "Refused.");
  g_autofree char *title = tapline_page_dup_title (TAPLINE_PAGE (page));

  g_assert_cmpstr (title, ==, "New session");
  g_assert_false (tapline_page_is_open (TAPLINE_PAGE (page)));
  tapline_page_set_error (TAPLINE_PAGE (page), error);
  g_assert_error (tapline_page_get_error (TAPLINE_PAGE (page)), TAPLINE_ERROR,
                  TAPLINE_ERROR_REFUSED);
  tapline_page_set_error (TAPLINE_PAGE (page), NULL);
  g_assert_null (tapline_page_get_error (TAPLINE_PAGE (page)));

  g_assert_finalize_object (row);
  g_assert_finalize_object (page);
}

/* A page that got its session, its log, its details and its message entry. */
static void
test_page_with_session (void)
{
  GtkWidget *page = g_object_ref_sink (tapline_page_new ());
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
  TaplineSession *session = tapline_session_new (sidecar, "/nonexistent");

  tapline_page_set_session (TAPLINE_PAGE (page), session);
  g_assert_true (tapline_page_get_session (TAPLINE_PAGE (page)) == session);
  tapline_page_refresh (TAPLINE_PAGE (page));
  g_object_unref (session);

  session = tapline_page_steal_session (TAPLINE_PAGE (page));
  g_assert_finalize_object (page);
  g_assert_finalize_object (session);
}

static void
test_split (void)
{
  GtkWidget *content = gtk_label_new ("content");
  GtkWidget *split = g_object_ref_sink (g_object_new (TAPLINE_TYPE_SPLIT,
                                                      "sidebar", gtk_label_new ("sidebar"),
                                                      "content", content,
                                                      NULL));
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), split);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 300);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  g_assert_false (tapline_split_get_narrow (TAPLINE_SPLIT (split)));
  g_assert_true (tapline_split_get_revealed (TAPLINE_SPLIT (split)));

  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  while (!tapline_split_get_narrow (TAPLINE_SPLIT (split)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tapline_split_get_revealed (TAPLINE_SPLIT (split)));
  tapline_split_set_revealed (TAPLINE_SPLIT (split), TRUE);
  g_assert_true (tapline_split_get_revealed (TAPLINE_SPLIT (split)));

  /* What was revealed over the content does not count when there is room again. */
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 300);
  while (tapline_split_get_narrow (TAPLINE_SPLIT (split)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tapline_split_get_revealed (TAPLINE_SPLIT (split)));

  /* Large letters need more. */
  gtk_widget_set_size_request (content, 800, -1);
  while (!tapline_split_get_narrow (TAPLINE_SPLIT (split)))
    g_main_context_iteration (NULL, TRUE);

  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (split);
}

/* Asks as GTK does when the pointer rests. */
static gboolean
has_tooltip (GtkWidget *widget)
{
  g_autoptr (GObject) tooltip = g_object_new (g_type_from_name ("GtkTooltip"), NULL);
  gboolean shown = FALSE;

  g_signal_emit_by_name (widget, "query-tooltip", 0, 0, FALSE, tooltip, &shown);

  return shown;
}

static gboolean
says (GtkWidget  *bar,
      const char *text)
{
  for (GtkWidget *part = gtk_widget_get_first_child (bar); part != NULL;
       part = gtk_widget_get_next_sibling (part))
    if (GTK_IS_INSCRIPTION (part)
        && g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (part)), text) == 0)
      return TRUE;

  return FALSE;
}

/* What is cut again is told in the place of what it is behind by. */
static void
test_status_bar_progress (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *bar = tapline_status_bar_new ();
  TaplineSessionCounters counters = { 0 };
  TaplineMeter meter = { 0 };

  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 100);
  gtk_window_set_child (GTK_WINDOW (window), bar);
  tapline_status_bar_update (TAPLINE_STATUS_BAR (bar), "Connected", FALSE, NULL, &counters, &meter,
                             0.437);
  gtk_window_present (GTK_WINDOW (window));
  while (!says (bar, "Cutting into messages again… 43 %"))
    g_main_context_iteration (NULL, TRUE);
  tapline_status_bar_update (TAPLINE_STATUS_BAR (bar), "Connected", FALSE, NULL, &counters, &meter,
                             1);
  while (!says (bar, "received = recorded = indexed"))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Where there is room the state is whole, and all texts stand at the same height, whole or cut. */
static void
test_status_bar_room (void)
{
  static const char state[] = "Listening on 127.0.0.1:42763 · not following";
  GtkWidget *window = gtk_window_new ();
  GtkWidget *bar = tapline_status_bar_new ();
  TaplineSessionCounters counters = { 0 };
  TaplineMeter meter = { 0 };
  graphene_rect_t first, other;

  gtk_widget_set_size_request (bar, 760, -1);
  gtk_window_set_child (GTK_WINDOW (window), bar);
  gtk_window_present (GTK_WINDOW (window));
  for (guint cut = 0; cut < 2; cut++)
    {
      g_autofree char *words = cut ? g_strdup_printf ("%s, %s", state, state) : g_strdup (state);
      GtkWidget *part = gtk_widget_get_first_child (bar);
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (part, words);
      int width;

      tapline_status_bar_update (TAPLINE_STATUS_BAR (bar), words, FALSE, NULL, &counters, &meter,
                                 1);
      while (!says (bar, words) || gtk_widget_get_width (part) == 0)
        g_main_context_iteration (NULL, TRUE);
      gtk_widget_queue_allocate (bar);
      gtk_test_widget_wait_for_draw (window);
      pango_layout_get_pixel_size (layout, &width, NULL);
      g_assert_cmpint (gtk_widget_get_width (part) >= width, ==, !cut);
      g_assert_true (gtk_widget_compute_bounds (part, bar, &first));
      while ((part = gtk_widget_get_next_sibling (part)) != NULL)
        if (GTK_IS_INSCRIPTION (part))
          {
            g_assert_true (gtk_widget_compute_bounds (part, bar, &other));
            g_assert_cmpfloat (other.origin.y, ==, first.origin.y);
            g_assert_cmpfloat (other.size.height, ==, first.size.height);
          }
      /* No higher than one line, or a text that is cut stands at the top. */
      gtk_widget_measure (gtk_widget_get_first_child (bar), GTK_ORIENTATION_VERTICAL, -1, NULL,
                          &width, NULL, NULL);
      g_assert_cmpfloat (first.size.height, ==, width);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_tooltip (void)
{
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_label_new ("bytes"));

  g_assert_null (tapline_tooltip_get (widget));
  tapline_tooltip_set (widget, "in the recording");
  tapline_tooltip_set (widget, "in the index");
  g_assert_true (gtk_widget_get_has_tooltip (widget));
  g_assert_cmpstr (tapline_tooltip_get (widget), ==, "in the index");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "in the index");
  g_assert_true (has_tooltip (widget));
  tapline_tooltip_set (widget, NULL);
  g_assert_false (has_tooltip (widget));
  /* GTK's own would ask the server. */
  g_assert_null (gtk_widget_get_tooltip_text (widget));
}

static GtkWidget *
create_offer (void)
{
  g_autoptr (TaplineRecordings) recordings = tapline_recordings_new ("/nonexistent");
  GtkWidget *offer = tapline_offer_new (recordings);

  /* There is nothing to offer. */
  g_assert_false (gtk_widget_get_visible (offer));

  return offer;
}

static void
test_preferences (void)
{
  g_autoptr (TaplineRecordings) recordings = tapline_recordings_new ("/nonexistent");
  g_autoptr (TaplinePlugins) plugins = tapline_plugins_new (NULL);
  GtkWidget *preferences = tapline_preferences_new (NULL, NULL, recordings, plugins);

  gtk_window_destroy (GTK_WINDOW (preferences));
  while (G_OBJECT (recordings)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_inscription (void)
{
  GtkWidget *inscription = g_object_ref_sink (gtk_inscription_new ("10 peers"));
  GtkWidget *born_rtl = NULL;

  gtk_inscription_set_xalign (GTK_INSCRIPTION (inscription), 0.25f);
  tapline_inscription_follow_direction (GTK_INSCRIPTION (inscription));
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (inscription)), ==, 0.25f);
  gtk_widget_set_direction (inscription, GTK_TEXT_DIR_RTL);
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (inscription)), ==, 0.75f);
  gtk_widget_set_direction (inscription, GTK_TEXT_DIR_LTR);
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (inscription)), ==, 0.25f);
  g_assert_finalize_object (inscription);

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  born_rtl = g_object_ref_sink (gtk_inscription_new ("10 peers"));
  gtk_inscription_set_xalign (GTK_INSCRIPTION (born_rtl), 0);
  tapline_inscription_follow_direction (GTK_INSCRIPTION (born_rtl));
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (born_rtl)), ==, 1);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_assert_finalize_object (born_rtl);
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LIST_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_list (child);

  return found;
}

static guint
count_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;

  return n;
}

/* Widgets for the rows of a large tree come in steps, but at once for what is looked for. */
static void
test_large_tree (void)
{
  static const guint8 bytes[1000];
  const TaplinePluginMessage message = { .bytes = bytes, .length = sizeof bytes };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *tree = tapline_tree_new ();
  GtkWidget *list = find_list (tree);
  TaplineDecodedBuilder builder;
  g_autoptr (TaplineDecoded) decoded = NULL;
  guint64 start = 999, end = 1000;
  GtkSelectionModel *model;

  tapline_decoded_builder_init (&builder, "test", "Test", &message, TRUE, 10000);
  for (gsize i = 0; i < sizeof bytes; i++)
    builder.output.add (&builder.output, TAPLINE_PLUGIN_PLAIN, i, 1, "byte", "%zu", i);
  decoded = tapline_decoded_builder_end (&builder);
  gtk_window_set_child (GTK_WINDOW (window), tree);
  gtk_window_present (GTK_WINDOW (window));

  tapline_tree_set_decoded (TAPLINE_TREE (tree), decoded);
  g_assert_cmpuint (count_children (list), >, 0);
  g_assert_cmpuint (count_children (list), <, 50);
  model = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  while (g_list_model_get_n_items (G_LIST_MODEL (model)) < sizeof bytes)
    g_main_context_iteration (NULL, TRUE);

  tapline_tree_set_decoded (TAPLINE_TREE (tree), NULL);
  tapline_tree_set_decoded (TAPLINE_TREE (tree), decoded);
  g_assert_true (tapline_tree_select_bytes (TAPLINE_TREE (tree), &start, &end));
  model = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  g_assert_true (gtk_selection_model_is_selected (model, 999));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    GtkWidget  *(*create) (void);
  } widgets[] = {
    { "/parts/notice/new-destroy", tapline_notice_new },
    { "/parts/framing-popover/new-destroy", tapline_framing_popover_new },
    { "/parts/offer/new-destroy", create_offer },
    { "/parts/status-bar/new-destroy", tapline_status_bar_new },
    { "/parts/welcome/new-destroy", tapline_welcome_new },
  };

  g_main_context_acquire (NULL);
  ui_test_init (&argc, &argv);

  g_test_add_func ("/parts/command-line/words", test_command_line);
  g_test_add_func ("/parts/command-line/files", test_command_line_files);
  g_test_add_func ("/parts/command-line/no-words", test_command_line_without_words);
  g_test_add_func ("/parts/meter/rate", test_meter_rate);
  g_test_add_func ("/parts/meter/reset", test_meter_reset);
  g_test_add_func ("/parts/meter/behind", test_meter_behind);
  g_test_add_func ("/parts/figures", test_figures);
  g_test_add_func ("/parts/endpoint-bar", test_endpoint_bar);
  g_test_add_func ("/parts/listen-popover", test_listen_popover);
  g_test_add_func ("/parts/composer", test_composer_line_ending);
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    g_test_add_data_func (widgets[i].path, &widgets[i].create, test_new_destroy);
  g_test_add_func ("/parts/page/remark", test_page_remark);
  g_test_add_func ("/parts/page/row", test_page_and_row);
  g_test_add_func ("/parts/page/session", test_page_with_session);
  g_test_add_func ("/parts/split", test_split);
  g_test_add_func ("/parts/status-bar/progress", test_status_bar_progress);
  g_test_add_func ("/parts/status-bar/room", test_status_bar_room);
  g_test_add_func ("/parts/preferences", test_preferences);
  g_test_add_func ("/parts/inscription", test_inscription);
  g_test_add_func ("/parts/tooltip", test_tooltip);
  g_test_add_func ("/parts/large-tree", test_large_tree);

  return g_test_run ();
}
