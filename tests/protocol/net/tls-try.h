/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/scripted-server.h"
#include "tests/unit/net/test-endpoint.h"

G_BEGIN_DECLS

/**
 * TlsTry:
 * @certificate: whom the server is
 * @priority: (nullable): what it can do
 * @starttls: whether TLS comes behind plain text
 * @good: whether the client is to go on
 * @asks: whether the server wants a certificate
 * @transcript: (nullable): where to write down what is said
 *
 * One connection to a server, to see what the client makes of it.
 */
typedef struct
{
  TestCertificate *certificate;
  const char *priority;
  gboolean starttls;
  gboolean good;
  gboolean asks;
  TocsinTranscript *transcript;
} TlsTry;

/* Returns what came of it; @facts, if there is one, gets what the client told of it. */
GError *tls_try (const TlsTry *what, const char *const *settings, GHashTable *facts);
/* The same against @server, whose script the caller writes and plays. */
GError *tls_try_against (ScriptedServer *server,
                         const TlsTry *what,
                         const char *const *settings,
                         GHashTable *facts);
/* A certificate and key of the client, as texts of settings: what a server that asks makes of them,
 * and what comes of them when nothing may be sent, so that there need be no server. */
GError *
tls_try_identity (const TlsTry *what, const char *certificate, const char *key, GHashTable *facts);
GError *tls_try_no_identity (const char *certificate, const char *key);
/* Writes a file for them; returns its path. */
char *tls_try_write (const char *directory, const char *name, const char *text, int mode);
/* Has @facts told what @report says. */
void tls_try_watch (TocsinReport *report, GHashTable *facts);
void tls_try_script (ScriptedServer *server, const TlsTry *what);
GHashTable *tls_try_new_facts (void);
const char *tls_try_get_fact (GHashTable *facts, const char *name);

G_END_DECLS
