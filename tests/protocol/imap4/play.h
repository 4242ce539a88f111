/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/imap4/connection.h"
#include "tests/protocol/scripted-server.h"

G_BEGIN_DECLS

/**
 * Play:
 *
 * An IMAP server that plays a script, and an account on it: user joe, password secret, plain text,
 * one session at a time, no goodbye. Write the script, play_start(), use @store, play_finish().
 */
typedef struct
{
  ScriptedServer *server;
  TocsinMailStore *store;
  guint tags;
} Play;

Play *play_new (void);

/* The script. */
void play_connect (Play *self, const char *greeting);
void play_sign_in (Play *self, const char *capabilities);
void play_begin (Play *self, const char *capabilities);
void play_expect (Play *self, const char *command);
void play_say (Play *self, const char *lines);
void play_answer (Play *self, const char *answer);
void play_command (Play *self, const char *command, const char *lines, const char *answer);
void play_examine (Play *self, const char *folder, guint exists, guint64 uid_next);
/* Size and date of a message that was found are asked for. */
void play_summary (Play *self, guint uid);

/* The play. */
void play_start (Play *self, ...) G_GNUC_NULL_TERMINATED;
void play_finish (Play *self);

/* What is done with the account; each fails the test where it fails. */
GVariant *play_cursor (guint64 uid_next);
TocsinMailChanges *play_changes (Play *self, guint64 uid_next);
void play_list (Play *self, const char *expected);
void play_expect_error (Play *self, int code);
GPtrArray *play_refs (Play *self, const char *first, ...) G_GNUC_NULL_TERMINATED;
void play_apply (Play *self, GPtrArray *refs, TocsinMailVerb verb, const char *argument);

/* Searches INBOX for a query, and finds one message or, with 0, none. */
void play_find (Play *self, const char *query, guint64 uid);

/* What a fetch tells, one line a message: key, subject, flags, what is known of it, raw bytes. */
void play_fetch (Play *self, GPtrArray *refs, TocsinMailParts parts, const char *expected);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Play, play_finish)

G_END_DECLS
