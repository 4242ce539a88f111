/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"

G_BEGIN_DECLS

/** EWS_DISCOVER_MAX_STEPS: places that are asked in one search, referrals included */
#define EWS_DISCOVER_MAX_STEPS 12

char *ews_discover_domain (const char *address, GError **error);
char *ews_discover (TocsinConnectionSettings *settings,
                    const TocsinEndpointDefaults *defaults,
                    const char *address,
                    GCancellable *cancellable,
                    GError **error);

G_END_DECLS
