/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/net/endpoint.h"

G_BEGIN_DECLS

int tocsin_dialer_dial (TocsinEndpoint *endpoint,
                        GPtrArray *addresses,
                        TocsinReport *report,
                        gint64 deadline,
                        GCancellable *cancellable,
                        GError **error);
int tocsin_dialer_dial_to (TocsinEndpoint *endpoint,
                           const char *place,
                           guint16 port,
                           GPtrArray *addresses,
                           TocsinReport *report,
                           gint64 deadline,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
