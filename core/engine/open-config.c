/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/open-config.h"

#include "core/engine/resting-journal.h"

static const char *
resolve_protocol (const char *typed, gboolean *implicit_tls, gpointer user_data)
{
  const TocsinProtocol *protocol =
      tocsin_registry_find_protocol (user_data, typed, implicit_tls, NULL);

  return protocol != NULL ? protocol->name : NULL;
}

/* Asked only when something is added or renamed, so that whoever just reads makes no folder. */
static gboolean
is_id_in_use (TocsinConfigKind kind, const char *id, gpointer user_data)
{
  g_autoptr (TocsinStateDirectory) state = tocsin_state_directory_open (user_data, NULL);

  return state != NULL && tocsin_resting_journal_names (state, kind, id);
}

/**
 * tocsin_open_config:
 * @file: (nullable): the settings file, %NULL for tocsin_config_default_path()
 * @gsettings: whether the session's settings are used instead of a file
 * @registry: the plugins, loaded; they say which protocol a person means
 * @state_path: (nullable): the state directory, as for tocsin_state_directory_open(); its journal
 *   says which identifiers are still in use
 * @error: where to put why the settings can't be read
 *
 * Opens the settings as every program of the house does.
 *
 * Returns: (transfer full): the settings; what is wrong in single places is one of their problems.
 */
TocsinConfig *
tocsin_open_config (const char *file,
                    gboolean gsettings,
                    TocsinRegistry *registry,
                    const char *state_path,
                    GError **error)
{
  TocsinConfig *config = gsettings ? tocsin_config_new_for_gsettings (error)
                                   : tocsin_config_new_for_file (file, error);

  if (config == NULL)
    return NULL;

  g_object_set_data_full (G_OBJECT (config), "tocsin-registry", g_object_ref (registry),
                          g_object_unref);
  g_object_set_data_full (G_OBJECT (config), "tocsin-state", g_strdup (state_path), g_free);
  tocsin_config_set_protocol_resolver (config, resolve_protocol, registry);
  tocsin_config_set_id_in_use (config, is_id_in_use,
                               g_object_get_data (G_OBJECT (config), "tocsin-state"));

  return config;
}
