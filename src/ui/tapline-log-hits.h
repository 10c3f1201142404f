/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-foreign-pattern.h"
#include "tapline-log-content.h"

G_BEGIN_DECLS

gint64 tapline_log_hits_find (TaplineLogContent *content,
                              TaplinePattern    *pattern,
                              TaplineEncoding   *encoding);
void   tapline_log_hits_draw (TaplineLogContent *content,
                              TaplineLogStyle   *style,
                              GtkSnapshot       *snapshot,
                              gboolean           current);

G_END_DECLS
