/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/connections.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/mail-transport.h"

#include <glib/gi18n-lib.h>

struct _TocsinConnections
{
  GObject parent_instance;

  TocsinRegistry *registry;
  TocsinOutbox *outbox;
  char *work_directory;
  GMutex mutex;
  GHashTable *entries;
  GPtrArray *leaving;
};

typedef struct
{
  TocsinConnectionSettings *settings;
  TocsinConnection *connection;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_object (&entry->settings);
  g_clear_object (&entry->connection);
  g_free (entry);
}

static Entry *
find_entry (TocsinConnections *self, const char *id_or_name)
{
  Entry *entry = g_hash_table_lookup (self->entries, id_or_name);
  GHashTableIter iter;
  gpointer value;

  if (entry != NULL)
    return entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      entry = value;
      if (g_str_equal (tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (entry->settings)), id_or_name))
        return entry;
    }

  return NULL;
}

static void
set_not_found (TocsinConnections *self, const char *id, GError **error)
{
  g_autofree const char **known =
      (const char **) g_hash_table_get_keys_as_array (self->entries, NULL);
  const char *nearest = tocsin_text_nearest (id, known);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
               nearest != NULL ? _ ("there is no connection “%s”; did you mean “%s”?")
                               : _ ("there is no connection “%s”"),
               id, nearest);
}

static TocsinConnection *
get_connection (TocsinHost *host, const char *id, GError **error)
{
  TocsinConnections *self = TOCSIN_CONNECTIONS (host);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Entry *entry = find_entry (self, id);

  if (entry == NULL)
    {
      set_not_found (self, id, error);
      return NULL;
    }
  if (entry->connection == NULL)
    entry->connection = tocsin_registry_new_connection (self->registry, entry->settings, error);

  return entry->connection != NULL ? g_object_ref (entry->connection) : NULL;
}

static const char *
get_work_directory (TocsinHost *host)
{
  return TOCSIN_CONNECTIONS (host)->work_directory;
}

static char *
queue_mail (TocsinHost *host,
            const char *connection,
            TocsinEnvelope *envelope,
            GInputStream *message,
            const char *key,
            const char *origin,
            GError **error)
{
  TocsinConnections *self = TOCSIN_CONNECTIONS (host);
  g_autofree char *id = tocsin_connections_find_sender (self, connection, error);

  if (id == NULL)
    return NULL;
  if (self->outbox != NULL)
    return tocsin_outbox_queue (self->outbox, id, envelope, message, key, origin, error);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("there is no outbox here"));

  return NULL;
}

static gboolean
count_mail (TocsinHost *host,
            const char *origin,
            const char *recipient,
            gint64 since,
            guint64 *count,
            GError **error)
{
  TocsinConnections *self = TOCSIN_CONNECTIONS (host);

  *count = 0;

  return self->outbox == NULL
         || tocsin_outbox_count_from (self->outbox, origin, recipient, since, count, error);
}

static gboolean
find_mail (TocsinHost *host, const char *key, char **id, GError **error)
{
  TocsinConnections *self = TOCSIN_CONNECTIONS (host);
  gint64 mail = 0;

  if (self->outbox != NULL && !tocsin_outbox_find (self->outbox, key, &mail, error))
    return FALSE;
  if (mail > 0)
    *id = g_strdup_printf ("%" G_GINT64_FORMAT, mail);

  return TRUE;
}

static void
host_init (TocsinHostInterface *iface)
{
  iface->get_connection = get_connection;
  iface->get_work_directory = get_work_directory;
  iface->queue_mail = queue_mail;
  iface->count_mail = count_mail;
  iface->find_mail = find_mail;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinConnections,
                               tocsin_connections,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_HOST, host_init))

static void
tocsin_connections_finalize (GObject *object)
{
  TocsinConnections *self = TOCSIN_CONNECTIONS (object);

  g_clear_object (&self->registry);
  g_clear_object (&self->outbox);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->leaving, g_ptr_array_unref);
  g_free (self->work_directory);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (tocsin_connections_parent_class)->finalize (object);
}

static void
tocsin_connections_class_init (TocsinConnectionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_connections_finalize;
}

static void
tocsin_connections_init (TocsinConnections *self)
{
  g_mutex_init (&self->mutex);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  self->leaving = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tocsin_connections_new:
 * @registry: which protocols there are
 * @work_directory: where actions put temporary files
 *
 * Returns: (transfer full): an empty set.
 */
TocsinConnections *
tocsin_connections_new (TocsinRegistry *registry, const char *work_directory)
{
  TocsinConnections *self = g_object_new (TOCSIN_TYPE_CONNECTIONS, NULL);

  self->registry = g_object_ref (registry);
  self->work_directory = g_strdup (work_directory);

  return self;
}

/**
 * tocsin_connections_new_for_config:
 * @config: the settings
 * @registry: which protocols there are
 * @work_directory: where actions put temporary files
 *
 * Returns: (transfer full): all connections that have good settings, as an engine holds them; to be
 *   closed with tocsin_connections_close_all().
 */
TocsinConnections *
tocsin_connections_new_for_config (TocsinConfig *config,
                                   TocsinRegistry *registry,
                                   const char *work_directory)
{
  const char *const *ids = tocsin_config_list (config, TOCSIN_CONFIG_CONNECTION);
  TocsinConnections *self = tocsin_connections_new (registry, work_directory);

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (TocsinConnectionSettings) settings =
          tocsin_config_load_connection (config, ids[i], NULL);

      if (settings != NULL)
        tocsin_connections_put (self, settings);
    }

  return self;
}

/**
 * tocsin_connections_set_outbox:
 * @self: the connections of an engine that has not begun to work
 * @outbox: where mail goes that plugins send
 */
void
tocsin_connections_set_outbox (TocsinConnections *self, TocsinOutbox *outbox)
{
  g_return_if_fail (TOCSIN_IS_CONNECTIONS (self) && self->outbox == NULL);

  self->outbox = g_object_ref (outbox);
}

/**
 * tocsin_connections_find_sender:
 * @self: the connections
 * @connection: id or name
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND, %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED where
 *   it sends no mail, or why it can't be made
 *
 * Who queues through a connection that can't send learns it at once, not from a dead letter.
 *
 * Returns: (transfer full): its id.
 */
char *
tocsin_connections_find_sender (TocsinConnections *self, const char *connection, GError **error)
{
  g_autoptr (TocsinConnection) live = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;

  g_return_val_if_fail (TOCSIN_IS_CONNECTIONS (self) && connection != NULL, NULL);

  live = get_connection (TOCSIN_HOST (self), connection, error);
  if (live == NULL)
    return NULL;
  settings = tocsin_connection_get_settings (live);
  if (TOCSIN_IS_MAIL_TRANSPORT (live))
    return g_strdup (tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (settings)));

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("connection “%s” (%s) sends no mail"),
               tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (settings)),
               tocsin_connection_settings_get_protocol (settings));

  return NULL;
}

static gboolean
sends (TocsinConnections *self, const char *protocol)
{
  GPtrArray *types = tocsin_registry_get_types (self->registry);

  for (guint i = 0; i < types->len; i++)
    {
      const TocsinPluginType *type = g_ptr_array_index (types, i);

      if (type->kind == TOCSIN_PLUGIN_CONNECTION && g_str_equal (type->name, protocol))
        return g_type_is_a (type->type, TOCSIN_TYPE_MAIL_TRANSPORT);
    }

  return FALSE;
}

/**
 * tocsin_connections_list_senders:
 * @self: the connections
 *
 * Returns: (transfer full) (array zero-terminated=1): the ids of those that send mail. None of them
 *   is made for that.
 */
GStrv
tocsin_connections_list_senders (TocsinConnections *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer id, value;

  g_return_val_if_fail (TOCSIN_IS_CONNECTIONS (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &id, &value))
    if (sends (self, tocsin_connection_settings_get_protocol (((Entry *) value)->settings)))
      g_strv_builder_add (ids, id);

  return g_strv_builder_end (ids);
}

/**
 * tocsin_connections_find_id:
 * @self: the connections
 * @connection: id or name
 *
 * Returns: (transfer full): its id; @connection itself where there is none of that name, which may
 *   be the id of one that is gone.
 */
char *
tocsin_connections_find_id (TocsinConnections *self, const char *connection)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  g_return_val_if_fail (TOCSIN_IS_CONNECTIONS (self) && connection != NULL, NULL);

  locker = g_mutex_locker_new (&self->mutex);
  entry = find_entry (self, connection);

  return g_strdup (entry != NULL ? tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (entry->settings))
                                 : connection);
}

static gboolean
are_equal (TocsinConnectionSettings *a, TocsinConnectionSettings *b)
{
  g_autofree char *digest_a = tocsin_snapshot_digest (TOCSIN_SNAPSHOT (a), NULL);
  g_autofree char *digest_b = tocsin_snapshot_digest (TOCSIN_SNAPSHOT (b), NULL);

  return g_str_equal (digest_a, digest_b)
         && g_str_equal (tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (a)),
                         tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (b)));
}

/* Under the mutex. */
static void
let_go (TocsinConnections *self, Entry *entry)
{
  if (entry->connection != NULL)
    g_ptr_array_add (self->leaving, g_steal_pointer (&entry->connection));
}

/**
 * tocsin_connections_put:
 * @self: the connections
 * @settings: a connection's settings as they are now
 *
 * When they differ from those before, the live connection is let go: whoever is at work with it
 * ends on the settings he began with, everybody else gets a new one.
 *
 * Returns: whether they differ.
 */
gboolean
tocsin_connections_put (TocsinConnections *self, TocsinConnectionSettings *settings)
{
  g_autoptr (GMutexLocker) locker = NULL;
  const char *id;
  Entry *entry;

  g_return_val_if_fail (TOCSIN_IS_CONNECTIONS (self), FALSE);

  id = tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (settings));
  locker = g_mutex_locker_new (&self->mutex);
  entry = g_hash_table_lookup (self->entries, id);
  if (entry != NULL && are_equal (entry->settings, settings))
    return FALSE;

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      g_hash_table_insert (self->entries, g_strdup (id), entry);
    }
  g_set_object (&entry->settings, settings);
  let_go (self, entry);

  return TRUE;
}

/**
 * tocsin_connections_keep:
 * @self: the connections
 * @ids: (array zero-terminated=1): the connections that are still configured
 *
 * Lets go of all others.
 */
void
tocsin_connections_keep (TocsinConnections *self, const char *const *ids)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GHashTableIter iter;
  gpointer id, entry;

  g_return_if_fail (TOCSIN_IS_CONNECTIONS (self) && ids != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &id, &entry))
    if (!g_strv_contains (ids, id))
      {
        let_go (self, entry);
        g_hash_table_iter_remove (&iter);
      }
}

/**
 * tocsin_connections_take_leaving:
 * @self: the connections
 *
 * With the last reference to a connection its sessions say goodbye, and wait for the answer: to be
 * dropped on a worker, when nobody else has it any more.
 *
 * Returns: (transfer full) (element-type TocsinConnection): what was let go since the last call.
 */
GPtrArray *
tocsin_connections_take_leaving (TocsinConnections *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GPtrArray *leaving;

  g_return_val_if_fail (TOCSIN_IS_CONNECTIONS (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  leaving = g_steal_pointer (&self->leaving);
  self->leaving = g_ptr_array_new_with_free_func (g_object_unref);

  return leaving;
}

/**
 * tocsin_connections_close_all:
 * @self: the connections
 *
 * Ends all sessions; whoever is waiting for an answer gets %TOCSIN_ERROR_CANCELLED.
 */
void
tocsin_connections_close_all (TocsinConnections *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (TOCSIN_IS_CONNECTIONS (self));

  locker = g_mutex_locker_new (&self->mutex);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Entry *) value)->connection != NULL)
      tocsin_connection_close (((Entry *) value)->connection);
}
