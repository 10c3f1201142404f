/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks that the user sets. They go into the recording and are seen again when the index has come
 * to them: nothing is shown that is not kept.
 *
 * In a recording that grows the sidecar writes them. In one that was opened, which has no other
 * writer, each is an errand, one after the other.
 *
 * Threads: the UI thread's; run_marking() is the errand's.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-session-private.h"

/* A mark on its way into a file. */
typedef struct
{
  TaplineCapture *capture;
  TaplineWaker   *waker;
  TaplineMark     mark;
  char           *words;
} Marking;

static void
marking_free (gpointer data)
{
  Marking *self = data;

  tapline_capture_unref (self->capture);
  tapline_waker_unref (self->waker);
  tapline_mark_clear (&self->mark);
  g_free (self->words);
  g_free (self);
}

/* The errand has it until it is over. */
static gboolean
run_marking (TaplineErrand  *errand,
             gpointer        data,
             GError        **error)
{
  Marking *self = data;

  if (!tapline_capture_mark (self->capture, &self->mark, self->words, error))
    return FALSE;
  tapline_waker_wake (self->waker);

  return TRUE;
}

static void
start_next (TaplineSession *self)
{
  GTask *task = g_queue_peek_head (&self->to_mark);

  if (task != NULL && self->marking == NULL)
    self->marking = tapline_errand_start ("tapline-mark", run_marking, g_task_get_task_data (task),
                                          NULL, self->bell);
}

/* What is marked, for people who read the recording with another program. */
static char *
dup_words (const TaplineMessage *message,
           const char           *note)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (message->time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *second = time != NULL ? g_date_time_format (time, "%F %T") : g_strdup ("");
  g_autofree char *when = g_strdup_printf ("%s.%06d", second,
                                           (int) (message->time % G_USEC_PER_SEC));
  g_autofree char *what = NULL;
  char peer[TAPLINE_ADDRESS_STRING_MAX];

  if (message->direction == TAPLINE_DIRECTION_NOTE)
    /* Translators: a time */
    what = g_strdup_printf (_("note of %s"), when);
  else if (message->direction == TAPLINE_DIRECTION_IN)
    /* Translators: an address and a time */
    what = g_strdup_printf (_("received from %s at %s"),
                            tapline_address_to_string (&message->peer, peer), when);
  else
    /* Translators: an address and a time */
    what = g_strdup_printf (_("sent to %s at %s"),
                            tapline_address_to_string (&message->peer, peer), when);

  if (note == NULL)
    /* Translators: what was marked: "received from …" */
    return g_strdup_printf (_("Mark removed: %s"), what);
  if (note[0] == '\0')
    /* Translators: what is marked: "received from …" */
    return g_strdup_printf (_("Marked: %s"), what);

  return g_strdup_printf (" (%s)", what);
}

/* When the bell has rung. */
void
tapline_session_look_at_marks (TaplineSession *self)
{
  g_autoptr (TaplineErrand) marking = NULL;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  if (self->marking == NULL || !tapline_errand_is_over (self->marking))
    return;
  marking = g_steal_pointer (&self->marking);
  task = g_queue_pop_head (&self->to_mark);
  start_next (self);
  if (tapline_errand_get_result (marking, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Why nothing can be marked now; %NULL if it can. */
static const char *
get_obstacle (TaplineSession *self)
{
  if (self->closing != NULL)
    return _("The message cannot be marked: the session is being closed.");
  if (self->loader == NULL && (self->tap == NULL || self->status.ended))
    return _("The message cannot be marked: its recording has ended. Open the recording and mark "
             "it there.");
  if (self->loading != NULL)
    return _("The message cannot be marked yet: the recording is still being opened. Wait until "
             "all of it is there.");

  return NULL;
}

/**
 * tapline_session_mark_async:
 * @self: a session
 * @number: a message of it
 * @note: (nullable): what the user says of it, "" for a mark alone, at most %TAPLINE_MARK_NOTE_MAX
 *   bytes; %NULL to remove its mark
 * @callback: (scope async): called when it is on its way into the recording or, of one that was
 *   opened, there
 * @user_data: for @callback
 *
 * The message list has it when the recording has.
 */
void
tapline_session_mark_async (TaplineSession      *self,
                            guint64              number,
                            const char          *note,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  TaplineMessageList *list = tapline_session_get_messages (self);
  g_autoptr (GTask) task = NULL;
  g_auto (TaplineMark) mark = { 0 };
  g_autofree char *words = NULL;
  TaplineMessage message;
  const char *obstacle;
  Marking *marking;

  g_return_if_fail (TAPLINE_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, tapline_session_mark_async);
  obstacle = get_obstacle (self);
  if (obstacle == NULL
      && (!tapline_message_list_get_message (list, number, 0, &message)
          || !tapline_message_list_get_mark_key (list, number, &mark)))
    obstacle = _("The message cannot be marked: it cannot be read any more.");
  if (obstacle != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", obstacle);
      return;
    }

  words = dup_words (&message, note);
  tapline_mark_clear (&mark);
  mark.note = g_strdup (note);
  if (self->loader == NULL)
    {
      tapline_tap_mark (self->tap, &mark, words);
      g_task_return_boolean (task, TRUE);
      return;
    }

  marking = g_new0 (Marking, 1);
  marking->capture = tapline_capture_ref (tapline_transcript_get_capture (self->transcript));
  marking->waker = tapline_waker_ref (tapline_transcript_get_waker (self->transcript));
  marking->mark = mark;
  mark.note = NULL;
  marking->words = g_steal_pointer (&words);
  g_task_set_task_data (task, marking, marking_free);
  g_queue_push_tail (&self->to_mark, g_steal_pointer (&task));
  start_next (self);
}

/* %FALSE with a sentence. */
gboolean
tapline_session_mark_finish (TaplineSession  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Whether marks stay when the session is closed: not in the capture of another program, which is
 * never written. */
gboolean
tapline_session_keeps_marks (TaplineSession *self)
{
  TaplineCapture *capture;

  g_return_val_if_fail (TAPLINE_IS_SESSION (self), FALSE);

  capture = tapline_transcript_get_capture (self->transcript);

  return capture == NULL || self->loader == NULL || !tapline_capture_is_imported (capture);
}
