/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/config.h"
#include "ui/desktop/model/editor-page.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_EDITOR_MODEL (tocsin_editor_model_get_type ())

/**
 * TocsinEditorModel:
 *
 * All keys of a connection, a task, the engine or an action while they are being edited: made from
 * the schemas, put in order by the forms beside them. Names no plugin. Belongs to the main context.
 *
 * Signals: `changed` (a #TocsinEditorRow, %NULL for all), after a text has changed and what
 * applies is known anew.
 */
G_DECLARE_FINAL_TYPE (TocsinEditorModel, tocsin_editor_model, TOCSIN, EDITOR_MODEL, GObject)

TocsinEditorModel *
tocsin_editor_model_new (TocsinConfigKind kind, const char *plugin, GError **error);
TocsinEditorModel *
tocsin_editor_model_new_for_action (const char *type, const char *prefix, GError **error);
TocsinConfigKind tocsin_editor_model_get_kind (TocsinEditorModel *self);
const char *tocsin_editor_model_get_plugin (TocsinEditorModel *self);
gboolean tocsin_editor_model_is_action (TocsinEditorModel *self);
const char *tocsin_editor_model_get_prefix (TocsinEditorModel *self);
GPtrArray *tocsin_editor_model_get_pages (TocsinEditorModel *self);
TocsinEditorRow *tocsin_editor_model_find (TocsinEditorModel *self, const char *key);
void tocsin_editor_model_fill (TocsinEditorModel *self, TocsinSnapshot *snapshot);
void tocsin_editor_model_set_hidden_keys (TocsinEditorModel *self, const char *const *patterns);
GStrv tocsin_editor_model_list_assignments (TocsinEditorModel *self);
GStrv tocsin_editor_model_list_resets (TocsinEditorModel *self);
GStrv tocsin_editor_model_list_all (TocsinEditorModel *self);
GPtrArray *tocsin_editor_model_list_secrets (TocsinEditorModel *self);
const char *tocsin_editor_model_get_secret_key (TocsinEditorModel *self, TocsinEditorRow *row);
TocsinEditorRow *tocsin_editor_model_find_mailbox (TocsinEditorModel *self);
TocsinEditorRow *tocsin_editor_model_find_problem (TocsinEditorModel *self);
TocsinEditorRow *tocsin_editor_model_find_error (TocsinEditorModel *self, const GError *error);
TocsinEditorRow *tocsin_editor_model_show_error (TocsinEditorModel *self, const GError *error);
void tocsin_editor_model_show_effective (TocsinEditorModel *self, GVariant *effective);

G_END_DECLS
