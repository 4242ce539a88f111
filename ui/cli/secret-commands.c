/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/settings/secret-reference.h"
#include "ui/cli/command.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static char *file;

/* On a terminal the echo is off while a person types. */
static gboolean
read_secret (char *buffer, gsize size)
{
  struct termios before, silent;
  gboolean terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &before) == 0;
  gboolean read;

  if (terminal)
    {
      g_printerr (_ ("Secret: "));
      silent = before;
      silent.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
    }
  read = fgets (buffer, (int) size, stdin) != NULL;
  if (terminal)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      g_printerr ("\n");
    }
  if (read)
    buffer[strcspn (buffer, "\r\n")] = '\0';

  return read && buffer[0] != '\0';
}

static TocsinSecret *
ask (GError **error)
{
  static char buffer[TOCSIN_SECRET_MAX_SIZE];
  TocsinSecret *secret = NULL;

  if (read_secret (buffer, sizeof buffer))
    secret = tocsin_secret_new (buffer, -1);
  else
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                         _ ("no secret was given: type it, or give it on standard input"));
  explicit_bzero (buffer, sizeof buffer);

  return secret;
}

static char *
choose_reference (void)
{
  g_autofree char *path = file != NULL ? g_canonicalize_filename (file, NULL) : NULL;

  return path != NULL ? g_strconcat ("file:", path, NULL) : g_strdup ("keyring:");
}

static gboolean
run_set (TocsinCli *cli, const char *const *arguments, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (cli, error);
  g_autofree char *id = NULL;
  g_autofree char *reference = choose_reference ();
  g_autofree char *assignment = g_strdup_printf ("%s=%s", arguments[1], reference);
  const char *const assignments[] = { assignment, NULL };
  g_autoptr (TocsinSecret) secret = NULL;

  if (config == NULL)
    return FALSE;
  id = tocsin_config_find (config, TOCSIN_CONFIG_CONNECTION, arguments[0], error);
  if (id == NULL || (secret = ask (error)) == NULL)
    return FALSE;

  return tocsin_secret_store (reference, id, arguments[1], secret, cli->cancellable, error)
         && tocsin_config_set (config, TOCSIN_CONFIG_CONNECTION, id, assignments, error);
}

static const GOptionEntry set_options[] = {
  { "file", 0, 0, G_OPTION_ARG_FILENAME, &file,
    N_ ("Keep it in FILE, which only you can read, instead of the keyring"), N_ ("FILE") },
  { NULL },
};

const TocsinCommand tocsin_secret_commands[] = {
  { "secret set", "CONNECTION KEY", 2, 2,
    N_ ("Ask for a secret, or read it from standard input, and keep it"), set_options, run_set },
  { NULL },
};
