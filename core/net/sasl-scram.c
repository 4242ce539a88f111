/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* SCRAM (RFC 5802, RFC 7677), with and without a channel binding. GNU SASL 2.2 can't say "y" (we
 * could bind, you don't offer it), without which a list that somebody has shortened goes unseen;
 * and it takes nonces and extensions that must not be taken. */
#include "core/net/sasl-backend.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gsasl.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/sasl.h"

#define NONCE_BYTES 18
#define MAX_HASH 32

typedef enum
{
  AT_CLIENT_FIRST,
  AT_CLIENT_FINAL,
  AT_SERVER_FINAL,
  AT_END,
} Stage;

typedef struct
{
  const TocsinSaslFacts *facts;
  gnutls_mac_algorithm_t mac;
  gnutls_digest_algorithm_t digest;
  gsize hash_length;
  Stage stage;
  char *nonce;
  char *header;    /* gs2-header */
  char *bare;      /* client-first-message-bare */
  GBytes *binding; /* (nullable) */
  guint8 signature[MAX_HASH];
} Scram;

static void
scram_free (gpointer state)
{
  Scram *self = state;

  g_free (self->nonce);
  g_free (self->header);
  g_free (self->bare);
  g_clear_pointer (&self->binding, g_bytes_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scram, scram_free)

static gboolean
fail (const Scram *self, const char *why, GError **error)
{
  return tocsin_sasl_fail (self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, why, error);
}

static gboolean
fail_proof (const Scram *self, const char *why, GError **error)
{
  return tocsin_sasl_fail (self->facts, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN, why, error);
}

/* RFC 4013. */
static TocsinSecret *
prepare (const Scram *self, const char *text, Gsasl_saslprep_flags flags, GError **error)
{
  char *prepared = NULL;
  TocsinSecret *result;

  if (gsasl_saslprep (text, flags, &prepared, NULL) != GSASL_OK)
    {
      fail (self, _ ("the user name or the password has characters that SCRAM doesn't take"),
            error);
      return NULL;
    }
  result = tocsin_secret_new (prepared, -1);
  explicit_bzero (prepared, strlen (prepared));
  gsasl_free (prepared);

  return result;
}

static char *
escape (const char *name)
{
  g_autoptr (GString) escaped = g_string_new (name);

  g_string_replace (escaped, "=", "=3D", 0);
  g_string_replace (escaped, ",", "=2C", 0);

  return g_string_free (g_steal_pointer (&escaped), FALSE);
}

static GBytes *
get_binding (const TocsinSaslFacts *facts, const char **name)
{
  GBytes *binding;

  if (facts->tls == NULL)
    return NULL;
  *name = "tls-exporter";
  binding = tocsin_tls_get_channel_binding (facts->tls, TOCSIN_CHANNEL_BINDING_TLS_EXPORTER);
  if (binding != NULL)
    return binding;
  *name = "tls-unique";

  return tocsin_tls_get_channel_binding (facts->tls, TOCSIN_CHANNEL_BINDING_TLS_UNIQUE);
}

/* RFC 5802, section 6. Where the server offers a binding that we left aside, because it didn't
 * work, "y" would be wrong. */
static gboolean
choose_binding (Scram *self, GError **error)
{
  const char *name = NULL;
  g_autoptr (GBytes) binding = get_binding (self->facts, &name);
  g_autofree char *authorization = escape (self->facts->authorization);
  const char *prefix = *authorization != '\0' ? "a=" : "";

  if (g_str_has_suffix (self->facts->mechanism, "-PLUS"))
    {
      if (binding == NULL)
        return fail (self, _ ("this TLS session has no channel binding"), error);
      self->binding = g_steal_pointer (&binding);
      self->header = g_strdup_printf ("p=%s,%s%s,", name, prefix, authorization);
    }
  else
    self->header =
        g_strdup_printf ("%c,%s%s,", binding != NULL && !self->facts->bound_offered ? 'y' : 'n',
                         prefix, authorization);

  return TRUE;
}

static gboolean
introduce (Scram *self, GError **error)
{
  guint8 random[NONCE_BYTES];
  g_autoptr (TocsinSecret) user = NULL;
  g_autofree char *name = NULL;

  if (!choose_binding (self, error))
    return FALSE;
  user = prepare (self, self->facts->username, GSASL_ALLOW_UNASSIGNED, error);
  if (user == NULL)
    return FALSE;
  if (gnutls_rnd (GNUTLS_RND_NONCE, random, sizeof random) < 0)
    return fail (self, _ ("no random numbers"), error);

  name = escape (tocsin_secret_peek (user));
  self->nonce = g_base64_encode (random, sizeof random);
  self->bare = g_strdup_printf ("n=%s,r=%s", name, self->nonce);

  return TRUE;
}

static gpointer
scram_begin (const TocsinSaslFacts *facts, GError **error)
{
  g_autoptr (Scram) self = g_new0 (Scram, 1);
  gboolean sha256 = strstr (facts->mechanism, "SHA-256") != NULL;

  self->facts = facts;
  self->mac = sha256 ? GNUTLS_MAC_SHA256 : GNUTLS_MAC_SHA1;
  self->digest = sha256 ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA1;
  self->hash_length = gnutls_hash_get_len (self->digest);
  if (*facts->username == '\0' || facts->password == NULL)
    {
      fail (self, _ ("authentication.username and authentication.password are needed"), error);
      return NULL;
    }
  if (!tocsin_sasl_check_text_password (facts, error) || !introduce (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* RFC 5802, section 7: the server's reasons. */
static gboolean
fail_by_server (const Scram *self, const char *challenge, GError **error)
{
  int code = TOCSIN_ERROR_AUTH_MECHANISM_FAILED;
  GError *reason = NULL;

  if (strstr (challenge, "channel-binding") != NULL)
    code = TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN;
  else if (g_str_has_prefix (challenge, "e=invalid-proof")
           || g_str_has_prefix (challenge, "e=unknown-user"))
    code = TOCSIN_ERROR_AUTH_REJECTED;
  tocsin_sasl_fail (self->facts, code, _ ("the server refuses"), &reason);
  tocsin_error_set_server_text (reason, challenge);
  g_propagate_error (error, reason);

  return FALSE;
}

static gboolean
check_nonce (const Scram *self, const char *nonce, GError **error)
{
  if (!g_str_has_prefix (nonce, self->nonce))
    return fail_proof (self, _ ("the server answers somebody else's question"), error);
  /* What is ours alone is what somebody has who plays back an old exchange. */
  if (strcmp (nonce, self->nonce) == 0)
    return fail_proof (self, _ ("the server adds nothing of its own to the nonce"), error);

  return TRUE;
}

/* RFC 5802, section 5.1: r=…,s=…,i=4096 and then perhaps extensions. Who doesn't know one that is
 * called "m" must not go on. Two of a kind leave open which counts. */
static gboolean
check_attributes (const Scram *self, char **attributes, GError **error)
{
  static const char names[] = "rsi";
  guint64 rounds;

  for (guint i = 0; i < strlen (names); i++)
    if (attributes[i] == NULL || attributes[i][0] != names[i] || attributes[i][1] != '=')
      return fail (self, _ ("the server's challenge can't be read"), error);
  for (guint i = strlen (names); attributes[i] != NULL; i++)
    if (strchr ("mrsi", *attributes[i]) != NULL)
      return fail (self, _ ("the server wants an extension that is not known here"), error);

  if (!g_ascii_string_to_unsigned (attributes[2] + 2, 10, 1, TOCSIN_SASL_MAX_ITERATIONS, &rounds,
                                   NULL))
    return fail (self, _ ("the server asks for too many rounds of hashing, or none"), error);

  return check_nonce (self, attributes[0] + 2, error);
}

static gboolean
salt_password (
    const Scram *self, const char *encoded_salt, guint rounds, guint8 *salted, GError **error)
{
  g_autoptr (TocsinSecret) password =
      prepare (self, tocsin_secret_peek (self->facts->password), 0, error);
  gsize length = 0;
  g_autofree guchar *salt = g_base64_decode (encoded_salt, &length);
  gnutls_datum_t key, grains = { salt, (unsigned) length };

  if (password == NULL)
    return FALSE;
  if (length == 0)
    return fail (self, _ ("the server sends no salt"), error);
  key.data = (unsigned char *) tocsin_secret_peek (password);
  key.size = (unsigned) tocsin_secret_get_length (password);

  return gnutls_pbkdf2 (self->mac, &key, &grains, rounds, salted, self->hash_length) == 0
         || fail (self, _ ("the password can't be hashed here"), error);
}

static void
hmac (const Scram *self, const guint8 *key, const char *message, guint8 *out)
{
  gnutls_hmac_fast (self->mac, key, self->hash_length, message, strlen (message), out);
}

/* RFC 5802, section 3. */
static char *
prove (Scram *self, const guint8 *salted, const char *message)
{
  guint8 key[MAX_HASH], stored[MAX_HASH], mask[MAX_HASH];
  char *proof;

  hmac (self, salted, "Client Key", key);
  gnutls_hash_fast (self->digest, key, self->hash_length, stored);
  hmac (self, stored, message, mask);
  for (gsize i = 0; i < self->hash_length; i++)
    mask[i] ^= key[i];
  proof = g_base64_encode (mask, self->hash_length);

  hmac (self, salted, "Server Key", key);
  hmac (self, key, message, self->signature);
  explicit_bzero (key, sizeof key);
  explicit_bzero (stored, sizeof stored);

  return proof;
}

static char *
encode_binding (const Scram *self)
{
  g_autoptr (GByteArray) input = g_byte_array_new ();

  g_byte_array_append (input, (const guint8 *) self->header, strlen (self->header));
  if (self->binding != NULL)
    g_byte_array_append (input, g_bytes_get_data (self->binding, NULL),
                         g_bytes_get_size (self->binding));

  return g_base64_encode (input->data, input->len);
}

static TocsinSecret *
answer (Scram *self, const char *challenge, GError **error)
{
  g_auto (GStrv) attributes = g_strsplit (challenge, ",", -1);
  g_autofree char *binding = encode_binding (self);
  g_autofree char *end = NULL;
  g_autofree char *message = NULL;
  g_autofree char *proof = NULL;
  guint8 salted[MAX_HASH];

  if (!check_attributes (self, attributes, error)
      || !salt_password (self, attributes[1] + 2,
                         (guint) g_ascii_strtoull (attributes[2] + 2, NULL, 10), salted, error))
    return NULL;

  end = g_strdup_printf ("c=%s,%s", binding, attributes[0]);
  message = g_strjoin (",", self->bare, challenge, end, NULL);
  proof = prove (self, salted, message);
  explicit_bzero (salted, sizeof salted);

  return tocsin_secret_new_take (g_strjoin (",p=", end, proof, NULL), -1);
}

/* Extensions may follow the signature. */
static TocsinSecret *
check_signature (Scram *self, const char *challenge, GError **error)
{
  g_autofree char *expected = g_base64_encode (self->signature, self->hash_length);
  g_autofree char *found = g_strndup (challenge, strcspn (challenge, ","));

  if (!g_str_has_prefix (found, "v="))
    {
      fail (self, _ ("the server's challenge can't be read"), error);
      return NULL;
    }
  if (strlen (found + 2) != strlen (expected)
      || gnutls_memcmp (found + 2, expected, strlen (expected)) != 0)
    {
      fail_proof (self,
                  _ ("the server could not prove that it knows the password: possibly somebody in "
                     "between"),
                  error);
      return NULL;
    }

  return tocsin_secret_new ("", 0);
}

static TocsinSecret *
scram_step (gpointer state,
            const char *challenge,
            gsize length,
            gboolean *done,
            GCancellable *cancellable,
            GError **error)
{
  Scram *self = state;
  TocsinSecret *response = NULL;

  if (strlen (challenge) != length || !g_utf8_validate (challenge, -1, NULL))
    {
      fail (self, _ ("the server's challenge can't be read"), error);
      return NULL;
    }
  if (g_str_has_prefix (challenge, "e="))
    {
      fail_by_server (self, challenge, error);
      return NULL;
    }

  switch (self->stage)
    {
    case AT_CLIENT_FIRST:
      response = tocsin_secret_new_take (g_strconcat (self->header, self->bare, NULL), -1);
      break;
    case AT_CLIENT_FINAL:
      response = answer (self, challenge, error);
      break;
    case AT_SERVER_FINAL:
      response = check_signature (self, challenge, error);
      *done = response != NULL;
      break;
    case AT_END:
    default:
      fail (self, _ ("the server asks once more after the end"), error);
      break;
    }
  if (response != NULL)
    self->stage++;

  return response;
}

const TocsinSaslBackend tocsin_sasl_scram = { scram_begin, scram_step, NULL, scram_free };
