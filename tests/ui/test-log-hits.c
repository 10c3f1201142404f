/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where rows show what is searched for, in every way that text is drawn; marks beside the scroll
 * bar. */
#include "config.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "log-fixture.h"
#include "ui-test.h"

static const guint64 hundred = 100;

/* What every message says. */
static const char *said;

static void
decorate (FakeList       *list,
          guint64         number,
          TaplineMessage *message,
          GByteArray     *text)
{
  g_byte_array_set_size (text, 0);
  g_byte_array_append (text, (const guint8 *) said, (guint) strlen (said));
  g_byte_array_append (text, (const guint8 *) "\n", 1);
}

static void
say (Fixture    *f,
     const char *text)
{
  said = text;
  f->list->decorate = decorate;
  tapline_log_set_pattern (f->log, NULL);
  fixture_wait_frames (f, 2);
}

static const TaplineLogContent *
look_for (Fixture            *f,
          TaplinePatternKind  kind,
          const char         *text)
{
  g_autoptr (TaplinePattern) pattern = tapline_pattern_new (kind, text, TAPLINE_PATTERN_ANY_CASE,
                                                            NULL, NULL);

  tapline_log_set_pattern (f->log, pattern);
  fixture_wait_frames (f, 2);

  return fixture_shown (f, 1);
}

/* A box over @n characters that begins behind @before others, of a font that has one width. */
static void
assert_box (Fixture                 *f,
            const TaplineLogContent *content,
            guint                    index,
            TaplineLogColumn         column,
            guint                    before,
            guint                    n)
{
  double width = f->log->style.digit_width;
  double start = f->log->columns.at[column].x + before * width;

  g_assert_cmpuint (index, <, content->n_boxes);
  g_assert_cmpfloat_with_epsilon (content->boxes[index].x, start, 1);
  g_assert_cmpfloat_with_epsilon (content->boxes[index].width, n * width, 1);
}

static void
test_ascii (Fixture       *f,
            gconstpointer  data)
{
  const TaplineLogContent *content;

  say (f, "temp=12 Temp=13");
  content = look_for (f, TAPLINE_PATTERN_TEXT, "temp");
  g_assert_cmpuint (content->n_boxes, ==, 2);
  assert_box (f, content, 0, TAPLINE_LOG_COLUMN_TEXT, 0, 4);
  assert_box (f, content, 1, TAPLINE_LOG_COLUMN_TEXT, 8, 4);

  /* Nothing is seen of what is empty, and nothing is left of what was there. */
  content = look_for (f, TAPLINE_PATTERN_REGEX, "x*");
  g_assert_cmpuint (content->n_boxes, ==, 0);
  tapline_log_set_pattern (f->log, NULL);
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (fixture_shown (f, 1)->n_hits, ==, 0);
}

/* What is drawn as a mark has one box with the letters beside it. */
static void
test_controls (Fixture       *f,
               gconstpointer  data)
{
  const TaplineLogContent *content;

  say (f, "ab\033cd");
  content = look_for (f, TAPLINE_PATTERN_HEX, "62 1B 63");
  g_assert_cmpuint (content->n_boxes, ==, 1);
  g_assert_cmpfloat (content->boxes[0].width, >, 3 * f->log->style.digit_width);
}

/* More than fits, and more than are kept: there is no end to neither time nor room. */
static void
test_many (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *text = g_strnfill (1000, 'a');
  const TaplineLogColumns *columns = &f->log->columns;
  const TaplineLogContent *content;

  say (f, text);
  content = look_for (f, TAPLINE_PATTERN_TEXT, "a");
  g_assert_cmpuint (content->n_hits, ==, TAPLINE_LOG_HITS_MAX);
  content = look_for (f, TAPLINE_PATTERN_REGEX, "a+");
  g_assert_cmpuint (content->n_boxes, ==, 1);
  g_assert_cmpfloat (content->boxes[0].x + content->boxes[0].width, <=,
                     columns->body.x + columns->body.width);
}

/* Text that Pango lays out: from the right, a word between two others stands in the middle. */
static void
test_both_ways (Fixture       *f,
                gconstpointer  data)
{
  const TaplineLogContent *content;
  TaplineLogBox hebrew;

  say (f, "שלום temp עולם");
  content = look_for (f, TAPLINE_PATTERN_TEXT, "temp");
  g_assert_cmpuint (content->n_boxes, ==, 1);
  hebrew = content->boxes[0];
  content = look_for (f, TAPLINE_PATTERN_TEXT, "שלום");
  g_assert_cmpuint (content->n_boxes, ==, 1);
  g_assert_cmpfloat (content->boxes[0].x, >, hebrew.x + hebrew.width);

  /* One that runs both ways is seen in two places. */
  content = look_for (f, TAPLINE_PATTERN_TEXT, "mp עו");
  g_assert_cmpuint (content->n_boxes, >, 1);
}

static void
test_hex (Fixture       *f,
          gconstpointer  data)
{
  const TaplineLogContent *content;

  g_object_set (f->log->options, "log-body", TAPLINE_LOG_BODY_HEX, NULL);
  say (f, "abcd");
  content = look_for (f, TAPLINE_PATTERN_TEXT, "bc");
  g_assert_cmpuint (content->n_boxes, ==, 1);
  assert_box (f, content, 0, TAPLINE_LOG_COLUMN_HEX, 3, 5);
}

/* One byte of the message is two of the text that is drawn. */
static void
test_encoding (Fixture       *f,
               gconstpointer  data)
{
  const TaplineLogContent *content;

  tapline_log_set_encoding (f->log, "ISO-8859-1");
  say (f, "\344\344temp");
  content = look_for (f, TAPLINE_PATTERN_TEXT, "temp");
  g_assert_cmpuint (content->n_boxes, ==, 1);
  assert_box (f, content, 0, TAPLINE_LOG_COLUMN_TEXT, 2, 4);
}

/* What this thread has worked, in microseconds. */
static gint64
get_work (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* An expression that takes long is not tried in every row. */
static void
test_slow (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *text = g_strnfill (200, 'a');
  g_autoptr (TaplinePattern) pattern =
    tapline_pattern_new (TAPLINE_PATTERN_REGEX, "^(a|aa)+[^a]$", 0, NULL, NULL);
  gint64 start, one;

  say (f, text);
  start = get_work ();
  g_assert_cmpint (tapline_pattern_match (pattern, (const guint8 *) text, strlen (text), 0), ==,
                   TAPLINE_PATTERN_TOO_COMPLEX);
  one = get_work () - start;

  tapline_log_set_pattern (f->log, pattern);
  start = get_work ();
  fixture_wait_frames (f, 2);
  g_test_message ("one: %.1f ms, all: %.1f ms", (double) one / 1000,
                  (double) (get_work () - start) / 1000);
  g_assert_cmpint (get_work () - start, <, one * fixture_n_shown (f) / 2);
}

static void
assert_marks (Fixture *f,
              guint    n)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  tapline_log_draw_strip (f->log, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (n == 0)
    g_assert_null (node);
  else if (n == 1)
    g_assert_cmpint (gsk_render_node_get_node_type (node), ==, GSK_COLOR_NODE);
  else
    g_assert_cmpuint (gsk_container_node_get_n_children (node), ==, n);
}

/* Neighbours are one mark; the cursor has one of its own. */
static void
test_marks (Fixture       *f,
            gconstpointer  data)
{
  gboolean marks[TAPLINE_LOG_STRIP_PARTS] = { FALSE };

  assert_marks (f, 0);
  marks[3] = TRUE;
  marks[4] = TRUE;
  tapline_log_set_strip (f->log, marks);
  assert_marks (f, 1);
  marks[TAPLINE_LOG_STRIP_PARTS - 1] = TRUE;
  tapline_log_set_strip (f->log, marks);
  assert_marks (f, 2);
  tapline_log_set_cursor (f->log, 50);
  assert_marks (f, 3);
  tapline_log_set_strip (f->log, NULL);
  assert_marks (f, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/log-hits/ascii", test_ascii },
    { "/log-hits/controls", test_controls },
    { "/log-hits/many", test_many },
    { "/log-hits/both-ways", test_both_ways },
    { "/log-hits/hex", test_hex },
    { "/log-hits/encoding", test_encoding },
    { "/log-hits/slow", test_slow },
    { "/log-hits/marks", test_marks },
  };

  g_main_context_acquire (NULL);
  ui_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, &hundred, fixture_set_up, tests[i].test,
                fixture_tear_down);

  return g_test_run ();
}
