/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/append.h"

#include "core/base/text.h"

#include <glib/gi18n-lib.h>

/**
 * imap4_append:
 * @session: an open session
 * @folder: id of the target folder
 * @message: the raw message, with CRLF at the ends of its lines
 * @size: exactly how many bytes
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING, %TOCSIN_ERROR_QUOTA_EXCEEDED or what else
 * went wrong
 *
 * Returns: whether it is stored.
 */
gboolean
imap4_append (TocsinImap4Session *session,
              const char *folder,
              GInputStream *message,
              guint64 size,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (Imap4Command) command = imap4_command_new ("APPEND");
  g_autoptr (Imap4Response) answer = NULL;
  g_autofree char *shown = tocsin_text_escape (folder, -1, 0);
  g_autofree char *what = g_strdup_printf (_ ("to store a message in “%s”"), shown);

  imap4_command_add (command, " ");
  imap4_command_add_folder (command, folder, tocsin_imap4_session_is_utf8 (session));
  imap4_command_add (command, " ");
  imap4_command_add_stream (command, message, size);
  imap4_chat_expect (tocsin_imap4_session_get_chat (session), size);
  answer = tocsin_imap4_session_ask (session, command, NULL, cancellable, error);
  if (answer == NULL || !imap4_trouble_check (answer, IMAP4_PHASE_COMMAND, what, error))
    return FALSE;

  /* Quirk 42: Courier shows it only after a NOOP. */
  return tocsin_session_probe (TOCSIN_SESSION (session), cancellable, error);
}
