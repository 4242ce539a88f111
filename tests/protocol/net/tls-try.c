/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/net/tls-try.h"

#include <errno.h>
#include <glib/gstdio.h>

GHashTable *
tls_try_new_facts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* "" where there is none, so that a wrong one fails a comparison and nothing else. */
const char *
tls_try_get_fact (GHashTable *facts, const char *name)
{
  const char *value = g_hash_table_lookup (facts, name);

  return value != NULL ? value : "";
}

static void
add_fact (GHashTable *facts, const char *name, const char *value)
{
  const char *sofar = g_hash_table_lookup (facts, name);

  /* There may be several warnings. */
  if (sofar != NULL && g_str_equal (name, "warning"))
    g_hash_table_replace (facts, g_strdup (name), g_strdup_printf ("%s\n%s", sofar, value));
  else
    g_hash_table_replace (facts, g_strdup (name), g_strdup (value));
}

static void
on_step (TocsinReport *report,
         int step,
         int status,
         guint milliseconds,
         GVariant *facts,
         GError *error,
         GHashTable *seen)
{
  GVariantIter iter;
  const char *name;
  const char *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    add_fact (seen, name, value);
}

void
tls_try_watch (TocsinReport *report, GHashTable *facts)
{
  g_signal_connect (report, "step", G_CALLBACK (on_step), facts);
}

/* The script of one connection. */
void
tls_try_script (ScriptedServer *server, const TlsTry *what)
{
  scripted_server_connection (server);
  if (what->starttls)
    scripted_server_send (server, "ready\r\n");
  if (!what->good)
    {
      scripted_server_fail_tls (server);
      return;
    }

  scripted_server_start_tls (server);
  scripted_server_send (server, "hello\r\n");
}

static TocsinLineStream *
open_stream (TocsinEndpoint *endpoint, const TlsTry *what, TocsinReport *report, GError **error)
{
  g_autoptr (TocsinLineStream) stream =
      tocsin_line_stream_connect (endpoint, what->transcript, report, NULL, error);

  if (stream == NULL || !what->starttls)
    return g_steal_pointer (&stream);

  test_endpoint_expect_line (stream, "ready");
  tocsin_report_begin (report, TOCSIN_STEP_STARTTLS);
  if (!tocsin_line_stream_start_tls (stream, report, NULL, error))
    g_clear_object (&stream);
  tocsin_report_end (report, error != NULL ? *error : NULL);

  return g_steal_pointer (&stream);
}

static TocsinEndpoint *
make_endpoint (ScriptedServer *server, const TlsTry *what, const char *const *settings)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  g_ptr_array_add (
      all, (gpointer) (what->starttls ? "encryption.mode=starttls" : "encryption.mode=implicit"));
  for (; *settings != NULL; settings++)
    g_ptr_array_add (all, (gpointer) *settings);
  g_ptr_array_add (all, NULL);

  return test_endpoint_new_from ("127.0.0.1", scripted_server_get_port (server),
                                 (const char *const *) all->pdata);
}

GError *
tls_try_against (ScriptedServer *server,
                 const TlsTry *what,
                 const char *const *settings,
                 GHashTable *facts)
{
  g_autoptr (TocsinEndpoint) endpoint = make_endpoint (server, what, settings);
  g_autoptr (TocsinReport) report = facts != NULL ? tocsin_report_new () : NULL;
  g_autoptr (TocsinLineStream) stream = NULL;
  GError *error = NULL;

  if (facts != NULL)
    tls_try_watch (report, facts);
  stream = open_stream (endpoint, what, report, &error);
  if (stream != NULL && what->good)
    test_endpoint_expect_line (stream, "hello");
  /* With TLS 1.3 a server may refuse us after our part is done. */
  else if (stream != NULL)
    tocsin_line_stream_read_line (stream, NULL, NULL, &error);
  if (stream != NULL)
    tocsin_line_stream_close (stream);

  return error;
}

GError *
tls_try (const TlsTry *what, const char *const *settings, GHashTable *facts)
{
  ScriptedServer *server = scripted_server_new ();
  GError *error;

  scripted_server_set_certificate (server, what->certificate);
  if (what->priority != NULL)
    scripted_server_set_priority (server, what->priority);
  if (what->asks)
    scripted_server_require_client_certificate (server);
  tls_try_script (server, what);
  scripted_server_start (server);
  error = tls_try_against (server, what, settings, facts);
  scripted_server_finish (server);

  return error;
}

GError *
tls_try_identity (const TlsTry *what, const char *certificate, const char *key, GHashTable *facts)
{
  g_autofree char *first = g_strdup_printf ("encryption.client-certificate=%s", certificate);
  g_autofree char *second = g_strdup_printf ("encryption.client-key=%s", key);
  const char *const settings[] = { "encryption.verify=none", first, second, NULL };

  return tls_try (what, settings, facts);
}

GError *
tls_try_no_identity (const char *certificate, const char *key)
{
  g_autofree char *first = g_strdup_printf ("encryption.client-certificate=%s", certificate);
  g_autofree char *second = g_strdup_printf ("encryption.client-key=%s", key);
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (1, "encryption.mode=implicit", first, second, NULL);
  g_autoptr (TocsinLineStream) stream = NULL;
  GError *error = NULL;

  stream = tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error);
  g_assert_null (stream);
  return error;
}

char *
tls_try_write (const char *directory, const char *name, const char *text, int mode)
{
  char *path = g_build_filename (directory, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_no_errno (g_chmod (path, mode));
  return path;
}
