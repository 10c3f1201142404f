/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tap whose recording takes nothing for now: the disk is full, or the recording is as large as it
 * may be. Every link pauses, TCP makes the peers wait, and a timer tries again, so that it costs
 * time and no byte. A full disk is over by itself, a limit when it is raised.
 *
 * Threads: the sidecar's.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-tap-private.h"

/* How often a recording without room is tried again. */
#define RETRY_MS 200

static void
publish_pause (TaplineTap   *self,
               TaplinePause  pause,
               const char   *why)
{
  g_mutex_lock (&self->lock);
  self->published.pause = pause;
  g_free (self->published.paused);
  self->published.paused = g_strdup (why);
  tapline_tap_publish_locked (self);
  g_mutex_unlock (&self->lock);
  self->notify (self->user_data);
}

static void
tell_pause (TaplineTap   *self,
            TaplinePause  pause,
            const GError *error)
{
  self->pause = pause;
  publish_pause (self, pause,
                 error != NULL ? error->message
                               : _("The disk is full. Reception is paused and the peers wait; "
                                   "it goes on by itself when there is room again."));
  if (pause == TAPLINE_PAUSE_LIMIT && error != NULL)
    tapline_tap_append_note (self, "%s", error->message);
}

static TaplinePause
get_cause (TaplineTap *self)
{
  return tapline_capture_is_at_limit (self->capture) ? TAPLINE_PAUSE_LIMIT : TAPLINE_PAUSE_DISK;
}

static void
resume (TaplineTap *self)
{
  g_autoptr (GPtrArray) links = tapline_tap_list_links (self);
  double seconds = (double) (g_get_monotonic_time () - self->paused_at) / G_TIME_SPAN_SECOND;

  tapline_tap_clear_source (&self->retry);
  if (self->pause == TAPLINE_PAUSE_LIMIT)
    tapline_tap_append_note (self,
                             _("Reception was paused for %.1f s at the recording's limit, which "
                               "is higher now; nothing was lost"), seconds);
  else
    tapline_tap_append_note (self,
                             _("Reception was paused for %.1f s because the recording could not "
                               "be written; nothing was lost"), seconds);
  self->pause = TAPLINE_PAUSE_NONE;
  publish_pause (self, TAPLINE_PAUSE_NONE, NULL);
  for (guint i = 0; i < links->len; i++)
    tapline_link_resume (g_ptr_array_index (links, i));
  tapline_tap_update_accepting (self);
}

static void
try_again (TaplineTap *self)
{
  g_autoptr (GError) error = NULL;

  if (tapline_tap_write_out (self, &error) && tapline_capture_get_room (self->capture) > 0)
    resume (self);
  else if (get_cause (self) != self->pause)
    {
      if (error == NULL)
        error = tapline_capture_dup_error (self->capture);
      tell_pause (self, get_cause (self), error);
    }
  tapline_tap_mark_turn (self);
}

static gboolean
retry_cb (gpointer user_data)
{
  TaplineTap *self = user_data;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  try_again (self);

  return self->retry != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Writes what is buffered; %TRUE if that was all. A link may have written some of it before, when
 * it had no room, so what counts is what was told of. */
gboolean
tapline_tap_write_out (TaplineTap  *self,
                       GError     **error)
{
  gboolean written = tapline_capture_flush (self->capture, error);
  guint64 bytes = tapline_counter_read (&tapline_capture_get_counters (self->capture)->bytes);

  if (bytes != self->told)
    tapline_waker_wake (self->waker);
  self->told = bytes;

  return written;
}

/* @error: (nullable): why there is no room */
void
tapline_tap_pause (TaplineTap   *self,
                   const GError *error)
{
  g_autoptr (GPtrArray) links = NULL;

  if (self->retry != NULL)
    return;
  self->paused_at = g_get_monotonic_time ();
  self->retry = tapline_sidecar_add_timeout (self->sidecar, RETRY_MS, retry_cb, self,
                                             "[tapline] recording retry");
  links = tapline_tap_list_links (self);
  for (guint i = 0; i < links->len; i++)
    tapline_link_pause (g_ptr_array_index (links, i));
  tapline_tap_update_accepting (self);
  tell_pause (self, get_cause (self), error);
}

void
tapline_tap_set_limit_on_sidecar (TaplineTap *self,
                                  guint64     limit)
{
  g_autoptr (GError) error = NULL;

  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  tapline_capture_set_limit (self->capture, limit);
  if (self->pause == TAPLINE_PAUSE_LIMIT)
    try_again (self);
  if (self->pause != TAPLINE_PAUSE_LIMIT)
    return;
  /* Still, though at another limit; the log has told of the first. */
  error = tapline_capture_dup_error (self->capture);
  if (error != NULL)
    publish_pause (self, self->pause, error->message);
}

void
tapline_tap_note_on_sidecar (TaplineTap *self,
                             const char *text)
{
  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  if (!self->published.ended)
    tapline_tap_append_note (self, "%s", text);
}

/* What finds no place is told by the recording itself once there is some. */
void
tapline_tap_mark_on_sidecar (TaplineTap        *self,
                             const TaplineMark *mark,
                             const char        *words)
{
  TAPLINE_ASSERT_SIDECAR (self->sidecar);

  if (self->published.ended)
    return;
  tapline_capture_mark (self->capture, mark, words, NULL);
  tapline_tap_mark_turn (self);
}
