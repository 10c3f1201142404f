/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer of a capture: its file, notes and marks. The connections are in
 * tapline-capture-flow.c.
 *
 * Of the disk, so much is kept that on a full one the ends of all open connections and some notes
 * can still be written.
 *
 * Threads: one writer, who alone calls what the header says. Others read the counters, with
 * acquire order, and then the file as far as they say; see tapline-spool.c.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tapline-capture-private.h"
#include "tapline-pcapng.h"
#include "tapline-seal.h"

#define KEPT_NOTES (64 * 1024) /* bytes of the disk kept for notes */
#define KEPT_FLOW  512         /* and for the end of each open flow */

/* Bytes of the disk that are not for payload. */
static guint64
get_kept (TaplineCapture *self)
{
  return KEPT_NOTES + (guint64) self->n_flows * KEPT_FLOW;
}

/* The time of what is recorded now. */
gint64
tapline_capture_get_now (TaplineCapture *self)
{
  return self->time != 0 ? self->time : tapline_clock_take (&self->clock);
}

static void
append_note (TaplineCapture *self,
             const char     *text)
{
  g_autofree char *valid = NULL;
  guint8 *block = tapline_spool_begin_control (&self->spool);

  if (block == NULL)
    {
      self->n_lost++;
      return;
    }
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  tapline_spool_end_block (&self->spool,
                           tapline_pcapng_put_note (block, tapline_capture_get_now (self), text,
                                                    self->comment));
  g_clear_pointer (&self->comment, g_free);
}

/* Tells in the recording itself what it lacks, once there is a place for that again. */
static void
append_lost_note (TaplineCapture *self)
{
  g_autofree char *text = NULL;
  guint n_lost = self->n_lost;

  if (n_lost == 0 || tapline_spool_is_full (&self->spool))
    return;
  self->n_lost = 0;
  text = g_strdup_printf (ngettext ("%u event could not be recorded: the disk was full.",
                                    "%u events could not be recorded: the disk was full.",
                                    n_lost), n_lost);
  append_note (self, text);
}

/* Once: behind it there is nothing until more is recorded. */
static void
append_end (TaplineCapture *self)
{
  guint8 *block;

  append_lost_note (self);
  if (tapline_counter_read (&self->counters.bytes) + self->spool.used == self->sealed)
    return;
  block = tapline_spool_begin_control (&self->spool);
  if (block == NULL)
    return;
  tapline_spool_end_block (&self->spool, tapline_pcapng_put_end (block, g_get_real_time ()));
  self->sealed = tapline_counter_read (&self->counters.bytes) + self->spool.used;
}

/* Documented in the private header. */
TaplineCapture *
tapline_capture_new_for_fd (const char *path,
                            int         fd)
{
  TaplineCapture *self = g_new0 (TaplineCapture, 1);
  struct stat status;

  g_atomic_ref_count_init (&self->ref_count);
  self->path = g_strdup (path);
  self->fd = fd;
  self->source = -1;
  self->marks = tapline_marks_new ();
  if (fstat (fd, &status) == 0)
    {
      self->device = status.st_dev;
      self->inode = status.st_ino;
    }

  return self;
}

/* Documented in the private header. */
gboolean
tapline_capture_begin (TaplineCapture  *self,
                       GError         **error)
{
  tapline_spool_init (&self->spool, self->fd, self->path, &self->counters);
  for (guint i = 0; i < TAPLINE_PCAPNG_N_START; i++)
    {
      guint8 *block = self->spool.buffer + self->spool.used;

      tapline_spool_end_block (&self->spool, tapline_pcapng_put_start (block, i));
    }

  return tapline_capture_flush (self, error);
}

/**
 * tapline_capture_new:
 * @path: file to create; it must not exist
 * @error: return location
 *
 * Creates a recording, private to the user, with its first blocks in it, and holds its lock until
 * the last reference goes. The one who calls this is the writer until it hands the recording on.
 *
 * A limit on the size of files shall be an error that can be told, not a signal that ends the
 * program: if SIGXFSZ has its default action, this ignores it for the whole process.
 *
 * Returns: (transfer full): a capture, or %NULL with a #G_FILE_ERROR
 */
TaplineCapture *
tapline_capture_new (const char  *path,
                     GError     **error)
{
  g_autoptr (TaplineCapture) self = NULL;
  struct sigaction action;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (sigaction (SIGXFSZ, NULL, &action) == 0 && action.sa_handler == SIG_DFL)
    signal (SIGXFSZ, SIG_IGN);

  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                   _("The recording “%s” cannot be created: %s. "
                     "Choose another folder, or make some room in this one."),
                   path, g_strerror (code));
      return NULL;
    }
  /* However odd the umask is. */
  fchmod (fd, 0600);
  tapline_seal_hold (fd);

  self = tapline_capture_new_for_fd (path, fd);
  if (!tapline_capture_begin (self, error))
    {
      g_unlink (path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * tapline_capture_ref:
 * @self: a capture
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
TaplineCapture *
tapline_capture_ref (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * tapline_capture_unref:
 * @self: (transfer full): a capture
 *
 * With the last reference, finishes the recording if its writer did not, and closes the file.
 * Thread: any.
 */
void
tapline_capture_unref (TaplineCapture *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->finished)
    tapline_check_clear (&self->check);
  else
    tapline_capture_finish (self, NULL);
  g_clear_pointer (&self->import, tapline_import_free);
  if (self->fd >= 0)
    close (self->fd);
  if (self->source >= 0)
    close (self->source);
  tapline_spool_clear (&self->spool);
  g_free (self->comment);
  tapline_marks_free (self->marks);
  g_free (self->path);
  g_free (self);
}

/**
 * tapline_capture_get_path:
 * @self: a capture
 *
 * Thread: any.
 *
 * Returns: where it was created, or what was opened
 */
const char *
tapline_capture_get_path (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * tapline_capture_get_fd:
 * @self: a capture
 *
 * For pread() below the counter `bytes`; open as long as there is a reference. Thread: any.
 *
 * Returns: the file's descriptor, borrowed
 */
int
tapline_capture_get_fd (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

/**
 * tapline_capture_get_counters:
 * @self: a capture
 *
 * Thread: any.
 *
 * Returns: what is in the file, valid as long as there is a reference
 */
const TaplineCaptureCounters *
tapline_capture_get_counters (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->counters;
}

/**
 * tapline_capture_look_at_clock:
 * @self: a capture
 * @now: (out): the time in the recording, microseconds since 1970-01-01 UTC
 *
 * Tells apart silence and something that is on its way: if this returns %TRUE and @now is later
 * than what the counters tell of, read after this, then nothing happened in between, and nothing
 * that will be published has a time before @now. Thread: any.
 *
 * Returns: %FALSE if something is on its way, or if the capture was opened and so has no present
 */
gboolean
tapline_capture_look_at_clock (TaplineCapture *self,
                               gint64         *now)
{
  g_return_val_if_fail (self != NULL && now != NULL, FALSE);

  return !self->finished && tapline_clock_look (&self->clock, now);
}

/**
 * tapline_capture_get_marks:
 * @self: a capture
 *
 * Thread: any.
 *
 * Returns: (transfer none): the marks that its indexers have come to
 */
TaplineMarks *
tapline_capture_get_marks (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->marks;
}

/**
 * tapline_capture_set_time:
 * @self: a capture
 * @time: microseconds since 1970-01-01 UTC, more than 0
 *
 * When that happened what is recorded from now on, instead of at the time of the call. Thread:
 * writer.
 */
void
tapline_capture_set_time (TaplineCapture *self,
                          gint64          time)
{
  g_return_if_fail (self != NULL);

  self->time = time;
}

/**
 * tapline_capture_set_comment:
 * @self: a capture
 * @comment: UTF-8; at most %TAPLINE_MARK_NOTE_MAX bytes are kept
 *
 * What is said of the payload that is recorded next, or of the next note: the mark of its first
 * byte. Thread: writer.
 */
void
tapline_capture_set_comment (TaplineCapture *self,
                             const char     *comment)
{
  g_return_if_fail (self != NULL && comment != NULL);

  g_free (self->comment);
  self->comment = g_strdup (comment);
}

/**
 * tapline_capture_note:
 * @self: a capture
 * @text: UTF-8; at most 1024 bytes are kept
 *
 * Records a sentence that belongs to no connection. What tapline_capture_end_flow() says about
 * an unwritable file holds here too. Thread: writer.
 */
void
tapline_capture_note (TaplineCapture *self,
                      const char     *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  append_note (self, text);
}

/**
 * tapline_capture_mark:
 * @self: a capture; one that was opened is loaded
 * @mark: what to mark, or to mark no longer
 * @words: UTF-8, to be read behind the mark's note: what is marked, for people
 * @error: return location
 *
 * Of a capture that is being recorded, the mark is in the file with the next flush; if the file is
 * unwritable the recording tells what it lacks, as tapline_capture_end_flow() says. Of one that was
 * opened, it is in the file at once: in the recording itself, or in what was made of a capture of
 * another program. Thread: writer.
 *
 * Returns: whether it could be recorded; if not, @error is a #G_FILE_ERROR with a sentence for the
 *   user
 */
gboolean
tapline_capture_mark (TaplineCapture     *self,
                      const TaplineMark  *mark,
                      const char         *words,
                      GError            **error)
{
  guint8 *block;

  g_return_val_if_fail (self != NULL && mark != NULL && words != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->finished && self->import == NULL)
    return tapline_capture_mark_file (self, mark, words, error);

  block = tapline_spool_begin_control (&self->spool);
  if (block == NULL)
    {
      self->n_lost++;
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                           _("The message cannot be marked: the disk is full. Free some space and "
                             "mark it again."));
      return FALSE;
    }
  tapline_spool_end_block (&self->spool,
                           tapline_pcapng_put_mark (block, tapline_capture_get_now (self), mark,
                                                    words));

  return !self->finished || tapline_capture_flush (self, error);
}

/**
 * tapline_capture_name_host:
 * @self: a capture
 * @address: an address
 * @name: what its host is called; at most 255 bytes are kept
 *
 * Records a name, which Wireshark then shows instead of the address. To be called before the
 * connection is recorded. Left out if the file is unwritable. Thread: writer.
 */
void
tapline_capture_name_host (TaplineCapture       *self,
                           const TaplineAddress *address,
                           const char           *name)
{
  guint8 *block;

  g_return_if_fail (self != NULL && address != NULL && name != NULL);
  g_return_if_fail (address->family == 4 || address->family == 6);

  block = tapline_spool_begin_control (&self->spool);
  if (block != NULL)
    tapline_spool_end_block (&self->spool, tapline_pcapng_put_name (block, address, name));
}

/**
 * tapline_capture_set_limit:
 * @self: a capture
 * @limit: bytes of the file up to which payload is taken; %G_MAXUINT64, as at first, for any
 *
 * Ends and notes are recorded beyond it. Thread: writer.
 */
void
tapline_capture_set_limit (TaplineCapture *self,
                           guint64         limit)
{
  g_return_if_fail (self != NULL);

  self->spool.limit = limit;
}

/**
 * tapline_capture_is_at_limit:
 * @self: a capture
 *
 * Thread: writer.
 *
 * Returns: whether there is no room because the file has as many bytes as it may, which waiting
 *   does not change
 */
gboolean
tapline_capture_is_at_limit (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return tapline_spool_is_at_limit (&self->spool);
}

/**
 * tapline_capture_get_room:
 * @self: a capture
 *
 * Reserves more of the disk when that is needed. If there is still no room after a flush, the
 * disk is full (tapline_capture_dup_error() says so); ask again later. Thread: writer.
 *
 * Returns: how many payload bytes can be taken now, in one call
 */
gsize
tapline_capture_get_room (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return tapline_spool_get_room (&self->spool, get_kept (self));
}

/**
 * tapline_capture_flush:
 * @self: a capture
 * @error: return location
 *
 * Appends what is buffered to the file and publishes it. If the file cannot be written now, what
 * is not in it stays in the buffer and the next flush goes on from there. Thread: writer.
 *
 * Returns: whether all is in the file; if not, @error is a #G_FILE_ERROR with a sentence for the
 *   user
 */
gboolean
tapline_capture_flush (TaplineCapture  *self,
                       GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!tapline_spool_write (&self->spool, error))
    return FALSE;

  append_lost_note (self);
  if (!tapline_spool_write (&self->spool, error))
    return FALSE;

  tapline_clock_settle (&self->clock);
  return TRUE;
}

/**
 * tapline_capture_finish:
 * @self: a capture
 * @error: return location
 *
 * Seals the recording with its last block, flushes and gives back the space that was reserved
 * ahead. The file stays open for readers until the last reference goes. Can be tried again. Thread:
 * writer.
 *
 * Returns: whether all is in the file, as for tapline_capture_flush()
 */
gboolean
tapline_capture_finish (TaplineCapture  *self,
                        GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  append_end (self);
  if (!tapline_capture_flush (self, error))
    return FALSE;

  tapline_spool_trim (&self->spool);
  return TRUE;
}

/**
 * tapline_capture_dup_error:
 * @self: a capture
 *
 * Thread: writer.
 *
 * Returns: (transfer full) (nullable): why there is no room though nothing is buffered, as a
 *   #G_FILE_ERROR with a sentence for the user; %NULL if all is well
 */
GError *
tapline_capture_dup_error (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return tapline_spool_dup_error (&self->spool, get_kept (self));
}
