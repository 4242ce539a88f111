/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

static void
take_line (TocsinTranscript *transcript, const char *line, GString *lines)
{
  g_string_append_printf (lines, "%s\n", line);
}

/* 2026-11-21T09:30:00Z, and a space. */
static const char *
without_time (const char *line)
{
  g_assert_cmpuint (strlen (line), >, 21);
  g_assert_cmpint (line[10], ==, 'T');
  g_assert_cmpint (line[19], ==, 'Z');

  return line + 21;
}

static void
test_lines (void)
{
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  g_autoptr (GString) lines = g_string_new (NULL);
  g_auto (GStrv) each = NULL;

  g_signal_connect (transcript, "line", G_CALLBACK (take_line), lines);
  tocsin_transcript_add (transcript, TOCSIN_TRANSCRIPT_RECEIVED, FALSE, "* OK \033[1m", -1);
  tocsin_transcript_add (transcript, TOCSIN_TRANSCRIPT_SENT, TRUE, "A1 NOOPxxx", 7);
  tocsin_transcript_note (transcript, "connected to %s", "::1");
  each = g_strsplit (lines->str, "\n", -1);

  g_assert_cmpuint (g_strv_length (each), ==, 4);
  g_assert_cmpstr (without_time (each[0]), ==, "<-  * OK \\x1B[1m");
  g_assert_cmpstr (without_time (each[1]), ==, "->🔒 A1 NOOP");
  g_assert_cmpstr (without_time (each[2]), ==, "**  connected to ::1");
}

static void
test_long_line (void)
{
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *literal = g_strnfill (100000, 'x');

  g_signal_connect (transcript, "line", G_CALLBACK (take_line), lines);
  tocsin_transcript_add (transcript, TOCSIN_TRANSCRIPT_RECEIVED, FALSE, literal, -1);
  g_assert_cmpuint (lines->len, <, 1100);
  g_assert_true (g_str_has_suffix (lines->str, "…\n"));
}

static void
test_nobody (void)
{
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();

  tocsin_transcript_add (NULL, TOCSIN_TRANSCRIPT_SENT, FALSE, "x", -1);
  tocsin_transcript_note (NULL, "%d", 1);
  tocsin_transcript_add (transcript, TOCSIN_TRANSCRIPT_SENT, FALSE, "x", -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/transcript/lines", test_lines);
  g_test_add_func ("/base/transcript/long-line", test_long_line);
  g_test_add_func ("/base/transcript/nobody", test_nobody);

  return g_test_run ();
}
