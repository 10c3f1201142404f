/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-capture.h"

G_BEGIN_DECLS

/**
 * TaplineReplacement:
 *
 * A file that gets its name when it is whole and on the disk: what had the name is replaced as a
 * whole or not at all. A member of its one user.
 */
typedef struct
{
  /* private */
  int   fd;
  char *name;      /* as it was asked for */
  char *path;      /* without symbolic links */
  char *temporary; /* what it is called until then */
} TaplineReplacement;

gboolean tapline_replacement_open   (TaplineReplacement  *self,
                                     const char          *name,
                                     TaplineCapture      *source,
                                     GError             **error);
gboolean tapline_replacement_write  (TaplineReplacement  *self,
                                     const void          *bytes,
                                     gsize                length,
                                     GError             **error);
guint64  tapline_replacement_copy   (TaplineReplacement  *self,
                                     TaplineCapture      *source,
                                     guint64              offset,
                                     guint64              length,
                                     GError             **error);
gboolean tapline_replacement_finish (TaplineReplacement  *self,
                                     GError             **error);
void     tapline_replacement_clear  (TaplineReplacement  *self);

G_END_DECLS
