/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-transport.h"
#include "plugins/smtp/connection.h"
#include "tests/protocol/scripted-server.h"

G_BEGIN_DECLS

/* A short message, and what it is on the line. */
#define PLAY_MESSAGE "Subject: hello\n\nhow are you\n"
#define PLAY_WIRE "Subject: hello\r\n\r\nhow are you\r\n"

/**
 * Play:
 *
 * An SMTP server that plays a script, and an account on it: nobody signs in, plain text, one
 * session at a time, no goodbye, EHLO me.example. Write the script, play_start(), send, and
 * play_finish().
 */
typedef struct
{
  ScriptedServer *server;
  TocsinMailTransport *transport;
  TocsinEnvelope *envelope;
  TocsinSendReport *report;
  guint commits;
} Play;

Play *play_new (void);

/* The script. @keywords are the lines of EHLO behind the first, parted by blanks; "_" is a blank in
 * one. */
void play_connect (Play *self, const char *keywords);
void play_greet (Play *self, const char *keywords);
void play_expect (Play *self, const char *line);
void play_say (Play *self, const char *line);
void play_command (Play *self, const char *line, const char *answer);
/* MAIL, RCPT and the message, one after the other, and a yes to each. */
void play_whole_message (Play *self);

/* The play. */
void play_start (Play *self, ...) G_GNUC_NULL_TERMINATED;
void play_finish (Play *self);

/* The envelope: me@example.org, to nobody yet. */
void play_to (Play *self, const char *address, TocsinRecipientKind kind);

gboolean play_send (Play *self, const char *message, GError **error);
gboolean
play_send_bytes (Play *self, const char *message, gsize length, gsize block, GError **error);
void play_send_well (Play *self, const char *message);
void play_fail (Play *self, const char *message, int code);

/* What the report says, one word a recipient: accepted, refused (for good), later, untried or
 * unknown. */
void play_expect_report (Play *self, TocsinSendOutcome outcome, const char *states);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Play, play_finish)

G_END_DECLS
