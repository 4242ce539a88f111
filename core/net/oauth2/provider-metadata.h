/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/net/oauth2/provider.h"

G_BEGIN_DECLS

/* What a provider says of itself (RFC 8414, OpenID Connect Discovery). Private to core/net/oauth2.
 */

gboolean tocsin_provider_read_metadata (TocsinProvider *self,
                                        const TocsinGrant *grant,
                                        GCancellable *cancellable,
                                        GError **error);
gboolean tocsin_provider_take_metadata (TocsinProvider *self, JsonObject *metadata, GError **error);

G_END_DECLS
