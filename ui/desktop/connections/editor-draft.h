/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/editor/settings-editor.h"
#include "ui/desktop/model/connection-draft.h"

G_BEGIN_DECLS

TocsinConnectionDraft *
tocsin_editor_draft_make (TocsinSettingsEditor *editor, const char *protocol, TocsinSnapshot *base);
void tocsin_editor_draft_type (TocsinSettingsEditor *editor, const char *const *assignments);
void tocsin_editor_draft_suggest (TocsinSettingsEditor *editor, const char *const *assignments);
void tocsin_editor_draft_show_missing (TocsinSettingsEditor *editor);

G_END_DECLS
