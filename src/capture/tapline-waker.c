/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom the writer of a capture wakes: one index, or two while another framing is prepared.
 *
 * Threads: `indexes` is guarded by `lock`, which nobody holds for longer than a few pointers and
 * tapline_index_wake() take, so the writer never waits for an index to be made or to end.
 */
#include "config.h"

#include "tapline-waker.h"

struct _TaplineWaker
{
  gatomicrefcount ref_count;

  /* guarded by lock */
  GMutex          lock;
  GPtrArray      *indexes; /* element-type TaplineIndex, owned */
};

/**
 * tapline_waker_new:
 *
 * Thread: any, as all of these.
 *
 * Returns: (transfer full): a waker of nobody
 */
TaplineWaker *
tapline_waker_new (void)
{
  TaplineWaker *self = g_new0 (TaplineWaker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->indexes = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_index_unref);

  return self;
}

TaplineWaker *
tapline_waker_ref (TaplineWaker *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_waker_unref (TaplineWaker *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->indexes);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * tapline_waker_add:
 * @self: a waker
 * @index: whom to wake from now on, and once at once: what was published while it was made is
 *   not missed
 */
void
tapline_waker_add (TaplineWaker *self,
                   TaplineIndex *index)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (index != NULL);

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->indexes, tapline_index_ref (index));
  g_mutex_unlock (&self->lock);

  tapline_index_wake (index);
}

/**
 * tapline_waker_remove:
 * @self: a waker
 * @index: whom not to wake any more; the caller has a reference of his own, so nothing ends here
 */
void
tapline_waker_remove (TaplineWaker *self,
                      TaplineIndex *index)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (index != NULL);

  g_mutex_lock (&self->lock);
  g_ptr_array_remove_fast (self->indexes, index);
  g_mutex_unlock (&self->lock);
}

/**
 * tapline_waker_wake:
 * @self: a waker
 *
 * Tells the indexes that the capture has published more.
 */
void
tapline_waker_wake (TaplineWaker *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->indexes->len; i++)
    tapline_index_wake (g_ptr_array_index (self->indexes, i));
  g_mutex_unlock (&self->lock);
}
