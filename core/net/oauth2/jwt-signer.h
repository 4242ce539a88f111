/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/settings/secret.h"

G_BEGIN_DECLS

/* Signing with RS256 (RFC 7518, section 3.3), which every provider takes. Private to
 * core/net/oauth2. */

/**
 * TOCSIN_JWT_LEAST_BITS:
 *
 * RFC 7518, section 3.3: shorter keys must not be used.
 */
#define TOCSIN_JWT_LEAST_BITS 2048

TocsinSecret *tocsin_jwt_sign (
    JsonObject *header, JsonObject *claims, TocsinSecret *pem, const char *key, GError **error);

G_END_DECLS
