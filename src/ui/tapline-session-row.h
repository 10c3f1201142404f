/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-page.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_SESSION_ROW (tapline_session_row_get_type ())
/* One session in the sidebar: a dot, its title, its figures, buttons. */
G_DECLARE_FINAL_TYPE (TaplineSessionRow, tapline_session_row, TAPLINE, SESSION_ROW, GtkListBoxRow)

GtkWidget   *tapline_session_row_new      (TaplinePage       *page);
TaplinePage *tapline_session_row_get_page (TaplineSessionRow *self);
void         tapline_session_row_refresh  (TaplineSessionRow *self);

G_END_DECLS
