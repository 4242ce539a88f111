/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/settings-editor.h"

static TocsinEditorRow *
find (TocsinSettingsEditor *self, const char *key)
{
  TocsinEditorModel *model = tocsin_settings_editor_get_model (self);

  return model != NULL ? tocsin_editor_model_find (model, key) : NULL;
}

/**
 * tocsin_settings_editor_fill:
 * @self: an editor
 * @snapshot: (nullable): what is saved, the whole connection or task; %NULL for nothing
 *
 * Forgets what was typed.
 */
void
tocsin_settings_editor_fill (TocsinSettingsEditor *self, TocsinSnapshot *snapshot)
{
  TocsinEditorModel *model = tocsin_settings_editor_get_model (self);

  if (model != NULL)
    tocsin_editor_model_fill (model, snapshot);
}

/**
 * tocsin_settings_editor_set_hidden_keys:
 * @self: an editor
 * @patterns: (nullable) (array zero-terminated=1): patterns of keys that are edited elsewhere, such
 *   as `name` or `proxy.*`
 */
void
tocsin_settings_editor_set_hidden_keys (TocsinSettingsEditor *self, const char *const *patterns)
{
  TocsinEditorModel *model = tocsin_settings_editor_get_model (self);

  if (model != NULL)
    tocsin_editor_model_set_hidden_keys (model, patterns);
}

/**
 * tocsin_settings_editor_set_value:
 * @self: an editor
 * @key: a key
 * @text: what was found out, as it would be typed
 *
 * Fills it in unless a person has typed something there.
 */
void
tocsin_settings_editor_set_value (TocsinSettingsEditor *self, const char *key, const char *text)
{
  TocsinEditorRow *row = find (self, key);

  if (row != NULL)
    tocsin_editor_row_suggest (row, text);
}

/**
 * tocsin_settings_editor_type_value:
 * @self: an editor
 * @key: a key
 * @text: a value
 *
 * As if a person had typed it: for what a person has chosen elsewhere, such as a remedy.
 */
void
tocsin_settings_editor_type_value (TocsinSettingsEditor *self, const char *key, const char *text)
{
  TocsinEditorRow *row = find (self, key);

  if (row != NULL)
    tocsin_editor_row_type (row, text);
}

/**
 * tocsin_settings_editor_get_value:
 * @self: an editor
 * @key: a key
 *
 * Returns: (nullable) (transfer none): what its row says now, %NULL when there is no such key
 */
const char *
tocsin_settings_editor_get_value (TocsinSettingsEditor *self, const char *key)
{
  TocsinEditorRow *row = find (self, key);

  return row != NULL ? tocsin_editor_row_get_text (row) : NULL;
}

/**
 * tocsin_settings_editor_list_assignments:
 * @self: an editor
 *
 * Returns: (transfer full): `KEY=VALUE` for all that differs from what is saved, for
 *   tocsin_config_edit()
 */
GStrv
tocsin_settings_editor_list_assignments (TocsinSettingsEditor *self)
{
  TocsinEditorModel *model = tocsin_settings_editor_get_model (self);

  return model != NULL ? tocsin_editor_model_list_assignments (model) : g_new0 (char *, 1);
}

/**
 * tocsin_settings_editor_list_resets:
 * @self: an editor
 *
 * Returns: (transfer full): the keys that go back to their defaults, for tocsin_config_edit()
 */
GStrv
tocsin_settings_editor_list_resets (TocsinSettingsEditor *self)
{
  TocsinEditorModel *model = tocsin_settings_editor_get_model (self);

  return model != NULL ? tocsin_editor_model_list_resets (model) : g_new0 (char *, 1);
}

/**
 * tocsin_settings_editor_has_changes:
 * @self: an editor
 *
 * Returns: whether there is anything to save
 */
gboolean
tocsin_settings_editor_has_changes (TocsinSettingsEditor *self)
{
  TocsinEditorModel *model = tocsin_settings_editor_get_model (self);
  g_auto (GStrv) assignments = tocsin_settings_editor_list_assignments (self);
  g_auto (GStrv) resets = tocsin_settings_editor_list_resets (self);
  g_autoptr (GPtrArray) secrets = model != NULL ? tocsin_editor_model_list_secrets (model) : NULL;

  return assignments[0] != NULL || resets[0] != NULL || (secrets != NULL && secrets->len > 0);
}

/**
 * tocsin_settings_editor_show_error:
 * @self: an editor
 * @error: why the settings were refused, or what went wrong with them
 *
 * Puts it below the row of the key that it names, or else of the key that such errors come from,
 * and goes there. It stays until the row is changed.
 *
 * Returns: whether there is such a row; if not, the error is the caller's to show
 */
gboolean
tocsin_settings_editor_show_error (TocsinSettingsEditor *self, const GError *error)
{
  TocsinEditorModel *model = tocsin_settings_editor_get_model (self);
  TocsinEditorRow *row = model != NULL ? tocsin_editor_model_show_error (model, error) : NULL;

  return row != NULL && tocsin_settings_editor_show_key (self, tocsin_editor_row_get_key (row));
}
