/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Question and answer: one command at a time, or a few under way at once. */
#include "core/base/error.h"
#include "plugins/imap4/session/session.h"

#include <glib/gi18n-lib.h>

static gboolean
check_usable (TocsinImap4Session *self, GError **error)
{
  if (tocsin_imap4_session_get_chat (self) != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                       _ ("the session is closed"));
  return FALSE;
}

/**
 * tocsin_imap4_session_ask:
 * @self: an open session
 * @command: what to ask
 * @listener: (nullable): who takes the untagged responses
 * @cancellable: (nullable): to stop it; the session is of no more use then
 * @error: where to put what went wrong with the conversation
 *
 * Returns: (transfer full): the tagged response, be it OK, NO or BAD.
 */
Imap4Response *
tocsin_imap4_session_ask (TocsinImap4Session *self,
                          const Imap4Command *command,
                          const Imap4Listener *listener,
                          GCancellable *cancellable,
                          GError **error)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (self);
  Imap4Response *answer = NULL;

  if (!check_usable (self, error))
    return NULL;
  imap4_chat_begin (chat);
  if (imap4_chat_send (chat, command, listener, &answer, cancellable, error) && answer == NULL)
    answer = imap4_chat_receive (chat, listener, FALSE, cancellable, error);
  if (answer == NULL)
    tocsin_session_mark_broken (TOCSIN_SESSION (self));

  return answer;
}

/**
 * tocsin_imap4_session_run:
 * @self: an open session
 * @command: what to do
 * @listener: (nullable): who takes the untagged responses
 * @phase: how a refusal is to be read
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, or what the refusal means
 *
 * Returns: whether the server did it.
 */
gboolean
tocsin_imap4_session_run (TocsinImap4Session *self,
                          const Imap4Command *command,
                          const Imap4Listener *listener,
                          Imap4Phase phase,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (Imap4Response) answer =
      tocsin_imap4_session_ask (self, command, listener, cancellable, error);

  return answer != NULL
         && imap4_trouble_check (answer, phase, imap4_command_get_name (command), error);
}

static gboolean
send_some (TocsinImap4Session *self,
           GPtrArray *commands,
           guint *sent,
           guint until,
           const Imap4Listener *listener,
           GCancellable *cancellable,
           GError **error)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (self);

  while (*sent < MIN (until, commands->len))
    {
      Imap4Response *refusal = NULL;

      if (!imap4_chat_send (chat, g_ptr_array_index (commands, (*sent)++), listener, &refusal,
                            cancellable, error))
        return FALSE;
      /* Only commands without literals are pipelined, so nothing can be refused half-way. */
      g_clear_pointer (&refusal, imap4_response_free);
    }

  return TRUE;
}

/**
 * tocsin_imap4_session_run_all:
 * @self: an open session
 * @commands: (element-type Imap4Command): commands without literals, whose answers may come in any
 *   order
 * @listener: (nullable): who takes the untagged responses
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, or what the first refusal means
 *
 * Keeps a few of them under way at once.
 *
 * Returns: whether the server did all; after a refusal no further ones are sent.
 */
gboolean
tocsin_imap4_session_run_all (TocsinImap4Session *self,
                              GPtrArray *commands,
                              const Imap4Listener *listener,
                              GCancellable *cancellable,
                              GError **error)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (self);
  g_autoptr (GError) refusal = NULL;
  guint sent = 0, answered = 0;

  if (!check_usable (self, error))
    return FALSE;
  imap4_chat_begin (chat);

  while (answered < (refusal == NULL ? commands->len : sent))
    {
      g_autoptr (Imap4Response) answer = NULL;

      if ((refusal == NULL
           && !send_some (self, commands, &sent, answered + IMAP4_SESSION_PIPELINE, listener,
                          cancellable, error))
          || (answer = imap4_chat_receive (chat, listener, FALSE, cancellable, error)) == NULL)
        {
          tocsin_session_mark_broken (TOCSIN_SESSION (self));
          return FALSE;
        }
      answered++;
      if (refusal == NULL)
        imap4_trouble_check (answer, IMAP4_PHASE_COMMAND,
                             imap4_command_get_name (g_ptr_array_index (commands, 0)), &refusal);
    }
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}
