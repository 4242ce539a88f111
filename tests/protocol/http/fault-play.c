/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "core/net/http-account.h"
#include "tests/protocol/http/faults.h"

static const TocsinEndpointDefaults defaults = { TOCSIN_HTTP_ENDPOINT_DEFAULTS };

static const struct
{
  const char *name;
  const char *protocol;
  const char *path;
  const char *type;
} services[] = {
  [FAULT_HTTP] = { "HTTP", "test", "", "text/xml" },
  [FAULT_EWS] = { "EWS", "exchange", "/EWS/Exchange.asmx", "text/xml" },
  [FAULT_GRAPH] = { "Graph", "office365", "", "application/json" },
};

const char *
fault_service_to_string (FaultService service)
{
  return services[service].name;
}

static TocsinConnectionSettings *
new_settings (FaultService service, guint16 port)
{
  g_autofree char *endpoint =
      g_strdup_printf ("endpoint=http://127.0.0.1:%u%s", port, services[service].path);
  const char *const settings[] = { "encryption.allow-cleartext=true",
                                   "authentication.method=oauth2",
                                   "authentication.username=alice@example.org",
                                   "authentication.bearer-token=env:FAULT_TOKEN",
                                   "protocol-timeout=10",
                                   endpoint,
                                   NULL };
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *own = tocsin_connection_settings_new_from_assignments (
      "faults", services[service].protocol, settings, &error);

  g_assert_no_error (error);

  return own;
}

static void
ask_http (TocsinConnectionSettings *settings, guint16 port, GError **error)
{
  static const char *const types[] = { "text/xml", NULL };
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", port);
  g_autoptr (TocsinHttpAccount) account = tocsin_http_account_new (settings, &defaults, url, error);
  g_autoptr (TocsinHttpRequest) request = tocsin_http_request_new ("GET", "/mail", NULL);
  g_autoptr (TocsinHttpReply) reply = NULL;

  tocsin_http_request_set_types (request, types);
  reply = tocsin_http_account_send (account, request, NULL, error);
  if (reply != NULL)
    tocsin_http_account_check_reply (account, reply, error);
}

static void
ask_store (TocsinRegistry *registry, TocsinConnectionSettings *settings, GError **error)
{
  g_autoptr (TocsinConnection) connection =
      tocsin_registry_new_connection (registry, settings, error);
  g_autoptr (GPtrArray) folders = NULL;

  if (connection == NULL)
    return;
  folders = tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (connection), NULL, error);
  tocsin_connection_close (connection);
}

static char *
fill_in (const char *text, const char *name, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (text, name, -1);

  return g_strjoinv (value, parts);
}

static char *
make_answer (FaultService service, const FaultRow *row, FaultServer *elsewhere)
{
  g_autofree char *there =
      g_strdup_printf ("http://127.0.0.1:%u/there", fault_server_get_port (elsewhere));
  g_autofree char *typed = fill_in (row->answer, "{type}", services[service].type);

  return fill_in (typed, "{elsewhere}", there);
}

static char *
find_wrong (FaultServer *server, FaultServer *elsewhere, const GError *error)
{
  g_autofree char *heard = fault_server_get_heard (server);
  g_autofree char *leaked = fault_server_get_heard (elsewhere);
  const char *words = error != NULL ? tocsin_error_get_server_text (error) : NULL;

  if (*leaked != '\0')
    return g_strdup_printf ("the other host heard “%.80s”", leaked);
  if (strstr (heard, "Bearer " FAULT_TOKEN) == NULL)
    return g_strdup ("the server heard no token");
  if (error != NULL
      && (strstr (error->message, FAULT_TOKEN) != NULL
          || (words != NULL && strstr (words, FAULT_TOKEN) != NULL)))
    return g_strdup ("the message shows the token");
  if (error != NULL && error->domain != TOCSIN_ERROR)
    return g_strdup_printf ("an error of %s", g_quark_to_string (error->domain));

  return NULL;
}

const char *
fault_play (TocsinRegistry *registry, FaultService service, const FaultRow *row, char **wrong)
{
  g_autoptr (FaultServer) server = fault_server_new ();
  g_autoptr (FaultServer) elsewhere = fault_server_new ();
  g_autofree char *answer = make_answer (service, row, elsewhere);
  g_autoptr (TocsinConnectionSettings) settings =
      new_settings (service, fault_server_get_port (server));
  g_autoptr (GError) error = NULL;

  fault_server_set_answer (server, answer, row->n_filler, row->ends);
  fault_server_set_answer (elsewhere, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0, 1);
  if (service == FAULT_HTTP)
    ask_http (settings, fault_server_get_port (server), &error);
  else
    ask_store (registry, settings, &error);
  *wrong = find_wrong (server, elsewhere, error);
  if (error != NULL)
    g_test_message ("%s, %s: %s", services[service].name, row->what, error->message);

  return error != NULL ? tocsin_error_get_code_name (error) : "ok";
}
