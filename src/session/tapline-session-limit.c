/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that pauses: at the limit of its recording, which is raised here, or on a full disk.
 *
 * Threads: the UI's.
 */
#include "config.h"

#include "tapline-session-private.h"

/**
 * tapline_session_set_limit:
 * @self: a session that was not opened yet
 * @limit: how large the recording may become before reception is paused, in bytes; 0, as at first,
 *   for any size
 */
void
tapline_session_set_limit (TaplineSession *self,
                           guint64         limit)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));
  g_return_if_fail (self->tap == NULL);

  self->part = self->limit = limit;
}

/**
 * tapline_session_go_on:
 * @self: a session
 *
 * Lets the recording become larger by as much again as its limit was at first.
 */
void
tapline_session_go_on (TaplineSession *self)
{
  g_return_if_fail (TAPLINE_IS_SESSION (self));

  if (self->tap == NULL || self->part == 0)
    return;
  self->limit += self->part;
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
