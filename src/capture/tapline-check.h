/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-capture.h"

G_BEGIN_DECLS

/**
 * TaplineCheck:
 * @size: bytes of the file when it was opened
 * @has_marks: whether there is a mark in what was gone over
 *
 * The pass over a finished recording that publishes what is whole. A member of the capture.
 */
typedef struct
{
  guint64                 size;
  gboolean                has_marks;
  /* private */
  int                     fd;       /* borrowed */
  const char             *path;     /* borrowed */
  TaplineCaptureCounters *counters; /* borrowed */
  guint8                 *buffer;
  gsize                   filled;   /* bytes of the file behind the counter `bytes` */
  gboolean                over;
} TaplineCheck;

gboolean tapline_check_init  (TaplineCheck            *self,
                              int                      fd,
                              const char              *path,
                              TaplineCaptureCounters  *counters,
                              GError                 **error);
void     tapline_check_clear (TaplineCheck            *self);
gboolean tapline_check_go_on (TaplineCheck            *self,
                              gsize                    at_least,
                              GError                 **error);

G_END_DECLS
