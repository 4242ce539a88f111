/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/net/test-endpoint.h"

#include "core/base/error.h"

static const char *const alpn[] = { "tst", NULL };

static const TocsinEndpointDefaults defaults = {
  .service = "test",
  .plain_port = 1143,
  .tls_port = 1993,
  .pool_size = 4,
  .alpn = alpn,
};

static TocsinEndpoint *
new_endpoint (const char *address, guint port, va_list args)
{
  g_autoptr (GPtrArray) settings = g_ptr_array_new ();
  const char *setting;

  while ((setting = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (settings, (gpointer) setting);
  g_ptr_array_add (settings, NULL);

  return test_endpoint_new_from (address, port, (const char *const *) settings->pdata);
}

TocsinEndpoint *
test_endpoint_new (guint port, ...)
{
  TocsinEndpoint *endpoint;
  va_list args;

  va_start (args, port);
  endpoint = new_endpoint ("127.0.0.1", port, args);
  va_end (args);

  return endpoint;
}

TocsinEndpoint *
test_endpoint_new_at (const char *address, guint port, ...)
{
  TocsinEndpoint *endpoint;
  va_list args;

  va_start (args, port);
  endpoint = new_endpoint (address, port, args);
  va_end (args);

  return endpoint;
}

TocsinEndpoint *
test_endpoint_new_from (const char *address, guint port, const char *const *more)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  TocsinEndpoint *endpoint;

  g_ptr_array_add (assignments, g_strdup_printf ("address=%s", address));
  g_ptr_array_add (assignments, g_strdup_printf ("port=%u", port));
  for (; *more != NULL; more++)
    g_ptr_array_add (assignments, g_strdup (*more));
  g_ptr_array_add (assignments, NULL);

  settings = tocsin_connection_settings_new_from_assignments (
      "test", "test", (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);
  endpoint = tocsin_endpoint_new (settings, &defaults, &error);
  g_assert_no_error (error);

  return endpoint;
}

TocsinLineStream *
test_endpoint_connect (TocsinEndpoint *endpoint)
{
  g_autoptr (GError) error = NULL;
  TocsinLineStream *stream = tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return stream;
}

void
test_endpoint_expect_line (TocsinLineStream *stream, const char *expected)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const char *line = tocsin_line_stream_read_line (stream, &length, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (line, length, expected, strlen (expected));
}

void
test_endpoint_expect_error (const GError *error, int code, const char *why)
{
  g_autoptr (GError) wanted = g_error_new (TOCSIN_ERROR, code, "wanted");

  if (g_error_matches (error, TOCSIN_ERROR, code))
    return;

  g_error ("%s: expected %s, seen %s: %s", why, tocsin_error_get_code_name (wanted),
           error != NULL ? tocsin_error_get_code_name (error) : "no error",
           error != NULL ? error->message : "");
}
