/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a recording and goes over it in parts. The first part is short, so that the first messages
 * are there at once however long the file is.
 *
 * Threads: run() is the errand's, which is the capture's writer. What it has found is guarded by
 * `lock`, but for the counters of the capture. Indexes are made elsewhere once there is a capture,
 * and woken here.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-loader.h"

#define FIRST_PART (256 * 1024)
#define PART_SIZE  (8 * 1024 * 1024)

struct _TaplineLoader
{
  gatomicrefcount  ref_count;

  /* immutable */
  char            *path;
  TaplineWaker    *waker;

  /* guarded by lock */
  GMutex           lock;
  TaplineCapture  *capture;
  char            *warning;
};

static void
set_warning (TaplineLoader *self,
             char          *warning) /* (transfer full) (nullable) */
{
  g_mutex_lock (&self->lock);
  self->warning = warning;
  g_mutex_unlock (&self->lock);
}

static char *
dup_cancelled (TaplineCapture *capture)
{
  g_autofree char *loaded = g_format_size (tapline_capture_get_loaded (capture));
  g_autofree char *size = g_format_size (tapline_capture_get_size (capture));

  /* Translators: two sizes, as in "the first 1.2 GB of 10 GB" */
  return g_strdup_printf (_("Only the first %s of %s were opened, because you stopped it. Open the "
                            "recording again to see all of it."), loaded, size);
}

/**
 * tapline_loader_new:
 * @path: a recording
 * @waker: (transfer none): whom to wake when there is more of it
 *
 * Thread: any.
 *
 * Returns: (transfer full): a loader that has done nothing yet: give it to an errand
 */
TaplineLoader *
tapline_loader_new (const char   *path,
                    TaplineWaker *waker)
{
  TaplineLoader *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (waker != NULL, NULL);

  self = g_new0 (TaplineLoader, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->path = g_strdup (path);
  self->waker = tapline_waker_ref (waker);

  return self;
}

TaplineLoader *
tapline_loader_ref (TaplineLoader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_loader_unref (TaplineLoader *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->waker, tapline_waker_unref);
  g_clear_pointer (&self->capture, tapline_capture_unref);
  g_mutex_clear (&self->lock);
  g_free (self->warning);
  g_free (self->path);
  g_free (self);
}

/**
 * tapline_loader_run:
 * @errand: what it runs in
 * @data: (type TaplineLoader): a loader
 * @error: return location for a #G_FILE_ERROR with a sentence
 *
 * Thread: the errand's.
 *
 * Returns: whether the whole file was gone over
 */
gboolean
tapline_loader_run (TaplineErrand  *errand,
                    gpointer        data,
                    GError        **error)
{
  TaplineLoader *self = data;
  TaplineCapture *capture = tapline_capture_open (self->path, error);
  GError *cause = NULL;
  gboolean more, wanted;

  if (capture == NULL)
    return FALSE;
  more = tapline_capture_load (capture, FIRST_PART, &cause);
  g_mutex_lock (&self->lock);
  self->capture = capture;
  g_mutex_unlock (&self->lock);
  while ((wanted = tapline_errand_go_on (errand, tapline_capture_get_loaded (capture),
                                         tapline_capture_get_size (capture))) && more)
    {
      more = tapline_capture_load (capture, PART_SIZE, &cause);
      tapline_waker_wake (self->waker);
    }
  set_warning (self, more && !wanted ? dup_cancelled (capture)
                                     : tapline_capture_dup_warning (capture));
  if (cause == NULL)
    return !more;
  g_propagate_error (error, cause);

  return FALSE;
}

/* (transfer none) (nullable): what it opens, as soon as it is open, with the first part of it
 * published. Thread: any. */
TaplineCapture *
tapline_loader_get_capture (TaplineLoader *self)
{
  TaplineCapture *capture;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->lock);
  capture = self->capture;
  g_mutex_unlock (&self->lock);

  return capture;
}

/* (transfer full) (nullable): what is not there of the file though it was gone over, a sentence;
 * once the errand is over. Thread: any. */
char *
tapline_loader_dup_warning (TaplineLoader *self)
{
  char *warning;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->lock);
  warning = g_strdup (self->warning);
  g_mutex_unlock (&self->lock);

  return warning;
}
