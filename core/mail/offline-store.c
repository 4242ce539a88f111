/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/offline-store.h"

#include "core/base/error.h"
#include "core/mail/maildir-folders.h"
#include "core/mail/maildir.h"
#include "core/mail/key-changes.h"
#include "core/mail/offline-files.h"
#include "core/mail/offline-reader.h"
#include "core/mail/offline-sieve.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#define INBOX "INBOX"

struct _TocsinOfflineStore
{
  GObject parent_instance;

  char *code_page;
  char *authserv_id;
  /* One of the two. */
  TocsinOfflineFiles *files;
  char *directory;
  /* Folders of the Maildir that somebody looked into, by their id. */
  GMutex lock;
  GHashTable *folders;
};

static void tocsin_offline_store_mail_store_init (TocsinMailStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinOfflineStore,
                               tocsin_offline_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE,
                                                      tocsin_offline_store_mail_store_init))

static void
tocsin_offline_store_finalize (GObject *object)
{
  TocsinOfflineStore *self = TOCSIN_OFFLINE_STORE (object);

  g_clear_pointer (&self->files, tocsin_offline_files_free);
  g_clear_pointer (&self->folders, g_hash_table_unref);
  g_mutex_clear (&self->lock);
  g_free (self->directory);
  g_free (self->code_page);
  g_free (self->authserv_id);

  G_OBJECT_CLASS (tocsin_offline_store_parent_class)->finalize (object);
}

static void
tocsin_offline_store_class_init (TocsinOfflineStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_offline_store_finalize;
}

static void
tocsin_offline_store_init (TocsinOfflineStore *self)
{
  g_mutex_init (&self->lock);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

static GPtrArray *
new_refs (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
}

static void
add_ref (GPtrArray *refs, const char *folder, const char *key, guint64 size, gint64 received)
{
  TocsinMessageRef *ref = tocsin_message_ref_new (folder, key);

  ref->size = size;
  ref->received = received;
  g_ptr_array_add (refs, ref);
}

static gboolean
fail_missing (TocsinOfflineStore *self, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) folders =
      tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (self), NULL, NULL);
  g_autoptr (GError) missing = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING,
                                            _ ("there is no folder “%s”"), folder);

  if (folders != NULL)
    tocsin_folder_advise (folders, folder, missing);
  g_propagate_error (error, g_steal_pointer (&missing));

  return FALSE;
}

static gboolean
fail_read_only (const char *folder, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_READONLY,
               _ ("“%s” is only read: these are files, and nothing is changed in them"), folder);
  return FALSE;
}

/* The folder of the Maildir with that id. It lives as long as @self. */
static TocsinMaildir *
find_maildir (TocsinOfflineStore *self, const char *folder, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  TocsinMaildir *maildir = g_hash_table_lookup (self->folders, folder);

  if (maildir != NULL)
    return maildir;
  maildir = tocsin_maildir_new (self->directory, folder);
  if (!tocsin_maildir_exists (maildir))
    {
      g_object_unref (maildir);
      fail_missing (self, folder, error);
      return NULL;
    }
  g_hash_table_insert (self->folders, g_strdup (folder), maildir);

  return maildir;
}

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  TocsinOfflineStore *self = TOCSIN_OFFLINE_STORE (store);
  g_autoptr (GPtrArray) messages = NULL;
  GPtrArray *folders;
  TocsinFolder *inbox;

  if (self->directory != NULL)
    return tocsin_maildir_folders_list (self->directory, cancellable, error);

  messages = tocsin_offline_files_list (self->files, INBOX);
  folders = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);
  inbox = tocsin_folder_new (INBOX, INBOX, TOCSIN_FOLDER_ROLE_INBOX, TRUE);
  inbox->messages = inbox->unread = messages->len;
  g_ptr_array_add (folders, inbox);

  return folders;
}

static GPtrArray *
list_files (TocsinOfflineStore *self, const char *folder, GError **error)
{
  if (g_str_equal (folder, INBOX))
    return tocsin_offline_files_list (self->files, folder);
  fail_missing (self, folder, error);

  return NULL;
}

static GPtrArray *
list_maildir (TocsinOfflineStore *self,
              const char *folder,
              const TocsinOfflineSieve *sieve,
              gboolean *complete,
              GCancellable *cancellable,
              GError **error)
{
  TocsinMaildir *maildir = find_maildir (self, folder, error);
  g_autoptr (GPtrArray) entries = NULL;
  GPtrArray *refs;

  if (maildir != NULL)
    entries = tocsin_maildir_list (maildir, complete, cancellable, error);
  if (entries == NULL)
    return NULL;

  refs = new_refs ();
  for (guint i = 0; i < entries->len; i++)
    {
      const TocsinMaildirEntry *entry = g_ptr_array_index (entries, i);

      /* Of the file's own bytes nobody could tell how many they are with CR LF. */
      if (tocsin_offline_sieve_may_match (sieve, entry))
        add_ref (refs, folder, entry->key, entry->size, entry->received);
    }

  return refs;
}

static GPtrArray *
list_messages (TocsinOfflineStore *self,
               const char *folder,
               const TocsinOfflineSieve *sieve,
               gboolean *complete,
               GCancellable *cancellable,
               GError **error)
{
  *complete = TRUE;

  return self->directory != NULL ? list_maildir (self, folder, sieve, complete, cancellable, error)
                                 : list_files (self, folder, error);
}

/* All that its name and its time don't leave out: to look for something in a file costs as much
 * here as elsewhere. */
static GPtrArray *
search (TocsinMailStore *store,
        const char *folder,
        TocsinQuery *query,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (TocsinOfflineSieve) sieve = tocsin_offline_sieve_new (query);
  gboolean complete;

  return list_messages (TOCSIN_OFFLINE_STORE (store), folder, sieve, &complete, cancellable, error);
}

static TocsinMailChanges *
look_for_changes (TocsinMailStore *store,
                  const char *folder,
                  GVariant *cursor,
                  TocsinQuery *query,
                  guint limit,
                  GCancellable *cancellable,
                  GError **error)
{
  gboolean complete;
  g_autoptr (GPtrArray) present =
      list_messages (TOCSIN_OFFLINE_STORE (store), folder, NULL, &complete, cancellable, error);

  return present != NULL ? tocsin_key_changes_new (present, cursor, complete, limit, error) : NULL;
}

static int
open_entry (TocsinOfflineStore *self,
            const TocsinMessageRef *ref,
            TocsinMessage *message,
            GCancellable *cancellable,
            GError **error)
{
  TocsinMaildir *maildir = find_maildir (self, ref->folder, error);
  g_autoptr (TocsinMaildirEntry) entry = NULL;
  g_autoptr (GError) local_error = NULL;
  int fd;

  if (maildir == NULL)
    return -1;
  fd = tocsin_maildir_open (maildir, ref->key, &entry, cancellable, &local_error);
  if (fd < 0 && !g_error_matches (local_error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE))
    g_propagate_error (error, g_steal_pointer (&local_error));
  if (fd < 0)
    return -1;
  tocsin_message_set_flags (message, entry->flags, (const char *const *) entry->keywords);
  tocsin_message_set_received (message, entry->received);
  tocsin_message_set_size (message, entry->size);

  return fd;
}

/* -1 without an error when the message is gone. */
static int
open_message (TocsinOfflineStore *self,
              const TocsinMessageRef *ref,
              TocsinMessage *message,
              GCancellable *cancellable,
              GError **error)
{
  return self->directory != NULL ? open_entry (self, ref, message, cancellable, error)
                                 : tocsin_offline_files_open (self->files, ref, message, error);
}

static gboolean
fetch_one (TocsinOfflineStore *self,
           TocsinMessageRef *ref,
           TocsinMailParts parts,
           const TocsinMailSink *sink,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GError) local_error = NULL;
  gboolean read;
  int fd;

  tocsin_message_set_code_page (message, self->code_page);
  tocsin_message_set_authserv_id (message, self->authserv_id);
  fd = open_message (self, ref, message, cancellable, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (fd < 0)
    return sink->message (ref, NULL, sink->user_data, error);

  read = tocsin_offline_read (fd, ref, message, parts, self->code_page, sink, cancellable, error);
  close (fd);

  return read && sink->message (ref, message, sink->user_data, error);
}

static gboolean
fetch (TocsinMailStore *store,
       GPtrArray *refs,
       TocsinMailParts parts,
       const TocsinMailSink *sink,
       GCancellable *cancellable,
       GError **error)
{
  for (guint i = 0; i < refs->len; i++)
    if (!fetch_one (TOCSIN_OFFLINE_STORE (store), g_ptr_array_index (refs, i), parts, sink,
                    cancellable, error))
      return FALSE;

  return TRUE;
}

/* A message that can't be read stays as it was, like one that is gone: whoever asks for the whole
 * of it is told why. */
static gboolean
read_text (TocsinOfflineStore *self,
           TocsinMessageRef *ref,
           TocsinMessage *message,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (TocsinMessage) opened = tocsin_message_new ();
  g_autoptr (GError) local_error = NULL;
  int fd = open_message (self, ref, opened, cancellable, &local_error);

  if (fd >= 0)
    {
      tocsin_offline_read_text (fd, message, self->code_page, cancellable, &local_error);
      close (fd);
    }
  if (local_error == NULL || tocsin_mail_is_about_one_message (local_error))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
read_texts (TocsinMailStore *store,
            GPtrArray *refs,
            GPtrArray *messages,
            GCancellable *cancellable,
            GError **error)
{
  for (guint i = 0; i < refs->len; i++)
    if (!read_text (TOCSIN_OFFLINE_STORE (store), g_ptr_array_index (refs, i),
                    g_ptr_array_index (messages, i), cancellable, error))
      return FALSE;

  return TRUE;
}

static gboolean
apply (TocsinMailStore *store,
       GPtrArray *refs,
       const TocsinMailOperation *operation,
       GPtrArray **results,
       GCancellable *cancellable,
       GError **error)
{
  const TocsinMessageRef *first = refs->len > 0 ? g_ptr_array_index (refs, 0) : NULL;

  return fail_read_only (first != NULL ? first->folder : INBOX, error);
}

static gboolean
create_folder (TocsinMailStore *store, const char *name, GCancellable *cancellable, GError **error)
{
  return fail_read_only (name, error);
}

static void
tocsin_offline_store_mail_store_init (TocsinMailStoreInterface *iface)
{
  iface->list_folders = list_folders;
  iface->changes = look_for_changes;
  iface->search = search;
  iface->fetch = fetch;
  iface->read_texts = read_texts;
  iface->apply = apply;
  iface->create_folder = create_folder;
}

/**
 * tocsin_offline_store_new_for_files:
 * @paths: (array zero-terminated=1): files with one message each, `-` for standard input; one that
 *   is named twice is there once
 * @error: where to put which of them is no message, and what to do about it
 *
 * Each file is looked at now; one that goes away later is a message that is gone.
 *
 * Returns: (transfer full): a store with the messages in its INBOX.
 */
TocsinOfflineStore *
tocsin_offline_store_new_for_files (const char *const *paths, GError **error)
{
  g_autoptr (TocsinOfflineStore) self = NULL;

  g_return_val_if_fail (paths != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_OFFLINE_STORE, NULL);
  self->files = tocsin_offline_files_new (paths, error);
  if (self->files == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_offline_store_new_for_maildir:
 * @directory: a Maildir: a directory with `cur` and `new` in it
 * @error: where to put why it is none, and what to do about it
 *
 * Returns: (transfer full): a store with the Maildir's folders.
 */
TocsinOfflineStore *
tocsin_offline_store_new_for_maildir (const char *directory, GError **error)
{
  TocsinOfflineStore *self;

  g_return_val_if_fail (directory != NULL, NULL);

  if (!tocsin_maildir_folders_check (directory, error))
    return NULL;

  self = g_object_new (TOCSIN_TYPE_OFFLINE_STORE, NULL);
  self->directory = g_strdup (directory);

  return self;
}

/**
 * tocsin_offline_store_get_maildir:
 * @self: a store with a Maildir
 * @folder: the id of one of its folders
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING
 *
 * Returns: (transfer none): the folder; it lives as long as @self.
 */
TocsinMaildir *
tocsin_offline_store_get_maildir (TocsinOfflineStore *self, const char *folder, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OFFLINE_STORE (self) && self->directory != NULL, NULL);

  return find_maildir (self, folder, error);
}

/**
 * tocsin_offline_store_set_code_page:
 * @self: a store
 * @code_page: (nullable): the charset to assume where a message declares none or a wrong one
 *
 * To be called before anything is asked of the store.
 */
void
tocsin_offline_store_set_code_page (TocsinOfflineStore *self, const char *code_page)
{
  g_return_if_fail (TOCSIN_IS_OFFLINE_STORE (self));

  g_free (self->code_page);
  self->code_page = g_strdup (code_page);
}

/**
 * tocsin_offline_store_set_authserv_id:
 * @self: a store
 * @authserv_id: (nullable): the servers whose Authentication-Results are believed, %NULL for the
 *   topmost
 *
 * To be called before anything is asked of the store.
 */
void
tocsin_offline_store_set_authserv_id (TocsinOfflineStore *self, const char *authserv_id)
{
  g_return_if_fail (TOCSIN_IS_OFFLINE_STORE (self));

  g_free (self->authserv_id);
  self->authserv_id = g_strdup (authserv_id);
}
