/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-foreign-pattern.h"
#include "tapline-log-options.h"
#include "tapline-log-ranges.h"
#include "tapline-meaning.h"
#include "tapline-message-list.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_LOG (tapline_log_get_type ())
G_DECLARE_FINAL_TYPE (TaplineLog, tapline_log, TAPLINE, LOG, GtkWidget)

/* The value of #TaplineLog:cursor when it is on no message. */
#define TAPLINE_LOG_NO_CURSOR G_MAXUINT64

#define TAPLINE_LOG_STRIP_PARTS 256

GtkWidget          *tapline_log_new              (void);
TaplineMessageList *tapline_log_get_list         (TaplineLog         *self);
void                tapline_log_set_list         (TaplineLog         *self,
                                                  TaplineMessageList *list);
void                tapline_log_set_options      (TaplineLog         *self,
                                                  TaplineLogOptions  *options);
void                tapline_log_set_meaning      (TaplineLog         *self,
                                                  TaplineMeaning     *meaning);
void                tapline_log_set_encoding     (TaplineLog         *self,
                                                  const char         *name);
void                tapline_log_set_pattern      (TaplineLog         *self,
                                                  TaplinePattern     *pattern);
void                tapline_log_set_strip        (TaplineLog         *self,
                                                  const gboolean     *marks);
GtkWidget          *tapline_log_get_empty_widget (TaplineLog         *self);
void                tapline_log_set_empty_widget (TaplineLog         *self,
                                                  GtkWidget          *widget);
gboolean            tapline_log_get_following    (TaplineLog         *self);
void                tapline_log_follow           (TaplineLog         *self);
void                tapline_log_stay             (TaplineLog         *self);
int                 tapline_log_get_row_height   (TaplineLog         *self);
guint64             tapline_log_get_first        (TaplineLog         *self);
void                tapline_log_clear_view       (TaplineLog         *self);
void                tapline_log_show_all         (TaplineLog         *self);
guint64             tapline_log_get_cursor       (TaplineLog         *self);
void                tapline_log_set_cursor       (TaplineLog         *self,
                                                  guint64             number);
void                tapline_log_scroll_to        (TaplineLog         *self,
                                                  guint64             number);
void                tapline_log_get_view         (TaplineLog         *self,
                                                  guint64            *first,
                                                  guint64            *end);
void                tapline_log_center           (TaplineLog         *self,
                                                  guint64             number);
guint64             tapline_log_get_n_selected   (TaplineLog         *self);
TaplineLogRanges   *tapline_log_dup_selected     (TaplineLog         *self);
gboolean            tapline_log_is_selected      (TaplineLog         *self,
                                                  guint64             number);
void                tapline_log_select_all       (TaplineLog         *self);
void                tapline_log_unselect_all     (TaplineLog         *self);

G_END_DECLS
