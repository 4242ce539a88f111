/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/rows.h"

#define CHAPTER "On the way to TLS"
#define REQUIRED "encryption.mode=starttls"
/* What the good server says of its mailbox, when nothing else was believed. */
#define UNTOUCHED "mailbox.messages=3"
#define EVIL_URL "imap://evil@127.0.0.1:%PORT%/EVIL"

static const Row offers[] = {
  { "good", "nobody is in between", IMAP_ASK "A OK begin\nT\n" IMAP_INSIDE, "ok",
    .shows = "starttls: tls.version" },
  { "good/drip", "every byte comes by itself",
    "d * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\\r\\n\nC STARTTLS\n"
    "d <<t1>> OK begin\\r\\n\nT\n" IMAP_INSIDE,
    "ok" },
  { "good/bare", "lines end with LF alone",
    "s * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\\n\nC STARTTLS\na OK begin\\n\nT\n" IMAP_INSIDE,
    "ok" },
  { "O_1", "STARTTLS is stripped from the greeting",
    "S * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN]\nE\n", "tls.unavailable" },
  { "O_1/asked", "STARTTLS is stripped from the answer to CAPABILITY",
    "S * OK ready\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=EVIL\nA OK done\nE\n",
    "tls.unavailable" },
  { "O_1/opportunistic", "STARTTLS is stripped, and TLS is a wish only",
    "S * OK [CAPABILITY IMAP4rev1]\nE\n", "auth.plain-refused-without-tls",
    .settings = "encryption.mode=opportunistic" },
  { "O_2", "STARTTLS is answered NO", IMAP_ASK "A NO EVIL\nE\n", "tls.refused" },
  { "O_3", "STARTTLS is answered BAD", IMAP_ASK "A BAD EVIL\nE\n", "tls.refused" },
  { "O_2/opportunistic", "STARTTLS is offered and refused, and TLS is a wish only",
    IMAP_ASK "A NO EVIL\nE\n", "tls.refused", .settings = "encryption.mode=opportunistic" },
  { "O_4/continuation", "STARTTLS is answered “+”", IMAP_ASK "S + EVIL\nE\n", "protocol.parse" },
  { "O_4/foreign-tag", "STARTTLS is answered OK with a tag of somebody else",
    IMAP_ASK "S evil OK EVIL\nE\n", "protocol.parse" },
  { "O_4/untagged", "STARTTLS is answered OK without a tag", IMAP_ASK "S * OK EVIL\nX\n",
    "net.closed-early" },
  { "O_4/preauth", "STARTTLS is answered PREAUTH", IMAP_ASK "A PREAUTH EVIL\nE\n",
    "protocol.parse" },
  { "O_4/bye", "STARTTLS is answered BYE", IMAP_ASK "A BYE EVIL\nE\n", "protocol.parse" },
  { "O_4/220", "STARTTLS is answered as SMTP would", IMAP_ASK "S 220 EVIL\nE\n", "protocol.parse" },
  { "O_4/silence", "STARTTLS is not answered", IMAP_ASK "Z\n", "timeout.command",
    .settings = "timeout=2" },
  { "O_4/cut", "the line is cut instead of an answer", IMAP_ASK "X\n", "net.closed-early" },
  { "O_4/no-handshake", "STARTTLS is answered OK, and nothing follows", IMAP_ASK "A OK begin\nZ\n",
    "net.timeout", .settings = "timeout=2" },
  { "O_4/cut-handshake", "STARTTLS is answered OK, and the line is cut", IMAP_ASK "A OK begin\nX\n",
    "net.closed-early" },
  { "O_4/plain-after", "STARTTLS is answered OK, and then plain text comes",
    IMAP_ASK "A OK begin\nM 1 * OK EVIL\\r\\n\nZ\n", "tls.injected" },
  { "O_4/failed-then-plain", "TLS fails, and plain text follows",
    IMAP_ASK "A OK begin\nH\nB \\025\\003\\003@\\002\\002\\050* OK EVIL\\r\\n\nZ\n",
    "tls.handshake" },
  { "O_4/failed-opportunistic", "TLS fails, and is a wish only: plain text is not gone back to",
    IMAP_ASK "A OK begin\nF\n", "tls.cert.self-signed",
    .settings = "encryption.mode=opportunistic encryption.allow-cleartext=true",
    .certificate = "self-signed" },
  { "D_1", "CAPABILITY is refused: STARTTLS is tried all the same",
    "S * OK ready\nC CAPABILITY\nA BAD EVIL\nC STARTTLS\nA OK begin\nT\n" IMAP_INSIDE, "ok" },
  { "D_1/refused", "CAPABILITY and STARTTLS are refused",
    "S * OK ready\nC CAPABILITY\nA BAD EVIL\nC STARTTLS\nA BAD EVIL\nE\n", "tls.refused" },
  { "D_1/opportunistic", "CAPABILITY is refused, and TLS is a wish only",
    "S * OK ready\nC CAPABILITY\nA BAD EVIL\nE\n", "auth.plain-refused-without-tls",
    .settings = "encryption.mode=opportunistic" },
  { "D_2", "CAPABILITY tells nothing: STARTTLS is tried all the same",
    "S * OK ready\nC CAPABILITY\nA OK done\nC STARTTLS\nA OK begin\nT\n" IMAP_INSIDE, "ok" },
  { "D_3", "CAPABILITY tells IMAP4 only",
    "S * OK ready\nC CAPABILITY\nS * CAPABILITY IMAP4\nA OK done\nE\n", "tls.unavailable" },
  { "P_1", "PREAUTH greeting", "S * PREAUTH [CAPABILITY IMAP4rev1] EVIL\nE\n", "tls.preauth" },
  { "P_2", "PREAUTH greeting that offers STARTTLS",
    "S * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] EVIL\nE\n", "tls.preauth" },
  { "P_3", "PREAUTH greeting with an alert for a person", "S * PREAUTH [ALERT] EVIL\nE\n",
    "tls.preauth" },
  { "P_4", "PREAUTH greeting, and TLS is a wish only",
    "S * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] EVIL\nE\n", "tls.preauth",
    .settings = "encryption.mode=opportunistic" },
  { "P_5", "PREAUTH greeting, to have drafts uploaded",
    "S * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] EVIL\nE\n", "tls.preauth", .run = imap_upload },
  { "P/inside", "PREAUTH greeting inside TLS, of a server that has shown its certificate",
    "T\nS * PREAUTH [CAPABILITY IMAP4rev1] in\n" IMAP_LOOK, "ok",
    .settings = "encryption.mode=implicit", .shows = "greeting: warning" },
};

static const Row injections[] = {
  { "B_1", "an answer behind the OK to STARTTLS",
    IMAP_ASK "a OK begin\\r\\n* CAPABILITY IMAP4rev1 AUTH=EVIL\\r\\n\nE\n", "tls.injected" },
  { "B_1/tagged", "the answers to the commands to come behind the OK to STARTTLS",
    IMAP_ASK "a OK begin\\r\\n<<t1>> OK EVIL\\r\\naaaaaaaaaa OK EVIL\\r\\n\nE\n", "tls.injected" },
  { "B_1/later", "an answer right after the OK to STARTTLS, in a packet of its own",
    IMAP_ASK "A OK begin\nM 1 * CAPABILITY IMAP4rev1 AUTH=EVIL\\r\\n\nZ\n", "tls.injected" },
  { "B_1/much", "answers without end behind the OK to STARTTLS",
    IMAP_ASK "A OK begin\nM 5000 * LIST () \"/\" EVIL\\r\\n\nZ\n", "tls.injected" },
  { "B_1/record", "a TLS record and an answer behind the OK to STARTTLS",
    IMAP_ASK "a OK begin\\r\\n\\026\\003\\003\\000\\000* OK EVIL\\r\\n\nE\n", "tls.injected" },
  { "B_2/suffix", "half a line behind the OK to STARTTLS",
    IMAP_ASK "a OK begin\\r\\n* OK [ALERT] EVI\nE\n", "tls.injected" },
  { "B_2/byte", "a single byte behind the OK to STARTTLS", IMAP_ASK "a OK begin\\r\\n*\nE\n",
    "tls.injected" },
  { "B_2/line-end", "a second end of line behind the OK to STARTTLS",
    IMAP_ASK "a OK begin\\r\\n\\r\\n\nE\n", "tls.injected" },
  { "B_2/bare", "two lines with LF alone", IMAP_ASK "a OK begin\\n* OK EVIL\\n\nE\n",
    "tls.injected" },
  { "B_2/prefix", "half a line before the OK to STARTTLS, which it swallows",
    IMAP_ASK "s * OK [ALERT] EVIL\nA OK begin\nX\n", "net.closed-early" },
  { "B_2/prefix-line", "an alert before the OK to STARTTLS",
    IMAP_ASK "S * OK [ALERT] EVIL\nA OK begin\nT\n" IMAP_INSIDE, "ok" },
  { "B_2/literal", "a literal before the OK to STARTTLS, which swallows it",
    IMAP_ASK "s * LIST () \"/\" {40}\\r\\nEVIL\nA OK begin\nX\n", "net.closed-early" },
  { "B_3", "BYE behind the OK to STARTTLS", IMAP_ASK "a OK begin\\r\\n* BYE EVIL\\r\\n\nE\n",
    "tls.injected" },
  { "B_3/before", "BYE before the OK to STARTTLS", IMAP_ASK "S * BYE EVIL\nA OK begin\nE\n",
    "server.busy" },
  { "construction", "the answer to a command that was not sent yet",
    "s * OK ready\\r\\na1 OK EVIL\\r\\nA001 OK EVIL\\r\\n\nC CAPABILITY\nE\n", "protocol.parse" },
  { "construction/again", "a second answer to CAPABILITY in the place of that to STARTTLS",
    "S * OK ready\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 STARTTLS\n"
    "a OK done\\r\\n<<t1>> OK EVIL\\r\\n\nC STARTTLS\nE\n",
    "protocol.parse" },
  { "construction/twice", "STARTTLS is answered twice",
    IMAP_ASK "a OK begin\\r\\n<<t1>> OK EVIL\\r\\n\nE\n", "tls.injected" },
  { "construction/inside", "STARTTLS is answered a second time inside TLS",
    IMAP_ASK "A OK begin\nT\nA OK again\nC CAPABILITY\nE\n", "protocol.parse" },
  { "curl-981", "a refusal, and forged successes behind it",
    IMAP_ASK
    "a NO EVIL\\r\\n<<t1>> OK EVIL\\r\\naaaaaaaaaa OK [CAPABILITY IMAP4rev1] EVIL\\r\\n\nE\n",
    "tls.refused" },
};

static const Row words[] = {
  { "U/greeting", "the greeting is for a person",
    "S * OK [CAPABILITY IMAP4rev1] EVIL: call 0800\nE\n", "tls.unavailable" },
  { "U/alert", "an alert in the greeting",
    "S * OK [ALERT] EVIL\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 STARTTLS\nA OK done\nC STARTTLS\n"
    "A OK begin\nT\n" IMAP_INSIDE,
    "ok" },
  { "U/badcharset", "BADCHARSET in the refusal", IMAP_ASK "A NO [BADCHARSET (EVIL)] EVIL\nE\n",
    "tls.refused" },
  { "U/parse", "PARSE in the refusal", IMAP_ASK "A NO [PARSE] EVIL\nE\n", "tls.refused" },
  { "U/alert-refusal", "an alert in the refusal", IMAP_ASK "A BAD [ALERT] EVIL\nE\n",
    "tls.refused" },
  { "U/control", "control characters in the refusal",
    IMAP_ASK "a NO \\033[2J\\033[1;1HEVIL\\007\\r\\n\nE\n", "tls.refused" },
  { "U/code", "a code in the refusal that would say the password is wrong",
    IMAP_ASK "A NO [AUTHENTICATIONFAILED] EVIL\nE\n", "tls.refused" },
  { "U/bye", "a goodbye that blames the user", "S * BYE [CONTACTADMIN] EVIL\nE\n", "server.busy" },
  { "U/parse-error", "a line that is none", IMAP_ASK "S EVIL EVIL EVIL\nE\n", "protocol.parse" },
  { "U/foreign", "a greeting of nobody's protocol", "S EVIL, call 0800\nE\n", "protocol.parse" },
  { "U/web-alert", "an address to go to", IMAP_ASK "A NO [WEBALERT http://EVIL] EVIL\nE\n",
    "tls.refused" },
  { "L_1", "a referral in the goodbye", "S * BYE [REFERRAL " EVIL_URL "] EVIL\nE\n",
    "server.busy" },
  { "L_1/asked", "a referral in the goodbye after CAPABILITY",
    "S * OK ready\nC CAPABILITY\nS * BYE [REFERRAL " EVIL_URL "] EVIL\nE\n", "server.busy" },
  { "protocol_state", "a referral without a tag",
    "S * OK ready\nS * NO [REFERRAL " EVIL_URL "] EVIL\nC CAPABILITY\n"
    "S * CAPABILITY IMAP4rev1 STARTTLS\nA OK done\nC STARTTLS\n"
    "S * OK [REFERRAL " EVIL_URL "] EVIL\nA OK begin\nT\n" IMAP_INSIDE,
    "ok" },
  { "M_1", "a referral in the refusal of STARTTLS",
    IMAP_ASK "A NO [REFERRAL " EVIL_URL "] EVIL\nE\n", "tls.refused" },
  { "M_1/login", "a referral in the refusal of LOGIN, inside TLS",
    IMAP_ASK "A OK begin\nT\n" IMAP_CAPABILITIES IMAP_LOGIN
             "A NO [REFERRAL imap://joe@127.0.0.1:%PORT%/] there\nE\n",
    "server.refused" },
  { "M_1/login-ok", "a referral in the OK to LOGIN, inside TLS",
    IMAP_ASK "A OK begin\nT\n" IMAP_CAPABILITIES IMAP_LOGIN
             "A OK [REFERRAL imap://joe@127.0.0.1:%PORT%/] there\nE\n",
    "server.refused" },
  { "M_2", "a referral in the refusal of a folder, inside TLS",
    IMAP_ASK "A OK begin\nT\n" IMAP_CAPABILITIES IMAP_SIGN_IN
             "C EXAMINE INBOX\nA NO [REFERRAL imap://joe@127.0.0.1:%PORT%/INBOX] there\nE\n",
    "server.refused" },
  { "M_2/untagged", "a referral without a tag, inside TLS",
    IMAP_ASK "A OK begin\nT\n" IMAP_CAPABILITIES IMAP_LOGIN
             "S * NO [REFERRAL imap://joe@127.0.0.1:%PORT%/] there\n"
             "A OK [CAPABILITY IMAP4rev1] in\n" IMAP_LOOK,
    "ok" },
  { "cache", "capabilities of before TLS don't count inside",
    "S * OK [CAPABILITY IMAP4rev1 STARTTLS ID ENABLE NAMESPACE LITERAL+ AUTH=PLAIN SASL-IR "
    "LOGINDISABLED AUTH=EVIL] ready\nC STARTTLS\nA OK begin\nT\n" IMAP_INSIDE,
    "ok" },
  { "cache/late", "capabilities told right before the OK to STARTTLS",
    IMAP_ASK "S * CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=EVIL\nA OK begin\nT\n" IMAP_INSIDE,
    "ok" },
  { "cache/code", "capabilities told in the OK to STARTTLS",
    IMAP_ASK "A OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=EVIL] begin\nT\n" IMAP_INSIDE, "ok" },
  { "utf8_only", "UTF8=ONLY before TLS",
    "S * OK [CAPABILITY IMAP4rev1 STARTTLS UTF8=ONLY ENABLE] ready\nC STARTTLS\nA OK "
    "begin\nT\n" IMAP_INSIDE,
    "ok" },
  { "rev2_only", "IMAP4rev2 alone before TLS",
    "S * OK [CAPABILITY IMAP4rev2 STARTTLS] ready\nC STARTTLS\nA OK begin\nT\n" IMAP_INSIDE, "ok" },
  { "imapsieve", "IMAPSIEVE before TLS",
    "S * OK [CAPABILITY IMAP4rev1 STARTTLS IMAPSIEVE=sieve://127.0.0.1:%PORT%/EVIL] ready\n"
    "C STARTTLS\nA OK begin\nT\n" IMAP_INSIDE,
    "ok" },
  { "LOGINDISABLED", "nobody may sign in before TLS",
    "S * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\nC STARTTLS\nA OK "
    "begin\nT\n" IMAP_INSIDE,
    "ok" },
  { "LOGINDISABLED/plain", "nobody may sign in without TLS, and the settings would let us",
    "S * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\nE\n", "auth.plain-refused-without-tls",
    .settings = "encryption.mode=none encryption.allow-cleartext=true" },
  { "LOGINDISABLED/inside", "nobody may sign in by LOGIN, inside TLS",
    IMAP_ASK "A OK begin\nT\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 LOGINDISABLED\nA OK done\nE\n",
    "auth.no-common-mechanism" },
};

/* Nobody who has not shown a certificate keeps us busy. */
static const Row floods[] = {
  { "others/greeting", "a greeting without end", "M 100000 * OK EVIL\nZ\n", "protocol.parse" },
  { "others/lines", "answers to nothing without end",
    "S * OK ready\nC CAPABILITY\nM 100000 * OK EVIL\\r\\n\nZ\n", "protocol.parse" },
  { "others/starttls", "answers to nothing without end before the OK to STARTTLS",
    IMAP_ASK "M 100000 * LIST () \"/\" EVIL\\r\\n\nZ\n", "protocol.parse" },
  { "others/literal", "a literal of a megabyte",
    "S * OK ready\nC CAPABILITY\nS * LIST () \"/\" {1000000}\nM 100000 EVIL\nZ\n",
    "protocol.parse" },
  { "others/capabilities", "capabilities without end",
    "S * OK ready\nC CAPABILITY\ns * CAPABILITY\nM 100000  AUTH=EVIL\nZ\n", "protocol.parse" },
  { "others/nul", "a NUL byte", "S * OK ready\nC CAPABILITY\nB * OK EVIL@\\r\\n\nE\n",
    "protocol.parse" },
  { "others/continuation", "asked for more of nothing", "S * OK ready\nC CAPABILITY\nS + EVIL\nE\n",
    "protocol.parse" },
  { "others/drip", "each byte in time, the answer not",
    "S * OK ready\nC CAPABILITY\nD * CAPABILITY IMAP4rev1 AUTH=EVILEVILEVILEVILEVILEVIL\nZ\n",
    "timeout.command", .settings = "timeout=2" },
  { "others/smtp", "a server of SMTP", "S 220 EVIL\nE\n", "config.wrong-protocol" },
  { "others/pop3", "a server of POP3", "S +OK EVIL\nE\n", "config.wrong-protocol" },
  { "others/http", "a server of HTTP", "S HTTP/1.1 400 EVIL\nE\n", "config.wrong-protocol" },
  { "others/ssh", "a server of SSH", "S SSH-2.0-EVIL\nE\n", "config.wrong-protocol" },
};

/* Before TLS, all of these would make a mailbox look as it is not. */
static const struct
{
  const char *word;
  const char *line;
} tampering[] = {
  { "LIST", "* LIST (\\Noselect) \"/\" EVIL" },
  { "LSUB", "* LSUB () \"/\" EVIL" },
  { "STATUS", "* STATUS EVIL (MESSAGES 99 UIDNEXT 99)" },
  { "SEARCH", "* SEARCH 99" },
  { "ESEARCH", "* ESEARCH UID ALL 99" },
  { "FLAGS", "* FLAGS (EVIL)" },
  { "EXISTS", "* 99 EXISTS" },
  { "RECENT", "* 99 RECENT" },
  { "EXPUNGE", "* 1 EXPUNGE" },
  { "VANISHED", "* VANISHED 1:99" },
  { "FETCH", "* 1 FETCH (UID 99 FLAGS (\\Deleted EVIL))" },
  { "UIDVALIDITY", "* OK [UIDVALIDITY 99] EVIL" },
  { "UIDNEXT", "* OK [UIDNEXT 99] EVIL" },
  { "PERMANENTFLAGS", "* OK [PERMANENTFLAGS (EVIL)] EVIL" },
  { "CLOSED", "* OK [CLOSED] EVIL" },
  { "NAMESPACE", "* NAMESPACE ((\"EVIL\" \"/\")) NIL NIL" },
  { "ID", "* ID (\"name\" \"EVIL\")" },
  { "ENABLED", "* ENABLED UTF8=ACCEPT" },
  { "QUOTA", "* QUOTA \"EVIL\" (STORAGE 99 100)" },
};

/* All names of mechanisms that servers were seen to offer. */
static const char *const mechanisms[] = {
  "PLAIN",
  "LOGIN",
  "CRAM-MD5",
  "DIGEST-MD5",
  "APOP",
  "NTLM",
  "MSN",
  "GSSAPI",
  "GSS-SPNEGO",
  "GS2-KRB5",
  "GS2-KRB5-PLUS",
  "KERBEROS_V4",
  "EXTERNAL",
  "ANONYMOUS",
  "OTP",
  "S/KEY",
  "SKEY",
  "SECURID",
  "SRP",
  "PASSDSS-3DES-1",
  "SCRAM-MD5",
  "SCRAM-SHA-1",
  "SCRAM-SHA-1-PLUS",
  "SCRAM-SHA-224",
  "SCRAM-SHA-256",
  "SCRAM-SHA-256-PLUS",
  "SCRAM-SHA-384",
  "SCRAM-SHA-512",
  "SCRAM-SHA-512-PLUS",
  "SCRAM-SHA3-512",
  "XOAUTH",
  "XOAUTH2",
  "OAUTHBEARER",
  "OAUTH10A",
  "X-GOOGLE-TOKEN",
  "XYMCOOKIE",
  "XYMCOOKIEB64",
  "XYMECOOKIE",
  "XYMPKI",
  "PLAIN-CLIENTTOKEN",
  "ATOKEN",
  "ATOKEN2",
  "WETOKEN",
  "WSTOKEN",
  "PTOKEN",
  "X-APPLE-TOKEN",
  "NMAS_B_1",
  "NMAS-SAMBA-AUTH",
  "NMAS_LOGIN",
  "SAML20",
  "OPENID20",
  "EAP-AES128",
  "EAP-AES128-PLUS",
  "ECDSA-NIST256P-CHALLENGE",
  "ECDH-X25519-CHALLENGE",
  "9798-U-RSA-SHA1-ENC",
  "9798-M-ECDSA-SHA1",
  "CLIENTTOKEN",
  "CRAM-SHA1",
  "XTOKEN",
  "X-NETSCAPE-HAS-BUG",
  "X-MASTERAUTH",
  "GXTOKEN",
};

static void
add (Row row, const char *word)
{
  Row *made = table_make_row (&row, word);

  table_add (CHAPTER, made, &protocol_imap, REQUIRED);
}

static void
add_tampering (const char *word, const char *line)
{
  g_autofree char *early = g_strconcat (
      "S * OK ready\nS ", line, "\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 STARTTLS\nS ", line,
      "\nA OK done\nC STARTTLS\nA OK begin\nT\n" IMAP_INSIDE, NULL);
  g_autofree char *late = g_strconcat (IMAP_ASK "S ", line, "\nA OK begin\nT\n" IMAP_INSIDE, NULL);

  add ((Row){ "T/after_greeting", "told before STARTTLS", early, "ok", .shows = UNTOUCHED }, word);
  add ((Row){ "T/before_starttls", "told before the OK to STARTTLS", late, "ok",
              .shows = UNTOUCHED },
       word);
}

static void
add_mechanism (const char *name)
{
  g_autofree char *plain =
      g_strconcat ("S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=", name, "] ready\nE\n", NULL);
  g_autofree char *before =
      g_strconcat ("S * OK [CAPABILITY IMAP4rev1 STARTTLS SASL-IR AUTH=", name,
                   "] ready\nC STARTTLS\nA OK begin\nT\n" IMAP_INSIDE, NULL);

  add ((Row){ "X_1/plain", "offered on a line without TLS", plain, "auth.plain-refused-without-tls",
              .settings = "encryption.mode=none" },
       name);
  add ((Row){ "X_1/before", "offered before TLS", before, "ok" }, name);
}

void
rows_add_starttls_imap (void)
{
  table_add_all (CHAPTER, offers, G_N_ELEMENTS (offers), &protocol_imap, REQUIRED);
  table_add_all (CHAPTER, injections, G_N_ELEMENTS (injections), &protocol_imap, REQUIRED);
  table_add_all (CHAPTER, floods, G_N_ELEMENTS (floods), &protocol_imap, REQUIRED);
  for (gsize i = 0; i < G_N_ELEMENTS (tampering); i++)
    add_tampering (tampering[i].word, tampering[i].line);
  table_add_all (CHAPTER, words, G_N_ELEMENTS (words), &protocol_imap, REQUIRED);
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    add_mechanism (mechanisms[i]);
}
