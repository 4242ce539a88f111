/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/endpoint.h"

#include "core/base/error.h"
#include "core/settings/key-info.h"
#include "tests/unit/net/test-endpoint.h"

static const TocsinEndpointDefaults reading = {
  .service = "test",
  .plain_port = 143,
  .tls_port = 993,
};

static const TocsinEndpointDefaults sending = {
  .service = "test",
  .plain_port = 587,
  .tls_port = 465,
  .relay_port = 25,
  .pool_size = 10,
  .protocol_timeout = 100,
};

static TocsinEndpoint *
make (const TocsinEndpointDefaults *defaults, const char *const *assignments, GError **error)
{
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("test", "test", assignments, error);

  return settings != NULL ? tocsin_endpoint_new (settings, defaults, error) : NULL;
}

static void
test_ports (void)
{
  static const struct
  {
    const TocsinEndpointDefaults *defaults;
    const char *mode;
    const char *port;
    const char *user;
    guint16 expected_port;
    TocsinEncryption expected;
  } rows[] = {
    { &reading, "auto", "0", "joe", 993, TOCSIN_ENCRYPTION_IMPLICIT },
    { &reading, "auto", "993", "joe", 993, TOCSIN_ENCRYPTION_IMPLICIT },
    { &reading, "auto", "143", "joe", 143, TOCSIN_ENCRYPTION_STARTTLS },
    { &reading, "auto", "10143", "joe", 10143, TOCSIN_ENCRYPTION_IMPLICIT },
    { &reading, "implicit", "143", "joe", 143, TOCSIN_ENCRYPTION_IMPLICIT },
    { &reading, "starttls", "0", "joe", 143, TOCSIN_ENCRYPTION_STARTTLS },
    { &reading, "opportunistic", "0", "joe", 143, TOCSIN_ENCRYPTION_OPPORTUNISTIC },
    { &reading, "none", "0", "", 143, TOCSIN_ENCRYPTION_NONE },
    { &sending, "auto", "0", "joe", 465, TOCSIN_ENCRYPTION_IMPLICIT },
    { &sending, "auto", "587", "joe", 587, TOCSIN_ENCRYPTION_STARTTLS },
    { &sending, "auto", "25", "", 25, TOCSIN_ENCRYPTION_STARTTLS },
    { &sending, "starttls", "0", "", 587, TOCSIN_ENCRYPTION_STARTTLS },
    { &sending, "none", "0", "", 25, TOCSIN_ENCRYPTION_NONE },
    { &sending, "none", "0", "joe", 587, TOCSIN_ENCRYPTION_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *mode = g_strdup_printf ("encryption.mode=%s", rows[i].mode);
      g_autofree char *port = g_strdup_printf ("port=%s", rows[i].port);
      g_autofree char *user = g_strdup_printf ("authentication.username=%s", rows[i].user);
      const char *const assignments[] = { "address=mail.example.org", mode, port, user, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinEndpoint) endpoint = make (rows[i].defaults, assignments, &error);

      g_assert_no_error (error);
      g_test_message ("%s %s", mode, port);
      g_assert_cmpuint (tocsin_endpoint_get_port (endpoint), ==, rows[i].expected_port);
      g_assert_cmpint (tocsin_endpoint_get_encryption (endpoint), ==, rows[i].expected);
    }
}

static void
test_hosts (void)
{
  static const struct
  {
    const char *address;
    const char *host; /* NULL: refused */
    const char *text;
  } rows[] = {
    { "mail.example.org", "mail.example.org", "mail.example.org:993" },
    { "192.0.2.1", "192.0.2.1", "192.0.2.1:993" },
    { "::1", "::1", "[::1]:993" },
    { "[2001:db8::1]", "2001:db8::1", "[2001:db8::1]:993" },
    { "bücher.example", "xn--bcher-kva.example", "xn--bcher-kva.example:993" },
    { "", NULL, NULL },
    { "mail.example.org:143", NULL, NULL },
    { "imaps://mail.example.org", NULL, NULL },
    { "joe@example.org", NULL, NULL },
    { "mail example org", NULL, NULL },
    { "mail.example.org\r\nX: y", NULL, NULL },
    { "mail\x7f", NULL, NULL },
    { "mail..example.org", NULL, NULL },
    { ".example.org", NULL, NULL },
    { "0123456789012345678901234567890123456789012345678901234567890123456789.example.org", NULL,
      NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *address = g_strdup_printf ("address=%s", rows[i].address);
      const char *const assignments[] = { address, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinEndpoint) endpoint = make (&reading, assignments, &error);

      if (rows[i].host == NULL)
        {
          g_assert_null (endpoint);
          test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_INVALID, rows[i].address);
          g_assert_nonnull (strstr (error->message, "address"));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (tocsin_endpoint_get_host (endpoint), ==, rows[i].host);
      g_assert_cmpstr (tocsin_endpoint_get_server_name (endpoint), ==, rows[i].host);
      g_assert_cmpstr (tocsin_endpoint_to_string (endpoint), ==, rows[i].text);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *assignment;
    int code;
    const char *key;
  } rows[] = {
    { "proxy.type=socks5", TOCSIN_ERROR_CONFIG_INVALID, "proxy.address" },
    { "local-address=eth0", TOCSIN_ERROR_CONFIG_INVALID, "local-address" },
    { "encryption.server-name=a b", TOCSIN_ERROR_CONFIG_INVALID, "encryption.server-name" },
    { "port=70000", TOCSIN_ERROR_CONFIG_INVALID, "port" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const assignments[] = { "address=localhost", rows[i].assignment, NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (make (&reading, assignments, &error));
      test_endpoint_expect_error (error, rows[i].code, rows[i].assignment);
      g_assert_nonnull (strstr (error->message, rows[i].key));
    }
}

static void
test_ip_version (void)
{
  static const struct
  {
    const char *assignment;
    TocsinFamilies families;
  } rows[] = {
    { "ip-version=auto", TOCSIN_FAMILIES_ANY },
    { "ip-version=4", TOCSIN_FAMILIES_ONLY4 },
    { "ip-version=6", TOCSIN_FAMILIES_ONLY6 },
    { "ip-version=prefer4", TOCSIN_FAMILIES_PREFER4 },
    { "ip-version=prefer6", TOCSIN_FAMILIES_PREFER6 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const assignments[] = { "address=localhost", rows[i].assignment, NULL };
      g_autoptr (TocsinEndpoint) endpoint = make (&reading, assignments, NULL);

      g_assert_cmpint (tocsin_endpoint_get_families (endpoint), ==, rows[i].families);
    }
}

static void
test_server_name (void)
{
  const char *const dot[] = { "address=mail.example.org.", NULL };
  const char *const own[] = { "address=127.0.0.1", "encryption.server-name=mail.example.org",
                              NULL };
  g_autoptr (TocsinEndpoint) full = make (&reading, dot, NULL);
  g_autoptr (TocsinEndpoint) tunnel = make (&reading, own, NULL);

  g_assert_cmpstr (tocsin_endpoint_get_host (full), ==, "mail.example.org.");
  g_assert_cmpstr (tocsin_endpoint_get_server_name (full), ==, "mail.example.org");
  g_assert_cmpstr (tocsin_endpoint_get_host (tunnel), ==, "127.0.0.1");
  g_assert_cmpstr (tocsin_endpoint_get_server_name (tunnel), ==, "mail.example.org");
}

static void
test_limits (void)
{
  const char *const none[] = { "address=localhost", NULL };
  const char *const some[] = { "address=localhost",           "timeout=7",
                               "protocol-timeout=8",          "limits.pool-size=9",
                               "limits.max-line-length=4096", NULL };
  g_autoptr (TocsinEndpoint) usual = make (&reading, none, NULL);
  g_autoptr (TocsinEndpoint) own = make (&sending, none, NULL);
  g_autoptr (TocsinEndpoint) set = make (&sending, some, NULL);

  g_assert_cmpuint (tocsin_endpoint_get_limits (usual)->timeout, ==, 30);
  g_assert_cmpuint (tocsin_endpoint_get_limits (usual)->protocol_timeout, ==, 300);
  g_assert_cmpuint (tocsin_endpoint_get_limits (usual)->pool_size, ==, 4);
  g_assert_cmpuint (tocsin_endpoint_get_limits (usual)->max_line_length, ==, 1024 * 1024);
  g_assert_cmpuint (tocsin_endpoint_get_limits (own)->protocol_timeout, ==, 100);
  g_assert_cmpuint (tocsin_endpoint_get_limits (own)->pool_size, ==, 10);
  g_assert_cmpuint (tocsin_endpoint_get_limits (set)->timeout, ==, 7);
  g_assert_cmpuint (tocsin_endpoint_get_limits (set)->protocol_timeout, ==, 8);
  g_assert_cmpuint (tocsin_endpoint_get_limits (set)->pool_size, ==, 9);
  g_assert_cmpuint (tocsin_endpoint_get_limits (set)->max_line_length, ==, 4096);
}

/* Sessions are shared by those who would have made the very same one. */
static void
test_key (void)
{
  static const struct
  {
    const char *assignment;
    gboolean shared;
  } rows[] = {
    { "description=other words", TRUE },
    { "port=993", TRUE },
    { "port=1993", FALSE },
    { "address=other.example.org", FALSE },
    { "authentication.username=ann", FALSE },
    { "authentication.mechanisms=PLAIN", FALSE },
    { "authentication.password=env:OTHER", FALSE },
    { "encryption.verify=chain", FALSE },
    { "encryption.mode=implicit", FALSE },
    { "proxy.address=proxy.example.org", FALSE },
  };
  const char *const base[] = { "address=mail.example.org", "authentication.username=joe", NULL };
  g_autoptr (TocsinEndpoint) one = make (&reading, base, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const assignments[] = { "address=mail.example.org", "authentication.username=joe",
                                          rows[i].assignment, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinEndpoint) other = make (&reading, assignments, &error);

      g_assert_no_error (error);
      g_test_message ("%s", rows[i].assignment);
      g_assert_true (g_str_equal (tocsin_endpoint_get_key (one), tocsin_endpoint_get_key (other))
                     == rows[i].shared);
    }
}

/* Another value than the default that the key takes. */
static char *
make_other_value (const TocsinKeyInfo *key)
{
  static const char *const valid[][2] = {
    { "address", "other.example.org" },    { "local-address", "127.0.0.9" },
    { "encryption.server-name", "other" }, { "authentication.mechanisms", "PLAIN" },
    { "encryption.versions", "tls1.3" },   { "proxy.exceptions", "other.example.org" },
    { "proxy.headers", "X-Other: 1" },     { "limits.max-line-length", "4096" },
  };
  const char *const *choices = tocsin_key_info_get_choices (key);
  g_autofree char *standard = tocsin_key_info_get_default_text (key);
  const GVariantType *type = tocsin_key_info_get_value_type (key);

  for (gsize i = 0; i < G_N_ELEMENTS (valid); i++)
    if (g_str_equal (valid[i][0], tocsin_key_info_get_name (key)))
      return g_strdup (valid[i][1]);
  for (; choices != NULL && *choices != NULL; choices++)
    if (!g_str_equal (*choices, standard))
      return g_strdup (*choices);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_str_equal (standard, "true") ? "false" : "true");
  if (tocsin_key_info_is_secret (key))
    return g_strdup ("env:OTHER");

  return g_strdup (g_variant_type_equal (type, G_VARIANT_TYPE_STRING) ? "other" : "7");
}

static gboolean
is_only_a_label (const char *name)
{
  return g_str_equal (name, "name") || g_str_equal (name, "description");
}

/* Every key of the schemas, so that none is forgotten when one is added: a session is never used
 * under settings that differ from those that made it. */
static void
test_key_of_every_setting (void)
{
  const char *const base[] = { "address=mail.example.org", "authentication.username=joe", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinEndpoint) one = make (&reading, base, &error);
  g_autoptr (GPtrArray) keys = tocsin_key_info_list_connection (NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < keys->len; i++)
    {
      const char *name = tocsin_key_info_get_name (keys->pdata[i]);
      g_autofree char *value = make_other_value (keys->pdata[i]);
      g_autofree char *assignment = g_strdup_printf ("%s=%s", name, value);
      const char *const assignments[] = { base[0], base[1], assignment, NULL };
      g_autoptr (TocsinEndpoint) other = NULL;

      if (g_str_equal (name, "protocol"))
        continue;
      other = make (&reading, assignments, &error);
      /* What isn't built yet leads nowhere. */
      if (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED))
        {
          g_clear_error (&error);
          continue;
        }
      g_test_message ("%s", assignment);
      g_assert_no_error (error);
      if (is_only_a_label (name))
        g_assert_cmpstr (tocsin_endpoint_get_key (one), ==, tocsin_endpoint_get_key (other));
      else
        g_assert_cmpstr (tocsin_endpoint_get_key (one), !=, tocsin_endpoint_get_key (other));
    }
}

static TocsinEndpoint *
make_named (const char *id, const char *transcript)
{
  const char *const assignments[] = { "address=mail.example.org", transcript, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments (id, "test", assignments, &error);
  TocsinEndpoint *endpoint;

  g_assert_no_error (error);
  endpoint = tocsin_endpoint_new (settings, &reading, &error);
  g_assert_no_error (error);

  return endpoint;
}

/* What is done for a connection is written down under its own name. */
static void
test_key_with_transcript (void)
{
  g_autoptr (TocsinEndpoint) one = make_named ("one", "transcript=true");
  g_autoptr (TocsinEndpoint) other = make_named ("other", "transcript=true");
  g_autoptr (TocsinEndpoint) quiet = make_named ("quiet", "transcript=false");
  g_autoptr (TocsinEndpoint) silent = make_named ("silent", "transcript=false");

  g_assert_cmpstr (tocsin_endpoint_get_key (one), !=, tocsin_endpoint_get_key (other));
  g_assert_cmpstr (tocsin_endpoint_get_key (quiet), ==, tocsin_endpoint_get_key (silent));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/endpoint/ports", test_ports);
  g_test_add_func ("/endpoint/hosts", test_hosts);
  g_test_add_func ("/endpoint/refused", test_refused);
  g_test_add_func ("/endpoint/ip-version", test_ip_version);
  g_test_add_func ("/endpoint/server-name", test_server_name);
  g_test_add_func ("/endpoint/limits", test_limits);
  g_test_add_func ("/endpoint/key", test_key);
  g_test_add_func ("/endpoint/key-of-every-setting", test_key_of_every_setting);
  g_test_add_func ("/endpoint/key-with-transcript", test_key_with_transcript);

  return g_test_run ();
}
