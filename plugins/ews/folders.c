/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/folders.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/folder-tree.h"
#include "plugins/ews/wire/folder-requests.h"
#include "plugins/ews/wire/page.h"

/* Servers give no more than a thousand at once (EwsFindCountLimit). */
#define PAGE 500

#define ROOT "msgfolderroot"

/* Well-known folders and what they are for, the root first. The archive is known to servers from
 * 2016 on, by a property and not by a name to ask for. */
static const struct
{
  const char *name;
  TocsinFolderRole role;
} known[] = {
  { ROOT, TOCSIN_FOLDER_ROLE_NONE },
  { "inbox", TOCSIN_FOLDER_ROLE_INBOX },
  { "drafts", TOCSIN_FOLDER_ROLE_DRAFTS },
  { "sentitems", TOCSIN_FOLDER_ROLE_SENT },
  { "deleteditems", TOCSIN_FOLDER_ROLE_TRASH },
  { "junkemail", TOCSIN_FOLDER_ROLE_JUNK },
};

static const EwsProperty properties[] = {
  { .field = "folder:DisplayName" },           { .field = "folder:ParentFolderId" },
  { .field = "folder:FolderClass" },           { .field = "folder:TotalCount" },
  { .field = "folder:UnreadCount" },           EWS_FOLDER_HIDDEN,
  { .field = "folder:DistinguishedFolderId" }, /* from 2013 on */
};

typedef struct
{
  EwsAccount *account;
  EwsFolderTree tree;
  char *root;
  GHashTable *seen;
} Listing;

static void
listing_clear (Listing *self)
{
  g_clear_pointer (&self->tree.found, g_ptr_array_unref);
  g_clear_pointer (&self->tree.roles, g_hash_table_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_free (self->root);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

static EwsShape
make_shape (const EwsEnvelope *envelope)
{
  gboolean tells_names = envelope->version >= EWS_VERSION_2013;

  return (EwsShape){ .properties = properties,
                     .n_properties = G_N_ELEMENTS (properties) - (tells_names ? 0 : 1) };
}

static void
note_role (Listing *self, const EwsFolder *folder)
{
  if (folder->distinguished != NULL && g_ascii_strcasecmp (folder->distinguished, "archive") == 0)
    g_hash_table_insert (self->tree.roles, g_strdup (folder->id),
                         GINT_TO_POINTER (TOCSIN_FOLDER_ROLE_ARCHIVE));
}

/* Pages overlap when folders come and go meanwhile. */
static void
take_folders (Listing *self, const EwsResponse *response)
{
  g_autoptr (GPtrArray) folders = ews_response_read_folders (response);

  while (folders->len > 0)
    {
      EwsFolder *folder = g_ptr_array_steal_index (folders, 0);

      if (folder->id == NULL || !g_hash_table_add (self->seen, g_strdup (folder->id)))
        {
          ews_folder_free (folder);
          continue;
        }
      note_role (self, folder);
      g_ptr_array_add (self->tree.found, folder);
    }
}

static void
take_known (Listing *self, guint index, const EwsResponse *response)
{
  g_autoptr (GPtrArray) folders = ews_response_read_folders (response);
  const EwsFolder *folder = folders->len > 0 ? g_ptr_array_index (folders, 0) : NULL;

  if (folder == NULL || folder->id == NULL)
    return;
  if (known[index].role == TOCSIN_FOLDER_ROLE_NONE)
    {
      g_free (self->root);
      self->tree.root = self->root = g_strdup (folder->id);
      return;
    }
  g_hash_table_insert (self->tree.roles, g_strdup (folder->id),
                       GINT_TO_POINTER (known[index].role));
  if (known[index].role == TOCSIN_FOLDER_ROLE_INBOX)
    take_folders (self, response);
}

/* What is not there, or closed to us, is left out; but for the Inbox, without which there is no
 * mailbox. */
static gboolean
ask_for_known (Listing *self, GCancellable *cancellable, GError **error)
{
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  EwsShape shape = make_shape (&envelope);
  EwsFolderRef refs[G_N_ELEMENTS (known)];
  g_autoptr (EwsAnswer) answer = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    refs[i] = ews_account_name_folder (self->account, known[i].name);
  answer = ews_ask_simple (self->account, "GetFolder",
                           ews_get_folder_build (&envelope, refs, G_N_ELEMENTS (refs), &shape),
                           cancellable, error);
  if (answer == NULL)
    return FALSE;

  for (guint i = 0; i < MIN (answer->responses->len, G_N_ELEMENTS (known)); i++)
    {
      const EwsResponse *response = g_ptr_array_index (answer->responses, i);

      if (response->outcome == EWS_OUTCOME_SUCCESS)
        take_known (self, i, response);
      else if (known[i].role == TOCSIN_FOLDER_ROLE_INBOX)
        return ews_response_check (response, "GetFolder", error);
    }

  return TRUE;
}

static gboolean
ask_for_all (Listing *self, const char *root, GCancellable *cancellable, GError **error)
{
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  EwsShape shape = make_shape (&envelope);
  EwsFolderRef parent = ews_account_name_folder (self->account, root);

  for (EwsPaging paging = { 0, PAGE }; paging.offset < EWS_FOLDERS_MAX;)
    {
      g_autoptr (EwsAnswer) answer =
          ews_ask_simple (self->account, "FindFolder",
                          ews_find_folder_build (&envelope, &parent, TRUE, &shape, paging, NULL),
                          cancellable, error);
      const EwsResponse *response =
          answer != NULL ? ews_answer_get_only (answer, "FindFolder", error) : NULL;
      EwsPage page;

      if (response == NULL)
        return FALSE;
      take_folders (self, response);
      page = ews_response_read_page (response);
      if (page.is_last || page.next <= paging.offset)
        return TRUE;
      paging.offset = page.next;
    }

  return TRUE;
}

/**
 * ews_folders_list:
 * @account: an account
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full) (element-type TocsinFolder): the folders of the mailbox; of another's
 *   mailbox at least its Inbox and what is in it, where more is closed to us.
 */
GPtrArray *
ews_folders_list (EwsAccount *account, GCancellable *cancellable, GError **error)
{
  g_auto (Listing) self = { .account = account };
  g_autoptr (GError) closed = NULL;

  self.tree.found = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_folder_free);
  self.tree.roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!ask_for_known (&self, cancellable, error))
    return NULL;
  if (!ask_for_all (&self, ROOT, cancellable, &closed))
    {
      if ((closed->code != TOCSIN_ERROR_MAILBOX_NO_PERMISSION
           && closed->code != TOCSIN_ERROR_MAILBOX_MISSING))
        {
          g_propagate_error (error, g_steal_pointer (&closed));
          return NULL;
        }
      if (!ask_for_all (&self, "inbox", cancellable, error))
        return NULL;
    }

  return ews_folder_tree_flatten (&self.tree);
}

static TocsinFolder *
find_by_path (GPtrArray *folders, const char *path)
{
  g_autofree char *wanted = tocsin_text_fold (path);

  for (guint i = 0; i < folders->len; i++)
    {
      TocsinFolder *folder = g_ptr_array_index (folders, i);
      g_autofree char *own = tocsin_text_fold (folder->name);

      /* Exchange knows no two folders whose names differ in case. */
      if (g_str_equal (own, wanted))
        return folder;
    }

  return NULL;
}

static char *
create_one (EwsAccount *account,
            const EwsFolderRef *parent,
            const char *level,
            GCancellable *cancellable,
            GError **error)
{
  static const char *const is_there[] = { "ErrorFolderExists", NULL };
  EwsEnvelope envelope = ews_account_make_envelope (account);
  g_autofree char *name = ews_folder_tree_read_name (level);
  g_autoptr (EwsAnswer) answer = ews_ask_simple (
      account, "CreateFolder", ews_create_folder_build (&envelope, parent, name, "IPF.Note"),
      cancellable, error);
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GError) refusal = NULL;
  const EwsResponse *response;

  if (answer == NULL)
    return NULL;
  response = ews_answer_get_only (answer, "CreateFolder", &refusal);
  if (response == NULL)
    {
      /* Somebody was faster. */
      if (ews_ask_fails_with (refusal, is_there))
        return g_strdup ("");
      g_propagate_error (error, g_steal_pointer (&refusal));
      return NULL;
    }
  folders = ews_response_read_folders (response);
  if (folders->len > 0 && ((EwsFolder *) g_ptr_array_index (folders, 0))->id != NULL)
    return g_strdup (((EwsFolder *) g_ptr_array_index (folders, 0))->id);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("CreateFolder: the server does not say what it made"));
  return NULL;
}

static gboolean
check_levels (const char *name, char **levels, GError **error)
{
  gboolean good = levels[0] != NULL;

  for (char **level = levels; *level != NULL; level++)
    good = good && **level != '\0';
  if (!good)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("“%s” can't be the name of a folder: a level of it is empty"), name);

  return good;
}

/* @raced is set when somebody else made a folder meanwhile: then the list is not true any more. */
static gboolean
create_path (
    EwsAccount *account, char **levels, gboolean *raced, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) folders = ews_folders_list (account, cancellable, error);
  g_autoptr (GString) path = g_string_new (NULL);
  g_autofree char *parent = NULL;

  *raced = FALSE;
  for (char **level = levels; folders != NULL && *level != NULL; level++)
    {
      EwsFolderRef ref =
          parent != NULL ? (EwsFolderRef){ .id = parent } : ews_account_name_folder (account, ROOT);
      const TocsinFolder *there;
      char *id;

      g_string_append_printf (path, "%s%s", path->len > 0 ? "/" : "", *level);
      there = find_by_path (folders, path->str);
      id = there != NULL ? g_strdup (there->id)
                         : create_one (account, &ref, *level, cancellable, error);
      if (id == NULL)
        return FALSE;
      g_free (parent);
      parent = id;
      *raced = *id == '\0';
      if (*raced)
        return TRUE;
    }

  return folders != NULL;
}

/**
 * ews_folders_create:
 * @account: an account
 * @name: the folder as a person names it, levels parted by slashes
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Makes the folder, and those that it is in. One that is there is no trouble.
 *
 * Returns: whether it is there.
 */
gboolean
ews_folders_create (EwsAccount *account,
                    const char *name,
                    GCancellable *cancellable,
                    GError **error)
{
  g_auto (GStrv) levels = g_strsplit (name, "/", -1);
  gboolean raced;

  if (!check_levels (name, levels, error)
      || !create_path (account, levels, &raced, cancellable, error))
    return FALSE;

  if (raced && !create_path (account, levels, &raced, cancellable, error))
    return FALSE;
  if (!raced)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING,
               _ ("“%s” can't be made: the server has a folder of this name that it does not show"),
               name);
  return FALSE;
}
