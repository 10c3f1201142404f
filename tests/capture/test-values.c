/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values are what a loop over all messages finds, in any notation; and bounded. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "fixture-log.h"
#include "tapline-values.h"

#define START G_GINT64_CONSTANT (1700000000000000) /* a time in a recording */

static TaplineFollower *
start (Log        *log,
       const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplinePattern) pattern = tapline_pattern_new (TAPLINE_PATTERN_REGEX, text, 0, NULL,
                                                            &error);
  TaplineFollower *values;

  g_assert_no_error (error);
  values = tapline_values_follow (log->index, pattern, log_notify, log_hold (log),
                               log_release, &error);
  g_assert_no_error (error);

  return values;
}

/* What is found in what one peer sends, as soon as all of it is indexed. */
static TaplineValueFigures *
find (Log        *log,
      const char *text)
{
  TaplineValueFigures *figures = g_new0 (TaplineValueFigures, 1);
  g_autoptr (TaplineFollower) values = NULL;

  log_wait_until (log, log_is_indexed (log));
  values = start (log, text);
  log_wait_until (log, tapline_follower_is_caught_up (values));
  g_assert_false (tapline_follower_is_unreadable (values));
  tapline_values_look (values, figures);

  return figures;
}

static void
append (Log        *log,
        const char *bytes)
{
  tapline_capture_append (log->f.capture, &log->flows[0], TAPLINE_DIRECTION_IN, bytes,
                          strlen (bytes));
  g_assert_true (tapline_capture_flush (log->f.capture, NULL));
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    double      value; /* NAN if it is none */
  } cases[] = {
    { "0", 0 }, { "21", 21 }, { "-21.5", -21.5 }, { "+3", 3 }, { ".5", 0.5 }, { "5.", 5 },
    { "1e3", 1000 }, { "-1.5E-2", -0.015 }, { "0x1F", 31 }, { "0Xff", 255 }, { "-0x10", -16 },
    { " 7\t", 7 }, { "00012", 12 }, { "", NAN }, { " ", NAN }, { "abc", NAN }, { "1 2", NAN },
    { "1,5", 1.5 }, { "-0,25e1", -2.5 }, { ",5", 0.5 }, { "1,234", 1.234 }, { "1,", NAN },
    { "1,2,3", NAN }, { "1,234.5", NAN }, { "1.2,3", NAN },
    { "12V", NAN }, { "0x", NAN }, { "--1", NAN }, { "1e999", NAN }, { "inf", NAN },
    { "nan", NAN }, { "e5", NAN },
    { "00000000000000000000000000000000000000000000000000000000000000000000000001", NAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double value = 0;
      gboolean is_number = tapline_values_parse (cases[i].text, strlen (cases[i].text), &value);

      if (is_number != !isnan (cases[i].value) || (is_number && value != cases[i].value))
        g_error ("“%s” is read as %s %g", cases[i].text, is_number ? "number" : "none:", value);
    }
}

/* Which part of a match counts. */
static void
test_groups (void)
{
  static const struct
  {
    const char *pattern;
    double      sum;
    guint       n;
    guint       no_numbers;
  } cases[] = {
    { "temp=([0-9.]+)", 21.5 + 22.5 + 19, 3, 0 },
    { "temp=([-0-9.]+)", 21.5 + 22.5 - 4 + 19, 4, 0 },
    { "[0-9]+\\.[0-9]+", 21.5 + 22.5, 2, 0 },
    { "temp=[0-9.]+", 0, 0, 3 },
    { "hum=([0-9]+)|id=(0x[0-9a-f]+)", 40 + 26, 2, 0 },
    { "(?:hum)=([0-9]+)", 40, 1, 0 },
    { "nothing=([0-9]+)", 0, 0, 0 },
    { "temp=([0-9]*)", 21 + 22 + 19, 3, 0 },
    { "x*", 0, 0, 1 },
    { "ä=([0-9]+)$", 8, 1, 0 },
  };
  Log log;

  log_init (&log, 1);
  log_index (&log, "lines", 1 << 20);
  append (&log, "temp=21.5\r\ntemp=22.5 hum=40 temp=-4\nid=0x1a\nä=8\n\xff temp=1");
  append (&log, "9\n");
  tapline_index_wake (log.index);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree TaplineValueFigures *figures = find (&log, cases[i].pattern);

      if (figures->all.n != cases[i].n || figures->all.sum != cases[i].sum
          || figures->no_numbers != cases[i].no_numbers || figures->too_complex != 0)
        g_error ("%s: %u values with the sum %g, %u that are none", cases[i].pattern,
                 (guint) figures->all.n, figures->all.sum, (guint) figures->no_numbers);
    }

  log_clear (&log);
}

/* More values than there are slots: none is lost, and no peak. */
static void
test_many (void)
{
  g_autoptr (TaplineFollower) values = NULL;
  g_autofree TaplineValueFigures *figures = g_new0 (TaplineValueFigures, 1);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  TaplineValueSlot slots[TAPLINE_TIMELINE_SLOTS] = { 0 };
  gint64 time = START;
  Log log;

  log_init (&log, 2);
  log_index (&log, "lines", 1 << 20);
  values = start (&log, "v=(\\S+)");
  for (guint i = 0; i < 5000; i++)
    {
      double number = g_rand_double_range (log.rand, -1000, 1000);
      g_autofree char *line = g_strdup_printf ("v=%.17g\n", number);

      time += g_rand_int (log.rand) % (1u << (i / 200));
      tapline_capture_set_time (log.f.capture, time);
      append (&log, line);
      g_array_append_val (times, time);
      g_array_append_val (numbers, number);
      tapline_index_wake (log.index);
      tapline_follower_wake (values);
    }
  log_wait_until (&log, log_is_indexed (&log));
  tapline_follower_wake (values);
  log_wait_until (&log, tapline_follower_is_caught_up (values));

  tapline_values_look (values, figures);
  for (guint i = 0; i < times->len; i++)
    {
      double number = g_array_index (numbers, double, i);
      TaplineValueSlot *slot = &slots[(g_array_index (times, gint64, i) - START)
                                      / figures->timeline.width];

      slot->min = slot->n == 0 ? number : MIN (slot->min, number);
      slot->max = slot->n == 0 ? number : MAX (slot->max, number);
      slot->last = number;
      slot->n++;
    }
  g_assert_cmpint (figures->timeline.start, ==, START);
  g_assert_cmpint (figures->last, ==, time);
  g_assert_cmpuint (figures->all.n, ==, times->len);
  g_assert_cmpuint (figures->timeline.n, >, TAPLINE_TIMELINE_SLOTS / 2);
  for (guint i = 0; i < TAPLINE_TIMELINE_SLOTS; i++)
    {
      g_assert_cmpuint (figures->slots[i].n, ==, slots[i].n);
      g_assert_cmpfloat (figures->slots[i].min, ==, slots[i].min);
      g_assert_cmpfloat (figures->slots[i].max, ==, slots[i].max);
      g_assert_cmpfloat (figures->slots[i].last, ==, slots[i].last);
    }

  g_clear_pointer (&values, tapline_follower_free);
  log_clear (&log);
}

/* Under each framing of a random recording, as the reader gives the messages. */
static void
test_naive (gconstpointer data)
{
  g_autoptr (TaplinePattern) pattern = tapline_pattern_new (TAPLINE_PATTERN_REGEX, "temp=([0-9.]+)",
                                                            0, NULL, NULL);
  g_autofree TaplineValueFigures *figures = NULL;
  guint64 n = 0;
  Log log;

  log_init (&log, 3);
  for (guint i = 0; i < 600; i++)
    log_record (&log);
  log_end_flows (&log);
  g_assert_true (tapline_capture_finish (log.f.capture, NULL));
  log_index (&log, data, 1 << 20);
  /* From then on silence ends no message. */
  tapline_index_stop (log.index, TRUE);
  figures = find (&log, "temp=([0-9.]+)");
  log_read (&log);
  for (guint i = 0; i < log.messages->len; i++)
    {
      const Message *message = &g_array_index (log.messages, Message, i);
      gsize length, start, end, next;
      const guint8 *bytes = g_bytes_get_data (message->bytes, &length);
      double value;

      for (gsize from = 0;
           message->message.direction != TAPLINE_DIRECTION_NOTE
           && tapline_pattern_find_group (pattern, bytes, length - message->message.ending, from,
                                          &start, &end, &next) == TAPLINE_PATTERN_FOUND;
           from = next)
        if (tapline_values_parse ((const char *) bytes + start, end - start, &value))
          n++;
    }
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (figures->all.n, ==, n);

  log_clear (&log);
}

/* It ends there and says where. */
static void
test_too_complex (void)
{
  g_autofree TaplineValueFigures *figures = NULL;
  Log log;

  log_init (&log, 4);
  log_index (&log, "lines", 1 << 20);
  append (&log, "ac5\n");
  append (&log, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\n");
  append (&log, "ac6\n");
  tapline_index_wake (log.index);
  figures = find (&log, "^(?:ac([0-9])|(?:a|aa)+[^c]$)");
  g_assert_cmpuint (figures->all.n, ==, 1);
  g_assert_cmpuint (figures->too_complex, ==, LOG_FLOWS / 2 + 2);

  log_clear (&log);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const framings[] = { "lines", "raw", "fixed:7", "slip", "nmea", "idle:1" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/parse", test_parse);
  g_test_add_func ("/values/groups", test_groups);
  g_test_add_func ("/values/many", test_many);
  for (guint i = 0; i < G_N_ELEMENTS (framings); i++)
    {
      g_autofree char *path = g_strconcat ("/values/naive/", framings[i], NULL);

      g_test_add_data_func (path, framings[i], test_naive);
    }
  g_test_add_func ("/values/too-complex", test_too_complex);

  return g_test_run ();
}
