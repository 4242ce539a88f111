/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-socks5.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"

#define VERSION 5
#define LOGIN_VERSION 1 /* RFC 1929, section 2 */
#define NO_LOGIN 0x00
#define PASSWORD 0x02
#define NO_METHOD 0xff
#define CONNECT 1
#define IPV4 1
#define NAME 3
#define IPV6 4
#define PORT_LENGTH 2

/* RFC 1928, section 6. */
static const struct
{
  const char *meaning;
  const char *hint;
} replies[] = {
  [1] = { N_ ("general failure"), NULL },
  [2] = { N_ ("its rules do not allow it"),
          N_ ("Ask who runs the proxy to allow this server and port.") },
  [3] = { N_ ("network unreachable from there"), NULL },
  [4] = { N_ ("host unreachable from there"),
          N_ ("Check address: it is the proxy that looks the name up.") },
  [5] = { N_ ("the server refused the connection"), N_ ("Check address and port of the server.") },
  [6] = { N_ ("the way is too long (TTL expired)"), NULL },
  [7] = { N_ ("it knows no such command"),
          N_ ("This proxy makes no connections: see proxy.type.") },
  [8] = { N_ ("it knows no such kind of address"),
          N_ ("Give the server's name or IPv4 address in address.") },
};

static gboolean
fail (GError *reason, const char *hint, GError **error)
{
  if (hint != NULL)
    tocsin_error_set_hint (reason, "%s", hint);
  g_propagate_error (error, reason);

  return FALSE;
}

static gboolean
fail_protocol (TocsinProxyTalk *talk, const char *what, guint value, GError **error)
{
  return fail (tocsin_proxy_talk_fail (talk, TOCSIN_ERROR_PROXY_PROTOCOL, "%s (%u)", what, value),
               _ ("Check proxy.type and proxy.port: this is no SOCKS5 proxy."), error);
}

static gboolean
greet (TocsinProxyTalk *talk, guint8 *method, GError **error)
{
  const gboolean login = talk->hop->username != NULL;
  const char request[] = { VERSION, login ? 2 : 1, NO_LOGIN, PASSWORD };
  g_auto (TocsinWriteBuffer) output = { 0 };
  guint8 answer[2];

  tocsin_write_buffer_add (&output, request, login ? 4 : 3);
  tocsin_proxy_talk_note (talk, TOCSIN_TRANSCRIPT_SENT, "[SOCKS5: no login%s]",
                          login ? ", or user name and password" : "");
  if (!tocsin_proxy_talk_send (talk, &output, error)
      || !tocsin_proxy_talk_read (talk, answer, 1, error))
    return FALSE;
  if (answer[0] != VERSION)
    return fail_protocol (talk, _ ("does not speak SOCKS5, its answer begins with another byte"),
                          answer[0], error);
  if (!tocsin_proxy_talk_read (talk, answer + 1, 1, error))
    return FALSE;

  tocsin_proxy_talk_note (talk, TOCSIN_TRANSCRIPT_RECEIVED, "[SOCKS5: method %u]", answer[1]);
  *method = answer[1];
  return TRUE;
}

static void
add_word (TocsinWriteBuffer *output, const char *word, gsize length)
{
  const char size = (char) (guint8) length;

  tocsin_write_buffer_add_secret (output, &size, 1);
  tocsin_write_buffer_add_secret (output, word, length);
}

static gboolean
fail_login (TocsinProxyTalk *talk, const char *what, const char *hint, GError **error)
{
  return fail (tocsin_proxy_talk_fail (talk, TOCSIN_ERROR_PROXY_AUTH, "%s", what), hint, error);
}

/* RFC 1929. */
static gboolean
log_in (TocsinProxyTalk *talk, GError **error)
{
  const char version = LOGIN_VERSION;
  g_autoptr (TocsinSecret) password = NULL;
  g_auto (TocsinWriteBuffer) output = { 0 };
  guint8 answer[2];

  if (tocsin_proxy_hop_has_password (talk->hop))
    password = tocsin_proxy_hop_get_password (talk->hop, talk->cancellable, error);
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("proxy.password: is empty; socks5 has no login without one"));
  if (password == NULL)
    return FALSE;
  if (tocsin_secret_get_length (password) == 0
      || tocsin_secret_get_length (password) > TOCSIN_SOCKS_MAX_WORD
      || strlen (talk->hop->username) > TOCSIN_SOCKS_MAX_WORD)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("proxy.password: socks5 takes user names and passwords of 1 to 255 bytes"));
      return FALSE;
    }

  tocsin_write_buffer_add (&output, &version, 1);
  add_word (&output, talk->hop->username, strlen (talk->hop->username));
  add_word (&output, tocsin_secret_peek (password), tocsin_secret_get_length (password));
  tocsin_proxy_talk_note (talk, TOCSIN_TRANSCRIPT_SENT, "[SOCKS5: user name %s, password ***]",
                          talk->hop->username);
  if (!tocsin_proxy_talk_send (talk, &output, error)
      || !tocsin_proxy_talk_read (talk, answer, sizeof answer, error))
    return FALSE;

  tocsin_proxy_talk_note (talk, TOCSIN_TRANSCRIPT_RECEIVED, "[SOCKS5: login status %u]", answer[1]);
  /* Some answer with the version of the whole protocol. */
  if (answer[0] != LOGIN_VERSION && answer[0] != VERSION)
    return fail_protocol (talk, _ ("answers the login in an unknown version"), answer[0], error);
  if (answer[1] != 0)
    return fail_login (talk, _ ("refuses user name or password"),
                       _ ("Check proxy.username and proxy.password."), error);

  tocsin_report_fact (talk->report, "mechanism", "%s", _ ("user name and password"));
  tocsin_report_warn (
      talk->report, _ ("The proxy's password was sent to it in clear: SOCKS5 has nothing better"));
  return TRUE;
}

static gboolean
agree (TocsinProxyTalk *talk, GError **error)
{
  guint8 method;

  if (!greet (talk, &method, error))
    return FALSE;
  if (method == NO_LOGIN)
    return TRUE;
  if (method == PASSWORD && talk->hop->username != NULL)
    return log_in (talk, error);
  if (method != NO_METHOD)
    return fail_protocol (talk, _ ("wants a login of a kind that was not offered"), method, error);

  if (talk->hop->username == NULL)
    return fail_login (talk, _ ("wants a login"),
                       _ ("Set proxy.use-credentials, proxy.username and proxy.password."), error);
  return fail_login (talk, _ ("takes neither user name and password nor nobody"),
                     _ ("It may want Kerberos, which can't be had with SOCKS5 here."), error);
}

static void
add_target (TocsinProxyTalk *talk, TocsinWriteBuffer *output)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (talk->host);
  const char port[] = { (char) (talk->port >> 8), (char) (talk->port & 0xff) };
  char head[] = { VERSION, CONNECT, 0, NAME };

  if (address != NULL)
    {
      head[3] = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? IPV6 : IPV4;
      tocsin_write_buffer_add (output, head, sizeof head);
      tocsin_write_buffer_add (output, (const char *) g_inet_address_to_bytes (address),
                               g_inet_address_get_native_size (address));
    }
  else
    {
      tocsin_write_buffer_add (output, head, sizeof head);
      head[0] = (char) (guint8) strlen (talk->host);
      tocsin_write_buffer_add (output, head, 1);
      tocsin_write_buffer_add (output, talk->host, strlen (talk->host));
    }
  tocsin_write_buffer_add (output, port, sizeof port);
}

static gboolean
fail_reply (TocsinProxyTalk *talk, guint8 reply, GError **error)
{
  const gboolean known = reply < G_N_ELEMENTS (replies);
  const char *hint = known ? replies[reply].hint : NULL;
  g_autofree char *code = g_strdup_printf ("%u", reply);
  GError *reason = tocsin_proxy_talk_fail (
      talk, TOCSIN_ERROR_PROXY_REFUSED, _ ("does not connect to %s: %s (SOCKS5 reply %u)"),
      talk->target, known ? _ (replies[reply].meaning) : _ ("unknown reason"), reply);

  tocsin_error_set_response_code (reason, code);
  tocsin_error_set_command (reason, talk->target);
  return fail (reason, hint != NULL ? _ (hint) : NULL, error);
}

/* Where the proxy connects from is of no interest, but it stands before the server's first byte. */
static gboolean
skip_bound_address (TocsinProxyTalk *talk, guint8 type, GError **error)
{
  guint8 bytes[TOCSIN_SOCKS_MAX_WORD + PORT_LENGTH];
  guint8 length = type == IPV6 ? 16 : 4;

  if (type != IPV4 && type != IPV6 && type != NAME)
    return fail_protocol (talk, _ ("answers with an address of an unknown kind"), type, error);
  if (type == NAME && !tocsin_proxy_talk_read (talk, &length, 1, error))
    return FALSE;

  return tocsin_proxy_talk_read (talk, bytes, (gsize) length + PORT_LENGTH, error);
}

/**
 * tocsin_proxy_socks5_connect: (skip)
 * @talk: a connection to a proxy
 * @error: one of the `proxy.*` errors, `secret.*`, `config.invalid`, `cancelled`
 *
 * Has the proxy connect to the server (RFC 1928, 1929).
 */
gboolean
tocsin_proxy_socks5_connect (TocsinProxyTalk *talk, GError **error)
{
  g_auto (TocsinWriteBuffer) output = { 0 };
  guint8 answer[4];

  if (!agree (talk, error))
    return FALSE;

  add_target (talk, &output);
  tocsin_proxy_talk_note (talk, TOCSIN_TRANSCRIPT_SENT, "[SOCKS5: connect to %s]", talk->target);
  if (!tocsin_proxy_talk_send (talk, &output, error)
      || !tocsin_proxy_talk_read (talk, answer, 2, error))
    return FALSE;
  if (answer[0] != VERSION)
    return fail_protocol (talk, _ ("answers in another version"), answer[0], error);

  tocsin_proxy_talk_note (talk, TOCSIN_TRANSCRIPT_RECEIVED, "[SOCKS5: reply %u]", answer[1]);
  /* A refusal is often cut short behind its code. */
  if (answer[1] != 0)
    return fail_reply (talk, answer[1], error);

  return tocsin_proxy_talk_read (talk, answer + 2, 2, error)
         && skip_bound_address (talk, answer[3], error);
}
