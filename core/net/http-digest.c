/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#define CNONCE_BYTES 18
/* RFC 8187, section 3.2.1: what needs no percent sign besides letters and digits. */
#define ATTRIBUTE_CHARACTERS "!#$&+-.^_`|~"

typedef struct
{
  const char *name;
  GChecksumType hash;
  gboolean session;
} Algorithm;

/* From the weakest to the strongest. */
static const Algorithm algorithms[] = {
  { "MD5", G_CHECKSUM_MD5, FALSE },
  { "MD5-sess", G_CHECKSUM_MD5, TRUE },
  { "SHA-256", G_CHECKSUM_SHA256, FALSE },
  { "SHA-256-sess", G_CHECKSUM_SHA256, TRUE },
};

struct _TocsinHttpDigest
{
  const Algorithm *algorithm;
  gboolean named; /* whether the challenge named the algorithm */
  gboolean qop;
  gboolean hides_user;
  char *realm;
  char *nonce;
  char *opaque;
  char *cnonce;
  guint count;
  char *proof; /* what the peer has to answer if it knows the password, too */
};

static const Algorithm *
find_algorithm (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (g_ascii_strcasecmp (algorithms[i].name, name != NULL ? name : "MD5") == 0)
      return &algorithms[i];

  return NULL;
}

/* A peer that names no qop at all is one of before RFC 2617. */
static gboolean
has_qop (const char *list, gboolean *qop)
{
  g_auto (GStrv) words = NULL;

  *qop = list != NULL;
  if (list == NULL)
    return TRUE;

  words = g_strsplit (list, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (words[i]), "auth") == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_true (const char *value)
{
  return value != NULL && g_ascii_strcasecmp (value, "true") == 0;
}

/**
 * tocsin_http_digest_new: (skip)
 * @challenge: what the peer sent
 *
 * Returns: (transfer full) (nullable): %NULL if it asks for something we can't do.
 */
TocsinHttpDigest *
tocsin_http_digest_new (const TocsinHttpChallenge *challenge)
{
  const char *name = tocsin_http_challenge_get (challenge, "algorithm");
  const char *realm = tocsin_http_challenge_get (challenge, "realm");
  const char *nonce = tocsin_http_challenge_get (challenge, "nonce");
  const Algorithm *algorithm = find_algorithm (name);
  TocsinHttpDigest *self;
  gboolean qop;

  if (!tocsin_http_challenge_is (challenge, "Digest") || algorithm == NULL || realm == NULL
      || nonce == NULL || !has_qop (tocsin_http_challenge_get (challenge, "qop"), &qop))
    return NULL;

  self = g_new0 (TocsinHttpDigest, 1);
  self->algorithm = algorithm;
  self->named = name != NULL;
  self->qop = qop;
  self->hides_user = is_true (tocsin_http_challenge_get (challenge, "userhash"));
  self->realm = g_strdup (realm);
  self->nonce = g_strdup (nonce);
  self->opaque = g_strdup (tocsin_http_challenge_get (challenge, "opaque"));

  return self;
}

/**
 * tocsin_http_digest_free: (skip)
 * @self: (transfer full): a login
 */
void
tocsin_http_digest_free (TocsinHttpDigest *self)
{
  g_free (self->realm);
  g_free (self->nonce);
  g_free (self->opaque);
  g_free (self->cnonce);
  g_free (self->proof);
  g_free (self);
}

/**
 * tocsin_http_digest_get_strength: (skip)
 * @self: a login
 *
 * Returns: more for a better algorithm.
 */
guint
tocsin_http_digest_get_strength (const TocsinHttpDigest *self)
{
  return (guint) (self->algorithm - algorithms) + 1;
}

/**
 * tocsin_http_digest_get_algorithm: (skip)
 * @self: a login
 *
 * Returns: (transfer none): "SHA-256".
 */
const char *
tocsin_http_digest_get_algorithm (const TocsinHttpDigest *self)
{
  return self->algorithm->name;
}

/**
 * tocsin_http_digest_set_cnonce: (skip)
 * @self: a login
 * @cnonce: our own nonce, instead of one made at random; for test vectors
 */
void
tocsin_http_digest_set_cnonce (TocsinHttpDigest *self, const char *cnonce)
{
  g_free (self->cnonce);
  self->cnonce = g_strdup (cnonce);
}

/* The hash of all of them with colons between. */
static char *
hash (const TocsinHttpDigest *self, const char *const *parts)
{
  GChecksum *checksum = g_checksum_new (self->algorithm->hash);
  char *text;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (i > 0)
        g_checksum_update (checksum, (const guchar *) ":", 1);
      g_checksum_update (checksum, (const guchar *) parts[i], -1);
    }
  text = g_strdup (g_checksum_get_string (checksum));
  g_checksum_free (checksum);

  return text;
}

#define HASH(self, ...) hash (self, (const char *const[]){ __VA_ARGS__, NULL })

static void
make_cnonce (TocsinHttpDigest *self)
{
  guchar random[CNONCE_BYTES];

  if (self->cnonce != NULL)
    return;

  if (gnutls_rnd (GNUTLS_RND_NONCE, random, sizeof random) != 0)
    for (guint i = 0; i < sizeof random; i++)
      random[i] = (guchar) g_random_int_range (0, 256);
  self->cnonce = g_base64_encode (random, sizeof random);
}

static char *
hash_user (const TocsinHttpDigest *self, const char *username, TocsinSecret *password)
{
  g_autofree char *user = HASH (self, username, self->realm, tocsin_secret_peek (password));

  if (!self->algorithm->session)
    return g_steal_pointer (&user);

  return HASH (self, user, self->nonce, self->cnonce);
}

static char *
make_response (const TocsinHttpDigest *self, const char *user, const char *count, const char *what)
{
  if (!self->qop)
    return HASH (self, user, self->nonce, what);

  return HASH (self, user, self->nonce, count, self->cnonce, "auth", what);
}

static void
append_quoted (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, "%s=\"", name);
  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    }
  g_string_append (text, "\", ");
}

/* RFC 7616, section 3.4: a name that isn't ASCII has a form of its own, or is sent as its hash. */
static void
append_username (const TocsinHttpDigest *self, GString *text, const char *username)
{
  if (self->hides_user)
    {
      g_autofree char *hidden = HASH (self, username, self->realm);

      append_quoted (text, "username", hidden);
      g_string_append (text, "userhash=true, ");
      return;
    }
  if (g_str_is_ascii (username))
    {
      append_quoted (text, "username", username);
      return;
    }

  g_string_append (text, "username*=UTF-8''");
  for (const char *c = username; *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || strchr (ATTRIBUTE_CHARACTERS, *c) != NULL)
      g_string_append_c (text, *c);
    else
      g_string_append_printf (text, "%%%02X", (guchar) *c);
  g_string_append (text, ", ");
}

/**
 * tocsin_http_digest_respond: (skip)
 * @self: a login
 * @username: who
 * @password: the password
 * @method: of the request, "CONNECT"
 * @uri: its target as sent
 *
 * Each call is for another request.
 *
 * Returns: (transfer full): what stands behind "Digest " in the header line Proxy-Authorization or
 *   Authorization.
 */
char *
tocsin_http_digest_respond (TocsinHttpDigest *self,
                            const char *username,
                            TocsinSecret *password,
                            const char *method,
                            const char *uri)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *what = HASH (self, method, uri);
  g_autofree char *expected = HASH (self, "", uri);
  g_autofree char *count = g_strdup_printf ("%08x", ++self->count);
  g_autofree char *user = NULL;
  g_autofree char *response = NULL;

  make_cnonce (self);
  user = hash_user (self, username, password);
  response = make_response (self, user, count, what);
  g_free (self->proof);
  self->proof = make_response (self, user, count, expected);
  explicit_bzero (user, strlen (user));

  append_username (self, text, username);
  append_quoted (text, "realm", self->realm);
  append_quoted (text, "nonce", self->nonce);
  append_quoted (text, "uri", uri);
  if (self->opaque != NULL)
    append_quoted (text, "opaque", self->opaque);
  if (self->named)
    g_string_append_printf (text, "algorithm=%s, ", self->algorithm->name);
  if (self->qop || self->algorithm->session)
    append_quoted (text, "cnonce", self->cnonce);
  if (self->qop)
    g_string_append_printf (text, "qop=auth, nc=%s, ", count);
  g_string_append_printf (text, "response=\"%s\"", response);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * tocsin_http_digest_check_proof: (skip)
 * @self: a login that was answered
 * @proof: the parameter rspauth of Proxy-Authentication-Info or Authentication-Info
 *
 * Returns: whether the peer knows the password, too.
 */
gboolean
tocsin_http_digest_check_proof (TocsinHttpDigest *self, const char *proof)
{
  gsize length = strlen (proof);

  return self->proof != NULL && length == strlen (self->proof)
         && gnutls_memcmp (proof, self->proof, length) == 0;
}
