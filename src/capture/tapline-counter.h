/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number that one thread publishes and others read.
 *
 * Threads: each counter has exactly one writer. A release store and an acquire load order what
 * the number tells about: whoever reads n may read everything that was written before n was
 * published (bytes in a file, records in an index). There is no other hand-over between the
 * stages of the pipeline.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 value; /* atomic, written by the counter's one owner */
} TaplineCounter;

static inline void
tapline_counter_publish (TaplineCounter *self,
                         guint64         value)
{
  __atomic_store_n (&self->value, value, __ATOMIC_RELEASE);
}

static inline guint64
tapline_counter_read (const TaplineCounter *self)
{
  return __atomic_load_n (&self->value, __ATOMIC_ACQUIRE);
}

/* Only for the counter's owner: nobody else writes it, so a plain sum is enough. */
static inline void
tapline_counter_add (TaplineCounter *self,
                     guint64         more)
{
  tapline_counter_publish (self, __atomic_load_n (&self->value, __ATOMIC_RELAXED) + more);
}

G_END_DECLS
