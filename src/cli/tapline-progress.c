/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far long work is: one line on standard error that is written over, after the first second
 * and only for a person who watches.
 *
 * Threads: the main thread's.
 */
#include "config.h"

#include <unistd.h>

#include <glib/gi18n.h>

#include "tapline-progress.h"

#define FIRST_AFTER G_TIME_SPAN_SECOND
#define INTERVAL    (200 * G_TIME_SPAN_MILLISECOND)

/**
 * tapline_progress_init:
 * @self: (out caller-allocates): a progress
 * @total: what there is to do
 * @wanted: whether it may be told at all
 */
void
tapline_progress_init (TaplineProgress *self,
                       guint64          total,
                       gboolean         wanted)
{
  *self = (TaplineProgress) { .total = total };
  if (wanted && total > 0 && isatty (STDERR_FILENO))
    self->next = g_get_monotonic_time () + FIRST_AFTER;
}

void
tapline_progress_tell (TaplineProgress *self,
                       guint64          done)
{
  g_autofree char *so_far = NULL;
  g_autofree char *all = NULL;
  g_autofree char *line = NULL;

  if (self->next == 0 || g_get_monotonic_time () < self->next)
    return;
  self->next = g_get_monotonic_time () + INTERVAL;
  self->shown = TRUE;
  so_far = g_format_size (done);
  all = g_format_size (self->total);
  /* Translators: 43 % (1.2 GB of 2.8 GB) */
  line = g_strdup_printf (_("%3.0f %% (%s of %s)"),
                          100.0 * (double) MIN (done, self->total) / (double) self->total,
                          so_far, all);
  g_printerr ("\r%s\033[K", line);
}

/* Takes the line away. */
void
tapline_progress_clear (TaplineProgress *self)
{
  if (self->shown)
    g_printerr ("\r\033[K");
  self->shown = FALSE;
}
