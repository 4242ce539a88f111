/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-refusal.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/oauth2/jwt.h"

#define MAX_WORD 60
#define MAX_DESCRIPTION 1000

/* invalid_grant and its like: for whom a person has signed in, that has to be done again; for the
 * others something is set wrong. */
#define LAPSED (-1)

static const struct
{
  const char *word;
  int code;
} meanings[] = {
  { "invalid_grant", LAPSED },
  { "interaction_required", LAPSED },
  { "login_required", LAPSED },
  { "expired_token", LAPSED },
  { "bad_verification_code", LAPSED },
  { "consent_required", TOCSIN_ERROR_AUTH_OAUTH_CONSENT },
  { "access_denied", TOCSIN_ERROR_AUTH_OAUTH_CONSENT },
  { "authorization_declined", TOCSIN_ERROR_AUTH_OAUTH_CONSENT },
  { "invalid_scope", TOCSIN_ERROR_AUTH_OAUTH_SCOPE },
  { "invalid_resource", TOCSIN_ERROR_AUTH_OAUTH_SCOPE },
  { "invalid_target", TOCSIN_ERROR_AUTH_OAUTH_SCOPE },
  { "temporarily_unavailable", TOCSIN_ERROR_SERVER_BUSY },
  { "server_error", TOCSIN_ERROR_SERVER_BUSY },
  { "slow_down", TOCSIN_ERROR_SERVER_BUSY },
};

static int
choose_code (const char *word, gboolean lacks_consent, const TocsinGrant *grant)
{
  int code = TOCSIN_ERROR_AUTH_OAUTH_INVALID;

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_str_equal (meanings[i].word, word))
      code = meanings[i].code;
  if (code == LAPSED && lacks_consent)
    return TOCSIN_ERROR_AUTH_OAUTH_CONSENT;
  if (code == LAPSED)
    return tocsin_grant_needs_sign_in (grant) ? TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED
                                              : TOCSIN_ERROR_AUTH_OAUTH_INVALID;

  return code;
}

static void
add_hint (GError *refusal, const char *word, const TocsinGrant *grant)
{
  const char *name = tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (grant->settings));

  if (g_error_matches (refusal, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED))
    tocsin_error_set_hint (refusal, _ ("sign in again: tocsin login %s"), name);
  else if (g_error_matches (refusal, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_CONSENT))
    tocsin_error_set_hint (
        refusal,
        tocsin_grant_needs_sign_in (grant)
            ? _ ("sign in and agree: tocsin login %s; or let the administrator "
                 "agree for all")
            : _ ("“%s”: let the administrator agree to what the program asks for"),
        name);
  else if (g_error_matches (refusal, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_SCOPE))
    tocsin_error_set_hint (refusal,
                           _ ("asked for was “%s”: see authentication.scope, and what the program "
                              "is registered for"),
                           grant->scope);
  else if (g_str_equal (word, "invalid_client"))
    tocsin_error_set_hint (refusal, _ ("see authentication.client-id and "
                                       "authentication.client-secret: it may have run out"));
  else if (grant->kind == TOCSIN_GRANT_SERVICE_ACCOUNT)
    tocsin_error_set_hint (refusal,
                           _ ("the service account acts for “%s”: that has to be allowed "
                              "for the domain, with this scope; and the clock must be "
                              "right"),
                           grant->subject);
}

/**
 * tocsin_token_refusal_new: (skip)
 * @word: the provider's word for it, "invalid_grant"
 * @description: what else it says; may be empty
 * @lacks_consent: whether it has said in another way that nobody has agreed
 * @grant: what was asked for
 *
 * Returns: (transfer full): what that means.
 */
GError *
tocsin_token_refusal_new (const char *word,
                          const char *description,
                          gboolean lacks_consent,
                          const TocsinGrant *grant)
{
  g_autofree char *shown = tocsin_text_escape (word, -1, MAX_WORD);
  g_autofree char *words = tocsin_text_escape (description, -1, MAX_DESCRIPTION);
  GError *refusal = g_error_new (TOCSIN_ERROR, choose_code (word, lacks_consent, grant),
                                 _ ("the provider of access tokens says no: %s%s%s"), shown,
                                 *words != '\0' ? ": " : "", words);

  tocsin_error_set_response_code (refusal, shown);
  if (*description != '\0')
    tocsin_error_set_server_text (refusal, description);
  add_hint (refusal, word, grant);

  return refusal;
}

static gboolean
has_code (JsonObject *object, const char *const *wanted)
{
  JsonNode *node = json_object_get_member (object, "error_codes");
  JsonArray *codes =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; codes != NULL && wanted != NULL && i < json_array_get_length (codes); i++)
    {
      JsonNode *code = json_array_get_element (codes, i);
      g_autofree char *text = NULL;

      if (!JSON_NODE_HOLDS_VALUE (code) || json_node_get_value_type (code) != G_TYPE_INT64)
        continue;
      text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (code));
      if (g_strv_contains (wanted, text))
        return TRUE;
    }

  return FALSE;
}

/**
 * tocsin_token_refusal_read: (skip)
 * @object: what a provider answered
 * @grant: what was asked for
 * @provider: who was asked
 * @form: how
 *
 * Returns: (transfer full) (nullable): what that means; %NULL if it is no refusal.
 */
GError *
tocsin_token_refusal_read (JsonObject *object,
                           const TocsinGrant *grant,
                           const TocsinProvider *provider,
                           const TocsinForm *form)
{
  const char *word = tocsin_jwt_get_text (object, "error");
  const char *description = tocsin_jwt_get_text (object, "error_description");
  const char *more = tocsin_jwt_get_text (object, "suberror");
  gboolean lacks_consent = g_strcmp0 (more, "consent_required") == 0
                           || has_code (object, (const char *const *) provider->consent_codes);
  g_autofree char *safe_word = NULL;
  g_autofree char *safe = NULL;

  if (word == NULL)
    return NULL;
  safe_word = tocsin_form_redact (form, word);
  safe = tocsin_form_redact (form, description != NULL ? description : "");

  return tocsin_token_refusal_new (safe_word, safe, lacks_consent, grant);
}
