/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built-in demo peer: a small weather station that speaks lines of text, so that a first start
 * has something to look at. It sends a reading now and then, answers a few commands, and can flood.
 *
 * It is a peer like any other: it listens on a loopback port, and what it sends crosses a socket.
 *
 * Threads: the sidecar's. Its connections are plain GIO streams; nothing of them is recorded here.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tapline-demo.h"
#include "tapline-listener.h"

#define INTERVAL_MS 400
#define LINE_MAX_BYTES 4096
#define FLOOD_MAX_LINES 10000000u
#define FLOOD_CHUNK_LINES 1000u

struct _TaplineDemo
{
  /* immutable */
  TaplineSidecar  *sidecar; /* borrowed */
  GDestroyNotify   closed;
  gpointer         owner;   /* borrowed */
  /* sidecar */
  TaplineListener *listener;
  GCancellable    *cancellable;
  GPtrArray       *guests;  /* element-type Guest, borrowed: each frees itself */
  gboolean         listening;
};

typedef struct
{
  TaplineDemo      *demo;
  GSocketConnection *connection;
  GSource          *timer;
  GString          *out;    /* what is not given to the stream yet */
  GString          *giving; /* what the stream is writing */
  GString          *line;
  guint             flood;  /* lines still to flood */
  guint             tick;
  guint             n_pending;
  gboolean          over;
  guint8            buffer[LINE_MAX_BYTES];
} Guest;

static void
check_gone (TaplineDemo *self)
{
  if (self->listening || self->guests->len > 0)
    return;
  self->closed (self->owner);
  g_ptr_array_unref (self->guests);
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
guest_check_gone (Guest *guest)
{
  TaplineDemo *self = guest->demo;

  if (!guest->over || guest->n_pending > 0)
    return;
  g_ptr_array_remove_fast (self->guests, guest);
  g_io_stream_close (G_IO_STREAM (guest->connection), NULL, NULL);
  g_object_unref (guest->connection);
  g_string_free (guest->out, TRUE);
  g_string_free (guest->giving, TRUE);
  g_string_free (guest->line, TRUE);
  g_free (guest);
  check_gone (self);
}

static void
guest_keep_quiet (Guest *guest)
{
  if (guest->timer != NULL)
    g_source_destroy (guest->timer);
  g_clear_pointer (&guest->timer, g_source_unref);
}

static void
guest_end (Guest *guest)
{
  guest_keep_quiet (guest);
  guest->over = TRUE;
}

static void
append_flood (Guest *guest)
{
  guint lines = MIN (guest->flood, FLOOD_CHUNK_LINES);

  for (guint i = 0; i < lines; i++)
    g_string_append_printf (guest->out, "flood %08u: the quick brown fox jumps over it\n",
                            guest->flood - i);
  guest->flood -= lines;
}

static void guest_give (Guest *guest);

static void
given_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Guest *guest = user_data;

  guest->n_pending--;
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    guest_end (guest);
  g_string_truncate (guest->giving, 0);
  if (!guest->over)
    guest_give (guest);
  guest_check_gone (guest);
}

/* Hands over what there is, unless the stream is still busy with the last. */
static void
guest_give (Guest *guest)
{
  GString *free_buffer = guest->giving;

  if (guest->giving->len > 0)
    return;
  if (guest->out->len == 0 && guest->flood > 0)
    append_flood (guest);
  if (guest->out->len == 0)
    return;
  guest->giving = guest->out;
  guest->out = free_buffer;
  guest->n_pending++;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (guest->connection)),
                                   guest->giving->str, guest->giving->len, G_PRIORITY_DEFAULT,
                                   guest->demo->cancellable, given_cb, guest);
}

static gboolean
tick_cb (gpointer user_data)
{
  Guest *guest = user_data;
  guint n = guest->tick++;
  double phase = n / 40.0;
  char buffer[3][G_ASCII_DTOSTR_BUF_SIZE];

  /* A peer that does not read gets no more than this. */
  if (guest->out->len > sizeof guest->buffer)
    return G_SOURCE_CONTINUE;
  g_ascii_formatd (buffer[0], sizeof buffer[0], "%.2f", 21.5 + 3.0 * sin (phase));
  g_ascii_formatd (buffer[1], sizeof buffer[1], "%.1f", 48.0 - 9.0 * sin (phase / 2));
  g_ascii_formatd (buffer[2], sizeof buffer[2], "%.1f", 4.0 + 3.0 * cos (phase * 3));
  if (n % 12 == 7)
    g_string_append_printf (guest->out, "{\"mast\": 2, \"gust\": %s, \"unit\": \"m/s\", "
                                        "\"sky\": \"☀ clear\"}\r\n", buffer[2]);
  else if (n % 30 == 20)
    g_string_append (guest->out,
                     "\033[33mWARN\033[0m\tbattery at 11.8\302\240V, sensor byte \377\r\n");
  else
    g_string_append_printf (guest->out, "temp=%s humidity=%s wind=%s\r\n",
                            buffer[0], buffer[1], buffer[2]);
  guest_give (guest);

  return G_SOURCE_CONTINUE;
}

static void
answer (Guest      *guest,
        const char *line)
{
  guint64 number;

  if (g_ascii_strcasecmp (line, "*IDN?") == 0)
    g_string_append (guest->out, "TAPLINE,Demo weather station,0," PACKAGE_VERSION "\r\n");
  else if (g_ascii_strcasecmp (line, "help") == 0)
    g_string_append (guest->out, "*IDN?      who is there\r\n"
                                 "quiet      no readings until the next command\r\n"
                                 "flood N    N lines as fast as you take them\r\n"
                                 "bye        the peer closes the connection\r\n"
                                 "(anything else comes back as it is)\r\n");
  else if (g_ascii_strncasecmp (line, "flood ", 6) == 0
           && g_ascii_string_to_unsigned (line + 6, 10, 1, FLOOD_MAX_LINES, &number, NULL))
    guest->flood = (guint) number;
  else if (g_ascii_strcasecmp (line, "bye") == 0)
    {
      guest_end (guest);
      return;
    }
  else
    g_string_append_printf (guest->out, "you said: %s\r\n", line);

  if (g_ascii_strcasecmp (line, "quiet") == 0)
    guest_keep_quiet (guest);
  else if (guest->timer == NULL)
    guest->timer = tapline_sidecar_add_timeout (guest->demo->sidecar, INTERVAL_MS, tick_cb, guest,
                                                "[tapline] demo reading");
  guest_give (guest);
}

static void guest_listen (Guest *guest);

static void
heard_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Guest *guest = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  guest->n_pending--;
  if (n <= 0)
    guest_end (guest);
  for (gssize i = 0; i < n && !guest->over; i++)
    {
      char c = (char) guest->buffer[i];

      if (c == '\n')
        {
          answer (guest, guest->line->str);
          g_string_truncate (guest->line, 0);
        }
      else if (c != '\r' && c != '\0' && guest->line->len < LINE_MAX_BYTES)
        g_string_append_c (guest->line, c);
    }
  if (!guest->over)
    guest_listen (guest);
  guest_check_gone (guest);
}

static void
guest_listen (Guest *guest)
{
  guest->n_pending++;
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (guest->connection)),
                             guest->buffer, sizeof guest->buffer, G_PRIORITY_DEFAULT,
                             guest->demo->cancellable, heard_cb, guest);
}

static void
incoming (TaplineListener   *listener,
          GSocketConnection *connection,
          gpointer           owner)
{
  TaplineDemo *self = owner;
  Guest *guest = g_new0 (Guest, 1);

  guest->demo = self;
  guest->connection = g_object_ref (connection);
  guest->out = g_string_new ("Hello from the demo peer. Send “help” for what it can do.\r\n");
  guest->giving = g_string_new (NULL);
  guest->line = g_string_new (NULL);
  guest->timer = tapline_sidecar_add_timeout (self->sidecar, INTERVAL_MS, tick_cb, guest,
                                              "[tapline] demo reading");
  g_ptr_array_add (self->guests, guest);
  guest_give (guest);
  guest_listen (guest);
}

static void
listener_closed (gpointer owner)
{
  TaplineDemo *self = owner;

  self->listening = FALSE;
  check_gone (self);
}

static const TaplineListenerFuncs listener_funcs = { incoming, listener_closed };

/**
 * tapline_demo_new:
 * @sidecar: (transfer none): the thread that it lives on
 * @closed: called with @owner when nothing of it is left after tapline_demo_close()
 * @owner: for @closed
 * @error: return location for a #TAPLINE_ERROR
 *
 * Returns: (transfer full): a peer that listens, to be ended with tapline_demo_close(), or %NULL
 */
TaplineDemo *
tapline_demo_new (TaplineSidecar  *sidecar,
                  GDestroyNotify   closed,
                  gpointer         owner,
                  GError         **error)
{
  TaplineDemo *self = g_new0 (TaplineDemo, 1);

  self->sidecar = sidecar;
  self->closed = closed;
  self->owner = owner;
  self->listener = tapline_listener_new (sidecar, "127.0.0.1", 0, &listener_funcs, self, error);
  if (self->listener == NULL)
    {
      g_free (self);
      return NULL;
    }
  self->listening = TRUE;
  self->cancellable = g_cancellable_new ();
  self->guests = g_ptr_array_new ();

  return self;
}

/* (transfer full): closes everything; `closed` is called later, never in this call. */
void
tapline_demo_close (TaplineDemo *self)
{
  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  for (guint i = 0; i < self->guests->len; i++)
    guest_end (g_ptr_array_index (self->guests, i));
  g_cancellable_cancel (self->cancellable);
  tapline_listener_close (g_steal_pointer (&self->listener));
}

guint16
tapline_demo_get_port (TaplineDemo *self)
{
  return tapline_listener_get_bound (self->listener).port;
}
