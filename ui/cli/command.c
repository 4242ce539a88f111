/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/command.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>
#include <string.h>

/* The longest name of a command, in words. */
#define MOST_WORDS 2

/**
 * tocsin_command_list:
 *
 * Returns: (transfer container) (element-type TocsinCommand): all commands, in the order in which
 *   help shows them.
 */
GPtrArray *
tocsin_command_list (void)
{
  const TocsinCommand *const groups[] = {
    tocsin_connection_commands, tocsin_preset_commands, tocsin_login_commands,
    tocsin_secret_commands,     tocsin_task_commands,   tocsin_trial_commands,
    tocsin_replay_commands,     tocsin_mail_commands,   tocsin_send_commands,
    tocsin_outbox_commands,     tocsin_query_commands,  tocsin_engine_commands,
    tocsin_pause_commands,      tocsin_event_commands,  tocsin_transfer_commands,
    tocsin_doctor_commands,     tocsin_help_commands,
  };
  GPtrArray *list = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const TocsinCommand *command = groups[i]; command->name != NULL; command++)
      g_ptr_array_add (list, (gpointer) command);

  return list;
}

static const TocsinCommand *
find_by_name (GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((const TocsinCommand *) g_ptr_array_index (list, i))->name, name))
      return g_ptr_array_index (list, i);

  return NULL;
}

static char *
list_subcommands (GPtrArray *list, const char *word)
{
  g_autofree char *prefix = g_strconcat (word, " ", NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) found = NULL;

  for (guint i = 0; i < list->len; i++)
    {
      const TocsinCommand *command = g_ptr_array_index (list, i);

      if (g_str_has_prefix (command->name, prefix))
        g_strv_builder_add (names, command->name + strlen (prefix));
    }
  found = g_strv_builder_end (names);

  return found[0] != NULL ? g_strjoinv (", ", found) : NULL;
}

static void
set_unknown (GPtrArray *list, const char *const *words, GError **error)
{
  g_autofree char *subcommands = list_subcommands (list, words[0]);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *nearest;

  if (subcommands != NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“tocsin %s” is followed by one of: %s"), words[0], subcommands);
      return;
    }
  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (names, (gpointer) ((const TocsinCommand *) g_ptr_array_index (list, i))->name);
  g_ptr_array_add (names, NULL);
  nearest = tocsin_text_nearest (words[0], (const char *const *) names->pdata);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               nearest != NULL ? _ ("there is no command “%s”; did you mean “%s”?")
                               : _ ("there is no command “%s”; “tocsin help” lists them"),
               words[0], nearest);
}

/**
 * tocsin_command_find:
 * @words: (array zero-terminated=1): the command line without options
 * @used: (out): how many words the command's name took
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, naming what may be meant
 *
 * Returns: (transfer none): the command.
 */
const TocsinCommand *
tocsin_command_find (const char *const *words, guint *used, GError **error)
{
  g_autoptr (GPtrArray) list = tocsin_command_list ();
  guint length = g_strv_length ((char **) words);

  for (guint n = MIN (length, MOST_WORDS); n > 0; n--)
    {
      g_autofree char *name =
          n == 2 ? g_strjoin (" ", words[0], words[1], NULL) : g_strdup (words[0]);
      const TocsinCommand *command = find_by_name (list, name);

      if (command != NULL)
        {
          *used = n;
          return command;
        }
    }
  set_unknown (list, words, error);

  return NULL;
}

/**
 * tocsin_command_global_options: (skip)
 * @cli: where the values go
 *
 * Returns: (transfer full): the options that every command takes.
 */
GOptionEntry *
tocsin_command_global_options (TocsinCli *cli)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print JSON"), NULL },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &cli->config_file, N_ ("Read the settings from FILE"),
      N_ ("FILE") },
    { "gsettings", 0, 0, G_OPTION_ARG_NONE, &cli->gsettings, N_ ("Use the desktop's settings"),
      NULL },
    { "state-directory", 0, 0, G_OPTION_ARG_FILENAME, &cli->state_path,
      N_ ("Keep journal and messages in DIRECTORY"), N_ ("DIRECTORY") },
    { "system", 0, 0, G_OPTION_ARG_NONE, &cli->system,
      N_ ("Ask the system's engine instead of your own"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &cli->help, N_ ("Tell what the command does and takes"),
      NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &cli->version, N_ ("Print the version"), NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &cli->verbose, N_ ("Say on stderr what is going on"),
      NULL },
    { NULL },
  };

  return g_memdup2 (entries, sizeof entries);
}

/* As people read them; an empty text stands for something else in gettext. */
static const char *
get_arguments (const TocsinCommand *command)
{
  return command->arguments[0] != '\0' ? _ (command->arguments) : "";
}

static gboolean
check_count (const TocsinCommand *command, guint count, GError **error)
{
  if ((int) count >= command->least && (command->most < 0 || (int) count <= command->most))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("usage: tocsin %s %s"),
               command->name, get_arguments (command));
  return FALSE;
}

/* GLib takes text from the locale's charset, and cron runs programs without a locale, where no
 * umlaut is text. Here text is UTF-8 everywhere: it is taken as it is and checked afterwards. */
static GOptionEntry *
take_text_as_it_is (const GOptionEntry *options)
{
  g_autoptr (GArray) taken = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  for (; options != NULL && options->long_name != NULL; options++)
    {
      GOptionEntry entry = *options;

      if (entry.arg == G_OPTION_ARG_STRING)
        entry.arg = G_OPTION_ARG_FILENAME;
      else if (entry.arg == G_OPTION_ARG_STRING_ARRAY)
        entry.arg = G_OPTION_ARG_FILENAME_ARRAY;
      g_array_append_val (taken, entry);
    }

  return (GOptionEntry *) g_array_free (g_steal_pointer (&taken), FALSE);
}

static gboolean
check_value (const char *name, const char *value, GError **error)
{
  g_autofree char *shown = NULL;

  if (value == NULL || g_utf8_validate (value, -1, NULL))
    return TRUE;
  shown = tocsin_text_escape (value, -1, 0);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("--%s: “%s” is not UTF-8"),
               name, shown);

  return FALSE;
}

static gboolean
check_text (const GOptionEntry *options, GError **error)
{
  for (; options != NULL && options->long_name != NULL; options++)
    {
      if (options->arg == G_OPTION_ARG_STRING
          && !check_value (options->long_name, *(char **) options->arg_data, error))
        return FALSE;
      if (options->arg != G_OPTION_ARG_STRING_ARRAY)
        continue;
      for (char **value = *(char ***) options->arg_data; value != NULL && *value != NULL; value++)
        if (!check_value (options->long_name, *value, error))
          return FALSE;
    }

  return TRUE;
}

/* All of what a command takes, or only what all commands take. */
static GOptionContext *
make_context (const TocsinCommand *command, const GOptionEntry *own, const GOptionEntry *global)
{
  g_autofree char *parameters =
      command != NULL ? g_strdup_printf ("%s %s", command->name, get_arguments (command)) : NULL;
  GOptionContext *context = g_option_context_new (parameters);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (command != NULL)
    g_option_context_set_summary (context, _ (command->summary));
  if (own != NULL)
    g_option_context_add_main_entries (context, own, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, global, GETTEXT_PACKAGE);

  return context;
}

/* GLib leaves the `--` where it stood when what follows it looks like an option. */
static void
drop_separator (char **words)
{
  while (*words != NULL && !g_str_equal (*words, "--"))
    words++;
  if (*words == NULL)
    return;

  g_free (*words);
  for (; *words != NULL; words++)
    words[0] = words[1];
}

/* The list of all commands is its own help. */
static gboolean
shows_help (const TocsinCommand *command)
{
  return !g_str_equal (command->name, "help");
}

static gboolean
parse_options (TocsinCli *cli, const TocsinCommand *command, char ***words, GError **error)
{
  g_autofree GOptionEntry *global = tocsin_command_global_options (cli);
  g_autofree GOptionEntry *own = take_text_as_it_is (command->options);
  g_autoptr (GOptionContext) context = make_context (command, own, global);
  g_autoptr (GError) local_error = NULL;

  if (!g_option_context_parse_strv (context, words, &local_error))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("%s; “tocsin %s --help” shows what there is"), local_error->message,
                   command->name);
      if (g_error_matches (local_error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)
          && error != NULL)
        tocsin_error_set_hint (*error, _ ("what begins with a minus and is no option goes behind "
                                          "“--”; a query may begin with NOT instead"));
      return FALSE;
    }
  if (!check_text (command->options, error))
    return FALSE;
  drop_separator (*words);
  if (cli->help && shows_help (command))
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

      g_print ("%s", text);
    }

  return TRUE;
}

/**
 * tocsin_command_print_list:
 * @commands: (element-type TocsinCommand): commands
 *
 * Prints what they take and do.
 */
void
tocsin_command_print_list (GPtrArray *commands)
{
  static const char *const headings[] = { N_ ("COMMAND"), N_ ("WHAT IT DOES"), NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; i < commands->len; i++)
    {
      const TocsinCommand *command = g_ptr_array_index (commands, i);
      g_autofree char *call =
          g_strdup_printf ("tocsin %s %s", command->name, get_arguments (command));
      const char *const cells[] = { call, _ (command->summary), NULL };

      g_ptr_array_add (rows, g_strdupv ((char **) cells));
    }
  tocsin_output_table (headings, rows);
}

/* `tocsin task --help`: the commands that begin so. */
static gboolean
print_group (const char *word)
{
  g_autoptr (GPtrArray) all = tocsin_command_list ();
  g_autoptr (GPtrArray) group = g_ptr_array_new ();
  g_autofree char *prefix = g_strconcat (word, " ", NULL);

  for (guint i = 0; i < all->len; i++)
    if (g_str_has_prefix (((TocsinCommand *) g_ptr_array_index (all, i))->name, prefix))
      g_ptr_array_add (group, g_ptr_array_index (all, i));
  tocsin_command_print_list (group);

  return group->len > 0;
}

/* The first words that are no options name the command; options may stand before them. */
static char **
take_plain_words (const char *const *words)
{
  static const char *const with_value[] = { "--config", "--state-directory", NULL };
  g_autoptr (GStrvBuilder) plain = g_strv_builder_new ();

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (g_strv_contains (with_value, words[i]) && words[i + 1] != NULL)
        i++;
      else if (words[i][0] != '-')
        g_strv_builder_add (plain, words[i]);
    }

  return g_strv_builder_end (plain);
}

static gboolean
has_word (const char *const *words, const char *word, const char *other)
{
  for (gsize i = 0; words[i] != NULL && !g_str_equal (words[i], "--"); i++)
    if (g_str_equal (words[i], word) || g_str_equal (words[i], other))
      return TRUE;

  return FALSE;
}

/* Without a command: the list of all of them, or what an option asks for. */
static const TocsinCommand *
find_default (const char *const *words)
{
  static const char *const help[] = { "help", NULL };
  static const char *const version[] = { "version", NULL };
  guint used;

  return tocsin_command_find (has_word (words, "--version", "--version") ? version : help, &used,
                              NULL);
}

/* Settings, files and mailboxes are those of whoever calls. */
static gboolean
reach_system (TocsinCli *cli, const TocsinCommand *command, GError **error)
{
  if ((command->flags & TOCSIN_COMMAND_SYSTEM) != 0)
    return tocsin_cli_connect_system (cli, error);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“tocsin %s” does not ask an engine, so it takes no --system"), command->name);

  return FALSE;
}

/**
 * tocsin_command_execute:
 * @cli: the run
 * @words: (array zero-terminated=1): the command line with the program's name
 * @error: where to put why it failed
 *
 * Returns: whether the command did what it says; its exit status is in @cli.
 */
gboolean
tocsin_command_execute (TocsinCli *cli, const char *const *words, GError **error)
{
  g_auto (GStrv) plain = take_plain_words (words + 1);
  g_auto (GStrv) rest = g_strdupv ((char **) words);
  const TocsinCommand *command = plain[0] == NULL ? find_default (words + 1) : NULL;
  g_autoptr (GError) unknown = NULL;
  guint used = 0;

  if (plain[0] != NULL)
    command = tocsin_command_find ((const char *const *) plain, &used, &unknown);
  if (command == NULL)
    {
      if (has_word (words, "--help", "-h") && print_group (plain[0]))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&unknown));
      return FALSE;
    }
  if (!parse_options (cli, command, &rest, error))
    return FALSE;
  if (cli->help && shows_help (command))
    return TRUE;
  if (!check_count (command, g_strv_length (rest) - 1 - used, error))
    return FALSE;
  /* For those who keep their state beside the engine's; there are no threads yet. */
  if (cli->state_path != NULL)
    g_setenv ("TOCSIN_STATE", cli->state_path, TRUE);

  if (cli->system && !reach_system (cli, command, error))
    return FALSE;

  return command->run (cli, (const char *const *) rest + 1 + used, error);
}
