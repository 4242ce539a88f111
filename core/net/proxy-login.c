/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-login-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

#define METHOD "CONNECT"
/* RFC 4559, section 4.1. */
#define SERVICE "HTTP"

/**
 * tocsin_proxy_login_new: (skip)
 * @talk: what is said to the proxy
 *
 * Returns: (transfer full): a login not yet asked for.
 */
TocsinProxyLogin *
tocsin_proxy_login_new (TocsinProxyTalk *talk)
{
  TocsinProxyLogin *self = g_new0 (TocsinProxyLogin, 1);

  self->talk = talk;
  self->unusable = g_string_new (NULL);

  return self;
}

/**
 * tocsin_proxy_login_free: (skip)
 * @self: (transfer full): a login
 */
void
tocsin_proxy_login_free (TocsinProxyLogin *self)
{
  g_clear_pointer (&self->password, tocsin_secret_unref);
  g_clear_object (&self->gss);
  g_clear_pointer (&self->digest, tocsin_http_digest_free);
  g_clear_pointer (&self->token, g_bytes_unref);
  g_string_free (self->unusable, TRUE);
  g_free (self);
}

/**
 * tocsin_proxy_login_get_scheme: (skip)
 * @mechanism: a way to log in
 *
 * Returns: (transfer none): its name in HTTP.
 */
const char *
tocsin_proxy_login_get_scheme (TocsinProxyMechanism mechanism)
{
  static const char *const schemes[] = { "", "Negotiate", "NTLM", "Digest", "Basic" };

  return schemes[mechanism];
}

/**
 * tocsin_proxy_login_find: (skip)
 * @challenges: (element-type TocsinHttpChallenge): what a proxy offers
 * @mechanism: a way to log in
 *
 * Returns: (transfer none) (nullable): the first of that kind.
 */
const TocsinHttpChallenge *
tocsin_proxy_login_find (GPtrArray *challenges, TocsinProxyMechanism mechanism)
{
  for (guint i = 0; i < challenges->len; i++)
    if (tocsin_http_challenge_is (challenges->pdata[i], tocsin_proxy_login_get_scheme (mechanism)))
      return challenges->pdata[i];

  return NULL;
}

static char *
list_offers (GPtrArray *challenges)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < challenges->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            ((TocsinHttpChallenge *) challenges->pdata[i])->scheme);
  if (text->len == 0)
    g_string_append (text, _ ("nothing"));

  return tocsin_text_escape (text->str, -1, 200);
}

/**
 * tocsin_proxy_login_fail: (skip)
 * @self: a login
 * @answer: the proxy's last
 * @format: printf format of what the proxy did
 *
 * Returns: (transfer full): a `proxy.auth` with the proxy's own words in it.
 */
GError *
tocsin_proxy_login_fail (TocsinProxyLogin *self,
                         const TocsinHttpAnswer *answer,
                         const char *format,
                         ...)
{
  g_autofree char *words = g_strdup_printf ("%u %s", answer->status, answer->reason);
  g_autofree char *code = g_strdup_printf ("%u", answer->status);
  g_autofree char *text = NULL;
  GError *reason;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  reason = tocsin_proxy_talk_fail (self->talk, TOCSIN_ERROR_PROXY_AUTH, "%s", text);
  tocsin_error_set_server_text (reason, words);
  tocsin_error_set_response_code (reason, code);
  tocsin_error_set_command (reason, METHOD);

  return reason;
}

static const char *
check_settings (void)
{
  return _ ("Check proxy.username, proxy.password and proxy.domain.");
}

static gboolean
fail (GError *reason, const char *hint, GError **error)
{
  tocsin_error_set_hint (reason, "%s", hint);
  g_propagate_error (error, reason);
  return FALSE;
}

static gboolean
fail_rejected (TocsinProxyLogin *self, const TocsinHttpAnswer *answer, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (self->talk->hop->username, -1, 200);
  GError *reason = tocsin_proxy_login_fail (self, answer, _ ("refuses the login of “%s” (%s)"),
                                            shown, tocsin_proxy_login_get_scheme (self->mechanism));

  return fail (reason, check_settings (), error);
}

/* The library's words are about mail servers; its failure here is the proxy's matter. */
static gboolean
fail_gss (TocsinProxyLogin *self, GError *reason, GError **error)
{
  if (reason->code != TOCSIN_ERROR_CANCELLED)
    {
      if (reason->code != TOCSIN_ERROR_AUTH_TEMPORARY)
        reason->code = TOCSIN_ERROR_PROXY_AUTH;
      g_prefix_error (&reason, _ ("Login to the proxy %s (%s): "), self->talk->hop->text,
                      tocsin_proxy_login_get_scheme (self->mechanism));
      tocsin_error_set_hint (reason, "%s", check_settings ());
    }
  g_propagate_error (error, reason);
  return FALSE;
}

/**
 * tocsin_proxy_login_step: (skip)
 * @self: a login by tokens
 * @challenge: (nullable): the proxy's; %NULL to begin
 * @error: as of tocsin_gss_step()
 *
 * Makes the next token.
 */
gboolean
tocsin_proxy_login_step (TocsinProxyLogin *self,
                         const TocsinHttpChallenge *challenge,
                         GError **error)
{
  g_autoptr (GBytes) token = NULL;

  if (challenge != NULL)
    {
      gsize length;
      guchar *bytes = g_base64_decode (challenge->token, &length);

      token = g_bytes_new_take (bytes, length);
    }
  self->answered = challenge != NULL;
  g_clear_pointer (&self->token, g_bytes_unref);

  return tocsin_gss_step (self->gss, token, &self->token, self->talk->deadline,
                          self->talk->cancellable, error);
}

static gboolean
begin_gss (TocsinProxyLogin *self, GError **error)
{
  const TocsinProxyHop *hop = self->talk->hop;

  g_clear_object (&self->gss);
  self->gss = tocsin_gss_new (
      self->mechanism == LOGIN_NTLM ? TOCSIN_GSS_NTLM : TOCSIN_GSS_NEGOTIATE, SERVICE, hop->host);
  if (*hop->username != '\0')
    tocsin_gss_set_user (self->gss, hop->username, hop->domain, self->password);

  return tocsin_proxy_login_step (self, NULL, error);
}

/* Of several algorithms the best that can be done here. */
static gboolean
begin_digest (TocsinProxyLogin *self, GPtrArray *challenges)
{
  g_clear_pointer (&self->digest, tocsin_http_digest_free);
  for (guint i = 0; i < challenges->len; i++)
    {
      TocsinHttpDigest *digest = tocsin_http_digest_new (challenges->pdata[i]);

      if (digest != NULL
          && (self->digest == NULL
              || tocsin_http_digest_get_strength (digest)
                     > tocsin_http_digest_get_strength (self->digest)))
        {
          g_clear_pointer (&self->digest, tocsin_http_digest_free);
          self->digest = g_steal_pointer (&digest);
        }
      g_clear_pointer (&digest, tocsin_http_digest_free);
    }

  return self->digest != NULL;
}

static gboolean
begin_basic (TocsinProxyLogin *self, GError **error)
{
  /* RFC 7617, section 2. */
  if (self->password == NULL || strchr (self->talk->hop->username, ':') == NULL)
    return self->password != NULL;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("proxy.username: Basic, which the proxy wants, can't have a colon in it"));
  return FALSE;
}

static gboolean
begin (TocsinProxyLogin *self, GPtrArray *challenges, GError **error)
{
  switch (self->mechanism)
    {
    case LOGIN_NEGOTIATE:
      return begin_gss (self, error);
    case LOGIN_NTLM:
      return self->password != NULL && begin_gss (self, error);
    case LOGIN_DIGEST:
      return self->password != NULL && begin_digest (self, challenges);
    case LOGIN_BASIC:
      return begin_basic (self, error);
    case LOGIN_NONE:
    default:
      return FALSE;
    }
}

static void
note_unusable (TocsinProxyLogin *self, const GError *reason)
{
  g_string_append_printf (self->unusable, "%s%s: %s", self->unusable->len > 0 ? "; " : "",
                          tocsin_proxy_login_get_scheme (self->mechanism),
                          reason != NULL           ? reason->message
                          : self->password == NULL ? _ ("needs a password")
                                                   : _ ("asks for something not known here"));
}

/* Basic shows the password to everybody in between: never where there is anything better, even if
 * that can't be used here. */
static gboolean
is_allowed (GPtrArray *challenges, TocsinProxyMechanism mechanism)
{
  return mechanism != LOGIN_BASIC
         || (tocsin_proxy_login_find (challenges, LOGIN_NEGOTIATE) == NULL
             && tocsin_proxy_login_find (challenges, LOGIN_NTLM) == NULL
             && tocsin_proxy_login_find (challenges, LOGIN_DIGEST) == NULL);
}

static gboolean
fail_nothing_in_common (TocsinProxyLogin *self,
                        const TocsinHttpAnswer *answer,
                        GPtrArray *challenges,
                        GError **error)
{
  g_autofree char *offers = list_offers (challenges);
  GError *reason = tocsin_proxy_login_fail (
      self, answer, _ ("offers %s to log in, of which nothing can be used here%s%s"), offers,
      self->unusable->len > 0 ? ": " : "", self->unusable->str);

  if (tocsin_proxy_login_find (challenges, LOGIN_BASIC) != NULL
      && !is_allowed (challenges, LOGIN_BASIC))
    return fail (reason, _ ("Basic is not used while the proxy offers anything safer."), error);

  return fail (reason, check_settings (), error);
}

static gboolean
choose (TocsinProxyLogin *self,
        const TocsinHttpAnswer *answer,
        GPtrArray *challenges,
        TocsinProxyMechanism after,
        GError **error)
{
  static const TocsinProxyMechanism usual[] = { LOGIN_NEGOTIATE, LOGIN_NTLM, LOGIN_DIGEST,
                                                LOGIN_BASIC };
  static const TocsinProxyMechanism windows[] = { LOGIN_NTLM, LOGIN_NEGOTIATE, LOGIN_DIGEST,
                                                  LOGIN_BASIC };
  const char *domain = self->talk->hop->domain;
  const TocsinProxyMechanism *order = domain != NULL && *domain != '\0' ? windows : usual;
  gboolean passed = after == LOGIN_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      g_autoptr (GError) reason = NULL;

      if (passed && tocsin_proxy_login_find (challenges, order[i]) != NULL
          && is_allowed (challenges, order[i]))
        {
          self->mechanism = order[i];
          if (begin (self, challenges, &reason))
            return TRUE;
          if (g_error_matches (reason, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
            return fail_gss (self, g_steal_pointer (&reason), error);
          note_unusable (self, reason);
        }
      passed = passed || order[i] == after;
    }

  self->mechanism = LOGIN_NONE;
  return fail_nothing_in_common (self, answer, challenges, error);
}

static gboolean
take_first (TocsinProxyLogin *self,
            const TocsinHttpAnswer *answer,
            GPtrArray *challenges,
            GError **error)
{
  const TocsinProxyHop *hop = self->talk->hop;

  if (hop->username == NULL)
    {
      g_autofree char *offers = list_offers (challenges);

      return fail (
          tocsin_proxy_login_fail (self, answer, _ ("wants a login (it offers %s)"), offers),
          _ ("Set proxy.use-credentials, proxy.username and proxy.password."), error);
    }
  if (tocsin_proxy_hop_has_password (hop))
    {
      self->password = tocsin_proxy_hop_get_password (hop, self->talk->cancellable, error);
      if (self->password == NULL)
        return FALSE;
    }

  return choose (self, answer, challenges, LOGIN_NONE, error);
}

static gboolean
take_token (TocsinProxyLogin *self,
            const TocsinHttpAnswer *answer,
            GPtrArray *challenges,
            GError **error)
{
  const TocsinHttpChallenge *challenge = tocsin_proxy_login_find (challenges, self->mechanism);
  GError *reason = NULL;

  if (challenge == NULL || challenge->token == NULL)
    {
      /* Whoever wants Kerberos refuses the LOGIN_NTLM in Negotiate; on its own it may be welcome.
       */
      if (self->mechanism == LOGIN_NEGOTIATE)
        return choose (self, answer, challenges, LOGIN_NEGOTIATE, error);
      return fail_rejected (self, answer, error);
    }

  return tocsin_proxy_login_step (self, challenge, &reason) || fail_gss (self, reason, error);
}

/* A nonce that has grown old says nothing about the password. */
static gboolean
take_stale (TocsinProxyLogin *self,
            const TocsinHttpAnswer *answer,
            GPtrArray *challenges,
            GError **error)
{
  const TocsinHttpChallenge *challenge = tocsin_proxy_login_find (challenges, LOGIN_DIGEST);
  const char *stale = challenge != NULL ? tocsin_http_challenge_get (challenge, "stale") : NULL;

  if (stale != NULL && g_ascii_strcasecmp (stale, "true") == 0 && begin_digest (self, challenges))
    return TRUE;

  return fail_rejected (self, answer, error);
}

/**
 * tocsin_proxy_login_take: (skip)
 * @self: a login
 * @answer: the proxy's 407
 * @error: `proxy.auth` if there is no sense in another request; `secret.*`, `cancelled`;
 *   `auth.temporary` if only Kerberos' own servers or the clock are to blame
 */
gboolean
tocsin_proxy_login_take (TocsinProxyLogin *self, const TocsinHttpAnswer *answer, GError **error)
{
  g_autoptr (GPtrArray) challenges =
      tocsin_http_answer_list_challenges (answer, "Proxy-Authenticate");

  switch (self->mechanism)
    {
    case LOGIN_NONE:
      return take_first (self, answer, challenges, error);
    case LOGIN_NEGOTIATE:
    case LOGIN_NTLM:
      return take_token (self, answer, challenges, error);
    case LOGIN_DIGEST:
      return take_stale (self, answer, challenges, error);
    case LOGIN_BASIC:
    default:
      return fail_rejected (self, answer, error);
    }
}

/**
 * tocsin_proxy_login_is_bound: (skip)
 * @self: a login
 *
 * Returns: whether it is in the middle of rounds that must stay on one connection.
 */
gboolean
tocsin_proxy_login_is_bound (const TocsinProxyLogin *self)
{
  return self->answered && (self->mechanism == LOGIN_NTLM || self->mechanism == LOGIN_NEGOTIATE);
}
