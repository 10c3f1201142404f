/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network thread: its life, its queue and the protocol by which it ends. */
#include "config.h"

#include <unistd.h>

#include "fixture.h"
#include "tapline-sidecar-private.h"

static void
test_new_destroy (void)
{
  TaplineSidecar *sidecar = tapline_sidecar_new ();

  g_assert_cmpint (tapline_sidecar_get_status (sidecar), ==, TAPLINE_SIDECAR_IDLE);
  g_assert_true (tapline_sidecar_stop (sidecar, 0, 0, NULL));
  tapline_sidecar_unref (sidecar);
}

static void
stop_now (TaplineSidecar *sidecar)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tapline_sidecar_stop (sidecar, 0, TEST_DEADLINE_MS, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tapline_sidecar_get_status (sidecar), ==, TAPLINE_SIDECAR_STOPPED);
}

static void
test_start_is_idempotent (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
  guint threads;

  g_assert_true (tapline_sidecar_start (sidecar, NULL));
  threads = count_threads ();
  for (int i = 0; i < 3; i++)
    g_assert_true (tapline_sidecar_start (sidecar, NULL));
  g_assert_cmpuint (count_threads (), ==, threads);
  g_assert_cmpint (tapline_sidecar_get_status (sidecar), ==, TAPLINE_SIDECAR_RUNNING);
  g_assert_false (tapline_sidecar_is_current (sidecar));
  stop_now (sidecar);
}

static void
test_start_after_stop (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();

  for (int i = 0; i < 50; i++)
    {
      g_assert_true (tapline_sidecar_start (sidecar, NULL));
      stop_now (sidecar);
    }
}

static void
append_on_sidecar (TaplineSidecar *sidecar,
                   gpointer        data)
{
  gpointer *pair = data;

  TAPLINE_ASSERT_SIDECAR (sidecar);
  g_assert_false (g_main_context_is_owner (NULL));
  g_array_append_val (pair[0], pair[1]);
}

static void
test_post_in_order (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (gpointer));

  tapline_sidecar_start (sidecar, NULL);
  for (gsize i = 0; i < 10000; i++)
    {
      gpointer *pair = g_new (gpointer, 2);

      pair[0] = order;
      pair[1] = GSIZE_TO_POINTER (i);
      g_assert_true (tapline_sidecar_post (sidecar, append_on_sidecar, pair, g_free, NULL));
    }
  stop_now (sidecar);
  g_assert_cmpuint (order->len, ==, 10000);
  for (gsize i = 0; i < order->len; i++)
    g_assert_cmpuint (GPOINTER_TO_SIZE (g_array_index (order, gpointer, i)), ==, i);
}

static void
count_destroy (gpointer data)
{
  g_atomic_int_inc ((int *) data);
}

static void
fail_if_run (TaplineSidecar *sidecar,
             gpointer        data)
{
  g_assert_not_reached ();
}

static void
test_post_is_refused (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
  g_autoptr (GError) error = NULL;
  int destroyed = 0;

  g_assert_false (tapline_sidecar_post (sidecar, fail_if_run, &destroyed, count_destroy, &error));
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_STOPPED);
  g_clear_error (&error);
  tapline_sidecar_start (sidecar, NULL);
  stop_now (sidecar);
  g_assert_false (tapline_sidecar_post (sidecar, fail_if_run, &destroyed, count_destroy, &error));
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_STOPPED);
  g_assert_cmpint (destroyed, ==, 2);
}

static void
do_nothing_on_sidecar (TaplineSidecar *sidecar,
                       gpointer        data)
{
}

/* Until somebody sets what the data points to. */
static void
hang_on_sidecar (TaplineSidecar *sidecar,
                 gpointer        data)
{
  while (!g_atomic_int_get ((int *) data))
    g_usleep (1000);
}

static void
test_call_has_a_deadline (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
  g_autoptr (GError) error = NULL;
  int released = FALSE;

  g_assert_false (tapline_sidecar_call (sidecar, fail_if_run, NULL, NULL, 10, &error));
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_STOPPED);
  g_clear_error (&error);

  tapline_sidecar_start (sidecar, NULL);
  g_assert_true (tapline_sidecar_call (sidecar, do_nothing_on_sidecar, NULL, NULL,
                                       TEST_DEADLINE_MS, &error));
  g_assert_no_error (error);
  g_assert_false (tapline_sidecar_call (sidecar, hang_on_sidecar, &released, NULL, 20, &error));
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_DEADLINE);
  g_atomic_int_set (&released, TRUE);
  stop_now (sidecar);
}

static void
fail_on_sidecar (TaplineSidecar *sidecar,
                 gpointer        data)
{
  tapline_sidecar_fail_on_sidecar (sidecar, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                                                                 "no space"));
}

static void
test_error_is_sticky (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
  g_autoptr (GError) error = NULL;

  tapline_sidecar_start (sidecar, NULL);
  tapline_sidecar_post (sidecar, fail_on_sidecar, NULL, NULL, NULL);
  test_wait_for (tapline_sidecar_get_status (sidecar) == TAPLINE_SIDECAR_FAILED);
  for (int i = 0; i < 2; i++)
    {
      g_assert_false (tapline_sidecar_post (sidecar, fail_if_run, NULL, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_clear_error (&error);
      g_assert_false (tapline_sidecar_call (sidecar, fail_if_run, NULL, NULL, 100, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_clear_error (&error);
    }

  g_assert_true (tapline_sidecar_start (sidecar, &error));
  g_assert_no_error (error);
  g_assert_true (tapline_sidecar_call (sidecar, do_nothing_on_sidecar, NULL, NULL,
                                       TEST_DEADLINE_MS, NULL));
  stop_now (sidecar);
}

/* A process without descriptors cannot have a network thread; later it can. */
static void
test_start_without_descriptors (void)
{
  g_test_trap_subprocess ("/sidecar/start-without-descriptors/subprocess", 0,
                          G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_start_without_descriptors_subprocess (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) fds = g_array_new (FALSE, FALSE, sizeof (int));
  int fd;

  while ((fd = dup (0)) >= 0)
    g_array_append_val (fds, fd);
  g_assert_false (tapline_sidecar_start (sidecar, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES);
  g_clear_error (&error);
  g_assert_cmpint (tapline_sidecar_get_status (sidecar), ==, TAPLINE_SIDECAR_FAILED);
  for (guint i = 0; i < fds->len; i++)
    close (g_array_index (fds, int, i));
  g_assert_true (tapline_sidecar_start (sidecar, &error));
  g_assert_no_error (error);
  stop_now (sidecar);
}

static void
stop_inside (TaplineSidecar *sidecar,
             gpointer        data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tapline_sidecar_stop (sidecar, 0, TEST_DEADLINE_MS, &error));
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_DEADLINE);
  tapline_sidecar_stop_async (sidecar, 0, NULL, NULL);
}

static void
test_stop_from_inside (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();

  tapline_sidecar_start (sidecar, NULL);
  g_assert_true (tapline_sidecar_post (sidecar, stop_inside, NULL, NULL, NULL));
  test_wait_for (tapline_sidecar_get_status (sidecar) == TAPLINE_SIDECAR_STOPPED);
  stop_now (sidecar);
}

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  gpointer *pair = user_data;

  TAPLINE_ASSERT_UI ();
  g_assert_true (tapline_sidecar_stop_finish (pair[0], result, NULL));
  ++*(int *) pair[1];
}

static gpointer
stop_in_thread (gpointer data)
{
  return GINT_TO_POINTER (tapline_sidecar_stop (data, 0, TEST_DEADLINE_MS, NULL));
}

static void
rest_on_sidecar (TaplineSidecar *sidecar,
                 gpointer        data)
{
  g_usleep (5000);
}

/* Everybody stops at once, in every way: there is one stop, and all are told of its end. */
static void
test_stop_is_single_flight (void)
{
  for (int round = 0; round < 20; round++)
    {
      g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
      int told = 0;
      gpointer pair[] = { sidecar, &told };
      GThread *threads[4];

      tapline_sidecar_start (sidecar, NULL);
      tapline_sidecar_post (sidecar, rest_on_sidecar, NULL, NULL, NULL);
      for (int i = 0; i < 3; i++)
        tapline_sidecar_stop_async (sidecar, 0, stopped_cb, pair);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("stop", stop_in_thread, sidecar);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_assert_true (GPOINTER_TO_INT (g_thread_join (threads[i])));
      test_wait_for (told == 3);
      tapline_sidecar_stop_async (sidecar, 0, stopped_cb, pair);
      test_wait_for (told == 4);
    }
}

/* A callback that hangs does not hang who stops: the thread is left to itself, with all it uses. */
static void
test_stop_has_a_deadline (void)
{
  TaplineSidecar *sidecar = tapline_sidecar_new ();
  g_autoptr (GError) error = NULL;
  guint threads = count_threads ();
  int released = FALSE;

  tapline_sidecar_start (sidecar, NULL);
  tapline_sidecar_post (sidecar, hang_on_sidecar, &released, NULL, NULL);
  g_test_expect_message ("Tapline", G_LOG_LEVEL_WARNING, "*left to itself*");
  g_assert_false (tapline_sidecar_stop (sidecar, 0, 50, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_DEADLINE);
  tapline_sidecar_unref (sidecar);
  g_atomic_int_set (&released, TRUE);
  test_wait_for (count_threads () == threads);
}

typedef struct
{
  TaplineResident resident;
  TaplineSidecar *sidecar;
  GSource        *timeout;
  guint           grace_ms;
} Guest;

static gboolean
guest_leaves (gpointer user_data)
{
  Guest *guest = user_data;

  tapline_sidecar_remove_resident (guest->sidecar, &guest->resident);

  return G_SOURCE_REMOVE;
}

static void
guest_leave (TaplineResident *resident,
             guint            grace_ms)
{
  Guest *guest = (Guest *) resident;

  guest->grace_ms = grace_ms;
  guest->timeout = tapline_sidecar_add_timeout (guest->sidecar, 20, guest_leaves, guest, "guest");
}

static void
enter_on_sidecar (TaplineSidecar *sidecar,
                  gpointer        data)
{
  tapline_sidecar_add_resident (sidecar, data);
}

static void
test_stop_waits_for_residents (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
  Guest guest = { .resident.leave = guest_leave, .sidecar = sidecar };
  gint64 began;

  tapline_sidecar_start (sidecar, NULL);
  tapline_sidecar_post (sidecar, enter_on_sidecar, &guest, NULL, NULL);
  began = g_get_monotonic_time ();
  g_assert_true (tapline_sidecar_stop (sidecar, 77, TEST_DEADLINE_MS, NULL));
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 15 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (guest.grace_ms, ==, 77);
  g_source_unref (guest.timeout);
}

static void
ignore_leave (TaplineResident *resident,
              guint            grace_ms)
{
}

/* One who never leaves is not waited for beyond the grace and the margin. */
static void
test_stop_without_a_resident (void)
{
  g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
  TaplineResident resident = { ignore_leave };

  tapline_sidecar_start (sidecar, NULL);
  tapline_sidecar_post (sidecar, enter_on_sidecar, &resident, NULL, NULL);
  g_test_expect_message ("Tapline", G_LOG_LEVEL_WARNING, "*did not leave*");
  g_assert_true (tapline_sidecar_stop (sidecar, 0, TEST_DEADLINE_MS, NULL));
  g_test_assert_expected_messages ();
}

static gpointer
post_in_thread (gpointer data)
{
  guint taken = 0;

  while (tapline_sidecar_post (data, do_nothing_on_sidecar, NULL, NULL, NULL))
    {
      taken++;
      g_thread_yield ();
    }

  return GUINT_TO_POINTER (taken);
}

static void
test_post_while_stopping (void)
{
  for (int round = 0; round < 20; round++)
    {
      g_autoptr (TaplineSidecar) sidecar = tapline_sidecar_new ();
      GThread *threads[4];

      tapline_sidecar_start (sidecar, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("post", post_in_thread, sidecar);
      g_usleep (1000);
      stop_now (sidecar);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
    }
}

static void
add_tests (void)
{
  g_test_add_func ("/sidecar/new-destroy", test_new_destroy);
  g_test_add_func ("/sidecar/start-is-idempotent", test_start_is_idempotent);
  g_test_add_func ("/sidecar/start-after-stop", test_start_after_stop);
  g_test_add_func ("/sidecar/start-without-descriptors", test_start_without_descriptors);
  g_test_add_func ("/sidecar/start-without-descriptors/subprocess",
                   test_start_without_descriptors_subprocess);
  g_test_add_func ("/sidecar/post-in-order", test_post_in_order);
  g_test_add_func ("/sidecar/post-is-refused", test_post_is_refused);
  g_test_add_func ("/sidecar/post-while-stopping", test_post_while_stopping);
  g_test_add_func ("/sidecar/call-has-a-deadline", test_call_has_a_deadline);
  g_test_add_func ("/sidecar/error-is-sticky", test_error_is_sticky);
  g_test_add_func ("/sidecar/stop-from-inside", test_stop_from_inside);
  g_test_add_func ("/sidecar/stop-is-single-flight", test_stop_is_single_flight);
  g_test_add_func ("/sidecar/stop-has-a-deadline", test_stop_has_a_deadline);
  g_test_add_func ("/sidecar/stop-waits-for-residents", test_stop_waits_for_residents);
  g_test_add_func ("/sidecar/stop-without-a-resident", test_stop_without_a_resident);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
