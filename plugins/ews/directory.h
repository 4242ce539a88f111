/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/account.h"

G_BEGIN_DECLS

GStrv ews_directory_verify (EwsAccount *account,
                            const char *address,
                            GCancellable *cancellable,
                            GError **error);
GStrv ews_directory_expand (EwsAccount *account,
                            const char *list,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
