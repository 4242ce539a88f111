/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-source.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"

/**
 * tocsin_token_source_fetch: (skip)
 * @grant: how
 * @cancellable: (nullable): to stop it
 * @error: `config.*`, `secret.*`, `auth.oauth-*`, or trouble on the way
 *
 * Returns: (transfer full): a new token.
 */
TocsinTokenAnswer *
tocsin_token_source_fetch (const TocsinGrant *grant, GCancellable *cancellable, GError **error)
{
  GError *reason;

  reason = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                        _ ("authentication.oauth2-grant=%s is not supported by this version, and "
                           "authentication.bearer-token is not set"),
                        grant->name);
  tocsin_error_set_hint (reason, _ ("let another program get the token, and name it: "
                                    "authentication.bearer-token=command:PROGRAM"));
  g_propagate_error (error, reason);
  return NULL;
}
