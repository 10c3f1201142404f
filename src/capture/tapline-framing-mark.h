/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few bytes that are looked for in a stream, by the method of Knuth, Morris and Pratt: all that
 * is kept between two pieces is how many of them matched. */
#pragma once

#include "tapline-framing-private.h"

G_BEGIN_DECLS

#define TAPLINE_MARK_MAX 16

typedef struct
{
  guint8 bytes[TAPLINE_MARK_MAX];
  guint8 borders[TAPLINE_MARK_MAX]; /* [i]: where to go on if i matched and the next does not */
  guint8 length;
} TaplineMark;

/* How many bytes match with @byte, if @matched did before it and are not all. */
static inline guint8
tapline_mark_advance (const TaplineMark *self,
                         guint8                matched,
                         guint8                byte)
{
  while (matched > 0 && self->bytes[matched] != byte)
    matched = self->borders[matched];

  return self->bytes[matched] == byte ? (guint8) (matched + 1) : 0;
}

static inline gboolean
tapline_mark_parse (TaplineMark       *self,
                       const TaplineFormat  *format,
                       const char          **text,
                       const char           *end,
                       GError              **error)
{
  if (!tapline_framing_parse_bytes (format, text, end, self->bytes, TAPLINE_MARK_MAX,
                                    &self->length, error))
    return FALSE;

  for (guint8 i = 1; i + 1 < self->length; i++)
    self->borders[i + 1] = tapline_mark_advance (self, self->borders[i], self->bytes[i]);

  return TRUE;
}

G_END_DECLS
