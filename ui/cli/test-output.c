/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/test-output.h"

#include "core/base/error.h"
#include "core/base/retry.h"
#include "core/base/text.h"
#include "core/engine/describe.h"
#include "ui/cli/output.h"
#include "ui/cli/progress.h"

#include <glib/gi18n.h>
#include <string.h>

/* A test while it runs. */
typedef struct
{
  TocsinCli *cli;
  const char *id;
  TocsinProgress *progress;
  gint64 began;
  guint warnings;
  TocsinStep failed; /* if it failed */
} Run;

static const char *
get_mark (TocsinStepStatus status)
{
  static const char *const marks[] = { "…", "✓", "!", "✗", "–" };
  /* Without a locale, as cron starts programs, those would be one and the same question mark. */
  static const char *const plain[] = { "...", "+", "!", "x", "-" };

  return g_get_charset (NULL) ? marks[status] : plain[status];
}

static void
print_facts (Run *run, GVariant *facts)
{
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (g_str_equal (name, "warning"))
      {
        run->warnings++;
        g_print ("      ! %s\n", value);
      }
    else
      g_print ("      %s: %s\n", name, value);
}

/* Ready to be typed or pasted. */
static void
print_remedy (const char *id, const char *const *remedy)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (gsize i = 0; remedy[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (remedy[i]);
      gboolean plain = strpbrk (remedy[i], " \t'\"\\$`!*?[](){}<>|&;~#") == NULL;

      g_string_append_printf (line, " %s", plain ? remedy[i] : quoted);
    }
  g_print (_ ("      to try: tocsin connection set %s%s\n"), id, line->str);
}

static void
print_failure (Run *run, const GError *error)
{
  g_autoptr (GVariant) described = g_variant_ref_sink (tocsin_describe_error (error));
  const char *command = tocsin_output_field (described, "command");
  const char *server_says = tocsin_output_field (described, "server-says");
  const char *hint = tocsin_output_field (described, "hint");
  g_autofree char *message = tocsin_text_escape (error->message, -1, 0);

  g_print ("      [%s] %s\n", tocsin_output_field (described, "code"), message);
  if (command[0] != '\0')
    g_print (_ ("      at: %s\n"), command);
  if (server_says[0] != '\0')
    g_print ("      %s %s\n", tocsin_output_speaker (tocsin_output_field (described, "code")),
             server_says);
  if (hint[0] != '\0')
    g_print ("      → %s\n", hint);
  if (tocsin_error_get_remedy (error) != NULL)
    print_remedy (run->id, tocsin_error_get_remedy (error));
}

static void
on_step (TocsinReport *report,
         int step,
         int status,
         guint milliseconds,
         GVariant *facts,
         const GError *error,
         gpointer user_data)
{
  Run *run = user_data;
  const char *title = tocsin_step_get_title ((TocsinStep) step);

  g_clear_pointer (&run->progress, tocsin_progress_free);
  if (status == TOCSIN_STEP_STATUS_RUNNING)
    {
      run->progress = tocsin_progress_new (title);
      return;
    }
  if (status == TOCSIN_STEP_STATUS_NOT_RUN)
    {
      g_print (_ ("  %s %s (not run)\n"), get_mark ((TocsinStepStatus) status), title);
      return;
    }

  g_print (_ ("  %s %s (%u ms)\n"), get_mark ((TocsinStepStatus) status), title, milliseconds);
  print_facts (run, facts);
  if (error == NULL)
    return;
  run->failed = (TocsinStep) step;
  print_failure (run, error);
}

static void
on_step_json (TocsinReport *report,
              int step,
              int status,
              guint milliseconds,
              GVariant *facts,
              const GError *error,
              gpointer user_data)
{
  if (status != TOCSIN_STEP_STATUS_RUNNING)
    tocsin_output_json_line (tocsin_describe_step ((TocsinStep) step, (TocsinStepStatus) status,
                                                   milliseconds, facts, error));
}

static void
on_line (TocsinTranscript *transcript, const char *line, gpointer user_data)
{
  g_printerr ("%s\n", line);
}

static const char *
describe_retry (const GError *error)
{
  static const char *const words[] = {
    N_ ("it would fail again, or somebody may be in between: don't try on"),
    N_ ("it works only after something is changed"),
    N_ ("it may work later without a change"),
    N_ ("it may work at once"),
  };

  return _ (words[tocsin_error_get_retry (error)]);
}

/* The last line: all that somebody wants to know who reads no other. */
static void
print_verdict (const Run *run, const GError *error)
{
  double seconds = (double) (g_get_monotonic_time () - run->began) / G_USEC_PER_SEC;

  if (run->cli->json)
    return;
  if (error != NULL)
    g_print (_ ("%s does not work: %s, at “%s”; %s.\n"), run->id,
             tocsin_error_get_code_name (error), tocsin_step_get_title (run->failed),
             describe_retry (error));
  else if (run->warnings > 0)
    g_print (g_dngettext (NULL, "%s works (%.1f s), with %u warning.\n",
                          "%s works (%.1f s), with %u warnings.\n", run->warnings),
             run->id, seconds, run->warnings);
  else
    g_print (_ ("%s works (%.1f s).\n"), run->id, seconds);
}

/**
 * tocsin_test_output_run:
 * @cli: the run
 * @connection: what to try
 * @folders: (nullable) (array zero-terminated=1): names of folders to look at
 * @show_transcript: whether the conversation goes to stderr
 * @error: where to put why the first failed step failed
 *
 * Tries a connection and prints the steps as they happen; with JSON an object a line.
 *
 * Returns: whether every step went well.
 */
gboolean
tocsin_test_output_run (TocsinCli *cli,
                        TocsinConnection *connection,
                        const char *const *folders,
                        gboolean show_transcript,
                        GError **error)
{
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  g_autoptr (TocsinConnectionSettings) settings = tocsin_connection_get_settings (connection);
  Run run = { .cli = cli,
              .id = tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (settings)),
              .began = g_get_monotonic_time () };
  g_autoptr (GError) failure = NULL;

  g_signal_connect (report, "step", cli->json ? G_CALLBACK (on_step_json) : G_CALLBACK (on_step),
                    &run);
  if (show_transcript)
    g_signal_connect (transcript, "line", G_CALLBACK (on_line), NULL);

  tocsin_connection_test_folders (connection, folders, report, show_transcript ? transcript : NULL,
                                  cli->cancellable, &failure);
  g_clear_pointer (&run.progress, tocsin_progress_free);
  print_verdict (&run, failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
