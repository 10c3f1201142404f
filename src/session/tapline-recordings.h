/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-seal.h"

G_BEGIN_DECLS

/**
 * TaplineLeftover:
 * @path: the recording
 * @what: what it is of, as its first note tells
 * @size: bytes of the file
 * @time: when it was last written, microseconds since 1970-01-01 UTC
 *
 * A recording whose program ended unexpectedly.
 */
typedef struct
{
  char    *path;
  char    *what;
  guint64  size;
  gint64   time;
} TaplineLeftover;

#define TAPLINE_TYPE_RECORDINGS (tapline_recordings_get_type ())
/* The folder of recordings: what is in it, which were left behind, and room for more. What waits
 * for the disk runs on a worker; the signal `changed` tells that there is news. All else on the UI
 * thread. */
G_DECLARE_FINAL_TYPE (TaplineRecordings, tapline_recordings, TAPLINE, RECORDINGS, GObject)

/* @n_removed recordings of @bytes are gone; @error is why one is not mended. On the UI thread. */
typedef void (*TaplineRecordingsDone) (guint         n_removed,
                                       guint64       bytes,
                                       const GError *error,
                                       gpointer      user_data);

gboolean           tapline_recordings_make_folder    (const char             *directory,
                                                      GError                **error);
TaplineRecordings *tapline_recordings_new            (const char             *directory);
const char        *tapline_recordings_get_directory  (TaplineRecordings      *self);
void               tapline_recordings_scan           (TaplineRecordings      *self);
guint              tapline_recordings_get_n          (TaplineRecordings      *self);
guint64            tapline_recordings_get_size       (TaplineRecordings      *self);
GPtrArray         *tapline_recordings_get_leftovers  (TaplineRecordings      *self);
void               tapline_recordings_mend           (TaplineRecordings      *self,
                                                      const char             *path,
                                                      TaplineRecordingsDone   done,
                                                      gpointer                user_data);
void               tapline_recordings_remove         (TaplineRecordings      *self,
                                                      const char             *path,
                                                      TaplineRecordingsDone   done,
                                                      gpointer                user_data);
void               tapline_recordings_remove_oldest  (TaplineRecordings      *self,
                                                      guint64                 wanted,
                                                      TaplineRecordingsDone   done,
                                                      gpointer                user_data);
void               tapline_recordings_remove_all     (TaplineRecordings      *self,
                                                      TaplineRecordingsDone   done,
                                                      gpointer                user_data);

G_END_DECLS
