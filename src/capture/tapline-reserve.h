/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TaplineReserve:
 * @fd: the file
 * @end: file offset up to which there is space
 * @step: how much to reserve next, in bytes
 * @retry_at: monotonic time before which a failed reservation is not tried again
 * @error: errno of the last reservation, 0 if it went well
 *
 * Disk space reserved ahead of a file that grows. A member of its one user.
 */
typedef struct
{
  int     fd; /* borrowed */
  guint64 end;
  guint64 step;
  gint64  retry_at;
  int     error;
} TaplineReserve;

void    tapline_reserve_init (TaplineReserve *self,
                              int             fd);
guint64 tapline_reserve_get  (TaplineReserve *self,
                              guint64         from,
                              guint64         wanted);
void    tapline_reserve_trim (TaplineReserve *self,
                              guint64         length);

G_END_DECLS
