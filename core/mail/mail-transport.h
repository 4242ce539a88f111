/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"
#include "core/mail/mail-defaults.h"
#include "core/mail/send-report.h"

G_BEGIN_DECLS

/**
 * TocsinSendWatch:
 * @commit: (nullable): called once, before anything goes out that may make the server take the
 *   message for anybody: all of it has been sent then but for its end. What is written down here
 *   durably tells after a crash whether the message may have gone. If it fails nothing is sent
 * @progress: (nullable): called now and then while the message goes out, with the bytes of it that
 *   have been sent and its size; counts from 0 again for each further copy
 * @user_data: for both
 *
 * Who is told while a message is being sent. Both are called on the thread that sends.
 */
typedef struct
{
  gboolean (*commit) (gpointer user_data, GError **error);
  void (*progress) (guint64 sent, guint64 size, gpointer user_data);
  gpointer user_data;
} TocsinSendWatch;

#define TOCSIN_TYPE_MAIL_TRANSPORT (tocsin_mail_transport_get_type ())

/**
 * TocsinMailTransport:
 *
 * The role of a connection whose server sends mail. All calls block, may come from any thread and
 * at the same time: the transport takes a session from its pool for each.
 */
G_DECLARE_INTERFACE (TocsinMailTransport, tocsin_mail_transport, TOCSIN, MAIL_TRANSPORT, GObject)

/**
 * TocsinMailTransportInterface:
 * @send: sends one message. See tocsin_mail_transport_send()
 * @verify: (nullable): what the server says about an address
 * @expand: (nullable): whom the server says a list goes to
 * @get_defaults: (nullable): what the connection's settings say about messages that are made for it
 * @get_inner: (nullable): the transport that every call goes to instead, for a connection that
 * works through another one (transfer none); %NULL when it does its work itself. The same one
 * always
 */
struct _TocsinMailTransportInterface
{
  GTypeInterface parent_iface;

  gboolean (*send) (TocsinMailTransport *self,
                    TocsinEnvelope *envelope,
                    GInputStream *message,
                    guint64 size,
                    const TocsinSendWatch *watch,
                    TocsinSendReport **report,
                    GCancellable *cancellable,
                    GError **error);
  GStrv (*verify) (TocsinMailTransport *self,
                   const char *address,
                   GCancellable *cancellable,
                   GError **error);
  GStrv (*expand) (TocsinMailTransport *self,
                   const char *list,
                   GCancellable *cancellable,
                   GError **error);
  TocsinMailDefaults *(*get_defaults) (TocsinMailTransport *self, GError **error);
  TocsinMailTransport *(*get_inner) (TocsinMailTransport *self);

  /*< private >*/
  gpointer padding[7];
};

gboolean tocsin_mail_transport_send (TocsinMailTransport *self,
                                     TocsinEnvelope *envelope,
                                     GInputStream *message,
                                     guint64 size,
                                     const TocsinSendWatch *watch,
                                     TocsinSendReport **report,
                                     GCancellable *cancellable,
                                     GError **error);
GStrv tocsin_mail_transport_verify (TocsinMailTransport *self,
                                    const char *address,
                                    GCancellable *cancellable,
                                    GError **error);
GStrv tocsin_mail_transport_expand (TocsinMailTransport *self,
                                    const char *list,
                                    GCancellable *cancellable,
                                    GError **error);
TocsinMailDefaults *tocsin_mail_transport_get_defaults (TocsinMailTransport *self, GError **error);

G_END_DECLS
