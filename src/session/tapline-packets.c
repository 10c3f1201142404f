/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some messages of a recording as a recording of their own, which Wireshark follows and Tapline
 * opens.
 *
 * Each connection that has a message among them begins with a handshake at the time of the first.
 * The messages of one direction follow each other without a gap, as if there had been no others:
 * sequence numbers count what is exported, and what is exported is acknowledged. No connection
 * ends. Who opened it is not known of a message: it is taken to be the end with the greater port,
 * as the other is likely a service's. Notes stay notes. A mark is the comment of its message's
 * first packet.
 *
 * Threads: its user's.
 */
#include "config.h"

#include <string.h>

#include "tapline-packets.h"
#include "tapline-pcapng.h"

#define READ_SIZE (48 * TAPLINE_PCAPNG_PIECE_MAX)

/* Next sequence numbers, by direction. */
typedef struct
{
  guint32 seq[2];
} Connection;

struct _TaplinePackets
{
  GHashTable         *connections; /* number → Connection */
  guint8             *block;
  TaplineMessageList *list;        /* borrowed */
  TaplineMessage      message;
  Connection         *connection;  /* the message's; NULL for a note */
  guint64             offset;
  gboolean            is_broken;
  char               *comment;     /* (nullable) the message's mark, for its first packet */
};

static void
append_segment (TaplinePackets   *self,
                TaplineDirection  direction,
                guint8            flags,
                const guint8     *payload,
                gsize             length,
                GString          *out)
{
  const TaplineMessage *message = &self->message;
  guint32 *seq = self->connection->seq;
  TaplinePcapngSegment segment = {
    .local = &message->local,
    .remote = &message->peer,
    .direction = direction,
    .flags = flags,
    .seq = seq[direction],
    .ack = flags & TAPLINE_TCP_ACK ? seq[1 - direction] : 0,
    .time = message->time,
    .payload_length = length,
    .comment = length > 0 ? self->comment : NULL,
  };

  if (length > 0)
    memcpy (self->block + tapline_pcapng_get_header_size (message->local.family), payload, length);
  g_string_append_len (out, (char *) self->block,
                       (gssize) tapline_pcapng_put_segment (self->block, &segment));
  seq[direction] += (guint32) length + (flags & TAPLINE_TCP_SYN ? 1 : 0);
  if (length > 0)
    g_clear_pointer (&self->comment, g_free);
}

static void
append_handshake (TaplinePackets *self,
                  GString        *out)
{
  TaplineDirection opener = self->message.peer.port > self->message.local.port
                            ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT;

  append_segment (self, opener, TAPLINE_TCP_SYN, NULL, 0, out);
  append_segment (self, 1 - opener, TAPLINE_TCP_SYN | TAPLINE_TCP_ACK, NULL, 0, out);
  append_segment (self, opener, TAPLINE_TCP_ACK, NULL, 0, out);
}

static void
append_note (TaplinePackets *self,
             GString        *out)
{
  g_autoptr (GBytes) bytes = tapline_message_list_dup_bytes (self->list, self->message.number, 0,
                                                             TAPLINE_PCAPNG_COMMENT_MAX + 1);
  g_autofree char *text = NULL;
  const char *from;
  gsize length;

  self->is_broken = bytes == NULL;
  if (self->is_broken)
    return;
  from = g_bytes_get_data (bytes, &length);
  text = g_strndup (from, length);
  g_string_append_len (out, (char *) self->block,
                       (gssize) tapline_pcapng_put_note (self->block, self->message.time, text,
                                                        self->comment));
}

/**
 * tapline_packets_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): packets of no connection yet
 */
TaplinePackets *
tapline_packets_new (void)
{
  TaplinePackets *self = g_new0 (TaplinePackets, 1);

  self->connections = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->block = g_malloc (TAPLINE_PCAPNG_BLOCK_MAX);

  return self;
}

void
tapline_packets_free (TaplinePackets *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->connections);
  g_free (self->comment);
  g_free (self->block);
  g_free (self);
}

/* What the file begins with. */
void
tapline_packets_append_start (GString *out)
{
  guint8 block[TAPLINE_PCAPNG_START_MAX];

  for (guint i = 0; i < TAPLINE_PCAPNG_N_START; i++)
    g_string_append_len (out, (char *) block, (gssize) tapline_pcapng_put_start (block, i));
}

/**
 * tapline_packets_begin:
 * @self: packets
 * @list: (transfer none): where the message is from
 * @message: a message; its head is not looked at
 * @out: where it goes
 *
 * Begins with a message: tapline_packets_go_on() follows until it returns %FALSE. Thread: that of
 * @list.
 */
void
tapline_packets_begin (TaplinePackets       *self,
                       TaplineMessageList   *list,
                       const TaplineMessage *message,
                       GString              *out)
{
  gpointer key = GUINT_TO_POINTER (message->connection);

  self->list = list;
  self->message = *message;
  self->offset = 0;
  self->is_broken = FALSE;
  self->connection = NULL;
  g_free (self->comment);
  self->comment = tapline_message_list_dup_mark (list, message->number);
  if (self->comment != NULL && self->comment[0] == '\0')
    {
      g_free (self->comment);
      self->comment = g_strdup (TAPLINE_PCAPNG_MARKED);
    }
  if (message->direction == TAPLINE_DIRECTION_NOTE)
    {
      append_note (self, out);
      return;
    }

  self->connection = g_hash_table_lookup (self->connections, key);
  if (self->connection == NULL)
    {
      self->connection = g_new0 (Connection, 1);
      g_hash_table_insert (self->connections, key, self->connection);
      append_handshake (self, out);
    }
}

/**
 * tapline_packets_go_on:
 * @self: packets that began with a message
 * @out: where it goes
 *
 * Appends the next of the message's packets. Thread: that of the list.
 *
 * Returns: whether more of the message follows
 */
gboolean
tapline_packets_go_on (TaplinePackets *self,
                       GString        *out)
{
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize length;

  if (self->connection == NULL || self->offset >= self->message.length)
    return FALSE;

  bytes = tapline_message_list_dup_bytes (self->list, self->message.number, self->offset,
                                          READ_SIZE);
  self->is_broken = bytes == NULL || g_bytes_get_size (bytes) == 0;
  if (self->is_broken)
    return FALSE;

  data = g_bytes_get_data (bytes, &length);
  for (gsize at = 0; at < length;)
    {
      gsize n = MIN (length - at, TAPLINE_PCAPNG_PIECE_MAX);

      append_segment (self, self->message.direction, TAPLINE_TCP_PSH | TAPLINE_TCP_ACK, data + at,
                      n, out);
      at += n;
    }
  self->offset += length;

  return self->offset < self->message.length;
}

/* How much of the message is dealt with, from 0 to 1. */
double
tapline_packets_get_fraction (const TaplinePackets *self)
{
  return self->message.length > 0 ? (double) self->offset / (double) self->message.length : 1;
}

/* Whether some of the message, with which it is over, could not be read. */
gboolean
tapline_packets_is_broken (const TaplinePackets *self)
{
  return self->is_broken;
}
