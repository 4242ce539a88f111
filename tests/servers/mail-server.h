/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailServer:
 *
 * A real mail server of the test's own, on loopback ports, with users alice, bob and carol. It ends
 * with mail_server_free(), or when the test's process ends, however that comes.
 *
 * |[<!-- language="C" -->
 *   g_autoptr (MailServer) server = mail_server_start ("dovecot", "--mechanisms", "PLAIN", NULL);
 *
 *   if (server == NULL)
 *     return;
 *   mail_server_deliver (server, "alice", "INBOX", "Subject: hello\n\nworld\n");
 * ]|
 *
 * Everything that can go wrong with the server fails the test.
 */
typedef struct _MailServer MailServer;

/**
 * mail_server_start:
 * @kind: the fixture, such as `dovecot`, `cyrus`, `postfix` or `exim`: a program in tests/servers
 * @...: options of its `start` command (`dovecot start --help`), ended by %NULL
 *
 * Returns: (transfer full) (nullable): a server that answers, or %NULL where it is not installed;
 *   the running test is then skipped, or fails where the environment has `CI`
 */
MailServer *mail_server_start (const char *kind, ...) G_GNUC_NULL_TERMINATED;
void mail_server_free (MailServer *self);

/**
 * mail_server_get:
 * @self: the server
 * @property: DIR, HOST, PORT, TLS_PORT, USER, USERS, PASSWORD, PASSWORD_FILE, CA_FILE, LOG, PID,
 * RUN; with `--pop3` POP3_PORT and POP3S_PORT, with `--lmtp` LMTP_PORT
 *
 * Returns: (transfer none): the value; the test fails if there is none
 */
const char *mail_server_get (MailServer *self, const char *property);
guint16 mail_server_get_port (MailServer *self);
guint16 mail_server_get_tls_port (MailServer *self);

/* Away and back on the same ports, with the same mail; each returns when it is so. */
void mail_server_stop (MailServer *self);
void mail_server_restart (MailServer *self);
/* Connections stay open but nobody answers. */
void mail_server_pause (MailServer *self);
void mail_server_resume (MailServer *self);

/* Delivers @message, line ends LF or CRLF, as it is; also while the server is away. */
void
mail_server_deliver (MailServer *self, const char *user, const char *folder, const char *message);
void
mail_server_deliver_file (MailServer *self, const char *user, const char *folder, const char *path);

/**
 * mail_server_imap:
 * @self: the server
 * @user: whose mailbox
 * @commands: whole commands with tags and CRLF, the last of them LOGOUT
 *
 * Another client's doings, through the server's own authenticated session.
 *
 * Returns: (transfer full): all that the server answered
 */
char *mail_server_imap (MailServer *self, const char *user, const char *commands);

/**
 * mail_server_run:
 * @self: the server
 * @command: a command of the fixture, such as `doveadm`
 * @...: its further arguments, ended by %NULL
 *
 * Returns: (transfer full): its standard output
 */
char *mail_server_run (MailServer *self, const char *command, ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailServer, mail_server_free)

G_END_DECLS
