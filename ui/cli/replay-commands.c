/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "ui/cli/command.h"
#include "ui/cli/progress.h"
#include "ui/cli/prompt.h"
#include "ui/cli/replay-job.h"

#include <glib/gi18n.h>

static char **messages;
static char *folder_name;
static char *since_text;
static int limit;
static gboolean yes;

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, text);

  return FALSE;
}

static gboolean
read_options (gint64 *since, GError **error)
{
  if ((messages == NULL) == (since_text == NULL))
    return refuse (error, "%s",
                   _ ("say which mail: --message REF, as “mail search” shows it, or --since AGE"));
  if (limit < 0 || (limit > 0 && since_text == NULL))
    return refuse (error, "%s", _ ("--limit takes a number from 1 on, beside --since"));

  return tocsin_cli_parse_since (since_text, since, error);
}

static gboolean
list_candidates (TocsinReplayJob *job, gint64 since, GError **error)
{
  g_autoptr (TocsinProgress) progress = tocsin_progress_new (_ ("looking at messages"));

  if (messages != NULL)
    job->candidates =
        tocsin_replay_list_named (job->store, job->task, folder_name,
                                  (const char *const *) messages, job->cli->cancellable, error);
  else
    job->candidates = tocsin_replay_list_since (job->store, job->task, folder_name, since,
                                                (guint) limit, job->cli->cancellable, error);

  /* Who names a message means it. */
  return job->candidates != NULL && tocsin_replay_job_look (job, messages == NULL, error);
}

static gboolean
ask (const TocsinReplayJob *job, GError **error)
{
  char line[16];

  if (yes || job->candidates->len == 0)
    return TRUE;
  if (!tocsin_prompt_is_possible () || job->cli->json)
    return refuse (error, "%s",
                   _ ("nothing was fired: nobody is here to be asked. --yes says so beforehand"));

  g_printerr (ngettext ("Fire “%s” for %u message? [y/N] ", "Fire “%s” for %u messages? [y/N] ",
                        job->candidates->len),
              tocsin_task_get_name (job->task), job->candidates->len);
  tocsin_prompt_read_line (line, sizeof line, job->cli->cancellable);
  if (g_cancellable_set_error_if_cancelled (job->cli->cancellable, error))
    {
      tocsin_error_translate (error, "%s", tocsin_task_get_name (job->task));
      return FALSE;
    }
  if (g_ascii_strcasecmp (line, "y") == 0 || g_ascii_strcasecmp (line, "yes") == 0)
    return TRUE;

  return refuse (error, "%s", _ ("nothing was fired"));
}

static gboolean
fire (TocsinReplayJob *job, GError **error)
{
  gboolean running;

  if (job->candidates->len == 0)
    {
      if (!job->cli->json)
        g_print (_ ("There is nothing to fire for.\n"));
      return TRUE;
    }
  if (!tocsin_replay_job_fire (job, &running, error))
    return FALSE;

  if (!job->cli->json)
    tocsin_replay_job_print_result (job, running);
  if (tocsin_replay_job_count (job, "fired") < job->candidates->len)
    job->cli->status = 1;

  return TRUE;
}

static gboolean
run_replay (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_auto (TocsinReplayJob) job = { .cli = cli };
  gint64 since = 0;

  if (!read_options (&since, error) || !tocsin_replay_job_open (&job, arguments[0], error)
      || !list_candidates (&job, since, error))
    return FALSE;
  if (!cli->json)
    tocsin_replay_job_print_preview (&job);
  if (!ask (&job, error) || !fire (&job, error))
    return FALSE;
  if (cli->json)
    tocsin_replay_job_print_json (&job);

  return TRUE;
}

static const GOptionEntry replay_options[] = {
  { "message", 0, 0, G_OPTION_ARG_STRING_ARRAY, &messages,
    N_ ("For this message, whether the query finds it or not; may be given several times"),
    N_ ("REF") },
  { "folder", 0, 0, G_OPTION_ARG_STRING, &folder_name, N_ ("In this folder instead of the task's"),
    N_ ("FOLDER") },
  { "since", 0, 0, G_OPTION_ARG_STRING, &since_text,
    N_ ("For what the query finds among mail that came since then, such as 7d or 2026-11-01"),
    N_ ("AGE") },
  { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many, the newest"), N_ ("NUMBER") },
  { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_ ("Fire without asking"), NULL },
  { NULL },
};

const TocsinCommand tocsin_replay_commands[] = {
  { "task replay", N_ ("NAME"), 1, 1, N_ ("Fire a task for mail that is there, after a look at it"),
    replay_options, run_replay },
  { NULL },
};
