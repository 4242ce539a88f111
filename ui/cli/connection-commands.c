/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/trouble.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"
#include "ui/cli/settings-output.h"
#include "ui/cli/test-output.h"

#include <glib/gi18n.h>

static char **reset_keys;
static gboolean show_transcript;
static gboolean force;

static char *
find (TocsinCli *cli, const char *name, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (cli, error);

  return config != NULL ? tocsin_config_find (config, TOCSIN_CONFIG_CONNECTION, name, error) : NULL;
}

static GVariant *
describe (TocsinConnectionSettings *settings)
{
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "id", "s", tocsin_snapshot_get_id (snapshot));
  g_variant_dict_insert (&dict, "name", "s", tocsin_snapshot_get_name (snapshot));
  g_variant_dict_insert (&dict, "protocol", "s",
                         tocsin_connection_settings_get_protocol (settings));
  g_variant_dict_insert (&dict, "address", "s", tocsin_snapshot_get_string (snapshot, "address"));
  g_variant_dict_insert (&dict, "username", "s",
                         tocsin_snapshot_get_string (snapshot, "authentication.username"));

  return g_variant_dict_end (&dict);
}

/* What can't be read is named on stderr, and the rest is listed all the same. */
static GVariant *
describe_all (TocsinConfig *config)
{
  const char *const *ids = tocsin_config_list (config, TOCSIN_CONFIG_CONNECTION);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinConnectionSettings) settings =
          tocsin_config_load_connection (config, ids[i], &error);

      if (settings != NULL)
        g_variant_builder_add_value (&builder, describe (settings));
      else
        g_printerr ("%s\n", error->message);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static gboolean
run_list (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const headings[] = { "ID", "NAME", "PROTOCOL", "ADDRESS", "USER", NULL };
  static const char *const fields[] = { "id", "name", "protocol", "address", "username", NULL };
  TocsinConfig *config = tocsin_cli_get_config (cli, error);
  g_autoptr (GVariant) all = NULL;

  if (config == NULL)
    return FALSE;
  all = describe_all (config);
  if (cli->json)
    tocsin_output_json (all);
  else
    tocsin_output_dicts (headings, fields, all);

  return TRUE;
}

static gboolean
run_add (TocsinCli *cli, const char *const *arguments, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (cli, error);
  g_autofree char *id = NULL;

  if (config == NULL
      || tocsin_registry_find_protocol (tocsin_cli_get_registry (cli), arguments[0], NULL, error)
             == NULL)
    return FALSE;
  id = tocsin_config_add_connection (config, arguments[0], arguments[1], arguments + 2, error);
  if (id == NULL)
    return FALSE;

  tocsin_output_id (cli, id);
  if (!cli->json)
    g_printerr (_ ("“tocsin connection test %s” tries it\n"), id);

  return TRUE;
}

static gboolean
run_show (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = find (cli, arguments[0], error);
  g_autoptr (TocsinConnectionSettings) settings = NULL;

  if (id == NULL)
    return FALSE;
  settings = tocsin_config_load_connection (cli->config, id, error);
  if (settings == NULL)
    return FALSE;
  tocsin_settings_output_snapshot (cli, TOCSIN_SNAPSHOT (settings));

  return TRUE;
}

static gboolean
run_set (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const none[] = { NULL };
  g_autofree char *id = find (cli, arguments[0], error);

  return id != NULL
         && tocsin_config_edit (cli->config, TOCSIN_CONFIG_CONNECTION, id, arguments + 1,
                                reset_keys != NULL ? (const char *const *) reset_keys : none, none,
                                error);
}

static gboolean
run_rename (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = find (cli, arguments[0], error);

  return id != NULL
         && tocsin_config_rename (cli->config, TOCSIN_CONFIG_CONNECTION, id, arguments[1], error);
}

static gboolean
run_copy (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = find (cli, arguments[0], error);
  g_autofree char *copy = NULL;

  if (id == NULL)
    return FALSE;
  copy = tocsin_config_copy (cli->config, TOCSIN_CONFIG_CONNECTION, id, arguments[1], error);
  if (copy == NULL)
    return FALSE;
  tocsin_output_id (cli, copy);

  return TRUE;
}

static gboolean
run_remove (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = find (cli, arguments[0], error);
  g_auto (GStrv) users = NULL;

  if (id == NULL)
    return FALSE;
  users = tocsin_config_get_users (cli->config, id);
  if (users[0] != NULL && !force)
    {
      g_autofree char *names = g_strjoinv (", ", users);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("connection “%s” is used by these tasks: %s; remove or change them first, or "
                      "say --force"),
                   arguments[0], names);
      return FALSE;
    }

  return tocsin_config_remove (cli->config, TOCSIN_CONFIG_CONNECTION, id, error);
}

static gboolean
run_keys (TocsinCli *cli, const char *const *arguments, GError **error)
{
  const TocsinProtocol *protocol =
      tocsin_registry_find_protocol (tocsin_cli_get_registry (cli), arguments[0], NULL, error);
  g_autoptr (GPtrArray) keys = NULL;

  if (protocol == NULL)
    return FALSE;
  keys = tocsin_key_info_list_connection (protocol->name, error);
  if (keys == NULL)
    return FALSE;
  tocsin_settings_output_keys (cli, keys, "");

  return TRUE;
}

/* A test that fails has done its work: the report says why, the exit status what kind it was. */
static gboolean
run_test (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (TocsinConnection) connection = tocsin_cli_open_connection (cli, arguments[0], error);
  g_autoptr (GError) failure = NULL;

  if (connection == NULL)
    return FALSE;
  if (!tocsin_test_output_run (cli, connection, show_transcript, &failure))
    cli->status = tocsin_trouble_exit_status (failure);
  tocsin_connection_close (connection);

  return TRUE;
}

static gboolean
run_users (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = find (cli, arguments[0], error);
  g_auto (GStrv) users = NULL;

  if (id == NULL)
    return FALSE;
  users = tocsin_config_get_users (cli->config, id);
  if (cli->json)
    tocsin_output_json (g_variant_new_strv ((const char *const *) users, -1));
  for (gsize i = 0; !cli->json && users[i] != NULL; i++)
    g_print ("%s\n", users[i]);

  return TRUE;
}

static const GOptionEntry set_options[] = {
  { "reset", 0, 0, G_OPTION_ARG_STRING_ARRAY, &reset_keys, N_ ("Set KEY back to its default"),
    N_ ("KEY") },
  { NULL },
};

static const GOptionEntry test_options[] = {
  { "transcript", 0, 0, G_OPTION_ARG_NONE, &show_transcript,
    N_ ("Print the conversation, secrets left out"), NULL },
  { NULL },
};

static const GOptionEntry remove_options[] = {
  { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Even if tasks use it"), NULL },
  { NULL },
};

const TocsinCommand tocsin_connection_commands[] = {
  { "connection list", "", 0, 0, N_ ("List the connections"), NULL, run_list },
  { "connection add", "PROTOCOL NAME [KEY=VALUE…]", 2, -1, N_ ("Add a connection"), NULL, run_add },
  { "connection show", "NAME", 1, 1, N_ ("Show every setting of a connection"), NULL, run_show },
  { "connection set", "NAME [KEY=VALUE…]", 1, -1, N_ ("Change settings of a connection"),
    set_options, run_set },
  { "connection rename", "NAME NEW-NAME", 2, 2, N_ ("Give a connection another name"), NULL,
    run_rename },
  { "connection copy", "NAME NEW-NAME", 2, 2, N_ ("Make a connection like another"), NULL,
    run_copy },
  { "connection remove", "NAME", 1, 1, N_ ("Remove a connection"), remove_options, run_remove },
  { "connection keys", "PROTOCOL", 1, 1, N_ ("List every key with its default and meaning"), NULL,
    run_keys },
  { "connection test", "NAME", 1, 1, N_ ("Try a connection, step by step"), test_options,
    run_test },
  { "connection users", "NAME", 1, 1, N_ ("List the tasks that use a connection"), NULL,
    run_users },
  { NULL },
};
