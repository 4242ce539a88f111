/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/access-token.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/oauth2/jwt.h"
#include "core/net/oauth2/token-broker.h"

static const char key[] = "authentication.bearer-token";

/**
 * tocsin_access_token_is_set:
 * @settings: a connection
 *
 * Returns: whether there is a way to get an access token.
 */
gboolean
tocsin_access_token_is_set (TocsinConnectionSettings *settings)
{
  return tocsin_connection_settings_has_secret (settings, key);
}

/**
 * tocsin_access_token_is_wanted:
 * @settings: a connection
 *
 * Returns: whether there is, or is to be, a token to sign in with: `authentication.method` says so,
 *   or leaves it open and something is set that only tokens need.
 */
gboolean
tocsin_access_token_is_wanted (TocsinConnectionSettings *settings)
{
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);
  const char *method = tocsin_snapshot_get_string (snapshot, "authentication.method");

  if (!g_str_equal (method, "auto"))
    return g_str_equal (method, "oauth2");

  return tocsin_access_token_is_set (settings)
         || tocsin_snapshot_is_set (snapshot, "authentication.oauth2-grant")
         || tocsin_snapshot_is_set (snapshot, "authentication.client-id")
         || tocsin_snapshot_has_secret (snapshot, "authentication.refresh-token")
         || tocsin_snapshot_has_secret (snapshot, "authentication.service-account-key");
}

/**
 * tocsin_access_token_obtain:
 * @settings: a connection
 * @scopes: (nullable): what its protocol needs, as in #TocsinEndpointDefaults
 * @cancellable: (nullable): to stop it
 * @error: as of tocsin_token_broker_get() and tocsin_token_broker_obtain()
 *
 * For who needs a token and not its broker.
 *
 * Returns: (transfer full): the token.
 */
TocsinSecret *
tocsin_access_token_obtain (TocsinConnectionSettings *settings,
                            const TocsinTokenScope *scopes,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (TocsinTokenBroker) broker = tocsin_token_broker_get (settings, scopes, error);

  return broker != NULL ? tocsin_token_broker_obtain (broker, cancellable, error) : NULL;
}

/**
 * tocsin_access_token_check:
 * @token: an access token
 * @error: `config.invalid`
 *
 * Returns: whether it looks like one (RFC 6750, section 2.1), so that nothing in it ends the line
 * or the message it is put into.
 */
gboolean
tocsin_access_token_check (TocsinSecret *token, GError **error)
{
  const char *text = tocsin_secret_peek (token);
  gsize length = tocsin_secret_get_length (token);
  gsize good = 0;

  while (good < length && g_ascii_isgraph (text[good]))
    good++;
  if (length > 0 && good == length && length <= TOCSIN_ACCESS_TOKEN_MAX)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s: what it leads to is no access token"), key);
  return FALSE;
}

static const char *
get_scopes (JsonObject *claims)
{
  /* RFC 8693, section 4.2, and another that is common. */
  const char *scope = tocsin_jwt_get_text (claims, "scope");

  return scope != NULL ? scope : tocsin_jwt_get_text (claims, "scp");
}

/**
 * tocsin_access_token_get_end:
 * @token: an access token
 *
 * Returns: when it ends, as far as it says so itself, in microseconds since 1970; or 0.
 */
gint64
tocsin_access_token_get_end (TocsinSecret *token)
{
  g_autoptr (JsonObject) claims = tocsin_jwt_read_claims (tocsin_secret_peek (token));

  return MAX (tocsin_jwt_get_time (claims, "exp"), 0);
}

/**
 * tocsin_access_token_is_app_only:
 * @token: an access token
 *
 * Returns: whether it says of itself that it has the rights of a program (`roles`) and not those
 *   that a person gave it (`scp`, `scope`). For choosing a way, not for trusting it.
 */
gboolean
tocsin_access_token_is_app_only (TocsinSecret *token)
{
  g_autoptr (JsonObject) claims = tocsin_jwt_read_claims (tocsin_secret_peek (token));

  return claims != NULL && json_object_has_member (claims, "roles") && get_scopes (claims) == NULL;
}

/**
 * tocsin_access_token_get_age:
 * @token: an access token
 *
 * Returns: what the token says about itself, if it is a JWT. Good for explaining a refusal, not for
 *   trusting it.
 */
TocsinAccessTokenAge
tocsin_access_token_get_age (TocsinSecret *token)
{
  g_autoptr (JsonObject) claims = tocsin_jwt_read_claims (tocsin_secret_peek (token));
  gint64 end = tocsin_jwt_get_time (claims, "exp");

  if (end < 0)
    return TOCSIN_ACCESS_TOKEN_UNKNOWN;

  return end <= g_get_real_time () ? TOCSIN_ACCESS_TOKEN_OUTDATED : TOCSIN_ACCESS_TOKEN_CURRENT;
}

/**
 * tocsin_access_token_lacks_scope:
 * @token: an access token
 * @wanted: (nullable): scopes that a server wants, with blanks between them
 *
 * Returns: whether the token, if it is a JWT, says what it is good for, and one of them is not
 * among that. For explaining, as above.
 */
gboolean
tocsin_access_token_lacks_scope (TocsinSecret *token, const char *wanted)
{
  g_autoptr (JsonObject) claims = tocsin_jwt_read_claims (tocsin_secret_peek (token));
  const char *scopes = get_scopes (claims);
  g_auto (GStrv) has = NULL;
  g_auto (GStrv) wants = NULL;

  if (scopes == NULL || wanted == NULL)
    return FALSE;

  has = g_strsplit (scopes, " ", -1);
  wants = g_strsplit (wanted, " ", -1);
  for (gsize i = 0; wants[i] != NULL; i++)
    if (*wants[i] != '\0' && !g_strv_contains ((const char *const *) has, wants[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_one_of (const char *text, const char *const *words)
{
  return text != NULL && g_strv_contains (words, text);
}

/**
 * tocsin_access_token_judge:
 * @token: an access token that a server refused
 * @reason: (nullable): why, in the words of RFC 6750 or as a status
 * @scope: (nullable): the scopes that the server wants
 *
 * Servers say the same of a token that has run out and of one that never was good; the token itself
 * may know better.
 *
 * Returns: what it means, one of %TOCSIN_ERROR_AUTH_OAUTH_SCOPE, %TOCSIN_ERROR_AUTH_OAUTH_EXPIRED
 *   and %TOCSIN_ERROR_AUTH_OAUTH_INVALID.
 */
TocsinError
tocsin_access_token_judge (TocsinSecret *token, const char *reason, const char *scope)
{
  static const char *const scopes[] = { "insufficient_scope", "403", NULL };
  static const char *const refusals[] = { "invalid_token", "401", "400", NULL };
  TocsinAccessTokenAge age = tocsin_access_token_get_age (token);

  if (is_one_of (reason, scopes))
    return TOCSIN_ERROR_AUTH_OAUTH_SCOPE;
  if (age == TOCSIN_ACCESS_TOKEN_OUTDATED)
    return TOCSIN_ERROR_AUTH_OAUTH_EXPIRED;
  if (tocsin_access_token_lacks_scope (token, scope))
    return TOCSIN_ERROR_AUTH_OAUTH_SCOPE;
  if (is_one_of (reason, refusals) && age == TOCSIN_ACCESS_TOKEN_UNKNOWN)
    return TOCSIN_ERROR_AUTH_OAUTH_EXPIRED;

  return TOCSIN_ERROR_AUTH_OAUTH_INVALID;
}
