/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of a message below the log: text, hex, parts of a long one, what is unfinished. */
#include "config.h"

#include <string.h>
#include <time.h>

#include "fake-list.h"
#include "log-fixture.h"
#include "tapline-details.h"
#include "tapline-message-text.h"
#include "ui-test.h"

#ifdef __SANITIZE_ADDRESS__
#define LONGEST_STALL_MS 500
#else
#define LONGEST_STALL_MS 50
#endif

typedef struct
{
  GtkWidget      *window;
  TaplineDetails *details;
  FakeList       *list;
} Details;

static const char *bytes;
static gsize bytes_length;
static guint bytes_ending;
static guint64 said_length;
static TaplineMessageFlags said_flags;

static void
decorate (FakeList       *list,
          guint64         number,
          TaplineMessage *message,
          GByteArray     *text)
{
  g_byte_array_set_size (text, 0);
  g_byte_array_append (text, (const guint8 *) bytes, (guint) bytes_length);
  message->ending = bytes_ending;
  message->length = said_length;
  message->flags = said_flags;
}

static void
set_up (Details       *d,
        gconstpointer  data)
{
  d->window = gtk_window_new ();
  d->details = TAPLINE_DETAILS (tapline_details_new ());
  d->list = fake_list_new (1000000);
  d->list->decorate = decorate;
  said_length = 0;
  said_flags = 0;
  bytes_ending = 0;

  gtk_window_set_child (GTK_WINDOW (d->window), GTK_WIDGET (d->details));
  gtk_window_set_default_size (GTK_WINDOW (d->window), 800, 300);
  gtk_window_present (GTK_WINDOW (d->window));
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (d->details)));
}

static void
tear_down (Details       *d,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (d->details), (gpointer *) &d->details);
  gtk_window_destroy (GTK_WINDOW (d->window));
  wait_until (d->details == NULL);
  g_assert_finalize_object (d->list);
}

static GtkWidget *
find (GtkWidget  *widget,
      GType       type,
      const char *label)
{
  GtkWidget *child, *found;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (label == NULL ||
       (GTK_IS_BUTTON (widget) &&
        g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0) ||
       (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), label) != NULL)))
    return widget;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      found = find (child, type, label);
      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
has_label (Details    *d,
           const char *label)
{
  GtkWidget *widget = find (GTK_WIDGET (d->details), GTK_TYPE_LABEL, label);

  return widget != NULL && gtk_widget_get_mapped (widget);
}

/* Whether the view would put hyphens where it breaks the line that begins the text. */
static gboolean
has_hyphens (Details *d)
{
  GtkWidget *view = find (GTK_WIDGET (d->details), GTK_TYPE_TEXT_VIEW, NULL);
  g_autoptr (GSList) tags = NULL;
  gboolean hyphens = TRUE;
  GtkTextIter start;

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &start);
  tags = gtk_text_iter_get_tags (&start);
  for (GSList *l = tags; hyphens && l != NULL; l = l->next)
    g_object_get (l->data, "insert-hyphens", &hyphens, NULL);

  return hyphens;
}

static char *
shown_text (Details *d)
{
  GtkWidget *view = find (GTK_WIDGET (d->details), GTK_TYPE_TEXT_VIEW, NULL);
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  if (view == NULL)
    return g_strdup ("");
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
show (Details    *d,
      const char *text,
      gsize       length,
      guint       ending)
{
  static guint64 number;

  bytes = text;
  bytes_length = length;
  bytes_ending = ending;
  tapline_details_set_message (d->details, TAPLINE_MESSAGE_LIST (d->list), ++number);
  g_assert_cmpuint (number, <, d->list->n_messages);
}

static void
wait_text (Details    *d,
           const char *expected)
{
  char *text = NULL;
  gint64 until = g_get_monotonic_time () + FIXTURE_DEADLINE;
  guint timer = g_timeout_add (10, fixture_keep_turning, NULL);

  do
    {
      g_free (text);
      text = shown_text (d);
      if (strcmp (text, expected) == 0)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  while (g_get_monotonic_time () < until);
  g_source_remove (timer);
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_new (void)
{
  GtkWidget *details = g_object_ref_sink (tapline_details_new ());
  FakeList *list = fake_list_new (10);

  tapline_details_set_message (TAPLINE_DETAILS (details), TAPLINE_MESSAGE_LIST (list), 3);
  g_assert_cmpuint (list->n_reads, ==, 0);
  g_assert_finalize_object (details);
  g_assert_finalize_object (list);
}

static void
test_text (Details       *d,
           gconstpointer  data)
{
  wait_until (has_label (d, "Select a message"));
  show (d, "+1.245 V\r\n", 10, 2);
  wait_text (d, "+1.245 V");
  g_assert_true (has_label (d, "Message 2 · 10 bytes"));
  show (d, "a\r\nb\tc\033[0m\xff\r\xe2\x82\xac\n", 16, 1);
  wait_text (d, "a\nb\tc⟨ESC⟩[0m⟨0xFF⟩⟨CR⟩€");
  show (d, "\u202eevil", 7, 0);
  wait_text (d, "⟨RLO⟩evil");
  show (d, "x", 1, 0);
  wait_text (d, "x");
  g_assert_true (has_label (d, "1 byte"));
  g_assert_false (has_label (d, "1 bytes"));
  said_flags = TAPLINE_MESSAGE_CUT_BY_CLOSE;
  show (d, "", 0, 0);
  wait_text (d, "");
  wait_until (has_label (d, "cut by close"));
  tapline_details_set_message (d->details, NULL, TAPLINE_LOG_NO_CURSOR);
  wait_until (has_label (d, "Select a message"));
}

static void
test_hex (Details       *d,
          gconstpointer  data)
{
  GtkWidget *hex = find (GTK_WIDGET (d->details), GTK_TYPE_TOGGLE_BUTTON, "Hex");
  guint n_notified = 0;
  TaplineHexView *view;
  guint8 shown[16];

  g_signal_connect (d->details, "notify::view", G_CALLBACK (fixture_count_notify), &n_notified);
  /* What nobody decodes is text. */
  g_assert_cmpint (tapline_details_get_view (d->details), ==, TAPLINE_DETAILS_DECODED);
  show (d, "*IDN?\n", 6, 1);
  wait_text (d, "*IDN?");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (hex), TRUE);
  wait_until (tapline_details_get_hex_view (d->details) != NULL);
  view = tapline_details_get_hex_view (d->details);
  wait_until (tapline_hex_view_get_bytes (view, 0, sizeof shown, shown) == 6);
  g_assert_cmpmem (shown, 6, "*IDN?\n", 6);
  g_assert_cmpint (tapline_details_get_view (d->details), ==, TAPLINE_DETAILS_HEX);
  g_assert_cmpuint (n_notified, ==, 1);
  tapline_details_set_view (d->details, TAPLINE_DETAILS_TEXT);
  wait_text (d, "*IDN?");
  g_assert_cmpuint (n_notified, ==, 2);
}

static gsize
shown_length (Details *d)
{
  g_autofree char *text = shown_text (d);

  return strlen (text);
}

static GtkAdjustment *
get_adjustment (Details *d)
{
  return gtk_scrollable_get_vadjustment (
    GTK_SCROLLABLE (find (GTK_WIDGET (d->details), GTK_TYPE_TEXT_VIEW, NULL)));
}

static void
scroll_to_end (Details *d)
{
  GtkAdjustment *adjustment = get_adjustment (d);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment)
                                          - gtk_adjustment_get_page_size (adjustment));
}

/* Where in @all the text is that is shown. */
static gsize
shown_at (Details    *d,
          const char *all)
{
  g_autofree char *text = shown_text (d);
  const char *at = strstr (all, text);

  g_assert_nonnull (at);

  return (gsize) (at - all);
}

static TaplineMessageText *
get_text (Details *d)
{
  GtkWidget *view = find (GTK_WIDGET (d->details), GTK_TYPE_TEXT_VIEW, NULL);

  return TAPLINE_MESSAGE_TEXT (gtk_widget_get_ancestor (view, TAPLINE_TYPE_MESSAGE_TEXT));
}

/* Whether the text that is shown is that of other bytes than when it was last asked. */
static gboolean
is_other_part (Details *d)
{
  static guint64 last_start, last_end;
  guint64 start, end;
  gboolean is_other;

  tapline_message_text_get_part (get_text (d), &start, &end);
  is_other = start != last_start || end != last_end;
  last_start = start;
  last_end = end;

  return is_other;
}

/* Numbered lines, so that each place in them is like no other; characters lie on the borders of
 * parts. */
static GString *
make_lines (gsize length)
{
  GString *all = g_string_new ("a");

  for (guint i = 0; all->len < length; i++)
    g_string_append_printf (all, "%u €€€€€€€€€€€€€€€€\n", i);

  return all;
}

/* More is loaded as one scrolls down, what is far away is let go, and loaded again as one scrolls
 * up; nothing is lost, doubled or cut on the way. */
static void
test_parts (Details       *d,
            gconstpointer  data)
{
  g_autoptr (GString) all = make_lines (1500000);

  show (d, all->str, all->len, 0);
  wait_until (shown_length (d) >= 60000);
  is_other_part (d);
  g_assert_cmpuint (shown_length (d), <=, 65536);
  g_assert_cmpuint (shown_at (d, all->str), ==, 0);

  while (shown_at (d, all->str) + shown_length (d) < all->len)
    {
      scroll_to_end (d);
      wait_until (is_other_part (d));
    }
  g_assert_cmpuint (shown_length (d), <=, 9 * 65536);
  wait_until (has_label (d, " to 1.5 MB"));

  while (shown_at (d, all->str) > 0)
    {
      gtk_adjustment_set_value (get_adjustment (d), 10);
      wait_until (is_other_part (d));
    }
  g_assert_cmpuint (shown_length (d), <=, 9 * 65536);
  wait_until (!has_label (d, " to 1.5 MB"));
}

/* Text in another encoding, with a character on the border of two parts. */
static void
test_encoding (Details       *d,
               gconstpointer  data)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new ("a");

  tapline_details_set_encoding (d->details, "ISO-8859-1");
  show (d, "gr\xf6\xdf" "er\n\x85\xff\n", 10, 1);
  wait_text (d, "größer\n⟨NEL⟩ÿ");
  tapline_details_set_encoding (d->details, "ASCII");
  wait_text (d, "gr⟨0xF6⟩⟨0xDF⟩er\n⟨0x85⟩⟨0xFF⟩");
  tapline_details_set_encoding (d->details, "no-such-encoding");
  wait_text (d, "gr⟨0xF6⟩⟨0xDF⟩er\n⟨0x85⟩⟨0xFF⟩");

  tapline_details_set_encoding (d->details, "UTF-16LE");
  g_string_append_len (all, "a\0", 2);
  while (all->len < 70000)
    {
      g_string_append_len (all, "\x3d\xd8\x00\xde\n\0", 6);
      g_string_append (expected, "😀\n");
    }
  g_string_append_len (all, "\x3d", 1);
  g_string_append (expected, "⟨0x3D⟩");
  show (d, all->str, all->len, 0);
  wait_until (shown_length (d) > 30000);
  scroll_to_end (d);
  wait_text (d, expected->str);
}

/* The same when one begins at the end: lines begin where they do. */
static void
test_encoding_upwards (Details       *d,
                       gconstpointer  data)
{
  g_autoptr (GString) expected = make_lines (300000);
  g_autofree char *all = NULL;
  gsize length;

  all = g_convert (expected->str, (gssize) expected->len, "UTF-16BE", "UTF-8", NULL, &length, NULL);
  tapline_details_set_encoding (d->details, "UTF-16BE");
  show (d, all, length, 0);
  wait_until (shown_length (d) > 30000);
  fixture_press_in (GTK_WIDGET (get_text (d)), "<Control>End");
  wait_until (shown_at (d, expected->str) > 0
              && shown_at (d, expected->str) + shown_length (d) == expected->len);
  while (shown_at (d, expected->str) > 0)
    {
      is_other_part (d);
      gtk_adjustment_set_value (get_adjustment (d), 0);
      wait_until (is_other_part (d));
    }
}

/* Runs the main loop for some frames and returns the longest turn in milliseconds of this thread's
 * processor time: what others take of it does not count. */
static double
turn_for (guint milliseconds)
{
  gint64 until = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
  guint timer = g_timeout_add (5, fixture_keep_turning, NULL);
  double longest = 0;

  while (g_get_monotonic_time () < until)
    {
      struct timespec before, after;

      clock_gettime (CLOCK_THREAD_CPUTIME_ID, &before);
      g_main_context_iteration (NULL, TRUE);
      clock_gettime (CLOCK_THREAD_CPUTIME_ID, &after);
      longest = MAX (longest, (double) (after.tv_sec - before.tv_sec) * 1e3
                                + (double) (after.tv_nsec - before.tv_nsec) / 1e6);
    }
  g_source_remove (timer);

  return longest;
}

/* As a turn of the main loop, so that it counts. */
static gboolean
press_end_in_idle (gpointer widget)
{
  fixture_press_in (widget, "<Control>End");

  return G_SOURCE_REMOVE;
}

/* A gigabyte opens, is scrolled through and jumped to the end of without a pause. */
static void
test_gigabyte (Details       *d,
               gconstpointer  data)
{
  g_autoptr (GString) all = make_lines (100000);
  double stalls[4] = { 0 };
  GtkWidget *text;

  said_length = G_GUINT64_CONSTANT (1) << 30;
  show (d, all->str, all->len, 0);
  for (guint i = 0; shown_length (d) < 60000 && i < 100; i++)
    stalls[0] = MAX (stalls[0], turn_for (100));
  g_assert_cmpuint (shown_length (d), >, 60000);
  /* Until parts at its beginning are let go. */
  for (guint i = 0; !has_label (d, " kB to ") && i < 500; i++)
    {
      scroll_to_end (d);
      stalls[1] = MAX (stalls[1], turn_for (50));
    }
  g_assert_true (has_label (d, " kB to "));
  text = GTK_WIDGET (get_text (d));
  g_idle_add (press_end_in_idle, text);
  stalls[2] = turn_for (500);
  wait_until (has_label (d, "1.1 GB to 1.1 GB"));
  fixture_press_in (text, "<Control>Home");
  wait_until (!has_label (d, "1.1 GB to 1.1 GB"));
  tapline_details_set_view (d->details, TAPLINE_DETAILS_HEX);
  stalls[3] = turn_for (300);
  g_idle_add (press_end_in_idle, tapline_details_get_hex_view (d->details));
  stalls[3] = MAX (stalls[3], turn_for (300));
  g_test_message ("open %.1f ms, scroll %.1f ms, to the end %.1f ms, hex %.1f ms", stalls[0],
                  stalls[1], stalls[2], stalls[3]);
  for (guint i = 0; i < G_N_ELEMENTS (stalls); i++)
    g_assert_cmpfloat (stalls[i], <, LONGEST_STALL_MS);
}

/* A line breaks between words. */
static void
test_words (Details       *d,
            gconstpointer  data)
{
  g_autoptr (GString) words = g_string_new (NULL);
  GtkTextView *view;
  GtkTextIter end;

  while (words->len < 400)
    g_string_append (words, "abcdefgh ");
  show (d, words->str, words->len, 0);
  wait_text (d, words->str);
  view = GTK_TEXT_VIEW (find (GTK_WIDGET (d->details), GTK_TYPE_TEXT_VIEW, NULL));
  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (view), &end);
  wait_until (gtk_text_view_forward_display_line (view, &end));
  g_assert_cmpint (gtk_text_iter_get_offset (&end) % 9, ==, 0);
}

/* Lines that are too long for the view are broken, and it says so; nothing is lost or cut. */
static void
test_long_line (Details       *d,
                gconstpointer  data)
{
  g_autoptr (GString) all = g_string_new ("a");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *joined = NULL;

  while (all->len < 60000)
    g_string_append (all, "€ß");
  show (d, all->str, all->len, 0);
  wait_until (shown_length (d) >= all->len);
  wait_until (has_label (d, "long lines are broken"));
  g_assert_false (has_hyphens (d));
  text = shown_text (d);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 15);
  joined = g_strjoinv ("", lines);
  wait_until (shown_length (d) == all->len + 14);
  g_assert_cmpstr (joined, ==, all->str);

  /* A line of just that length is not. */
  g_string_truncate (all, 0);
  while (all->len < 4096)
    g_string_append_c (all, 'x');
  g_string_append (all, "\nend");
  show (d, all->str, all->len, 0);
  wait_text (d, all->str);
  g_assert_false (has_label (d, "long lines are broken"));
}

/* Nothing printable at all: every byte has its name. */
static void
test_binary (Details       *d,
             gconstpointer  data)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) marks = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_len (all, "\0\xff", 2);
  show (d, all->str, all->len, 0);
  wait_until (shown_length (d) >= 3000 * (9 + 10));
  text = shown_text (d);
  marks = g_strsplit (text, "⟨NUL⟩", -1);
  g_assert_cmpuint (g_strv_length (marks), ==, 3001);
}

static void
test_pending (Details       *d,
              gconstpointer  data)
{
  said_flags = TAPLINE_MESSAGE_PENDING;
  show (d, "log\xe2", 4, 0);
  wait_until (has_label (d, "unfinished"));
  bytes = "login: ";
  bytes_length = 7;
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (d->list));
  wait_text (d, "login: ");
  said_flags = 0;
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (d->list));
  wait_until (!has_label (d, "unfinished"));

  /* A message that is complete is not asked about again. */
  d->list->n_reads = 0;
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (d->list));
  g_assert_cmpuint (d->list->n_reads, ==, 0);
}

static void
test_unmapped (Details       *d,
               gconstpointer  data)
{
  gtk_widget_set_visible (GTK_WIDGET (d->details), FALSE);
  d->list->n_reads = 0;
  show (d, "hidden", 6, 0);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (d->list->n_reads, ==, 0);
  gtk_widget_set_visible (GTK_WIDGET (d->details), TRUE);
  wait_text (d, "hidden");
}

static void
copied_cb (TaplineDetails *details,
           const char     *message,
           char          **copied)
{
  *copied = g_strdup (message);
}

static void
test_copy (Details       *d,
           gconstpointer  data)
{
  static const char *const expected[] = { "a\tb", "61 09 62 0A" };

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *message = NULL;
      g_autofree char *text = NULL;
      GtkWidget *button = find (GTK_WIDGET (d->details), GTK_TYPE_TOGGLE_BUTTON, "Hex");
      gulong id = g_signal_connect (d->details, "copied", G_CALLBACK (copied_cb), &message);

      show (d, "a\tb\n", 4, 1);
      wait_until (gtk_widget_get_mapped (button));
      tapline_details_set_view (d->details, i == 1 ? TAPLINE_DETAILS_HEX : TAPLINE_DETAILS_TEXT);
      gtk_widget_activate_action (GTK_WIDGET (d->details), "details.copy", NULL);
      wait_until (message != NULL);
      gdk_clipboard_read_text_async (gtk_widget_get_clipboard (d->window), NULL,
                                     fixture_got_text_cb, &text);
      wait_until (text != NULL);
      g_assert_cmpstr (text, ==, expected[i]);
      g_signal_handler_disconnect (d->details, id);
    }
}

/* What of the text that is shown is lit, parts of it with bars between them. */
static char *
dup_lit (Details *d)
{
  GtkWidget *view = find (GTK_WIDGET (d->details), GTK_TYPE_TEXT_VIEW, NULL);
  GString *lit = g_string_new (NULL);
  GtkTextIter at, end;
  gboolean is_lit = FALSE;

  if (view == NULL)
    return g_string_free (lit, FALSE);

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &at);
  for (; !gtk_text_iter_is_end (&at); at = end)
    {
      g_autoptr (GSList) tags = gtk_text_iter_get_tags (&at);
      g_autofree char *text = NULL;

      is_lit = FALSE;
      for (GSList *l = tags; l != NULL && !is_lit; l = l->next)
        g_object_get (l->data, "background-set", &is_lit, NULL);
      end = at;
      gtk_text_iter_forward_to_tag_toggle (&end, NULL);
      text = gtk_text_iter_get_text (&at, &end);
      if (is_lit)
        g_string_append (lit, text);
      else if (lit->len > 0 && lit->str[lit->len - 1] != '|')
        g_string_append_c (lit, '|');
    }

  return g_string_free (lit, FALSE);
}

static gboolean
shows_lit (Details    *d,
           const char *expected)
{
  g_autofree char *lit = dup_lit (d);

  return strcmp (lit, expected) == 0;
}

/* Whether what is lit first can be seen. */
static gboolean
sees_lit (Details *d)
{
  GtkTextView *view = (GtkTextView *) find (GTK_WIDGET (d->details), GTK_TYPE_TEXT_VIEW, NULL);
  GdkRectangle seen, place;
  GtkTextIter at;
  gboolean is_lit = FALSE;

  if (view == NULL)
    return FALSE;

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (view), &at);
  while (!is_lit && gtk_text_iter_forward_to_tag_toggle (&at, NULL))
    {
      g_autoptr (GSList) tags = gtk_text_iter_get_tags (&at);

      for (GSList *l = tags; l != NULL && !is_lit; l = l->next)
        g_object_get (l->data, "background-set", &is_lit, NULL);
    }
  gtk_text_view_get_visible_rect (view, &seen);
  gtk_text_view_get_iter_location (view, &at, &place);

  return is_lit && place.y >= seen.y && place.y + place.height <= seen.y + seen.height;
}

static void
set_pattern (Details            *d,
             TaplinePatternKind  kind,
             const char         *text)
{
  g_autoptr (TaplinePattern) pattern = tapline_pattern_new (kind, text, 0, NULL, NULL);

  g_assert_nonnull (pattern);
  tapline_details_set_pattern (d->details, pattern);
}

/* What is searched for is lit in the text, in any encoding, and between characters that cannot be
 * seen. */
static void
test_hits (Details       *d,
           gconstpointer  data)
{
  show (d, "a b\033a\na ab", 10, 0);
  set_pattern (d, TAPLINE_PATTERN_TEXT, "a");
  wait_until (shows_lit (d, "a|a|a|a|"));
  set_pattern (d, TAPLINE_PATTERN_REGEX, "^a|b.a");
  wait_until (shows_lit (d, "a|b⟨ESC⟩a|"));
  set_pattern (d, TAPLINE_PATTERN_HEX, "0a 61");
  wait_until (shows_lit (d, "\na|"));
  tapline_details_set_pattern (d->details, NULL);
  wait_until (shows_lit (d, ""));

  tapline_details_set_encoding (d->details, "UTF-16BE");
  show (d, "\0a\0\xfc\0\xfc\0b", 8, 0);
  set_pattern (d, TAPLINE_PATTERN_HEX, "00 fc");
  wait_until (shows_lit (d, "üü|"));
}

/* In a long message the first match is gone to, wherever it is, in text and in bytes. */
static void
test_far_hit (Details       *d,
              gconstpointer  data)
{
  const guint64 places[] = { 300, 40000, 65530, 2000000 };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GString) all = make_lines (3000000);

      g_string_overwrite (all, places[i], "needle\nneedle");
      tapline_details_set_view (d->details, TAPLINE_DETAILS_TEXT);
      set_pattern (d, TAPLINE_PATTERN_TEXT, "needle");
      show (d, all->str, all->len, 0);
      wait_until (sees_lit (d));
      wait_until (shows_lit (d, "needle|needle|"));

      tapline_details_set_view (d->details, TAPLINE_DETAILS_HEX);
      wait_until (tapline_details_get_hex_view (d->details) != NULL);
      wait_until (tapline_hex_view_get_caret (tapline_details_get_hex_view (d->details))
                  == places[i]);
    }
}

static void
changed_cb (GdkClipboard *clipboard,
            gboolean     *changed)
{
  *changed = TRUE;
}

/* What the text's own keys copy. */
static char *
copy_selected (Details *d)
{
  GtkWidget *view = find (GTK_WIDGET (d->details), GTK_TYPE_TEXT_VIEW, NULL);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (d->window);
  gboolean changed = FALSE;
  char *text = NULL;
  gulong id = g_signal_connect (clipboard, "changed", G_CALLBACK (changed_cb), &changed);

  g_signal_emit_by_name (view, "copy-clipboard");
  wait_until (changed);
  g_signal_handler_disconnect (clipboard, id);
  gdk_clipboard_read_text_async (clipboard, NULL, fixture_got_text_cb, &text);
  wait_until (text != NULL);

  return text;
}

/* All of the text is all of the message, though little of it is loaded, and as it was. */
static void
test_copy_all (Details       *d,
               gconstpointer  data)
{
  g_autoptr (GString) all = make_lines (1500000);
  g_autofree char *text = NULL;
  g_autofree char *message = NULL;
  GtkWidget *view;

  g_string_append (all, "\033[0m");
  g_signal_connect (d->details, "copied", G_CALLBACK (copied_cb), &message);
  show (d, all->str, all->len, 0);
  wait_until (shown_length (d) >= 60000);
  view = find (GTK_WIDGET (d->details), GTK_TYPE_TEXT_VIEW, NULL);
  g_signal_emit_by_name (view, "select-all", TRUE);
  text = copy_selected (d);
  g_assert_cmpuint (strlen (text), ==, all->len);
  g_assert_cmpstr (text, ==, all->str);
  g_assert_cmpstr (message, ==, "Copied the message");
}

/* Some of it is what is shown, but for where a long line was broken. */
static void
test_copy_some (Details       *d,
                gconstpointer  data)
{
  g_autofree char *line = g_strnfill (10000, 'x');
  g_autofree char *all = g_strdup_printf ("begin%s\nend", line);
  g_autofree char *text = NULL;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  show (d, all, strlen (all), 0);
  wait_until (shown_length (d) >= strlen (all) + 2);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find (GTK_WIDGET (d->details),
                                                          GTK_TYPE_TEXT_VIEW, NULL)));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_iter_forward_chars (&start, 5);
  gtk_text_buffer_select_range (buffer, &start, &end);
  text = copy_selected (d);
  g_assert_cmpstr (text, ==, all + 5);
}

int
main (int   argc,
      char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/details/new", test_new);
#define ADD(path, function) g_test_add (path, Details, NULL, set_up, function, tear_down)
  ADD ("/details/text", test_text);
  ADD ("/details/hex", test_hex);
  ADD ("/details/parts", test_parts);
  ADD ("/details/encoding", test_encoding);
  ADD ("/details/encoding/upwards", test_encoding_upwards);
  ADD ("/details/gigabyte", test_gigabyte);
  ADD ("/details/long-line", test_long_line);
  ADD ("/details/words", test_words);
  ADD ("/details/binary", test_binary);
  ADD ("/details/pending", test_pending);
  ADD ("/details/unmapped", test_unmapped);
  ADD ("/details/copy", test_copy);
  ADD ("/details/hits", test_hits);
  ADD ("/details/far-hit", test_far_hit);
  ADD ("/details/copy/all", test_copy_all);
  ADD ("/details/copy/some", test_copy_some);

  return g_test_run ();
}
