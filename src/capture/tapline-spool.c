/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks on their way to the file of a capture: the buffer, how it is emptied, and what may be put
 * in.
 *
 * Full disk: payload is taken only as far as it fits into space that is reserved on the disk
 * already, less what the capture wants to keep for ends and notes. So what was taken can always
 * be written. Should a write fail all the same, what is not in the file stays in the buffer,
 * whose size never changes, and no more payload is taken until a write goes well.
 *
 * Threads: the capture's writer. The file at offsets below the counter `bytes` never changes
 * again: the release store of `bytes` comes after the write(), and in, out and blocks are stored
 * before it, so that a reader never sees fewer of them than `bytes` has.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-pcapng.h"
#include "tapline-spool.h"

#define BUFFER_SIZE    (1024 * 1024) /* what payload is taken into; more falls out of the cache */
#define BUFFER_SLACK   (128 * 1024)  /* behind it: ends and notes while payload has filled it */
/* Pages of a file that are got one write() at a time come in one block of memory as large as that
 * write. Up to this size the kernel has such blocks at hand for each processor; larger ones it may
 * have to make, or a virtual machine to get from its host, at several times the cost. */
#define WRITE_MAX      (32 * 1024)
#define BLOCK_OVERHEAD (TAPLINE_PCAPNG_HEADER_MAX + TAPLINE_PCAPNG_TRAILER)
#define ACK_SIZE       BLOCK_OVERHEAD
#define RESERVE_LOW    (256 * 1024)  /* less space than this on the disk: reserve more */

/* How much payload fits into @space with the worst headers, whatever the pieces. */
static gsize
get_payload_room (guint64 space)
{
  guint64 whole, rest;

  if (space <= ACK_SIZE)
    return 0;
  space -= ACK_SIZE;
  whole = space / (TAPLINE_PCAPNG_PIECE_MAX + BLOCK_OVERHEAD);
  rest = space % (TAPLINE_PCAPNG_PIECE_MAX + BLOCK_OVERHEAD);
  rest = rest > BLOCK_OVERHEAD ? (rest - BLOCK_OVERHEAD) & ~G_GUINT64_CONSTANT (3) : 0;

  return (gsize) (whole * TAPLINE_PCAPNG_PIECE_MAX + rest);
}

/* Bytes that the disk takes behind what is buffered, @kept left out. */
static guint64
get_disk_space (TaplineSpool *self,
                guint64       kept,
                guint64       wanted)
{
  guint64 from = tapline_counter_read (&self->counters->bytes) + self->used;
  guint64 space = tapline_reserve_get (&self->reserve, from, kept + wanted);

  return space > kept ? space - kept : 0;
}

/* Bytes behind what is buffered, up to the limit. */
static guint64
get_allowed_space (const TaplineSpool *self)
{
  guint64 from = tapline_counter_read (&self->counters->bytes) + self->used;

  return self->limit > from ? self->limit - from : 0;
}

static char *
dup_free_space (int fd)
{
  struct statvfs status;

  if (fstatvfs (fd, &status) != 0)
    return g_format_size (0);

  return g_format_size ((guint64) status.f_bavail * status.f_frsize);
}

static void
set_write_error (TaplineSpool *self,
                 int           code,
                 GError      **error)
{
  int file_error = g_file_error_from_errno (code);
  g_autofree char *left = NULL;

  if (code == ENOSPC)
    {
      left = dup_free_space (self->fd);
      g_set_error (error, G_FILE_ERROR, file_error,
                   _("The disk is full: %s are left where the recording “%s” is. Free some: "
                     "nothing is lost, and receiving goes on by itself."), left, self->path);
    }
  else if (code == EDQUOT)
    g_set_error (error, G_FILE_ERROR, file_error,
                 _("There is no space left for the recording “%s”. Free some: "
                   "nothing is lost, and receiving goes on by itself."), self->path);
  else if (code == EFBIG)
    g_set_error (error, G_FILE_ERROR, file_error,
                 _("The recording “%s” has reached the largest size a file may have here. "
                   "Raise that limit (ulimit -f), or close and start a new recording."),
                 self->path);
  else
    g_set_error (error, G_FILE_ERROR, file_error,
                 _("The recording “%s” cannot be written: %s. Check the disk: "
                   "nothing is lost, and receiving goes on when it works again."),
                 self->path, g_strerror (code));
}

/* Publishes what is in the file as whole blocks and keeps the rest in the buffer. */
static void
publish_whole_blocks (TaplineSpool *self)
{
  TaplinePcapngBlock block;
  gsize whole = 0;
  guint64 in = 0, out = 0, blocks = 0;

  while (tapline_pcapng_parse (self->buffer + whole, self->written - whole, &block)
         == TAPLINE_PCAPNG_WHOLE)
    {
      whole += block.length;
      blocks++;
      if (block.direction == TAPLINE_DIRECTION_IN)
        in += block.payload_length;
      else if (block.direction == TAPLINE_DIRECTION_OUT)
        out += block.payload_length;
    }
  if (whole == 0)
    return;

  memmove (self->buffer, self->buffer + whole, self->used - whole);
  self->used -= whole;
  self->written -= whole;
  self->blocks -= blocks;
  self->in -= in;
  self->out -= out;
  tapline_counter_add (&self->counters->blocks, blocks);
  tapline_counter_add (&self->counters->in, in);
  tapline_counter_add (&self->counters->out, out);
  tapline_counter_add (&self->counters->bytes, whole);
}

static void
publish_all (TaplineSpool *self)
{
  tapline_counter_add (&self->counters->blocks, self->blocks);
  tapline_counter_add (&self->counters->in, self->in);
  tapline_counter_add (&self->counters->out, self->out);
  tapline_counter_add (&self->counters->bytes, self->used);
  self->used = self->written = 0;
  self->blocks = self->in = self->out = 0;
}

/* After a short write, another tells why. */
static gboolean
write_buffer (TaplineSpool *self)
{
  guint64 offset = tapline_counter_read (&self->counters->bytes);

  self->error = 0;
  while (self->written < self->used)
    {
      guint64 at = offset + self->written;
      gsize size = MIN (self->used - self->written, WRITE_MAX - (gsize) (at % WRITE_MAX));
      gssize n = pwrite (self->fd, self->buffer + self->written, size, (off_t) at);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          self->error = n < 0 ? errno : ENOSPC;
          publish_whole_blocks (self);
          return FALSE;
        }
      self->written += (gsize) n;
    }

  if (self->used > 0)
    publish_all (self);
  return TRUE;
}

/**
 * tapline_spool_init:
 * @self: (out caller-allocates): a spool
 * @fd: an empty file, borrowed
 * @path: its path, borrowed
 * @counters: where to publish, borrowed
 *
 * Thread: the capture's writer, as all of these.
 */
void
tapline_spool_init (TaplineSpool           *self,
                    int                     fd,
                    const char             *path,
                    TaplineCaptureCounters *counters)
{
  *self = (TaplineSpool) {
    .fd = fd,
    .path = path,
    .counters = counters,
    .limit = G_MAXUINT64,
  };
  self->buffer = g_malloc (BUFFER_SIZE + BUFFER_SLACK);
  tapline_reserve_init (&self->reserve, fd);
}

/**
 * tapline_spool_clear:
 * @self: a spool
 */
void
tapline_spool_clear (TaplineSpool *self)
{
  g_clear_pointer (&self->buffer, g_free);
}

/**
 * tapline_spool_begin_control:
 * @self: a spool
 *
 * Finds a place for a block without payload; writes if the buffer is full.
 *
 * Returns: (nullable): %TAPLINE_PCAPNG_CONTROL_MAX bytes at the end of the buffer, or %NULL if it
 *   is full and the file cannot be written
 */
guint8 *
tapline_spool_begin_control (TaplineSpool *self)
{
  const gsize size = BUFFER_SIZE + BUFFER_SLACK;

  if (self->used + TAPLINE_PCAPNG_CONTROL_MAX > size)
    write_buffer (self);

  return self->used + TAPLINE_PCAPNG_CONTROL_MAX <= size ? self->buffer + self->used : NULL;
}

/**
 * tapline_spool_end_block:
 * @self: a spool
 * @length: bytes of the block at the end of the buffer
 *
 * Adds a block that is in its place.
 */
void
tapline_spool_end_block (TaplineSpool *self,
                         gsize         length)
{
  self->used += length;
  self->blocks++;
}

/**
 * tapline_spool_get_room:
 * @self: a spool
 * @kept: bytes of the disk that are not for payload
 *
 * Reserves more of the disk when that is needed.
 *
 * Returns: how many payload bytes can be taken at once, with the headers of any pieces and an
 *   acknowledgement
 */
gsize
tapline_spool_get_room (TaplineSpool *self,
                        guint64       kept)
{
  if (self->error != 0 || self->used >= BUFFER_SIZE)
    return 0;

  return get_payload_room (MIN (MIN (BUFFER_SIZE - self->used, get_allowed_space (self)),
                                get_disk_space (self, kept, RESERVE_LOW)));
}

/**
 * tapline_spool_is_at_limit:
 * @self: a spool
 *
 * Returns: whether it is the limit that leaves no room
 */
gboolean
tapline_spool_is_at_limit (const TaplineSpool *self)
{
  return self->error == 0 && get_payload_room (get_allowed_space (self)) == 0;
}

/**
 * tapline_spool_is_full:
 * @self: a spool
 *
 * Returns: whether there is only room for blocks without payload
 */
gboolean
tapline_spool_is_full (const TaplineSpool *self)
{
  return self->used > BUFFER_SIZE;
}

/**
 * tapline_spool_write:
 * @self: a spool
 * @error: return location
 *
 * Appends what is buffered to the file and publishes it; after a failure the next call goes on
 * where this one stopped.
 *
 * Returns: whether all is in the file; if not, @error is a #G_FILE_ERROR with a sentence
 */
gboolean
tapline_spool_write (TaplineSpool  *self,
                     GError       **error)
{
  if (write_buffer (self))
    return TRUE;

  set_write_error (self, self->error, error);
  return FALSE;
}

/**
 * tapline_spool_trim:
 * @self: a spool, all written
 *
 * Gives back what is reserved behind the end of the file.
 */
void
tapline_spool_trim (TaplineSpool *self)
{
  tapline_reserve_trim (&self->reserve, tapline_counter_read (&self->counters->bytes));
}

/**
 * tapline_spool_dup_error:
 * @self: a spool
 * @kept: as for tapline_spool_get_room()
 *
 * Returns: (transfer full) (nullable): why there is no room though nothing is buffered
 */
GError *
tapline_spool_dup_error (TaplineSpool *self,
                         guint64       kept)
{
  GError *error = NULL;

  if (self->error != 0)
    set_write_error (self, self->error, &error);
  else if (tapline_spool_is_at_limit (self))
    {
      g_autofree char *limit = g_format_size_full (self->limit, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (&error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                   _("The recording has reached its limit of %s. Reception is paused and the "
                     "peers wait."), limit);
    }
  else if (self->reserve.error != 0 && get_payload_room (get_disk_space (self, kept, 0)) == 0)
    set_write_error (self, self->reserve.error, &error);

  return error;
}
