/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-challenge.h"
#include "core/settings/secret.h"

G_BEGIN_DECLS

/**
 * TocsinHttpDigest:
 *
 * The way to log in that is called Digest (RFC 7616; challenges without qop as in RFC 2069): MD5
 * and SHA-256, each with -sess. Private to core/net.
 */
typedef struct _TocsinHttpDigest TocsinHttpDigest;

TocsinHttpDigest *tocsin_http_digest_new (const TocsinHttpChallenge *challenge);
void tocsin_http_digest_free (TocsinHttpDigest *self);
guint tocsin_http_digest_get_strength (const TocsinHttpDigest *self);
const char *tocsin_http_digest_get_algorithm (const TocsinHttpDigest *self);
void tocsin_http_digest_set_cnonce (TocsinHttpDigest *self, const char *cnonce);
char *tocsin_http_digest_respond (TocsinHttpDigest *self,
                                  const char *username,
                                  TocsinSecret *password,
                                  const char *method,
                                  const char *uri);
gboolean tocsin_http_digest_check_proof (TocsinHttpDigest *self, const char *proof);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinHttpDigest, tocsin_http_digest_free)

G_END_DECLS
