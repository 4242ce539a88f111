/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-client.h"

#include <string.h>

/* Many workers, one client: each gets the answer to what it asked, over no more connections than
 * `limits.pool-size` allows. */

#define WORKERS 12
#define REQUESTS 20
#define POOL_SIZE 3

static gint n_connections;

/* Says back what it is asked for. */
static gboolean
on_connection (GThreadedSocketService *service,
               GSocketConnection *connection,
               GObject *source,
               gpointer user_data)
{
  g_autoptr (GDataInputStream) input =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *target = NULL;
  char *line;

  g_atomic_int_inc (&n_connections);
  while ((line = g_data_input_stream_read_line (input, NULL, NULL, NULL)) != NULL)
    {
      g_autofree char *owned = line;
      g_autofree char *answer = NULL;

      if (g_str_has_prefix (line, "GET "))
        {
          g_free (target);
          target = g_strndup (line + 4, strcspn (line + 4, " "));
        }
      if (line[0] != '\0' && line[0] != '\r')
        continue;
      answer = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %u\r\n\r\n%s",
                                (guint) strlen (target), target);
      g_output_stream_write_all (output, answer, strlen (answer), NULL, NULL, NULL);
    }

  return TRUE;
}

static gpointer
work (gpointer data)
{
  TocsinHttpClient *client = data;
  guint32 self = g_random_int ();

  for (guint i = 0; i < REQUESTS; i++)
    {
      g_autofree char *target = g_strdup_printf ("/%08x/%u", self, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpRequest) request = tocsin_http_request_new ("GET", target, &error);
      g_autoptr (TocsinHttpReply) reply = tocsin_http_client_send (client, request, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), target,
                       strlen (target));
    }

  return NULL;
}

static gpointer
serve (gpointer loop)
{
  g_main_context_push_thread_default (g_main_loop_get_context (loop));
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (g_main_loop_get_context (loop));

  return NULL;
}

static TocsinHttpClient *
new_client (guint16 port)
{
  static const char *const settings[] = { "limits.pool-size=" G_STRINGIFY (POOL_SIZE), NULL };
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) own =
      tocsin_connection_settings_new_from_assignments ("test", "test", settings, &error);
  TocsinHttpClient *client =
      tocsin_http_client_new (TOCSIN_SNAPSHOT (own), url, TOCSIN_HTTP_CLIENT_FLAGS_NONE, &error);

  g_assert_no_error (error);
  return client;
}

static void
test_many (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GSocketService) service = NULL;
  g_autoptr (TocsinHttpClient) client = NULL;
  GThread *workers[WORKERS];
  GThread *server;
  guint16 port;

  g_main_context_push_thread_default (context);
  service = g_threaded_socket_service_new (2 * POOL_SIZE);
  g_signal_connect (service, "run", G_CALLBACK (on_connection), NULL);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_socket_service_start (service);
  g_main_context_pop_thread_default (context);
  server = g_thread_new ("server", serve, loop);

  client = new_client (port);
  /* Ours first: GLib makes classes ready where ThreadSanitizer does not see it. */
  work (client);
  for (guint i = 0; i < WORKERS; i++)
    workers[i] = g_thread_new ("worker", work, client);
  for (guint i = 0; i < WORKERS; i++)
    g_thread_join (workers[i]);
  g_assert_cmpint (g_atomic_int_get (&n_connections), >, 0);
  g_assert_cmpint (g_atomic_int_get (&n_connections), <=, POOL_SIZE);

  g_clear_object (&client);
  g_main_loop_quit (loop);
  g_thread_join (server);
  /* It sees the end of its waiting only when it is run once more. */
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  while (g_main_context_iteration (context, FALSE))
    continue;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/http-many", test_many);

  return g_test_run ();
}
