/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/smtp/play.h"

#include "core/base/error.h"
#include "tests/protocol/scripted-settings.h"

#include <string.h>

Play *
play_new (void)
{
  Play *self = g_new0 (Play, 1);

  self->server = scripted_server_new ();
  self->envelope = tocsin_envelope_new ("me@example.org", NULL);

  return self;
}

void
play_expect (Play *self, const char *line)
{
  g_autofree char *whole = g_strconcat (line, "\r\n", NULL);

  scripted_server_expect (self->server, whole);
}

void
play_say (Play *self, const char *line)
{
  g_autofree char *whole = g_strconcat (line, "\r\n", NULL);

  scripted_server_send (self->server, whole);
}

void
play_command (Play *self, const char *line, const char *answer)
{
  play_expect (self, line);
  play_say (self, answer);
}

void
play_greet (Play *self, const char *keywords)
{
  g_auto (GStrv) words = g_strsplit (keywords, " ", -1);
  g_autoptr (GString) answer = g_string_new (NULL);

  g_string_append_printf (answer, "250%smx.example", *keywords != '\0' ? "-" : " ");
  for (guint i = 0; *keywords != '\0' && words[i] != NULL; i++)
    g_string_append_printf (answer, "\r\n250%s%s", words[i + 1] != NULL ? "-" : " ",
                            g_strdelimit (words[i], "_", ' '));
  play_command (self, "EHLO me.example", answer->str);
}

void
play_connect (Play *self, const char *keywords)
{
  scripted_server_connection (self->server);
  play_say (self, "220 mx.example ESMTP");
  play_greet (self, keywords);
}

void
play_whole_message (Play *self)
{
  play_command (self, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (self, "RCPT TO:<you@example.org>", "250 ok");
  play_command (self, "DATA", "354 go");
  scripted_server_expect (self->server, PLAY_WIRE ".\r\n");
  play_say (self, "250 2.0.0 queued as 7");
}

static TocsinConnectionSettings *
make_settings (Play *self, va_list args)
{
  static const char *const usual[] = {
    "smtp.hello=me.example",
    "limits.pool-size=1",
    NULL,
  };

  g_setenv ("SMTP_TEST_PASSWORD", "secret", TRUE);

  return scripted_settings_new (self->server, "smtp", usual, args);
}

void
play_start (Play *self, ...)
{
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  va_list args;

  scripted_server_start (self->server);
  va_start (args, self);
  settings = make_settings (self, args);
  va_end (args);
  self->transport = g_object_new (TOCSIN_TYPE_SMTP_CONNECTION, "settings", settings, NULL);
}

void
play_finish (Play *self)
{
  g_clear_object (&self->transport);
  scripted_server_finish (self->server);
  g_clear_pointer (&self->envelope, tocsin_envelope_unref);
  g_clear_pointer (&self->report, tocsin_send_report_unref);
  g_free (self);
}

void
play_to (Play *self, const char *address, TocsinRecipientKind kind)
{
  g_autoptr (GError) error = NULL;

  tocsin_envelope_add_recipient (self->envelope, address, kind, TOCSIN_NOTIFY_DEFAULT, NULL,
                                 &error);
  g_assert_no_error (error);
}

static gboolean
count_commit (gpointer user_data, GError **error)
{
  ((Play *) user_data)->commits++;

  return TRUE;
}

gboolean
play_send_bytes (Play *self, const char *message, gsize length, gsize block, GError **error)
{
  const TocsinSendWatch watch = { count_commit, NULL, self };
  g_autoptr (GInputStream) stream = g_memory_input_stream_new ();

  for (gsize i = 0; i < length; i += block)
    g_memory_input_stream_add_data (G_MEMORY_INPUT_STREAM (stream), message + i,
                                    (gssize) MIN (block, length - i), NULL);
  g_clear_pointer (&self->report, tocsin_send_report_unref);

  return tocsin_mail_transport_send (self->transport, self->envelope, stream, length, &watch,
                                     &self->report, NULL, error);
}

gboolean
play_send (Play *self, const char *message, GError **error)
{
  return play_send_bytes (self, message, strlen (message), strlen (message) + 1, error);
}

void
play_send_well (Play *self, const char *message)
{
  g_autoptr (GError) error = NULL;

  play_send (self, message, &error);
  g_assert_no_error (error);
}

void
play_fail (Play *self, const char *message, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (play_send (self, message, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, TOCSIN_ERROR, code);
}

static const char *
name_state (const TocsinSendResult *result)
{
  if (result->state == TOCSIN_SEND_STATE_REFUSED && !result->permanent)
    return "later";

  return tocsin_send_state_to_string (result->state);
}

void
play_expect_report (Play *self, TocsinSendOutcome outcome, const char *states)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < tocsin_send_report_get_n_results (self->report); i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "",
                            name_state (tocsin_send_report_get_result (self->report, i)));
  g_assert_cmpstr (found->str, ==, states);
  g_assert_cmpint (tocsin_send_report_get_outcome (self->report), ==, outcome);
}
