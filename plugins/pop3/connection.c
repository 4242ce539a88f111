/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/connection.h"

#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "plugins/pop3/changes.h"
#include "plugins/pop3/raw.h"
#include "plugins/pop3/read.h"
#include "plugins/pop3/remove.h"
#include "plugins/pop3/session/survey.h"

#include <glib/gi18n-lib.h>

#define INBOX "INBOX"

/* Who asks what is new is not shown what was new longer ago than this, microseconds: a session that
 * nobody has ended (tocsin_mail_store_rest()) is replaced. */
#define MOST_AGE (10 * G_USEC_PER_SEC)

static const TocsinProtocolAlias aliases[] = { { "pop", FALSE },
                                               { "pop3s", TRUE },
                                               { NULL, FALSE } };

const TocsinProtocol pop3_protocol = { "pop3", "POP3", aliases, 110, 995 };

static const char *const alpn[] = { "pop3", NULL };

static const TocsinTokenScope scopes[] = {
  { "microsoft", FALSE, "https://outlook.office.com/POP.AccessAsUser.All offline_access" },
  { "microsoft", TRUE, "https://outlook.office365.com/.default" },
  { "google", FALSE, "https://mail.google.com/" },
  { "google", TRUE, "https://mail.google.com/" },
  { NULL, FALSE, NULL },
};

const TocsinEndpointDefaults pop3_endpoint_defaults = {
  .service = "pop",
  .plain_port = 110,
  .tls_port = 995,
  .pool_size = 1,
  .most_sessions = 1,
  .alpn = alpn,
  .scopes = scopes,
};

struct _TocsinPop3Connection
{
  TocsinServerConnection parent_instance;

  GMutex lock;
  gint64 next_login; /* monotonic; as far as a session has told */
};

static TocsinPop3Session *
session_of (TocsinSessionLoan *loan)
{
  return TOCSIN_POP3_SESSION (tocsin_session_loan_get_session (loan));
}

static void
note_wait (TocsinPop3Connection *self, TocsinPop3Session *session)
{
  guint wait = pop3_memory_get_wait (tocsin_pop3_session_get_memory (session));
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->next_login = g_get_monotonic_time () + wait * G_TIME_SPAN_SECOND;
}

static TocsinSessionLoan *
borrow (TocsinPop3Connection *self, GCancellable *cancellable, GError **error)
{
  TocsinSessionLoan *loan =
      tocsin_server_connection_borrow (TOCSIN_SERVER_CONNECTION (self), cancellable, error);

  if (loan != NULL)
    note_wait (self, session_of (loan));

  return loan;
}

/* Ends the session, and begins another. */
static TocsinSessionLoan *
renew (TocsinPop3Connection *self,
       TocsinSessionLoan *loan,
       GCancellable *cancellable,
       GError **error)
{
  tocsin_session_close (tocsin_session_loan_get_session (loan), cancellable);
  tocsin_session_loan_free (loan);

  return borrow (self, cancellable, error);
}

/* For whoever wants to know what there is. */
static TocsinSessionLoan *
borrow_to_look (TocsinPop3Connection *self, GCancellable *cancellable, GError **error)
{
  TocsinSessionLoan *loan = borrow (self, cancellable, error);

  if (loan == NULL || tocsin_pop3_session_get_age (session_of (loan)) < MOST_AGE)
    return loan;

  return renew (self, loan, cancellable, error);
}

static gboolean
sees_all (TocsinSessionLoan *loan, GPtrArray *refs, gboolean *all, GError **error)
{
  Pop3Maildrop *maildrop =
      pop3_open_for (session_of (loan), refs, tocsin_session_loan_get_cancellable (loan), error);

  if (maildrop == NULL)
    return FALSE;
  *all = TRUE;
  for (guint i = 0; i < refs->len && *all; i++)
    *all = pop3_maildrop_find (maildrop, ((TocsinMessageRef *) g_ptr_array_index (refs, i))->key)
           != NULL;

  return TRUE;
}

/* What was read goes with what is removed, where a server keeps nothing. */
static gboolean
would_remove_more (TocsinPop3Session *session)
{
  return tocsin_pop3_session_has_retrieved (session)
         && tocsin_pop3_session_deletes_what_was_read (session);
}

/* For whoever wants certain messages. One that a session does not see may have come later: only a
 * new session can tell that it is gone. */
static TocsinSessionLoan *
borrow_for (TocsinPop3Connection *self,
            GPtrArray *refs,
            gboolean untouched,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (TocsinSessionLoan) loan = borrow (self, cancellable, error);
  gboolean is_new, all;

  if (loan == NULL)
    return NULL;
  is_new = tocsin_pop3_session_get_maildrop (session_of (loan)) == NULL;
  if (!sees_all (loan, refs, &all, error))
    return NULL;
  if (is_new || (all && !(untouched && would_remove_more (session_of (loan)))))
    return g_steal_pointer (&loan);

  return renew (self, g_steal_pointer (&loan), cancellable, error);
}

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSessionLoan) loan =
      borrow_to_look (TOCSIN_POP3_CONNECTION (store), cancellable, error);
  GPtrArray *folders;
  TocsinFolder *inbox;
  guint64 messages, bytes;

  if (loan == NULL
      || !pop3_survey_count (session_of (loan), &messages, &bytes,
                             tocsin_session_loan_get_cancellable (loan), error))
    return NULL;
  folders = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);
  inbox = tocsin_folder_new (INBOX, INBOX, TOCSIN_FOLDER_ROLE_INBOX, TRUE);
  inbox->messages = (gint64) messages;
  g_ptr_array_add (folders, inbox);

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
  g_autoptr (TocsinSessionLoan) loan = NULL;

  if (!pop3_survey_check_folder (folder, error))
    return NULL;
  loan = borrow_to_look (TOCSIN_POP3_CONNECTION (store), cancellable, error);
  if (loan == NULL)
    return NULL;

  return pop3_changes (session_of (loan), cursor, limit, tocsin_session_loan_get_cancellable (loan),
                       error);
}

static GPtrArray *
search (TocsinMailStore *store,
        const char *folder,
        TocsinQuery *query,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (TocsinSessionLoan) loan = NULL;

  if (!pop3_survey_check_folder (folder, error))
    return NULL;
  loan = borrow_to_look (TOCSIN_POP3_CONNECTION (store), cancellable, error);
  if (loan == NULL)
    return NULL;

  return pop3_find_all (session_of (loan), tocsin_session_loan_get_cancellable (loan), error);
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
      borrow_for (TOCSIN_POP3_CONNECTION (store), refs, FALSE, cancellable, error);

  if (loan == NULL)
    return FALSE;

  return pop3_read (session_of (loan), refs, parts, sink,
                    tocsin_session_loan_get_cancellable (loan), error);
}

static gboolean
remove_all (TocsinPop3Connection *self, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSessionLoan) loan = borrow_for (self, refs, TRUE, cancellable, error);

  return loan != NULL
         && pop3_remove (session_of (loan), refs, tocsin_session_loan_get_cancellable (loan),
                         error);
}

static gboolean
apply (TocsinMailStore *store,
       GPtrArray *refs,
       const TocsinMailOperation *operation,
       GPtrArray **results,
       GCancellable *cancellable,
       GError **error)
{
  if (!pop3_remove_check (operation, error)
      || (refs->len > 0 && !remove_all (TOCSIN_POP3_CONNECTION (store), refs, cancellable, error)))
    return FALSE;
  if (results != NULL)
    {
      *results = g_ptr_array_new ();
      g_ptr_array_set_size (*results, (int) refs->len);
    }

  return TRUE;
}

static guint
get_wait (TocsinPop3Connection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 left = self->next_login - g_get_monotonic_time ();

  return left > 0 ? (guint) (left / G_TIME_SPAN_SECOND) + 1 : 0;
}

/* Others get in, and what comes meanwhile is seen by the next session. */
static guint
rest (TocsinMailStore *store, GCancellable *cancellable)
{
  TocsinPop3Connection *self = TOCSIN_POP3_CONNECTION (store);
  g_autoptr (TocsinSessionPool) pool =
      tocsin_server_connection_get_pool (TOCSIN_SERVER_CONNECTION (self), NULL);

  if (pool == NULL)
    return 0;
  tocsin_session_pool_close_idle (pool);

  return get_wait (self);
}

static gboolean
create_folder (TocsinMailStore *store, const char *name, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("POP3 has one folder, INBOX, and no way to make others"));
  return FALSE;
}

static void
mail_store_init (TocsinMailStoreInterface *iface)
{
  iface->list_folders = list_folders;
  iface->changes = changes;
  iface->search = search;
  iface->fetch = fetch;
  iface->apply = apply;
  iface->create_folder = create_folder;
  iface->rest = rest;
}

static char *
command (TocsinServerConnection *connection,
         TocsinSession *session,
         const char *line,
         GCancellable *cancellable,
         GError **error)
{
  note_wait (TOCSIN_POP3_CONNECTION (connection), TOCSIN_POP3_SESSION (session));

  return pop3_raw_command (TOCSIN_POP3_SESSION (session), line, cancellable, error);
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinPop3Connection,
                               tocsin_pop3_connection,
                               TOCSIN_TYPE_SERVER_CONNECTION,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, mail_store_init))

static void
tocsin_pop3_connection_finalize (GObject *object)
{
  TocsinPop3Connection *self = TOCSIN_POP3_CONNECTION (object);

  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_pop3_connection_parent_class)->finalize (object);
}

static void
tocsin_pop3_connection_class_init (TocsinPop3ConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TocsinServerConnectionClass *connection_class = TOCSIN_SERVER_CONNECTION_CLASS (klass);

  connection_class->endpoint_defaults = &pop3_endpoint_defaults;
  connection_class->session_type = TOCSIN_TYPE_POP3_SESSION;
  connection_class->command = command;
  object_class->finalize = tocsin_pop3_connection_finalize;
}

static void
tocsin_pop3_connection_init (TocsinPop3Connection *self)
{
  g_mutex_init (&self->lock);
}
