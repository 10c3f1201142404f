/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a recording stands: being written, closed well, or left behind by a program that died.
 *
 * Its writer holds a lock on the file as long as it lives (flock(2), which the kernel releases
 * however the process ends), and the last thing that it writes is a block of its own kind, the
 * seal. A recording without either was left. To mend one is to cut what is torn at its end, the
 * rest of the last write, and to seal it; what is seldom and worse than that is left as it is.
 *
 * Where the file system has no locks nobody can tell who lives: everything counts as living.
 *
 * Threads: any; these are plain functions, and may wait for the disk.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tapline-check.h"
#include "tapline-pcapng.h"
#include "tapline-seal.h"

/* A writer dies in the middle of one write, which is not much longer than this; what does not read
 * as blocks and is more than that is damage of another kind, and kept. */
#define TORN_MAX (4 * 1024 * 1024)
/* What a pass over the recording takes at a time. */
#define PASS     (64 * 1024 * 1024)

static gboolean
lock (int fd,
      int operation)
{
  int result;

  do
    result = flock (fd, operation);
  while (result != 0 && errno == EINTR);

  return result == 0;
}

static gboolean
is_sealed (int     fd,
           guint64 size)
{
  guint8 end[TAPLINE_PCAPNG_END_SIZE];

  return size >= sizeof end
         && pread (fd, end, sizeof end, (off_t) (size - sizeof end)) == sizeof end
         && tapline_pcapng_is_end (end);
}

static gboolean
is_recording (int         fd,
              const char *path)
{
  TaplineCaptureCounters counters = { 0 };
  TaplineCheck check;

  if (!tapline_check_init (&check, fd, path, &counters, NULL))
    return FALSE;
  tapline_check_clear (&check);

  return TRUE;
}

/* Writes a sentence about what happened, and the seal. */
static gboolean
seal (int     fd,
      guint64 size,
      guint64 torn)
{
  guint8 blocks[TAPLINE_PCAPNG_CONTROL_MAX + TAPLINE_PCAPNG_END_SIZE];
  g_autofree char *cut = g_format_size_full (torn, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *note = NULL;
  gint64 now = g_get_real_time ();
  gsize length;

  note = torn > 0 ? g_strdup_printf (_("The program ended unexpectedly here; the torn end of the "
                                       "recording, %s, was cut off"), cut)
                  : g_strdup (_("The program ended unexpectedly here"));
  length = tapline_pcapng_put_note (blocks, now, note, NULL);
  length += tapline_pcapng_put_end (blocks + length, now);

  return pwrite (fd, blocks, length, (off_t) size) == (gssize) length;
}

static void
set_mend_error (const char  *path,
                int          code,
                GError     **error)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
               _("The recording “%s” cannot be completed: %s. It is kept as it is; make some room "
                 "and try again."), path, g_strerror (code));
}

/* Bytes of the whole blocks that a locked recording begins with. */
static gboolean
measure (int          fd,
         const char  *path,
         guint64     *whole,
         GError     **error)
{
  TaplineCaptureCounters counters = { 0 };
  g_autoptr (GError) cause = NULL;
  TaplineCheck check;

  if (!tapline_check_init (&check, fd, path, &counters, error))
    return FALSE;
  while (tapline_check_go_on (&check, PASS, &cause))
    ;
  tapline_check_clear (&check);
  *whole = tapline_counter_read (&counters.bytes);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));

  return FALSE;
}

static gboolean
mend (int           fd,
      const char   *path,
      GError      **error)
{
  struct timespec times[2];
  struct stat status;
  guint64 whole, size, torn;

  if (!measure (fd, path, &whole, error))
    return FALSE;
  if (fstat (fd, &status) != 0)
    {
      set_mend_error (path, errno, error);
      return FALSE;
    }
  size = (guint64) status.st_size;
  if (is_sealed (fd, size))
    return TRUE;

  torn = size - whole;
  if (torn > TORN_MAX)
    torn = 0;
  /* Gives back, too, what was reserved on the disk behind the end. */
  if (ftruncate (fd, (off_t) (size - torn)) != 0 || !seal (fd, size - torn, torn))
    {
      set_mend_error (path, errno, error);
      return FALSE;
    }
  /* It is as old as it was. */
  times[0] = status.st_atim;
  times[1] = status.st_mtim;
  futimens (fd, times);

  return TRUE;
}

/**
 * tapline_seal_hold:
 * @fd: a recording that is being created
 *
 * Tells all others, as long as the file is open, that it is being written. Where that is not
 * possible nobody takes it for anything else.
 */
void
tapline_seal_hold (int fd)
{
  lock (fd, LOCK_EX);
}

/**
 * tapline_seal_share:
 * @fd: a recording that is opened to be read
 *
 * Keeps others from deleting it as long as the file is open.
 */
void
tapline_seal_share (int fd)
{
  lock (fd, LOCK_SH | LOCK_NB);
}

/**
 * tapline_seal_take:
 * @fd: a recording of which tapline_seal_share() was told
 *
 * Keeps all others away for as long as it takes to append to it; tapline_seal_share() ends that,
 * also if this fails.
 *
 * Returns: %FALSE if another has it open, or where nobody can tell
 */
gboolean
tapline_seal_take (int fd)
{
  return lock (fd, LOCK_EX | LOCK_NB);
}

/**
 * tapline_seal_look:
 * @path: a file
 *
 * Returns: how it stands
 */
TaplineSeal
tapline_seal_look (const char *path)
{
  TaplineSeal seal = { TAPLINE_SEAL_NONE };
  struct stat status;
  int fd;

  g_return_val_if_fail (path != NULL, seal);

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0)
    return seal;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    {
      seal.size = (guint64) status.st_size;
      seal.time = status.st_mtim.tv_sec * G_TIME_SPAN_SECOND + status.st_mtim.tv_nsec / 1000;
      /* What costs most, the look at its beginning, is for few of many. */
      if (!lock (fd, LOCK_SH | LOCK_NB))
        seal.state = TAPLINE_SEAL_LIVING;
      else if (is_sealed (fd, seal.size))
        seal.state = TAPLINE_SEAL_SEALED;
      else if (is_recording (fd, path))
        seal.state = TAPLINE_SEAL_LEFT;
    }
  close (fd);

  return seal;
}

/**
 * tapline_seal_mend:
 * @path: a recording that was left
 * @error: return location
 *
 * Cuts what is torn and seals it. One that is sealed already stays as it is.
 *
 * Returns: whether it is sealed; if not, @error is a #G_FILE_ERROR with a sentence for the user
 */
gboolean
tapline_seal_mend (const char  *path,
                   GError     **error)
{
  gboolean mended;
  int fd;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  fd = open (path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0 || !lock (fd, LOCK_EX | LOCK_NB))
    {
      set_mend_error (path, errno, error);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  mended = mend (fd, path, error);
  close (fd);

  return mended;
}

/**
 * tapline_seal_remove:
 * @path: a recording
 *
 * Deletes it unless somebody has it open: whoever writes it, or reads it.
 *
 * Returns: whether it is gone
 */
gboolean
tapline_seal_remove (const char *path)
{
  gboolean removed;
  int fd;

  g_return_val_if_fail (path != NULL, FALSE);

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0)
    return FALSE;
  removed = lock (fd, LOCK_EX | LOCK_NB) && g_unlink (path) == 0;
  close (fd);

  return removed;
}
