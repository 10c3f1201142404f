/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a file under another name in the same folder and gives it its own when it is whole and on
 * the disk: what has that name is never half of it.
 *
 * Threads: its user's.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tapline-replacement.h"

#define COPY_SIZE (256 * 1024) /* what is copied at once where the kernel does not do it */

static void
set_write_error (TaplineReplacement  *self,
                 int                  code,
                 GError             **error)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
               _("“%s” cannot be written: %s. Choose another folder, or make some room there."),
               self->name, g_strerror (code));
}

static void
set_read_error (TaplineCapture  *source,
                int              code,
                GError         **error)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
               _("“%s” cannot be read: %s. Check the name and who may read it."),
               tapline_capture_get_path (source), g_strerror (code));
}

/* A file that is there is replaced, unless it is what is read, or no file. */
static gboolean
check_path (TaplineReplacement  *self,
            TaplineCapture      *source,
            GError             **error)
{
  struct stat status;

  if (stat (self->path, &status) != 0)
    return TRUE;
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                   _("“%s” is no file that could be replaced. Choose another name."), self->name);
      return FALSE;
    }
  if (tapline_capture_is_at (source, self->path))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                   _("“%s” is the recording itself. Choose another name."), self->name);
      return FALSE;
    }

  return TRUE;
}

/* The folder has the new name only once it is on the disk too. */
static void
sync_folder (TaplineReplacement *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

/**
 * tapline_replacement_open:
 * @self: (out caller-allocates): a replacement
 * @name: what the file is to be called
 * @source: what is to be written there, or is where that comes from
 * @error: return location
 *
 * Thread: any, as all of these.
 *
 * Returns: whether it can be written; if not, @error is a #G_FILE_ERROR with a sentence. Clear it
 *   in any case
 */
gboolean
tapline_replacement_open (TaplineReplacement  *self,
                          const char          *name,
                          TaplineCapture      *source,
                          GError             **error)
{
  g_autofree char *folder = NULL;
  char *real = realpath (name, NULL);

  *self = (TaplineReplacement) { .fd = -1 };
  self->name = g_strdup (name);
  self->path = g_strdup (real != NULL ? real : name);
  free (real);
  if (!check_path (self, source, error))
    return FALSE;
  folder = g_path_get_dirname (self->path);
  self->temporary = g_build_filename (folder, ".tapline-export-XXXXXX", NULL);
  self->fd = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (self->fd >= 0)
    return TRUE;
  set_write_error (self, errno, error);
  g_clear_pointer (&self->temporary, g_free);

  return FALSE;
}

/**
 * tapline_replacement_write:
 * @self: a replacement
 * @bytes: (array length=length): what to append
 * @length: how many bytes that is
 * @error: return location for a #G_FILE_ERROR with a sentence
 *
 * Returns: whether it was written
 */
gboolean
tapline_replacement_write (TaplineReplacement  *self,
                           const void          *bytes,
                           gsize                length,
                           GError             **error)
{
  const guint8 *from = bytes;

  while (length > 0)
    {
      ssize_t n = write (self->fd, from, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_write_error (self, errno, error);
          return FALSE;
        }
      from += n;
      length -= (gsize) n;
    }

  return TRUE;
}

/**
 * tapline_replacement_copy:
 * @self: a replacement
 * @source: a capture
 * @offset: where in its file
 * @length: how many bytes to append, at least 1; they are published
 * @error: return location for a #G_FILE_ERROR with a sentence
 *
 * Appends a part of the capture's file: by the kernel where it can do that, which on some file
 * systems copies nothing at all but shares it.
 *
 * Returns: how many bytes were appended, which may be fewer; 0 if there was an error
 */
guint64
tapline_replacement_copy (TaplineReplacement  *self,
                          TaplineCapture      *source,
                          guint64              offset,
                          guint64              length,
                          GError             **error)
{
  g_autofree guint8 *buffer = NULL;
  off_t from = (off_t) offset;
  int fd = tapline_capture_get_fd (source);
  ssize_t n;

  do
    n = copy_file_range (fd, &from, self->fd, NULL, (gsize) length, 0);
  while (n < 0 && errno == EINTR);
  if (n > 0)
    return (guint64) n;
  if (n < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
    {
      set_write_error (self, errno, error);
      return 0;
    }

  /* Not between these files, or not at all. */
  length = MIN (length, COPY_SIZE);
  buffer = g_malloc (length);
  do
    n = pread (fd, buffer, (gsize) length, (off_t) offset);
  while (n < 0 && errno == EINTR);
  if (n <= 0)
    {
      set_read_error (source, n < 0 ? errno : EIO, error);
      return 0;
    }

  return tapline_replacement_write (self, buffer, (gsize) n, error) ? (guint64) n : 0;
}

/**
 * tapline_replacement_finish:
 * @self: a replacement that is written
 * @error: return location for a #G_FILE_ERROR with a sentence
 *
 * Gives the file its name once it is on the disk.
 *
 * Returns: whether it has it
 */
gboolean
tapline_replacement_finish (TaplineReplacement  *self,
                            GError             **error)
{
  if (fsync (self->fd) != 0 || rename (self->temporary, self->path) != 0)
    {
      set_write_error (self, errno, error);
      return FALSE;
    }
  g_clear_pointer (&self->temporary, g_free);
  sync_folder (self);

  return TRUE;
}

/**
 * tapline_replacement_clear:
 * @self: a replacement that was opened, or tried to
 *
 * Takes away what was written unless it is finished.
 */
void
tapline_replacement_clear (TaplineReplacement *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self->name);
}
