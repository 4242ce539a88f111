/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>

static gboolean dry_run;

static gboolean
run_export (TocsinCli *cli, const char *const *arguments, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (cli, error);
  g_autofree char *text = NULL;

  if (config == NULL)
    return FALSE;
  text = tocsin_config_export (config, arguments, error);
  if (text == NULL)
    return FALSE;
  tocsin_output_value (cli, "settings", text);

  return TRUE;
}

static gboolean
run_import (TocsinCli *cli, const char *const *arguments, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (cli, error);
  const char *path = g_str_equal (arguments[0], "-") ? "/dev/stdin" : arguments[0];
  g_autofree char *text = NULL;
  g_auto (GStrv) names = NULL;
  gsize length;

  if (config == NULL)
    return FALSE;
  if (!g_file_get_contents (path, &text, &length, error))
    {
      tocsin_error_translate (error, _ ("file %s"), arguments[0]);
      return FALSE;
    }
  names = tocsin_config_import (config, text, (gssize) length, dry_run, error);
  if (names == NULL)
    return FALSE;
  if (cli->json)
    tocsin_output_json (g_variant_new_strv ((const char *const *) names, -1));
  for (gsize i = 0; !cli->json && names[i] != NULL; i++)
    g_print ("%s\n", names[i]);

  return TRUE;
}

static const GOptionEntry import_options[] = {
  { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Only say what would be taken in"), NULL },
  { NULL },
};

const TocsinCommand tocsin_transfer_commands[] = {
  { "export", N_ ("[NAME…]"), 0, -1,
    N_ ("Print connections and tasks as a file; secrets stay references"), NULL, run_export },
  { "import", N_ ("FILE"), 1, 1, N_ ("Take in what was exported; “-” reads standard input"),
    import_options, run_import },
  { NULL },
};
