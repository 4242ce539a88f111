/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Each code that an IMAP server, the way to it or its settings can come to. What comes of STARTTLS
 * and of certificates stands in the chapters before. */
#include "tests/protocol/attacks/network.h"
#include "tests/protocol/attacks/rows.h"

#define CHAPTER "Faults"
#define INSIDE "encryption.mode=implicit"
#define NONE "encryption.mode=none"

/* Before a session stands. */
static const Row ways[] = {
  { "config.invalid/host", "no host", NULL, "config.invalid", .settings = "address=" },
  { "config.invalid/user", "a line end in the user's name", NULL, "config.invalid",
    .settings = "authentication.username=jane\r\nx" },
  { "config.invalid/nobody", "no user's name", IMAP_GREETED "E\n", "config.invalid",
    .settings = "authentication.username=" },
  { "config.not-supported", "a key that IMAP knows nothing of", IMAP_GREETED "E\n",
    "config.not-supported", .settings = "authentication.mailbox=shared" },
  { "config.port-security-mismatch/plain", "TLS at once to a port that speaks plain text first",
    "S * OK ready\nH\nZ\n", "config.port-security-mismatch" },
  { "config.port-security-mismatch/tls", "plain text to a port that expects TLS at once",
    "B \\025\\003\\003@\\002\\002\\012\nZ\n", "config.port-security-mismatch", .settings = NONE },
  { "config.wrong-protocol/smtp", "a server of SMTP", "S 220 mx ESMTP\nE\n",
    "config.wrong-protocol", .settings = NONE },
  { "config.wrong-protocol/pop3", "a server of POP3", "S +OK ready\nE\n", "config.wrong-protocol",
    .settings = NONE },
  { "config.wrong-protocol/http", "a server of HTTP", "S HTTP/1.1 400 Bad Request\nE\n",
    "config.wrong-protocol", .settings = NONE },
  { "dns.not-found", "there is no such name", NULL, "dns.not-found",
    .settings = "address=" NETWORK_GONE },
  { "dns.temporary", "no name server answers", NULL, "dns.temporary",
    .settings = "address=" NETWORK_ILL },
  { "dns.no-address", "the name has no address", NULL, "dns.no-address",
    .settings = "address=" NETWORK_EMPTY },
  { "net.refused", "the port is closed", NULL, "net.refused", .settings = "port=1" },
  { "net.timeout", "nobody answers", NULL, "net.timeout",
    .settings = "address=" NETWORK_BLACK_HOLE " timeout=2" },
  { "net.unreachable", "nobody knows the way", NULL, "net.unreachable",
    .settings = "address=" NETWORK_UNREACHABLE },
  { "net.reset", "the connection is reset", "T\nR\n", "net.reset" },
  { "net.closed-early", "the end instead of a greeting", "X\n", "net.closed-early",
    .settings = NONE },
  { "net.closed-early/tls", "the end instead of a handshake", "H\nX\n", "net.closed-early" },
  { "net.closed-early/goodbye", "a goodbye of TLS instead of a greeting", "T\nQ\n",
    "net.closed-early" },
  { "net.greeting-timeout", "no greeting", "Z\n", "net.greeting-timeout",
    .settings = NONE " timeout=2" },
  { "net.greeting-timeout/tls", "no greeting inside TLS", "T\nZ\n", "net.greeting-timeout",
    .settings = "timeout=2" },
  { "server.busy/bye", "sent away", "T\nS * BYE too many connections\nE\n", "server.busy" },
  { "server.busy/code", "sent away, with a code", "T\nS * BYE [UNAVAILABLE] later\nE\n",
    "server.busy" },
  { "server.busy/bare", "sent away, with no more than words", "T\nS Server Unavailable. 15\nE\n",
    "server.busy" },
  { "server.refused", "sent away for good", "T\nS * BYE your address is blocked\nE\n",
    "server.refused" },
  { "tls.handshake/cipher", "no cipher in common", "F\n", "tls.handshake",
    .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CAMELLIA-128-CBC:+3DES-CBC" },
  { "tls.handshake/handshake_failure", "the alert handshake_failure",
    "H\nB \\025\\003\\003@\\002\\002\\050\nZ\n", "tls.handshake" },
  { "tls.handshake/unrecognized_name", "the alert unrecognized_name",
    "H\nB \\025\\003\\003@\\002\\002\\160\nZ\n", "tls.handshake" },
  { "tls.handshake/internal_error", "the alert internal_error",
    "H\nB \\025\\003\\003@\\002\\002\\120\nZ\n", "tls.handshake" },
  { "tls.protocol-too-old", "TLS 1.0 only", "F\n", "tls.protocol-too-old",
    .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.0" },
  { "tls.protocol-too-old/alert", "the alert protocol_version",
    "H\nB \\025\\003\\003@\\002\\002\\106\nZ\n", "tls.protocol-too-old" },
  { "tls.client-cert-required", "a certificate of ours is wanted", "F\n",
    "tls.client-cert-required", .certificate = "wants-ours" },
  { "tls.client-cert-required/1.2", "a certificate of ours is wanted, in TLS 1.2", "F\n",
    "tls.client-cert-required", .certificate = "wants-ours",
    .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2" },
  { "tls.cert.revoked", "a revoked certificate", "F\n", "tls.cert.revoked",
    .settings = "encryption.crl-file=%CRL%", .certificate = "revoked" },
  { "tls.truncated", "cut inside TLS", "T\nX\n", "tls.truncated" },
  { "secret.unavailable", "the password can't be had", IMAP_GREETED "E\n", "secret.unavailable",
    .settings = "authentication.password=env:ATTACKS_NOTHING" },
  { "secret.insecure", "everybody may read the password", IMAP_GREETED "E\n", "secret.insecure",
    .settings = "authentication.password=file:%CA%" },
  { "cancelled", "somebody has no more patience", NULL, "cancelled", .run = imap_be_cancelled },
};

#define LOGIN_ANSWER(id, what, answer, expected)                                                   \
  {                                                                                                \
    id, what, IMAP_GREETED IMAP_LOGIN answer "E\n", expected                                       \
  }

static const Row logins[] = {
  { "auth.no-common-mechanism", "nothing in common",
    "T\nS * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=X-UNKNOWN] ready\nE\n",
    "auth.no-common-mechanism" },
  { "auth.plain-refused-without-tls", "nobody may sign in without TLS",
    "S * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\nE\n", "auth.plain-refused-without-tls",
    .settings = NONE },
  { "auth.plain-refused-without-tls/ours", "we sign in nowhere without TLS",
    "S * OK [CAPABILITY IMAP4rev1] ready\nE\n", "auth.plain-refused-without-tls",
    .settings = NONE },
  LOGIN_ANSWER ("auth.plain-refused-without-tls/code",
                "PRIVACYREQUIRED",
                "A NO [PRIVACYREQUIRED] not in clear\n",
                "auth.plain-refused-without-tls"),
  LOGIN_ANSWER (
      "auth.rejected", "a wrong password", "A NO [AUTHENTICATIONFAILED] no\n", "auth.rejected"),
  LOGIN_ANSWER (
      "auth.rejected/words", "a wrong password, without a code", "A NO sorry\n", "auth.rejected"),
  LOGIN_ANSWER (
      "auth.mechanism-failed", "LOGIN is not understood", "A BAD what\n", "auth.mechanism-failed"),
  LOGIN_ANSWER (
      "auth.temporary", "UNAVAILABLE", "A NO [UNAVAILABLE] backend is down\n", "auth.temporary"),
  LOGIN_ANSWER ("auth.temporary/words",
                "a temporary failure",
                "A NO Temporary authentication failure\n",
                "auth.temporary"),
  LOGIN_ANSWER ("server.busy/in-use", "INUSE", "A NO [INUSE] locked\n", "server.busy"),
  LOGIN_ANSWER ("server.busy/limit", "LIMIT", "A NO [LIMIT] too many sessions\n", "server.busy"),
  LOGIN_ANSWER ("auth.app-password-needed",
                "an app password is wanted",
                "A NO [ALERT] Application-specific password required: https://example.com/app\n",
                "auth.app-password-needed"),
  LOGIN_ANSWER ("auth.web-login-needed",
                "a web browser is wanted",
                "S * NO [WEBALERT https://example.com/web] Web login required.\n"
                "A NO [ALERT] Please log in via your web browser\n",
                "auth.web-login-needed"),
  LOGIN_ANSWER ("auth.basic-disabled",
                "no passwords any more",
                "A NO Basic authentication is disabled.\n",
                "auth.basic-disabled"),
  LOGIN_ANSWER ("auth.protocol-disabled",
                "IMAP is switched off",
                "A NO IMAP access is disabled for your account\n",
                "auth.protocol-disabled"),
  LOGIN_ANSWER ("auth.expired", "EXPIRED", "A NO [EXPIRED] too old\n", "auth.expired"),
  LOGIN_ANSWER (
      "auth.locked", "the account is locked", "A NO Your account is locked\n", "auth.locked"),
  LOGIN_ANSWER (
      "auth.contact-admin", "CONTACTADMIN", "A NO [CONTACTADMIN] ask\n", "auth.contact-admin"),
  LOGIN_ANSWER ("auth.second-factor",
                "a second factor is wanted",
                "A NO Two-factor authentication required\n",
                "auth.second-factor"),
  LOGIN_ANSWER ("auth.too-many-attempts",
                "too many failures",
                "A NO Too many login failures\n",
                "auth.too-many-attempts"),
  LOGIN_ANSWER ("auth.too-many-attempts/bye",
                "sent away after too many failures",
                "S * BYE Too many invalid commands or login attempts\n",
                "auth.too-many-attempts"),
  LOGIN_ANSWER ("server.refused/referral",
                "REFERRAL",
                "A NO [REFERRAL imap://127.0.0.1:%PORT%/] there\n",
                "server.refused"),
  { "auth.not-connected", "signed in, but to no mailbox",
    IMAP_GREETED IMAP_LOGIN "A OK [CAPABILITY IMAP4rev1 NAMESPACE] in\nC NAMESPACE\n"
                            "A BAD User is authenticated but not connected.\nE\n",
    "auth.not-connected" },
};

#define OAUTH                                                                                      \
  "T\nS * OK [CAPABILITY IMAP4rev1 SASL-IR LOGINDISABLED AUTH=XOAUTH2 AUTH=OAUTHBEARER] ready\n"
#define OAUTH_SETTINGS                                                                             \
  "authentication.method=oauth2 authentication.bearer-token=env:ATTACKS_TOKEN "                    \
  "authentication.mechanisms=XOAUTH2"

/* The challenges are base64 of {"status":"…","schemes":"bearer","scope":"…"}. */
static const Row tokens[] = {
  { "auth.oauth-expired", "a token that has run out",
    OAUTH "C AUTHENTICATE XOAUTH2 <<token>>\nS + eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIn0=\n"
          "c \nA NO [AUTHENTICATIONFAILED] Invalid credentials\nE\n",
    "auth.oauth-expired", .settings = OAUTH_SETTINGS },
  { "auth.oauth-scope", "a token for something else",
    OAUTH "C AUTHENTICATE XOAUTH2 <<token>>\n"
          "S + eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUiLCJzY29wZSI6Im1haWwifQ==\n"
          "c \nA NO [AUTHENTICATIONFAILED] Invalid credentials\nE\n",
    "auth.oauth-scope", .settings = OAUTH_SETTINGS },
  { "auth.oauth-invalid", "a token that is none",
    OAUTH "C AUTHENTICATE XOAUTH2 <<token>>\nS + "
          "eyJzdGF0dXMiOiJpbnZhbGlkX3JlcXVlc3QiLCJzY2hlbWVzIjoiYmVhcmVyIn0=\n"
          "c \nA NO [AUTHENTICATIONFAILED] Invalid credentials\nE\n",
    "auth.oauth-invalid", .settings = OAUTH_SETTINGS },
};

#define SIGNED_IN IMAP_GREETED IMAP_SIGN_IN

static const Row works[] = {
  { "mailbox.missing", "there is no such folder",
    SIGNED_IN "C EXAMINE Nowhere\nA NO [NONEXISTENT] no\nE\n", "mailbox.missing",
    .run = imap_open_nowhere },
  { "mailbox.missing/create", "there is no such folder yet",
    SIGNED_IN "C APPEND Drafts {35}\nA NO [TRYCREATE] no\nE\n", "mailbox.missing",
    .run = imap_upload },
  { "mailbox.no-permission", "the folder is another's",
    SIGNED_IN "C EXAMINE Nowhere\nA NO [NOPERM] no\nE\n", "mailbox.no-permission",
    .run = imap_open_nowhere },
  { "mailbox.uidvalidity-changed", "the folder has another identity",
    SIGNED_IN "C EXAMINE INBOX\nS * 3 EXISTS\nS * OK [UIDVALIDITY 8] it\nS * OK [UIDNEXT 9] it\n"
              "A OK [READ-ONLY] done\nE\n",
    "mailbox.uidvalidity-changed", .run = imap_fetch },
  { "message.gone", "the message was removed meanwhile",
    SIGNED_IN "C EXAMINE INBOX\nA NO [EXPUNGEISSUED] gone\nE\n", "message.gone" },
  { "quota.exceeded", "the mailbox is full",
    SIGNED_IN "C APPEND Drafts {35}\nA NO [OVERQUOTA] full\nE\n", "quota.exceeded",
    .run = imap_upload },
  { "server.no", "a refusal without a reason", SIGNED_IN "C LIST \"\" \"*\"\nA NO no\nE\n",
    "server.no", .run = imap_list },
  { "server.bad", "a command that is not understood",
    SIGNED_IN "C LIST \"\" \"*\"\nA BAD what\nE\n", "server.bad", .run = imap_list },
  { "server.busy/unavailable", "UNAVAILABLE",
    SIGNED_IN "C EXAMINE INBOX\nA NO [UNAVAILABLE] later\nE\n", "server.busy" },
  { "protocol.parse/line", "a line that is none", SIGNED_IN "C EXAMINE INBOX\nS rubbish\nE\n",
    "protocol.parse" },
  { "protocol.parse/list", "a folder that is none",
    SIGNED_IN "C LIST \"\" \"*\"\nS * LIST () \"/\" \"a\nE\n", "protocol.parse", .run = imap_list },
  { "protocol.parse/long", "a line of more than a megabyte",
    SIGNED_IN "C EXAMINE INBOX\nM 200000 rubbish\nZ\n", "protocol.parse" },
  { "protocol.parse/literal", "a literal larger than any message",
    SIGNED_IN "C EXAMINE INBOX\nS * LIST () \"/\" {999999999999}\nE\n", "protocol.parse" },
  { "protocol.parse/tag", "an answer with a wrong tag",
    SIGNED_IN "C EXAMINE INBOX\nS a2 OK done\nE\n", "protocol.parse" },
  { "net.closed-early/answer",
    "a goodbye of TLS in the middle of an answer, without an end of line",
    SIGNED_IN "C EXAMINE INBOX\ns * 3 EXI\nQ\n", "net.closed-early" },
  { "timeout.command", "no answer", SIGNED_IN "C EXAMINE INBOX\nZ\n", "timeout.command",
    .settings = "limits.command-timeout=1" },
  { "timeout.command/silence", "no answer, and the silence is what is limited",
    SIGNED_IN "C EXAMINE INBOX\nZ\n", "timeout.command", .settings = "protocol-timeout=2" },
};

#define PROXY(type)                                                                                \
  "address=mail.attacks.invalid proxy.type=" type " proxy.address=127.0.0.1 proxy.port=%PORT%"
#define CONNECT                                                                                    \
  "c CONNECT mail.attacks.invalid:%PORT% HTTP/1.1\nc Host: mail.attacks.invalid:%PORT%\nc \n"

static const Row proxies[] = {
  { "proxy.refused", "the proxy does not want to", CONNECT "S HTTP/1.1 403 Forbidden\nS \nE\n",
    "proxy.refused", .settings = PROXY ("http") },
  { "proxy.auth", "the proxy wants to know who we are",
    CONNECT "S HTTP/1.1 407 Proxy Authentication Required\n"
            "S Proxy-Authenticate: Basic realm=\"x\"\nS \nE\n",
    "proxy.auth", .settings = PROXY ("http") },
  { "proxy.protocol", "the proxy speaks something else", CONNECT "S * OK rubbish\nE\n",
    "proxy.protocol", .settings = PROXY ("http") },
  { "proxy.timeout", "the proxy says nothing", "Z\n", "proxy.timeout",
    .settings = PROXY ("http") " timeout=2" },
  { "proxy.cut", "the proxy hangs up", CONNECT "X\n", "proxy.cut", .settings = PROXY ("http") },
};

void
rows_add_errors (void)
{
  table_add_all (CHAPTER, ways, G_N_ELEMENTS (ways), &protocol_imap, INSIDE);
  table_add_all (CHAPTER, proxies, G_N_ELEMENTS (proxies), &protocol_imap, INSIDE);
  table_add_all (CHAPTER, logins, G_N_ELEMENTS (logins), &protocol_imap, INSIDE);
  table_add_all (CHAPTER, tokens, G_N_ELEMENTS (tokens), &protocol_imap, INSIDE);
  table_add_all (CHAPTER, works, G_N_ELEMENTS (works), &protocol_imap, INSIDE);
}
