/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/session-watch.h"

#include <string.h>

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "core/settings/schemas.h"

struct _TocsinSessionWatch
{
  GObject parent_instance;

  GSettingsBackend *backend;
  char *root;
  GHashTable *settings; /* "PATH SCHEMA" to GSettings */
};

G_DEFINE_FINAL_TYPE (TocsinSessionWatch, tocsin_session_watch, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
on_change_event (GSettings *settings, GQuark *keys, int n_keys, TocsinSessionWatch *self)
{
  g_autofree char *path = NULL;

  g_object_get (settings, "path", &path, NULL);
  for (int i = 0; i < n_keys; i++)
    {
      g_autofree char *key =
          g_strconcat (path + strlen (self->root), g_quark_to_string (keys[i]), NULL);

      g_signal_emit (self, signals[CHANGED], 0, key);
    }
  /* Everything below the path, which names no key. */
  if (n_keys == 0)
    g_signal_emit (self, signals[CHANGED], 0, path + strlen (self->root));

  return FALSE;
}

static void
tocsin_session_watch_finalize (GObject *object)
{
  TocsinSessionWatch *self = TOCSIN_SESSION_WATCH (object);

  g_hash_table_unref (self->settings);
  g_object_unref (self->backend);
  g_free (self->root);

  G_OBJECT_CLASS (tocsin_session_watch_parent_class)->finalize (object);
}

static void
tocsin_session_watch_class_init (TocsinSessionWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_session_watch_finalize;

  /**
   * TocsinSessionWatch::changed:
   * @self: the watch
   * @path: what has changed, relative to the root
   */
  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_SESSION_WATCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tocsin_session_watch_init (TocsinSessionWatch *self)
{
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/*
 * tocsin_session_watch_new:
 * @backend: where the settings are
 * @root: the path that all others are relative to
 *
 * Returns: (transfer full): a watch of nothing yet
 */
TocsinSessionWatch *
tocsin_session_watch_new (GSettingsBackend *backend, const char *root)
{
  TocsinSessionWatch *self = g_object_new (TOCSIN_TYPE_SESSION_WATCH, NULL);

  self->backend = g_object_ref (backend);
  self->root = g_strdup (root);

  return self;
}

/*
 * tocsin_session_watch_add:
 * @self: a watch
 * @path: a path with a slash at its end, or "" for the root
 * @schema: the id of a schema whose keys are there; no matter if there is none
 */
void
tocsin_session_watch_add (TocsinSessionWatch *self, const char *path, const char *schema)
{
  g_autofree char *key = g_strdup_printf ("%s %s", path, schema);
  g_autofree char *full = g_strconcat (self->root, path, NULL);
  g_autoptr (GSettingsSchema) found = NULL;
  GSettings *settings;

  if (g_hash_table_contains (self->settings, key))
    return;
  found = tocsin_schemas_look_up (schema);
  if (found == NULL)
    return;

  settings = g_settings_new_full (found, self->backend, full);
  g_signal_connect_object (settings, "change-event", G_CALLBACK (on_change_event), self, 0);
  g_hash_table_insert (self->settings, g_steal_pointer (&key), settings);
}

/*
 * tocsin_session_watch_add_layout:
 * @self: a watch
 * @path: the path of a connection or a task
 * @layout: the groups it has
 */
void
tocsin_session_watch_add_layout (TocsinSessionWatch *self, const char *path, TocsinLayout *layout)
{
  for (guint i = 0; i < layout->nodes->len; i++)
    {
      TocsinLayoutNode *node = g_ptr_array_index (layout->nodes, i);
      g_autofree char *full = g_strconcat (path, node->path, NULL);

      tocsin_session_watch_add (self, full, node->schema);
      if (node->plugin_schema != NULL)
        tocsin_session_watch_add (self, full, node->plugin_schema);
    }
}

static gboolean
is_below (gpointer key, gpointer value, gpointer user_data)
{
  return g_str_has_prefix (key, user_data);
}

/*
 * tocsin_session_watch_remove:
 * @self: a watch
 * @path: the path of a connection or a task that is no more
 */
void
tocsin_session_watch_remove (TocsinSessionWatch *self, const char *path)
{
  g_hash_table_foreach_remove (self->settings, is_below, (gpointer) path);
}
