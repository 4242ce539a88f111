/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-answer.h"
#include "core/net/proxy-talk.h"

G_BEGIN_DECLS

/**
 * TocsinProxyLogin:
 *
 * Who we are, said to an http proxy over as many requests as it takes: Negotiate, NTLM (first if
 * `proxy.domain` is set), Digest, or Basic where nothing else is offered. Private to core/net.
 */
typedef struct _TocsinProxyLogin TocsinProxyLogin;

TocsinProxyLogin *tocsin_proxy_login_new (TocsinProxyTalk *talk);
void tocsin_proxy_login_free (TocsinProxyLogin *self);
gboolean
tocsin_proxy_login_take (TocsinProxyLogin *self, const TocsinHttpAnswer *answer, GError **error);
void tocsin_proxy_login_add_line (TocsinProxyLogin *self, TocsinWriteBuffer *output);
gboolean
tocsin_proxy_login_finish (TocsinProxyLogin *self, const TocsinHttpAnswer *answer, GError **error);
gboolean tocsin_proxy_login_is_bound (const TocsinProxyLogin *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinProxyLogin, tocsin_proxy_login_free)

G_END_DECLS
