/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `export`: a recording as a file of another format, which is there as a whole or not at all.
 * Ctrl-C takes away what there is.
 *
 * Threads: the main thread's.
 */
#include "config.h"

#include <signal.h>

#include <glib/gi18n.h>

#include "tapline-export.h"
#include "tapline-progress.h"
#include "tapline-recording.h"
#include "tapline-replacement.h"
#include "tapline-row.h"

#define HEAD_MAX  (64 * 1024)
#define PART_SIZE (256 * 1024)

typedef struct
{
  const TaplineOptions *options;
  TaplineRecording     *recording;
  TaplineProgress       progress;
  GString              *buffer;
  TaplineReplacement    replacement;
  guint64               next;        /* the message to look at next */
} Export;

static volatile sig_atomic_t interrupted;

static void
interrupt_cb (int number)
{
  interrupted = number;
}

static gboolean
write_buffer (Export  *self,
              GError **error)
{
  if (!tapline_replacement_write (&self->replacement, self->buffer->str, self->buffer->len, error))
    return FALSE;
  g_string_truncate (self->buffer, 0);

  return TRUE;
}

static gboolean
take_messages (Export   *self,
               guint64   until,
               GError  **error)
{
  TaplineMessageList *list = tapline_recording_get_messages (self->recording);
  TaplineMessage message;

  for (; self->next < until && interrupted == 0; self->next++)
    {
      if (!tapline_message_list_get_message (list, self->next, HEAD_MAX, &message))
        continue;
      tapline_row_append (self->options, NULL, list, &message, self->buffer);
      if (self->buffer->len < PART_SIZE)
        continue;
      if (!write_buffer (self, error))
        return FALSE;
      tapline_progress_tell (&self->progress,
                             tapline_recording_get_done (self->recording, self->next));
    }

  return write_buffer (self, error);
}

static gboolean
write_messages (Export  *self,
                GError **error)
{
  TaplineMessageList *list = tapline_recording_get_messages (self->recording);
  GError *cause = NULL;

  tapline_row_append_start (self->options, self->buffer);
  if (tapline_row_needs_marks (self->options)
      && !tapline_recording_load (self->recording, error))
    return FALSE;
  while (interrupted == 0 && tapline_recording_go_on (self->recording, &cause))
    if (!take_messages (self, tapline_message_list_get_n_messages (list), error))
      return FALSE;
  if (cause != NULL)
    {
      g_propagate_error (error, cause);
      return FALSE;
    }

  return take_messages (self, tapline_message_list_get_n_messages (list)
                                + tapline_message_list_get_n_pending (list), error);
}

/* The recording itself, as far as it is whole. */
static gboolean
copy_blocks (Export  *self,
             GError **error)
{
  TaplineCapture *capture = tapline_recording_get_capture (self->recording);
  const TaplineCounter *bytes = &tapline_capture_get_counters (capture)->bytes;
  GError *cause = NULL;
  guint64 at = 0, whole;
  gboolean more = TRUE;

  while (more && interrupted == 0)
    {
      more = tapline_capture_load (capture, PART_SIZE, &cause);
      if (cause != NULL)
        {
          g_propagate_error (error, cause);
          return FALSE;
        }
      for (whole = tapline_counter_read (bytes); at < whole;)
        {
          guint64 n = tapline_replacement_copy (&self->replacement, capture, at, whole - at, error);

          if (n == 0)
            return FALSE;
          at += n;
        }
      tapline_progress_tell (&self->progress, tapline_capture_get_loaded (capture));
    }

  return TRUE;
}

static TaplineExit
run (Export  *self,
     GError **error)
{
  gboolean written;

  if (!tapline_replacement_open (&self->replacement, self->options->output,
                                 tapline_recording_get_capture (self->recording), error))
    return TAPLINE_EXIT_UNREACHED;
  written = self->options->format == TAPLINE_FORMAT_PCAPNG ? copy_blocks (self, error)
                                                           : write_messages (self, error);
  tapline_progress_clear (&self->progress);
  if (written && interrupted != 0)
    return (TaplineExit) (128 + interrupted);

  return written && tapline_replacement_finish (&self->replacement, error)
         ? TAPLINE_EXIT_FINE : TAPLINE_EXIT_RECORDING;
}

/**
 * tapline_export_run:
 * @options: a checked command line
 *
 * Returns: what to exit with
 */
TaplineExit
tapline_export_run (const TaplineOptions *options)
{
  g_autoptr (TaplineRecording) recording = NULL;
  g_autoptr (GError) error = NULL;
  struct sigaction action = { .sa_handler = interrupt_cb };
  Export self = { .options = options };
  TaplineExit status = TAPLINE_EXIT_UNREACHED;
  g_autofree char *warning = NULL;

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
  recording = tapline_recording_new (options->target, options->framing, &error);
  if (recording != NULL)
    {
      self.recording = recording;
      self.buffer = g_string_new (NULL);
      tapline_progress_init (&self.progress,
                             tapline_capture_get_size (tapline_recording_get_capture (recording)),
                             TRUE);
      status = run (&self, &error);
      tapline_replacement_clear (&self.replacement);
      g_string_free (self.buffer, TRUE);
    }
  if (error != NULL)
    g_printerr ("tapline-cli: %s\n", error->message);
  else if (status == TAPLINE_EXIT_FINE)
    warning = tapline_capture_dup_warning (tapline_recording_get_capture (recording));
  if (warning != NULL)
    g_printerr ("tapline-cli: %s\n", warning);
  return status;
}
