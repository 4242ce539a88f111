/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Waiting for the server to speak: IDLE (RFC 2177) for the selected folder, NOTIFY (RFC 5465) for
 * several at once. */
#include "plugins/imap4/session/idle.h"

#include "core/base/error.h"
#include "plugins/imap4/session/folders.h"

#include <glib/gi18n-lib.h>

static TocsinLineStream *
stream_of (TocsinImap4Session *session)
{
  return imap4_chat_get_stream (tocsin_imap4_session_get_chat (session));
}

static gboolean
not_supported (const char *what, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("the server does not do %s, so the folder has to be polled"), what);

  return FALSE;
}

static gboolean
broken (TocsinImap4Session *session)
{
  tocsin_session_mark_broken (TOCSIN_SESSION (session));

  return FALSE;
}

/**
 * imap4_idle_begin:
 * @session: an open session
 * @listener: who takes what the server says before it agrees
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED when the server refuses, or what else
 * went wrong
 *
 * Returns: whether the server will speak when there is something to say.
 */
gboolean
imap4_idle_begin (TocsinImap4Session *session,
                  const Imap4Listener *listener,
                  GCancellable *cancellable,
                  GError **error)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (session);
  g_autoptr (Imap4Command) command = imap4_command_new ("IDLE");
  g_autoptr (Imap4Response) answer = NULL;

  tocsin_line_stream_begin (stream_of (session), 0);
  if (!imap4_chat_send (chat, command, listener, &answer, cancellable, error))
    return broken (session);
  answer = imap4_chat_receive (chat, listener, TRUE, cancellable, error);
  if (answer == NULL)
    return broken (session);
  if (answer->kind == IMAP4_RESPONSE_CONTINUATION)
    return TRUE;

  tocsin_imap4_session_lose (session, "IDLE");

  return not_supported ("IDLE", error);
}

/**
 * imap4_idle_take:
 * @session: a session that waits
 * @listener: who takes what the server said
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Takes in all that is there, without waiting for more than the end of what has begun. Afterwards
 * nothing is left in any buffer but perhaps half a line, so the descriptor may be watched.
 *
 * Returns: whether the session still waits.
 */
gboolean
imap4_idle_take (TocsinImap4Session *session,
                 const Imap4Listener *listener,
                 GCancellable *cancellable,
                 GError **error)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (session);

  for (;;)
    {
      gboolean ready = FALSE;

      if (!tocsin_line_stream_drain (stream_of (session), &ready, error))
        return broken (session);
      if (!ready)
        return TRUE;
      tocsin_line_stream_begin (stream_of (session), 0);
      if (!imap4_chat_receive_unasked (chat, listener, cancellable, error))
        return broken (session);
    }
}

/**
 * imap4_idle_end:
 * @session: a session that waits in IDLE
 * @listener: who takes what the server still has to say
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether commands can be given again.
 */
gboolean
imap4_idle_end (TocsinImap4Session *session,
                const Imap4Listener *listener,
                GCancellable *cancellable,
                GError **error)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (session);
  g_autoptr (Imap4Response) answer = NULL;

  tocsin_line_stream_begin (stream_of (session), 0);
  imap4_chat_send_line (chat, "DONE", FALSE);
  answer = imap4_chat_receive (chat, listener, FALSE, cancellable, error);
  if (answer == NULL)
    return broken (session);

  return imap4_trouble_check (answer, IMAP4_PHASE_COMMAND, "IDLE", error);
}

/* NOTIFY tells of folders that are not selected. CLOSE would expunge what is marked in a folder
 * that was selected for writing, so it is examined first. */
static gboolean
unselect (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  gboolean has_unselect = tocsin_imap4_session_has (session, "UNSELECT");
  g_autoptr (Imap4Command) command = imap4_command_new (has_unselect ? "UNSELECT" : "CLOSE");
  g_autofree char *folder = g_strdup (mailbox->folder);

  if (folder == NULL)
    return TRUE;
  /* Quirk 42: nor does EXAMINE help where SELECT is all that may be said. */
  if (!has_unselect && tocsin_imap4_session_needs_select (session))
    return not_supported ("NOTIFY", error);
  if (!has_unselect && mailbox->writable
      && !imap4_folder_open (session, folder, FALSE, cancellable, error))
    return FALSE;
  imap4_mailbox_clear (mailbox);

  return tocsin_imap4_session_run (session, command, NULL, IMAP4_PHASE_COMMAND, cancellable, error);
}

/**
 * imap4_notify_begin:
 * @session: an open session
 * @folders: (array zero-terminated=1): ids of folders
 * @listener: who takes what the server says meanwhile
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED when the server refuses, or what else
 * went wrong
 *
 * Returns: whether the server will send a STATUS when something changes in one of them.
 */
gboolean
imap4_notify_begin (TocsinImap4Session *session,
                    const char *const *folders,
                    const Imap4Listener *listener,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (Imap4Command) command = imap4_command_new ("NOTIFY SET");
  g_autoptr (Imap4Response) answer = NULL;

  if (!unselect (session, cancellable, error))
    return FALSE;

  imap4_command_add (command, " (mailboxes (");
  for (guint i = 0; folders[i] != NULL; i++)
    {
      imap4_command_add (command, "%s", i > 0 ? " " : "");
      imap4_command_add_folder (command, folders[i], tocsin_imap4_session_is_utf8 (session));
    }
  imap4_command_add (command, ") (MessageNew MessageExpunge))");
  answer = tocsin_imap4_session_ask (session, command, listener, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (answer->status == IMAP4_STATUS_OK)
    return TRUE;

  tocsin_imap4_session_lose (session, "NOTIFY");

  return not_supported ("NOTIFY", error);
}
