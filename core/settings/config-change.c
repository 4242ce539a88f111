/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/config-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/settings/key-info-private.h"

/* One item while assignments are made to it. */
typedef struct
{
  TocsinConfigEdit *edit;
  TocsinConfigKind kind;
  const char *id;
  gboolean implicit_tls;
} Target;

/* What can only be judged by who knows all items. */
static char *
judge (const TocsinKeyInfo *info,
       const char *name,
       const char *text,
       gpointer user_data,
       GError **error)
{
  Target *target = user_data;

  if (g_str_equal (name, "name") && target->kind != TOCSIN_CONFIG_ENGINE
      && !tocsin_config_edit_claim_name (target->edit, target->kind, target->id, text, error))
    return NULL;
  if (g_str_equal (name, "protocol") && target->kind == TOCSIN_CONFIG_CONNECTION)
    return tocsin_config_resolve_protocol (target->edit->config, text, &target->implicit_tls);
  if (tocsin_key_info_is_reference (info))
    return tocsin_config_edit_find_connection (target->edit, name, text, error);

  return g_strdup (text);
}

static gboolean
says_mode (const char *const *assignments)
{
  for (; assignments != NULL && *assignments != NULL; assignments++)
    if (g_str_has_prefix (*assignments, "encryption.mode="))
      return TRUE;

  return FALSE;
}

static gboolean
apply (TocsinAssignments *draft,
       Target *target,
       const char *const *assignments,
       const char *const *reset_keys,
       const char *const *remove_actions,
       GError **error)
{
  tocsin_assignments_set_filter (draft, judge, target);
  for (; remove_actions != NULL && *remove_actions != NULL; remove_actions++)
    if (!tocsin_assignments_remove_action (draft, *remove_actions, error))
      return FALSE;
  for (; reset_keys != NULL && *reset_keys != NULL; reset_keys++)
    if (!tocsin_assignments_reset (draft, *reset_keys, error))
      return FALSE;
  if (assignments != NULL && !tocsin_assignments_apply (draft, assignments, error))
    return FALSE;

  return !target->implicit_tls || says_mode (assignments)
         || tocsin_assignments_set (draft, "encryption.mode", "implicit", error);
}

/* A new item has to be whole. */
static gboolean
check_whole (TocsinConfigKind kind, const char *id, TocsinAssignments *draft, GError **error)
{
  TocsinValues values = tocsin_assignments_get_values (draft);
  g_autoptr (TocsinSnapshot) snapshot =
      kind == TOCSIN_CONFIG_CONNECTION
          ? (TocsinSnapshot *) tocsin_connection_settings_new (id, &values, error)
          : (TocsinSnapshot *) tocsin_task_settings_new (id, &values, error);

  return snapshot != NULL;
}

static char *
add (TocsinConfig *self,
     TocsinConfigKind kind,
     const char *protocol,
     const char *name,
     const char *const *assignments,
     GError **error)
{
  g_autoptr (TocsinConfigEdit) edit = tocsin_config_edit_begin (self, error);
  g_autoptr (TocsinAssignments) draft = tocsin_assignments_new (kind, NULL);
  TocsinValues values = tocsin_assignments_get_values (draft);
  g_autofree char *id = NULL;
  Target target = { edit, kind, NULL, FALSE };

  if (edit == NULL)
    return NULL;

  tocsin_assignments_set_filter (draft, judge, &target);
  if (!tocsin_assignments_set (draft, "name", name, error)
      || (protocol != NULL && !tocsin_assignments_set (draft, "protocol", protocol, error))
      || !apply (draft, &target, assignments, NULL, NULL, error))
    return NULL;

  id = tocsin_config_edit_new_id (edit, kind, name);
  if (!check_whole (kind, id, draft, error))
    return NULL;
  tocsin_config_edit_put_all (edit, kind, id, draft);
  if (kind == TOCSIN_CONFIG_TASK)
    tocsin_config_edit_note_enabled (edit, id, NULL, &values);
  tocsin_config_edit_list (edit, kind, id);

  return tocsin_config_edit_commit (edit, error) ? g_steal_pointer (&id) : NULL;
}

/**
 * tocsin_config_add_connection:
 * @self: the settings
 * @protocol: its protocol, by any of its names
 * @name: what it is to be called
 * @assignments: (nullable) (array zero-terminated=1): `KEY=VALUE`
 * @error: %TOCSIN_ERROR_CONFIG_INVALID or a storage error; then nothing has been written
 *
 * Returns: (nullable) (transfer full): its id
 */
char *
tocsin_config_add_connection (TocsinConfig *self,
                              const char *protocol,
                              const char *name,
                              const char *const *assignments,
                              GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && protocol != NULL && name != NULL, NULL);

  return add (self, TOCSIN_CONFIG_CONNECTION, protocol, name, assignments, error);
}

/**
 * tocsin_config_add_task:
 * @self: the settings
 * @name: what it is to be called
 * @assignments: (nullable) (array zero-terminated=1): `KEY=VALUE`
 * @error: %TOCSIN_ERROR_CONFIG_INVALID, %TOCSIN_ERROR_CONFIG_NOT_FOUND for a connection that is not
 *   there, %TOCSIN_ERROR_PLUGIN_MISSING or a storage error; then nothing has been written
 *
 * Returns: (nullable) (transfer full): its id
 */
char *
tocsin_config_add_task (TocsinConfig *self,
                        const char *name,
                        const char *const *assignments,
                        GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && name != NULL, NULL);

  return add (self, TOCSIN_CONFIG_TASK, NULL, name, assignments, error);
}

/**
 * tocsin_config_edit:
 * @self: the settings
 * @kind: what is to be changed
 * @id: which one
 * @assignments: (nullable) (array zero-terminated=1): `KEY=VALUE`
 * @reset_keys: (nullable) (array zero-terminated=1): keys that get their defaults back
 * @remove_actions: (nullable) (array zero-terminated=1): actions that a task is to lose
 * @error: %TOCSIN_ERROR_CONFIG_INVALID, %TOCSIN_ERROR_CONFIG_NOT_FOUND,
 * %TOCSIN_ERROR_PLUGIN_MISSING or a storage error; then nothing has been written
 *
 * Everything is checked first and written in one step. With another protocol or trigger, or one
 * action less, the keys that only the old one had go too.
 *
 * Returns: whether it is written
 */
gboolean
tocsin_config_edit (TocsinConfig *self,
                    TocsinConfigKind kind,
                    const char *id,
                    const char *const *assignments,
                    const char *const *reset_keys,
                    const char *const *remove_actions,
                    GError **error)
{
  g_auto (TocsinConfigSource) source = TOCSIN_CONFIG_SOURCE_INIT (self, kind, id);
  TocsinValues values = tocsin_config_source_get_values (&source);
  g_autoptr (TocsinConfigEdit) edit = tocsin_config_edit_begin (self, error);
  g_autoptr (TocsinAssignments) draft = tocsin_assignments_new (kind, &values);
  TocsinValues after = tocsin_assignments_get_values (draft);
  g_auto (GStrv) set_paths = NULL;
  Target target = { edit, kind, id, FALSE };

  if (edit == NULL || !tocsin_config_edit_require (edit, kind, id, error))
    return FALSE;
  if (!apply (draft, &target, assignments, reset_keys, remove_actions, error))
    return FALSE;

  set_paths = tocsin_config_list_set (self, kind, id);
  if (!tocsin_assignments_drop_orphans (draft, (const char *const *) set_paths, error))
    return FALSE;
  tocsin_config_edit_put_all (edit, kind, id, draft);
  if (kind == TOCSIN_CONFIG_TASK)
    tocsin_config_edit_note_enabled (edit, id, &values, &after);

  return tocsin_config_edit_commit (edit, error);
}

/**
 * tocsin_config_set:
 * @self: the settings
 * @kind: what is to be changed
 * @id: which one
 * @assignments: (array zero-terminated=1): `KEY=VALUE`
 * @error: as with tocsin_config_edit()
 *
 * Returns: whether it is written
 */
gboolean
tocsin_config_set (TocsinConfig *self,
                   TocsinConfigKind kind,
                   const char *id,
                   const char *const *assignments,
                   GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && id != NULL && assignments != NULL, FALSE);

  return tocsin_config_edit (self, kind, id, assignments, NULL, NULL, error);
}

/**
 * tocsin_config_reset:
 * @self: the settings
 * @kind: what is to be changed
 * @id: which one
 * @keys: (array zero-terminated=1): dotted names
 * @error: as with tocsin_config_edit()
 *
 * Returns: whether these keys have their defaults again
 */
gboolean
tocsin_config_reset (TocsinConfig *self,
                     TocsinConfigKind kind,
                     const char *id,
                     const char *const *keys,
                     GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && id != NULL && keys != NULL, FALSE);

  return tocsin_config_edit (self, kind, id, NULL, keys, NULL, error);
}

/**
 * tocsin_config_rename:
 * @self: the settings
 * @kind: connection or task
 * @id: which one
 * @name: what it is to be called; the id stays, so that everything that refers to it does
 * @error: as with tocsin_config_edit()
 *
 * Returns: whether it is written
 */
gboolean
tocsin_config_rename (
    TocsinConfig *self, TocsinConfigKind kind, const char *id, const char *name, GError **error)
{
  g_autofree char *assignment = g_strconcat ("name=", name, NULL);
  const char *assignments[] = { assignment, NULL };

  g_return_val_if_fail (kind < TOCSIN_CONFIG_ENGINE && name != NULL, FALSE);

  return tocsin_config_set (self, kind, id, assignments, error);
}

/* The copy's own entry in the keyring would be empty: let it look at the one it was copied from. */
static GVariant *
copy_value (TocsinKeyInfo *info, GVariant *value, const char *owner, const char *name)
{
  g_autofree char *reference = NULL;

  if (!tocsin_key_info_is_secret (info)
      || !g_str_equal (g_variant_get_string (value, NULL), "keyring:"))
    return value;
  reference = g_strdup_printf ("keyring:%s/%s", owner, name);

  return g_variant_new_string (reference);
}

static char *
secret_owner (TocsinConfigKind kind, const char *id, TocsinLayoutNode *node)
{
  if (kind == TOCSIN_CONFIG_CONNECTION)
    return g_strdup (id);
  /* actions/ID/ */
  if (g_str_has_prefix (node->path, "actions/"))
    {
      g_autofree char *action = g_strdup (node->path + strlen ("actions/"));

      action[strlen (action) - 1] = '\0';
      return g_strdup_printf ("tasks/%s/%s", id, action);
    }

  return g_strdup_printf ("tasks/%s", id);
}

static gboolean
copy_node (TocsinConfigEdit *edit,
           TocsinConfigKind kind,
           const char *from,
           const char *to,
           TocsinLayoutNode *node,
           TocsinValues *values,
           GError **error)
{
  g_autofree char *owner = secret_owner (kind, from, node);

  for (guint i = 0; i < node->keys->len; i++)
    {
      TocsinKeyInfo *info = g_ptr_array_index (node->keys, i);
      const char *key = tocsin_key_info_get_name (info);
      g_autofree char *path = g_strconcat (node->path, key, NULL);
      g_autofree char *name =
          kind == TOCSIN_CONFIG_CONNECTION ? g_strconcat (node->prefix, key, NULL) : g_strdup (key);
      g_autoptr (GVariant) value = NULL;
      GError *problem = NULL;

      value = values->get (values->data, path, name, info, &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      if (value != NULL)
        tocsin_config_edit_put (edit, kind, to, path, copy_value (info, value, owner, name));
    }

  return TRUE;
}

/* The copy begins with what comes from now on, not where the original began. */
static GVariant *
get_unmarked (
    gpointer data, const char *path, const char *name, const TocsinKeyInfo *info, GError **error)
{
  const TocsinValues *values = data;

  if (g_str_equal (path, "enabled-since"))
    return NULL;

  return values->get (values->data, path, name, info, error);
}

/**
 * tocsin_config_copy:
 * @self: the settings
 * @kind: connection or task
 * @id: which one
 * @name: what the copy is to be called
 * @error: %TOCSIN_ERROR_CONFIG_NOT_FOUND, what is wrong with the original, or a storage error
 *
 * Copies what was set, not defaults. Where the original keeps a secret in its own entry of the
 * keyring, the copy refers to that entry.
 *
 * Returns: (nullable) (transfer full): the copy's id
 */
char *
tocsin_config_copy (
    TocsinConfig *self, TocsinConfigKind kind, const char *id, const char *name, GError **error)
{
  g_auto (TocsinConfigSource) source = TOCSIN_CONFIG_SOURCE_INIT (self, kind, id);
  TocsinValues values = tocsin_config_source_get_values (&source);
  TocsinValues unmarked = { get_unmarked, &values };
  g_autoptr (TocsinConfigEdit) edit = tocsin_config_edit_begin (self, error);
  g_autoptr (TocsinLayout) layout = NULL;
  g_autofree char *copy = NULL;

  g_return_val_if_fail (kind < TOCSIN_CONFIG_ENGINE, NULL);

  if (edit == NULL || !tocsin_config_edit_require (edit, kind, id, error)
      || !tocsin_config_edit_claim_name (edit, kind, NULL, name, error))
    return NULL;
  layout = tocsin_layout_new (kind, &values, error);
  if (layout == NULL || !tocsin_layout_check_plugins (layout, error))
    return NULL;

  copy = tocsin_config_edit_new_id (edit, kind, name);
  for (guint i = 0; i < layout->nodes->len; i++)
    if (!copy_node (edit, kind, id, copy, g_ptr_array_index (layout->nodes, i), &unmarked, error))
      return NULL;
  tocsin_config_edit_put (edit, kind, copy, "name", g_variant_new_string (name));
  if (kind == TOCSIN_CONFIG_TASK)
    tocsin_config_edit_note_enabled (edit, copy, NULL, &unmarked);
  tocsin_config_edit_list (edit, kind, copy);

  return tocsin_config_edit_commit (edit, error) ? g_steal_pointer (&copy) : NULL;
}

static gboolean
check_unused (TocsinConfig *self, const char *id, GError **error)
{
  g_auto (GStrv) users = tocsin_config_get_users (self, id);
  g_autofree char *list = g_strjoinv (", ", users);

  if (users[0] == NULL)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("The connection “%s” is used by: %s"), id, list);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("give these tasks another connection, or remove them first"));

  return FALSE;
}

/**
 * tocsin_config_remove:
 * @self: the settings
 * @kind: connection or task
 * @id: which one
 * @error: %TOCSIN_ERROR_CONFIG_NOT_FOUND, %TOCSIN_ERROR_CONFIG_INVALID for a connection that tasks
 *   still use, or a storage error
 *
 * Its secrets in the keyring are the caller's to forget (tocsin_secret_forget()).
 *
 * Returns: whether nothing of it is left
 */
gboolean
tocsin_config_remove (TocsinConfig *self, TocsinConfigKind kind, const char *id, GError **error)
{
  g_autoptr (TocsinConfigEdit) edit = tocsin_config_edit_begin (self, error);
  g_auto (GStrv) paths = NULL;

  g_return_val_if_fail (kind < TOCSIN_CONFIG_ENGINE, FALSE);

  if (edit == NULL || !tocsin_config_edit_require (edit, kind, id, error))
    return FALSE;
  if (kind == TOCSIN_CONFIG_CONNECTION && !check_unused (self, id, error))
    return FALSE;

  tocsin_config_edit_unlist (edit, kind, id);
  paths = tocsin_config_list_set (self, kind, id);
  for (char **path = paths; *path != NULL; path++)
    tocsin_config_edit_put (edit, kind, id, *path, NULL);

  return tocsin_config_edit_commit (edit, error);
}
