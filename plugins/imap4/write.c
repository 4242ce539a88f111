/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What actions do to messages. Everything here changes the mailbox, and nothing else does. */
#include "plugins/imap4/write.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "plugins/imap4/key.h"
#include "plugins/imap4/labels.h"
#include "plugins/imap4/session/folders.h"
#include "plugins/imap4/session/store.h"
#include "plugins/imap4/wire/uid-set.h"

#include <glib/gi18n-lib.h>

/**
 * imap4_write_has_target:
 * @operation: an operation
 *
 * Returns: whether its argument is a folder.
 */
gboolean
imap4_write_has_target (const TocsinMailOperation *operation)
{
  return operation->verb == TOCSIN_MAIL_MOVE || operation->verb == TOCSIN_MAIL_COPY;
}

static char *
find_role (TocsinImap4Session *session,
           TocsinFolderRole role,
           const char *missing,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) folders = imap4_folders_list (session, cancellable, error);

  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      const TocsinFolder *folder = g_ptr_array_index (folders, i);

      if (folder->role == role)
        return g_strdup (folder->id);
    }
  if (folders != NULL)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING, missing);

  return NULL;
}

/* Gmail says OK to taking away the label of the open folder, and keeps it. What is moved to where
 * all mail is loses it. */
static gboolean
leave_folder (TocsinImap4Session *session, GArray *uids, GCancellable *cancellable, GError **error)
{
  g_autofree char *all =
      find_role (session, TOCSIN_FOLDER_ROLE_ALL, _ ("the server names no folder for all mail"),
                 cancellable, error);
  g_auto (Imap4Copied) copied = { 0 };

  imap4_copied_init (&copied);

  return all != NULL && imap4_store_move (session, uids, all, &copied, cancellable, error);
}

static gboolean
change_label (TocsinImap4Session *session,
              GArray *uids,
              const TocsinMailOperation *operation,
              GCancellable *cancellable,
              GError **error)
{
  const char *folder = tocsin_imap4_session_get_mailbox (session)->folder;
  g_autofree char *own = imap4_label_of_folder (folder);
  g_autofree char *label = imap4_label_of_keyword (operation->argument);
  gboolean set = operation->verb == TOCSIN_MAIL_ADD_KEYWORD;

  if (own == NULL || g_ascii_strcasecmp (own, operation->argument) != 0)
    return imap4_store_label (session, uids, label, set, cancellable, error);

  return set || leave_folder (session, uids, cancellable, error);
}

static gboolean
change_flag (TocsinImap4Session *session,
             GArray *uids,
             const TocsinMailOperation *operation,
             GCancellable *cancellable,
             GError **error)
{
  static const struct
  {
    TocsinMailVerb verb;
    const char *flag;
    gboolean set;
  } flags[] = { { TOCSIN_MAIL_MARK_READ, "\\Seen", TRUE },
                { TOCSIN_MAIL_MARK_UNREAD, "\\Seen", FALSE },
                { TOCSIN_MAIL_FLAG, "\\Flagged", TRUE },
                { TOCSIN_MAIL_UNFLAG, "\\Flagged", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (flags[i].verb == operation->verb)
      return imap4_store_flag (session, uids, flags[i].flag, flags[i].set, cancellable, error);

  if (!tocsin_mail_keyword_check (operation->argument, error))
    return FALSE;
  if (imap4_labels_are_kept (session))
    return change_label (session, uids, operation, cancellable, error);

  return imap4_store_flag (session, uids, operation->argument,
                           operation->verb == TOCSIN_MAIL_ADD_KEYWORD, cancellable, error);
}

/* Quirk 41: with Gmail's labels, expunging takes a label away and the message stays; what is in the
 * trash and expunged there is gone. The trash has a name in the user's language, so the server is
 * asked which it is. Where the server does not say what the messages became there, they stay in the
 * trash, which Gmail empties. */
static gboolean
remove_by_trash (TocsinImap4Session *session,
                 GArray *uids,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *trash =
      find_role (session, TOCSIN_FOLDER_ROLE_TRASH,
                 _ ("the server names no folder for deleted messages"), cancellable, error);
  g_auto (Imap4Copied) copied = { 0 };

  if (trash == NULL)
    return FALSE;
  if (g_strcmp0 (tocsin_imap4_session_get_mailbox (session)->folder, trash) == 0)
    return imap4_store_remove (session, uids, cancellable, error);

  imap4_copied_init (&copied);
  if (!imap4_store_move (session, uids, trash, &copied, cancellable, error))
    return FALSE;
  if (copied.to->len == 0)
    return TRUE;
  imap4_uids_sort (copied.to);

  return imap4_folder_open (session, trash, TRUE, cancellable, error)
         && (tocsin_imap4_session_get_mailbox (session)->uid_validity != copied.uid_validity
             || imap4_store_remove (session, copied.to, cancellable, error));
}

static void
unref_result (gpointer ref)
{
  g_clear_pointer ((TocsinMessageRef **) &ref, tocsin_message_ref_unref);
}

static GPtrArray *
list_results (GPtrArray *refs, const Imap4Copied *copied, const char *target)
{
  GPtrArray *results = g_ptr_array_new_full (refs->len, NULL);

  g_ptr_array_set_free_func (results, unref_result);
  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      Imap4Key key = { 0 };
      TocsinMessageRef *result = NULL;
      guint64 uid;

      imap4_key_from_ref (&key, ref, NULL);
      uid = target != NULL ? imap4_copied_find (copied, key.uid) : 0;
      if (uid > 0)
        {
          key = (Imap4Key){ copied->uid_validity, uid };
          result = imap4_key_to_ref_of (&key, target, ref);
        }
      g_ptr_array_add (results, result);
    }

  return results;
}

static gboolean
perform (TocsinImap4Session *session,
         GArray *uids,
         const TocsinMailOperation *operation,
         const char *target,
         Imap4Copied *copied,
         GCancellable *cancellable,
         GError **error)
{
  switch (operation->verb)
    {
    case TOCSIN_MAIL_MOVE:
      return imap4_store_move (session, uids, target, copied, cancellable, error);
    case TOCSIN_MAIL_COPY:
      return imap4_store_copy (session, uids, target, copied, cancellable, error);
    case TOCSIN_MAIL_DELETE:
      return imap4_labels_are_kept (session)
                 ? remove_by_trash (session, uids, cancellable, error)
                 : imap4_store_remove (session, uids, cancellable, error);
    case TOCSIN_MAIL_MARK_READ:
    case TOCSIN_MAIL_MARK_UNREAD:
    case TOCSIN_MAIL_FLAG:
    case TOCSIN_MAIL_UNFLAG:
    case TOCSIN_MAIL_ADD_KEYWORD:
    case TOCSIN_MAIL_REMOVE_KEYWORD:
    default:
      return change_flag (session, uids, operation, cancellable, error);
    }
}

/**
 * imap4_write:
 * @session: an open session
 * @refs: (element-type TocsinMessageRef): messages of one folder
 * @operation: what to do to them
 * @target: (nullable): id of the folder that @operation names
 * @results: (out) (optional): as of tocsin_mail_store_apply()
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it is done.
 */
gboolean
imap4_write (TocsinImap4Session *session,
             GPtrArray *refs,
             const TocsinMailOperation *operation,
             const char *target,
             GPtrArray **results,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GArray) uids = NULL;
  g_auto (Imap4Copied) copied = { 0 };

  imap4_copied_init (&copied);
  if (refs->len > 0)
    {
      /* A copy leaves the folder as it is, so that may be one that can only be read. */
      uids =
          imap4_keys_open (session, refs, operation->verb != TOCSIN_MAIL_COPY, cancellable, error);
      if (uids == NULL || !perform (session, uids, operation, target, &copied, cancellable, error))
        return FALSE;
    }
  if (results != NULL)
    *results = list_results (refs, &copied, target);

  return TRUE;
}

/**
 * imap4_write_new_folder:
 * @session: an open session
 * @name: the folder as a person names it, levels parted by `/`
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): id of the folder, which exists now.
 */
char *
imap4_write_new_folder (TocsinImap4Session *session,
                        const char *name,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autofree char *id = NULL;

  if (*name == '\0' || !tocsin_text_is_line_safe (name) || !g_utf8_validate (name, -1, NULL))
    {
      g_autofree char *shown = tocsin_text_escape (name, -1, 0);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” can't be the name of a folder"), shown);
      return NULL;
    }
  id = imap4_folder_id_from_name (session, name, cancellable, error);
  if (id == NULL || !imap4_folder_create (session, id, cancellable, error))
    return NULL;

  return g_steal_pointer (&id);
}
