/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file without a name: it is not memory, as one of memfd_create() is, and it is gone with its
 * descriptor.
 *
 * Threads: any.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tapline-temporary.h"

static int
open_in (const char *folder)
{
  g_autofree char *template = NULL;
  int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    return fd;

  /* Not every file system has O_TMPFILE. */
  template = g_build_filename (folder, ".tapline-XXXXXX", NULL);
  fd = mkostemp (template, O_CLOEXEC);
  if (fd >= 0)
    unlink (template);

  return fd;
}

/**
 * tapline_temporary_open:
 * @beside: path of a file
 *
 * Makes an empty file in the folder of @beside, where there is room for what belongs to it;
 * elsewhere only if one may not write there. Thread: any.
 *
 * Returns: its descriptor, to be closed; -1 with `errno`
 */
int
tapline_temporary_open (const char *beside)
{
  g_autofree char *folder = g_path_get_dirname (beside);
  int fd = open_in (folder);

  if (fd < 0 && (errno == EACCES || errno == EPERM || errno == EROFS))
    fd = open_in (g_get_tmp_dir ());

  return fd;
}
