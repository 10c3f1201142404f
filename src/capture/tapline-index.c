/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sparse index of a capture under one framing: a temporary file of records, its counters,
 * and the thread that fills it (tapline-indexer.c).
 *
 * Threads: the indexer alone writes the file and the counters. It publishes `records` and then
 * `messages` after its write(), so whoever has read a number of messages finds their records in
 * the file. Under `lock` it publishes all counters, for workers that need them together; the UI
 * thread does not take it for a look, as whoever has it may be preempted. Unfinished messages have
 * a lock of their own, which nobody waits for but the indexer: a reader that does not get it uses
 * what it had, and is notified of what the indexer is just writing. So has the error, which hardly
 * ever changes.
 */
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-index-private.h"
#include "tapline-temporary.h"

/**
 * tapline_index_new:
 * @capture: a capture
 * @framing: how to cut its streams
 * @notify: (nullable) (scope forever): called when there is more
 * @user_data: for @notify
 * @error: return location
 *
 * Starts to index @capture from its start. Thread: any.
 *
 * Returns: (transfer full): an index, or %NULL with a #G_FILE_ERROR or a #G_THREAD_ERROR
 */
TaplineIndex *
tapline_index_new (TaplineCapture      *capture,
                   TaplineFraming      *framing,
                   TaplineIndexNotify   notify,
                   gpointer             user_data,
                   GError             **error)
{
  g_autoptr (TaplineIndex) self = NULL;
  const char *path;

  g_return_val_if_fail (capture != NULL && framing != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (TaplineIndex, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->join_lock);
  g_mutex_init (&self->notify_lock);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->error_lock);
  g_rw_lock_init (&self->pendings_lock);
  g_cond_init (&self->cond);
  self->capture = tapline_capture_ref (capture);
  self->framing = tapline_framing_ref (framing);
  self->notify = notify;
  self->user_data = user_data;

  path = tapline_capture_get_path (capture);
  self->fd = tapline_temporary_open (path);
  if (self->fd < 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                   _("The log of “%s” cannot be made: %s. "
                     "Make some room in the folder of the recording."),
                   path, g_strerror (code));
      return NULL;
    }
  self->thread = g_thread_try_new ("tapline-index", tapline_indexer_run, self, error);
  if (self->thread == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tapline_index_ref:
 * @self: an index
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
TaplineIndex *
tapline_index_ref (TaplineIndex *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * tapline_index_unref:
 * @self: (transfer full): an index
 *
 * With the last reference, stops the indexer at once. Thread: any but the indexer's own.
 */
void
tapline_index_unref (TaplineIndex *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  tapline_index_stop (self, FALSE);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_error (&self->error);
  g_cond_clear (&self->cond);
  g_rw_lock_clear (&self->pendings_lock);
  g_mutex_clear (&self->error_lock);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->notify_lock);
  g_mutex_clear (&self->join_lock);
  tapline_framing_unref (self->framing);
  tapline_capture_unref (self->capture);
  g_free (self);
}

/**
 * tapline_index_get_counters:
 * @self: an index
 *
 * Thread: any.
 *
 * Returns: what is indexed, valid as long as there is a reference
 */
const TaplineIndexCounters *
tapline_index_get_counters (TaplineIndex *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->counters;
}

/**
 * tapline_index_wake:
 * @self: an index
 *
 * Tells the indexer that the capture has published more. Thread: any.
 */
void
tapline_index_wake (TaplineIndex *self)
{
  g_return_if_fail (self != NULL);

  /* The caller has stored `bytes` and now reads and writes `sleeping`; the indexer writes
   * `sleeping` in the same way and then loads `bytes`. One of these two exchanges comes first. If
   * it is the indexer's, we see that it sleeps and signal; if it is ours, the indexer's
   * synchronizes with it and it sees `bytes`. And it holds the lock from its exchange on until it
   * waits, so the signal cannot come in between. */
  if (__atomic_fetch_or (&self->sleeping, 0, __ATOMIC_ACQ_REL) == 0)
    return;

  g_mutex_lock (&self->lock);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

/**
 * tapline_index_stop:
 * @self: an index
 * @drain: whether to index first what the capture has published by now
 *
 * Ends the indexer and waits until it has. What is indexed can be read as before. If the index
 * cannot be written or the capture is broken it ends although there would be more. Thread: any
 * but the indexer's own and the sidecar.
 */
void
tapline_index_stop (TaplineIndex *self,
                    gboolean      drain)
{
  guint64 published;

  g_return_if_fail (self != NULL);

  published = tapline_counter_read (&tapline_capture_get_counters (self->capture)->bytes);
  g_mutex_lock (&self->lock);
  /* Whoever is in the greater hurry decides. */
  if (!self->stopping || !drain)
    self->stop_at = drain ? published : 0;
  self->stopping = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);

  g_mutex_lock (&self->join_lock);
  g_clear_pointer (&self->thread, g_thread_join);
  g_mutex_unlock (&self->join_lock);
}

static gpointer
let_go (gpointer data)
{
  tapline_index_unref (data);

  return NULL;
}

/**
 * tapline_index_abandon:
 * @self: (transfer full): an index that is of no use any more
 *
 * Ends the indexer at once, but waits neither for that nor for the index's file to be given back
 * to the file system, which may take long: with the last reference, a thread does both. Nothing is
 * notified any more once this has returned. Thread: any but the indexer's own.
 */
void
tapline_index_abandon (TaplineIndex *self)
{
  GThread *thread;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->notify_lock);
  self->notify = NULL;
  g_mutex_unlock (&self->notify_lock);

  g_mutex_lock (&self->lock);
  self->stop_at = 0;
  self->stopping = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);

  thread = g_thread_try_new ("tapline-let-go", let_go, self, NULL);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    tapline_index_unref (self);
}

/**
 * tapline_index_dup_error:
 * @self: an index
 *
 * An index that cannot be written tells so here until it can again; a broken capture stays
 * broken. Thread: any.
 *
 * Returns: (transfer full) (nullable): why the indexer does not go on, a #G_FILE_ERROR with a
 *   sentence for the user
 */
GError *
tapline_index_dup_error (TaplineIndex *self)
{
  GError *error = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->error_lock);
  if (self->error != NULL)
    error = g_error_copy (self->error);
  g_mutex_unlock (&self->error_lock);

  return error;
}
