/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/account.h"

G_BEGIN_DECLS

gboolean ews_append (EwsAccount *account,
                     const char *folder,
                     GInputStream *message,
                     guint64 size,
                     GCancellable *cancellable,
                     GError **error);

G_END_DECLS
