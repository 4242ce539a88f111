/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-login-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where there are no tokens, a domain stands before the name as Windows writes it. */
static char *
make_user (const TocsinHttpLoginTask *task)
{
  if (task->domain == NULL || *task->domain == '\0')
    return g_strdup (task->username);

  return g_strconcat (task->domain, "\\", task->username, NULL);
}

static char *
make_basic (TocsinHttpLogin *self)
{
  g_autofree char *name = make_user (self->task);
  g_autofree char *user = g_strconcat (name, ":", NULL);
  gsize before = strlen (user), length = tocsin_secret_get_length (self->password);
  g_autofree guchar *both = g_malloc (before + length);
  char *encoded;

  memcpy (both, user, before);
  memcpy (both + before, tocsin_secret_peek (self->password), length);
  encoded = g_base64_encode (both, before + length);
  explicit_bzero (both, before + length);

  return encoded;
}

static char *
make_digest (TocsinHttpLogin *self)
{
  g_autofree char *user = make_user (self->task);

  return tocsin_http_digest_respond (self->digest, user, self->password, self->task->method,
                                     self->task->target);
}

static char *
make_token (TocsinHttpLogin *self)
{
  gsize length = 0;
  const guchar *bytes = self->token != NULL ? g_bytes_get_data (self->token, &length) : NULL;

  return g_base64_encode (bytes, length);
}

/**
 * tocsin_http_login_make_value: (skip)
 * @self: a login
 *
 * Returns: (transfer full) (nullable): what the next request has to say about who we are: the
 *   mechanism, a blank, and the proof; %NULL for nothing.
 */
TocsinSecret *
tocsin_http_login_make_value (TocsinHttpLogin *self)
{
  char *proof, *value;

  if (self->mechanism == TOCSIN_HTTP_MECHANISM_NONE)
    return NULL;
  if (self->mechanism == TOCSIN_HTTP_MECHANISM_BASIC)
    proof = make_basic (self);
  else if (self->mechanism == TOCSIN_HTTP_MECHANISM_DIGEST)
    proof = make_digest (self);
  else
    proof = make_token (self);

  value = g_strconcat (tocsin_http_mechanism_to_string (self->mechanism), " ", proof, NULL);
  explicit_bzero (proof, strlen (proof));
  g_free (proof);

  return tocsin_secret_new_take (value, -1);
}

static gboolean
fail_not_proven (TocsinHttpLogin *self, GError **error)
{
  g_propagate_error (error,
                     self->task->asker->fail (self->task->data, TOCSIN_HTTP_REFUSAL_NOT_PROVEN,
                                              _ ("does not know the password itself: possibly "
                                                 "somebody in between")));
  return FALSE;
}

static gboolean
check_digest (TocsinHttpLogin *self, const char *info, GError **error)
{
  g_autoptr (GPtrArray) parsed =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_http_challenge_free);
  g_autofree char *text = g_strconcat ("Info ", info, NULL);
  const char *proof;

  if (info == NULL)
    return TRUE;

  tocsin_http_challenge_parse (text, parsed);
  proof = parsed->len > 0 ? tocsin_http_challenge_get (parsed->pdata[0], "rspauth") : NULL;
  return proof == NULL || tocsin_http_digest_check_proof (self->digest, proof)
         || fail_not_proven (self, error);
}

/* RFC 4559, section 5: with the last answer may come the token by which the other side proves
 * itself. */
static gboolean
check_token (TocsinHttpLogin *self, GPtrArray *challenges, GError **error)
{
  const TocsinHttpChallenge *challenge = tocsin_http_login_find (challenges, self->mechanism);

  if (challenge == NULL || challenge->token == NULL || tocsin_gss_is_complete (self->gss))
    return TRUE;

  return tocsin_http_login_step (self, challenge, NULL) || fail_not_proven (self, error);
}

static void
report_mechanism (TocsinHttpLogin *self)
{
  TocsinReport *report = self->task->report;

  if (self->mechanism == TOCSIN_HTTP_MECHANISM_DIGEST)
    tocsin_report_fact (report, "mechanism", "Digest (%s)",
                        tocsin_http_digest_get_algorithm (self->digest));
  else
    tocsin_report_fact (report, "mechanism", "%s",
                        tocsin_http_mechanism_to_string (self->mechanism));
}

/**
 * tocsin_http_login_finish: (skip)
 * @self: a login
 * @challenges: (element-type TocsinHttpChallenge): what the answer that means yes says
 * @info: (nullable): what it says about Digest (RFC 7615)
 * @error: the asker's, if the other side proves itself, and wrongly
 */
gboolean
tocsin_http_login_finish (TocsinHttpLogin *self,
                          GPtrArray *challenges,
                          const char *info,
                          GError **error)
{
  if (self->mechanism == TOCSIN_HTTP_MECHANISM_NONE)
    return TRUE;

  report_mechanism (self);
  if (self->mechanism == TOCSIN_HTTP_MECHANISM_DIGEST)
    return check_digest (self, info, error);

  return self->mechanism == TOCSIN_HTTP_MECHANISM_BASIC || check_token (self, challenges, error);
}
