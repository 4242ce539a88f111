/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/token-scope.h"
#include "core/net/oauth2/token-state.h"
#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_TOKEN_BROKER (tocsin_token_broker_get_type ())

/**
 * TocsinTokenBroker:
 *
 * Hands out the access tokens of one grant to all that use it: one renewal in flight, whoever asks;
 * `authentication.token-expiry-margin` before the end; once after a refusal; and not again for a
 * while after a failure. Thread safe.
 */
G_DECLARE_FINAL_TYPE (TocsinTokenBroker, tocsin_token_broker, TOCSIN, TOKEN_BROKER, GObject)

TocsinTokenBroker *tocsin_token_broker_get (TocsinConnectionSettings *settings,
                                            const TocsinTokenScope *scopes,
                                            GError **error);
TocsinSecret *
tocsin_token_broker_obtain (TocsinTokenBroker *self, GCancellable *cancellable, GError **error);
gboolean tocsin_token_broker_refuse (TocsinTokenBroker *self, TocsinSecret *token);
gint64 tocsin_token_broker_get_end (TocsinTokenBroker *self, TocsinSecret *token);
gboolean tocsin_token_broker_is_app_only (TocsinTokenBroker *self);
TocsinTokenState *tocsin_token_broker_get_state (TocsinTokenBroker *self);

G_END_DECLS
