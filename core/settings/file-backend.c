/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/file-backend.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/settings/file-store.h"
#include "core/settings/key-tree.h"
#include "core/settings/value-text.h"

struct _TocsinFileBackend
{
  GSettingsBackend parent_instance;

  char *path;
  GBytes *content; /* what was last parsed well */
  TocsinKeyFile *file;
  GError *broken; /* why the file as it is now is not in force */
  GFileMonitor *monitors[2];
  GHashTable *changed; /* paths whose change is still to be told */
  char *told;          /* the last of these reasons that was told */
  int lock;
};

G_DEFINE_FINAL_TYPE (TocsinFileBackend, tocsin_file_backend, G_TYPE_SETTINGS_BACKEND)

enum
{
  CHANGED_PATHS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
put_in_force (TocsinFileBackend *self, TocsinKeyFile *file, GBytes *content)
{
  tocsin_key_tree_compare (self->file, file, self->changed);
  tocsin_key_file_free (self->file);
  g_bytes_unref (self->content);
  self->file = file;
  self->content = g_bytes_ref (content);
  g_clear_error (&self->broken);
}

static GBytes *
read_content (TocsinFileBackend *self, GError **error)
{
  GError *problem = NULL;
  GBytes *content = tocsin_file_store_read (self->path, &problem);
  gboolean nothing = content == NULL || g_bytes_get_size (content) == 0;

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  /* An editor may be about to put it back; whoever means it takes the settings out. */
  if (nothing && !tocsin_key_file_is_empty (self->file))
    {
      g_clear_pointer (&content, g_bytes_unref);
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("%s: the settings have gone"), self->path);
      if (error != NULL)
        tocsin_error_set_hint (*error,
                               _ ("put the file back; to begin anew, remove it and restart"));
      return NULL;
    }

  return content != NULL ? content : g_bytes_new_static ("", 0);
}

static gboolean
refresh (TocsinFileBackend *self, GError **error)
{
  g_autoptr (GBytes) content = read_content (self, error);
  TocsinKeyFile *file;
  const char *text;
  gsize length;

  if (content == NULL)
    return FALSE;
  if (g_bytes_equal (content, self->content))
    {
      g_clear_error (&self->broken);
      return TRUE;
    }

  text = g_bytes_get_data (content, &length);
  file = tocsin_key_file_parse (text != NULL ? text : "", length, self->path, error);
  if (file == NULL)
    return FALSE;
  put_in_force (self, file, content);

  return TRUE;
}

static void
tell (TocsinFileBackend *self, gpointer origin_tag)
{
  g_autofree gpointer *paths = NULL;
  g_autoptr (GHashTable) changed = g_steal_pointer (&self->changed);
  const char *reason = self->broken != NULL ? self->broken->message : NULL;
  guint count;

  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  paths = g_hash_table_get_keys_as_array (changed, &count);
  if (count > 0)
    g_settings_backend_keys_changed (G_SETTINGS_BACKEND (self), TOCSIN_FILE_BACKEND_ROOT,
                                     (const char *const *) paths, origin_tag);
  if (count > 0 || g_strcmp0 (reason, self->told) != 0)
    {
      g_free (self->told);
      self->told = g_strdup (reason);
      g_signal_emit (self, signals[CHANGED_PATHS], 0, paths);
    }
}

/**
 * tocsin_file_backend_commit:
 * @self: the settings, between tocsin_file_backend_begin() and tocsin_file_backend_end()
 * @changes: (element-type utf8 GVariant): path to value, %NULL to reset it
 * @error: a storage error
 *
 * Returns: whether all of @changes are on the disk; if not, none is
 */
gboolean
tocsin_file_backend_commit (TocsinFileBackend *self, GTree *changes, GError **error)
{
  g_autoptr (TocsinKeyFile) file = NULL;
  g_autoptr (GBytes) content = NULL;
  const char *text;
  char *merged;
  gsize length;

  g_return_val_if_fail (self->lock >= 0, FALSE);

  text = g_bytes_get_data (self->content, &length);
  file = tocsin_key_file_parse (text != NULL ? text : "", length, self->path, error);
  if (file == NULL)
    return FALSE;
  tocsin_key_tree_merge (file, changes);
  merged = tocsin_key_file_print (file, &length);
  content = g_bytes_new_take (merged, length);
  if (g_bytes_equal (content, self->content))
    return TRUE;
  if (!tocsin_file_store_replace (self->path, content, error))
    return FALSE;

  g_clear_pointer (&file, tocsin_key_file_free);
  /* Parsed again, for the numbers of its lines. */
  file = tocsin_key_file_parse (merged, length, self->path, error);
  g_return_val_if_fail (file != NULL, FALSE);
  put_in_force (self, g_steal_pointer (&file), content);

  return TRUE;
}

/**
 * tocsin_file_backend_begin:
 * @self: the settings
 * @error: what is wrong with the file, or a storage error
 *
 * Takes the lock and reads what other programs have written, so that a change can be made from
 * what is there and not from what was. Nobody is told of any change before
 * tocsin_file_backend_end(), which must follow when this succeeds.
 *
 * Returns: whether the settings can be changed now
 */
gboolean
tocsin_file_backend_begin (TocsinFileBackend *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_FILE_BACKEND (self) && self->lock < 0, FALSE);

  self->lock = tocsin_file_store_lock (self->path, error);
  if (self->lock < 0)
    return FALSE;
  if (refresh (self, error))
    return TRUE;

  g_prefix_error (error, "%s: ", _ ("Nothing can be written while the settings file is broken"));
  tocsin_file_backend_end (self);

  return FALSE;
}

/**
 * tocsin_file_backend_end:
 * @self: the settings
 *
 * Gives up the lock and tells what has changed.
 */
void
tocsin_file_backend_end (TocsinFileBackend *self)
{
  g_return_if_fail (TOCSIN_IS_FILE_BACKEND (self) && self->lock >= 0);

  tocsin_file_store_unlock (self->lock);
  self->lock = -1;
  tell (self, NULL);
}

/**
 * tocsin_file_backend_reload:
 * @self: the settings
 *
 * Looks whether the file has changed. Happens by itself where the system tells of changes.
 */
void
tocsin_file_backend_reload (TocsinFileBackend *self)
{
  GError *error = NULL;

  g_return_if_fail (TOCSIN_IS_FILE_BACKEND (self));

  /* Between begin and end the file is being read and written by this very object. */
  if (self->lock >= 0)
    return;
  if (!refresh (self, &error))
    {
      g_clear_error (&self->broken);
      g_propagate_error (&self->broken, error);
    }
  tell (self, NULL);
}

static void
on_file_event (GFileMonitor *monitor,
               GFile *file,
               GFile *other,
               GFileMonitorEvent event,
               TocsinFileBackend *self)
{
  /* Somebody is in the middle of writing; CHANGES_DONE_HINT follows when the file is closed. */
  if (event == G_FILE_MONITOR_EVENT_CHANGED || event == G_FILE_MONITOR_EVENT_CREATED
      || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    return;

  tocsin_file_backend_reload (self);
}

static void
watch (TocsinFileBackend *self, int i, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  self->monitors[i] = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitors[i] == NULL)
    g_message ("Changes of %s will only be seen on request: %s", path, error->message);
  else
    g_signal_connect_object (self->monitors[i], "changed", G_CALLBACK (on_file_event), self, 0);
}

/* The name may be a link, and either the link or the file behind it may be replaced. */
static void
start_watching (TocsinFileBackend *self)
{
  g_autofree char *target =
      g_file_test (self->path, G_FILE_TEST_IS_SYMLINK) ? realpath (self->path, NULL) : NULL;

  watch (self, 0, self->path);
  if (target != NULL)
    watch (self, 1, target);
}

static GVariant *
tocsin_file_backend_read (GSettingsBackend *backend,
                          const char *key,
                          const GVariantType *expected_type,
                          gboolean default_value)
{
  TocsinFileBackend *self = TOCSIN_FILE_BACKEND (backend);
  const char *text;

  if (default_value || !g_str_has_prefix (key, TOCSIN_FILE_BACKEND_ROOT))
    return NULL;
  text = tocsin_file_backend_get_text (self, key + strlen (TOCSIN_FILE_BACKEND_ROOT), NULL);

  return text != NULL ? tocsin_value_parse_type (expected_type, text) : NULL;
}

static gboolean
tocsin_file_backend_get_writable (GSettingsBackend *backend, const char *key)
{
  return g_str_has_prefix (key, TOCSIN_FILE_BACKEND_ROOT)
         && TOCSIN_FILE_BACKEND (backend)->broken == NULL;
}

static gboolean
take_relative (gpointer key, gpointer value, gpointer user_data)
{
  GTree *changes = user_data;

  if (g_str_has_prefix (key, TOCSIN_FILE_BACKEND_ROOT))
    g_tree_insert (changes, (char *) key + strlen (TOCSIN_FILE_BACKEND_ROOT), value);

  return FALSE;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static gboolean
tocsin_file_backend_write_tree (GSettingsBackend *backend, GTree *tree, gpointer origin_tag)
{
  TocsinFileBackend *self = TOCSIN_FILE_BACKEND (backend);
  g_autoptr (GTree) changes = g_tree_new (compare_paths);
  g_autoptr (GError) error = NULL;
  gboolean good;

  g_tree_foreach (tree, take_relative, changes);
  if (!tocsin_file_backend_begin (self, &error))
    {
      g_warning ("%s", error->message);
      return FALSE;
    }
  good = tocsin_file_backend_commit (self, changes, &error);
  if (!good)
    g_warning ("%s", error->message);
  tocsin_file_backend_end (self);

  return good;
}

static gboolean
tocsin_file_backend_write (GSettingsBackend *backend,
                           const char *key,
                           GVariant *value,
                           gpointer origin_tag)
{
  g_autoptr (GTree) tree = g_tree_new (compare_paths);
  g_autoptr (GVariant) held = value != NULL ? g_variant_ref_sink (value) : NULL;

  g_tree_insert (tree, (gpointer) key, held);

  return tocsin_file_backend_write_tree (backend, tree, origin_tag);
}

static void
tocsin_file_backend_reset (GSettingsBackend *backend, const char *key, gpointer origin_tag)
{
  tocsin_file_backend_write (backend, key, NULL, origin_tag);
}

static GPermission *
tocsin_file_backend_get_permission (GSettingsBackend *backend, const char *path)
{
  return g_simple_permission_new (TRUE);
}

static void
tocsin_file_backend_dispose (GObject *object)
{
  TocsinFileBackend *self = TOCSIN_FILE_BACKEND (object);

  g_clear_object (&self->monitors[0]);
  g_clear_object (&self->monitors[1]);

  G_OBJECT_CLASS (tocsin_file_backend_parent_class)->dispose (object);
}

static void
tocsin_file_backend_finalize (GObject *object)
{
  TocsinFileBackend *self = TOCSIN_FILE_BACKEND (object);

  g_free (self->path);
  g_free (self->told);
  g_bytes_unref (self->content);
  tocsin_key_file_free (self->file);
  g_clear_error (&self->broken);
  g_hash_table_unref (self->changed);

  G_OBJECT_CLASS (tocsin_file_backend_parent_class)->finalize (object);
}

static void
tocsin_file_backend_class_init (TocsinFileBackendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GSettingsBackendClass *backend_class = G_SETTINGS_BACKEND_CLASS (klass);

  object_class->dispose = tocsin_file_backend_dispose;
  object_class->finalize = tocsin_file_backend_finalize;
  backend_class->read = tocsin_file_backend_read;
  backend_class->get_writable = tocsin_file_backend_get_writable;
  backend_class->write = tocsin_file_backend_write;
  backend_class->write_tree = tocsin_file_backend_write_tree;
  backend_class->reset = tocsin_file_backend_reset;
  backend_class->get_permission = tocsin_file_backend_get_permission;

  /**
   * TocsinFileBackend::changed-paths:
   * @self: the settings
   * @paths: (array zero-terminated=1): what has another value now, or is no longer set
   *
   * Emitted once for each change of the file; with no paths when it has become broken, whole, or
   * broken elsewhere.
   */
  signals[CHANGED_PATHS] =
      g_signal_new ("changed-paths", TOCSIN_TYPE_FILE_BACKEND, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
tocsin_file_backend_init (TocsinFileBackend *self)
{
  self->lock = -1;
  self->content = g_bytes_new_static ("", 0);
  self->file = tocsin_key_file_new ();
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * tocsin_file_backend_new:
 * @path: the settings file; it need not exist yet
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when it can not be parsed, or a storage error
 *
 * Watches the file in the thread's default main context.
 *
 * Returns: (nullable) (transfer full): the settings in it
 */
TocsinFileBackend *
tocsin_file_backend_new (const char *path, GError **error)
{
  g_autoptr (TocsinFileBackend) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_FILE_BACKEND, NULL);
  self->path = g_canonicalize_filename (path, NULL);
  start_watching (self);
  if (!refresh (self, error))
    return NULL;
  g_hash_table_remove_all (self->changed);

  return g_steal_pointer (&self);
}

/**
 * tocsin_file_backend_get_path:
 * @self: the settings
 *
 * Returns: (transfer none): the file they are in
 */
const char *
tocsin_file_backend_get_path (TocsinFileBackend *self)
{
  return self->path;
}

/**
 * tocsin_file_backend_get_error:
 * @self: the settings
 *
 * Returns: (nullable) (transfer none): why the file as it is now is not in force, %NULL when it is
 */
const GError *
tocsin_file_backend_get_error (TocsinFileBackend *self)
{
  return self->broken;
}

/**
 * tocsin_file_backend_get_text:
 * @self: the settings
 * @path: a path
 * @line: (out) (optional): where it stands
 *
 * Returns: (nullable) (transfer none): the value as it is written, %NULL when it is not set
 */
const char *
tocsin_file_backend_get_text (TocsinFileBackend *self, const char *path, guint *line)
{
  return tocsin_key_tree_get (self->file, path, line);
}

/**
 * tocsin_file_backend_list:
 * @self: the settings
 * @prefix: what the paths begin with
 *
 * Returns: (transfer full): the rest of all paths that are set, in the order of the file, also of
 *   those that nobody knows
 */
GStrv
tocsin_file_backend_list (TocsinFileBackend *self, const char *prefix)
{
  return tocsin_key_tree_list (self->file, prefix);
}
