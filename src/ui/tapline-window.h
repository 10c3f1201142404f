/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-application.h"
#include "tapline-endpoint.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_WINDOW (tapline_window_get_type ())
/* The window: sessions at the side, one of them in full. */
G_DECLARE_FINAL_TYPE (TaplineWindow, tapline_window, TAPLINE, WINDOW, GtkApplicationWindow)

TaplineWindow *tapline_window_new            (TaplineApplication    *application);
/* Cuts the bytes of the session that is shown into messages by a spec. */
void           tapline_window_set_framing    (TaplineWindow         *self,
                                              const char            *spec);
/* Connects or listens, in the session that is shown if that one is empty, else in a new one. */
void           tapline_window_open           (TaplineWindow         *self,
                                              const TaplineEndpoint *endpoint);
void           tapline_window_open_demo      (TaplineWindow         *self);
/* A file; what cannot be opened is said in the session that is shown. */
void           tapline_window_open_recording (TaplineWindow         *self,
                                              const char            *path);
/* Gives all sessions to the application to be closed; the window is of no use afterwards. */
void           tapline_window_close_all      (TaplineWindow         *self);

G_END_DECLS
