/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-application.h"
#include "tapline-plugins.h"
#include "tapline-recordings.h"
#include "tapline-session.h"

G_BEGIN_DECLS

/* NULL without the schema. */
GSettings       *tapline_application_get_settings   (TaplineApplication  *self);
TaplinePlugins  *tapline_application_get_plugins    (TaplineApplication  *self);
/* The folder of recordings. */
TaplineRecordings *tapline_application_get_recordings (TaplineApplication *self);
/* Where recordings go; made if it is missing. */
const char      *tapline_application_get_directory  (TaplineApplication  *self,
                                                     GError             **error);
/* (transfer full): set up as the settings say. */
TaplineSession  *tapline_application_create_session (TaplineApplication  *self);
/* Ends a session that no widget shows any more; quitting waits for it. */
void             tapline_application_close_session  (TaplineApplication  *self,
                                                     TaplineSession      *session);

G_END_DECLS
