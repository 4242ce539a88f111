/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/storage.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* The nearest thing that exists: a file that could not be made has no owner yet. */
static char *
nearest_existing (const char *path)
{
  char *nearest = g_strdup (path);
  struct stat status;

  while (stat (nearest, &status) != 0 && nearest[0] != '\0' && !g_str_equal (nearest, "/")
         && !g_str_equal (nearest, "."))
    {
      char *parent = g_path_get_dirname (nearest);

      g_free (nearest);
      nearest = parent;
    }

  return nearest;
}

static char *
user_name (uid_t uid)
{
  struct passwd entry;
  struct passwd *found = NULL;
  char buffer[4096];

  if (getpwuid_r (uid, &entry, buffer, sizeof buffer, &found) == 0 && found != NULL)
    return g_strdup (found->pw_name);

  return g_strdup_printf ("%u", uid);
}

static void
explain_full (GError *error, const char *path)
{
  struct statvfs status;
  g_autofree char *size = NULL;

  if (statvfs (path, &status) != 0)
    return;

  size = g_format_size ((guint64) status.f_bavail * status.f_frsize);
  tocsin_error_set_hint (error,
                         _ ("%s are free where %s is. Make room there, or let this user have more "
                            "of it (quota); nothing is lost meanwhile"),
                         size, path);
}

static void
explain_readonly (GError *error, const char *path)
{
  g_autofree char *owner = NULL;
  g_autofree char *self = NULL;
  struct statvfs space;
  struct stat status;

  if (stat (path, &status) != 0)
    return;
  if (statvfs (path, &space) == 0 && (space.f_flag & ST_RDONLY) != 0)
    {
      tocsin_error_set_hint (error, _ ("The file system of %s is mounted read-only"), path);
      return;
    }

  owner = user_name (status.st_uid);
  self = user_name (geteuid ());
  tocsin_error_set_hint (error,
                         _ ("%s belongs to %s (mode %03o), and this runs as %s. Run it as %s, or "
                            "choose another state directory with TOCSIN_STATE"),
                         path, owner, (guint) (status.st_mode & 0777), self, owner);
}

/*< private >
 * tocsin_storage_explain:
 * @error: (inout) (nullable): where an error of %TOCSIN_ERROR may be
 * @path: the file or folder it is about
 *
 * Adds to a full disk how much is free, and to a refusal whose the place is.
 */
void
tocsin_storage_explain (GError **error, const char *path)
{
  g_autofree char *existing = NULL;

  if (error == NULL || *error == NULL)
    return;

  existing = nearest_existing (path);
  if (g_error_matches (*error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL))
    explain_full (*error, existing);
  else if (g_error_matches (*error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_READONLY))
    explain_readonly (*error, existing);
}
