/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "core/net/access-token.h"
#include "core/net/oauth2/jwt.h"
#include "tests/live/oauth2/client.h"

#define OUTLOOK "https://outlook.office365.com"
#define IMAP OUTLOOK "/IMAP.AccessAsUser.All offline_access"

static void
expect_claim (TocsinSecret *token, const char *name, const char *value)
{
  g_autoptr (JsonObject) claims = tocsin_jwt_read_claims (tocsin_secret_peek (token));

  g_assert_cmpstr (tocsin_jwt_get_text (claims, name), ==, value);
}

/* The program signs in for itself: by a word, or by a key whose certificate is known. */
static void
test_client_credentials (gconstpointer data)
{
  const char *secret = data;
  MailServer *server = client_server ();
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (TocsinTokenBroker) broker = NULL;
  g_autoptr (TocsinTokenState) state = NULL;
  g_autoptr (TocsinSecret) token = NULL;
  g_autofree char *setting = g_strconcat ("authentication.client-secret=file:@", secret, NULL);

  if (server == NULL)
    return;
  settings = client_settings (server, "microsoft", "authentication.oauth2-grant=client-credentials",
                              "authentication.client-id=@CONFIDENTIAL_ID",
                              "authentication.tenant-id=@TENANT", setting, NULL);
  token = client_obtain (settings);
  expect_claim (token, "aud", OUTLOOK);
  expect_claim (token, "idtyp", "app");
  broker = client_broker (settings);
  g_assert_true (tocsin_token_broker_is_app_only (broker));
  state = tocsin_token_broker_get_state (broker);
  g_assert_true (state->signed_in);
  g_assert_false (state->needs_sign_in);
  g_assert_cmpint (state->expires - g_get_real_time (), >, 3000 * G_TIME_SPAN_SECOND);
}

static void
test_client_refused (void)
{
  MailServer *server = client_server ();
  g_autofree char *wrong = client_keep ("wrong", "wrong-secret");
  g_autofree char *secret = g_strconcat ("authentication.client-secret=", wrong, NULL);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (TocsinConnectionSettings) nobodys = NULL;

  if (server == NULL)
    return;
  settings = client_settings (server, "microsoft", "authentication.oauth2-grant=client-credentials",
                              "authentication.client-id=@CONFIDENTIAL_ID",
                              "authentication.tenant-id=@TENANT", secret, NULL);
  client_expect_no (settings, TOCSIN_ERROR_AUTH_OAUTH_INVALID, "AADSTS7000215");
  nobodys = client_settings (server, "microsoft", "authentication.oauth2-grant=client-credentials",
                             "authentication.client-id=@CONFIDENTIAL_ID", secret, NULL);
  client_expect_no (nobodys, TOCSIN_ERROR_CONFIG_INVALID, "authentication.tenant-id");
}

static void
test_service_account (void)
{
  MailServer *server = client_server ();
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (TocsinConnectionSettings) stranger = NULL;
  g_autoptr (TocsinSecret) token = NULL;

  if (server == NULL)
    return;
  settings = client_settings (server, "google", "authentication.oauth2-grant=service-account",
                              "authentication.service-account-key=file:@SERVICE_ACCOUNT_FILE",
                              "authentication.username=bob@example.org",
                              "authentication.mailbox=alice@example.org", NULL);
  token = client_obtain (settings);
  expect_claim (token, "upn", "alice@example.org");
  stranger = client_settings (server, "google", "authentication.oauth2-grant=service-account",
                              "authentication.service-account-key=file:@SERVICE_ACCOUNT_FILE",
                              "authentication.username=mallory@example.org", NULL);
  client_expect_no (stranger, TOCSIN_ERROR_AUTH_OAUTH_INVALID, "Invalid email or User ID");
}

/* What has to be told apart from one provider to the next. */
typedef struct
{
  const char *name;
  const char *provider;
  const char *client; /* a property of the server */
  const char *secret; /* a setting, or NULL */
  const char *scope;
  gboolean rotates;
} Row;

static const Row rows[] = {
  { "public-client", "microsoft", "PUBLIC_ID", NULL, IMAP, TRUE },
  { "confidential-client", "microsoft", "CONFIDENTIAL_ID",
    "authentication.client-secret=file:@SECRET_FILE", IMAP, TRUE },
  { "certificate", "microsoft", "CONFIDENTIAL_ID",
    "authentication.client-secret=file:@CERTIFICATE_FILE", IMAP, TRUE },
  { "never-rotated", "google", "GOOGLE_ID", "authentication.client-secret=file:@GOOGLE_SECRET_FILE",
    "https://mail.google.com/", FALSE },
  { "good-once", "custom", "PUBLIC_ID", NULL, "imap offline_access", TRUE },
};

static TocsinConnectionSettings *
refresh_settings (MailServer *server, const Row *row, const char *reference, const char *more)
{
  g_autofree char *client = g_strconcat ("authentication.client-id=@", row->client, NULL);
  g_autofree char *token = g_strconcat ("authentication.refresh-token=", reference, NULL);

  return client_settings (server, row->provider, "authentication.oauth2-grant=refresh-token",
                          client, token, row->secret != NULL ? row->secret : "description=", more,
                          NULL);
}

static void
test_refresh (gconstpointer data)
{
  const Row *row = data;
  MailServer *server = client_server ();
  g_autofree char *first = NULL;
  g_autofree char *reference = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (TocsinTokenBroker) broker = NULL;
  g_autoptr (TocsinTokenState) state = NULL;
  g_autoptr (TocsinSecret) token = NULL;
  g_autoptr (TocsinSecret) other = NULL;

  if (server == NULL)
    return;
  first = client_refresh_token (server, row->provider, row->client, row->scope);
  reference = client_keep ("refresh", first);
  settings = refresh_settings (server, row, reference, "name=one");
  token = client_obtain (settings);
  expect_claim (token, "upn", "alice@example.org");
  kept = client_load ("refresh");
  g_assert_cmpint (g_str_equal (kept, first), ==, !row->rotates);

  broker = client_broker (settings);
  state = tocsin_token_broker_get_state (broker);
  g_assert_true (state->signed_in);
  g_assert_null (state->place);
  /* Refused, it is renewed from what was stored. */
  g_assert_true (tocsin_token_broker_refuse (broker, token));
  other = client_obtain (settings);
  g_assert_false (tocsin_secret_equal (token, other));
}

/* Nothing can be written to a variable: a file of the state directory takes over, for others, too,
 * until the variable says something else. */
static void
test_stand_in (void)
{
  const Row *row = &rows[G_N_ELEMENTS (rows) - 1];
  MailServer *server = client_server ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (TocsinConnectionSettings) others = NULL;
  g_autoptr (TocsinTokenBroker) broker = NULL;
  g_autoptr (TocsinTokenState) state = NULL;
  g_autoptr (TocsinSecret) token = NULL;
  g_autoptr (TocsinSecret) other = NULL;
  g_autoptr (TocsinSecret) third = NULL;

  if (server == NULL)
    return;
  first = client_refresh_token (server, row->provider, row->client, row->scope);
  g_setenv ("REFRESH", first, TRUE);
  settings = refresh_settings (server, row, "env:REFRESH", "name=one");
  token = client_obtain (settings);
  broker = client_broker (settings);
  state = tocsin_token_broker_get_state (broker);
  g_assert_nonnull (state->place);
  g_assert_true (g_file_test (state->place, G_FILE_TEST_IS_REGULAR));

  /* Another way to the same token; a refresh token that is shown twice ends all. */
  others = refresh_settings (server, row, "env:REFRESH", "encryption.versions=tls1.2");
  other = client_obtain (others);
  g_assert_false (tocsin_secret_equal (token, other));

  second = client_refresh_token (server, row->provider, row->client, row->scope);
  g_setenv ("REFRESH", second, TRUE);
  g_assert_true (tocsin_token_broker_refuse (broker, token));
  g_free (mail_server_run (server, "expire", "refresh", NULL));
  client_expect_no (settings, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED, "expired or revoked");
}

static void
test_lapsed (void)
{
  const Row *row = &rows[0];
  MailServer *server = client_server ();
  g_autofree char *first = NULL;
  g_autofree char *reference = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (TocsinTokenBroker) broker = NULL;
  g_autoptr (TocsinTokenState) state = NULL;

  if (server == NULL)
    return;
  first = client_refresh_token (server, row->provider, row->client, row->scope);
  reference = client_keep ("lapsed", first);
  g_free (mail_server_run (server, "expire", "refresh", NULL));
  settings = refresh_settings (server, row, reference, "name=lapsed");
  client_expect_no (settings, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED, "AADSTS700082");
  broker = client_broker (settings);
  state = tocsin_token_broker_get_state (broker);
  g_assert_false (state->signed_in);
  g_assert_true (state->needs_sign_in);
  g_assert_error (state->problem, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED);
  g_assert_nonnull (strstr (tocsin_error_get_hint (state->problem), "tocsin login"));
  kept = client_load ("lapsed");
  g_assert_cmpstr (kept, ==, first);
}

static void
test_no_consent (void)
{
  const Row row = { "", "microsoft", "UNAGREED_ID", NULL, IMAP, TRUE };
  MailServer *server = client_server ();
  g_autofree char *first = NULL;
  g_autofree char *reference = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;

  if (server == NULL)
    return;
  first = client_refresh_token (server, row.provider, row.client, row.scope);
  reference = client_keep ("unagreed", first);
  g_free (mail_server_run (server, "disagree", "--client", mail_server_get (server, row.client),
                           "--user", "alice", "--scope", row.scope, NULL));
  settings = refresh_settings (server, &row, reference, "name=unagreed");
  client_expect_no (settings, TOCSIN_ERROR_AUTH_OAUTH_CONSENT, "AADSTS65001");
}

static void
test_unknown_scope (void)
{
  const Row *row = &rows[0];
  MailServer *server = client_server ();
  g_autofree char *first = NULL;
  g_autofree char *reference = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;

  if (server == NULL)
    return;
  first = client_refresh_token (server, row->provider, row->client, row->scope);
  reference = client_keep ("scope", first);
  settings = refresh_settings (server, row, reference,
                               "authentication.scope=https://graph.microsoft.com/Nothing");
  client_expect_no (settings, TOCSIN_ERROR_AUTH_OAUTH_SCOPE, "AADSTS70011");
}

int
main (int argc, char **argv)
{
  int status;

  client_begin ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/oauth2/client-credentials/secret", "SECRET_FILE",
                        test_client_credentials);
  g_test_add_data_func ("/oauth2/client-credentials/certificate", "CERTIFICATE_FILE",
                        test_client_credentials);
  g_test_add_func ("/oauth2/client-credentials/refused", test_client_refused);
  g_test_add_func ("/oauth2/service-account", test_service_account);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/oauth2/refresh/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_refresh);
    }
  g_test_add_func ("/oauth2/refresh/stand-in", test_stand_in);
  g_test_add_func ("/oauth2/refresh/lapsed", test_lapsed);
  g_test_add_func ("/oauth2/refresh/no-consent", test_no_consent);
  g_test_add_func ("/oauth2/refresh/unknown-scope", test_unknown_scope);
  status = g_test_run ();
  client_end ();

  return status;
}
