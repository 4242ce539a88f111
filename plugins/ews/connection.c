/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/connection.h"

#include <string.h>

#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "core/mail/mail-transport.h"
#include "core/net/http-client.h"
#include "plugins/ews/append.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/changes.h"
#include "plugins/ews/directory.h"
#include "plugins/ews/folders.h"
#include "plugins/ews/push-down.h"
#include "plugins/ews/read.h"
#include "plugins/ews/search.h"
#include "plugins/ews/send.h"
#include "plugins/ews/survey.h"
#include "plugins/ews/targets.h"
#include "plugins/ews/visit.h"
#include "plugins/ews/watch.h"
#include "plugins/ews/write.h"

/* Seconds that a server may be silent within one exchange. */
#define PROTOCOL_TIMEOUT 100

static const TocsinTokenScope scopes[] = {
  { "microsoft", TRUE, "https://outlook.office365.com/.default" },
  { "microsoft", FALSE, "https://outlook.office365.com/EWS.AccessAsUser.All offline_access" },
  { NULL },
};

const TocsinEndpointDefaults ews_endpoint_defaults = {
  TOCSIN_HTTP_ENDPOINT_DEFAULTS,
  .pool_size = 4,
  .protocol_timeout = PROTOCOL_TIMEOUT,
  .scopes = scopes,
};

struct _TocsinEwsConnection
{
  TocsinBasicConnection parent_instance;

  EwsAccount *account;
  EwsCensus *census;
  EwsTargets *targets;
};

static TocsinConnectionSettings *
settings_of (gpointer self)
{
  return tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (self));
}

static EwsVisit *
visit (gpointer connection, GCancellable *cancellable, GError **error)
{
  return ews_visit_new (TOCSIN_EWS_CONNECTION (connection)->account,
                        tocsin_basic_connection_get_closing (TOCSIN_BASIC_CONNECTION (connection)),
                        cancellable, error);
}

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  g_autoptr (EwsVisit) self = visit (store, cancellable, error);

  return self != NULL ? ews_folders_list (self->account, self->cancellable, error) : NULL;
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
  g_autoptr (EwsVisit) self = visit (store, cancellable, error);

  return self != NULL ? ews_changes_find (self->account, TOCSIN_EWS_CONNECTION (store)->census,
                                          folder, cursor, limit, self->cancellable, error)
                      : NULL;
}

static GPtrArray *
search (TocsinMailStore *store,
        const char *folder,
        TocsinQuery *query,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (EwsVisit) self = visit (store, cancellable, error);

  return self != NULL ? ews_search (self->account, folder, query, self->cancellable, error) : NULL;
}

static gboolean
fetch (TocsinMailStore *store,
       GPtrArray *refs,
       TocsinMailParts parts,
       const TocsinMailSink *sink,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (EwsVisit) self = visit (store, cancellable, error);

  return self != NULL && ews_read (self->account, refs, parts, sink, self->cancellable, error);
}

static gboolean
apply_once (TocsinEwsConnection *connection,
            const EwsVisit *self,
            GPtrArray *refs,
            const TocsinMailOperation *operation,
            GPtrArray **results,
            GError **error)
{
  g_autofree char *target = NULL;

  if (ews_targets_has_any (operation))
    {
      target = ews_targets_find (connection->targets, self->account, operation, self->cancellable,
                                 error);
      if (target == NULL)
        return FALSE;
    }

  return ews_write (self->account, refs, operation, target, results, self->cancellable, error);
}

static gboolean
apply (TocsinMailStore *store,
       GPtrArray *refs,
       const TocsinMailOperation *operation,
       GPtrArray **results,
       GCancellable *cancellable,
       GError **error)
{
  TocsinEwsConnection *connection = TOCSIN_EWS_CONNECTION (store);
  g_autoptr (EwsVisit) self = visit (store, cancellable, error);
  g_autoptr (GError) failure = NULL;

  if (self == NULL)
    return FALSE;
  if (apply_once (connection, self, refs, operation, results, &failure))
    return TRUE;
  if (failure->code != TOCSIN_ERROR_MAILBOX_MISSING || !ews_targets_has_any (operation))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  /* The folder was there when it was looked up, and is not any more. */
  ews_targets_forget (connection->targets, operation);

  return apply_once (connection, self, refs, operation, results, error);
}

static gboolean
append (TocsinMailStore *store,
        const char *folder,
        GInputStream *message,
        guint64 size,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (EwsVisit) self = visit (store, cancellable, error);

  return self != NULL
         && ews_append (self->account, folder, message, size, self->cancellable, error);
}

static gboolean
create_folder (TocsinMailStore *store, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (EwsVisit) self = visit (store, cancellable, error);

  return self != NULL && ews_folders_create (self->account, name, self->cancellable, error);
}

static TocsinWatch *
watch (TocsinMailStore *store,
       const char *const *folders,
       GCancellable *cancellable,
       GError **error)
{
  TocsinEwsConnection *self = TOCSIN_EWS_CONNECTION (store);

  return tocsin_ews_watch_new (self->account, folders,
                               tocsin_basic_connection_get_closing (TOCSIN_BASIC_CONNECTION (self)),
                               cancellable, error);
}

static TocsinMailExplanation *
explain (TocsinMailStore *store, TocsinQuery *query, GCancellable *cancellable, GError **error)
{
  return ews_push_down_explain (query, g_get_real_time ());
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
}

static gboolean
send_mail (TocsinMailTransport *transport,
           TocsinEnvelope *envelope,
           GInputStream *message,
           guint64 size,
           const TocsinSendWatch *watch,
           TocsinSendReport **report,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (EwsVisit) self = visit (transport, cancellable, error);

  if (self == NULL)
    return FALSE;
  *report = tocsin_send_report_new (envelope);

  return ews_send (self->account, envelope, message, size, watch, *report, self->cancellable,
                   error);
}

static GStrv
verify (TocsinMailTransport *transport,
        const char *address,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (EwsVisit) self = visit (transport, cancellable, error);

  return self != NULL ? ews_directory_verify (self->account, address, self->cancellable, error)
                      : NULL;
}

static GStrv
expand (TocsinMailTransport *transport, const char *list, GCancellable *cancellable, GError **error)
{
  g_autoptr (EwsVisit) self = visit (transport, cancellable, error);

  return self != NULL ? ews_directory_expand (self->account, list, self->cancellable, error) : NULL;
}

/* Whose name a message carries that says nothing of it: that of whom the server would take it from
 * anyhow. */
static TocsinMailDefaults *
get_defaults (TocsinMailTransport *transport, GError **error)
{
  TocsinEwsConnection *self = TOCSIN_EWS_CONNECTION (transport);
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (settings_of (self));
  const EwsWhom *whom = ews_account_get_whom (self->account);
  const char *username = tocsin_snapshot_get_string (settings, "authentication.username");
  gboolean as_self =
      !whom->impersonates
      && g_str_equal (tocsin_snapshot_get_string (settings, "exchange.send-as"), "self");
  TocsinMailDefaults *defaults = tocsin_mail_defaults_new ();

  if (!as_self && whom->mailbox != NULL)
    defaults->from = g_strdup (whom->mailbox);
  else if (strchr (username, '@') != NULL)
    defaults->from = g_strdup (username);

  return defaults;
}

static void
mail_transport_init (TocsinMailTransportInterface *iface)
{
  iface->send = send_mail;
  iface->verify = verify;
  iface->expand = expand;
  iface->get_defaults = get_defaults;
}

/* Nothing that is known from before may make a wrong setting look right. */
static gboolean
test (TocsinConnection *connection,
      TocsinEndpoint *endpoint,
      const char *const *folders,
      TocsinReport *report,
      TocsinTranscript *transcript,
      GCancellable *cancellable,
      GError **error)
{
  TocsinEwsConnection *self = TOCSIN_EWS_CONNECTION (connection);
  g_autoptr (EwsAccount) account = ews_account_new (settings_of (self), &ews_endpoint_defaults);

  return ews_survey (account, folders, report, transcript, cancellable, error);
}

static TocsinEndpoint *
get_endpoint (TocsinConnection *connection, GError **error)
{
  return ews_account_make_endpoint (TOCSIN_EWS_CONNECTION (connection)->account, error);
}

static void
connection_init (TocsinConnectionInterface *iface)
{
  iface->test = test;
  iface->get_endpoint = get_endpoint;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinEwsConnection,
                               tocsin_ews_connection,
                               TOCSIN_TYPE_BASIC_CONNECTION,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, mail_store_init)
                                       G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRANSPORT,
                                                              mail_transport_init))

static void
tocsin_ews_connection_constructed (GObject *object)
{
  TocsinEwsConnection *self = TOCSIN_EWS_CONNECTION (object);

  G_OBJECT_CLASS (tocsin_ews_connection_parent_class)->constructed (object);

  self->account = ews_account_new (settings_of (self), &ews_endpoint_defaults);
}

static void
tocsin_ews_connection_finalize (GObject *object)
{
  TocsinEwsConnection *self = TOCSIN_EWS_CONNECTION (object);

  g_clear_pointer (&self->account, ews_account_unref);
  g_clear_pointer (&self->census, ews_census_free);
  g_clear_pointer (&self->targets, ews_targets_free);

  G_OBJECT_CLASS (tocsin_ews_connection_parent_class)->finalize (object);
}

static void
tocsin_ews_connection_class_init (TocsinEwsConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = tocsin_ews_connection_constructed;
  object_class->finalize = tocsin_ews_connection_finalize;
}

static void
tocsin_ews_connection_init (TocsinEwsConnection *self)
{
  self->census = ews_census_new ();
  self->targets = ews_targets_new ();
}
