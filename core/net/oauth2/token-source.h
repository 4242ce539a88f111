/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/grant.h"
#include "core/net/oauth2/token-answer.h"

G_BEGIN_DECLS

/* Where the broker gets a new token from. Private to core/net/oauth2. */

TocsinTokenAnswer *
tocsin_token_source_fetch (const TocsinGrant *grant, GCancellable *cancellable, GError **error);

G_END_DECLS
