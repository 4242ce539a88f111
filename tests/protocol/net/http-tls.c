/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/net/resolver.h"
#include "tests/protocol/net/http-try.h"

#define FINE "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
#define MAX_SETTINGS 4

static TestCertificate *certificate;
static char *directory;

/* The keys of `encryption` mean over HTTP what they mean everywhere; %s is what the row's
 * @argument makes. */
typedef enum
{
  NOTHING,
  FINGERPRINT,
  SPKI,
  CA_FILE,
} Argument;

static const struct
{
  const char *why;
  const char *settings[MAX_SETTINGS];
  Argument argument;
  const char *priority;
  int code; /* -1: it is asked */
} rows[] = {
  { "nobody vouches for it", { NULL }, NOTHING, NULL, TOCSIN_ERROR_TLS_CERT_SELF_SIGNED },
  { "no check", { "encryption.verify=none" }, NOTHING, NULL, -1 },
  { "the pin of the certificate",
    { "encryption.verify=pin", "encryption.pinned-certificate=%s" },
    FINGERPRINT,
    NULL,
    -1 },
  { "the pin of its key",
    { "encryption.verify=pin", "encryption.pinned-certificate=sha256:%s" },
    SPKI,
    NULL,
    -1 },
  { "a pin of another",
    { "encryption.verify=pin", "encryption.pinned-certificate="
                               "0000000000000000000000000000000000000000000000000000000000000000" },
    NOTHING,
    NULL,
    TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER },
  { "an authority of one's own", { "encryption.ca-file=%s" }, CA_FILE, NULL, -1 },
  { "another name",
    { "encryption.ca-file=%s", "encryption.server-name=b.example" },
    CA_FILE,
    NULL,
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "the name does not matter",
    { "encryption.ca-file=%s", "encryption.server-name=b.example", "encryption.verify=chain" },
    CA_FILE,
    NULL,
    -1 },
  { "only what the server can't",
    { "encryption.verify=none", "encryption.versions=['tls1.3']" },
    NOTHING,
    "NORMAL:-VERS-ALL:+VERS-TLS1.2",
    TOCSIN_ERROR_TLS_HANDSHAKE },
  { "only the older",
    { "encryption.verify=none", "encryption.versions=['tls1.2']" },
    NOTHING,
    NULL,
    -1 },
  { "too weak",
    { "encryption.verify=none", "encryption.min-strength=256" },
    NOTHING,
    "NORMAL:-CIPHER-ALL:+AES-128-GCM:-VERS-ALL:+VERS-TLS1.2",
    TOCSIN_ERROR_TLS_HANDSHAKE },
  { "priorities of one's own",
    { "encryption.verify=none", "encryption.priority=NORMAL:-VERS-ALL:+VERS-TLS1.2" },
    NOTHING,
    NULL,
    -1 },
};

static char *
make_argument (Argument argument)
{
  switch (argument)
    {
    case FINGERPRINT:
      return test_certificate_get_fingerprint (certificate);
    case SPKI:
      return test_certificate_get_spki (certificate);
    case CA_FILE:
      return test_certificate_write_pem (certificate, directory);
    case NOTHING:
    default:
      return g_strdup ("");
    }
}

static GStrv
fill_in (const char *const *settings, const char *argument)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < MAX_SETTINGS && settings[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (settings[i], "%s", 2);
      g_autofree char *setting = g_strjoinv (argument, parts);

      g_strv_builder_add (builder, setting);
    }

  return g_strv_builder_end (builder);
}

/* What fails fails before anything of the request is sent: the script expects none. */
static void
test_keys (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *argument = make_argument (rows[i].argument);
      g_auto (GStrv) settings = fill_in (rows[i].settings, argument);
      g_autoptr (HttpTry) try = http_try_new (certificate, (const char *const *) settings);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpReply) reply = NULL;

      if (rows[i].priority != NULL)
        scripted_server_set_priority (try->server, rows[i].priority);
      scripted_server_connection (try->server);
      if (rows[i].code < 0)
        {
          scripted_server_start_tls (try->server);
          http_try_expect (try);
          scripted_server_send (try->server, FINE);
          scripted_server_expect_eof (try->server);
        }
      else
        scripted_server_fail_tls (try->server);
      scripted_server_start (try->server);
      reply = http_try_send (try, &error);
      if (rows[i].code >= 0)
        test_endpoint_expect_error (error, rows[i].code, rows[i].why);
      else if (error != NULL)
        g_error ("%s: %s", rows[i].why, error->message);
      if (rows[i].code < 0)
        http_try_finish (try, rows[i].why);
      else
        http_try_abandon (try);
    }
}

/* An answer that goes to the end of the connection is whole only if TLS says so, too. */
static void
test_cut (void)
{
  static const char *const settings[] = { "encryption.verify=none", NULL };

  for (guint polite = 0; polite < 2; polite++)
    {
      g_autoptr (HttpTry) try = http_try_new (certificate, settings);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpReply) reply = NULL;

      scripted_server_connection (try->server);
      scripted_server_start_tls (try->server);
      http_try_expect (try);
      scripted_server_send (try->server, "HTTP/1.1 200 OK\r\n\r\nabcd");
      if (polite)
        scripted_server_close_notify (try->server);
      scripted_server_cut (try->server);
      scripted_server_start (try->server);
      reply = http_try_send (try, &error);
      if (polite)
        g_assert_no_error (error);
      else
        test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_TRUNCATED, "cut");
      http_try_abandon (try);
    }
}

/* Plain HTTP where TLS is meant, and the other way round. */
static void
test_secret_in_clear (void)
{
  g_autoptr (HttpTry) try = http_try_new (NULL, NULL);
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("geheim", -1);
  g_autoptr (GError) error = NULL;

  scripted_server_start (try->server);
  g_assert_true (
      tocsin_http_request_add_secret (try->request, "Authorization", "Bearer ", secret, &error));
  g_assert_null (http_try_send (try, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS, "in clear");
  http_try_abandon (try);
}

/* A name server that says what the test wants. */
#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, TocsinResolver)

struct _FakeResolver
{
  TocsinResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (FakeResolver, fake_resolver, TOCSIN_TYPE_RESOLVER)

static GPtrArray *
fake_look_up (TocsinResolver *resolver, const char *host, GError **error)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *address = g_strndup (host, strcspn (host, "."));

  g_strdelimit (g_strdelimit (address, "-", '.'), "x", ':');
  g_ptr_array_add (addresses, g_inet_address_new_from_string (address));

  return addresses;
}

static void
fake_resolver_class_init (FakeResolverClass *klass)
{
  TOCSIN_RESOLVER_CLASS (klass)->look_up = fake_look_up;
}

static void
fake_resolver_init (FakeResolver *self)
{
}

/* Names that lead inside: all refused before anything is connected to. */
static void
test_public_only (void)
{
  static const char *const inside[] = {
    "127-0-0-1",     "10-1-2-3",
    "172-16-0-1",    "172-31-255-255",
    "192-168-0-1",   "169-254-169-254",
    "100-64-0-1",    "0-0-0-0",
    "224-0-0-1",     "255-255-255-255",
    "192-0-2-1",     "198-18-0-1",
    "xx1",           "xx",
    "fe80xx1",       "fd00xx1",
    "ff02xx1",       "2001xdb8xx1",
    "xxffffx7f00x1", "64xff9bxx7f00x1",
    "2002x7f00x1xx", "2001x0xx1",
    "64xff9bx1xx1",  "fec0xx1",
  };
  static const char *const none[] = { NULL };
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("test", "test", none, NULL);
  g_autoptr (FakeResolver) resolver = g_object_new (FAKE_TYPE_RESOLVER, NULL);

  tocsin_resolver_set_default (TOCSIN_RESOLVER (resolver));
  for (gsize i = 0; i < G_N_ELEMENTS (inside); i++)
    {
      g_autofree char *url = g_strdup_printf ("http://%s.example:1/", inside[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpClient) client = tocsin_http_client_new (
          TOCSIN_SNAPSHOT (settings), url, TOCSIN_HTTP_CLIENT_FLAGS_PUBLIC_ONLY, &error);
      g_autoptr (TocsinHttpRequest) request = tocsin_http_request_new ("GET", "/", NULL);

      g_assert_no_error (error);
      g_assert_null (tocsin_http_client_send (client, request, NULL, &error));
      test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, inside[i]);
    }
  tocsin_resolver_set_default (NULL);
}

int
main (int argc, char **argv)
{
  static const char *const ip_names[] = { "127.0.0.1", NULL };
  const TestCertificateOptions options = { .common_name = "127.0.0.1", .ip_names = ip_names };
  int status;

  g_test_init (&argc, &argv, NULL);
  certificate = test_certificate_new (NULL, &options);
  directory = g_dir_make_tmp ("tocsin-http-tls-XXXXXX", NULL);
  g_test_add_func ("/net/http-tls/keys", test_keys);
  g_test_add_func ("/net/http-tls/cut", test_cut);
  g_test_add_func ("/net/http-tls/secret-in-clear", test_secret_in_clear);
  g_test_add_func ("/net/http-tls/public-only", test_public_only);
  status = g_test_run ();
  test_certificate_free (certificate);
  g_free (directory);

  return status;
}
