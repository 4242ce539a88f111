/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/http/account-play.h"
#include "tests/unit/net/test-endpoint.h"

#define MAX_SETTINGS 5
#define MAX_SENDS 3

/* joe, geheim. */
#define JOE "authentication.username=joe", "authentication.password=env:HTTP_SECRET"
#define BASIC "Basic am9lOmdlaGVpbQ=="
#define TOKEN "authentication.bearer-token=env:HTTP_SECRET"
#define BEARER "Bearer geheim"

#define NO(headers) "HTTP/1.1 401 No\r\n" headers EMPTY
#define WANTS(way) "WWW-Authenticate: " way "\r\n"
#define NTLM_ONLY WANTS ("NTLM")
#define ALL WANTS ("Negotiate") WANTS ("NTLM") WANTS ("Basic realm=\"r\"")

/* Of the domain CORP and the computer SERVER. */
#define CHALLENGE                                                                                  \
  "TlRMTVNTUAACAAAACAAIADgAAAAFgomiAQIDBAUGBwgAAAAAAAAAADgAOABAAAAABgGwHQAAAA9DAE8A"               \
  "UgBQAAIACABDAE8AUgBQAAEACgBQAFIATwBYAFkABAAIAEMATwBSAFAAAwAKAFAAUgBPAFgAWQAAAAAA"
#define ASKS NO (WANTS ("NTLM " CHALLENGE))

/* What each of the requests that are sent comes to: a status, or less than 0 for the error whose
 * code is -1 - it. */
#define FAILS(code) (-1 - (int) (code))

typedef struct
{
  const char *why;
  const char *settings[MAX_SETTINGS];
  gsize body;
  AccountRound rounds[ACCOUNT_PLAY_MAX_ROUNDS];
  int outcomes[MAX_SENDS]; /* 0 ends them */
  const char *words;       /* in the last error */
} Row;

static const Row rows[] = {
  { "nobody asks", { JOE }, 0, { { NULL, FINE } }, { 200 }, NULL },
  { "Basic, and at once from then on",
    { JOE },
    0,
    { { NULL, NO (WANTS ("Basic realm=\"r\"")) }, { BASIC, FINE }, { BASIC, FINE } },
    { 200, 200 },
    NULL },
  { "Basic over a connection that is closed after each answer",
    { JOE },
    0,
    { { NULL, "HTTP/1.1 401 No\r\nConnection: close\r\n" WANTS ("Basic") EMPTY "|" },
      { BASIC, FINE } },
    { 200 },
    NULL },
  { "a wrong password is said once",
    { JOE },
    0,
    { { NULL, NO (WANTS ("Basic realm=\"r\"")) }, { BASIC, NO (WANTS ("Basic realm=\"r\"")) } },
    { FAILS (TOCSIN_ERROR_AUTH_REJECTED) },
    "joe" },
  { "a no after the connection broke is asked once more",
    { JOE },
    0,
    { { NULL, NO (WANTS ("Basic")) },
      { BASIC, FINE },
      { BASIC, NO (WANTS ("Basic")) "|" },
      { NULL, NO (WANTS ("Basic")) },
      { BASIC, FINE } },
    { 200, 200 },
    NULL },
  { "and no more than that",
    { JOE },
    0,
    { { NULL, NO (WANTS ("Basic")) },
      { BASIC, FINE },
      { BASIC, NO (WANTS ("Basic")) "|" },
      { NULL, NO (WANTS ("Basic")) },
      { BASIC, NO (WANTS ("Basic")) } },
    { 200, FAILS (TOCSIN_ERROR_AUTH_REJECTED) },
    "joe" },
  { "what was agreed on is no more",
    { JOE, "authentication.mechanisms=['Basic', 'NTLM']" },
    0,
    { { NULL, NO (WANTS ("Basic")) },
      { BASIC, FINE },
      { BASIC, NO (NTLM_ONLY) },
      { "NTLM <<token>>", ASKS },
      { "NTLM <<proof>>", FINE } },
    { 200, 200 },
    NULL },
  { "NTLM holds for the connection",
    { JOE, "authentication.mechanisms=['NTLM']" },
    0,
    { { NULL, NO (ALL) },
      { "NTLM <<token>>", ASKS },
      { "NTLM <<proof>>", FINE },
      { NULL, FINE },
      { NULL, FINE } },
    { 200, 200, 200 },
    NULL },
  { "NTLM begins at once on the next",
    { JOE },
    0,
    { { NULL, NO (NTLM_ONLY) },
      { "NTLM <<token>>", ASKS },
      { "NTLM <<proof>>", "HTTP/1.1 200 OK\r\nConnection: close\r\n" EMPTY "|" },
      { "NTLM <<token>>", ASKS },
      { "NTLM <<proof>>", FINE } },
    { 200, 200 },
    NULL },
  { "a body is sent once, with the proof",
    { JOE },
    100000,
    { { "-", NO (NTLM_ONLY) },
      { "-NTLM <<token>>", ASKS },
      { "NTLM <<proof>>", FINE },
      { NULL, FINE } },
    { 200, 200 },
    NULL },
  { "a short body is sent right away",
    { JOE },
    100,
    { { NULL, NO (NTLM_ONLY) }, { "-NTLM <<token>>", ASKS }, { "NTLM <<proof>>", FINE } },
    { 200 },
    NULL },
  { "a server that does not ask gets the body",
    { JOE },
    100000,
    { { "-", "HTTP/1.1 411 Length Required\r\n" EMPTY }, { NULL, FINE } },
    { 200 },
    NULL },
  { "a body is sent from its beginning again",
    { JOE },
    100,
    { { NULL, "HTTP/1.1 429 x\r\nRetry-After: 0.5\r\n" EMPTY },
      { NULL, NO (WANTS ("Basic")) },
      { BASIC, FINE } },
    { 200 },
    NULL },
  { "a connection cut in the middle of NTLM",
    { JOE },
    0,
    { { NULL, NO (NTLM_ONLY) },
      { "NTLM <<token>>",
        "HTTP/1.1 401 No\r\nConnection: close\r\n" WANTS ("NTLM " CHALLENGE) EMPTY "|" },
      { NULL, NO (NTLM_ONLY) },
      { "NTLM <<token>>", ASKS },
      { "NTLM <<proof>>", FINE } },
    { 200 },
    NULL },
  { "again and again",
    { JOE },
    0,
    { { NULL, NO (NTLM_ONLY) },
      { "NTLM <<token>>",
        "HTTP/1.1 401 No\r\nConnection: close\r\n" WANTS ("NTLM " CHALLENGE) EMPTY "|" },
      { NULL, NO (NTLM_ONLY) },
      { "NTLM <<token>>",
        "HTTP/1.1 401 No\r\nConnection: close\r\n" WANTS ("NTLM " CHALLENGE) EMPTY "|" },
      { NULL, NO (NTLM_ONLY) },
      { "NTLM <<token>>",
        "HTTP/1.1 401 No\r\nConnection: close\r\n" WANTS ("NTLM " CHALLENGE) EMPTY "|" },
      { NULL, NO (NTLM_ONLY) },
      { "NTLM <<token>>",
        "HTTP/1.1 401 No\r\nConnection: close\r\n" WANTS ("NTLM " CHALLENGE) EMPTY "|" } },
    { FAILS (TOCSIN_ERROR_AUTH_MECHANISM_FAILED) },
    "again and again" },
  { "NTLM refuses the proof",
    { JOE },
    0,
    { { NULL, NO (NTLM_ONLY) }, { "NTLM <<token>>", ASKS }, { "NTLM <<proof>>", NO (NTLM_ONLY) } },
    { FAILS (TOCSIN_ERROR_AUTH_REJECTED) },
    "joe" },
  { "what can't be read in one line does not spoil the next",
    { JOE },
    0,
    { { NULL, NO (WANTS ("Basic realm=\"no end") WANTS ("Basic realm=\"r\"")) }, { BASIC, FINE } },
    { 200 },
    NULL },
  { "only what the settings name",
    { JOE, "authentication.mechanisms=['Basic']" },
    0,
    { { NULL, NO (ALL) }, { BASIC, FINE } },
    { 200 },
    NULL },
  { "nothing that they name",
    { JOE, "authentication.mechanisms=['Bearer']" },
    0,
    { { NULL, NO (ALL) } },
    { FAILS (TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM) },
    "not among authentication.mechanisms" },
  { "nothing that is known",
    { JOE },
    0,
    { { NULL, NO (WANTS ("Digest realm=\"r\", nonce=\"n\"") WANTS ("Hawk")) } },
    { FAILS (TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM) },
    "Digest, Hawk" },
  { "nothing at all",
    { JOE },
    0,
    { { NULL, NO ("") } },
    { FAILS (TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM) },
    "nothing" },
  { "nobody is set",
    { "description=x" },
    0,
    { { NULL, NO (WANTS ("Basic")) } },
    { FAILS (TOCSIN_ERROR_CONFIG_INVALID) },
    "needs a password" },
  { "nobody is to sign in",
    { JOE, "authentication.method=none" },
    0,
    { { NULL, NO (WANTS ("Basic")) } },
    { FAILS (TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM) },
    "wants a login" },
  { "a colon in the name",
    { "authentication.username=a:b", "authentication.password=env:HTTP_SECRET" },
    0,
    { { NULL, NO (WANTS ("Basic")) } },
    { FAILS (TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM) },
    "authentication.username" },
  { "no password is to be had",
    { "authentication.username=joe", "authentication.password=env:HTTP_NO_SECRET" },
    0,
    { { NULL, NO (WANTS ("Basic")) } },
    { FAILS (TOCSIN_ERROR_SECRET_UNAVAILABLE) },
    NULL },
  { "a token, without being asked",
    { TOKEN },
    0,
    { { BEARER, FINE }, { BEARER, FINE } },
    { 200, 200 },
    NULL },
  { "a token goes before a password", { JOE, TOKEN }, 0, { { BEARER, FINE } }, { 200 }, NULL },
  { "unless the settings say else",
    { JOE, TOKEN, "authentication.mechanisms=['Basic']" },
    0,
    { { NULL, NO (WANTS ("Basic")) }, { BASIC, FINE } },
    { 200 },
    NULL },
  { "a token that is refused",
    { TOKEN },
    0,
    { { BEARER, NO (WANTS ("Bearer error=\"invalid_token\", error_description=\"it is old\"")) } },
    { FAILS (TOCSIN_ERROR_AUTH_OAUTH_EXPIRED) },
    NULL },
  { "a token for something else",
    { TOKEN },
    0,
    { { BEARER, NO (WANTS ("Bearer error=\"insufficient_scope\", scope=\"mail\"")) } },
    { FAILS (TOCSIN_ERROR_AUTH_OAUTH_SCOPE) },
    NULL },
  { "a token that is repeated in a challenge",
    { TOKEN },
    0,
    { { BEARER,
        "HTTP/1.1 401 geheim\r\n" WANTS (
            "Bearer error=\"invalid_token\", error_description=\"geheim is old\"") EMPTY } },
    { FAILS (TOCSIN_ERROR_AUTH_OAUTH_EXPIRED) },
    NULL },
  { "a token that is repeated in a page",
    { TOKEN },
    0,
    { { BEARER, "HTTP/1.1 500 No\r\nContent-Length: 29\r\n\r\nAuthorization: Bearer geheim\n" } },
    { 500 },
    NULL },
  { "a password that is repeated in a page",
    { JOE },
    0,
    { { NULL, NO (WANTS ("Basic")) },
      { BASIC, "HTTP/1.1 500 am9lOmdlaGVpbQ==\r\nContent-Length: 20\r\n\r\n"
               "a am9lOmdlaGVpbQ== b" } },
    { 500 },
    NULL },
};

/* Neither the token nor what says the password to a server. */
static void
expect_no_secret (const char *text, const char *why)
{
  if (text != NULL && (strstr (text, "geheim") != NULL || strstr (text, "am9lOmdlaGVpbQ") != NULL))
    g_error ("%s: a secret is shown: %s", why, text);
}

static void
expect_no_secret_in_error (const GError *error, const char *why)
{
  expect_no_secret (error->message, why);
  expect_no_secret (tocsin_error_get_server_text (error), why);
  expect_no_secret (tocsin_error_get_hint (error), why);
}

static void
expect_no_secret_in_reply (const TocsinHttpReply *reply, const char *why)
{
  g_autoptr (GError) problem = NULL;

  if (!tocsin_http_reply_check (reply, "here", &problem))
    expect_no_secret_in_error (problem, why);
}

static void
send_all (const Row *row, AccountPlay *play)
{
  for (guint i = 0; i < MAX_SENDS && row->outcomes[i] != 0; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpReply) reply = account_play_send (play, &error);

      if (row->outcomes[i] < 0)
        {
          test_endpoint_expect_error (error, FAILS (row->outcomes[i]), row->why);
          if (row->words != NULL && strstr (error->message, row->words) == NULL)
            g_error ("%s: the message lacks “%s”: %s", row->why, row->words, error->message);
          expect_no_secret_in_error (error, row->why);
        }
      else if (error != NULL)
        {
          account_play_finish (play, row->why);
          g_error ("%s: %s", row->why, error->message);
        }
      else
        {
          g_assert_cmpint ((int) reply->status, ==, row->outcomes[i]);
          expect_no_secret_in_reply (reply, row->why);
        }
    }
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (AccountPlay) play = account_play_new (rows[i].settings);

      if (rows[i].body > 0)
        account_play_post (play, rows[i].body);
      account_play_start (play, rows[i].rounds);
      send_all (&rows[i], play);
      account_play_finish (play, rows[i].why);
    }
}

/* A plain line is for nobody's password, whatever the address says. */
static void
test_in_clear (void)
{
  static const char *const settings[] = { JOE, "encryption.allow-cleartext=false", NULL };
  static const AccountRound rounds[] = { { NULL, NO (WANTS ("Basic")) }, { NULL, NULL } };
  g_autoptr (AccountPlay) play = account_play_new (settings);
  g_autoptr (GError) error = NULL;

  account_play_start (play, rounds);
  g_assert_null (account_play_send (play, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS, "in clear");
  account_play_finish (play, "in clear");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("HTTP_SECRET", "geheim", TRUE);
  /* No tickets of whoever runs this. */
  g_setenv ("KRB5CCNAME", "FILE:/nonexistent/cache", TRUE);
  g_setenv ("KRB5_CONFIG", "/dev/null", TRUE);

  g_test_add_func ("/http/sign-in/rows", test_rows);
  g_test_add_func ("/http/sign-in/in-clear", test_in_clear);

  return g_test_run ();
}
