/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/trouble.h"
#include "core/engine/census.h"
#include "core/engine/resting-journal.h"
#include "core/engine/shift.h"
#include "core/engine/sqlite-journal.h"
#include "core/engine/status.h"
#include "ui/cli/command.h"
#include "ui/cli/item.h"
#include "ui/cli/output.h"
#include "ui/cli/progress.h"
#include "ui/cli/status-output.h"

#include <glib/gi18n.h>

static gboolean once;
static int seconds;

static gboolean
stop_engine (gpointer data)
{
  tocsin_engine_stop (data);

  return G_SOURCE_REMOVE;
}

/* Called on the thread that waits for signals: the engine belongs to the main one. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, stop_engine, g_object_ref (user_data), g_object_unref);
}

/* One look: what went wrong is the exit status, the gravest first. */
static void
on_settled (TocsinEngine *engine, gpointer user_data)
{
  TocsinCli *cli = user_data;
  g_autoptr (GPtrArray) problems = tocsin_engine_get_problems (engine);

  if (tocsin_engine_get_failures (engine) > 0)
    cli->status = 1;
  for (guint i = 0; i < problems->len; i++)
    {
      const GError *error = g_ptr_array_index (problems, i);

      tocsin_cli_print_error ("", error);
      cli->status = MAX (cli->status, tocsin_trouble_exit_status (error));
    }
  tocsin_engine_stop (engine);
}

static gboolean
run_shift (TocsinCli *cli, TocsinShift *shift, GError **error)
{
  TocsinEngine *engine = tocsin_shift_get_engine (shift);
  gulong handler;

  if (!tocsin_shift_begin (shift, once, error))
    return FALSE;

  g_signal_connect (engine, "settled", G_CALLBACK (on_settled), cli);
  handler = g_cancellable_connect (cli->cancellable, G_CALLBACK (on_cancelled), engine, NULL);
  if (seconds > 0)
    g_timeout_add_seconds ((guint) seconds, stop_engine, engine);
  if (!once)
    g_printerr (_ ("The engine runs; Ctrl-C ends it, “tocsin status” tells how it does\n"));
  tocsin_shift_wait (shift);
  g_cancellable_disconnect (cli->cancellable, handler);

  return TRUE;
}

static gboolean
run_run (TocsinCli *cli, const char *const *arguments, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (cli, error);
  TocsinStateDirectory *state = config != NULL ? tocsin_cli_get_state (cli, error) : NULL;
  g_autoptr (TocsinProgress) progress = NULL;
  g_autoptr (TocsinShift) shift = NULL;

  if (state == NULL)
    return FALSE;
  if (seconds < 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("--for takes a number of seconds from 1 on"));
      return FALSE;
    }
  if (once)
    progress = tocsin_progress_new (_ ("looking at every task"));
  shift = tocsin_shift_new (config, tocsin_cli_get_registry (cli), state);
  if (!run_shift (cli, shift, error))
    return FALSE;
  if (once && g_cancellable_is_cancelled (cli->cancellable))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("interrupted"));
      return FALSE;
    }

  return TRUE;
}

static GVariant *
ask_engine (TocsinCli *cli, GError **error)
{
  g_autoptr (GVariant) reply = tocsin_control_call (tocsin_cli_get_engine (cli), "GetStatus", NULL,
                                                    "(a{sv})", cli->cancellable, error);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

/* Nobody runs: what the settings and the journal of the last engine tell. */
static GVariant *
describe_rest (TocsinCli *cli, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (cli, error);
  TocsinStateDirectory *state = config != NULL ? tocsin_cli_get_state (cli, error) : NULL;
  g_autoptr (TocsinJournal) journal = NULL;
  g_autoptr (TocsinCensus) census = NULL;
  g_autoptr (TocsinPauses) pauses = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  TocsinStatusSources sources = { .problems = none };
  g_auto (GVariantDict) engine = G_VARIANT_DICT_INIT (NULL);

  if (state == NULL)
    return NULL;
  journal = tocsin_resting_journal_read (state, error);
  if (journal == NULL)
    return NULL;
  census = tocsin_census_take (journal, g_get_real_time (), error);
  pauses = census != NULL ? tocsin_pauses_read (journal, error) : NULL;
  if (pauses == NULL)
    return NULL;
  sources.counts = census->counts;
  sources.paused = census->paused;
  sources.pauses = pauses;
  sources.mail = census->mail;
  g_variant_dict_insert (&engine, "running", "b", FALSE);
  g_variant_dict_insert (&engine, "state-directory", "s", tocsin_state_directory_get_path (state));
  g_variant_dict_insert (&engine, "settings", "s", tocsin_config_get_location (config));

  return g_variant_ref_sink (
      tocsin_status_describe (config, &sources, g_variant_dict_end (&engine)));
}

static gboolean
run_status (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (GVariant) status =
      tocsin_cli_get_engine (cli) != NULL ? ask_engine (cli, error) : describe_rest (cli, error);

  if (status == NULL)
    return FALSE;
  if (cli->json)
    tocsin_output_json (status);
  else
    tocsin_status_output_print (status);

  return TRUE;
}

static gboolean
tell_engine (TocsinCli *cli, const char *method, const char *connection, GError **error)
{
  GDBusConnection *engine = tocsin_cli_get_engine (cli);
  g_autoptr (GVariant) reply = NULL;

  if (engine == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                           _ ("no engine runs on this state directory; “tocsin run” starts one"));
      return FALSE;
    }
  reply = tocsin_control_call (engine, method,
                               connection != NULL ? g_variant_new ("(s)", connection) : NULL, NULL,
                               cli->cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (connection != NULL)
    tocsin_output_done (cli, connection);

  return TRUE;
}

static gboolean
run_check (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return tell_engine (cli, "CheckNow", arguments[0] != NULL ? arguments[0] : "", error);
}

static gboolean
run_task (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_TASK, arguments[0], error);

  return id != NULL && tell_engine (cli, "RunTask", id, error);
}

static gboolean
run_retry (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return tell_engine (cli, "RetryConnection", arguments[0], error);
}

static gboolean
run_stop (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return tell_engine (cli, "Stop", NULL, error);
}

static const GOptionEntry run_options[] = {
  { "once", 0, 0, G_OPTION_ARG_NONE, &once, N_ ("Check every task once, work off what fires, end"),
    NULL },
  { "for", 0, 0, G_OPTION_ARG_INT, &seconds, N_ ("End after so many seconds"), N_ ("SECONDS") },
  { NULL },
};

const TocsinCommand tocsin_engine_commands[] = {
  { "run", "", 0, 0, N_ ("Run the engine in the foreground"), run_options, run_run },
  { "status", "", 0, 0, N_ ("Show the engine, connections, tasks and the queue"), NULL, run_status,
    TOCSIN_COMMAND_SYSTEM },
  { "check", N_ ("[CONNECTION]"), 0, 1, N_ ("Have the running engine look for mail now"), NULL,
    run_check, TOCSIN_COMMAND_SYSTEM },
  { "task run", N_ ("NAME"), 1, 1,
    N_ ("Have the running engine look for a task's mail now, or fire a task that waits for none"),
    NULL, run_task, TOCSIN_COMMAND_SYSTEM },
  { "retry", N_ ("CONNECTION"), 1, 1, N_ ("Let a parked connection try again"), NULL, run_retry,
    TOCSIN_COMMAND_SYSTEM },
  { "stop", "", 0, 0, N_ ("End the running engine"), NULL, run_stop, TOCSIN_COMMAND_SYSTEM },
  { NULL },
};
