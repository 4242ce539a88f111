/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "config.h"
#include "core/base/error.h"
#include "core/base/locale.h"
#include "core/base/trouble.h"
#include "core/engine/describe.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <unistd.h>

#define STATUS_INTERRUPTED 130

/* The first asks to end, the second does not wait for it. */
static gboolean
on_signal (gpointer data)
{
  if (g_cancellable_is_cancelled (data))
    _exit (STATUS_INTERRUPTED);
  g_cancellable_cancel (data);

  return G_SOURCE_CONTINUE;
}

/* Commands block, so the signals are waited for on a thread of their own. */
static gpointer
watch_signals (gpointer data)
{
  static const int numbers[] = { SIGINT, SIGTERM };
  g_autoptr (GMainContext) context = g_main_context_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GSource) source = g_unix_signal_source_new (numbers[i]);

      g_source_set_callback (source, on_signal, g_object_ref (data), g_object_unref);
      g_source_attach (source, context);
    }
  for (;;)
    g_main_context_iteration (context, TRUE);

  return NULL;
}

/* What goes as it should and debug messages are for --verbose; everything else is said as the
 * library says it. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  TocsinCli *cli = user_data;

  if ((level & (G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG)) != 0 && !cli->verbose)
    return g_log_writer_default (level, fields, n_fields, NULL);
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_printerr ("%s\n", (const char *) fields[i].value);

  return G_LOG_WRITER_HANDLED;
}

/* A program that reads documents is told in one why there is none. */
static void
print_error (TocsinCli *cli, const GError *error)
{
  g_autofree char *text = NULL;

  if (!cli->json)
    {
      tocsin_cli_print_error ("tocsin: ", error);
      return;
    }
  text = tocsin_output_to_json (tocsin_describe_error (error));
  g_printerr ("%s\n", text);
}

int
main (int argc, char **argv)
{
  TocsinCli cli = { .cancellable = g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  int status;

  tocsin_locale_begin ();
  g_set_prgname ("tocsin");
  g_log_set_writer_func (write_log, &cli, NULL);
  g_thread_unref (g_thread_new ("signals", watch_signals, g_object_ref (cli.cancellable)));

  if (tocsin_command_execute (&cli, (const char *const *) argv, &error))
    status = cli.status;
  else
    {
      print_error (&cli, error);
      status = tocsin_trouble_exit_status (error);
    }
  tocsin_cli_clear (&cli);

  return status;
}
