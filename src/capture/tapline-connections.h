/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-framing.h"

G_BEGIN_DECLS

/**
 * TaplineStream:
 * @state: where the framer stands
 * @last: number of the stream's last record plus 1; 0 if it has none
 * @time: when its last bytes came
 * @changed: the same by a clock that does not go back
 * @next: sequence number that its next bytes have unless some are missing
 * @ended: whether it has ended
 *
 * One direction of a live connection.
 */
typedef struct
{
  TaplineFramerState state;
  guint64            last;
  gint64             time;
  gint64             changed;
  guint32            next;
  gboolean           ended;
  /* private */
  GList              link;
  gboolean           linked;
} TaplineStream;

typedef struct
{
  TaplineAddress local;
  TaplineAddress remote;
  guint32        number;
  TaplineStream  streams[2]; /* by TaplineDirection */
} TaplineConnection;

/* The live connections of a capture as the indexer goes through it. */
typedef struct _TaplineConnections TaplineConnections;

TaplineConnections *tapline_connections_new          (void);
void                tapline_connections_free         (TaplineConnections   *self);
TaplineConnection  *tapline_connections_find         (TaplineConnections   *self,
                                                      const TaplineAddress *local,
                                                      const TaplineAddress *remote);
TaplineConnection  *tapline_connections_open         (TaplineConnections   *self,
                                                      const TaplineAddress *local,
                                                      const TaplineAddress *remote);
void                tapline_connections_remove       (TaplineConnections   *self,
                                                      TaplineConnection    *connection);
void                tapline_connections_set_changed  (TaplineConnections   *self,
                                                      TaplineConnection    *connection,
                                                      TaplineDirection      direction);
/* The streams with an unfinished message, the last changed at the tail; data is the connection. */
const GQueue       *tapline_connections_get_unfinished (TaplineConnections *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineConnections, tapline_connections_free)

G_END_DECLS
