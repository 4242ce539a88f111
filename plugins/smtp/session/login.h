/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/smtp/session/session.h"

G_BEGIN_DECLS

gboolean smtp_login_is_wanted (TocsinSmtpSession *session);
gboolean smtp_login_check_settings (TocsinSmtpSession *session, GError **error);
gboolean
smtp_login (TocsinSmtpSession *session, gboolean *again, GCancellable *cancellable, GError **error);

G_END_DECLS
