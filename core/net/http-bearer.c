/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Signing in with an access token (RFC 6750). */
#include "core/net/http-user-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/access-token.h"
#include "core/net/http-bearer.h"
#include "core/net/oauth2/token-broker.h"

/* Bytes of what a server says about a token that a person is shown. */
#define MAX_SHOWN 200

static const TocsinHttpChallenge *
find_bearer (const TocsinHttpReply *reply)
{
  GPtrArray *challenges = tocsin_http_reply_get_challenges (reply);

  for (guint i = 0; i < challenges->len; i++)
    if (tocsin_http_challenge_is (challenges->pdata[i], "Bearer"))
      return challenges->pdata[i];

  return NULL;
}

static const char *
get_parameter (const TocsinHttpReply *reply, const char *name)
{
  const TocsinHttpChallenge *challenge = find_bearer (reply);

  return challenge != NULL ? tocsin_http_challenge_get (challenge, name) : NULL;
}

/**
 * tocsin_http_bearer_lacks_scope: (skip)
 * @reply: a refusal
 *
 * Returns: whether it says that the token is good, but not for this.
 */
gboolean
tocsin_http_bearer_lacks_scope (const TocsinHttpReply *reply)
{
  return g_strcmp0 (get_parameter (reply, "error"), "insufficient_scope") == 0;
}

/**
 * tocsin_http_bearer_explain: (skip)
 * @reply: a refusal
 * @problem: an error made of it; gets what the server says about the token
 */
void
tocsin_http_bearer_explain (const TocsinHttpReply *reply, GError *problem)
{
  const char *description = get_parameter (reply, "error_description");
  const char *scope = get_parameter (reply, "scope");
  g_autofree char *words =
      tocsin_text_escape (description != NULL ? description : "", -1, MAX_SHOWN);
  g_autofree char *wanted = tocsin_text_escape (scope != NULL ? scope : "", -1, MAX_SHOWN);

  if (*words != '\0')
    tocsin_error_set_server_text (problem, words);
  if (*wanted != '\0')
    tocsin_error_set_hint (problem, _ ("the server wants a token for the scope %s"), wanted);
  else
    tocsin_error_set_hint (problem, _ ("the token must be made for this server (scope and "
                                       "audience), and allow what is asked for"));
}

static TocsinHttpReply *
fail (TocsinHttpTalk *talk, TocsinSecret *token, TocsinHttpReply *reply, GError **error)
{
  g_autoptr (TocsinHttpReply) refusal = reply;
  GError *problem = NULL;

  tocsin_http_reply_check (refusal, tocsin_http_client_get_origin (talk->client), &problem);
  problem->code = tocsin_access_token_judge (token, get_parameter (refusal, "error"),
                                             get_parameter (refusal, "scope"));
  tocsin_http_bearer_explain (refusal, problem);
  g_propagate_error (error, problem);

  return NULL;
}

static TocsinHttpReply *
ask_with (TocsinHttpTalk *talk, TocsinSecret *token, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSecret) value =
      tocsin_secret_new_take (g_strconcat ("Bearer ", tocsin_secret_peek (token), NULL), -1);

  tocsin_http_request_set_authorization (talk->request, value);

  return tocsin_http_talk_ask (talk, FALSE, cancellable, error);
}

/**
 * tocsin_http_user_ask_with_token: (skip)
 * @self: a user
 * @talk: what is asked
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_token_broker_obtain(), tocsin_http_talk_ask(); `auth.oauth-*`
 *
 * As tocsin_http_user_ask(). A token that is refused is renewed once.
 */
TocsinHttpReply *
tocsin_http_user_ask_with_token (TocsinHttpUser *self,
                                 TocsinHttpTalk *talk,
                                 GCancellable *cancellable,
                                 GError **error)
{
  const TocsinEndpointDefaults *defaults = tocsin_endpoint_get_defaults (self->endpoint);
  g_autoptr (TocsinTokenBroker) broker =
      tocsin_token_broker_get (self->settings, defaults->scopes, error);

  if (broker == NULL)
    return NULL;

  for (gboolean renewed = FALSE;; renewed = TRUE)
    {
      g_autoptr (TocsinSecret) token = tocsin_token_broker_obtain (broker, cancellable, error);
      g_autoptr (TocsinHttpReply) reply = NULL;
      gboolean another;

      if (token == NULL || !tocsin_access_token_check (token, error))
        return NULL;
      reply = ask_with (talk, token, cancellable, error);
      if (reply == NULL || reply->status != TOCSIN_HTTP_UNAUTHORIZED)
        {
          if (reply != NULL)
            tocsin_report_fact (talk->report, "mechanism", "Bearer");
          return g_steal_pointer (&reply);
        }
      another = tocsin_token_broker_refuse (broker, token);
      if (renewed || !another)
        return fail (talk, token, g_steal_pointer (&reply), error);
    }
}
