/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-endpoint.h"
#include "tapline-error.h"
#include "tapline-message-set.h"
#include "tapline-render.h"
#include "tapline-sidecar.h"
#include "tapline-tap.h"
#include "tapline-transcript.h"

G_BEGIN_DECLS

/**
 * TaplineSessionCounters:
 * @received: payload bytes taken from sockets
 * @recorded: of these, in the capture file
 * @indexed: of these, in the index
 * @sent: payload bytes handed to the kernel
 * @queued: payload bytes that wait to be sent
 * @messages: complete messages, notes included
 * @connections: connections ever opened
 * @peers: connections open now
 *
 * One look at a session's ledger. At rest @received = @recorded = @indexed.
 */
typedef struct
{
  guint64 received;
  guint64 recorded;
  guint64 indexed;
  guint64 sent;
  guint64 queued;
  guint64 messages;
  guint64 connections;
  guint   peers;
} TaplineSessionCounters;

/* What is being done with a file. */
typedef enum
{
  TAPLINE_SESSION_NO_WORK,
  TAPLINE_SESSION_OPENING,
  TAPLINE_SESSION_SAVING,
  TAPLINE_SESSION_EXPORTING,
} TaplineSessionWork;

#define TAPLINE_TYPE_SESSION (tapline_session_get_type ())
/* What the widgets know of a connection or a listener; its signal `changed` tells (at most 60 times
 * a second) that counters, state or rows changed. All on the UI thread. One session keeps one
 * recording over any number of reconnections. */
G_DECLARE_FINAL_TYPE (TaplineSession, tapline_session, TAPLINE, SESSION, GObject)

TaplineSession        *tapline_session_new                 (TaplineSidecar         *sidecar,
                                                            const char             *directory);
/* At any time. */
gboolean               tapline_session_set_framing         (TaplineSession         *self,
                                                            const char             *spec,
                                                            guint32                 limit,
                                                            GError                **error);
void                   tapline_session_set_connect_timeout (TaplineSession         *self,
                                                            guint                   timeout_ms);
void                   tapline_session_set_keep            (TaplineSession         *self,
                                                            gboolean                keep);
void                   tapline_session_set_limit           (TaplineSession         *self,
                                                            guint64                 limit);
void                   tapline_session_set_path            (TaplineSession         *self,
                                                            const char             *path);
void                   tapline_session_set_peer_limits     (TaplineSession         *self,
                                                            guint                   max_peers,
                                                            guint                   linger_ms);

/* Connects or listens; what was open before is closed first. */
void                   tapline_session_open                (TaplineSession         *self,
                                                            const TaplineEndpoint  *endpoint);
void                   tapline_session_open_demo           (TaplineSession         *self);
/* Opens once more what was opened last. */
void                   tapline_session_reopen              (TaplineSession         *self);
void                   tapline_session_disconnect          (TaplineSession         *self);
gboolean               tapline_session_send                (TaplineSession         *self,
                                                            guint32                 connection,
                                                            GBytes                 *bytes,
                                                            GError                **error);
void                   tapline_session_close_sending       (TaplineSession         *self,
                                                            guint32                 connection);
/* For a session that is paused at the limit of its recording. */
void                   tapline_session_go_on               (TaplineSession         *self);
void                   tapline_session_note                (TaplineSession         *self,
                                                            const char             *text);
void                   tapline_session_close_async         (TaplineSession         *self,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
gboolean               tapline_session_close_finish        (TaplineSession         *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);

TaplineTapState        tapline_session_get_state           (TaplineSession         *self);
const char            *tapline_session_get_title           (TaplineSession         *self);
const char            *tapline_session_get_status          (TaplineSession         *self);
const GError          *tapline_session_get_error           (TaplineSession         *self);
const TaplineEndpoint *tapline_session_get_endpoint        (TaplineSession         *self);
TaplineAddress         tapline_session_get_bound           (TaplineSession         *self);
TaplineSessionCounters tapline_session_get_counters        (TaplineSession         *self);
gboolean               tapline_session_is_caught_up        (TaplineSession         *self);
const char            *tapline_session_get_framing         (TaplineSession         *self);
double                 tapline_session_get_progress        (TaplineSession         *self);
TaplineMessageList    *tapline_session_get_messages        (TaplineSession         *self);
TaplinePause           tapline_session_get_pause           (TaplineSession         *self);
const char            *tapline_session_get_paused          (TaplineSession         *self);
guint64                tapline_session_get_part            (TaplineSession         *self);
GArray                *tapline_session_list_peers          (TaplineSession         *self);
const char            *tapline_session_get_path            (TaplineSession         *self);

/* Recordings as files. */
void                   tapline_session_open_recording_async
                                                           (TaplineSession         *self,
                                                            const char             *path,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
gboolean               tapline_session_open_recording_finish
                                                           (TaplineSession         *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                   tapline_session_save_async          (TaplineSession         *self,
                                                            const char             *path,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
gboolean               tapline_session_save_finish         (TaplineSession         *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                   tapline_session_export_async        (TaplineSession         *self,
                                                            TaplineMessageSet      *messages,
                                                            TaplineFormat           format,
                                                            const char             *encoding,
                                                            const char             *path,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
gboolean               tapline_session_export_finish       (TaplineSession         *self,
                                                            GAsyncResult           *result,
                                                            guint64                *n_written,
                                                            guint64                *n_broken,
                                                            GError                **error);
gboolean               tapline_session_can_save            (TaplineSession         *self);
void                   tapline_session_cancel_files        (TaplineSession         *self);
TaplineSessionWork     tapline_session_get_work            (TaplineSession         *self,
                                                            double                 *fraction);
gboolean               tapline_session_is_recording        (TaplineSession         *self);
gboolean               tapline_session_is_same_file        (TaplineSession         *self,
                                                            TaplineSession         *other);
gboolean               tapline_session_is_at               (TaplineSession         *self,
                                                            const char             *path);
const char            *tapline_session_get_warning         (TaplineSession         *self);

/* Marks; who reads them asks the message list. */
void                   tapline_session_mark_async          (TaplineSession         *self,
                                                            guint64                 number,
                                                            const char             *note,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
gboolean               tapline_session_mark_finish         (TaplineSession         *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
gboolean               tapline_session_keeps_marks         (TaplineSession         *self);

G_END_DECLS
