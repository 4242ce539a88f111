/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a token endpoint, or somebody in its place, does wrong: each has its own code, and no secret
 * shows up in what is said about it. */
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "tests/live/oauth2/client.h"

#define SCOPE "https://outlook.office365.com/IMAP.AccessAsUser.All offline_access"
#define SECRET "a-refresh-token-that-nobody-must-see"

typedef struct
{
  const char *name;
  const char *fault; /* "@body:" stands for a file with what follows */
  int code;
  gint64 retry_after; /* -1: whatever we think */
} Row;

static const Row rows[] = {
  { "400-as-it-should-be", "POST:token=400 invalid_grant gone",
    TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED, -1 },
  { "401", "POST:token=401 invalid_client who", TOCSIN_ERROR_AUTH_OAUTH_INVALID, -1 },
  { "403-page", "POST:token=page:403", TOCSIN_ERROR_HTTP_STATUS, -1 },
  { "404-page", "POST:token=page:404", TOCSIN_ERROR_HTTP_STATUS, -1 },
  { "429", "POST:token=429 slow @77", TOCSIN_ERROR_HTTP_THROTTLED, 77 },
  { "500", "POST:token=500 server_error sorry", TOCSIN_ERROR_HTTP_STATUS, -1 },
  { "503", "POST:token=503 temporarily_unavailable later @99", TOCSIN_ERROR_HTTP_THROTTLED, 99 },
  { "503-page", "POST:token=page:503", TOCSIN_ERROR_HTTP_STATUS, -1 },
  { "200-page", "POST:token=page:200", TOCSIN_ERROR_HTTP_CONTENT, -1 },
  { "redirected", "POST:token=to:https://evil.example.org/token", TOCSIN_ERROR_HTTP_REDIRECTED,
    -1 },
  { "reset", "POST:token=drop", TOCSIN_ERROR_NET_RESET, -1 },
  { "cut-at-once", "POST:token=cut:0", TOCSIN_ERROR_NET_RESET, -1 },
  { "cut", "POST:token=cut:20", TOCSIN_ERROR_NET_RESET, -1 },
  { "no-json", "@body:access_token=" SECRET, TOCSIN_ERROR_HTTP_CONTENT, -1 },
  { "half-json", "@body:{\"access_token\":\"" SECRET, TOCSIN_ERROR_HTTP_CONTENT, -1 },
  { "no-object", "@body:[\"" SECRET "\"]", TOCSIN_ERROR_HTTP_CONTENT, -1 },
  { "empty", "@body:", TOCSIN_ERROR_HTTP_CONTENT, -1 },
  { "no-token", "@body:{}", TOCSIN_ERROR_HTTP_CONTENT, -1 },
  { "another-kind", "@body:{\"access_token\":\"" SECRET "\",\"token_type\":\"pop\"}",
    TOCSIN_ERROR_HTTP_CONTENT, -1 },
  { "refusal-in-200", "@body:{\"error\":\"invalid_grant\",\"error_description\":\"gone\"}",
    TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED, -1 },
};

static TocsinConnectionSettings *
make_settings (MailServer *server, const char *name, const char *refresh_token)
{
  g_autofree char *reference = client_keep (name, refresh_token);
  g_autofree char *token = g_strconcat ("authentication.refresh-token=", reference, NULL);

  return client_settings (server, "microsoft", "authentication.oauth2-grant=refresh-token",
                          "authentication.client-id=@PUBLIC_ID", token, NULL);
}

/* The server is another user, who has to be able to read it. */
static char *
make_fault (const Row *row, char **path)
{
  g_autoptr (GError) error = NULL;
  int fd;

  if (!g_str_has_prefix (row->fault, "@body:"))
    return g_strdup (row->fault);

  fd = g_file_open_tmp ("tocsin-body-XXXXXX", path, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents_full (*path, row->fault + strlen ("@body:"), -1, G_FILE_SET_CONTENTS_NONE,
                            0644, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (*path, 0644), ==, 0);

  return g_strconcat ("POST:token=body:", *path, NULL);
}

static void
test_fault (gconstpointer data)
{
  const Row *row = data;
  MailServer *server = client_server ();
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (TocsinTokenBroker) broker = NULL;
  g_autoptr (TocsinSecret) token = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  g_autofree char *fault = make_fault (row, &body);
  g_autofree char *kept = NULL;
  g_autofree char *refresh_token = NULL;

  if (server == NULL)
    return;
  /* An answer has to be one of success before somebody spoils it. */
  refresh_token = body != NULL ? client_refresh_token (server, "microsoft", "PUBLIC_ID", SCOPE)
                               : g_strdup (SECRET);
  settings = make_settings (server, row->name, refresh_token);
  broker = client_broker (settings);
  g_free (mail_server_run (server, "fault", fault, NULL));
  token = tocsin_token_broker_obtain (broker, NULL, &error);
  g_free (mail_server_run (server, "fault", NULL));
  if (body != NULL)
    g_unlink (body);

  g_assert_null (token);
  g_test_message ("%s: %s", tocsin_error_get_code_name (error), error->message);
  g_assert_error (error, TOCSIN_ERROR, row->code);
  g_assert_null (strstr (error->message, SECRET));
  g_assert_true (tocsin_error_get_server_text (error) == NULL
                 || strstr (tocsin_error_get_server_text (error), SECRET) == NULL);
  if (row->retry_after >= 0)
    g_assert_cmpint (tocsin_error_get_retry_after (error), ==, row->retry_after);

  /* What we had is still there. */
  kept = client_load (row->name);
  g_assert_cmpstr (kept, ==, refresh_token);
}

int
main (int argc, char **argv)
{
  int status;

  client_begin ();
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/oauth2/faults/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_fault);
    }
  status = g_test_run ();
  client_end ();

  return status;
}
