/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-query.h"

G_BEGIN_DECLS

gboolean tapline_moment_parse  (const char   *text,
                                gint64        day,
                                TaplineRange *range);
void     tapline_moment_append (GString      *out,
                                guint64       moment,
                                guint         implied);

G_END_DECLS
