/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/office365/account.h"

G_BEGIN_DECLS

/** GRAPH_MAX_REQUEST: bytes of base64 or JSON that Graph takes in one request */
#define GRAPH_MAX_REQUEST (4 * 1024 * 1024)

gboolean graph_append (GraphAccount *account,
                       const char *folder,
                       GInputStream *message,
                       guint64 size,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
