/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/net/oauth2/grant.h"
#include "core/net/oauth2/token-answer.h"
#include "core/net/oauth2/token-broker.h"

G_BEGIN_DECLS

/**
 * TOCSIN_TOKEN_FRESH:
 *
 * Seconds that must lie between two renewals that refusals ask for. What is refused sooner is not
 * too old, but wrong.
 */
#define TOCSIN_TOKEN_FRESH 120

/**
 * TOCSIN_TOKEN_FIRST_WAIT:
 *
 * Seconds for which a provider is not asked again after a first failure.
 */
#define TOCSIN_TOKEN_FIRST_WAIT 2

/**
 * TOCSIN_TOKEN_MOST_WAIT:
 *
 * The longest such wait, in seconds, unless the provider asks for more.
 */
#define TOCSIN_TOKEN_MOST_WAIT 600

/**
 * TocsinTokenFetch:
 * @grant: how
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Gets a new token. Called without locks, by one thread at a time.
 *
 * Returns: (transfer full): what the provider gave.
 */
typedef TocsinTokenAnswer *(*TocsinTokenFetch) (const TocsinGrant *grant,
                                                GCancellable *cancellable,
                                                GError **error);

TocsinTokenBroker *
tocsin_token_broker_new (TocsinGrant *grant, TocsinTokenFetch fetch, TocsinClock *clock);
const char *tocsin_token_broker_get_key (TocsinTokenBroker *self);

G_END_DECLS
