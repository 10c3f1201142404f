/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/stat.h>

#include "tapline-capture.h"
#include "tapline-check.h"
#include "tapline-clock.h"
#include "tapline-import.h"
#include "tapline-spool.h"

G_BEGIN_DECLS

struct _TaplineCapture
{
  gatomicrefcount         ref_count;

  /* immutable */
  char                   *path;
  int                     fd;
  int                     source;   /* the file that was opened, if that is another; else -1 */
  gboolean                finished; /* opened, not created */
  dev_t                   device;   /* of the file at @path */
  ino_t                   inode;

  /* atomic, written by the writer */
  TaplineCaptureCounters  counters;

  TaplineClock            clock;
  TaplineMarks           *marks;    /* has a lock of its own */

  /* writer */
  TaplineSpool            spool;    /* of one that was created */
  TaplineCheck            check;    /* of one that was opened */
  TaplineImport          *import;   /* of one that was opened and is not ours */
  gint64                  time;     /* of what is recorded, 0 for the clock's */
  char                   *comment;  /* of the next payload or note (nullable) */
  guint                   n_flows;  /* open ones */
  guint                   n_lost;   /* ends and notes that found no place */
  guint64                 sealed;   /* bytes of the file when it was, 0 before */
};

/* (transfer full): a capture in a file that it owns from then on. */
TaplineCapture *tapline_capture_new_for_fd (const char      *path,
                                            int              fd);
/* Appends a mark to the file of a recording that is finished. */
gboolean        tapline_capture_mark_file  (TaplineCapture    *self,
                                            const TaplineMark *mark,
                                            const char        *words,
                                            GError           **error);
/* Writes what every recording begins with. */
gboolean        tapline_capture_begin      (TaplineCapture    *self,
                                            GError           **error);
gint64          tapline_capture_get_now    (TaplineCapture    *self);

G_END_DECLS
