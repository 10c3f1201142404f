/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-session.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_COMPOSER (tapline_composer_get_type ())
/* Where a message is typed: its text, its ending, whom it goes to. */
G_DECLARE_FINAL_TYPE (TaplineComposer, tapline_composer, TAPLINE, COMPOSER, GtkWidget)

GtkWidget  *tapline_composer_new             (void);
void        tapline_composer_set_session     (TaplineComposer *self,
                                              TaplineSession  *session);
/* Looks at the session again: who is there, whether sending makes sense. */
void        tapline_composer_refresh         (TaplineComposer *self);
/* As in the settings: "lf", "crlf", "cr" or "none". */
const char *tapline_composer_get_line_ending (TaplineComposer *self);
void        tapline_composer_set_line_ending (TaplineComposer *self,
                                              const char      *line_ending);
/* The connection it is addressed to; 0 for every peer. */
guint32     tapline_composer_get_target      (TaplineComposer *self);
/* Signal: "line-ending-changed", by the user. */

G_END_DECLS
