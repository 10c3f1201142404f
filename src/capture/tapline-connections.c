/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live connections of a capture, found by their addresses, and which of their streams have
 * an unfinished message. This is all of the indexer's memory that depends on what is recorded,
 * and it depends on the connections that are open at once only.
 */
#include "config.h"

#include "tapline-connections.h"

struct _TaplineConnections
{
  GHashTable        *table;      /* TaplineConnection: itself, by its addresses */
  TaplineConnection *recent;     /* borrowed: what was found last, as it mostly is again */
  GQueue             unfinished; /* links of streams */
  guint32            n_opened;
};

static guint
connection_hash (gconstpointer data)
{
  const TaplineConnection *self = data;

  return tapline_address_hash (&self->local) * 31 + tapline_address_hash (&self->remote);
}

static gboolean
is_between (const TaplineConnection *self,
            const TaplineAddress    *local,
            const TaplineAddress    *remote)
{
  return tapline_address_equal (&self->remote, remote)
         && tapline_address_equal (&self->local, local);
}

static gboolean
connection_equal (gconstpointer a,
                  gconstpointer b)
{
  const TaplineConnection *other = b;

  return is_between (a, &other->local, &other->remote);
}

static void
unlink_stream (TaplineConnections *self,
               TaplineStream      *stream)
{
  if (stream->linked)
    g_queue_unlink (&self->unfinished, &stream->link);
  stream->linked = FALSE;
}

/**
 * tapline_connections_new:
 *
 * Thread: the indexer, as all of these.
 *
 * Returns: (transfer full): no connections
 */
TaplineConnections *
tapline_connections_new (void)
{
  TaplineConnections *self = g_new0 (TaplineConnections, 1);

  self->table = g_hash_table_new_full (connection_hash, connection_equal, g_free, NULL);
  g_queue_init (&self->unfinished);

  return self;
}

/**
 * tapline_connections_free:
 * @self: (transfer full): connections
 */
void
tapline_connections_free (TaplineConnections *self)
{
  g_hash_table_unref (self->table);
  g_free (self);
}

/**
 * tapline_connections_find:
 * @self: connections
 * @local: our end
 * @remote: the peer's end
 *
 * Returns: (nullable): the live connection between the two
 */
TaplineConnection *
tapline_connections_find (TaplineConnections   *self,
                          const TaplineAddress *local,
                          const TaplineAddress *remote)
{
  TaplineConnection key;

  if (self->recent == NULL || !is_between (self->recent, local, remote))
    {
      key.local = *local;
      key.remote = *remote;
      self->recent = g_hash_table_lookup (self->table, &key);
    }

  return self->recent;
}

/**
 * tapline_connections_open:
 * @self: connections
 * @local: our end
 * @remote: the peer's end; there is no live connection between the two
 *
 * Returns: (transfer none): a new connection with the next number
 */
TaplineConnection *
tapline_connections_open (TaplineConnections   *self,
                          const TaplineAddress *local,
                          const TaplineAddress *remote)
{
  TaplineConnection *connection = g_new0 (TaplineConnection, 1);

  connection->local = *local;
  connection->remote = *remote;
  connection->number = ++self->n_opened;
  for (guint i = 0; i < G_N_ELEMENTS (connection->streams); i++)
    connection->streams[i].link.data = connection;
  g_hash_table_add (self->table, connection);
  self->recent = connection;

  return connection;
}

/**
 * tapline_connections_remove:
 * @self: connections
 * @connection: (transfer full): one of them
 */
void
tapline_connections_remove (TaplineConnections *self,
                            TaplineConnection  *connection)
{
  for (guint i = 0; i < G_N_ELEMENTS (connection->streams); i++)
    unlink_stream (self, &connection->streams[i]);
  if (self->recent == connection)
    self->recent = NULL;
  g_hash_table_remove (self->table, connection);
}

/**
 * tapline_connections_set_changed:
 * @self: connections
 * @connection: one of them
 * @direction: in or out
 *
 * The framer's state of that stream has changed just now.
 */
void
tapline_connections_set_changed (TaplineConnections *self,
                                 TaplineConnection  *connection,
                                 TaplineDirection    direction)
{
  TaplineStream *stream = &connection->streams[direction];

  if (stream->state.length == 0)
    {
      unlink_stream (self, stream);
      return;
    }
  if (stream->linked && self->unfinished.tail == &stream->link)
    return;

  unlink_stream (self, stream);
  g_queue_push_tail_link (&self->unfinished, &stream->link);
  stream->linked = TRUE;
}

/**
 * tapline_connections_get_unfinished:
 * @self: connections
 *
 * Returns: (transfer none): see the header
 */
const GQueue *
tapline_connections_get_unfinished (TaplineConnections *self)
{
  return &self->unfinished;
}
