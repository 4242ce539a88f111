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

/* The conversation broke off at @command: nothing can be said any more, and a person wants to know
 * where it was. */
static void
give_up (TocsinImap4Session *self, const Imap4Command *command, GError *reason, GError **error)
{
  tocsin_session_mark_broken (TOCSIN_SESSION (self));
  if (tocsin_error_get_command (reason) == NULL && reason->code != TOCSIN_ERROR_CANCELLED)
    tocsin_error_set_command (reason, imap4_command_get_name (command));
  g_propagate_error (error, reason);
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
  GError *reason = NULL;

  if (!check_usable (self, error))
    return NULL;
  imap4_chat_begin (chat);
  if (imap4_chat_send (chat, command, listener, &answer, cancellable, &reason) && answer == NULL)
    answer = imap4_chat_receive (chat, listener, FALSE, cancellable, &reason);
  if (answer == NULL)
    give_up (self, command, reason, error);

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

/* What was not answered is %NULL. */
static void
free_answer (gpointer answer)
{
  if (answer != NULL)
    imap4_response_free (answer);
}

static gboolean
has_literal (GPtrArray *commands)
{
  for (guint i = 0; i < commands->len; i++)
    if (imap4_command_get_n_pieces (g_ptr_array_index (commands, i)) > 1)
      return TRUE;

  return FALSE;
}

static gboolean
ask_in_turn (TocsinImap4Session *self,
             GPtrArray *commands,
             Imap4Response **answers,
             const Imap4Listener *listener,
             GCancellable *cancellable,
             GError **error)
{
  for (guint i = 0; i < commands->len; i++)
    {
      answers[i] = tocsin_imap4_session_ask (self, g_ptr_array_index (commands, i), listener,
                                             cancellable, error);
      if (answers[i] == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
send_all (Imap4Chat *chat,
          GPtrArray *commands,
          GPtrArray *tags,
          GCancellable *cancellable,
          GError **error)
{
  for (guint i = 0; i < commands->len; i++)
    {
      Imap4Response *refusal = NULL;

      if (!imap4_chat_send (chat, g_ptr_array_index (commands, i), NULL, &refusal, cancellable,
                            error))
        return FALSE;
      g_ptr_array_add (tags, g_strdup (imap4_chat_get_last_tag (chat)));
    }

  return TRUE;
}

static gboolean
receive_all (Imap4Chat *chat,
             GPtrArray *tags,
             Imap4Response **answers,
             const Imap4Listener *listener,
             GCancellable *cancellable,
             GError **error)
{
  for (guint left = tags->len; left > 0; left--)
    {
      Imap4Response *answer = imap4_chat_receive (chat, listener, FALSE, cancellable, error);
      guint i;

      if (answer == NULL)
        return FALSE;
      if (g_ptr_array_find_with_equal_func (tags, answer->tag, g_str_equal, &i))
        answers[i] = answer;
      else
        imap4_response_free (answer);
    }

  return TRUE;
}

static const Imap4Command *
first_unanswered (GPtrArray *commands, Imap4Response **answers)
{
  for (guint i = 0; i + 1 < commands->len; i++)
    if (answers[i] == NULL)
      return g_ptr_array_index (commands, i);

  return g_ptr_array_index (commands, commands->len - 1);
}

/**
 * tocsin_imap4_session_ask_all:
 * @self: an open session
 * @commands: (element-type Imap4Command): what to ask; none may change how the answer to another is
 *   to be read (RFC 9051, section 5.5)
 * @listener: (nullable): who takes the untagged responses
 * @cancellable: (nullable): to stop it; the session is of no more use then
 * @error: where to put what went wrong with the conversation
 *
 * Asks all at once, in one round trip if none needs the server's consent to a literal.
 *
 * Returns: (transfer full) (element-type Imap4Response): the tagged responses, be they OK, NO or
 *   BAD, in the order of @commands.
 */
GPtrArray *
tocsin_imap4_session_ask_all (TocsinImap4Session *self,
                              GPtrArray *commands,
                              const Imap4Listener *listener,
                              GCancellable *cancellable,
                              GError **error)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (self);
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (free_answer);
  Imap4Response **places;
  GError *reason = NULL;

  if (!check_usable (self, error))
    return NULL;
  g_ptr_array_set_size (answers, (int) commands->len);
  places = (Imap4Response **) answers->pdata;
  if (has_literal (commands))
    return ask_in_turn (self, commands, places, listener, cancellable, error)
               ? g_steal_pointer (&answers)
               : NULL;

  imap4_chat_begin (chat);
  if (send_all (chat, commands, tags, cancellable, &reason)
      && receive_all (chat, tags, places, listener, cancellable, &reason))
    return g_steal_pointer (&answers);
  give_up (self, first_unanswered (commands, places), reason, error);

  return NULL;
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
  GError *reason = NULL;
  guint sent = 0, answered = 0;

  if (!check_usable (self, error))
    return FALSE;
  imap4_chat_begin (chat);

  while (answered < (refusal == NULL ? commands->len : sent))
    {
      g_autoptr (Imap4Response) answer = NULL;

      if ((refusal == NULL
           && !send_some (self, commands, &sent, answered + IMAP4_SESSION_PIPELINE, listener,
                          cancellable, &reason))
          || (answer = imap4_chat_receive (chat, listener, FALSE, cancellable, &reason)) == NULL)
        {
          give_up (self, g_ptr_array_index (commands, 0), reason, error);
          return FALSE;
        }
      answered++;
      if (refusal == NULL)
        imap4_trouble_check (answer, IMAP4_PHASE_COMMAND,
                             imap4_command_get_name (g_ptr_array_index (commands, 0)), &refusal);
    }
  /* Between commands servers tell what is new in the folder (RFC 9051, section 5.2). */
  tocsin_imap4_session_get_mailbox (self)->heard = g_get_monotonic_time ();
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}
