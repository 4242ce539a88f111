/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/plugin-title.h"

#include "ui/desktop/model/editor-forms.h"

static const struct
{
  const char *schema;
  const char *icon;
} kinds[] = {
  [TOCSIN_PLUGIN_CONNECTION] = { "org.tocsin.connection.", "network-server-symbolic" },
  [TOCSIN_PLUGIN_TRIGGER] = { "org.tocsin.trigger.", "alarm-symbolic" },
  [TOCSIN_PLUGIN_ACTION] = { "org.tocsin.action.", "system-run-symbolic" },
};

/**
 * tocsin_plugin_title_find:
 * @kind: what a plugin brings
 * @name: how the settings call it
 * @icon: (out) (nullable): the name of its icon
 *
 * Returns: (transfer full): what a person calls it: the title of its form; without one, its name.
 */
char *
tocsin_plugin_title_find (TocsinPluginKind kind, const char *name, char **icon)
{
  g_autofree char *schema = g_strconcat (kinds[kind].schema, name, NULL);
  const TocsinEditorForm *form = tocsin_editor_forms_find (schema);

  if (icon != NULL)
    *icon = g_strdup (form != NULL && form->icon != NULL ? form->icon : kinds[kind].icon);

  return g_strdup (form != NULL && form->title != NULL ? form->title : name);
}
