/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/gmail/connection.h"

#include "core/mail/mail-store.h"
#include "core/mail/mail-transport.h"
#include "core/plugin/registry.h"
#include "plugins/gmail/parts.h"

static const TocsinProtocolAlias aliases[] = { { "googlemail", FALSE }, { NULL, FALSE } };

const TocsinProtocol gmail_protocol = { "gmail", "Gmail", aliases, 0, 993 };

struct _TocsinGmailConnection
{
  TocsinBasicConnection parent_instance;

  TocsinConnection *mail;
  TocsinConnection *sending;
};

static TocsinConnection *
make_part (TocsinGmailConnection *self, GmailPart part, TocsinRegistry *registry, GError **error)
{
  g_autoptr (TocsinConnectionSettings) settings = gmail_part_settings (
      tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (self)), part, error);

  return settings != NULL ? tocsin_registry_new_connection (registry, settings, error) : NULL;
}

static gboolean
assemble (TocsinConnection *connection, TocsinRegistry *registry, GError **error)
{
  TocsinGmailConnection *self = TOCSIN_GMAIL_CONNECTION (connection);

  self->mail = make_part (self, GMAIL_PART_MAIL, registry, error);
  if (self->mail == NULL)
    return FALSE;
  self->sending = make_part (self, GMAIL_PART_SENDING, registry, error);

  return self->sending != NULL;
}

/* The mailbox's; that mail can be sent is checked along with it. */
static TocsinEndpoint *
get_endpoint (TocsinConnection *connection, GError **error)
{
  TocsinGmailConnection *self = TOCSIN_GMAIL_CONNECTION (connection);

  return tocsin_connection_check (self->sending, error)
             ? tocsin_connection_get_endpoint (self->mail, error)
             : NULL;
}

static gboolean
test_sending (TocsinGmailConnection *self,
              TocsinReport *report,
              TocsinTranscript *transcript,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (TocsinEndpoint) endpoint = NULL;

  tocsin_report_begin (report, TOCSIN_STEP_SENDING);
  endpoint = tocsin_connection_get_endpoint (self->sending, error);
  if (endpoint == NULL)
    return FALSE;
  tocsin_report_fact (report, "endpoint", "%s", tocsin_endpoint_to_string (endpoint));

  return TOCSIN_CONNECTION_GET_IFACE (self->sending)
      ->test (self->sending, endpoint, NULL, NULL, transcript, cancellable, error);
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
  TocsinGmailConnection *self = TOCSIN_GMAIL_CONNECTION (connection);

  tocsin_report_expect (report, TOCSIN_STEP_SENDING);

  return TOCSIN_CONNECTION_GET_IFACE (self->mail)
             ->test (self->mail, endpoint, folders, report, transcript, cancellable, error)
         && test_sending (self, report, transcript, cancellable, error);
}

static char *
command (TocsinConnection *connection, const char *line, GCancellable *cancellable, GError **error)
{
  return tocsin_connection_command (TOCSIN_GMAIL_CONNECTION (connection)->mail, line, cancellable,
                                    error);
}

static void
close_connection (TocsinConnection *connection)
{
  TocsinGmailConnection *self = TOCSIN_GMAIL_CONNECTION (connection);

  tocsin_connection_close (self->mail);
  tocsin_connection_close (self->sending);
}

static void
connection_init (TocsinConnectionInterface *iface)
{
  iface->assemble = assemble;
  iface->get_endpoint = get_endpoint;
  iface->test = test;
  iface->command = command;
  iface->close = close_connection;
}

static TocsinMailStore *
get_mail (TocsinMailStore *store)
{
  return TOCSIN_MAIL_STORE (TOCSIN_GMAIL_CONNECTION (store)->mail);
}

static void
mail_store_init (TocsinMailStoreInterface *iface)
{
  iface->get_inner = get_mail;
}

static TocsinMailTransport *
get_sending (TocsinMailTransport *transport)
{
  return TOCSIN_MAIL_TRANSPORT (TOCSIN_GMAIL_CONNECTION (transport)->sending);
}

static void
mail_transport_init (TocsinMailTransportInterface *iface)
{
  iface->get_inner = get_sending;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinGmailConnection,
                               tocsin_gmail_connection,
                               TOCSIN_TYPE_BASIC_CONNECTION,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, mail_store_init)
                                       G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRANSPORT,
                                                              mail_transport_init))

static void
tocsin_gmail_connection_finalize (GObject *object)
{
  TocsinGmailConnection *self = TOCSIN_GMAIL_CONNECTION (object);

  g_clear_object (&self->mail);
  g_clear_object (&self->sending);

  G_OBJECT_CLASS (tocsin_gmail_connection_parent_class)->finalize (object);
}

static void
tocsin_gmail_connection_class_init (TocsinGmailConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tocsin_gmail_connection_finalize;
}

static void
tocsin_gmail_connection_init (TocsinGmailConnection *self)
{
}
