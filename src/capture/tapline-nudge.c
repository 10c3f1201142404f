/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A semaphore that counts to one, as posting needs no lock.
 *
 * Threads: `given` is set by who nudges, before it posts, and cleared by who waited, after it was
 * woken. So what was changed before a nudge is seen after it, whether that one posted or not.
 */
#include "config.h"

#include <errno.h>

#include "tapline-nudge.h"

/**
 * tapline_nudge_init:
 * @self: (out caller-allocates): a nudge that is not given
 *
 * Thread: any, as all of these.
 */
void
tapline_nudge_init (TaplineNudge *self)
{
  g_return_if_fail (self != NULL);

  sem_init (&self->semaphore, FALSE, 0);
  self->given = FALSE;
}

/**
 * tapline_nudge_clear:
 * @self: a nudge that nobody gives or waits for any more
 */
void
tapline_nudge_clear (TaplineNudge *self)
{
  g_return_if_fail (self != NULL);

  sem_destroy (&self->semaphore);
}

/**
 * tapline_nudge_give:
 * @self: a nudge
 *
 * Wakes a thread that waits for it; if none does, the next one that would goes on at once.
 */
void
tapline_nudge_give (TaplineNudge *self)
{
  g_return_if_fail (self != NULL);

  if (!__atomic_exchange_n (&self->given, TRUE, __ATOMIC_ACQ_REL))
    sem_post (&self->semaphore);
}

/**
 * tapline_nudge_wait:
 * @self: a nudge
 *
 * Waits until it is given, and takes it.
 */
void
tapline_nudge_wait (TaplineNudge *self)
{
  g_return_if_fail (self != NULL);

  while (sem_wait (&self->semaphore) < 0 && errno == EINTR)
    ;
  __atomic_exchange_n (&self->given, FALSE, __ATOMIC_ACQ_REL);
}
