/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-login-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

/* RFC 4559, section 4.1. */
#define SERVICE "HTTP"

/**
 * tocsin_http_login_new: (skip)
 * @task: what it is for; must outlive the login
 *
 * Returns: (transfer full): a login not yet asked for.
 */
TocsinHttpLogin *
tocsin_http_login_new (const TocsinHttpLoginTask *task)
{
  TocsinHttpLogin *self = g_new0 (TocsinHttpLogin, 1);

  self->task = task;
  self->unusable = g_string_new (NULL);

  return self;
}

/**
 * tocsin_http_login_free: (skip)
 * @self: (transfer full): a login
 */
void
tocsin_http_login_free (TocsinHttpLogin *self)
{
  g_clear_pointer (&self->password, tocsin_secret_unref);
  g_clear_object (&self->gss);
  g_clear_pointer (&self->digest, tocsin_http_digest_free);
  g_clear_pointer (&self->token, g_bytes_unref);
  g_string_free (self->unusable, TRUE);
  g_free (self);
}

/**
 * tocsin_http_mechanism_to_string: (skip)
 * @mechanism: a way to log in
 *
 * Returns: (transfer none): its name in HTTP.
 */
const char *
tocsin_http_mechanism_to_string (TocsinHttpMechanism mechanism)
{
  static const char *const schemes[TOCSIN_HTTP_N_MECHANISMS] = { "", "Negotiate", "NTLM", "Digest",
                                                                 "Basic" };

  return schemes[mechanism];
}

/**
 * tocsin_http_login_find: (skip)
 * @challenges: (element-type TocsinHttpChallenge): what is offered
 * @mechanism: a way to log in
 *
 * Returns: (transfer none) (nullable): the first of that kind.
 */
const TocsinHttpChallenge *
tocsin_http_login_find (GPtrArray *challenges, TocsinHttpMechanism mechanism)
{
  for (guint i = 0; i < challenges->len; i++)
    if (tocsin_http_challenge_is (challenges->pdata[i],
                                  tocsin_http_mechanism_to_string (mechanism)))
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

static gboolean
fail (TocsinHttpLogin *self, TocsinHttpRefusal refusal, const char *text, GError **error)
{
  g_propagate_error (error, self->task->asker->fail (self->task->data, refusal, text));
  return FALSE;
}

static gboolean
fail_rejected (TocsinHttpLogin *self, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (self->task->username, -1, 200);
  g_autofree char *text = g_strdup_printf (_ ("refuses the login of “%s” (%s)"), shown,
                                           tocsin_http_mechanism_to_string (self->mechanism));

  return fail (self, TOCSIN_HTTP_REFUSAL_REJECTED, text, error);
}

static gboolean
fail_gss (TocsinHttpLogin *self, GError *reason, GError **error)
{
  if (!g_error_matches (reason, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
    reason = self->task->asker->blame (self->task->data, self->mechanism, reason);
  g_propagate_error (error, reason);
  return FALSE;
}

/**
 * tocsin_http_login_step: (skip)
 * @self: a login by tokens
 * @challenge: (nullable): theirs; %NULL to begin
 * @error: as of tocsin_gss_step()
 *
 * Makes the next token.
 */
gboolean
tocsin_http_login_step (TocsinHttpLogin *self, const TocsinHttpChallenge *challenge, GError **error)
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

  return tocsin_gss_step (self->gss, token, &self->token, self->task->deadline,
                          self->task->cancellable, error);
}

static gboolean
begin_gss (TocsinHttpLogin *self, GError **error)
{
  const TocsinHttpLoginTask *task = self->task;
  gboolean negotiate = self->mechanism == TOCSIN_HTTP_MECHANISM_NEGOTIATE;

  g_clear_object (&self->gss);
  self->gss =
      tocsin_gss_new (negotiate ? TOCSIN_GSS_NEGOTIATE : TOCSIN_GSS_NTLM, SERVICE, task->host);
  if (*task->username != '\0' && !(negotiate && task->by_ticket))
    tocsin_gss_set_user (self->gss, task->username, task->domain, self->password);

  tocsin_gss_set_binding (self->gss, task->binding);

  return tocsin_http_login_step (self, NULL, error);
}

/* Of several algorithms the best that can be done here. */
static gboolean
begin_digest (TocsinHttpLogin *self, GPtrArray *challenges)
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
begin_basic (TocsinHttpLogin *self, GError **error)
{
  /* RFC 7617, section 2. */
  if (self->password == NULL || strchr (self->task->username, ':') == NULL)
    return self->password != NULL;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s.username can't have a colon in it"), self->task->asker->keys);
  return FALSE;
}

static gboolean
begin (TocsinHttpLogin *self, GPtrArray *challenges, GError **error)
{
  switch (self->mechanism)
    {
    case TOCSIN_HTTP_MECHANISM_NEGOTIATE:
      return begin_gss (self, error);
    case TOCSIN_HTTP_MECHANISM_NTLM:
      return self->password != NULL && begin_gss (self, error);
    case TOCSIN_HTTP_MECHANISM_DIGEST:
      return self->password != NULL && begin_digest (self, challenges);
    case TOCSIN_HTTP_MECHANISM_BASIC:
      return begin_basic (self, error);
    case TOCSIN_HTTP_MECHANISM_NONE:
    default:
      return FALSE;
    }
}

static void
note_unusable (TocsinHttpLogin *self, TocsinHttpMechanism mechanism, const char *why)
{
  g_string_append_printf (self->unusable, "%s%s: %s", self->unusable->len > 0 ? "; " : "",
                          tocsin_http_mechanism_to_string (mechanism), why);
}

static void
note_failed (TocsinHttpLogin *self, const GError *reason)
{
  note_unusable (self, self->mechanism,
                 reason != NULL           ? reason->message
                 : self->password == NULL ? _ ("needs a password")
                                          : _ ("asks for something not known here"));
}

static gboolean
fail_nothing_in_common (TocsinHttpLogin *self, GPtrArray *challenges, GError **error)
{
  g_autofree char *offers = list_offers (challenges);
  g_autofree char *text =
      g_strdup_printf (_ ("offers %s to log in, of which nothing can be used here%s%s"), offers,
                       self->unusable->len > 0 ? ": " : "", self->unusable->str);

  self->mechanism = TOCSIN_HTTP_MECHANISM_NONE;
  return fail (self, TOCSIN_HTTP_REFUSAL_NOTHING_IN_COMMON, text, error);
}

/* Whether it is offered, and nothing that the asker knows stands in the way. */
static gboolean
may_try (TocsinHttpLogin *self, GPtrArray *challenges, TocsinHttpMechanism mechanism)
{
  const char *obstacle;

  if (tocsin_http_login_find (challenges, mechanism) == NULL)
    return FALSE;
  obstacle = self->task->asker->find_obstacle (self->task->data, mechanism, challenges);
  if (obstacle != NULL)
    note_unusable (self, mechanism, obstacle);

  return obstacle == NULL;
}

static gboolean
choose (TocsinHttpLogin *self, GPtrArray *challenges, TocsinHttpMechanism after, GError **error)
{
  static const TocsinHttpMechanism usual[] = { TOCSIN_HTTP_MECHANISM_NEGOTIATE,
                                               TOCSIN_HTTP_MECHANISM_NTLM,
                                               TOCSIN_HTTP_MECHANISM_DIGEST,
                                               TOCSIN_HTTP_MECHANISM_BASIC };
  static const TocsinHttpMechanism windows[] = { TOCSIN_HTTP_MECHANISM_NTLM,
                                                 TOCSIN_HTTP_MECHANISM_NEGOTIATE,
                                                 TOCSIN_HTTP_MECHANISM_DIGEST,
                                                 TOCSIN_HTTP_MECHANISM_BASIC };
  const char *domain = self->task->domain;
  const TocsinHttpMechanism *order = domain != NULL && *domain != '\0' ? windows : usual;
  gboolean passed = after == TOCSIN_HTTP_MECHANISM_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      g_autoptr (GError) reason = NULL;

      if (passed && may_try (self, challenges, order[i]))
        {
          self->mechanism = order[i];
          if (begin (self, challenges, &reason))
            return TRUE;
          if (g_error_matches (reason, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
            return fail_gss (self, g_steal_pointer (&reason), error);
          note_failed (self, reason);
        }
      passed = passed || order[i] == after;
    }

  return fail_nothing_in_common (self, challenges, error);
}

static gboolean
find_password (TocsinHttpLogin *self, GError **error)
{
  GError *reason = NULL;

  if (self->has_password)
    return TRUE;

  self->password = self->task->asker->get_password (self->task->data, &reason);
  self->has_password = reason == NULL;
  if (reason == NULL)
    return TRUE;

  g_propagate_error (error, reason);
  return FALSE;
}

static gboolean
take_first (TocsinHttpLogin *self, GPtrArray *challenges, GError **error)
{
  if (self->task->username == NULL)
    {
      g_autofree char *offers = list_offers (challenges);
      g_autofree char *text = g_strdup_printf (_ ("wants a login (it offers %s)"), offers);

      return fail (self, TOCSIN_HTTP_REFUSAL_NOBODY, text, error);
    }

  return find_password (self, error)
         && choose (self, challenges, TOCSIN_HTTP_MECHANISM_NONE, error);
}

/* Negotiate may have come to NTLM and taken a principal's name apart; on its own it does not. */
static gboolean
may_be_misnamed (TocsinHttpLogin *self, GPtrArray *challenges)
{
  return strchr (self->task->username, '@') != NULL
         && tocsin_http_login_find (challenges, TOCSIN_HTTP_MECHANISM_NTLM) != NULL;
}

static gboolean
take_token (TocsinHttpLogin *self, GPtrArray *challenges, GError **error)
{
  const TocsinHttpChallenge *challenge = tocsin_http_login_find (challenges, self->mechanism);
  GError *reason = NULL;

  if (challenge == NULL || challenge->token == NULL)
    {
      /* Whoever wants Kerberos refuses the NTLM in Negotiate; on its own it may be welcome. */
      if (self->mechanism == TOCSIN_HTTP_MECHANISM_NEGOTIATE
          && (!self->answered || may_be_misnamed (self, challenges)))
        return choose (self, challenges, TOCSIN_HTTP_MECHANISM_NEGOTIATE, error);
      return fail_rejected (self, error);
    }

  return tocsin_http_login_step (self, challenge, &reason) || fail_gss (self, reason, error);
}

/* A nonce that has grown old says nothing about the password. */
static gboolean
take_stale (TocsinHttpLogin *self, GPtrArray *challenges, GError **error)
{
  const TocsinHttpChallenge *challenge =
      tocsin_http_login_find (challenges, TOCSIN_HTTP_MECHANISM_DIGEST);
  const char *stale = challenge != NULL ? tocsin_http_challenge_get (challenge, "stale") : NULL;

  if (stale != NULL && g_ascii_strcasecmp (stale, "true") == 0 && begin_digest (self, challenges))
    return TRUE;

  return fail_rejected (self, error);
}

/**
 * tocsin_http_login_begin: (skip)
 * @self: a login not yet asked for
 * @mechanism: what was agreed on before; not Digest
 * @error: as of tocsin_http_login_take()
 *
 * Begins without being asked, where the answer is known to be “who are you”.
 */
gboolean
tocsin_http_login_begin (TocsinHttpLogin *self, TocsinHttpMechanism mechanism, GError **error)
{
  g_autoptr (GError) reason = NULL;

  self->mechanism = mechanism;
  if (!find_password (self, error))
    return FALSE;
  if (begin (self, NULL, &reason))
    return TRUE;
  if (g_error_matches (reason, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
    return fail_gss (self, g_steal_pointer (&reason), error);

  /* What was agreed on is no more: as if it were the first time. */
  self->mechanism = TOCSIN_HTTP_MECHANISM_NONE;
  return TRUE;
}

/**
 * tocsin_http_login_take: (skip)
 * @self: a login
 * @challenges: (element-type TocsinHttpChallenge): what is asked for: the answer's 401 or 407
 * @error: the asker's if there is no sense in another request; `secret.*`, `cancelled`;
 *   `auth.temporary` if only Kerberos' own servers or the clock are to blame
 *
 * Chooses a way to log in, or goes on with it.
 */
gboolean
tocsin_http_login_take (TocsinHttpLogin *self, GPtrArray *challenges, GError **error)
{
  switch (self->mechanism)
    {
    case TOCSIN_HTTP_MECHANISM_NONE:
      return take_first (self, challenges, error);
    case TOCSIN_HTTP_MECHANISM_NEGOTIATE:
    case TOCSIN_HTTP_MECHANISM_NTLM:
      return take_token (self, challenges, error);
    case TOCSIN_HTTP_MECHANISM_DIGEST:
      return take_stale (self, challenges, error);
    case TOCSIN_HTTP_MECHANISM_BASIC:
    default:
      return fail_rejected (self, error);
    }
}

/**
 * tocsin_http_login_get_mechanism: (skip)
 * @self: a login
 *
 * Returns: what was chosen.
 */
TocsinHttpMechanism
tocsin_http_login_get_mechanism (const TocsinHttpLogin *self)
{
  return self->mechanism;
}

/**
 * tocsin_http_login_is_bound: (skip)
 * @self: a login
 *
 * Returns: whether it is in the middle of rounds that must stay on one connection.
 */
gboolean
tocsin_http_login_is_bound (const TocsinHttpLogin *self)
{
  return self->answered
         && (self->mechanism == TOCSIN_HTTP_MECHANISM_NTLM
             || self->mechanism == TOCSIN_HTTP_MECHANISM_NEGOTIATE);
}

/**
 * tocsin_http_login_is_preliminary: (skip)
 * @self: a login
 *
 * Returns: whether the next answer can't be but another question: the first message of NTLM says
 *   nothing about who we are. What the request has to say can wait.
 */
gboolean
tocsin_http_login_is_preliminary (const TocsinHttpLogin *self)
{
  return self->mechanism == TOCSIN_HTTP_MECHANISM_NTLM && !self->answered;
}
