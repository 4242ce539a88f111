/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"

G_BEGIN_DECLS

/* What the first bytes of a server say about the port: who speaks another protocol there, or TLS
 * where plain text was expected, was given the wrong settings. */

const char *tocsin_first_words_recognise (const char *bytes, gsize length, const char **service);
GError *tocsin_first_words_explain (TocsinEndpoint *endpoint,
                                    gboolean spoke_tls,
                                    const char *bytes,
                                    gsize length);
GError *tocsin_first_words_want_tls (TocsinEndpoint *endpoint);

G_END_DECLS
