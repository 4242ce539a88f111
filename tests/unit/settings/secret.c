/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/secret-command.h"
#include "core/tocsin.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
write_file (const char *name, const char *content, gssize length, int mode)
{
  char *path = path_of (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, (mode_t) mode), ==, 0);

  return path;
}

static void
expect (const char *reference, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) found =
      tocsin_secret_resolve (reference, "work", "authentication.password", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_secret_peek (found), ==, secret);
}

static GError *
expect_error (const char *reference, int code)
{
  GError *error = NULL;

  g_assert_null (
      tocsin_secret_resolve (reference, "work", "authentication.password", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, code);
  g_test_message ("%s", error->message);

  return error;
}

static void
expect_words (const char *reference, int code, const char *words)
{
  g_autoptr (GError) error = expect_error (reference, code);

  g_assert_nonnull (strstr (error->message, words));
}

static void
test_value (void)
{
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("abcdef", 3);
  g_autoptr (TocsinSecret) same = tocsin_secret_new ("abc", -1);
  g_autoptr (TocsinSecret) other = tocsin_secret_new ("abd", -1);
  g_autoptr (TocsinSecret) again = tocsin_secret_ref (secret);

  g_assert_cmpstr (tocsin_secret_peek (again), ==, "abc");
  g_assert_cmpuint (tocsin_secret_get_length (secret), ==, 3);
  g_assert_true (tocsin_secret_equal (secret, same));
  g_assert_false (tocsin_secret_equal (secret, other));
}

static void
expect_file (const char *content, gssize length, const char *secret)
{
  g_autofree char *path = write_file ("secret", content, length, 0600);
  g_autofree char *reference = g_strconcat ("file:", path, NULL);

  expect (reference, secret);
}

static void
test_file (void)
{
  expect_file ("open sesame\n", -1, "open sesame");
  expect_file ("open sesame\r\n", -1, "open sesame");
  expect_file (" spaces count \n\n", -1, " spaces count \n");
  expect_file ("{\n\"key\": 1\n}\n", -1, "{\n\"key\": 1\n}");
}

static void
test_file_mode (void)
{
  static const int modes[] = { 0640, 0604, 0620, 0602, 0644, 0610 };

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *path = write_file ("open", "hunter2", -1, modes[i]);
      g_autofree char *reference = g_strconcat ("file:", path, NULL);
      g_autoptr (GError) error = expect_error (reference, TOCSIN_ERROR_SECRET_INSECURE);

      g_assert_nonnull (strstr (error->message, path));
      g_assert_nonnull (strstr (tocsin_error_get_hint (error), "chmod 600"));
      g_assert_null (strstr (error->message, "hunter2"));
    }
}

static void
test_file_of_another (void)
{
  g_autofree char *path = write_file ("theirs", "hunter2", -1, 0600);
  g_autofree char *reference = g_strconcat ("file:", path, NULL);

  if (geteuid () != 0)
    {
      g_test_skip ("only root can give a file away");
      return;
    }
  g_assert_cmpint (chown (path, 12345, (gid_t) -1), ==, 0);
  expect_words (reference, TOCSIN_ERROR_SECRET_INSECURE, "another user");
}

static void
test_bad_files (void)
{
  g_autofree char *huge = g_strnfill (TOCSIN_SECRET_MAX_SIZE + 1, 'x');
  g_autofree char *limit = g_strnfill (TOCSIN_SECRET_MAX_SIZE, 'x');
  g_autofree char *path = write_file ("bad", huge, -1, 0600);
  g_autofree char *reference = g_strconcat ("file:", path, NULL);
  g_autofree char *fifo = path_of ("fifo");
  g_autofree char *fifo_reference = g_strconcat ("file:", fifo, NULL);

  expect_words (reference, TOCSIN_ERROR_SECRET_UNAVAILABLE, "too large");
  g_free (write_file ("bad", limit, -1, 0600));
  expect (reference, limit);
  g_free (write_file ("bad", "\n", -1, 0600));
  expect_words (reference, TOCSIN_ERROR_SECRET_UNAVAILABLE, "empty");
  g_free (write_file ("bad", "a\0b", 3, 0600));
  expect_words (reference, TOCSIN_ERROR_SECRET_UNAVAILABLE, "NUL");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  expect_words (fifo_reference, TOCSIN_ERROR_SECRET_UNAVAILABLE, "ordinary file");
  expect_words ("file:/nonexistent/secret", TOCSIN_ERROR_SECRET_UNAVAILABLE, "/nonexistent/secret");
}

static void
test_environment (void)
{
  g_setenv ("TOCSIN_TEST_SECRET", "from outside", TRUE);
  expect ("env:TOCSIN_TEST_SECRET", "from outside");
  g_unsetenv ("TOCSIN_TEST_SECRET");
  expect_words ("env:TOCSIN_TEST_SECRET", TOCSIN_ERROR_SECRET_UNAVAILABLE, "TOCSIN_TEST_SECRET");
}

static void
test_credential (void)
{
  g_unsetenv ("CREDENTIALS_DIRECTORY");
  expect_words ("credential:mail", TOCSIN_ERROR_SECRET_UNAVAILABLE, "systemd");
  g_setenv ("CREDENTIALS_DIRECTORY", folder, TRUE);
  /* systemd shows its access list in the group's bits. */
  g_free (write_file ("mail", "by systemd\n", -1, 0440));
  expect ("credential:mail", "by systemd");
  expect_words ("credential:../mail", TOCSIN_ERROR_CONFIG_INVALID, "not a path");
  expect_words ("credential:..", TOCSIN_ERROR_CONFIG_INVALID, "not a path");
  expect_words ("credential:none", TOCSIN_ERROR_SECRET_UNAVAILABLE, "none");
}

static void
test_command (void)
{
  expect ("command:printf 'one\\ntwo\\n'", "one");
  expect ("command:echo 'a  b'", "a  b");
  /* There is no shell: nothing is expanded. */
  expect ("command:echo $HOME `id` ; |", "$HOME `id` ; |");
  expect_words ("command:", TOCSIN_ERROR_CONFIG_INVALID, "program");
  expect_words ("command:echo 'x", TOCSIN_ERROR_CONFIG_INVALID, "program");
  expect_words ("command:/nonexistent/pass", TOCSIN_ERROR_SECRET_UNAVAILABLE, "can not be run");
  expect_words ("command:true", TOCSIN_ERROR_SECRET_UNAVAILABLE, "empty");
}

static void
test_failing_command (void)
{
  g_autoptr (GError) error =
      expect_error ("command:sh -c 'echo hunter2; echo no such entry >&2; exit 3'",
                    TOCSIN_ERROR_SECRET_UNAVAILABLE);

  g_assert_nonnull (strstr (error->message, "status 3"));
  g_assert_nonnull (strstr (error->message, "no such entry"));
  g_assert_null (strstr (error->message, "hunter2"));
  expect_words ("command:sh -c 'kill -9 $$'", TOCSIN_ERROR_SECRET_UNAVAILABLE, "signal 9");
}

/* More on either pipe than a pipe holds. */
static void
test_talkative_command (void)
{
  expect ("command:sh -c 'echo first; head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2'",
          "first");
  expect_words ("command:head -c 300000 /dev/zero", TOCSIN_ERROR_SECRET_UNAVAILABLE, "too long");
}

/* Such as an agent that a password program starts: it keeps the pipes open for ever. */
static void
test_command_leaving_a_child (void)
{
  g_autofree char *path = path_of ("pid");
  g_autofree char *reference =
      g_strdup_printf ("command:sh -c 'echo first; sleep 1000 & echo $! > %s'", path);
  g_autofree char *pid = NULL;

  expect (reference, "first");
  g_assert_true (g_file_get_contents (path, &pid, NULL, NULL));
  g_assert_cmpint (kill (atoi (pid), SIGKILL), ==, 0);
}

static void
test_slow_command (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_null (tocsin_secret_command_run ("sleep 1000", 1, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "within 1 second"));
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (tocsin_secret_command_run ("sleep 1000", 1000, cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

static void
test_no_reference (void)
{
  g_autoptr (GError) error = expect_error ("hunter2", TOCSIN_ERROR_CONFIG_INVALID);
  g_autoptr (GError) none = expect_error ("", TOCSIN_ERROR_SECRET_UNAVAILABLE);

  g_assert_null (strstr (error->message, "hunter2"));
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "tocsin secret set"));
  g_assert_nonnull (strstr (tocsin_error_get_hint (none), "tocsin secret set"));
}

static void
test_store_in_file (void)
{
  g_autofree char *path = path_of ("stored");
  g_autofree char *reference = g_strconcat ("file:", path, NULL);
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("hunter2", -1);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_free (write_file ("stored", "older and readable", -1, 0644));
  g_assert_true (
      tocsin_secret_store (reference, "work", "authentication.password", secret, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  expect (reference, "hunter2");

  g_assert_false (
      tocsin_secret_store ("env:X", "work", "authentication.password", secret, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (tocsin_secret_store ("file:/nonexistent/x", "work", "authentication.password",
                                       secret, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = path_of (name);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("tocsin-secret-XXXXXX", NULL);
  g_test_add_func ("/settings/secret/value", test_value);
  g_test_add_func ("/settings/secret/file", test_file);
  g_test_add_func ("/settings/secret/file-mode", test_file_mode);
  g_test_add_func ("/settings/secret/file-of-another", test_file_of_another);
  g_test_add_func ("/settings/secret/bad-files", test_bad_files);
  g_test_add_func ("/settings/secret/environment", test_environment);
  g_test_add_func ("/settings/secret/credential", test_credential);
  g_test_add_func ("/settings/secret/command", test_command);
  g_test_add_func ("/settings/secret/failing-command", test_failing_command);
  g_test_add_func ("/settings/secret/talkative-command", test_talkative_command);
  g_test_add_func ("/settings/secret/command-leaving-a-child", test_command_leaving_a_child);
  g_test_add_func ("/settings/secret/slow-command", test_slow_command);
  g_test_add_func ("/settings/secret/no-reference", test_no_reference);
  g_test_add_func ("/settings/secret/store-in-file", test_store_in_file);

  status = g_test_run ();
  remove_folder ();
  return status;
}
