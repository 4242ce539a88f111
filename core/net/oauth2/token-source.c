/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-source.h"

#include "core/net/oauth2/assertion.h"
#include "core/net/oauth2/provider.h"
#include "core/net/oauth2/refresh-store.h"
#include "core/net/oauth2/token-talk.h"

#define JWT_BEARER "urn:ietf:params:oauth:grant-type:jwt-bearer"

static TocsinTokenAnswer *
ask (const TocsinGrant *grant,
     const TocsinProvider *provider,
     TocsinForm *form,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (JsonObject) object =
      tocsin_token_talk_post (grant, provider, provider->token, form, cancellable, error);

  return object != NULL ? tocsin_token_answer_read (object, error) : NULL;
}

static TocsinTokenAnswer *
fetch_for_client (const TocsinGrant *grant,
                  const TocsinProvider *provider,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (TocsinForm) form = tocsin_form_new ("client_credentials");

  tocsin_form_add (form, "scope", grant->scope);
  return ask (grant, provider, form, cancellable, error);
}

static TocsinTokenAnswer *
fetch_for_service (const TocsinGrant *grant,
                   const TocsinProvider *provider,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (TocsinSecret) key = tocsin_connection_settings_resolve_secret (
      grant->settings, "authentication.service-account-key", cancellable, error);
  g_autoptr (TocsinSecret) assertion = NULL;
  g_autoptr (TocsinForm) form = NULL;

  if (key == NULL)
    return NULL;
  assertion =
      tocsin_assertion_make_for_service (key, grant->subject, grant->scope, provider->token, error);
  if (assertion == NULL)
    return NULL;

  form = tocsin_form_new (JWT_BEARER);
  tocsin_form_add_secret (form, "assertion", assertion);
  return ask (grant, provider, form, cancellable, error);
}

static TocsinTokenAnswer *
refresh (const TocsinGrant *grant,
         const TocsinProvider *provider,
         TocsinSecret *token,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (TocsinForm) form = tocsin_form_new ("refresh_token");

  tocsin_form_add_secret (form, "refresh_token", token);
  tocsin_form_add (form, "scope", grant->scope);
  return ask (grant, provider, form, cancellable, error);
}

/* A provider may give none, or the same again; what there was no room for before is kept then. */
static gboolean
keep (TocsinRefreshStore *store, TocsinSecret *shown, TocsinSecret *given, GError **error)
{
  TocsinSecret *newest = given != NULL ? given : shown;

  if (tocsin_secret_equal (newest, shown) && tocsin_refresh_store_has (store, shown))
    return TRUE;

  return tocsin_refresh_store_replace (store, newest, NULL, error);
}

/* The new refresh token is on the disk before anybody sees the new access token: whatever happens
 * next, the sign-in is not lost. From the request on nothing is called off any more. */
static TocsinTokenAnswer *
fetch_by_refresh (const TocsinGrant *grant,
                  const TocsinProvider *provider,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (TocsinRefreshStore) store = tocsin_refresh_store_open (grant, cancellable, error);
  g_autoptr (TocsinSecret) token = NULL;
  g_autoptr (TocsinTokenAnswer) answer = NULL;

  if (store == NULL || (token = tocsin_refresh_store_read (store, cancellable, error)) == NULL)
    return NULL;
  answer = refresh (grant, provider, token, cancellable, error);
  if (answer == NULL || !keep (store, token, answer->refresh, error))
    return NULL;
  answer->place = g_strdup (tocsin_refresh_store_get_place (store));

  return g_steal_pointer (&answer);
}

/**
 * tocsin_token_source_fetch: (skip)
 * @grant: how
 * @cancellable: (nullable): to stop it
 * @error: `config.*`, `secret.*`, `auth.oauth-*`, a storage error, or trouble on the way
 *
 * Returns: (transfer full): a new token.
 */
TocsinTokenAnswer *
tocsin_token_source_fetch (const TocsinGrant *grant, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinProvider) provider = tocsin_provider_find (grant, cancellable, error);

  if (provider == NULL)
    return NULL;
  if (grant->kind == TOCSIN_GRANT_CLIENT_CREDENTIALS)
    return fetch_for_client (grant, provider, cancellable, error);
  if (grant->kind == TOCSIN_GRANT_SERVICE_ACCOUNT)
    return fetch_for_service (grant, provider, cancellable, error);

  return fetch_by_refresh (grant, provider, cancellable, error);
}
