/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/net/http-answer.h"
#include "core/net/http-challenge.h"
#include "core/net/http-digest.h"

#include <string.h>

static GPtrArray *
parse (const char *value)
{
  GPtrArray *challenges =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_http_challenge_free);

  tocsin_http_challenge_parse (value, challenges);
  return challenges;
}

/* As "Scheme" or "Scheme token" or "Scheme{realm}", one behind the other. */
static char *
show (GPtrArray *challenges)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < challenges->len; i++)
    {
      const TocsinHttpChallenge *challenge = challenges->pdata[i];
      const char *realm = tocsin_http_challenge_get (challenge, "realm");

      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", challenge->scheme);
      if (challenge->token != NULL)
        g_string_append_printf (text, " %s", challenge->token);
      if (realm != NULL)
        g_string_append_printf (text, "{%s}", realm);
    }

  return g_string_free (text, FALSE);
}

static void
test_challenges (void)
{
  static const struct
  {
    const char *value;
    const char *expected;
    const char *why;
  } rows[] = {
    { "Basic realm=\"x\"", "Basic{x}", "one" },
    { "Basic realm=x", "Basic{x}", "not quoted" },
    { "Basic realm = \"x\"", "Basic{x}", "blanks around the sign" },
    { "Basic REALM=\"x\"", "Basic{x}", "names have no case" },
    { "Negotiate", "Negotiate", "no parameters" },
    { "Negotiate, NTLM", "Negotiate|NTLM", "a list of bare ones" },
    { "NTLM TlRMTVNTUAAC==", "NTLM TlRMTVNTUAAC==", "a token" },
    { "NTLM ab+/-._~=, Basic realm=\"x\"", "NTLM ab+/-._~=|Basic{x}", "a token, then another" },
    { "Digest realm=\"a\", nonce=\"n\", Basic realm=\"b\"", "Digest{a}|Basic{b}", "two in a line" },
    { "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"",
      "Newauth{apps}|Basic{simple}", "the example of RFC 9110" },
    { "Basic realm=\"a, Digest realm=\\\"b\\\"\"", "Basic{a, Digest realm=\"b\"}",
      "one that hides another in its text" },
    { "Basic realm=\"a\", realm=\"b\"", "Basic{a}", "the first counts" },
    { ",, Basic realm=\"x\" ,,", "Basic{x}", "empty elements" },
    { "Basic realm=\"x", "Basic", "an end is missing" },
    { "Basic realm=\"x\\", "Basic", "an end is missing behind a backslash" },
    { "", "", "nothing" },
    { "=", "", "no scheme" },
    { "\"Basic\"", "", "a quoted scheme" },
    { "realm=\"x\"", "realm", "a parameter of nothing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) challenges = parse (rows[i].value);
      g_autofree char *shown = show (challenges);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (shown, ==, rows[i].expected);
    }
}

static void
test_challenge_limits (void)
{
  g_autoptr (GString) many = g_string_new ("Digest a0=1");
  g_autoptr (GPtrArray) challenges = NULL;
  g_autoptr (GPtrArray) one = NULL;

  for (guint i = 1; i < 2 * TOCSIN_HTTP_MAX_PARAMETERS; i++)
    g_string_append_printf (many, ", a%u=1", i);
  one = parse (many->str);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_nonnull (tocsin_http_challenge_get (one->pdata[0], "a31"));
  g_assert_null (tocsin_http_challenge_get (one->pdata[0], "a32"));

  g_string_truncate (many, 0);
  for (guint i = 0; i < 2 * TOCSIN_HTTP_MAX_CHALLENGES; i++)
    g_string_append (many, "Basic realm=\"x\", ");
  challenges = parse (many->str);
  g_assert_cmpuint (challenges->len, ==, TOCSIN_HTTP_MAX_CHALLENGES);
}

#define RFC7616                                                                                    \
  "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "                               \
  "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "                                       \
  "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", algorithm="
#define RFC2617                                                                                    \
  "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "            \
  "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""
#define USERHASH                                                                                   \
  "Digest realm=\"api@example.org\", qop=\"auth\", userhash=true, charset=UTF-8, "                 \
  "algorithm=SHA-256, nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\""

static const struct
{
  const char *why;
  const char *challenge;
  const char *username;
  const char *password;
  const char *uri;
  const char *cnonce;
  const char *response;
  const char *proof; /* what the proxy has to answer; NULL: not tried */
} vectors[] = {
  { "RFC 7616, 3.9.1, MD5", RFC7616 "MD5", "Mufasa", "Circle of Life", "/dir/index.html",
    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "8ca523f5e9506fed4657c9700eebdbec", NULL },
  { "RFC 7616, 3.9.1, SHA-256", RFC7616 "SHA-256", "Mufasa", "Circle of Life", "/dir/index.html",
    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    "86d3b25618d41854ca5039a5d7e53ff6355d5134a9b1fb088a78ac3c462195a0" },
  { "the same, MD5-sess", RFC7616 "MD5-sess", "Mufasa", "Circle of Life", "/dir/index.html",
    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "e783283f46242139c486a698fec7211d", NULL },
  { "the same, SHA-256-sess, in another case", RFC7616 "sha-256-SESS", "Mufasa", "Circle of Life",
    "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7", NULL },
  { "RFC 2617, 3.5", RFC2617 ", qop=\"auth,auth-int\"", "Mufasa", "Circle Of Life",
    "/dir/index.html", "0a4f113b", "6629fae49393a05397450978507c4ef1", NULL },
  { "RFC 2069, 2.4, without qop", RFC2617, "Mufasa", "CircleOfLife", "/dir/index.html", "0a4f113b",
    "1949323746fe6a43ef61f9606e7febea", NULL },
  { "RFC 7616, 3.9.2, with SHA-256", USERHASH, "Jäsøn Doe", "Secret, or not?", "/doe.json",
    "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm",
    "06d0c14162099f487a92ebceaf71097534ee5f90d858386449c337ab69f7f6b8", NULL },
};

static TocsinHttpDigest *
new_digest (const char *challenge)
{
  g_autoptr (GPtrArray) challenges = parse (challenge);

  return tocsin_http_digest_new (challenges->pdata[0]);
}

static void
test_digest (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (TocsinHttpDigest) digest = new_digest (vectors[i].challenge);
      g_autoptr (TocsinSecret) password = tocsin_secret_new (vectors[i].password, -1);
      g_autofree char *expected = g_strdup_printf ("response=\"%s\"", vectors[i].response);
      g_autofree char *line = NULL;

      g_test_message ("%s", vectors[i].why);
      g_assert_nonnull (digest);
      tocsin_http_digest_set_cnonce (digest, vectors[i].cnonce);
      line =
          tocsin_http_digest_respond (digest, vectors[i].username, password, "GET", vectors[i].uri);
      if (strstr (line, expected) == NULL)
        g_error ("%s lacks %s", line, expected);
      if (vectors[i].proof == NULL)
        continue;
      g_assert_true (tocsin_http_digest_check_proof (digest, vectors[i].proof));
      g_assert_false (tocsin_http_digest_check_proof (digest, vectors[i].response));
      g_assert_false (tocsin_http_digest_check_proof (digest, ""));
    }
}

static char *
respond (const char *challenge, const char *username)
{
  g_autoptr (TocsinHttpDigest) digest = new_digest (challenge);
  g_autoptr (TocsinSecret) password = tocsin_secret_new ("x", -1);

  tocsin_http_digest_set_cnonce (digest, "c");
  return tocsin_http_digest_respond (digest, username, password, "CONNECT", "a:1");
}

/* How the names are written, whoever wrote the challenge. */
static void
test_digest_line (void)
{
  g_autofree char *plain = respond ("Digest realm=r, nonce=n", "joe");
  g_autofree char *quoted =
      respond ("Digest realm=\"a\\\"b\", nonce=\"n\\\\\", qop=auth", "j\"o\\e");
  g_autofree char *foreign = respond ("Digest realm=r, nonce=n, qop=auth", "Jäsøn Doe");
  g_autofree char *hidden = respond (USERHASH, "Jäsøn Doe");

  g_assert_true (g_str_has_prefix (plain,
                                   "username=\"joe\", realm=\"r\", nonce=\"n\", uri=\"a:1\", "
                                   "response="));
  g_assert_nonnull (strstr (quoted, "username=\"j\\\"o\\\\e\", realm=\"a\\\"b\", nonce=\"n\\\\\""));
  g_assert_nonnull (strstr (quoted, "cnonce=\"c\", qop=auth, nc=00000001"));
  g_assert_null (strstr (quoted, "algorithm"));
  g_assert_true (g_str_has_prefix (foreign, "username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, realm="));
  g_assert_true (g_str_has_prefix (
      hidden, "username=\"5a1a8a47df5c298551b9b42ba9b05835174a5bd7d511ff7fe9191d8e946fc4e7\", "
              "userhash=true"));
  g_assert_nonnull (strstr (hidden, "algorithm=SHA-256"));
}

static void
test_digest_counts (void)
{
  g_autoptr (TocsinHttpDigest) digest = new_digest ("Digest realm=r, nonce=n, qop=auth");
  g_autoptr (TocsinSecret) password = tocsin_secret_new ("x", -1);
  g_autofree char *first = tocsin_http_digest_respond (digest, "j", password, "CONNECT", "a:1");
  g_autofree char *second = tocsin_http_digest_respond (digest, "j", password, "CONNECT", "a:1");
  g_autoptr (TocsinHttpDigest) other = new_digest ("Digest realm=r, nonce=n, qop=auth");
  g_autofree char *third = tocsin_http_digest_respond (other, "j", password, "CONNECT", "a:1");

  g_assert_nonnull (strstr (first, "nc=00000001"));
  g_assert_nonnull (strstr (second, "nc=00000002"));
  /* Our own nonce is made anew. */
  g_assert_cmpstr (first, !=, third);
}

static void
test_digest_unknown (void)
{
  static const char *const rows[] = {
    "Digest realm=r",
    "Digest nonce=n",
    "Digest realm=r, nonce=n, algorithm=SHA-512-256",
    "Digest realm=r, nonce=n, algorithm=MD5x",
    "Digest realm=r, nonce=n, qop=auth-int",
    "Digest realm=r, nonce=n, qop=\"\"",
    "Basic realm=r, nonce=n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (new_digest (rows[i]) != NULL)
      g_error ("%s was taken", rows[i]);
}

static TocsinHttpAnswer *
parse_answer (const char *text, GError **error)
{
  return tocsin_http_answer_parse (text, strlen (text), error);
}

static void
test_answers (void)
{
  static const struct
  {
    const char *text;
    guint status; /* 0: no answer */
    const char *reason;
    gboolean keeps_open;
    gint64 length;
  } rows[] = {
    { "HTTP/1.1 200 Connection established\r\n\r\n", 200, "Connection established", TRUE,
      TOCSIN_HTTP_LENGTH_TO_THE_END },
    { "HTTP/1.0 200 OK\r\n\r\n", 200, "OK", FALSE, TOCSIN_HTTP_LENGTH_TO_THE_END },
    { "HTTP/1.1 200\n\n", 200, "", TRUE, TOCSIN_HTTP_LENGTH_TO_THE_END },
    { "HTTP/1.1 407 x\r\nContent-Length: 12\r\n\r\n", 407, "x", TRUE, 12 },
    { "HTTP/1.1 407 x\r\ncontent-length:12\r\nContent-Length: 12\r\n\r\n", 407, "x", TRUE, 12 },
    { "HTTP/1.1 407 x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.1 407 x\r\nContent-Length: -1\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.1 407 x\r\nContent-Length: 99999999999999999999\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.1 407 x\r\nContent-Length: 1x\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.1 407 x\r\nTransfer-Encoding: Chunked\r\nContent-Length: 3\r\n\r\n", 407, "x", TRUE,
      TOCSIN_HTTP_LENGTH_CHUNKED },
    { "HTTP/1.1 407 x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 407, "x", TRUE,
      TOCSIN_HTTP_LENGTH_TO_THE_END },
    { "HTTP/1.1 407 x\r\nConnection: foo, Close\r\n\r\n", 407, "x", FALSE,
      TOCSIN_HTTP_LENGTH_TO_THE_END },
    { "HTTP/1.1 407 x\r\nProxy-Connection: close\r\n\r\n", 407, "x", FALSE,
      TOCSIN_HTTP_LENGTH_TO_THE_END },
    { "HTTP/1.0 407 x\r\nProxy-Connection: Keep-Alive\r\nContent-Length: 0\r\n\r\n", 407, "x", TRUE,
      0 },
    { "HTTP/1.1 407 x\r\nX: a\r\n  folded\r\n\r\n", 407, "x", TRUE, TOCSIN_HTTP_LENGTH_TO_THE_END },
    { "HTTP/1.1 407 x\r\nno header\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.1 407 x\r\n: empty\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.1 4070 x\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.1 40 x\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.1 007 x\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.1  200 x\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/2 200\r\n\r\n", 0, NULL, FALSE, 0 },
    { "HTTP/1.", 0, NULL, FALSE, 0 },
    { "ICY 200 OK\r\n\r\n", 0, NULL, FALSE, 0 },
    { "", 0, NULL, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpAnswer) answer = parse_answer (rows[i].text, &error);

      g_test_message ("%s", rows[i].text);
      if (rows[i].status == 0)
        {
          g_assert_null (answer);
          g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (answer->status, ==, rows[i].status);
      g_assert_cmpstr (answer->reason, ==, rows[i].reason);
      g_assert_cmpint (answer->keeps_open, ==, rows[i].keeps_open);
      g_assert_cmpint (answer->length, ==, rows[i].length);
    }
}

static void
test_answer_limits (void)
{
  g_autoptr (GString) text = g_string_new ("HTTP/1.1 200 OK\r\n");
  g_autoptr (TocsinHttpAnswer) good = NULL;

  for (guint i = 0; i < TOCSIN_HTTP_MAX_LINES; i++)
    g_string_append (text, "X: y\r\n");
  good = parse_answer (text->str, NULL);
  g_assert_nonnull (good);
  g_string_append (text, "X: y\r\n");
  g_assert_null (parse_answer (text->str, NULL));
  g_assert_null (tocsin_http_answer_parse ("HTTP/1.1 200 O\0K\r\n\r\n", 20, NULL));
}

static void
test_answer_challenges (void)
{
  g_autoptr (TocsinHttpAnswer) answer = parse_answer (
      "HTTP/1.1 407 x\r\nProxy-Authenticate: Negotiate, Digest realm=a,\r\n nonce=b\r\n"
      "WWW-Authenticate: Bearer\r\nproxy-authenticate: Basic realm=c\r\n\r\n",
      NULL);
  g_autoptr (GPtrArray) challenges =
      tocsin_http_answer_list_challenges (answer, "Proxy-Authenticate");
  g_autofree char *shown = show (challenges);

  g_assert_cmpstr (shown, ==, "Negotiate|Digest{a}|Basic{c}");
  g_assert_cmpstr (tocsin_http_challenge_get (challenges->pdata[1], "nonce"), ==, "b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/challenges", test_challenges);
  g_test_add_func ("/http/challenge-limits", test_challenge_limits);
  g_test_add_func ("/http/digest", test_digest);
  g_test_add_func ("/http/digest-line", test_digest_line);
  g_test_add_func ("/http/digest-counts", test_digest_counts);
  g_test_add_func ("/http/digest-unknown", test_digest_unknown);
  g_test_add_func ("/http/answers", test_answers);
  g_test_add_func ("/http/answer-limits", test_answer_limits);
  g_test_add_func ("/http/answer-challenges", test_answer_challenges);

  return g_test_run ();
}
