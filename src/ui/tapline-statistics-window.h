/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-session.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_STATISTICS_WINDOW (tapline_statistics_window_get_type ())
/* What a session's messages sum up to, in diagrams and a table. It counts while it is visible. */
G_DECLARE_FINAL_TYPE (TaplineStatisticsWindow, tapline_statistics_window, TAPLINE,
                      STATISTICS_WINDOW, GtkWindow)

GtkWidget *tapline_statistics_window_new (TaplineSession *session);

G_END_DECLS
