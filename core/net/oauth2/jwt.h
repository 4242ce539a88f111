/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* JSON Web Tokens (RFC 7519): what they say of themselves. Private to core/net. */

/**
 * TOCSIN_JWT_MAX:
 *
 * The longest token that is looked into, in bytes.
 */
#define TOCSIN_JWT_MAX 65536

/**
 * TOCSIN_JWT_MAX_DEPTH:
 *
 * How deep what it says may be nested.
 */
#define TOCSIN_JWT_MAX_DEPTH 32

JsonObject *tocsin_jwt_read_claims (const char *token);
const char *tocsin_jwt_get_text (JsonObject *claims, const char *name);
gint64 tocsin_jwt_get_time (JsonObject *claims, const char *name);
char *tocsin_jwt_encode (const void *bytes, gsize length);

G_END_DECLS
