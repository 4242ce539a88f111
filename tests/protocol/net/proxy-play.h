/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/line-stream.h"
#include "tests/protocol/scripted-server.h"

G_BEGIN_DECLS

/* A name that nobody but the proxy could know: whoever looks it up here fails. */
#define PLAY_HOST "mail.behind.invalid"
#define PLAY_PORT 4143
#define PLAY_TARGET "mail.behind.invalid:4143"
#define PLAY_PASSWORD "geheim, wirklich"

#define MAX_SETTINGS 6
#define MAX_SCRIPT 14

/**
 * PlayRow:
 * @why: what it is about
 * @settings: besides host and port, encryption none, and the proxy's address
 * @script: what the proxy does; by its first character each line is expected (>) or sent (<);
 *   the same in hexadecimal with text in quotes (} and {); or another connection (|), an end (.), a
 *   reset (!), silence (~)
 * @code: how it has to end; -1: well, and the server's greeting comes through
 * @message: (nullable): what the error's text has to hold
 * @hint: (nullable): what its hint has to hold
 * @server_text: (nullable): the proxy's own words, if they are to be told
 */
typedef struct
{
  const char *why;
  const char *settings[MAX_SETTINGS];
  const char *script[MAX_SCRIPT];
  int code;
  const char *message;
  const char *hint;
  const char *server_text;
} PlayRow;

#define PLAY_GREETING "* OK behind the proxy\r\n"

void play_script (ScriptedServer *server, const char *const *script);
TocsinEndpoint *
play_endpoint (guint16 proxy_port, const char *address, const char *const *settings);
void play_rows (const PlayRow *rows, gsize n_rows);

/* Collects what a transcript or a report says, one line each. */
TocsinTranscript *play_transcript (GString *all);
TocsinReport *play_report (GString *all);

G_END_DECLS
