/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-capture.h"
#include "tapline-reserve.h"

G_BEGIN_DECLS

/**
 * TaplineSpool:
 * @buffer: blocks on their way to the file
 * @used: bytes of them; the first belongs in the file where `bytes` of the counters says
 * @in: payload bytes from peers among them, counted by the capture
 * @out: payload bytes to peers
 * @error: errno of the last write, 0 if it went well
 * @limit: bytes of the file up to which payload is taken
 *
 * Blocks on their way to the file of a capture. A member of the capture.
 */
typedef struct
{
  guint8                 *buffer;
  gsize                   used;
  guint64                 in;
  guint64                 out;
  int                     error;
  guint64                 limit;
  /* private */
  int                     fd;       /* borrowed */
  const char             *path;     /* borrowed */
  TaplineCaptureCounters *counters; /* borrowed */
  gsize                   written;  /* in the file already, short of a whole block */
  guint64                 blocks;
  TaplineReserve          reserve;
} TaplineSpool;

void      tapline_spool_init          (TaplineSpool           *self,
                                       int                     fd,
                                       const char             *path,
                                       TaplineCaptureCounters *counters);
void      tapline_spool_clear         (TaplineSpool           *self);
guint8   *tapline_spool_begin_control (TaplineSpool           *self);
void      tapline_spool_end_block     (TaplineSpool           *self,
                                       gsize                   length);
gsize     tapline_spool_get_room      (TaplineSpool           *self,
                                       guint64                 kept);
gboolean  tapline_spool_is_at_limit   (const TaplineSpool     *self);
gboolean  tapline_spool_is_full       (const TaplineSpool     *self);
gboolean  tapline_spool_write         (TaplineSpool           *self,
                                       GError                **error);
void      tapline_spool_trim          (TaplineSpool           *self);
GError   *tapline_spool_dup_error     (TaplineSpool           *self,
                                       guint64                 kept);

G_END_DECLS
