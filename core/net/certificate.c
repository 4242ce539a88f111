/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/certificate.h"

#include "core/base/text.h"

/* Names shown of a certificate that is for others; one made for hundreds helps nobody. */
#define MAX_NAMES_SHOWN 20
#define MAX_NAMES 1000
#define MAX_NAME_LENGTH 512

static char *
take_name (gnutls_datum_t *name)
{
  char *text = tocsin_text_escape ((const char *) name->data, (gssize) name->size, MAX_NAME_LENGTH);

  gnutls_free (name->data);
  return text;
}

/**
 * tocsin_certificate_import: (skip)
 * @der: a certificate
 *
 * Returns: (transfer full) (nullable): the certificate, or %NULL if it is none; free it with
 *   gnutls_x509_crt_deinit().
 */
gnutls_x509_crt_t
tocsin_certificate_import (const gnutls_datum_t *der)
{
  gnutls_x509_crt_t certificate = NULL;

  if (gnutls_x509_crt_init (&certificate) != GNUTLS_E_SUCCESS)
    return NULL;
  if (gnutls_x509_crt_import (certificate, der, GNUTLS_X509_FMT_DER) == GNUTLS_E_SUCCESS)
    return certificate;

  gnutls_x509_crt_deinit (certificate);
  return NULL;
}

/**
 * tocsin_certificate_dup_subject: (skip)
 * @certificate: a certificate
 *
 * Returns: (transfer full): whom it is for, fit to be shown.
 */
char *
tocsin_certificate_dup_subject (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t name;

  if (gnutls_x509_crt_get_dn3 (certificate, &name, 0) != GNUTLS_E_SUCCESS)
    return g_strdup ("");

  return take_name (&name);
}

/**
 * tocsin_certificate_dup_issuer: (skip)
 * @certificate: a certificate
 *
 * Returns: (transfer full): who made it, fit to be shown.
 */
char *
tocsin_certificate_dup_issuer (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t name;

  if (gnutls_x509_crt_get_issuer_dn3 (certificate, &name, 0) != GNUTLS_E_SUCCESS)
    return g_strdup ("");

  return take_name (&name);
}

/**
 * tocsin_certificate_dup_fingerprint: (skip)
 * @der: a certificate
 *
 * Returns: (transfer full): its SHA-256, as `encryption.pinned-certificate` takes it.
 */
char *
tocsin_certificate_dup_fingerprint (const gnutls_datum_t *der)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->size);
}

/**
 * tocsin_certificate_is_self_issued: (skip)
 * @certificate: a certificate
 *
 * Returns: whether it names itself as its issuer, as roots do.
 */
gboolean
tocsin_certificate_is_self_issued (gnutls_x509_crt_t certificate)
{
  return gnutls_x509_crt_check_issuer (certificate, certificate) != 0;
}

/**
 * tocsin_certificate_names_issuers_place: (skip)
 * @certificate: a certificate
 *
 * One that does was made by an authority with intermediates; those of a private authority hardly
 * ever do. So a chain that ends there has a gap.
 *
 * Returns: whether it says where its issuer's certificate is to be had.
 */
gboolean
tocsin_certificate_names_issuers_place (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t place = { NULL, 0 };
  int status = GNUTLS_E_SUCCESS;

  for (guint i = 0; status != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE && i < 16; i++)
    {
      status = gnutls_x509_crt_get_authority_info_access (certificate, i, GNUTLS_IA_CAISSUERS_URI,
                                                          &place, NULL);
      if (status == GNUTLS_E_SUCCESS)
        {
          gnutls_free (place.data);
          return TRUE;
        }
    }

  return FALSE;
}

typedef void (*NameFunc) (int type, const char *name, gsize length, gpointer user_data);

static void
for_each_name (gnutls_x509_crt_t certificate, NameFunc func, gpointer user_data)
{
  for (guint i = 0; i < MAX_NAMES; i++)
    {
      char name[MAX_NAME_LENGTH];
      size_t length = sizeof name;
      int type = gnutls_x509_crt_get_subject_alt_name (certificate, i, name, &length, NULL);

      if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
      if (type >= 0)
        func (type, name, length, user_data);
    }
}

static void
add_name (int type, const char *name, gsize length, gpointer user_data)
{
  GPtrArray *names = user_data;

  if (names->len > MAX_NAMES_SHOWN)
    return;
  if (type == GNUTLS_SAN_DNSNAME)
    g_ptr_array_add (names, tocsin_text_escape (name, (gssize) length, 100));
  if (type == GNUTLS_SAN_IPADDRESS && (length == 4 || length == 16))
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes (
          (const guint8 *) name, length == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);

      g_ptr_array_add (names, g_inet_address_to_string (address));
    }
}

/**
 * tocsin_certificate_list_names: (skip)
 * @certificate: a server's certificate
 *
 * Returns: (transfer full) (element-type utf8): the hosts and addresses that it is for, fit to be
 *   shown; of hundreds the first few.
 */
GPtrArray *
tocsin_certificate_list_names (gnutls_x509_crt_t certificate)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for_each_name (certificate, add_name, names);
  return names;
}

/**
 * tocsin_certificate_join_names: (skip)
 * @names: (element-type utf8): of tocsin_certificate_list_names()
 *
 * Returns: (transfer full): all in one text
 */
char *
tocsin_certificate_join_names (GPtrArray *names)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (names->len, MAX_NAMES_SHOWN); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  if (names->len > MAX_NAMES_SHOWN)
    g_string_append (text, ", …");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
note_type (int type, const char *name, gsize length, gpointer user_data)
{
  guint *seen = user_data;

  if (type < 32)
    *seen |= 1u << type;
}

/**
 * tocsin_certificate_matches: (skip)
 * @certificate: a server's certificate
 * @name: a host name or an address
 *
 * GnuTLS falls back to the common name where there is no subjectAltName; RFC 9525 forbids it, so it
 * is asked only if there is one of the right kind.
 *
 * Returns: whether it is for @name.
 */
gboolean
tocsin_certificate_matches (gnutls_x509_crt_t certificate, const char *name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);
  guint wanted = address != NULL ? GNUTLS_SAN_IPADDRESS : GNUTLS_SAN_DNSNAME;
  guint seen = 0;

  for_each_name (certificate, note_type, &seen);
  if ((seen & 1u << wanted) == 0)
    return FALSE;
  if (address != NULL)
    return gnutls_x509_crt_check_ip (certificate, g_inet_address_to_bytes (address),
                                     g_inet_address_get_native_size (address), 0)
           != 0;

  return gnutls_x509_crt_check_hostname2 (certificate, name, GNUTLS_VERIFY_DO_NOT_ALLOW_IP_MATCHES)
         != 0;
}

/**
 * tocsin_certificate_dup_key_kind: (skip)
 * @certificate: a certificate
 *
 * Returns: (transfer full): algorithm and size of its public key
 */
char *
tocsin_certificate_dup_key_kind (gnutls_x509_crt_t certificate)
{
  unsigned int bits = 0;
  int kind = gnutls_x509_crt_get_pk_algorithm (certificate, &bits);
  const char *name = kind >= 0 ? gnutls_pk_get_name ((gnutls_pk_algorithm_t) kind) : NULL;

  return g_strdup_printf ("%s %u", name != NULL ? name : "?", bits);
}

/**
 * tocsin_certificate_dup_signature_kind: (skip)
 * @certificate: a certificate
 *
 * Returns: (transfer full): the algorithm that its issuer signed it with
 */
char *
tocsin_certificate_dup_signature_kind (gnutls_x509_crt_t certificate)
{
  int algorithm = gnutls_x509_crt_get_signature_algorithm (certificate);
  const char *name =
      algorithm >= 0 ? gnutls_sign_get_name ((gnutls_sign_algorithm_t) algorithm) : NULL;

  return g_strdup (name != NULL ? name : "?");
}

/**
 * tocsin_certificate_dup_key_pin: (skip)
 * @certificate: a certificate
 *
 * Returns: (transfer full) (nullable): its public key as `encryption.pinned-certificate` takes it,
 *   `sha256:` and base64
 */
char *
tocsin_certificate_dup_key_pin (gnutls_x509_crt_t certificate)
{
  g_autoptr (GBytes) digest = tocsin_certificate_digest_key (certificate);
  g_autofree char *text = NULL;
  gsize length;
  const guchar *bytes = digest != NULL ? g_bytes_get_data (digest, &length) : NULL;

  if (bytes == NULL)
    return NULL;

  text = g_base64_encode (bytes, length);
  return g_strdup_printf ("sha256:%s", text);
}

/**
 * tocsin_certificate_digest_key: (skip)
 * @certificate: a certificate
 *
 * Returns: (transfer full) (nullable): the SHA-256 of its public key (SPKI), which outlives a
 *   renewal that keeps the key.
 */
GBytes *
tocsin_certificate_digest_key (gnutls_x509_crt_t certificate)
{
  guint8 digest[32];
  size_t length = sizeof digest;

  if (gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA256, digest, &length)
      != GNUTLS_E_SUCCESS)
    return NULL;

  return g_bytes_new (digest, length);
}

/**
 * tocsin_certificate_digest: (skip)
 * @der: a certificate
 *
 * Returns: (transfer full): its SHA-256.
 */
GBytes *
tocsin_certificate_digest (const gnutls_datum_t *der)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, der->data, der->size);
  g_checksum_get_digest (checksum, digest, &length);

  return g_bytes_new (digest, length);
}
