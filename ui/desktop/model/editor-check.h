/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/registry.h"
#include "ui/desktop/model/editor-model.h"

G_BEGIN_DECLS

/**
 * TocsinEditorCheck:
 *
 * What a model says at one moment, to be checked as a whole on a worker by those who would work
 * with it: the core and the plugin. No network is asked.
 */
typedef struct _TocsinEditorCheck TocsinEditorCheck;

TocsinEditorCheck *tocsin_editor_check_new (TocsinEditorModel *model, TocsinRegistry *registry);
void tocsin_editor_check_free (TocsinEditorCheck *self);
gboolean
tocsin_editor_check_run (const TocsinEditorCheck *self, GVariant **effective, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinEditorCheck, tocsin_editor_check_free)

G_END_DECLS
