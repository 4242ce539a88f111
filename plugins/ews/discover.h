/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"

G_BEGIN_DECLS

/**
 * EWS_DISCOVER_MAX_STEPS:
 *
 * Places that are asked in one search, redirections included.
 */
#define EWS_DISCOVER_MAX_STEPS 12

char *ews_discover_domain (TocsinConnectionSettings *settings, const char *address, GError **error);
gboolean ews_discover_is_trusted (const char *host, const char *domain, const char *referrer);
char *ews_discover (TocsinConnectionSettings *settings,
                    const TocsinEndpointDefaults *defaults,
                    const char *address,
                    GCancellable *cancellable,
                    GError **error);

G_END_DECLS
