/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that are looked at. */
#define TAPLINE_INSPECT_MAX 8

char *tapline_inspect_dup_byte    (const guint8 *bytes,
                                   gsize         length);
char *tapline_inspect_dup_numbers (const guint8 *bytes,
                                   gsize         length,
                                   gboolean      big_endian);

G_END_DECLS
