/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A way to count a byte, for tests that compare them all. */
typedef struct
{
  const char *name;
  gsize     (*count) (const guint8 *bytes,
                      gsize         length,
                      guint8        wanted);
} TaplineScanner;

gsize                 tapline_scan_count         (const guint8 *bytes,
                                                  gsize         length,
                                                  guint8        wanted);
const TaplineScanner *tapline_scan_list_scanners (guint        *n_scanners);

G_END_DECLS
