/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TAPLINE_SEAL_NONE,   /* no recording of ours, or one that cannot be read */
  TAPLINE_SEAL_LIVING, /* a living process writes it */
  TAPLINE_SEAL_LEFT,   /* its writer died before it was sealed */
  TAPLINE_SEAL_SEALED, /* closed well, or mended */
} TaplineSealState;

/**
 * TaplineSeal:
 * @state: what became of the recording
 * @size: bytes of the file
 * @time: when it was last written, microseconds since 1970-01-01 UTC
 *
 * How a recording stands in its folder.
 */
typedef struct
{
  TaplineSealState state;
  guint64          size;
  gint64           time;
} TaplineSeal;

void        tapline_seal_hold   (int          fd);
void        tapline_seal_share  (int          fd);
gboolean    tapline_seal_take   (int          fd);
TaplineSeal tapline_seal_look   (const char  *path);
gboolean    tapline_seal_mend   (const char  *path,
                                 GError     **error);
gboolean    tapline_seal_remove (const char  *path);

G_END_DECLS
