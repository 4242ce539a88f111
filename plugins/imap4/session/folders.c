/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/folders.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/folder-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a LIST and the STATUS responses beside it have told. */
typedef struct
{
  TocsinImap4Session *session;
  GPtrArray *listed;
  GHashTable *seen;
  GHashTable *statuses;
} Listing;

static void
listing_clear (Listing *self)
{
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->statuses, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

static void
listing_init (Listing *self, TocsinImap4Session *session)
{
  self->session = session;
  self->listed = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_listed_free);
  self->seen = g_hash_table_new (g_str_hash, g_str_equal);
  self->statuses = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                          (GDestroyNotify) imap4_folder_status_free);
}

static gboolean
take_listed (Listing *self, const Imap4Response *response, GError **error)
{
  Imap4Listed *listed =
      imap4_listed_parse (response, tocsin_imap4_session_is_utf8 (self->session), error);

  if (listed == NULL)
    return FALSE;
  if (g_hash_table_contains (self->seen, listed->id))
    {
      imap4_listed_free (listed);
      return TRUE;
    }
  if (self->listed->len == IMAP4_FOLDERS_MAX)
    {
      imap4_listed_free (listed);
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("the server lists more than %d folders"), IMAP4_FOLDERS_MAX);
      return FALSE;
    }
  g_hash_table_add (self->seen, listed->id);
  g_ptr_array_add (self->listed, listed);

  return TRUE;
}

static gboolean
take_status (Listing *self, const Imap4Response *response, GError **error)
{
  Imap4FolderStatus *status =
      imap4_folder_status_parse (response, tocsin_imap4_session_is_utf8 (self->session), error);

  if (status == NULL)
    return FALSE;
  if (g_hash_table_size (self->statuses) < IMAP4_FOLDERS_MAX)
    g_hash_table_replace (self->statuses, status->id, status);
  else
    imap4_folder_status_free (status);

  return TRUE;
}

static gboolean
take_response (const Imap4Response *response, gpointer user_data, GError **error)
{
  if (imap4_response_is (response, "LIST") || imap4_response_is (response, "XLIST"))
    return take_listed (user_data, response, error);
  if (imap4_response_is (response, "STATUS"))
    return take_status (user_data, response, error);

  return TRUE;
}

static gboolean
ask (Listing *self, const Imap4Command *command, GCancellable *cancellable, GError **error)
{
  Imap4Listener listener = { take_response, NULL, self };

  return tocsin_imap4_session_run (self->session, command, &listener, IMAP4_PHASE_COMMAND,
                                   cancellable, error);
}

/* With all the server can add to it, if it can. Zimbra crashes on (SUBSCRIBED) and Proton Bridge
 * refuses (SPECIAL-USE) before the pattern (quirks 12 and 10), so both stand behind RETURN or
 * nowhere. */
static gboolean
list_extended (Listing *self, GCancellable *cancellable, GError **error)
{
  TocsinImap4Session *session = self->session;
  gboolean special = tocsin_imap4_session_has (session, "SPECIAL-USE");
  gboolean status = tocsin_imap4_session_has (session, "LIST-STATUS");
  g_autoptr (Imap4Command) command = NULL;
  g_autoptr (GError) refusal = NULL;

  if (!tocsin_imap4_session_has (session, "LIST-EXTENDED") || (!special && !status))
    return TRUE;

  command =
      imap4_command_new ("LIST \"\" \"*\" RETURN (%s%s%s)", special ? "SPECIAL-USE" : "",
                         special && status ? " " : "", status ? "STATUS (MESSAGES UNSEEN)" : "");
  if (!ask (self, command, cancellable, &refusal) && refusal->code != TOCSIN_ERROR_SERVER_BAD
      && refusal->code != TOCSIN_ERROR_SERVER_NO)
    {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
  /* Quirks 10 and 11: a refusal, or OK without any line, mean that the extension is broken. */
  if (refusal != NULL || self->listed->len == 0)
    tocsin_imap4_session_lose (session, "LIST-EXTENDED");

  return TRUE;
}

static gboolean
list_plainly (Listing *self, GCancellable *cancellable, GError **error)
{
  gboolean xlist = tocsin_imap4_session_has (self->session, "XLIST")
                   && !tocsin_imap4_session_has (self->session, "SPECIAL-USE");
  g_autoptr (Imap4Command) command = imap4_command_new ("%s \"\" \"*\"", xlist ? "XLIST" : "LIST");

  return self->listed->len > 0 || ask (self, command, cancellable, error);
}

/* Quirk 13: Courier does not list INBOX inside of its namespace. */
static gboolean
list_inbox (Listing *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (Imap4Command) command = imap4_command_new ("LIST \"\" INBOX");

  return g_hash_table_contains (self->seen, "INBOX") || ask (self, command, cancellable, error);
}

static TocsinFolderRole
role_of (const Imap4Listed *listed)
{
  static const struct
  {
    const char *attribute;
    TocsinFolderRole role;
  } roles[] = {
    { "\\All", TOCSIN_FOLDER_ROLE_ALL },         { "\\Archive", TOCSIN_FOLDER_ROLE_ARCHIVE },
    { "\\Drafts", TOCSIN_FOLDER_ROLE_DRAFTS },   { "\\Flagged", TOCSIN_FOLDER_ROLE_FLAGGED },
    { "\\Junk", TOCSIN_FOLDER_ROLE_JUNK },       { "\\Sent", TOCSIN_FOLDER_ROLE_SENT },
    { "\\Trash", TOCSIN_FOLDER_ROLE_TRASH },     { "\\AllMail", TOCSIN_FOLDER_ROLE_ALL },
    { "\\Starred", TOCSIN_FOLDER_ROLE_FLAGGED }, { "\\Spam", TOCSIN_FOLDER_ROLE_JUNK },
    { "\\Inbox", TOCSIN_FOLDER_ROLE_INBOX },
  };

  if (g_str_equal (listed->id, "INBOX"))
    return TOCSIN_FOLDER_ROLE_INBOX;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (imap4_listed_has (listed, roles[i].attribute))
      return roles[i].role;

  return TOCSIN_FOLDER_ROLE_NONE;
}

static TocsinFolder *
make_folder (const Listing *self, const Imap4Listed *listed)
{
  g_autofree char *name = tocsin_folder_name_to_display (listed->id, listed->delimiter);
  gboolean selectable =
      !imap4_listed_has (listed, "\\Noselect") && !imap4_listed_has (listed, "\\NonExistent");
  TocsinFolder *folder = tocsin_folder_new (listed->id, name, role_of (listed), selectable);
  const Imap4FolderStatus *status = g_hash_table_lookup (self->statuses, listed->id);

  if (status != NULL)
    {
      folder->messages = status->messages;
      folder->unread = status->unseen;
    }

  return folder;
}

/**
 * imap4_folders_list:
 * @session: an open session
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer container) (element-type TocsinFolder): all folders, INBOX first.
 */
GPtrArray *
imap4_folders_list (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  g_auto (Listing) listing = { 0 };
  g_autoptr (GPtrArray) folders =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);

  listing_init (&listing, session);
  if (!list_extended (&listing, cancellable, error) || !list_plainly (&listing, cancellable, error)
      || !list_inbox (&listing, cancellable, error))
    return NULL;

  for (guint i = 0; i < listing.listed->len; i++)
    {
      const Imap4Listed *listed = g_ptr_array_index (listing.listed, i);

      g_ptr_array_insert (folders, g_str_equal (listed->id, "INBOX") ? 0 : -1,
                          make_folder (&listing, listed));
    }
  if (!g_hash_table_contains (listing.seen, "INBOX"))
    g_ptr_array_insert (folders, 0,
                        tocsin_folder_new ("INBOX", "INBOX", TOCSIN_FOLDER_ROLE_INBOX, TRUE));

  return g_steal_pointer (&folders);
}

/**
 * imap4_folder_open_command:
 * @session: an open session
 * @folder: the folder's id
 * @writable: whether messages in it are to be changed
 *
 * Forgets the folder that is selected now.
 *
 * Returns: (transfer full): what selects @folder, whose answer imap4_folder_opened() takes.
 */
Imap4Command *
imap4_folder_open_command (TocsinImap4Session *session, const char *folder, gboolean writable)
{
  /* Quirk 42: SELECT where the server needs it; bodies are still only peeked at. */
  gboolean select = writable || tocsin_imap4_session_needs_select (session);
  Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  Imap4Command *command = imap4_command_new (select ? "SELECT" : "EXAMINE");

  imap4_command_add (command, " ");
  imap4_command_add_folder (command, folder, tocsin_imap4_session_is_utf8 (session));
  imap4_mailbox_clear (mailbox);
  mailbox->writable = select;

  return command;
}

/**
 * imap4_folder_opened:
 * @session: an open session
 * @folder: the folder's id
 * @answer: the answer to imap4_folder_open_command()
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING or what else the answer means
 *
 * Returns: whether the folder is selected.
 */
gboolean
imap4_folder_opened (TocsinImap4Session *session,
                     const char *folder,
                     const Imap4Response *answer,
                     GError **error)
{
  Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  g_autofree char *shown = tocsin_text_escape (folder, -1, 0);
  g_autofree char *what = g_strdup_printf (_ ("to open the folder “%s”"), shown);

  if (!imap4_trouble_check (answer, IMAP4_PHASE_FOLDER, what, error))
    {
      imap4_mailbox_clear (mailbox);
      return FALSE;
    }
  mailbox->folder = g_strdup (folder);
  mailbox->opened = mailbox->heard = g_get_monotonic_time ();

  return TRUE;
}

/**
 * imap4_folder_open:
 * @session: an open session
 * @folder: the folder's id
 * @writable: whether messages in it are to be changed
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING, %TOCSIN_ERROR_MAILBOX_NO_PERMISSION or what
 *   else went wrong
 *
 * Selects the folder anew, so that what the server says of it is fresh. Without @writable by
 * EXAMINE, which can't change a thing.
 *
 * Returns: whether it is selected.
 */
gboolean
imap4_folder_open (TocsinImap4Session *session,
                   const char *folder,
                   gboolean writable,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (Imap4Command) command = imap4_folder_open_command (session, folder, writable);
  g_autoptr (Imap4Response) answer =
      tocsin_imap4_session_ask (session, command, NULL, cancellable, error);
  g_autoptr (GError) refusal = NULL;
  g_autofree char *shown = NULL;

  if (answer == NULL || !imap4_folder_opened (session, folder, answer, error))
    {
      imap4_mailbox_clear (tocsin_imap4_session_get_mailbox (session));
      return FALSE;
    }
  if (!writable || tocsin_imap4_session_get_mailbox (session)->writable)
    return TRUE;

  shown = tocsin_text_escape (folder, -1, 0);
  g_set_error (&refusal, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_NO_PERMISSION,
               _ ("the folder “%s” may be read but not changed"), shown);
  tocsin_error_set_command (refusal, "SELECT");
  tocsin_error_set_response_code (refusal, "READ-ONLY");
  tocsin_error_set_hint (refusal,
                         _ ("actions that mark, move or delete mail can't work there: give "
                            "the user the right to change it, or do without them"));
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

static gboolean
exists_already (const Imap4Response *answer)
{
  g_autofree char *lower = g_ascii_strdown (answer->text != NULL ? answer->text : "", -1);

  return imap4_response_has_code (answer, "ALREADYEXISTS")
         || (answer->status == IMAP4_STATUS_NO && strstr (lower, "exists") != NULL);
}

/**
 * imap4_folder_create:
 * @session: an open session
 * @folder: the folder's id
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it exists now.
 */
gboolean
imap4_folder_create (TocsinImap4Session *session,
                     const char *folder,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (Imap4Command) command = imap4_command_new ("CREATE");
  g_autofree char *shown = tocsin_text_escape (folder, -1, 0);
  g_autofree char *what = g_strdup_printf (_ ("to make the folder “%s”"), shown);
  g_autoptr (Imap4Response) answer = NULL;

  imap4_command_add (command, " ");
  imap4_command_add_folder (command, folder, tocsin_imap4_session_is_utf8 (session));
  answer = tocsin_imap4_session_ask (session, command, NULL, cancellable, error);

  return answer != NULL
         && (exists_already (answer)
             || imap4_trouble_check (answer, IMAP4_PHASE_COMMAND, what, error));
}

/**
 * imap4_folder_id_from_name:
 * @session: an open session
 * @name: a folder that is to be, as a person names it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): its id: the name in the server's own terms, inside of the user's own
 *   namespace.
 */
char *
imap4_folder_id_from_name (TocsinImap4Session *session,
                           const char *name,
                           GCancellable *cancellable,
                           GError **error)
{
  char delimiter = tocsin_imap4_session_get_delimiter (session);
  const char *prefix = tocsin_imap4_session_get_prefix (session);
  g_autofree char *id = NULL;

  if (delimiter == '\0')
    {
      g_auto (Listing) listing = { 0 };
      /* RFC 9051, section 6.3.9: an empty pattern asks for the delimiter. */
      g_autoptr (Imap4Command) command = imap4_command_new ("LIST \"\" \"\"");

      listing_init (&listing, session);
      if (!ask (&listing, command, cancellable, error))
        return NULL;
      if (listing.listed->len > 0)
        delimiter = ((Imap4Listed *) g_ptr_array_index (listing.listed, 0))->delimiter;
    }
  id = tocsin_folder_name_from_display (name, delimiter);

  return g_str_has_prefix (id, prefix) || g_ascii_strcasecmp (id, "INBOX") == 0
             ? g_steal_pointer (&id)
             : g_strconcat (prefix, id, NULL);
}

/**
 * imap4_folders_ask_status:
 * @session: an open session
 * @folders: (array zero-terminated=1): ids of folders, none of them selected
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Asks for all at once. A folder that can't be looked at is left out.
 *
 * Returns: (transfer full) (element-type Imap4FolderStatus): what the server said.
 */
GPtrArray *
imap4_folders_ask_status (TocsinImap4Session *session,
                          const char *const *folders,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GPtrArray) statuses =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_folder_status_free);
  g_auto (Listing) listing = { 0 };

  listing_init (&listing, session);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      Imap4Listener listener = { take_response, NULL, &listing };
      g_autoptr (Imap4Command) command = imap4_command_new ("STATUS");
      g_autoptr (Imap4Response) answer = NULL;
      gpointer status;

      imap4_command_add (command, " ");
      imap4_command_add_folder (command, folders[i], tocsin_imap4_session_is_utf8 (session));
      imap4_command_add (command, " (MESSAGES UIDNEXT UIDVALIDITY)");
      answer = tocsin_imap4_session_ask (session, command, &listener, cancellable, error);
      if (answer == NULL)
        return NULL;
      if (g_hash_table_steal_extended (listing.statuses, folders[i], NULL, &status))
        g_ptr_array_add (statuses, status);
    }

  return g_steal_pointer (&statuses);
}
