/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/proxy-talk.h"

G_BEGIN_DECLS

/**
 * TOCSIN_SOCKS_MAX_WORD:
 *
 * The most bytes of a user name, a password or a host name: their length is one byte.
 */
#define TOCSIN_SOCKS_MAX_WORD 255

gboolean tocsin_proxy_socks5_connect (TocsinProxyTalk *talk, GError **error);

G_END_DECLS
