/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"

G_BEGIN_DECLS

/* Tokens that we sign ourselves, to prove to a provider who we are (RFC 7523). Private to this
 * room.
 */

/**
 * TOCSIN_ASSERTION_LIFETIME:
 *
 * Seconds that a client's assertion holds.
 */
#define TOCSIN_ASSERTION_LIFETIME 600

/**
 * TOCSIN_SERVICE_ASSERTION_LIFETIME:
 *
 * Seconds that a service account's assertion, and the token for it, holds.
 */
#define TOCSIN_SERVICE_ASSERTION_LIFETIME 3600

gboolean tocsin_assertion_is_pem (const TocsinSecret *secret);
TocsinSecret *tocsin_assertion_make_for_client (TocsinSecret *pem,
                                                const char *client_id,
                                                const char *audience,
                                                GError **error);
TocsinSecret *tocsin_assertion_make_for_service (TocsinSecret *key,
                                                 const char *subject,
                                                 const char *scope,
                                                 const char *audience,
                                                 GError **error);

G_END_DECLS
