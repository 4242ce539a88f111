/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

#include <glib/gstdio.h>
#include <signal.h>

#define KEY "authentication.password"
#define SERVICE "org.freedesktop.secrets"

static GTestDBus *bus;
static GSubprocess *daemon_process;
static char *home;

static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                  | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
set_flag (GDBusConnection *connection, const char *name, const char *owner, gpointer flag)
{
  *(gboolean *) flag = TRUE;
}

static void
clear_flag (GDBusConnection *connection, const char *name, gpointer flag)
{
  *(gboolean *) flag = FALSE;
}

static void
wait_for_service (gboolean wanted)
{
  g_autoptr (GDBusConnection) connection = connect_to_bus ();
  gboolean there = !wanted;
  guint watch = g_bus_watch_name_on_connection (connection, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                set_flag, clear_flag, &there, NULL);

  while (there != wanted)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);
}

/* With a folder for its files that is not the person's, unlocked by a password from its input. */
static void
start_daemon (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                 | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GOutputStream *input;

  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", home, TRUE);
  daemon_process =
      g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground",
                                   "--unlock", "--components=secrets", NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (daemon_process);
  g_output_stream_write_all (input, "key to the keyring", 18, NULL, NULL, NULL);
  g_output_stream_close (input, NULL, NULL);
  wait_for_service (TRUE);
}

static void
stop_daemon (void)
{
  g_subprocess_send_signal (daemon_process, SIGTERM);
  g_subprocess_wait (daemon_process, NULL, NULL);
  g_clear_object (&daemon_process);
  wait_for_service (FALSE);
}

static void
lock_keyring (void)
{
  g_autoptr (GDBusConnection) connection = connect_to_bus ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      connection, SERVICE, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock",
      g_variant_new_parsed ("([objectpath '/org/freedesktop/secrets/collection/login'],)"), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

static void
store (const char *reference, const char *owner, const char *text)
{
  g_autoptr (TocsinSecret) secret = tocsin_secret_new (text, -1);
  g_autoptr (GError) error = NULL;

  tocsin_secret_store (reference, owner, KEY, secret, NULL, &error);
  g_assert_no_error (error);
}

static void
expect (const char *reference, const char *owner, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) secret = tocsin_secret_resolve (reference, owner, KEY, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_secret_peek (secret), ==, text);
}

static GError *
expect_error (const char *reference, const char *owner, int code)
{
  GError *error = NULL;

  g_assert_null (tocsin_secret_resolve (reference, owner, KEY, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, code);
  g_test_message ("%s (%s)", error->message, tocsin_error_get_hint (error));

  return error;
}

/* The ways out are named, as who reads this is often on a server that never had a keyring. */
static void
test_absent (void)
{
  g_autoptr (GError) error = expect_error ("keyring:", "work", TOCSIN_ERROR_SECRET_UNAVAILABLE);
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("hunter2", -1);
  g_autoptr (GError) store_error = NULL;

  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "file:PATH"));
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "credential:NAME"));
  g_assert_false (tocsin_secret_store ("keyring:", "work", KEY, secret, NULL, &store_error));
  g_assert_error (store_error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE);
  g_assert_null (strstr (store_error->message, "hunter2"));
}

static void
test_no_bus (void)
{
  g_autofree char *address = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  g_autoptr (GError) error = NULL;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  error = expect_error ("keyring:", "work", TOCSIN_ERROR_SECRET_UNAVAILABLE);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "file:PATH"));
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
}

static void
test_unlocked (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) missing = NULL;

  start_daemon ();
  store ("keyring:", "work", "open sesame");
  store ("keyring:", "home", "another");
  expect ("keyring:", "work", "open sesame");
  expect ("keyring:", "home", "another");
  expect ("keyring:home/" KEY, "work", "another");
  store ("keyring:", "work", "changed ü");
  expect ("keyring:", "work", "changed ü");

  missing = expect_error ("keyring:", "nobody", TOCSIN_ERROR_SECRET_UNAVAILABLE);
  g_assert_nonnull (strstr (tocsin_error_get_hint (missing), "tocsin secret set nobody"));

  g_assert_true (tocsin_secret_forget ("keyring:", "home", KEY, NULL, &error));
  g_assert_no_error (error);
  g_clear_error (&error);
  error = expect_error ("keyring:", "home", TOCSIN_ERROR_SECRET_UNAVAILABLE);
  g_assert_true (tocsin_secret_forget ("keyring:", "home", KEY, NULL, NULL));
  /* What another connection refers to is not ours to remove. */
  g_assert_true (tocsin_secret_forget ("keyring:work/" KEY, "home", KEY, NULL, NULL));
  expect ("keyring:", "work", "changed ü");
}

/* Over a restart, which ends every session that a program had with the keyring. */
static void
test_restarted (void)
{
  stop_daemon ();
  g_error_free (expect_error ("keyring:", "work", TOCSIN_ERROR_SECRET_UNAVAILABLE));
  start_daemon ();
  expect ("keyring:", "work", "changed ü");
}

static void
test_locked (void)
{
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("hunter2", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) locked = NULL;

  lock_keyring ();
  locked = expect_error ("keyring:", "work", TOCSIN_ERROR_SECRET_LOCKED);
  g_assert_nonnull (strstr (tocsin_error_get_hint (locked), "unlock"));
  g_assert_false (tocsin_secret_store ("keyring:", "work", KEY, secret, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_LOCKED);
  stop_daemon ();
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (tocsin_secret_resolve ("keyring:", "work", KEY, cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_all (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static gboolean
is_possible (void)
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");

  return program != NULL;
}

static void
test_not_possible (void)
{
  if (g_getenv ("CI") != NULL)
    g_test_fail_printf ("gnome-keyring-daemon is not installed");
  else
    g_test_skip ("gnome-keyring-daemon is not installed");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!is_possible ())
    {
      g_test_add_func ("/settings/keyring/not-possible", test_not_possible);
      return g_test_run ();
    }

  home = g_dir_make_tmp ("tocsin-keyring-XXXXXX", NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_test_add_func ("/settings/keyring/no-bus", test_no_bus);
  g_test_add_func ("/settings/keyring/absent", test_absent);
  g_test_add_func ("/settings/keyring/cancelled", test_cancelled);
  g_test_add_func ("/settings/keyring/unlocked", test_unlocked);
  g_test_add_func ("/settings/keyring/restarted", test_restarted);
  g_test_add_func ("/settings/keyring/locked", test_locked);

  status = g_test_run ();
  if (daemon_process != NULL)
    stop_daemon ();
  g_test_dbus_stop (bus);
  g_object_unref (bus);
  remove_all (home);
  g_free (home);

  return status;
}
