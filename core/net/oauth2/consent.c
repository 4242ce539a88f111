/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/consent.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "core/base/error.h"
#include "core/net/oauth2/consent-private.h"
#include "core/net/oauth2/refresh-store.h"
#include "core/net/oauth2/token-record.h"
#include "core/net/oauth2/token-talk.h"

G_DEFINE_ENUM_TYPE (TocsinConsentWay,
                    tocsin_consent_way,
                    G_DEFINE_ENUM_VALUE (TOCSIN_CONSENT_BROWSER, "browser"),
                    G_DEFINE_ENUM_VALUE (TOCSIN_CONSENT_DEVICE, "device"))

/**
 * tocsin_consent_ask: (skip)
 * @self: a sign-in that a person has done their part of
 * @form: what to show for it
 * @cancellable: (nullable): to stop it
 * @error: as of tocsin_token_talk_post()
 *
 * Returns: (transfer full): the tokens.
 */
TocsinTokenAnswer *
tocsin_consent_ask (const TocsinConsent *self,
                    TocsinForm *form,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (JsonObject) object = tocsin_token_talk_post (
      self->grant, self->provider, self->provider->token, form, cancellable, error);

  return object != NULL ? tocsin_token_answer_read (object, error) : NULL;
}

static gboolean
check_kind (const TocsinGrant *grant, GError **error)
{
  if (tocsin_grant_needs_sign_in (grant))
    return TRUE;

  if (grant->kind == TOCSIN_GRANT_READY)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                         _ ("authentication.bearer-token is set: nobody has to sign in"));
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("authentication.oauth2-grant=%s: nobody has to sign in"), grant->name);
  return FALSE;
}

/* Who has set a scope is asked for that and nothing else. */
static char *
choose_scope (const TocsinGrant *grant, const TocsinProvider *provider)
{
  const char *set =
      tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (grant->settings), "authentication.scope");

  if (*set != '\0' || *provider->identity == '\0')
    return g_strdup (grant->scope);

  return g_strconcat (provider->identity, *grant->scope != '\0' ? " " : "", grant->scope, NULL);
}

static gboolean
check_refresh (const TocsinTokenAnswer *answer, GError **error)
{
  if (answer->refresh != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_SCOPE,
                       _ ("signed in, but for once only: the provider gave nothing to renew the "
                          "token from"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("add offline_access to authentication.scope, if the provider "
                                      "knows it"));
  return FALSE;
}

static void
note (const TocsinGrant *grant, const TocsinTokenAnswer *answer, const char *place)
{
  TocsinTokenState state = {
    .signed_in = TRUE,
    .user = answer->user,
    .since = g_get_real_time (),
    .scope = answer->scope,
    .place = (char *) place,
  };

  state.expires = state.since + (gint64) answer->lifetime * G_TIME_SPAN_SECOND;
  tocsin_token_record_write (grant, &state);
}

/* What was asked of the person is not lost to an impatient end: storing is not called off. */
static gboolean
keep (const TocsinGrant *grant, const TocsinTokenAnswer *answer, GError **error)
{
  g_autoptr (TocsinRefreshStore) store = NULL;

  if (!check_refresh (answer, error))
    return FALSE;
  store = tocsin_refresh_store_open (grant, NULL, error);
  if (store == NULL || !tocsin_refresh_store_replace (store, answer->refresh, NULL, error))
    return FALSE;
  note (grant, answer, tocsin_refresh_store_get_place (store));

  return TRUE;
}

/**
 * tocsin_oauth2_sign_in:
 * @settings: a connection
 * @scopes: (nullable): what its protocol needs
 * @way: how the person signs in
 * @prompts: how the person is spoken to
 * @user_data: for @prompts
 * @cancellable: (nullable): to stop it
 * @error: `config.*`, `auth.oauth-*`, a storage error, or trouble on the way
 *
 * Lets a person sign in, and keeps what tokens are made from where `authentication.refresh-token`
 * says, or in the state directory. Blocks until the person has done it, on any thread but the main
 * one. Who signed in is in tocsin_token_broker_get_state() then.
 *
 * Returns: whether there will be tokens.
 */
gboolean
tocsin_oauth2_sign_in (TocsinConnectionSettings *settings,
                       const TocsinTokenScope *scopes,
                       TocsinConsentWay way,
                       const TocsinConsentPrompts *prompts,
                       gpointer user_data,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (TocsinGrant) grant = NULL;
  g_autoptr (TocsinProvider) provider = NULL;
  g_autoptr (TocsinTokenAnswer) answer = NULL;
  g_autofree char *scope = NULL;
  TocsinConsent consent;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (settings) && prompts != NULL, FALSE);

  grant = tocsin_grant_new (settings, scopes, error);
  if (grant == NULL || !check_kind (grant, error)
      || (provider = tocsin_provider_find (grant, cancellable, error)) == NULL)
    return FALSE;

  scope = choose_scope (grant, provider);
  consent = (TocsinConsent){ grant, provider, scope, prompts, user_data };
  answer = way == TOCSIN_CONSENT_DEVICE ? tocsin_consent_by_device (&consent, cancellable, error)
                                        : tocsin_consent_by_browser (&consent, cancellable, error);

  return answer != NULL && keep (grant, answer, error);
}
