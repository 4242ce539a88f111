/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/task-list.h"
#include "core/engine/trial.h"
#include "core/mail/offline-store.h"
#include "ui/cli/command.h"
#include "ui/cli/item.h"
#include "ui/cli/progress.h"
#include "ui/cli/trial-output.h"

#include <glib/gi18n.h>

static char *since_text;
static int limit;
static char **message_files;
static char *maildir;

/* A trial and where its lines go. */
typedef struct
{
  TocsinCli *cli;
  TocsinTask *task;
  TocsinProgress *progress;
} Show;

static void
show_firing (const TocsinTrialFiring *firing, gpointer user_data)
{
  Show *show = user_data;

  g_clear_pointer (&show->progress, tocsin_progress_free);
  tocsin_trial_output_firing (show->cli, firing, show->task);
}

static gboolean
check_options (const char *const *arguments, GError **error)
{
  if (limit < 0)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("--limit: %d is not a number of messages"), limit);
  else if (message_files != NULL && maildir != NULL)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                         _ ("--eml and --maildir exclude each other"));
  else if (arguments[1] != NULL && message_files == NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("“%s”: files of messages are given with --eml"), arguments[1]);
  else
    return TRUE;

  return FALSE;
}

static GStrv
list_files (const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **) message_files);
  g_strv_builder_addv (builder, (const char **) arguments + 1);

  return g_strv_builder_end (builder);
}

static gboolean
set_offline (TocsinTrial *trial, const char *const *arguments, GError **error)
{
  g_autoptr (TocsinOfflineStore) store = NULL;
  g_auto (GStrv) files = NULL;

  if (message_files == NULL && maildir == NULL)
    return TRUE;
  if (maildir != NULL)
    store = tocsin_offline_store_new_for_maildir (maildir, error);
  else
    {
      files = list_files (arguments);
      store = tocsin_offline_store_new_for_files ((const char *const *) files, error);
    }
  if (store != NULL)
    tocsin_trial_set_store (trial, TOCSIN_MAIL_STORE (store));

  return store != NULL;
}

static gboolean
run_trial (TocsinCli *cli,
           TocsinTask *task,
           GPtrArray *tasks,
           TocsinHost *host,
           const char *const *arguments,
           GError **error)
{
  g_autoptr (TocsinTrial) trial = tocsin_trial_new (task, tasks, host);
  Show show = { cli, task, NULL };
  const TocsinTrialSummary *summary = tocsin_trial_get_summary (trial);
  gint64 since;
  gboolean done;

  if (!tocsin_cli_parse_since (since_text, &since, error) || !set_offline (trial, arguments, error))
    return FALSE;

  tocsin_trial_set_since (trial, since);
  tocsin_trial_set_limit (trial, (guint) limit);
  show.progress = tocsin_progress_new (_ ("looking at messages"));
  done = tocsin_trial_run (trial, show_firing, &show, cli->cancellable, error);
  g_clear_pointer (&show.progress, tocsin_progress_free);
  tocsin_trial_output_summary (cli, summary);
  cli->status = summary->failing > 0 ? 1 : 0;

  return done;
}

static gboolean
run_try (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_TASK, arguments[0], error);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (TocsinConnections) connections = NULL;
  TocsinTask *task;
  gboolean done;

  if (id == NULL || !check_options (arguments, error))
    return FALSE;
  tasks = tocsin_task_list_load_beside (cli->config, tocsin_cli_get_registry (cli), id,
                                        g_get_real_time (), problems, &task, error);
  if (tasks == NULL)
    return FALSE;
  for (guint i = 0; i < problems->len; i++)
    tocsin_cli_print_error ("", g_ptr_array_index (problems, i));

  connections = tocsin_cli_open_connections (cli);
  done = run_trial (cli, task, tasks, TOCSIN_HOST (connections), arguments, error);
  tocsin_connections_close_all (connections);

  return done;
}

static const GOptionEntry try_options[] = {
  { "since", 0, 0, G_OPTION_ARG_STRING, &since_text,
    N_ ("Only mail received since then: an age such as 7d, or a date"), N_ ("AGE") },
  { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("End after N firings; the newest come first"),
    N_ ("N") },
  { "eml", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &message_files,
    N_ ("Look at messages in files instead of the mailbox; no network"), N_ ("FILE") },
  { "maildir", 0, 0, G_OPTION_ARG_FILENAME, &maildir,
    N_ ("Look at a Maildir instead of the mailbox; no network"), N_ ("DIR") },
  { NULL },
};

const TocsinCommand tocsin_trial_commands[] = {
  { "task try", N_ ("NAME [FILE…]"), 1, -1,
    N_ ("Show what a task would do with mail that is there; nothing is changed"), try_options,
    run_try },
  { NULL },
};
