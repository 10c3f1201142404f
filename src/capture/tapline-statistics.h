/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-follower.h"
#include "tapline-histogram.h"
#include "tapline-timeline.h"

G_BEGIN_DECLS

/* What all messages of an index sum up to, counted by a follower. */

#define TAPLINE_STATISTICS_SECONDS   60   /* that are kept one by one */
#define TAPLINE_STATISTICS_PEERS_MAX 4096 /* that are told apart */

/**
 * TaplineTally:
 * @messages: complete ones
 * @bytes: of payload, those of unfinished messages too
 */
typedef struct
{
  guint64 messages;
  guint64 bytes;
} TaplineTally;

/**
 * TaplineFigures:
 * @last: when the last byte came; the first did at the start of @timeline, if that has any slot
 * @notes: how many notes there are
 * @flawed: messages with any flag
 * @sums: by direction
 * @sizes: of messages in bytes, by direction
 * @gaps: microseconds from a message of a peer to the next of the same, by direction
 * @recent: what came in each of the last seconds; that of second s since 1970 is at s modulo
 *   %TAPLINE_STATISTICS_SECONDS
 * @second: the last second that is there
 * @timeline: which time each slot of the history has
 * @history: what came in each slot
 *
 * All that was counted up to a moment. Peers that are not told apart have no gaps.
 */
typedef struct
{
  gint64           last;
  guint64          notes;
  guint64          flawed;
  TaplineTally     sums[2];
  TaplineHistogram sizes[2];
  TaplineHistogram gaps[2];
  TaplineTally     recent[TAPLINE_STATISTICS_SECONDS][2];
  gint64           second;
  TaplineTimeline  timeline;
  TaplineTally     history[TAPLINE_TIMELINE_SLOTS][2];
} TaplineFigures;

/**
 * TaplinePeerFigures:
 * @peer: its address; family 0 for all those that are not told apart
 * @sums: by direction
 * @last: when something came or went last
 */
typedef struct
{
  TaplineAddress peer;
  TaplineTally   sums[2];
  gint64         last;
  /* private */
  gint64         before[2]; /* when the last message came, by direction; 0 if none did */
} TaplinePeerFigures;

TaplineFollower *tapline_statistics_follow     (TaplineIndex        *index,
                                                TaplineIndexNotify   notify,
                                                gpointer             user_data,
                                                GDestroyNotify       destroy,
                                                GError             **error);
void             tapline_statistics_look       (TaplineFollower     *follower,
                                                TaplineFigures      *figures);
/* (transfer full) (element-type TaplinePeerFigures) */
GArray          *tapline_statistics_list_peers (TaplineFollower     *follower);

G_END_DECLS
