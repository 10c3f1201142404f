/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goes over a recording that was written before and publishes its whole blocks, as its writer did
 * when it grew: who reads it need not know the difference. What is torn, as the last block after a
 * crash, ends it; so does a block that is none.
 *
 * A recording of ours is known by what it begins with: the section with our name in it, then the
 * two interfaces byte for byte.
 *
 * Threads: the capture's writer, who here is whoever opened it.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-check.h"
#include "tapline-pcapng.h"

#define BUFFER_SIZE     (1024 * 1024)
#define BLOCK_SECTION   0x0a0d0d0au
#define SECTION_ORDER   0x1a2b3c4du
#define SECTION_MIN     28
#define OPTION_USERAPPL 4
#define APPLICATION     "Tapline "

static guint32
get_u32 (const guint8 *p)
{
  guint32 value;

  memcpy (&value, p, sizeof value);
  return GUINT32_FROM_LE (value);
}

static void
set_read_error (TaplineCheck  *self,
                int            code,
                GError       **error)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
               _("“%s” cannot be read: %s. Check the name and who may read it."),
               self->path, g_strerror (code));
}

/* Fills the buffer up; less only at the end of the file. */
static gboolean
fill (TaplineCheck  *self,
      GError       **error)
{
  guint64 from = tapline_counter_read (&self->counters->bytes) + self->filled;

  while (self->filled < BUFFER_SIZE)
    {
      gssize n = pread (self->fd, self->buffer + self->filled, BUFFER_SIZE - self->filled,
                        (off_t) from);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_read_error (self, errno, error);
          return FALSE;
        }
      if (n == 0)
        break;
      from += (guint64) n;
      self->filled += (gsize) n;
    }

  return TRUE;
}

/* Publishes the whole blocks that are in the buffer. */
static gsize
publish (TaplineCheck *self)
{
  TaplinePcapngBlock block;
  TaplinePcapngResult result;
  guint64 in = 0, out = 0, blocks = 0;
  gsize whole = 0;

  while ((result = tapline_pcapng_parse (self->buffer + whole, self->filled - whole, &block))
         == TAPLINE_PCAPNG_WHOLE)
    {
      whole += block.length;
      blocks++;
      if (block.kind == TAPLINE_PCAPNG_MARK
          || (block.comment_length > 0 && block.payload_length > 0))
        self->has_marks = TRUE;
      if (block.kind != TAPLINE_PCAPNG_SEGMENT)
        continue;
      if (block.direction == TAPLINE_DIRECTION_OUT)
        out += block.payload_length;
      else
        in += block.payload_length;
    }
  self->over = result == TAPLINE_PCAPNG_BROKEN || whole == 0;
  memmove (self->buffer, self->buffer + whole, self->filled - whole);
  self->filled -= whole;
  tapline_counter_add (&self->counters->blocks, blocks);
  tapline_counter_add (&self->counters->in, in);
  tapline_counter_add (&self->counters->out, out);
  tapline_counter_add (&self->counters->bytes, whole);

  return whole;
}

static gboolean
has_application (const guint8 *section,
                 gsize         length)
{
  gsize at = SECTION_MIN - 4;

  while (at + 4 <= length - 4)
    {
      guint16 code = (guint16) (section[at] | section[at + 1] << 8);
      gsize size = (gsize) (section[at + 2] | section[at + 3] << 8);

      at += 4;
      if (code == 0 || size > length - 4 - at)
        return FALSE;
      if (code == OPTION_USERAPPL)
        return size >= strlen (APPLICATION)
               && memcmp (section + at, APPLICATION, strlen (APPLICATION)) == 0;
      at += (size + 3) & ~(gsize) 3;
    }

  return FALSE;
}

static gboolean
is_ours (const guint8 *bytes,
         gsize         available)
{
  guint8 expected[TAPLINE_PCAPNG_START_MAX];
  gsize length;

  if (available < SECTION_MIN || get_u32 (bytes) != BLOCK_SECTION
      || get_u32 (bytes + 8) != SECTION_ORDER)
    return FALSE;
  length = get_u32 (bytes + 4);
  if (length < SECTION_MIN || length > available || length % 4 != 0
      || !has_application (bytes, length))
    return FALSE;
  for (guint i = 1; i < TAPLINE_PCAPNG_N_START; i++)
    {
      gsize size = tapline_pcapng_put_start (expected, i);

      if (size > available - length || memcmp (bytes + length, expected, size) != 0)
        return FALSE;
      length += size;
    }

  return TRUE;
}

/**
 * tapline_check_init:
 * @self: (out caller-allocates): a check
 * @fd: the file, borrowed
 * @path: its path, borrowed
 * @counters: where to publish, borrowed
 * @error: return location
 *
 * Returns: whether it is a recording of ours; if not, there is nothing to clear, and if it could
 *   not be read, @error is a #G_FILE_ERROR with a sentence for the user
 */
gboolean
tapline_check_init (TaplineCheck            *self,
                    int                      fd,
                    const char              *path,
                    TaplineCaptureCounters  *counters,
                    GError                 **error)
{
  struct stat status;

  *self = (TaplineCheck) { .fd = fd, .path = path, .counters = counters };
  if (fstat (fd, &status) != 0)
    {
      set_read_error (self, errno, error);
      return FALSE;
    }
  self->size = (guint64) status.st_size;
  self->buffer = g_malloc (BUFFER_SIZE);
  if (!S_ISREG (status.st_mode))
    set_read_error (self, S_ISDIR (status.st_mode) ? EISDIR : ESPIPE, error);
  else if (!fill (self, error))
    ;
  else if (is_ours (self->buffer, self->filled))
    return TRUE;
  tapline_check_clear (self);

  return FALSE;
}

/**
 * tapline_check_clear:
 * @self: a check
 */
void
tapline_check_clear (TaplineCheck *self)
{
  g_clear_pointer (&self->buffer, g_free);
}

/**
 * tapline_check_go_on:
 * @self: a check
 * @at_least: how many bytes to go over, if there are as many
 * @error: return location
 *
 * Returns: whether there may be more; %FALSE at the end of what is whole, or with an @error
 */
gboolean
tapline_check_go_on (TaplineCheck  *self,
                     gsize          at_least,
                     GError       **error)
{
  gsize done = 0;

  while (!self->over && done < at_least)
    {
      if (!fill (self, error))
        {
          self->over = TRUE;
          return FALSE;
        }
      done += publish (self);
    }

  return !self->over;
}
