/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/account.h"

G_BEGIN_DECLS

gboolean ews_keywords_write (EwsAccount *account,
                             GPtrArray *refs,
                             const char *keyword,
                             gboolean add,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
