/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/signature.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <inttypes.h>
#include <string.h>

/* Standard Webhooks, "Signature scheme": a shared secret has between 24 and 64 bytes; shorter ones
 * are in use and taken from 16. */
#define SHARED_PREFIX "whsec_"
#define LEAST_SHARED 16
#define MOST_SHARED 64

/* The seed of a private key of Ed25519 (RFC 8032, section 5.1.5). */
#define PRIVATE_PREFIX "whsk_"
#define SEED_LENGTH 32

/* One secret of the list, its bytes and how many. */
typedef struct
{
  guchar *bytes;
  gsize length;
} Key;

static void
key_clear (Key *key)
{
  if (key->bytes != NULL)
    explicit_bzero (key->bytes, key->length);
  g_clear_pointer (&key->bytes, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Key, key_clear)

static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);
  gsize plain = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  return length > 0 && length % 4 == 0 && length - plain <= 2
         && text[plain + strspn (text + plain, "=")] == '\0';
}

static gboolean
decode (Key *key, const char *text, gsize least, gsize most, GError **error)
{
  if (is_base64 (text))
    key->bytes = g_base64_decode (text, &key->length);
  if (key->bytes != NULL && key->length >= least && key->length <= most)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("signing-secret: behind “%s” or “%s” stands base64 of %d to %d or of %d bytes; "
                  "this is not"),
               SHARED_PREFIX, PRIVATE_PREFIX, LEAST_SHARED, MOST_SHARED, SEED_LENGTH);
  return FALSE;
}

/* What is signed besides the body. */
static char *
make_head (const char *id, gint64 timestamp)
{
  return g_strdup_printf ("%s.%" G_GINT64_FORMAT ".", id, timestamp);
}

static gboolean
add_to_hmac (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  gnutls_hmac (user_data, bytes, length);
  return TRUE;
}

static char *
sign_shared (const Key *key, const char *head, const Body *body, GError **error)
{
  guchar digest[32];
  g_autofree char *text = NULL;
  gnutls_hmac_hd_t hmac;
  gboolean good;

  if (gnutls_hmac_init (&hmac, GNUTLS_MAC_SHA256, key->bytes, key->length) != 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL, "HMAC-SHA256");
      return NULL;
    }
  gnutls_hmac (hmac, head, strlen (head));
  good = body_read (body, add_to_hmac, hmac, error);
  gnutls_hmac_deinit (hmac, digest);
  if (!good)
    return NULL;

  text = g_base64_encode (digest, sizeof digest);

  return g_strconcat ("v1,", text, NULL);
}

/* PKCS #8 for a seed of Ed25519 (RFC 8410, section 7): the form from which GnuTLS works out the
 * public half. */
static gnutls_privkey_t
import_seed (const Key *key)
{
  static const guchar head[] = { 0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20 };
  guchar der[sizeof head + SEED_LENGTH];
  const gnutls_datum_t datum = { der, sizeof der };
  gnutls_privkey_t private_key = NULL;

  memcpy (der, head, sizeof head);
  memcpy (der + sizeof head, key->bytes, SEED_LENGTH);
  if (gnutls_privkey_init (&private_key) == 0
      && gnutls_privkey_import_x509_raw (private_key, &datum, GNUTLS_X509_FMT_DER, NULL, 0) != 0)
    g_clear_pointer (&private_key, gnutls_privkey_deinit);
  explicit_bzero (der, sizeof der);

  return private_key;
}

static gboolean
add_to_array (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_byte_array_append (user_data, (const guint8 *) bytes, (guint) length);
  return TRUE;
}

/* Ed25519 signs nothing piecemeal (RFC 8032, section 8.5), so all of it has to be at hand. */
static char *
sign_private (const Key *key, const char *head, const Body *body, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autofree char *text = NULL;
  gnutls_datum_t signature = { NULL, 0 };
  gnutls_datum_t data;
  gnutls_privkey_t private_key;
  int result = -1;

  if (body->length > SIGNATURE_MAX_PRIVATE)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                   _ ("signing-secret: a private key (%s) signs at most %d bytes, and this is "
                      "%" PRIu64 "; a shared secret (%s) signs any"),
                   PRIVATE_PREFIX, SIGNATURE_MAX_PRIVATE, body->length, SHARED_PREFIX);
      return NULL;
    }
  g_byte_array_append (all, (const guint8 *) head, (guint) strlen (head));
  if (!body_read (body, add_to_array, all, error))
    return NULL;

  data = (gnutls_datum_t){ all->data, all->len };
  private_key = import_seed (key);
  if (private_key != NULL)
    result =
        gnutls_privkey_sign_data2 (private_key, GNUTLS_SIGN_EDDSA_ED25519, 0, &data, &signature);
  g_clear_pointer (&private_key, gnutls_privkey_deinit);
  if (result != 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL, "Ed25519: %s",
                   gnutls_strerror (result));
      return NULL;
    }

  text = g_base64_encode (signature.data, signature.size);
  gnutls_free (signature.data);

  return g_strconcat ("v1a,", text, NULL);
}

static char *
sign_one (const char *secret, const char *head, const Body *body, GError **error)
{
  g_auto (Key) key = { NULL, 0 };

  if (g_str_has_prefix (secret, SHARED_PREFIX))
    return decode (&key, secret + strlen (SHARED_PREFIX), LEAST_SHARED, MOST_SHARED, error)
               ? sign_shared (&key, head, body, error)
               : NULL;
  if (g_str_has_prefix (secret, PRIVATE_PREFIX))
    return decode (&key, secret + strlen (PRIVATE_PREFIX), SEED_LENGTH, SEED_LENGTH, error)
               ? sign_private (&key, head, body, error)
               : NULL;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("signing-secret: a secret begins with “%s”, or “%s” if it is a private key"),
               SHARED_PREFIX, PRIVATE_PREFIX);
  return NULL;
}

/* Each word of @text signs; @text is ours and cut up. */
static char *
sign_all (char *text, const char *head, const Body *body, GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);
  char *rest = text;
  char *word;

  while ((word = strtok_r (rest, " \t\r\n", &rest)) != NULL)
    {
      g_autofree char *one = sign_one (word, head, body, error);

      if (one == NULL)
        return NULL;
      g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", one);
    }
  if (all->len > 0)
    return g_string_free (g_steal_pointer (&all), FALSE);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("signing-secret: the secret is empty"));
  return NULL;
}

/**
 * signature_make:
 * @secrets: one or several, with blanks between them: while a secret is being changed, both sign
 * @id: the value of webhook-id
 * @timestamp: that of webhook-timestamp, seconds since 1970
 * @body: what is sent
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, without the secret, or why @body can't be read
 *
 * Returns: (transfer full): the value of webhook-signature.
 */
char *
signature_make (
    TocsinSecret *secrets, const char *id, gint64 timestamp, const Body *body, GError **error)
{
  g_autofree char *head = make_head (id, timestamp);
  char *text = g_strndup (tocsin_secret_peek (secrets), tocsin_secret_get_length (secrets));
  gsize length = strlen (text);
  char *signature = sign_all (text, head, body, error);

  explicit_bzero (text, length);
  g_free (text);

  return signature;
}
