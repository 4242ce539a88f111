/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/connection.h"

#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "core/mail/mail-transport.h"
#include "core/plugin/registry.h"
#include "plugins/office365/append.h"
#include "plugins/office365/changes.h"
#include "plugins/office365/checkup.h"
#include "plugins/office365/folders.h"
#include "plugins/office365/inner.h"
#include "plugins/office365/read.h"
#include "plugins/office365/send.h"
#include "plugins/office365/visit.h"
#include "plugins/office365/watch.h"
#include "plugins/office365/wire/filter.h"
#include "plugins/office365/write.h"

static const TocsinProtocolAlias aliases[] = {
  { "graph", FALSE }, { "o365", FALSE }, { "microsoft365", FALSE }, { NULL, FALSE }
};

const TocsinProtocol office365_protocol = { "office365", "Office 365", aliases, 0, 443 };

struct _TocsinOffice365Connection
{
  TocsinBasicConnection parent_instance;

  TocsinConnection *inner; /* nullable: who does the work, over another protocol */
  GMutex lock;
  GraphAccount *account;
  GraphMemory *memory;
};

static GraphAccount *
get_account (TocsinOffice365Connection *self, GError **error)
{
  TocsinBasicConnection *basic = TOCSIN_BASIC_CONNECTION (self);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!tocsin_basic_connection_check_open (basic, error))
    return NULL;
  if (self->account == NULL)
    self->account = graph_account_new (tocsin_basic_connection_get_settings (basic), error);

  return self->account;
}

static GraphVisit *
visit (gpointer connection, GCancellable *cancellable, GError **error)
{
  TocsinOffice365Connection *self = TOCSIN_OFFICE365_CONNECTION (connection);
  GraphAccount *account = get_account (self, error);

  return account != NULL ? graph_visit_new (
             account, cancellable,
             tocsin_basic_connection_get_closing (TOCSIN_BASIC_CONNECTION (self)))
                         : NULL;
}

static GraphMemory *
memory_of (gpointer connection)
{
  return TOCSIN_OFFICE365_CONNECTION (connection)->memory;
}

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  g_autoptr (GraphVisit) self = visit (store, cancellable, error);
  GPtrArray *folders =
      self != NULL ? graph_folders_list (self->account, self->cancellable, error) : NULL;

  if (folders != NULL)
    graph_memory_set_folders (memory_of (store), folders);

  return folders;
}

static TocsinMailChanges *
changes (TocsinMailStore *store,
         const char *folder,
         GVariant *cursor,
         TocsinQuery *query,
         guint limit,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GraphVisit) self = visit (store, cancellable, error);

  return self != NULL ? graph_changes (self->account, memory_of (store), folder, cursor, limit,
                                       self->cancellable, error)
                      : NULL;
}

static GPtrArray *
search (TocsinMailStore *store,
        const char *folder,
        TocsinQuery *query,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GraphVisit) self = visit (store, cancellable, error);

  return self != NULL ? graph_find (self->account, folder, query, self->cancellable, error) : NULL;
}

static gboolean
fetch (TocsinMailStore *store,
       GPtrArray *refs,
       TocsinMailParts parts,
       const TocsinMailSink *sink,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (GraphVisit) self = visit (store, cancellable, error);

  return self != NULL
         && graph_read (self->account, memory_of (store), refs, parts, sink, self->cancellable,
                        error);
}

static gboolean
create_folder (TocsinMailStore *store, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GraphVisit) self = visit (store, cancellable, error);

  return self != NULL && graph_folders_create (self->account, name, self->cancellable, error);
}

/* The folder that a person means, made if that is wanted. Names are looked up once: actions put
 * many messages into few folders. */
static char *
find_target (TocsinMailStore *store,
             const TocsinMailOperation *operation,
             GCancellable *cancellable,
             GError **error)
{
  GraphMemory *memory = memory_of (store);
  char *id = graph_memory_get_target (memory, operation->argument);
  g_autoptr (TocsinFolder) folder = NULL;
  g_autoptr (GError) missing = NULL;

  if (id != NULL)
    return id;
  folder = tocsin_mail_store_find_folder (store, operation->argument, cancellable, &missing);
  if (folder == NULL && missing->code == TOCSIN_ERROR_MAILBOX_MISSING && operation->create)
    {
      if (!create_folder (store, operation->argument, cancellable, error))
        return NULL;
      g_clear_error (&missing);
      folder = tocsin_mail_store_find_folder (store, operation->argument, cancellable, &missing);
    }
  if (folder == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return NULL;
    }
  graph_memory_set_target (memory, operation->argument, folder->id);

  return g_strdup (folder->id);
}

static gboolean
apply_once (TocsinMailStore *store,
            GPtrArray *refs,
            const TocsinMailOperation *operation,
            GPtrArray **results,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GraphVisit) self = visit (store, cancellable, error);
  g_autofree char *target = NULL;

  if (self == NULL)
    return FALSE;
  if (graph_write_has_target (operation))
    {
      target = find_target (store, operation, self->cancellable, error);
      if (target == NULL)
        return FALSE;
    }

  return graph_write (self->account, refs, operation, target, results, self->cancellable, error);
}

static gboolean
apply (TocsinMailStore *store,
       GPtrArray *refs,
       const TocsinMailOperation *operation,
       GPtrArray **results,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (apply_once (store, refs, operation, results, cancellable, &failure))
    return TRUE;
  if (failure->code != TOCSIN_ERROR_MAILBOX_MISSING || !graph_write_has_target (operation))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  /* The folder was there when it was looked up, and is not any more. */
  graph_memory_set_target (memory_of (store), operation->argument, NULL);

  return apply_once (store, refs, operation, results, cancellable, error);
}

static gboolean
append (TocsinMailStore *store,
        const char *folder,
        GInputStream *message,
        guint64 size,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GraphVisit) self = visit (store, cancellable, error);

  return self != NULL
         && graph_append (self->account, folder, message, size, self->cancellable, error);
}

static TocsinWatch *
watch (TocsinMailStore *store,
       const char *const *folders,
       GCancellable *cancellable,
       GError **error)
{
  GraphAccount *account = get_account (TOCSIN_OFFICE365_CONNECTION (store), error);

  return account != NULL ? tocsin_office365_watch_new (G_OBJECT (store), account, memory_of (store),
                                                       folders, NULL, error)
                         : NULL;
}

static TocsinMailExplanation *
explain (TocsinMailStore *store, TocsinQuery *query, GCancellable *cancellable, GError **error)
{
  return graph_filter_explain (query, g_get_real_time ());
}

static TocsinMailStore *
get_inner_store (TocsinMailStore *store)
{
  TocsinConnection *inner = TOCSIN_OFFICE365_CONNECTION (store)->inner;

  return inner != NULL ? TOCSIN_MAIL_STORE (inner) : NULL;
}

static void
mail_store_init (TocsinMailStoreInterface *iface)
{
  iface->list_folders = list_folders;
  iface->changes = changes;
  iface->search = search;
  iface->fetch = fetch;
  iface->apply = apply;
  iface->append = append;
  iface->create_folder = create_folder;
  iface->watch = watch;
  iface->explain = explain;
  iface->get_inner = get_inner_store;
}

static gboolean
send (TocsinMailTransport *transport,
      TocsinEnvelope *envelope,
      GInputStream *message,
      guint64 size,
      const TocsinSendWatch *watch,
      TocsinSendReport **report,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GraphVisit) self = visit (transport, cancellable, error);
  GraphSending sending = { .envelope = envelope, .watch = watch };

  if (self == NULL)
    return FALSE;
  sending.account = self->account;
  sending.report = *report = tocsin_send_report_new (envelope);

  return graph_send (&sending, message, size, self->cancellable, error);
}

static TocsinMailDefaults *
get_defaults (TocsinMailTransport *transport, GError **error)
{
  return graph_send_get_defaults (
      tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (transport)), error);
}

static TocsinMailTransport *
get_inner_transport (TocsinMailTransport *transport)
{
  TocsinConnection *inner = TOCSIN_OFFICE365_CONNECTION (transport)->inner;

  return inner != NULL ? TOCSIN_MAIL_TRANSPORT (inner) : NULL;
}

static void
mail_transport_init (TocsinMailTransportInterface *iface)
{
  iface->send = send;
  iface->get_defaults = get_defaults;
  iface->get_inner = get_inner_transport;
}

static gboolean
assemble (TocsinConnection *connection, TocsinRegistry *registry, GError **error)
{
  TocsinOffice365Connection *self = TOCSIN_OFFICE365_CONNECTION (connection);
  TocsinConnectionSettings *settings =
      tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (self));

  if (!graph_inner_is_wanted (settings))
    return TRUE;
  self->inner = graph_inner_new (registry, settings, error);

  return self->inner != NULL;
}

static TocsinEndpoint *
get_endpoint (TocsinConnection *connection, GError **error)
{
  TocsinOffice365Connection *self = TOCSIN_OFFICE365_CONNECTION (connection);
  GraphAccount *account;

  if (self->inner != NULL)
    return tocsin_connection_get_endpoint (self->inner, error);
  account = get_account (self, error);

  return account != NULL
             ? g_object_ref (tocsin_http_account_get_endpoint (graph_account_get_http (account)))
             : NULL;
}

static gboolean
test (TocsinConnection *connection,
      TocsinEndpoint *endpoint,
      const char *const *folders,
      TocsinReport *report,
      TocsinTranscript *transcript,
      GCancellable *cancellable,
      GError **error)
{
  TocsinConnection *inner = TOCSIN_OFFICE365_CONNECTION (connection)->inner;
  g_autoptr (GraphVisit) self = NULL;

  if (inner != NULL)
    return TOCSIN_CONNECTION_GET_IFACE (inner)->test (inner, endpoint, folders, report, transcript,
                                                      cancellable, error);
  self = visit (connection, cancellable, error);

  return self != NULL
         && graph_checkup (self->account, TOCSIN_MAIL_STORE (connection), folders, report,
                           transcript, self->cancellable, error);
}

static char *
command (TocsinConnection *connection, const char *line, GCancellable *cancellable, GError **error)
{
  TocsinConnection *inner = TOCSIN_OFFICE365_CONNECTION (connection)->inner;
  g_autoptr (GraphVisit) self = NULL;

  if (inner != NULL)
    return tocsin_connection_command (inner, line, cancellable, error);
  self = visit (connection, cancellable, error);

  return self != NULL ? graph_checkup_command (self->account, line, self->cancellable, error)
                      : NULL;
}

static void
close_connection (TocsinConnection *connection)
{
  TocsinOffice365Connection *self = TOCSIN_OFFICE365_CONNECTION (connection);

  g_cancellable_cancel (tocsin_basic_connection_get_closing (TOCSIN_BASIC_CONNECTION (self)));
  if (self->inner != NULL)
    tocsin_connection_close (self->inner);
}

static void
connection_init (TocsinConnectionInterface *iface)
{
  iface->test = test;
  iface->command = command;
  iface->close = close_connection;
  iface->get_endpoint = get_endpoint;
  iface->assemble = assemble;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinOffice365Connection,
                               tocsin_office365_connection,
                               TOCSIN_TYPE_BASIC_CONNECTION,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, mail_store_init)
                                       G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRANSPORT,
                                                              mail_transport_init))

static void
tocsin_office365_connection_finalize (GObject *object)
{
  TocsinOffice365Connection *self = TOCSIN_OFFICE365_CONNECTION (object);

  g_clear_object (&self->inner);
  g_clear_pointer (&self->account, graph_account_unref);
  g_clear_pointer (&self->memory, graph_memory_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_office365_connection_parent_class)->finalize (object);
}

static void
tocsin_office365_connection_class_init (TocsinOffice365ConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tocsin_office365_connection_finalize;
}

static void
tocsin_office365_connection_init (TocsinOffice365Connection *self)
{
  g_mutex_init (&self->lock);
  self->memory = graph_memory_new ();
}
