/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-transport.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"

G_DEFINE_INTERFACE (TocsinMailTransport, tocsin_mail_transport, G_TYPE_OBJECT)

static void
tocsin_mail_transport_default_init (TocsinMailTransportInterface *iface)
{
}

/* Who does the work: a connection that works through others leaves it to one of them. */
static TocsinMailTransport *
find_worker (TocsinMailTransport *self)
{
  TocsinMailTransportInterface *iface = TOCSIN_MAIL_TRANSPORT_GET_IFACE (self);
  TocsinMailTransport *inner = iface->get_inner != NULL ? iface->get_inner (self) : NULL;

  return inner != NULL ? find_worker (inner) : self;
}

static void
set_not_supported (const char *what, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("%s is not supported by this kind of connection"), what);
}

/**
 * tocsin_mail_transport_send: (skip)
 * @self: a mail transport
 * @envelope: from whom and to whom; at least one recipient
 * @message: the message, seekable, from where it stands; lines end with LF or CRLF. It may be read
 *   more than once
 * @size: its size in bytes
 * @watch: (nullable): who is told meanwhile
 * @report: (out) (optional) (transfer full) (nullable): what became of it, for each recipient; also
 *   when the call fails, then %NULL only if nothing was tried
 * @cancellable: (nullable): to stop it; what the server has got whole is not stopped
 * @error: where to put what went wrong
 *
 * Sends one message. It is sent once at most, whatever happens: where the connection breaks when
 * the server has all of it and has not answered, the call fails with
 * %TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN and the report says %TOCSIN_SEND_UNKNOWN.
 *
 * Whether recipients that are refused keep the message from the others is the connection's setting.
 * If some are refused and the others have it, the call succeeds and the report says
 * %TOCSIN_SEND_PARTIAL; tocsin_send_report_get_rest() makes the envelope for another try.
 * tocsin_trouble_judge() tells what is to be done about an error.
 *
 * Returns: whether somebody was sent the message and for nobody the outcome is unknown.
 */
gboolean
tocsin_mail_transport_send (TocsinMailTransport *self,
                            TocsinEnvelope *envelope,
                            GInputStream *message,
                            guint64 size,
                            const TocsinSendWatch *watch,
                            TocsinSendReport **report,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (TocsinSendReport) own = NULL;
  gboolean sent;

  g_return_val_if_fail (TOCSIN_IS_MAIL_TRANSPORT (self) && envelope != NULL, FALSE);
  g_return_val_if_fail (G_IS_INPUT_STREAM (message) && G_IS_SEEKABLE (message), FALSE);

  if (tocsin_envelope_get_recipients (envelope)->len == 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("The message has no recipient"));
      return FALSE;
    }
  self = find_worker (self);
  sent = TOCSIN_MAIL_TRANSPORT_GET_IFACE (self)->send (self, envelope, message, size, watch, &own,
                                                       cancellable, error);
  if (report != NULL)
    *report = g_steal_pointer (&own);

  return sent;
}

/**
 * tocsin_mail_transport_verify:
 * @self: a mail transport
 * @address: an address or a user's name
 * @cancellable: (nullable): to stop it
 * @error: %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED where there is nothing like it, the server's refusal
 *   otherwise
 *
 * Asks the server whether it knows an address. Many won't tell.
 *
 * Returns: (transfer full) (array zero-terminated=1): what it said, a line each.
 */
GStrv
tocsin_mail_transport_verify (TocsinMailTransport *self,
                              const char *address,
                              GCancellable *cancellable,
                              GError **error)
{
  TocsinMailTransportInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_MAIL_TRANSPORT (self) && address != NULL, NULL);

  self = find_worker (self);
  iface = TOCSIN_MAIL_TRANSPORT_GET_IFACE (self);
  if (iface->verify != NULL)
    return iface->verify (self, address, cancellable, error);

  set_not_supported (_ ("Asking about an address"), error);
  return NULL;
}

/**
 * tocsin_mail_transport_expand:
 * @self: a mail transport
 * @list: the name or address of a list
 * @cancellable: (nullable): to stop it
 * @error: %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED where there is nothing like it, the server's refusal
 *   otherwise
 *
 * Asks the server whom a list goes to. Many won't tell.
 *
 * Returns: (transfer full) (array zero-terminated=1): its members, one a line as the server says
 *   them.
 */
GStrv
tocsin_mail_transport_expand (TocsinMailTransport *self,
                              const char *list,
                              GCancellable *cancellable,
                              GError **error)
{
  TocsinMailTransportInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_MAIL_TRANSPORT (self) && list != NULL, NULL);

  self = find_worker (self);
  iface = TOCSIN_MAIL_TRANSPORT_GET_IFACE (self);
  if (iface->expand != NULL)
    return iface->expand (self, list, cancellable, error);

  set_not_supported (_ ("Asking for the members of a list"), error);
  return NULL;
}

/**
 * tocsin_mail_transport_get_defaults:
 * @self: a mail transport
 * @error: %TOCSIN_ERROR_CONFIG_INVALID naming the setting that makes no sense
 *
 * Returns: (transfer full): what the connection's settings say about messages made for it. No
 *   network.
 */
TocsinMailDefaults *
tocsin_mail_transport_get_defaults (TocsinMailTransport *self, GError **error)
{
  TocsinMailTransportInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_MAIL_TRANSPORT (self), NULL);

  self = find_worker (self);
  iface = TOCSIN_MAIL_TRANSPORT_GET_IFACE (self);

  return iface->get_defaults != NULL ? iface->get_defaults (self, error)
                                     : tocsin_mail_defaults_new ();
}
