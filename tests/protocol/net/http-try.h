/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-client.h"
#include "tests/protocol/scripted-server.h"
#include "tests/unit/net/test-endpoint.h"

G_BEGIN_DECLS

/**
 * HttpTry:
 * @server: who is asked; the caller writes its script
 * @client: who asks
 * @request: what: a POST of “hello” to /in?a=%20b
 *
 * One client of one scripted web server.
 */
typedef struct
{
  ScriptedServer *server;
  TocsinHttpClient *client;
  TocsinHttpRequest *request;
} HttpTry;

/* With @certificate it speaks TLS. */
HttpTry *http_try_new (TestCertificate *certificate, const char *const *settings);
void http_try_free (HttpTry *self);
void http_try_expect (HttpTry *self);
TocsinHttpReply *http_try_send (HttpTry *self, GError **error);
void http_try_finish (HttpTry *self, const char *why);
void http_try_abandon (HttpTry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpTry, http_try_free)

G_END_DECLS
