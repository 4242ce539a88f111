/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/proxy-talk.h"

G_BEGIN_DECLS

gboolean tocsin_proxy_socks4_connect (TocsinProxyTalk *talk, GError **error);

G_END_DECLS
