/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/proxy-talk.h"

G_BEGIN_DECLS

/**
 * TOCSIN_PROXY_MAX_HEAD:
 *
 * The most bytes of one answer's head: the longest token of Kerberos in Base64, and all else.
 */
#define TOCSIN_PROXY_MAX_HEAD (128 * 1024)

/**
 * TOCSIN_PROXY_MAX_BODY:
 *
 * The most bytes of a page that says "log in first" that are read to keep the connection; a longer
 * one is left, with its connection.
 */
#define TOCSIN_PROXY_MAX_BODY (64 * 1024)

/**
 * TOCSIN_PROXY_MAX_ROUNDS:
 *
 * So many requests are sent for one tunnel; a login takes three.
 */
#define TOCSIN_PROXY_MAX_ROUNDS 8

/**
 * TOCSIN_PROXY_MAX_INTERIM:
 *
 * So many answers of the kind "wait" are waited for.
 */
#define TOCSIN_PROXY_MAX_INTERIM 16

gboolean tocsin_proxy_http_connect (TocsinProxyTalk *talk, GError **error);

G_END_DECLS
