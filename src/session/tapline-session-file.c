/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session does with files: it can be one of a recording that was made before instead of one
 * of connections, and a copy of either can be saved. Both are errands; the session looks at them
 * when the bell rings.
 *
 * Threads: the UI thread's.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-copy.h"
#include "tapline-exporter.h"
#include "tapline-session-private.h"

/* The capture is open: from here on the session is one of it. */
static void
complete_opening (TaplineSession *self,
                  TaplineCapture *capture)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);
  GError *error = NULL;

  if (!tapline_session_show_capture (self, capture, &error))
    {
      tapline_errand_cancel (self->loading);
      g_task_return_error (task, error);
      return;
    }
  g_free (self->status.text);
  self->status.text = g_strdup (_("Recording"));
  self->status.state = TAPLINE_TAP_CLOSED;
  g_task_return_boolean (task, TRUE);
}

/* Of @task, an errand that is over. */
static void
return_result (GTask         *task,
               TaplineErrand *errand)
{
  GError *error = NULL;

  if (tapline_errand_get_result (errand, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

static void
complete_loading (TaplineSession *self)
{
  g_autoptr (TaplineErrand) loading = g_steal_pointer (&self->loading);
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);

  if (task != NULL)
    {
      return_result (task, loading);
      return;
    }
  tapline_errand_get_result (loading, &self->error);
  self->warning = tapline_loader_dup_warning (self->loader);
  g_object_notify (G_OBJECT (self), "state");
}

static void
complete_saving (TaplineSession *self)
{
  g_autoptr (TaplineErrand) saving = g_steal_pointer (&self->saving);
  g_autoptr (GTask) task = g_steal_pointer (&self->save);

  return_result (task, saving);
}

/* When the bell has rung. */
void
tapline_session_look_at_files (TaplineSession *self)
{
  gboolean over = self->loading != NULL && tapline_errand_is_over (self->loading);
  TaplineCapture *capture = NULL;

  if (self->opening != NULL)
    capture = tapline_loader_get_capture (self->loader);
  if (capture != NULL)
    complete_opening (self, capture);
  if (over && self->loading != NULL)
    complete_loading (self);
  if (self->saving != NULL && tapline_errand_is_over (self->saving))
    complete_saving (self);
  tapline_session_look_at_marks (self);
}

/* Whether nothing is left that the end must wait for; what is, ends soon and rings. */
gboolean
tapline_session_end_files (TaplineSession *self)
{
  tapline_session_cancel_files (self);

  return self->saving == NULL && self->marking == NULL;
}

void
tapline_session_clear_files (TaplineSession *self)
{
  g_clear_pointer (&self->loading, tapline_errand_unref);
  g_clear_pointer (&self->saving, tapline_errand_unref);
  g_clear_pointer (&self->marking, tapline_errand_unref);
  g_clear_pointer (&self->loader, tapline_loader_unref);
  g_clear_pointer (&self->warning, g_free);
}

/**
 * tapline_session_open_recording_async:
 * @self: a session of which nothing was opened
 * @path: a recording, or a capture of another program
 * @callback: (scope async): called when it is open and its first messages are there to be read, or
 *   it turned out that it cannot be
 * @user_data: for @callback
 *
 * The session becomes one of that file: it has no connections, and closing it leaves the file
 * alone. More of it comes behind @callback, see tapline_session_get_work(). Only once; should it
 * fail, the session is of no further use.
 */
void
tapline_session_open_recording_async (TaplineSession      *self,
                                      const char          *path,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (self->tap == NULL && self->loader == NULL);

  self->opening = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->opening, tapline_session_open_recording_async);
  tapline_session_set_path (self, path);
  self->loader = tapline_loader_new (path, tapline_transcript_get_waker (self->transcript));
  self->loading = tapline_errand_start ("tapline-load", tapline_loader_run,
                                        tapline_loader_ref (self->loader),
                                        (GDestroyNotify) tapline_loader_unref, self->bell);
}

/* %FALSE with a sentence, or with %G_IO_ERROR_CANCELLED. */
gboolean
tapline_session_open_recording_finish (TaplineSession  *self,
                                       GAsyncResult    *result,
                                       GError         **error)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tapline_session_save_async:
 * @self: a session that tapline_session_can_save()
 * @path: where to save a copy of its recording; what is there is replaced
 * @callback: (scope async): called when it is there, or nothing has changed
 * @user_data: for @callback
 *
 * The copy has all that was recorded by now. Of a capture of another program, it is the recording
 * that was made of it.
 */
void
tapline_session_save_async (TaplineSession      *self,
                            const char          *path,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  TaplineCapture *capture;

  g_return_if_fail (TAPLINE_IS_SESSION (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (tapline_session_can_save (self));

  capture = tapline_transcript_get_capture (self->transcript);
  self->save = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->save, tapline_session_save_async);
  self->saving = tapline_errand_start ("tapline-save", tapline_copy_run,
                                       tapline_copy_new (capture, path),
                                       (GDestroyNotify) tapline_copy_free, self->bell);
}

/* %FALSE with a sentence, or with %G_IO_ERROR_CANCELLED. */
gboolean
tapline_session_save_finish (TaplineSession  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tapline_session_export_async:
 * @self: a session that tapline_session_can_save()
 * @messages: (transfer full): which of its messages
 * @format: as what
 * @encoding: of the messages' text, for formats of text
 * @path: where to; what is there is replaced
 * @callback: (scope async): called when it is there, or nothing has changed
 * @user_data: for @callback
 */
void
tapline_session_export_async (TaplineSession      *self,
                              TaplineMessageSet   *messages,
                              TaplineFormat        format,
                              const char          *encoding,
                              const char          *path,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  TaplineExporter *exporter;

  g_return_if_fail (TAPLINE_IS_SESSION (self));
  g_return_if_fail (messages != NULL && encoding != NULL && path != NULL);
  g_return_if_fail (tapline_session_can_save (self));

  exporter = tapline_exporter_new (self->transcript, messages, format, encoding, path);
  self->save = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->save, tapline_session_export_async);
  g_task_set_task_data (self->save, exporter, (GDestroyNotify) tapline_exporter_unref);
  self->saving = tapline_errand_start ("tapline-export", tapline_exporter_run,
                                       tapline_exporter_ref (exporter),
                                       (GDestroyNotify) tapline_exporter_unref, self->bell);
}

/**
 * tapline_session_export_finish:
 * @self: a session
 * @result: what the callback got
 * @n_written: (out): how many messages are in the file
 * @n_broken: (out): of how many of them not everything could be read
 * @error: return location: a sentence, or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the file is there
 */
gboolean
tapline_session_export_finish (TaplineSession  *self,
                               GAsyncResult    *result,
                               guint64         *n_written,
                               guint64         *n_broken,
                               GError         **error)
{
  TaplineExporter *exporter;

  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  exporter = g_task_get_task_data (G_TASK (result));
  *n_written = tapline_exporter_get_n_written (exporter);
  *n_broken = tapline_exporter_get_n_broken (exporter);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Whether there is a recording, all of which is there, and none is being saved. */
gboolean
tapline_session_can_save (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);

  return tapline_transcript_get_capture (self->transcript) != NULL && self->loading == NULL
         && self->saving == NULL && self->closing == NULL;
}

/**
 * tapline_session_cancel_files:
 * @self: a session
 *
 * Stops opening, of which what is there stays, or saving, of which nothing does.
 */
void
tapline_session_cancel_files (TaplineSession *self)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));

  if (self->loading != NULL)
    tapline_errand_cancel (self->loading);
  if (self->saving != NULL)
    tapline_errand_cancel (self->saving);
}

/**
 * tapline_session_get_work:
 * @self: a session
 * @fraction: (out): how much of it is done, from 0 to 1
 *
 * Returns: what is being done with a file
 */
TaplineSessionWork
tapline_session_get_work (TaplineSession *self,
                          double         *fraction)
{
  TaplineErrand *errand;

  g_return_val_if_fail (TAPLINE_IS_SESSION (self), TAPLINE_SESSION_NO_WORK);

  errand = self->loading != NULL ? self->loading : self->saving;
  *fraction = errand != NULL ? tapline_errand_get_fraction (errand) : 0.0;
  if (errand == NULL)
    return TAPLINE_SESSION_NO_WORK;

  if (errand == self->loading)
    return TAPLINE_SESSION_OPENING;

  return g_task_get_source_tag (self->save) == tapline_session_export_async
         ? TAPLINE_SESSION_EXPORTING : TAPLINE_SESSION_SAVING;
}

/* Whether it is one of a file, without connections. */
gboolean
tapline_session_is_recording (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);

  return self->loader != NULL;
}

/* Whether both are of the same file. */
gboolean
tapline_session_is_same_file (TaplineSession *self,
                              TaplineSession *other)
{
  TaplineCapture *mine, *theirs;

  g_return_val_if_fail (TAPLINE_IS_SESSION (self) && TAPLINE_IS_SESSION (other), FALSE);

  mine = tapline_transcript_get_capture (self->transcript);
  theirs = tapline_transcript_get_capture (other->transcript);

  return mine != NULL && theirs != NULL && tapline_capture_is_same (mine, theirs);
}

/* Whether its recording is what has this name. */
gboolean
tapline_session_is_at (TaplineSession *self,
                       const char     *path)
{
  TaplineCapture *capture;

  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);

  capture = tapline_transcript_get_capture (self->transcript);

  return capture != NULL && tapline_capture_is_at (capture, path);
}

/* (nullable): what is left out of the recording that was opened, a sentence. */
const char *
tapline_session_get_warning (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  return self->warning;
}
