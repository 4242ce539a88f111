/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/token-scope.h"
#include "core/base/error.h"
#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * TOCSIN_ACCESS_TOKEN_MAX:
 *
 * The longest access token taken, in bytes.
 */
#define TOCSIN_ACCESS_TOKEN_MAX 32768

/**
 * TocsinAccessTokenAge:
 * @TOCSIN_ACCESS_TOKEN_UNKNOWN: it doesn't say
 * @TOCSIN_ACCESS_TOKEN_CURRENT: it says that it holds still
 * @TOCSIN_ACCESS_TOKEN_OUTDATED: it says that it has run out
 */
typedef enum
{
  TOCSIN_ACCESS_TOKEN_UNKNOWN,
  TOCSIN_ACCESS_TOKEN_CURRENT,
  TOCSIN_ACCESS_TOKEN_OUTDATED,
} TocsinAccessTokenAge;

gboolean tocsin_access_token_is_set (TocsinConnectionSettings *settings);
gboolean tocsin_access_token_is_wanted (TocsinConnectionSettings *settings);
TocsinSecret *tocsin_access_token_obtain (TocsinConnectionSettings *settings,
                                          const TocsinTokenScope *scopes,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean tocsin_access_token_check (TocsinSecret *token, GError **error);
gint64 tocsin_access_token_get_end (TocsinSecret *token);
gboolean tocsin_access_token_is_app_only (TocsinSecret *token);
TocsinAccessTokenAge tocsin_access_token_get_age (TocsinSecret *token);
gboolean tocsin_access_token_lacks_scope (TocsinSecret *token, const char *wanted);
TocsinError tocsin_access_token_judge (TocsinSecret *token, const char *reason, const char *scope);

G_END_DECLS
