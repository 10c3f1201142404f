/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of a session, live, cut again, of a recording; and only while somebody looks. */
#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "desk.h"
#include "tapline-gauge.h"

#define TEXT "v=1\nv=2\nv=30\n"

static guint64
count_received (TaplineGauge *gauge)
{
  g_autofree TaplineFigures *figures = g_new0 (TaplineFigures, 1);

  return tapline_gauge_look (gauge, figures) ? figures->sums[TAPLINE_DIRECTION_IN].messages : 0;
}

static double
sum_values (TaplineGauge *gauge,
            guint         place)
{
  g_autofree TaplineValueFigures *figures = g_new0 (TaplineValueFigures, 1);

  return tapline_gauge_look_at_values (gauge, place, figures) ? figures->all.sum : -1;
}

static void
set_pattern (TaplineGauge *gauge,
             guint         place,
             const char   *text)
{
  g_autoptr (TaplinePattern) pattern = tapline_pattern_new (TAPLINE_PATTERN_REGEX, text, 0, NULL,
                                                            NULL);

  tapline_gauge_set_pattern (gauge, place, pattern);
}

static void
count_cb (guint *n_changed)
{
  (*n_changed)++;
}

static void
say (int         peer,
     const char *text)
{
  g_assert_cmpint (send (peer, text, strlen (text), 0), ==, (gssize) strlen (text));
}

static void
test_live (Desk          *self,
           gconstpointer  unused)
{
  g_autoptr (TaplineGauge) gauge = tapline_gauge_new (self->session);
  g_autoptr (GArray) peers = NULL;
  g_autofree char *name = NULL;
  guint n_changed = 0;
  int peer;

  /* Before there is anything to count. */
  tapline_gauge_set_active (gauge, TRUE);
  set_pattern (gauge, 0, "v=([0-9]+)");
  g_assert_cmpuint (count_received (gauge), ==, 0);
  g_assert_cmpfloat (sum_values (gauge, 0), ==, -1);
  g_assert_cmpfloat (tapline_gauge_get_fraction (gauge), ==, 1);

  g_signal_connect_swapped (gauge, "changed", G_CALLBACK (count_cb), &n_changed);
  open_listener (self);
  peer = connect_peer (self);
  say (peer, TEXT);
  test_wait_for (count_received (gauge) == 3);
  test_wait_for (sum_values (gauge, 0) == 33);
  g_assert_cmpuint (n_changed, >, 0);

  /* Another pattern, beside it and instead of it. */
  set_pattern (gauge, 3, "v=([0-9])$");
  test_wait_for (sum_values (gauge, 3) == 3);
  set_pattern (gauge, 3, "v=(3)");
  test_wait_for (sum_values (gauge, 3) == 3);
  say (peer, "v=3\n");
  test_wait_for (sum_values (gauge, 3) == 6 && sum_values (gauge, 0) == 36);
  tapline_gauge_set_pattern (gauge, 0, NULL);
  g_assert_cmpfloat (sum_values (gauge, 0), ==, -1);

  peers = tapline_gauge_list_peers (gauge);
  g_assert_cmpuint (peers->len, ==, 1);
  name = tapline_gauge_dup_peer_name (gauge, &g_array_index (peers, TaplinePeerFigures, 0).peer);
  g_assert_true (g_str_has_prefix (name, "127.0.0.1:"));
  g_assert_null (tapline_gauge_dup_error (gauge));

  close (peer);
  close_session (self->session);
}

/* Another framing is counted from the start, also if nobody looks when it comes. */
static void
test_framing (Desk          *self,
              gconstpointer  unused)
{
  g_autoptr (TaplineGauge) gauge = tapline_gauge_new (self->session);
  int peer;

  tapline_gauge_set_active (gauge, TRUE);
  set_pattern (gauge, 1, "^v=(.)");
  open_listener (self);
  peer = connect_peer (self);
  say (peer, TEXT);
  test_wait_for (count_received (gauge) == 3 && sum_values (gauge, 1) == 6);

  g_assert_true (tapline_session_set_framing (self->session, "fixed:4", 1024, NULL));
  test_wait_for (sum_values (gauge, 1) == 6 && n_messages (self) == 5);
  say (peer, "567");
  test_wait_for (count_received (gauge) == 4);

  tapline_gauge_set_active (gauge, FALSE);
  g_assert_true (tapline_session_set_framing (self->session, "fixed:2", 1024, NULL));
  test_wait_for (n_messages (self) == 10);
  test_wait_for (count_received (gauge) == 0);
  tapline_gauge_set_active (gauge, TRUE);
  test_wait_for (count_received (gauge) == 8);

  close (peer);
  close_session (self->session);
}

static void
test_resting (Desk          *self,
              gconstpointer  unused)
{
  g_autoptr (TaplineGauge) gauge = tapline_gauge_new (self->session);
  int peer;

  open_listener (self);
  peer = connect_peer (self);
  say (peer, TEXT);
  test_wait_for (n_messages (self) == 5);
  g_assert_cmpuint (count_received (gauge), ==, 0);

  tapline_gauge_set_active (gauge, TRUE);
  test_wait_for (count_received (gauge) == 3);
  tapline_gauge_set_active (gauge, FALSE);
  set_pattern (gauge, 0, "v=(.)");
  say (peer, "v=4\n");
  test_wait_for (n_messages (self) == 6);
  g_assert_cmpuint (count_received (gauge), ==, 3);
  g_assert_cmpfloat (sum_values (gauge, 0), ==, -1);
  g_assert_cmpfloat (tapline_gauge_get_fraction (gauge), <, 1);
  tapline_gauge_set_active (gauge, TRUE);
  test_wait_for (count_received (gauge) == 4 && sum_values (gauge, 0) == 10);
  g_assert_cmpfloat (tapline_gauge_get_fraction (gauge), ==, 1);

  close (peer);
  close_session (self->session);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tapline_session_open_recording_finish (TAPLINE_SESSION (object), result, &error));
  g_assert_no_error (error);
}

static void
test_recording (Desk          *self,
                gconstpointer  unused)
{
  g_autoptr (TaplineSession) opened = tapline_session_new (self->sidecar, self->directory);
  g_autoptr (TaplineGauge) gauge = tapline_gauge_new (opened);
  int peer;

  open_listener (self);
  peer = connect_peer (self);
  say (peer, TEXT);
  test_wait_for (n_messages (self) == 5);
  close (peer);
  close_session (self->session);

  tapline_gauge_set_active (gauge, TRUE);
  set_pattern (gauge, 0, "v=(\\d+)");
  tapline_session_open_recording_async (opened, tapline_session_get_path (self->session), opened_cb,
                                        NULL);
  test_wait_for (count_received (gauge) == 3 && sum_values (gauge, 0) == 33);
  test_wait_for (tapline_gauge_get_fraction (gauge) == 1);
  close_session (opened);
  /* What was counted stays readable. */
  g_assert_cmpuint (count_received (gauge), ==, 3);
}

static void
add_tests (void)
{
  g_test_add ("/gauge/live", Desk, NULL, set_up, test_live, tear_down);
  g_test_add ("/gauge/framing", Desk, NULL, set_up, test_framing, tear_down);
  g_test_add ("/gauge/resting", Desk, NULL, set_up, test_resting, tear_down);
  g_test_add ("/gauge/recording", Desk, NULL, set_up, test_recording, tear_down);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
