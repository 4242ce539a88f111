/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/assertion.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/json-shape.h"
#include "core/net/oauth2/jwt-signer.h"
#include "core/net/oauth2/jwt.h"

#define CLIENT_KEY "authentication.client-secret"
#define SERVICE_KEY "authentication.service-account-key"
#define MAX_DEPTH 8

static gboolean
refuse (const char *key, const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", key, why);
  return FALSE;
}

/**
 * tocsin_assertion_is_pem: (skip)
 * @secret: what a client's secret led to
 *
 * Returns: whether it is a key with its certificate, and no word.
 */
gboolean
tocsin_assertion_is_pem (const TocsinSecret *secret)
{
  return strstr (tocsin_secret_peek (secret), "-----BEGIN ") != NULL;
}

/* RFC 7515, sections 4.1.7 and 4.1.8: by these a provider finds the certificate it was given. */
static gboolean
add_thumbprint (JsonObject *header,
                const char *name,
                gnutls_x509_crt_t certificate,
                gnutls_digest_algorithm_t algorithm)
{
  guchar digest[64];
  gsize length = sizeof digest;
  g_autofree char *text = NULL;

  if (gnutls_x509_crt_get_fingerprint (certificate, algorithm, digest, &length) != 0)
    return FALSE;
  text = tocsin_jwt_encode (digest, length);
  json_object_set_string_member (header, name, text);

  return TRUE;
}

static gboolean
add_thumbprints (JsonObject *header, TocsinSecret *pem, GError **error)
{
  gnutls_datum_t text = { (guchar *) tocsin_secret_peek (pem),
                          (guint) tocsin_secret_get_length (pem) };
  gnutls_x509_crt_t *certificates = NULL;
  guint n_certificates = 0;
  gboolean added;

  if (gnutls_x509_crt_list_import2 (&certificates, &n_certificates, &text, GNUTLS_X509_FMT_PEM, 0)
          < 0
      || n_certificates == 0)
    return refuse (CLIENT_KEY, _ ("a private key stands there without its certificate"), error);

  added = add_thumbprint (header, "x5t", certificates[0], GNUTLS_DIG_SHA1)
          && add_thumbprint (header, "x5t#S256", certificates[0], GNUTLS_DIG_SHA256);
  for (guint i = 0; i < n_certificates; i++)
    gnutls_x509_crt_deinit (certificates[i]);
  gnutls_free (certificates);

  return added || refuse (CLIENT_KEY, _ ("the certificate can't be read"), error);
}

static void
add_times (JsonObject *claims, gint64 lifetime)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "exp", now + lifetime);
}

/**
 * tocsin_assertion_make_for_client: (skip)
 * @pem: a private key and its certificate, which the provider knows
 * @client_id: who we are
 * @audience: whom we prove it to: the address of the token endpoint
 * @error: `config.invalid`
 *
 * Returns: (transfer full): the proof (RFC 7523, section 3).
 */
TocsinSecret *
tocsin_assertion_make_for_client (TocsinSecret *pem,
                                  const char *client_id,
                                  const char *audience,
                                  GError **error)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autofree char *id = g_uuid_string_random ();

  if (!add_thumbprints (header, pem, error))
    return NULL;
  json_object_set_string_member (claims, "iss", client_id);
  json_object_set_string_member (claims, "sub", client_id);
  json_object_set_string_member (claims, "aud", audience);
  json_object_set_string_member (claims, "jti", id);
  add_times (claims, TOCSIN_ASSERTION_LIFETIME);
  json_object_set_int_member (claims, "nbf", json_object_get_int_member (claims, "iat"));

  return tocsin_jwt_sign (header, claims, pem, CLIENT_KEY, error);
}

static JsonObject *
read_key (TocsinSecret *key, GError **error)
{
  const char *text = tocsin_secret_peek (key);
  gsize length = tocsin_secret_get_length (key);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;

  if (!g_utf8_validate (text, (gssize) length, NULL)
      || !tocsin_json_shape_is_object (text, length, MAX_DEPTH)
      || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    {
      refuse (SERVICE_KEY, _ ("what it leads to is no key in JSON"), error);
      return NULL;
    }
  object = json_node_get_object (json_parser_get_root (parser));
  if (g_strcmp0 (tocsin_jwt_get_text (object, "type"), "service_account") != 0
      || tocsin_jwt_get_text (object, "client_email") == NULL
      || tocsin_jwt_get_text (object, "private_key") == NULL)
    {
      refuse (SERVICE_KEY, _ ("what it leads to is no key of a service account"), error);
      return NULL;
    }

  return json_object_ref (object);
}

/**
 * tocsin_assertion_make_for_service: (skip)
 * @key: the JSON key of a service account
 * @subject: for whom it acts; "" for itself
 * @scope: what it asks for
 * @audience: whom it asks: the address of the token endpoint
 * @error: `config.invalid`
 *
 * Returns: (transfer full): what a token is given for.
 */
TocsinSecret *
tocsin_assertion_make_for_service (
    TocsinSecret *key, const char *subject, const char *scope, const char *audience, GError **error)
{
  g_autoptr (JsonObject) account = read_key (key, error);
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autoptr (TocsinSecret) pem = NULL;
  const char *email, *id;

  if (account == NULL)
    return NULL;

  email = tocsin_jwt_get_text (account, "client_email");
  id = tocsin_jwt_get_text (account, "private_key_id");
  pem = tocsin_secret_new (tocsin_jwt_get_text (account, "private_key"), -1);
  if (id != NULL)
    json_object_set_string_member (header, "kid", id);
  json_object_set_string_member (claims, "iss", email);
  json_object_set_string_member (claims, "scope", scope);
  json_object_set_string_member (claims, "aud", audience);
  if (*subject != '\0' && !g_str_equal (subject, email))
    json_object_set_string_member (claims, "sub", subject);
  add_times (claims, TOCSIN_SERVICE_ASSERTION_LIFETIME);

  return tocsin_jwt_sign (header, claims, pem, SERVICE_KEY, error);
}
