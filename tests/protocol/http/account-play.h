/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-account.h"
#include "tests/protocol/scripted-server.h"

G_BEGIN_DECLS

#define ACCOUNT_PLAY_MAX_ROUNDS 8

/* An answer without a body. */
#define EMPTY "Content-Length: 0\r\n\r\n"
#define FINE "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd"

/**
 * AccountRound:
 * @authorization: (nullable): what the header Authorization is to say; “-” before it for a request
 *   without its body
 * @answer: the answer; “|” at its end hangs up, and the next round is on a new connection
 *
 * One request and its answer.
 */
typedef struct
{
  const char *authorization;
  const char *answer;
} AccountRound;

/**
 * AccountPlay:
 * @server: who is asked; in plain text, which the settings allow, unless there is a certificate
 * @account: who asks
 * @request: what: GET /in?a=%20b
 * @body: (nullable): what is posted there instead
 */
typedef struct
{
  ScriptedServer *server;
  TocsinHttpAccount *account;
  TocsinHttpRequest *request;
  char *body;
  gboolean secure;
} AccountPlay;

/* @settings is ended by %NULL; a connection of a protocol “test”. */
AccountPlay *account_play_new (const char *const *settings);
/* With @certificate, which is not checked, it speaks TLS. */
AccountPlay *account_play_new_with (const char *const *settings, TestCertificate *certificate);
/* Has the request post a body of @length bytes, as a stream that can be read again. */
void account_play_post (AccountPlay *self, gsize length);
void account_play_free (AccountPlay *self);
/* Begins a connection of the script; writes one request into it. */
void account_play_begin (AccountPlay *self);
void account_play_expect (AccountPlay *self, const char *authorization);
/* Writes the script of @rounds, up to the first without an answer, and starts it. */
void account_play_start (AccountPlay *self, const AccountRound *rounds);
TocsinHttpReply *account_play_send (AccountPlay *self, GError **error);
/* Fails with @why if the client said anything else. */
void account_play_finish (AccountPlay *self, const char *why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccountPlay, account_play_free)

G_END_DECLS
