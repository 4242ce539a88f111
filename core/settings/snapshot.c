/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/snapshot.h"

#include <string.h>

#include "core/settings/key-info-private.h"
#include "core/settings/snapshot-private.h"
#include "core/settings/value-text.h"

typedef struct
{
  GVariant *value;
  const char **items; /* for a list, its strings */
  gboolean set;
  gboolean differs;
} Entry;

typedef struct
{
  char *id;
  char *owner;
  char *plugin;
  GHashTable *entries;
  GPtrArray *names;
} TocsinSnapshotPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (TocsinSnapshot, tocsin_snapshot, G_TYPE_OBJECT)

static TocsinSnapshotPrivate *
get_private (TocsinSnapshot *self)
{
  return tocsin_snapshot_get_instance_private (self);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_variant_unref (entry->value);
  g_free (entry->items);
  g_free (entry);
}

static void
tocsin_snapshot_finalize (GObject *object)
{
  TocsinSnapshotPrivate *priv = get_private (TOCSIN_SNAPSHOT (object));

  g_free (priv->id);
  g_free (priv->owner);
  g_free (priv->plugin);
  g_ptr_array_unref (priv->names);
  g_hash_table_unref (priv->entries);

  G_OBJECT_CLASS (tocsin_snapshot_parent_class)->finalize (object);
}

static void
tocsin_snapshot_class_init (TocsinSnapshotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_snapshot_finalize;
}

static void
tocsin_snapshot_init (TocsinSnapshot *self)
{
  TocsinSnapshotPrivate *priv = get_private (self);

  priv->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  priv->names = g_ptr_array_new_null_terminated (0, NULL, TRUE);
}

/*
 * tocsin_snapshot_name:
 * @self: a snapshot being made
 * @id: the item's id
 * @owner: whose secrets are meant by its references
 * @plugin: (nullable): the plugin that is to read it
 */
void
tocsin_snapshot_name (TocsinSnapshot *self, const char *id, const char *owner, const char *plugin)
{
  TocsinSnapshotPrivate *priv = get_private (self);

  g_assert (priv->id == NULL);

  priv->id = g_strdup (id);
  priv->owner = g_strdup (owner);
  priv->plugin = g_strdup (plugin);
}

/*
 * tocsin_snapshot_add:
 * @self: a snapshot being made
 * @name: a key's dotted name
 * @value: its value
 * @set: whether somebody has set it
 * @differs: whether it is another than the default
 */
void
tocsin_snapshot_add (
    TocsinSnapshot *self, const char *name, GVariant *value, gboolean set, gboolean differs)
{
  TocsinSnapshotPrivate *priv = get_private (self);
  Entry *entry = g_new0 (Entry, 1);
  char *key = g_strdup (name);

  entry->value = g_variant_ref (value);
  entry->set = set;
  entry->differs = differs;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    entry->items = g_variant_get_strv (value, NULL);
  g_hash_table_insert (priv->entries, key, entry);
  g_ptr_array_add (priv->names, key);
}

/**
 * tocsin_snapshot_get_id:
 * @self: a snapshot
 *
 * Returns: (transfer none): the id of the connection, the task or the action, "" for the engine
 */
const char *
tocsin_snapshot_get_id (TocsinSnapshot *self)
{
  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self), NULL);

  return get_private (self)->id;
}

/**
 * tocsin_snapshot_get_name:
 * @self: a snapshot
 *
 * Returns: (transfer none): what a person calls it: its `name`, or else its id
 */
const char *
tocsin_snapshot_get_name (TocsinSnapshot *self)
{
  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self), NULL);

  if (tocsin_snapshot_has_key (self, "name"))
    {
      const char *name = tocsin_snapshot_get_string (self, "name");

      if (name[0] != '\0')
        return name;
    }

  return get_private (self)->id;
}

/**
 * tocsin_snapshot_get_plugin:
 * @self: a snapshot
 *
 * Returns: (nullable) (transfer none): the plugin that is to read it: a connection's protocol, a
 *   trigger's or an action's type; %NULL for a task and the engine
 */
const char *
tocsin_snapshot_get_plugin (TocsinSnapshot *self)
{
  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self), NULL);

  return get_private (self)->plugin;
}

/**
 * tocsin_snapshot_has_key:
 * @self: a snapshot
 * @key: a dotted name
 *
 * Returns: whether a schema of this tree has such a key
 */
gboolean
tocsin_snapshot_has_key (TocsinSnapshot *self, const char *key)
{
  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && key != NULL, FALSE);

  return g_hash_table_contains (get_private (self)->entries, key);
}

static Entry *
find (TocsinSnapshot *self, const char *key, const GVariantType *type)
{
  Entry *entry = g_hash_table_lookup (get_private (self)->entries, key);

  if (entry == NULL)
    g_critical ("“%s” has no setting “%s”", get_private (self)->id, key);
  else if (type != NULL && !g_variant_is_of_type (entry->value, type))
    g_critical ("The setting “%s” is of type %s", key, g_variant_get_type_string (entry->value));
  else
    return entry;

  return NULL;
}

/**
 * tocsin_snapshot_is_set:
 * @self: a snapshot
 * @key: a dotted name
 *
 * Returns: whether somebody has set it; if not, its value is the default
 */
gboolean
tocsin_snapshot_is_set (TocsinSnapshot *self, const char *key)
{
  Entry *entry;

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && key != NULL, FALSE);
  entry = find (self, key, NULL);

  return entry != NULL && entry->set;
}

/*
 * tocsin_snapshot_differs:
 * @self: a snapshot
 * @key: a dotted name
 *
 * Returns: whether its value is another than the default
 */
gboolean
tocsin_snapshot_differs (TocsinSnapshot *self, const char *key)
{
  Entry *entry = find (self, key, NULL);

  return entry != NULL && entry->differs;
}

/*
 * tocsin_snapshot_get_owner:
 * @self: a snapshot
 *
 * Returns: (transfer none): whose secrets are meant by its references
 */
const char *
tocsin_snapshot_get_owner (TocsinSnapshot *self)
{
  return get_private (self)->owner;
}

/**
 * tocsin_snapshot_get_string:
 * @self: a snapshot
 * @key: a dotted name
 *
 * Returns: (transfer none): its value, never %NULL, valid as long as @self
 */
const char *
tocsin_snapshot_get_string (TocsinSnapshot *self, const char *key)
{
  Entry *entry;

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && key != NULL, "");
  entry = find (self, key, G_VARIANT_TYPE_STRING);

  return entry != NULL ? g_variant_get_string (entry->value, NULL) : "";
}

/**
 * tocsin_snapshot_get_boolean:
 * @self: a snapshot
 * @key: a dotted name
 *
 * Returns: its value
 */
gboolean
tocsin_snapshot_get_boolean (TocsinSnapshot *self, const char *key)
{
  Entry *entry;

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && key != NULL, FALSE);
  entry = find (self, key, G_VARIANT_TYPE_BOOLEAN);

  return entry != NULL && g_variant_get_boolean (entry->value);
}

/**
 * tocsin_snapshot_get_uint:
 * @self: a snapshot
 * @key: a dotted name
 *
 * Returns: its value; for a time, in seconds
 */
guint
tocsin_snapshot_get_uint (TocsinSnapshot *self, const char *key)
{
  Entry *entry;

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && key != NULL, 0);
  entry = find (self, key, G_VARIANT_TYPE_UINT32);

  return entry != NULL ? g_variant_get_uint32 (entry->value) : 0;
}

/**
 * tocsin_snapshot_get_uint64:
 * @self: a snapshot
 * @key: a dotted name of type u or t
 *
 * Returns: its value
 */
guint64
tocsin_snapshot_get_uint64 (TocsinSnapshot *self, const char *key)
{
  Entry *entry;

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && key != NULL, 0);
  entry = find (self, key, NULL);
  if (entry != NULL && g_variant_is_of_type (entry->value, G_VARIANT_TYPE_UINT32))
    return g_variant_get_uint32 (entry->value);
  entry = find (self, key, G_VARIANT_TYPE_UINT64);

  return entry != NULL ? g_variant_get_uint64 (entry->value) : 0;
}

/**
 * tocsin_snapshot_get_strv:
 * @self: a snapshot
 * @key: a dotted name
 *
 * Returns: (transfer none) (array zero-terminated=1): its value, never %NULL, valid as long as
 * @self
 */
const char *const *
tocsin_snapshot_get_strv (TocsinSnapshot *self, const char *key)
{
  static const char *const none[] = { NULL };
  Entry *entry;

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && key != NULL, none);
  entry = find (self, key, G_VARIANT_TYPE_STRING_ARRAY);

  return entry != NULL ? (const char *const *) entry->items : none;
}

/**
 * tocsin_snapshot_get_value:
 * @self: a snapshot
 * @key: a dotted name
 *
 * Returns: (nullable) (transfer none): its value, for keys of other types; %NULL without such a key
 */
GVariant *
tocsin_snapshot_get_value (TocsinSnapshot *self, const char *key)
{
  Entry *entry;

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && key != NULL, NULL);
  entry = find (self, key, NULL);

  return entry != NULL ? entry->value : NULL;
}

/**
 * tocsin_snapshot_get_text:
 * @self: a snapshot
 * @key: a dotted name
 *
 * Returns: (transfer full): its value as it would be typed; a secret's reference, not the secret
 */
char *
tocsin_snapshot_get_text (TocsinSnapshot *self, const char *key)
{
  GVariant *value = tocsin_snapshot_get_value (self, key);

  return value != NULL ? tocsin_value_print (value, TOCSIN_VALUE_TYPED) : g_strdup ("");
}

/**
 * tocsin_snapshot_list_keys:
 * @self: a snapshot
 *
 * Returns: (transfer none) (array zero-terminated=1): the dotted names of all its keys, group by
 * group
 */
const char *const *
tocsin_snapshot_list_keys (TocsinSnapshot *self)
{
  static const char *const none[] = { NULL };
  TocsinSnapshotPrivate *priv;

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self), none);
  priv = get_private (self);

  return priv->names->len > 0 ? (const char *const *) priv->names->pdata : none;
}
