/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-identity-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/certificate.h"

/* A chain is a few kilobytes; what is larger is no certificate. */
#define MAX_FILE_SIZE (1024 * 1024)
#define SHA256_LENGTH 32

/**
 * tocsin_tls_identity_free: (skip)
 * @self: an identity that nobody uses
 *
 * Wipes the key.
 */
void
tocsin_tls_identity_free (TocsinTlsIdentity *self)
{
  for (guint i = 0; i < self->n_chain; i++)
    gnutls_pcert_deinit (&self->chain[i]);
  g_clear_pointer (&self->key, gnutls_privkey_deinit);
  tocsin_tls_token_free (self->token);
  g_free (self->subject);
  g_free (self->cache_key);
  g_free (self);
}

static gboolean
fail (const char *key, const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", key, why);
  return FALSE;
}

static void
free_certificates (gnutls_x509_crt_t *certificates, guint n_certificates)
{
  for (guint i = 0; i < n_certificates; i++)
    gnutls_x509_crt_deinit (certificates[i]);
  gnutls_free (certificates);
}

static gboolean
take_certificates (TocsinTlsIdentity *self,
                   gnutls_x509_crt_t *certificates,
                   guint n_certificates,
                   GError **error)
{
  int status;

  if (n_certificates == 0 || n_certificates > TOCSIN_TLS_IDENTITY_MAX_CHAIN)
    return fail (TOCSIN_TLS_IDENTITY_CERTIFICATE, _ ("is no chain of 1 to 16 certificates"), error);

  self->subject = tocsin_certificate_dup_subject (certificates[0]);
  self->end = gnutls_x509_crt_get_expiration_time (certificates[0]);
  self->n_chain = n_certificates;
  status = gnutls_pcert_import_x509_list (self->chain, certificates, &self->n_chain,
                                          GNUTLS_X509_CRT_LIST_SORT);
  if (status == GNUTLS_E_SUCCESS)
    return TRUE;

  self->n_chain = 0;
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s: the certificates are no chain, your own first: %s"),
               TOCSIN_TLS_IDENTITY_CERTIFICATE, gnutls_strerror (status));
  return FALSE;
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  GError *reason = NULL;

  file = g_mapped_file_new (path, FALSE, &reason);
  if (file != NULL && g_mapped_file_get_length (file) <= MAX_FILE_SIZE)
    return g_mapped_file_get_bytes (file);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s: %s",
               TOCSIN_TLS_IDENTITY_CERTIFICATE, path,
               reason != NULL ? reason->message : _ ("is too large to be a certificate"));
  g_clear_error (&reason);
  return NULL;
}

static int
parse_certificates (GBytes *bytes, gnutls_x509_crt_t **certificates, guint *n_certificates)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);
  gnutls_datum_t datum = { (unsigned char *) (gpointer) data, (unsigned int) size };
  int status =
      gnutls_x509_crt_list_import2 (certificates, n_certificates, &datum, GNUTLS_X509_FMT_PEM, 0);

  if (status >= 0)
    return status;

  return gnutls_x509_crt_list_import2 (certificates, n_certificates, &datum, GNUTLS_X509_FMT_DER,
                                       0);
}

static gboolean
load_file (TocsinTlsIdentity *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (path, error);
  gnutls_x509_crt_t *certificates = NULL;
  guint n_certificates = 0;
  gboolean good;
  int status;

  if (bytes == NULL)
    return FALSE;

  status = parse_certificates (bytes, &certificates, &n_certificates);
  if (status < 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("%s: no certificate found in %s: %s"), TOCSIN_TLS_IDENTITY_CERTIFICATE, path,
                   gnutls_strerror (status));
      return FALSE;
    }
  good = take_certificates (self, certificates, n_certificates, error);
  free_certificates (certificates, n_certificates);

  return good;
}

static gboolean
load_from_token (TocsinTlsIdentity *self,
                 const char *address,
                 const char *owner,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (TocsinTlsToken) token = tocsin_tls_token_new (TOCSIN_TLS_IDENTITY_CERTIFICATE, address,
                                                           FALSE, owner, cancellable, error);
  gnutls_x509_crt_t *certificates = NULL;
  guint n_certificates = 0;
  gboolean good;
  int status;

  if (token == NULL)
    return FALSE;

  status = tocsin_tls_token_load_certificates (token, &certificates, &n_certificates);
  if (status < 0)
    {
      tocsin_tls_token_set_error (token, status, error);
      return FALSE;
    }
  good = take_certificates (self, certificates, n_certificates, error);
  free_certificates (certificates, n_certificates);

  return good;
}

static gboolean
fail_encrypted (GError **error)
{
  fail (TOCSIN_TLS_IDENTITY_KEY,
        _ ("the key is encrypted, and there is nobody to ask for its passphrase"), error);
  if (error != NULL)
    tocsin_error_set_hint (
        *error, _ ("Decrypt it into a file that only you can read (“openssl pkey -in OLD "
                   "-out NEW”), or set encryption.client-key=command:openssl pkey … with "
                   "-passin."));
  return FALSE;
}

static gboolean
load_pem_key (TocsinTlsIdentity *self, TocsinSecret *pem, GError **error)
{
  const char *text = tocsin_secret_peek (pem);
  gnutls_datum_t datum = { (unsigned char *) (gpointer) text,
                           (unsigned int) tocsin_secret_get_length (pem) };
  int status;

  if (strstr (text, "-----BEGIN ENCRYPTED PRIVATE KEY") != NULL
      || strstr (text, "Proc-Type: 4,ENCRYPTED") != NULL)
    return fail_encrypted (error);
  if (strstr (text, "PRIVATE KEY-----") == NULL)
    return fail (TOCSIN_TLS_IDENTITY_KEY, _ ("holds no private key in PEM form"), error);

  status = gnutls_privkey_import_x509_raw (self->key, &datum, GNUTLS_X509_FMT_PEM, NULL, 0);
  if (status == GNUTLS_E_SUCCESS)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s: the private key can't be read: %s"), TOCSIN_TLS_IDENTITY_KEY,
               gnutls_strerror (status));
  return FALSE;
}

static gboolean
load_token_key (TocsinTlsIdentity *self,
                const char *address,
                gboolean secret,
                const char *owner,
                GCancellable *cancellable,
                GError **error)
{
  int status;

  self->token =
      tocsin_tls_token_new (TOCSIN_TLS_IDENTITY_KEY, address, secret, owner, cancellable, error);
  if (self->token == NULL)
    return FALSE;

  status = tocsin_tls_token_load_key (self->token, self->key);
  if (status == GNUTLS_E_SUCCESS)
    return TRUE;

  tocsin_tls_token_set_error (self->token, status, error);
  return FALSE;
}

static gboolean
fail_no_key (const char *certificate, GError **error)
{
  fail (TOCSIN_TLS_IDENTITY_KEY,
        _ ("is empty; encryption.client-certificate is of no use without its key"), error);
  if (error != NULL)
    tocsin_error_set_hint (*error,
                           _ ("Set encryption.client-key=file:PATH; it may be the same file "
                              "if only you can read it (%s)."),
                           certificate);
  return FALSE;
}

static gboolean
load_key (TocsinTlsIdentity *self,
          TocsinSnapshot *settings,
          GCancellable *cancellable,
          GError **error)
{
  const char *reference = tocsin_snapshot_get_string (settings, TOCSIN_TLS_IDENTITY_KEY);
  const char *owner = tocsin_snapshot_get_id (settings);
  g_autoptr (TocsinSecret) secret = NULL;

  if (*reference == '\0')
    return fail_no_key (tocsin_snapshot_get_string (settings, TOCSIN_TLS_IDENTITY_CERTIFICATE),
                        error);
  if (tocsin_tls_token_is_address (reference))
    return load_token_key (self, reference, FALSE, owner, cancellable, error);

  secret = tocsin_snapshot_resolve_secret (settings, TOCSIN_TLS_IDENTITY_KEY, cancellable, error);
  if (secret == NULL)
    return FALSE;
  if (tocsin_tls_token_is_address (tocsin_secret_peek (secret)))
    return load_token_key (self, tocsin_secret_peek (secret), TRUE, owner, cancellable, error);

  return load_pem_key (self, secret, error);
}

static gboolean
get_id (gnutls_pubkey_t key, guint8 *id)
{
  size_t length = SHA256_LENGTH;

  return gnutls_pubkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, id, &length) == GNUTLS_E_SUCCESS;
}

/* A token need not tell the public key; then the server finds out. */
static gboolean
check_match (TocsinTlsIdentity *self, GError **error)
{
  gnutls_pubkey_t public_key = NULL;
  guint8 own[SHA256_LENGTH];
  guint8 shown[SHA256_LENGTH];
  gboolean known;

  gnutls_pubkey_init (&public_key);
  known = gnutls_pubkey_import_privkey (public_key, self->key, 0, 0) == GNUTLS_E_SUCCESS
          && get_id (public_key, own) && get_id (self->chain[0].pubkey, shown);
  gnutls_pubkey_deinit (public_key);
  if (!known || memcmp (own, shown, SHA256_LENGTH) == 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s is not the key of the certificate in %s (%s)"), TOCSIN_TLS_IDENTITY_KEY,
               TOCSIN_TLS_IDENTITY_CERTIFICATE, self->subject);
  return FALSE;
}

/**
 * tocsin_tls_identity_load: (skip)
 * @settings: a connection with `encryption.client-certificate`
 * @cancellable: (nullable): to give up
 * @error: `config.invalid` naming the key, or `secret.*`
 *
 * Returns: (transfer full): an identity with one reference and without a place in the cache.
 */
TocsinTlsIdentity *
tocsin_tls_identity_load (TocsinSnapshot *settings, GCancellable *cancellable, GError **error)
{
  const char *certificate = tocsin_snapshot_get_string (settings, TOCSIN_TLS_IDENTITY_CERTIFICATE);
  TocsinTlsIdentity *self = g_new0 (TocsinTlsIdentity, 1);
  gboolean good;

  self->references = 1;
  gnutls_privkey_init (&self->key);
  if (tocsin_tls_token_is_address (certificate))
    good =
        load_from_token (self, certificate, tocsin_snapshot_get_id (settings), cancellable, error);
  else
    good = load_file (self, certificate, error);
  if (good && load_key (self, settings, cancellable, error) && check_match (self, error))
    return self;

  tocsin_tls_identity_free (self);
  return NULL;
}
