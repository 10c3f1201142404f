/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the log's rows say: times, peers' accents, text and hex, encodings; and that no message
 * reaches beyond its own place. */
#include "config.h"

#include <string.h>

#include "log-fixture.h"
#include "tapline-color-scheme.h"
#include "tapline-log-peers.h"
#include "tapline-log-words.h"
#include "ui-test.h"

static const guint64 thousand = 1000;

static void
set_time (Fixture        *f,
          TaplineLogTime  mode)
{
  g_object_set (f->log->options, "log-time", mode, NULL);
  fixture_wait_frames (f, 2);
}

static const char *
time_of (Fixture *f,
         guint    index)
{
  return fixture_shown (f, index)->time;
}

static void
test_spans (void)
{
  static const struct
  {
    gint64      span;
    const char *text;
  } cases[] = {
    { 0, "0.000000" },
    { 1, "0.000001" },
    { -1500000, "-1.500000" },
    { G_GINT64_CONSTANT (3599999999), "3599.999999" },
    { G_GINT64_CONSTANT (3600000000), "1:00:00.000" },
    { G_GINT64_CONSTANT (359999999999), "99:59:59.999" },
    { G_GINT64_CONSTANT (360000000000), "4d 04:00:00" },
    { G_MININT64, "-106751991d 04:00:54" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char text[TAPLINE_LOG_TIME_MAX];

      tapline_log_time_format_span (cases[i].span, text, sizeof text);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* A message every millisecond: the list computes so. */
static void
test_time (Fixture       *f,
           gconstpointer  data)
{
  tapline_log_scroll_to (f->log, 500);
  fixture_wait_frames (f, 2);
  set_time (f, TAPLINE_LOG_TIME_START);
  for (guint i = 0; i < fixture_n_shown (f); i++)
    {
      g_autofree char *expected = g_strdup_printf ("0.%03u000",
                                                   (guint) fixture_first_shown (f) + i);

      g_assert_cmpstr (time_of (f, i), ==, expected);
    }

  /* One read more than there are rows, whatever is in view. */
  fake_list_reset (f->list);
  set_time (f, TAPLINE_LOG_TIME_PREVIOUS);
  g_assert_cmpuint (f->list->n_reads, ==, 1);
  for (guint i = 0; i < fixture_n_shown (f); i++)
    g_assert_cmpstr (time_of (f, i), ==, "0.001000");
  tapline_log_scroll_to (f->log, 0);
  fixture_wait_frames (f, 2);
  g_assert_cmpstr (time_of (f, 0), ==, "-");
  g_assert_cmpstr (time_of (f, 1), ==, "0.001000");

  /* Every third goes out, those between them come in. */
  set_time (f, TAPLINE_LOG_TIME_OTHER);
  g_assert_cmpstr (time_of (f, 0), ==, "-");
  g_assert_cmpstr (time_of (f, 1), ==, "-");
  g_assert_cmpstr (time_of (f, 2), ==, "0.001000");
  g_assert_cmpstr (time_of (f, 3), ==, "0.001000");
  g_assert_cmpstr (time_of (f, 4), ==, "0.002000");
  g_assert_cmpstr (time_of (f, 5), ==, "0.001000");
  fixture_assert_label (f, 4, "0.002000 from scope.lab: message 4");

  set_time (f, TAPLINE_LOG_TIME_CLOCK);
  g_assert_cmpstr (time_of (f, 4), ==, "00:00:00.004");
}

/* The first half is of the day before. */
static void
decorate_two_days (FakeList       *list,
                   guint64         number,
                   TaplineMessage *message,
                   GByteArray     *text)
{
  if (number < 500)
    message->time -= G_TIME_SPAN_DAY;
}

/* The date is there from the moment that a row of another day was in view, and then on all. */
static void
test_date (Fixture       *f,
           gconstpointer  data)
{
  const TaplineLogSpan *span = &f->log->columns.at[TAPLINE_LOG_COLUMN_TIME];
  TaplineMessage message = { 0 };
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *before = NULL;
  g_autofree char *today = NULL;
  int width;

  f->list->decorate = decorate_two_days;
  tapline_log_scroll_to (f->log, 900);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (strlen (time_of (f, 0)), ==, strlen ("00:00:00.900"));
  width = span->width;

  tapline_log_scroll_to (f->log, 0);
  fixture_wait_frames (f, 2);
  tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (f->list), 4, 0, &message);
  day = g_date_time_new_from_unix_utc (message.time / G_TIME_SPAN_SECOND);
  before = g_date_time_format (day, "%Y-%m-%d 00:00:00.004");
  g_assert_cmpstr (time_of (f, 4), ==, before);
  g_assert_cmpint (span->width, >=, width * 23 / 12 - 1);

  tapline_log_scroll_to (f->log, 900);
  fixture_wait_frames (f, 2);
  g_clear_pointer (&day, g_date_time_unref);
  day = g_date_time_new_from_unix_utc ((message.time + G_TIME_SPAN_DAY) / G_TIME_SPAN_SECOND);
  today = g_date_time_format (day, "%Y-%m-%d 00:00:00.");
  g_assert_true (g_str_has_prefix (time_of (f, 0), today));

  /* A narrow log has no room for it. */
  gtk_window_set_default_size (GTK_WINDOW (f->window), 500, 500);
  wait_until (span->width == width);
  g_assert_cmpuint (strlen (time_of (f, 0)), ==, strlen ("00:00:00.900"));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 500);
  wait_until (span->width > width);
  set_time (f, TAPLINE_LOG_TIME_START);
  g_assert_cmpint (span->width, ==, width);
}

/* The last character that is written of a text in some width. */
static PangoGlyph
get_last_glyph (Fixture            *f,
                const char         *text,
                float               width,
                PangoEllipsizeMode  ellipsize)
{
  TaplineLogStyle *style = &f->log->style;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  GskRenderNode *last;

  tapline_log_words_draw (style, snapshot, TAPLINE_LOG_INK_DIM, text, 0, width, ellipsize);
  tapline_log_run_draw (style->runs[TAPLINE_LOG_INK_DIM], snapshot,
                        tapline_log_style_get_color (style, TAPLINE_LOG_INK_DIM), 10);
  last = node = gtk_snapshot_free_to_node (snapshot);
  while (gsk_render_node_get_node_type (last) == GSK_CONTAINER_NODE)
    last = gsk_container_node_get_child (last, gsk_container_node_get_n_children (last) - 1);
  g_assert_cmpint (gsk_render_node_get_node_type (last), ==, GSK_TEXT_NODE);

  return gsk_text_node_get_glyphs (last, NULL)[gsk_text_node_get_num_glyphs (last) - 1].glyph;
}

/* A text that is too long has an end, or both, or its beginning. */
static void
test_cut (Fixture       *f,
          gconstpointer  data)
{
  float width = 5 * (float) f->log->style.digit_width;
  PangoGlyph a = get_last_glyph (f, "a", width, PANGO_ELLIPSIZE_END);
  PangoGlyph b = get_last_glyph (f, "b", width, PANGO_ELLIPSIZE_END);

  g_assert_cmpuint (a, !=, b);
  g_assert_cmpuint (get_last_glyph (f, "aaaaaaaab", width, PANGO_ELLIPSIZE_END), ==, a);
  g_assert_cmpuint (get_last_glyph (f, "aaaaaaaab", width, PANGO_ELLIPSIZE_MIDDLE), ==, b);
  g_assert_cmpuint (get_last_glyph (f, "aaaaaaaab", width, PANGO_ELLIPSIZE_START), ==, b);
}

/* Two connections; in the first, number 100 is the only message that goes out. Before it and in the
 * second nothing does. */
static void
decorate_one_way (FakeList       *list,
                  guint64         number,
                  TaplineMessage *message,
                  GByteArray     *text)
{
  message->connection = number % 2 == 0 ? 1 : 2;
  message->direction = number == 100 ? TAPLINE_DIRECTION_OUT : TAPLINE_DIRECTION_IN;
  if (number == 3)
    message->direction = TAPLINE_DIRECTION_NOTE;
}

static void
test_time_other (Fixture       *f,
                 gconstpointer  data)
{
  guint index;

  f->list->decorate = decorate_one_way;
  set_time (f, TAPLINE_LOG_TIME_OTHER);
  fake_list_append (f->list, 1000);
  fixture_wait_frames (f, 2);

  /* Beyond the bound: longer than since the row there. No more reads than that and the rows. */
  g_assert_cmpuint (fixture_last_shown (f), ==, 999);
  for (guint i = 0; i < fixture_n_shown (f); i++)
    g_assert_cmpstr (time_of (f, i), ==, ">0.256000");
  fake_list_reset (f->list);
  fake_list_append (f->list, 100000);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (f->list->n_reads, <=, TAPLINE_LOG_LOOK_BACK + 2 * fixture_n_shown (f));

  /* The bound is the row's own, not the view's. */
  for (guint64 top = 340; top < 358; top++)
    {
      tapline_log_scroll_to (f->log, 0);
      gtk_adjustment_set_value (f->log->adjustment, (double) top);
      fixture_wait_frames (f, 2);
      index = (guint) (356 - fixture_first_shown (f));
      if (fixture_first_shown (f) <= 356)
        g_assert_cmpstr (time_of (f, index), ==, "0.256000");
      if (fixture_first_shown (f) <= 355)
        g_assert_cmpstr (time_of (f, index - 1), ==, ">0.256000");
      g_assert_cmpstr (time_of (f, index + 2), ==, ">0.256000");
    }

  tapline_log_scroll_to (f->log, 0);
  fixture_wait_frames (f, 2);
  for (guint i = 0; i < fixture_n_shown (f); i++)
    g_assert_cmpstr (time_of (f, i), ==, "-");
}

static void
decorate_peers (FakeList       *list,
                guint64         number,
                TaplineMessage *message,
                GByteArray     *text)
{
  message->connection = (guint32) (number + 1);
  if (number < 900)
    {
      message->peer.family = 4;
      message->peer.port = (guint16) (1 + number % 10);
    }
}

static void
test_peers (Fixture       *f,
            gconstpointer  data)
{
  GHashTable *seen = g_hash_table_new (NULL, NULL);
  guint accents[10];

  f->list->decorate = decorate_peers;
  fake_list_append (f->list, 10);
  fixture_wait_frames (f, 2);
  for (guint i = 0; i < 10; i++)
    {
      accents[i] = fixture_shown (f, i)->accent;
      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (accents[i])));
    }
  g_hash_table_unref (seen);

  /* The same address has the same accent, wherever one looks, in another connection too. */
  fake_list_append (f->list, 500);
  tapline_log_scroll_to (f->log, 300);
  fixture_wait_frames (f, 2);
  for (guint i = 0; i < fixture_n_shown (f); i++)
    g_assert_cmpuint (fixture_shown (f, i)->accent, ==,
                      accents[fixture_shown (f, i)->message.number % 10]);
}

static void
test_accents (void)
{
  g_autoptr (TaplineLogPeers) peers = tapline_log_peers_new ();
  TaplineMessage message = { .connection = 0 };
  static const struct
  {
    guint       accent;
    const char *letters;
  } cases[] = { { 0, "A" }, { 25, "Z" }, { 26, "AA" }, { 701, "ZZ" }, { 702, "A" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char letters[TAPLINE_LOG_LETTERS_MAX];

      tapline_log_peers_letters (cases[i].accent, letters);
      g_assert_cmpstr (letters, ==, cases[i].letters);
    }

  /* About nobody; without an address the connection counts; beyond the most there still is one. */
  g_assert_cmpuint (tapline_log_peers_get_accent (peers, &message), ==, TAPLINE_LOG_NO_ACCENT);
  message.connection = 7;
  g_assert_cmpuint (tapline_log_peers_get_accent (peers, &message), ==, 0);
  message.connection = 8;
  g_assert_cmpuint (tapline_log_peers_get_accent (peers, &message), ==, 1);
  for (message.connection = 9; message.connection < 30000; message.connection++)
    g_assert_cmpuint (tapline_log_peers_get_accent (peers, &message), <, 20000);
  message.connection = 8;
  g_assert_cmpuint (tapline_log_peers_get_accent (peers, &message), ==, 1);
  tapline_log_peers_clear (peers);
  g_assert_cmpuint (tapline_log_peers_get_accent (peers, &message), ==, 0);
}

static GdkRGBA
blend (const GdkRGBA *over,
       const GdkRGBA *base)
{
  float a = over->alpha;

  return (GdkRGBA) { over->red * a + base->red * (1 - a), over->green * a + base->green * (1 - a),
                     over->blue * a + base->blue * (1 - a), 1 };
}

/* Rules' colours are seen on what is behind the rows, their letters on them, and what a row says on
 * their tints. */
static void
assert_rules_seen (const GdkRGBA *colors)
{
  static const TaplineLogColor inks[] = {
    TAPLINE_LOG_COLOR_TEXT, TAPLINE_LOG_COLOR_IN, TAPLINE_LOG_COLOR_OUT, TAPLINE_LOG_COLOR_FLAG,
    TAPLINE_LOG_COLOR_CONTROL,
  };
  const GdkRGBA *base = &colors[TAPLINE_LOG_COLOR_BASE];

  for (guint i = 0; i < TAPLINE_RULE_N_COLORS; i++)
    {
      const GdkRGBA *color = &colors[TAPLINE_LOG_COLOR_RULES + i];
      GdkRGBA tint = blend (&colors[TAPLINE_LOG_COLOR_TINTS + i], base);

      g_assert_cmpfloat (tapline_log_style_get_contrast (color, base), >=, 3);
      g_assert_cmpfloat (tapline_log_style_get_contrast (
                           color, tapline_log_style_get_letter_color (color)), >=, 4.5);
      g_assert_false (gdk_rgba_equal (&tint, base));
      for (guint k = 0; k < G_N_ELEMENTS (inks) + TAPLINE_LOG_N_ACCENTS; k++)
        {
          const GdkRGBA *ink = k < G_N_ELEMENTS (inks)
                                 ? &colors[inks[k]]
                                 : &colors[TAPLINE_LOG_COLOR_ACCENTS + k - G_N_ELEMENTS (inks)];

          g_test_message ("rule %u ink %u: %.2f", i, k,
                          tapline_log_style_get_contrast (ink, &tint));
          /* Arrows are no text. */
          g_assert_cmpfloat (tapline_log_style_get_contrast (ink, &tint), >=,
                             (k == 1 || k == 2 ? 3 : 4.5));
        }
    }
}

/* Whatever theme: names on each ground that a row has, and letters on the accent itself. */
static void
test_contrast (Fixture       *f,
               gconstpointer  data)
{
  static const struct
  {
    const char *theme;
    gboolean    dark;
  } themes[] = {
    { "Default", FALSE }, { "Default", TRUE }, { "Default-hc", FALSE }, { "Default-hc", TRUE },
  };
  static const TaplineLogColor grounds[] = {
    TAPLINE_LOG_COLOR_STRIPE, TAPLINE_LOG_COLOR_SELECTED, TAPLINE_LOG_COLOR_UNFOCUSED,
  };
  static const GdkRGBA black = { 0, 0, 0, 1 }, white = { 1, 1, 1, 1 };
  GtkSettings *settings = gtk_widget_get_settings (f->window);

  g_assert_cmpfloat_with_epsilon (tapline_log_style_get_contrast (&black, &white), 21, 0.01);
  for (guint t = 0; t < G_N_ELEMENTS (themes); t++)
    {
      const GdkRGBA *colors = f->log->style.colors;

      g_object_set (settings, "gtk-theme-name", themes[t].theme, NULL);
      tapline_color_scheme_set_dark (settings, themes[t].dark);
      fixture_wait_frames (f, 3);
      g_assert_true (f->log->style.dark == themes[t].dark);
      for (guint i = 0; i < TAPLINE_LOG_N_ACCENTS; i++)
        {
          const GdkRGBA *accent = &colors[TAPLINE_LOG_COLOR_ACCENTS + i];
          const GdkRGBA *base = &colors[TAPLINE_LOG_COLOR_BASE];

          g_assert_cmpfloat (tapline_log_style_get_contrast (accent, base), >=, 4.5);
          for (guint g = 0; g < G_N_ELEMENTS (grounds); g++)
            {
              GdkRGBA ground = blend (&colors[grounds[g]], base);

              g_test_message ("%s %d accent %u ground %u: %.2f", themes[t].theme, themes[t].dark,
                              i, g, tapline_log_style_get_contrast (accent, &ground));
              g_assert_cmpfloat (tapline_log_style_get_contrast (accent, &ground), >=, 4.5);
            }
          for (guint k = 0; k < i; k++)
            g_assert_false (gdk_rgba_equal (accent, &colors[TAPLINE_LOG_COLOR_ACCENTS + k]));
        }
      assert_rules_seen (colors);
    }
  gtk_settings_reset_property (settings, "gtk-theme-name");
  gtk_settings_reset_property (settings, tapline_color_scheme_get_property ());
  fixture_wait_frames (f, 3);
}

static void
test_body (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1000, 400);
  wait_until (gtk_widget_get_width (GTK_WIDGET (f->log)) == 1000);
  tapline_log_scroll_to (f->log, 0);
  fixture_wait_frames (f, 2);
  g_object_set (f->log->options, "log-body", TAPLINE_LOG_BODY_HEX, NULL);
  fixture_wait_frames (f, 2);
  fixture_assert_label (f, 1, "00:00:00.001 from scope.lab: 6D 65 73 73 61 67 65 20 31 0A");
  g_object_set (f->log->options, "log-body", TAPLINE_LOG_BODY_BOTH, NULL);
  fixture_wait_frames (f, 2);
  fixture_assert_label (f, 1, "00:00:00.001 from scope.lab: message 1");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->log), "view.log-next-body", NULL));
  fixture_wait_frames (f, 2);
  g_assert_cmpint (f->log->columns.shows, ==, TAPLINE_LOG_BODY_TEXT);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->log), "view.log-next-body", NULL));
  g_assert_cmpint (tapline_log_options_get_body (f->log->options), ==, TAPLINE_LOG_BODY_DECODED);
}

static void
decorate_latin1 (FakeList       *list,
                 guint64         number,
                 TaplineMessage *message,
                 GByteArray     *text)
{
  g_byte_array_set_size (text, 0);
  g_byte_array_append (text, (const guint8 *) "gr\xf6\xdf" "er\xff\n", 8);
  if (number == 1)
    {
      message->direction = TAPLINE_DIRECTION_NOTE;
      message->ending = 0;
      g_byte_array_set_size (text, 0);
      g_byte_array_append (text, (const guint8 *) "größer", 8);
    }
}

static void
decorate_empty (FakeList       *list,
                guint64         number,
                TaplineMessage *message,
                GByteArray     *text)
{
  g_byte_array_set_size (text, 0);
  g_byte_array_append (text, (const guint8 *) "\n", 1);
  message->ending = 1;
}

/* A line without text is not silent. */
static void
test_empty_line (Fixture       *f,
                 gconstpointer  data)
{
  f->list->decorate = decorate_empty;
  fake_list_append (f->list, 1);
  fixture_wait_frames (f, 2);
  fixture_assert_label (f, 0, "00:00:00.000 from scope.lab: empty");
}

static void
test_encoding (Fixture       *f,
               gconstpointer  data)
{
  f->list->decorate = decorate_latin1;
  fake_list_append (f->list, 2);
  fixture_wait_frames (f, 2);
  fixture_assert_label (f, 0, "00:00:00.000 from scope.lab: gr⟨0xF6⟩⟨0xDF⟩er⟨0xFF⟩");
  tapline_log_set_encoding (f->log, "ISO-8859-1");
  fixture_wait_frames (f, 2);
  fixture_assert_label (f, 0, "00:00:00.000 from scope.lab: größerÿ");
  /* What Tapline itself says is not the peer's. */
  fixture_assert_label (f, 1, "00:00:00.001 note: größer");
  tapline_log_set_encoding (f->log, "KOI8-R");
  fixture_wait_frames (f, 2);
  fixture_assert_label (f, 0, "00:00:00.000 from scope.lab: grЖъerЪ");
  tapline_log_set_encoding (f->log, "ASCII");
  fixture_wait_frames (f, 2);
  fixture_assert_label (f, 0, "00:00:00.000 from scope.lab: gr⟨0xF6⟩⟨0xDF⟩er⟨0xFF⟩");
  tapline_log_set_encoding (f->log, TAPLINE_ENCODING_DEFAULT);
  fixture_wait_frames (f, 2);
  fixture_assert_label (f, 0, "00:00:00.000 from scope.lab: gr⟨0xF6⟩⟨0xDF⟩er⟨0xFF⟩");
}

static void
copied_cb (char     *text,
           guint64   n_messages,
           gboolean  cut,
           gpointer  user_data)
{
  *(char **) user_data = text;
}

/* Pieces of a message are cut anywhere, inside characters too. */
static void
decorate_utf16 (FakeList       *list,
                guint64         number,
                TaplineMessage *message,
                GByteArray     *text)
{
  g_byte_array_set_size (text, 0);
  g_byte_array_append (text, (const guint8 *) "a\0\x3d\xd8\x00\xde" "b\0",
                       number == 0 ? 8 : 7);
  message->length = number == 0 ? 8 * (guint64) 50000 : 7;
  message->ending = 0;
  if (number == 2)
    {
      message->direction = TAPLINE_DIRECTION_NOTE;
      g_byte_array_set_size (text, 0);
      g_byte_array_append (text, (const guint8 *) "größer", 8);
      message->length = 8;
    }
}

static void
test_copy (void)
{
  FakeList *list = fake_list_new (3);
  g_autoptr (TaplineLogRanges) ranges = tapline_log_ranges_new ();
  g_autoptr (TaplineLogCopy) copy = NULL;
  g_autofree char *text = NULL;

  list->decorate = decorate_utf16;
  tapline_log_ranges_add (ranges, 0, 3);
  copy = tapline_log_copy_new (TAPLINE_MESSAGE_LIST (list), ranges, TAPLINE_LOG_COPY_TEXT,
                               G_MAXINT32, copied_cb, &text);
  tapline_log_copy_set_encoding (copy, "UTF-16LE");
  tapline_log_copy_run (copy);
  wait_until (text != NULL);
  for (guint i = 0; i < 50000; i++)
    g_assert_cmpmem (text + i * 6, 6, "a😀b", 6);
  g_assert_cmpstr (text + 300000, ==, "\na😀\ufffd\ngrößer");
  g_clear_pointer (&copy, tapline_log_copy_free);
  g_assert_finalize_object (list);
}

/* The furthest left and right, and up and down, that anything is drawn in a row's message. */
static graphene_rect_t
message_bounds (Fixture *f,
                guint    index)
{
  g_autoptr (GskRenderNode) node = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  float x = (float) f->log->columns.body.x;
  graphene_rect_t bounds;

  /* Columns to the left of it are cut away. */
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (x - 8, -1000, 10000, 3000));
  gtk_snapshot_append_node (snapshot, fixture_shown (f, index)->node);
  gtk_snapshot_pop (snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_get_bounds (node, &bounds);

  return bounds;
}

static const char *const hostile[] = {
  "שלום עולם, מידע 123",
  "مرحبا بالعالم",
  "\u202eexe.gnp\u202c",
  "\u2067\u2066\u2068a\u2069",
  "😀🌡️👍🏽👨‍👩‍👧",
  "a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u030e",
  "a\u2028b\u2029c\xc2\x85" "d",
  "\t\v\f\b\a\033[2J\033]0;title\a",
  "ﷺ\U0001242b\u0bb5\u0bcc",
};

static void
decorate_hostile (FakeList       *list,
                  guint64         number,
                  TaplineMessage *message,
                  GByteArray     *text)
{
  const char *line = number % 2 == 0 ? "plain" : hostile[number / 2 % G_N_ELEMENTS (hostile)];

  g_byte_array_set_size (text, 0);
  g_byte_array_append (text, (const guint8 *) line, (guint) strlen (line));
  message->ending = 0;
}

/* Wherever a message comes from and whatever is in it: it begins at the left of its column, ends in
 * it, and reaches neither into the row above nor into the one below. */
static void
test_isolated (Fixture       *f,
               gconstpointer  data)
{
  static const TaplineLogBody bodies[] = { TAPLINE_LOG_BODY_TEXT, TAPLINE_LOG_BODY_BOTH };

  f->list->decorate = decorate_hostile;
  fake_list_append (f->list, 2 * G_N_ELEMENTS (hostile));
  for (guint b = 0; b < G_N_ELEMENTS (bodies); b++)
    {
      float left, height = (float) f->log->style.row_height;
      float end;

      g_object_set (f->log->options, "log-body", bodies[b], NULL);
      fixture_wait_frames (f, 2);
      left = (float) f->log->columns.body.x;
      end = left + (float) f->log->columns.body.width;
      for (guint i = 0; i < fixture_n_shown (f); i++)
        {
          graphene_rect_t bounds = message_bounds (f, i);

          g_test_message ("%u: %g %g %g %g", i, bounds.origin.x, bounds.origin.y,
                          bounds.size.width, bounds.size.height);
          g_assert_cmpfloat (bounds.origin.x, >=, left - 8);
          g_assert_cmpfloat (bounds.origin.x, <=, left + 8);
          g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, end + 4);
          g_assert_cmpfloat (bounds.origin.y, >=, -1);
          g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, height + 1);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, data, function) \
  g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)
  g_test_add_func ("/log-rows/spans", test_spans);
  ADD ("/log-rows/time", &thousand, test_time);
  ADD ("/log-rows/date", &thousand, test_date);
  ADD ("/log-rows/cut", NULL, test_cut);
  ADD ("/log-rows/time-other", NULL, test_time_other);
  ADD ("/log-rows/peers", NULL, test_peers);
  g_test_add_func ("/log-rows/accents", test_accents);
  ADD ("/log-rows/contrast", &thousand, test_contrast);
  ADD ("/log-rows/body", &thousand, test_body);
  ADD ("/log-rows/empty-line", NULL, test_empty_line);
  ADD ("/log-rows/encoding", NULL, test_encoding);
  g_test_add_func ("/log-rows/copy", test_copy);
  ADD ("/log-rows/isolated", NULL, test_isolated);

  return g_test_run ();
}
