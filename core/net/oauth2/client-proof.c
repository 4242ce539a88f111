/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/client-proof.h"

#include <string.h>

#include "core/net/oauth2/assertion.h"

#define SECRET_KEY "authentication.client-secret"
#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/* RFC 6749, section 2.3.1: both parts are encoded as in a form first. */
static gboolean
add_header (const TocsinGrant *grant,
            TocsinSecret *secret,
            TocsinForm *form,
            TocsinHttpRequest *request,
            GError **error)
{
  g_autofree char *name = g_uri_escape_string (grant->client_id, NULL, FALSE);
  char *word = g_uri_escape_string (tocsin_secret_peek (secret), NULL, FALSE);
  char *both = g_strconcat (name, ":", word, NULL);
  g_autoptr (TocsinSecret) value =
      tocsin_secret_new_take (g_base64_encode ((const guchar *) both, strlen (both)), -1);

  explicit_bzero (word, strlen (word));
  explicit_bzero (both, strlen (both));
  g_free (word);
  g_free (both);
  tocsin_form_note_secret (form, secret);
  tocsin_form_note_secret (form, value);

  return tocsin_http_request_add_secret (request, "Authorization", "Basic ", value, error);
}

static gboolean
add_assertion (const TocsinGrant *grant,
               const TocsinProvider *provider,
               TocsinSecret *pem,
               TocsinForm *form,
               GError **error)
{
  g_autoptr (TocsinSecret) assertion =
      tocsin_assertion_make_for_client (pem, grant->client_id, provider->token, error);

  if (assertion == NULL)
    return FALSE;

  tocsin_form_add (form, "client_id", grant->client_id);
  tocsin_form_add (form, "client_assertion_type", ASSERTION_TYPE);
  tocsin_form_add_secret (form, "client_assertion", assertion);
  return TRUE;
}

/**
 * tocsin_client_proof_add: (skip)
 * @grant: whose client it is; its secret may be a private key with its certificate (PEM)
 * @provider: who is asked
 * @form: what is asked
 * @request: the request that @form goes with
 * @cancellable: (nullable): to stop it
 * @error: `secret.*`, `config.invalid`
 *
 * Adds who asks, in the way that fits to what is set and what the provider takes. Who signs by an
 * own assertion needs none of that.
 *
 * Returns: whether it is added.
 */
gboolean
tocsin_client_proof_add (const TocsinGrant *grant,
                         const TocsinProvider *provider,
                         TocsinForm *form,
                         TocsinHttpRequest *request,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (TocsinSecret) secret = NULL;

  if (grant->kind == TOCSIN_GRANT_SERVICE_ACCOUNT)
    return TRUE;
  if (!tocsin_connection_settings_has_secret (grant->settings, SECRET_KEY))
    {
      tocsin_form_add (form, "client_id", grant->client_id);
      return TRUE;
    }

  secret =
      tocsin_connection_settings_resolve_secret (grant->settings, SECRET_KEY, cancellable, error);
  if (secret == NULL)
    return FALSE;
  if (tocsin_assertion_is_pem (secret))
    return add_assertion (grant, provider, secret, form, error);
  if (provider->by_header)
    return add_header (grant, secret, form, request, error);

  tocsin_form_add (form, "client_id", grant->client_id);
  tocsin_form_add_secret (form, "client_secret", secret);
  return TRUE;
}
