/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Asks which messages there are, and their headers where those have to name them. */
#include "plugins/pop3/session/inventory.h"

#include "core/base/error.h"
#include "plugins/pop3/session/headings.h"

static void
take_size (const char *line, gpointer maildrop)
{
  pop3_maildrop_take_size (maildrop, line);
}

static void
take_id (const char *line, gpointer maildrop)
{
  pop3_maildrop_take_id (maildrop, line);
}

/* Some servers refuse to list nothing. */
static gboolean
is_empty (TocsinPop3Session *session, GCancellable *cancellable)
{
  g_autoptr (Pop3Reply) reply = tocsin_pop3_session_ask (session, "STAT", cancellable, NULL);

  return reply != NULL && reply->kind == POP3_REPLY_OK && g_str_has_prefix (reply->text, "0 ");
}

static gboolean
take_listing (TocsinPop3Session *session,
              const char *command,
              Pop3LineFunc func,
              gpointer user_data,
              Pop3Reply **refusal,
              GCancellable *cancellable,
              GError **error)
{
  Pop3Chat *chat = tocsin_pop3_session_get_chat (session);
  GError *reason = NULL;
  g_autoptr (Pop3Reply) reply = pop3_chat_receive (chat, cancellable, &reason);

  if (reply != NULL && reply->kind == POP3_REPLY_ERR)
    {
      *refusal = g_steal_pointer (&reply);
      return TRUE;
    }
  if (reply != NULL && pop3_trouble_check (reply, POP3_PHASE_COMMAND, command, &reason)
      && pop3_chat_receive_lines (chat, POP3_INVENTORY_MAX, func, user_data, cancellable, &reason))
    return TRUE;
  tocsin_pop3_session_give_up (session, command, reason, error);

  return FALSE;
}

static gboolean
list (Pop3Maildrop *self, TocsinPop3Session *session, GCancellable *cancellable, GError **error)
{
  Pop3Chat *chat = tocsin_pop3_session_get_chat (session);
  gboolean together = tocsin_pop3_session_get_window (session) > 1;
  g_autoptr (Pop3Reply) unlisted = NULL;
  g_autoptr (Pop3Reply) nameless = NULL;

  pop3_chat_begin (chat, 0);
  pop3_chat_send (chat, "LIST");
  if (together)
    pop3_chat_send (chat, "UIDL");
  if (!take_listing (session, "LIST", take_size, self, &unlisted, cancellable, error))
    return FALSE;
  pop3_maildrop_sort (self);
  pop3_chat_begin (chat, 0);
  if (!together)
    pop3_chat_send (chat, "UIDL");
  if (!take_listing (session, "UIDL", take_id, self, &nameless, cancellable, error))
    return FALSE;

  return unlisted == NULL || is_empty (session, cancellable)
         || pop3_trouble_check (unlisted, POP3_PHASE_COMMAND, "LIST", error);
}

/* A message whose headers are not to be had has none; if only for now, it is looked for later. */
static gboolean
take_heading (const Pop3Message *message,
              const Pop3Heading *heading,
              const Pop3Reply *refusal,
              gpointer user_data,
              GError **error)
{
  g_auto (Pop3Heading) none = { 0 };
  g_autofree char *fingerprint = NULL;
  g_autoptr (GError) trouble = NULL;

  if (heading == NULL)
    trouble = pop3_trouble_new (refusal, POP3_PHASE_COMMAND, "RETR");
  if (g_error_matches (trouble, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }

  pop3_heading_init (&none);
  fingerprint = pop3_heading_fingerprint (heading != NULL ? heading : &none, message->size);
  pop3_maildrop_name (user_data, message->number, fingerprint);

  return TRUE;
}

static gboolean
name_some (Pop3Maildrop *self,
           TocsinPop3Session *session,
           GPtrArray *messages,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) nameless = g_ptr_array_new ();

  for (guint i = 0; i < messages->len; i++)
    if (((Pop3Message *) g_ptr_array_index (messages, i))->name == NULL)
      g_ptr_array_add (nameless, g_ptr_array_index (messages, i));

  return pop3_headings_read (session, nameless, take_heading, self, cancellable, error);
}

static gboolean
settle_repeated (Pop3Maildrop *self,
                 TocsinPop3Session *session,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) repeated = pop3_maildrop_list_repeated (self);

  if (!name_some (self, session, repeated, cancellable, error))
    return FALSE;
  pop3_maildrop_settle_repeated (self, repeated);

  return TRUE;
}

/**
 * pop3_inventory_load:
 * @session: an open session
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Asks which messages there are, once a session.
 *
 * Returns: (transfer none): them; the session's.
 */
Pop3Maildrop *
pop3_inventory_load (TocsinPop3Session *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (Pop3Maildrop) self = NULL;

  if (tocsin_pop3_session_get_maildrop (session) != NULL)
    return tocsin_pop3_session_get_maildrop (session);

  self = pop3_maildrop_new ();
  if (!list (self, session, cancellable, error))
    return NULL;
  pop3_maildrop_judge_ids (self);
  if (!pop3_maildrop_lacks_ids (self) && !settle_repeated (self, session, cancellable, error))
    return NULL;
  tocsin_pop3_session_set_maildrop (session, g_steal_pointer (&self));

  return tocsin_pop3_session_get_maildrop (session);
}

/**
 * pop3_inventory_name_all:
 * @self: a maildrop
 * @session: its session
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Names all messages by their headers.
 *
 * Returns: whether they are.
 */
gboolean
pop3_inventory_name_all (Pop3Maildrop *self,
                         TocsinPop3Session *session,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < pop3_maildrop_get_length (self); i++)
    g_ptr_array_add (all, pop3_maildrop_get (self, i));
  if (!name_some (self, session, all, cancellable, error))
    return FALSE;
  pop3_maildrop_settle_names (self);

  return TRUE;
}
