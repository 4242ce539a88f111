/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session.h"
#include "plugins/smtp/session/chat.h"
#include "plugins/smtp/session/trouble.h"
#include "plugins/smtp/wire/extensions.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SMTP_SESSION (tocsin_smtp_session_get_type ())

/**
 * TocsinSmtpSession:
 *
 * A conversation with an SMTP server, signed in where that is asked for. What can be said in it
 * stands in the files beside this one (offer, upload, inquiry), each a function that reads from top
 * to bottom.
 */
G_DECLARE_FINAL_TYPE (TocsinSmtpSession, tocsin_smtp_session, TOCSIN, SMTP_SESSION, TocsinSession)

SmtpChat *tocsin_smtp_session_get_chat (TocsinSmtpSession *self);
SmtpExtensions *tocsin_smtp_session_get_extensions (TocsinSmtpSession *self);
gboolean tocsin_smtp_session_has (TocsinSmtpSession *self, SmtpFeature feature);
gboolean tocsin_smtp_session_is_encrypted (TocsinSmtpSession *self);

gboolean tocsin_smtp_session_needs_reset (TocsinSmtpSession *self);
gboolean tocsin_smtp_session_was_used (TocsinSmtpSession *self);
gboolean tocsin_smtp_session_is_spent (TocsinSmtpSession *self);
void tocsin_smtp_session_note_begun (TocsinSmtpSession *self);
void tocsin_smtp_session_note_reset (TocsinSmtpSession *self);

gboolean tocsin_smtp_session_read (TocsinSmtpSession *self,
                                   SmtpReply *reply,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
