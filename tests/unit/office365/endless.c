/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "plugins/office365/connection.h"
#include "plugins/office365/pages.h"

#include <string.h>

/* A server that leads from page to page for ever, each with another address and nothing on it. */
typedef struct
{
  GSocketListener *listener;
  GThread *thread;
  char *url;
  guint n_asked;
} Maze;

/* Reads a request; FALSE when there is none any more. */
static gboolean
read_request (GDataInputStream *input)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, NULL, NULL);

      if (line == NULL)
        return FALSE;
      if (g_strchomp (line)[0] == '\0')
        return TRUE;
    }
}

static void
answer (Maze *self, GOutputStream *output)
{
  g_autofree char *body = g_strdup_printf (
      "{\"value\":[],\"@odata.nextLink\":\"%s/v1.0/me?page=%u\"}", self->url, ++self->n_asked);
  g_autofree char *whole = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                            "Content-Length: %zu\r\n\r\n%s",
                                            strlen (body), body);

  g_output_stream_write_all (output, whole, strlen (whole), NULL, NULL, NULL);
}

static gpointer
run (gpointer user_data)
{
  Maze *self = user_data;
  g_autoptr (GSocketConnection) connection =
      g_socket_listener_accept (self->listener, NULL, NULL, NULL);
  g_autoptr (GDataInputStream) input =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  while (read_request (input))
    answer (self, g_io_stream_get_output_stream (G_IO_STREAM (connection)));

  return NULL;
}

static void
maze_open (Maze *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) own = NULL;
  g_autoptr (GError) error = NULL;

  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, &own, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own)));
  self->thread = g_thread_new ("maze", run, self);
}

static void
maze_close (Maze *self)
{
  g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_free (self->url);
}

static void
test_endless (void)
{
  Maze maze = { 0 };
  g_autofree char *endpoint = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_setenv ("TOCSIN_TOKEN", "any", TRUE));
  maze_open (&maze);
  endpoint = g_strconcat ("endpoint=", maze.url, NULL);
  settings = tocsin_connection_settings_new_from_assignments (
      "unit", "office365",
      (const char *const[]){ endpoint, "authentication.bearer-token=env:TOCSIN_TOKEN",
                             "encryption.allow-cleartext=true", NULL },
      &error);
  g_assert_no_error (error);
  store = g_object_new (TOCSIN_TYPE_OFFICE365_CONNECTION, "settings", settings, NULL);
  refs = tocsin_mail_store_search (store, "folder", NULL, NULL, &error);
  g_assert_null (refs);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  g_assert_cmpuint (maze.n_asked, ==, GRAPH_MAX_EMPTY + 1);
  g_clear_object (&store);
  maze_close (&maze);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/office365/endless", test_endless);

  return g_test_run ();
}
