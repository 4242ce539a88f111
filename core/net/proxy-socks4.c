/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-socks4.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/resolver.h"

#define VERSION 4
#define CONNECT 1
#define GRANTED 90
#define ANSWER_LENGTH 8

/* An address that is none says: the name is behind the user id (SOCKS 4A). */
static const guint8 by_name[] = { 0, 0, 0, 1 };

static const struct
{
  const char *meaning;
  const char *hint;
} replies[] = {
  { N_ ("rejected or failed"),
    N_ ("SOCKS4 gives no reasons: the server may be away, or the proxy's rules forbid it.") },
  { N_ ("it can't ask identd on this machine who you are"), NULL },
  { N_ ("identd on this machine says that you are somebody else"), N_ ("Check proxy.username.") },
};

/* SOCKS4 wants an address: here, and only here, the server's name is looked up by us. */
static GInetAddress *
find_address (TocsinProxyTalk *talk, GError **error)
{
  g_autoptr (GPtrArray) addresses = NULL;
  GInetAddress *literal = g_inet_address_new_from_string (talk->host);

  if (literal != NULL || talk->hop->kind == TOCSIN_PROXY_SOCKS4A)
    return literal;

  addresses =
      tocsin_resolver_resolve (tocsin_resolver_get_default (), talk->host, TOCSIN_FAMILIES_ONLY4,
                               talk->deadline, talk->cancellable, error);
  if (addresses != NULL)
    return g_object_ref (addresses->pdata[0]);

  if (error != NULL && (*error)->code != TOCSIN_ERROR_CANCELLED)
    tocsin_error_set_hint (*error, _ ("With proxy.type=socks4 the server's name is looked up here "
                                      "and needs an IPv4 address; socks4a and socks5 leave it to "
                                      "the proxy."));
  return NULL;
}

static gboolean
ask (TocsinProxyTalk *talk, GError **error)
{
  const char head[] = { VERSION, CONNECT, (char) (talk->port >> 8), (char) (talk->port & 0xff) };
  const char *user = talk->hop->username != NULL ? talk->hop->username : "";
  const gboolean looked_up = talk->hop->kind == TOCSIN_PROXY_SOCKS4;
  g_auto (TocsinWriteBuffer) output = { 0 };
  g_autofree char *text = NULL;
  GError *reason = NULL;
  g_autoptr (GInetAddress) address = find_address (talk, &reason);

  if (reason != NULL)
    {
      g_propagate_error (error, reason);
      return FALSE;
    }

  tocsin_write_buffer_add (&output, head, sizeof head);
  tocsin_write_buffer_add (
      &output, (const char *) (address != NULL ? g_inet_address_to_bytes (address) : by_name),
      sizeof by_name);
  tocsin_write_buffer_add (&output, user, strlen (user) + 1);
  if (address == NULL)
    tocsin_write_buffer_add (&output, talk->host, strlen (talk->host) + 1);

  text = address != NULL ? g_inet_address_to_string (address) : g_strdup (talk->host);
  if (looked_up)
    tocsin_report_fact (talk->report, "looked-up", "%s", text);
  tocsin_proxy_talk_note (talk, TOCSIN_TRANSCRIPT_SENT, "[SOCKS4: connect to %s:%u, user id %s]",
                          text, talk->port, *user != '\0' ? user : "none");
  return tocsin_proxy_talk_send (talk, &output, error);
}

static gboolean
fail_reply (TocsinProxyTalk *talk, guint8 reply, GError **error)
{
  const gsize index = (gsize) reply - GRANTED - 1;
  const gboolean known = reply > GRANTED && index < G_N_ELEMENTS (replies);
  const char *hint = known ? replies[index].hint : NULL;
  g_autofree char *code = g_strdup_printf ("%u", reply);
  /* The first is about the server, the others are about who we are. */
  GError *reason = tocsin_proxy_talk_fail (
      talk, index == 0 || !known ? TOCSIN_ERROR_PROXY_REFUSED : TOCSIN_ERROR_PROXY_AUTH,
      _ ("does not connect to %s: %s (SOCKS4 reply %u)"), talk->target,
      known ? _ (replies[index].meaning) : _ ("unknown reason"), reply);

  tocsin_error_set_response_code (reason, code);
  tocsin_error_set_command (reason, talk->target);
  if (hint != NULL)
    tocsin_error_set_hint (reason, "%s", _ (hint));
  g_propagate_error (error, reason);
  return FALSE;
}

/**
 * tocsin_proxy_socks4_connect: (skip)
 * @talk: a connection to a proxy
 * @error: one of the `proxy.*` errors, `dns.*`, `cancelled`
 *
 * Has the proxy connect to the server, by SOCKS 4 or, if the proxy is of that kind, 4A.
 */
gboolean
tocsin_proxy_socks4_connect (TocsinProxyTalk *talk, GError **error)
{
  guint8 answer[ANSWER_LENGTH];

  if (!ask (talk, error) || !tocsin_proxy_talk_read (talk, answer, 2, error))
    return FALSE;
  /* The answer's version is 0, and with some that of the request. */
  if (answer[0] != 0 && answer[0] != VERSION)
    {
      GError *reason = tocsin_proxy_talk_fail (
          talk, TOCSIN_ERROR_PROXY_PROTOCOL,
          _ ("does not speak SOCKS4: its answer begins with byte %u"), answer[0]);

      tocsin_error_set_hint (reason, _ ("Check proxy.type and proxy.port."));
      g_propagate_error (error, reason);
      return FALSE;
    }

  tocsin_proxy_talk_note (talk, TOCSIN_TRANSCRIPT_RECEIVED, "[SOCKS4: reply %u]", answer[1]);
  if (answer[1] != GRANTED)
    return fail_reply (talk, answer[1], error);

  return tocsin_proxy_talk_read (talk, answer + 2, ANSWER_LENGTH - 2, error);
}
