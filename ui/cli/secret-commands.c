/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/key-info.h"
#include "core/settings/secret-reference.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"
#include "ui/cli/prompt.h"

#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static char *file;

/* On a terminal the echo is off while a person types. */
static gboolean
read_secret (char *buffer, gsize size, GCancellable *cancellable)
{
  struct termios before, silent;
  gboolean terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &before) == 0;
  gboolean done;

  if (terminal)
    {
      g_printerr (_ ("Secret: "));
      silent = before;
      silent.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
    }
  done = tocsin_prompt_read_line (buffer, size, cancellable);
  if (terminal)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      g_printerr ("\n");
    }

  return done;
}

static TocsinSecret *
ask (GCancellable *cancellable, GError **error)
{
  static char buffer[TOCSIN_SECRET_MAX_SIZE];
  TocsinSecret *secret = NULL;
  gboolean done = read_secret (buffer, sizeof buffer, cancellable);

  if (g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("interrupted"));
  else if (done)
    secret = tocsin_secret_new (buffer, -1);
  else
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                         _ ("no secret was given: type it, or give it on standard input"));
  explicit_bzero (buffer, sizeof buffer);

  return secret;
}

/* Before a person types anything: the key has to be one that holds a secret. */
static gboolean
check_key (TocsinConfig *config, const char *id, const char *key, GError **error)
{
  g_autoptr (TocsinConnectionSettings) settings = tocsin_config_load_connection (config, id, error);
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *nearest;

  if (settings == NULL)
    return FALSE;
  keys =
      tocsin_key_info_list_connection (tocsin_connection_settings_get_protocol (settings), error);
  if (keys == NULL)
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    if (tocsin_key_info_is_secret (g_ptr_array_index (keys, i)))
      g_ptr_array_add (names, (gpointer) tocsin_key_info_get_name (g_ptr_array_index (keys, i)));
  g_ptr_array_add (names, NULL);
  if (g_strv_contains ((const char *const *) names->pdata, key))
    return TRUE;

  nearest = tocsin_text_nearest (key, (const char *const *) names->pdata);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s” is no key that holds a secret; did you mean “%s”?"), key,
               nearest != NULL ? nearest : "authentication.password");

  return FALSE;
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
  if (id == NULL || !check_key (config, id, arguments[1], error)
      || (secret = ask (cli->cancellable, error)) == NULL)
    return FALSE;
  if (!tocsin_secret_store (reference, id, arguments[1], secret, cli->cancellable, error)
      || !tocsin_config_set (config, TOCSIN_CONFIG_CONNECTION, id, assignments, error))
    return FALSE;
  tocsin_output_done (cli, id);

  return TRUE;
}

static const GOptionEntry set_options[] = {
  { "file", 0, 0, G_OPTION_ARG_FILENAME, &file,
    N_ ("Keep it in FILE, which only you can read, instead of the keyring"), N_ ("FILE") },
  { NULL },
};

const TocsinCommand tocsin_secret_commands[] = {
  { "secret set", N_ ("CONNECTION KEY"), 2, 2,
    N_ ("Ask for a secret, or read it from standard input, and keep it"), set_options, run_set },
  { NULL },
};
