/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/control.h"
#include "core/engine/resting-journal.h"
#include "ui/cli/command.h"
#include "ui/cli/item.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>

/* The name of a pause on the bus. */
static char *
make_method (TocsinConfigKind kind, gboolean pauses)
{
  static const char *const whats[] = { "Connection", "Task", "" };

  return g_strconcat (pauses ? "Pause" : "Resume", whats[kind], NULL);
}

static gboolean
tell_engine (TocsinCli *cli,
             GDBusConnection *engine,
             TocsinConfigKind kind,
             const char *id,
             gboolean pauses,
             GError **error)
{
  g_autofree char *method = make_method (kind, pauses);
  g_autoptr (GVariant) reply = tocsin_control_call (
      engine, method, id != NULL ? g_variant_new ("(s)", id) : NULL, NULL, cli->cancellable, error);

  return reply != NULL;
}

/* Where nobody runs, the next engine finds it in the journal. */
static gboolean
write_down (TocsinCli *cli, TocsinConfigKind kind, const char *id, gboolean pauses, GError **error)
{
  TocsinStateDirectory *state = tocsin_cli_get_state (cli, error);
  g_autoptr (TocsinJournal) journal =
      state != NULL ? tocsin_resting_journal_write (state, error) : NULL;
  g_autoptr (TocsinPauses) written = NULL;

  if (journal == NULL)
    return FALSE;
  written = tocsin_pauses_change (journal, kind, id, pauses ? g_get_real_time () : 0, error);

  return written != NULL;
}

static gboolean
change (TocsinCli *cli, TocsinConfigKind kind, const char *name, gboolean pauses, GError **error)
{
  GDBusConnection *engine;
  g_autofree char *id = NULL;

  if (name != NULL && (id = tocsin_item_find (cli, kind, name, error)) == NULL)
    return FALSE;
  engine = tocsin_cli_get_engine (cli);
  if (engine != NULL ? !tell_engine (cli, engine, kind, id, pauses, error)
                     : !write_down (cli, kind, id, pauses, error))
    return FALSE;
  tocsin_output_done (cli, id != NULL ? id : "engine");

  return TRUE;
}

static gboolean
change_all (TocsinCli *cli,
            TocsinConfigKind kind,
            const char *const *names,
            gboolean pauses,
            GError **error)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (!change (cli, kind, names[i], pauses, error))
      return FALSE;

  return TRUE;
}

static gboolean
run_pause (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change (cli, TOCSIN_CONFIG_ENGINE, NULL, TRUE, error);
}

static gboolean
run_resume (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change (cli, TOCSIN_CONFIG_ENGINE, NULL, FALSE, error);
}

static gboolean
run_pause_connection (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change_all (cli, TOCSIN_CONFIG_CONNECTION, arguments, TRUE, error);
}

static gboolean
run_resume_connection (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change_all (cli, TOCSIN_CONFIG_CONNECTION, arguments, FALSE, error);
}

static gboolean
run_pause_task (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change_all (cli, TOCSIN_CONFIG_TASK, arguments, TRUE, error);
}

static gboolean
run_resume_task (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change_all (cli, TOCSIN_CONFIG_TASK, arguments, FALSE, error);
}

const TocsinCommand tocsin_pause_commands[] = {
  { "connection pause", N_ ("NAME…"), 1, -1,
    N_ ("Look for no mail on connections, and send none through them, until told otherwise"), NULL,
    run_pause_connection, TOCSIN_COMMAND_SYSTEM },
  { "connection resume", N_ ("NAME…"), 1, -1,
    N_ ("Let paused connections go on; what came meanwhile is caught up with"), NULL,
    run_resume_connection, TOCSIN_COMMAND_SYSTEM },
  { "task pause", N_ ("NAME…"), 1, -1,
    N_ ("Work nothing off for tasks until told otherwise; what comes meanwhile is written down"),
    NULL, run_pause_task, TOCSIN_COMMAND_SYSTEM },
  { "task resume", N_ ("NAME…"), 1, -1, N_ ("Let paused tasks go on with what is written down"),
    NULL, run_resume_task, TOCSIN_COMMAND_SYSTEM },
  { "pause", "", 0, 0, N_ ("Let all connections and tasks rest until told otherwise"), NULL,
    run_pause, TOCSIN_COMMAND_SYSTEM },
  { "resume", "", 0, 0, N_ ("Let the paused engine go on"), NULL, run_resume,
    TOCSIN_COMMAND_SYSTEM },
  { NULL },
};
