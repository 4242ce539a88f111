/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/net/proxy-http.h"
#include "core/net/proxy-socks4.h"
#include "core/net/proxy-socks5.h"

/* All that a proxy says, before it hangs up; the first byte says what kind it is and whether there
 * is a login. */

#define MAX_SIZE (128 * 1024)
#define WITH_LOGIN 0x10

static TocsinProxyHop *
make_hop (uint8_t first)
{
  static const TocsinProxyKind kinds[] = { TOCSIN_PROXY_HTTP, TOCSIN_PROXY_SOCKS4A,
                                           TOCSIN_PROXY_SOCKS5 };
  TocsinProxyHop *hop =
      tocsin_proxy_hop_new (kinds[(first & 0x0f) % G_N_ELEMENTS (kinds)], "proxy.example", 1);

  if ((first & WITH_LOGIN) != 0)
    {
      hop->username = g_strdup ("joe");
      hop->password = tocsin_secret_new ("geheim", -1);
    }

  return hop;
}

static gboolean
run (TocsinProxyTalk *talk, GError **error)
{
  if (talk->hop->kind == TOCSIN_PROXY_HTTP)
    return tocsin_proxy_http_connect (talk, error);
  if (talk->hop->kind == TOCSIN_PROXY_SOCKS5)
    return tocsin_proxy_socks5_connect (talk, error);

  return tocsin_proxy_socks4_connect (talk, error);
}

static void
say (int fd, const uint8_t *data, size_t size)
{
  const int room = 2 * MAX_SIZE;

  setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  if (send (fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
    g_assert_cmpuint (size, ==, 0);
  shutdown (fd, SHUT_WR);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  TocsinProxyTalk talk = { .host = "mail.example", .port = 993, .target = "mail.example:993" };
  g_autoptr (TocsinProxyHop) hop = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good;
  int fds[2];

  if (size < 2 || size > MAX_SIZE
      || socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0)
    return 0;

  /* Nothing may be asked of a real Kerberos. */
  g_setenv ("KRB5_CONFIG", "/dev/null", TRUE);
  hop = make_hop (data[0]);
  talk.hop = hop;
  talk.fd = fds[0];
  say (fds[1], data + 1, size - 1);
  good = run (&talk, &error);
  g_assert_true (good == (error == NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));

  tocsin_proxy_talk_close (&talk);
  close (fds[1]);

  return 0;
}
