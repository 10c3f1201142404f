/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of the sidecar in bad moments: from inside every kind of callback, while resolving, while
 * nobody answers, while a thousand peers flood, while the peer reads nothing, with a full disk.
 * Each ends inside its deadline and the log says how every connection ended.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"

/* A stop without grace; several times what the budget allows, for busy machines. */
#define STOP_DEADLINE_MS 2000
#define N_FLOODERS 1000
#define N_CYCLES 1000

static void
stop_within (Fixture *self,
             guint    grace_ms)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tapline_sidecar_stop (self->sidecar, grace_ms, grace_ms + STOP_DEADLINE_MS,
                                       &error));
  g_assert_no_error (error);
  g_assert_true (fixture_has_ended (self));
}

/* A resolver that does not answer before it is cancelled. */

typedef GResolver SilentResolver;
typedef GResolverClass SilentResolverClass;
static GType silent_resolver_get_type (void);
G_DEFINE_TYPE (SilentResolver, silent_resolver, G_TYPE_RESOLVER)

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      task)
{
  g_task_return_error_if_cancelled (task);
}

static void
lookup_async (GResolver           *resolver,
              const char          *name,
              GResolverNameLookupFlags flags,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);

  g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), task, g_object_unref);
}

static GList *
lookup_finish (GResolver     *resolver,
               GAsyncResult  *result,
               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lookup_plain_async (GResolver           *resolver,
                    const char          *name,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  lookup_async (resolver, name, 0, cancellable, callback, user_data);
}

static void
silent_resolver_class_init (SilentResolverClass *klass)
{
  klass->lookup_by_name_async = lookup_plain_async;
  klass->lookup_by_name_finish = lookup_finish;
  klass->lookup_by_name_with_flags_async = lookup_async;
  klass->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
silent_resolver_init (SilentResolver *self)
{
}

static void
test_while_resolving (Fixture       *self,
                      gconstpointer  unused)
{
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) silent = g_object_new (silent_resolver_get_type (), NULL);

  g_resolver_set_default (silent);
  tapline_tap_connect (self->tap, "scope.example", 5025, 60000);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_RESOLVING);
  stop_within (self, 0);
  g_resolver_set_default (usual);
  g_assert_cmpuint (fixture_count_notes (self, "Connecting to scope.example was cancelled"), ==, 1);
}

static void
test_while_connecting (Fixture       *self,
                       gconstpointer  unused)
{
  guint16 port;
  int listener = peer_listen (&port, 0);
  int filler = peer_connect (port);

  tapline_tap_connect (self->tap, "127.0.0.1", port, 60000);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CONNECTING);
  stop_within (self, 0);
  g_assert_cmpuint (fixture_count_notes (self, "Connecting to 127.0.0.1 was cancelled"), ==, 1);
  close (filler);
  close (listener);
}

static void
test_while_listening (Fixture       *self,
                      gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  int fd;

  stop_within (self, 0);
  /* The port is free at once. */
  fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  close (fd);
  g_assert_cmpuint (fixture_count_notes (self, "Stopped listening"), ==, 1);
  g_assert_cmpuint (port, !=, 0);
}

/* A thousand peers that send as fast as they can, from a few threads. */
typedef struct
{
  int      peers[N_FLOODERS];
  guint    n_peers;
  GThread *threads[2];
  int      over; /* atomic */
} Flood;

static gpointer
flood_half (gpointer data)
{
  Flood *flood = data;
  g_autofree char *buffer = g_malloc (16 * 1024);
  /* Each thread serves every peer; the kernel sorts out who gets what. */
  memset (buffer, '\n', 16 * 1024);
  while (!g_atomic_int_get (&flood->over))
    for (guint i = 0; i < flood->n_peers && !g_atomic_int_get (&flood->over); i++)
      if (send (flood->peers[i], buffer, 16 * 1024, MSG_DONTWAIT | MSG_NOSIGNAL) < 0
          && errno != EAGAIN)
        g_atomic_int_set (&flood->over, TRUE);

  return NULL;
}

static void
flood_begin (Flood   *self,
             guint16  port,
             guint    n_peers)
{
  *self = (Flood) { .n_peers = n_peers };
  for (guint i = 0; i < n_peers; i++)
    self->peers[i] = peer_connect (port);
  for (guint i = 0; i < G_N_ELEMENTS (self->threads); i++)
    self->threads[i] = g_thread_new ("flood", flood_half, self);
}

static void
flood_end (Flood *self)
{
  g_atomic_int_set (&self->over, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (self->threads); i++)
    g_thread_join (self->threads[i]);
  for (guint i = 0; i < self->n_peers; i++)
    close (self->peers[i]);
}

static guint64
received (Fixture *self)
{
  return tapline_counter_read (&tapline_tap_get_counters (self->tap)->received);
}

static void
test_while_a_thousand_flood (Fixture       *self,
                             gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  Flood flood;
  gint64 began;

  flood_begin (&flood, port, N_FLOODERS);
  test_wait_for (fixture_get_peers (self) == N_FLOODERS);
  test_wait_for (received (self) > 20 * 1000 * 1000);
  began = g_get_monotonic_time ();
  stop_within (self, 0);
  g_test_message ("stopped in %.1f ms", (double) (g_get_monotonic_time () - began) / 1000);
  flood_end (&flood);
  g_assert_cmpuint (fixture_count_ended (self), ==, N_FLOODERS);
  g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (self->capture)->in), ==,
                    received (self));
}

static void
test_while_the_peer_reads_nothing (Fixture       *self,
                                   gconstpointer  unused)
{
  gsize size = 32 * 1024 * 1024;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (size), size);
  guint16 port = fixture_listen (self);
  int peer = peer_connect (port);
  gint64 began;

  test_wait_for (fixture_get_peers (self) == 1);
  tapline_tap_send (self->tap, 0, bytes);
  test_wait_for (tapline_counter_read (&tapline_tap_get_counters (self->tap)->sent) > 0);
  began = g_get_monotonic_time ();
  stop_within (self, 200);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 190 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (fixture_count_notes (self, "bytes could not be sent"), ==, 1);
  g_assert_cmpuint (tapline_counter_read (&tapline_tap_get_counters (self->tap)->sent), ==,
                    tapline_counter_read (&tapline_capture_get_counters (self->capture)->out));
  close (peer);
}

/* A small file system of the test's own, with a file that can make room again. */
static char *
mount_small (char **filler)
{
  g_autofree char *directory = g_dir_make_tmp ("tapline-full-XXXXXX", NULL);
  g_autofree char *padding = g_malloc0 (1 << 20);
  int fd;

  if (unshare (CLONE_NEWNS) != 0)
    g_assert_cmpint (unshare (CLONE_NEWUSER | CLONE_NEWNS), ==, 0);
  g_assert_cmpint (mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), ==, 0);
  g_assert_cmpint (mount ("tapline", directory, "tmpfs", 0, "size=24m"), ==, 0);
  *filler = g_build_filename (directory, "filler", NULL);
  fd = g_open (*filler, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  for (int i = 0; i < 16; i++)
    g_assert_cmpint (write (fd, padding, 1 << 20), ==, 1 << 20);
  close (fd);

  return g_steal_pointer (&directory);
}

static char *
dup_paused (Fixture *self)
{
  TaplineTapStatus status = { 0 };

  tapline_tap_get_status (self->tap, &status);
  g_free (status.text);
  g_clear_error (&status.error);

  return status.paused;
}

static gboolean
is_paused (Fixture *self)
{
  g_autofree char *paused = dup_paused (self);

  return paused != NULL;
}

static void
test_while_the_disk_is_full_subprocess (void)
{
  g_autofree char *filler = NULL;
  g_autofree char *directory = mount_small (&filler);
  Fixture fixture = { 0 };
  Flood flood;
  guint16 port;

  fixture_set_up_in (&fixture, directory);
  port = fixture_listen (&fixture);
  flood_begin (&flood, port, 100);
  test_wait_for (is_paused (&fixture));
  stop_within (&fixture, 0);
  flood_end (&flood);

  /* All that was received is in the file, and so is the end of every connection. */
  g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (fixture.capture)->in), ==,
                    received (&fixture));
  g_unlink (filler);
  tapline_index_wake (fixture.index);
  g_assert_cmpuint (fixture_count_ended (&fixture), ==, 100);
  fixture_tear_down (&fixture, NULL);
}

/* When there is room again it goes on by itself, and nothing is missing. */
static void
test_full_disk_resumes_subprocess (void)
{
  g_autofree char *filler = NULL;
  g_autofree char *directory = mount_small (&filler);
  Fixture fixture = { 0 };
  guint16 port;
  int peer, late;
  gsize sent = 0;
  g_autofree char *buffer = g_malloc (1 << 16);

  memset (buffer, 'x', 1 << 16);
  buffer[(1 << 16) - 1] = '\n';
  fixture_set_up_in (&fixture, directory);
  port = fixture_listen (&fixture);
  peer = peer_connect (port);
  while (!is_paused (&fixture) && sent < 100 * 1000 * 1000)
    {
      ssize_t n = send (peer, buffer + sent % (1 << 16), (1 << 16) - sent % (1 << 16),
                        MSG_DONTWAIT);

      if (n > 0)
        sent += (gsize) n;
      test_turn ();
    }
  g_assert_true (is_paused (&fixture));
  g_assert_cmpuint (received (&fixture), <, sent);
  /* Who comes now waits. */
  late = peer_connect (port);
  g_assert_cmpint (send (late, "late\n", 5, 0), ==, 5);
  g_assert_cmpuint (fixture_get_peers (&fixture), ==, 1);
  sent += 5;
  g_unlink (filler);
  test_wait_for (!is_paused (&fixture));
  test_wait_for (received (&fixture) == sent);
  g_assert_cmpuint (fixture_count_notes (&fixture, "nothing was lost"), ==, 1);
  test_wait_for (tapline_counter_read (&tapline_index_get_counters (fixture.index)->in) == sent);
  close (late);
  close (peer);
  fixture_tear_down (&fixture, NULL);
}

static void
run_subprocess (gconstpointer path)
{
  g_test_trap_subprocess (path, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* Whatever the tap tells of, and in whichever order, a stop from there ends. */

static int stop_at; /* the notification that stops */

static void
stop_at_notification (gpointer fixture,
                      int      n)
{
  Fixture *self = fixture;

  if (n != stop_at)
    return;
  g_assert_false (tapline_sidecar_stop (self->sidecar, 0, TEST_DEADLINE_MS, NULL));
  tapline_sidecar_stop_async (self->sidecar, 0, NULL, NULL);
}

#define wait_or_stopped(self, condition)                                                          \
  test_wait_for ((condition) || tapline_sidecar_get_status ((self)->sidecar)                      \
                                  == TAPLINE_SIDECAR_STOPPED)

/* Goes through every kind of event; ends early when the sidecar does. */
static void
live_through_everything (Fixture *self)
{
  guint16 port;
  int listener = peer_listen (&port, 5);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x\n", 2);
  int peer;

  fcntl (listener, F_SETFL, O_NONBLOCK);
  tapline_tap_connect (self->tap, "no-such-host.invalid", 80, 5000);
  wait_or_stopped (self, fixture_get_state (self) == TAPLINE_TAP_FAILED);
  tapline_tap_connect (self->tap, "localhost", port, 5000);
  wait_or_stopped (self, fixture_get_state (self) == TAPLINE_TAP_CONNECTED);
  tapline_tap_send (self->tap, 0, bytes);
  tapline_tap_close_sending (self->tap, 0);
  wait_or_stopped (self, tapline_counter_read (&tapline_tap_get_counters (self->tap)->sent) == 2);
  peer = accept (listener, NULL, NULL);
  close (peer);
  wait_or_stopped (self, fixture_get_peers (self) == 0);
  tapline_tap_connect_demo (self->tap);
  wait_or_stopped (self, fixture_get_state (self) == TAPLINE_TAP_CONNECTED);
  tapline_tap_listen (self->tap, "127.0.0.1", 0, 0, 0);
  wait_or_stopped (self, fixture_get_state (self) == TAPLINE_TAP_LISTENING);
  if (fixture_get_state (self) == TAPLINE_TAP_LISTENING)
    {
      g_auto (TaplineTapStatus) status = { 0 };

      tapline_tap_get_status (self->tap, &status);
      if (status.bound.port != 0)
        {
          GSocketClient *client = g_socket_client_new ();
          GSocketConnection *connection;

          g_socket_client_set_enable_proxy (client, FALSE);
          connection = g_socket_client_connect_to_host (client, "127.0.0.1", status.bound.port,
                                                        NULL, NULL);
          wait_or_stopped (self, fixture_get_peers (self) == 1);
          g_clear_object (&connection);
          g_object_unref (client);
          wait_or_stopped (self, fixture_get_peers (self) == 0);
        }
    }
  tapline_tap_disconnect (self->tap);
  wait_or_stopped (self, fixture_get_state (self) == TAPLINE_TAP_CLOSED);
  tapline_tap_end (self->tap);
  wait_or_stopped (self, fixture_has_ended (self));
  close (listener);
}

static void
test_from_every_callback (void)
{
  int n_notifications = G_MAXINT;

  for (stop_at = 1; stop_at <= n_notifications; stop_at++)
    {
      Fixture fixture = { .on_notify = stop_at_notification };

      fixture_set_up (&fixture, NULL);
      live_through_everything (&fixture);
      if (g_atomic_int_get (&fixture.n_notified) < stop_at)
        n_notifications = g_atomic_int_get (&fixture.n_notified);
      else
        test_wait_for (tapline_sidecar_get_status (fixture.sidecar) == TAPLINE_SIDECAR_STOPPED);
      fixture_tear_down (&fixture, NULL);
    }
  g_test_message ("%d notifications, a stop in each", n_notifications);
  g_assert_cmpint (n_notifications, >=, 12);
}

/* Start, connect, flood, stop, a thousand times: the process is as it was. */

static void
cycle (void)
{
  Fixture fixture = { 0 };
  char buffer[4096];
  guint16 port;
  int peer;

  fixture_set_up (&fixture, NULL);
  port = fixture_listen (&fixture);
  peer = peer_connect (port);
  memset (buffer, '\n', sizeof buffer);
  for (int i = 0; i < 8; i++)
    g_assert_cmpint (send (peer, buffer, sizeof buffer, MSG_NOSIGNAL), ==, sizeof buffer);
  test_wait_for (received (&fixture) > 0);
  fixture_tear_down (&fixture, NULL);
  close (peer);
}

static void
test_a_thousand_cycles (void)
{
  guint descriptors, threads;
  gsize resident, in_use;
  gssize grown;

  /* What is made once and kept (types, caches, malloc's arenas) is made here. */
  for (int i = 0; i < 100; i++)
    cycle ();
  descriptors = count_descriptors ();
  threads = count_threads ();
  resident = get_resident_bytes ();
  in_use = mallinfo2 ().uordblks;
  for (int i = 0; i < N_CYCLES; i++)
    cycle ();
  grown = (gssize) mallinfo2 ().uordblks - (gssize) in_use;
  g_test_message ("heap %+" G_GSSIZE_FORMAT " bytes, resident %+" G_GSSIZE_FORMAT " bytes", grown,
                  (gssize) (get_resident_bytes () - resident));
  g_assert_cmpuint (count_descriptors (), ==, descriptors);
  /* GIO's resolver may have let an idle one of its own go. */
  g_assert_cmpuint (count_threads (), <=, threads);
  /* Less than a source, a link or a string for each cycle. */
  g_assert_cmpint (grown, <, N_CYCLES * 32);
#ifndef __SANITIZE_ADDRESS__
  /* The sanitizer keeps what is freed for a while, and finds leaks by itself. */
  g_assert_cmpuint (get_resident_bytes (), <, resident + 8 * 1024 * 1024);
#endif
}

#define ADD(name, func) \
  g_test_add ("/tap-stop/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
#define ADD_SUBPROCESS(name, func)                                                                \
  G_STMT_START                                                                                    \
    {                                                                                             \
      g_test_add_data_func ("/tap-stop/" name, "/tap-stop/" name "/subprocess", run_subprocess);  \
      g_test_add_func ("/tap-stop/" name "/subprocess", func);                                    \
    }                                                                                             \
  G_STMT_END

static void
add_tests (void)
{
  ADD ("while-resolving", test_while_resolving);
  ADD ("while-connecting", test_while_connecting);
  ADD ("while-listening", test_while_listening);
  ADD ("while-a-thousand-flood", test_while_a_thousand_flood);
  ADD ("while-the-peer-reads-nothing", test_while_the_peer_reads_nothing);
  ADD_SUBPROCESS ("while-the-disk-is-full", test_while_the_disk_is_full_subprocess);
  ADD_SUBPROCESS ("full-disk-resumes", test_full_disk_resumes_subprocess);
  g_test_add_func ("/tap-stop/from-every-callback", test_from_every_callback);
  g_test_add_func ("/tap-stop/a-thousand-cycles", test_a_thousand_cycles);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
