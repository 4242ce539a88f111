/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/control-path.h"

#include "core/base/error.h"
#include "core/engine/storage.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Enough of the digest to tell state directories apart, short enough for sun_path. */
#define DIGEST_LENGTH 16

static char *
digest_path (const char *path)
{
  g_autofree char *real = realpath (path, NULL);
  char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, real != NULL ? real : path, -1);

  digest[DIGEST_LENGTH] = '\0';

  return digest;
}

/*< private >
 * tocsin_control_path_fits:
 * @path: where a socket may be
 *
 * Returns: whether a socket's address can hold it.
 */
gboolean
tocsin_control_path_fits (const char *path)
{
  struct sockaddr_un address;

  return strlen (path) < sizeof address.sun_path;
}

/*< private >
 * tocsin_control_path_choose:
 * @state: path of the state directory
 *
 * In the runtime directory if there is one; else beside the journal, if that is not too deep for a
 * socket's address; else in a folder of our own among the temporary ones.
 *
 * Returns: (transfer full): where the control socket of an engine with that state directory is.
 */
char *
tocsin_control_path_choose (const char *state)
{
  g_autofree char *digest = digest_path (state);
  g_autofree char *name = g_strconcat (digest, ".sock", NULL);
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *candidate = NULL;
  g_autofree char *folder = NULL;

  if (runtime != NULL && g_path_is_absolute (runtime))
    {
      candidate = g_build_filename (runtime, "tocsin", name, NULL);
      if (tocsin_control_path_fits (candidate))
        return g_steal_pointer (&candidate);
      g_clear_pointer (&candidate, g_free);
    }
  candidate = g_build_filename (state, "control", "engine.sock", NULL);
  if (tocsin_control_path_fits (candidate))
    return g_steal_pointer (&candidate);

  folder = g_strdup_printf ("tocsin-%u", (guint) getuid ());

  return g_build_filename ("/tmp", folder, name, NULL);
}

static gboolean
fail_errno (const char *path, int saved_errno, const char *doing, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, "%s: %s", doing, path);
  tocsin_storage_explain (error, path);

  return FALSE;
}

static gboolean
check_private (const char *folder, GError **error)
{
  struct stat status;

  if (lstat (folder, &status) != 0)
    return fail_errno (folder, errno, _ ("Using the folder"), error);
  if (S_ISDIR (status.st_mode) && status.st_uid == geteuid () && (status.st_mode & 0077) == 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
               _ ("%s is not a folder of this user alone (mode 0700), so the control socket can't "
                  "be put there"),
               folder);

  return FALSE;
}

/*< private >
 * tocsin_control_path_prepare:
 * @path: where the socket will be
 * @error: one of the storage codes
 *
 * Makes its folder, which must be ours alone, and removes a socket that a crash left.
 */
gboolean
tocsin_control_path_prepare (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_errno (folder, errno, _ ("Creating the folder"), error);
  if (!check_private (folder, error))
    return FALSE;
  if (unlink (path) != 0 && errno != ENOENT)
    return fail_errno (path, errno, _ ("Removing the old socket"), error);

  return TRUE;
}
