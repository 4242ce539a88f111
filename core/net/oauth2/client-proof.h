/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-request.h"
#include "core/net/oauth2/form.h"
#include "core/net/oauth2/provider.h"

G_BEGIN_DECLS

/* How a program proves to a provider that it is the one that is registered there (RFC 6749, section
 * 2.3; RFC 7523, section 2.2). Private to core/net/oauth2. */

gboolean tocsin_client_proof_add (const TocsinGrant *grant,
                                  const TocsinProvider *provider,
                                  TocsinForm *form,
                                  TocsinHttpRequest *request,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
