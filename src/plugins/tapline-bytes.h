/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the decoders that ship share: reading bytes that may end anywhere. Plain C, as they are. */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tapline-plugin.h"

/* Part of a message that is read from the front. `at` and `end` are offsets in the message. */
typedef struct
{
  const uint8_t *bytes;
  size_t         at;
  size_t         end;
  int            failed; /* something was to be read that is not there */
} TaplineBytes;

static inline TaplineBytes
tapline_bytes_of (const TaplinePluginMessage *message)
{
  return (TaplineBytes) { message->bytes, 0, message->length - message->ending, 0 };
}

static inline size_t
tapline_bytes_left (const TaplineBytes *self)
{
  return self->end - self->at;
}

/* Takes so many bytes, or none if there are not so many, and tells where they begin. */
static inline size_t
tapline_bytes_take (TaplineBytes *self,
                    size_t        n)
{
  size_t at = self->at;

  if (n > tapline_bytes_left (self))
    self->failed = 1;
  else
    self->at += n;

  return at;
}

/* A number of so many bytes, the most significant first; 0 if it is not there. */
static inline uint64_t
tapline_bytes_take_number (TaplineBytes *self,
                           unsigned      n)
{
  uint64_t number = 0;
  size_t at = tapline_bytes_take (self, n);

  if (self->at == at)
    return 0;
  for (unsigned i = 0; i < n; i++)
    number = number << 8 | self->bytes[at + i];

  return number;
}

/* Where the next such byte is, from an offset on; the end if there is none. */
static inline size_t
tapline_bytes_find (const TaplineBytes *self,
                    size_t              from,
                    uint8_t             byte)
{
  const uint8_t *found = NULL;

  if (from < self->end)
    found = memchr (self->bytes + from, byte, self->end - from);

  return found != NULL ? (size_t) (found - self->bytes) : self->end;
}

static inline int
tapline_bytes_is_digit (uint8_t byte)
{
  return byte >= '0' && byte <= '9';
}

/* Decimal digits from `at` to `end`, as a number; -1 if it is something else or too large. */
static inline int64_t
tapline_bytes_get_decimal (const TaplineBytes *self,
                           size_t              at,
                           size_t              end)
{
  int64_t number = 0;

  if (at >= end || end - at > 18)
    return -1;
  for (; at < end; at++)
    {
      if (!tapline_bytes_is_digit (self->bytes[at]))
        return -1;
      number = number * 10 + (self->bytes[at] - '0');
    }

  return number;
}

static inline int
tapline_bytes_get_hex (uint8_t byte)
{
  if (byte >= '0' && byte <= '9')
    return byte - '0';
  byte |= 0x20;

  return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* Whether these bytes are this text. */
static inline int
tapline_bytes_are (const TaplineBytes *self,
                   size_t              at,
                   size_t              end,
                   const char         *text)
{
  return end - at == strlen (text) && memcmp (self->bytes + at, text, end - at) == 0;
}

/* For "%.*s": at most so many bytes. */
#define TAPLINE_BYTES_TEXT(self, from, to, max) \
  (int) ((to) - (from) < (max) ? (to) - (from) : (max)), (const char *) (self)->bytes + (from)

/* A line of text that grows in bounded room. */
typedef struct
{
  char     text[1024];
  unsigned length;
} TaplineLine;

static inline void
tapline_line_append_bytes (TaplineLine   *self,
                           const uint8_t *bytes,
                           size_t         n)
{
  size_t room = sizeof self->text - 1 - self->length;

  if (n > room)
    n = room;
  memcpy (self->text + self->length, bytes, n);
  self->length += (unsigned) n;
  self->text[self->length] = '\0';
}

static inline void
tapline_line_append (TaplineLine *self,
                     const char  *text)
{
  tapline_line_append_bytes (self, (const uint8_t *) text, strlen (text));
}
