/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/provider-metadata.h"

#include <string.h>

#include "core/base/error.h"
#include "core/net/oauth2/token-talk.h"

static TocsinGrant *
make_grant (const char *const *more)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) assignments = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  TocsinGrant *grant;

  g_strv_builder_add (all, "authentication.client-id=me");
  g_strv_builder_add (all, "authentication.client-secret=env:SECRET");
  g_strv_builder_add (all, "authentication.scope=mail");
  for (; more != NULL && *more != NULL; more++)
    g_strv_builder_add (all, *more);
  assignments = g_strv_builder_end (all);
  settings = tocsin_connection_settings_new_from_assignments (
      "one", "test", (const char *const *) assignments, &error);
  g_assert_no_error (error);
  grant = tocsin_grant_new (settings, NULL, &error);
  g_assert_no_error (error);

  return grant;
}

typedef struct
{
  const char *setting;
  const char *other;
  const char *token; /* where tokens are asked for; NULL: config.invalid */
} Row;

#define LOGIN "https://login.microsoftonline.com"

static const Row rows[] = {
  { "name=a", "name=b", LOGIN "/common/oauth2/v2.0/token" },
  { "authentication.tenant-id=contoso.example", "name=b",
    LOGIN "/contoso.example/oauth2/v2.0/token" },
  { "authentication.tenant-id=a/../b?c", "name=b", LOGIN "/a%2F..%2Fb%3Fc/oauth2/v2.0/token" },
  { "authentication.authority=login.example.us", "name=b",
    "https://login.example.us/common/oauth2/v2.0/token" },
  { "authentication.authority=https://login.example.us//", "name=b",
    "https://login.example.us/common/oauth2/v2.0/token" },
  { "authentication.authority=https://a?b", "name=b", NULL },
  { "authentication.authority=https://joe@a", "name=b", NULL },
  { "authentication.authority=::", "name=b", NULL },
  { "authentication.oauth2-grant=client-credentials", "name=b", NULL },
  { "authentication.oauth2-grant=client-credentials", "authentication.tenant-id=organizations",
    NULL },
  { "authentication.oauth2-grant=client-credentials", "authentication.tenant-id=contoso.example",
    LOGIN "/contoso.example/oauth2/v2.0/token" },
  { "authentication.oauth2-provider=google", "name=b", "https://oauth2.googleapis.com/token" },
  { "authentication.oauth2-provider=google", "authentication.authority=https://gate.example.org",
    "https://gate.example.org/token" },
  { "authentication.oauth2-provider=custom", "name=b", NULL },
};

static void
test_presets (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const more[] = { rows[i].setting, rows[i].other, NULL };
      g_autoptr (TocsinGrant) grant = make_grant (more);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinProvider) provider = tocsin_provider_find (grant, NULL, &error);

      g_test_message ("%s, %s", rows[i].setting, rows[i].other);
      if (rows[i].token != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (provider->token, ==, rows[i].token);
          continue;
        }
      g_assert_null (provider);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
    }
}

typedef struct
{
  const char *why;
  const char *metadata;
  int code; /* -1: taken */
} Metadata;

static const Metadata documents[] = {
  { "whole",
    "{\"issuer\":\"https://id.example.org/\",\"token_endpoint\":\"https://id.example.org/t\"}",
    -1 },
  { "somebody else's",
    "{\"issuer\":\"https://evil.example.org\",\"token_endpoint\":\"https://id.example.org/t\"}",
    TOCSIN_ERROR_CONFIG_INVALID },
  { "somebody else's that begins alike",
    "{\"issuer\":\"https://id.example.org.evil\",\"token_endpoint\":\"https://id.example.org/t\"}",
    TOCSIN_ERROR_CONFIG_INVALID },
  { "nobody's", "{\"token_endpoint\":\"https://id.example.org/t\"}", TOCSIN_ERROR_CONFIG_INVALID },
  { "without a place for tokens", "{\"issuer\":\"https://id.example.org\"}",
    TOCSIN_ERROR_HTTP_CONTENT },
  { "with one that is none", "{\"issuer\":\"https://id.example.org\",\"token_endpoint\":[]}",
    TOCSIN_ERROR_HTTP_CONTENT },
};

static void
test_metadata (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (TocsinProvider) provider = g_new0 (TocsinProvider, 1);
      g_autoptr (GBytes) bytes =
          g_bytes_new_static (documents[i].metadata, strlen (documents[i].metadata));
      g_autoptr (JsonObject) object = tocsin_token_talk_read (bytes);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", documents[i].why);
      provider->authority = g_strdup ("https://id.example.org");
      tocsin_provider_take_metadata (provider, object, &error);
      if (documents[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, TOCSIN_ERROR, documents[i].code);
    }
}

/* RFC 8414: a secret goes into a header unless the form is said to do, too. */
static void
test_client_proof (void)
{
  static const char whole[] =
      "{\"issuer\":\"https://a\",\"token_endpoint\":\"https://a/t\","
      "\"scopes_supported\":[\"openid\",7,\"email\"],"
      "\"token_endpoint_auth_methods_supported\":[null,\"client_secret_post\"]}";
  g_autoptr (TocsinProvider) provider = g_new0 (TocsinProvider, 1);
  g_autoptr (GBytes) bytes = g_bytes_new_static (whole, strlen (whole));
  g_autoptr (JsonObject) object = tocsin_token_talk_read (bytes);

  provider->authority = g_strdup ("https://a");
  g_assert_true (tocsin_provider_take_metadata (provider, object, NULL));
  g_assert_false (provider->by_header);
  g_assert_cmpstr (provider->identity, ==, "openid email");
}

/* No secret leaves in clear, but to this very machine and only where that is allowed. */
static void
test_addresses (void)
{
  static const struct
  {
    const char *address;
    gboolean good;
    gboolean good_in_clear;
  } places[] = {
    { "https://login.example.org/token", TRUE, TRUE },
    { "http://login.example.org/token", FALSE, FALSE },
    { "http://127.0.0.1:8080/token", FALSE, TRUE },
    { "http://[::1]:8080/token", FALSE, TRUE },
    { "http://localhost/token", FALSE, TRUE },
    { "http://localhost.evil.example/token", FALSE, FALSE },
    { "ftp://login.example.org/token", FALSE, FALSE },
    { "file:///etc/passwd", FALSE, FALSE },
    { "https://login.example.org/token#a", FALSE, FALSE },
    { "login.example.org", FALSE, FALSE },
    { "", FALSE, FALSE },
  };
  const char *const clear[] = { "encryption.allow-cleartext=true", NULL };
  g_autoptr (TocsinGrant) grant = make_grant (NULL);
  g_autoptr (TocsinGrant) in_clear = make_grant (clear);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_test_message ("%s", places[i].address);
      g_assert_cmpint (tocsin_token_talk_check_address (grant, places[i].address, NULL), ==,
                       places[i].good);
      g_assert_cmpint (tocsin_token_talk_check_address (in_clear, places[i].address, NULL), ==,
                       places[i].good_in_clear);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/provider/presets", test_presets);
  g_test_add_func ("/provider/metadata", test_metadata);
  g_test_add_func ("/provider/client-proof", test_client_proof);
  g_test_add_func ("/provider/addresses", test_addresses);

  return g_test_run ();
}
