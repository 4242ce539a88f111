/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

gboolean
imap4_starttls_open (TocsinImap4Session *session, GCancellable *cancellable, GError **error);

G_END_DECLS
