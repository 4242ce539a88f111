/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/net/proxy-http.h"
#include "tests/unit/net/test-endpoint.h"

/* Of the domain CORP and the computer PROXY. */
#define NTLM_CHALLENGE                                                                             \
  "TlRMTVNTUAACAAAACAAIADgAAAAFgomiAQIDBAUGBwgAAAAAAAAAADgAOABAAAAABgGwHQAAAA9DAE8A"               \
  "UgBQAAIACABDAE8AUgBQAAEACgBQAFIATwBYAFkABAAIAEMATwBSAFAAAwAKAFAAUgBPAFgAWQAAAAAA"

static const PlayRow good[] = {
  { "the usual answer", { TYPE }, { ASK, YES }, -1, NULL, NULL, NULL },
  { "no reason", { TYPE }, { ASK, "<HTTP/1.1 200\r\n\r\n" }, -1, NULL, NULL, NULL },
  { "bare line ends", { TYPE }, { ASK, "<HTTP/1.0 200 OK\n\n" }, -1, NULL, NULL, NULL },
  { "another yes", { TYPE }, { ASK, "<HTTP/1.1 299 Fine\r\n\r\n" }, -1, NULL, NULL, NULL },
  { "many header lines",
    { TYPE },
    { ASK, "<HTTP/1.1 200 OK\r\nVia: x\r\nX-Y: z\r\n  folded\r\n\r\n" },
    -1,
    NULL,
    NULL,
    NULL },
  { "a length where there is none: RFC 9110 says to ignore it",
    { TYPE },
    { ASK, "<HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" },
    -1,
    NULL,
    NULL,
    NULL },
  { "chunks where there are none",
    { TYPE },
    { ASK, "<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" },
    -1,
    NULL,
    NULL,
    NULL },
  { "wait a little",
    { TYPE },
    { ASK, "<HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n", YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "header lines of one's own",
    { TYPE, "proxy.headers=['X-Key: 1', 'User-Agent: me']" },
    { BEGIN "X-Key: 1\r\nUser-Agent: me\r\n\r\n", YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a login that nobody asks for", { LOGIN }, { ASK, YES }, -1, NULL, NULL, NULL },
  { "Basic",
    { LOGIN },
    { ASK, NO "Proxy-Authenticate: Basic realm=\"r\"\r\n\r\n", BASIC, YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "Basic, with a Windows domain",
    { LOGIN, "proxy.domain=CORP" },
    { ASK, NO "Proxy-Authenticate: Basic realm=\"r\"\r\n\r\n",
      BEGIN "Proxy-Authorization: Basic Q09SUFxqb2U6Z2VoZWltLCB3aXJrbGljaA==\r\n\r\n", YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "Digest rather than Basic, in whatever order",
    { LOGIN },
    { ASK, NO "Proxy-Authenticate: Basic realm=\"r\"\r\n" DIGEST_OFFER "\r\n", DIGEST, YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "Digest rather than Basic, in one line",
    { LOGIN },
    { ASK, NO "Proxy-Authenticate: Basic realm=r, Digest realm=\"r\", nonce=\"n1\"\r\n\r\n", DIGEST,
      YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a nonce grown old",
    { LOGIN },
    { ASK, NO DIGEST_OFFER "\r\n", DIGEST,
      NO "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n2\", stale=TRUE\r\n\r\n",
      DIGEST_LINE ("n2", "2f30657ee71bed90bff40efaa5228e4d"), YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a page with the refusal",
    { LOGIN },
    { ASK,
      "<HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=r\r\nContent-Length: 12\r\n\r\n"
      "HTTP/1.1 200",
      BASIC, YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a page in chunks",
    { LOGIN },
    { ASK,
      "<HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=r\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;ext\r\nhello\r\n0A\r\n0123456789\r\n0\r\n\r\n",
      BASIC, YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a proxy that closes after the refusal",
    { LOGIN },
    { ASK, "<HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=r\r\nConnection: close\r\n\r\nhello",
      "|", BASIC, YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "an old proxy that closes",
    { LOGIN },
    { ASK, "<HTTP/1.0 407 x\r\nProxy-Authenticate: Basic realm=r\r\n\r\n", "|", BASIC, YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a proxy that closes before NTLM has begun",
    { LOGIN, "proxy.domain=CORP" },
    { ASK, NO "Proxy-Authenticate: NTLM\r\nConnection: close\r\n\r\n", "|",
      BEGIN "Proxy-Authorization: NTLM <<token>>\r\n\r\n", YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "the same, not saying so",
    { LOGIN, "proxy.domain=CORP" },
    { ASK, NO "Proxy-Authenticate: NTLM\r\n\r\n", "|",
      BEGIN "Proxy-Authorization: NTLM <<token>>\r\n\r\n", YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a proxy that does not say that it closes",
    { LOGIN },
    { ASK, NO "Proxy-Authenticate: Basic realm=r\r\n\r\n", "|", BASIC, YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a page too long to be read",
    { LOGIN },
    { ASK, "<HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=r\r\nContent-Length: 65537\r\n\r\n",
      "|", BASIC, YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a page of a length that is not said",
    { LOGIN },
    { ASK, "<HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=r\r\n\r\nhello", "|", BASIC, YES },
    -1,
    NULL,
    NULL,
    NULL },
  { "a chunk too long to be read",
    { LOGIN },
    { ASK,
      "<HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=r\r\nTransfer-Encoding: chunked\r\n\r\n"
      "ffffffffffffffffff\r\n",
      "|", BASIC, YES },
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

#define REFUSED(status, hint)                                                                      \
  {                                                                                                \
    "refused: " status, { TYPE }, { ASK, "<HTTP/1.1 " status "\r\n\r\n" },                         \
        TOCSIN_ERROR_PROXY_REFUSED, status, hint, status                                           \
  }

static const PlayRow refused[] = {
  REFUSED ("400 Bad Request", "proxy.port"),
  REFUSED ("403 Forbidden", "rules"),
  REFUSED ("404 Not Found", "address"),
  REFUSED ("405 Method Not Allowed", "proxy.address"),
  REFUSED ("500 Internal Error", NULL),
  REFUSED ("501 Not Implemented", "proxy.address"),
  REFUSED ("502 Bad Gateway", "can't reach the server"),
  REFUSED ("503 Service Unavailable", "can't reach the server"),
  REFUSED ("504 Gateway Timeout", "can't reach the server"),
  REFUSED ("401 Unauthorized", NULL),
  REFUSED ("600 Odd", NULL),
  { "a redirection is not followed",
    { TYPE },
    { ASK, "<HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n\r\n" },
    TOCSIN_ERROR_PROXY_REFUSED,
    "302 Found",
    "browser",
    "302 Found" },
  { "its words can't move the cursor",
    { TYPE },
    { ASK, "<HTTP/1.1 403 \x1b[2J\xff\r\n\r\n" },
    TOCSIN_ERROR_PROXY_REFUSED,
    "\\x1B[2J",
    NULL,
    "\\x1B[2J" },
  { "a login is wanted",
    { TYPE },
    { ASK, NO "Proxy-Authenticate: Basic realm=r, NTLM\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "Basic, NTLM",
    "proxy.use-credentials",
    "407 Login, please" },
  { "a login is wanted, and none is offered",
    { LOGIN },
    { ASK, NO "\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "nothing",
    NULL,
    "407" },
  { "only logins that nobody knows",
    { LOGIN },
    { ASK, NO "Proxy-Authenticate: Hoba x=y\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "Hoba",
    NULL,
    "407" },
  { "a wrong password, Basic",
    { LOGIN },
    { ASK, NO "Proxy-Authenticate: Basic realm=r\r\n\r\n", BASIC,
      NO "Proxy-Authenticate: Basic realm=r\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "joe",
    "proxy.password",
    "407" },
  { "a wrong password, Digest: never Basic after it",
    { LOGIN },
    { ASK, NO DIGEST_OFFER "\r\n", DIGEST, NO "Proxy-Authenticate: Basic realm=r\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "Digest",
    "proxy.password",
    "407" },
  { "Basic beside a Digest that is not known: not sent",
    { LOGIN },
    { ASK, NO "Proxy-Authenticate: Digest realm=r, nonce=n, algorithm=SHA-512-256\r\n"
              "Proxy-Authenticate: Basic realm=r\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "Digest",
    "anything safer",
    "407" },
  { "a colon in the name",
    { TYPE, "proxy.use-credentials=true", "proxy.username=a:b",
      "proxy.password=env:PLAY_PASSWORD" },
    { ASK, NO "Proxy-Authenticate: Basic realm=r\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "proxy.username",
    NULL,
    NULL },
  { "no password",
    { TYPE, "proxy.use-credentials=true", "proxy.username=joe" },
    { ASK, NO "Proxy-Authenticate: Basic realm=r\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "needs a password",
    NULL,
    NULL },
  { "a line end in the password",
    { TYPE, "proxy.use-credentials=true", "proxy.username=joe", "proxy.password=env:PLAY_CONTROL" },
    { ASK, NO "Proxy-Authenticate: Basic realm=r\r\n\r\n" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "proxy.password",
    NULL,
    NULL },
  { "the nonce is old each time",
    { LOGIN },
    { ASK, NO DIGEST_OFFER "\r\n", DIGEST, NO DIGEST_OFFER "\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "refuses the login",
    NULL,
    "407" },
  { "a wrong password, NTLM",
    { LOGIN, "proxy.domain=CORP" },
    { ASK, NO "Proxy-Authenticate: NTLM\r\n\r\n",
      BEGIN "Proxy-Authorization: NTLM <<token>>\r\n\r\n",
      NO "Proxy-Authenticate: NTLM " NTLM_CHALLENGE "\r\n\r\n",
      BEGIN "Proxy-Authorization: NTLM <<proof>>\r\n\r\n",
      NO "Proxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=r\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "joe",
    "proxy.password",
    "407" },
  { "the connection ends in the middle of NTLM",
    { LOGIN, "proxy.domain=CORP" },
    { ASK, NO "Proxy-Authenticate: NTLM\r\n\r\n",
      BEGIN "Proxy-Authorization: NTLM <<token>>\r\n\r\n",
      "<HTTP/1.1 407 x\r\nProxy-Authenticate: NTLM " NTLM_CHALLENGE
      "\r\nConnection: close\r\n\r\n" },
    TOCSIN_ERROR_PROXY_CUT,
    "middle of the login",
    NULL,
    NULL },
  { "NTLM is refused at once",
    { LOGIN, "proxy.domain=CORP" },
    { ASK, NO "Proxy-Authenticate: NTLM\r\n\r\n",
      BEGIN "Proxy-Authorization: NTLM <<token>>\r\n\r\n", NO "Proxy-Authenticate: NTLM\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "NTLM",
    "proxy.domain",
    "407" },
  { "NTLM with a token that is none",
    { LOGIN, "proxy.domain=CORP" },
    { ASK, NO "Proxy-Authenticate: NTLM\r\n\r\n",
      BEGIN "Proxy-Authorization: NTLM <<token>>\r\n\r\n",
      NO "Proxy-Authenticate: NTLM !!!\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "NTLM",
    NULL,
    NULL },
  { "NTLM with garbage",
    { LOGIN, "proxy.domain=CORP" },
    { ASK, NO "Proxy-Authenticate: NTLM\r\n\r\n",
      BEGIN "Proxy-Authorization: NTLM <<token>>\r\n\r\n",
      NO "Proxy-Authenticate: NTLM AAAA\r\n\r\n" },
    TOCSIN_ERROR_PROXY_AUTH,
    "NTLM",
    NULL,
    NULL },
};

static void
test_refused (void)
{
  play_rows (refused, G_N_ELEMENTS (refused));
}

#define LIE(why, answer, message, hint, words)                                                     \
  {                                                                                                \
    why, { TYPE }, { ASK, answer, "." }, TOCSIN_ERROR_PROXY_PROTOCOL, message, hint, words         \
  }

static const PlayRow liars[] = {
  LIE ("a mail server", "<* OK IMAP4rev1\r\n", "not HTTP", "no http proxy", "*"),
  LIE ("HTTP/0.9", "<<html>hello</html>", "not HTTP", "no http proxy", "<"),
  LIE ("HTTP/2", "<HTTP/2 200\r\n\r\n", "not HTTP", NULL, "HTTP/2"),
  LIE ("SOCKS", "<\x05\xff", "not HTTP", "SOCKS", NULL),
  LIE ("TLS", "<\x15\x03\x01\x02\x02\x16", "not HTTP", "TLS", NULL),
  LIE ("another protocol, as if asked for",
       "<HTTP/1.1 101 Switching Protocols\r\n\r\n",
       "101",
       NULL,
       NULL),
  LIE ("no status", "<HTTP/1.1 abc OK\r\n\r\n", "status", NULL, "HTTP/1.1 abc OK"),
  LIE ("a status too long", "<HTTP/1.1 2000 OK\r\n\r\n", "status", NULL, NULL),
  LIE ("no header", "<HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "header", NULL, NULL),
  { "a page that is none",
    { LOGIN },
    { ASK,
      "<HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=r\r\nTransfer-Encoding: chunked\r\n\r\n"
      "xyz\r\n",
      "." },
    TOCSIN_ERROR_PROXY_PROTOCOL,
    "chunks",
    NULL,
    NULL },
  { "it hangs",
    { TYPE, "timeout=1" },
    { ASK, "~" },
    TOCSIN_ERROR_PROXY_TIMEOUT,
    "no answer",
    "proxy.type",
    NULL },
  { "it hangs in the middle",
    { TYPE, "timeout=1" },
    { ASK, "<HTTP/1.1 200 OK\r\nX", "~" },
    TOCSIN_ERROR_PROXY_TIMEOUT,
    "in time",
    NULL,
    NULL },
  { "it hangs in the page",
    { LOGIN, "timeout=1" },
    { ASK, "<HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=r\r\nContent-Length: 12\r\n\r\n1",
      "~" },
    TOCSIN_ERROR_PROXY_TIMEOUT,
    "in time",
    NULL,
    NULL },
  { "it closes at once", { TYPE }, { "." }, TOCSIN_ERROR_PROXY_CUT, "without a word", NULL, NULL },
  { "it closes after the request",
    { TYPE },
    { ASK, "." },
    TOCSIN_ERROR_PROXY_CUT,
    "without a word",
    NULL,
    NULL },
  { "it closes with a reset", { TYPE }, { ASK, "!" }, TOCSIN_ERROR_PROXY_CUT, NULL, NULL, NULL },
  { "it closes after the login, twice",
    { LOGIN },
    { ASK, NO "Proxy-Authenticate: Basic realm=r\r\n\r\n", BASIC, "|", BASIC, "." },
    TOCSIN_ERROR_PROXY_CUT,
    "without a word",
    NULL,
    NULL },
};

static void
test_liars (void)
{
  play_rows (liars, G_N_ELEMENTS (liars));
}

/* Cut off behind every byte of the answer, and split there. */
static void
test_every_byte (void)
{
  static const char answer[] = "HTTP/1.1 200 Connection established\r\nVia: 1.1 x\r\n\r\n";

  for (gsize i = 0; i < sizeof answer - 1; i++)
    {
      g_autofree char *begin = g_strdup_printf ("<%.*s", (int) i, answer);
      const PlayRow cut = { "cut", { TYPE }, { ASK, begin, "." }, TOCSIN_ERROR_PROXY_CUT, NULL,
                            NULL,  NULL };

      play_rows (&cut, 1);
    }
}

static void
test_drip (void)
{
  ScriptedServer *server = scripted_server_new ();
  const char *const settings[MAX_SETTINGS] = { TYPE };
  const char *const script[MAX_SCRIPT] = { ASK };
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;

  play_script (server, script);
  scripted_server_drip (server, "HTTP/1.1 200 OK\r\nVia: x\r\n\r\n* OK one\r\n* OK two\r\n", 0);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  stream = test_endpoint_connect (endpoint);
  test_endpoint_expect_line (stream, "* OK one");
  test_endpoint_expect_line (stream, "* OK two");
  g_clear_object (&stream);
  scripted_server_finish (server);
}

/* The server's first words come in the same packet as the proxy's last. */
static void
test_same_segment (void)
{
  const PlayRow row = {
    "one packet", { TYPE }, { ASK, "<HTTP/1.1 200 OK\r\n\r\n* OK one\r\n* OK two\r\n" }, -1, NULL,
    NULL,         NULL
  };
  ScriptedServer *server = scripted_server_new ();
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;

  play_script (server, row.script);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, row.settings);
  stream = test_endpoint_connect (endpoint);
  test_endpoint_expect_line (stream, "* OK one");
  test_endpoint_expect_line (stream, "* OK two");
  g_clear_object (&stream);
  scripted_server_finish (server);
}

static void
test_addresses (void)
{
  const char *const settings[MAX_SETTINGS] = { TYPE };
  static const struct
  {
    const char *address;
    const char *target;
  } rows[] = {
    { "192.0.2.1", "192.0.2.1:4143" },
    { "2001:db8::1", "[2001:db8::1]:4143" },
    { "bücher.invalid", "xn--bcher-kva.invalid:4143" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ScriptedServer *server = scripted_server_new ();
      g_autofree char *ask = g_strdup_printf (">CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n",
                                              rows[i].target, rows[i].target);
      const char *const script[MAX_SCRIPT] = { ask, YES };
      g_autoptr (TocsinEndpoint) endpoint = NULL;
      g_autoptr (TocsinLineStream) stream = NULL;

      play_script (server, script);
      scripted_server_start (server);
      endpoint = play_endpoint (scripted_server_get_port (server), rows[i].address, settings);
      stream = test_endpoint_connect (endpoint);
      g_clear_object (&stream);
      scripted_server_finish (server);
    }
}

/* Who reads along: the transcript, the report. */
static void
test_told (void)
{
  ScriptedServer *server = scripted_server_new ();
  const char *const settings[MAX_SETTINGS] = { LOGIN, "proxy.headers=['X-Key: topsecret']" };
  const char *const script[MAX_SCRIPT] = { BEGIN "X-Key: topsecret\r\n\r\n",
                                           NO "Proxy-Authenticate: Basic realm=\"r\"\r\n\r\n",
                                           BASIC_LINE "X-Key: topsecret\r\n\r\n", YES };
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GString) steps = g_string_new (NULL);
  g_autoptr (TocsinTranscript) transcript = play_transcript (said);
  g_autoptr (TocsinReport) report = play_report (steps);
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *proxy = NULL;
  g_autofree char *expected = NULL;

  play_script (server, script);
  scripted_server_start (server);
  proxy = g_strdup_printf ("127.0.0.1:%u", scripted_server_get_port (server));
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  stream = tocsin_line_stream_connect (endpoint, transcript, report, NULL, &error);
  g_assert_no_error (error);

  expected = g_strdup_printf ("**  Through the http proxy %s\n"
                              "->  CONNECT " PLAY_TARGET " HTTP/1.1\n"
                              "->  Host: " PLAY_TARGET "\n"
                              "->  X-Key: ***\n"
                              "->  \n"
                              "<-  HTTP/1.1 407 Login, please\n"
                              "<-  Content-Length: 0\n"
                              "<-  Proxy-Authenticate: Basic ***\n"
                              "->  CONNECT " PLAY_TARGET " HTTP/1.1\n"
                              "->  Host: " PLAY_TARGET "\n"
                              "->  Proxy-Authorization: Basic ***\n"
                              "->  X-Key: ***\n"
                              "->  \n"
                              "<-  HTTP/1.1 200 Connection established\n",
                              proxy);
  g_assert_cmpstr (said->str, ==, expected);
  g_assert_nonnull (strstr (steps->str, "names ok\n  proxy: 127.0.0.1\n"));
  g_assert_nonnull (strstr (steps->str, "proxy warning\n  proxy: http 127.0.0.1:"));
  g_assert_nonnull (strstr (steps->str, "  target: " PLAY_TARGET "\n"));
  g_assert_nonnull (strstr (steps->str, "  mechanism: Basic\n"));
  g_assert_nonnull (strstr (steps->str, "  warning: The proxy's password was sent to it in clear"));
  g_clear_object (&stream);
  scripted_server_finish (server);
}

/* What the proxy says of logins may be a token, wherever it stands. */
static void
test_tokens_are_hidden (void)
{
  ScriptedServer *server = scripted_server_new ();
  const char *const settings[MAX_SETTINGS] = { TYPE };
  const char *const script[MAX_SCRIPT] = {
    ASK,
    "<HTTP/1.1 200 OK\r\nproxy-authenticate:NTLM tok1\r\nProxy-Authenticate: Basic realm=r,\r\n"
    "\tNTLM tok2\r\nProxy-Authenticate: Negotiate\r\n"
    "Proxy-Authentication-Info: rspauth=tok3\r\nVia: x\r\n\r\n" PLAY_GREETING
  };
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (TocsinTranscript) transcript = play_transcript (said);
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  play_script (server, script);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  stream = tocsin_line_stream_connect (endpoint, transcript, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (said->str, "tok"));
  g_assert_nonnull (strstr (said->str, "<-  proxy-authenticate:NTLM ***\n"));
  g_assert_nonnull (strstr (said->str, "<-  Proxy-Authenticate: Negotiate\n"));
  g_assert_nonnull (strstr (said->str, "<-  Via: x\n"));
  g_clear_object (&stream);
  scripted_server_finish (server);
}

/* TLS from the first byte, behind a proxy whose answer comes in pieces. */
static void
test_tls (void)
{
  static const char *const names[] = { PLAY_HOST, NULL };
  const TestCertificateOptions options = { .dns_names = names };
  g_autoptr (TestCertificate) authority = test_certificate_new_authority ("proxy", NULL);
  g_autoptr (TestCertificate) certificate = test_certificate_new (authority, &options);
  ScriptedServer *server = scripted_server_new ();
  g_autofree char *directory = g_dir_make_tmp ("tocsin-proxy-XXXXXX", NULL);
  g_autofree char *file = test_certificate_write_pem (authority, directory);
  g_autofree char *ca = g_strconcat ("encryption.ca-file=", file, NULL);
  const char *const settings[MAX_SETTINGS] = { TYPE, "encryption.mode=implicit", ca };
  const char *const script[MAX_SCRIPT] = { ASK, YES };
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;

  scripted_server_set_certificate (server, certificate);
  play_script (server, script);
  scripted_server_start_tls (server);
  scripted_server_send (server, PLAY_GREETING);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  stream = test_endpoint_connect (endpoint);
  g_assert_true (tocsin_line_stream_is_encrypted (stream));
  test_endpoint_expect_line (stream, "* OK behind the proxy");
  g_clear_object (&stream);
  scripted_server_finish (server);
  g_unlink (file);
  g_rmdir (directory);
}

/* NTLM needs no proxy that knows the password to be begun with; with a domain it comes first. */
static void
test_domain_means_ntlm (void)
{
  static const char refusal[] =
      "HTTP/1.1 407 x\r\nContent-Length: 0\r\nProxy-Authenticate: Negotiate\r\n"
      "Proxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=r\r\n" DIGEST_OFFER "\r\n";
  ScriptedServer *server = scripted_server_new ();
  const char *const settings[MAX_SETTINGS] = { LOGIN, "proxy.domain=CORP" };
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;

  scripted_server_connection (server);
  scripted_server_expect (server, &ASK[1]);
  scripted_server_send (server, refusal);
  scripted_server_expect (server, &BEGIN "Proxy-Authorization: NTLM <<token>>\r\n\r\n"[1]);
  scripted_server_send (server, &YES[1]);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  stream = test_endpoint_connect (endpoint);
  g_clear_object (&stream);
  scripted_server_finish (server);
}

/* That the proxy is away has the code of any server that is away, but nobody takes it for ours. */
static void
test_unreachable (void)
{
  static const struct
  {
    const char *address;
    int code;
  } rows[] = {
    { "proxy.address=127.0.0.1", TOCSIN_ERROR_NET_REFUSED },
    { "proxy.address=proxy.nowhere.invalid", TOCSIN_ERROR_DNS_NOT_FOUND },
  };
  ScriptedServer *server = scripted_server_new ();
  guint16 port = scripted_server_get_port (server);

  scripted_server_start (server);
  scripted_server_finish (server);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const settings[MAX_SETTINGS] = { TYPE, rows[i].address };
      g_autoptr (TocsinEndpoint) endpoint = play_endpoint (port, PLAY_HOST, settings);
      g_autoptr (GError) error = NULL;

      g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error));
      /* A machine without any name server says "temporary". */
      if (!g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_TEMPORARY))
        test_endpoint_expect_error (error, rows[i].code, rows[i].address);
      g_assert_true (g_str_has_prefix (error->message, "The proxy "));
      g_assert_nonnull (strstr (tocsin_error_get_hint (error), "proxy.address"));
      g_assert_null (strstr (error->message, PLAY_HOST));
    }
}

static gpointer
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  ScriptedServer *server = scripted_server_new ();
  const char *const settings[MAX_SETTINGS] = { TYPE };
  const char *const script[MAX_SCRIPT] = { ASK, "~" };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *report = NULL;
  GThread *thread;

  play_script (server, script);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  thread = g_thread_new ("cancel", cancel, cancellable);
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, cancellable, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_CANCELLED, "cancelled");
  g_thread_join (thread);
  report = scripted_server_finish_with_report (server);
}

/* A proof that is offered has to be right. */
static void
test_proof (void)
{
  const PlayRow rows[] = {
    { "a right proof",
      { LOGIN },
      { ASK, NO DIGEST_OFFER "\r\n", DIGEST,
        "<HTTP/1.1 200 OK\r\nProxy-Authentication-Info: "
        "rspauth=\"1cb03295fb0447a9a9c11b1a90a03ef5\"\r\n\r\n" },
      -1,
      NULL,
      NULL,
      NULL },
    { "a wrong proof",
      { LOGIN },
      { ASK, NO DIGEST_OFFER "\r\n", DIGEST,
        "<HTTP/1.1 200 OK\r\nProxy-Authentication-Info: rspauth=\"00\"\r\n\r\n" },
      TOCSIN_ERROR_PROXY_AUTH,
      "does not know the password",
      NULL,
      NULL },
  };

  play_rows (rows, G_N_ELEMENTS (rows));
}

int
main (int argc, char **argv)
{
  g_setenv ("PLAY_PASSWORD", PLAY_PASSWORD, TRUE);
  g_setenv ("PLAY_CONTROL", "a\rb", TRUE);
  g_setenv ("KRB5_CONFIG", "/dev/null", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy-http/good", test_good);
  g_test_add_func ("/proxy-http/refused", test_refused);
  g_test_add_func ("/proxy-http/liars", test_liars);
  g_test_add_func ("/proxy-http/every-byte", test_every_byte);
  g_test_add_func ("/proxy-http/drip", test_drip);
  g_test_add_func ("/proxy-http/same-segment", test_same_segment);
  g_test_add_func ("/proxy-http/addresses", test_addresses);
  g_test_add_func ("/proxy-http/told", test_told);
  g_test_add_func ("/proxy-http/tokens-are-hidden", test_tokens_are_hidden);
  g_test_add_func ("/proxy-http/tls", test_tls);
  g_test_add_func ("/proxy-http/domain-means-ntlm", test_domain_means_ntlm);
  g_test_add_func ("/proxy-http/unreachable", test_unreachable);
  g_test_add_func ("/proxy-http/cancel", test_cancel);
  g_test_add_func ("/proxy-http/proof", test_proof);

  return g_test_run ();
}
