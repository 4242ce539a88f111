/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/cli.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/control.h"
#include "core/engine/drop-in.h"
#include "core/engine/open-config.h"
#include "core/mail/mail-store.h"
#include "core/mail/mail-transport.h"
#include "core/mail/query/moment.h"
#include "ui/cli/caret.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>

/* What a server says is shown up to so many bytes. */
#define LONGEST_SERVER_TEXT 500

/* How often an engine that owns the state directory and does not answer is asked again, and how
 * many milliseconds lie between. */
#define ENGINE_TRIES 40
#define ENGINE_POLL 50

/**
 * tocsin_cli_clear:
 * @self: a run that is over
 *
 * Lets everything go.
 */
void
tocsin_cli_clear (TocsinCli *self)
{
  g_clear_pointer (&self->config_file, g_free);
  g_clear_pointer (&self->state_path, g_free);
  g_clear_object (&self->engine);
  g_clear_object (&self->config);
  g_clear_object (&self->registry);
  g_clear_object (&self->state);
  g_clear_object (&self->cancellable);
}

/**
 * tocsin_cli_print_error:
 * @prefix: what stands before it, such as the program's name, or ""
 * @error: what went wrong
 *
 * Tells it on stderr: what is wrong with its code, what the server said, and the way out.
 */
void
tocsin_cli_print_error (const char *prefix, const GError *error)
{
  const char *hint = tocsin_error_get_hint (error);
  const char *server_text = tocsin_error_get_server_text (error);

  g_printerr ("%s%s [%s]\n", prefix, error->message, tocsin_error_get_code_name (error));
  if (tocsin_error_get_column (error) > 0)
    tocsin_caret_print (tocsin_error_get_input (error), tocsin_error_get_column (error));
  if (server_text != NULL)
    {
      g_autofree char *escaped = tocsin_text_escape (server_text, -1, LONGEST_SERVER_TEXT);

      g_printerr ("  %s %s\n", tocsin_output_speaker (tocsin_error_get_code_name (error)), escaped);
    }
  if (hint != NULL)
    g_printerr ("  %s\n", hint);
}

/**
 * tocsin_cli_get_registry:
 * @self: the run
 *
 * Returns: (transfer none): the plugins; those that could not be loaded are named on stderr once.
 */
TocsinRegistry *
tocsin_cli_get_registry (TocsinCli *self)
{
  GPtrArray *problems;

  if (self->registry != NULL)
    return self->registry;

  self->registry = tocsin_registry_new ();
  tocsin_registry_load (self->registry);
  problems = tocsin_registry_get_problems (self->registry);
  for (guint i = 0; i < problems->len; i++)
    tocsin_cli_print_error ("", g_ptr_array_index (problems, i));

  return self->registry;
}

static void
print_problems (TocsinConfig *config)
{
  g_autoptr (GPtrArray) problems = tocsin_config_get_problems (config);

  for (guint i = 0; i < problems->len; i++)
    tocsin_cli_print_error ("", ((TocsinConfigProblem *) g_ptr_array_index (problems, i))->error);
}

/**
 * tocsin_cli_get_config:
 * @self: the run
 * @error: where to put why the settings can't be read
 *
 * What is wrong in single places goes to stderr, and the rest goes on.
 *
 * Returns: (transfer none): the settings.
 */
TocsinConfig *
tocsin_cli_get_config (TocsinCli *self, GError **error)
{
  if (self->config != NULL)
    return self->config;

  self->config = tocsin_open_config (self->config_file, self->gsettings,
                                     tocsin_cli_get_registry (self), self->state_path, error);
  if (self->config == NULL)
    return NULL;

  print_problems (self->config);

  return self->config;
}

/**
 * tocsin_cli_get_state:
 * @self: the run
 * @error: where to put why the directory can't be used
 *
 * Returns: (transfer none): the state directory, not locked.
 */
TocsinStateDirectory *
tocsin_cli_get_state (TocsinCli *self, GError **error)
{
  if (self->state == NULL)
    self->state = tocsin_state_directory_open (self->state_path, error);

  return self->state;
}

static void
wait_a_moment (TocsinCli *self)
{
  GPollFD cancelled;

  if (!g_cancellable_make_pollfd (self->cancellable, &cancelled))
    return;
  g_poll (&cancelled, 1, ENGINE_POLL);
  g_cancellable_release_fd (self->cancellable);
}

/**
 * tocsin_cli_connect_system:
 * @self: a run that is to ask the system's engine
 * @error: where to put why it can't
 *
 * Returns: whether there is a line to it.
 */
gboolean
tocsin_cli_connect_system (TocsinCli *self, GError **error)
{
  self->engine = tocsin_control_connect_system (self->cancellable, error);

  return self->engine != NULL;
}

/**
 * tocsin_cli_get_engine:
 * @self: the run
 *
 * An engine that is just starting owns the directory already and will answer in a moment.
 *
 * Returns: (nullable) (transfer none): a line to the engine that runs on the state directory, or to
 *   the system's where that was asked for; %NULL when none runs.
 */
GDBusConnection *
tocsin_cli_get_engine (TocsinCli *self)
{
  TocsinStateDirectory *state = self->system ? NULL : tocsin_cli_get_state (self, NULL);

  for (guint tries = 0; self->engine == NULL && state != NULL && tries < ENGINE_TRIES; tries++)
    {
      if (tries > 0)
        wait_a_moment (self);
      self->engine = tocsin_control_connect (tocsin_state_directory_get_control_path (state), NULL);
      if (tocsin_state_directory_get_lock_holder (state) == 0)
        break;
    }

  return self->engine;
}

/**
 * tocsin_cli_make_drop_in:
 * @self: the run
 * @config: its settings
 *
 * Returns: (transfer full) (nullable): what the machine's service has to be given so that all its
 *   tasks can write where they want to; %NULL for nothing, or when these are not its settings.
 */
char *
tocsin_cli_make_drop_in (TocsinCli *self, TocsinConfig *config)
{
  g_autoptr (GPtrArray) places = NULL;

  if (g_strcmp0 (tocsin_config_get_location (config), TOCSIN_SYSTEM_CONFIG) != 0)
    return NULL;
  places = tocsin_drop_in_list_places (config, tocsin_cli_get_registry (self));

  return tocsin_drop_in_write (places);
}

/**
 * tocsin_cli_open_connections:
 * @self: the run, whose settings were read
 *
 * Returns: (transfer full): all connections that have good settings, as an engine holds them; to be
 *   closed with tocsin_connections_close_all().
 */
TocsinConnections *
tocsin_cli_open_connections (TocsinCli *self)
{
  return tocsin_connections_new_for_config (self->config, tocsin_cli_get_registry (self),
                                            g_get_tmp_dir ());
}

/**
 * tocsin_cli_open_connection:
 * @self: the run
 * @name: a connection's id or name
 * @error: where to put why there is none
 *
 * Returns: (transfer full): the connection, not yet connected.
 */
TocsinConnection *
tocsin_cli_open_connection (TocsinCli *self, const char *name, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (self, error);
  g_autofree char *id = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;

  if (config == NULL)
    return NULL;
  id = tocsin_config_find (config, TOCSIN_CONFIG_CONNECTION, name, error);
  if (id == NULL)
    return NULL;
  settings = tocsin_config_load_connection (config, id, error);
  if (settings == NULL)
    return NULL;

  return tocsin_registry_new_connection (tocsin_cli_get_registry (self), settings, error);
}

/**
 * tocsin_cli_check_store:
 * @connection: a connection
 * @name: what a person calls it
 * @error: where to put that it holds no mail
 *
 * Returns: whether it is a #TocsinMailStore.
 */
gboolean
tocsin_cli_check_store (TocsinConnection *connection, const char *name, GError **error)
{
  if (TOCSIN_IS_MAIL_STORE (connection))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("connection “%s” holds no mail: its protocol only sends"), name);
  return FALSE;
}

/**
 * tocsin_cli_open_store:
 * @self: the run
 * @name: a connection's id or name
 * @error: where to put why there is none
 *
 * Returns: (transfer full): the connection, a #TocsinMailStore, not yet connected.
 */
TocsinConnection *
tocsin_cli_open_store (TocsinCli *self, const char *name, GError **error)
{
  g_autoptr (TocsinConnection) connection = tocsin_cli_open_connection (self, name, error);

  if (connection == NULL || !tocsin_cli_check_store (connection, name, error))
    return NULL;

  return g_steal_pointer (&connection);
}

/* The connections that could be meant instead. */
static char *
list_transports (TocsinCli *self)
{
  const char *const *ids = tocsin_config_list (self->config, TOCSIN_CONFIG_CONNECTION);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) found = NULL;

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (TocsinConnection) connection = tocsin_cli_open_connection (self, ids[i], NULL);

      if (connection != NULL && TOCSIN_IS_MAIL_TRANSPORT (connection))
        g_strv_builder_add (names, ids[i]);
    }
  found = g_strv_builder_end (names);

  return g_strjoinv (", ", found);
}

/**
 * tocsin_cli_open_transport:
 * @self: the run
 * @name: a connection's id or name
 * @error: where to put why there is none
 *
 * Returns: (transfer full): the connection, a #TocsinMailTransport, not yet connected.
 */
TocsinConnection *
tocsin_cli_open_transport (TocsinCli *self, const char *name, GError **error)
{
  g_autoptr (TocsinConnection) connection = tocsin_cli_open_connection (self, name, error);
  g_autofree char *others = NULL;

  if (connection == NULL || TOCSIN_IS_MAIL_TRANSPORT (connection))
    return g_steal_pointer (&connection);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("connection “%s” does not send mail: its protocol only reads it"), name);
  others = list_transports (self);
  if (error != NULL && *others != '\0')
    tocsin_error_set_hint (*error, _ ("These send: %s"), others);
  else if (error != NULL)
    tocsin_error_set_hint (*error,
                           _ ("There is none that does; “tocsin connection add” adds one."));

  return NULL;
}

/**
 * tocsin_cli_parse_since:
 * @text: (nullable): what was given with `--since`
 * @since: (out): the moment, microseconds since 1970; 0 when nothing was given
 * @error: where to put what was expected
 *
 * Returns: whether it is an age such as 7d, or a date.
 */
gboolean
tocsin_cli_parse_since (const char *text, gint64 *since, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 end;

  *since = 0;
  if (text == NULL || tocsin_moment_parse_age (text, g_get_real_time (), zone, since)
      || tocsin_moment_parse (text, zone, since, &end))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("--since: “%s” is neither an age such as 7d nor a date such as 2026-11-01"),
               text);
  return FALSE;
}
