/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of a file, kept in memory: read with pread(), because a mapping of a file that another
 * program truncates ends in a signal. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tapline-excerpt.h"

/**
 * tapline_excerpt_init:
 * @self: (out caller-allocates): a window
 * @fd: a file, borrowed
 *
 * Thread: its user's, as all of these.
 */
void
tapline_excerpt_init (TaplineExcerpt *self,
                      int             fd)
{
  *self = (TaplineExcerpt) { .fd = fd };
}

/**
 * tapline_excerpt_clear:
 * @self: a window
 */
void
tapline_excerpt_clear (TaplineExcerpt *self)
{
  g_clear_pointer (&self->bytes, g_free);
  self->filled = self->capacity = 0;
}

/**
 * tapline_excerpt_find:
 * @self: a window
 * @offset: file offset
 * @available: (out): how many bytes there are from there on, 0 if none
 *
 * Returns: (nullable): the bytes at @offset, valid until the next load
 */
const guint8 *
tapline_excerpt_find (const TaplineExcerpt *self,
                      guint64               offset,
                      gsize                *available)
{
  if (offset < self->at || offset - self->at >= self->filled)
    {
      *available = 0;
      return NULL;
    }

  *available = self->filled - (gsize) (offset - self->at);
  return self->bytes + (offset - self->at);
}

/* Reads on behind what is there. */
static void
fill (TaplineExcerpt *self,
      gsize           length)
{
  while (self->filled < length)
    {
      gssize n = pread (self->fd, self->bytes + self->filled, length - self->filled,
                        (off_t) (self->at + self->filled));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      self->filled += (gsize) n;
    }
}

/**
 * tapline_excerpt_load:
 * @self: a window
 * @from: file offset
 * @length: how many bytes are wanted
 *
 * Replaces what is in the window; there is less if the file ends or cannot be read.
 */
void
tapline_excerpt_load (TaplineExcerpt *self,
                      guint64         from,
                      gsize           length)
{
  if (length > self->capacity)
    {
      g_free (self->bytes);
      self->bytes = g_malloc (length);
      self->capacity = length;
    }

  self->at = from;
  self->filled = 0;
  fill (self, length);
}

/**
 * tapline_excerpt_move:
 * @self: a window
 * @from: file offset
 * @length: how many bytes are wanted
 *
 * As tapline_excerpt_load(), but what is there already is not read again.
 */
void
tapline_excerpt_move (TaplineExcerpt *self,
                      guint64         from,
                      gsize           length)
{
  gsize kept;

  if (length > self->capacity || from < self->at || from - self->at >= self->filled)
    {
      tapline_excerpt_load (self, from, length);
      return;
    }

  kept = self->filled - (gsize) (from - self->at);
  memmove (self->bytes, self->bytes + (from - self->at), kept);
  self->at = from;
  self->filled = kept;
  fill (self, length);
}
