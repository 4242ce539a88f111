/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a server may try inside TLS. */
#include <string.h>

#include "tests/protocol/attacks/rows.h"

#define CHAPTER "Also to withstand"
#define INSIDE "encryption.mode=implicit"
#define SCRAM                                                                                      \
  "T\nS * OK [CAPABILITY IMAP4rev1 SASL-IR LOGINDISABLED AUTH=SCRAM-SHA-256] ready\n"              \
  "C AUTHENTICATE SCRAM-SHA-256 <<first>>\n!\nS + <<challenge>>\n"
#define LIST IMAP_GREETED IMAP_SIGN_IN "C LIST \"\" \"*\"\n"

static void
add_word (GHashTable *words, const char *name, const char *value)
{
  g_hash_table_insert (words, g_strdup (name),
                       g_base64_encode ((const guchar *) value, strlen (value)));
}

/* RFC 5802: the client's nonce, to which the server adds its own, a salt, and how many rounds. */
static void
challenge (GHashTable *words, const char *rounds)
{
  const char *coded = g_hash_table_lookup (words, "first");
  gsize length;
  g_autofree guchar *decoded = g_base64_decode (coded, &length);
  g_autofree char *first = g_strndup ((const char *) decoded, length);
  const char *nonce = strstr (first, "r=");
  g_autofree char *text = g_strconcat (nonce, "more,s=c2FsdHNhbHQ=,i=", rounds, NULL);

  add_word (words, "challenge", text);
  add_word (words, "signature", "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
}

static void
challenge_well (GHashTable *words)
{
  challenge (words, "4096");
}

static void
challenge_for_long (GHashTable *words)
{
  challenge (words, "1000001");
}

static void
challenge_for_ever (GHashTable *words)
{
  challenge (words, "99999999999999999999");
}

static void
challenge_another (GHashTable *words)
{
  add_word (words, "challenge", "r=somebody-else,s=c2FsdHNhbHQ=,i=4096");
}

static const Row rows[] = {
  { "scram/unsigned", "SCRAM: the server says OK and does not prove that it knows the password",
    SCRAM "c <<final>>\nA OK [CAPABILITY IMAP4rev1] in\nE\n", "auth.server-not-proven",
    .call = challenge_well },
  { "scram/signature", "SCRAM: the server's signature is wrong",
    SCRAM "c <<final>>\nS + <<signature>>\nc *\nA NO cancelled\nE\n", "auth.server-not-proven",
    .call = challenge_well },
  { "scram/signature-ok", "SCRAM: the server's signature is wrong, and it says OK all the same",
    SCRAM "c <<final>>\nS + <<signature>>\nc *\nA OK [CAPABILITY IMAP4rev1] in\nE\n",
    "auth.server-not-proven", .call = challenge_well },
  { "scram/nonce", "SCRAM: the challenge is for somebody else", SCRAM "c *\nA NO cancelled\nE\n",
    "auth.server-not-proven", .call = challenge_another },
  { "scram/bomb", "SCRAM: more than a million rounds of hashing", SCRAM "c *\nA NO cancelled\nE\n",
    "auth.mechanism-failed", .call = challenge_for_long },
  { "scram/overflow", "SCRAM: rounds that no number holds", SCRAM "c *\nA NO cancelled\nE\n",
    "auth.mechanism-failed", .call = challenge_for_ever },
  { "sasl/rubbish", "a challenge that is not base64",
    "T\nS * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=CRAM-MD5] ready\n"
    "C AUTHENTICATE CRAM-MD5\nS + %%%%\nc *\nA NO cancelled\nE\n",
    "auth.mechanism-failed" },
  { "sasl/endless", "challenges without end",
    "T\nS * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=CRAM-MD5] ready\nC AUTHENTICATE CRAM-MD5\n"
    "S + PDEuMkBteD4=\nc <<answer>>\nS + PDEuMkBteD4=\nc *\nS + PDEuMkBteD4=\nE\n",
    "auth.mechanism-failed" },
  { "sasl/endless-password", "asked for the password once more",
    "T\nS * OK [CAPABILITY IMAP4rev1 LOGINDISABLED SASL-IR AUTH=PLAIN] ready\n"
    "C AUTHENTICATE PLAIN AGphbmUuZG9lQGV4YW1wbGUub3JnAEdlaDNpbS1Xb3J0OzQy\nS + bW9yZQ==\nc *\n"
    "S + bW9yZQ==\nE\n",
    "auth.mechanism-failed" },
  { "flood/lines", "an answer of one line without end", LIST "M 100000 * OK so much to say \nZ\n",
    "protocol.parse", .run = imap_list },
  { "flood/answers", "answers to nothing without end", LIST "M 500001 * OK and\\r\\n\nZ\n",
    "protocol.parse", .run = imap_list },
  { "flood/literals", "an answer of a thousand literals",
    LIST "s * LIST (\nM 1001  {1}\\r\\na\nZ\n", "protocol.parse", .run = imap_list },
  { "flood/greeting", "a greeting without end", "T\nM 100000 * OK so much to say \nZ\n",
    "protocol.parse" },
  { "number/4GB", "a literal of 4 GiB", LIST "S * LIST () \"/\" {4294967296}\nE\n",
    "protocol.parse", .run = imap_list },
  { "number/largest", "a literal of 2^63 - 1 bytes",
    LIST "S * LIST () \"/\" {9223372036854775807}\nE\n", "protocol.parse", .run = imap_list },
  { "number/overflow", "a literal of 2^64 bytes",
    LIST "S * LIST () \"/\" {18446744073709551616}\nE\n", "protocol.parse", .run = imap_list },
  { "number/negative", "a literal of -1 bytes", LIST "S * LIST () \"/\" {-1}\nE\n",
    "protocol.parse", .run = imap_list },
  { "number/exists", "more messages than a number holds",
    IMAP_GREETED IMAP_SIGN_IN "C EXAMINE INBOX\nS * 99999999999999999999 EXISTS\n"
                              "S * -1 RECENT\nS * OK [UIDNEXT 99999999999999999999] it\n"
                              "S * OK [UIDVALIDITY -7] it\nA OK [READ-ONLY] done\nE\n",
    "ok" },
  { "nesting", "parentheses 100,000 deep", LIST "s * LIST \nM 100000 (\ns \\r\\n\nE\n",
    "protocol.parse", .run = imap_list },
  { "drip", "each byte in time, the answer not",
    LIST "D * LIST () \"/\" INBOXINBOXINBOXINBOXINBOXINBOXINBOX\nZ\n", "timeout.command",
    .settings = "limits.command-timeout=1", .run = imap_list },
  { "truncated/line", "cut within a line inside TLS", LIST "s * LIST () \"/\" IN\nX\n",
    "tls.truncated", .run = imap_list },
  { "truncated/literal", "cut within a literal inside TLS",
    LIST "s * LIST () \"/\" {10}\\r\\nINB\nX\n", "tls.truncated", .run = imap_list },
  { "truncated/answer", "cut between two answers inside TLS", LIST "S * LIST () \"/\" INBOX\nX\n",
    "tls.truncated", .run = imap_list },
  { "truncated/goodbye", "a goodbye of TLS before the answer ends",
    LIST "S * LIST () \"/\" INBOX\nQ\n", "net.closed-early", .run = imap_list },
  { "nul", "a NUL within an answer", LIST "B * LIST () \"/\" INB@OX\\r\\n\nE\n", "protocol.parse",
    .run = imap_list },
  { "continuation", "asked for more of nothing", LIST "S + go on\nE\n", "protocol.parse",
    .run = imap_list },
  { "tag", "the answer to a command that was not sent", LIST "S a1 OK done\nE\n", "protocol.parse",
    .run = imap_list },
  { "cross/smtp", "a server of SMTP inside TLS", "T\nS 220 mx ESMTP\nE\n",
    "config.wrong-protocol" },
  { "cross/pop3", "a server of POP3 inside TLS", "T\nS +OK ready\nE\n", "config.wrong-protocol" },
  { "cross/http", "a server of HTTP inside TLS", "T\nS HTTP/1.1 400 Bad Request\nE\n",
    "config.wrong-protocol" },
};

void
rows_add_withstand (void)
{
  table_add_all (CHAPTER, rows, G_N_ELEMENTS (rows), &protocol_imap, INSIDE);
}
