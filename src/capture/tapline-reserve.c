/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disk space reserved ahead of a file that grows, without changing its size.
 *
 * fallocate(2) with FALLOC_FL_KEEP_SIZE in steps that double from 1 to 64 MiB, so that a short
 * recording stays small and a fast one seldom asks. When the disk has no such piece left, smaller
 * ones are taken down to 64 KiB. A file system that cannot reserve is asked for its free space
 * instead: there, who else writes at the same time can still make it full.
 *
 * The last hundredth of a disk, at most 64 MiB, is not taken: what else lives there goes on.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tapline-reserve.h"

#define STEP_FIRST     (G_GUINT64_CONSTANT (1) << 20)
#define STEP_MAX       (G_GUINT64_CONSTANT (64) << 20)
#define STEP_MIN       (G_GUINT64_CONSTANT (64) << 10)
#define LEFT_MAX       (G_GUINT64_CONSTANT (64) << 20)
#define LEFT_FRACTION  100
#define RETRY_INTERVAL (G_TIME_SPAN_SECOND / 10)

/* What may be taken of the disk's free space. */
static guint64
get_takeable (int fd)
{
  struct statvfs status;
  guint64 left, unit;

  if (fstatvfs (fd, &status) != 0 || status.f_blocks == 0)
    return G_MAXUINT64; /* it does not know */
  unit = status.f_frsize;
  left = MIN (LEFT_MAX, status.f_blocks * unit / LEFT_FRACTION);

  return status.f_bavail * unit > left ? status.f_bavail * unit - left : 0;
}

static int
allocate (int     fd,
          guint64 from,
          guint64 length)
{
  while (fallocate (fd, FALLOC_FL_KEEP_SIZE, (off_t) from, (off_t) length) != 0)
    if (errno == EOPNOTSUPP || errno == ENOSYS)
      return 0;
    else if (errno != EINTR)
      return errno;

  return 0;
}

static void
extend (TaplineReserve *self)
{
  /* A disk that was full has to have some room again, lest it is full at once. */
  guint64 smallest = self->error != 0 ? STEP_FIRST : STEP_MIN;
  guint64 takeable = get_takeable (self->fd);

  for (guint64 step = self->step; step >= smallest; step /= 2)
    {
      self->error = step <= takeable ? allocate (self->fd, self->end, step) : ENOSPC;
      if (self->error == 0)
        {
          self->end += step;
          self->step = step < self->step ? MAX (step, STEP_FIRST) : MIN (step * 2, STEP_MAX);
          return;
        }
    }

  self->retry_at = g_get_monotonic_time () + RETRY_INTERVAL;
}

/**
 * tapline_reserve_init:
 * @self: (out caller-allocates): a reserve
 * @fd: an empty file, open for writing
 *
 * Nothing is reserved yet. Thread: the file's writer, as all of these.
 */
void
tapline_reserve_init (TaplineReserve *self,
                      int             fd)
{
  *self = (TaplineReserve) { .fd = fd, .step = STEP_FIRST };
}

/**
 * tapline_reserve_get:
 * @self: a reserve
 * @from: file offset from which space is needed
 * @wanted: how much is wanted, in bytes
 *
 * Reserves more if there is less than @wanted; after a failure at most ten times a second.
 *
 * Returns: bytes that can be written at @from without running out of space
 */
guint64
tapline_reserve_get (TaplineReserve *self,
                     guint64         from,
                     guint64         wanted)
{
  while (self->end < from + wanted
         && (self->error == 0 || g_get_monotonic_time () >= self->retry_at))
    {
      extend (self);
      if (self->error != 0)
        break;
    }

  return self->end > from ? self->end - from : 0;
}

/**
 * tapline_reserve_trim:
 * @self: a reserve
 * @length: the file's length
 *
 * Gives back what was reserved behind the end of the file. If that fails the file only takes
 * more space than it needs.
 */
void
tapline_reserve_trim (TaplineReserve *self,
                      guint64         length)
{
  if (self->end <= length)
    return;
  if (ftruncate (self->fd, (off_t) length) == 0)
    {
      self->end = length;
      self->step = STEP_FIRST;
    }
}
