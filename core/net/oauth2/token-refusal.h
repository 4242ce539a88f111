/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/net/oauth2/form.h"
#include "core/net/oauth2/provider.h"

G_BEGIN_DECLS

/* What a provider says instead of giving a token (RFC 6749, section 5.2; RFC 8628, section 3.5).
 * Private to core/net/oauth2. */

GError *tocsin_token_refusal_read (JsonObject *object,
                                   const TocsinGrant *grant,
                                   const TocsinProvider *provider,
                                   const TocsinForm *form);
GError *tocsin_token_refusal_new (const char *word,
                                  const char *description,
                                  gboolean lacks_consent,
                                  const TocsinGrant *grant);

G_END_DECLS
