/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-user-private.h"

#include "core/net/access-token.h"

static const char password_key[] = "authentication.password";

/**
 * tocsin_http_user_new: (skip)
 * @settings: a connection
 * @endpoint: the server, with its own copy of the settings
 *
 * Returns: (transfer full): who is set there.
 */
TocsinHttpUser *
tocsin_http_user_new (TocsinConnectionSettings *settings, TocsinEndpoint *endpoint)
{
  TocsinHttpUser *self = g_new0 (TocsinHttpUser, 1);

  self->settings = g_object_ref (settings);
  self->endpoint = g_object_ref (endpoint);
  self->username =
      tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "authentication.username");
  tocsin_sasl_policy_init (&self->policy, endpoint, NULL);
  self->policy.has_password = tocsin_connection_settings_has_secret (settings, password_key);

  return self;
}

/**
 * tocsin_http_user_free: (skip)
 * @self: (transfer full): a user
 */
void
tocsin_http_user_free (TocsinHttpUser *self)
{
  g_clear_object (&self->settings);
  g_clear_object (&self->endpoint);
  g_free (self);
}

/* As for every other protocol: a grant that is set beside a password is for something else. */
static gboolean
wants_token (const TocsinHttpUser *self)
{
  if (!tocsin_sasl_policy_allows (&self->policy, "Bearer"))
    return FALSE;
  if (self->policy.method != TOCSIN_SASL_METHOD_AUTO)
    return self->policy.method == TOCSIN_SASL_METHOD_OAUTH2;

  return tocsin_access_token_is_set (self->settings)
         || (!self->policy.has_password && tocsin_access_token_is_wanted (self->settings));
}

/**
 * tocsin_http_user_ask: (skip)
 * @self: a user
 * @talk: what is asked
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_http_client_send(); `auth.*`, `secret.*`, `config.*`
 *
 * Asks, and says who asks in the way that the server wants to be told.
 *
 * Returns: (transfer full): the answer, whatever its status but 401.
 */
TocsinHttpReply *
tocsin_http_user_ask (TocsinHttpUser *self,
                      TocsinHttpTalk *talk,
                      GCancellable *cancellable,
                      GError **error)
{
  TocsinHttpReply *reply = wants_token (self)
                               ? tocsin_http_user_ask_with_token (self, talk, cancellable, error)
                               : tocsin_http_user_ask_with_login (self, talk, cancellable, error);

  tocsin_http_request_set_authorization (talk->request, NULL);
  talk->request->bare = FALSE;

  return reply;
}
