/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/servers/mail-server.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* The fixture programs' exit status for a server that is not installed. */
#define STATUS_MISSING 77

struct _MailServer
{
  char *program;
  char *directory;
  GHashTable *properties;
};

static void
read_properties (MailServer *self, const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  g_hash_table_remove_all (self->properties);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (lines[i], "=", 2);

      if (g_strv_length (pair) == 2)
        g_hash_table_insert (self->properties, g_strdup (pair[0]), g_strdup (pair[1]));
    }
}

static void
skip_or_fail (const char *kind)
{
  if (g_getenv ("CI") != NULL)
    g_test_fail_printf ("%s is not installed, and here every test must run", kind);
  else
    g_test_skip_printf ("%s is not installed", kind);
}

/* Takes @arguments; returns the exit status. */
static int
run_fixture (MailServer *self, GPtrArray *arguments, const char *input, char **output)
{
  g_autoptr (GPtrArray) owned = arguments;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDOUT_PIPE;

  if (input != NULL)
    flags |= G_SUBPROCESS_FLAGS_STDIN_PIPE;
  g_ptr_array_insert (owned, 0, g_strdup (self->program));
  g_ptr_array_add (owned, NULL);
  process = g_subprocess_newv ((const char *const *) owned->pdata, flags, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, output, NULL, &error);
  g_assert_no_error (error);

  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
}

static GPtrArray *
begin_command (MailServer *self, const char *command)
{
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (arguments, g_strdup (command));
  g_ptr_array_add (arguments, g_strdup ("--dir"));
  g_ptr_array_add (arguments, g_strdup (self->directory));

  return arguments;
}

static void
add_arguments (GPtrArray *arguments, va_list *list)
{
  const char *argument;

  while ((argument = va_arg (*list, const char *)) != NULL)
    g_ptr_array_add (arguments, g_strdup (argument));
}

static void
run_simple (MailServer *self, const char *command)
{
  g_autofree char *output = NULL;

  g_assert_cmpint (run_fixture (self, begin_command (self, command), NULL, &output), ==, 0);
}

static GPtrArray *
begin_start (MailServer *self)
{
  GPtrArray *arguments = begin_command (self, "start");

  g_ptr_array_add (arguments, g_strdup ("--owner"));
  g_ptr_array_add (arguments, g_strdup_printf ("%d", (int) getpid ()));

  return arguments;
}

MailServer *
mail_server_start (const char *kind, ...)
{
  MailServer *self = g_new0 (MailServer, 1);
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *arguments;
  va_list list;
  int status;

  self->program = g_test_build_filename (G_TEST_DIST, "servers", kind, NULL);
  self->directory = g_dir_make_tmp ("tocsin-server-XXXXXX", &error);
  g_assert_no_error (error);
  self->properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  arguments = begin_start (self);
  va_start (list, kind);
  add_arguments (arguments, &list);
  va_end (list);
  status = run_fixture (self, arguments, NULL, &output);
  if (status == STATUS_MISSING)
    {
      skip_or_fail (kind);
      g_clear_pointer (&self, mail_server_free);
      return NULL;
    }
  g_assert_cmpint (status, ==, 0);
  read_properties (self, output);

  return self;
}

void
mail_server_free (MailServer *self)
{
  if (g_hash_table_size (self->properties) > 0)
    run_simple (self, "remove");
  g_rmdir (self->directory);
  g_hash_table_unref (self->properties);
  g_free (self->directory);
  g_free (self->program);
  g_free (self);
}

const char *
mail_server_get (MailServer *self, const char *property)
{
  const char *value = g_hash_table_lookup (self->properties, property);

  g_assert_nonnull (value);
  return value;
}

guint16
mail_server_get_port (MailServer *self)
{
  return (guint16) g_ascii_strtoull (mail_server_get (self, "PORT"), NULL, 10);
}

guint16
mail_server_get_tls_port (MailServer *self)
{
  return (guint16) g_ascii_strtoull (mail_server_get (self, "TLS_PORT"), NULL, 10);
}

void
mail_server_stop (MailServer *self)
{
  run_simple (self, "stop");
}

void
mail_server_restart (MailServer *self)
{
  g_autofree char *output = NULL;

  g_assert_cmpint (run_fixture (self, begin_start (self), NULL, &output), ==, 0);
  read_properties (self, output);
}

void
mail_server_pause (MailServer *self)
{
  run_simple (self, "pause");
}

void
mail_server_resume (MailServer *self)
{
  run_simple (self, "resume");
}

static void
deliver (
    MailServer *self, const char *user, const char *folder, const char *path, const char *input)
{
  GPtrArray *arguments = begin_command (self, "deliver");
  const char *const further[] = { "--user", user, "--folder", folder, path };
  g_autofree char *output = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (further); i++)
    g_ptr_array_add (arguments, g_strdup (further[i]));
  g_assert_cmpint (run_fixture (self, arguments, input, &output), ==, 0);
}

void
mail_server_deliver (MailServer *self, const char *user, const char *folder, const char *message)
{
  deliver (self, user, folder, "-", message);
}

void
mail_server_deliver_file (MailServer *self, const char *user, const char *folder, const char *path)
{
  deliver (self, user, folder, path, NULL);
}

char *
mail_server_imap (MailServer *self, const char *user, const char *commands)
{
  GPtrArray *arguments = begin_command (self, "imap");
  char *output = NULL;

  g_ptr_array_add (arguments, g_strdup ("--user"));
  g_ptr_array_add (arguments, g_strdup (user));
  g_assert_cmpint (run_fixture (self, arguments, commands, &output), ==, 0);

  return output;
}

char *
mail_server_run (MailServer *self, const char *command, ...)
{
  GPtrArray *arguments = begin_command (self, command);
  char *output = NULL;
  va_list list;

  va_start (list, command);
  add_arguments (arguments, &list);
  va_end (list);
  g_assert_cmpint (run_fixture (self, arguments, NULL, &output), ==, 0);

  return output;
}
