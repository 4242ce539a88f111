/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "plugins/imap4/session/trouble.h"
#include "tests/protocol/imap4/case.h"

/* Why a server lets nobody in: the codes of RFC 5530, and the words of providers as they were seen.
 */

#define HELLO "S:* OK [CAPABILITY IMAP4rev1] ready\n"
#define LOGIN HELLO "C:LOGIN \"joe\" \"secret\"\n"
#define XOAUTH2                                                                                    \
  "S:* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\n"                                     \
  "C:AUTHENTICATE XOAUTH2 dXNlcj1qb2UBYXV0aD1CZWFyZXIgc2VjcmV0AQE=\n"
#define TOKEN                                                                                      \
  "authentication.method=oauth2", "authentication.bearer-token=env:IMAP4_TEST_PASSWORD",           \
      "authentication.mechanisms=XOAUTH2"

#define NEVER TOCSIN_RETRY_NEVER
#define USER TOCSIN_RETRY_USER
#define LATER TOCSIN_RETRY_LATER

static const Case sign_in[] = {
  { "wrong",
    LOGIN "A:NO [AUTHENTICATIONFAILED] Invalid credentials\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_REJECTED,
    USER,
    "LOGIN",
    "AUTHENTICATIONFAILED",
    "authentication.password",
    NULL,
    "NO [AUTHENTICATIONFAILED] Invalid" },
  { "without a code",
    LOGIN "A:NO LOGIN failed.\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_REJECTED,
    USER,
    "LOGIN" },
  { "Yandex says one or the other",
    LOGIN "A:NO [AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled sc=x\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_REJECTED,
    USER,
    "LOGIN",
    "AUTHENTICATIONFAILED",
    "IMAP to be switched on" },
  { "QQ says all of it",
    LOGIN "A:NO Login fail. Account is abnormal, service is not open, password is incorrect, login "
          "frequency limited, or system is busy.\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_REJECTED,
    USER,
    "LOGIN" },
  { "down",
    LOGIN "A:NO [UNAVAILABLE] user database is down\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_TEMPORARY,
    LATER,
    "LOGIN",
    "UNAVAILABLE",
    "not the password's fault" },
  { "down, in words",
    LOGIN "A:NO Temporary authentication failure. [mx1]\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_TEMPORARY,
    LATER,
    "LOGIN" },
  { "Gmail wants an app password",
    LOGIN "A:NO [ALERT] Application-specific password required: "
          "https://support.google.com/accounts/answer/185833 (Failure)\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED,
    USER,
    "LOGIN",
    "ALERT",
    "https://support.google.com/accounts/answer/185833" },
  { "beside a code that says less",
    LOGIN "A:NO [AUTHENTICATIONFAILED] Application password is REQUIRED\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED,
    USER,
    "LOGIN",
    "AUTHENTICATIONFAILED",
    "app password" },
  { "in an alert of its own",
    LOGIN "S:* NO [ALERT] Maintenance tonight\nA:NO [AUTHENTICATIONFAILED] no\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_REJECTED,
    USER,
    "LOGIN",
    "AUTHENTICATIONFAILED",
    NULL,
    NULL,
    "NO [ALERT] Maintenance tonight" },
  { "Gmail wants to see a person",
    LOGIN "S:* NO [WEBALERT https://accounts.example/continue?x=1] Web login required.\n"
          "A:NO [ALERT] Please log in via your web browser: https://support.example/1 (Failure)\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED,
    USER,
    "LOGIN",
    "ALERT",
    "https://accounts.example/continue?x=1",
    NULL,
    "Web login required" },
  { "Outlook.com wants to see a person",
    LOGIN
    "A:NO LOGIN failed. Account is blocked. Login to your account via a web browser to verify "
    "your identity.\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED,
    USER,
    "LOGIN",
    NULL,
    "web site" },
  { "no passwords any more",
    LOGIN "A:NO [AUTH] Basic authentication is disabled.\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_BASIC_DISABLED,
    USER,
    "LOGIN",
    "AUTH",
    "authentication.method=oauth2" },
  { "Gmail, switched off",
    LOGIN "A:NO [ALERT] Your account is not enabled for IMAP use. Please visit your settings\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED,
    USER,
    "LOGIN",
    "ALERT",
    "switch IMAP on" },
  { "Zoho, switched off",
    LOGIN "A:NO [ALERT] You are yet to enable IMAP for your account. Please contact your "
          "administrator\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED,
    USER,
    "LOGIN",
    "ALERT",
    "switch IMAP on" },
  { "GMX, switched off",
    LOGIN "A:NO POP3/IMAP not activated\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED,
    USER,
    "LOGIN",
    NULL,
    "switch IMAP on" },
  { "the password ran out",
    LOGIN "A:NO [EXPIRED] choose a new one\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_EXPIRED,
    USER,
    "LOGIN",
    "EXPIRED",
    "new password" },
  { "locked",
    LOGIN "A:NO [AUTHENTICATIONFAILED] Account locked\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_LOCKED,
    USER,
    "LOGIN",
    "AUTHENTICATIONFAILED",
    "unlock" },
  { "ask somebody",
    LOGIN "A:NO [CONTACTADMIN] call 4711\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_CONTACT_ADMIN,
    USER,
    "LOGIN",
    "CONTACTADMIN",
    "ask whoever",
    NULL,
    "call 4711" },
  { "a second factor",
    LOGIN "A:NO Two-factor authentication is on for this account\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_SECOND_FACTOR,
    USER,
    "LOGIN",
    NULL,
    "app password" },
  { "too many tries",
    LOGIN "A:NO Too many login failures\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS,
    LATER,
    "LOGIN",
    NULL,
    "lock the account" },
  { "too many tries, and goodbye",
    LOGIN "S:* BYE Too many invalid commands\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS,
    LATER,
    "LOGIN" },
  { "not in clear, says the server",
    LOGIN "A:NO [PRIVACYREQUIRED] not like this\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
    USER,
    "LOGIN",
    "PRIVACYREQUIRED",
    "encryption.mode" },
  { "LOGINDISABLED",
    "S:* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
    USER,
    NULL,
    NULL,
    "encryption.mode" },
  { "not in clear, say the settings",
    HELLO,
    { "encryption.allow-cleartext=false" },
    "login",
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
    USER },
  { "no mechanism in common",
    "S:* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\n",
    { "authentication.mechanisms=SCRAM-SHA-256" },
    "login",
    TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM,
    USER },
  { "a command that is not known",
    LOGIN "A:BAD what?\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
    USER,
    "LOGIN" },
  { "nothing proven",
    "S:* OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256] ready\nC:AUTHENTICATE SCRAM-SHA-256\nS:+ \n"
    "L:<<first>>\nA:OK in\n",
    { "authentication.mechanisms=SCRAM-SHA-256" },
    "login",
    TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN,
    NEVER },
  { "no mailbox behind it",
    LOGIN "A:OK [CAPABILITY IMAP4rev1 NAMESPACE] in\nC:NAMESPACE\n"
          "A:BAD User is authenticated but not connected.\n",
    { NULL },
    "login",
    TOCSIN_ERROR_AUTH_NOT_CONNECTED,
    LATER,
    "NAMESPACE",
    NULL,
    "licence" },
  { "sent elsewhere",
    LOGIN "A:NO [REFERRAL imap://evil.example/] there\n",
    { NULL },
    "login",
    TOCSIN_ERROR_SERVER_REFUSED,
    USER,
    "LOGIN",
    "REFERRAL" },
  { "an expired token",
    XOAUTH2 "S:+ eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiQmVhcmVyIn0=\nL:\nA:NO [AUTHENTICATIONFAILED] "
            "no\n",
    { TOKEN },
    "login",
    TOCSIN_ERROR_AUTH_OAUTH_EXPIRED,
    TOCSIN_RETRY_NOW,
    "AUTHENTICATE XOAUTH2",
    "AUTHENTICATIONFAILED" },
};

/* Microsoft's servers say two words whatever the password. */
static void
test_consider_host (void)
{
  static const struct
  {
    const char *host;
    int code;
  } rows[] = {
    { "outlook.office365.com", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
    { "Outlook.Office365.COM", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
    { "office365.com", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
    { "imap-mail.outlook.com", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
    { "notoutlook.com", TOCSIN_ERROR_AUTH_REJECTED },
    { "outlook.com.example.org", TOCSIN_ERROR_AUTH_REJECTED },
    { "", TOCSIN_ERROR_AUTH_REJECTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED, "x");

      imap4_trouble_consider_host (error, rows[i].host);
      g_assert_error (error, TOCSIN_ERROR, rows[i].code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  case_add ("/imap4/taxonomy/sign-in", sign_in, G_N_ELEMENTS (sign_in));
  g_test_add_func ("/imap4/taxonomy/sign-in/consider-host", test_consider_host);

  return g_test_run ();
}
