/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/editor-draft.h"

/**
 * tocsin_editor_draft_make:
 * @editor: what was typed
 * @protocol: what is spoken
 * @base: (nullable): the connection as it is saved
 *
 * Returns: (transfer full): the settings as they stand, and the passwords that are kept nowhere
 * yet.
 */
TocsinConnectionDraft *
tocsin_editor_draft_make (TocsinSettingsEditor *editor, const char *protocol, TocsinSnapshot *base)
{
  TocsinConnectionDraft *draft = tocsin_connection_draft_new (protocol, base);
  g_auto (GStrv) assignments = tocsin_settings_editor_list_assignments (editor);
  g_auto (GStrv) resets = tocsin_settings_editor_list_resets (editor);
  g_autoptr (GPtrArray) secrets =
      tocsin_editor_model_list_secrets (tocsin_settings_editor_get_model (editor));

  tocsin_connection_draft_change (draft, (const char *const *) assignments,
                                  (const char *const *) resets);
  for (guint i = 0; i < secrets->len; i++)
    tocsin_connection_draft_add_secret (draft, tocsin_editor_row_get_key (secrets->pdata[i]),
                                        tocsin_editor_row_get_secret (secrets->pdata[i]));

  return draft;
}

typedef void (*Put) (TocsinSettingsEditor *editor, const char *key, const char *text);

static void
put_all (TocsinSettingsEditor *editor, const char *const *assignments, Put put)
{
  for (gsize i = 0; assignments[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (assignments[i], "=", 2);

      put (editor, parts[0], parts[1]);
    }
}

/**
 * tocsin_editor_draft_type:
 * @editor: an editor
 * @assignments: (array zero-terminated=1): `KEY=VALUE`
 *
 * Does as if a person had typed them, who has agreed to them.
 */
void
tocsin_editor_draft_type (TocsinSettingsEditor *editor, const char *const *assignments)
{
  put_all (editor, assignments, tocsin_settings_editor_type_value);
}

/**
 * tocsin_editor_draft_suggest:
 * @editor: an editor
 * @assignments: (array zero-terminated=1): `KEY=VALUE`
 *
 * Fills them in where a person has typed nothing.
 */
void
tocsin_editor_draft_suggest (TocsinSettingsEditor *editor, const char *const *assignments)
{
  put_all (editor, assignments, tocsin_settings_editor_set_value);
}

/**
 * tocsin_editor_draft_show_missing:
 * @editor: the settings of a new connection, as far as they are known
 *
 * Goes to what is left to be typed: where the server is known already, to the password.
 */
void
tocsin_editor_draft_show_missing (TocsinSettingsEditor *editor)
{
  const char *method = tocsin_settings_editor_get_value (editor, "authentication.method");
  const char *address = tocsin_settings_editor_get_value (editor, "address");

  if (address != NULL && *address != '\0' && g_strcmp0 (method, "oauth2") != 0)
    tocsin_settings_editor_show_key (editor, "authentication.password");
}
