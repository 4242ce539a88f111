/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/attacks/protocols.h"
#include "tests/protocol/attacks/secrets.h"
#include "tests/protocol/attacks/table.h"

G_BEGIN_DECLS

/* What a good server of IMAP says, up to the end. */
#define IMAP_CAPABILITIES "C CAPABILITY\nS * CAPABILITY IMAP4rev1\nA OK done\n"
#define IMAP_LOGIN "C LOGIN \"" SECRET_USER "\" \"" SECRET_PASSWORD "\"\n"
#define IMAP_SIGN_IN IMAP_LOGIN "A OK [CAPABILITY IMAP4rev1] in\n"
#define IMAP_LOOK                                                                                  \
  "C EXAMINE INBOX\nS * 3 EXISTS\nS * OK [UIDVALIDITY 7] it\nS * OK [UIDNEXT 9] it\n"              \
  "A OK [READ-ONLY] done\nE\n"
#define IMAP_INSIDE IMAP_CAPABILITIES IMAP_SIGN_IN IMAP_LOOK
#define IMAP_OFFER "S * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\n"
#define IMAP_ASK IMAP_OFFER "C STARTTLS\n"
/* With TLS from the first byte. */
#define IMAP_GREETED "T\nS * OK [CAPABILITY IMAP4rev1] ready\n"

#define POP3_CAPABILITIES "C CAPA\nS +OK\nS USER\nS .\n"
#define POP3_INSIDE                                                                                \
  POP3_CAPABILITIES "C USER " SECRET_USER "\nS +OK\nC PASS " SECRET_PASSWORD                       \
                    "\nS +OK\n" POP3_CAPABILITIES "C STAT\nS +OK 3 120\nE\n"
#define POP3_OFFER "S +OK ready\nC CAPA\nS +OK\nS USER\nS STLS\nS .\n"
#define POP3_ASK POP3_OFFER "C STLS\n"

#define SMTP_CAPABILITIES "C EHLO client.example\nS 250-mx\nS 250 AUTH PLAIN\n"
#define SMTP_AUTH "C AUTH PLAIN AGphbmUuZG9lQGV4YW1wbGUub3JnAEdlaDNpbS1Xb3J0OzQy\n"
/* A message to oneself that ends before it begins. */
#define SMTP_MAIL "C MAIL FROM:<" SECRET_USER ">\n"
#define SMTP_RCPT "C RCPT TO:<" SECRET_USER ">\n"
#define SMTP_TRY SMTP_MAIL "S 250 ok\n" SMTP_RCPT "S 250 ok\nC RSET\nS 250 ok\nE\n"
#define SMTP_SIGN_IN SMTP_AUTH "S 235 in\n"
#define SMTP_INSIDE SMTP_CAPABILITIES SMTP_SIGN_IN SMTP_TRY
#define SMTP_OFFER "S 220 mx ESMTP\nC EHLO client.example\nS 250-mx\nS 250 STARTTLS\n"
#define SMTP_ASK SMTP_OFFER "C STARTTLS\n"

void rows_add_starttls_imap (void);
void rows_add_starttls_pop3 (void);
void rows_add_starttls_smtp (void);
void rows_add_certificates (void);
void rows_add_withstand (void);
void rows_add_errors (void);
void rows_add_recorder (void);
void mutations_add (void);

G_END_DECLS
