/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-index.h"

G_BEGIN_DECLS

/* Goes once through all messages of an index in their order, on a thread of its own, and follows
 * the index as it grows: for what is counted or collected of them. */
typedef struct _TaplineFollower TaplineFollower;

/**
 * TaplinePart:
 * @time: when it came
 * @direction: in or out
 * @connection: number of the connection
 * @peer: the other end; borrowed
 * @length: in bytes
 *
 * Payload as one block of the recording has it.
 */
typedef struct
{
  gint64                time;
  TaplineDirection      direction;
  guint32               connection;
  const TaplineAddress *peer;
  gsize                 length;
} TaplinePart;

/**
 * TaplineFollowerFuncs:
 * @take_part: (nullable): takes a block's payload, before the messages that end in it
 * @take_message: takes a message; its head is the whole of it if @reads, else it has none. A note
 *   has neither time nor peer nor text. With %FALSE nothing more is taken, ever
 * @publish: shows others what was taken: behind each part of the work, and when there is no more
 * @destroy: frees what is collected, when neither owner nor thread needs it any more
 * @reads: whether the messages' bytes are wanted
 *
 * What the follower calls, @destroy on any thread and the others on its own.
 */
typedef struct
{
  void           (*take_part)    (gpointer              data,
                                  const TaplinePart    *part);
  gboolean       (*take_message) (gpointer              data,
                                  const TaplineMessage *message);
  void           (*publish)      (gpointer              data);
  GDestroyNotify   destroy;
  gboolean         reads;
} TaplineFollowerFuncs;

TaplineFollower *tapline_follower_new           (TaplineIndex                *index,
                                                 const TaplineFollowerFuncs  *funcs,
                                                 gpointer                     data,
                                                 TaplineIndexNotify           notify,
                                                 gpointer                     user_data,
                                                 GDestroyNotify               destroy,
                                                 GError                     **error);
void             tapline_follower_free          (TaplineFollower             *self);
gpointer         tapline_follower_get_data      (TaplineFollower             *self,
                                                 const TaplineFollowerFuncs  *funcs);
void             tapline_follower_wake          (TaplineFollower             *self);
void             tapline_follower_set_paused    (TaplineFollower             *self,
                                                 gboolean                     paused);
double           tapline_follower_get_fraction  (TaplineFollower             *self);
gboolean         tapline_follower_is_caught_up  (TaplineFollower             *self);
gboolean         tapline_follower_is_unreadable (TaplineFollower             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineFollower, tapline_follower_free)

G_END_DECLS
