/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All (transfer full). */
char *tapline_figures_format_count    (guint64 count);    /* 1,204,332 */
char *tapline_figures_format_messages (guint64 messages); /* 1,204,332 messages */
char *tapline_figures_format_peers    (guint   peers);    /* 3 peers */
char *tapline_figures_format_rate     (double  rate);     /* 12.4 k/s */

G_END_DECLS
