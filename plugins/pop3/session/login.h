/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/pop3/session/session.h"

G_BEGIN_DECLS

gboolean
pop3_login (TocsinPop3Session *session, gboolean *again, GCancellable *cancellable, GError **error);

G_END_DECLS
