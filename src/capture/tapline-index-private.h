/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What index, indexer and reader share. */
#pragma once

#include "tapline-index.h"
#include "tapline-record.h"

G_BEGIN_DECLS

#define TAPLINE_PENDING_MAX 16

/**
 * TaplinePending:
 * @connection: number of the connection
 * @direction: in or out
 * @peer: its other end
 * @local: our end
 * @last: the stream's last record
 * @time: when its last bytes came
 * @state: where the framer stands behind that record's block
 *
 * An unfinished message.
 */
typedef struct
{
  guint32            connection;
  TaplineDirection   direction;
  TaplineAddress     peer;
  TaplineAddress     local;
  guint64            last;
  gint64             time;
  TaplineFramerState state;
} TaplinePending;

/* The most recently changed unfinished messages, the oldest first. */
typedef struct
{
  TaplinePending each[TAPLINE_PENDING_MAX];
  guint          n;
  guint64        first; /* the number that the first of them would get */
} TaplinePendings;

struct _TaplineIndex
{
  gatomicrefcount       ref_count;

  /* immutable */
  TaplineCapture       *capture;
  TaplineFraming       *framing;
  gpointer              user_data;
  int                   fd;

  /* atomic, written by the indexer */
  TaplineIndexCounters  counters;
  TaplineCounter        records;
  int                   sleeping; /* see tapline_index_wake() */

  /* guarded by notify_lock, which is of its own because whoever is notified soon wants `lock` */
  GMutex                notify_lock;
  TaplineIndexNotify    notify;   /* NULL once it is abandoned */

  /* guarded by join_lock */
  GMutex                join_lock;
  GThread              *thread;

  /* guarded by lock */
  GMutex                lock;
  GCond                 cond;
  gboolean              stopping;
  guint64               stop_at;  /* capture offset to reach before stopping */

  /* guarded by error_lock, which nobody has for longer than a copy takes */
  GMutex                error_lock;
  GError               *error;

  /* guarded by pendings_lock; who cannot read it at once is notified afterwards */
  GRWLock               pendings_lock;
  TaplinePendings       pendings;
};

/* The indexer's thread; @data is the index, which outlives it. */
gpointer tapline_indexer_run (gpointer data);

G_END_DECLS
