/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/test-output.h"

#include "core/engine/describe.h"
#include "ui/cli/output.h"
#include "ui/cli/progress.h"

#include <glib/gi18n.h>

static const char *
get_mark (TocsinStepStatus status)
{
  static const char *const marks[] = { "…", "✓", "!", "✗" };

  return marks[status];
}

static void
print_facts (GVariant *facts)
{
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    g_print ("      %s: %s\n", name, value);
}

static void
print_failure (const GError *error)
{
  g_autoptr (GVariant) described = g_variant_ref_sink (tocsin_describe_error (error));
  const char *server_says = tocsin_output_field (described, "server-says");
  const char *hint = tocsin_output_field (described, "hint");

  g_print ("      [%s] %s\n", tocsin_output_field (described, "code"), error->message);
  if (server_says[0] != '\0')
    g_print (_ ("      the server says: %s\n"), server_says);
  if (hint[0] != '\0')
    g_print ("      → %s\n", hint);
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
  TocsinProgress **progress = user_data;

  g_clear_pointer (progress, tocsin_progress_free);
  if (status == TOCSIN_STEP_STATUS_RUNNING)
    {
      *progress = tocsin_progress_new (tocsin_step_get_title (step));
      return;
    }

  g_print ("  %s %s (%u ms)\n", get_mark (status), tocsin_step_get_title (step), milliseconds);
  print_facts (facts);
  if (error != NULL)
    print_failure (error);
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
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantDict) named = G_VARIANT_DICT_INIT (NULL);
  GVariantIter iter;
  const char *name, *value;

  if (status == TOCSIN_STEP_STATUS_RUNNING)
    return;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    g_variant_dict_insert (&named, name, "s", value);
  g_variant_dict_insert (&dict, "step", "s", tocsin_step_to_string (step));
  g_variant_dict_insert (&dict, "status", "s", tocsin_step_status_to_string (status));
  g_variant_dict_insert (&dict, "milliseconds", "u", milliseconds);
  g_variant_dict_insert_value (&dict, "facts", g_variant_dict_end (&named));
  if (error != NULL)
    g_variant_dict_insert_value (&dict, "error", tocsin_describe_error (error));
  tocsin_output_json_line (g_variant_dict_end (&dict));
}

static void
on_line (TocsinTranscript *transcript, const char *line, gpointer user_data)
{
  g_printerr ("%s\n", line);
}

/**
 * tocsin_test_output_run:
 * @cli: the run
 * @connection: what to try
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
                        gboolean show_transcript,
                        GError **error)
{
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  g_autoptr (TocsinProgress) progress = NULL;

  g_signal_connect (report, "step", cli->json ? G_CALLBACK (on_step_json) : G_CALLBACK (on_step),
                    &progress);
  if (show_transcript)
    g_signal_connect (transcript, "line", G_CALLBACK (on_line), NULL);

  return tocsin_connection_test (connection, report, show_transcript ? transcript : NULL,
                                 cli->cancellable, error);
}
