/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/net/progress.h"

G_BEGIN_DECLS

int tocsin_dialer_dial (TocsinEndpoint *endpoint,
                        GPtrArray *addresses,
                        TocsinProgressFunc progress,
                        gpointer user_data,
                        gint64 deadline,
                        GCancellable *cancellable,
                        GError **error);

G_END_DECLS
