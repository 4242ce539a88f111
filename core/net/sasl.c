/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sasl.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/sasl-backend.h"

#define DEFAULT_TIMEOUT 30

struct _TocsinSasl
{
  GObject parent_instance;

  TocsinSaslFacts facts;
  const TocsinSaslBackend *backend;
  gpointer state;
  gboolean server_first;
  gboolean ignores_challenges;
  gboolean done;
  guint n_challenges;
};

G_DEFINE_FINAL_TYPE (TocsinSasl, tocsin_sasl, G_TYPE_OBJECT)

static const struct
{
  const char *mechanism;
  const TocsinSaslBackend *backend;
  gboolean server_first;
} known[] = {
  { "PLAIN", &tocsin_sasl_gnu, FALSE },
  { "LOGIN", &tocsin_sasl_gnu, TRUE },
  { "CRAM-MD5", &tocsin_sasl_gnu, TRUE },
  { "DIGEST-MD5", &tocsin_sasl_gnu, TRUE },
  { "SCRAM-SHA-1", &tocsin_sasl_scram, FALSE },
  { "SCRAM-SHA-1-PLUS", &tocsin_sasl_scram, FALSE },
  { "SCRAM-SHA-256", &tocsin_sasl_scram, FALSE },
  { "SCRAM-SHA-256-PLUS", &tocsin_sasl_scram, FALSE },
  { "EXTERNAL", &tocsin_sasl_gnu, FALSE },
  { "ANONYMOUS", &tocsin_sasl_gnu, FALSE },
  { "OAUTHBEARER", &tocsin_sasl_oauth, FALSE },
  { "XOAUTH2", &tocsin_sasl_oauth, FALSE },
  { "GSSAPI", &tocsin_sasl_gss, FALSE },
  { "NTLM", &tocsin_sasl_gss, FALSE },
};

static void
tocsin_sasl_finalize (GObject *object)
{
  TocsinSasl *self = TOCSIN_SASL (object);

  if (self->state != NULL)
    self->backend->free (self->state);
  g_free (self->facts.mechanism);
  g_free (self->facts.service);
  g_free (self->facts.host);
  g_free (self->facts.username);
  g_free (self->facts.authorization);
  g_clear_pointer (&self->facts.password, tocsin_secret_unref);
  g_clear_pointer (&self->facts.token, tocsin_secret_unref);
  g_clear_object (&self->facts.tls);

  G_OBJECT_CLASS (tocsin_sasl_parent_class)->finalize (object);
}

static void
tocsin_sasl_class_init (TocsinSaslClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_sasl_finalize;
}

static void
tocsin_sasl_init (TocsinSasl *self)
{
  self->facts.timeout = DEFAULT_TIMEOUT;
  self->facts.username = g_strdup ("");
  self->facts.authorization = g_strdup ("");
}

static gboolean
find_backend (TocsinSasl *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].mechanism, self->facts.mechanism))
      {
        self->backend = known[i].backend;
        self->server_first = known[i].server_first;
        return TRUE;
      }

  return FALSE;
}

/**
 * tocsin_sasl_new:
 * @mechanism: as tocsin_sasl_choose() gave it
 * @service: the protocol's service name
 * @host: the server's name
 * @error: `auth.no-common-mechanism` if it isn't known here
 *
 * Returns: (transfer full): an exchange not yet begun.
 */
TocsinSasl *
tocsin_sasl_new (const char *mechanism, const char *service, const char *host, GError **error)
{
  g_autoptr (TocsinSasl) self = NULL;

  g_return_val_if_fail (mechanism != NULL && service != NULL && host != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_SASL, NULL);
  self->facts.mechanism = g_ascii_strup (mechanism, -1);
  self->facts.service = g_strdup (service);
  self->facts.host = g_strdup (host);
  if (!find_backend (self))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM,
                   _ ("The mechanism %s is not supported"), mechanism);
      return NULL;
    }
  /* Quirk 8: its prompts may say anything, so the answers go by their position. */
  self->ignores_challenges = g_str_equal (self->facts.mechanism, "LOGIN");

  return g_steal_pointer (&self);
}

/**
 * tocsin_sasl_set_port:
 * @self: an exchange not yet begun
 * @port: the server's, which OAUTHBEARER tells it
 */
void
tocsin_sasl_set_port (TocsinSasl *self, guint16 port)
{
  g_return_if_fail (TOCSIN_IS_SASL (self));

  self->facts.port = port;
}

/**
 * tocsin_sasl_set_timeout:
 * @self: an exchange not yet begun
 * @seconds: how long the servers of Kerberos may take for a step
 */
void
tocsin_sasl_set_timeout (TocsinSasl *self, guint seconds)
{
  g_return_if_fail (TOCSIN_IS_SASL (self));

  self->facts.timeout = seconds;
}

/**
 * tocsin_sasl_set_identity:
 * @self: an exchange not yet begun
 * @username: who we are
 * @password: (nullable): what proves it
 * @authorization_identity: (nullable): whom we want to act for; "" is nobody else
 */
void
tocsin_sasl_set_identity (TocsinSasl *self,
                          const char *username,
                          TocsinSecret *password,
                          const char *authorization_identity)
{
  g_return_if_fail (TOCSIN_IS_SASL (self) && self->state == NULL);
  g_return_if_fail (username != NULL);

  g_free (self->facts.username);
  self->facts.username = g_strdup (username);
  g_free (self->facts.authorization);
  self->facts.authorization =
      g_strdup (authorization_identity != NULL ? authorization_identity : "");
  g_clear_pointer (&self->facts.password, tocsin_secret_unref);
  self->facts.password = password != NULL ? tocsin_secret_ref (password) : NULL;
}

/**
 * tocsin_sasl_set_token:
 * @self: an exchange not yet begun
 * @token: (nullable): an access token (RFC 6750), for OAUTHBEARER and XOAUTH2
 */
void
tocsin_sasl_set_token (TocsinSasl *self, TocsinSecret *token)
{
  g_return_if_fail (TOCSIN_IS_SASL (self) && self->state == NULL);

  g_clear_pointer (&self->facts.token, tocsin_secret_unref);
  self->facts.token = token != NULL ? tocsin_secret_ref (token) : NULL;
}

/**
 * tocsin_sasl_set_tls:
 * @self: an exchange not yet begun
 * @tls: (nullable): the TLS session that carries it
 * @bound_offered: whether the server offers any -PLUS mechanism
 *
 * Ties a -PLUS mechanism to the TLS session. SCRAM without it tells the server that we could have
 * been tied if the server offers nothing of the kind: one that did, before somebody in between
 * struck it out, then ends the exchange (RFC 5802, section 6).
 */
void
tocsin_sasl_set_tls (TocsinSasl *self, TocsinTls *tls, gboolean bound_offered)
{
  g_return_if_fail (TOCSIN_IS_SASL (self) && self->state == NULL);

  g_set_object (&self->facts.tls, tls);
  self->facts.bound_offered = bound_offered;
}

/**
 * tocsin_sasl_get_mechanism:
 * @self: an exchange
 *
 * Returns: (transfer none): its name in capitals.
 */
const char *
tocsin_sasl_get_mechanism (TocsinSasl *self)
{
  g_return_val_if_fail (TOCSIN_IS_SASL (self), NULL);

  return self->facts.mechanism;
}

/**
 * tocsin_sasl_has_initial:
 * @self: an exchange
 *
 * Returns: whether the client speaks first: tocsin_sasl_step() without a challenge is its initial
 *   response. Else the server does.
 */
gboolean
tocsin_sasl_has_initial (TocsinSasl *self)
{
  g_return_val_if_fail (TOCSIN_IS_SASL (self), FALSE);

  return !self->server_first;
}

/**
 * tocsin_sasl_fail: (skip)
 * @facts: what it was about
 * @code: one of `auth.*`
 * @why: a reason, for people
 * @error: where to put it
 *
 * Returns: %FALSE
 */
gboolean
tocsin_sasl_fail (const TocsinSaslFacts *facts, int code, const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, code, _ ("Authentication with %s failed: %s"), facts->mechanism,
               why);
  return FALSE;
}

/**
 * tocsin_sasl_check_text_password: (skip)
 * @facts: what it is about
 * @error: `auth.mechanism-failed`
 *
 * Returns: whether a mechanism that takes text can take the password: what stands behind a NUL
 * would be cut off in silence.
 */
gboolean
tocsin_sasl_check_text_password (const TocsinSaslFacts *facts, GError **error)
{
  if (facts->password == NULL
      || strlen (tocsin_secret_peek (facts->password))
             == tocsin_secret_get_length (facts->password))
    return TRUE;

  return tocsin_sasl_fail (facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                           _ ("the password contains a NUL"), error);
}

static gboolean
check_limits (TocsinSasl *self, const char *challenge, GError **error)
{
  if (strlen (challenge) > TOCSIN_SASL_MAX_CHALLENGE)
    return tocsin_sasl_fail (&self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                             _ ("the server's challenge is too long"), error);
  if (++self->n_challenges > TOCSIN_SASL_MAX_CHALLENGES)
    return tocsin_sasl_fail (&self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                             _ ("the server asks on and on"), error);

  return TRUE;
}

static gboolean
is_base64 (const char *text)
{
  gsize digits = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  gsize padding = strspn (text + digits, "=");

  return padding <= 2 && text[digits + padding] == '\0' && (digits + padding) % 4 == 0;
}

/* With a NUL behind it, on which who parses text relies. */
static char *
decode (TocsinSasl *self, const char *challenge, gsize *length, GError **error)
{
  g_autofree char *text = g_strchomp (g_strdup (challenge));
  g_autofree guchar *decoded = NULL;

  *length = 0;
  if (self->ignores_challenges || *text == '\0')
    return g_strdup ("");
  if (!is_base64 (text))
    {
      tocsin_sasl_fail (&self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                        _ ("the server's challenge is no base64"), error);
      return NULL;
    }
  decoded = g_base64_decode (text, length);
  decoded = g_realloc (decoded, *length + 1);
  decoded[*length] = '\0';

  return (char *) g_steal_pointer (&decoded);
}

static TocsinSecret *
encode (TocsinSecret *response)
{
  return tocsin_secret_new_take (g_base64_encode ((const guchar *) tocsin_secret_peek (response),
                                                  tocsin_secret_get_length (response)),
                                 -1);
}

/**
 * tocsin_sasl_step:
 * @self: an exchange
 * @challenge: (nullable): what the server said, in base64; %NULL or "" for the initial response
 * @cancellable: (nullable): to stop asking the servers of Kerberos
 * @error: one of `auth.*`, `config.invalid` or `cancelled`; the exchange is to be ended then
 *
 * Returns: (transfer full): the response in base64, perhaps "".
 */
TocsinSecret *
tocsin_sasl_step (TocsinSasl *self,
                  const char *challenge,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *decoded = NULL;
  g_autoptr (TocsinSecret) response = NULL;
  gsize length = 0;

  g_return_val_if_fail (TOCSIN_IS_SASL (self), NULL);

  if (challenge == NULL)
    challenge = "";
  if (!check_limits (self, challenge, error))
    return NULL;
  decoded = decode (self, challenge, &length, error);
  if (decoded == NULL)
    return NULL;
  if (self->state == NULL)
    self->state = self->backend->begin (&self->facts, error);
  if (self->state == NULL)
    return NULL;

  self->done = FALSE;
  response = self->backend->step (self->state, decoded, length, &self->done, cancellable, error);

  return response != NULL ? encode (response) : NULL;
}

/**
 * tocsin_sasl_is_proven:
 * @self: an exchange that the server says is a success
 * @error: `auth.server-not-proven`
 *
 * Returns: whether the success may be believed: with SCRAM, DIGEST-MD5 and GSSAPI the server has to
 *   show that it knows us before it says so; with the others it has to have asked at least.
 */
gboolean
tocsin_sasl_is_proven (TocsinSasl *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SASL (self), FALSE);

  if (self->done)
    return TRUE;

  return tocsin_sasl_fail (&self->facts, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN,
                           _ ("the server says yes before the exchange is at its end, without a "
                              "proof that it knows us: possibly somebody in between"),
                           error);
}

/**
 * tocsin_sasl_explain:
 * @self: an exchange that the server has refused
 * @refusal: how the refusal reads by itself
 *
 * Adds what the server said in the exchange, in the mechanism's own terms.
 */
void
tocsin_sasl_explain (TocsinSasl *self, GError *refusal)
{
  g_return_if_fail (TOCSIN_IS_SASL (self));
  g_return_if_fail (refusal != NULL);

  if (self->state != NULL && self->backend->explain != NULL)
    self->backend->explain (self->state, refusal);
}
