/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/imap4/case.h"

#include "core/base/error.h"

#include <string.h>

static void
play_line (Play *play, const char *line)
{
  g_autofree char *said = g_strconcat (line + MIN (strlen (line), 2), "\r\n", NULL);

  if (g_str_has_prefix (line, "S:"))
    play_say (play, said);
  else if (g_str_has_prefix (line, "L:"))
    scripted_server_expect (play->server, said);
  else if (g_str_has_prefix (line, "R:"))
    play_say (play, line + 2);
  else if (g_str_has_prefix (line, "C:"))
    play_expect (play, line + 2);
  else if (g_str_has_prefix (line, "A:"))
    play_answer (play, line + 2);
  else if (g_str_equal (line, "inject"))
    play_answer (play, "OK go on\r\n* BYE says somebody in between");
  else if (g_str_equal (line, "long"))
    scripted_server_send_repeated (play->server, "x", 2000);
  else if (g_str_equal (line, "tls"))
    scripted_server_start_tls (play->server);
  else if (g_str_equal (line, "fail-tls"))
    scripted_server_fail_tls (play->server);
  else if (g_str_equal (line, "cut"))
    scripted_server_cut (play->server);
  else if (g_str_equal (line, "reset"))
    scripted_server_reset (play->server);
  else if (g_str_equal (line, "silence"))
    scripted_server_silence (play->server);
  else if (g_str_equal (line, "eof"))
    scripted_server_expect_eof (play->server);
  else
    g_error ("no such line of a script: %s", line);
}

void
case_play_script (Play *play, const char *script)
{
  g_auto (GStrv) lines = NULL;

  if (script == NULL)
    return;

  scripted_server_connection (play->server);
  lines = g_strsplit (script, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      play_line (play, lines[i]);
}

static void
note_failed (TocsinReport *report,
             int step,
             int status,
             guint milliseconds,
             GVariant *facts,
             const GError *error,
             gpointer user_data)
{
  const char **failed = user_data;

  if (status != TOCSIN_STEP_STATUS_FAILED)
    return;
  g_assert_null (*failed);
  g_assert_nonnull (error);
  *failed = tocsin_step_to_string ((TocsinStep) step);
}

/* All that differs is told, not only the first. A star at the end stands for any rest. */
static void
check_same (const char *what, const char *seen, const char *expected)
{
  gsize length = expected != NULL ? strlen (expected) : 0;

  if (length > 0 && expected[length - 1] == '*' && seen != NULL
      && strncmp (seen, expected, length - 1) == 0)
    return;
  if (g_strcmp0 (seen, expected) != 0)
    g_test_fail_printf ("%s: expected %s, seen %s", what, expected != NULL ? expected : "nothing",
                        seen != NULL ? seen : "nothing");
}

static void
check_part (const char *what, const char *whole, const char *part)
{
  if (part != NULL && (whole == NULL || strstr (whole, part) == NULL))
    g_test_fail_printf ("%s: “%s” is not in “%s”", what, part, whole != NULL ? whole : "");
}

static void
check (const Case *row, const GError *error)
{
  g_autoptr (GError) expected = g_error_new (TOCSIN_ERROR, row->code, "x");
  g_autofree char *remedy = tocsin_error_get_remedy (error) != NULL
                                ? g_strjoinv (" ", (GStrv) tocsin_error_get_remedy (error))
                                : NULL;

  g_test_message ("%s: %s [%s] hint: %s; server: %s; remedy: %s", row->about, error->message,
                  tocsin_error_get_code_name (error), tocsin_error_get_hint (error),
                  tocsin_error_get_server_text (error), remedy);
  check_same ("code", tocsin_error_get_code_name (error), tocsin_error_get_code_name (expected));
  check_same ("retry", tocsin_retry_to_string (tocsin_error_get_retry (error)),
              tocsin_retry_to_string (row->retry));
  check_same ("command", tocsin_error_get_command (error), row->command);
  check_same ("response code", tocsin_error_get_response_code (error), row->response_code);
  check_same ("remedy", remedy, row->remedy);
  check_part ("hint", tocsin_error_get_hint (error), row->hint);
  check_part ("server text", tocsin_error_get_server_text (error), row->words);
}

void
case_run (const Case *row, Play *play)
{
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (GError) error = NULL;
  const char *failed = NULL;

  g_signal_connect (report, "step", G_CALLBACK (note_failed), &failed);
  tocsin_connection_test (TOCSIN_CONNECTION (play->store), report, NULL, NULL, &error);
  if (row->step == NULL)
    g_assert_no_error (error);
  else if (error == NULL)
    g_test_fail_printf ("nothing went wrong");
  else
    check (row, error);
  check_same ("step", failed, row->step);
}

static void
test_case (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (Play) play = play_new ();

  case_play_script (play, row->script);
  play_start (play, row->settings[0], row->settings[1], row->settings[2], row->settings[3],
              row->settings[4], NULL);
  case_run (row, play);
}

void
case_add (const char *path, const Case *rows, gsize n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%s", path, rows[i].about);

      g_test_add_data_func (name, &rows[i], test_case);
    }
}
