/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-log-columns.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_LOG_HEAD (tapline_log_head_get_type ())
G_DECLARE_FINAL_TYPE (TaplineLogHead, tapline_log_head, TAPLINE, LOG_HEAD, GtkWidget)

void       tapline_log_head_set_options (TaplineLogHead          *self,
                                         TaplineLogOptions       *options);
void       tapline_log_head_place       (TaplineLogHead          *self,
                                         const TaplineLogColumns *columns);
GtkWidget *tapline_log_head_get_column  (TaplineLogHead          *self,
                                         TaplineLogColumn         column);

G_END_DECLS
