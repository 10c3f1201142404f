/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-demo.h"
#include "tapline-dialer.h"
#include "tapline-link.h"
#include "tapline-listener.h"
#include "tapline-tap.h"

G_BEGIN_DECLS

/* A half-closed link and when it is closed; first with what is queued, then without. */
typedef struct
{
  TaplineLink *link;
  gint64       due; /* monotonic, µs */
  gboolean     last;
} Linger;

struct _TaplineTap
{
  TaplineResident   resident;
  TaplineTurnEnder  turn;
  gatomicrefcount   ref_count;
  /* immutable */
  TaplineSidecar   *sidecar;
  TaplineCapture   *capture;
  TaplineWaker     *waker;
  TaplineTapNotify  notify;
  gpointer          user_data;
  GDestroyNotify    destroy;
  /* atomic, written by the sidecar */
  TaplineTapCounters counters;
  /* guarded by lock */
  GMutex            lock;
  TaplineTapStatus  published;
  GPtrArray        *entries;     /* element-type TaplineLinkEntry: the open links */
  /* sidecar */
  GHashTable       *links;       /* number → TaplineLink, owned */
  GQueue            lingering;   /* element-type Linger: half-closed links, the first due first */
  GSource          *linger_timer;
  TaplineDialer    *dialer;      /* the one that counts; cancelled ones are waited for */
  TaplineListener  *listener;
  TaplineDemo      *demo;
  GSource          *grace;       /* when closing links are closed without their queue */
  GSource          *retry;       /* while the recording has no room */
  TaplinePause      pause;       /* as it was told last */
  gint64            paused_at;   /* monotonic, µs */
  char             *dialed;      /* host of the dialer and of the link that it makes */
  guint16           dialed_port;
  guint             n_leaving;   /* cancelled dialers, closed listeners and demos not yet gone */
  guint             max_peers;
  guint             linger_ms;
  guint32           last_number;
  guint64           told;        /* bytes of the recording that the indexes were woken for */
  gint64            end_by;      /* monotonic, µs: a recording that cannot be written is given up */
  gboolean          ending;
};

/* What the sidecar's half of a tap shares with how it pauses. */
void       tapline_tap_publish_locked   (TaplineTap    *self);
void       tapline_tap_mark_turn        (TaplineTap    *self);
void       tapline_tap_append_note      (TaplineTap    *self,
                                         const char    *format,
                                         ...) G_GNUC_PRINTF (2, 3);
void       tapline_tap_clear_source     (GSource      **source);
GPtrArray *tapline_tap_list_links       (TaplineTap    *self);
void       tapline_tap_update_accepting (TaplineTap    *self);
gboolean   tapline_tap_write_out        (TaplineTap    *self,
                                         GError       **error);
void       tapline_tap_pause            (TaplineTap    *self,
                                         const GError  *error);

/* The first on the thread that makes the tap; then what orders do. */
void tapline_tap_set_up                   (TaplineTap *self);
void tapline_tap_enter_on_sidecar         (TaplineTap *self);
void tapline_tap_connect_on_sidecar       (TaplineTap *self,
                                           const char *host,
                                           guint16     port,
                                           guint       timeout_ms);
void tapline_tap_connect_demo_on_sidecar  (TaplineTap *self,
                                           guint       timeout_ms);
void tapline_tap_listen_on_sidecar        (TaplineTap *self,
                                           const char *address,
                                           guint16     port,
                                           guint       max_peers,
                                           guint       linger_ms);
void tapline_tap_disconnect_on_sidecar    (TaplineTap *self,
                                           guint       grace_ms);
void tapline_tap_send_on_sidecar          (TaplineTap *self,
                                           guint       number,
                                           GBytes     *bytes);
void tapline_tap_close_sending_on_sidecar (TaplineTap *self,
                                           guint       number);
void tapline_tap_set_limit_on_sidecar     (TaplineTap *self,
                                           guint64     limit);
void tapline_tap_note_on_sidecar          (TaplineTap *self,
                                           const char *text);
void tapline_tap_mark_on_sidecar          (TaplineTap        *self,
                                           const TaplineMark *mark,
                                           const char        *words);
void tapline_tap_end_on_sidecar           (TaplineTap *self,
                                           guint       grace_ms);

G_END_DECLS
