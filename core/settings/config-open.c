/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/config-private.h"

/**
 * tocsin_config_default_path:
 *
 * Returns: (transfer full): the file named by `TOCSIN_CONFIG`, or else `tocsin/tocsin.conf` in the
 *   user's folder for settings (`XDG_CONFIG_HOME`)
 */
char *
tocsin_config_default_path (void)
{
  const char *named = g_getenv ("TOCSIN_CONFIG");

  if (named != NULL && named[0] != '\0')
    return g_strdup (named);

  return g_build_filename (g_get_user_config_dir (), "tocsin", "tocsin.conf", NULL);
}

/**
 * tocsin_config_new_for_file:
 * @path: (nullable): the settings file, %NULL for tocsin_config_default_path(); it need not exist
 * yet
 * @error: %TOCSIN_ERROR_CONFIG_INVALID as `FILE:LINE: what is wrong` when it can not be parsed, or
 * a storage error
 *
 * A bad value or an unknown key within it is no error here but a problem of its part
 * (tocsin_config_get_problems()).
 *
 * Returns: (nullable) (transfer full): the settings in that file
 */
TocsinConfig *
tocsin_config_new_for_file (const char *path, GError **error)
{
  g_autofree char *standard = path == NULL ? tocsin_config_default_path () : NULL;
  g_autoptr (TocsinFileBackend) backend =
      tocsin_file_backend_new (path != NULL ? path : standard, error);

  if (backend == NULL)
    return NULL;

  return tocsin_config_new_for_backend (G_SETTINGS_BACKEND (backend), error);
}

/**
 * tocsin_config_new_for_gsettings:
 * @error: %TOCSIN_ERROR_PLUGIN_MISSING when the program's own schemas are not installed
 *
 * Returns: (nullable) (transfer full): the settings in the session's own backend, dconf on a
 * desktop
 */
TocsinConfig *
tocsin_config_new_for_gsettings (GError **error)
{
  GSettingsBackend *backend = g_settings_backend_get_default ();
  TocsinConfig *self = tocsin_config_new_for_backend (backend, error);

  g_object_unref (backend);
  return self;
}
