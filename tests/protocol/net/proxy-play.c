/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/net/proxy-play.h"

#include <string.h>

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

static const TocsinEndpointDefaults defaults = {
  .service = "test",
  .plain_port = PLAY_PORT,
  .tls_port = PLAY_PORT + 1,
  .pool_size = 1,
};

/* "05 01 'name'": bytes in hexadecimal, text in quotes. */
static void
play_bytes (ScriptedServer *server, const char *line, gboolean expected)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  const char *p = line;

  while (*p != '\0')
    if (*p == ' ')
      p++;
    else if (*p == '\'')
      {
        const char *end = strchr (p + 1, '\'');

        g_assert_nonnull (end);
        g_string_append_len (bytes, p + 1, end - p - 1);
        p = end + 1;
      }
    else
      {
        g_assert_true (g_ascii_isxdigit (p[0]) && g_ascii_isxdigit (p[1]));
        g_string_append_c (bytes,
                           (char) (g_ascii_xdigit_value (p[0]) * 16 + g_ascii_xdigit_value (p[1])));
        p += 2;
      }

  if (expected)
    scripted_server_expect_bytes (server, bytes->str, bytes->len);
  else
    scripted_server_send_bytes (server, bytes->str, bytes->len);
}

void
play_script (ScriptedServer *server, const char *const *script)
{
  scripted_server_connection (server);
  for (guint i = 0; i < MAX_SCRIPT && script[i] != NULL; i++)
    switch (script[i][0])
      {
      case '>':
        scripted_server_expect (server, script[i] + 1);
        break;
      case '<':
        scripted_server_send (server, script[i] + 1);
        break;
      case '}':
      case '{':
        play_bytes (server, script[i] + 1, script[i][0] == '}');
        break;
      case '|':
        scripted_server_cut (server);
        scripted_server_connection (server);
        break;
      case '.':
        scripted_server_cut (server);
        break;
      case '!':
        scripted_server_reset (server);
        break;
      case '~':
        scripted_server_silence (server);
        break;
      default:
        g_assert_not_reached ();
      }
}

TocsinEndpoint *
play_endpoint (guint16 proxy_port, const char *address, const char *const *settings)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinConnectionSettings) made = NULL;
  g_autoptr (GError) error = NULL;
  TocsinEndpoint *endpoint;

  g_ptr_array_add (all, g_strdup_printf ("address=%s", address));
  g_ptr_array_add (all, g_strdup_printf ("port=%u", PLAY_PORT));
  g_ptr_array_add (all, g_strdup ("encryption.mode=none"));
  g_ptr_array_add (all, g_strdup ("proxy.address=127.0.0.1"));
  g_ptr_array_add (all, g_strdup_printf ("proxy.port=%u", proxy_port));
  for (guint i = 0; settings != NULL && i < MAX_SETTINGS && settings[i] != NULL; i++)
    g_ptr_array_add (all, g_strdup (settings[i]));
  g_ptr_array_add (all, NULL);

  made = tocsin_connection_settings_new_from_assignments ("test", "test",
                                                          (const char *const *) all->pdata, &error);
  g_assert_no_error (error);
  endpoint = tocsin_endpoint_new (made, &defaults, &error);
  g_assert_no_error (error);

  return endpoint;
}

static void
expect_text (const char *text, const char *part, const char *what, const PlayRow *row)
{
  if (part != NULL && (text == NULL || strstr (text, part) == NULL))
    g_error ("%s: the %s lacks “%s”: %s", row->why, what, part, text != NULL ? text : "(none)");
}

static void
check_error (const PlayRow *row, const GError *error)
{
  test_endpoint_expect_error (error, row->code, row->why);
  expect_text (error->message, row->message, "message", row);
  expect_text (tocsin_error_get_hint (error), row->hint, "hint", row);
  expect_text (tocsin_error_get_server_text (error), row->server_text, "server's text", row);
  /* Whatever was wrong, it is seen to be about the proxy, and no secret is told. */
  g_assert_nonnull (strstr (error->message, "proxy"));
  g_assert_null (strstr (error->message, PLAY_PASSWORD));
}

static void
play_row (const PlayRow *row)
{
  ScriptedServer *server = scripted_server_new ();
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (TocsinTranscript) transcript = play_transcript (said);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", row->why);
  play_script (server, row->script);
  if (row->code < 0)
    scripted_server_send (server, PLAY_GREETING);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, row->settings);
  stream = tocsin_line_stream_connect (endpoint, transcript, NULL, NULL, &error);

  if (row->code < 0)
    {
      g_assert_no_error (error);
      test_endpoint_expect_line (stream, "* OK behind the proxy");
    }
  else
    {
      g_assert_null (stream);
      check_error (row, error);
    }
  g_assert_null (strstr (said->str, PLAY_PASSWORD));
  g_clear_object (&stream);
  scripted_server_finish (server);
}

void
play_rows (const PlayRow *rows, gsize n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    play_row (&rows[i]);
}

static void
collect_line (TocsinTranscript *transcript, const char *line, GString *all)
{
  g_string_append_printf (all, "%s\n", strchr (line, ' ') + 1);
}

TocsinTranscript *
play_transcript (GString *all)
{
  TocsinTranscript *transcript = tocsin_transcript_new ();

  g_signal_connect (transcript, "line", G_CALLBACK (collect_line), all);
  return transcript;
}

static void
collect_step (TocsinReport *report,
              int step,
              int status,
              guint milliseconds,
              GVariant *facts,
              const GError *error,
              GString *all)
{
  GVariantIter iter;
  const char *name, *value;

  if (status == TOCSIN_STEP_STATUS_RUNNING)
    return;
  g_string_append_printf (all, "%s %s\n", tocsin_step_to_string ((TocsinStep) step),
                          tocsin_step_status_to_string ((TocsinStepStatus) status));
  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    g_string_append_printf (all, "  %s: %s\n", name, value);
}

TocsinReport *
play_report (GString *all)
{
  TocsinReport *report = tocsin_report_new ();

  g_signal_connect (report, "step", G_CALLBACK (collect_step), all);
  return report;
}
