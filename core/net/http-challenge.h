/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_HTTP_MAX_CHALLENGES:
 *
 * Of all ways to log in that a peer may offer, so many are looked at.
 */
#define TOCSIN_HTTP_MAX_CHALLENGES 32

/**
 * TOCSIN_HTTP_MAX_PARAMETERS:
 *
 * So many parameters of one of them are kept.
 */
#define TOCSIN_HTTP_MAX_PARAMETERS 32

/**
 * TocsinHttpChallenge:
 * @scheme: how to log in, "Digest", as the peer writes it
 * @token: (nullable): the one value of schemes that have one, "NTLM TlRM…"
 *
 * One way to log in that an HTTP peer offers (RFC 9110, section 11.3). Private to core/net.
 */
typedef struct
{
  char *scheme;
  char *token;
  /*< private >*/
  GHashTable *parameters;
} TocsinHttpChallenge;

void tocsin_http_challenge_parse (const char *value, GPtrArray *challenges);
void tocsin_http_challenge_free (TocsinHttpChallenge *self);
const char *tocsin_http_challenge_get (const TocsinHttpChallenge *self, const char *name);
gboolean tocsin_http_challenge_is (const TocsinHttpChallenge *self, const char *scheme);

G_END_DECLS
