/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/preset.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>

static void
add_ways (GVariantDict *dict, const TocsinPreset *preset)
{
  g_auto (GStrv) protocols = tocsin_preset_list_protocols (preset);
  g_auto (GVariantDict) ways = G_VARIANT_DICT_INIT (NULL);

  for (gsize i = 0; protocols[i] != NULL; i++)
    {
      g_auto (GStrv) settings = tocsin_preset_list_settings (preset, protocols[i]);

      g_variant_dict_insert (&ways, protocols[i], "^as", settings);
    }
  g_variant_dict_insert_value (dict, "protocols", g_variant_dict_end (&ways));
}

static GVariant *
describe (const TocsinPreset *preset)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "id", "s", preset->id);
  g_variant_dict_insert (&dict, "name", "s", preset->name);
  g_variant_dict_insert (&dict, "domains", "^as", preset->domains);
  g_variant_dict_insert (&dict, "mx", "^as", preset->mx);
  g_variant_dict_insert (&dict, "sign-in", "^as", preset->sign_in);
  g_variant_dict_insert (&dict, "prepare", "s", preset->prepare != NULL ? preset->prepare : "");
  g_variant_dict_insert (&dict, "documentation", "s",
                         preset->documentation != NULL ? preset->documentation : "");
  add_ways (&dict, preset);

  return g_variant_dict_end (&dict);
}

static void
print_json (GPtrArray *presets)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < presets->len; i++)
    g_variant_builder_add_value (&builder, describe (presets->pdata[i]));
  tocsin_output_json (g_variant_builder_end (&builder));
}

static gboolean
run_presets (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const headings[] = { N_ ("ID"), N_ ("PROVIDER"), N_ ("PROTOCOLS"),
                                          N_ ("SIGN-IN"), NULL };
  g_autoptr (GPtrArray) presets = tocsin_preset_list ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  if (cli->json)
    {
      print_json (presets);
      return TRUE;
    }
  for (guint i = 0; i < presets->len; i++)
    {
      const TocsinPreset *preset = presets->pdata[i];
      g_auto (GStrv) protocols = tocsin_preset_list_protocols (preset);
      g_autofree char *spoken = g_strjoinv (", ", protocols);
      g_autofree char *sign_in = g_strjoinv (", ", preset->sign_in);
      const char *const cells[] = { preset->id, preset->name, spoken, sign_in, NULL };

      g_ptr_array_add (rows, g_strdupv ((char **) cells));
    }
  tocsin_output_table (headings, rows);

  return TRUE;
}

const TocsinCommand tocsin_preset_commands[] = {
  { "presets", "", 0, 0, N_ ("List the providers whose settings are known"), NULL, run_presets },
  { NULL },
};
