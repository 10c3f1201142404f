/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that pauses: at the limit of its recording, which is raised here, or on a full disk.
 *
 * Threads: the UI's.
 */
#include "config.h"

#include "tapline-session-private.h"

/**
 * tapline_session_set_limit:
 * @self: a session
 * @limit: how large the recording may become before reception is paused, in bytes; 0, as at first,
 *   for any size
 *
 * Holds at once for a session that is open too: a recording that is larger pauses, and one that
 * paused at a lower limit goes on.
 */
void
tapline_session_set_limit (TaplineSession *self,
                           guint64         limit)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));

  /* What tapline_session_go_on() allowed stays as long as nothing changes. */
  if (limit == self->part)
    return;
  self->part = self->limit = limit;
  if (self->tap != NULL)
    tapline_tap_set_limit (self->tap, limit != 0 ? limit : G_MAXUINT64);
}

/**
 * tapline_session_go_on:
 * @self: a session
 *
 * Lets the recording become larger by as much again as the limit that was set.
 */
void
tapline_session_go_on (TaplineSession *self)
{
  const TaplineCaptureCounters *counters;

  g_return_if_fail (TAPLINE_IS_SESSION (self));

  if (self->tap == NULL || self->part == 0)
    return;
  /* It may have become larger before the limit was set. */
  counters = tapline_capture_get_counters (tapline_transcript_get_capture (self->transcript));
  self->limit = MAX (self->limit, tapline_counter_read (&counters->bytes)) + self->part;
  tapline_tap_set_limit (self->tap, self->limit);
}

/* Why nothing is received for now. */
TaplinePause
tapline_session_get_pause (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), TAPLINE_PAUSE_NONE);

  return self->status.pause;
}

/* Bytes that the limit is raised by, 0 without one. */
guint64
tapline_session_get_part (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), 0);

  return self->part;
}

/* (nullable): the same as a sentence. */
const char *
tapline_session_get_paused (TaplineSession *self)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), NULL);

  return self->status.paused;
}
