/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes rows stand out: highlight rules, in their colours, and marks where there is more than
 * one peer. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "log-fixture.h"
#include "tapline-color-scheme.h"
#include "ui-test.h"

#define SIZE 3000            /* of long messages */
#define FAR  1020            /* where in them something is that a rule still sees */
#define APART 20             /* of two colours; 2.3 can just be told apart */

static const guint64 hundred = 100;

static void
add_rule (Fixture    *f,
          const char *name,
          const char *condition)
{
  TaplineRules *rules = tapline_log_options_get_rules (f->log->options);

  tapline_rules_insert (rules, tapline_rules_get_n (rules),
                        tapline_rule_new (name, condition, "sky", "", TRUE));
  fixture_wait_frames (f, 2);
}

static const char *
rule_of (Fixture *f,
         guint    index)
{
  const TaplineRule *rule = fixture_shown (f, index)->rule;

  return rule != NULL ? rule->name : NULL;
}

static void
test_rules (Fixture       *f,
            gconstpointer  data)
{
  TaplineRules *rules = tapline_log_options_get_rules (f->log->options);
  g_autoptr (TaplineLogOptions) others = tapline_log_options_new ();
  guint n_reads;

  tapline_log_scroll_to (f->log, 0);
  add_rule (f, "four", "text:\"message 4\"");
  add_rule (f, "out", "dir:out");
  g_assert_null (rule_of (f, 1));
  g_assert_cmpstr (rule_of (f, 2), ==, "out");
  g_assert_cmpstr (rule_of (f, 4), ==, "four");
  fixture_assert_label (f, 1, "00:00:00.001 from scope.lab: message 1");
  fixture_assert_label (f, 4, "00:00:00.004 from scope.lab: message 4, highlighted: four");
  fixture_assert_label (f, 2, "00:00:00.002 to scope.lab: message 2, highlighted: out");

  /* What was found is kept with the row. */
  n_reads = (guint) f->list->n_reads;
  gtk_widget_queue_draw (GTK_WIDGET (f->log));
  fixture_wait_frames (f, 2);
  g_assert_cmpuint (f->list->n_reads, ==, n_reads);

  /* The rows follow the rules, and other options have others. */
  tapline_rules_remove (rules, 0);
  fixture_wait_frames (f, 2);
  g_assert_null (rule_of (f, 4));
  fixture_assert_label (f, 4, "00:00:00.004 from scope.lab: message 4");
  tapline_log_set_options (f->log, others);
  fixture_wait_frames (f, 2);
  g_assert_null (rule_of (f, 2));
}

static void
decorate_long (FakeList       *list,
               guint64         number,
               TaplineMessage *message,
               GByteArray     *text)
{
  g_byte_array_set_size (text, SIZE);
  memset (text->data, 'x', SIZE);
  memcpy (text->data + FAR, "far!", 4);
  memcpy (text->data + FAR + 4, "beyond\n", 7);
}

/* Rules see as much whatever is visible; what is drawn and read out is as long as without them. */
static void
test_head (Fixture       *f,
           gconstpointer  data)
{
  gsize max;

  f->list->decorate = decorate_long;
  fake_list_append (f->list, 10);
  fixture_wait_frames (f, 2);
  max = f->list->head_max;
  g_assert_cmpuint (max, <, TAPLINE_RULE_HEAD_MAX);

  add_rule (f, "beyond", "text:beyond");
  g_assert_cmpuint (f->list->head_max, ==, TAPLINE_RULE_HEAD_MAX);
  g_assert_null (rule_of (f, 0));
  add_rule (f, "far", "text:far! size:3000");
  g_assert_cmpstr (rule_of (f, 0), ==, "far");
  g_assert_cmpuint (fixture_shown (f, 0)->message.head_length, <=, max);
}

static guint n_peers;

static void
decorate_peers (FakeList       *list,
                guint64         number,
                TaplineMessage *message,
                GByteArray     *text)
{
  message->peer.family = 4;
  message->peer.port = (guint16) (1 + number % n_peers);
}

/* The second peer brings the marks, and room for them. */
static void
test_marks (Fixture       *f,
            gconstpointer  data)
{
  const TaplineLogSpan *peer = &f->log->columns.at[TAPLINE_LOG_COLUMN_PEER];
  GskRenderNode *node;
  int alone;

  f->list->decorate = decorate_peers;
  n_peers = 1;
  fake_list_append (f->list, 5);
  fixture_wait_frames (f, 2);
  alone = peer->width;
  g_assert_false (f->log->columns.marks);
  node = gsk_render_node_ref (fixture_shown (f, 0)->node);

  n_peers = 2;
  fake_list_append (f->list, 1);
  fixture_wait_frames (f, 2);
  g_assert_true (f->log->columns.marks);
  g_assert_true (fixture_shown (f, 0)->node != node);
  g_assert_cmpint (peer->width - alone, >=,
                   TAPLINE_LOG_MARK_CHARS * (int) f->log->style.digit_width);
  gsk_render_node_unref (node);
}

/* How much of red, green and blue light of a colour reach whom: all, or one who has no cones for
 * long, middle or short waves (Machado, Oliveira and Fernandes 2009, severity 1). */
static const double sights[][3][3] = {
  { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 },
    { -0.003882, -0.048116, 1.051998 } },
  { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 },
    { -0.011820, 0.042940, 0.968881 } },
  { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 },
    { 0.004733, 0.691367, 0.303900 } },
};

static double
linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
cube_root (double value)
{
  return value > 0.008856 ? cbrt (value) : 7.787 * value + 16.0 / 116;
}

/* L*, a*, b* of CIE 1976 for daylight. */
static void
see (const double   sight[3][3],
     const GdkRGBA *color,
     double         lab[3])
{
  double light[3] = { linear (color->red), linear (color->green), linear (color->blue) };
  double seen[3];
  double x, y, z;

  for (guint i = 0; i < 3; i++)
    seen[i] = CLAMP (sight[i][0] * light[0] + sight[i][1] * light[1] + sight[i][2] * light[2], 0,
                     1);
  x = cube_root ((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505);
  y = cube_root (0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
  z = cube_root ((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089);
  lab[0] = 116 * y - 16;
  lab[1] = 500 * (x - y);
  lab[2] = 200 * (y - z);
}

static double
get_distance (guint          sight,
              const GdkRGBA *a,
              const GdkRGBA *b)
{
  double one[3], other[3];

  see (sights[sight], a, one);
  see (sights[sight], b, other);

  return sqrt (pow (one[0] - other[0], 2) + pow (one[1] - other[1], 2) +
               pow (one[2] - other[2], 2));
}

static void
test_apart (Fixture       *f,
            gconstpointer  data)
{
  const GdkRGBA *colors = &f->log->style.colors[TAPLINE_LOG_COLOR_RULES];
  GtkSettings *settings = gtk_widget_get_settings (f->window);

  for (guint dark = 0; dark < 2; dark++)
    {
      tapline_color_scheme_set_dark (settings, dark == 1);
      fixture_wait_frames (f, 3);
      g_assert_true (f->log->style.dark == (dark == 1));
      for (guint s = 0; s < G_N_ELEMENTS (sights); s++)
        for (guint i = 0; i < TAPLINE_RULE_N_COLORS; i++)
          for (guint k = 0; k < i; k++)
            g_assert_cmpfloat (get_distance (s, &colors[i], &colors[k]), >=, APART);
    }
  gtk_settings_reset_property (settings, tapline_color_scheme_get_property ());
  fixture_wait_frames (f, 3);
}

int
main (int   argc,
      char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, data, function) \
  g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)
  ADD ("/log-rules/rules", &hundred, test_rules);
  ADD ("/log-rules/head", NULL, test_head);
  ADD ("/log-rules/marks", NULL, test_marks);
  ADD ("/log-rules/apart", &hundred, test_apart);

  return g_test_run ();
}
