/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How SMTP greets, tells what it can do (RFC 5321, section 4.1.1.1) and begins TLS (RFC 3207). What
 * comes of it decides core/net/starttls. */
#include "plugins/smtp/session/hello.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/starttls.h"
#include "plugins/smtp/session/login.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>

/* RFC 3207, section 4: the one yes to STARTTLS. */
#define READY 220

static TocsinLineStream *
stream_of (TocsinSmtpSession *session)
{
  return smtp_chat_get_stream (tocsin_smtp_session_get_chat (session));
}

static gboolean
wants_extensions (TocsinSmtpSession *session)
{
  return tocsin_snapshot_get_boolean (
      TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (session))), "smtp.extensions");
}

static SmtpPhase
phase_of (TocsinSmtpSession *session)
{
  return tocsin_line_stream_is_distrusted (stream_of (session)) ? SMTP_PHASE_PLAIN
                                                                : SMTP_PHASE_HELLO;
}

/* Without the chat, which would take a line of another protocol for a broken one of SMTP. */
static gboolean
read_greeting (TocsinSmtpSession *session,
               SmtpReply *reply,
               GCancellable *cancellable,
               GError **error)
{
  gboolean more = TRUE;

  smtp_reply_begin (reply);
  while (more)
    {
      g_autofree char *text = NULL;
      gsize length;
      const char *line =
          tocsin_line_stream_read_line (stream_of (session), &length, cancellable, error);

      if (line == NULL)
        return FALSE;
      text = g_strndup (line, length);
      if (smtp_reply_add_line (reply, line, length, &more, reply->n_lines > 0 ? error : NULL))
        continue;
      if (reply->n_lines == 0)
        smtp_trouble_set_foreign_greeting (tocsin_session_get_endpoint (TOCSIN_SESSION (session)),
                                           text, error);
      return FALSE;
    }

  return TRUE;
}

static gboolean
greet (gpointer user_data, gboolean *signed_in, GCancellable *cancellable, GError **error)
{
  TocsinSmtpSession *session = user_data;
  g_auto (SmtpReply) reply = { 0 };

  if (!read_greeting (session, &reply, cancellable, error)
      || !smtp_trouble_check (&reply, phase_of (session), _ ("the connection"), error))
    return FALSE;
  if (phase_of (session) == SMTP_PHASE_HELLO)
    tocsin_report_fact (tocsin_session_get_report (TOCSIN_SESSION (session)), "greeting", "%s",
                        smtp_reply_get_text (&reply));

  return TRUE;
}

/* RFC 5321, section 4.1.3. */
static char *
make_address_literal (TocsinSmtpSession *session)
{
  struct sockaddr_storage storage;
  socklen_t length = sizeof storage;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;
  GInetAddress *inet;

  if (getsockname (tocsin_line_stream_get_fd (stream_of (session)), (struct sockaddr *) &storage,
                   &length)
      == 0)
    address = g_socket_address_new_from_native (&storage, length);
  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("[127.0.0.1]");
  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  text = g_inet_address_to_string (inet);

  return g_strdup_printf (
      g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 ? "[IPv6:%s]" : "[%s]", text);
}

static gboolean
is_full_name (const char *name)
{
  return strchr (name, '.') != NULL
         && name[strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")]
                == '\0';
}

static char *
make_name (TocsinSmtpSession *session)
{
  const char *name = tocsin_snapshot_get_string (
      TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (session))), "smtp.hello");

  if (*name != '\0')
    return g_hostname_is_ascii_encoded (name) || g_str_is_ascii (name) ? g_strdup (name)
                                                                       : g_hostname_to_ascii (name);
  if (is_full_name (g_get_host_name ()))
    return g_strdup (g_get_host_name ());

  return make_address_literal (session);
}

static gboolean
say_hello (TocsinSmtpSession *session,
           const char *command,
           SmtpReply *reply,
           GCancellable *cancellable,
           GError **error)
{
  g_autofree char *name = make_name (session);
  g_autofree char *line = g_strdup_printf ("%s %s", command, name);

  return smtp_chat_ask (tocsin_smtp_session_get_chat (session), line, reply, cancellable, error);
}

/* What our own settings leave aside is not offered. */
static void
apply_settings (TocsinSmtpSession *session, SmtpExtensions *extensions)
{
  TocsinSnapshot *settings =
      TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (session)));

  if (!tocsin_snapshot_get_boolean (settings, "smtp.pipelining"))
    extensions->features &= ~SMTP_FEATURE_PIPELINING;
  if (!tocsin_snapshot_get_boolean (settings, "smtp.chunking"))
    extensions->features &= ~SMTP_FEATURE_CHUNKING;
}

static void
tell (const SmtpExtensions *extensions, TocsinStarttlsOffer *offer, char **told)
{
  *told = g_strdup (extensions->words != NULL ? extensions->words : "");
  if (extensions->words == NULL)
    *offer = TOCSIN_STARTTLS_UNTOLD;
  else if ((extensions->features & SMTP_FEATURE_STARTTLS) != 0)
    *offer = TOCSIN_STARTTLS_OFFERED;
  else
    *offer = TOCSIN_STARTTLS_NOT_OFFERED;
}

/* RFC 5321, section 4.1.4, and quirk 50: some servers know no EHLO, and say so in many ways. */
static gboolean
knows_no_extensions (const SmtpReply *reply)
{
  return reply->code / 100 == 5 && reply->code != 554;
}

/* That EHLO is refused may be somebody's doing who wants no TLS: HELO, after which there is none,
 * is not tried before it is settled that there will be none. */
static gboolean
look (gpointer user_data,
      TocsinStarttlsOffer *offer,
      char **told,
      GCancellable *cancellable,
      GError **error)
{
  TocsinSmtpSession *session = user_data;
  SmtpExtensions *extensions = tocsin_smtp_session_get_extensions (session);
  g_auto (SmtpReply) reply = { 0 };

  smtp_extensions_clear (extensions);
  if (wants_extensions (session))
    {
      if (!say_hello (session, "EHLO", &reply, cancellable, error))
        return FALSE;
      if (!knows_no_extensions (&reply)
          && !smtp_trouble_check (&reply, phase_of (session), "EHLO", error))
        return FALSE;
      if (smtp_reply_is_yes (&reply))
        {
          smtp_extensions_read (extensions, &reply);
          apply_settings (session, extensions);
        }
      else if (phase_of (session) == SMTP_PHASE_HELLO && smtp_login_is_wanted (session)
               && tocsin_line_stream_is_encrypted (stream_of (session)))
        return smtp_trouble_check (&reply, SMTP_PHASE_HELLO, "EHLO", error);
    }
  tell (extensions, offer, told);

  return TRUE;
}

static gboolean
request (gpointer user_data,
         TocsinStarttlsAnswer *answer,
         char **words,
         GCancellable *cancellable,
         GError **error)
{
  g_auto (SmtpReply) reply = { 0 };

  if (!smtp_chat_ask (tocsin_smtp_session_get_chat (user_data), "STARTTLS", &reply, cancellable,
                      error))
    return FALSE;
  *words = smtp_reply_to_string (&reply);
  if (reply.code == READY)
    *answer = TOCSIN_STARTTLS_AGREED;
  else if (smtp_reply_is_no (&reply))
    *answer = TOCSIN_STARTTLS_REFUSED;
  else
    *answer = TOCSIN_STARTTLS_ODD;

  return TRUE;
}

static void
forget (gpointer user_data)
{
  smtp_extensions_clear (tocsin_smtp_session_get_extensions (user_data));
}

static const TocsinStarttlsDialect dialect = {
  .command = "STARTTLS",
  .tagged = FALSE,
  .greet = greet,
  .look = look,
  .request = request,
  .forget = forget,
};

/**
 * smtp_hello_open:
 * @session: a session just connected
 * @cancellable: (nullable): to stop it
 * @error: as tocsin_starttls_open()
 *
 * Takes the greeting, turns TLS on where it is wanted and not on yet, and learns what the server
 * can do. A server that knows no EHLO is greeted with HELO, if nobody has to sign in.
 *
 * Returns: whether the line is as safe as the settings ask.
 */
gboolean
smtp_hello_open (TocsinSmtpSession *session, GCancellable *cancellable, GError **error)
{
  g_auto (SmtpReply) reply = { 0 };

  if (!tocsin_starttls_open (stream_of (session), &dialect, session,
                             tocsin_session_get_report (TOCSIN_SESSION (session)), cancellable,
                             error))
    return FALSE;
  if (tocsin_smtp_session_get_extensions (session)->words != NULL || smtp_login_is_wanted (session))
    return TRUE;

  return say_hello (session, "HELO", &reply, cancellable, error)
         && smtp_trouble_check (&reply, SMTP_PHASE_HELLO, "HELO", error);
}
