/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TaplineProgress:
 * @total: what there is to do
 *
 * How far long work is, on standard error if that is a terminal. A member of its one user.
 */
typedef struct
{
  guint64  total;
  /* private */
  gint64   next;  /* when to tell, monotonic, µs; 0 for never */
  gboolean shown;
} TaplineProgress;

void tapline_progress_init  (TaplineProgress *self,
                             guint64          total,
                             gboolean         wanted);
void tapline_progress_tell  (TaplineProgress *self,
                             guint64          done);
void tapline_progress_clear (TaplineProgress *self);

G_END_DECLS
