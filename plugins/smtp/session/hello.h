/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/smtp/session/session.h"

G_BEGIN_DECLS

gboolean smtp_hello_open (TocsinSmtpSession *session, GCancellable *cancellable, GError **error);

G_END_DECLS
