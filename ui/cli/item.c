/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/item.h"

#include "ui/cli/output.h"

/**
 * tocsin_item_find:
 * @cli: the run
 * @kind: connection or task
 * @name: an id or a name
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND, or why the settings can't be read
 *
 * The system's engine has settings of its own, and knows whom a name means.
 *
 * Returns: (transfer full): the id; what was typed where the system's engine is asked.
 */
char *
tocsin_item_find (TocsinCli *cli, TocsinConfigKind kind, const char *name, GError **error)
{
  TocsinConfig *config = cli->system ? NULL : tocsin_cli_get_config (cli, error);

  if (cli->system)
    return g_strdup (name);

  return config != NULL ? tocsin_config_find (config, kind, name, error) : NULL;
}

static GVariant *
describe_all (TocsinCli *cli, TocsinConfigKind kind, TocsinItemDescribe describe)
{
  const char *const *ids = tocsin_config_list (cli->config, kind);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      GVariant *described = describe (cli, ids[i]);

      if (described != NULL)
        g_variant_builder_add_value (&builder, described);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * tocsin_item_list:
 * @cli: the run
 * @kind: connections or tasks
 * @describe: what is to be told of one
 * @headings: (array zero-terminated=1): the columns of the table
 * @fields: (array zero-terminated=1): the key that each column shows
 * @error: where to put why the settings can't be read
 *
 * Returns: whether they are listed.
 */
gboolean
tocsin_item_list (TocsinCli *cli,
                  TocsinConfigKind kind,
                  TocsinItemDescribe describe,
                  const char *const *headings,
                  const char *const *fields,
                  GError **error)
{
  g_autoptr (GVariant) all = NULL;

  if (tocsin_cli_get_config (cli, error) == NULL)
    return FALSE;
  all = describe_all (cli, kind, describe);
  if (cli->json)
    tocsin_output_json (all);
  else
    tocsin_output_dicts (headings, fields, all);

  return TRUE;
}

/**
 * tocsin_item_rename:
 * @cli: the run
 * @kind: connection or task
 * @arguments: (array zero-terminated=1): its name, and the new one
 * @error: where to put why not
 *
 * Returns: whether it has the new name.
 */
gboolean
tocsin_item_rename (TocsinCli *cli,
                    TocsinConfigKind kind,
                    const char *const *arguments,
                    GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, kind, arguments[0], error);

  if (id == NULL || !tocsin_config_rename (cli->config, kind, id, arguments[1], error))
    return FALSE;
  tocsin_output_done (cli, id);

  return TRUE;
}

/**
 * tocsin_item_copy:
 * @cli: the run
 * @kind: connection or task
 * @arguments: (array zero-terminated=1): its name, and that of the copy
 * @error: where to put why not
 *
 * Returns: whether there is a copy now, whose id was printed.
 */
gboolean
tocsin_item_copy (TocsinCli *cli,
                  TocsinConfigKind kind,
                  const char *const *arguments,
                  GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, kind, arguments[0], error);
  g_autofree char *copy = NULL;

  if (id == NULL)
    return FALSE;
  copy = tocsin_config_copy (cli->config, kind, id, arguments[1], error);
  if (copy == NULL)
    return FALSE;
  tocsin_output_id (cli, copy);

  return TRUE;
}

/**
 * tocsin_item_remove:
 * @cli: the run
 * @kind: connection or task
 * @arguments: (array zero-terminated=1): its name
 * @error: where to put why not
 *
 * Returns: whether it is gone.
 */
gboolean
tocsin_item_remove (TocsinCli *cli,
                    TocsinConfigKind kind,
                    const char *const *arguments,
                    GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, kind, arguments[0], error);

  if (id == NULL || !tocsin_config_remove (cli->config, kind, id, error))
    return FALSE;
  tocsin_output_done (cli, id);

  return TRUE;
}
