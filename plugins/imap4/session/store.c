/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/store.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/folder-name.h"
#include "plugins/imap4/wire/number.h"
#include "plugins/imap4/wire/uid-set.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * imap4_copied_init:
 * @self: (out caller-allocates): nothing was copied yet
 */
void
imap4_copied_init (Imap4Copied *self)
{
  self->uid_validity = 0;
  self->from = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->to = g_array_new (FALSE, FALSE, sizeof (guint64));
}

/**
 * imap4_copied_clear:
 * @self: what was copied
 */
void
imap4_copied_clear (Imap4Copied *self)
{
  g_clear_pointer (&self->from, g_array_unref);
  g_clear_pointer (&self->to, g_array_unref);
}

/**
 * imap4_copied_find:
 * @self: what was copied
 * @uid: a message in the folder it was copied from
 *
 * Returns: its UID in the target folder, 0 when the server did not say.
 */
guint64
imap4_copied_find (const Imap4Copied *self, guint64 uid)
{
  for (guint i = 0; i < MIN (self->from->len, self->to->len); i++)
    if (g_array_index (self->from, guint64, i) == uid)
      return g_array_index (self->to, guint64, i);

  return 0;
}

/* "[COPYUID 38505 304,319:320 3956:3958]". Quirks 20 and 21: it comes in the tagged OK, in an
 * untagged one, in both, without its OK, with empty sets; all that is left out is where they went.
 */
static void
take_copyuid (Imap4Copied *self, const Imap4Response *response)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GArray) from = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) to = g_array_new (FALSE, FALSE, sizeof (guint64));

  if (!imap4_response_has_code (response, "COPYUID") || response->code_text == NULL)
    return;
  words = g_strsplit (response->code_text, " ", 3);
  if (g_strv_length (words) < 3
      || !imap4_number_parse (words[0], strlen (words[0]), &self->uid_validity)
      || !imap4_uids_add_set (from, words[1], NULL) || !imap4_uids_add_set (to, words[2], NULL)
      || from->len != to->len)
    return;

  g_array_append_vals (self->from, from->data, from->len);
  g_array_append_vals (self->to, to->data, to->len);
}

static gboolean
take_data (const Imap4Response *response, gpointer user_data, GError **error)
{
  take_copyuid (user_data, response);

  return TRUE;
}

/* "UID VERB set" for each set of bounded length, then what @finish adds. */
static GPtrArray *
commands_for (TocsinImap4Session *session,
              GArray *uids,
              const char *verb,
              const char *words,
              const char *folder)
{
  g_autoptr (GPtrArray) sets = imap4_uid_sets_build ((const guint64 *) (gpointer) uids->data,
                                                     uids->len, IMAP4_UID_SET_MAX_BYTES);
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_command_free);

  for (guint i = 0; i < sets->len; i++)
    {
      Imap4Command *command = imap4_command_new ("UID %s", verb);

      imap4_command_add (command, " %s", (const char *) g_ptr_array_index (sets, i));
      if (words != NULL)
        imap4_command_add (command, " %s", words);
      if (folder != NULL)
        {
          imap4_command_add (command, " ");
          imap4_command_add_folder (command, folder, tocsin_imap4_session_is_utf8 (session));
        }
      g_ptr_array_add (commands, command);
    }

  return commands;
}

/* One after the other: each changes the mailbox. */
static gboolean
run_each (TocsinImap4Session *session,
          GPtrArray *commands,
          Imap4Copied *copied,
          GCancellable *cancellable,
          GError **error)
{
  Imap4Listener listener = { copied != NULL ? take_data : NULL, NULL, copied };

  for (guint i = 0; i < commands->len; i++)
    {
      const Imap4Command *command = g_ptr_array_index (commands, i);
      g_autoptr (Imap4Response) answer =
          tocsin_imap4_session_ask (session, command, &listener, cancellable, error);

      if (answer == NULL
          || !imap4_trouble_check (answer, IMAP4_PHASE_COMMAND, imap4_command_get_name (command),
                                   error))
        return FALSE;
      if (copied != NULL)
        take_copyuid (copied, answer);
    }

  return TRUE;
}

static gboolean
check_flag (TocsinImap4Session *session, const char *flag, GError **error)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  g_autofree char *shown = tocsin_text_escape (mailbox->folder, -1, 0);

  if (imap4_mailbox_keeps_flag (mailbox, flag))
    return TRUE;

  /* Quirk 34: the server would say OK and forget it. */
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_NO_PERMISSION,
               _ ("the folder “%s” does not keep the flag %s"), shown, flag);
  return FALSE;
}

/**
 * imap4_store_flag:
 * @session: a session with a folder selected for writing
 * @uids: (element-type guint64): messages, in ascending order
 * @flag: a flag or keyword that may stand in a line
 * @set: whether it is set or taken away
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it is done; messages that are gone are passed over.
 */
gboolean
imap4_store_flag (TocsinImap4Session *session,
                  GArray *uids,
                  const char *flag,
                  gboolean set,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *words = g_strdup_printf ("%cFLAGS.SILENT (%s)", set ? '+' : '-', flag);
  g_autoptr (GPtrArray) commands = commands_for (session, uids, "STORE", words, NULL);

  return (!set || check_flag (session, flag, error))
         && run_each (session, commands, NULL, cancellable, error);
}

/**
 * imap4_store_label:
 * @session: a session with a folder of Gmail's selected for writing
 * @uids: (element-type guint64): messages, in ascending order
 * @label: a label, decoded; made if there is none like it
 * @set: whether it is set or taken away
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it is done; messages that are gone are passed over.
 */
gboolean
imap4_store_label (TocsinImap4Session *session,
                   GArray *uids,
                   const char *label,
                   gboolean set,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *id = tocsin_folder_name_encode (label);
  const char *words = set ? "+X-GM-LABELS.SILENT (" : "-X-GM-LABELS.SILENT (";
  g_autoptr (GPtrArray) commands = commands_for (session, uids, "STORE", words, NULL);

  for (guint i = 0; i < commands->len; i++)
    {
      Imap4Command *command = g_ptr_array_index (commands, i);

      imap4_command_add_folder (command, id, tocsin_imap4_session_is_utf8 (session));
      imap4_command_add (command, ")");
    }

  return run_each (session, commands, NULL, cancellable, error);
}

/**
 * imap4_store_copy:
 * @session: a session with a folder selected
 * @uids: (element-type guint64): messages, in ascending order
 * @folder: id of the target folder
 * @copied: where to note where they went
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING or what else went wrong
 *
 * Returns: whether they are copied.
 */
gboolean
imap4_store_copy (TocsinImap4Session *session,
                  GArray *uids,
                  const char *folder,
                  Imap4Copied *copied,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GPtrArray) commands = commands_for (session, uids, "COPY", NULL, folder);

  return run_each (session, commands, copied, cancellable, error);
}

/**
 * imap4_store_move:
 * @session: a session with a folder selected for writing
 * @uids: (element-type guint64): messages, in ascending order
 * @folder: id of the target folder
 * @copied: where to note where they went
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING or what else went wrong
 *
 * Returns: whether they are in the target folder, and here gone or marked as deleted.
 */
gboolean
imap4_store_move (TocsinImap4Session *session,
                  GArray *uids,
                  const char *folder,
                  Imap4Copied *copied,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GPtrArray) commands = NULL;

  if (!tocsin_imap4_session_has (session, "MOVE"))
    return imap4_store_copy (session, uids, folder, copied, cancellable, error)
           && imap4_store_remove (session, uids, cancellable, error);

  commands = commands_for (session, uids, "MOVE", NULL, folder);

  return run_each (session, commands, copied, cancellable, error);
}

/**
 * imap4_store_remove:
 * @session: a session with a folder selected for writing
 * @uids: (element-type guint64): messages, in ascending order
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Quirk 40: a bare EXPUNGE would take along what other people have marked. Without UIDPLUS the
 * messages stay, marked as deleted.
 *
 * Returns: whether they are gone or marked.
 */
gboolean
imap4_store_remove (TocsinImap4Session *session,
                    GArray *uids,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) commands = NULL;

  if (!imap4_store_flag (session, uids, "\\Deleted", TRUE, cancellable, error))
    return FALSE;
  if (!tocsin_imap4_session_has (session, "UIDPLUS"))
    return TRUE;
  commands = commands_for (session, uids, "EXPUNGE", NULL, NULL);

  return run_each (session, commands, NULL, cancellable, error);
}
