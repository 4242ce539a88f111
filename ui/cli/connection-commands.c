/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/trouble.h"
#include "core/mail/composer.h"
#include "core/mail/mail-transport.h"
#include "core/net/oauth2/token-state.h"
#include "ui/cli/command.h"
#include "ui/cli/discovery-output.h"
#include "ui/cli/finder.h"
#include "ui/cli/item.h"
#include "ui/cli/outbox-client.h"
#include "ui/cli/output.h"
#include "ui/cli/settings-output.h"
#include "ui/cli/sign-in-output.h"
#include "ui/cli/test-output.h"

#include <glib/gi18n.h>

static char **reset_keys;
static gboolean show_transcript;
static char **test_folders;
static TocsinFinder finder;

static GVariant *
describe (TocsinCli *cli, const char *id)
{
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_config_load_connection (cli->config, id, NULL);
  TocsinSnapshot *snapshot = (TocsinSnapshot *) settings;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (settings == NULL)
    return NULL;

  g_variant_dict_insert (&dict, "id", "s", tocsin_snapshot_get_id (snapshot));
  g_variant_dict_insert (&dict, "name", "s", tocsin_snapshot_get_name (snapshot));
  g_variant_dict_insert (&dict, "protocol", "s",
                         tocsin_connection_settings_get_protocol (settings));
  g_variant_dict_insert (&dict, "address", "s", tocsin_snapshot_get_string (snapshot, "address"));
  g_variant_dict_insert (&dict, "username", "s",
                         tocsin_snapshot_get_string (snapshot, "authentication.username"));

  return g_variant_dict_end (&dict);
}

static gboolean
run_list (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const headings[] = { N_ ("ID"),      N_ ("NAME"), N_ ("PROTOCOL"),
                                          N_ ("ADDRESS"), N_ ("USER"), NULL };
  static const char *const fields[] = { "id", "name", "protocol", "address", "username", NULL };

  return tocsin_item_list (cli, TOCSIN_CONFIG_CONNECTION, describe, headings, fields, error);
}

/* What it says about messages has to make sense for one that says nothing itself. */
static gboolean
check_defaults (TocsinConnection *connection, GError **error)
{
  g_autoptr (TocsinComposer) composer = tocsin_composer_new ();
  g_autoptr (TocsinMailDefaults) defaults = NULL;

  if (!TOCSIN_IS_MAIL_TRANSPORT (connection))
    return TRUE;
  defaults = tocsin_mail_transport_get_defaults (TOCSIN_MAIL_TRANSPORT (connection), error);

  return defaults != NULL && tocsin_composer_set_defaults (composer, defaults, NULL, error);
}

/* A mistake in the settings is found here and not at night. */
static gboolean
check (TocsinCli *cli, TocsinConnectionSettings *settings, GError **error)
{
  g_autoptr (TocsinConnection) connection =
      tocsin_registry_new_connection (tocsin_cli_get_registry (cli), settings, error);

  return connection != NULL && tocsin_connection_check (connection, error)
         && check_defaults (connection, error);
}

/* Where the settings lead; %NULL when they lead to no server, or nowhere. */
static TocsinEndpoint *
get_endpoint (TocsinCli *cli, TocsinConnectionSettings *settings)
{
  g_autoptr (TocsinConnection) connection =
      tocsin_registry_new_connection (tocsin_cli_get_registry (cli), settings, NULL);

  return connection != NULL ? tocsin_connection_get_endpoint (connection, NULL) : NULL;
}

/* Looks at it before anything is written: what fails leaves nothing half-done. */
static gboolean
check_draft (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = tocsin_text_slug (arguments[1]);
  gboolean implicit = FALSE;
  const TocsinProtocol *protocol =
      tocsin_registry_find_protocol (tocsin_cli_get_registry (cli), arguments[0], &implicit, error);
  g_autoptr (GPtrArray) assignments = g_ptr_array_new ();
  g_autoptr (TocsinConnectionSettings) draft = NULL;

  if (protocol == NULL)
    return FALSE;
  if (implicit)
    g_ptr_array_add (assignments, (gpointer) "encryption.mode=implicit");
  for (gsize i = 2; arguments[i] != NULL; i++)
    g_ptr_array_add (assignments, (gpointer) arguments[i]);
  g_ptr_array_add (assignments, NULL);
  draft = tocsin_connection_settings_new_from_assignments (
      id, protocol->name, (const char *const *) assignments->pdata, error);

  return draft != NULL && check (cli, draft, error);
}

static gboolean
check_words (const char *const *arguments, GError **error)
{
  if (arguments[1] != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("usage: tocsin connection add PROTOCOL NAME [KEY=VALUE…], or "
                          "[PROTOCOL] NAME --discover=EMAIL"));
  return FALSE;
}

/* Adds `PROTOCOL NAME [KEY=VALUE…]`. */
static char *
add (TocsinCli *cli, const char *const *arguments, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (cli, error);

  if (config == NULL || !check_draft (cli, arguments, error))
    return NULL;

  return tocsin_config_add_connection (config, arguments[0], arguments[1], arguments + 2, error);
}

/* Finds the settings first. With --json there is one document, whatever comes of it. */
static gboolean
add_found (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_auto (GStrv) found = tocsin_finder_find (&finder, cli, arguments, &problem);
  g_autofree char *id = NULL;

  if (found != NULL)
    id = add (cli, (const char *const *) found, &problem);
  if (cli->json && finder.discovery != NULL)
    tocsin_discovery_output_print_json (cli, finder.discovery, id);
  else if (id != NULL)
    {
      tocsin_output_id (cli, id);
      tocsin_discovery_output_print_next (finder.chosen, id);
      g_printerr (_ ("“tocsin connection test %s” tries it\n"), id);
    }
  g_clear_pointer (&finder.discovery, tocsin_discovery_free);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

static gboolean
run_add (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = NULL;

  if (tocsin_finder_is_wanted (&finder))
    return add_found (cli, arguments, error);
  if (!check_words (arguments, error))
    return FALSE;
  id = add (cli, arguments, error);
  if (id == NULL)
    return FALSE;

  tocsin_output_id (cli, id);
  if (!cli->json)
    g_printerr (_ ("“tocsin connection test %s” tries it\n"), id);

  return TRUE;
}

static GVariant *
describe_sign_in (TocsinConnectionSettings *settings)
{
  g_autoptr (TocsinTokenState) state = tocsin_token_state_read (settings);

  return state != NULL ? g_variant_ref_sink (tocsin_token_state_describe (state)) : NULL;
}

/* What the keys mean whose 0 or `auto` stands for the protocol's own value. */
static GVariant *
describe_effective (TocsinCli *cli, TocsinConnectionSettings *settings)
{
  g_autoptr (TocsinEndpoint) endpoint = get_endpoint (cli, settings);
  g_autoptr (GVariant) means = NULL;
  g_autoptr (GVariant) sign_in = NULL;
  GVariantDict dict;

  if (endpoint == NULL)
    return NULL;

  means = g_variant_ref_sink (tocsin_endpoint_describe (endpoint));
  g_variant_dict_init (&dict, means);
  sign_in = describe_sign_in (settings);
  if (sign_in != NULL)
    g_variant_dict_insert_value (&dict, "sign-in", sign_in);

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
print_sign_in (const char *id, TocsinConnectionSettings *settings)
{
  g_autoptr (GVariant) sign_in = describe_sign_in (settings);

  if (sign_in != NULL)
    tocsin_sign_in_output_print (id, sign_in);
}

static gboolean
run_show (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_CONNECTION, arguments[0], error);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GVariant) effective = NULL;

  if (id == NULL)
    return FALSE;
  settings = tocsin_config_load_connection (cli->config, id, error);
  if (settings == NULL)
    return FALSE;
  effective = describe_effective (cli, settings);
  tocsin_settings_output_snapshot (cli, TOCSIN_SNAPSHOT (settings), effective);
  if (!cli->json)
    print_sign_in (id, settings);

  return TRUE;
}

static gboolean
run_set (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const none[] = { NULL };
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_CONNECTION, arguments[0], error);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) warning = NULL;

  if (id == NULL
      || !tocsin_config_edit (cli->config, TOCSIN_CONFIG_CONNECTION, id, arguments + 1,
                              reset_keys != NULL ? (const char *const *) reset_keys : none, none,
                              error))
    return FALSE;
  /* One key at a time a connection is often wrong for a while: say so, and keep what was typed. */
  settings = tocsin_config_load_connection (cli->config, id, &warning);
  if (settings == NULL || !check (cli, settings, &warning))
    tocsin_cli_print_error ("", warning);
  tocsin_output_done (cli, id);

  return TRUE;
}

static gboolean
run_rename (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return tocsin_item_rename (cli, TOCSIN_CONFIG_CONNECTION, arguments, error);
}

static gboolean
run_copy (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return tocsin_item_copy (cli, TOCSIN_CONFIG_CONNECTION, arguments, error);
}

/* Mail that is to go through it would wait for ever. */
static gboolean
check_outbox (TocsinCli *cli, const char *name, GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_CONNECTION, name, error);
  g_autoptr (TocsinOutboxClient) outbox = tocsin_outbox_client_new (cli);
  gboolean waiting;

  if (id == NULL || !tocsin_outbox_client_has_waiting (outbox, id, &waiting, error))
    return FALSE;
  if (!waiting)
    return TRUE;
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("Mail in the outbox is still to go through connection “%s”"), id);
  if (error != NULL)
    tocsin_error_set_hint (*error,
                           _ ("“tocsin outbox list --connection %s” shows it, “tocsin outbox "
                              "remove” takes it away."),
                           id);

  return FALSE;
}

static gboolean
run_remove (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return check_outbox (cli, arguments[0], error)
         && tocsin_item_remove (cli, TOCSIN_CONFIG_CONNECTION, arguments, error);
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
  tocsin_settings_output_keys (cli, keys);

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
  if (!tocsin_test_output_run (cli, connection, (const char *const *) test_folders, show_transcript,
                               &failure))
    cli->status = tocsin_trouble_exit_status (failure);
  tocsin_connection_close (connection);

  return TRUE;
}

static gboolean
run_users (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_CONNECTION, arguments[0], error);
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

static const GOptionEntry add_options[] = {
  { "discover", 0, 0, G_OPTION_ARG_STRING, &finder.email,
    N_ ("Find the server of EMAIL and fill in its settings; PROTOCOL may be left out"),
    N_ ("EMAIL") },
  { "preset", 0, 0, G_OPTION_ARG_STRING, &finder.preset,
    N_ ("Fill in what is known of a provider (“tocsin presets”), asking nobody"), N_ ("ID") },
  { "candidate", 0, 0, G_OPTION_ARG_INT, &finder.candidate,
    N_ ("Of what is found take number N, agreeing to its host"), N_ ("N") },
  { "yes", 0, 0, G_OPTION_ARG_NONE, &finder.yes, N_ ("Of what is found take the best"), NULL },
  { "dry-run", 0, 0, G_OPTION_ARG_NONE, &finder.dry_run, N_ ("Only show what is found"), NULL },
  { "database", 0, 0, G_OPTION_ARG_NONE, &finder.use_database,
    N_ ("Also ask Thunderbird's database, which learns the domain by it"), NULL },
  { NULL },
};

static const GOptionEntry set_options[] = {
  { "reset", 0, 0, G_OPTION_ARG_STRING_ARRAY, &reset_keys, N_ ("Set KEY back to its default"),
    N_ ("KEY") },
  { NULL },
};

static const GOptionEntry test_options[] = {
  { "folder", 0, 0, G_OPTION_ARG_STRING_ARRAY, &test_folders,
    N_ ("Look at this folder instead of INBOX; may be given several times"), N_ ("FOLDER") },
  { "transcript", 0, 0, G_OPTION_ARG_NONE, &show_transcript,
    N_ ("Print the conversation, secrets left out"), NULL },
  { NULL },
};

const TocsinCommand tocsin_connection_commands[] = {
  { "connection list", "", 0, 0, N_ ("List the connections"), NULL, run_list },
  { "connection add", N_ ("PROTOCOL NAME [KEY=VALUE…]"), 1, -1, N_ ("Add a connection"),
    add_options, run_add },
  { "connection show", N_ ("NAME"), 1, 1, N_ ("Show every setting of a connection"), NULL,
    run_show },
  { "connection set", N_ ("NAME [KEY=VALUE…]"), 1, -1, N_ ("Change settings of a connection"),
    set_options, run_set },
  { "connection rename", N_ ("NAME NEW-NAME"), 2, 2, N_ ("Give a connection another name"), NULL,
    run_rename },
  { "connection copy", N_ ("NAME NEW-NAME"), 2, 2, N_ ("Make a connection like another"), NULL,
    run_copy },
  { "connection remove", N_ ("NAME"), 1, 1,
    N_ ("Remove a connection that no task uses and no mail waits for"), NULL, run_remove },
  { "connection keys", N_ ("PROTOCOL"), 1, 1, N_ ("List every key with its default and meaning"),
    NULL, run_keys },
  { "connection test", N_ ("NAME"), 1, 1, N_ ("Try a connection, step by step"), test_options,
    run_test },
  { "connection users", N_ ("NAME"), 1, 1, N_ ("List the tasks that use a connection"), NULL,
    run_users },
  { NULL },
};
