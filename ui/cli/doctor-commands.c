/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "config.h"
#include "core/base/error.h"
#include "core/base/locale.h"
#include "core/engine/control.h"
#include "core/engine/resting-journal.h"
#include "core/engine/task.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"
#include "ui/cli/progress.h"

#include <glib/gi18n.h>
#include <gnutls/gnutls.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

/* What was looked at, one after the other; a trouble anywhere is the exit status 1. */
typedef struct
{
  TocsinCli *cli;
  GVariantBuilder findings;
} Checkup;

/* A program gets a truth, a person a word. */
static void
put_verdict (TocsinCli *cli, GVariantDict *dict, gboolean well)
{
  if (cli->json)
    g_variant_dict_insert (dict, "well", "b", well);
  else
    g_variant_dict_insert (dict, "well", "s", well ? _ ("well") : _ ("trouble"));
}

static void
add_finding (Checkup *checkup, const char *what, const char *finding, const GError *error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "what", "s", what);
  put_verdict (checkup->cli, &dict, error == NULL);
  g_variant_dict_insert (&dict, "finding", "s", error == NULL ? finding : error->message);
  if (error != NULL)
    {
      const char *hint = tocsin_error_get_hint (error);

      g_variant_dict_insert (&dict, "code", "s", tocsin_error_get_code_name (error));
      if (hint != NULL)
        g_variant_dict_insert (&dict, "hint", "s", hint);
      checkup->cli->status = 1;
    }
  g_variant_builder_add_value (&checkup->findings, g_variant_dict_end (&dict));
}

static void
add_errors (Checkup *checkup, const char *what, GPtrArray *errors)
{
  for (guint i = 0; i < errors->len; i++)
    add_finding (checkup, what, NULL, g_ptr_array_index (errors, i));
}

static void
check_plugins (Checkup *checkup)
{
  TocsinRegistry *registry = tocsin_cli_get_registry (checkup->cli);
  g_auto (GStrv) protocols = tocsin_registry_list (registry, TOCSIN_PLUGIN_CONNECTION);
  g_auto (GStrv) triggers = tocsin_registry_list (registry, TOCSIN_PLUGIN_TRIGGER);
  g_auto (GStrv) actions = tocsin_registry_list (registry, TOCSIN_PLUGIN_ACTION);
  g_autofree char *protocol_names = g_strjoinv (", ", protocols);
  g_autofree char *trigger_names = g_strjoinv (", ", triggers);
  g_autofree char *action_names = g_strjoinv (", ", actions);

  add_finding (checkup, _ ("protocols"), protocol_names, NULL);
  add_finding (checkup, _ ("triggers"), trigger_names, NULL);
  add_finding (checkup, _ ("actions"), action_names, NULL);
  add_errors (checkup, _ ("plugins"), tocsin_registry_get_problems (registry));
}

static void
check_libraries (Checkup *checkup)
{
  g_autofree char *versions =
      g_strdup_printf ("Tocsin %s, GLib %u.%u.%u, GnuTLS %s", TOCSIN_VERSION, glib_major_version,
                       glib_minor_version, glib_micro_version, gnutls_check_version (NULL));

  add_finding (checkup, _ ("versions"), versions, NULL);
}

static void
check_tasks (Checkup *checkup, TocsinConfig *config)
{
  const char *const *ids = tocsin_config_list (config, TOCSIN_CONFIG_TASK);

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinTaskSettings) settings = tocsin_config_load_task (config, ids[i], &error);
      g_autoptr (TocsinTask) task = NULL;

      if (settings != NULL)
        task = tocsin_task_new (settings, tocsin_cli_get_registry (checkup->cli), &error);
      if (task == NULL)
        add_finding (checkup, _ ("task"), NULL, error);
    }
}

/* Where it leads is noted, so that a connection that works is named with its server. */
static void
note_address (TocsinReport *report,
              int step,
              int status,
              guint milliseconds,
              GVariant *facts,
              const GError *error,
              gpointer user_data)
{
  char **address = user_data;
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (g_str_equal (name, "address") && *address == NULL)
      *address = g_strdup (value);
}

/* The very test that `connection test` does: secret, network, encryption, sign-in, mailbox. */
static void
check_reach (Checkup *checkup, TocsinConnectionSettings *settings)
{
  const char *id = tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (settings));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnection) connection =
      tocsin_registry_new_connection (tocsin_cli_get_registry (checkup->cli), settings, &error);
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinProgress) progress = tocsin_progress_new (id);
  g_autofree char *address = NULL;
  g_autofree char *finding = NULL;
  const char *place;

  g_signal_connect (report, "step", G_CALLBACK (note_address), &address);
  if (connection != NULL)
    {
      tocsin_connection_test (connection, report, NULL, checkup->cli->cancellable, &error);
      tocsin_connection_close (connection);
    }
  if (error != NULL)
    g_prefix_error (&error, "%s: ", id);
  place = address != NULL ? address
                          : tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "address");
  finding = g_strdup_printf ("%s: %s", id, place);
  add_finding (checkup, _ ("connection"), finding, error);
}

static void
check_connections (Checkup *checkup, TocsinConfig *config)
{
  const char *const *ids = tocsin_config_list (config, TOCSIN_CONFIG_CONNECTION);

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinConnectionSettings) settings =
          tocsin_config_load_connection (config, ids[i], &error);

      if (settings == NULL)
        add_finding (checkup, _ ("connection"), NULL, error);
      else
        check_reach (checkup, settings);
    }
}

/* Certificates and calendars are judged by it. */
static void
check_clock (Checkup *checkup)
{
  struct timex state = { .modes = 0 };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = tocsin_locale_format_day (now);
  g_autofree char *clock = g_date_time_format (now, "%H:%M:%S %Z");
  g_autofree char *time = g_strdup_printf ("%s %s", day, clock);
  gboolean synchronized = adjtimex (&state) != -1 && (state.status & STA_UNSYNC) == 0;
  g_autofree char *finding =
      g_strdup_printf (synchronized ? _ ("%s, kept by a time server")
                                    : _ ("%s, not known to be kept by a time server"),
                       time);

  add_finding (checkup, _ ("clock"), finding, NULL);
}

/* The machine's service may write only where its unit lets it. */
static void
check_places (Checkup *checkup, TocsinConfig *config)
{
  g_autofree char *drop_in = tocsin_cli_make_drop_in (checkup->cli, config);
  g_autofree char *finding = NULL;

  if (drop_in == NULL)
    return;
  g_strdelimit (g_strchomp (drop_in), "\n", ' ');
  finding = g_strdup_printf (_ ("needs this drop-in (“systemctl edit tocsind”): %s"), drop_in);
  add_finding (checkup, _ ("service"), finding, NULL);
}

static void
check_settings (Checkup *checkup)
{
  g_autoptr (GError) error = NULL;
  TocsinConfig *config = tocsin_cli_get_config (checkup->cli, &error);
  g_autoptr (GPtrArray) problems = NULL;

  add_finding (checkup, _ ("settings"), config != NULL ? tocsin_config_get_location (config) : NULL,
               error);
  if (config == NULL)
    return;
  problems = tocsin_config_get_problems (config);
  for (guint i = 0; i < problems->len; i++)
    add_finding (checkup, _ ("settings"), NULL,
                 ((TocsinConfigProblem *) g_ptr_array_index (problems, i))->error);
  check_connections (checkup, config);
  check_tasks (checkup, config);
  check_places (checkup, config);
}

static void
check_space (Checkup *checkup, const char *path)
{
  struct statvfs space;
  g_autofree char *free_space = NULL;
  g_autofree char *finding = NULL;

  if (statvfs (path, &space) != 0)
    return;
  free_space = g_format_size ((guint64) space.f_bavail * space.f_frsize);
  finding = g_strdup_printf (_ ("%s, %s free"), path, free_space);
  add_finding (checkup, _ ("state"), finding, NULL);
}

static void
check_state (Checkup *checkup)
{
  g_autoptr (GError) error = NULL;
  TocsinStateDirectory *state = tocsin_cli_get_state (checkup->cli, &error);
  g_autoptr (TocsinJournal) journal = NULL;

  if (state == NULL)
    {
      add_finding (checkup, _ ("state"), NULL, error);
      return;
    }
  check_space (checkup, tocsin_state_directory_get_path (state));
  if (tocsin_cli_get_engine (checkup->cli) != NULL)
    {
      add_finding (checkup, _ ("engine"), _ ("running, and it answers"), NULL);
      return;
    }
  add_finding (checkup, _ ("engine"), _ ("not running"), NULL);
  journal = tocsin_resting_journal_read (state, &error);
  add_finding (checkup, _ ("journal"), tocsin_state_directory_get_journal_path (state), error);
}

static gboolean
run_doctor (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const headings[] = { N_ ("WHAT"), N_ ("VERDICT"), N_ ("FINDING"), NULL };
  static const char *const fields[] = { "what", "well", "finding", NULL };
  Checkup checkup = { .cli = cli };
  g_autoptr (GVariant) findings = NULL;

  g_variant_builder_init (&checkup.findings, G_VARIANT_TYPE ("aa{sv}"));
  check_libraries (&checkup);
  check_clock (&checkup);
  check_plugins (&checkup);
  check_settings (&checkup);
  check_state (&checkup);
  findings = g_variant_ref_sink (g_variant_builder_end (&checkup.findings));
  if (cli->json)
    tocsin_output_json (findings);
  else
    tocsin_output_dicts (headings, fields, findings);

  return TRUE;
}

const TocsinCommand tocsin_doctor_commands[] = {
  { "doctor", "", 0, 0,
    N_ ("Look for trouble: plugins, settings, connections, clock, state directory, journal"), NULL,
    run_doctor },
  { NULL },
};
