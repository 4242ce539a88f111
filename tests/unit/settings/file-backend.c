/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/file-backend.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/settings/file-store.h"
#include "core/settings/key-file.h"
#include "core/tocsin.h"
#include "tests/unit/settings/fixture.h"

/* How many connections each of two processes adds while the other does. */
#define WRITES 25

static const char one[] =
    "[tocsin]\nconnections=work\n\n[connections/work]\nprotocol=toy\nport=1\n";

static char *program;

static guint
port_of (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) work =
      tocsin_config_load_connection (fixture->config, "work", &error);

  g_assert_no_error (error);
  return tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (work), "port");
}

static void
on_problems (TocsinConfig *config, gboolean *told)
{
  *told = TRUE;
}

static void
wait_for_problems (Fixture *fixture)
{
  gboolean told = FALSE;
  gulong handler =
      g_signal_connect (fixture->config, "problems-changed", G_CALLBACK (on_problems), &told);

  while (!told)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (fixture->config, handler);
}

/* As an editor does that writes a new file and renames it. */
static void
test_replaced (Fixture *fixture, gconstpointer text)
{
  fixture_listen (fixture);
  fixture_write (fixture, "[tocsin]\nconnections=work\n[connections/work]\nprotocol=toy\nport=2\n");
  fixture_wait (fixture, "connection work, ");
  g_assert_cmpuint (port_of (fixture), ==, 2);
}

/* As an editor does that writes into the file: nothing is to be believed before it is closed. */
static void
test_written_in_place (Fixture *fixture, gconstpointer text)
{
  int fd;

  fixture_listen (fixture);
  fd = open (fixture->path, O_WRONLY | O_TRUNC | O_CLOEXEC);
  g_assert_cmpint (write (fd, "[tocsin]\nconnections=work\n", 26), ==, 26);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (fixture->told->str, ==, "");
  g_assert_cmpint (write (fd, "[connections/work]\nprotocol=toy\nport=3\n", 39), ==, 39);
  close (fd);
  fixture_wait (fixture, "connection work, ");
  g_assert_cmpuint (port_of (fixture), ==, 3);
}

/* What really changed is told, once, and nothing else. */
static void
test_only_differences_are_told (Fixture *fixture, gconstpointer text)
{
  fixture_listen (fixture);
  fixture_write (fixture, "# new\n[tocsin]\nconnections=home,work\n[engine]\nworkers=3\n"
                          "[connections/work]\nport = 1\nprotocol=toy\n"
                          "[connections/home]\nprotocol=toy\n");
  fixture_wait (fixture, "connection home, engine , ");
  fixture_write (fixture, "[tocsin]\nconnections=work,home\n[engine]\nworkers=3\n"
                          "[connections/work]\nport=1\nprotocol=toy\n"
                          "[connections/home]\nprotocol=toy\n");
  fixture_wait (fixture, "connection , ");
  fixture_write (fixture, "[tocsin]\nconnections=work\n[connections/work]\nport=1\nprotocol=toy\n");
  fixture_wait (fixture, "connection home, engine , ");
}

static void
test_broken_while_running (Fixture *fixture, gconstpointer text)
{
  static const char bad[] = "[tocsin]\nconnections=work\n[connections/work\nport=4\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *problems = NULL;
  g_autofree char *none = NULL;

  fixture_listen (fixture);
  fixture_write (fixture, bad);
  wait_for_problems (fixture);
  problems = fixture_problems (fixture);
  g_assert_true (g_str_has_prefix (problems, "!: tocsin.conf:3: a group is written as [name]"));
  g_assert_cmpuint (port_of (fixture), ==, 1);
  g_assert_cmpstr (fixture->told->str, ==, "");

  g_assert_false (tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work",
                                     KEYS ("port=5"), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, "tocsin.conf:3"));
  fixture_expect (fixture, bad);

  g_free (problems);
  fixture_write (fixture, "hello\n");
  wait_for_problems (fixture);
  problems = fixture_problems (fixture);
  g_assert_true (g_str_has_prefix (problems, "!: tocsin.conf:1: expected KEY=VALUE"));

  fixture_write (fixture, "[tocsin]\nconnections=work\n[connections/work]\nprotocol=toy\nport=4\n");
  fixture_wait (fixture, "connection work, ");
  g_assert_cmpuint (port_of (fixture), ==, 4);
  none = fixture_problems (fixture);
  g_assert_cmpstr (none, ==, "");
}

static void
test_gone_while_running (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *problems = NULL;

  g_unlink (fixture->path);
  wait_for_problems (fixture);
  problems = fixture_problems (fixture);
  g_assert_nonnull (strstr (problems, "have gone"));
  g_assert_cmpuint (port_of (fixture), ==, 1);
  g_assert_false (tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work",
                                     KEYS ("port=5"), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_broken_from_the_start (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tocsin-XXXXXX.conf", &path, NULL);

  g_assert_cmpint (write (fd, "hello\n", 6), ==, 6);
  close (fd);
  g_assert_null (tocsin_config_new_for_file (path, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_clear_error (&error);
  g_unlink (path);

  g_assert_null (tocsin_config_new_for_file ("/", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
}

static int
mode_of (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 07777;
}

static void
test_modes (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = tocsin_config_add_connection (fixture->config, "toy", "a", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (mode_of (fixture->path), ==, 0600);
  g_chmod (fixture->path, 0640);
  tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "a", KEYS ("port=1"), &error);
  g_assert_no_error (error);
  g_assert_cmpint (mode_of (fixture->path), ==, 0640);
}

/* Settings that live in another folder and are linked here stay there. */
static void
test_link (Fixture *fixture, gconstpointer text)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "dotfiles", NULL);
  g_autofree char *target = g_build_filename (folder, "real.conf", NULL);
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->config);
  g_mkdir (folder, 0700);
  g_assert_cmpint (g_rename (fixture->path, target), ==, 0);
  g_assert_cmpint (symlink ("dotfiles/real.conf", fixture->path), ==, 0);
  fixture->config = tocsin_config_new_for_file (fixture->path, &error);
  g_assert_no_error (error);
  tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work", KEYS ("port=5"), &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));

  fixture_listen (fixture);
  g_file_set_contents (
      target, "[tocsin]\nconnections=work\n[connections/work]\nprotocol=toy\nport=6\n", -1, NULL);
  fixture_wait (fixture, "connection work, ");
  g_assert_cmpuint (port_of (fixture), ==, 6);
}

/* A service often starts before anybody has made its settings, or even their folder. */
static void
test_folder_made_later (Fixture *fixture, gconstpointer text)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "later", NULL);
  g_autofree char *path = g_build_filename (folder, "tocsin.conf", NULL);
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->config);
  fixture->config = tocsin_config_new_for_file (path, &error);
  g_assert_no_error (error);
  fixture_listen (fixture);
  g_mkdir (folder, 0700);
  g_file_set_contents (path, one, -1, &error);
  g_assert_no_error (error);
  fixture_wait (fixture, "connection work, ");
}

static void
test_locked_out (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  int lock = tocsin_file_store_lock (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_false (tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work",
                                     KEYS ("port=5"), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  tocsin_file_store_unlock (lock);
  fixture_expect (fixture, one);
}

static void
test_read_only (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root can write everywhere");
      return;
    }
  g_chmod (fixture->folder, 0500);
  g_assert_false (tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work",
                                     KEYS ("port=5"), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_READONLY);
  g_chmod (fixture->folder, 0700);
}

static GSubprocess *
start_writer (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *writer = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--write",
                                          fixture->path, name, NULL);

  g_assert_no_error (error);
  return writer;
}

static int
run_writer (const char *path, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConfig) config = tocsin_config_new_for_file (path, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < WRITES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s %u", name, i);
      g_autofree char *id = tocsin_config_add_connection (config, "toy", text, NULL, &error);

      g_assert_no_error (error);
    }

  return 0;
}

static void
test_two_writers (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GSubprocess) a = start_writer (fixture, "A");
  g_autoptr (GSubprocess) b = start_writer (fixture, "B");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check (a, NULL, &error));
  g_assert_true (g_subprocess_wait_check (b, NULL, &error));
  tocsin_config_reload (fixture->config);
  g_assert_cmpuint (
      g_strv_length ((GStrv) tocsin_config_list (fixture->config, TOCSIN_CONFIG_CONNECTION)), ==,
      1 + 2 * WRITES);
  for (guint i = 0; i < WRITES; i++)
    {
      g_autofree char *of_a = g_strdup_printf ("a-%u", i);
      g_autofree char *of_b = g_strdup_printf ("b-%u", i);
      g_autoptr (TocsinConnectionSettings) from_a =
          tocsin_config_load_connection (fixture->config, of_a, &error);
      g_autoptr (TocsinConnectionSettings) from_b =
          tocsin_config_load_connection (fixture->config, of_b, &error);

      g_assert_no_error (error);
    }
}

/* What any program can do that knows GSettings and not this one. */
static void
test_by_gsettings (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GSettings) settings = g_settings_new_with_backend_and_path (
      "org.tocsin.connection", tocsin_config_get_backend (fixture->config),
      "/org/tocsin/connections/work/");
  g_autoptr (GSettings) encryption = g_settings_get_child (settings, "encryption");

  fixture_listen (fixture);
  g_assert_cmpuint (g_settings_get_uint (settings, "port"), ==, 1);
  g_assert_true (g_settings_set_uint (settings, "port", 7));
  g_assert_true (g_settings_set_string (encryption, "mode", "none"));
  fixture_wait (fixture, "connection work, connection work, ");
  g_assert_cmpuint (port_of (fixture), ==, 7);
  g_settings_reset (settings, "port");
  fixture_expect (fixture, "[tocsin]\nconnections=work\n\n[connections/work]\nprotocol=toy\n\n"
                           "[connections/work/encryption]\nmode=none\n");
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--write"))
    return run_writer (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  fixture_add ("/settings/file-backend/replaced", one, test_replaced);
  fixture_add ("/settings/file-backend/written-in-place", one, test_written_in_place);
  fixture_add ("/settings/file-backend/only-differences-are-told", one,
               test_only_differences_are_told);
  fixture_add ("/settings/file-backend/broken-while-running", one, test_broken_while_running);
  fixture_add ("/settings/file-backend/gone-while-running", one, test_gone_while_running);
  g_test_add_func ("/settings/file-backend/broken-from-the-start", test_broken_from_the_start);
  fixture_add ("/settings/file-backend/modes", NULL, test_modes);
  fixture_add ("/settings/file-backend/link", one, test_link);
  fixture_add ("/settings/file-backend/folder-made-later", NULL, test_folder_made_later);
  fixture_add ("/settings/file-backend/locked-out", one, test_locked_out);
  fixture_add ("/settings/file-backend/read-only", one, test_read_only);
  fixture_add ("/settings/file-backend/two-writers", one, test_two_writers);
  fixture_add ("/settings/file-backend/by-gsettings", one, test_by_gsettings);

  return g_test_run ();
}
