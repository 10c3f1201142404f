/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-endpoint-bar.h"
#include "tapline-offer.h"
#include "tapline-page.h"
#include "tapline-rules-editor.h"
#include "tapline-session-row.h"
#include "tapline-split.h"
#include "tapline-status-bar.h"
#include "tapline-window.h"

G_BEGIN_DECLS

struct _TaplineWindow
{
  GtkApplicationWindow parent_instance;

  TaplineEndpointBar *endpoint_bar;
  GtkWidget          *sidebar_button;
  GtkWidget          *new_button;
  GtkMenuButton      *menu_button;
  TaplineSplit       *split;
  GtkListBox         *sessions;
  GtkBox             *content;
  TaplineOffer       *offer;        /* (nullable) until there is one */
  TaplineStatusBar   *status_bar;

  GSettings        *settings;       /* (nullable) without the schema */
  TaplinePage      *page;           /* borrowed from its row: the one that is shown */
  TaplinePageState  shown_state;    /* of @page, when it was last looked at */
  gboolean          details_visible;
  char             *line_ending;
  TaplineLogOptions *log_options;
  TaplineRulesEditor *rules_editor; /* weak, (nullable) unless it is open */
  guint             framed_page;    /* id: its framing was chosen before it was opened */
  guint             finish_source;
  guint             scroll_source;
  guint             refresh_source;
  gboolean          dirty;          /* a session told that there is more */
  gboolean          moving;         /* a rate is above nothing */
};

void         tapline_window_class_install_actions (TaplineWindowClass    *klass);
void         tapline_window_update_actions        (TaplineWindow         *self);

/* tapline-window-files.c */
void         tapline_window_class_install_file_actions
                                                  (TaplineWindowClass    *klass);
void         tapline_window_update_file_actions   (TaplineWindow         *self);
void         tapline_window_accept_drops          (TaplineWindow         *self);
gboolean     tapline_window_is_over               (TaplineWindow         *self);
/* (nullable): %NULL if it is on no disk of this machine, which the notice says. */
char        *tapline_window_get_path              (TaplineWindow         *self,
                                                   GFile                 *file);
/* Whether no recording that is open is there; else the notice says so. */
gboolean     tapline_window_may_write             (TaplineWindow         *self,
                                                   const char            *path);
/* The recording's own name with another ending. */
char        *tapline_window_dup_file_name         (TaplineSession        *session,
                                                   const char            *ending);

/* tapline-window-export.c */
void         tapline_window_class_install_export_actions
                                                  (TaplineWindowClass    *klass);

/* tapline-window-find.c */
void         tapline_window_class_install_find_actions
                                                  (TaplineWindowClass    *klass);

/* tapline-window-statistics.c */
void         tapline_window_class_install_statistics_action
                                                  (TaplineWindowClass    *klass);

/* tapline-window-filter.c */
void         tapline_window_class_install_filter_actions
                                                  (TaplineWindowClass    *klass);

/* tapline-window-framing.c */
void         tapline_window_framing_page_added    (TaplineWindow         *self,
                                                   TaplinePage           *page);
void         tapline_window_framing_opening       (TaplineWindow         *self,
                                                   TaplinePage           *page,
                                                   const TaplineEndpoint *endpoint);

/* tapline-window-view.c */
void         tapline_window_view_init             (TaplineWindow         *self);
void         tapline_window_view_page_added       (TaplineWindow         *self,
                                                   TaplinePage           *page);
void         tapline_window_view_page_shown       (TaplineWindow         *self);
void         tapline_window_view_opening          (TaplineWindow         *self,
                                                   TaplinePage           *page,
                                                   const TaplineEndpoint *endpoint);
void         tapline_window_class_install_view_actions
                                                  (TaplineWindowClass    *klass);
void         tapline_window_view_fill_menu        (GMenu                 *section);

TaplinePage *tapline_window_add_page              (TaplineWindow         *self);
void         tapline_window_show_page             (TaplineWindow         *self,
                                                   TaplinePage           *page);
void         tapline_window_close_page            (TaplineWindow         *self,
                                                   TaplinePage           *page);
TaplinePage *tapline_window_find_page             (TaplineWindow         *self,
                                                   guint                  id);
void         tapline_window_ensure_session        (TaplineWindow         *self,
                                                   TaplinePage           *page);
void         tapline_window_open_in               (TaplineWindow         *self,
                                                   TaplinePage           *page,
                                                   const TaplineEndpoint *endpoint);
/* Shows the error of what the entries said, and moves the focus to the one at fault. */
void         tapline_window_refuse                (TaplineWindow         *self,
                                                   const GError          *error);
char        *tapline_window_dup_listen_address    (TaplineWindow         *self);
void         tapline_window_set_listen_address    (TaplineWindow         *self,
                                                   const char            *address);
void         tapline_window_select_row            (TaplineWindow         *self,
                                                   int                    step);

G_END_DECLS
