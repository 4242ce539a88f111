/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "config.h"
#include "core/base/error.h"
#include "core/base/locale.h"
#include "core/base/notice.h"
#include "core/base/trouble.h"
#include "core/engine/open-config.h"
#include "service/service.h"

#include <glib/gi18n.h>
#include <unistd.h>

/* As of every program of the house: the command line is wrong. */
#define STATUS_USAGE 2

/* What was asked for on the command line. */
typedef struct
{
  gboolean user;
  gboolean system;
  gboolean verbose;
  gboolean version;
  char *config;
  char *state;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->config);
  g_free (self->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_NONE, &options->user,
      N_ ("Serve the person who is signed in, on the session bus (the default)"), NULL },
    { "system", 0, 0, G_OPTION_ARG_NONE, &options->system,
      N_ ("Serve the machine, on the system bus"), NULL },
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config, N_ ("Use these settings"),
      N_ ("FILE") },
    { "state-directory", 0, 0, G_OPTION_ARG_FILENAME, &options->state,
      N_ ("Keep journal and mail that waits there"), N_ ("DIRECTORY") },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose, N_ ("Log debug messages, too"),
      NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_ ("Show the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context,
      _ ("The engine of Tocsin as a service; “tocsin run” is the same in the foreground."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("what is “%s”?"), (*argv)[1]);
  else if (options->user && options->system)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _ ("--user and --system exclude each other"));
  else
    return TRUE;

  return FALSE;
}

/* To the system's journal with all fields, where that is where standard error leads; else to
 * standard error. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  const Options *options = user_data;

  if ((level & G_LOG_LEVEL_DEBUG) != 0 && !options->verbose)
    return g_log_writer_default (level, fields, n_fields, NULL);
  if (g_log_writer_is_journald (STDERR_FILENO)
      && g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;

  return g_log_writer_standard_streams (level, fields, n_fields, NULL);
}

static void
log_error (gpointer error, gpointer user_data)
{
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", TOCSIN_NOTICE_SETTINGS_BROKEN,
                    "ERROR_CODE", tocsin_error_get_code_name (error), "MESSAGE", "%s",
                    ((const GError *) error)->message);
}

/* The machine's places, unless the environment names others: systemd does, for one. */
static void
choose_places (Options *options)
{
  if (!options->system)
    return;

  if (options->config == NULL && g_getenv ("TOCSIN_CONFIG") == NULL)
    options->config = g_strdup (TOCSIN_SYSTEM_CONFIG);
  if (options->state == NULL && g_getenv ("TOCSIN_STATE") == NULL
      && g_getenv ("STATE_DIRECTORY") == NULL)
    options->state = g_strdup (TOCSIN_SYSTEM_STATE);
}

static gboolean
serve (const Options *options, TocsinNotifier *notifier, GError **error)
{
  GBusType bus = options->system ? G_BUS_TYPE_SYSTEM : G_BUS_TYPE_SESSION;
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  g_autoptr (TocsinConfig) config = NULL;
  g_autoptr (TocsinStateDirectory) state = NULL;
  g_autoptr (TocsinShift) shift = NULL;
  g_autoptr (TocsinService) service = NULL;

  tocsin_registry_load (registry);
  g_ptr_array_foreach (tocsin_registry_get_problems (registry), log_error, NULL);
  config = tocsin_open_config (options->config, FALSE, registry, options->state, error);
  if (config == NULL)
    return FALSE;
  state = tocsin_state_directory_open (options->state, error);
  if (state == NULL)
    return FALSE;
  shift = tocsin_shift_new (config, registry, state);
  service = tocsin_service_new (shift, notifier, bus);

  return tocsin_service_run (service, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (TocsinNotifier) notifier = NULL;
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  tocsin_locale_begin ();
  g_set_prgname ("tocsind");
  if (!parse (&options, &argc, &argv, &error))
    {
      g_printerr ("tocsind: %s\n", error->message);
      return STATUS_USAGE;
    }
  if (options.version)
    {
      g_print ("tocsind %s\n", TOCSIN_VERSION);
      return 0;
    }
  choose_places (&options);
  g_log_set_writer_func (write_log, &options, NULL);
  notifier = tocsin_notifier_new ();
  if (serve (&options, notifier, &error))
    return 0;

  tocsin_notifier_say_status (notifier, error->message);
  log_error (error, NULL);

  return tocsin_trouble_exit_status (error);
}
