/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings of random streams, for tests of what goes over all messages. */
#pragma once

#include "fixture.h"
#include "tapline-index.h"

G_BEGIN_DECLS

#define LOG_FLOWS    6
#define LOG_DEADLINE (60 * G_TIME_SPAN_SECOND)
#define LOG_PATIENCE (10 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  TaplineMessage  message;
  GBytes         *bytes;
} Message;

/* A recording, its index, and what its streams carried. */
typedef struct
{
  Fixture       f;
  GRand        *rand;
  TaplineFlow   flows[LOG_FLOWS];
  GByteArray   *streams[LOG_FLOWS][2];
  TaplineIndex *index;
  GArray       *messages; /* Message: all that are indexed, once they were read */
  GMutex        lock;
  GCond         cond;
  guint         held;     /* guarded by lock: by how many that may call log_notify() */
} Log;

/* Waits until the condition holds, which is looked at with each callback; and now and then, since a
 * search that was just writing cannot be looked at. */
#define log_wait_until(log, condition) \
  G_STMT_START { \
    gint64 until = g_get_monotonic_time () + LOG_DEADLINE; \
    g_mutex_lock (&(log)->lock); \
    while (!(condition)) \
      { \
        g_assert_cmpint (g_get_monotonic_time (), <, until); \
        g_cond_wait_until (&(log)->cond, &(log)->lock, g_get_monotonic_time () + LOG_PATIENCE); \
      } \
    g_mutex_unlock (&(log)->lock); \
  } G_STMT_END

/* An index's or a follower's callback; @data is the log. */
void     log_notify        (gpointer     data);
void     log_init          (Log         *self,
                            guint32      seed);
/* For what ends behind the back of who frees it: log_clear() waits until it is released. */
Log     *log_hold          (Log         *self);
void     log_release       (gpointer     data);
/* Instead of the index that it has. */
void     log_index         (Log         *self,
                            const char  *spec,
                            guint32      limit);
void     log_clear         (Log         *self);
/* Records a piece of a random stream, of a few bytes or of more than a block takes. */
void     log_record        (Log         *self);
void     log_end_flows     (Log         *self);
guint64  log_count_indexed (Log         *self);
gboolean log_is_indexed    (Log         *self);
/* What is indexed, with a reader. */
void     log_read          (Log         *log);

G_END_DECLS
