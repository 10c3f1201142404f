/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The times of a capture, which never go back, and whether all up to now is published: then silence
 * is known to be silence, although nothing in the file says so.
 *
 * It follows the real time, and where that is set back goes on as if it had not been: order and
 * pauses in a recording are those that were.
 *
 * Threads: the writer takes times and settles; any looks. The writer sets `taken` before it reads
 * the clock and clears it after it has published; who looks reads the clock before `taken`. So if
 * `taken` is clear, what the writer publishes later has a time that is not before the one that was
 * read; and what it published before can be seen in the counters now.
 */
#include "config.h"

#include <time.h>

#include "tapline-clock.h"

static gint64
get_time_since_boot (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/**
 * tapline_clock_take:
 * @self: a clock
 *
 * Thread: the capture's writer.
 *
 * Returns: the time for something that is to be published, microseconds since 1970-01-01 UTC
 */
gint64
tapline_clock_take (TaplineClock *self)
{
  gint64 real, boot;

  __atomic_store_n (&self->taken, 1, __ATOMIC_SEQ_CST);
  real = g_get_real_time ();
  boot = get_time_since_boot ();
  if (real - boot > self->ahead)
    __atomic_store_n (&self->ahead, real - boot, __ATOMIC_RELEASE);

  return boot + self->ahead;
}

/**
 * tapline_clock_settle:
 * @self: a clock
 *
 * All that has a time is published. Thread: the capture's writer.
 */
void
tapline_clock_settle (TaplineClock *self)
{
  __atomic_store_n (&self->taken, 0, __ATOMIC_RELEASE);
}

/**
 * tapline_clock_look:
 * @self: a clock
 * @now: (out): its time
 *
 * Read counters after this, not before. Thread: any.
 *
 * Returns: whether everything with a time before @now is published
 */
gboolean
tapline_clock_look (const TaplineClock *self,
                    gint64             *now)
{
  *now = __atomic_load_n (&self->ahead, __ATOMIC_ACQUIRE) + get_time_since_boot ();

  return __atomic_load_n (&self->taken, __ATOMIC_SEQ_CST) == 0;
}
