/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/net/proxy-play.h"
#include "tests/unit/net/test-endpoint.h"

#define SOCKS4 "proxy.type=socks4"
#define SOCKS4A "proxy.type=socks4a"
#define SOCKS5 "proxy.type=socks5"
#define USER "proxy.use-credentials=true", "proxy.username=joe"
#define LOGIN USER, "proxy.password=env:PLAY_PASSWORD"

/* Port 4143 is 10 2f, the name has 19 bytes. */
#define ASK4A "}04 01 10 2f 00 00 00 01 00 'mail.behind.invalid' 00"
#define YES4 "{00 5a 00 00 00 00 00 00"
#define HELLO5 "}05 01 00"
#define HELLO5_LOGIN "}05 02 00 02"
#define NO_LOGIN5 "{05 00"
#define LOGIN5 "}01 03 'joe' 10 'geheim, wirklich'"
#define ASK5 "}05 01 00 03 13 'mail.behind.invalid' 10 2f"
#define YES5 "{05 00 00 01 00 00 00 00 00 00"

static const PlayRow good[] = {
  { "4A: the proxy looks the name up", { SOCKS4A }, { ASK4A, YES4 }, -1, NULL, NULL, NULL },
  { "4A with a user id",
    { SOCKS4A, USER },
    { "}04 01 10 2f 00 00 00 01 'joe' 00 'mail.behind.invalid' 00", YES4 },
    -1,
    NULL,
    NULL,
    NULL },
  { "4 whose answer has the request's version, and an address",
    { SOCKS4A },
    { ASK4A, "{04 5a 10 2f c0 00 02 01" },
    -1,
    NULL,
    NULL,
    NULL },
  { "5 without a login", { SOCKS5 }, { HELLO5, NO_LOGIN5, ASK5, YES5 }, -1, NULL, NULL, NULL },
  { "5 with a login",
    { SOCKS5, LOGIN },
    { HELLO5_LOGIN, "{05 02", LOGIN5, "{01 00", ASK5, YES5 },
    -1,
    NULL,
    NULL,
    NULL },
  { "5 with a login that is confirmed in the wrong version",
    { SOCKS5, LOGIN },
    { HELLO5_LOGIN, "{05 02", LOGIN5, "{05 00", ASK5, YES5 },
    -1,
    NULL,
    NULL,
    NULL },
  { "5 with a login that nobody wants",
    { SOCKS5, LOGIN },
    { HELLO5_LOGIN, NO_LOGIN5, ASK5, YES5 },
    -1,
    NULL,
    NULL,
    NULL },
  { "5 bound to an IPv6 address",
    { SOCKS5 },
    { HELLO5, NO_LOGIN5, ASK5,
      "{05 00 00 04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 00 50" },
    -1,
    NULL,
    NULL,
    NULL },
  { "5 bound to a name",
    { SOCKS5 },
    { HELLO5, NO_LOGIN5, ASK5, "{05 00 00 03 05 'proxy' 00 50" },
    -1,
    NULL,
    NULL,
    NULL },
  { "5 bound to no name",
    { SOCKS5 },
    { HELLO5, NO_LOGIN5, ASK5, "{05 00 00 03 00 00 50" },
    -1,
    NULL,
    NULL,
    NULL },
};

static void
test_good (void)
{
  play_rows (good, G_N_ELEMENTS (good));
}

#define REPLY4(code, number, text, hint, error)                                                    \
  {                                                                                                \
    "reply " number, { SOCKS4A }, { ASK4A, "{00 " code " 00 00 00 00 00 00" }, error, text, hint,  \
        NULL                                                                                       \
  }
#define REPLY5(code, text, hint)                                                                   \
  {                                                                                                \
    "reply " code, { SOCKS5 },                                                                     \
        { HELLO5, NO_LOGIN5, ASK5, "{05 " code " 00 01 00 00 00 00 00 00" },                       \
        TOCSIN_ERROR_PROXY_REFUSED, text, hint, NULL                                               \
  }

static const PlayRow refused[] = {
  REPLY4 ("5b", "91", "rejected", "no reasons", TOCSIN_ERROR_PROXY_REFUSED),
  REPLY4 ("5c", "92", "can't ask identd", NULL, TOCSIN_ERROR_PROXY_AUTH),
  REPLY4 ("5d", "93", "somebody else", "proxy.username", TOCSIN_ERROR_PROXY_AUTH),
  REPLY4 ("5e", "94", "unknown reason", NULL, TOCSIN_ERROR_PROXY_REFUSED),
  REPLY4 ("00", "0", "unknown reason", NULL, TOCSIN_ERROR_PROXY_REFUSED),
  REPLY4 ("ff", "255", "unknown reason", NULL, TOCSIN_ERROR_PROXY_REFUSED),
  REPLY5 ("01", "general failure", NULL),
  REPLY5 ("02", "rules", "allow this server"),
  REPLY5 ("03", "network unreachable", NULL),
  REPLY5 ("04", "host unreachable", "looks the name up"),
  REPLY5 ("05", "refused the connection", "address and port"),
  REPLY5 ("06", "TTL", NULL),
  REPLY5 ("07", "command", "proxy.type"),
  REPLY5 ("08", "kind of address", "IPv4"),
  REPLY5 ("09", "unknown reason", NULL),
  REPLY5 ("ff", "unknown reason", NULL),
  { "a refusal cut short behind its code",
    { SOCKS5 },
    { HELLO5, NO_LOGIN5, ASK5, "{05 04", "." },
    TOCSIN_ERROR_PROXY_REFUSED,
    "host unreachable",
    NULL,
    NULL },
  { "the same, SOCKS4",
    { SOCKS4A },
    { ASK4A, "{00 5b", "." },
    TOCSIN_ERROR_PROXY_REFUSED,
    "rejected",
    NULL,
    NULL },
  { "a login is wanted",
    { SOCKS5 },
    { HELLO5, "{05 ff" },
    TOCSIN_ERROR_PROXY_AUTH,
    "wants a login",
    "proxy.use-credentials",
    NULL },
  { "another login is wanted",
    { SOCKS5, LOGIN },
    { HELLO5_LOGIN, "{05 ff" },
    TOCSIN_ERROR_PROXY_AUTH,
    "neither",
    NULL,
    NULL },
  { "a wrong password",
    { SOCKS5, LOGIN },
    { HELLO5_LOGIN, "{05 02", LOGIN5, "{01 01", "." },
    TOCSIN_ERROR_PROXY_AUTH,
    "user name or password",
    "proxy.password",
    NULL },
  { "a password too long",
    { SOCKS5, USER, "proxy.password=env:PLAY_LONG" },
    { HELLO5_LOGIN, "{05 02" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "proxy.password",
    NULL,
    NULL },
};

static void
test_refused (void)
{
  play_rows (refused, G_N_ELEMENTS (refused));
}

#define LIE(why, ...)                                                                              \
  {                                                                                                \
    why, { SOCKS5 }, { __VA_ARGS__, "." }, TOCSIN_ERROR_PROXY_PROTOCOL, NULL, "proxy.type", NULL   \
  }

static const PlayRow liars[] = {
  LIE ("version 4", HELLO5, "{04 00"),
  LIE ("HTTP", HELLO5, "{'HTTP/1.1 400 Bad Request'"),
  LIE ("a method that was not offered: password", HELLO5, "{05 02"),
  LIE ("a method that was not offered: GSS-API", HELLO5, "{05 01"),
  LIE ("a method that nobody knows", HELLO5, "{05 80"),
  LIE ("another version later", HELLO5, NO_LOGIN5, ASK5, "{04 00"),
  LIE ("an address of no kind", HELLO5, NO_LOGIN5, ASK5, "{05 00 00 02 00 00 00 00 00 00"),
  { "a login in no version",
    { SOCKS5, LOGIN },
    { HELLO5_LOGIN, "{05 02", LOGIN5, "{07 00", "." },
    TOCSIN_ERROR_PROXY_PROTOCOL,
    "version",
    NULL,
    NULL },
  { "SOCKS4: HTTP",
    { SOCKS4A },
    { ASK4A, "{'HTTP/1.1 400 Bad Request'", "." },
    TOCSIN_ERROR_PROXY_PROTOCOL,
    "SOCKS4",
    "proxy.type",
    NULL },
  { "SOCKS4: version 5",
    { SOCKS4A },
    { ASK4A, "{05 ff", "." },
    TOCSIN_ERROR_PROXY_PROTOCOL,
    NULL,
    "proxy.type",
    NULL },
  { "it hangs at once",
    { SOCKS5, "timeout=1" },
    { HELLO5, "~" },
    TOCSIN_ERROR_PROXY_TIMEOUT,
    "no answer",
    "proxy.type",
    NULL },
  { "it hangs later",
    { SOCKS5, "timeout=1" },
    { HELLO5, NO_LOGIN5, ASK5, "~" },
    TOCSIN_ERROR_PROXY_TIMEOUT,
    "in time",
    "timeout",
    NULL },
  { "SOCKS4 hangs",
    { SOCKS4A, "timeout=1" },
    { ASK4A, "~" },
    TOCSIN_ERROR_PROXY_TIMEOUT,
    "no answer",
    NULL,
    NULL },
  { "it closes at once",
    { SOCKS5 },
    { "." },
    TOCSIN_ERROR_PROXY_CUT,
    "without a word",
    NULL,
    NULL },
  { "it resets", { SOCKS5 }, { HELLO5, "!" }, TOCSIN_ERROR_PROXY_CUT, NULL, NULL, NULL },
};

static void
test_liars (void)
{
  play_rows (liars, G_N_ELEMENTS (liars));
}

/* The first @length bytes of what a line of the script stands for. */
static char *
shorten (const char *line, gsize length)
{
  return g_strndup (line, 1 + 3 * length);
}

static void
test_every_byte (void)
{
  for (gsize i = 0; i < 10; i++)
    {
      g_autofree char *begin = shorten (YES5, i);
      const PlayRow row = {
        "cut", { SOCKS5 }, { HELLO5, NO_LOGIN5, ASK5, begin, "." }, TOCSIN_ERROR_PROXY_CUT, NULL,
        NULL,  NULL
      };

      play_rows (&row, 1);
    }
  for (gsize i = 0; i < 8; i++)
    {
      g_autofree char *begin = shorten (YES4, i);
      const PlayRow row = { "cut", { SOCKS4A }, { ASK4A, begin, "." }, TOCSIN_ERROR_PROXY_CUT, NULL,
                            NULL,  NULL };

      play_rows (&row, 1);
    }
  for (gsize i = 0; i < 2; i++)
    {
      g_autofree char *begin = shorten ("{05 00", i);
      const PlayRow row = { "cut", { SOCKS5 }, { HELLO5, begin, "." }, TOCSIN_ERROR_PROXY_CUT, NULL,
                            NULL,  NULL };

      play_rows (&row, 1);
    }
}

static void
run_good (const char *address,
          const char *const *settings,
          const char *const *script,
          GString *said)
{
  ScriptedServer *server = scripted_server_new ();
  g_autoptr (TocsinTranscript) transcript = play_transcript (said);
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  play_script (server, script);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), address, settings);
  stream = tocsin_line_stream_connect (endpoint, transcript, NULL, NULL, &error);
  g_assert_no_error (error);
  test_endpoint_expect_line (stream, "* OK one");
  test_endpoint_expect_line (stream, "* OK two");
  g_clear_object (&stream);
  scripted_server_finish (server);
}

/* The server's words in the proxy's packet; addresses as such. */
static void
test_addresses (void)
{
#define GREETING " '* OK one' 0d 0a '* OK two' 0d 0a"
  static const struct
  {
    const char *type;
    const char *address;
    const char *script[MAX_SCRIPT];
  } rows[] = {
    { SOCKS5, "192.0.2.1", { HELLO5, NO_LOGIN5, "}05 01 00 01 c0 00 02 01 10 2f", YES5 GREETING } },
    { SOCKS5,
      "2001:db8::1",
      { HELLO5, NO_LOGIN5, "}05 01 00 04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 10 2f",
        YES5 GREETING } },
    { SOCKS5,
      "bücher.invalid",
      { HELLO5, NO_LOGIN5, "}05 01 00 03 15 'xn--bcher-kva.invalid' 10 2f", YES5 GREETING } },
    { SOCKS4, "192.0.2.1", { "}04 01 10 2f c0 00 02 01 00", YES4 GREETING } },
    { SOCKS4A, "192.0.2.1", { "}04 01 10 2f c0 00 02 01 00", YES4 GREETING } },
    /* Looked up here, and as IPv4, which has the name as well. */
    { SOCKS4, "localhost", { "}04 01 10 2f 7f 00 00 01 00", YES4 GREETING } },
    { SOCKS4A, "localhost", { "}04 01 10 2f 00 00 00 01 00 'localhost' 00", YES4 GREETING } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const settings[MAX_SETTINGS] = { rows[i].type };
      g_autoptr (GString) said = g_string_new (NULL);

      g_test_message ("%s %s", rows[i].type, rows[i].address);
      run_good (rows[i].address, settings, rows[i].script, said);
    }
}

/* SOCKS4 looks the name up here, and says why it has to. */
static void
test_looked_up_here (void)
{
  const PlayRow row = { "a name that nobody knows here",
                        { SOCKS4 },
                        { NULL },
                        TOCSIN_ERROR_DNS_NOT_FOUND,
                        PLAY_HOST,
                        "socks4a",
                        NULL };
  ScriptedServer *server = scripted_server_new ();
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  play_script (server, row.script);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, row.settings);
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error));
  /* A machine without any name server says "temporary". */
  if (!g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_TEMPORARY))
    test_endpoint_expect_error (error, row.code, row.why);
  g_assert_nonnull (strstr (error->message, row.message));
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), row.hint));
  scripted_server_finish (server);
}

static void
test_told (void)
{
  const char *const settings[MAX_SETTINGS] = { SOCKS5, LOGIN };
  const char *const script[MAX_SCRIPT] = { HELLO5_LOGIN, "{05 02", LOGIN5,
                                           "{01 00",     ASK5,     YES5 GREETING };
  g_autoptr (GString) said = g_string_new (NULL);

  run_good (PLAY_HOST, settings, script, said);
  g_assert_nonnull (strstr (said->str, "->  [SOCKS5: no login, or user name and password]\n"
                                       "<-  [SOCKS5: method 2]\n"
                                       "->  [SOCKS5: user name joe, password ***]\n"
                                       "<-  [SOCKS5: login status 0]\n"
                                       "->  [SOCKS5: connect to " PLAY_TARGET "]\n"
                                       "<-  [SOCKS5: reply 0]\n"));
  g_assert_null (strstr (said->str, PLAY_PASSWORD));
}

int
main (int argc, char **argv)
{
  g_autofree char *longest = g_strnfill (256, 'x');

  g_setenv ("PLAY_PASSWORD", PLAY_PASSWORD, TRUE);
  g_setenv ("PLAY_LONG", longest, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy-socks/good", test_good);
  g_test_add_func ("/proxy-socks/refused", test_refused);
  g_test_add_func ("/proxy-socks/liars", test_liars);
  g_test_add_func ("/proxy-socks/every-byte", test_every_byte);
  g_test_add_func ("/proxy-socks/addresses", test_addresses);
  g_test_add_func ("/proxy-socks/looked-up-here", test_looked_up_here);
  g_test_add_func ("/proxy-socks/told", test_told);

  return g_test_run ();
}
