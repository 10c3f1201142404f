/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Axes with round numbers in the words of their unit; what is at a place; charts as files. */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "tapline-chart-private.h"
#include "tapline-charts.h"

static void
check_ticks (const double *ticks,
             guint         n,
             const char   *expected,
             TaplineUnit   unit,
             double        step)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = tapline_ticks_format (unit, ticks[i], step);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", label);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_ticks (void)
{
  static const struct
  {
    TaplineUnit  unit;
    double       min;
    double       max;
    guint        most;
    const char  *expected;
  } cases[] = {
    { TAPLINE_UNIT_NUMBER, 0, 10, 6, "0, 2, 4, 6, 8, 10" },
    { TAPLINE_UNIT_NUMBER, 0, 1, 6, "0, 0.2, 0.4, 0.6, 0.8, 1.0" },
    { TAPLINE_UNIT_NUMBER, 20.1, 23.9, 5, "21, 22, 23" },
    { TAPLINE_UNIT_NUMBER, -1, 1, 5, "-1.0, -0.5, 0, 0.5, 1.0" },
    { TAPLINE_UNIT_NUMBER, 0, 2.5e6, 4, "0, 1 M, 2 M" },
    { TAPLINE_UNIT_NUMBER, 0, 3000, 3, "0, 2 k" },
    { TAPLINE_UNIT_NUMBER, 1000000, 1000003, 4, "1.000000 M, 1.000001 M, 1.000002 M, 1.000003 M" },
    { TAPLINE_UNIT_NUMBER, -27, 17, 3, "-20, 0" },
    { TAPLINE_UNIT_SECONDS, 31, 89, 2, "45 s, 1 min, 1 min 15 s" },
    { TAPLINE_UNIT_NUMBER, 5, 5, 4, "" },
    { TAPLINE_UNIT_NUMBER, 0, INFINITY, 4, "" },
    { TAPLINE_UNIT_BYTES, 0, 4096, 5, "0, 2 kB, 4 kB" },
    { TAPLINE_UNIT_BYTES, 0, 100, 3, "0, 50 B, 100 B" },
    { TAPLINE_UNIT_SECONDS, 0, 60, 7, "0, 10 s, 20 s, 30 s, 40 s, 50 s, 1 min" },
    { TAPLINE_UNIT_SECONDS, -60, 0, 3, "-1 min, -30 s, 0" },
    { TAPLINE_UNIT_SECONDS, 0, 3600, 5, "0, 15 min, 30 min, 45 min, 1 h" },
    { TAPLINE_UNIT_SECONDS, 0, 100, 5, "0, 30 s, 1 min, 1 min 30 s" },
    { TAPLINE_UNIT_SECONDS, 0, 86400 * 3, 5, "0, 1 d, 2 d, 3 d" },
    { TAPLINE_UNIT_SECONDS, 0, 86400 * 30, 4, "0, 10 d, 20 d, 30 d" },
    { TAPLINE_UNIT_SECONDS, 0, 0.004, 5, "0, 1 ms, 2 ms, 3 ms, 4 ms" },
    { TAPLINE_UNIT_SECONDS, 0, 0.00002, 3, "0, 10 µs, 20 µs" },
  };
  double ticks[TAPLINE_TICKS_MAX];
  double step;
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      n = tapline_ticks_find (cases[i].unit, cases[i].min, cases[i].max, cases[i].most, ticks,
                              &step);
      check_ticks (ticks, n, cases[i].expected, cases[i].unit, step);
    }

  n = tapline_ticks_find_log (1, 20000, 10, ticks);
  check_ticks (ticks, n, "1 B, 10 B, 100 B, 1 kB, 10 kB", TAPLINE_UNIT_BYTES, 0);
  n = tapline_ticks_find_log (2e-6, 5000, 5, ticks);
  check_ticks (ticks, n, "10 µs, 1 ms, 100 ms, 10 s, 16 min 40 s", TAPLINE_UNIT_SECONDS, 0);
  g_assert_cmpuint (tapline_ticks_find_log (0, 10, 5, ticks), ==, 0);
}

static void
test_format (void)
{
  static const struct
  {
    TaplineUnit  unit;
    double       value;
    const char  *expected;
  } cases[] = {
    { TAPLINE_UNIT_NUMBER, 0, "0" }, { TAPLINE_UNIT_NUMBER, 13.6667, "13.7" },
    { TAPLINE_UNIT_NUMBER, -4, "-4" }, { TAPLINE_UNIT_NUMBER, 999.9, "1 k" },
    { TAPLINE_UNIT_NUMBER, 1204332, "1.2 M" }, { TAPLINE_UNIT_NUMBER, 0.012345, "0.0123" },
    { TAPLINE_UNIT_NUMBER, 1e20, "1e+20" }, { TAPLINE_UNIT_BYTES, 1, "1 B" },
    { TAPLINE_UNIT_BYTES, 1536, "1.54 kB" }, { TAPLINE_UNIT_SECONDS, 0.0000015, "1.5 µs" },
    { TAPLINE_UNIT_SECONDS, 1.25, "1.25 s" }, { TAPLINE_UNIT_SECONDS, 3725, "1 h 2 min" },
    { TAPLINE_UNIT_SECONDS, 90061, "1 d 1 h" }, { TAPLINE_UNIT_SECONDS, 59.9, "59.9 s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = tapline_ticks_format (cases[i].unit, cases[i].value, 0);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* Two series over time, one of which is interrupted. */
static TaplineChart *
create_chart (void)
{
  TaplineChart *chart = tapline_chart_new (TAPLINE_CHART_CURVES, "Title & <more>");

  tapline_chart_set_axes (chart, TAPLINE_UNIT_SECONDS, "Time", TAPLINE_UNIT_NUMBER, "Value");
  tapline_chart_set_summary (chart, "a < b");
  tapline_chart_add_series (chart, "one");
  tapline_chart_add_point (chart, &(TaplineChartPoint) { 1, 1, 5, 4, 6 });
  tapline_chart_add_point (chart, &(TaplineChartPoint) { 2, 2, NAN, NAN, NAN });
  tapline_chart_add_point (chart, &(TaplineChartPoint) { 4, 4, 7, 7, 7 });
  tapline_chart_add_series (chart, "two");
  tapline_chart_add_point (chart, &(TaplineChartPoint) { 3, 3, -2, -2, -2 });

  return chart;
}

static void
assert_read_out (const TaplineChart *chart,
                 double              x,
                 const char         *expected)
{
  g_autofree char *text = tapline_chart_read_out (chart, x);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_places (void)
{
  g_autoptr (TaplineChart) chart = create_chart ();
  g_autoptr (TaplineChart) empty = tapline_chart_new (TAPLINE_CHART_CURVES, "");
  double x = NAN;

  g_assert_true (tapline_chart_is_empty (empty));
  g_assert_false (tapline_chart_move (empty, 1, &x));
  g_assert_false (tapline_chart_is_empty (chart));
  g_assert_true (tapline_chart_move (chart, 1, &x) && x == 1);
  assert_read_out (chart, x, "1 s: one 5 (4 … 6) · two -2");
  g_assert_true (tapline_chart_move (chart, 1, &x) && x == 3);
  g_assert_true (tapline_chart_move (chart, 1, &x) && x == 4);
  assert_read_out (chart, x, "4 s: one 7 · two -2");
  g_assert_false (tapline_chart_move (chart, 1, &x));
  g_assert_cmpfloat (x, ==, 4);
  tapline_chart_move (chart, -10, &x);
  g_assert_cmpfloat (x, ==, 1);
  x = NAN;
  g_assert_true (tapline_chart_move (chart, -1, &x) && x == 4);
}

/* A slot counts for the time that it was; sums and words are those of the figures. */
static void
test_rates (void)
{
  g_autofree TaplineFigures *figures = g_new0 (TaplineFigures, 1);
  g_autoptr (TaplineChart) chart = NULL;

  figures->timeline = (TaplineTimeline) { G_TIME_SPAN_SECOND * 1000, G_TIME_SPAN_SECOND, 4 };
  figures->last = figures->timeline.start + G_TIME_SPAN_SECOND * 4;
  figures->second = 1003;
  figures->sums[TAPLINE_DIRECTION_IN] = (TaplineTally) { 40, 4000 };
  for (guint i = 0; i < 4; i++)
    figures->history[i][TAPLINE_DIRECTION_IN] = (TaplineTally) { 4 * (i + 1), 400 * (i + 1) };
  figures->recent[1002 % TAPLINE_STATISTICS_SECONDS][TAPLINE_DIRECTION_IN].messages = 12;

  chart = tapline_charts_new_rates (figures, 0, 0);
  g_assert_nonnull (strstr (tapline_chart_get_summary (chart),
                            "Received: 40 messages, on average 10/s, here at most 16/s"));
  assert_read_out (chart, 2.5, "2.5 s: Received 12 · Sent 0");
  g_clear_pointer (&chart, tapline_chart_unref);

  /* The second that is not over is not drawn, and those in which nothing came are 0. */
  chart = tapline_charts_new_rates (figures, TAPLINE_RATES_MINUTE, 1010 * G_TIME_SPAN_SECOND);
  g_assert_nonnull (strstr (tapline_chart_get_summary (chart), "here at most 12/s"));
  assert_read_out (chart, -7.5, "-7.5 s: Received 12 · Sent 0");
  assert_read_out (chart, -0.5, "-500 ms: Received 0 · Sent 0");
  /* Before the beginning there is nothing. */
  assert_read_out (chart, -50, "-9.5 s: Received 0 · Sent 0");
}

static void
test_sizes (void)
{
  g_autofree TaplineFigures *figures = g_new0 (TaplineFigures, 1);
  g_autoptr (TaplineChart) chart = NULL;

  for (guint i = 0; i < 100; i++)
    tapline_histogram_add (&figures->sizes[TAPLINE_DIRECTION_OUT], 16 + i % 16);
  tapline_histogram_add (&figures->sizes[TAPLINE_DIRECTION_OUT], 5000);
  chart = tapline_charts_new_sizes (figures);
  g_assert_nonnull (strstr (tapline_chart_get_summary (chart), "Sent: 101, from 16 B to 5 kB"));
  g_assert_null (strstr (tapline_chart_get_summary (chart), "Received"));
  assert_read_out (chart, 16, "16 B up to 32 B: Sent 100");
  assert_read_out (chart, 4096, "4.1 kB up to 8.19 kB: Sent 1");
}

/* Bars of the same width for each doubling from a microsecond on, and one for 0. */
static void
test_gaps (void)
{
  g_autofree TaplineFigures *figures = g_new0 (TaplineFigures, 1);
  g_autoptr (TaplineChart) chart = NULL;

  tapline_histogram_add (&figures->gaps[TAPLINE_DIRECTION_IN], 0);
  tapline_histogram_add (&figures->gaps[TAPLINE_DIRECTION_IN], 3000000);
  chart = tapline_charts_new_gaps (figures);
  assert_read_out (chart, 0, "0: Received 1");
  assert_read_out (chart, 2, "2.1 s up to 4.19 s: Received 1");
  g_assert_cmpfloat (tapline_chart_scale (chart, 0), ==, 0);
  for (guint i = 0; i < 30; i++)
    {
      double x = 1e-6 * (1 << i);

      g_assert_cmpfloat_with_epsilon (tapline_chart_scale (chart, x), i + 1, 1e-9);
      g_assert_cmpfloat_with_epsilon (tapline_chart_unscale (chart, i + 1), x, x * 1e-9);
    }
}

static void
test_files (void)
{
  g_autoptr (TaplineChart) chart = create_chart ();
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *svg = g_build_filename (folder, "a.SVG", NULL);
  g_autofree char *png = g_build_filename (folder, "a.png", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "a.png", NULL);
  g_autofree char *other = g_build_filename (folder, "a.pdf", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) picture = NULL;

  tapline_chart_save (chart, svg, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (svg, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, "<title>Title &amp; &lt;more&gt;</title>"));
  g_assert_nonnull (strstr (contents, "<desc>a &lt; b</desc>"));
  g_assert_true (g_str_has_suffix (contents, "</svg>\n"));

  tapline_chart_save (chart, png, &error);
  g_assert_no_error (error);
  picture = gdk_pixbuf_new_from_file (png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 1920);

  g_assert_false (tapline_chart_save (chart, nowhere, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (tapline_chart_save (chart, other, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));

  g_unlink (svg);
  g_unlink (png);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Whether there is something of the first series' colour between the axes of a saved chart. */
static gboolean
shows_first_series (TaplineChart *chart)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *png = g_build_filename (folder, "a.png", NULL);
  g_autoptr (GdkPixbuf) picture = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found = FALSE;

  tapline_chart_save (chart, png, &error);
  g_assert_no_error (error);
  picture = gdk_pixbuf_new_from_file (png, &error);
  g_assert_no_error (error);
  for (int y = gdk_pixbuf_get_height (picture) / 8; y < gdk_pixbuf_get_height (picture); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (picture); x++)
      {
        const guint8 *pixel = gdk_pixbuf_read_pixels (picture)
                              + y * gdk_pixbuf_get_rowstride (picture)
                              + x * gdk_pixbuf_get_n_channels (picture);

        found = found || (pixel[2] > 150 && pixel[0] < 60);
      }
  g_unlink (png);
  g_assert_cmpint (g_rmdir (folder), ==, 0);

  return found;
}

/* A value with none beside it is seen, at any place among so many that not each has a mark. */
static void
test_lone_points (void)
{
  for (int lone = -1; lone < 60; lone += 20)
    {
      g_autoptr (TaplineChart) chart = tapline_chart_new (TAPLINE_CHART_CURVES, "Title");

      tapline_chart_set_axes (chart, TAPLINE_UNIT_SECONDS, "Time", TAPLINE_UNIT_NUMBER, "Value");
      tapline_chart_set_range (chart, 0, 60);
      tapline_chart_add_series (chart, "one");
      for (int i = 0; i < 60; i++)
        {
          double y = i == lone ? 5 : NAN;

          tapline_chart_add_point (chart, &(TaplineChartPoint) { i + 0.5, i + 0.5, y, y, y });
        }
      tapline_chart_add_series (chart, "two");
      tapline_chart_add_point (chart, &(TaplineChartPoint) { 0, 0, 1, 1, 1 });
      g_assert_cmpint (shows_first_series (chart), ==, lone >= 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/ticks", test_ticks);
  g_test_add_func ("/chart/format", test_format);
  g_test_add_func ("/chart/places", test_places);
  g_test_add_func ("/chart/rates", test_rates);
  g_test_add_func ("/chart/sizes", test_sizes);
  g_test_add_func ("/chart/gaps", test_gaps);
  g_test_add_func ("/chart/files", test_files);
  g_test_add_func ("/chart/lone-points", test_lone_points);

  return g_test_run ();
}
