/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long work on a file, such as opening or copying a recording: the disk is waited for on a thread
 * that is nobody else's, as one that hangs would hold up a pool's.
 *
 * Threads: the errand's own thread writes `done`, `total`, the result and last of all `over`, and
 * rings the bell; others read the result once they have seen `over`. `cancelled` is written by
 * whoever wants it to end. Nobody joins the thread, which keeps what it needs alive by itself: a
 * disk that does not answer holds up nothing but it.
 */
#include "config.h"

#include "tapline-counter.h"
#include "tapline-errand.h"

struct _TaplineErrand
{
  gatomicrefcount    ref_count;

  /* immutable */
  TaplineErrandFunc  func;
  gpointer           data;
  GDestroyNotify     destroy;
  TaplineBell       *bell;

  /* atomic, written by the errand's thread */
  TaplineCounter     done;
  TaplineCounter     total;
  int                over;
  /* errand's thread until it is over */
  gboolean           succeeded;
  GError            *error;
  /* atomic, written by any */
  int                cancelled;
};

static gpointer
errand_thread (gpointer data)
{
  TaplineErrand *self = data;

  self->succeeded = self->func (self, self->data, &self->error);
  g_atomic_int_set (&self->over, TRUE);
  tapline_bell_ring (self->bell);
  tapline_errand_unref (self);

  return NULL;
}

/**
 * tapline_errand_start:
 * @name: of the thread
 * @func: what to do there
 * @data: for @func
 * @destroy: (nullable): for @data, called on any thread
 * @bell: (transfer none): rung at each step and at the end
 *
 * Thread: any.
 *
 * Returns: (transfer full): an errand under way; over, with an error, if there is no thread for it
 */
TaplineErrand *
tapline_errand_start (const char        *name,
                      TaplineErrandFunc  func,
                      gpointer           data,
                      GDestroyNotify     destroy,
                      TaplineBell       *bell)
{
  TaplineErrand *self = g_new0 (TaplineErrand, 1);
  GThread *thread;

  g_return_val_if_fail (func != NULL && bell != NULL, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->func = func;
  self->data = data;
  self->destroy = destroy;
  self->bell = tapline_bell_ref (bell);

  tapline_errand_ref (self);
  thread = g_thread_try_new (name, errand_thread, self, &self->error);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return self;
    }
  tapline_errand_unref (self);
  g_atomic_int_set (&self->over, TRUE);
  tapline_bell_ring (bell);

  return self;
}

TaplineErrand *
tapline_errand_ref (TaplineErrand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_errand_unref (TaplineErrand *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->destroy != NULL)
    self->destroy (self->data);
  tapline_bell_unref (self->bell);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * tapline_errand_cancel:
 * @self: an errand
 *
 * It ends with its next step. Thread: any.
 */
void
tapline_errand_cancel (TaplineErrand *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->cancelled, TRUE);
}

/* Whether it has ended. Thread: any. */
gboolean
tapline_errand_is_over (TaplineErrand *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_atomic_int_get (&self->over);
}

/**
 * tapline_errand_get_result:
 * @self: an errand that is over
 * @error: return location: why it failed, a sentence
 *
 * Thread: any.
 *
 * Returns: whether it was done; if not, and there is no @error, it was cancelled
 */
gboolean
tapline_errand_get_result (TaplineErrand  *self,
                           GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (tapline_errand_is_over (self), FALSE);

  if (self->error != NULL && error != NULL)
    *error = g_error_copy (self->error);

  return self->succeeded;
}

/* How much of it is done, from 0 to 1. Thread: any. */
double
tapline_errand_get_fraction (TaplineErrand *self)
{
  guint64 total, done;

  g_return_val_if_fail (self != NULL, 0.0);

  total = tapline_counter_read (&self->total);
  done = tapline_counter_read (&self->done);

  return total > 0 ? (double) MIN (done, total) / (double) total : 0.0;
}

/**
 * tapline_errand_go_on:
 * @self: an errand
 * @done: how much is done
 * @total: of how much
 *
 * Tells how far it is, at each step. Thread: the errand's.
 *
 * Returns: whether to go on; %FALSE if it was cancelled
 */
gboolean
tapline_errand_go_on (TaplineErrand *self,
                      guint64        done,
                      guint64        total)
{
  g_return_val_if_fail (self != NULL, FALSE);

  tapline_counter_publish (&self->total, total);
  tapline_counter_publish (&self->done, done);
  tapline_bell_ring (self->bell);

  return !g_atomic_int_get (&self->cancelled);
}
