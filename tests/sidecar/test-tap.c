/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections, listeners and what they record, over real sockets on loopback. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "tapline-link.h"

static void
send_text (Fixture    *self,
           guint32     connection,
           const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  tapline_tap_send (self->tap, connection, bytes);
}

static void
read_exactly (int     fd,
              char   *buffer,
              gsize   length)
{
  gsize done = 0;

  while (done < length)
    {
      ssize_t n = recv (fd, buffer + done, length - done, 0);

      g_assert_cmpint (n, >, 0);
      done += (gsize) n;
    }
}

static void
assert_stream (Fixture          *self,
               TaplineDirection  direction,
               const char       *expected)
{
  gsize length;
  g_autofree char *stream = fixture_dup_stream (self, direction, &length);

  g_assert_cmpstr (stream, ==, expected);
  g_assert_cmpuint (length, ==, strlen (expected));
}

static GError *
dup_error (Fixture *self)
{
  TaplineTapStatus status = { 0 };

  tapline_tap_get_status (self->tap, &status);
  g_free (status.text);
  g_free (status.paused);

  return status.error;
}

static guint64
received (Fixture *self)
{
  return tapline_counter_read (&tapline_tap_get_counters (self->tap)->received);
}

static void
test_new_destroy (Fixture       *self,
                  gconstpointer  unused)
{
  g_assert_cmpint (fixture_get_state (self), ==, TAPLINE_TAP_IDLE);
  g_assert_false (fixture_has_ended (self));
}

static void
test_connect (Fixture       *self,
              gconstpointer  unused)
{
  guint16 port;
  int listener = peer_listen (&port, 5);
  char buffer[16] = { 0 };
  int peer;

  tapline_tap_connect (self->tap, "127.0.0.1", port, 5000);
  peer = peer_accept (listener);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CONNECTED);
  send_text (self, 0, "ping\n");
  read_exactly (peer, buffer, 5);
  g_assert_cmpstr (buffer, ==, "ping\n");
  g_assert_cmpint (send (peer, "pong\n", 5, 0), ==, 5);
  test_wait_for (received (self) == 5);
  tapline_tap_disconnect (self->tap);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CLOSED);
  g_assert_cmpint (recv (peer, buffer, sizeof buffer, 0), ==, 0);

  assert_stream (self, TAPLINE_DIRECTION_OUT, "ping\n");
  assert_stream (self, TAPLINE_DIRECTION_IN, "pong\n");
  test_wait_for (fixture_count_notes (self, "Connected to 127.0.0.1, port") == 1);
  test_wait_for (fixture_count_notes (self, "Connection to 127.0.0.1 closed") == 1);
  close (peer);
  close (listener);
}

/* `localhost` is ::1 and 127.0.0.1; the peer listens on the second only. */
static void
test_connect_tries_all_addresses (Fixture       *self,
                                  gconstpointer  unused)
{
  guint16 port;
  int listener = peer_listen (&port, 5);
  int peer;

  tapline_tap_connect (self->tap, "localhost", port, 5000);
  peer = peer_accept (listener);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CONNECTED);
  test_wait_for (fixture_count_notes (self, "Connected to localhost (127.0.0.1, port") == 1);
  close (peer);
  close (listener);
}

static void
test_connect_refused (Fixture       *self,
                      gconstpointer  unused)
{
  guint16 port;
  g_autoptr (GError) error = NULL;

  close (peer_listen (&port, 5));
  tapline_tap_connect (self->tap, "127.0.0.1", port, 5000);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_FAILED);
  error = dup_error (self);
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_REFUSED);
  test_wait_for (fixture_count_notes (self, "refused the connection") == 1);
}

static void
test_connect_unknown_name (Fixture       *self,
                           gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  tapline_tap_connect (self->tap, "no-such-host.invalid", 80, 5000);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_FAILED);
  error = dup_error (self);
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_HOST_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "no-such-host.invalid"));
}

/* A listener whose backlog is full does not answer. */
static void
test_connect_timed_out (Fixture       *self,
                        gconstpointer  unused)
{
  guint16 port;
  int listener = peer_listen (&port, 0);
  int filler = peer_connect (port);
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();

  tapline_tap_connect (self->tap, "127.0.0.1", port, 300);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_FAILED);
  error = dup_error (self);
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 290 * G_TIME_SPAN_MILLISECOND);
  close (filler);
  close (listener);
}

static void
test_connect_cancelled (Fixture       *self,
                        gconstpointer  unused)
{
  guint16 port;
  int listener = peer_listen (&port, 0);
  int filler = peer_connect (port);

  tapline_tap_connect (self->tap, "127.0.0.1", port, 60000);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CONNECTING);
  tapline_tap_disconnect (self->tap);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CLOSED);
  test_wait_for (fixture_count_notes (self, "was cancelled") == 1);
  close (filler);
  close (listener);
}

/* Never through a proxy that nobody asked for. */
static void
test_connect_without_proxy (Fixture       *self,
                            gconstpointer  unused)
{
  guint16 port;
  int listener;
  int peer;

  g_setenv ("http_proxy", "http://127.0.0.1:9", TRUE);
  g_setenv ("all_proxy", "socks://127.0.0.1:9", TRUE);
  listener = peer_listen (&port, 5);
  tapline_tap_connect (self->tap, "127.0.0.1", port, 5000);
  peer = peer_accept (listener);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CONNECTED);
  close (peer);
  close (listener);
}

/* The kernel may give a socket the very port that it wants to connect to. That is no peer. */
static void
test_connect_to_itself (Fixture       *self,
                        gconstpointer  unused)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port;

  close (peer_listen (&port, 1));
  address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_local_address (client, address);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tapline_link_is_to_itself (connection));
}

static void
test_listen (Fixture       *self,
             gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  int peers[3];
  char buffer[16] = { 0 };
  g_autoptr (GArray) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    {
      peers[i] = peer_connect (port);
      test_wait_for (fixture_get_peers (self) == i + 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    g_assert_cmpint (send (peers[i], &"a\nb\nc\n"[2 * i], 2, 0), ==, 2);
  test_wait_for (received (self) == 6);

  send_text (self, 0, "all\n");
  send_text (self, 2, "you\n");
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    read_exactly (peers[i], buffer, 4);
  read_exactly (peers[1], buffer, 4);
  g_assert_cmpstr (buffer, ==, "you\n");
  test_wait_for (tapline_counter_read (&tapline_tap_get_counters (self->tap)->sent) == 16);

  list = tapline_tap_list_peers (self->tap, 16);
  g_assert_cmpuint (list->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      TaplinePeer *peer = &g_array_index (list, TaplinePeer, i);

      g_assert_cmpuint (peer->received, ==, 2);
      g_assert_cmpuint (peer->sent, ==, peer->connection == 2 ? 8 : 4);
      g_assert_true (peer->receiving && peer->sending);
    }

  tapline_tap_disconnect (self->tap);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CLOSED);
  test_wait_for (fixture_count_ended (self) == 3);
  test_wait_for (fixture_count_notes (self, "Stopped listening") == 1);
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    close (peers[i]);
}

static gboolean
is_bound_to (guint16     port,
             const char *address)
{
  g_autofree char *name = g_strdup_printf ("%s:%u", address, port);
  g_autofree char *command = g_strdup_printf ("ss -Hltn 'sport = :%u'", port);
  g_autofree char *out = NULL;

  g_assert_true (g_spawn_command_line_sync (command, &out, NULL, NULL, NULL));

  return strstr (out, name) != NULL;
}

static void
test_listen_is_loopback_only (Fixture       *self,
                              gconstpointer  unused)
{
  guint16 port = fixture_listen (self);

  g_assert_true (is_bound_to (port, "127.0.0.1"));
  g_assert_false (is_bound_to (port, "0.0.0.0"));
}

static void
test_listen_port_in_use (Fixture       *self,
                         gconstpointer  unused)
{
  guint16 port;
  int listener = peer_listen (&port, 1);
  g_autoptr (GError) error = NULL;
  guint16 free_port;

  tapline_tap_listen (self->tap, "127.0.0.1", port, 0, 0);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_FAILED);
  error = dup_error (self);
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_PORT_IN_USE);
  free_port = tapline_error_get_free_port (error);
  g_assert_cmpuint (free_port, !=, 0);
  g_assert_cmpuint (free_port, !=, port);
  tapline_tap_listen (self->tap, "127.0.0.1", free_port, 0, 0);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_LISTENING);
  close (listener);
}

static void
test_listen_elsewhere (Fixture       *self,
                       gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  tapline_tap_listen (self->tap, "192.0.2.1", 0, 0, 0);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_FAILED);
  error = dup_error (self);
  g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_ADDRESS_NOT_LOCAL);
}

static void
test_error_sentences (void)
{
  const struct
  {
    GIOErrorEnum     code;
    TaplineErrorCode expected;
    const char      *part;
  } cases[] = {
    { G_IO_ERROR_HOST_UNREACHABLE, TAPLINE_ERROR_UNREACHABLE, "no way to h" },
    { G_IO_ERROR_NETWORK_UNREACHABLE, TAPLINE_ERROR_UNREACHABLE, "no way to h" },
    { G_IO_ERROR_CONNECTION_REFUSED, TAPLINE_ERROR_REFUSED, "port 7" },
    { G_IO_ERROR_TIMED_OUT, TAPLINE_ERROR_TIMED_OUT, "1.5 seconds" },
    { G_IO_ERROR_FAILED, TAPLINE_ERROR_FAILED, "because" },
  };
  g_autoptr (GError) denied = g_error_new (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "because");
  g_autoptr (GError) sentence = tapline_error_for_listen ("127.0.0.1", 80, denied, 0);

  g_assert_error (sentence, TAPLINE_ERROR, TAPLINE_ERROR_PORT_PERMISSION);
  g_assert_nonnull (strstr (sentence->message, "8080"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) cause = g_error_new (G_IO_ERROR, (int) cases[i].code, "because");
      g_autoptr (GError) error = tapline_error_for_connect ("h", 7, cause, 1500);

      g_assert_error (error, TAPLINE_ERROR, (int) cases[i].expected);
      g_assert_nonnull (strstr (error->message, cases[i].part));
    }
}

static void
do_nothing_on_sidecar (TaplineSidecar *sidecar,
                       gpointer        unused)
{
}

static void
test_listen_again_100_times (Fixture       *self,
                             gconstpointer  unused)
{
  guint16 port = fixture_listen (self);

  for (int i = 0; i < 100; i++)
    {
      int peer = peer_connect (port);

      test_wait_for (fixture_get_peers (self) == 1);
      tapline_tap_disconnect (self->tap);
      test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CLOSED);
      tapline_tap_listen (self->tap, "127.0.0.1", port, 0, 0);
      test_wait_for (fixture_get_state (self) != TAPLINE_TAP_CLOSED);
      g_assert_cmpint (fixture_get_state (self), ==, TAPLINE_TAP_LISTENING);
      close (peer);
    }
  /* Without a disconnect in between, and without waiting, it is the same. */
  for (int i = 0; i < 100; i++)
    tapline_tap_listen (self->tap, "127.0.0.1", port, 0, 0);
  g_assert_true (tapline_sidecar_call (self->sidecar, do_nothing_on_sidecar, NULL, NULL,
                                       TEST_DEADLINE_MS, NULL));
  g_assert_cmpint (fixture_get_state (self), ==, TAPLINE_TAP_LISTENING);
  g_assert_cmpuint (fixture_count_notes (self, "in use"), ==, 0);
}

static void
test_max_peers (Fixture       *self,
                gconstpointer  unused)
{
  g_auto (TaplineTapStatus) status = { 0 };
  guint16 port;
  int peers[5];

  tapline_tap_listen (self->tap, "127.0.0.1", 0, 3, 0);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_LISTENING);
  tapline_tap_get_status (self->tap, &status);
  port = status.bound.port;
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    peers[i] = peer_connect (port);
  test_wait_for (fixture_count_notes (self, "3 peers are connected, the most") == 1);
  g_assert_cmpuint (fixture_get_peers (self), ==, 3);
  /* Who waits comes in when one leaves. */
  close (peers[0]);
  test_wait_for (fixture_count_notes (self, "3 peers are connected, the most") == 2);
  g_assert_cmpuint (fixture_get_peers (self), ==, 3);
  for (guint i = 1; i < G_N_ELEMENTS (peers); i++)
    close (peers[i]);
  test_wait_for (fixture_get_peers (self) == 0);
  test_wait_for (fixture_count_ended (self) == 5);
}

/* The peer closes its side: that is a row, and our side can go on. */
static void
test_half_close_by_peer (Fixture       *self,
                         gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  int peer = peer_connect (port);
  char buffer[16] = { 0 };

  g_assert_cmpint (send (peer, "last\n", 5, 0), ==, 5);
  shutdown (peer, SHUT_WR);
  test_wait_for (fixture_count_notes (self, "closed its side; sending is still possible") == 1);
  send_text (self, 0, "still\n");
  read_exactly (peer, buffer, 6);
  g_assert_cmpstr (buffer, ==, "still\n");
  tapline_tap_close_sending (self->tap, 1);
  g_assert_cmpint (recv (peer, buffer, sizeof buffer, 0), ==, 0);
  test_wait_for (fixture_get_peers (self) == 0);
  assert_stream (self, TAPLINE_DIRECTION_IN, "last\n");
  assert_stream (self, TAPLINE_DIRECTION_OUT, "still\n");
  close (peer);
}

/* We close our side: the peer sees the end behind all that was sent, and can go on. */
static void
test_half_close_by_us (Fixture       *self,
                       gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  int peer = peer_connect (port);
  char buffer[16] = { 0 };

  test_wait_for (fixture_get_peers (self) == 1);
  send_text (self, 0, "over\n");
  tapline_tap_close_sending (self->tap, 0);
  send_text (self, 0, "dropped\n");
  read_exactly (peer, buffer, 5);
  g_assert_cmpint (recv (peer, buffer, sizeof buffer, 0), ==, 0);
  test_wait_for (fixture_count_notes (self, "receiving is still possible") == 1);
  g_assert_cmpint (send (peer, "more\n", 5, 0), ==, 5);
  test_wait_for (received (self) == 5);
  close (peer);
  test_wait_for (fixture_get_peers (self) == 0);
  test_wait_for (fixture_count_notes (self, "closed the connection") == 1);
  assert_stream (self, TAPLINE_DIRECTION_OUT, "over\n");
}

/* A listener does not keep its ends of closed connections for good. */
static void
test_half_closed_peers_go (Fixture       *self,
                           gconstpointer  unused)
{
  g_auto (TaplineTapStatus) status = { 0 };

  tapline_tap_listen (self->tap, "127.0.0.1", 0, 0, 30);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_LISTENING);
  tapline_tap_get_status (self->tap, &status);
  for (int i = 0; i < 50; i++)
    {
      int peer = peer_connect (status.bound.port);

      g_assert_cmpint (send (peer, "x\n", 2, 0), ==, 2);
      close (peer);
    }
  test_wait_for (received (self) == 100);
  test_wait_for (fixture_get_peers (self) == 0);
  test_wait_for (fixture_count_ended (self) == 50);
}

static void
test_reset_by_peer (Fixture       *self,
                    gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  int peer = peer_connect (port);
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  g_assert_cmpint (send (peer, "half a li", 9, 0), ==, 9);
  test_wait_for (received (self) == 9);
  setsockopt (peer, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (peer);
  test_wait_for (fixture_get_peers (self) == 0);
  test_wait_for (fixture_count_notes (self, "reset the connection") == 1);
  assert_stream (self, TAPLINE_DIRECTION_IN, "half a li");
}

/* What was queued is written before a disconnect; what the peer does not take is told. */
static void
test_disconnect_writes_first (Fixture       *self,
                              gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  int peer = peer_connect (port);
  gsize size = 24 * 1024 * 1024, done = 0;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (size), size);
  g_autofree char *buffer = g_malloc (1 << 20);
  ssize_t n;

  test_wait_for (fixture_get_peers (self) == 1);
  tapline_tap_send (self->tap, 0, bytes);
  tapline_tap_disconnect (self->tap);
  while ((n = recv (peer, buffer, 1 << 20, 0)) > 0)
    done += (gsize) n;
  g_assert_cmpuint (done, ==, size);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CLOSED);
  close (peer);

  port = fixture_listen (self);
  peer = peer_connect (port);
  test_wait_for (fixture_get_peers (self) == 1);
  tapline_tap_send (self->tap, 0, bytes);
  tapline_tap_disconnect (self->tap);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CLOSED);
  test_wait_for (fixture_count_notes (self, "bytes could not be sent") == 1);
  g_assert_cmpuint (tapline_counter_read (&tapline_tap_get_counters (self->tap)->queued), ==, 0);
  close (peer);
}

/* A second connection replaces the first, in the same recording. */
static void
test_connect_again (Fixture       *self,
                    gconstpointer  unused)
{
  guint16 port;
  int listener = peer_listen (&port, 5);
  int first, second;
  char c;

  tapline_tap_connect (self->tap, "127.0.0.1", port, 5000);
  first = peer_accept (listener);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CONNECTED);
  tapline_tap_connect (self->tap, "127.0.0.1", port, 5000);
  second = peer_accept (listener);
  g_assert_cmpint (recv (first, &c, 1, 0), ==, 0);
  g_assert_cmpint (send (second, "new\n", 4, 0), ==, 4);
  test_wait_for (received (self) == 4);
  g_assert_cmpint (fixture_get_state (self), ==, TAPLINE_TAP_CONNECTED);
  test_wait_for (fixture_count_notes (self, "Connected to") == 2);
  close (first);
  close (second);
  close (listener);
}

static void
test_ipv6 (Fixture       *self,
           gconstpointer  unused)
{
  g_auto (TaplineTapStatus) status = { 0 };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) v6 = NULL;
  g_autoptr (GSocketConnection) v4 = NULL;
  g_autoptr (GArray) peers = NULL;
  char text[TAPLINE_ADDRESS_STRING_MAX];

  tapline_tap_listen (self->tap, "*", 0, 0, 0);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_LISTENING);
  tapline_tap_get_status (self->tap, &status);
  g_socket_client_set_enable_proxy (client, FALSE);
  v6 = g_socket_client_connect_to_host (client, "::1", status.bound.port, NULL, NULL);
  g_assert_nonnull (v6);
  v4 = g_socket_client_connect_to_host (client, "127.0.0.1", status.bound.port, NULL, NULL);
  g_assert_nonnull (v4);
  test_wait_for (fixture_get_peers (self) == 2);
  peers = tapline_tap_list_peers (self->tap, 2);
  for (guint i = 0; i < 2; i++)
    {
      TaplinePeer *peer = &g_array_index (peers, TaplinePeer, i);

      tapline_address_to_string (&peer->address, text);
      g_assert_true (g_str_has_prefix (text, peer->connection == 1 ? "[::1]:" : "127.0.0.1:"));
    }
}

static void
test_demo (Fixture       *self,
           gconstpointer  unused)
{
  tapline_tap_connect_demo (self->tap);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CONNECTED);
  send_text (self, 0, "*IDN?\n");
  test_wait_for (received (self) > 120);
  send_text (self, 0, "flood 100000\n");
  test_wait_for (received (self) > 5000000);
  send_text (self, 0, "quiet\nquiet\nbye\n");
  test_wait_for (fixture_count_notes (self, "closed its side") == 1);
  tapline_tap_disconnect (self->tap);
  test_wait_for (fixture_get_state (self) == TAPLINE_TAP_CLOSED);
  {
    gsize length;
    g_autofree char *stream = fixture_dup_stream (self, TAPLINE_DIRECTION_IN, &length);

    g_assert_nonnull (strstr (stream, "TAPLINE,Demo"));
    g_assert_nonnull (strstr (stream, "flood 00000001:"));
  }
}

static gpointer
pump (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);
  g_autofree char *buffer = g_malloc (256 * 1024);
  guint64 total = 0;

  for (gsize i = 0; i < 256 * 1024; i++)
    buffer[i] = i % 64 == 63 ? '\n' : 'x';
  for (int i = 0; i < 400; i++)
    {
      ssize_t n = send (fd, buffer, 256 * 1024, MSG_NOSIGNAL);

      if (n > 0)
        total += (guint64) n;
    }
  shutdown (fd, SHUT_WR);

  return GSIZE_TO_POINTER (total);
}

/* received = recorded = indexed, for 100 MB over ten connections at once. */
static void
test_ledger (Fixture       *self,
             gconstpointer  unused)
{
  guint16 port = fixture_listen (self);
  GThread *threads[10];
  int peers[10];
  guint64 sent = 0;

  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    {
      peers[i] = peer_connect (port);
      threads[i] = g_thread_new ("pump", pump, GINT_TO_POINTER (peers[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    sent += GPOINTER_TO_SIZE (g_thread_join (threads[i]));
  test_wait_for (received (self) == sent);
  g_assert_cmpuint (sent, ==, 10 * 400 * 256 * 1024);
  fixture_index_all (self);
  test_wait_for (tapline_counter_read (&tapline_index_get_counters (self->index)->in) == sent);
  g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (self->capture)->in), ==,
                    sent);
  /* The lines and, for each peer, that it came and that it closed its side; one for listening. */
  test_wait_for (tapline_counter_read (&tapline_index_get_counters (self->index)->messages)
                 == sent / 64 + 20 + 1);
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    close (peers[i]);
}

#define ADD(name, func) \
  g_test_add ("/tap/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

static void
add_tests (void)
{
  ADD ("new-destroy", test_new_destroy);
  ADD ("connect", test_connect);
  ADD ("connect-tries-all-addresses", test_connect_tries_all_addresses);
  ADD ("connect-refused", test_connect_refused);
  ADD ("connect-unknown-name", test_connect_unknown_name);
  ADD ("connect-timed-out", test_connect_timed_out);
  ADD ("connect-cancelled", test_connect_cancelled);
  ADD ("connect-without-proxy", test_connect_without_proxy);
  ADD ("connect-to-itself", test_connect_to_itself);
  ADD ("connect-again", test_connect_again);
  ADD ("listen", test_listen);
  ADD ("listen-is-loopback-only", test_listen_is_loopback_only);
  ADD ("listen-port-in-use", test_listen_port_in_use);
  ADD ("listen-elsewhere", test_listen_elsewhere);
  ADD ("listen-again-100-times", test_listen_again_100_times);
  ADD ("max-peers", test_max_peers);
  ADD ("half-close-by-peer", test_half_close_by_peer);
  ADD ("half-close-by-us", test_half_close_by_us);
  ADD ("half-closed-peers-go", test_half_closed_peers_go);
  ADD ("reset-by-peer", test_reset_by_peer);
  ADD ("disconnect-writes-first", test_disconnect_writes_first);
  ADD ("ipv6", test_ipv6);
  ADD ("demo", test_demo);
  ADD ("ledger", test_ledger);
  g_test_add_func ("/tap/error-sentences", test_error_sentences);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
