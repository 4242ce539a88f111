/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How every protocol signs in: what is chosen, what is said, and what is tried after a failure.
 *
 * One password is refused once a session: servers count, and lock accounts. But a server may offer
 * what it can't do (quirk 6), so after these a session opens another connection, on which they are
 * left aside:
 * - a mechanism that did not work at all, on our side or the server's;
 * - a -PLUS one, or one that may lack what it needs on the server (a key, a domain, a password kept
 *   in clear), that was refused; once only: if what is tried then is refused, too, it is the
 *   password, and the next sessions try nothing else until one gets in.
 * What fails before the server has heard of it is left aside on the spot. */
#include "core/net/sign-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/access-token.h"
#include "core/net/sasl-memory.h"
#include "core/net/sign-in-exchange.h"

typedef struct
{
  TocsinSignInLine line;
  TocsinSignInMeans means;
  TocsinSaslMemory *memory;
  GStrv mechanisms; /* offered, APOP among them */
  GStrv failed;
} SignIn;

static void
sign_in_clear (SignIn *self)
{
  tocsin_sign_in_means_clear (&self->means);
  g_clear_pointer (&self->mechanisms, g_strfreev);
  g_clear_pointer (&self->failed, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SignIn, sign_in_clear)

static const char *const *
offered (const SignIn *self)
{
  return (const char *const *) self->mechanisms;
}

static GStrv
list_offered (const TocsinSignInOffer *offer, const TocsinSignInDialect *dialect)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; offer->mechanisms[i] != NULL; i++)
    g_strv_builder_add (builder, offer->mechanisms[i]);
  if (offer->timestamp != NULL && dialect->prove != NULL)
    g_strv_builder_add (builder, "APOP");

  return g_strv_builder_end (builder);
}

static void
recall (SignIn *self)
{
  g_strfreev (self->failed);
  self->failed = tocsin_sasl_memory_list (self->memory);
  self->means.policy.refused = (const char *const *) self->failed;
}

static gboolean
check_settings (const TocsinSignInMeans *means, GError **error)
{
  if (means->policy.method != TOCSIN_SASL_METHOD_NONE)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("the server wants us to sign in, and authentication.method is none"));
  if (error != NULL)
    tocsin_error_add_remedy (*error, "authentication.method", "auto");
  return FALSE;
}

static gboolean
can_use_own_command (const SignIn *self)
{
  const TocsinSaslPolicy *policy = &self->means.policy;

  return self->line.offer->own && self->line.dialect->log_in != NULL && policy->has_password
         && policy->method != TOCSIN_SASL_METHOD_OAUTH2 && *self->means.authorization == '\0'
         && (tocsin_sasl_policy_allows (policy, "PLAIN")
             || tocsin_sasl_policy_allows (policy, "LOGIN"));
}

/* Quirk 4: Exchange takes DOMAIN\user and user/shared in the protocol's own command only. */
static gboolean
prefers_own_command (const SignIn *self, const char *mechanism)
{
  if (!can_use_own_command (self))
    return FALSE;

  return mechanism == NULL
         || (g_str_equal (mechanism, "PLAIN") && strpbrk (self->means.username, "\\/") != NULL);
}

static void
report_choice (const SignIn *self, const char *mechanism, const char *name)
{
  TocsinReport *report = tocsin_session_get_report (self->line.session);
  g_autofree char *passed_over =
      tocsin_sasl_list_passed_over (offered (self), &self->means.policy, mechanism);

  tocsin_report_fact (report, "mechanism", "%s", name);
  if (passed_over != NULL)
    tocsin_report_fact (report, "mechanism.passed-over", "%s", passed_over);
}

static gboolean
is_bound (const char *mechanism)
{
  return g_str_has_suffix (mechanism, "-PLUS");
}

static gboolean
offers_bound (const SignIn *self)
{
  for (gsize i = 0; self->mechanisms[i] != NULL; i++)
    {
      g_autofree char *name = g_ascii_strup (self->mechanisms[i], -1);

      if (is_bound (name))
        return TRUE;
    }

  return FALSE;
}

/* Servers offer these and may lack what they need for them (a stored password, a key, a realm;
 * Cyrus with TLS 1.3 binds by tls-unique, which is not there, and refuses RFC 9266's tls-exporter).
 */
static gboolean
may_fail_by_itself (const char *mechanism)
{
  static const char *const doubtful[] = { "DIGEST-MD5", "CRAM-MD5", "APOP", "NTLM",
                                          "GSSAPI",     "EXTERNAL", NULL };

  return is_bound (mechanism) || g_strv_contains (doubtful, mechanism);
}

/* Those that are refused together: what binds one mechanism to the TLS session binds all of them,
 * and a refusal of one that is in doubt leaves the others in doubt. */
static void
leave_aside (SignIn *self, const char *mechanism, gboolean refused)
{
  for (gsize i = 0; self->mechanisms[i] != NULL; i++)
    {
      g_autofree char *name = g_ascii_strup (self->mechanisms[i], -1);

      if (g_str_equal (name, mechanism) || (is_bound (mechanism) && is_bound (name))
          || (refused && may_fail_by_itself (name)))
        tocsin_sasl_memory_note (self->memory, name);
    }
  recall (self);
}

/* Whether there is something else to try; if not, what failed is not to blame for good. */
static gboolean
try_without (SignIn *self, const char *mechanism, gboolean refused)
{
  leave_aside (self, mechanism, refused);
  if (tocsin_sasl_choose (offered (self), &self->means.policy, NULL) != NULL
      || can_use_own_command (self))
    return TRUE;

  tocsin_sasl_memory_clear (self->memory);
  return FALSE;
}

/* Whether something else may be tried, which is set up then. @mechanism is NULL for the protocol's
 * own command. */
static gboolean
fall_back (SignIn *self, const char *mechanism, const GError *failure)
{
  gboolean refused = failure->code == TOCSIN_ERROR_AUTH_REJECTED;

  if (refused && (mechanism == NULL || !may_fail_by_itself (mechanism)))
    {
      /* What failed before it was not to blame. */
      tocsin_sasl_memory_set_blames_password (self->memory, self->failed[0] != NULL);
      tocsin_sasl_memory_clear (self->memory);
      return FALSE;
    }
  if (mechanism == NULL
      || (refused ? tocsin_sasl_memory_blames_password (self->memory)
                  : failure->code != TOCSIN_ERROR_AUTH_MECHANISM_FAILED))
    return FALSE;

  return try_without (self, mechanism, refused);
}

/* A token that is refused may have ended early, so another is tried, once; Dovecot says of one that
 * has ended that it is for something else. What is refused fresh is not too old but wrong. */
static gboolean
renew_token (const SignIn *self, GError *failure)
{
  const TocsinSignInMeans *means = &self->means;

  if (means->broker == NULL
      || (failure->code != TOCSIN_ERROR_AUTH_OAUTH_EXPIRED
          && failure->code != TOCSIN_ERROR_AUTH_OAUTH_SCOPE
          && failure->code != TOCSIN_ERROR_AUTH_OAUTH_INVALID))
    return FALSE;
  if (tocsin_token_broker_refuse (means->broker, means->token))
    return TRUE;

  if (failure->code == TOCSIN_ERROR_AUTH_OAUTH_EXPIRED
      && !tocsin_access_token_is_set (tocsin_endpoint_get_settings (means->endpoint)))
    failure->code = TOCSIN_ERROR_AUTH_OAUTH_INVALID;
  return FALSE;
}

/* Nothing went to the server, so what is wrong is here or with Kerberos. */
static gboolean
fall_back_at_once (SignIn *self, const char *mechanism, const GError *failure)
{
  if (failure->code != TOCSIN_ERROR_AUTH_MECHANISM_FAILED
      && failure->code != TOCSIN_ERROR_AUTH_TEMPORARY
      && failure->code != TOCSIN_ERROR_AUTH_NO_TICKET)
    return FALSE;

  return try_without (self, mechanism, FALSE);
}

static gboolean
fail_choice (const SignIn *self, GError *refusal, GError **error)
{
  const TocsinSignInMeans *means = &self->means;
  g_autoptr (GError) reason = refusal;

  if (!means->policy.has_username && !means->policy.has_token && !means->policy.has_certificate
      && !means->policy.has_ticket)
    {
      g_clear_error (&reason);
      reason =
          g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                               _ ("the server wants us to sign in, and authentication.username "
                                  "is not set"));
    }
  else if (means->no_ticket != NULL && reason->code == TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM
           && !means->policy.has_password && !means->policy.has_token)
    {
      g_clear_error (&reason);
      reason = g_error_copy (means->no_ticket);
    }
  else if (self->line.offer->disabled && !means->policy.encrypted)
    {
      g_clear_error (&reason);
      reason = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
                                    _ ("the server lets nobody sign in without TLS"));
      tocsin_error_set_hint (reason, _ ("set encryption.mode to implicit or starttls"));
    }
  g_propagate_error (error, g_steal_pointer (&reason));

  return FALSE;
}

static void
report_token (const SignIn *self)
{
  TocsinReport *report = tocsin_session_get_report (self->line.session);
  g_autoptr (TocsinTokenState) state = tocsin_token_broker_get_state (self->means.broker);
  g_autoptr (GDateTime) end =
      state->expires > 0 ? g_date_time_new_from_unix_utc (state->expires / G_USEC_PER_SEC) : NULL;
  g_autofree char *text = end != NULL ? g_date_time_format_iso8601 (end) : NULL;

  if (state->user != NULL)
    tocsin_report_fact (report, "token.user", "%s", state->user);
  if (text != NULL)
    tocsin_report_fact (report, "token.expires", "%s", text);
}

/* A server may cut off who signed in with a token when that ends, in the middle of something. */
static void
note_end (const SignIn *self, const char *mechanism)
{
  if (!g_str_equal (mechanism, "XOAUTH2") && !g_str_equal (mechanism, "OAUTHBEARER"))
    return;

  tocsin_session_set_end (self->line.session,
                          tocsin_token_broker_get_end (self->means.broker, self->means.token));
  report_token (self);
}

/* One try, with the strongest that is left. @on is set if another can follow on the same line. */
static gboolean
try_strongest (
    SignIn *self, gboolean *on, gboolean *again, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) failure = NULL;
  const char *mechanism = tocsin_sasl_choose (offered (self), &self->means.policy, &refusal);
  gboolean told = TRUE;

  *on = FALSE;
  if (prefers_own_command (self, mechanism))
    {
      mechanism = NULL;
      report_choice (self, "PLAIN", "LOGIN");
      if (tocsin_sign_in_line_log_in (&self->line, cancellable, &failure))
        return TRUE;
    }
  else if (mechanism == NULL)
    return fail_choice (self, g_steal_pointer (&refusal), error);
  else
    {
      report_choice (self, mechanism, mechanism);
      if (tocsin_sign_in_line_authenticate (&self->line, mechanism, &told, cancellable, &failure))
        {
          note_end (self, mechanism);
          return TRUE;
        }
    }

  if (told)
    *again = renew_token (self, failure) || fall_back (self, mechanism, failure);
  else
    *on = fall_back_at_once (self, mechanism, failure);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

static gboolean
try_all (SignIn *self, gboolean *again, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      gboolean on;

      if (try_strongest (self, &on, again, cancellable, &failure))
        return TRUE;
      if (!on)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      tocsin_report_warn (tocsin_session_get_report (self->line.session), "%s", failure->message);
    }
}

/**
 * tocsin_sign_in:
 * @session: a session whose line is as safe as it gets
 * @tls: (nullable): the TLS session, if there is one
 * @offer: what the server offers
 * @dialect: how the protocol says it
 * @user_data: for @dialect
 * @again: (out): set when another connection may do better; what failed is left aside then
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong: `auth.*`, `config.*`, `secret.*`, or trouble on the way,
 *   which is never taken for a wrong password
 *
 * Signs in with the strongest mechanism in common for which there is what it needs, and tells the
 * session's report which, and why not a stronger one.
 *
 * Returns: whether the server knows who we are, and has proven itself where the mechanism can that.
 */
gboolean
tocsin_sign_in (TocsinSession *session,
                TocsinTls *tls,
                const TocsinSignInOffer *offer,
                const TocsinSignInDialect *dialect,
                gpointer user_data,
                gboolean *again,
                GCancellable *cancellable,
                GError **error)
{
  TocsinEndpoint *endpoint = tocsin_session_get_endpoint (session);
  g_auto (SignIn) self = {
    .line = { session, tls, offer, FALSE, dialect, user_data, NULL },
    .memory = tocsin_sasl_memory_of (endpoint),
    .mechanisms = list_offered (offer, dialect),
  };

  if (!tocsin_sign_in_means_gather (&self.means, endpoint, tls, offered (&self), cancellable, error)
      || !check_settings (&self.means, error))
    return FALSE;
  self.line.means = &self.means;
  self.line.offers_bound = offers_bound (&self);
  recall (&self);
  if (!try_all (&self, again, cancellable, error))
    return FALSE;
  tocsin_sasl_memory_set_blames_password (self.memory, FALSE);
  return TRUE;
}
