/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/grant.h"
#include "core/net/oauth2/token-state.h"

G_BEGIN_DECLS

/* How a grant stood when it was last used, whoever used it: a file beside the refresh token,
 * without a secret in it, so that one program can show what another has seen. Private to
 * core/net/oauth2.
 */

TocsinTokenState *tocsin_token_record_read (const TocsinGrant *grant);
TocsinTokenState *tocsin_token_record_describe (const TocsinGrant *grant);
void tocsin_token_record_write (const TocsinGrant *grant, const TocsinTokenState *state);

G_END_DECLS
