/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-capture.h"
#include "tapline-framing.h"

G_BEGIN_DECLS

/* The sparse index of one capture under one framing: a record per block, in an unlinked
 * temporary file, filled by a thread of its own (the indexer) that follows the capture. */
typedef struct _TaplineIndex TaplineIndex;

/* Called on the indexer's thread when there is more (also when what is unfinished changed, and
 * when it has caught up). Must return at once; tapline_bell_ring() is made for it. */
typedef void (*TaplineIndexNotify) (gpointer user_data);

/* Written by the indexer alone. */
typedef struct
{
  TaplineCounter bytes;    /* bytes of the capture file that are indexed */
  TaplineCounter messages; /* messages that are complete, notes included */
  TaplineCounter in;       /* payload bytes from peers that are indexed */
  TaplineCounter out;      /* payload bytes to peers that are indexed */
} TaplineIndexCounters;

TaplineIndex               *tapline_index_new          (TaplineCapture      *capture,
                                                        TaplineFraming      *framing,
                                                        TaplineIndexNotify   notify,
                                                        gpointer             user_data,
                                                        GError             **error);
TaplineIndex               *tapline_index_ref          (TaplineIndex        *self);
void                        tapline_index_unref        (TaplineIndex        *self);
const TaplineIndexCounters *tapline_index_get_counters (TaplineIndex        *self);
/* Wakes the indexer: the capture has more. Any thread; cheap when it is awake already. */
void                        tapline_index_wake         (TaplineIndex        *self);
/* Ends the indexer once it has indexed what the capture had published at the time of the call
 * (@drain), or at once. Joins it: bounded by one batch when not draining. Not on the sidecar. */
void                        tapline_index_stop         (TaplineIndex        *self,
                                                        gboolean             drain);
/* Ends the indexer and gives the index away, without waiting for either. (transfer full) */
void                        tapline_index_abandon      (TaplineIndex        *self);
/* NULL, or why the indexer does not go on: the index's file cannot be written (until it can
 * again), or the capture is broken (for good). (transfer full) */
GError                     *tapline_index_dup_error    (TaplineIndex        *self);

/* Reads messages of an index. One reader belongs to one thread; make one for each. */
typedef struct _TaplineReader TaplineReader;

TaplineReader *tapline_reader_new         (TaplineIndex    *index);
void           tapline_reader_free        (TaplineReader   *self);
gboolean       tapline_reader_get         (TaplineReader   *self,
                                           guint64          number,
                                           gsize            head_max,
                                           TaplineMessage  *message,
                                           GError         **error);
/* Unfinished messages, the oldest first; at most 16 are kept. Their number may change at any
 * time: get until it returns FALSE. */
gboolean       tapline_reader_get_pending (TaplineReader   *self,
                                           guint            position,
                                           gsize            head_max,
                                           TaplineMessage  *message);
/* (transfer full): part of a message's bytes, or of a note's text. */
GBytes        *tapline_reader_dup_bytes   (TaplineReader   *self,
                                           guint64          number,
                                           guint64          offset,
                                           gsize            length,
                                           GError         **error);
/* Where a message begins, and which message has the byte there: from one index of a capture to
 * another. */
gboolean       tapline_reader_get_position (TaplineReader          *self,
                                            guint64                 number,
                                            TaplinePosition        *position);
gboolean       tapline_reader_find         (TaplineReader          *self,
                                            const TaplinePosition  *position,
                                            guint64                *number);
/* The next note, without a look at the messages before it. */
gboolean       tapline_reader_find_note    (TaplineReader          *self,
                                            guint64                 from,
                                            guint64                 until,
                                            guint64                *number,
                                            guint32                *connections);
/* From where to where a message reaches in the file. */
gboolean       tapline_reader_get_reach    (TaplineReader          *self,
                                            guint64                 number,
                                            TaplineReach           *reach);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineIndex, tapline_index_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineReader, tapline_reader_free)

G_END_DECLS
