/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-scope.h"

/**
 * tocsin_token_scope_find: (skip)
 * @scopes: (nullable): what a protocol needs
 * @provider: who issues the tokens
 * @app_only: whether the program signs in for itself
 *
 * Returns: (nullable) (transfer none): what to ask @provider for; %NULL if the protocol doesn't
 *   know.
 */
const char *
tocsin_token_scope_find (const TocsinTokenScope *scopes, const char *provider, gboolean app_only)
{
  for (; scopes != NULL && scopes->provider != NULL; scopes++)
    if (g_str_equal (scopes->provider, provider) && scopes->app_only == app_only)
      return scopes->scope;

  return NULL;
}
