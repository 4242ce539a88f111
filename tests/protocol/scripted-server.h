/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

#include "tests/protocol/test-certificates.h"

G_BEGIN_DECLS

/**
 * ScriptedServer:
 *
 * A server that plays a script, byte exact, on a loopback port of its own, in its own thread.
 *
 * Write the script first (scripted_server_connection() begins each connection, they come one after
 * the other), then scripted_server_start(), run the client, and scripted_server_finish(), which
 * fails the test with a diff if the client said anything else than the script expects.
 *
 * In texts, <<name>> stands for a word (no blank, no line end): the first time it is expected it
 * takes what the client said, from then on it is that; so `<<tag>> NOOP\r\n` and then
 * `<<tag>> OK\r\n` work with any tag. Words are forgotten with each connection.
 *
 * A server that waits for the client longer than SCRIPTED_SERVER_PATIENCE seconds gives up and
 * reports it, so a wrong client fails instead of hanging.
 */
typedef struct _ScriptedServer ScriptedServer;

#define SCRIPTED_SERVER_PATIENCE 10

ScriptedServer *scripted_server_new (void);
ScriptedServer *scripted_server_new_on (const char *address);
guint16 scripted_server_get_port (ScriptedServer *self);
void scripted_server_set_certificate (ScriptedServer *self, TestCertificate *certificate);
void scripted_server_set_priority (ScriptedServer *self, const char *priority);
void scripted_server_require_client_certificate (ScriptedServer *self);

/**
 * ScriptedRecord:
 * @plain: all that the client sent before TLS
 * @wire: all that the client sent, as it was on the wire, ciphertext too
 *
 * What somebody in between has seen of the client.
 */
typedef struct
{
  GByteArray *plain;
  GByteArray *wire;
} ScriptedRecord;

/**
 * ScriptedCall:
 * @words: name → value, as for <<name>>; may be added to
 *
 * Computes what a server would, on the server's thread.
 */
typedef void (*ScriptedCall) (GHashTable *words);

void scripted_server_set_record (ScriptedServer *self, ScriptedRecord *record);
void scripted_server_set_alpn (ScriptedServer *self, const char *protocol);
gboolean scripted_server_has_visitor (ScriptedServer *self);

/* The script. */
void scripted_server_connection (ScriptedServer *self);
void scripted_server_expect (ScriptedServer *self, const char *text);
void scripted_server_expect_bytes (ScriptedServer *self, const char *bytes, gsize length);
void scripted_server_send (ScriptedServer *self, const char *text);
void scripted_server_send_bytes (ScriptedServer *self, const char *bytes, gsize length);
void scripted_server_send_repeated (ScriptedServer *self, const char *text, guint64 times);
void scripted_server_drip (ScriptedServer *self, const char *text, guint interval_ms);
void scripted_server_discard (ScriptedServer *self, guint64 length);
void scripted_server_start_tls (ScriptedServer *self);
void scripted_server_fail_tls (ScriptedServer *self);
void scripted_server_refuse_tls (ScriptedServer *self, guint alert);
void scripted_server_close_notify (ScriptedServer *self);
void scripted_server_cut (ScriptedServer *self);
void scripted_server_hang_up (ScriptedServer *self);
void scripted_server_reset (ScriptedServer *self);
void scripted_server_silence (ScriptedServer *self);
void scripted_server_expect_eof (ScriptedServer *self);
void scripted_server_wait (ScriptedServer *self);
void scripted_server_call (ScriptedServer *self, ScriptedCall call);

/* The play. */
void scripted_server_start (ScriptedServer *self);
void scripted_server_go (ScriptedServer *self);
void scripted_server_sync (ScriptedServer *self);
void scripted_server_finish (ScriptedServer *self);
char *scripted_server_finish_with_report (ScriptedServer *self);

G_END_DECLS
