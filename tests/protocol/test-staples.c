/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/test-staples.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "tests/protocol/test-certificates-private.h"

/* RFC 6960, appendix B, written in DER by hand: GnuTLS and the openssl tool make only good ones. */

#define SEQUENCE 0x30
#define OCTETS 0x04
#define BITS 0x03
#define TIME 0x18
#define DEFAULT_DAYS 7

static const guint8 sha1[] = { 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00 };
static const guint8 ecdsa_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
                                       0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const guint8 basic_response[] = { 0x06, 0x09, 0x2b, 0x06, 0x01, 0x05,
                                         0x05, 0x07, 0x30, 0x01, 0x01 };

static void
add (GByteArray *to, gconstpointer bytes, gsize length)
{
  g_byte_array_append (to, bytes, (guint) length);
}

/* Takes @content. */
static void
wrap (GByteArray *to, guint8 tag, GByteArray *content)
{
  const guint8 head[] = { tag, 0x82, (guint8) (content->len >> 8), (guint8) content->len };
  const guint8 small[] = { tag, (guint8) content->len };

  if (content->len < 128)
    add (to, small, sizeof small);
  else
    {
      g_assert_cmpuint (content->len, <, 65536);
      /* DER wants the shortest form. */
      if (content->len < 256)
        add (to, (const guint8[]){ tag, 0x81, (guint8) content->len }, 3);
      else
        add (to, head, sizeof head);
    }
  add (to, content->data, content->len);
  g_byte_array_unref (content);
}

static GByteArray *
begin (void)
{
  return g_byte_array_new ();
}

static GByteArray *
from_bytes (gconstpointer bytes, gsize length)
{
  GByteArray *array = begin ();

  add (array, bytes, length);
  return array;
}

static void
add_time (GByteArray *to, int days)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) time = g_date_time_add_days (now, days);
  g_autofree char *text = g_date_time_format (time, "%Y%m%d%H%M%SZ");

  wrap (to, TIME, from_bytes (text, strlen (text)));
}

static void
add_hash (GByteArray *to, const guint8 *bytes, gsize length)
{
  guint8 digest[20];

  test_certificate_check (gnutls_hash_fast (GNUTLS_DIG_SHA1, bytes, length, digest));
  wrap (to, OCTETS, from_bytes (digest, sizeof digest));
}

static void
add_certificate_id (GByteArray *to, gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
  GByteArray *id = begin ();
  gnutls_datum_t name;
  guint8 serial[64];
  size_t serial_size = sizeof serial;
  guint8 key[20];
  size_t key_size = sizeof key;

  test_certificate_check (gnutls_x509_crt_get_raw_issuer_dn (certificate, &name));
  test_certificate_check (gnutls_x509_crt_get_serial (certificate, serial, &serial_size));
  test_certificate_check (
      gnutls_x509_crt_get_key_id (issuer, GNUTLS_KEYID_USE_SHA1, key, &key_size));
  add (id, sha1, sizeof sha1);
  add_hash (id, name.data, name.size);
  wrap (id, OCTETS, from_bytes (key, key_size));
  wrap (id, 0x02, from_bytes (serial, serial_size));
  wrap (to, SEQUENCE, id);
  gnutls_free (name.data);
}

static void
add_status (GByteArray *to, TestStapleStatus status)
{
  GByteArray *content = begin ();

  if (status == TEST_STAPLE_REVOKED)
    {
      add_time (content, -1);
      wrap (to, 0xa1, content);
      return;
    }

  wrap (to, status == TEST_STAPLE_GOOD ? 0x80 : 0x82, content);
}

static void
add_answer (GByteArray *to,
            gnutls_x509_crt_t certificate,
            gnutls_x509_crt_t issuer,
            TestStapleStatus status,
            const TestStaple *options)
{
  GByteArray *answer = begin ();
  GByteArray *end = begin ();

  add_certificate_id (answer, certificate, issuer);
  add_status (answer, status);
  add_time (answer, options->days_from != 0 ? options->days_from : -1);
  add_time (end, options->days_to != 0 ? options->days_to : DEFAULT_DAYS);
  if (options->no_end)
    g_byte_array_unref (end);
  else
    wrap (answer, 0xa0, end);
  wrap (to, SEQUENCE, answer);
}

static GByteArray *
make_data (TestCertificate *certificate, TestCertificate *issuer, const TestStaple *options)
{
  TestCertificate *signer = options->signer != NULL ? options->signer : issuer;
  TestCertificate *about = options->about != NULL ? options->about : certificate;
  GByteArray *content = begin ();
  GByteArray *answers = begin ();
  GByteArray *data = begin ();
  gnutls_datum_t name;

  test_certificate_check (gnutls_x509_crt_get_raw_dn (signer->chain[0], &name));
  wrap (content, 0xa1, from_bytes (name.data, name.size));
  gnutls_free (name.data);
  add_time (content, options->days_from != 0 ? options->days_from : -1);
  if (options->also != NULL)
    add_answer (answers, options->also->chain[0], issuer->chain[0], TEST_STAPLE_GOOD, options);
  add_answer (answers, about->chain[0], issuer->chain[0], options->status, options);
  wrap (content, SEQUENCE, answers);
  wrap (data, SEQUENCE, content);

  return data;
}

static void
add_signature (GByteArray *to, GByteArray *data, TestCertificate *signer, gboolean broken)
{
  GByteArray *bits = begin ();
  gnutls_datum_t input = { data->data, data->len };
  gnutls_datum_t signature;
  gnutls_privkey_t key;

  test_certificate_check (gnutls_privkey_init (&key));
  test_certificate_check (gnutls_privkey_import_x509 (key, signer->key, 0));
  test_certificate_check (gnutls_privkey_sign_data (key, GNUTLS_DIG_SHA256, 0, &input, &signature));
  gnutls_privkey_deinit (key);
  if (broken)
    signature.data[signature.size - 1] ^= 1;
  add (bits, "", 1);
  add (bits, signature.data, signature.size);
  gnutls_free (signature.data);
  add (to, ecdsa_sha256, sizeof ecdsa_sha256);
  wrap (to, BITS, bits);
}

static void
add_signer (GByteArray *to, TestCertificate *signer)
{
  GByteArray *outer = begin ();
  gnutls_datum_t der;

  test_certificate_check (gnutls_x509_crt_export2 (signer->chain[0], GNUTLS_X509_FMT_DER, &der));
  wrap (outer, SEQUENCE, from_bytes (der.data, der.size));
  gnutls_free (der.data);
  wrap (to, 0xa0, outer);
}

static GByteArray *
make_response (TestCertificate *certificate, TestCertificate *issuer, const TestStaple *options)
{
  TestCertificate *signer = options->signer != NULL ? options->signer : issuer;
  g_autoptr (GByteArray) data = make_data (certificate, issuer, options);
  GByteArray *content = begin ();
  GByteArray *basic = begin ();
  GByteArray *inner = begin ();
  GByteArray *outer = begin ();

  add (content, data->data, data->len);
  add_signature (content, data, signer, options->broken);
  if (options->show_signer)
    add_signer (content, signer);
  wrap (basic, SEQUENCE, content);
  add (inner, basic_response, sizeof basic_response);
  wrap (inner, OCTETS, basic);
  wrap (outer, SEQUENCE, inner);

  return outer;
}

/**
 * test_staple_new:
 * @certificate: a certificate
 * @issuer: who made it, with a key of 256 bits on a curve
 * @options: what is special about the staple
 *
 * Returns: (transfer full): an OCSP response.
 */
GBytes *
test_staple_new (TestCertificate *certificate, TestCertificate *issuer, const TestStaple *options)
{
  static const guint8 good[] = { 0x0a, 0x01, 0x00 };
  static const guint8 later[] = { 0x0a, 0x01, 0x03 };
  GByteArray *content = begin ();
  GByteArray *response = begin ();

  if (options->garbage)
    {
      g_byte_array_unref (content);
      add (response, "no response", strlen ("no response"));
      return g_byte_array_free_to_bytes (response);
    }

  add (content, options->refused ? later : good, sizeof good);
  if (!options->refused)
    wrap (content, 0xa0, make_response (certificate, issuer, options));
  wrap (response, SEQUENCE, content);

  return g_byte_array_free_to_bytes (response);
}

static int
on_staple_asked (gnutls_session_t session, void *data, gnutls_datum_t *response)
{
  TestCertificate *self = data;
  gsize size;
  const void *bytes;

  if (self->staple == NULL)
    return GNUTLS_E_NO_CERTIFICATE_STATUS;

  bytes = g_bytes_get_data (self->staple, &size);
  response->data = gnutls_malloc (size);
  response->size = (unsigned int) size;
  memcpy (response->data, bytes, size);
  return 0;
}

/**
 * test_staple_attach:
 * @certificate: a certificate
 * @staple: (nullable) (transfer none): what a server shows beside it
 */
void
test_staple_attach (TestCertificate *certificate, GBytes *staple)
{
  g_clear_pointer (&certificate->staple, g_bytes_unref);
  certificate->staple = staple != NULL ? g_bytes_ref (staple) : NULL;
  gnutls_certificate_set_ocsp_status_request_function (
      test_certificate_get_credentials (certificate), on_staple_asked, certificate);
}
