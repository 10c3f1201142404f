/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bell: whatever arrives, at most one idle is pending on the UI thread.
 *
 * It is rung by the sidecar and the indexer as often as they like. The UI answers after it has
 * drawn (below GDK_PRIORITY_REDRAW), at most once in RING_INTERVAL, so neither input nor drawing
 * wait for it.
 *
 * Threads: `rung` is atomic; whoever takes it from 0 to 1 adds the idle. It is cleared before
 * the UI looks at anything, so what is published before a ring is seen by the answer to it.
 * The rest is the UI thread's.
 */
#include "config.h"

#include "tapline-bell.h"
#include "tapline-sidecar.h"

/* GDK_PRIORITY_REDRAW is 120: the frame goes first. */
#define PRIORITY_BEHIND_REDRAW 130
#define RING_INTERVAL (G_USEC_PER_SEC / 60)

struct _TaplineBell
{
  gatomicrefcount ref_count;
  /* atomic */
  int             rung;
  /* UI thread */
  TaplineBellFunc func;
  gpointer        user_data;
  gint64          next; /* monotonic, µs */
};

static gboolean
answer_in_idle (gpointer data)
{
  TaplineBell *self = data;
  gint64 now = g_get_monotonic_time ();

  TAPLINE_ASSERT_UI ();

  if (self->func != NULL && now < self->next)
    {
      guint wait_ms = (guint) ((self->next - now) / G_TIME_SPAN_MILLISECOND) + 1;
      guint id = g_timeout_add_full (PRIORITY_BEHIND_REDRAW, wait_ms, answer_in_idle,
                                     tapline_bell_ref (self), (GDestroyNotify) tapline_bell_unref);

      g_source_set_name_by_id (id, "[tapline] bell");
      return G_SOURCE_REMOVE;
    }

  g_atomic_int_set (&self->rung, FALSE);
  self->next = now + RING_INTERVAL;
  if (self->func != NULL)
    self->func (self->user_data);

  return G_SOURCE_REMOVE;
}

/**
 * tapline_bell_new:
 * @func: what answers it, on the UI thread
 * @user_data: for @func; borrowed until tapline_bell_remove()
 *
 * Thread: UI.
 *
 * Returns: (transfer full): a bell
 */
TaplineBell *
tapline_bell_new (TaplineBellFunc func,
                  gpointer        user_data)
{
  TaplineBell *self = g_new0 (TaplineBell, 1);

  g_return_val_if_fail (func != NULL, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->func = func;
  self->user_data = user_data;

  return self;
}

TaplineBell *
tapline_bell_ref (TaplineBell *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_bell_unref (TaplineBell *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

/**
 * tapline_bell_ring:
 * @self: a bell
 *
 * Cheap when it is rung already. Thread: any.
 */
void
tapline_bell_ring (TaplineBell *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_compare_and_exchange (&self->rung, FALSE, TRUE))
    return;
  /* Not named: by the time a name could be set, the idle may be over and its id another's. */
  g_idle_add_full (PRIORITY_BEHIND_REDRAW, answer_in_idle, tapline_bell_ref (self),
                   (GDestroyNotify) tapline_bell_unref);
}

/**
 * tapline_bell_remove:
 * @self: a bell
 *
 * Nobody answers it any more; who still rings it does no harm. Thread: UI.
 */
void
tapline_bell_remove (TaplineBell *self)
{
  g_return_if_fail (self != NULL);
  TAPLINE_ASSERT_UI ();

  self->func = NULL;
  self->user_data = NULL;
}
