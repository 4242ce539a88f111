/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/line-stream.h"
#include "tests/servers/mail-server.h"

#include <stdio.h>
#include <stdlib.h>

/* How much faster a session with a real server is there again when TLS is resumed, in one run, by
 * turns: bench-reconnect [ROUNDS]. What is timed is TCP, TLS and the greeting. */

typedef struct
{
  const char *about;
  const char *settings[2];
  TocsinEndpoint *endpoint;
  TocsinLineStream *watch; /* keeps the trust store in memory, as a watching session does */
  gint64 microseconds;
} Way;

static const TocsinEndpointDefaults defaults = { .service = "imap",
                                                 .plain_port = 143,
                                                 .tls_port = 993 };

static void
fail (GError *error)
{
  g_printerr ("%s\n", error->message);
  exit (1);
}

static TocsinEndpoint *
make_endpoint (MailServer *server, const char *const *more)
{
  g_autofree char *address = g_strconcat ("address=", mail_server_get (server, "HOST"), NULL);
  g_autofree char *port = g_strdup_printf ("port=%u", mail_server_get_tls_port (server));
  g_autofree char *ca =
      g_strconcat ("encryption.ca-file=", mail_server_get (server, "CA_FILE"), NULL);
  const char *const settings[] = { address, port,    ca,  "encryption.mode=implicit",
                                   more[0], more[1], NULL };
  g_autoptr (TocsinConnectionSettings) connection = NULL;
  g_autoptr (GError) error = NULL;
  TocsinEndpoint *endpoint = NULL;

  connection = tocsin_connection_settings_new_from_assignments ("bench", "imap4", settings, &error);
  if (connection != NULL)
    endpoint = tocsin_endpoint_new (connection, &defaults, &error);
  if (endpoint == NULL)
    fail (error);

  return endpoint;
}

static TocsinLineStream *
connect_one (Way *way)
{
  g_autoptr (GError) error = NULL;
  TocsinLineStream *stream = tocsin_line_stream_connect (way->endpoint, NULL, NULL, NULL, &error);

  /* The greeting brings the ticket of TLS 1.3 with it. */
  if (stream == NULL || tocsin_line_stream_read_line (stream, NULL, NULL, &error) == NULL)
    fail (error);

  return stream;
}

static void
reconnect (Way *way)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (TocsinLineStream) stream = connect_one (way);

  way->microseconds += g_get_monotonic_time () - begin;
  tocsin_line_stream_close (stream);
}

static void
measure (MailServer *server, const char *version, guint rounds)
{
  Way ways[] = {
    { .about = "full", .settings = { version, "encryption.session-resumption=false" } },
    { .about = "resumed", .settings = { version, "encryption.session-resumption=true" } },
  };
  double times[G_N_ELEMENTS (ways)];

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      ways[i].endpoint = make_endpoint (server, ways[i].settings);
      ways[i].watch = connect_one (&ways[i]);
    }
  for (guint round = 0; round < rounds; round++)
    for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
      reconnect (&ways[i]);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      times[i] = (double) ways[i].microseconds / rounds / 1000;
      printf ("%s, %s: %.2f ms\n", version, ways[i].about, times[i]);
      g_object_unref (ways[i].watch);
      g_object_unref (ways[i].endpoint);
    }
  printf ("%s, resumed to full: %.2f\n", version, times[1] / times[0]);
}

int
main (int argc, char **argv)
{
  g_autoptr (MailServer) server = NULL;
  guint rounds;

  /* It knows where the server's program is. */
  g_test_init (&argc, &argv, NULL);
  rounds = argc > 1 ? (guint) MAX (1, atoi (argv[1])) : 200;
  server = mail_server_start ("dovecot", NULL);
  if (server == NULL)
    return 77;

  measure (server, "encryption.versions=tls1.3", rounds);
  measure (server, "encryption.versions=tls1.2", rounds);
  return 0;
}
