/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

GPtrArray *ews_search (EwsAccount *account,
                       const char *folder,
                       TocsinQuery *query,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
