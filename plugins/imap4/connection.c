/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/connection.h"

#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "plugins/imap4/changes.h"
#include "plugins/imap4/push-down.h"
#include "plugins/imap4/raw.h"
#include "plugins/imap4/read.h"
#include "plugins/imap4/session/append.h"
#include "plugins/imap4/session/folders.h"
#include "plugins/imap4/substrings.h"
#include "plugins/imap4/texts.h"
#include "plugins/imap4/watch.h"
#include "plugins/imap4/write.h"

#include <glib/gi18n-lib.h>

/* As many sessions at once as providers let one user have, with some room for other programs. */
#define POOL_SIZE 4

static const TocsinProtocolAlias aliases[] = {
  { "imap", FALSE },      { "imaps", TRUE },      { "imap4s", TRUE },
  { "imap4rev1", FALSE }, { "imap4rev2", FALSE }, { NULL, FALSE },
};

const TocsinProtocol imap4_protocol = { "imap4", "IMAP4", aliases, 143, 993 };

static const char *const alpn[] = { "imap", NULL };

static const TocsinTokenScope scopes[] = {
  { "microsoft", FALSE, "https://outlook.office365.com/IMAP.AccessAsUser.All offline_access" },
  { "microsoft", TRUE, "https://outlook.office365.com/.default" },
  { "google", FALSE, "https://mail.google.com/" },
  { "google", TRUE, "https://mail.google.com/" },
  { NULL, FALSE, NULL },
};

const TocsinEndpointDefaults imap4_endpoint_defaults = {
  .service = "imap",
  .plain_port = 143,
  .tls_port = 993,
  .pool_size = POOL_SIZE,
  .alpn = alpn,
  .scopes = scopes,
};

struct _TocsinImap4Connection
{
  TocsinServerConnection parent_instance;

  GMutex lock;
  GHashTable *targets;
  Imap4Rhythm *rhythm;
};

static TocsinImap4Session *
session_of (TocsinSessionLoan *loan)
{
  return TOCSIN_IMAP4_SESSION (tocsin_session_loan_get_session (loan));
}

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSessionLoan) loan =
      tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (store), cancellable, error);

  if (loan == NULL)
    return NULL;

  return imap4_folders_list (session_of (loan), tocsin_session_loan_get_cancellable (loan), error);
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
  g_autoptr (TocsinSessionLoan) loan =
      tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (store), cancellable, error);

  if (loan == NULL)
    return NULL;

  return imap4_changes (session_of (loan), folder, cursor, query, limit,
                        tocsin_session_loan_get_cancellable (loan), error);
}

static GPtrArray *
search (TocsinMailStore *store,
        const char *folder,
        TocsinQuery *query,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (TocsinSessionLoan) loan =
      tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (store), cancellable, error);

  if (loan == NULL)
    return NULL;

  return imap4_find (session_of (loan), folder, query, tocsin_session_loan_get_cancellable (loan),
                     error);
}

static gboolean
fetch (TocsinMailStore *store,
       GPtrArray *refs,
       TocsinMailParts parts,
       const TocsinMailSink *sink,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (TocsinSessionLoan) loan =
      tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (store), cancellable, error);

  if (loan == NULL)
    return FALSE;

  return imap4_read (session_of (loan), refs, parts, sink,
                     tocsin_session_loan_get_cancellable (loan), error);
}

static gboolean
read_texts (TocsinMailStore *store,
            GPtrArray *refs,
            GPtrArray *messages,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (TocsinSessionLoan) loan =
      tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (store), cancellable, error);

  if (loan == NULL)
    return FALSE;

  return imap4_texts_read (session_of (loan), refs, messages,
                           tocsin_session_loan_get_cancellable (loan), error);
}

static char *
recall_target (TocsinImap4Connection *self, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (g_hash_table_lookup (self->targets, name));
}

static void
note_target (TocsinImap4Connection *self, const char *name, const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (id != NULL)
    g_hash_table_replace (self->targets, g_strdup (name), g_strdup (id));
  else
    g_hash_table_remove (self->targets, name);
}

static gboolean
create_folder (TocsinMailStore *store, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSessionLoan) loan =
      tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (store), cancellable, error);
  g_autofree char *id = NULL;

  if (loan == NULL)
    return FALSE;
  id = imap4_write_new_folder (session_of (loan), name, tocsin_session_loan_get_cancellable (loan),
                               error);

  return id != NULL;
}

/* The folder that a person means, made if that is wanted. Names are looked up once: actions put
 * many messages into few folders. */
static char *
find_target (TocsinImap4Connection *self,
             const TocsinMailOperation *operation,
             GCancellable *cancellable,
             GError **error)
{
  TocsinMailStore *store = TOCSIN_MAIL_STORE (self);
  char *id = recall_target (self, operation->argument);
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
  note_target (self, operation->argument, folder->id);

  return g_strdup (folder->id);
}

static gboolean
apply_once (TocsinImap4Connection *self,
            GPtrArray *refs,
            const TocsinMailOperation *operation,
            GPtrArray **results,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *target = NULL;
  g_autoptr (TocsinSessionLoan) loan = NULL;

  if (imap4_write_has_target (operation))
    {
      /* Before a session is taken: with a pool of one there is no second. */
      target = find_target (self, operation, cancellable, error);
      if (target == NULL)
        return FALSE;
    }
  loan = tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (self), cancellable, error);
  if (loan == NULL)
    return FALSE;

  return imap4_write (session_of (loan), refs, operation, target, results,
                      tocsin_session_loan_get_cancellable (loan), error);
}

static gboolean
apply (TocsinMailStore *store,
       GPtrArray *refs,
       const TocsinMailOperation *operation,
       GPtrArray **results,
       GCancellable *cancellable,
       GError **error)
{
  TocsinImap4Connection *self = TOCSIN_IMAP4_CONNECTION (store);
  g_autoptr (GError) failure = NULL;

  if (apply_once (self, refs, operation, results, cancellable, &failure))
    return TRUE;
  if (failure->code != TOCSIN_ERROR_MAILBOX_MISSING || !imap4_write_has_target (operation))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  /* The folder was there when it was looked up, and is not any more. */
  note_target (self, operation->argument, NULL);

  return apply_once (self, refs, operation, results, cancellable, error);
}

static gboolean
append (TocsinMailStore *store,
        const char *folder,
        GInputStream *message,
        guint64 size,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (TocsinSessionLoan) loan =
      tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (store), cancellable, error);

  if (loan == NULL)
    return FALSE;

  return imap4_append (session_of (loan), folder, message, size,
                       tocsin_session_loan_get_cancellable (loan), error);
}

static TocsinWatch *
watch (TocsinMailStore *store,
       const char *const *folders,
       GCancellable *cancellable,
       GError **error)
{
  TocsinImap4Connection *self = TOCSIN_IMAP4_CONNECTION (store);
  TocsinConnectionSettings *settings =
      tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (self));
  guint pool_size = tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (settings), "limits.pool-size");
  g_autoptr (TocsinSessionLoan) loan = NULL;

  if (!imap4_rhythm_join (self->rhythm, (pool_size > 0 ? pool_size : POOL_SIZE) - 1))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("limits.pool-size leaves no session to wait with, so folders have "
                              "to be polled"));
      return NULL;
    }
  loan = tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (self), cancellable, error);
  if (loan == NULL)
    {
      imap4_rhythm_leave (self->rhythm);
      return NULL;
    }

  return tocsin_imap4_watch_new (g_steal_pointer (&loan), folders, self->rhythm, NULL, error);
}

static TocsinMailExplanation *
explain (TocsinMailStore *store, TocsinQuery *query, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSessionLoan) loan =
      tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (store), cancellable, error);
  TocsinImap4Session *session;

  if (loan == NULL)
    return NULL;
  session = session_of (loan);
  cancellable = tocsin_session_loan_get_cancellable (loan);
  /* How the server compares words is tried out on a message, and most have one in INBOX. */
  if (imap4_substrings_need_trial (session, query)
      && (!imap4_folder_open (session, "INBOX", FALSE, cancellable, error)
          || !imap4_substrings_try (session, query, cancellable, error)))
    return NULL;

  return imap4_criteria_explain (query, session, g_get_real_time ());
}

static void
mail_store_init (TocsinMailStoreInterface *iface)
{
  iface->list_folders = list_folders;
  iface->changes = changes;
  iface->search = search;
  iface->fetch = fetch;
  iface->read_texts = read_texts;
  iface->apply = apply;
  iface->append = append;
  iface->create_folder = create_folder;
  iface->watch = watch;
  iface->explain = explain;
}

static char *
command (TocsinServerConnection *connection,
         TocsinSession *session,
         const char *line,
         GCancellable *cancellable,
         GError **error)
{
  return imap4_raw_command (TOCSIN_IMAP4_SESSION (session), line, cancellable, error);
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinImap4Connection,
                               tocsin_imap4_connection,
                               TOCSIN_TYPE_SERVER_CONNECTION,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, mail_store_init))

static void
tocsin_imap4_connection_finalize (GObject *object)
{
  TocsinImap4Connection *self = TOCSIN_IMAP4_CONNECTION (object);

  g_clear_pointer (&self->rhythm, imap4_rhythm_unref);
  g_clear_pointer (&self->targets, g_hash_table_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_imap4_connection_parent_class)->finalize (object);
}

static void
tocsin_imap4_connection_class_init (TocsinImap4ConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TocsinServerConnectionClass *connection_class = TOCSIN_SERVER_CONNECTION_CLASS (klass);

  connection_class->endpoint_defaults = &imap4_endpoint_defaults;
  connection_class->session_type = TOCSIN_TYPE_IMAP4_SESSION;
  connection_class->command = command;
  object_class->finalize = tocsin_imap4_connection_finalize;
}

static void
tocsin_imap4_connection_init (TocsinImap4Connection *self)
{
  g_mutex_init (&self->lock);
  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->rhythm = imap4_rhythm_new ();
}
