/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How IMAP greets, tells what it can do and begins TLS (RFC 9051, sections 7.1 and 6.2.1). What
 * comes of it decides core/net/starttls. */
#include "plugins/imap4/session/starttls.h"

#include "core/net/starttls.h"
#include "plugins/imap4/session/welcome.h"

#include <string.h>

static TocsinLineStream *
stream_of (TocsinImap4Session *session)
{
  return imap4_chat_get_stream (tocsin_imap4_session_get_chat (session));
}

/* Without the chat, which would take a line of another protocol for a broken one of IMAP. */
static Imap4Response *
read_greeting (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  TocsinLineStream *stream = stream_of (session);
  g_autoptr (Imap4Frame) frame = imap4_frame_new ();
  g_autoptr (Imap4Response) response = NULL;
  g_autofree char *text = NULL;
  gboolean more;
  gsize length;
  const char *line = tocsin_line_stream_read_line (stream, &length, cancellable, error);

  if (line == NULL)
    return NULL;
  text = g_strndup (line, length);
  if (!imap4_frame_add_line (frame, line, length, &more, error))
    return NULL;

  response = imap4_response_parse (g_steal_pointer (&frame), NULL);
  if (response != NULL && response->kind == IMAP4_RESPONSE_STATUS)
    return g_steal_pointer (&response);
  imap4_trouble_set_foreign_greeting (tocsin_session_get_endpoint (TOCSIN_SESSION (session)), text,
                                      error);

  return NULL;
}

static gboolean
greet (gpointer user_data, gboolean *signed_in, GCancellable *cancellable, GError **error)
{
  TocsinImap4Session *session = user_data;
  TocsinLineStream *stream = stream_of (session);
  gboolean distrusted = tocsin_line_stream_is_distrusted (stream);
  g_autoptr (Imap4Response) greeting = read_greeting (session, cancellable, error);

  if (greeting == NULL)
    return FALSE;
  *signed_in = greeting->status == IMAP4_STATUS_PREAUTH;
  if (greeting->status != IMAP4_STATUS_OK && !*signed_in)
    {
      imap4_trouble_set_goodbye (greeting, distrusted ? IMAP4_PHASE_PLAIN : IMAP4_PHASE_COMMAND,
                                 error);
      return FALSE;
    }
  if (!distrusted)
    {
      tocsin_report_fact (tocsin_session_get_report (TOCSIN_SESSION (session)), "greeting", "%s",
                          greeting->text);
      imap4_welcome_take_greeting (session, greeting->text != NULL ? greeting->text : "");
    }

  return tocsin_imap4_session_greeted (session, greeting, error);
}

static gboolean
ask_unless_known (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (Imap4Command) command = imap4_command_new ("CAPABILITY");
  g_autoptr (Imap4Response) answer = NULL;

  if (tocsin_imap4_session_knows_capabilities (session)
      || !tocsin_line_stream_is_distrusted (stream_of (session)))
    return tocsin_imap4_session_ensure_capabilities (session, cancellable, error);
  answer = tocsin_imap4_session_ask (session, command, NULL, cancellable, error);

  return answer != NULL;
}

static gboolean
look (gpointer user_data,
      TocsinStarttlsOffer *offer,
      char **told,
      GCancellable *cancellable,
      GError **error)
{
  TocsinImap4Session *session = user_data;

  if (!ask_unless_known (session, cancellable, error))
    return FALSE;

  *told = tocsin_imap4_session_list_capabilities (session);
  if (**told == '\0')
    *offer = TOCSIN_STARTTLS_UNTOLD;
  else if (tocsin_imap4_session_has (session, "STARTTLS"))
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
  g_autoptr (Imap4Command) command = imap4_command_new ("STARTTLS");
  g_autoptr (Imap4Response) response =
      tocsin_imap4_session_ask (user_data, command, NULL, cancellable, error);

  if (response == NULL)
    return FALSE;

  *words = g_strjoin (" ", imap4_status_to_string (response->status),
                      response->text != NULL ? response->text : "", NULL);
  if (response->status == IMAP4_STATUS_OK)
    *answer = TOCSIN_STARTTLS_AGREED;
  else if (response->status == IMAP4_STATUS_NO || response->status == IMAP4_STATUS_BAD)
    *answer = TOCSIN_STARTTLS_REFUSED;
  else
    *answer = TOCSIN_STARTTLS_ODD;

  return TRUE;
}

static void
forget (gpointer user_data)
{
  TocsinImap4Session *session = user_data;

  imap4_chat_reset (tocsin_imap4_session_get_chat (session));
  imap4_mailbox_clear (tocsin_imap4_session_get_mailbox (session));
  tocsin_imap4_session_drop_capabilities (session);
}

static const TocsinStarttlsDialect dialect = {
  .command = "STARTTLS",
  .tagged = TRUE,
  .greet = greet,
  .look = look,
  .request = request,
  .forget = forget,
};

/**
 * imap4_starttls_open:
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
imap4_starttls_open (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  return tocsin_starttls_open (stream_of (session), &dialect, session,
                               tocsin_session_get_report (TOCSIN_SESSION (session)), cancellable,
                               error);
}
