/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_LOOPBACK_MAX:
 *
 * Bytes of a request's head: browsers send cookies and more along.
 */
#define TOCSIN_LOOPBACK_MAX 32768

/**
 * TocsinLoopbackRequest:
 * @method: "GET"
 * @path: "/"
 * @query: (element-type utf8 utf8): names and values behind it, decoded
 * @host: (nullable): whom it is meant for; %NULL if it does not say so, or says it twice
 *
 * What a browser asks of a program on its own machine (RFC 9112). Private to core/net/oauth2.
 */
typedef struct
{
  char *method;
  char *path;
  GHashTable *query;
  char *host;
} TocsinLoopbackRequest;

TocsinLoopbackRequest *tocsin_loopback_request_parse (const char *head, gsize length);
void tocsin_loopback_request_free (TocsinLoopbackRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinLoopbackRequest, tocsin_loopback_request_free)

G_END_DECLS
