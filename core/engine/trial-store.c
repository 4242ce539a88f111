/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-store.h"

#include "core/engine/trial-store-private.h"
#include "core/mail/offline-store.h"
#include "core/plugin/connection.h"

static void
free_box (gpointer data)
{
  TocsinTrialBox *self = data;

  g_ptr_array_unref (self->refs);
  g_free (self);
}

/*< private >
 * tocsin_trial_store_place:
 * @ref: a message
 *
 * Returns: (transfer full): what names it among all of the store.
 */
char *
tocsin_trial_store_place (const TocsinMessageRef *ref)
{
  return g_strdup_printf ("%s\n%s", ref->folder, ref->key);
}

/**
 * tocsin_trial_store_find_mail: (skip)
 * @self: a store
 * @ref: a message
 *
 * Returns: (nullable) (transfer none): what was done to it; %NULL for nothing.
 */
TocsinTrialMail *
tocsin_trial_store_find_mail (TocsinTrialStore *self, const TocsinMessageRef *ref)
{
  g_autofree char *place = tocsin_trial_store_place (ref);

  return g_hash_table_lookup (self->mails, place);
}

/*< private >
 * tocsin_trial_store_get_box:
 * @self: a store
 * @folder: id of a folder
 *
 * Returns: (transfer none): what is in it.
 */
TocsinTrialBox *
tocsin_trial_store_get_box (TocsinTrialStore *self, const char *folder)
{
  TocsinTrialBox *box = g_hash_table_lookup (self->boxes, folder);

  if (box != NULL)
    return box;

  box = g_new0 (TocsinTrialBox, 1);
  box->refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  box->window = TOCSIN_TRIAL_FIRST_WINDOW;
  g_hash_table_insert (self->boxes, g_strdup (folder), box);

  return box;
}

static void
rename_inbox (TocsinTrialStore *self)
{
  for (guint i = 0; i < self->folders->len; i++)
    {
      TocsinFolder *folder = g_ptr_array_index (self->folders, i);

      if (folder->role != TOCSIN_FOLDER_ROLE_INBOX)
        continue;
      self->folders->pdata[i] =
          tocsin_folder_new (folder->id, self->inbox, TOCSIN_FOLDER_ROLE_NONE, TRUE);
      tocsin_folder_unref (folder);
    }
}

/*< private >
 * tocsin_trial_store_list_folders:
 * @self: a store
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Asks the real store once: what the trial adds comes to it.
 *
 * Returns: (transfer none) (element-type TocsinFolder): the folders.
 */
GPtrArray *
tocsin_trial_store_list_folders (TocsinTrialStore *self, GCancellable *cancellable, GError **error)
{
  if (self->folders != NULL)
    return self->folders;
  if (self->real != NULL)
    {
      self->folders = tocsin_mail_store_list_folders (self->real, cancellable, error);
      if (self->folders != NULL && self->inbox != NULL)
        rename_inbox (self);
      return self->folders;
    }

  self->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);
  g_ptr_array_add (self->folders,
                   tocsin_folder_new ("INBOX", "INBOX", TOCSIN_FOLDER_ROLE_INBOX, TRUE));

  return self->folders;
}

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  GPtrArray *folders =
      tocsin_trial_store_list_folders (TOCSIN_TRIAL_STORE (store), cancellable, error);

  return folders != NULL ? g_ptr_array_copy (folders, (GCopyFunc) tocsin_folder_ref, NULL) : NULL;
}

static const TocsinFolder *
find_folder (TocsinTrialStore *self, const char *id)
{
  for (guint i = 0; self->folders != NULL && i < self->folders->len; i++)
    {
      const TocsinFolder *folder = g_ptr_array_index (self->folders, i);

      if (g_str_equal (folder->id, id))
        return folder;
    }

  return NULL;
}

/**
 * tocsin_trial_store_is_meant: (skip)
 * @self: a store
 * @id: id of a folder
 * @patterns: (array zero-terminated=1): globs over folder names
 *
 * Returns: whether one of them means the folder.
 */
gboolean
tocsin_trial_store_is_meant (TocsinTrialStore *self, const char *id, const char *const *patterns)
{
  const TocsinFolder *folder = find_folder (self, id);

  for (gsize i = 0; folder != NULL && patterns[i] != NULL; i++)
    if (tocsin_folder_matches (folder, patterns[i]))
      return TRUE;

  return FALSE;
}

static void
store_init (TocsinMailStoreInterface *iface)
{
  iface->list_folders = list_folders;
  iface->changes = tocsin_trial_store_changes;
  iface->search = tocsin_trial_store_search;
  iface->fetch = tocsin_trial_store_fetch;
  iface->read_texts = tocsin_trial_store_read_texts;
  iface->apply = tocsin_trial_store_apply;
  iface->create_folder = tocsin_trial_store_create_folder;
}

/* It stands where a connection stands, for its settings; nobody tests or closes it. */
static void
connection_init (TocsinConnectionInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinTrialStore,
                               tocsin_trial_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, store_init))

enum
{
  PROP_SETTINGS = 1,
};

static void
tocsin_trial_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_object (value, TOCSIN_TRIAL_STORE (object)->settings);
}

static void
tocsin_trial_store_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  TOCSIN_TRIAL_STORE (object)->settings = g_value_dup_object (value);
}

static void
tocsin_trial_store_finalize (GObject *object)
{
  TocsinTrialStore *self = TOCSIN_TRIAL_STORE (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->real);
  g_strfreev (self->patterns);
  g_clear_pointer (&self->query, tocsin_query_unref);
  g_free (self->inbox);
  g_clear_pointer (&self->only, g_ptr_array_unref);
  g_clear_pointer (&self->folders, g_ptr_array_unref);
  g_hash_table_unref (self->boxes);
  g_hash_table_unref (self->mails);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->seen_order);

  G_OBJECT_CLASS (tocsin_trial_store_parent_class)->finalize (object);
}

static void
tocsin_trial_store_class_init (TocsinTrialStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tocsin_trial_store_finalize;
  object_class->get_property = tocsin_trial_store_get_property;
  object_class->set_property = tocsin_trial_store_set_property;
  g_object_class_override_property (object_class, PROP_SETTINGS, "settings");
}

static void
tocsin_trial_store_init (TocsinTrialStore *self)
{
  self->boxes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_box);
  self->mails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) tocsin_trial_mail_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen_order = g_ptr_array_new_with_free_func (tocsin_trial_seen_free);
}

/**
 * tocsin_trial_store_new: (skip)
 * @settings: (nullable): the connection's settings
 * @real: (nullable): the mailbox to read from, %NULL for none
 *
 * Returns: (transfer full): a store that shows nothing yet.
 */
TocsinTrialStore *
tocsin_trial_store_new (TocsinConnectionSettings *settings, TocsinMailStore *real)
{
  TocsinTrialStore *self = g_object_new (TOCSIN_TYPE_TRIAL_STORE, "settings", settings, NULL);

  g_set_object (&self->real, real);
  self->assumes_folders = real == NULL;

  return self;
}

/**
 * tocsin_trial_store_show: (skip)
 * @self: a store
 * @folders: (array zero-terminated=1): globs over folder names
 * @since: seconds matter: what was received before is not shown, microseconds since 1970; 0 for all
 *
 * Says which of the mail that is there is to come in. In other folders only what tasks put there
 * does.
 */
void
tocsin_trial_store_show (TocsinTrialStore *self, const char *const *folders, gint64 since)
{
  g_strfreev (self->patterns);
  self->patterns = g_strdupv ((char **) folders);
  self->since = since;
}

/**
 * tocsin_trial_store_narrow: (skip)
 * @self: a store
 * @query: (nullable): what matters, %NULL for all that anybody asks for
 *
 * Of older mail only what this query finds comes in.
 */
void
tocsin_trial_store_narrow (TocsinTrialStore *self, TocsinQuery *query)
{
  g_clear_pointer (&self->query, tocsin_query_unref);
  self->query = query != NULL ? tocsin_query_ref (query) : NULL;
}

/**
 * tocsin_trial_store_show_only: (skip)
 * @self: a store
 * @refs: (element-type TocsinMessageRef): the only messages that are to come in, in this order
 */
void
tocsin_trial_store_show_only (TocsinTrialStore *self, GPtrArray *refs)
{
  g_clear_pointer (&self->only, g_ptr_array_unref);
  self->only = g_ptr_array_ref (refs);
}

static const char *
get_setting (TocsinTrialStore *self, const char *key)
{
  TocsinSnapshot *settings = self->settings != NULL ? TOCSIN_SNAPSHOT (self->settings) : NULL;
  const char *value = settings != NULL && tocsin_snapshot_has_key (settings, key)
                          ? tocsin_snapshot_get_string (settings, key)
                          : "";

  return value[0] != '\0' ? value : NULL;
}

/* Files know nothing of the connection that they stand for. */
static void
give_settings (TocsinTrialStore *self)
{
  TocsinOfflineStore *files;

  if (!TOCSIN_IS_OFFLINE_STORE (self->real))
    return;

  files = TOCSIN_OFFLINE_STORE (self->real);
  tocsin_offline_store_set_code_page (files, get_setting (self, "code-page"));
  tocsin_offline_store_set_authserv_id (files, get_setting (self, "authserv-id"));
}

/**
 * tocsin_trial_store_assume_folders: (skip)
 * @self: a store whose mailbox is made of files, and has not all the folders of the real one
 * @inbox: (nullable): the name that its inbox is to have
 *
 * A target folder that is not there is then taken for one that is.
 */
void
tocsin_trial_store_assume_folders (TocsinTrialStore *self, const char *inbox)
{
  self->assumes_folders = TRUE;
  g_free (self->inbox);
  self->inbox = g_strdup (inbox);
  give_settings (self);
}

/**
 * tocsin_trial_store_show_no_more: (skip)
 * @self: a store
 *
 * Of the mail that is there no more comes in; what tasks have moved still does.
 */
void
tocsin_trial_store_show_no_more (TocsinTrialStore *self)
{
  self->ends = TRUE;
}

/**
 * tocsin_trial_store_get_progress: (skip)
 * @self: a store
 *
 * Returns: a number that grows with each message that comes in, and each list of them.
 */
guint
tocsin_trial_store_get_progress (TocsinTrialStore *self)
{
  return self->progress;
}
