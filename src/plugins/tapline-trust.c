/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files are loaded as code: those that nobody but the user and root can have put there or
 * can change.
 *
 * A folder is opened part by part from the root on, each part by the descriptor of the one before
 * and without following links, and each is looked at through its own descriptor. So what was
 * checked is what was opened, whatever is renamed meanwhile. Links in the path are resolved first;
 * they can only lead to another place that passes the same check.
 *
 * A folder on the way may be writable by others if it is sticky, as /tmp is: what belongs to the
 * user or root cannot be replaced in it. Permissions by access control lists show in the bits of
 * the group.
 *
 * Threads: any; plain functions.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-plugin-error.h"
#include "tapline-trust.h"

G_DEFINE_QUARK (tapline-plugin-error-quark, tapline_plugin_error)

/**
 * tapline_trust_check:
 * @place: what it is
 * @path: where it is, for the error
 * @status: what fstat() says about it
 * @error: return location
 *
 * Returns: %FALSE with %TAPLINE_PLUGIN_ERROR_REFUSED if somebody else has a hand in it
 */
gboolean
tapline_trust_check (TaplineTrustPlace   place,
                     const char         *path,
                     const struct stat  *status,
                     GError            **error)
{
  gboolean is_sticky = (status->st_mode & S_ISVTX) != 0;

  if (place == TAPLINE_TRUST_FILE && !S_ISREG (status->st_mode))
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REFUSED,
                 _("“%s” is no plain file. Put the plug-in itself there, not a link to it."),
                 path);
  else if (status->st_uid != 0 && status->st_uid != geteuid ())
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REFUSED,
                 _("“%s” belongs to another user. Copy it as yourself if you trust it."), path);
  else if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0
           && !(place == TAPLINE_TRUST_ABOVE && is_sticky))
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REFUSED,
                 _("Others than you may change “%s”. If you trust what is in it, forbid that: "
                   "chmod go-w."), path);
  else
    return TRUE;

  return FALSE;
}

static int
fail (const char  *path,
      int          code,
      GError     **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               _("“%s” cannot be opened: %s. Check who may read it."), path, g_strerror (code));

  return -1;
}

/* Takes @parent and returns what is in it by that name, open and checked. */
static int
descend (int                 parent,
         const char         *name,
         const char         *path,
         TaplineTrustPlace   place,
         GError            **error)
{
  struct stat status;
  int flags = place == TAPLINE_TRUST_ABOVE ? O_PATH : O_RDONLY;
  int fd = openat (parent, name, flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int code = errno;

  if (parent != AT_FDCWD)
    close (parent);
  if (fd < 0)
    return fail (path, code, error);
  if (fstat (fd, &status) == 0 && tapline_trust_check (place, path, &status, error))
    return fd;
  close (fd);

  return -1;
}

/**
 * tapline_trust_open_folder:
 * @path: a folder of plug-ins
 * @error: return location
 *
 * Returns: a descriptor, or -1 with %TAPLINE_PLUGIN_ERROR_REFUSED, or with a #GFileError if there
 *   is no such folder or it cannot be read
 */
int
tapline_trust_open_folder (const char  *path,
                           GError     **error)
{
  char *real = realpath (path, NULL);
  char *at = real;
  int fd;

  if (real == NULL)
    return fail (path, errno, error);

  fd = descend (AT_FDCWD, "/", "/", at[1] == '\0' ? TAPLINE_TRUST_FOLDER : TAPLINE_TRUST_ABOVE,
                error);
  while (fd >= 0 && at != NULL && at[1] != '\0')
    {
      char *name = at + 1;
      char *end = strchr (name, '/');

      if (end != NULL)
        *end = '\0';
      fd = descend (fd, name, real, end != NULL ? TAPLINE_TRUST_ABOVE : TAPLINE_TRUST_FOLDER,
                    error);
      if (end != NULL)
        *end = '/';
      at = end;
    }
  free (real);

  return fd;
}

/**
 * tapline_trust_open_file:
 * @folder: what tapline_trust_open_folder() returned
 * @folder_path: its path, for errors
 * @name: of a file in it
 * @error: return location
 *
 * Returns: a descriptor, or -1 with %TAPLINE_PLUGIN_ERROR_REFUSED or a #GFileError
 */
int
tapline_trust_open_file (int          folder,
                         const char  *folder_path,
                         const char  *name,
                         GError     **error)
{
  g_autofree char *path = g_build_filename (folder_path, name, NULL);
  struct stat status;
  int fd;

  if (fstatat (folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return fail (path, errno, error);
  /* A FIFO would keep open() waiting. */
  if (!tapline_trust_check (TAPLINE_TRUST_FILE, path, &status, error))
    return -1;

  fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return fail (path, errno, error);
  if (fstat (fd, &status) == 0
      && tapline_trust_check (TAPLINE_TRUST_FILE, path, &status, error))
    return fd;
  close (fd);

  return -1;
}
