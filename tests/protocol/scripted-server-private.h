/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

#include "tests/protocol/scripted-server.h"

G_BEGIN_DECLS

/* The server is written in three pieces: the script in scripted-server.c, one connection's bytes in
 * scripted-connection.c, playing the one on the other in scripted-play.c. Private to them. */

typedef enum
{
  STEP_CONNECTION,
  STEP_EXPECT,
  STEP_EXPECT_BYTES,
  STEP_SEND,
  STEP_SEND_BYTES,
  STEP_DRIP,
  STEP_DISCARD,
  STEP_START_TLS,
  STEP_FAIL_TLS,
  STEP_REFUSE_TLS,
  STEP_CLOSE_NOTIFY,
  STEP_CUT,
  STEP_HANG_UP,
  STEP_RESET,
  STEP_SILENCE,
  STEP_EXPECT_EOF,
  STEP_WAIT,
  STEP_CALL,
} ScriptedStepType;

typedef struct
{
  ScriptedStepType type;
  GBytes *bytes;
  guint64 count;
  ScriptedCall call;
} ScriptedStep;

typedef enum
{
  OUTCOME_DONE,
  OUTCOME_GONE,  /* the client has closed */
  OUTCOME_WRONG, /* the client did what the script doesn't say; reported */
} ScriptedOutcome;

struct _ScriptedServer
{
  int listen_fd;
  guint16 port;
  GArray *steps;
  TestCertificate *certificate;
  char *priority;
  char *alpn;
  gnutls_datum_t ticket_key;
  gboolean wants_client_certificate;
  guint refusal; /* an alert, 0 to be content with the client */
  GThread *thread;
  int stop; /* eventfds: the test is done; it says go; we wait for it */
  int go;
  int waiting;
  GString *report;
  ScriptedRecord *record;

  /* Of the connection; the thread's alone. */
  int fd;
  gnutls_session_t tls;
  GByteArray *input;
  GHashTable *words;
  guint n_connections;
};

gboolean scripted_poll_one (int fd, gushort events, int other, int milliseconds);
void scripted_report (ScriptedServer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
ScriptedOutcome scripted_report_difference (
    ScriptedServer *self, const char *expected, gsize length, gsize same, ScriptedOutcome outcome);
char *scripted_escape (const char *bytes, gsize length);

ScriptedOutcome scripted_take_connection (ScriptedServer *self);
void scripted_drop_connection (ScriptedServer *self);
ScriptedOutcome scripted_need (ScriptedServer *self, gsize offset);
ScriptedOutcome scripted_transmit (ScriptedServer *self, const char *bytes, gsize length);
ScriptedOutcome scripted_start_tls (ScriptedServer *self);
ScriptedOutcome scripted_fail_tls (ScriptedServer *self);
ScriptedOutcome scripted_refuse_tls (ScriptedServer *self, guint alert);
ScriptedOutcome scripted_expect_end (ScriptedServer *self);
ScriptedOutcome scripted_end_politely (ScriptedServer *self);
ScriptedOutcome scripted_cut (ScriptedServer *self, gboolean reset);

gpointer scripted_play (gpointer data);

G_END_DECLS
