/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The one thing that can be done to a message over POP3. DELE only marks it; it is removed when the
 * session ends with QUIT, and that has to be answered before anybody is told (RFC 1939, section 6).
 * If the answer is lost, it may be removed or not: to ask again does no harm. */
#include "plugins/pop3/remove.h"

#include "core/base/error.h"
#include "plugins/pop3/read.h"

#include <glib/gi18n-lib.h>

/**
 * pop3_remove_check:
 * @operation: what somebody wants to do
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED
 *
 * Returns: whether POP3 can do it.
 */
gboolean
pop3_remove_check (const TocsinMailOperation *operation, GError **error)
{
  if (operation->verb == TOCSIN_MAIL_DELETE)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("%s is not supported by POP3, which can only read messages and delete them"),
               tocsin_mail_verb_to_string (operation->verb));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("use delete, or a connection to the same mailbox over IMAP"));
  return FALSE;
}

static GPtrArray *
find_all (Pop3Maildrop *maildrop, GPtrArray *refs)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *messages = g_ptr_array_new ();

  for (guint i = 0; i < refs->len; i++)
    {
      const TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      Pop3Message *message = pop3_maildrop_find (maildrop, ref->key);

      if (message != NULL && g_hash_table_add (seen, message))
        g_ptr_array_add (messages, message);
    }

  return messages;
}

static gboolean
mark (TocsinPop3Session *session,
      const Pop3Message *message,
      GCancellable *cancellable,
      GError **error)
{
  g_autofree char *command = g_strdup_printf ("DELE %u", message->number);

  return tocsin_pop3_session_run (session, command, cancellable, error);
}

/* What is marked goes with QUIT, so a session that marked only some is cut: then none goes. */
static gboolean
mark_all (TocsinPop3Session *session,
          GPtrArray *messages,
          GCancellable *cancellable,
          GError **error)
{
  for (guint i = 0; i < messages->len; i++)
    if (!mark (session, g_ptr_array_index (messages, i), cancellable, error))
      {
        tocsin_session_mark_broken (TOCSIN_SESSION (session));
        return FALSE;
      }

  return TRUE;
}

static gboolean
refuse_to_remove_others (GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY,
                       _ ("the server may remove all that was read in this session, so nothing is "
                          "removed in it"));
  return FALSE;
}

/**
 * pop3_remove:
 * @session: an open session; unless nothing was to be done, it is of no more use afterwards
 * @refs: (element-type TocsinMessageRef): messages
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; then none of them is known to be removed
 *
 * Returns: whether all that are there are removed.
 */
gboolean
pop3_remove (TocsinPop3Session *session, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  Pop3Maildrop *maildrop = pop3_open_for (session, refs, cancellable, error);
  g_autoptr (GPtrArray) messages = NULL;

  if (maildrop == NULL)
    return FALSE;
  messages = find_all (maildrop, refs);
  if (messages->len == 0)
    return TRUE;
  if (tocsin_pop3_session_has_retrieved (session)
      && tocsin_pop3_session_deletes_what_was_read (session))
    return refuse_to_remove_others (error);

  return mark_all (session, messages, cancellable, error)
         && tocsin_pop3_session_commit (session, cancellable, error);
}
