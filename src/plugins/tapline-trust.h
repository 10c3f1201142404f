/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/stat.h>

#include <glib.h>

G_BEGIN_DECLS

/* What stands at a path, as far as trust goes. */
typedef enum
{
  TAPLINE_TRUST_ABOVE,  /* a folder on the way */
  TAPLINE_TRUST_FOLDER, /* the folder of plug-ins */
  TAPLINE_TRUST_FILE,   /* a plug-in */
} TaplineTrustPlace;

gboolean tapline_trust_check       (TaplineTrustPlace   place,
                                    const char         *path,
                                    const struct stat  *status,
                                    GError            **error);
int      tapline_trust_open_folder (const char         *path,
                                    GError            **error);
int      tapline_trust_open_file   (int                 folder,
                                    const char         *folder_path,
                                    const char         *name,
                                    GError            **error);

G_END_DECLS
