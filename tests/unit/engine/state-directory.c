/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/trouble.h"
#include "core/engine/state-directory.h"
#include "tests/unit/engine/scratch.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *runtime;
  char *state;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = scratch_new ();
  fixture->runtime = g_build_filename (fixture->folder, "run", NULL);
  fixture->state = g_build_filename (fixture->folder, "a", "state", NULL);
  g_unsetenv ("TOCSIN_STATE");
  g_unsetenv ("STATE_DIRECTORY");
  g_assert_true (g_setenv ("XDG_RUNTIME_DIR", fixture->runtime, TRUE));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  scratch_free (fixture->folder);
  g_free (fixture->runtime);
  g_free (fixture->state);
}

static TocsinStateDirectory *
open_state (const char *path)
{
  g_autoptr (GError) error = NULL;
  TocsinStateDirectory *state = tocsin_state_directory_open (path, &error);

  g_assert_no_error (error);

  return state;
}

static void
lock (TocsinStateDirectory *state)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_state_directory_lock (state, &error));
  g_assert_no_error (error);
}

static void
assert_mode (const char *path, guint mode)
{
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, mode);
}

static void
test_paths (Fixture *fixture, gconstpointer data)
{
  mode_t mask = umask (0);
  g_autoptr (TocsinStateDirectory) state = open_state (fixture->state);

  g_assert_cmpstr (tocsin_state_directory_get_path (state), ==, fixture->state);
  g_assert_cmpuint (scratch_count (fixture->state), ==, 0);
  lock (state);
  umask (mask);
  assert_mode (fixture->state, 0700);
  assert_mode (tocsin_state_directory_get_spool_path (state), 0700);
  assert_mode (tocsin_state_directory_get_log_path (state), 0700);
  assert_mode (tocsin_state_directory_get_transcript_path (state), 0700);
  assert_mode (tocsin_state_directory_get_work_path (state), 0700);
  g_assert_true (
      g_str_has_prefix (tocsin_state_directory_get_journal_path (state), fixture->state));
}

static void
test_choice (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tocsin = g_build_filename (fixture->folder, "tocsin", NULL);
  g_autofree char *systemd = g_build_filename (fixture->folder, "systemd", NULL);
  g_autofree char *list = g_strconcat (systemd, ":/elsewhere", NULL);
  g_autoptr (TocsinStateDirectory) by_systemd = NULL;
  g_autoptr (TocsinStateDirectory) by_tocsin = NULL;
  g_autoptr (TocsinStateDirectory) given = NULL;

  g_setenv ("STATE_DIRECTORY", list, TRUE);
  by_systemd = open_state (NULL);
  g_assert_cmpstr (tocsin_state_directory_get_path (by_systemd), ==, systemd);
  g_setenv ("TOCSIN_STATE", tocsin, TRUE);
  by_tocsin = open_state (NULL);
  g_assert_cmpstr (tocsin_state_directory_get_path (by_tocsin), ==, tocsin);
  given = open_state (fixture->state);
  g_assert_cmpstr (tocsin_state_directory_get_path (given), ==, fixture->state);
}

static void
test_one_engine (Fixture *fixture, gconstpointer data)
{
  TocsinStateDirectory *first = open_state (fixture->state);
  g_autoptr (TocsinStateDirectory) second = open_state (fixture->state);
  g_autoptr (GError) error = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", (int) getpid ());

  g_assert_cmpint (tocsin_state_directory_get_lock_holder (first), ==, 0);
  lock (first);
  lock (first);
  g_assert_true (tocsin_state_directory_is_locked (first));
  g_assert_cmpint (tocsin_state_directory_get_lock_holder (second), ==, getpid ());

  g_assert_false (tocsin_state_directory_lock (second, &error));
  g_assert_false (tocsin_state_directory_is_locked (second));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED);
  g_assert_cmpint (tocsin_trouble_exit_status (error), ==, 6);
  g_assert_nonnull (strstr (error->message, pid));
  g_assert_nonnull (strstr (error->message, fixture->state));
  g_assert_nonnull (tocsin_error_get_hint (error));

  g_object_unref (first);
  lock (second);
}

/* Asking must not disturb: neither the asked one nor one that starts meanwhile. */
static void
test_ask (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinStateDirectory) first = open_state (fixture->state);
  g_autoptr (TocsinStateDirectory) asking = open_state (fixture->state);
  g_autoptr (TocsinStateDirectory) third = open_state (fixture->state);
  g_autoptr (GError) error = NULL;

  lock (first);
  for (int i = 0; i < 3; i++)
    g_assert_cmpint (tocsin_state_directory_get_lock_holder (asking), ==, getpid ());
  g_assert_false (tocsin_state_directory_lock (third, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED);
}

/* A child holds the lock until it is killed. */
static int
hold (const char *folder)
{
  g_autoptr (TocsinStateDirectory) state = open_state (folder);

  lock (state);
  if (write (STDOUT_FILENO, "!", 1) != 1)
    return 1;
  pause ();

  return 0;
}

static void
test_killed_owner (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinStateDirectory) state = open_state (fixture->state);
  g_autoptr (GSubprocess) child =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, "/proc/self/exe", "--scene", "hold",
                        fixture->state, NULL);
  char ready;

  g_assert_cmpint (
      g_input_stream_read (g_subprocess_get_stdout_pipe (child), &ready, 1, NULL, NULL), ==, 1);
  g_assert_cmpint (tocsin_state_directory_get_lock_holder (state), ==,
                   g_ascii_strtoll (g_subprocess_get_identifier (child), NULL, 10));
  g_assert_false (tocsin_state_directory_lock (state, NULL));
  g_subprocess_send_signal (child, SIGKILL);
  g_subprocess_wait (child, NULL, NULL);
  g_assert_cmpint (tocsin_state_directory_get_lock_holder (state), ==, 0);
  lock (state);
}

static void
test_control_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (150, 'x');
  g_autofree char *long_path = g_build_filename (fixture->folder, long_name, NULL);
  g_autofree char *long_state = g_build_filename (long_path, "state", NULL);
  g_autofree char *own = g_strdup_printf ("/tmp/tocsin-%u/", (guint) getuid ());
  g_autoptr (TocsinStateDirectory) first = open_state (fixture->state);
  g_autoptr (TocsinStateDirectory) other = open_state (long_state);
  g_autoptr (TocsinStateDirectory) beside = NULL;
  g_autoptr (TocsinStateDirectory) far = NULL;

  g_assert_true (
      g_str_has_prefix (tocsin_state_directory_get_control_path (first), fixture->runtime));
  g_assert_cmpstr (tocsin_state_directory_get_control_path (first), !=,
                   tocsin_state_directory_get_control_path (other));

  g_setenv ("XDG_RUNTIME_DIR", long_path, TRUE);
  beside = open_state (fixture->state);
  g_assert_true (
      g_str_has_prefix (tocsin_state_directory_get_control_path (beside), fixture->state));
  far = open_state (long_state);
  g_assert_true (g_str_has_prefix (tocsin_state_directory_get_control_path (far), own));
  g_assert_cmpuint (strlen (tocsin_state_directory_get_control_path (far)), <,
                    sizeof ((struct sockaddr_un *) NULL)->sun_path);
}

/* The command line runs with another environment than the service, and still finds it. */
static void
test_other_environment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinStateDirectory) engine = open_state (fixture->state);
  g_autoptr (TocsinStateDirectory) client = NULL;

  lock (engine);
  g_unsetenv ("XDG_RUNTIME_DIR");
  client = open_state (fixture->state);
  g_assert_cmpstr (tocsin_state_directory_get_control_path (client), ==,
                   tocsin_state_directory_get_control_path (engine));
}

static void
test_prepare_control (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinStateDirectory) state = open_state (fixture->state);
  const char *path = tocsin_state_directory_get_control_path (state);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  lock (state);
  g_assert_true (tocsin_state_directory_prepare_control (state, &error));
  assert_mode (folder, 0700);
  g_assert_true (g_file_set_contents (path, "left by a crash", -1, NULL));
  g_assert_true (tocsin_state_directory_prepare_control (state, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_false (tocsin_state_directory_prepare_control (state, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, folder));
}

static void
test_unusable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "state", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_null (tocsin_state_directory_open (below, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, below));
}

static void
test_forbidden (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }

  g_assert_cmpint (g_chmod (fixture->folder, 0500), ==, 0);
  g_assert_null (tocsin_state_directory_open (fixture->state, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_READONLY);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), fixture->folder));
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  const char *scene;
  const char *folder;

  if (scratch_is_child (argc, argv, &scene, &folder))
    return hold (folder);

  g_test_init (&argc, &argv, NULL);

  add_test ("/state-directory/paths", test_paths);
  add_test ("/state-directory/choice", test_choice);
  add_test ("/state-directory/one-engine", test_one_engine);
  add_test ("/state-directory/ask", test_ask);
  add_test ("/state-directory/control-path", test_control_path);
  add_test ("/state-directory/other-environment", test_other_environment);
  add_test ("/state-directory/prepare-control", test_prepare_control);
  add_test ("/state-directory/unusable", test_unusable);
  add_test ("/state-directory/forbidden", test_forbidden);
  /* Last: it makes threads, and the others change the environment. */
  add_test ("/state-directory/killed-owner", test_killed_owner);

  return g_test_run ();
}
