/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "config.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>

static const char *
get_argument_kind (const GOptionEntry *option)
{
  return option->arg == G_OPTION_ARG_NONE ? "" : option->arg_description;
}

static GVariant *
describe_options (const GOptionEntry *options)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (; options != NULL && options->long_name != NULL; options++)
    {
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

      g_variant_dict_insert (&dict, "name", "s", options->long_name);
      g_variant_dict_insert (&dict, "argument", "s", get_argument_kind (options));
      g_variant_dict_insert (&dict, "summary", "s", _ (options->description));
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
describe_command (const TocsinCommand *command)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "name", "s", command->name);
  g_variant_dict_insert (&dict, "arguments", "s", command->arguments);
  g_variant_dict_insert (&dict, "summary", "s", _ (command->summary));
  g_variant_dict_insert_value (&dict, "options", describe_options (command->options));

  return g_variant_dict_end (&dict);
}

/* What completions and the manual page are made from. */
static void
print_json (TocsinCli *cli, GPtrArray *commands)
{
  g_autofree GOptionEntry *global = tocsin_command_global_options (cli);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < commands->len; i++)
    g_variant_builder_add_value (&builder, describe_command (g_ptr_array_index (commands, i)));
  g_variant_dict_insert_value (&dict, "commands", g_variant_builder_end (&builder));
  g_variant_dict_insert_value (&dict, "options", describe_options (global));
  tocsin_output_json (g_variant_dict_end (&dict));
}

static void
print_options (TocsinCli *cli)
{
  static const char *const headings[] = { N_ ("OPTION"), N_ ("WHAT IT DOES"), NULL };
  g_autofree GOptionEntry *options = tocsin_command_global_options (cli);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (const GOptionEntry *option = options; option->long_name != NULL; option++)
    {
      const char *kind = get_argument_kind (option);
      const char *argument = kind[0] != '\0' ? _ (kind) : "";
      g_autofree char *call =
          g_strdup_printf ("--%s%s%s", option->long_name, argument[0] != '\0' ? "=" : "", argument);
      const char *const cells[] = { call, _ (option->description), NULL };

      g_ptr_array_add (rows, g_strdupv ((char **) cells));
    }
  tocsin_output_table (headings, rows);
}

static gboolean
run_help (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (GPtrArray) commands = tocsin_command_list ();

  if (cli->json)
    {
      print_json (cli, commands);
      return TRUE;
    }
  g_print (_ ("Tocsin rings when mail arrives.\n\n"));
  tocsin_command_print_list (commands);
  g_print ("\n");
  print_options (cli);
  g_print (_ ("\n“tocsin COMMAND --help” tells more of one.\n"));

  return TRUE;
}

static gboolean
run_version (TocsinCli *cli, const char *const *arguments, GError **error)
{
  tocsin_output_value (cli, "version", cli->json ? TOCSIN_VERSION : "tocsin " TOCSIN_VERSION);

  return TRUE;
}

const TocsinCommand tocsin_help_commands[] = {
  { "help", "", 0, 0, N_ ("List the commands"), NULL, run_help },
  { "version", "", 0, 0, N_ ("Print the version"), NULL, run_version },
  { NULL },
};
