/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/maildir/connection.h"

#include "core/base/error.h"
#include "core/mail/offline-store.h"
#include "plugins/maildir/change.h"
#include "plugins/maildir/deliver.h"
#include "plugins/maildir/new-folder.h"
#include "plugins/maildir/root.h"
#include "plugins/maildir/survey.h"
#include "plugins/maildir/watch.h"

static const TocsinProtocolAlias aliases[] = { { "maildir++", FALSE }, { NULL, FALSE } };

const TocsinProtocol maildir_protocol = { "maildir", "Maildir", aliases, 0, 0 };

struct _TocsinMaildirConnection
{
  TocsinBasicConnection parent_instance;

  GMutex lock;
  char *root;
  TocsinOfflineStore *mail;
};

static TocsinConnectionSettings *
settings_of (gpointer self)
{
  return tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (self));
}

static gboolean
wants_creation (TocsinMaildirConnection *self)
{
  return tocsin_snapshot_get_boolean (TOCSIN_SNAPSHOT (settings_of (self)), "maildir.create");
}

static MaildirWatchMeans
choose_means (TocsinMaildirConnection *self)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (settings_of (self));
  gboolean polls = g_str_equal (tocsin_snapshot_get_string (settings, "maildir.watch"), "poll");

  return maildir_watch_events_choose (self->root, polls,
                                      tocsin_snapshot_get_uint (settings, "maildir.poll-interval"));
}

static TocsinOfflineStore *
new_mail (TocsinMaildirConnection *self, GError **error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (settings_of (self));
  const char *code_page = tocsin_snapshot_get_string (settings, "code-page");
  const char *authserv_id = tocsin_snapshot_get_string (settings, "authserv-id");
  TocsinOfflineStore *mail = tocsin_offline_store_new_for_maildir (self->root, error);

  if (mail == NULL)
    return NULL;
  tocsin_offline_store_set_code_page (mail, *code_page != '\0' ? code_page : NULL);
  tocsin_offline_store_set_authserv_id (mail, *authserv_id != '\0' ? authserv_id : NULL);

  return mail;
}

/* The directory is looked at each time: it may come and go with a disk. */
static TocsinOfflineStore *
open_mail (TocsinMaildirConnection *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!tocsin_basic_connection_check_open (TOCSIN_BASIC_CONNECTION (self), error))
    return NULL;
  if (self->root == NULL)
    self->root = maildir_root_find (settings_of (self), error);
  if (self->root == NULL || !maildir_root_check (self->root, wants_creation (self), error))
    return NULL;
  if (self->mail == NULL)
    self->mail = new_mail (self, error);

  return self->mail != NULL ? g_object_ref (self->mail) : NULL;
}

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinOfflineStore) mail = open_mail (TOCSIN_MAILDIR_CONNECTION (store), error);

  return mail != NULL
             ? tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (mail), cancellable, error)
             : NULL;
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
  g_autoptr (TocsinOfflineStore) mail = open_mail (TOCSIN_MAILDIR_CONNECTION (store), error);

  return mail != NULL ? tocsin_mail_store_changes (TOCSIN_MAIL_STORE (mail), folder, cursor, query,
                                                   limit, cancellable, error)
                      : NULL;
}

static GPtrArray *
search (TocsinMailStore *store,
        const char *folder,
        TocsinQuery *query,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (TocsinOfflineStore) mail = open_mail (TOCSIN_MAILDIR_CONNECTION (store), error);

  return mail != NULL ? tocsin_mail_store_search (TOCSIN_MAIL_STORE (mail), folder, query,
                                                  cancellable, error)
                      : NULL;
}

static gboolean
fetch (TocsinMailStore *store,
       GPtrArray *refs,
       TocsinMailParts parts,
       const TocsinMailSink *sink,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (TocsinOfflineStore) mail = open_mail (TOCSIN_MAILDIR_CONNECTION (store), error);

  return mail != NULL
         && tocsin_mail_store_fetch (TOCSIN_MAIL_STORE (mail), refs, parts, sink, cancellable,
                                     error);
}

static gboolean
read_texts (TocsinMailStore *store,
            GPtrArray *refs,
            GPtrArray *messages,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (TocsinOfflineStore) mail = open_mail (TOCSIN_MAILDIR_CONNECTION (store), error);

  return mail != NULL
         && tocsin_mail_store_read_texts (TOCSIN_MAIL_STORE (mail), refs, messages, cancellable,
                                          error);
}

static gboolean
has_target (const TocsinMailOperation *operation)
{
  return operation->verb == TOCSIN_MAIL_MOVE || operation->verb == TOCSIN_MAIL_COPY;
}

/* Most names say which directory it is; the others are looked for among all folders: patterns,
 * roles, and names in other letters. */
static char *
find_target (TocsinMaildirConnection *self,
             const TocsinMailOperation *operation,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *id = maildir_new_folder_id (operation->argument, NULL);
  g_autoptr (TocsinMaildir) direct = id != NULL ? tocsin_maildir_new (self->root, id) : NULL;
  g_autoptr (TocsinFolder) folder = NULL;
  g_autoptr (GError) missing = NULL;

  if (direct != NULL && tocsin_maildir_exists (direct))
    return g_steal_pointer (&id);
  folder = tocsin_mail_store_find_folder (TOCSIN_MAIL_STORE (self), operation->argument,
                                          cancellable, &missing);
  if (folder != NULL)
    return g_strdup (folder->id);
  if (missing->code != TOCSIN_ERROR_MAILBOX_MISSING || !operation->create)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return NULL;
    }
  g_clear_pointer (&id, g_free);
  id = maildir_new_folder_id (operation->argument, error);

  return id != NULL && maildir_new_folder_make (self->root, id, error) ? g_steal_pointer (&id)
                                                                       : NULL;
}

static gboolean
apply (TocsinMailStore *store,
       GPtrArray *refs,
       const TocsinMailOperation *operation,
       GPtrArray **results,
       GCancellable *cancellable,
       GError **error)
{
  TocsinMaildirConnection *self = TOCSIN_MAILDIR_CONNECTION (store);
  g_autoptr (TocsinOfflineStore) mail = open_mail (self, error);
  MaildirChange change = { .operation = operation };
  g_autofree char *target = NULL;

  if (mail == NULL)
    return FALSE;
  if (has_target (operation))
    {
      target = find_target (self, operation, cancellable, error);
      if (target == NULL)
        return FALSE;
    }
  change.root = self->root;
  change.target = target;
  change.folder = refs->len > 0 ? ((TocsinMessageRef *) g_ptr_array_index (refs, 0))->folder
                                : TOCSIN_MAILDIR_INBOX;
  change.source = tocsin_offline_store_get_maildir (mail, change.folder, error);

  return change.source != NULL && maildir_change (&change, refs, results, cancellable, error);
}

static gboolean
append (TocsinMailStore *store,
        const char *folder,
        GInputStream *message,
        guint64 size,
        GCancellable *cancellable,
        GError **error)
{
  TocsinMaildirConnection *self = TOCSIN_MAILDIR_CONNECTION (store);
  g_autoptr (TocsinOfflineStore) mail = open_mail (self, error);
  g_autofree char *name = NULL;

  if (mail != NULL && tocsin_offline_store_get_maildir (mail, folder, error) != NULL)
    name = maildir_deliver (self->root, folder, message, size, cancellable, error);

  return name != NULL;
}

static gboolean
create_folder (TocsinMailStore *store, const char *name, GCancellable *cancellable, GError **error)
{
  TocsinMaildirConnection *self = TOCSIN_MAILDIR_CONNECTION (store);
  g_autoptr (TocsinOfflineStore) mail = open_mail (self, error);
  g_autofree char *id = mail != NULL ? maildir_new_folder_id (name, error) : NULL;

  return id != NULL && maildir_new_folder_make (self->root, id, error);
}

static TocsinWatch *
watch (TocsinMailStore *store,
       const char *const *folders,
       GCancellable *cancellable,
       GError **error)
{
  TocsinMaildirConnection *self = TOCSIN_MAILDIR_CONNECTION (store);
  g_autoptr (TocsinOfflineStore) mail = open_mail (self, error);

  MaildirWatchMeans means;

  if (mail == NULL)
    return NULL;
  means = choose_means (self);

  return tocsin_maildir_watch_new (self->root, folders, &means, NULL, error);
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
  TocsinMaildirConnection *self = TOCSIN_MAILDIR_CONNECTION (connection);
  g_autoptr (TocsinOfflineStore) mail = NULL;
  MaildirWatchMeans means;

  tocsin_report_begin (report, TOCSIN_STEP_MAILBOX);
  mail = open_mail (self, error);
  if (mail == NULL)
    return FALSE;
  means = choose_means (self);

  return maildir_survey (TOCSIN_MAIL_STORE (mail), self->root, folders, &means, report, cancellable,
                         error);
}

static gboolean
check (TocsinConnection *connection, GError **error)
{
  g_autofree char *root = maildir_root_find (settings_of (connection), error);

  return root != NULL;
}

static void
list_places (TocsinConnection *connection, GPtrArray *places)
{
  char *root = maildir_root_find (settings_of (connection), NULL);

  if (root != NULL)
    g_ptr_array_add (places, root);
}

static void
connection_init (TocsinConnectionInterface *iface)
{
  iface->test = test;
  iface->check = check;
  iface->list_places = list_places;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinMaildirConnection,
                               tocsin_maildir_connection,
                               TOCSIN_TYPE_BASIC_CONNECTION,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, mail_store_init))

static void
tocsin_maildir_connection_finalize (GObject *object)
{
  TocsinMaildirConnection *self = TOCSIN_MAILDIR_CONNECTION (object);

  g_clear_object (&self->mail);
  g_mutex_clear (&self->lock);
  g_free (self->root);

  G_OBJECT_CLASS (tocsin_maildir_connection_parent_class)->finalize (object);
}

static void
tocsin_maildir_connection_class_init (TocsinMaildirConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tocsin_maildir_connection_finalize;
}

static void
tocsin_maildir_connection_init (TocsinMaildirConnection *self)
{
  g_mutex_init (&self->lock);
}
