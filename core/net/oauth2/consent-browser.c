/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Signing in with a browser on this machine: RFC 6749, section 4.1, with the proof key of RFC 7636,
 * as RFC 8252 has it for programs like this. */
#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/oauth2/consent-private.h"
#include "core/net/oauth2/jwt.h"
#include "core/net/oauth2/loopback.h"
#include "core/net/oauth2/token-refusal.h"
#include "core/net/oauth2/token-talk.h"

/* RFC 7636, section 4.1, recommends as much. */
#define RANDOM_BYTES 32

/* How long a person may take. */
#define PATIENCE (15 * 60)

static TocsinSecret *
make_random (GError **error)
{
  guchar bytes[RANDOM_BYTES];
  TocsinSecret *secret;

  if (gnutls_rnd (GNUTLS_RND_KEY, bytes, sizeof bytes) != 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL, _ ("no random numbers"));
      return NULL;
    }
  secret = tocsin_secret_new_take (tocsin_jwt_encode (bytes, sizeof bytes), -1);
  explicit_bzero (bytes, sizeof bytes);

  return secret;
}

/* RFC 7636, section 4.2. */
static char *
make_challenge (TocsinSecret *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guchar digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) tocsin_secret_peek (verifier),
                     (gssize) tocsin_secret_get_length (verifier));
  g_checksum_get_digest (checksum, digest, &length);

  return tocsin_jwt_encode (digest, length);
}

static void
add (GString *address, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  if (*value != '\0')
    g_string_append_printf (address, "%s%s=%s", strchr (address->str, '?') != NULL ? "&" : "?",
                            name, escaped);
}

static char *
make_address (const TocsinConsent *self,
              const char *redirect,
              TocsinSecret *state,
              TocsinSecret *verifier)
{
  const char *username = tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (self->grant->settings),
                                                     "authentication.username");
  g_autoptr (GString) address = g_string_new (self->provider->authorize);
  g_autofree char *challenge = make_challenge (verifier);

  add (address, "response_type", "code");
  add (address, "client_id", self->grant->client_id);
  add (address, "redirect_uri", redirect);
  add (address, "scope", self->scope);
  add (address, "state", tocsin_secret_peek (state));
  add (address, "code_challenge", challenge);
  add (address, "code_challenge_method", "S256");
  add (address, "login_hint", username);
  if (*self->provider->authorize_parameters != '\0')
    g_string_append_printf (address, "&%s", self->provider->authorize_parameters);

  return g_string_free (g_steal_pointer (&address), FALSE);
}

/* RFC 9207: an answer of another server, mixed in, is no answer. */
static gboolean
check_answer (const TocsinConsent *self, GHashTable *answer, GError **error)
{
  const char *word = g_hash_table_lookup (answer, "error");
  const char *description = g_hash_table_lookup (answer, "error_description");
  const char *issuer = g_hash_table_lookup (answer, "iss");

  if (issuer != NULL && self->provider->issuer != NULL
      && !g_str_equal (issuer, self->provider->issuer))
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN,
                         _ ("the browser came back from another provider than it was sent to"));
  else if (word != NULL)
    g_propagate_error (error,
                       tocsin_token_refusal_new (word, description != NULL ? description : "",
                                                 FALSE, self->grant));
  else if (g_hash_table_lookup (answer, "code") == NULL)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT,
                         _ ("the browser came back without a code"));
  else
    return TRUE;

  return FALSE;
}

static TocsinTokenAnswer *
redeem (const TocsinConsent *self,
        const char *code,
        const char *redirect,
        TocsinSecret *verifier,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (TocsinForm) form = tocsin_form_new ("authorization_code");
  g_autoptr (TocsinSecret) secret = tocsin_secret_new (code, -1);

  tocsin_form_add_secret (form, "code", secret);
  tocsin_form_add (form, "redirect_uri", redirect);
  tocsin_form_add_secret (form, "code_verifier", verifier);

  return tocsin_consent_ask (self, form, cancellable, error);
}

static gboolean
check_provider (const TocsinConsent *self, GError **error)
{
  if (*self->provider->authorize != '\0')
    return tocsin_token_talk_check_address (self->grant, self->provider->authorize, error);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("this provider knows no sign-in with a browser"));
  return FALSE;
}

/**
 * tocsin_consent_by_browser: (skip)
 * @self: a sign-in
 * @cancellable: (nullable): to stop it
 * @error: as of tocsin_oauth2_sign_in()
 *
 * Returns: (transfer full): the tokens, once the person has signed in.
 */
TocsinTokenAnswer *
tocsin_consent_by_browser (const TocsinConsent *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSecret) state = make_random (error);
  g_autoptr (TocsinSecret) verifier = state != NULL ? make_random (error) : NULL;
  g_autoptr (TocsinLoopback) loopback = NULL;
  g_autoptr (GHashTable) answer = NULL;
  g_autofree char *address = NULL;

  if (verifier == NULL || !check_provider (self, error))
    return NULL;
  loopback = tocsin_loopback_new (self->provider->redirect_host, tocsin_secret_peek (state), error);
  if (loopback == NULL)
    return NULL;

  address = make_address (self, tocsin_loopback_get_address (loopback), state, verifier);
  self->prompts->show_address (address, self->user_data);
  answer = tocsin_loopback_wait (loopback, PATIENCE, cancellable, error);
  if (answer == NULL || !check_answer (self, answer, error))
    return NULL;

  return redeem (self, g_hash_table_lookup (answer, "code"), tocsin_loopback_get_address (loopback),
                 verifier, cancellable, error);
}
