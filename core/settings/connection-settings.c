/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/connection-settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/settings/assignments.h"
#include "core/settings/snapshot-private.h"

struct _TocsinConnectionSettings
{
  TocsinSnapshot parent_instance;
};

G_DEFINE_FINAL_TYPE (TocsinConnectionSettings, tocsin_connection_settings, TOCSIN_TYPE_SNAPSHOT)

static void
tocsin_connection_settings_class_init (TocsinConnectionSettingsClass *klass)
{
}

static void
tocsin_connection_settings_init (TocsinConnectionSettings *self)
{
}

static TocsinConnectionSettings *
new_for_owner (const char *id, const char *owner, const TocsinValues *values, GError **error)
{
  g_autoptr (TocsinLayout) layout = tocsin_layout_new (TOCSIN_CONFIG_CONNECTION, values, error);
  g_autoptr (TocsinConnectionSettings) self = NULL;
  TocsinSnapshot *snapshot;

  if (layout == NULL)
    return NULL;

  self = g_object_new (TOCSIN_TYPE_CONNECTION_SETTINGS, NULL);
  snapshot = TOCSIN_SNAPSHOT (self);
  if (!tocsin_snapshot_fill (snapshot, layout, values, error))
    return NULL;

  tocsin_snapshot_name (snapshot, id, owner, tocsin_snapshot_get_string (snapshot, "protocol"));
  if (tocsin_snapshot_get_plugin (snapshot)[0] == '\0')
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("The connection “%s” has no protocol"), tocsin_snapshot_get_name (snapshot));
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("set its key “protocol”, for instance to imap4"));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/*
 * tocsin_connection_settings_new:
 * @id: the connection's id
 * @values: where its values are
 * @error: %TOCSIN_ERROR_CONFIG_INVALID for the first broken value
 *
 * Returns: (nullable) (transfer full): the snapshot
 */
TocsinConnectionSettings *
tocsin_connection_settings_new (const char *id, const TocsinValues *values, GError **error)
{
  return new_for_owner (id, id, values, error);
}

/**
 * tocsin_connection_settings_new_from_assignments:
 * @id: the connection's id
 * @protocol: its protocol
 * @assignments: (array zero-terminated=1): `KEY=VALUE`, as on the command line
 * @error: %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Settings that stand in no file, for tests and for trying a connection before it is saved.
 *
 * Returns: (nullable) (transfer full): the snapshot, checked and with all defaults
 */
TocsinConnectionSettings *
tocsin_connection_settings_new_from_assignments (const char *id,
                                                 const char *protocol,
                                                 const char *const *assignments,
                                                 GError **error)
{
  g_autoptr (TocsinAssignments) draft = tocsin_assignments_new (TOCSIN_CONFIG_CONNECTION, NULL);
  TocsinValues values;

  g_return_val_if_fail (id != NULL && protocol != NULL && assignments != NULL, NULL);

  if (!tocsin_assignments_set (draft, "protocol", protocol, error)
      || !tocsin_assignments_apply (draft, assignments, error))
    return NULL;
  values = tocsin_assignments_get_values (draft);

  return tocsin_connection_settings_new (id, &values, error);
}

/* What stands in a group means the same wherever the group is; an action's own keys do not. */
static GVariant *
get_from_part (
    gpointer data, const char *path, const char *name, const TocsinKeyInfo *info, GError **error)
{
  TocsinSnapshot *part = data;

  if (!TOCSIN_IS_CONNECTION_SETTINGS (part) && strchr (name, '.') == NULL)
    return NULL;
  if (!tocsin_snapshot_has_key (part, name) || !tocsin_snapshot_is_set (part, name))
    return NULL;

  return g_variant_ref (tocsin_snapshot_get_value (part, name));
}

/**
 * tocsin_connection_settings_new_from_part:
 * @part: a connection, or an action with groups of a connection's keys (`encryption`, `proxy`)
 * @protocol: what is spoken
 * @assignments: (array zero-terminated=1): `KEY=VALUE` of what @part does not say or is not asked
 * @error: %TOCSIN_ERROR_CONFIG_INVALID
 *
 * The way to a server that is named elsewhere than in `address` and `port`. Secrets stay those of
 * @part.
 *
 * Returns: (nullable) (transfer full): the snapshot, checked and with all defaults
 */
TocsinConnectionSettings *
tocsin_connection_settings_new_from_part (TocsinSnapshot *part,
                                          const char *protocol,
                                          const char *const *assignments,
                                          GError **error)
{
  TocsinValues below = { get_from_part, part };
  g_autoptr (TocsinAssignments) draft = tocsin_assignments_new (TOCSIN_CONFIG_CONNECTION, &below);
  TocsinValues values;

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (part) && protocol != NULL && assignments != NULL, NULL);

  if (!tocsin_assignments_set (draft, "protocol", protocol, error)
      || !tocsin_assignments_apply (draft, assignments, error))
    return NULL;
  values = tocsin_assignments_get_values (draft);

  return new_for_owner (tocsin_snapshot_get_id (part), tocsin_snapshot_get_owner (part), &values,
                        error);
}

/**
 * tocsin_connection_settings_get_protocol:
 * @self: a connection's settings
 *
 * Returns: (transfer none): its protocol, by its own name
 */
const char *
tocsin_connection_settings_get_protocol (TocsinConnectionSettings *self)
{
  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (self), NULL);

  return tocsin_snapshot_get_plugin (TOCSIN_SNAPSHOT (self));
}

/**
 * tocsin_connection_settings_has_secret:
 * @self: a connection's settings
 * @key: the dotted name of a secret
 *
 * Returns: whether the setting names a secret
 */
gboolean
tocsin_connection_settings_has_secret (TocsinConnectionSettings *self, const char *key)
{
  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (self), FALSE);

  return tocsin_snapshot_has_secret (TOCSIN_SNAPSHOT (self), key);
}

/**
 * tocsin_connection_settings_resolve_secret:
 * @self: a connection's settings
 * @key: the dotted name of a secret, such as `authentication.password`
 * @cancellable: (nullable): to give up
 * @error: as with tocsin_secret_resolve()
 *
 * Returns: (nullable) (transfer full): the secret
 */
TocsinSecret *
tocsin_connection_settings_resolve_secret (TocsinConnectionSettings *self,
                                           const char *key,
                                           GCancellable *cancellable,
                                           GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (self), NULL);

  return tocsin_snapshot_resolve_secret (TOCSIN_SNAPSHOT (self), key, cancellable, error);
}
