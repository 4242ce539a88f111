/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-model.h"
#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_SETTINGS_EDITOR (tocsin_settings_editor_get_type ())

/**
 * TocsinSettingsEditor:
 *
 * The settings of a connection, a task, the engine or an action as rows, made from the schemas and
 * the forms beside them (#TocsinEditorModel). Fill it, let a person type, take what differs:
 *
 *     editor = tocsin_settings_editor_new (workbench, TOCSIN_CONFIG_CONNECTION, "imap4");
 *     tocsin_settings_editor_fill (editor, settings);
 *     …
 *     assignments = tocsin_settings_editor_list_assignments (editor);
 *     resets = tocsin_settings_editor_list_resets (editor);
 *     tocsin_config_edit (config, kind, id, assignments, resets, NULL, &error);
 *     tocsin_settings_editor_store_secrets_async (editor, id, …);
 *
 * A connection has a page for each group of settings and scrolls by itself; all others have their
 * groups one below the other and are scrolled by whoever holds them.
 *
 * Signals: `changed` (something was typed or filled in), `activate` (Enter in a line of text).
 */
G_DECLARE_FINAL_TYPE (TocsinSettingsEditor, tocsin_settings_editor, TOCSIN, SETTINGS_EDITOR, AdwBin)

TocsinSettingsEditor *
tocsin_settings_editor_new (TocsinWorkbench *workbench, TocsinConfigKind kind, const char *plugin);
TocsinSettingsEditor *tocsin_settings_editor_new_for_action (TocsinWorkbench *workbench,
                                                             const char *type,
                                                             const char *prefix);
TocsinEditorModel *tocsin_settings_editor_get_model (TocsinSettingsEditor *self);
TocsinWorkbench *tocsin_settings_editor_get_workbench (TocsinSettingsEditor *self);
void tocsin_settings_editor_fill (TocsinSettingsEditor *self, TocsinSnapshot *snapshot);
void tocsin_settings_editor_set_pages (TocsinSettingsEditor *self, const char *const *ids);
void
tocsin_settings_editor_set_hidden_keys (TocsinSettingsEditor *self, const char *const *patterns);
void
tocsin_settings_editor_set_value (TocsinSettingsEditor *self, const char *key, const char *text);
void
tocsin_settings_editor_type_value (TocsinSettingsEditor *self, const char *key, const char *text);
const char *tocsin_settings_editor_get_value (TocsinSettingsEditor *self, const char *key);
GStrv tocsin_settings_editor_list_assignments (TocsinSettingsEditor *self);
GStrv tocsin_settings_editor_list_resets (TocsinSettingsEditor *self);
void tocsin_settings_editor_set_mailbox (TocsinSettingsEditor *self, const char *connection);
const char *tocsin_settings_editor_get_mailbox (TocsinSettingsEditor *self);
gboolean tocsin_settings_editor_has_changes (TocsinSettingsEditor *self);
gboolean tocsin_settings_editor_check (TocsinSettingsEditor *self);
gboolean tocsin_settings_editor_show_error (TocsinSettingsEditor *self, const GError *error);
gboolean tocsin_settings_editor_show_key (TocsinSettingsEditor *self, const char *key);
void tocsin_settings_editor_store_secrets_async (TocsinSettingsEditor *self,
                                                 const char *owner,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
gboolean tocsin_settings_editor_store_secrets_finish (TocsinSettingsEditor *self,
                                                      GAsyncResult *result,
                                                      GError **error);

G_END_DECLS
