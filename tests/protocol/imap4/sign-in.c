/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/imap4/play.h"

#include <string.h>

/* Servers that sign nobody in, honestly or not, and what is said and tried then. */

/* Each line of @script: `>` a command is expected, `=` a bare line is, `<` the server says, `!` it
 * answers the command. The conversation ends there: nothing more may be said. */
typedef struct
{
  const char *about;
  const char *capabilities;
  const char *setting;
  const char *script;
  int code;
} Row;

static const Row rows[] = {
  { "cram/no-base64", "AUTH=CRAM-MD5", NULL,
    "> AUTHENTICATE CRAM-MD5\n< + !!!!\n= *\n! BAD as you like",
    TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { "cram/a-star", "AUTH=CRAM-MD5", NULL, "> AUTHENTICATE CRAM-MD5\n< + *\n= *\n! BAD so be it",
    TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { "cram/a-nul", "AUTH=CRAM-MD5", NULL, "> AUTHENTICATE CRAM-MD5\n< + PEEAQj4=\n= *\n! NO",
    TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { "cram/yes-at-once", "AUTH=CRAM-MD5", NULL, "> AUTHENTICATE CRAM-MD5\n! OK welcome",
    TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
  { "cram/goes-on-after-the-end", "AUTH=CRAM-MD5", NULL,
    "> AUTHENTICATE CRAM-MD5\n< + !!!!\n= *\n< + PDEyQGE+", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },

  { "digest/yes-without-proof", "AUTH=DIGEST-MD5", NULL,
    "> AUTHENTICATE DIGEST-MD5\n< + "
    "cmVhbG09IngiLG5vbmNlPSJhYmMiLHFvcD0iYXV0aCIsYWxnb3JpdGhtPW1kNS1zZXNzLGNoYXJzZXQ9dXRmLTg="
    "\n= <<answer>>\n! OK welcome",
    TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
  { "digest/wrong-proof", "AUTH=DIGEST-MD5", NULL,
    "> AUTHENTICATE DIGEST-MD5\n< + "
    "cmVhbG09IngiLG5vbmNlPSJhYmMiLHFvcD0iYXV0aCIsYWxnb3JpdGhtPW1kNS1zZXNzLGNoYXJzZXQ9dXRmLTg="
    "\n= <<answer>>\n< + cnNwYXV0aD1lYTQwZjYwMzM1YzQyN2I1NTI3Yjg0ZGJhYmNkZmZmZA==\n= *\n! OK "
    "welcome",
    TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },

  { "scram/yes-at-once", "AUTH=SCRAM-SHA-256 SASL-IR", NULL,
    "> AUTHENTICATE SCRAM-SHA-256 <<first>>\n! OK welcome", TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
  { "scram/somebody-elses-nonce", "AUTH=SCRAM-SHA-256 SASL-IR", NULL,
    "> AUTHENTICATE SCRAM-SHA-256 <<first>>\n< + cj1hYmMscz1jMkZzZEE9PSxpPTQwOTY=\n= *\n! NO",
    TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
  { "scram/cyrus-can-not", "AUTH=SCRAM-SHA-256 SASL-IR", NULL,
    "> AUTHENTICATE SCRAM-SHA-256 <<first>>\n! NO bad protocol / cancel",
    TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { "scram/refused", "AUTH=SCRAM-SHA-256 AUTH=PLAIN SASL-IR", NULL,
    "> AUTHENTICATE SCRAM-SHA-256 <<first>>\n! NO [AUTHENTICATIONFAILED] no",
    TOCSIN_ERROR_AUTH_REJECTED },

  { "ntlm/garbage", "AUTH=NTLM SASL-IR", NULL,
    "> AUTHENTICATE NTLM <<first>>\n< + TlRMTVNTUAACAAAAZ2FyYmFnZQ==\n= *\n! NO",
    TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { "ntlm/yes-at-once", "AUTH=NTLM SASL-IR", NULL, "> AUTHENTICATE NTLM <<first>>\n! OK welcome",
    TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },

  { "xoauth2/quirk-7", "AUTH=XOAUTH2 SASL-IR", "authentication.bearer-token=env:TOKEN",
    "> AUTHENTICATE XOAUTH2 dXNlcj1qb2UBYXV0aD1CZWFyZXIgeWEyOS50b2tlbgEB\n"
    "< + eyJzdGF0dXMiOiI0MDEiLCJzY29wZSI6Im1haWwifQ==\n= \n! NO AUTHENTICATE failed.",
    TOCSIN_ERROR_AUTH_OAUTH_EXPIRED },
  { "xoauth2/microsoft", "AUTH=XOAUTH2 SASL-IR", "authentication.bearer-token=env:TOKEN",
    "> AUTHENTICATE XOAUTH2 <<first>>\n! NO AUTHENTICATE failed.",
    TOCSIN_ERROR_AUTH_OAUTH_INVALID },
  { "xoauth2/without-initial", "AUTH=XOAUTH2", "authentication.bearer-token=env:TOKEN",
    "> AUTHENTICATE XOAUTH2\n< + \n= dXNlcj1qb2UBYXV0aD1CZWFyZXIgeWEyOS50b2tlbgEB\n"
    "< + eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUifQ==\n= \n! NO",
    TOCSIN_ERROR_AUTH_OAUTH_SCOPE },
  { "xoauth2/yes-after-no", "AUTH=XOAUTH2 SASL-IR", "authentication.bearer-token=env:TOKEN",
    "> AUTHENTICATE XOAUTH2 <<first>>\n< + eyJzdGF0dXMiOiI0MDEifQ==\n= \n! OK welcome",
    TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
  { "oauthbearer/quirk-7", "AUTH=OAUTHBEARER SASL-IR", "authentication.bearer-token=env:TOKEN",
    "> AUTHENTICATE OAUTHBEARER <<first>>\n< + eyJzdGF0dXMiOiJpbnZhbGlkX3JlcXVlc3QifQ==\n= AQ==\n"
    "! NO",
    TOCSIN_ERROR_AUTH_OAUTH_INVALID },
  { "oauthbearer/asks-on", "AUTH=OAUTHBEARER SASL-IR", "authentication.bearer-token=env:TOKEN",
    "> AUTHENTICATE OAUTHBEARER <<first>>\n< + e30=\n= AQ==\n< + e30=\n= *\n! NO",
    TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { "token-not-in-clear", "AUTH=XOAUTH2 AUTH=OAUTHBEARER", "encryption.allow-cleartext=false", "",
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },

  { "method/none", "AUTH=PLAIN", "authentication.method=none", "", TOCSIN_ERROR_CONFIG_INVALID },
  { "method/no-client", "AUTH=XOAUTH2", "authentication.method=oauth2", "",
    TOCSIN_ERROR_CONFIG_INVALID },
  { "method/only-passwords", "AUTH=EXTERNAL AUTH=GSSAPI", "authentication.method=password", "",
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "nobody", "AUTH=PLAIN", "authentication.username=", "", TOCSIN_ERROR_CONFIG_INVALID },
};

static void
play_line (Play *play, const char *line)
{
  g_autofree char *bare = g_strconcat (line + MIN (2, strlen (line)), "\r\n", NULL);

  switch (*line)
    {
    case '>':
      play_expect (play, line + 2);
      break;
    case '=':
      scripted_server_expect (play->server, bare);
      break;
    case '<':
      play_say (play, bare);
      break;
    case '!':
      play_answer (play, line + 2);
      break;
    default:
      break;
    }
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *greeting =
      g_strdup_printf ("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED %s] ready\r\n", row->capabilities);
  g_auto (GStrv) lines = g_strsplit (row->script, "\n", -1);
  g_autoptr (Play) play = play_new ();

  play_connect (play, greeting);
  for (gsize i = 0; lines[i] != NULL; i++)
    play_line (play, lines[i]);
  scripted_server_expect_eof (play->server);
  play_start (play, row->setting,
              strstr (row->about, "token-not") != NULL ? "authentication.bearer-token=env:TOKEN"
                                                       : NULL,
              NULL);
  play_expect_error (play, row->code);
}

/* Longer than a command line may be: it waits for the server's first, empty challenge. */
static void
test_long_initial (void)
{
  g_autofree char *token = g_strnfill (8000, 'x');
  g_autofree char *text = g_strdup_printf ("user=joe\1auth=Bearer %s\1\1", token);
  g_autofree char *initial = g_base64_encode ((const guchar *) text, strlen (text));
  g_autofree char *line = g_strconcat (initial, "\r\n", NULL);
  g_autoptr (Play) play = play_new ();

  g_setenv ("LONG_TOKEN", token, TRUE);
  play_connect (play, "* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] ready\r\n");
  play_expect (play, "AUTHENTICATE XOAUTH2");
  play_say (play, "+ \r\n");
  scripted_server_expect (play->server, line);
  play_answer (play, "OK [CAPABILITY IMAP4rev1] in");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_start (play, "authentication.bearer-token=env:LONG_TOKEN",
              "authentication.mechanisms=XOAUTH2", NULL);
  play_list (play, "INBOX");
}

static void
refuse_cram (Play *play)
{
  play_connect (play, "* OK [CAPABILITY IMAP4rev1 AUTH=CRAM-MD5 AUTH=DIGEST-MD5 AUTH=NTLM "
                      "AUTH=PLAIN SASL-IR] ready\r\n");
  play_expect (play, "AUTHENTICATE DIGEST-MD5");
  play_answer (play, "NO [AUTHENTICATIONFAILED] no");
}

/* A password that is wrong is refused twice in the first session, for the mechanism might be to
 * blame, and once in those that follow; whoever got in begins anew. */
static void
test_second_opinion (void)
{
  static const char plain[] = "AUTHENTICATE PLAIN AGpvZQBzZWNyZXQ=";
  static const char greeting[] =
      "* OK [CAPABILITY IMAP4rev1 AUTH=CRAM-MD5 AUTH=DIGEST-MD5 AUTH=NTLM AUTH=PLAIN SASL-IR] "
      "ready\r\n";
  g_autoptr (Play) play = play_new ();

  refuse_cram (play);
  play_connect (play, greeting);
  play_command (play, plain, NULL, "NO [AUTHENTICATIONFAILED] no");
  refuse_cram (play);
  refuse_cram (play);
  play_start (play, NULL);
  play_expect_error (play, TOCSIN_ERROR_AUTH_REJECTED);
  play_expect_error (play, TOCSIN_ERROR_AUTH_REJECTED);
  play_expect_error (play, TOCSIN_ERROR_AUTH_REJECTED);
}

/* Nothing to sign in with, and nobody asks. */
static void
test_preauth (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* PREAUTH [CAPABILITY IMAP4rev1] hello joe\r\n");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_start (play, "authentication.method=none", "authentication.username=", NULL);
  play_list (play, "INBOX");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("TOKEN", "ya29.token", TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/imap4/sign-in/", rows[i].about, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/imap4/sign-in/long-initial", test_long_initial);
  g_test_add_func ("/imap4/sign-in/second-opinion", test_second_opinion);
  g_test_add_func ("/imap4/sign-in/preauth", test_preauth);

  return g_test_run ();
}
