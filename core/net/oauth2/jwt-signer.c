/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/jwt-signer.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/oauth2/jwt.h"

typedef gnutls_privkey_t PrivateKey;
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (PrivateKey, gnutls_privkey_deinit, NULL)

static gnutls_privkey_t
fail (const char *key, const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", key, why);
  return NULL;
}

static gnutls_privkey_t
read_key (TocsinSecret *pem, const char *name, GError **error)
{
  gnutls_datum_t text = { (guchar *) tocsin_secret_peek (pem),
                          (guint) tocsin_secret_get_length (pem) };
  g_auto (PrivateKey) key = NULL;
  guint bits = 0;
  int status;

  if (gnutls_privkey_init (&key) != GNUTLS_E_SUCCESS)
    return fail (name, _ ("no memory for a key"), error);
  status = gnutls_privkey_import_x509_raw (key, &text, GNUTLS_X509_FMT_PEM, NULL, 0);
  if (status == GNUTLS_E_DECRYPTION_FAILED)
    return fail (name, _ ("the private key has a password; keep it without one"), error);
  if (status != GNUTLS_E_SUCCESS)
    return fail (name, gnutls_strerror (status), error);
  if (gnutls_privkey_get_pk_algorithm (key, &bits) != GNUTLS_PK_RSA || bits < TOCSIN_JWT_LEAST_BITS)
    return fail (name, _ ("the private key is not of RSA with at least 2048 bits"), error);

  return g_steal_pointer (&key);
}

static char *
encode_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = json_to_string (node, FALSE);

  return tocsin_jwt_encode (text, strlen (text));
}

/**
 * tocsin_jwt_sign: (skip)
 * @header: what is to stand in the header besides how it is signed
 * @claims: what to sign
 * @pem: a private key of RSA, perhaps among other things
 * @key: where it is from, for the message
 * @error: `config.invalid`
 *
 * Returns: (transfer full): the signed token (RFC 7515, section 7.1).
 */
TocsinSecret *
tocsin_jwt_sign (
    JsonObject *header, JsonObject *claims, TocsinSecret *pem, const char *key, GError **error)
{
  g_auto (PrivateKey) private_key = read_key (pem, key, error);
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;
  g_autofree char *both = NULL;
  g_autofree char *seal = NULL;
  gnutls_datum_t signature = { NULL, 0 };
  gnutls_datum_t text;
  int status;

  if (private_key == NULL)
    return NULL;
  json_object_set_string_member (header, "alg", "RS256");
  json_object_set_string_member (header, "typ", "JWT");
  head = encode_object (header);
  body = encode_object (claims);
  both = g_strconcat (head, ".", body, NULL);
  text = (gnutls_datum_t){ (guchar *) both, (guint) strlen (both) };
  status = gnutls_privkey_sign_data2 (private_key, GNUTLS_SIGN_RSA_SHA256, 0, &text, &signature);
  if (status != GNUTLS_E_SUCCESS)
    {
      fail (key, gnutls_strerror (status), error);
      return NULL;
    }
  seal = tocsin_jwt_encode (signature.data, signature.size);
  gnutls_free (signature.data);

  return tocsin_secret_new_take (g_strconcat (both, ".", seal, NULL), -1);
}
