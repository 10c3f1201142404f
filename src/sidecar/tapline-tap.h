/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-capture.h"
#include "tapline-sidecar.h"
#include "tapline-waker.h"

G_BEGIN_DECLS

/* What one session has on the sidecar: its recording, and the connections, the dialer or the
 * listener whose bytes go into it. */
typedef struct _TaplineTap TaplineTap;

typedef enum
{
  TAPLINE_TAP_IDLE,
  TAPLINE_TAP_RESOLVING,
  TAPLINE_TAP_CONNECTING,
  TAPLINE_TAP_CONNECTED,
  TAPLINE_TAP_LISTENING,
  TAPLINE_TAP_CLOSING,
  TAPLINE_TAP_CLOSED,
  TAPLINE_TAP_FAILED,
} TaplineTapState;

/* Why nothing is received for now. */
typedef enum
{
  TAPLINE_PAUSE_NONE,
  TAPLINE_PAUSE_DISK,  /* full, or not writable: goes on by itself */
  TAPLINE_PAUSE_LIMIT, /* the recording is as large as it may be: goes on when that is raised */
} TaplinePause;

/**
 * TaplineTapStatus:
 * @serial: changes with every change of the rest
 * @state: what it is doing
 * @text: @state as a sentence for the user
 * @pause: why nothing is received for now
 * @paused: (nullable): @pause as a sentence for the user
 * @error: (nullable): why it failed, a #TAPLINE_ERROR
 * @bound: where the listener listens; family 0 without one
 * @connections: how many there ever were
 * @peers: how many are open
 * @ended: %TRUE once the recording is finished: nothing changes any more
 *
 * A copy of what the tap publishes.
 */
typedef struct
{
  guint64         serial;
  TaplineTapState state;
  char           *text;
  TaplinePause    pause;
  char           *paused;
  GError         *error;
  TaplineAddress  bound;
  guint64         connections;
  guint           peers;
  gboolean        ended;
} TaplineTapStatus;

/* Payload bytes that crossed the sockets; each written by the sidecar alone. */
typedef struct
{
  TaplineCounter received;
  TaplineCounter sent;
  TaplineCounter queued; /* bytes that wait to be sent, over all connections */
} TaplineTapCounters;

/* A connection that is open. */
typedef struct
{
  guint32        connection; /* its number, from 1 */
  TaplineAddress address;
  guint64        received;
  guint64        sent;
  gboolean       receiving;  /* FALSE once the peer closed its side */
  gboolean       sending;    /* FALSE once we closed ours */
} TaplinePeer;

/* Called on the sidecar when the status changed; must return at once. */
typedef void (*TaplineTapNotify) (gpointer user_data);

/* The grace with which connections are closed when a user asks for it. */
#define TAPLINE_TAP_GRACE_MS 1000
/* How long a listener's side stays open after a peer closed its own. */
#define TAPLINE_TAP_LINGER_MS 5000

TaplineTap               *tapline_tap_new           (TaplineSidecar     *sidecar,
                                                     TaplineCapture     *capture,
                                                     TaplineWaker       *waker,
                                                     TaplineTapNotify    notify,
                                                     gpointer            user_data,
                                                     GDestroyNotify      destroy,
                                                     GError            **error);
TaplineTap               *tapline_tap_ref           (TaplineTap         *self);
void                      tapline_tap_unref         (TaplineTap         *self);
void                      tapline_tap_connect       (TaplineTap         *self,
                                                     const char         *host,
                                                     guint16             port,
                                                     guint               timeout_ms);
void                      tapline_tap_connect_demo  (TaplineTap         *self);
void                      tapline_tap_listen        (TaplineTap         *self,
                                                     const char         *address,
                                                     guint16             port,
                                                     guint               max_peers,
                                                     guint               linger_ms);
void                      tapline_tap_disconnect    (TaplineTap         *self);
void                      tapline_tap_send          (TaplineTap         *self,
                                                     guint32             connection,
                                                     GBytes             *bytes);
void                      tapline_tap_close_sending (TaplineTap         *self,
                                                     guint32             connection);
void                      tapline_tap_set_limit     (TaplineTap         *self,
                                                     guint64             limit);
void                      tapline_tap_note          (TaplineTap         *self,
                                                     const char         *text);
void                      tapline_tap_mark          (TaplineTap         *self,
                                                     const TaplineMark  *mark,
                                                     const char         *words);
void                      tapline_tap_end           (TaplineTap         *self);

const TaplineTapCounters *tapline_tap_get_counters  (TaplineTap         *self);
void                      tapline_tap_get_status    (TaplineTap         *self,
                                                     TaplineTapStatus   *status);
void                      tapline_tap_status_clear  (TaplineTapStatus   *status);
GArray                   *tapline_tap_list_peers    (TaplineTap         *self,
                                                     guint               at_most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineTap, tapline_tap_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TaplineTapStatus, tapline_tap_status_clear)

G_END_DECLS
