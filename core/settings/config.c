/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/config-private.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (TocsinConfig, tocsin_config, G_TYPE_OBJECT)

enum
{
  CHANGED,
  PROBLEMS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (TocsinConfigKind,
                    tocsin_config_kind,
                    G_DEFINE_ENUM_VALUE (TOCSIN_CONFIG_CONNECTION, "connection"),
                    G_DEFINE_ENUM_VALUE (TOCSIN_CONFIG_TASK, "task"),
                    G_DEFINE_ENUM_VALUE (TOCSIN_CONFIG_ENGINE, "engine"))

/* What is to be told once everything is in its new state. */
typedef struct
{
  TocsinConfigKind kind;
  char *id;
} Notice;

static void
clear_notice (gpointer data)
{
  g_free (((Notice *) data)->id);
}

static void
add_notice (GArray *notices, TocsinConfigKind kind, const char *id)
{
  Notice notice = { kind, g_strdup (id) };

  g_array_append_val (notices, notice);
}

static void
item_clear (TocsinConfigItem *item)
{
  g_clear_object (&item->snapshot);
  g_clear_error (&item->error);
}

static void
item_free (gpointer data)
{
  item_clear (data);
  g_free (data);
}

static TocsinSnapshot *
make_snapshot (TocsinConfigKind kind, const char *id, const TocsinValues *values, GError **error)
{
  switch (kind)
    {
    case TOCSIN_CONFIG_CONNECTION:
      return (TocsinSnapshot *) tocsin_connection_settings_new (id, values, error);
    case TOCSIN_CONFIG_TASK:
      return (TocsinSnapshot *) tocsin_task_settings_new (id, values, error);
    case TOCSIN_CONFIG_ENGINE:
    default:
      return tocsin_snapshot_new_engine (values, error);
    }
}

static void
watch_item (TocsinConfig *self, TocsinConfigKind kind, const char *prefix, TocsinValues *values)
{
  g_autoptr (TocsinLayout) layout =
      self->watch != NULL ? tocsin_layout_new (kind, values, NULL) : NULL;

  if (layout != NULL)
    tocsin_session_watch_add_layout (self->watch, prefix, layout);
}

static gboolean
is_other (TocsinSnapshot *old, TocsinSnapshot *new)
{
  g_autofree char *old_digest = NULL;
  g_autofree char *new_digest = NULL;

  if (old == NULL
      || g_strcmp0 (tocsin_snapshot_get_plugin (old), tocsin_snapshot_get_plugin (new)) != 0)
    return TRUE;
  old_digest = tocsin_snapshot_digest (old, NULL);
  new_digest = tocsin_snapshot_digest (new, NULL);

  return !g_str_equal (old_digest, new_digest);
}

/* What can not be read keeps the last good settings. Returns whether there are other good ones. */
static gboolean
load_item (TocsinConfig *self, TocsinConfigKind kind, const char *id, TocsinConfigItem *item)
{
  g_auto (TocsinConfigSource) source = TOCSIN_CONFIG_SOURCE_INIT (self, kind, id);
  TocsinValues values = tocsin_config_source_get_values (&source);
  g_autoptr (TocsinSnapshot) snapshot = NULL;

  g_clear_error (&item->error);
  snapshot = make_snapshot (kind, id, &values, &item->error);
  watch_item (self, kind, source.prefix, &values);
  if (snapshot == NULL || !is_other (item->snapshot, snapshot))
    return FALSE;
  g_set_object (&item->snapshot, snapshot);

  return TRUE;
}

static void
forget_missing (
    TocsinConfig *self, TocsinConfigKind kind, GStrv old, GHashTable *now, GArray *notices)
{
  for (guint i = 0; old != NULL && old[i] != NULL; i++)
    {
      g_autofree char *prefix = tocsin_config_prefix (kind, old[i]);

      if (g_hash_table_contains (now, old[i]))
        continue;
      if (self->watch != NULL)
        tocsin_session_watch_remove (self->watch, prefix);
      g_hash_table_remove (self->shelves[kind].items, old[i]);
      add_notice (notices, kind, old[i]);
    }
}

/* What is loaded here is put into @fresh, as it need not be loaded again for what is set in it. */
static void
load_new (TocsinConfig *self, TocsinConfigKind kind, GHashTable *fresh, GArray *notices)
{
  TocsinConfigShelf *shelf = &self->shelves[kind];

  for (char **id = shelf->ids; *id != NULL; id++)
    if (!g_hash_table_contains (shelf->items, *id))
      {
        TocsinConfigItem *item = g_new0 (TocsinConfigItem, 1);

        g_hash_table_insert (shelf->items, g_strdup (*id), item);
        g_hash_table_add (fresh, g_strdup (*id));
        if (load_item (self, kind, *id, item))
          add_notice (notices, kind, *id);
      }
}

static void
take_list (TocsinConfig *self, TocsinConfigKind kind, GHashTable *fresh, GArray *notices)
{
  TocsinConfigShelf *shelf = &self->shelves[kind];
  g_autoptr (GHashTable) now = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) old = NULL;
  GStrv ids;
  guint before = notices->len;

  g_clear_error (&shelf->error);
  ids = tocsin_config_read_ids (self, kind, &shelf->error);
  if (ids == NULL)
    return;

  old = g_steal_pointer (&shelf->ids);
  shelf->ids = ids;
  for (char **id = shelf->ids; *id != NULL; id++)
    g_hash_table_add (now, *id);
  forget_missing (self, kind, old, now, notices);
  load_new (self, kind, fresh, notices);
  if (notices->len == before && old != NULL
      && !g_strv_equal ((const char *const *) old, (const char *const *) shelf->ids))
    add_notice (notices, kind, "");
}

/* connections/ID/… */
static char *
id_below (const char *path, TocsinConfigKind kind)
{
  const char *folder = tocsin_config_folder (kind);
  gsize length = strlen (folder);
  const char *slash;

  if (strncmp (path, folder, length) != 0 || path[length] != '/')
    return NULL;
  slash = strchr (path + length + 1, '/');

  return slash != NULL ? g_strndup (path + length + 1, (gsize) (slash - path) - length - 1) : NULL;
}

static void
take_items (TocsinConfig *self,
            TocsinConfigKind kind,
            const char *const *paths,
            GHashTable *done,
            GArray *notices)
{
  for (; *paths != NULL; paths++)
    {
      g_autofree char *id = id_below (*paths, kind);
      TocsinConfigItem *item =
          id != NULL ? g_hash_table_lookup (self->shelves[kind].items, id) : NULL;

      if (item == NULL || g_hash_table_contains (done, id))
        continue;
      if (load_item (self, kind, id, item))
        add_notice (notices, kind, id);
      g_hash_table_add (done, g_steal_pointer (&id));
    }
}

static void
tell (TocsinConfig *self, GArray *notices)
{
  g_autoptr (TocsinConfig) alive = g_object_ref (self);

  for (guint i = 0; i < notices->len; i++)
    {
      Notice *notice = &g_array_index (notices, Notice, i);

      g_signal_emit (self, signals[CHANGED], 0, notice->kind, notice->id);
    }
  g_signal_emit (self, signals[PROBLEMS_CHANGED], 0);
}

static gboolean
any_below (const char *const *paths, const char *prefix)
{
  for (; *paths != NULL; paths++)
    if (g_str_has_prefix (*paths, prefix))
      return TRUE;

  return FALSE;
}

/*
 * tocsin_config_take_changes:
 * @self: the settings
 * @paths: (array zero-terminated=1): what has changed in the backend
 *
 * Loads what is concerned, and only that, and tells what really is another now.
 */
void
tocsin_config_take_changes (TocsinConfig *self, const char *const *paths)
{
  g_autoptr (GArray) notices = g_array_new (FALSE, FALSE, sizeof (Notice));

  g_array_set_clear_func (notices, clear_notice);
  for (TocsinConfigKind kind = TOCSIN_CONFIG_CONNECTION; kind <= TOCSIN_CONFIG_TASK; kind++)
    {
      g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      if (g_strv_contains (paths, tocsin_config_folder (kind)))
        take_list (self, kind, done, notices);
      take_items (self, kind, paths, done, notices);
    }
  if (any_below (paths, "engine/") && load_item (self, TOCSIN_CONFIG_ENGINE, "", &self->engine))
    add_notice (notices, TOCSIN_CONFIG_ENGINE, "");

  tell (self, notices);
}

static void
on_file_changed (TocsinFileBackend *file, const char *const *paths, TocsinConfig *self)
{
  tocsin_config_take_changes (self, paths);
}

static void
on_session_changed (TocsinSessionWatch *watch, const char *path, TocsinConfig *self)
{
  const char *paths[] = { path, NULL };

  tocsin_config_take_changes (self, paths);
}

static void
tocsin_config_finalize (GObject *object)
{
  TocsinConfig *self = TOCSIN_CONFIG (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->shelves); i++)
    {
      g_strfreev (self->shelves[i].ids);
      g_clear_error (&self->shelves[i].error);
      g_hash_table_unref (self->shelves[i].items);
    }
  item_clear (&self->engine);
  g_clear_object (&self->watch);
  g_clear_object (&self->backend);

  G_OBJECT_CLASS (tocsin_config_parent_class)->finalize (object);
}

static void
tocsin_config_class_init (TocsinConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_config_finalize;

  /**
   * TocsinConfig::changed:
   * @self: the settings
   * @kind: what has changed
   * @id: which one; "" for the engine, and when nothing but the order of @kind has changed
   *
   * A connection or a task has other settings, is new or is gone (it is no longer listed). What has
   * become broken is not told here, as its last good settings stay in force.
   */
  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_CONFIG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, TOCSIN_TYPE_CONFIG_KIND, G_TYPE_STRING);

  /**
   * TocsinConfig::problems-changed:
   * @self: the settings
   *
   * The settings were read again; tocsin_config_get_problems() may have another answer.
   */
  signals[PROBLEMS_CHANGED] = g_signal_new ("problems-changed", TOCSIN_TYPE_CONFIG,
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tocsin_config_init (TocsinConfig *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->shelves); i++)
    {
      self->shelves[i].ids = g_new0 (char *, 1);
      self->shelves[i].items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, item_free);
    }
}

static gboolean
check_schemas (GError **error)
{
  g_autoptr (TocsinLayout) layout =
      tocsin_layout_new_for_plugin (TOCSIN_CONFIG_ENGINE, NULL, error);

  return layout != NULL;
}

/**
 * tocsin_config_new_for_backend:
 * @backend: where the settings are
 * @error: %TOCSIN_ERROR_PLUGIN_MISSING when the program's own schemas are not installed
 *
 * Returns: (nullable) (transfer full): the settings in @backend
 */
TocsinConfig *
tocsin_config_new_for_backend (GSettingsBackend *backend, GError **error)
{
  static const char *const everything[] = { "connections", "tasks", "engine/", NULL };
  TocsinConfig *self;

  g_return_val_if_fail (G_IS_SETTINGS_BACKEND (backend), NULL);

  if (!check_schemas (error))
    return NULL;

  self = g_object_new (TOCSIN_TYPE_CONFIG, NULL);
  self->backend = g_object_ref (backend);
  if (TOCSIN_IS_FILE_BACKEND (backend))
    {
      self->file = TOCSIN_FILE_BACKEND (backend);
      g_signal_connect_object (backend, "changed-paths", G_CALLBACK (on_file_changed), self, 0);
    }
  else
    {
      self->watch = tocsin_session_watch_new (backend, TOCSIN_FILE_BACKEND_ROOT);
      tocsin_session_watch_add (self->watch, "", "org.tocsin");
      g_signal_connect_object (self->watch, "changed", G_CALLBACK (on_session_changed), self, 0);
    }
  tocsin_config_take_changes (self, everything);

  return self;
}

/**
 * tocsin_config_get_location:
 * @self: the settings
 *
 * Returns: (transfer none): where they are, for a person to read: the file's path, or the kind of
 * backend
 */
const char *
tocsin_config_get_location (TocsinConfig *self)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self), NULL);

  return self->file != NULL ? tocsin_file_backend_get_path (self->file)
                            : G_OBJECT_TYPE_NAME (self->backend);
}

/**
 * tocsin_config_get_backend:
 * @self: the settings
 *
 * Returns: (transfer none): the backend, for an editor that binds its rows to GSettings
 */
GSettingsBackend *
tocsin_config_get_backend (TocsinConfig *self)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self), NULL);

  return self->backend;
}

static void
reload_connections (TocsinConfig *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;

  for (char **id = self->shelves[TOCSIN_CONFIG_CONNECTION].ids; *id != NULL; id++)
    {
      g_autofree char *path = g_strdup_printf ("connections/%s/protocol", *id);

      g_strv_builder_add (builder, path);
    }
  paths = g_strv_builder_end (builder);
  tocsin_config_take_changes (self, (const char *const *) paths);
}

/**
 * tocsin_config_set_protocol_resolver:
 * @self: the settings
 * @resolver: (scope notified): knows the other names of protocols
 * @user_data: for @resolver
 */
void
tocsin_config_set_protocol_resolver (TocsinConfig *self,
                                     TocsinProtocolResolver resolver,
                                     gpointer user_data)
{
  g_return_if_fail (TOCSIN_IS_CONFIG (self));

  self->resolver = resolver;
  self->resolver_data = user_data;
  reload_connections (self);
}

/**
 * tocsin_config_set_id_in_use:
 * @self: the settings
 * @in_use: (scope notified): knows which ids history still names
 * @user_data: for @in_use
 */
void
tocsin_config_set_id_in_use (TocsinConfig *self, TocsinIdInUse in_use, gpointer user_data)
{
  g_return_if_fail (TOCSIN_IS_CONFIG (self));

  self->in_use = in_use;
  self->in_use_data = user_data;
}

/**
 * tocsin_config_reload:
 * @self: the settings
 *
 * Looks whether the settings have changed, for instance on SIGHUP. Happens by itself where the
 * system tells of changes.
 */
void
tocsin_config_reload (TocsinConfig *self)
{
  g_return_if_fail (TOCSIN_IS_CONFIG (self));

  if (self->file != NULL)
    tocsin_file_backend_reload (self->file);
}
