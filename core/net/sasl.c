/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sasl.h"

#include <glib/gi18n-lib.h>
#include <gsasl.h>
#include <string.h>

#include "core/base/error.h"

struct _TocsinSasl
{
  GObject parent_instance;

  char *mechanism;
  Gsasl_session *session;
  gboolean is_scram;
  gboolean server_first;
  gboolean ignores_challenges;
  gboolean needs_binding;
  gboolean unusable_password;
  gboolean done;
  guint n_challenges;
};

G_DEFINE_FINAL_TYPE (TocsinSasl, tocsin_sasl, G_TYPE_OBJECT)

/* What GNU SASL keeps and doesn't wipe. */
static void
wipe_properties (Gsasl_session *session)
{
  static const Gsasl_property secrets[] = { GSASL_PASSWORD, GSASL_SCRAM_SALTED_PASSWORD,
                                            GSASL_SCRAM_SERVERKEY, GSASL_SCRAM_STOREDKEY };

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      char *value = (char *) gsasl_property_fast (session, secrets[i]);

      if (value != NULL)
        explicit_bzero (value, strlen (value));
    }
}

static void
tocsin_sasl_finalize (GObject *object)
{
  TocsinSasl *self = TOCSIN_SASL (object);

  if (self->session != NULL)
    {
      wipe_properties (self->session);
      gsasl_finish (self->session);
    }
  g_free (self->mechanism);

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
}

/* Read only once it is set up, so all threads share it. */
static Gsasl *
get_library (void)
{
  static gsize once = 0;
  static Gsasl *library = NULL;

  if (g_once_init_enter (&once))
    {
      if (gsasl_init (&library) != GSASL_OK)
        library = NULL;
      g_once_init_leave (&once, 1);
    }

  return library;
}

static gboolean
is_one_of (const char *mechanism, const char *const *names)
{
  return g_strv_contains (names, mechanism);
}

static void
set_traits (TocsinSasl *self)
{
  static const char *const server_first[] = { "LOGIN", "CRAM-MD5", NULL };

  self->is_scram = g_str_has_prefix (self->mechanism, "SCRAM-");
  self->needs_binding = g_str_has_suffix (self->mechanism, "-PLUS");
  self->server_first = is_one_of (self->mechanism, server_first);
  /* Quirk 8: its prompts may say anything, so the answers go by their position. */
  self->ignores_challenges = g_str_equal (self->mechanism, "LOGIN");
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
  Gsasl *library = get_library ();

  g_return_val_if_fail (mechanism != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_SASL, NULL);
  self->mechanism = g_ascii_strup (mechanism, -1);
  if (library == NULL || gsasl_client_start (library, self->mechanism, &self->session) != GSASL_OK)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM,
                   _ ("The mechanism %s is not supported"), mechanism);
      return NULL;
    }
  set_traits (self);
  gsasl_property_set (self->session, GSASL_SERVICE, service);
  gsasl_property_set (self->session, GSASL_HOSTNAME, host);

  return g_steal_pointer (&self);
}

/**
 * tocsin_sasl_set_identity:
 * @self: an exchange not yet begun
 * @username: who we are
 * @password: (nullable): what proves it; copied, and wiped with @self
 * @authorization_identity: (nullable): whom we want to act for; "" is nobody else
 */
void
tocsin_sasl_set_identity (TocsinSasl *self,
                          const char *username,
                          TocsinSecret *password,
                          const char *authorization_identity)
{
  g_return_if_fail (TOCSIN_IS_SASL (self));

  gsasl_property_set (self->session, GSASL_AUTHID, username);
  gsasl_property_set (self->session, GSASL_ANONYMOUS_TOKEN, username);
  if (authorization_identity != NULL && *authorization_identity != '\0')
    gsasl_property_set (self->session, GSASL_AUTHZID, authorization_identity);
  if (password == NULL)
    return;

  /* The mechanisms take text: what stands behind a NUL would be cut off in silence. */
  self->unusable_password =
      strlen (tocsin_secret_peek (password)) != tocsin_secret_get_length (password);
  gsasl_property_set (self->session, GSASL_PASSWORD, tocsin_secret_peek (password));
}

static void
set_binding (TocsinSasl *self, TocsinTls *tls, TocsinChannelBinding type, Gsasl_property property)
{
  g_autoptr (GBytes) binding = tocsin_tls_get_channel_binding (tls, type);
  g_autofree char *text = NULL;

  if (binding == NULL)
    return;

  text = g_base64_encode (g_bytes_get_data (binding, NULL), g_bytes_get_size (binding));
  gsasl_property_set (self->session, property, text);
}

/**
 * tocsin_sasl_set_tls:
 * @self: an exchange not yet begun
 * @tls: (nullable): the TLS session that carries it
 *
 * Ties a -PLUS mechanism to the TLS session. Others stay as they are: they may have been chosen
 * just because the server's binding doesn't work.
 */
void
tocsin_sasl_set_tls (TocsinSasl *self, TocsinTls *tls)
{
  g_return_if_fail (TOCSIN_IS_SASL (self));

  if (tls == NULL || !self->needs_binding)
    return;

  set_binding (self, tls, TOCSIN_CHANNEL_BINDING_TLS_EXPORTER, GSASL_CB_TLS_EXPORTER);
  set_binding (self, tls, TOCSIN_CHANNEL_BINDING_TLS_UNIQUE, GSASL_CB_TLS_UNIQUE);
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

  return self->mechanism;
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

static gboolean
fail (TocsinSasl *self, int code, const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, code, _ ("Authentication with %s failed: %s"), self->mechanism,
               why);
  return FALSE;
}

static gboolean
check_limits (TocsinSasl *self, const char *challenge, GError **error)
{
  if (self->unusable_password)
    return fail (self, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, _ ("the password contains a NUL"),
                 error);
  if (strlen (challenge) > TOCSIN_SASL_MAX_CHALLENGE)
    return fail (self, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, _ ("the server's challenge is too long"),
                 error);
  if (++self->n_challenges > TOCSIN_SASL_MAX_CHALLENGES)
    return fail (self, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, _ ("the server asks on and on"), error);

  return TRUE;
}

/* RFC 5802, section 7: r=…,s=…,i=4096 */
static gboolean
check_iterations (TocsinSasl *self, const char *challenge, GError **error)
{
  g_auto (GStrv) attributes = g_strsplit (challenge, ",", -1);
  guint64 count = 0;

  for (guint i = 0; attributes[i] != NULL; i++)
    if (g_str_has_prefix (attributes[i], "i=")
        && (!g_ascii_string_to_unsigned (attributes[i] + 2, 10, 1, TOCSIN_SASL_MAX_ITERATIONS,
                                         &count, NULL)))
      return fail (self, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                   _ ("the server asks for too many rounds of hashing"), error);

  return TRUE;
}

/* RFC 5802, section 7: the server's reasons. */
static gboolean
check_server_error (TocsinSasl *self, const char *challenge, GError **error)
{
  int code = TOCSIN_ERROR_AUTH_MECHANISM_FAILED;
  GError *reason = NULL;

  if (!g_str_has_prefix (challenge, "e="))
    return TRUE;

  if (strstr (challenge, "channel-binding") != NULL)
    code = TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN;
  else if (g_str_has_prefix (challenge, "e=invalid-proof")
           || g_str_has_prefix (challenge, "e=unknown-user"))
    code = TOCSIN_ERROR_AUTH_REJECTED;
  fail (self, code, _ ("the server refuses"), &reason);
  tocsin_error_set_server_text (reason, challenge);
  g_propagate_error (error, reason);

  return FALSE;
}

static gboolean
check_scram (TocsinSasl *self, const char *challenge, GError **error)
{
  return !self->is_scram
         || (check_iterations (self, challenge, error)
             && check_server_error (self, challenge, error));
}

static gboolean
fail_step (TocsinSasl *self, int status, GError **error)
{
  switch (status)
    {
    case GSASL_AUTHENTICATION_ERROR:
      return fail (self,
                   self->is_scram ? TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN
                                  : TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                   _ ("the server could not prove that it knows the password: possibly somebody in "
                      "between"),
                   error);
    case GSASL_NO_CB_TLS_UNIQUE:
    case GSASL_NO_CB_TLS_EXPORTER:
      return fail (self, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                   _ ("this TLS session has no channel binding"), error);
    case GSASL_MECHANISM_CALLED_TOO_MANY_TIMES:
      return fail (self, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                   _ ("the server asks once more after the end"), error);
    case GSASL_NO_AUTHID:
    case GSASL_NO_PASSWORD:
      return fail (self, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                   _ ("authentication.username and authentication.password are needed"), error);
    default:
      return fail (self, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, gsasl_strerror (status), error);
    }
}

static char *
decode (TocsinSasl *self, const char *challenge, gsize *length, GError **error)
{
  char *decoded = NULL;
  char *text;

  if (self->ignores_challenges || *challenge == '\0')
    {
      *length = 0;
      return g_strdup ("");
    }
  if (gsasl_base64_from (challenge, strlen (challenge), &decoded, length) != GSASL_OK)
    {
      fail (self, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, _ ("the server's challenge is no base64"),
            error);
      return NULL;
    }

  /* With a NUL behind it, which SCRAM's checks rely on. */
  text = g_strndup (decoded, *length);
  gsasl_free (decoded);
  return text;
}

static void
free_wiped (char *bytes, gsize length)
{
  if (bytes != NULL)
    explicit_bzero (bytes, length);
  gsasl_free (bytes);
}

static char *
run_step (TocsinSasl *self, const char *decoded, gsize length, GError **error)
{
  char *output = NULL;
  size_t output_length = 0;
  char *response;
  int status = gsasl_step (self->session, decoded, length, &output, &output_length);

  if (status != GSASL_OK && status != GSASL_NEEDS_MORE)
    {
      free_wiped (output, output_length);
      fail_step (self, status, error);
      return NULL;
    }

  self->done = status == GSASL_OK;
  response = g_base64_encode ((const guchar *) output, output_length);
  free_wiped (output, output_length);

  return response;
}

/**
 * tocsin_sasl_step:
 * @self: an exchange
 * @challenge: (nullable): what the server said, in base64; %NULL or "" for the initial response
 * @error: `auth.mechanism-failed`, `auth.server-not-proven` or `auth.rejected`; the exchange is to
 *   be ended then (`*`)
 *
 * Returns: (transfer full): the response in base64, perhaps ""; it may hold the password, so wipe
 *   it and hand it to tocsin_line_stream_put_secret() only.
 */
char *
tocsin_sasl_step (TocsinSasl *self, const char *challenge, GError **error)
{
  g_autofree char *decoded = NULL;
  gsize length = 0;

  g_return_val_if_fail (TOCSIN_IS_SASL (self), NULL);

  if (challenge == NULL)
    challenge = "";
  if (!check_limits (self, challenge, error))
    return NULL;
  decoded = decode (self, challenge, &length, error);
  if (decoded == NULL || !check_scram (self, decoded, error))
    return NULL;

  return run_step (self, decoded, length, error);
}

/**
 * tocsin_sasl_is_proven:
 * @self: an exchange that the server says is a success
 * @error: `auth.server-not-proven`
 *
 * Returns: whether the success may be believed: a SCRAM server has to show that it knows the
 *   password, too, before it says so.
 */
gboolean
tocsin_sasl_is_proven (TocsinSasl *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SASL (self), FALSE);

  if (!self->is_scram || self->done)
    return TRUE;

  return fail (self, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN,
               _ ("the server says yes without a proof that it knows the password: possibly "
                  "somebody in between"),
               error);
}
