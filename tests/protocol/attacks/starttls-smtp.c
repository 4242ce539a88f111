/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/rows.h"

#define CHAPTER "On the way to TLS"
#define REQUIRED "encryption.mode=starttls"

static const Row rows[] = {
  { "good", "nobody is in between", SMTP_ASK "S 220 go\nT\n" SMTP_INSIDE, "ok" },
  { "good/lines", "a greeting of several lines, every byte by itself",
    "d 220-mx\\r\\n220-No advertising\\r\\n220 ready\\r\\n\nC EHLO client.example\n"
    "d 250-mx\\r\\n250-SIZE 1\\r\\n250 STARTTLS\\r\\n\nC STARTTLS\nd 220-a\\r\\n220 "
    "b\\r\\n\nT\n" SMTP_INSIDE,
    "ok" },
  { "O_1", "STARTTLS is stripped",
    "S 220 mx\nC EHLO client.example\nS 250-mx\nS 250 AUTH PLAIN EVIL\nE\n", "tls.unavailable" },
  { "O_1/renamed", "STARTTLS is written as XXXXXXXX",
    "S 220 mx\nC EHLO client.example\nS 250-mx\nS 250 XXXXXXXX\nE\n", "tls.unavailable" },
  { "O_1/opportunistic", "STARTTLS is stripped, and TLS is a wish only",
    "S 220 mx\nC EHLO client.example\nS 250-mx\nS 250 AUTH PLAIN CRAM-MD5\nE\n",
    "auth.plain-refused-without-tls", .settings = "encryption.mode=opportunistic" },
  { "O_2/454", "STARTTLS is answered 454", SMTP_ASK "S 454 EVIL\nE\n", "tls.refused" },
  { "O_3/500", "STARTTLS is answered 500", SMTP_ASK "S 500 EVIL\nE\n", "tls.refused" },
  { "O_3/501", "STARTTLS is answered 501", SMTP_ASK "S 501 EVIL\nE\n", "tls.refused" },
  { "O_3/502", "STARTTLS is answered 502", SMTP_ASK "S 502 EVIL\nE\n", "tls.refused" },
  { "O_3/503", "STARTTLS is answered 503", SMTP_ASK "S 503 EVIL\nE\n", "tls.refused" },
  { "O_2/opportunistic", "STARTTLS is offered and refused, and TLS is a wish only",
    SMTP_ASK "S 454 EVIL\nE\n", "tls.refused", .settings = "encryption.mode=opportunistic" },
  { "O_4/250", "STARTTLS is answered 250", SMTP_ASK "S 250 EVIL\nE\n", "protocol.parse" },
  { "O_4/354", "STARTTLS is answered 354", SMTP_ASK "S 354 EVIL\nE\n", "protocol.parse" },
  { "O_4/221", "STARTTLS is answered 221", SMTP_ASK "S 221 EVIL\nE\n", "protocol.parse" },
  { "O_4/334", "STARTTLS is answered 334", SMTP_ASK "S 334 EVIL\nE\n", "protocol.parse" },
  { "O_4/continuation", "STARTTLS is answered “+”", SMTP_ASK "S + EVIL\nE\n", "protocol.parse" },
  { "O_4/mixed", "STARTTLS is answered by lines that do not agree",
    SMTP_ASK "S 220-EVIL\nS 554 EVIL\nE\n", "protocol.parse" },
  { "O_4/glued", "STARTTLS is answered 2200", SMTP_ASK "S 2200 EVIL\nE\n", "protocol.parse" },
  { "O_4/silence", "STARTTLS is not answered", SMTP_ASK "Z\n", "timeout.command",
    .settings = "timeout=2" },
  { "O_4/half", "the answer to STARTTLS has no last line", SMTP_ASK "S 220-EVIL\nZ\n",
    "timeout.command", .settings = "timeout=2" },
  { "O_4/cut", "the line is cut instead of an answer", SMTP_ASK "X\n", "net.closed-early" },
  { "O_4/plain-after", "STARTTLS is answered 220, and then plain text comes",
    SMTP_ASK "S 220 go\nM 1 250 EVIL\\r\\n\nZ\n", "tls.injected" },
  { "D_1", "EHLO is refused: STARTTLS is tried all the same, HELO is not",
    "S 220 mx\nC EHLO client.example\nS 500 EVIL\nC STARTTLS\nS 220 go\nT\n" SMTP_INSIDE, "ok" },
  { "D_1/refused", "EHLO and STARTTLS are refused: HELO is not tried",
    "S 220 mx\nC EHLO client.example\nS 502 EVIL\nC STARTTLS\nS 502 EVIL\nE\n", "tls.refused" },
  { "D_1/opportunistic", "EHLO is refused, and TLS is a wish only: HELO is not tried",
    "S 220 mx\nC EHLO client.example\nS 504 EVIL\nE\n", "auth.plain-refused-without-tls",
    .settings = "encryption.mode=opportunistic" },
  { "D_2", "EHLO is answered by the server's name only",
    "S 220 mx\nC EHLO client.example\nS 250 EVIL\nE\n", "tls.unavailable" },
  { "D_2/name", "EHLO is answered by the server's name only, which is STARTTLS",
    "S 220 mx\nC EHLO client.example\nS 250 STARTTLS\nE\n", "tls.unavailable" },
  { "B_1", "an answer behind the 220 to STARTTLS", SMTP_ASK "s 220 go\\r\\n250 EVIL\\r\\n\nE\n",
    "tls.injected" },
  { "B_1/list", "the answer to EHLO behind the 220 to STARTTLS",
    SMTP_ASK "s 220 go\\r\\n250-EVIL\\r\\n250 AUTH EVIL\\r\\n\nE\n", "tls.injected" },
  { "B_1/later", "an answer right after the 220 to STARTTLS, in a packet of its own",
    SMTP_ASK "S 220 go\nM 1 250 EVIL\\r\\n\nZ\n", "tls.injected" },
  { "B_2", "half a line behind the 220 to STARTTLS", SMTP_ASK "s 220 go\\r\\n250 EVI\nE\n",
    "tls.injected" },
  { "B_2/prefix", "half a line before the 220 to STARTTLS", SMTP_ASK "s EVIL\nS 220 go\nE\n",
    "protocol.parse" },
  { "B_3", "421 behind the 220 to STARTTLS", SMTP_ASK "s 220 go\\r\\n421 EVIL\\r\\n\nE\n",
    "tls.injected" },
  { "construction/greeting", "the answer to EHLO comes with the greeting",
    "s 220 mx\\r\\n250-EVIL\\r\\n250 STARTTLS\\r\\n\nE\n", "protocol.parse" },
  { "construction/list", "the answer to STARTTLS comes with that to EHLO",
    "S 220 mx\nC EHLO client.example\ns 250-mx\\r\\n250 STARTTLS\\r\\n220 EVIL\\r\\n\nE\n",
    "protocol.parse" },
  { "curl-980", "a refusal, and forged successes behind it",
    SMTP_ASK "s 454 EVIL\\r\\n250 EVIL\\r\\n235 EVIL\\r\\n\nE\n", "tls.refused" },
  { "U/greeting", "the greeting is for a person",
    "S 220 EVIL\nC EHLO client.example\nS 250-EVIL\nS 250 EVIL\nE\n", "tls.unavailable" },
  { "U/refusal", "control characters in the refusal", SMTP_ASK "s 454 \\033[2JEVIL\\007\\r\\n\nE\n",
    "tls.refused" },
  { "X_1", "mechanisms offered on a line without TLS",
    "S 220 mx\nC EHLO client.example\nS 250-mx\nS 250-AUTH=LOGIN\n"
    "S 250 AUTH PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM SCRAM-SHA-1 GSSAPI\nE\n",
    "auth.plain-refused-without-tls", .settings = "encryption.mode=none" },
  { "cache", "capabilities of before TLS don't count inside",
    "S 220 mx\nC EHLO client.example\nS 250-mx\nS 250-AUTH EVIL\nS 250 STARTTLS\nC STARTTLS\n"
    "S 220 go\nT\n" SMTP_INSIDE,
    "ok" },
  { "others/flood", "lines without end", "M 100000 220-EVIL\\r\\n\nZ\n", "protocol.parse" },
  { "others/long-line", "a line without end", "M 100000 220 EVIL\nZ\n", "protocol.parse" },
  { "others/pop3", "a server of POP3", "S +OK EVIL\nE\n", "config.wrong-protocol" },
  { "others/imap", "a server of IMAP", "S * OK EVIL\nE\n", "config.wrong-protocol" },
  { "others/http", "a server of HTTP", "S HTTP/1.1 400 EVIL\nE\n", "config.wrong-protocol" },
};

/* What a client makes of each class of codes, where. */
typedef struct
{
  const char *where;
  const char *before;
  const char *after;
  const char *expected[9]; /* of 1yz to 9yz */
} Phase;

#define GOES_ON "ok"
#define PARSE "protocol.parse"
/* A test that is refused for now has found out what it wanted to know. */
#define NOT_NOW "not now"
#define ONLY_2(later, never)                                                                       \
  {                                                                                                \
    PARSE, GOES_ON, PARSE, later, never, PARSE, PARSE, PARSE, PARSE                                \
  }

#define INSIDE SMTP_ASK "S 220 go\nT\n" SMTP_CAPABILITIES

static const Phase phases[] = {
  { "greeting", "",
    "C EHLO client.example\nS 250-mx\nS 250 STARTTLS\nC STARTTLS\nS 220 go\nT\n" SMTP_INSIDE,
    ONLY_2 ("server.busy", "server.refused") },
  { "ehlo",
    "S 220 mx\nC EHLO client.example\n",
    "C STARTTLS\nS 220 go\nT\n" SMTP_INSIDE,
    { PARSE, "tls.unavailable", PARSE, "server.busy", GOES_ON, PARSE, PARSE, PARSE, PARSE } },
  { "starttls",
    SMTP_ASK,
    "",
    { PARSE, PARSE, PARSE, "tls.refused", "tls.refused", PARSE, PARSE, PARSE, PARSE } },
  { "ehlo-inside",
    SMTP_ASK "S 220 go\nT\nC EHLO client.example\n",
    "",
    { PARSE, "auth.no-common-mechanism", PARSE, "server.busy", "server.refused", PARSE, PARSE,
      PARSE, PARSE } },
  { "auth", INSIDE SMTP_AUTH, SMTP_TRY, ONLY_2 ("auth.temporary", "auth.rejected") },
  { "mail", INSIDE SMTP_SIGN_IN SMTP_MAIL, SMTP_RCPT "S 250 ok\nC RSET\nS 250 ok\nE\n",
    ONLY_2 (NOT_NOW, "smtp.sender-refused") },
  { "rcpt", INSIDE SMTP_SIGN_IN SMTP_MAIL "S 250 ok\n" SMTP_RCPT, "C RSET\nS 250 ok\nE\n",
    ONLY_2 (NOT_NOW, "smtp.recipient-refused") },
  { "rset",
    INSIDE SMTP_SIGN_IN SMTP_MAIL "S 250 ok\n" SMTP_RCPT "S 250 ok\nC RSET\n",
    "E\n",
    { GOES_ON, GOES_ON, GOES_ON, GOES_ON, GOES_ON, GOES_ON, GOES_ON, GOES_ON, GOES_ON } },
};

static void
add_class (const Phase *phase, guint class)
{
  const char *expected = phase->expected[class - 1];
  gboolean refused = class == 4 || class == 5;
  const char *after = "E\n";
  g_autofree char *code = g_strdup_printf ("%u50", class);
  g_autofree char *id = g_strconcat ("others/", phase->where, NULL);
  g_autofree char *script = NULL;

  if (g_str_equal (expected, GOES_ON))
    after = phase->after;
  else if (refused && g_str_has_suffix (phase->before, "@example.org>\n"))
    after = "C RSET\nS 250 ok\nE\n";
  script = g_strconcat (phase->before, "S ", code, " words\n", after, NULL);
  const Row row = { id, "answered by", script,
                    g_str_equal (expected, NOT_NOW) ? GOES_ON : expected };

  table_add (CHAPTER, table_make_row (&row, code), &protocol_smtp, REQUIRED);
}

void
rows_add_starttls_smtp (void)
{
  table_add_all (CHAPTER, rows, G_N_ELEMENTS (rows), &protocol_smtp, REQUIRED);
  for (gsize i = 0; i < G_N_ELEMENTS (phases); i++)
    for (guint class = 1; class <= 9; class ++)
      add_class (&phases[i], class);
}
