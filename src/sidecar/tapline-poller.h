/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/epoll.h>

G_BEGIN_DECLS

/* Readiness of any number of descriptors behind one GSource. Everything here is for the thread
 * that runs the context: the sidecar. */
typedef struct _TaplinePoller    TaplinePoller;
typedef struct _TaplinePollable  TaplinePollable;
typedef struct _TaplineTurnEnder TaplineTurnEnder;

/**
 * TaplinePollable:
 * @ready: called with the EPOLL* events that came; may remove this and any other pollable
 *
 * Embedded in whatever has a descriptor to wait for.
 */
struct _TaplinePollable
{
  void   (*ready) (TaplinePollable *self,
                   guint            events);
  int      fd;
  guint    events;
  gboolean added;
};

/**
 * TaplineTurnEnder:
 * @end_turn: called once at the end of the turn of the loop in which it was marked
 *
 * Work that is done once a turn however much came in it, such as one write to the recording.
 */
struct _TaplineTurnEnder
{
  void   (*end_turn) (TaplineTurnEnder *self);
  gboolean marked;
};

TaplinePoller *tapline_poller_new       (GMainContext      *context,
                                         GError           **error);
void           tapline_poller_free      (TaplinePoller     *self);
gboolean       tapline_poller_set       (TaplinePoller     *self,
                                         TaplinePollable   *pollable,
                                         guint              events);
void           tapline_poller_remove    (TaplinePoller     *self,
                                         TaplinePollable   *pollable);
gsize          tapline_poller_get_share (TaplinePoller     *self);
void           tapline_poller_mark      (TaplinePoller     *self,
                                         TaplineTurnEnder  *ender);
void           tapline_poller_unmark    (TaplinePoller     *self,
                                         TaplineTurnEnder  *ender);

G_END_DECLS
