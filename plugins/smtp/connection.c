/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/connection.h"

#include "core/base/error.h"
#include "core/mail/mail-transport.h"
#include "core/net/session-loan.h"
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

const TocsinEndpointDefaults smtp_endpoint_defaults = {
  .service = "smtp",
  .plain_port = 587,
  .tls_port = 465,
  .relay_port = 25,
  .pool_size = POOL_SIZE,
  .alpn = alpn,
};

struct _TocsinSmtpConnection
{
  GObject parent_instance;

  TocsinConnectionSettings *settings;
  GCancellable *closing;
  GMutex lock;
  TocsinSessionPool *pool;
};

enum
{
  PROP_SETTINGS = 1,
};

static TocsinSessionPool *
get_pool (TocsinSmtpConnection *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (TocsinEndpoint) endpoint = NULL;

  if (g_cancellable_is_cancelled (self->closing))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED,
                           _ ("the connection is closed"));
      return NULL;
    }
  if (self->pool != NULL)
    return g_object_ref (self->pool);
  endpoint = tocsin_endpoint_new (self->settings, &smtp_endpoint_defaults, error);
  if (endpoint == NULL)
    return NULL;
  self->pool = tocsin_session_pool_get_shared (endpoint, TOCSIN_TYPE_SMTP_SESSION);

  return g_object_ref (self->pool);
}

static TocsinSessionLoan *
borrow (gpointer self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSessionPool) pool = get_pool (self, error);

  return pool != NULL ? tocsin_session_loan_new (pool, TOCSIN_SMTP_CONNECTION (self)->closing,
                                                 cancellable, error)
                      : NULL;
}

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
  TocsinSmtpConnection *self = TOCSIN_SMTP_CONNECTION (transport);
  const SmtpSending sending = {
    .borrow = borrow,
    .lender = self,
    .settings = TOCSIN_SNAPSHOT (self->settings),
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
      g_autoptr (TocsinSessionLoan) loan = borrow (transport, cancellable, error);
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
  return smtp_defaults_read (TOCSIN_SNAPSHOT (TOCSIN_SMTP_CONNECTION (transport)->settings), error);
}

static void
mail_transport_init (TocsinMailTransportInterface *iface)
{
  iface->send = send_mail;
  iface->verify = verify;
  iface->expand = expand;
  iface->get_defaults = get_defaults;
}

static gboolean
test (TocsinConnection *connection,
      TocsinEndpoint *endpoint,
      const char *const *folders,
      TocsinReport *report,
      TocsinTranscript *transcript,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (TocsinSession) session =
      g_object_new (TOCSIN_TYPE_SMTP_SESSION, "endpoint", endpoint, NULL);

  return tocsin_session_check (session, folders, report, transcript, cancellable, error);
}

static TocsinEndpoint *
get_endpoint (TocsinConnection *connection, GError **error)
{
  return tocsin_endpoint_new (TOCSIN_SMTP_CONNECTION (connection)->settings,
                              &smtp_endpoint_defaults, error);
}

static char *
command (TocsinConnection *connection, const char *line, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSessionLoan) loan = borrow (connection, cancellable, error);

  if (loan == NULL)
    return NULL;

  return smtp_inquiry_raw (TOCSIN_SMTP_SESSION (tocsin_session_loan_get_session (loan)), line,
                           tocsin_session_loan_get_cancellable (loan), error);
}

static void
close_connection (TocsinConnection *connection)
{
  TocsinSmtpConnection *self = TOCSIN_SMTP_CONNECTION (connection);
  TocsinSessionPool *pool;

  g_cancellable_cancel (self->closing);
  g_mutex_lock (&self->lock);
  pool = g_steal_pointer (&self->pool);
  g_mutex_unlock (&self->lock);
  /* Its sessions end with the last connection that shares them. */
  g_clear_object (&pool);
}

static void
connection_init (TocsinConnectionInterface *iface)
{
  iface->test = test;
  iface->command = command;
  iface->close = close_connection;
  iface->get_endpoint = get_endpoint;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinSmtpConnection,
                               tocsin_smtp_connection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRANSPORT,
                                                          mail_transport_init))

static void
tocsin_smtp_connection_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  TocsinSmtpConnection *self = TOCSIN_SMTP_CONNECTION (object);

  switch (property_id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
tocsin_smtp_connection_get_property (GObject *object,
                                     guint property_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  TocsinSmtpConnection *self = TOCSIN_SMTP_CONNECTION (object);

  switch (property_id)
    {
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
tocsin_smtp_connection_finalize (GObject *object)
{
  TocsinSmtpConnection *self = TOCSIN_SMTP_CONNECTION (object);

  g_clear_object (&self->pool);
  g_clear_object (&self->settings);
  g_clear_object (&self->closing);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_smtp_connection_parent_class)->finalize (object);
}

static void
tocsin_smtp_connection_class_init (TocsinSmtpConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = tocsin_smtp_connection_set_property;
  object_class->get_property = tocsin_smtp_connection_get_property;
  object_class->finalize = tocsin_smtp_connection_finalize;
  g_object_class_override_property (object_class, PROP_SETTINGS, "settings");
}

static void
tocsin_smtp_connection_init (TocsinSmtpConnection *self)
{
  g_mutex_init (&self->lock);
  self->closing = g_cancellable_new ();
}
