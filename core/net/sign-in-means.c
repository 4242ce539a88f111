/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sign-in-means.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/access-token.h"
#include "core/net/gss.h"

static const char password_key[] = "authentication.password";

static TocsinConnectionSettings *
settings_of (const TocsinSignInMeans *self)
{
  return tocsin_endpoint_get_settings (self->endpoint);
}

static gboolean
get_password (TocsinSignInMeans *self, GCancellable *cancellable, GError **error)
{
  if (self->policy.method == TOCSIN_SASL_METHOD_OAUTH2
      || !tocsin_connection_settings_has_secret (settings_of (self), password_key))
    return TRUE;

  self->password = tocsin_connection_settings_resolve_secret (settings_of (self), password_key,
                                                              cancellable, error);
  self->policy.has_password = self->password != NULL && *self->username != '\0';

  return self->password != NULL;
}

/* A password that is there is taken rather than a grant; a ready token rather than a password. */
static gboolean
wants_token (const TocsinSignInMeans *self)
{
  return tocsin_access_token_is_wanted (settings_of (self))
         && (self->password == NULL || self->policy.method == TOCSIN_SASL_METHOD_OAUTH2
             || tocsin_access_token_is_set (settings_of (self)));
}

static gboolean
get_token (TocsinSignInMeans *self, GCancellable *cancellable, GError **error)
{
  if (!wants_token (self))
    return TRUE;

  self->broker = tocsin_token_broker_get (
      settings_of (self), tocsin_endpoint_get_defaults (self->endpoint)->scopes, error);
  if (self->broker == NULL)
    return FALSE;
  self->token = tocsin_token_broker_obtain (self->broker, cancellable, error);
  self->policy.has_token = self->token != NULL;

  return self->token != NULL;
}

static gboolean
wants_ticket (const TocsinSignInMeans *self, const char *const *mechanisms)
{
  const TocsinSaslPolicy *policy = &self->policy;

  if (policy->method != TOCSIN_SASL_METHOD_AUTO && !tocsin_sasl_policy_wishes (policy, "GSSAPI"))
    return FALSE;
  for (; mechanisms != NULL && *mechanisms != NULL; mechanisms++)
    if (g_ascii_strcasecmp (*mechanisms, "GSSAPI") == 0)
      return tocsin_sasl_policy_allows (policy, "GSSAPI");

  return FALSE;
}

/**
 * tocsin_sign_in_is_same_user: (skip)
 * @username: who we are; "" for whoever it is
 * @principal: whose ticket there is, "alice@EXAMPLE.ORG"
 *
 * Returns: whether they are the same, as far as can be told: realms are in capitals as a rule, mail
 *   addresses are not.
 */
gboolean
tocsin_sign_in_is_same_user (const char *username, const char *principal)
{
  gsize length = strcspn (username, "@");

  if (*username == '\0')
    return TRUE;
  if (strcspn (principal, "@") != length || strncmp (username, principal, length) != 0)
    return FALSE;

  return username[length] == '\0'
         || g_ascii_strcasecmp (username + length, principal + length) == 0;
}

static gboolean
get_ticket (TocsinSignInMeans *self,
            const char *const *mechanisms,
            GCancellable *cancellable,
            GError **error)
{
  gint64 deadline = g_get_monotonic_time ()
                    + tocsin_endpoint_get_limits (self->endpoint)->timeout * G_TIME_SPAN_SECOND;
  g_autoptr (TocsinGss) gss = NULL;
  gboolean own;

  if (!wants_ticket (self, mechanisms))
    return TRUE;
  gss = tocsin_gss_new (TOCSIN_GSS_KERBEROS, tocsin_endpoint_get_defaults (self->endpoint)->service,
                        tocsin_endpoint_get_server_name (self->endpoint));
  self->ticket = tocsin_gss_find_ticket (gss, deadline, cancellable, &self->no_ticket);
  if (self->ticket == NULL)
    {
      if (self->no_ticket->code != TOCSIN_ERROR_CANCELLED)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&self->no_ticket));
      return FALSE;
    }

  own = tocsin_sign_in_is_same_user (self->username, self->ticket);
  self->policy.has_ticket = own;
  self->policy.has_foreign_ticket = !own;

  return TRUE;
}

/**
 * tocsin_sign_in_means_gather: (skip)
 * @self: (out caller-allocates): zeros; to be cleared in any case
 * @endpoint: whose settings; must outlive @self
 * @tls: (nullable): the TLS session, if there is one
 * @mechanisms: (array zero-terminated=1): what the server offers
 * @cancellable: (nullable): to stop it
 * @error: `secret.*`, `config.not-supported` or `cancelled`
 *
 * Returns: whether everything that is set is there.
 */
gboolean
tocsin_sign_in_means_gather (TocsinSignInMeans *self,
                             TocsinEndpoint *endpoint,
                             TocsinTls *tls,
                             const char *const *mechanisms,
                             GCancellable *cancellable,
                             GError **error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_endpoint_get_settings (endpoint));

  self->endpoint = endpoint;
  self->username = tocsin_snapshot_get_string (settings, "authentication.username");
  self->authorization =
      tocsin_snapshot_get_string (settings, "authentication.authorization-identity");
  tocsin_sasl_policy_init (&self->policy, endpoint, tls);

  return get_password (self, cancellable, error) && get_token (self, cancellable, error)
         && get_ticket (self, mechanisms, cancellable, error);
}

/**
 * tocsin_sign_in_means_clear: (skip)
 * @self: means
 */
void
tocsin_sign_in_means_clear (TocsinSignInMeans *self)
{
  g_clear_pointer (&self->password, tocsin_secret_unref);
  g_clear_pointer (&self->token, tocsin_secret_unref);
  g_clear_object (&self->broker);
  g_clear_pointer (&self->ticket, g_free);
  g_clear_error (&self->no_ticket);
}

/**
 * tocsin_sign_in_means_identify: (skip)
 * @self: means
 * @sasl: an exchange not yet begun
 *
 * Tells @sasl who we are. A ticket makes the password needless. Where the ticket is not the user's,
 * the server is told whom we mean, and decides.
 */
void
tocsin_sign_in_means_identify (const TocsinSignInMeans *self, TocsinSasl *sasl)
{
  gboolean by_ticket =
      g_str_equal (tocsin_sasl_get_mechanism (sasl), "GSSAPI") && self->ticket != NULL;
  gboolean foreign = by_ticket && self->policy.has_foreign_ticket && *self->authorization == '\0';

  tocsin_sasl_set_identity (sasl, self->username, by_ticket ? NULL : self->password,
                            foreign ? self->username : self->authorization);
  tocsin_sasl_set_token (sasl, self->token);
}
