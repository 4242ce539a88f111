/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/pop3/connection.h"
#include "tests/protocol/scripted-server.h"

G_BEGIN_DECLS

/* What a server says that can do all that is used here; the capabilities are asked again after
 * signing in. */
#define PLAY_CAPABILITIES "USER\nS UIDL\nS TOP"
#define PLAY_CAPA(lines) "C CAPA\nS +OK\nS " lines "\nS .\n"
#define PLAY_OPEN(lines)                                                                           \
  "S +OK ready\n" PLAY_CAPA (lines) "C USER joe\nS +OK\nC PASS secret\nS +OK in\n" PLAY_CAPA (lines)
#define PLAY_BEGIN PLAY_OPEN (PLAY_CAPABILITIES)
#define PLAY_LIST(lines) "C LIST\nS +OK\n" lines "S .\n"
#define PLAY_UIDL(lines) "C UIDL\nS +OK\n" lines "S .\n"

/**
 * Play:
 *
 * A POP3 server that plays a script, and an account on it: user joe, password secret, plain text,
 * no goodbye but where a test wants one.
 */
typedef struct
{
  ScriptedServer *server;
  TocsinMailStore *store;
  GVariant *cursor;
} Play;

/* Settings that differ from that; at most four. */
Play *play_start (const char *script, ...) G_GNUC_NULL_TERMINATED;
void play_finish (Play *self);

/* What is done with the account; each fails the test where it comes out otherwise. A look tells the
 * keys of what is new, "..." for more, and "rebuilt". */
void play_look (Play *self, guint limit, const char *expected);
void play_look_fails (Play *self, int code);
void play_rest (Play *self);
void play_search (Play *self, const char *expected);

/* What a fetch tells: key, subject, raw bytes between angle brackets in front of it, or "gone". */
void play_fetch (Play *self, const char *keys, TocsinMailParts parts, const char *expected);
void play_fetch_fails (Play *self, const char *keys, TocsinMailParts parts, int code);
void play_remove (Play *self, const char *keys);
void play_remove_fails (Play *self, const char *keys, int code);

/* Whatever a test of the connection tells: facts and warnings, one a line. */
char *play_test (Play *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Play, play_finish)

G_END_DECLS
