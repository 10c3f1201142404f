/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-log-content.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_LOG_ROW (tapline_log_row_get_type ())
G_DECLARE_FINAL_TYPE (TaplineLogRow, tapline_log_row, TAPLINE, LOG_ROW, GtkWidget)

GtkWidget         *tapline_log_row_new          (TaplineLogStyle   *style);
TaplineLogContent *tapline_log_row_get_content  (TaplineLogRow     *self);
void               tapline_log_row_set_content  (TaplineLogRow     *self,
                                                 TaplineLogContent *content);
void               tapline_log_row_set_state    (TaplineLogRow     *self,
                                                 gboolean           selected,
                                                 gboolean           cursor,
                                                 gboolean           focused);
void               tapline_log_row_tell         (TaplineLogRow     *self);

G_END_DECLS
