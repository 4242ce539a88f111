/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-login.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/http-login.h"

#define METHOD "CONNECT"

struct _TocsinProxyLogin
{
  TocsinProxyTalk *talk;
  TocsinHttpLoginTask task;
  TocsinHttpLogin *login;
  const TocsinHttpAnswer *answer; /* the proxy's last, while it is looked at */
};

static TocsinSecret *
get_password (gpointer data, GError **error)
{
  TocsinProxyTalk *talk = ((TocsinProxyLogin *) data)->talk;

  if (!tocsin_proxy_hop_has_password (talk->hop))
    return NULL;

  return tocsin_proxy_hop_get_password (talk->hop, talk->cancellable, error);
}

static gboolean
offers_better_than_basic (GPtrArray *challenges)
{
  return tocsin_http_login_find (challenges, TOCSIN_HTTP_MECHANISM_NEGOTIATE) != NULL
         || tocsin_http_login_find (challenges, TOCSIN_HTTP_MECHANISM_NTLM) != NULL
         || tocsin_http_login_find (challenges, TOCSIN_HTTP_MECHANISM_DIGEST) != NULL;
}

/* Basic shows the password to everybody in between: never where there is anything better, even if
 * that can't be used here. */
static const char *
find_obstacle (gpointer data, TocsinHttpMechanism mechanism, GPtrArray *challenges)
{
  if (mechanism == TOCSIN_HTTP_MECHANISM_BASIC && offers_better_than_basic (challenges))
    return _ ("something safer is offered");

  return NULL;
}

static gboolean
offers_basic_beside_better (TocsinProxyLogin *self)
{
  g_autoptr (GPtrArray) challenges =
      tocsin_http_answer_list_challenges (self->answer, "Proxy-Authenticate");

  return tocsin_http_login_find (challenges, TOCSIN_HTTP_MECHANISM_BASIC) != NULL
         && offers_better_than_basic (challenges);
}

static const char *
choose_hint (TocsinProxyLogin *self, TocsinHttpRefusal refusal)
{
  if (refusal == TOCSIN_HTTP_REFUSAL_NOBODY)
    return _ ("Set proxy.use-credentials, proxy.username and proxy.password.");
  if (refusal == TOCSIN_HTTP_REFUSAL_NOTHING_IN_COMMON && offers_basic_beside_better (self))
    return _ ("Basic is not used while the proxy offers anything safer.");

  return _ ("Check proxy.username, proxy.password and proxy.domain.");
}

static GError *
fail (gpointer data, TocsinHttpRefusal refusal, const char *text)
{
  TocsinProxyLogin *self = data;
  g_autofree char *words = g_strdup_printf ("%u %s", self->answer->status, self->answer->reason);
  g_autofree char *code = g_strdup_printf ("%u", self->answer->status);
  GError *reason = tocsin_proxy_talk_fail (self->talk, TOCSIN_ERROR_PROXY_AUTH, "%s", text);

  tocsin_error_set_server_text (reason, words);
  tocsin_error_set_response_code (reason, code);
  tocsin_error_set_command (reason, METHOD);
  if (refusal != TOCSIN_HTTP_REFUSAL_NOT_PROVEN)
    tocsin_error_set_hint (reason, "%s", choose_hint (self, refusal));

  return reason;
}

/* The library's words are about mail servers; its failure here is the proxy's matter. */
static GError *
blame (gpointer data, TocsinHttpMechanism mechanism, GError *reason)
{
  TocsinProxyLogin *self = data;

  if (reason->code != TOCSIN_ERROR_AUTH_TEMPORARY)
    reason->code = TOCSIN_ERROR_PROXY_AUTH;
  g_prefix_error (&reason, _ ("Login to the proxy %s (%s): "), self->talk->hop->text,
                  tocsin_http_mechanism_to_string (mechanism));
  tocsin_error_set_hint (reason, "%s", choose_hint (self, TOCSIN_HTTP_REFUSAL_REJECTED));

  return reason;
}

static const TocsinHttpAsker asker = {
  .keys = "proxy",
  .get_password = get_password,
  .find_obstacle = find_obstacle,
  .fail = fail,
  .blame = blame,
};

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
  self->task = (TocsinHttpLoginTask){
    .method = METHOD,
    .target = talk->target,
    .host = talk->hop->host,
    .username = talk->hop->username,
    .domain = talk->hop->domain,
    .deadline = talk->deadline,
    .cancellable = talk->cancellable,
    .report = talk->report,
    .asker = &asker,
    .data = self,
  };
  self->login = tocsin_http_login_new (&self->task);

  return self;
}

/**
 * tocsin_proxy_login_free: (skip)
 * @self: (transfer full): a login
 */
void
tocsin_proxy_login_free (TocsinProxyLogin *self)
{
  tocsin_http_login_free (self->login);
  g_free (self);
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

  self->answer = answer;
  return tocsin_http_login_take (self->login, challenges, error);
}

/**
 * tocsin_proxy_login_add_line: (skip)
 * @self: a login
 * @output: (inout): a request; the login is added as a header line, if there is one
 */
void
tocsin_proxy_login_add_line (TocsinProxyLogin *self, TocsinWriteBuffer *output)
{
  static const char name[] = "Proxy-Authorization: ";
  g_autoptr (TocsinSecret) value = tocsin_http_login_make_value (self->login);
  g_autofree char *shown = NULL;

  if (value == NULL)
    return;

  shown = g_strdup_printf (
      "%s%s ***\r\n", name,
      tocsin_http_mechanism_to_string (tocsin_http_login_get_mechanism (self->login)));
  tocsin_write_buffer_show (output, shown, strlen (shown));
  tocsin_write_buffer_add (output, name, strlen (name));
  tocsin_write_buffer_add_secret (output, tocsin_secret_peek (value),
                                  tocsin_secret_get_length (value));
  tocsin_write_buffer_add (output, "\r\n", 2);
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
  g_autoptr (GPtrArray) challenges =
      tocsin_http_answer_list_challenges (answer, "Proxy-Authenticate");
  const char *info = tocsin_http_answer_get (answer, "Proxy-Authentication-Info");

  self->answer = answer;
  if (!tocsin_http_login_finish (self->login, challenges, info, error))
    return FALSE;
  if (tocsin_http_login_get_mechanism (self->login) == TOCSIN_HTTP_MECHANISM_BASIC)
    tocsin_report_warn (self->talk->report,
                        _ ("The proxy's password was sent to it in clear: the proxy offers "
                           "nothing better than Basic"));

  return TRUE;
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
  return tocsin_http_login_is_bound (self->login);
}
