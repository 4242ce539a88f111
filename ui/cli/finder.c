/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/finder.h"

#include "core/base/error.h"
#include "ui/cli/discovery-output.h"
#include "ui/cli/progress.h"
#include "ui/cli/prompt.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/**
 * tocsin_finder_is_wanted:
 * @self: a finder
 *
 * Returns: whether settings are to be found, by an address or by a preset.
 */
gboolean
tocsin_finder_is_wanted (const TocsinFinder *self)
{
  return self->email != NULL || self->preset != NULL;
}

/* `PROTOCOL NAME`, or only `NAME`, before the first `KEY=VALUE`. */
static gboolean
has_protocol (const char *const *arguments)
{
  return arguments[1] != NULL && strchr (arguments[1], '=') == NULL;
}

static gboolean
is_typed (const char *const *assignments, const char *setting)
{
  gsize length = (gsize) (strchrnul (setting, '=') - setting);

  for (gsize i = 0; assignments[i] != NULL; i++)
    if (strncmp (assignments[i], setting, length) == 0 && assignments[i][length] == '=')
      return TRUE;

  return FALSE;
}

/* Whoever wants a proxy for a connection does not want the search to go past it. */
static gboolean
wants_a_proxy (const char *const *assignments)
{
  for (gsize i = 0; assignments[i] != NULL; i++)
    if (g_str_has_prefix (assignments[i], "proxy.type=")
        && !g_str_equal (assignments[i], "proxy.type=none"))
      return TRUE;

  return FALSE;
}

static void
keep_only (GPtrArray *services, const char *protocol)
{
  for (guint i = services->len; i > 0; i--)
    if (!g_str_equal (((TocsinService *) services->pdata[i - 1])->protocol, protocol))
      g_ptr_array_remove_index (services, i - 1);
}

/* All protocols that are known, or only the one that was asked for. */
static GPtrArray *
list_services (TocsinCli *cli, const char *protocol, GError **error)
{
  g_autoptr (GPtrArray) services = tocsin_service_list ();
  const TocsinProtocol *wanted = NULL;

  if (protocol != NULL)
    {
      wanted = tocsin_registry_find_protocol (tocsin_cli_get_registry (cli), protocol, NULL, error);
      if (wanted == NULL)
        return NULL;
      keep_only (services, wanted->name);
    }
  if (services->len > 0)
    return g_steal_pointer (&services);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("nothing says how to look for %s: there is no file discovery/%s.discovery"),
               wanted != NULL ? wanted->title : _ ("a protocol"),
               wanted != NULL ? wanted->name : "*");
  return NULL;
}

static TocsinDiscovery *
look (TocsinFinder *self,
      TocsinCli *cli,
      const TocsinMailAddress *who,
      const char *const *assignments,
      GPtrArray *services,
      GError **error)
{
  g_autoptr (GPtrArray) presets = tocsin_preset_list ();
  const TocsinDiscoveryOptions options = { .services = services,
                                           .presets = presets,
                                           .use_network = !wants_a_proxy (assignments),
                                           .use_database = self->use_database };
  const TocsinPreset *preset = NULL;
  g_autoptr (TocsinProgress) progress = NULL;

  if (self->preset != NULL)
    {
      preset = tocsin_preset_find (presets, self->preset, error);
      return preset != NULL ? tocsin_discovery_new_for_preset (preset, who, &options) : NULL;
    }
  if (!options.use_network)
    g_printerr (_ ("Only presets are looked at: a search would go past the proxy\n"));
  progress = tocsin_progress_new (_ ("looking for servers"));

  return tocsin_discovery_run (who, &options, cli->cancellable, error);
}

/* The candidates with a number. */
static GPtrArray *
list_choices (TocsinFinder *self, TocsinCli *cli)
{
  GPtrArray *choices = g_ptr_array_new ();

  for (guint i = 0; i < self->discovery->candidates->len; i++)
    if (tocsin_discovery_output_can_choose (cli, self->discovery->candidates->pdata[i]))
      g_ptr_array_add (choices, self->discovery->candidates->pdata[i]);

  return choices;
}

static gboolean
choose_number (TocsinFinder *self, GPtrArray *choices, guint64 number, GError **error)
{
  if (number < 1 || number > choices->len)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("there is no candidate %" PRIu64 "; there are %u"), number, choices->len);
      return FALSE;
    }
  self->chosen = choices->pdata[number - 1];

  return TRUE;
}

/* RFC 6186, section 6: nobody but a person can say that a host elsewhere is the provider's. */
static gboolean
choose_best (TocsinFinder *self, GPtrArray *choices, GError **error)
{
  const TocsinCandidate *best = choices->pdata[0];

  if (!best->needs_consent)
    return choose_number (self, choices, 1, error);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s lies outside the domain, and only an unproven source names it: nothing was "
                  "stored"),
               best->host);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("If it is your provider's, say so: --candidate 1"));

  return FALSE;
}

static gboolean
ask (TocsinFinder *self, TocsinCli *cli, GPtrArray *choices, GError **error)
{
  const TocsinCandidate *best = choices->pdata[0];
  char line[16];
  guint64 number = 0;

  g_printerr (best->needs_consent ? _ ("Which one? ") : _ ("Which one? [1] "));
  if (!tocsin_prompt_read_line (line, sizeof line, cli->cancellable))
    g_strlcpy (line, best->needs_consent ? "" : "1", sizeof line);
  if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    {
      tocsin_error_translate (error, "%s", self->email != NULL ? self->email : self->preset);
      return FALSE;
    }
  if (g_ascii_string_to_unsigned (line, 10, 1, G_MAXUINT, &number, NULL))
    return choose_number (self, choices, number, error);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("none was chosen: nothing was stored"));
  return FALSE;
}

static gboolean
choose (TocsinFinder *self, TocsinCli *cli, GPtrArray *choices, GError **error)
{
  if (choices->len == 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING,
                           _ ("no plugin here speaks what was found"));
      return FALSE;
    }
  if (self->candidate != 0)
    return choose_number (self, choices, (guint64) MAX (self->candidate, 0), error);
  /* Who names a preset knows the provider. */
  if (self->yes || (self->preset != NULL && choices->len == 1))
    return choose_best (self, choices, error);
  if (tocsin_prompt_is_possible () && !cli->json)
    return ask (self, cli, choices, error);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("nothing was stored: nobody is here to choose"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("--candidate N takes one of them, --yes the best."));

  return FALSE;
}

/* On stdout if it is the outcome, on stderr if it only leads to one. */
static void
show (TocsinFinder *self, TocsinCli *cli)
{
  gboolean goes_on =
      self->candidate != 0 || self->yes || self->preset != NULL || tocsin_prompt_is_possible ();

  if (!cli->json)
    tocsin_discovery_output_print (cli, self->discovery,
                                   goes_on && !self->dry_run ? g_printerr : g_print);
  if (cli->verbose)
    tocsin_discovery_output_print_answers (self->discovery);
}

/* The protocol, the name, what was found and what was typed, which wins. */
static GStrv
make_arguments (TocsinFinder *self, const char *const *arguments, gboolean protocol_given)
{
  g_auto (GStrv) settings = tocsin_candidate_list_settings (self->chosen);
  const char *const *typed = arguments + (protocol_given ? 2 : 1);
  g_autoptr (GStrvBuilder) made = g_strv_builder_new ();

  g_strv_builder_add (made, self->chosen->protocol);
  g_strv_builder_add (made, typed[-1]);
  for (gsize i = 0; settings[i] != NULL; i++)
    if (!is_typed (typed, settings[i]))
      g_strv_builder_add (made, settings[i]);
  g_strv_builder_addv (made, (const char **) typed);

  return g_strv_builder_end (made);
}

static gboolean
check_found (TocsinFinder *self, TocsinCli *cli, const TocsinMailAddress *who, GError **error)
{
  if (who == NULL || tocsin_discovery_check_found (self->discovery, who, error))
    return TRUE;

  if (!cli->verbose && !cli->json)
    tocsin_discovery_output_print_answers (self->discovery);

  return FALSE;
}

/**
 * tocsin_finder_find:
 * @self: what is wanted
 * @cli: the run
 * @arguments: (array zero-terminated=1): `[PROTOCOL] NAME [KEY=VALUE…]`
 * @error: where to put why nothing was found or chosen
 *
 * Finds candidates, shows them, and has one chosen. What a person typed is never overwritten.
 *
 * Returns: (nullable) (transfer full): `PROTOCOL NAME KEY=VALUE…`, to be added; %NULL with @error
 *   set, or without when it was only to be shown.
 */
GStrv
tocsin_finder_find (TocsinFinder *self,
                    TocsinCli *cli,
                    const char *const *arguments,
                    GError **error)
{
  gboolean protocol_given = has_protocol (arguments);
  g_autoptr (GPtrArray) services = list_services (cli, protocol_given ? arguments[0] : NULL, error);
  g_autoptr (TocsinMailAddress) who = NULL;
  g_autoptr (GPtrArray) choices = NULL;

  if (services == NULL)
    return NULL;
  if (self->email != NULL && (who = tocsin_mail_address_parse (self->email, error)) == NULL)
    return NULL;
  self->discovery = look (self, cli, who, arguments + (protocol_given ? 2 : 1), services, error);
  if (self->discovery == NULL)
    return NULL;

  show (self, cli);
  if (!check_found (self, cli, who, error))
    return NULL;
  if (self->dry_run)
    return NULL;
  choices = list_choices (self, cli);

  return choose (self, cli, choices, error) ? make_arguments (self, arguments, protocol_given)
                                            : NULL;
}
