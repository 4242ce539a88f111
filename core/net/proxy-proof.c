/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-login-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define METHOD "CONNECT"

/* Where there are no tokens, a domain stands before the name as Windows writes it. */
static char *
make_user (const TocsinProxyHop *hop)
{
  if (hop->domain == NULL || *hop->domain == '\0')
    return g_strdup (hop->username);

  return g_strconcat (hop->domain, "\\", hop->username, NULL);
}

static void
add_basic (TocsinProxyLogin *self, TocsinWriteBuffer *output)
{
  g_autofree char *name = make_user (self->talk->hop);
  g_autofree char *user = g_strconcat (name, ":", NULL);
  gsize before = strlen (user), length = tocsin_secret_get_length (self->password);
  g_autofree guchar *both = g_malloc (before + length);
  g_autofree char *encoded = NULL;

  memcpy (both, user, before);
  memcpy (both + before, tocsin_secret_peek (self->password), length);
  encoded = g_base64_encode (both, before + length);
  tocsin_write_buffer_add_secret (output, encoded, strlen (encoded));
  explicit_bzero (both, before + length);
  explicit_bzero (encoded, strlen (encoded));
}

static void
add_digest (TocsinProxyLogin *self, TocsinWriteBuffer *output)
{
  g_autofree char *user = make_user (self->talk->hop);
  g_autofree char *value =
      tocsin_http_digest_respond (self->digest, user, self->password, METHOD, self->talk->target);

  tocsin_write_buffer_add_secret (output, value, strlen (value));
}

static void
add_token (TocsinProxyLogin *self, TocsinWriteBuffer *output)
{
  gsize length = 0;
  const guchar *bytes = self->token != NULL ? g_bytes_get_data (self->token, &length) : NULL;
  g_autofree char *encoded = g_base64_encode (bytes, length);

  tocsin_write_buffer_add_secret (output, encoded, strlen (encoded));
}

/**
 * tocsin_proxy_login_add_line: (skip)
 * @self: a login
 * @output: (inout): a request; the login is added as a header line, if there is one
 */
void
tocsin_proxy_login_add_line (TocsinProxyLogin *self, TocsinWriteBuffer *output)
{
  g_autofree char *begin = NULL;
  g_autofree char *shown = NULL;

  if (self->mechanism == LOGIN_NONE)
    return;

  begin =
      g_strdup_printf ("Proxy-Authorization: %s ", tocsin_proxy_login_get_scheme (self->mechanism));
  shown = g_strconcat (begin, "***\r\n", NULL);
  tocsin_write_buffer_show (output, shown, strlen (shown));
  tocsin_write_buffer_add (output, begin, strlen (begin));
  if (self->mechanism == LOGIN_BASIC)
    add_basic (self, output);
  else if (self->mechanism == LOGIN_DIGEST)
    add_digest (self, output);
  else
    add_token (self, output);
  tocsin_write_buffer_add (output, "\r\n", 2);
}

static gboolean
fail_not_proven (TocsinProxyLogin *self, const TocsinHttpAnswer *answer, GError **error)
{
  g_propagate_error (
      error, tocsin_proxy_login_fail (self, answer,
                                      _ ("does not know the password itself: possibly somebody in "
                                         "between")));
  return FALSE;
}

static gboolean
check_digest (TocsinProxyLogin *self, const TocsinHttpAnswer *answer, GError **error)
{
  const char *info = tocsin_http_answer_get (answer, "Proxy-Authentication-Info");
  g_autoptr (GPtrArray) parsed =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_http_challenge_free);
  g_autofree char *text = g_strconcat ("Info ", info, NULL);
  const char *proof;

  if (info == NULL)
    return TRUE;

  tocsin_http_challenge_parse (text, parsed);
  proof = parsed->len > 0 ? tocsin_http_challenge_get (parsed->pdata[0], "rspauth") : NULL;
  return proof == NULL || tocsin_http_digest_check_proof (self->digest, proof)
         || fail_not_proven (self, answer, error);
}

/* RFC 4559, section 5: with the last answer may come the token by which the proxy proves itself. */
static gboolean
check_token (TocsinProxyLogin *self, const TocsinHttpAnswer *answer, GError **error)
{
  g_autoptr (GPtrArray) challenges =
      tocsin_http_answer_list_challenges (answer, "Proxy-Authenticate");
  const TocsinHttpChallenge *challenge = tocsin_proxy_login_find (challenges, self->mechanism);

  if (challenge == NULL || challenge->token == NULL || tocsin_gss_is_complete (self->gss))
    return TRUE;

  return tocsin_proxy_login_step (self, challenge, NULL) || fail_not_proven (self, answer, error);
}

static void
report_mechanism (TocsinProxyLogin *self)
{
  TocsinReport *report = self->talk->report;

  if (self->mechanism == LOGIN_DIGEST)
    tocsin_report_fact (report, "mechanism", "Digest (%s)",
                        tocsin_http_digest_get_algorithm (self->digest));
  else
    tocsin_report_fact (report, "mechanism", "%s", tocsin_proxy_login_get_scheme (self->mechanism));
  if (self->mechanism == LOGIN_BASIC)
    tocsin_report_warn (report, _ ("The proxy's password was sent to it in clear: the proxy offers "
                                   "nothing better than Basic"));
}

/**
 * tocsin_proxy_login_finish: (skip)
 * @self: a login
 * @answer: the proxy's consent
 * @error: `proxy.auth` if the proxy proves itself, and wrongly
 */
gboolean
tocsin_proxy_login_finish (TocsinProxyLogin *self, const TocsinHttpAnswer *answer, GError **error)
{
  if (self->mechanism == LOGIN_NONE)
    return TRUE;

  report_mechanism (self);
  if (self->mechanism == LOGIN_DIGEST)
    return check_digest (self, answer, error);

  return self->mechanism == LOGIN_BASIC || check_token (self, answer, error);
}
