/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-context.h"

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

/* Read through the context, since the strings themselves are nobody's business. */
static const struct
{
  const char *about;
  const char *assignments[3];
  int code;
  const char *said;
} rows[] = {
  { "the default", { NULL }, -1, NULL },
  { "strict", { "encryption.level=strict" }, -1, NULL },
  { "legacy", { "encryption.level=legacy" }, -1, NULL },
  { "all versions", { "encryption.versions=tls1.0,tls1.1,tls1.2,tls1.3" }, -1, NULL },
  { "SSL 3.0",
    { "encryption.versions=ssl3,tls1.2" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "encryption.versions: SSL 3.0 is not provided by this GnuTLS" },
  { "strict leaves none",
    { "encryption.level=strict", "encryption.versions=tls1.0" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "encryption.level=strict" },
  { "a raw string", { "encryption.priority=NORMAL:-VERS-ALL:+VERS-TLS1.2" }, -1, NULL },
  { "a raw string wins",
    { "encryption.priority=NORMAL", "encryption.versions=tls1.0", "encryption.level=strict" },
    -1,
    NULL },
  { "SSL 3.0 in a raw string",
    { "encryption.priority=NORMAL:+vers-ssl3.0" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "encryption.priority: SSL 3.0" },
  { "nonsense, and where",
    { "encryption.priority=NORMAL:+NONSENSE" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "position 8, “+NONSENSE”" },
  { "no pin",
    { "encryption.verify=pin" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "encryption.pinned-certificate" },
  { "half a pin",
    { "encryption.verify=pin", "encryption.pinned-certificate=0011" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "encryption.pinned-certificate" },
  { "a pin with colons",
    { "encryption.verify=pin",
      "encryption.pinned-certificate=00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:"
      "44:55:66:77:88:99:AA:BB:CC:DD:EE:FF" },
    -1,
    NULL },
  { "no such file",
    { "encryption.ca-file=/nonexistent/ca.pem" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "/nonexistent/ca.pem" },
  { "a file without certificates",
    { "encryption.ca-file=/dev/null" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "encryption.ca-file" },
  { "no such own certificate",
    { "encryption.client-certificate=/nonexistent/me.pem",
      "encryption.client-key=file:/nonexistent/me.key" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "/nonexistent/me.pem" },
  { "a key without its certificate",
    { "encryption.client-key=file:/nonexistent/me.key" },
    TOCSIN_ERROR_CONFIG_INVALID,
    "encryption.client-certificate" },
  { "staples required", { "encryption.revocation=require-staple" }, -1, NULL },
};

static void
test_settings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const *assignments = rows[i].assignments;
      g_autoptr (TocsinEndpoint) endpoint = NULL;
      g_autoptr (TocsinTlsContext) context = NULL;
      g_autoptr (GError) error = NULL;

      endpoint = test_endpoint_new (993, assignments[0], assignments[0] ? assignments[1] : NULL,
                                    assignments[0] && assignments[1] ? assignments[2] : NULL, NULL);
      context = tocsin_tls_context_new (endpoint, NULL, &error);
      g_test_message ("%s", rows[i].about);
      if (rows[i].code < 0)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_null (context);
      test_endpoint_expect_error (error, rows[i].code, rows[i].about);
      if (strstr (error->message, rows[i].said) == NULL)
        g_error ("“%s” is missing in: %s", rows[i].said, error->message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tls-priority/settings", test_settings);

  return g_test_run ();
}
