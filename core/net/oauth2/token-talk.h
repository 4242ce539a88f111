/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/net/oauth2/form.h"
#include "core/net/oauth2/provider.h"

G_BEGIN_DECLS

/* Asking a provider, on the connection's own way (TLS, proxy, addresses). Private to
 * core/net/oauth2. */

/**
 * TOCSIN_TOKEN_TALK_MAX:
 *
 * The longest answer taken, in bytes.
 */
#define TOCSIN_TOKEN_TALK_MAX (256 * 1024)

/**
 * TOCSIN_TOKEN_TALK_MAX_DEPTH:
 *
 * How deep the objects of an answer may be nested.
 */
#define TOCSIN_TOKEN_TALK_MAX_DEPTH 32

/**
 * TOCSIN_TOKEN_TALK_PATIENCE:
 *
 * Seconds in which an answer has to be there: nobody who waits for it is let go before.
 */
#define TOCSIN_TOKEN_TALK_PATIENCE 30

JsonObject *tocsin_token_talk_get (const TocsinGrant *grant,
                                   const char *address,
                                   GCancellable *cancellable,
                                   GError **error);
JsonObject *tocsin_token_talk_post (const TocsinGrant *grant,
                                    const TocsinProvider *provider,
                                    const char *address,
                                    TocsinForm *form,
                                    GCancellable *cancellable,
                                    GError **error);
gboolean
tocsin_token_talk_check_address (const TocsinGrant *grant, const char *address, GError **error);
JsonObject *tocsin_token_talk_read (GBytes *body);

G_END_DECLS
