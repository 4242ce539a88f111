/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/postman-drop.h"

#include "core/base/error.h"
#include "core/base/notice.h"
#include "core/engine/drop-folder.h"
#include "core/engine/postman-private.h"

#include <glib/gi18n-lib.h>

/* Notices can go missing, and some file systems give none; seconds. */
#define INTERVAL 60

/* What comes within so long is looked at in one go; milliseconds. */
#define GATHER 20

struct _TocsinPostmanDrop
{
  GObject parent_instance;

  TocsinPostmanServices *services;
  char *connection;
  TocsinDropFolder *folder; /* the look's, while there is one */

  GFileMonitor *monitor;
  char *path; /* what is monitored */
  GHashTable *moved;
  guint timer;
  gboolean busy;
  gboolean wanted;
  gboolean looked;
  gboolean unsettled;
  gboolean stopped;
  GError *error;
};

G_DEFINE_FINAL_TYPE (TocsinPostmanDrop, tocsin_postman_drop, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A look while a worker is at it. */
typedef struct
{
  TocsinPostmanDrop *drop;
  GHashTable *moved;
  char *path;
  gboolean unsettled;
  GError *error;
} Look;

static void
tocsin_postman_drop_finalize (GObject *object)
{
  TocsinPostmanDrop *self = TOCSIN_POSTMAN_DROP (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->monitor);
  g_hash_table_unref (self->moved);
  tocsin_drop_folder_free (self->folder);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self->connection);
  tocsin_postman_services_unref (self->services);

  G_OBJECT_CLASS (tocsin_postman_drop_parent_class)->finalize (object);
}

static void
tocsin_postman_drop_class_init (TocsinPostmanDropClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_postman_drop_finalize;

  /**
   * TocsinPostmanDrop::changed:
   * @self: the queue directory
   *
   * A look is over.
   */
  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_POSTMAN_DROP, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static GHashTable *
new_names (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
tocsin_postman_drop_init (TocsinPostmanDrop *self)
{
  self->moved = new_names ();
}

/**
 * tocsin_postman_drop_new: (skip)
 * @services: the postman's
 * @connection: id of the connection
 *
 * Returns: (transfer full): one that has not looked yet.
 */
TocsinPostmanDrop *
tocsin_postman_drop_new (TocsinPostmanServices *services, const char *connection)
{
  TocsinPostmanDrop *self = g_object_new (TOCSIN_TYPE_POSTMAN_DROP, NULL);

  self->services = tocsin_postman_services_ref (services);
  self->connection = g_strdup (connection);
  self->folder = tocsin_drop_folder_new (connection, services->outbox, services->clock);

  return self;
}

static gboolean
look_into (Look *look, GError **error)
{
  TocsinPostmanDrop *self = look->drop;
  TocsinPostmanServices *services = self->services;
  g_auto (TocsinPostmanRoute) route = { 0 };
  g_autoptr (TocsinMailDefaults) defaults = NULL;

  if (!tocsin_postman_route_open (&route, services, self->connection, error))
    return FALSE;
  look->path = g_strdup (route.directory);
  defaults = tocsin_mail_transport_get_defaults (route.transport, error);

  return defaults != NULL && tocsin_drop_folder_open (self->folder, route.directory, error)
         && tocsin_drop_folder_take (self->folder, defaults, look->moved, &look->unsettled,
                                     services->cancellable, error)
         && tocsin_outbox_ledger_sync (services->ledger)
         && tocsin_drop_folder_file (self->folder, route.keep_sent, services->cancellable, error);
}

static void
look_on_worker (gpointer data, GCancellable *cancellable)
{
  Look *look = data;

  look_into (look, &look->error);
}

static gboolean
on_timer (gpointer data)
{
  TocsinPostmanDrop *self = data;

  self->timer = 0;
  tocsin_postman_drop_look (self);

  return G_SOURCE_REMOVE;
}

static void
look_in (TocsinPostmanDrop *self, guint milliseconds)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->stopped)
    self->timer = g_timeout_add (milliseconds, on_timer, self);
}

static void
on_changed (
    GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  TocsinPostmanDrop *self = user_data;
  GFile *there = event == G_FILE_MONITOR_EVENT_RENAMED ? other : file;

  if (event == G_FILE_MONITOR_EVENT_DELETED || event == G_FILE_MONITOR_EVENT_MOVED_OUT
      || event == G_FILE_MONITOR_EVENT_CHANGED)
    return;
  if (there != NULL
      && (event == G_FILE_MONITOR_EVENT_MOVED_IN || event == G_FILE_MONITOR_EVENT_RENAMED))
    g_hash_table_add (self->moved, g_file_get_basename (there));
  look_in (self, GATHER);
}

/* Back to the same directory if the settings name the same. */
static void
watch (TocsinPostmanDrop *self, const char *path)
{
  g_autoptr (GFile) file = NULL;

  if (path == NULL || self->stopped || self->services->once
      || (self->monitor != NULL && g_strcmp0 (self->path, path) == 0))
    return;

  g_clear_object (&self->monitor);
  g_free (self->path);
  self->path = g_strdup (path);
  file = g_file_new_for_path (path);
  self->monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor == NULL)
    return;
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_changed), self, 0);
  /* What came between the look and the watch. */
  self->wanted = TRUE;
}

static void
take_error (TocsinPostmanDrop *self, GError *error)
{
  gboolean is_known =
      error != NULL && self->error != NULL && g_str_equal (error->message, self->error->message);

  if (error != NULL && !is_known && !g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", TOCSIN_NOTICE_QUEUE_FAILED,
                      "CONNECTION_ID", self->connection, "ERROR_CODE",
                      tocsin_error_get_code_name (error), "MESSAGE",
                      _ ("the queue directory of “%s”: %s"), self->connection, error->message);
  g_clear_error (&self->error);
  self->error = error;
}

static void
finish_on_main (gpointer data)
{
  Look *look = data;
  g_autoptr (TocsinPostmanDrop) self = look->drop;

  self->busy = FALSE;
  self->looked = TRUE;
  self->unsettled = look->unsettled;
  take_error (self, look->error);
  watch (self, look->path);
  if (self->wanted)
    tocsin_postman_drop_look (self);
  else if (self->unsettled)
    look_in (self, TOCSIN_DROP_QUIET / 1000);
  else if (!self->services->once)
    look_in (self, INTERVAL * 1000);
  g_hash_table_unref (look->moved);
  g_free (look->path);
  g_free (look);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tocsin_postman_drop_look: (skip)
 * @self: a queue directory
 *
 * Has a worker look into it now.
 */
void
tocsin_postman_drop_look (TocsinPostmanDrop *self)
{
  Look *look;

  g_return_if_fail (TOCSIN_IS_POSTMAN_DROP (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  self->wanted = self->busy;
  if (self->busy || self->stopped)
    return;

  look = g_new0 (Look, 1);
  look->drop = g_object_ref (self);
  look->moved = g_steal_pointer (&self->moved);
  self->moved = new_names ();
  self->busy = TRUE;
  tocsin_workers_run (self->services->workers, look_on_worker, finish_on_main, look, NULL);
}

/**
 * tocsin_postman_drop_stop: (skip)
 * @self: a queue directory
 *
 * Looks no more; ::changed comes when a look that goes on is over.
 */
void
tocsin_postman_drop_stop (TocsinPostmanDrop *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN_DROP (self));

  self->stopped = TRUE;
  self->wanted = FALSE;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->monitor);
}

/**
 * tocsin_postman_drop_is_idle: (skip)
 * @self: a queue directory
 *
 * Returns: whether it has looked, and nothing there is waited for.
 */
gboolean
tocsin_postman_drop_is_idle (TocsinPostmanDrop *self)
{
  g_return_val_if_fail (TOCSIN_IS_POSTMAN_DROP (self), TRUE);

  return !self->busy && (self->stopped || (self->looked && !self->unsettled && !self->wanted));
}

/**
 * tocsin_postman_drop_get_error: (skip)
 * @self: a queue directory
 *
 * Returns: (transfer full) (nullable): why it can't be used.
 */
GError *
tocsin_postman_drop_get_error (TocsinPostmanDrop *self)
{
  g_return_val_if_fail (TOCSIN_IS_POSTMAN_DROP (self), NULL);

  return self->error != NULL ? g_error_copy (self->error) : NULL;
}
