/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A peer's accent: a colour, and letters for those who cannot tell it from another. It goes with
 * the peer's address, so that it is the same after a reconnection, and with the connection for a
 * peer that has none. Accents are given out in the order in which peers are first seen, so that the
 * first ones look different; there are as many as peers, but colours come again after eight and
 * letters after ZZ.
 */
#include "config.h"

#include "tapline-log-peers.h"

#define PEERS_MAX 20000      /* as many as can be connected at once; those beyond share accents */
#define N_LETTERS (26 + 26 * 26)

typedef struct
{
  TaplineAddress address;
  guint32        connection;
} Peer;

struct _TaplineLogPeers
{
  GHashTable *accents;       /* Peer to its accent */
};

static guint
hash_peer (gconstpointer data)
{
  const Peer *peer = data;

  return tapline_address_hash (&peer->address) ^ peer->connection;
}

static gboolean
equal_peers (gconstpointer a,
             gconstpointer b)
{
  const Peer *one = a, *other = b;

  return one->connection == other->connection &&
         tapline_address_equal (&one->address, &other->address);
}

TaplineLogPeers *
tapline_log_peers_new (void)
{
  TaplineLogPeers *self = g_new0 (TaplineLogPeers, 1);

  self->accents = g_hash_table_new_full (hash_peer, equal_peers, g_free, NULL);

  return self;
}

void
tapline_log_peers_free (TaplineLogPeers *self)
{
  g_hash_table_unref (self->accents);
  g_free (self);
}

void
tapline_log_peers_clear (TaplineLogPeers *self)
{
  g_hash_table_remove_all (self->accents);
}

/* From 0; %TAPLINE_LOG_NO_ACCENT for a message that is about no peer. */
guint
tapline_log_peers_get_accent (TaplineLogPeers      *self,
                              const TaplineMessage *message)
{
  Peer peer = { .address = message->peer };
  gpointer accent;

  if (peer.address.family == 0)
    peer.connection = message->connection;
  if (peer.address.family == 0 && peer.connection == 0)
    return TAPLINE_LOG_NO_ACCENT;

  if (!g_hash_table_lookup_extended (self->accents, &peer, NULL, &accent))
    {
      guint n = g_hash_table_size (self->accents);

      if (n >= PEERS_MAX)
        return hash_peer (&peer) % PEERS_MAX;
      accent = GUINT_TO_POINTER (n);
      g_hash_table_insert (self->accents, g_memdup2 (&peer, sizeof peer), accent);
    }

  return GPOINTER_TO_UINT (accent);
}

/* How many have an accent. */
guint
tapline_log_peers_get_n (TaplineLogPeers *self)
{
  return g_hash_table_size (self->accents);
}

/* A to Z, AA to ZZ, and from A again. */
void
tapline_log_peers_letters (guint accent,
                           char  letters[TAPLINE_LOG_LETTERS_MAX])
{
  accent %= N_LETTERS;
  if (accent < 26)
    g_snprintf (letters, TAPLINE_LOG_LETTERS_MAX, "%c", 'A' + (char) accent);
  else
    g_snprintf (letters, TAPLINE_LOG_LETTERS_MAX, "%c%c", 'A' + (char) (accent / 26 - 1),
                'A' + (char) (accent % 26));
}
