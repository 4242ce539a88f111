/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/net/proxy-play.h"

/* What is said to an http proxy, and by it, as lines of a script. */

#define TYPE "proxy.type=http"
#define LOGIN                                                                                      \
  TYPE, "proxy.use-credentials=true", "proxy.username=joe", "proxy.password=env:PLAY_PASSWORD"
#define BEGIN ">CONNECT " PLAY_TARGET " HTTP/1.1\r\nHost: " PLAY_TARGET "\r\n"
#define ASK BEGIN "\r\n"
#define YES "<HTTP/1.1 200 Connection established\r\n\r\n"
#define NO "<HTTP/1.1 407 Login, please\r\nContent-Length: 0\r\n"
/* joe:geheim, wirklich */
#define BASIC_LINE BEGIN "Proxy-Authorization: Basic am9lOmdlaGVpbSwgd2lya2xpY2g=\r\n"
#define BASIC BASIC_LINE "\r\n"
#define DIGEST_OFFER "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n"
/* MD5 (MD5 ("joe:r:geheim, wirklich"):n:MD5 ("CONNECT:mail.behind.invalid:4143")) */
#define DIGEST_LINE(nonce, response)                                                               \
  BEGIN "Proxy-Authorization: Digest username=\"joe\", realm=\"r\", nonce=\"" nonce                \
        "\", uri=\"" PLAY_TARGET "\", response=\"" response "\"\r\n\r\n"
#define DIGEST DIGEST_LINE ("n1", "396c70561728239c3b81f8bc55d609cd")
