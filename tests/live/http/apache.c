/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/http-account.h"
#include "tests/servers/mail-server.h"

#define MAX_SETTINGS 3
#define PAGE "four folders and nothing new\n"
#define N_SENDS 3
#define LONG 200000

static const TocsinEndpointDefaults defaults = { TOCSIN_HTTP_ENDPOINT_DEFAULTS };

static MailServer *kdc, *apache;
static char *cache; /* alice's ticket */

/* Who asks for which page three times, what comes of it, and what Apache saw. */
typedef struct
{
  const char *why;
  const char *folder;
  const char *settings[MAX_SETTINGS];
  gboolean ticket;
  int code;         /* of the error; -1 for none */
  const char *seen; /* the statuses, and who it was */
} Row;

#define ALICE "authentication.username=alice", "authentication.password=env:APACHE_PASSWORD"
#define CORP "authentication.username=CORP\\alice", "authentication.password=env:APACHE_PASSWORD"

static const Row rows[] = {
  { "nobody is asked for", "open", { ALICE }, FALSE, -1, "200 200 200 -" },
  { "Basic, then at once", "basic", { ALICE }, FALSE, -1, "401 200 200 200 alice" },
  { "a wrong password",
    "basic",
    { "authentication.username=alice", "authentication.password=env:APACHE_WRONG" },
    FALSE,
    TOCSIN_ERROR_AUTH_REJECTED,
    "401 401 401 401 401 401 alice" },
  { "a ticket, asked for with each request",
    "negotiate",
    { "authentication.username=alice" },
    TRUE,
    -1,
    "401 200 401 200 200 alice@TOCSIN.TEST" },
  { "whoever has a ticket",
    "bound",
    { "description=x" },
    TRUE,
    -1,
    "401 200 200 200 alice@TOCSIN.TEST" },
  { "a ticket for the connection",
    "bound",
    { "authentication.username=alice@tocsin.test" },
    TRUE,
    -1,
    "401 200 200 200 alice@TOCSIN.TEST" },
  { "a password where a ticket is wanted gets one",
    "bound",
    { ALICE },
    FALSE,
    -1,
    "401 200 200 200 alice@TOCSIN.TEST" },
  { "somebody else's ticket",
    "negotiate",
    { "authentication.username=bob" },
    TRUE,
    TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM,
    "401 401 401 -" },
  { "NTLM for the connection",
    "ntlm",
    { CORP, "authentication.mechanisms=['NTLM']" },
    FALSE,
    -1,
    "401 401 200 200 200 CORP\\\\alice" },
  { "NTLM inside Negotiate",
    "ntlm",
    { CORP, "authentication.mechanisms=['Negotiate']" },
    FALSE,
    -1,
    "401 401 401 200 200 200 alice" },
  { "Basic where the settings want it",
    "all",
    { ALICE, "authentication.mechanisms=['Basic']" },
    FALSE,
    -1,
    "401 200 200 200 alice@TOCSIN.TEST" },
};

static TocsinHttpAccount *
new_account (const char *const *settings, const char *const *more)
{
  g_autofree char *url =
      g_strdup_printf ("https://localhost:%u/", mail_server_get_tls_port (apache));
  g_autofree char *ca =
      g_strconcat ("encryption.ca-file=", mail_server_get (apache, "CA_FILE"), NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) own = NULL;
  TocsinHttpAccount *account;

  g_strv_builder_add (builder, ca);
  for (guint i = 0; i < MAX_SETTINGS && settings[i] != NULL; i++)
    g_strv_builder_add (builder, settings[i]);
  if (more != NULL)
    g_strv_builder_addv (builder, (const char **) more);
  all = g_strv_builder_end (builder);
  own = tocsin_connection_settings_new_from_assignments ("test", "test", (const char *const *) all,
                                                         &error);
  g_assert_no_error (error);
  account = tocsin_http_account_new (own, &defaults, url, &error);
  g_assert_no_error (error);

  return account;
}

static TocsinHttpRequest *
new_request (const char *method, const char *folder, const char *page, const char *mark)
{
  g_autofree char *target = g_strdup_printf ("/%s/%s%s", folder, page, mark);
  g_autoptr (GError) error = NULL;
  TocsinHttpRequest *request = tocsin_http_request_new (method, target, &error);

  g_assert_no_error (error);

  return request;
}

/* What Apache's log has about requests with @mark, once there are @n_lines: the statuses, and the
 * last user. */
static char *
read_log (const char *mark, guint n_lines)
{
  g_autofree char *wait = g_strdup_printf ("%u", n_lines);
  g_autofree char *log =
      mail_server_run (apache, "requests", "--about", mark, "--wait", wait, NULL);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (log), "\n", -1);
  g_autoptr (GString) seen = g_string_new (NULL);
  const char *user = "";

  for (gsize i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 5);

      g_string_append_printf (seen, "%s ", words[2]);
      user = strrchr (lines[i], ' ') + 1;
    }
  g_string_append (seen, user);

  return g_string_free (g_steal_pointer (&seen), FALSE);
}

static guint
count_words (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return g_strv_length (words);
}

static void
set_ticket (gboolean ticket)
{
  g_autofree char *nothing = g_strconcat (cache, ".none", NULL);

  g_setenv ("KRB5CCNAME", ticket ? cache : nothing, TRUE);
}

static void
expect_answer (const Row *row, TocsinHttpReply *reply, const GError *error)
{
  gsize length;
  const char *body;

  if (row->code >= 0)
    {
      if (!g_error_matches (error, TOCSIN_ERROR, row->code))
        g_error ("%s: %s", row->why, error != NULL ? error->message : "it worked");
      return;
    }
  if (error != NULL)
    g_error ("%s: %s", row->why, error->message);
  body = g_bytes_get_data (reply->body, &length);
  g_assert_cmpmem (body, length, PAGE, strlen (PAGE));
}

static void
play (const Row *row, const char *const *more)
{
  static guint n_plays = 0;
  g_autofree char *mark = g_strdup_printf ("?play=%u.", n_plays++);
  g_autoptr (TocsinHttpAccount) account = NULL;
  g_autoptr (TocsinHttpRequest) request = new_request ("GET", row->folder, "mail", mark);
  g_autofree char *seen = NULL;

  set_ticket (row->ticket);
  account = new_account (row->settings, more);
  for (guint i = 0; i < N_SENDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpReply) reply = tocsin_http_account_send (account, request, NULL, &error);

      expect_answer (row, reply, error);
    }
  seen = read_log (mark, count_words (row->seen) - 1);
  if (!g_str_equal (seen, row->seen))
    g_error ("%s: Apache saw %s", row->why, seen);
}

static gboolean
skip_without_apache (void)
{
  if (apache != NULL)
    return FALSE;

  g_test_skip ("no Apache or no KDC");
  return TRUE;
}

static void
test_rows (void)
{
  if (skip_without_apache ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    play (&rows[i], NULL);
}

/* A long body comes through whole whatever has to be said before. */
static void
test_post (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;

  if (skip_without_apache ())
    return;
  text = g_strnfill (LONG, 'x');
  body = g_bytes_new (text, LONG);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinHttpAccount) account = NULL;
      g_autoptr (TocsinHttpRequest) request = new_request ("POST", rows[i].folder, "echo", "");
      g_autoptr (TocsinHttpReply) reply = NULL;
      g_autoptr (GError) error = NULL;

      if (rows[i].code >= 0)
        continue;
      set_ticket (rows[i].ticket);
      account = new_account (rows[i].settings, NULL);
      tocsin_http_request_set_body (request, "text/plain", body);
      reply = tocsin_http_account_send (account, request, NULL, &error);
      if (error != NULL)
        g_error ("%s: %s", rows[i].why, error->message);
      g_assert_cmpuint (reply->status, ==, 200);
      if (!g_bytes_equal (reply->body, body))
        g_error ("%s: %" G_GSIZE_FORMAT " bytes came back", rows[i].why,
                 g_bytes_get_size (reply->body));
    }
}

/* Two logins on one way: the proxy's and the server's. */
static void
play_behind (MailServer *squid, const char *kind, const char *const *names)
{
  gboolean by_ticket = g_str_equal (kind, "negotiate");
  g_autofree char *port = g_strdup_printf ("proxy.port=%s", mail_server_get (squid, "PORT"));
  const char *const settings[] = { "proxy.type=http",
                                   "proxy.address=localhost",
                                   port,
                                   "proxy.use-credentials=true",
                                   by_ticket ? "description=x" : "proxy.username=alice",
                                   by_ticket ? "description=x"
                                             : "proxy.password=env:SQUID_PASSWORD",
                                   g_str_equal (kind, "ntlm") ? "proxy.domain=CORP" : NULL,
                                   NULL };

  g_setenv ("SQUID_PASSWORD", mail_server_get (squid, "PASSWORD"), TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strv_contains (names, rows[i].why))
      play (&rows[i], settings);
}

static void
test_proxies (void)
{
  static const struct
  {
    const char *kind;
    const char *const names[4]; /* of rows */
  } pairs[] = {
    { "basic", { "NTLM for the connection", "a ticket for the connection" } },
    { "digest", { "Basic, then at once" } },
    { "ntlm", { "NTLM for the connection", "NTLM inside Negotiate", "Basic, then at once" } },
    { "negotiate", { "a ticket for the connection", "a ticket, asked for with each request" } },
  };

  if (skip_without_apache ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (MailServer) squid = mail_server_start ("squid", "--login", pairs[i].kind, "--kdc",
                                                        mail_server_get (kdc, "DIR"), NULL);

      if (squid == NULL)
        return;
      play_behind (squid, pairs[i].kind, pairs[i].names);
    }
}

/* What is excepted goes past a proxy that is not there. */
static void
test_exception (void)
{
  const char *const settings[] = { "proxy.type=http", "proxy.address=localhost", "proxy.port=1",
                                   "proxy.exceptions=['localhost']", NULL };

  if (skip_without_apache ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].folder, "basic"))
      play (&rows[i], settings);
}

static void
get_ticket (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "ticket", NULL);

  cache = g_strconcat ("FILE:", path, NULL);
  if (kdc == NULL)
    return;
  g_free (mail_server_run (kdc, "kinit", "--cache", path, NULL));
  g_setenv ("KRB5_CONFIG", mail_server_get (kdc, "KRB5_CONFIG"), TRUE);
}

int
main (int argc, char **argv)
{
  g_autofree char *directory = g_dir_make_tmp ("tocsin-apache-XXXXXX", NULL);
  int status;

  g_test_init (&argc, &argv, NULL);
  kdc = mail_server_start ("kdc", NULL);
  get_ticket (directory);
  if (kdc != NULL)
    apache = mail_server_start ("apache", "--kdc", mail_server_get (kdc, "DIR"), "--password",
                                mail_server_get (kdc, "PASSWORD"), NULL);
  if (apache != NULL)
    g_setenv ("APACHE_PASSWORD", mail_server_get (apache, "PASSWORD"), TRUE);
  g_setenv ("APACHE_WRONG", "wrong", TRUE);

  g_test_add_func ("/live/http/apache/rows", test_rows);
  g_test_add_func ("/live/http/apache/post", test_post);
  g_test_add_func ("/live/http/apache/proxies", test_proxies);
  g_test_add_func ("/live/http/apache/exception", test_exception);

  status = g_test_run ();
  g_clear_pointer (&apache, mail_server_free);
  g_clear_pointer (&kdc, mail_server_free);
  g_free (cache);

  return status;
}
