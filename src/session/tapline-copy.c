/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies a recording as far as it was published when the copy was asked for. As what is published
 * never changes, it may go on growing meanwhile.
 *
 * Threads: made on any; run() is the errand's.
 */
#include "config.h"

#include "tapline-copy.h"
#include "tapline-replacement.h"

#define PART_SIZE (16 * 1024 * 1024) /* copied between two looks at whether it is still wanted */

struct _TaplineCopy
{
  TaplineCapture *capture;
  char           *path;
  guint64         size;
};

static gboolean
copy_all (TaplineCopy         *self,
          TaplineReplacement  *replacement,
          TaplineErrand       *errand,
          GError             **error)
{
  guint64 done = 0;

  while (done < self->size)
    {
      guint64 n;

      if (!tapline_errand_go_on (errand, done, self->size))
        return FALSE;
      n = tapline_replacement_copy (replacement, self->capture, done,
                                    MIN (self->size - done, PART_SIZE), error);
      if (n == 0)
        return FALSE;
      done += n;
    }

  return tapline_errand_go_on (errand, done, self->size)
         && tapline_replacement_finish (replacement, error);
}

/**
 * tapline_copy_new:
 * @capture: (transfer none): what to copy, as far as it is published now
 * @path: where to
 *
 * Returns: (transfer full): a copy of which nothing is done yet: give it to an errand
 */
TaplineCopy *
tapline_copy_new (TaplineCapture *capture,
                  const char     *path)
{
  TaplineCopy *self = g_new0 (TaplineCopy, 1);

  g_return_val_if_fail (capture != NULL && path != NULL, NULL);

  self->capture = tapline_capture_ref (capture);
  self->path = g_strdup (path);
  self->size = tapline_counter_read (&tapline_capture_get_counters (capture)->bytes);

  return self;
}

void
tapline_copy_free (TaplineCopy *self)
{
  g_return_if_fail (self != NULL);

  tapline_capture_unref (self->capture);
  g_free (self->path);
  g_free (self);
}

/**
 * tapline_copy_run:
 * @errand: what it runs in
 * @data: (type TaplineCopy): a copy
 * @error: return location for a #G_FILE_ERROR with a sentence
 *
 * Thread: the errand's.
 *
 * Returns: whether the file is there, whole and on the disk; if not, what was there before is
 */
gboolean
tapline_copy_run (TaplineErrand  *errand,
                  gpointer        data,
                  GError        **error)
{
  TaplineCopy *self = data;
  TaplineReplacement replacement;
  gboolean done;

  done = tapline_replacement_open (&replacement, self->path, self->capture, error)
         && copy_all (self, &replacement, errand, error);
  tapline_replacement_clear (&replacement);

  return done;
}
