/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How POP3 greets (RFC 1939), tells what it can do (RFC 2449) and begins TLS (RFC 2595). What comes
 * of it decides core/net/starttls. */
#include "plugins/pop3/session/starttls.h"

#include "core/net/starttls.h"

#include <glib/gi18n-lib.h>

static TocsinLineStream *
stream_of (TocsinPop3Session *session)
{
  return pop3_chat_get_stream (tocsin_pop3_session_get_chat (session));
}

static gboolean
is_distrusted (TocsinPop3Session *session)
{
  return tocsin_line_stream_is_distrusted (stream_of (session));
}

/* Without the chat, which would take a line of another protocol for a broken one of POP3. */
static Pop3Reply *
read_greeting (TocsinPop3Session *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (Pop3Reply) reply = NULL;
  g_autofree char *text = NULL;
  gsize length;
  const char *line =
      tocsin_line_stream_read_line (stream_of (session), &length, cancellable, error);

  if (line == NULL)
    return NULL;
  text = g_strndup (line, length);
  reply = pop3_reply_parse (line, length);
  if (reply->kind == POP3_REPLY_OK || reply->kind == POP3_REPLY_ERR)
    return g_steal_pointer (&reply);
  pop3_trouble_set_foreign_greeting (tocsin_session_get_endpoint (TOCSIN_SESSION (session)), text,
                                     error);

  return NULL;
}

static gboolean
greet (gpointer user_data, gboolean *signed_in, GCancellable *cancellable, GError **error)
{
  TocsinPop3Session *session = user_data;
  gboolean distrusted = is_distrusted (session);
  g_autoptr (Pop3Reply) greeting = read_greeting (session, cancellable, error);

  /* POP3 knows no way to be signed in from the start. */
  *signed_in = FALSE;
  if (greeting == NULL)
    return FALSE;
  if (!pop3_trouble_check (greeting, distrusted ? POP3_PHASE_PLAIN : POP3_PHASE_GREETING,
                           _ ("the session"), error))
    return FALSE;
  if (distrusted)
    return TRUE;

  tocsin_pop3_session_set_greeting (session, greeting->text);
  tocsin_report_fact (tocsin_session_get_report (TOCSIN_SESSION (session)), "greeting", "%s",
                      greeting->text);

  return TRUE;
}

static gboolean
look (gpointer user_data,
      TocsinStarttlsOffer *offer,
      char **told,
      GCancellable *cancellable,
      GError **error)
{
  TocsinPop3Session *session = user_data;

  if (!tocsin_pop3_session_ask_capabilities (session, cancellable, error))
    return FALSE;

  *told = pop3_capabilities_print (tocsin_pop3_session_get_capabilities (session));
  if (tocsin_pop3_session_get_capabilities (session) == NULL)
    *offer = TOCSIN_STARTTLS_UNTOLD;
  else if (tocsin_pop3_session_has (session, "STLS"))
    *offer = TOCSIN_STARTTLS_OFFERED;
  else
    *offer = TOCSIN_STARTTLS_NOT_OFFERED;

  return TRUE;
}

static gboolean
request (gpointer user_data,
         TocsinStarttlsAnswer *answer,
         char **words,
         GCancellable *cancellable,
         GError **error)
{
  TocsinPop3Session *session = user_data;
  Pop3Chat *chat = tocsin_pop3_session_get_chat (session);
  g_autoptr (Pop3Reply) reply = NULL;
  const char *line;
  gsize length;

  pop3_chat_begin (chat, 0);
  pop3_chat_send (chat, "STLS");
  if (!tocsin_line_stream_flush (stream_of (session), cancellable, error))
    return FALSE;
  line = tocsin_line_stream_read_line (stream_of (session), &length, cancellable, error);
  if (line == NULL)
    return FALSE;

  reply = pop3_reply_parse (line, length);
  *words = pop3_reply_print (reply);
  if (reply->kind == POP3_REPLY_OK)
    *answer = TOCSIN_STARTTLS_AGREED;
  else if (reply->kind == POP3_REPLY_ERR)
    *answer = TOCSIN_STARTTLS_REFUSED;
  else
    *answer = TOCSIN_STARTTLS_ODD;

  return TRUE;
}

static void
forget (gpointer user_data)
{
  tocsin_pop3_session_set_greeting (user_data, NULL);
  tocsin_pop3_session_set_capabilities (user_data, NULL);
}

static const TocsinStarttlsDialect dialect = {
  .command = "STLS",
  .tagged = FALSE,
  .greet = greet,
  .look = look,
  .request = request,
  .forget = forget,
};

/**
 * pop3_starttls_open:
 * @session: a session just connected
 * @cancellable: (nullable): to stop it
 * @error: as tocsin_starttls_open()
 *
 * Takes the greeting, turns TLS on where it is wanted and not on yet, and learns what the server
 * can do.
 *
 * Returns: whether the line is as safe as the settings ask.
 */
gboolean
pop3_starttls_open (TocsinPop3Session *session, GCancellable *cancellable, GError **error)
{
  return tocsin_starttls_open (stream_of (session), &dialect, session,
                               tocsin_session_get_report (TOCSIN_SESSION (session)), cancellable,
                               error);
}
