/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/connection.h"

#include "core/base/error.h"
#include "core/mail/mail-transport.h"
#include "plugins/smtp/defaults.h"
#include "plugins/smtp/send.h"
#include "plugins/smtp/session/inquiry.h"
#include "plugins/smtp/session/session.h"

#include <glib/gi18n-lib.h>

/* Sending takes a server's time, not ours: several at once are worth it. */
#define POOL_SIZE 10

static const TocsinProtocolAlias aliases[] = {
  { "smtps", TRUE }, { "submission", FALSE }, { "submissions", TRUE }, { NULL, FALSE }
};

const TocsinProtocol smtp_protocol = { "smtp", "SMTP", aliases, 587, 465 };

static const char *const alpn[] = { "smtp", NULL };

static const TocsinTokenScope scopes[] = {
  { "microsoft", FALSE, "https://outlook.office.com/SMTP.Send offline_access" },
  { "microsoft", TRUE, "https://outlook.office365.com/.default" },
  { "google", FALSE, "https://mail.google.com/" },
  { "google", TRUE, "https://mail.google.com/" },
  { NULL, FALSE, NULL },
};

const TocsinEndpointDefaults smtp_endpoint_defaults = {
  .service = "smtp",
  .plain_port = 587,
  .tls_port = 465,
  .relay_port = 25,
  .pool_size = POOL_SIZE,
  .alpn = alpn,
  .scopes = scopes,
};

struct _TocsinSmtpConnection
{
  TocsinServerConnection parent_instance;
};

static gboolean
send_mail (TocsinMailTransport *transport,
           TocsinEnvelope *envelope,
           GInputStream *message,
           guint64 size,
           const TocsinSendWatch *watch,
           TocsinSendReport **report,
           GCancellable *cancellable,
           GError **error)
{
  const SmtpSending sending = {
    .connection = TOCSIN_SERVER_CONNECTION (transport),
    .envelope = envelope,
    .watch = watch,
    .report = tocsin_send_report_new (envelope),
  };

  *report = sending.report;

  return smtp_send (&sending, message, size, cancellable, error);
}

static GStrv
ask (TocsinMailTransport *transport,
     const char *command,
     const char *about,
     GCancellable *cancellable,
     GError **error)
{
  for (;;)
    {
      g_autoptr (TocsinSessionLoan) loan = tocsin_server_connection_borrow (
          TOCSIN_SERVER_CONNECTION (transport), cancellable, error);
      g_autoptr (GError) failure = NULL;
      TocsinSmtpSession *session;
      gboolean was_used;
      GStrv lines;

      if (loan == NULL)
        return NULL;
      session = TOCSIN_SMTP_SESSION (tocsin_session_loan_get_session (loan));
      was_used = tocsin_smtp_session_was_used (session);
      lines = smtp_inquiry_ask (session, command, about, tocsin_session_loan_get_cancellable (loan),
                                &failure);
      if (lines != NULL)
        return lines;
      if (!was_used || !smtp_trouble_is_stale (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }
}

static GStrv
verify (TocsinMailTransport *transport,
        const char *address,
        GCancellable *cancellable,
        GError **error)
{
  return ask (transport, "VRFY", address, cancellable, error);
}

static GStrv
expand (TocsinMailTransport *transport, const char *list, GCancellable *cancellable, GError **error)
{
  return ask (transport, "EXPN", list, cancellable, error);
}

static TocsinMailDefaults *
get_defaults (TocsinMailTransport *transport, GError **error)
{
  TocsinConnectionSettings *settings =
      tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (transport));

  return smtp_defaults_read (TOCSIN_SNAPSHOT (settings), error);
}

static void
mail_transport_init (TocsinMailTransportInterface *iface)
{
  iface->send = send_mail;
  iface->verify = verify;
  iface->expand = expand;
  iface->get_defaults = get_defaults;
}

static char *
command (TocsinServerConnection *connection,
         TocsinSession *session,
         const char *line,
         GCancellable *cancellable,
         GError **error)
{
  return smtp_inquiry_raw (TOCSIN_SMTP_SESSION (session), line, cancellable, error);
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinSmtpConnection,
                               tocsin_smtp_connection,
                               TOCSIN_TYPE_SERVER_CONNECTION,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRANSPORT,
                                                      mail_transport_init))

static void
tocsin_smtp_connection_class_init (TocsinSmtpConnectionClass *klass)
{
  TocsinServerConnectionClass *connection_class = TOCSIN_SERVER_CONNECTION_CLASS (klass);

  connection_class->endpoint_defaults = &smtp_endpoint_defaults;
  connection_class->session_type = TOCSIN_TYPE_SMTP_SESSION;
  connection_class->command = command;
}

static void
tocsin_smtp_connection_init (TocsinSmtpConnection *self)
{
}
