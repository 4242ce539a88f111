/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-reply.h"

G_BEGIN_DECLS

/* What a server says about an access token (RFC 6750, section 3). Private to core/net. */

gboolean tocsin_http_bearer_lacks_scope (const TocsinHttpReply *reply);
void tocsin_http_bearer_explain (const TocsinHttpReply *reply, GError *problem);

G_END_DECLS
