/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "core/net/errand.h"
#include "tests/protocol/net/proxy-play.h"
#include "tests/unit/net/test-endpoint.h"

/* What the system says, put in place of the desktop's resolver as any other would be. */

typedef struct
{
  GObject parent_instance;
} SaidResolver;

typedef struct
{
  GObjectClass parent_class;
} SaidResolverClass;

static const char *const *said;
static char *asked;

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

/* Nothing to say means: wait for ever. */
static char **
look_up (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  GPollFD fd;

  g_free (asked);
  asked = g_strdup (uri);
  if (said != NULL && g_strcmp0 (said[0], "fail") != 0)
    return g_strdupv ((char **) said);
  if (said != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no script");
      return NULL;
    }

  g_assert_true (g_cancellable_make_pollfd (cancellable, &fd));
  g_poll (&fd, 1, -1);
  g_cancellable_release_fd (cancellable);
  g_cancellable_set_error_if_cancelled (cancellable, error);
  return NULL;
}

static void
implement (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = look_up;
}

GType said_resolver_get_type (void);
G_DEFINE_TYPE_WITH_CODE (SaidResolver,
                         said_resolver,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, implement))

static void
said_resolver_class_init (SaidResolverClass *klass)
{
}

static void
said_resolver_init (SaidResolver *self)
{
}

#define ASK "CONNECT " PLAY_TARGET " HTTP/1.1\r\nHost: " PLAY_TARGET "\r\n\r\n"
#define YES "HTTP/1.1 200 OK\r\n\r\n" PLAY_GREETING

static const char *const system_type[MAX_SETTINGS] = { "proxy.type=system" };

/* A port where nobody listens. */
static guint16
find_closed_port (void)
{
  ScriptedServer *server = scripted_server_new ();
  guint16 port = scripted_server_get_port (server);

  scripted_server_start (server);
  scripted_server_finish (server);
  return port;
}

static void
expect_through (ScriptedServer *server, const char *const *uris, const char *const *settings)
{
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;

  said = uris;
  scripted_server_start (server);
  endpoint = play_endpoint (0, PLAY_HOST, settings);
  stream = test_endpoint_connect (endpoint);
  test_endpoint_expect_line (stream, "* OK behind the proxy");
  g_clear_object (&stream);
  scripted_server_finish (server);
}

static void
test_http (void)
{
  ScriptedServer *server = scripted_server_new ();
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", scripted_server_get_port (server));
  const char *const uris[] = { uri, "direct://", NULL };

  scripted_server_connection (server);
  scripted_server_expect (server, ASK);
  scripted_server_send (server, YES);
  expect_through (server, uris, system_type);
  g_assert_cmpstr (asked, ==, "none://" PLAY_TARGET);
}

static void
test_login_in_uri (void)
{
  ScriptedServer *server = scripted_server_new ();
  g_autofree char *uri = g_strdup_printf ("socks5://j%%C3%%B6e:a%%3Ab@127.0.0.1:%u",
                                          scripted_server_get_port (server));
  const char *const uris[] = { uri, NULL };

  scripted_server_connection (server);
  scripted_server_expect_bytes (server, "\5\2\0\2", 4);
  scripted_server_send_bytes (server, "\5\2", 2);
  scripted_server_expect (server, "\1\4jöe\3a:b");
  scripted_server_send_bytes (server, "\1\0", 2);
  scripted_server_discard (server, 4 + 1 + strlen (PLAY_HOST) + 2);
  scripted_server_send_bytes (server, "\5\0\0\1\0\0\0\0\0\0", 10);
  scripted_server_send (server, PLAY_GREETING);
  expect_through (server, uris, system_type);
}

/* The settings' own login is for a proxy whose address has none. */
static void
test_login_in_settings (void)
{
  ScriptedServer *server = scripted_server_new ();
  g_autofree char *uri =
      g_strdup_printf ("socks4a://127.0.0.1:%u", scripted_server_get_port (server));
  const char *const uris[] = { uri, NULL };
  const char *const settings[MAX_SETTINGS] = { "proxy.type=system", "proxy.use-credentials=true",
                                               "proxy.username=joe" };

  scripted_server_connection (server);
  scripted_server_expect_bytes (server, "\4\1\x10\x2f\0\0\0\1joe\0" PLAY_HOST, 12 + 20);
  scripted_server_send_bytes (server, "\0\x5a\0\0\0\0\0\0", 8);
  scripted_server_send (server, PLAY_GREETING);
  expect_through (server, uris, settings);
}

/* Those that can't be reached, close or talk nonsense are passed over. */
static void
test_several (void)
{
  ScriptedServer *server = scripted_server_new ();
  ScriptedServer *cutting = scripted_server_new ();
  ScriptedServer *babbling = scripted_server_new ();
  g_autofree char *closed = g_strdup_printf ("http://127.0.0.1:%u", find_closed_port ());
  g_autofree char *cut =
      g_strdup_printf ("socks://127.0.0.1:%u", scripted_server_get_port (cutting));
  g_autofree char *babble =
      g_strdup_printf ("socks5://127.0.0.1:%u", scripted_server_get_port (babbling));
  g_autofree char *good =
      g_strdup_printf ("HTTP://127.0.0.1:%u", scripted_server_get_port (server));
  const char *const uris[] = { closed, cut, babble, good, "direct://", NULL };

  scripted_server_connection (cutting);
  scripted_server_cut (cutting);
  scripted_server_start (cutting);
  scripted_server_connection (babbling);
  scripted_server_send (babbling, "* OK hello\r\n");
  scripted_server_start (babbling);
  scripted_server_connection (server);
  scripted_server_expect (server, ASK);
  scripted_server_send (server, YES);
  expect_through (server, uris, system_type);
  scripted_server_finish (cutting);
  g_free (scripted_server_finish_with_report (babbling));
}

/* A proxy that hangs leaves time for the next one. */
static void
test_hanging_first (void)
{
  ScriptedServer *server = scripted_server_new ();
  ScriptedServer *hanging = scripted_server_new ();
  g_autofree char *first =
      g_strdup_printf ("http://127.0.0.1:%u", scripted_server_get_port (hanging));
  g_autofree char *second =
      g_strdup_printf ("http://127.0.0.1:%u", scripted_server_get_port (server));
  const char *const uris[] = { first, second, NULL };
  const char *const settings[MAX_SETTINGS] = { "proxy.type=system", "timeout=2" };

  scripted_server_connection (hanging);
  scripted_server_silence (hanging);
  scripted_server_start (hanging);
  scripted_server_connection (server);
  scripted_server_expect (server, ASK);
  scripted_server_send (server, YES);
  expect_through (server, uris, settings);
  scripted_server_finish (hanging);
}

static void
expect_failure (const char *const *uris,
                const char *const *settings,
                int code,
                const char *message,
                const char *hint)
{
  g_autoptr (TocsinEndpoint) endpoint = play_endpoint (0, "127.0.0.1", settings);
  g_autoptr (GString) steps = g_string_new (NULL);
  g_autoptr (TocsinReport) report = play_report (steps);
  g_autoptr (GError) error = NULL;

  said = uris;
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, report, NULL, &error));
  test_endpoint_expect_error (error, code, message);
  if (strstr (error->message, message) == NULL)
    g_error ("“%s” lacks “%s”", error->message, message);
  if (hint != NULL)
    g_assert_nonnull (strstr (tocsin_error_get_hint (error), hint));
  g_assert_nonnull (strstr (steps->str, "proxy failed"));
}

/* What can't be gone through is not gone around. */
static void
test_unusable (void)
{
  static const char *const rows[] = {
    "https://proxy.example:443",
    "quic://proxy.example",
    "ftp://proxy.example:21",
    "nonsense",
    "",
    "http://",
    "http://a b",
    "socks5://a%0Ab@proxy.example",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const uris[] = { rows[i], "direct://", NULL };

      g_test_message ("%s", rows[i]);
      expect_failure (uris, system_type, TOCSIN_ERROR_PROXY_PROTOCOL, "proxy.type=system",
                      "proxy.type");
    }
}

static void
test_secret_in_unusable (void)
{
  const char *const uris[] = { "https://joe:geheim@proxy.example:443", NULL };
  g_autoptr (TocsinEndpoint) endpoint = play_endpoint (0, PLAY_HOST, system_type);
  g_autoptr (GError) error = NULL;

  said = uris;
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error));
  g_assert_null (strstr (error->message, "geheim"));
}

/* Nor is one behind another that failed: the list ends there. */
static void
test_unusable_second (void)
{
  g_autofree char *closed = g_strdup_printf ("http://127.0.0.1:%u", find_closed_port ());
  const char *const uris[] = { closed, "https://proxy.example:443", "direct://", NULL };
  g_autoptr (TocsinEndpoint) endpoint = play_endpoint (0, PLAY_HOST, system_type);
  g_autoptr (GError) error = NULL;

  said = uris;
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_NET_REFUSED, "the first one's error");
}

/* A proxy that answers has answered: nobody else is asked, least of all nobody. */
static void
test_refusal_is_final (void)
{
  ScriptedServer *server = scripted_server_new ();
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", scripted_server_get_port (server));
  const char *const uris[] = { uri, "direct://", NULL };
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_connection (server);
  scripted_server_expect (server, ASK);
  scripted_server_send (server, "HTTP/1.1 403 Forbidden\r\n\r\n");
  scripted_server_start (server);
  said = uris;
  endpoint = play_endpoint (0, PLAY_HOST, system_type);
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_PROXY_REFUSED, "403");
  scripted_server_finish (server);
}

static void
test_no_answer (void)
{
  static const char *const failing[] = { "fail", NULL };
  static const char *const empty[] = { NULL };
  const char *const hurried[MAX_SETTINGS] = { "proxy.type=system", "timeout=1" };

  expect_failure (failing, system_type, TOCSIN_ERROR_PROXY_PROTOCOL, "no script", "proxy.type");
  expect_failure (empty, system_type, TOCSIN_ERROR_PROXY_PROTOCOL, "no answer", "proxy.type");
  expect_failure (NULL, hurried, TOCSIN_ERROR_PROXY_TIMEOUT, "in time", NULL);
  /* Nobody waited for the look-up, which noted what it was asked. */
  tocsin_errand_wait_for_all ();
}

/* Exceptions hold for the system's proxies, too; then it is not even asked. */
static void
test_exceptions (void)
{
  static const char *const unusable[] = { "https://proxy.example:443", NULL };
  static const char *const direct[] = { "direct://", NULL };
  const char *const excepted[MAX_SETTINGS] = { "proxy.type=system", "proxy.exceptions=127.0.0.0/8",
                                               NULL };

  for (guint i = 0; i < 2; i++)
    {
      ScriptedServer *server = scripted_server_new ();
      g_autofree char *port = g_strdup_printf ("port=%u", scripted_server_get_port (server));
      const char *const settings[MAX_SETTINGS] = { port, i == 0 ? excepted[0] : system_type[0],
                                                   i == 0 ? excepted[1] : NULL };
      g_autoptr (TocsinEndpoint) endpoint = play_endpoint (0, "127.0.0.1", settings);
      g_autoptr (TocsinLineStream) stream = NULL;

      g_clear_pointer (&asked, g_free);
      said = i == 0 ? unusable : direct;
      scripted_server_connection (server);
      scripted_server_send (server, PLAY_GREETING);
      scripted_server_start (server);
      stream = test_endpoint_connect (endpoint);
      test_endpoint_expect_line (stream, "* OK behind the proxy");
      g_assert_true ((asked == NULL) == (i == 0));
      g_clear_object (&stream);
      scripted_server_finish (server);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "said", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, said_resolver_get_type (),
                                  "said", 1000);

  g_test_add_func ("/proxy-system/http", test_http);
  g_test_add_func ("/proxy-system/login-in-uri", test_login_in_uri);
  g_test_add_func ("/proxy-system/login-in-settings", test_login_in_settings);
  g_test_add_func ("/proxy-system/several", test_several);
  g_test_add_func ("/proxy-system/hanging-first", test_hanging_first);
  g_test_add_func ("/proxy-system/unusable", test_unusable);
  g_test_add_func ("/proxy-system/secret-in-unusable", test_secret_in_unusable);
  g_test_add_func ("/proxy-system/unusable-second", test_unusable_second);
  g_test_add_func ("/proxy-system/refusal-is-final", test_refusal_is_final);
  g_test_add_func ("/proxy-system/no-answer", test_no_answer);
  g_test_add_func ("/proxy-system/exceptions", test_exceptions);
  status = g_test_run ();
  g_free (asked);

  return status;
}
