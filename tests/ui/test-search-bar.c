/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search together with what changes the rows under it: a filter, another framing, highlight
 * rules, a view that was cleared. Message number 0 is a note, and line i is message i. */
#include "config.h"

#include <gtk/gtk.h>

#include "shown.h"
#include "tapline-filtered-list.h"
#include "tapline-log-private.h"
#include "tapline-search-bar.h"
#include "ui-test.h"

#define N_LINES  400
#define DEADLINE (20 * G_TIME_SPAN_SECOND)

typedef struct
{
  Shown                shown;
  TaplineFilteredList *rows;
  GtkWidget           *window;
  TaplineLog          *log;
  TaplineSearchBar    *bar;
} Desk;

static guint64
n_rows (Desk *self)
{
  return tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (self->rows));
}

static void
set_up (Desk          *self,
        gconstpointer  unused)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  shown_init (&self->shown);
  self->rows = tapline_filtered_list_new (self->shown.transcript);
  shown_open (&self->shown, "lines");
  shown_say_lines (&self->shown, 1, N_LINES);
  shown_settle (&self->shown);

  self->log = TAPLINE_LOG (tapline_log_new ());
  tapline_log_set_list (self->log, TAPLINE_MESSAGE_LIST (self->rows));
  gtk_widget_set_vexpand (GTK_WIDGET (self->log), TRUE);
  self->bar = TAPLINE_SEARCH_BAR (tapline_search_bar_new (self->log, self->shown.transcript));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->log));
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 800, 500);
  gtk_window_set_child (GTK_WINDOW (self->window), box);
  gtk_window_present (GTK_WINDOW (self->window));
  shown_wait_for (tapline_log_n_rows (self->log) == N_LINES + 1 && self->log->contents->len > 0);
}

static void
tear_down (Desk          *self,
           gconstpointer  unused)
{
  g_object_add_weak_pointer (G_OBJECT (self->log), (gpointer *) &self->log);
  gtk_window_destroy (GTK_WINDOW (self->window));
  shown_wait_for (self->log == NULL);
  g_assert_finalize_object (self->rows);
  shown_clear (&self->shown);
}

/* @text: (nullable) */
static void
filter (Desk       *self,
        const char *text)
{
  g_autoptr (TaplineQuery) query = NULL;
  g_autoptr (GError) error = NULL;

  if (text != NULL)
    query = tapline_query_parse (text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tapline_filtered_list_set_query (self->rows, query, &error));
  shown_wait_for (!tapline_filtered_list_is_preparing (self->rows));
}

/* From the first row on. */
static void
open_search (Desk       *self,
             const char *text)
{
  shown_wait_for (tapline_log_n_rows (self->log) == n_rows (self));
  tapline_log_set_cursor (self->log, 0);
  tapline_search_bar_open (self->bar, TAPLINE_PATTERN_TEXT, text);
}

static void
assert_told (Desk       *self,
             const char *words)
{
  GObject *status = gtk_widget_get_template_child (GTK_WIDGET (self->bar), TAPLINE_TYPE_SEARCH_BAR,
                                                   "status");
  gint64 until = g_get_monotonic_time () + DEADLINE;

  while (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (status)), words) != 0
         && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (status)), ==, words);
}

/* What the row of the cursor says. */
static char *
dup_current (Desk *self)
{
  TaplineMessage message;

  if (!tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (self->rows),
                                         tapline_log_get_cursor (self->log), 100, &message))
    return NULL;

  return g_strndup ((const char *) message.head, message.head_length - message.ending);
}

static void
assert_goes (Desk       *self,
             gboolean    forward,
             const char *words)
{
  guint64 before = tapline_log_get_cursor (self->log);
  g_autofree char *current = NULL;

  tapline_search_bar_go (self->bar, forward);
  shown_wait_for (tapline_log_get_cursor (self->log) != before);
  current = dup_current (self);
  g_assert_cmpstr (current, ==, words);
}

/* Only what the filter lets through is counted and gone to, both ways and round the ends. */
static void
test_filter (Desk          *self,
             gconstpointer  unused)
{
  filter (self, "regex:7$");
  open_search (self, "line 3");
  assert_told (self, "1 of 11 messages");
  assert_goes (self, TRUE, "line 307");
  assert_told (self, "2 of 11 messages");
  assert_goes (self, TRUE, "line 317");
  assert_goes (self, FALSE, "line 307");
  assert_goes (self, FALSE, "line 37");
  assert_goes (self, FALSE, "line 397");
  assert_told (self, "11 of 11 messages, from the end");
  assert_goes (self, TRUE, "line 37");
  assert_told (self, "1 of 11 messages, from the start");

  /* What comes is counted if the filter lets it through. */
  shown_say_lines (&self->shown, 3000, 3010);
  shown_settle (&self->shown);
  assert_told (self, "1 of 12 messages, from the start");
  assert_goes (self, FALSE, "line 3007");
}

/* The filter changes under an open search. */
static void
test_other_filter (Desk          *self,
                   gconstpointer  unused)
{
  open_search (self, "line 3");
  assert_told (self, "1 of 111 messages");
  assert_goes (self, TRUE, "line 30");
  filter (self, "text:0");
  assert_told (self, "1 of 20 messages");
  assert_goes (self, TRUE, "line 300");
  filter (self, "text:nothing");
  assert_told (self, "No messages match");
  tapline_search_bar_go (self->bar, TRUE);
  filter (self, NULL);
  shown_wait_for (tapline_log_n_rows (self->log) == N_LINES + 1 && n_rows (self) == N_LINES + 1);
  tapline_log_set_cursor (self->log, 300);
  assert_told (self, "12 of 111 messages");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->bar)));
}

/* The messages are cut anew under an open search, with a filter and without. */
static void
test_other_framing (Desk          *self,
                    gconstpointer  unused)
{
  open_search (self, "line 3");
  assert_told (self, "1 of 111 messages");
  shown_set_framing (&self->shown, "delim:31");
  assert_told (self, "1 of 23 messages");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->bar)));
  shown_set_framing (&self->shown, "lines");
  shown_wait_for (tapline_log_n_rows (self->log) == N_LINES + 1);
  filter (self, "regex:7$");
  shown_set_framing (&self->shown, "fixed:4");
  assert_told (self, "No messages match");
  /* While the rows are held there are as many as before. */
  shown_wait_for (!tapline_filtered_list_is_preparing (self->rows) && n_rows (self) != 40);
  shown_set_framing (&self->shown, "lines");
  shown_wait_for (!tapline_filtered_list_is_preparing (self->rows) && n_rows (self) == 40
                  && tapline_log_n_rows (self->log) == 40);
  tapline_log_set_cursor (self->log, 3);
  assert_told (self, "1 of 11 messages");
  assert_goes (self, TRUE, "line 307");
}

/* What was cleared from view is neither counted nor gone to. */
static void
test_cleared (Desk          *self,
              gconstpointer  unused)
{
  filter (self, "regex:7$");
  open_search (self, "line 3");
  assert_told (self, "1 of 11 messages");
  tapline_log_clear_view (self->log);
  shown_say_lines (&self->shown, 3000, 3020);
  shown_settle (&self->shown);
  shown_wait_for (tapline_log_n_rows (self->log) == 2);
  assert_goes (self, TRUE, "line 3007");
  assert_told (self, "1 of 2 messages");
  assert_goes (self, FALSE, "line 3017");
  assert_told (self, "2 of 2 messages, from the end");
}

/* The name of the rule in each row that is shown, and whether what is searched for is marked. */
static char *
dup_rows (Desk *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->log->contents->len; i++)
    {
      const TaplineLogContent *content = g_ptr_array_index (self->log->contents, i);

      g_string_append_printf (text, "%.*s %s %u\n", (int) content->message.head_length - 1,
                              (const char *) content->message.head,
                              content->rule != NULL ? content->rule->name : "-", content->n_hits);
    }

  return g_string_free (text, FALSE);
}

static void
assert_rows (Desk       *self,
             const char *rows)
{
  gint64 until = g_get_monotonic_time () + DEADLINE;
  g_autofree char *text = dup_rows (self);

  while (g_strcmp0 (text, rows) != 0 && g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, FALSE);
      g_free (text);
      text = dup_rows (self);
    }
  g_assert_cmpstr (text, ==, rows);
}

/* A row has the rule of its message, wherever a filter puts it, and the hits of the search. */
static void
test_rules (Desk          *self,
            gconstpointer  unused)
{
  TaplineRules *rules = tapline_log_options_get_rules (self->log->options);

  tapline_rules_insert (rules, 0, tapline_rule_new ("sixty", "text:6", "red", "", TRUE));
  tapline_rules_insert (rules, 1, tapline_rule_new ("sent", "dir:out", "blue", "", TRUE));
  filter (self, "regex:\"1.5$\"");
  open_search (self, "5");
  assert_rows (self, "line 105 sent 1\nline 115 - 1\nline 125 - 1\nline 135 sent 1\n"
                     "line 145 - 1\nline 155 - 2\nline 165 sixty 1\nline 175 - 1\n"
                     "line 185 - 1\nline 195 sent 1\n");
  tapline_rules_remove (rules, 0);
  filter (self, "text:16");
  assert_rows (self, "line 16 - 0\nline 116 - 0\nline 160 - 0\nline 161 - 0\nline 162 sent 0\n"
                     "line 163 - 0\nline 164 - 0\nline 165 sent 1\nline 166 - 0\nline 167 - 0\n"
                     "line 168 sent 0\nline 169 - 0\nline 216 sent 0\nline 316 - 0\n");
  tapline_rules_remove (rules, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_main_context_acquire (NULL);
  ui_test_init (&argc, &argv);

#define ADD(path, function) g_test_add (path, Desk, NULL, set_up, function, tear_down)
  ADD ("/search-bar/filter", test_filter);
  ADD ("/search-bar/other-filter", test_other_filter);
  ADD ("/search-bar/other-framing", test_other_framing);
  ADD ("/search-bar/cleared", test_cleared);
  ADD ("/search-bar/rules", test_rules);

  return g_test_run ();
}
