/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-bell.h"
#include "tapline-loader.h"
#include "tapline-session.h"

G_BEGIN_DECLS

struct _TaplineSession
{
  GObject parent_instance;

  /* immutable */
  TaplineSidecar    *sidecar;
  TaplineTranscript *transcript;
  char              *directory;

  /* UI thread */
  TaplineFraming         *framing;
  TaplineTap             *tap;
  TaplineBell            *bell;
  TaplineEndpoint        *endpoint;
  TaplineTapStatus        status;     /* as it was when the bell was last answered */
  TaplineSessionCounters  counters;   /* likewise */
  char                   *title;
  GError                 *error;      /* why the recording could not be made, or not be read on */
  GTask                  *closing;
  guint                   close_timeout;
  char                   *path;       /* where the recording is to go, NULL for a name of ours */
  guint                   connect_timeout_ms;
  guint                   max_peers;
  guint                   linger_ms;
  guint64                 part;       /* bytes that the limit is raised by, 0 for none */
  guint64                 limit;      /* of the recording now */
  gboolean                keep;
  gboolean                demo;

  /* UI thread: files, see tapline-session-file.c */
  TaplineLoader          *loader;     /* of a recording that was opened, else NULL */
  TaplineErrand          *loading;
  TaplineErrand          *saving;
  GTask                  *opening;    /* the calls that wait for these */
  GTask                  *save;
  char                   *warning;    /* what is left out of what was opened */

  /* UI thread: marks in that, see tapline-session-marks.c */
  GQueue                  to_mark;    /* element-type GTask: of which the first is under way */
  TaplineErrand          *marking;
};

/* tapline-session.c */
gboolean tapline_session_show_capture  (TaplineSession  *self,
                                        TaplineCapture  *capture,
                                        GError         **error);

/* tapline-session-file.c */
void     tapline_session_look_at_files (TaplineSession  *self);
gboolean tapline_session_end_files     (TaplineSession  *self);
void     tapline_session_clear_files   (TaplineSession  *self);

/* tapline-session-marks.c */
void     tapline_session_look_at_marks (TaplineSession  *self);

G_END_DECLS
