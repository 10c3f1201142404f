/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TaplineProbe:
 * @window: bytes that are tried first
 * @limit: what they may take of the processor, in microseconds
 */
typedef struct
{
  gsize  window;
  gint64 limit;
} TaplineProbe;

gboolean tapline_probe_try  (const TaplineProbe *self,
                             const GRegex       *regex,
                             gboolean            utf,
                             const char         *text,
                             gsize               length);
gboolean tapline_probe_pass (const TaplineProbe *self,
                             const GRegex       *regex,
                             gboolean            utf,
                             const char         *text,
                             gsize               length);

G_END_DECLS
