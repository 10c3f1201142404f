/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what TCP carried in a capture of another program as a recording of ours: the same
 * connections with the same times, every byte once and in order. What is not there is said in a
 * note in its place, with the packet's number. What somebody said of a packet is the mark of the
 * first byte that it brings, or if it brings none a marked note.
 *
 * Our end of a connection is the client's: what it sent goes out. The client is who sent the SYN;
 * where no SYN was captured, who does not have the lower port.
 *
 * A connection is written when it is known to have come to be: an attempt that nobody answered is
 * not. Those that are over are remembered for a while, for what is repeated late.
 *
 * Threads: the capture's writer; `done` is atomic, for others.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-import-packet.h"
#include "tapline-import-stream.h"
#include "tapline-import.h"
#include "tapline-pcapng.h"

#define LOOSE_MAX 16384 /* connections that are not open and are remembered */

typedef struct
{
  TaplineFlow          flow;
  TaplineImportStream  streams[2]; /* by TaplineDirection */
  gboolean             has_syn;    /* of the client */
  gboolean             is_open;    /* in the recording */
  gboolean             is_over;
  GList                link;       /* in `loose` unless it is open */
} Connection;

struct _TaplineImport
{
  TaplineImportFile  file;
  GHashTable        *connections; /* Connection: itself, by its ends */
  Connection        *recent;      /* borrowed: what was found last, as it mostly is again */
  GQueue             loose;       /* links of connections, the oldest first */
  TaplineCapture    *capture;     /* borrowed, while it goes on */
  GError            *error;       /* why it could not be written */
  guint              n_not_tcp;
  guint              not_tcp; /* number of the first of these */
  guint              n_damaged;
  char              *damage;      /* the first of them, a sentence */
  const char        *comment;     /* (nullable) of the packet, as long as nothing became of it */
  gboolean           is_over;
  /* atomic */
  TaplineCounter     done;
};

static gboolean
is_between (const Connection     *self,
            const TaplineAddress *a,
            const TaplineAddress *b)
{
  return tapline_address_equal (&self->flow.local, a)
         && tapline_address_equal (&self->flow.remote, b);
}

/* The same for both directions. */
static guint
connection_hash (gconstpointer data)
{
  const Connection *self = data;

  return tapline_address_hash (&self->flow.local) + tapline_address_hash (&self->flow.remote);
}

static gboolean
connection_equal (gconstpointer a,
                  gconstpointer b)
{
  const TaplineFlow *other = &((const Connection *) b)->flow;

  return is_between (a, &other->local, &other->remote)
         || is_between (a, &other->remote, &other->local);
}

static void
connection_free (gpointer data)
{
  Connection *self = data;

  tapline_import_stream_clear (&self->streams[TAPLINE_DIRECTION_IN]);
  tapline_import_stream_clear (&self->streams[TAPLINE_DIRECTION_OUT]);
  g_free (self);
}

static void
remove_connection (TaplineImport *self,
                   Connection    *connection)
{
  if (!connection->is_open)
    g_queue_unlink (&self->loose, &connection->link);
  if (self->recent == connection)
    self->recent = NULL;
  g_hash_table_remove (self->connections, connection);
}

static void
set_loose (TaplineImport *self,
           Connection    *connection)
{
  connection->is_open = FALSE;
  g_queue_push_tail_link (&self->loose, &connection->link);
  if (self->loose.length > LOOSE_MAX)
    remove_connection (self, g_queue_peek_head (&self->loose));
}

static Connection *
find_connection (TaplineImport              *self,
                 const TaplineImportSegment *segment)
{
  const TaplineAddress *a = &segment->source, *b = &segment->destination;
  Connection key = { .flow = { .local = *a, .remote = *b } };

  if (self->recent == NULL
      || (!is_between (self->recent, a, b) && !is_between (self->recent, b, a)))
    self->recent = g_hash_table_lookup (self->connections, &key);

  return self->recent;
}

static Connection *
add_connection (TaplineImport        *self,
                const TaplineAddress *client,
                const TaplineAddress *server)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->flow = (TaplineFlow) { .local = *client, .remote = *server };
  connection->link.data = connection;
  g_hash_table_add (self->connections, connection);
  self->recent = connection;
  set_loose (self, connection);

  return connection;
}

/* What is written */

static void G_GNUC_PRINTF (2, 3)
add_damage (TaplineImport *self,
            const char    *format,
            ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  tapline_capture_note (self->capture, sentence);
  if (self->n_damaged++ == 0)
    self->damage = g_steal_pointer (&sentence);
}

static void
note_comment (TaplineImport *self,
              guint          number,
              const char    *comment)
{
  g_autofree char *text = NULL;

  if (comment == NULL)
    return;
  /* Translators: a number, and what somebody wrote */
  text = g_strdup_printf (_("Comment on packet %u: %s"), number, comment);
  tapline_capture_set_comment (self->capture, TAPLINE_PCAPNG_MARKED);
  tapline_capture_note (self->capture, text);
}

/* Makes room in the capture's buffer; 0 if it cannot be written. */
static gsize
make_room (TaplineImport *self)
{
  gsize room = tapline_capture_get_room (self->capture);
  g_autoptr (GError) cause = NULL;

  if (room == 0 && tapline_capture_flush (self->capture, &cause))
    room = tapline_capture_get_room (self->capture);
  if (room > 0 || self->error != NULL)
    return room;
  if (cause == NULL)
    cause = tapline_capture_dup_error (self->capture);
  self->error = g_error_new (G_FILE_ERROR, cause != NULL ? cause->code : G_FILE_ERROR_FAILED,
                             _("There is no room for what is made of “%s” to show it. Make some "
                               "in its folder, and open it again."), self->file.path);

  return 0;
}

static void
open_connection (TaplineImport *self,
                 Connection    *connection)
{
  char client[TAPLINE_ADDRESS_STRING_MAX], server[TAPLINE_ADDRESS_STRING_MAX];
  g_autofree char *text = NULL;

  if (connection->is_open || make_room (self) == 0)
    return;
  tapline_address_to_string (&connection->flow.local, client);
  tapline_address_to_string (&connection->flow.remote, server);
  if (connection->has_syn)
    text = g_strdup_printf (_("%s connected to %s"), client, server);
  else
    text = g_strdup_printf (_("Packet %u is in the middle of the connection of %s to %s; what came "
                              "before was not captured"), self->file.number, client, server);
  g_queue_unlink (&self->loose, &connection->link);
  connection->is_open = TRUE;
  tapline_capture_open_flow (self->capture, &connection->flow, text);
}

static const char *
print_sender (const Connection *connection,
              TaplineDirection  direction,
              char              buffer[TAPLINE_ADDRESS_STRING_MAX])
{
  return tapline_address_to_string (direction == TAPLINE_DIRECTION_IN ? &connection->flow.remote
                                                                      : &connection->flow.local,
                                    buffer);
}

static void
end_connection (TaplineImport    *self,
                Connection       *connection,
                TaplineDirection  direction,
                gboolean          reset)
{
  const guint8 both = 1 << TAPLINE_DIRECTION_IN | 1 << TAPLINE_DIRECTION_OUT;
  char sender[TAPLINE_ADDRESS_STRING_MAX];
  g_autofree char *text = NULL;

  print_sender (connection, direction, sender);
  if (reset)
    text = g_strdup_printf (_("%s reset the connection"), sender);
  else if (connection->flow.ended == 0)
    text = g_strdup_printf (_("%s closed its side"), sender);
  else
    text = g_strdup_printf (_("%s closed its side too"), sender);
  tapline_capture_end_flow (self->capture, &connection->flow, direction, reset, text);
  if (connection->flow.ended != both)
    return;
  connection->is_over = TRUE;
  set_loose (self, connection);
}

static void
write_bytes (TaplineImport    *self,
             Connection       *connection,
             TaplineDirection  direction,
             const guint8     *bytes,
             gsize             length)
{
  while (length > 0)
    {
      gsize part = MIN (length, make_room (self));

      if (part == 0)
        return;
      tapline_capture_append (self->capture, &connection->flow, direction, bytes, part);
      bytes += part;
      length -= part;
    }
}

static void
write_piece (TaplineImport            *self,
             Connection               *connection,
             TaplineDirection          direction,
             const TaplineImportPiece *piece)
{
  if (connection->flow.ended & 1 << direction)
    {
      if (piece->length + piece->missing > 0)
        add_damage (self, _("Packet %u: %u bytes behind the end of the stream are left out"),
                    piece->number, piece->length + piece->missing);
      note_comment (self, piece->number, piece->comment);
      return;
    }
  tapline_capture_set_time (self->capture, MAX (piece->time, 1));
  if (piece->length == 0)
    note_comment (self, piece->number, piece->comment);
  else if (piece->comment != NULL)
    tapline_capture_set_comment (self->capture, piece->comment);
  write_bytes (self, connection, direction, piece->bytes, piece->length);
  if (piece->missing > 0)
    {
      g_autofree char *text =
        g_strdup_printf (_("Packet %u: %u of its bytes were not captured, and are missing here"),
                         piece->number, piece->missing);

      tapline_capture_skip (self->capture, &connection->flow, direction, piece->missing, text);
      if (self->n_damaged++ == 0)
        self->damage = g_steal_pointer (&text);
    }
  if (piece->fin)
    end_connection (self, connection, direction, FALSE);
}

/* The streams */

/* Goes on behind what is missing, and says so. */
static void
skip_gap (TaplineImport    *self,
          Connection       *connection,
          TaplineDirection  direction)
{
  TaplineImportStream *stream = &connection->streams[direction];
  const TaplineImportPiece *first = g_queue_peek_head (&stream->held);
  guint32 gap = tapline_import_stream_get_gap (stream);
  g_autofree char *text = NULL;

  text = g_strdup_printf (ngettext ("Packet %u: %u byte is missing before it, which was not "
                                    "captured",
                                    "Packet %u: %u bytes are missing before it, which were not "
                                    "captured", gap), first->number, gap);
  if ((connection->flow.ended & 1 << direction) == 0)
    {
      tapline_capture_set_time (self->capture, MAX (first->time, 1));
      tapline_capture_skip (self->capture, &connection->flow, direction, gap, text);
    }
  stream->next += gap;
}

static void
write_held (TaplineImport    *self,
            Connection       *connection,
            TaplineDirection  direction)
{
  TaplineImportStream *stream = &connection->streams[direction];
  TaplineImportPiece *held;

  while ((held = tapline_import_stream_pop (stream)) != NULL)
    {
      if (tapline_import_stream_take (stream, held) == TAPLINE_IMPORT_DUE)
        write_piece (self, connection, direction, held);
      else
        note_comment (self, held->number, held->comment);
      g_free (held);
    }
}

/* Nothing more comes that could fill the gaps. */
static void
write_all_held (TaplineImport *self,
                Connection    *connection)
{
  for (guint i = 0; i < G_N_ELEMENTS (connection->streams); i++)
    while (tapline_import_stream_get_gap (&connection->streams[i]) > 0)
      {
        skip_gap (self, connection, (TaplineDirection) i);
        write_held (self, connection, (TaplineDirection) i);
      }
}

static void
take_piece (TaplineImport      *self,
            Connection         *connection,
            TaplineDirection    direction,
            TaplineImportPiece *piece)
{
  TaplineImportStream *stream = &connection->streams[direction];
  TaplineImportFate fate;
  guint32 early;

  if (!stream->known)
    tapline_import_stream_begin (stream, piece->seq, FALSE);
  early = tapline_import_stream_get_early (stream, piece);
  if (early > 0)
    add_damage (self, _("Packet %u: %u of its bytes belong before the first that were captured, "
                        "and are left out"), piece->number, early);
  fate = tapline_import_stream_take (stream, piece);
  if (fate != TAPLINE_IMPORT_OLD)
    self->comment = NULL;
  if (fate != TAPLINE_IMPORT_DUE)
    return;
  write_piece (self, connection, direction, piece);
  write_held (self, connection, direction);
}

/* Connections */

/* Without a SYN, whoever has the lower port is taken for the server. */
static Connection *
add_from_middle (TaplineImport              *self,
                 const TaplineImportSegment *segment)
{
  if (segment->source.port < segment->destination.port)
    return add_connection (self, &segment->destination, &segment->source);

  return add_connection (self, &segment->source, &segment->destination);
}

/* Whether it is not the connection's own SYN, come again. */
static gboolean
is_other_syn (const Connection           *connection,
              const TaplineImportSegment *segment)
{
  gboolean answer = (segment->flags & TAPLINE_TCP_ACK) != 0;
  const TaplineImportStream *stream =
    &connection->streams[answer ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT];

  if (!tapline_address_equal (answer ? &segment->destination : &segment->source,
                              &connection->flow.local))
    return TRUE;
  if (stream->known)
    return !stream->from_start || stream->start != segment->seq + 1;

  return !answer || !connection->has_syn;
}

/* A new connection unless the SYN is one that came before. */
static Connection *
take_syn (TaplineImport              *self,
          Connection                 *connection,
          const TaplineImportSegment *segment)
{
  gboolean answer = (segment->flags & TAPLINE_TCP_ACK) != 0;
  TaplineImportStream *stream;

  if (connection != NULL && is_other_syn (connection, segment))
    {
      /* The ports are used again. */
      write_all_held (self, connection);
      remove_connection (self, connection);
      connection = NULL;
    }
  if (connection == NULL)
    connection = add_connection (self, answer ? &segment->destination : &segment->source,
                                 answer ? &segment->source : &segment->destination);
  connection->has_syn = TRUE;
  stream = &connection->streams[answer ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT];
  if (!stream->known)
    tapline_import_stream_begin (stream, segment->seq + 1, TRUE);
  if (answer)
    open_connection (self, connection);

  return connection;
}

static void
take_reset (TaplineImport    *self,
            Connection       *connection,
            TaplineDirection  direction)
{
  char client[TAPLINE_ADDRESS_STRING_MAX], server[TAPLINE_ADDRESS_STRING_MAX];

  if (connection->is_open)
    {
      write_all_held (self, connection);
      if (connection->is_open)
        end_connection (self, connection, direction, TRUE);
    }
  else if (!connection->is_over && direction == TAPLINE_DIRECTION_IN)
    {
      g_autofree char *text = NULL;

      tapline_address_to_string (&connection->flow.local, client);
      tapline_address_to_string (&connection->flow.remote, server);
      text = g_strdup_printf (_("%s refused the connection of %s"), server, client);
      tapline_capture_note (self->capture, text);
      remove_connection (self, connection);
    }
}

static void
take_segment (TaplineImport              *self,
              const TaplineImportPacket  *packet,
              const TaplineImportSegment *segment)
{
  TaplineImportPiece piece = {
    .seq = segment->seq + (segment->flags & TAPLINE_TCP_SYN ? 1 : 0),
    .length = segment->length,
    .missing = segment->missing,
    .fin = (segment->flags & (TAPLINE_TCP_FIN | TAPLINE_TCP_RST)) == TAPLINE_TCP_FIN,
    .number = packet->number,
    .time = packet->time,
    .bytes = segment->payload,
    .comment = packet->comment,
  };
  Connection *connection = find_connection (self, segment);
  gboolean has_payload = segment->length + segment->missing > 0
                         && (segment->flags & TAPLINE_TCP_RST) == 0;
  TaplineDirection direction;

  if (segment->flags & TAPLINE_TCP_SYN)
    connection = take_syn (self, connection, segment);
  if (connection != NULL && connection->is_over && has_payload)
    {
      TaplineImportStream *stream =
        &connection->streams[tapline_address_equal (&segment->source, &connection->flow.remote)
                             ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT];

      /* Sent again late, or of a connection between the same ports whose SYN is not there. */
      if ((gint32) (stream->next - piece.seq - piece.length - piece.missing) >= 0)
        return;
      remove_connection (self, connection);
      connection = NULL;
    }
  if (connection == NULL && has_payload)
    connection = add_from_middle (self, segment);
  if (connection == NULL)
    return;

  direction = tapline_address_equal (&segment->source, &connection->flow.remote)
              ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT;
  if (has_payload && !connection->is_over)
    open_connection (self, connection);
  if (connection->is_open && (has_payload || piece.fin))
    take_piece (self, connection, direction, &piece);
  if (segment->flags & TAPLINE_TCP_RST)
    {
      take_reset (self, connection, direction);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (connection->streams) && connection->is_open; i++)
    if (tapline_import_stream_give_up (&connection->streams[i],
                                       segment->flags & TAPLINE_TCP_ACK && i != (guint) direction,
                                       segment->ack))
      {
        skip_gap (self, connection, (TaplineDirection) i);
        write_held (self, connection, (TaplineDirection) i);
      }
}

static void
take_packet (TaplineImport             *self,
             const TaplineImportPacket *packet)
{
  TaplineImportSegment segment;

  /* 0 stands for the clock. */
  tapline_capture_set_time (self->capture, MAX (packet->time, 1));
  self->comment = packet->comment;
  switch (tapline_import_packet_parse (packet, &segment))
    {
    case TAPLINE_IMPORT_TCP:
      take_segment (self, packet, &segment);
      break;

    case TAPLINE_IMPORT_NOT_TCP:
      if (self->n_not_tcp++ == 0)
        self->not_tcp = packet->number;
      break;

    case TAPLINE_IMPORT_FRAGMENT:
      add_damage (self, _("Packet %u is a fragment of an IP packet; these are not put together, "
                          "and its bytes are missing"), packet->number);
      break;

    case TAPLINE_IMPORT_CUT:
      add_damage (self, _("Packet %u: only %u of its %u bytes were captured, too few to know what "
                          "it is"), packet->number, (guint) packet->captured,
                  (guint) packet->original);
      break;

    case TAPLINE_IMPORT_UNKNOWN_LINK:
      add_damage (self, _("Packet %u is from a kind of network that is not understood (link type "
                          "%u); Ethernet, Linux cooked, raw IP and loopback are"),
                  packet->number, packet->link_type);
      break;

    case TAPLINE_IMPORT_MALFORMED:
    default:
      add_damage (self, _("Packet %u is left out: its lengths contradict each other"),
                  packet->number);
    }
  note_comment (self, packet->number, self->comment);
}

/* What is held is written, and what was left out is counted. */
static void
finish (TaplineImport *self,
        gboolean       torn)
{
  g_autofree char *not_tcp = NULL;
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  self->is_over = TRUE;
  /* Those that end here may push others out of the table, but never open ones. */
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (((Connection *) key)->is_open)
      g_ptr_array_add (open, key);
  for (guint i = 0; i < open->len; i++)
    write_all_held (self, open->pdata[i]);
  if (torn)
    add_damage (self, _("Packet %u is torn: the file ends within it"), self->file.number + 1);
  if (self->n_not_tcp == 0)
    return;
  not_tcp = g_strdup_printf (ngettext ("%u packet was not TCP and is left out: packet %u",
                                       "%u packets were not TCP and are left out; the first is "
                                       "packet %u", self->n_not_tcp),
                             self->n_not_tcp, self->not_tcp);
  tapline_capture_note (self->capture, not_tcp);
}

/**
 * tapline_import_new:
 * @fd: a file, borrowed
 * @path: its path, borrowed
 * @error: return location
 *
 * Thread: the capture's writer, as all of these but one.
 *
 * Returns: (transfer full): an import of which nothing is done, or %NULL with a #G_FILE_ERROR and a
 *   sentence, or without one if the file is no capture of any program
 */
TaplineImport *
tapline_import_new (int          fd,
                    const char  *path,
                    GError     **error)
{
  TaplineImport *self = g_new0 (TaplineImport, 1);

  if (!tapline_import_file_init (&self->file, fd, path, error))
    {
      g_free (self);
      return NULL;
    }
  self->connections = g_hash_table_new_full (connection_hash, connection_equal, connection_free,
                                             NULL);
  g_queue_init (&self->loose);

  return self;
}

/**
 * tapline_import_free:
 * @self: (transfer full): an import
 */
void
tapline_import_free (TaplineImport *self)
{
  tapline_import_file_clear (&self->file);
  g_hash_table_unref (self->connections);
  g_clear_error (&self->error);
  g_free (self->damage);
  g_free (self);
}

/**
 * tapline_import_go_on:
 * @self: an import
 * @capture: where to write it, the same each time
 * @at_least: how many bytes of the file to go over, if there are as many
 * @error: return location for a #G_FILE_ERROR with a sentence
 *
 * Writes and publishes what is in the next packets.
 *
 * Returns: whether there may be more; %FALSE at the end of the file, or with an @error
 */
gboolean
tapline_import_go_on (TaplineImport   *self,
                      TaplineCapture  *capture,
                      gsize            at_least,
                      GError         **error)
{
  guint64 until = self->file.offset + at_least;
  TaplineImportPacket packet;

  self->capture = capture;
  while (!self->is_over && self->error == NULL && self->file.offset < until)
    {
      TaplineImportResult result = tapline_import_file_next (&self->file, &packet, &self->error);

      if (result == TAPLINE_IMPORT_PACKET)
        take_packet (self, &packet);
      else
        finish (self, result == TAPLINE_IMPORT_TORN);
    }
  if (!(self->is_over ? tapline_capture_finish (capture, NULL)
                      : tapline_capture_flush (capture, NULL)))
    make_room (self);
  tapline_counter_publish (&self->done, self->file.offset);
  if (self->error == NULL)
    return !self->is_over;
  self->is_over = TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));

  return FALSE;
}

/* Bytes of the file that were gone over. Thread: any. */
guint64
tapline_import_get_done (TaplineImport *self)
{
  return tapline_counter_read (&self->done);
}

/**
 * tapline_import_dup_warning:
 * @self: an import that is over
 *
 * Returns: (transfer full) (nullable): what could not be read, a sentence
 */
char *
tapline_import_dup_warning (TaplineImport *self)
{
  if (self->n_damaged == 0)
    return NULL;
  if (self->n_damaged == 1)
    return g_strdup_printf (_("%s. The rest is there."), self->damage);

  return g_strdup_printf (ngettext ("%s. The same or similar is true of %u more packet; the notes "
                                    "in the log say which.",
                                    "%s. The same or similar is true of %u more packets; the notes "
                                    "in the log say which.", self->n_damaged - 1),
                          self->damage, self->n_damaged - 1);
}
