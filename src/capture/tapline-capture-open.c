/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a recording that is finished. The writer is then who opened it, and all that is written are
 * the counters (tapline-check.c), and marks behind what is there. A capture of another program is
 * opened as a new recording in a file without a name, into which its packets are written
 * (tapline-import.c).
 *
 * Threads: as for a capture that is recorded, see tapline-capture.c.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-capture-private.h"
#include "tapline-pcapng.h"
#include "tapline-seal.h"
#include "tapline-temporary.h"

static void
set_mark_error (TaplineCapture  *self,
                int              code,
                GError         **error)
{
  if (code == EBUSY)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                 _("The message cannot be marked: another program has the recording “%s” open. "
                   "Close it there, or save a copy of it and mark the message there."),
                 self->path);
  else
    g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                 _("The message cannot be marked: “%s” cannot be written: %s. Save a copy of the "
                   "recording elsewhere, open that and mark it there."),
                 self->path, g_strerror (code));
}

/* Opens a capture of another program. */
static gboolean
begin_import (TaplineCapture  *self,
              GError         **error)
{
  self->source = self->fd;
  self->import = tapline_import_new (self->source, self->path, error);
  if (self->import == NULL)
    return FALSE;
  self->fd = tapline_temporary_open (self->path);
  if (self->fd < 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                   _("“%s” cannot be shown: %s. Make some room in its folder: what is made of it "
                     "goes there for as long as it is open."), self->path, g_strerror (code));
      return FALSE;
    }

  return tapline_capture_begin (self, error);
}

/* As captures often are that were kept: by gzip, xz, zstd, lz4 or bzip2. */
static gboolean
is_compressed (int fd)
{
  static const char *const magics[] = { "\x1f\x8b", "\xfd" "7zXZ", "\x28\xb5\x2f\xfd",
                                        "\x04\x22\x4d\x18", "BZh" };
  char start[8] = { 0 };

  if (pread (fd, start, sizeof start, 0) <= 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if (memcmp (start, magics[i], strlen (magics[i])) == 0)
      return TRUE;

  return FALSE;
}

/**
 * tapline_capture_open:
 * @path: a recording of ours, or a pcap or pcapng file of another program
 * @error: return location
 *
 * Opens a recording to read it. Nothing of what was recorded is published until
 * tapline_capture_load(). Thread: any; who calls it is the writer.
 *
 * Returns: (transfer full): a capture, or %NULL with a #G_FILE_ERROR and a sentence for the user
 */
TaplineCapture *
tapline_capture_open (const char  *path,
                      GError     **error)
{
  g_autoptr (TaplineCapture) self = NULL;
  g_autoptr (GError) cause = NULL;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  /* A pipe nobody writes to would be waited for. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                   _("“%s” cannot be read: %s. Check the name and who may read it."),
                   path, g_strerror (code));
      return NULL;
    }
  tapline_seal_share (fd);

  self = tapline_capture_new_for_fd (path, fd);
  self->finished = TRUE;
  if (tapline_check_init (&self->check, fd, self->path, &self->counters, &cause)
      || (cause == NULL && begin_import (self, &cause)))
    return g_steal_pointer (&self);

  if (cause == NULL && is_compressed (fd))
    cause = g_error_new (G_FILE_ERROR, G_FILE_ERROR_INVAL,
                         _("“%s” is compressed. Unpack it, and open what comes out of it."), path);
  else if (cause == NULL)
    cause = g_error_new (G_FILE_ERROR, G_FILE_ERROR_INVAL,
                         _("“%s” is no recording. Choose one of Tapline's, or a pcap or pcapng "
                           "file of another program."), path);
  g_propagate_error (error, g_steal_pointer (&cause));

  return NULL;
}

/**
 * tapline_capture_load:
 * @self: a capture that was opened
 * @at_least: how many bytes of the file to go over, if there are as many
 * @error: return location
 *
 * Goes over the next part of the file and publishes what is in it, up to what is whole. An index
 * follows after tapline_index_wake(). Thread: writer.
 *
 * Returns: whether there may be more; if not, @error is a #G_FILE_ERROR if it cannot be read, and
 *   tapline_capture_dup_warning() tells what else is left out
 */
gboolean
tapline_capture_load (TaplineCapture  *self,
                      gsize            at_least,
                      GError         **error)
{
  g_return_val_if_fail (self != NULL && self->finished, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->import != NULL)
    return tapline_import_go_on (self->import, self, at_least, error);

  return tapline_check_go_on (&self->check, at_least, error);
}

/**
 * tapline_capture_get_size:
 * @self: a capture that was opened
 *
 * Thread: any.
 *
 * Returns: bytes of the file when it was opened
 */
guint64
tapline_capture_get_size (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL && self->finished, 0);

  return self->check.size;
}

/**
 * tapline_capture_get_loaded:
 * @self: a capture that was opened
 *
 * Thread: any.
 *
 * Returns: bytes of the file that were gone over
 */
guint64
tapline_capture_get_loaded (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL && self->finished, 0);

  return self->import != NULL ? tapline_import_get_done (self->import)
                              : tapline_counter_read (&self->counters.bytes);
}

/**
 * tapline_capture_dup_warning:
 * @self: a capture that was opened and gone over
 *
 * Thread: writer.
 *
 * Returns: (transfer full) (nullable): what is left out though it was there or should be, a
 *   sentence for the user
 */
char *
tapline_capture_dup_warning (TaplineCapture *self)
{
  g_autofree char *torn = NULL;
  guint64 whole;

  g_return_val_if_fail (self != NULL && self->finished, NULL);

  if (self->import != NULL)
    return tapline_import_dup_warning (self->import);
  whole = tapline_counter_read (&self->counters.bytes);
  if (self->check.size <= whole)
    return NULL;
  torn = g_format_size (self->check.size - whole);

  return g_strdup_printf (_("The last %s of “%s” are torn, as after a crash, and left out."), torn,
                          self->path);
}

/**
 * tapline_capture_is_same:
 * @self: a capture
 * @other: a capture
 *
 * Thread: any.
 *
 * Returns: whether both are of the same file, by whatever names
 */
gboolean
tapline_capture_is_same (TaplineCapture *self,
                         TaplineCapture *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return self->device == other->device && self->inode == other->inode;
}

/**
 * tapline_capture_is_at:
 * @self: a capture
 * @path: a name of a file
 *
 * Thread: any.
 *
 * Returns: whether its file, or the one that was opened, is what has that name
 */
gboolean
tapline_capture_is_at (TaplineCapture *self,
                       const char     *path)
{
  struct stat status;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  return stat (path, &status) == 0 && status.st_dev == self->device
         && status.st_ino == self->inode;
}

/**
 * tapline_capture_has_marks:
 * @self: a capture that was opened
 *
 * Thread: writer.
 *
 * Returns: whether there are marks in what was loaded, though no index may have come to them
 */
gboolean
tapline_capture_has_marks (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL && self->finished, FALSE);

  return self->check.has_marks;
}

/**
 * tapline_capture_is_imported:
 * @self: a capture
 *
 * Thread: any.
 *
 * Returns: whether it was opened and is another program's, which is never written
 */
gboolean
tapline_capture_is_imported (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->import != NULL;
}

/* Writes the mark and a seal behind the seal that is there, in one write. The file has to end where
 * what is known of it does. */
static gboolean
append_to_file (TaplineCapture     *self,
                int                 fd,
                const TaplineMark  *mark,
                const char         *words,
                GError            **error)
{
  guint8 blocks[TAPLINE_PCAPNG_CONTROL_MAX + TAPLINE_PCAPNG_END_SIZE];
  guint64 end = tapline_counter_read (&self->counters.bytes);
  gint64 now = g_get_real_time ();
  struct stat status;
  gsize length;
  gssize n;

  if (fstat (fd, &status) != 0 || status.st_dev != self->device || status.st_ino != self->inode
      || (guint64) status.st_size != end)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                   _("The message cannot be marked: the recording “%s” is torn at its end, or "
                     "another program has changed it. Save a copy of it, open that and mark it "
                     "there."), self->path);
      return FALSE;
    }

  length = tapline_pcapng_put_mark (blocks, now, mark, words);
  length += tapline_pcapng_put_end (blocks + length, now);
  n = pwrite (fd, blocks, length, (off_t) end);
  if (n != (gssize) length)
    {
      int code = n < 0 ? errno : ENOSPC;

      if (n > 0 && ftruncate (fd, (off_t) end) != 0)
        code = errno;
      set_mark_error (self, code, error);
      return FALSE;
    }
  tapline_counter_add (&self->counters.blocks, 2);
  tapline_counter_add (&self->counters.bytes, length);

  return TRUE;
}

/* Documented in the private header. */
gboolean
tapline_capture_mark_file (TaplineCapture     *self,
                           const TaplineMark  *mark,
                           const char         *words,
                           GError            **error)
{
  gboolean marked = FALSE;
  int fd = open (self->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    set_mark_error (self, errno, error);
  else if (!tapline_seal_take (self->fd))
    set_mark_error (self, EBUSY, error);
  else
    marked = append_to_file (self, fd, mark, words, error);
  if (fd >= 0)
    close (fd);
  tapline_seal_share (self->fd);

  return marked;
}
