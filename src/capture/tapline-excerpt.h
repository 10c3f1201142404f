/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TaplineExcerpt:
 * @fd: the file
 * @at: file offset of the first byte
 * @filled: how many bytes there are
 *
 * A part of a file, kept in memory until another is loaded. A member of its one user.
 */
typedef struct
{
  int      fd; /* borrowed */
  guint64  at;
  gsize    filled;
  /* private */
  gsize    capacity;
  guint8  *bytes;
} TaplineExcerpt;

void          tapline_excerpt_init  (TaplineExcerpt       *self,
                                     int                   fd);
void          tapline_excerpt_clear (TaplineExcerpt       *self);
const guint8 *tapline_excerpt_find  (const TaplineExcerpt *self,
                                     guint64               offset,
                                     gsize                *available);
void          tapline_excerpt_load  (TaplineExcerpt       *self,
                                     guint64               from,
                                     gsize                 length);
void          tapline_excerpt_move  (TaplineExcerpt       *self,
                                     guint64               from,
                                     gsize                 length);

G_END_DECLS
