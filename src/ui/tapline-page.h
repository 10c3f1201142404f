/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-details.h"
#include "tapline-filter-bar.h"
#include "tapline-log.h"
#include "tapline-meter.h"
#include "tapline-session.h"

G_BEGIN_DECLS

/* What the dot and the words beside it tell. */
typedef enum
{
  TAPLINE_PAGE_IDLE,
  TAPLINE_PAGE_WAITING,
  TAPLINE_PAGE_CONNECTED,
  TAPLINE_PAGE_LISTENING,
  TAPLINE_PAGE_FAILED,
  TAPLINE_PAGE_RECORDING,
} TaplinePageState;

#define TAPLINE_TYPE_PAGE (tapline_page_get_type ())
/* One session as the window shows it: notices, log, details, message entry. It is there before
 * its session is, which is made when it first connects or listens. */
G_DECLARE_FINAL_TYPE (TaplinePage, tapline_page, TAPLINE, PAGE, GtkWidget)

GtkWidget              *tapline_page_new             (void);
guint                   tapline_page_get_id          (TaplinePage            *self);
TaplineSession         *tapline_page_get_session     (TaplinePage            *self);
void                    tapline_page_set_session     (TaplinePage            *self,
                                                      TaplineSession         *session);
/* (transfer full): lets go of the session, to be closed. */
TaplineSession         *tapline_page_steal_session   (TaplinePage            *self);
void                    tapline_page_open            (TaplinePage            *self,
                                                      const TaplineEndpoint  *endpoint);
void                    tapline_page_open_demo       (TaplinePage            *self);
/* Once more what was opened last. */
void                    tapline_page_reopen          (TaplinePage            *self);
gboolean                tapline_page_is_open         (TaplinePage            *self);
TaplinePageState        tapline_page_get_state       (TaplinePage            *self);
char                   *tapline_page_dup_title       (TaplinePage            *self);
char                   *tapline_page_dup_figures     (TaplinePage            *self);
/* What the status line says first, and for a moment instead of it; whether others on the network
 * reach it. */
const char             *tapline_page_get_status      (TaplinePage            *self);
const char             *tapline_page_get_remark      (TaplinePage            *self);
gboolean                tapline_page_is_exposed      (TaplinePage            *self);
gboolean                tapline_page_is_following    (TaplinePage            *self);
/* Whether a file is being opened or saved. */
gboolean                tapline_page_is_working      (TaplinePage            *self);
const TaplineMeter     *tapline_page_get_meter       (TaplinePage            *self);
/* How bytes are cut into messages, also before there is a session; FALSE with an @error for what
 * is no framing. @limit: the longest message. */
gboolean                tapline_page_set_framing     (TaplinePage            *self,
                                                      const char             *spec,
                                                      guint32                 limit,
                                                      GError                **error);
const char             *tapline_page_get_framing     (TaplinePage            *self);
/* Of cutting into messages again, if that takes more than a moment; else 1. */
double                  tapline_page_get_progress    (TaplinePage            *self);
/* What the entries in the header bar said when this page was last shown. */
const char             *tapline_page_get_host        (TaplinePage            *self);
const char             *tapline_page_get_port        (TaplinePage            *self);
void                    tapline_page_set_endpoint    (TaplinePage            *self,
                                                      const char             *host,
                                                      const char             *port);
/* The error that its notice shows; NULL hides it. */
const GError           *tapline_page_get_error       (TaplinePage            *self);
void                    tapline_page_set_error       (TaplinePage            *self,
                                                      const GError           *error);
void                    tapline_page_close_sending   (TaplinePage            *self);
/* Looks at the session's counters, which takes no drawing. */
void                    tapline_page_look            (TaplinePage            *self,
                                                      gint64                  now);
/* Brings notices and message entry up to date. */
void                    tapline_page_refresh         (TaplinePage            *self);
/* Shared by all pages of a window; before the log is made. */
void                    tapline_page_set_log_options (TaplinePage            *self,
                                                      TaplineLogOptions      *options);
/* (nullable): what tells what its messages mean; before the log is made. */
TaplineMeaning         *tapline_page_get_meaning     (TaplinePage            *self);
void                    tapline_page_set_meaning     (TaplinePage            *self,
                                                      TaplineMeaning         *meaning);
/* What its messages' text is in. */
const char             *tapline_page_get_encoding    (TaplinePage            *self);
void                    tapline_page_set_encoding    (TaplinePage            *self,
                                                      const char             *encoding);
void                    tapline_page_focus_log       (TaplinePage            *self);
void                    tapline_page_activate_log    (TaplinePage            *self,
                                                      const char             *action);
/* (transfer none) (nullable): there is one once there is a session. */
TaplineLog             *tapline_page_get_log         (TaplinePage            *self);
TaplineDetails         *tapline_page_get_details     (TaplinePage            *self);
TaplineFilteredList    *tapline_page_get_rows        (TaplinePage            *self);
TaplineFilterBar       *tapline_page_get_filter_bar  (TaplinePage            *self,
                                                      GSettings              *settings);
/* A notice that the user can close; NULL if it is out of date. */
void                    tapline_page_show_news       (TaplinePage            *self,
                                                      const char             *sentence);
/* Properties: "details-visible"; "line-ending".
 * Signals: "changed", counters or rows did; "state-changed", what buttons and titles tell. */

G_END_DECLS
