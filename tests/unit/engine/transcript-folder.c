/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/transcript-folder.h"

#include "tests/unit/engine/scratch.h"
#include "tests/unit/net/test-endpoint.h"
#include "tests/unit/net/test-session.h"

#include <glib/gstdio.h>
#include <string.h>

static TocsinSession *
new_session (const char *transcript)
{
  g_autoptr (TocsinEndpoint) endpoint = test_endpoint_new (993, transcript, NULL);

  return g_object_new (TEST_TYPE_SESSION, "endpoint", endpoint, NULL);
}

static void
say (TocsinSession *session, const char *text)
{
  tocsin_transcript_add (tocsin_session_get_transcript (session), TOCSIN_TRANSCRIPT_SENT, TRUE,
                         text, -1);
}

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static void
test_keeps_what_is_said (void)
{
  char *path = scratch_new ();
  g_autoptr (TocsinTranscriptFolder) folder = tocsin_transcript_folder_new (path);
  g_autoptr (TocsinSession) first = new_session ("transcript=true");
  g_autoptr (TocsinSession) second = new_session ("transcript=true");
  g_autofree char *file = g_build_filename (path, "test.log", NULL);
  g_autofree char *text = NULL;
  GStatBuf status;

  tocsin_transcript_folder_follow (folder, first);
  tocsin_transcript_folder_follow (folder, second);
  say (first, "A1 NOOP");
  say (second, "A1 LOGOUT");
  text = read_file (path, "test.log");
  g_assert_true (g_str_has_prefix (text, "#1 "));
  g_assert_nonnull (strstr (text, "->🔒 A1 NOOP\n#2 "));
  g_assert_nonnull (strstr (text, "A1 LOGOUT\n"));
  g_assert_cmpint (g_stat (file, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  scratch_free (path);
}

static void
test_only_when_asked (void)
{
  char *path = scratch_new ();
  g_autoptr (TocsinTranscriptFolder) folder = tocsin_transcript_folder_new (path);
  g_autoptr (TocsinSession) quiet = new_session ("transcript=false");
  g_autoptr (TocsinSession) watched = new_session ("transcript=true");
  g_autoptr (TocsinTranscript) own = tocsin_transcript_new ();

  tocsin_session_set_transcript (watched, own);
  tocsin_transcript_folder_follow (folder, quiet);
  tocsin_transcript_folder_follow (folder, watched);
  g_assert_null (tocsin_session_get_transcript (quiet));
  g_assert_true (tocsin_session_get_transcript (watched) == own);
  scratch_free (path);
}

static void
test_has_a_limit (void)
{
  char *path = scratch_new ();
  g_autoptr (TocsinTranscriptFolder) folder = tocsin_transcript_folder_new (path);
  g_autoptr (TocsinSession) session = new_session ("transcript=true");
  g_autofree char *file = g_build_filename (path, "test.log", NULL);
  g_autofree char *old = g_strnfill (TOCSIN_TRANSCRIPT_MAX_SIZE, 'x');
  g_autofree char *before = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (file, old, -1, NULL));
  tocsin_transcript_folder_follow (folder, session);
  say (session, "A1 NOOP");
  before = read_file (path, "test.log.1");
  g_assert_cmpuint (strlen (before), ==, TOCSIN_TRANSCRIPT_MAX_SIZE);
  text = read_file (path, "test.log");
  g_assert_true (g_str_has_prefix (text, "#1 "));
  scratch_free (path);
}

static void
test_disk_full (void)
{
  g_autoptr (TocsinTranscriptFolder) folder = tocsin_transcript_folder_new ("/proc/nowhere");
  g_autoptr (TocsinSession) session = new_session ("transcript=true");

  tocsin_transcript_folder_follow (folder, session);
  g_test_expect_message ("tocsin", G_LOG_LEVEL_WARNING, "*/proc/nowhere/test.log*");
  say (session, "A1 NOOP");
  say (session, "A2 NOOP");
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transcript-folder/keeps-what-is-said", test_keeps_what_is_said);
  g_test_add_func ("/transcript-folder/only-when-asked", test_only_when_asked);
  g_test_add_func ("/transcript-folder/has-a-limit", test_has_a_limit);
  g_test_add_func ("/transcript-folder/tells-once-that-it-can-not-write", test_disk_full);

  return g_test_run ();
}
