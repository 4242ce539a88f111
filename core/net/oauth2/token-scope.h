/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinTokenScope:
 * @provider: (nullable): whose scope it is, as `authentication.oauth2-provider` says it; %NULL ends
 *   the list
 * @app_only: whether it is for a program that signs in for itself, without a person
 * @scope: what to ask for, with blanks between
 *
 * What an empty `authentication.scope` means for a protocol. A row in a list that a plugin has as
 * static data.
 */
typedef struct
{
  const char *provider;
  gboolean app_only;
  const char *scope;
} TocsinTokenScope;

const char *
tocsin_token_scope_find (const TocsinTokenScope *scopes, const char *provider, gboolean app_only);

G_END_DECLS
