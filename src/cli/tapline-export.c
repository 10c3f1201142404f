/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `export`: a recording as a file of another format.
 *
 * The file is written under another name in the same folder and gets its own when it is whole and
 * on the disk: what has that name is never half of an export. Ctrl-C takes away what there is.
 *
 * Threads: the main thread's.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "tapline-export.h"
#include "tapline-progress.h"
#include "tapline-recording.h"
#include "tapline-render.h"

#define HEAD_MAX  (64 * 1024)
#define PART_SIZE (256 * 1024)

typedef struct
{
  const TaplineOptions *options;
  TaplineRecording     *recording;
  TaplineProgress       progress;
  GString              *buffer;
  char                 *path;      /* where it goes, without symbolic links */
  char                 *temporary;
  int                   fd;
  guint64               next;      /* the message to look at next */
} Export;

static volatile sig_atomic_t interrupted;

static void
interrupt_cb (int number)
{
  interrupted = number;
}

static void
set_write_error (Export  *self,
                 int      code,
                 GError **error)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
               _("“%s” cannot be written: %s. Choose another folder, or make some room there."),
               self->options->output, g_strerror (code));
}

static gboolean
write_buffer (Export  *self,
              GError **error)
{
  for (gsize written = 0; written < self->buffer->len;)
    {
      ssize_t n = write (self->fd, self->buffer->str + written, self->buffer->len - written);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_write_error (self, errno, error);
          return FALSE;
        }
      written += (gsize) n;
    }
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
      tapline_render_append (self->options, list, &message, self->buffer);
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

  tapline_render_append_start (self->options, self->buffer);
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
          gssize n;

          g_string_set_size (self->buffer, (gsize) MIN (whole - at, PART_SIZE));
          n = pread (tapline_capture_get_fd (capture), self->buffer->str, self->buffer->len,
                     (off_t) at);
          if (n < 0 && errno == EINTR)
            continue;
          if (n <= 0)
            {
              set_write_error (self, n < 0 ? errno : EIO, error);
              return FALSE;
            }
          g_string_set_size (self->buffer, (gsize) n);
          at += (guint64) n;
          if (!write_buffer (self, error))
            return FALSE;
        }
      tapline_progress_tell (&self->progress, at);
    }

  return TRUE;
}

/* A file that is there is replaced, unless it is what is read, or no file. */
static gboolean
choose_path (Export  *self,
             GError **error)
{
  struct stat from, to;
  g_autofree char *folder = NULL;
  char *real = realpath (self->options->output, NULL);

  self->path = g_strdup (real != NULL ? real : self->options->output);
  free (real);
  if (stat (self->path, &to) == 0)
    {
      if (!S_ISREG (to.st_mode))
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                       _("“%s” is no file that could be replaced. Name a file, or use `show`, "
                         "which prints."), self->options->output);
          return FALSE;
        }
      if (stat (self->options->target, &from) == 0 && from.st_dev == to.st_dev
          && from.st_ino == to.st_ino)
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                       _("“%s” is the recording itself. Choose another name."),
                       self->options->output);
          return FALSE;
        }
    }
  folder = g_path_get_dirname (self->path);
  self->temporary = g_build_filename (folder, ".tapline-export-XXXXXX", NULL);
  self->fd = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      set_write_error (self, errno, error);
      g_clear_pointer (&self->temporary, g_free);
      return FALSE;
    }

  return TRUE;
}

static gboolean
finish (Export  *self,
        GError **error)
{
  if (fsync (self->fd) != 0 || rename (self->temporary, self->path) != 0)
    {
      set_write_error (self, errno, error);
      return FALSE;
    }
  g_clear_pointer (&self->temporary, g_free);

  return TRUE;
}

static TaplineExit
run (Export  *self,
     GError **error)
{
  gboolean written;

  if (!choose_path (self, error))
    return TAPLINE_EXIT_UNREACHED;
  written = self->options->format == TAPLINE_FORMAT_PCAPNG ? copy_blocks (self, error)
                                                           : write_messages (self, error);
  tapline_progress_clear (&self->progress);
  if (written && interrupted != 0)
    return (TaplineExit) (128 + interrupted);

  return written && finish (self, error) ? TAPLINE_EXIT_FINE : TAPLINE_EXIT_RECORDING;
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
  Export self = { .options = options, .fd = -1 };
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
      g_string_free (self.buffer, TRUE);
    }
  if (error != NULL)
    g_printerr ("tapline-cli: %s\n", error->message);
  else if (status == TAPLINE_EXIT_FINE)
    warning = tapline_capture_dup_warning (tapline_recording_get_capture (recording));
  if (warning != NULL)
    g_printerr ("tapline-cli: %s\n", warning);
  if (self.fd >= 0)
    close (self.fd);
  if (self.temporary != NULL)
    g_unlink (self.temporary);
  g_free (self.temporary);
  g_free (self.path);

  return status;
}
